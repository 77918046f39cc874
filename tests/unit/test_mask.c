/* test_mask.c - what is left of personal data. */
#include "domain/mask.h"
#include "support/check.h"

static void
test_mask(void **state)
{
	static const struct {
		str (*mask)(struct arena *a, str s);
		const char *in, *want;
	} rows[] = {
		{ mask_name, "Dewi Cahyanih Lestarii", "D••i C••••••h L••••••i" },
		{ mask_name, "  Dewi   C ", "D••i C" },
		{ mask_name, "Al", "A•" },
		{ mask_name, "Ali", "A•i" },
		{ mask_name, "Ren\xc3\xa9", "R••\xc3\xa9" },
		{ mask_name, "Ma'ruf", "M••••f" },
		{ mask_name,
		    "a\xff"
		    "bc",
		    "a••c" },
		{ mask_name, "", "" },
		{ mask_email, "dewi@kemenkeu.go.id", "d•••i@kemenkeu.go.id" },
		{ mask_email, "dewi.cahyani.lestari@kemenkeu.go.id",
		    "d•••i@kemenkeu.go.id" },
		{ mask_email, "d@kemenkeu.go.id", "d•••@kemenkeu.go.id" },
		{ mask_email, "nonsense", "•••" },
		{ mask_email, "@x.id", "•••" },
		{ mask_email, "", "•••" },
		{ mask_nik, "3174054508900001", "317405••••••0001" },
		{ mask_nik, "3174", "••••" },
		{ mask_nik, "", "" },
		{ mask_nip, "199008052015032001", "1990••••••••••2001" },
		{ mask_nip, "12345", "•••••" },
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		CHECK_STR(
		    rows[i].in, rows[i].mask(a, str_from_z(rows[i].in)), rows[i].want);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_mask) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
