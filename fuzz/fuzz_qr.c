/* fuzz_qr.c - any text as what a QR code says: no code of ours, or one that could be. */
#include <stdlib.h>

#include "domain/letters_issue.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	static struct arena *a;
	int64_t page;
	str code;

	if (a == NULL)
		a = arena_new();
	arena_reset(a);
	code = letters_code_in(a, (str){ (const char *)data, n }, &page);
	if (code.p == NULL)
		return 0;
	if (code.n != 12 || page < 0)
		abort();
	for (size_t i = 0; i + 1 < code.n; i++)
		if (strchr(letters, code.p[i]) == NULL)
			abort();
	return 0;
}
