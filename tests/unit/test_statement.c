/*
 * test_statement.c - statements survive encoding, and nothing but their one encoding is read; the
 * activation key; software keys sign what the checks accept.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "statement/statement.h"

#include "base/codec.h"
#include "pki/activation.h"
#include "pki/raw.h"
#include "statement/softkey.h"
#include "support/check.h"

static struct arena *a;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static const char hash32[] = "0123456789abcdef0123456789abcdef";
#define HASH ((str){ hash32, 32 })

static struct statement
review(void)
{
	static const struct statement_doc docs[1] = { { { "ektp", 4 }, { hash32, 32 } } };
	static const str ticks[2] = { { "ektp", 4 }, { "surat", 5 } };

	return (struct statement){ .kind = STATEMENT_review,
		.authority = STR("paraf-0123456789"),
		.id = STR("0123456789abcdefghij"),
		.made_s = 1795000000,
		.u.review = { .application = STR("DS-082-7QK2-M9XB"),
		    .office = STR("082"),
		    .office_name = STR("KPPN Tolitoli"),
		    .name = STR("Ni Luh Putu \xc3\x89lise"),
		    .email = STR("elise@kemenkeu.go.id"),
		    .nip = STR("198001012005012001"),
		    .documents = { docs, 1 },
		    .ticks = { ticks, 2 },
		    .reviewer = STR("u1"),
		    .grant = STR("grantgrantgrantgrant") } };
}

static str
encode(const struct statement *s)
{
	struct err e;
	str out;

	CHECK_OK("encode", statement_encode(a, s, &out, &e), &e);
	return out;
}

static str
unhex(const char *z)
{
	struct err e;
	str out;

	CHECK_OK("hex", hex_decode(a, str_from_z(z), &out, &e), &e);
	return out;
}

/* Written down once, so that the browser's side and other programs can hold themselves to it. */
static void
known_bytes(void **state)
{
	struct statement s = review();
	str bytes = encode(&s);

	(void)state;
	CHECK_STR("head", hex_encode(a, bytes.p, 12), "b00007010102707061726166");
	CHECK_STR("sha256", hex_encode(a, statement_sha256(a, bytes).p, 32),
	    "1f61a4e1466274d553171db06d80cbb22ebcda04c99e6b5dc9bacb38c6935b2e");
}

static void
every_kind_round_trips(void **state)
{
	struct softkey *k = softkey_new(STATEMENT_KEY_BROWSER);
	const struct statement_keys one = { softkey_public(k), 1 };
	const str g = STR("grantgrantgrantgrant"), p = STR("u1");
	struct statement all[] = {
		{ .kind = STATEMENT_key_add, .u.key_add = { p, STR("V"), STR(""), one } },
		{ .kind = STATEMENT_key_remove,
		    .u.key_remove = { p, softkey_public(k)->id, STR("hilang") } },
		{ .kind = STATEMENT_grant,
		    .u.grant = { p, STR("O"), STR("1"), STR("opip"), STR("082"),
			STR("C1"), 1, 2, one } },
		{ .kind = STATEMENT_grant_key_add, .u.grant_key_add = { g, p, one } },
		{ .kind = STATEMENT_grant_key_remove,
		    .u.grant_key_remove = { g, p, HASH } },
		{ .kind = STATEMENT_authority_change,
		    .u.authority_change = { g, p, STR("end"), STR("") } },
		review(),
		{ .kind = STATEMENT_approval,
		    .u.approval = { STR("DS-1"), STR("082"), STR("K"), STR("N"),
			STR("a@b"), STR(""), 0, { NULL, 0 }, { NULL, 0 }, HASH, p, g,
			HASH } },
		{ .kind = STATEMENT_order,
		    .u.order = { STR("0a"), STR("revoke"), 1, 0, p, g } },
		{ .kind = STATEMENT_renewal,
		    .u.renewal = { STR("0a"), STR("082"), STR("K"), STR("N"), STR("a@b"),
			HASH, STR("") } },
		{ .kind = STATEMENT_renewal_approval,
		    .u.renewal_approval = { STR("0a"), STR("082"), STR("K"), STR("N"),
			STR("a@b"), HASH, STR(""), STR("1"), STR("7QK2M9X4TRC0"),
			{ &p, 1 }, { &p, 1 }, 4, p, g } }
	};
	struct statement got;
	struct err e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		const char *row = statement_kind_name(all[i].kind);
		str bytes;

		all[i].authority = STR("paraf-0123456789");
		all[i].id = STR("0123456789abcdefghij");
		all[i].made_s = 10;
		all[i].expires_s = 20;
		bytes = encode(&all[i]);
		CHECK_OK(row, statement_decode(a, bytes, &got, &e), &e);
		CHECK_INT(row, got.kind, all[i].kind);
		CHECK_STR(row, got.id, "0123456789abcdefghij");
		CHECK(row, str_eq(encode(&got), bytes));
		for (size_t cut = 0; cut < bytes.n; cut++)
			CHECK_INT(row,
			    statement_decode(a, str_sub(bytes, 0, cut), &got, &e),
			    RC_INVALID);
	}
	softkey_free(k);
}

