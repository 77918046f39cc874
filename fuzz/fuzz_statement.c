/* fuzz_statement.c - what the decoders accept, the encoders write again byte for byte. */
#include "fuzz.h"
#include "statement/statement.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();
	str bytes = { (const char *)data, n }, again;
	struct statement_signature *sigs;
	struct statement s;
	struct err e = { 0 };
	size_t n_sigs;

	if (statement_decode(a, bytes, &s, &e) == RC_OK) {
		BUG_ON(statement_encode(a, &s, &again, &e) != RC_OK);
		BUG_ON(!str_eq(again, bytes) || s.id.n < 16);
	} else {
		BUG_ON(e.msg[0] == '\0');
	}
	if (statement_signatures_decode(a, bytes, &sigs, &n_sigs, &e) == RC_OK)
		BUG_ON(n_sigs == 0 || sigs[0].key_id.n == 0);
	arena_free(a);
	return 0;
}
