/* fuzz_pdf.c - any bytes as PDF: a verdict, never a crash, never a walk without end. */
#include "fuzz.h"
#include "inspector/inspector.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct verdict v;

	v.wire = (struct inspect_wire){ 0 };
	job_pdf((str){ (const char *)data, n }, &v);
	return 0;
}