/* Every single-byte change is either refused or is read as exactly those other bytes. */
static void
one_encoding_only(void **state)
{
	struct statement s = review(), got;
	str bytes = encode(&s);
	struct err e;

	(void)state;
	for (size_t i = 0; i < bytes.n; i++)
		for (int bit = 0; bit < 8; bit++) {
			char *p = arena_copy(a, bytes.p, bytes.n);
			str other = { p, bytes.n };

			p[i] = (char)(p[i] ^ (1 << bit));
			if (statement_decode(a, other, &got, &e) == RC_OK)
				CHECK("changed", str_eq(encode(&got), other));
		}
}

static void
other_encodings_are_refused(void **state)
{
	static const struct {
		const char *row, *hex;
	} rows[] = {
		{ "empty", "" },
		{ "an array", "80" },
		{ "indefinite map", "bf00070101ff" },
		{ "version 2", "b000070102" },
		{ "unknown kind", "b000181e0101" },
		{ "long integer", "b0001807010102" },
		{ "key repeated", "b0000700070101" },
		{ "key out of order", "b0010100070270" },
		{ "text key", "b061300701010270" },
		{ "float", "b00007f93c000101" },
		{ "huge length", "b0000701010 27bffffffffffffffff" },
	};
	struct statement got;
	struct err e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		str hex = str_without(a, str_from_z(rows[i].hex), " ");

		CHECK_INT(rows[i].row,
		    statement_decode(a, unhex(str_z(a, hex)), &got, &e), RC_INVALID);
	}
}

static void
fields_have_limits(void **state)
{
	struct statement s = review();
	struct err e;
	str out;

	(void)state;
	s.u.review.name = STR("a\nb");
	CHECK_INT("newline", statement_encode(a, &s, &out, &e), RC_INVALID);
	CHECK_HAS("named", str_from_z(e.why), "name");
	s = review();
	s.u.review.office = STR("82");
	CHECK_INT("office", statement_encode(a, &s, &out, &e), RC_INVALID);
	s = review();
	s.id = STR("short");
	CHECK_INT("id", statement_encode(a, &s, &out, &e), RC_INVALID);
	s = review();
	s.made_s = -1;
	CHECK_INT("time", statement_encode(a, &s, &out, &e), RC_INVALID);
	s.made_s = (int64_t)1 << 53;
	CHECK_INT("time", statement_encode(a, &s, &out, &e), RC_INVALID);
	s = review();
	s.u.review.name = STR("\xc3(");
	CHECK_INT("utf8", statement_encode(a, &s, &out, &e), RC_INVALID);
}

static void
signature_lists(void **state)
{
	const struct statement_signature two[] = {
		{ STATEMENT_BY_BROWSER, HASH, STR(""), STR(""), STR("sig") },
		{ STATEMENT_BY_PASSKEY, HASH, STR("auth"), STR("{}"), STR("sig") },
	};
	struct statement_signature bad = two[0], *got;
	struct err e;
	size_t n;
	str out, more;

	(void)state;
	CHECK_OK("two", statement_signatures_encode(a, two, 2, &out, &e), &e);
	CHECK_OK("back", statement_signatures_decode(a, out, &got, &n, &e), &e);
	CHECK_INT("n", n, 2);
	CHECK_STR("auth", got[1].auth_data, "auth");
	CHECK_INT("none", statement_signatures_encode(a, two, 0, &out, &e), RC_INVALID);
	bad.auth_data = STR("x");
	CHECK_INT("browser with authenticator data",
	    statement_signatures_encode(a, &bad, 1, &more, &e), RC_INVALID);
	CHECK_INT("empty list", statement_signatures_decode(a, STR("\x80"), &got, &n, &e),
	    RC_INVALID);
	more = str_fmt(a, "%.*sx", STR_ARG(STR("\x80")));
	CHECK_INT(
	    "trailing", statement_signatures_decode(a, more, &got, &n, &e), RC_INVALID);
}

static void
keys_have_one_shape(void **state)
{
	struct softkey *k = softkey_new(STATEMENT_KEY_BROWSER);
	struct statement_key key = *softkey_public(k);

	(void)state;
	CHECK("browser", statement_key_ok(&key));
	CHECK_INT("words", statement_key_words(a, &key).n, 11);
	key.id = HASH;
	CHECK("another id", !statement_key_ok(&key));
	key.kind = STATEMENT_KEY_PASSKEY;
	CHECK("passkeys choose their id", statement_key_ok(&key));
	key.alg = STATEMENT_EDDSA;
	CHECK("wrong length", !statement_key_ok(&key));
	key.kind = (enum statement_key_kind)3;
	CHECK("unknown kind", !statement_key_ok(&key));
	softkey_free(k);
}

