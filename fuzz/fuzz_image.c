/* fuzz_image.c - any bytes as JPEG, PNG or a rendered page: a verdict, never a crash. */
#include "fuzz.h"
#include "inspector/inspector.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	str bytes = { (const char *)data, n };
	static struct verdict image, page, qr, ink;

	image.wire = page.wire = qr.wire = ink.wire = (struct inspect_wire){ 0 };
	job_image(bytes, INSPECT_CARD, &image);
	job_page(bytes, &page);
	job_qr(bytes, &qr);
	/* whatever the code says and wherever it stands: places outside of the picture too */
	job_ink("h 68 40 57;10 10 500 700;0 0 2000 2000", bytes, &ink);
	(void)exif_orientation(bytes);
	verdict_release(&image);
	verdict_release(&page);
	return 0;
}
