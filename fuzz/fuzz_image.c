/* fuzz_image.c - any bytes as JPEG, PNG or a rendered page: a verdict, never a crash. */
#include "fuzz.h"
#include "inspector/inspector.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	str bytes = { (const char *)data, n };
	static struct verdict image, page, qr;

	image.wire = page.wire = qr.wire = (struct inspect_wire){ 0 };
	job_image(bytes, INSPECT_CARD, &image);
	job_page(bytes, &page);
	job_qr(bytes, &qr);
	(void)exif_orientation(bytes);
	verdict_release(&image);
	verdict_release(&page);
	return 0;
}