static void
software_browser_key_signs(void **state)
{
	struct softkey *k = softkey_new(STATEMENT_KEY_BROWSER);
	struct statement_signature sig;
	struct statement s = review();
	struct pki_public pub;
	str bytes = encode(&s), text = statement_signed_text(a, bytes);
	struct err e;

	(void)state;
	CHECK_OK("sign", softkey_sign(k, a, bytes, &sig, &e), &e);
	CHECK_INT("r || s", sig.signature.n, 64);
	CHECK_OK("spki",
	    pki_public_parse(a, pki_p256_spki(a, softkey_public(k)->point), &pub, &e),
	    &e);
	CHECK_OK("verify", pki_raw_verify(&pub, text, sig.signature, &e), &e);
	CHECK_INT(
	    "other text", pki_raw_verify(&pub, bytes, sig.signature, &e), RC_DENIED);
	CHECK_INT("short", pki_raw_verify(&pub, text, str_from(sig.signature, 1), &e),
	    RC_INVALID);
	softkey_free(k);
}

static void
activation(void **state)
{
	const str code = STR("7QK2M9X4TRC0DE1ZYXWV"), spki = STR("abc"),
		  number = STR("DS-082-7QK2-M9XB");
	str rev = statement_sha256(a, STR("00000111112222233333")), key, signature;
	unsigned char pub[ACTIVATION_KEY_BYTES], sig[ACTIVATION_SIGNATURE_BYTES];
	struct err e;

	(void)state;
	CHECK_OK("public", activation_public(code, pub, &e), &e);
	CHECK_OK("sign", activation_sign(code, spki, rev, number, sig, &e), &e);
	CHECK_STR("vector: key", hex_encode(a, pub, sizeof(pub)),
	    "7b8b0dd8ef1b5f4f3dbdd284a6f57c84b33fadd0aca26e86868700597e1b6fd9");
	CHECK_STR("vector: signature", hex_encode(a, sig, sizeof(sig)),
	    "7e6454d6822ae02a5f287dacaa305b8bac2c861ddb38c011859a0572b15bac93c625216b435cd95713e2c5a3bf635b9ee4a4909109d7bfac499eafdeee21df05");
	key = (str){ (const char *)pub, sizeof(pub) };
	signature = (str){ (const char *)sig, sizeof(sig) };
	CHECK_OK("verify", activation_verify(key, spki, rev, number, signature, &e), &e);
	CHECK_INT("other request",
	    activation_verify(key, STR("abd"), rev, number, signature, &e), RC_DENIED);
	CHECK_INT("other application",
	    activation_verify(key, spki, rev, STR("DS-082"), signature, &e), RC_DENIED);
	CHECK_INT("other revocation code",
	    activation_verify(key, spki, STR(""), number, signature, &e), RC_DENIED);
	CHECK_INT("short code", activation_public(STR("7QK2"), pub, &e), RC_INVALID);
	CHECK_INT("short key",
	    activation_verify(STR("k"), spki, rev, number, signature, &e), RC_INVALID);
}

/* The vector is what the command on the page of the renewal prints. */
static void
renewal_code(void **state)
{
	const str words[] = { STR("password"), STR("totp"), STR("passkey") };
	str code = statement_renewal_code(
		a, STR("paraf-0123456789"), STR("0abc"), STR("abc")),
	    got;
	struct err e;

	(void)state;
	CHECK_STR("code", code, "J1XBAVW6HC9J");
	CHECK_STR("shown", statement_renewal_code_shown(a, code), "J1XB-AVW6-HC9J");
	CHECK_OK("read",
	    statement_renewal_code_read(a, STR(" j1xb-avw6-hc9j "), &got, &e), &e);
	assert_true(str_eq(got, code));
	CHECK_OK(
	    "alike", statement_renewal_code_read(a, STR("oOiI-lL00 0000"), &got, &e), &e);
	CHECK_STR("alike", got, "001111000000");
	CHECK_INT("short", statement_renewal_code_read(a, STR("7QK2-M9X4-TRC"), &got, &e),
	    RC_INVALID);
	CHECK_INT("U", statement_renewal_code_read(a, STR("UUUUUUUUUUUU"), &got, &e),
	    RC_INVALID);
	CHECK_INT("NUL",
	    statement_renewal_code_read(a, (str){ "7QK2M9X4TRC\0", 12 }, &got, &e),
	    RC_INVALID);
	assert_true(statement_two_factors(&(struct statement_words){ words, 2 }));
	assert_true(statement_two_factors(&(struct statement_words){ words + 2, 1 }));
	assert_false(statement_two_factors(&(struct statement_words){ words, 1 }));
	assert_false(statement_two_factors(&(struct statement_words){ words + 1, 1 }));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(known_bytes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    every_kind_round_trips, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_encoding_only, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    other_encodings_are_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(fields_have_limits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(signature_lists, set_up, tear_down),
		cmocka_unit_test_setup_teardown(keys_have_one_shape, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    software_browser_key_signs, set_up, tear_down),
		cmocka_unit_test_setup_teardown(activation, set_up, tear_down),
		cmocka_unit_test_setup_teardown(renewal_code, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("statement", tests, NULL, NULL);
}
