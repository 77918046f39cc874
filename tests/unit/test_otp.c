/* test_otp.c - one-time passwords against the figures of RFC 6238, and the text that apps read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "vault/otp.h"

static const str rfc_secret = { "12345678901234567890", 20 };

/* RFC 6238 appendix B, SHA-1: its eight digits end with our six. */
static void
figures_of_the_rfc(void **state)
{
	static const struct {
		int64_t at_s, step;
		const char *code;
	} rows[] = {
		{ 59, 1, "287082" },
		{ 1111111109, 37037036, "081804" },
		{ 1111111111, 37037037, "050471" },
		{ 1234567890, 41152263, "005924" },
		{ 2000000000, 66666666, "279037" },
		{ 20000000000, 666666666, "353130" },
	};
	struct err e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t step = 0;

		if (otp_check(rfc_secret, rows[i].at_s, str_from_z(rows[i].code), &step,
			&e) != RC_OK)
			fail_msg("%s: %s", rows[i].code, e.why);
		assert_int_equal(step, rows[i].step);
	}
}

static void
one_step_of_clocks_apart_and_no_more(void **state)
{
	static const struct {
		int64_t later_s;
		enum rc want;
	} rows[] = { { -60, RC_DENIED }, { -30, RC_OK }, { 0, RC_OK }, { 30, RC_OK },
		{ 60, RC_DENIED } };
	struct err e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t step = 0;

		assert_int_equal(otp_check(rfc_secret, 1111111110 + rows[i].later_s,
				     STR("050471"), &step, &e),
		    rows[i].want);
	}
}

static void
what_is_no_code(void **state)
{
	static const str bad[] = { { "", 0 }, { "28708", 5 }, { "2870820", 7 },
		{ "28708a", 6 }, { "287\0002", 6 }, { "94287082", 8 } };
	struct err e;
	int64_t step;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(otp_check(rfc_secret, 59, bad[i], &step, &e), RC_DENIED);
}

static void
texts_for_apps(void **state)
{
	struct arena *a = arena_new();
	str one = otp_secret_new(a), other = otp_secret_new(a);

	(void)state;
	assert_int_equal(one.n, OTP_SECRET_BYTES);
	assert_false(str_eq(one, other));
	assert_true(str_eq_z(
	    otp_secret_text(a, rfc_secret), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"));
	assert_true(str_eq_z(otp_uri(a, STR("Paraf"), STR("siti @082"), rfc_secret),
	    "otpauth://totp/Paraf:siti%20%40082?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	    "&issuer=Paraf"));
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_of_the_rfc),
		cmocka_unit_test(one_step_of_clocks_apart_and_no_more),
		cmocka_unit_test(what_is_no_code),
		cmocka_unit_test(texts_for_apps),
	};

	return cmocka_run_group_tests_name("otp", tests, NULL, NULL);
}
