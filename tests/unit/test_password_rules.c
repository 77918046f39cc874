/* test_password_rules.c - which passwords people may choose. */
#include "domain/common_passwords.h"
#include "domain/password_rules.h"
#include "support/check.h"

#define SHORT(n) "Kata sandi terlalu pendek. Anda mengisi " #n " karakter."
#define OWN      "Kata sandi tidak boleh memuat nama, nama pengguna, email, atau NIP Anda."
#define LEAKED   "Kata sandi ini pernah bocor di tempat lain. Pilih yang lain."
#define GUESSED  "Kata sandi ini terlalu mudah ditebak. Pilih yang lain."

static void
test_rules(void **state)
{
	static const struct {
		const char *password, *says; /* NULL = allowed */
	} rows[] = {
		{ "tiga ekor itik berenang", NULL },
		{ "korek-payung-lemari", NULL },
		{ "Xk3!vvQe92Lm", NULL },
		{ "\xc3\xa9t\xc3\xa9 \xc3\xa0 la plage", NULL },
		{ "            x", NULL },
		{ "kopi hitam tanpa gula", NULL },
		{ "", "Isi kata sandi baru." },
		{ "a", SHORT(1) },
		{ "Xk3!vvQe92L", SHORT(11) },
		{ "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", SHORT(6) },
		{ "rahasia123", SHORT(10) },
		{ "password1234", LEAKED },
		{ "Password2026!", LEAKED },
		{ "P@ssw0rd1234", LEAKED },
		{ "indonesia2026", LEAKED },
		{ "1ND0N3S1A2026", LEAKED },
		{ "!!bismillah!!", LEAKED },
		{ "Alhamdulillah", LEAKED },
		{ "akusayangkamu", LEAKED },
		{ "kementeriankeuangan", LEAKED },
		{ "qwertyuiop123", LEAKED },
		{ "1q2w3e4r5t6y", LEAKED },
		{ "perbendaharaan1", LEAKED },
		{ "2026tolitoli2026", LEAKED },
		{ "administrator", LEAKED },
		{ "xxxxxxxxxxxx", GUESSED },
		{ "xyzxyzxyzxyzx", GUESSED },
		{ "12341234123412341", GUESSED },
		{ "345678901234567", GUESSED },
		{ "987654321098", GUESSED },
		{ "defghijklmnopq", GUESSED },
		{ "zyxwvutsrqpon", GUESSED },
		{ "cahyani di gunung", OWN },
		{ "gunung CAHYANI tinggi", OWN },
		{ "dewi.lestari.99", OWN },
		{ "punya dlestari ini", OWN },
		{ "199008052015032001", OWN },
		{ "lahir 19900805 pagi", OWN },
		{ "Kppn-Awal-2026",
		    "Kata sandi baru tidak boleh sama dengan kata sandi awal." },
		{ "KPPN-AWAL-2026",
		    "Kata sandi baru tidak boleh sama dengan kata sandi awal." },
		{ "Kppn-Awal-2026 kuda", NULL },
	};
	const struct password_owner who = { .username = STR("dewi.lestari"),
		.nip = STR("199008052015032001"),
		.name = STR("Dewi Cahyani Al"),
		.email = STR("dlestari@kemenkeu.go.id"),
		.initial = STR("Kppn-Awal-2026") };
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct say why = { NULL, { STR_NONE, STR_NONE } };
		enum rc rc = password_check(a, str_from_z(rows[i].password), &who, &why);

		CHECK_STR(rows[i].password,
		    rc == RC_OK ? STR_NONE : say_text(a, LANG_ID, &why), rows[i].says);
	}
	arena_free(a);
}

static void
test_limits(void **state)
{
	const struct password_owner nobody = { .username = STR_NONE };
	struct arena *a = arena_new();
	struct say why;
	char text[300];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + (i * i + i / 7) % 26);
	CHECK_INT("256", password_check(a, (str){ text, 256 }, &nobody, &why), RC_OK);
	CHECK_INT(
	    "257", password_check(a, (str){ text, 257 }, &nobody, &why), RC_INVALID);
	CHECK_STR(
	    "257", say_text(a, LANG_ID, &why), "Kata sandi paling panjang 256 karakter.");
	CHECK_INT(
	    "NUL", password_check(a, STR("tiga ekor\0 itik"), &nobody, &why), RC_INVALID);
	CHECK_INT("same", password_repeat(STR("abc"), STR("abc"), &why), RC_OK);
	CHECK_INT("other", password_repeat(STR("abc"), STR("abd"), &why), RC_INVALID);
	CHECK_STR("other", say_text(a, LANG_ID, &why), "Kedua isian berbeda.");
	CHECK_INT("none", password_repeat(STR("abc"), STR(""), &why), RC_INVALID);
	CHECK_STR("none", say_text(a, LANG_ID, &why), "Ulangi kata sandi baru.");
	arena_free(a);
}

static void
test_list(void **state)
{
	(void)state;
	CHECK("thousands", common_passwords_n > 2000);
	for (size_t i = 1; i < common_passwords_n; i++)
		CHECK(common_passwords[i],
		    strcmp(common_passwords[i - 1], common_passwords[i]) < 0);
	for (size_t i = 0; i < common_passwords_n; i++)
		CHECK(common_passwords[i],
		    password_common(str_from_z(common_passwords[i])));
	CHECK("not there", !password_common(STR("korek-payung-lemari")));
	CHECK("empty", !password_common(STR("")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
