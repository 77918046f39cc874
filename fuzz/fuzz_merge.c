/* fuzz_merge.c - any bytes as two PDFs to be made one: a verdict, never a crash. */
#include "fuzz.h"
#include "inspector/inspector.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct verdict v;

	v.wire = (struct inspect_wire){ 0 };
	job_merge((str){ (const char *)data, n }, &v);
	verdict_release(&v);
	return 0;
}
