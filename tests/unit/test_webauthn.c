/* test_webauthn.c - assertions and registrations: what is accepted, and each way to be refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "webauthn/webauthn.h"

#include "base/codec.h"
#include "pki/hash.h"
#include "pki/raw.h"
#include "statement/softkey.h"
#include "support/check.h"

static struct arena *a;
static const str origin = { "http://localhost:8080", 21 };

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

/* One assertion by a software passkey over "statement", then judged. */
static enum rc
judge(struct softkey *k, str signed_bytes, str judged_bytes, const char **code,
    int64_t *counter, struct err *e)
{
	const struct webauthn_party party = { STR("localhost"), &origin, 1 };
	struct statement_signature s;

	CHECK_OK("sign", softkey_sign(k, a, signed_bytes, &s, e), e);
	return webauthn_assertion_check(a, &party, WEBAUTHN_ES256,
	    softkey_public(k)->point, statement_sha256(a, judged_bytes),
	    &(struct webauthn_assertion){ s.auth_data, s.client_data, s.signature },
	    counter, code, e);
}

static void
assertions(void **state)
{
	static const struct {
		const char *row, *code, *type, *rp_id, *origin;
		unsigned flags;
		bool other_text;
	} rows[] = {
		{ "wrong type", "type", "webauthn.create", "localhost", NULL, 5, false },
		{ "wrong challenge", "challenge", "webauthn.get", "localhost", NULL, 5,
		    true },
		{ "wrong origin", "origin", "webauthn.get", "localhost", "http://evil", 5,
		    false },
		{ "wrong rpId", "rp_id", "webauthn.get", "evil.example", NULL, 5, false },
		{ "nobody there", "user_present", "webauthn.get", "localhost", NULL, 4,
		    false },
		{ "not verified", "user_verified", "webauthn.get", "localhost", NULL, 1,
		    false },
	};
	struct softkey *k = softkey_new(STATEMENT_KEY_PASSKEY),
		       *other = softkey_new(STATEMENT_KEY_PASSKEY);
	const char *code;
	int64_t counter;
	struct err e;

	(void)state;
	softkey_quirks(k)->counter = 7;
	CHECK_OK("good", judge(k, STR("text"), STR("text"), &code, &counter, &e), &e);
	CHECK_INT("counter", counter, 7);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		softkey_quirks(k)->type = rows[i].type;
		softkey_quirks(k)->flags = rows[i].flags;
		softkey_party(k, str_from_z(rows[i].rp_id),
		    rows[i].origin == NULL ? origin : str_from_z(rows[i].origin));
		CHECK_INT(rows[i].row,
		    judge(k, STR("text"), rows[i].other_text ? STR("other") : STR("text"),
			&code, &counter, &e),
		    RC_DENIED);
		CHECK_STR(rows[i].row, str_from_z(code), rows[i].code);
	}
	softkey_free(k);
	softkey_free(other);
}

static void
another_key_and_broken_parts(void **state)
{
	const struct webauthn_party party = { STR("localhost"), &origin, 1 };
	struct softkey *k = softkey_new(STATEMENT_KEY_PASSKEY),
		       *other = softkey_new(STATEMENT_KEY_PASSKEY);
	struct statement_signature s;
	struct webauthn_assertion as;
	const char *code;
	int64_t counter;
	struct err e;
	str hash = statement_sha256(a, STR("text"));

	(void)state;
	CHECK_OK("sign", softkey_sign(k, a, STR("text"), &s, &e), &e);
	as = (struct webauthn_assertion){ s.auth_data, s.client_data, s.signature };
	CHECK_INT("another key",
	    webauthn_assertion_check(a, &party, WEBAUTHN_ES256,
		softkey_public(other)->point, hash, &as, &counter, &code, &e),
	    RC_DENIED);
	CHECK_STR("another key", str_from_z(code), "signature");
	CHECK_INT("no point",
	    webauthn_assertion_check(a, &party, WEBAUTHN_ES256,
		str_sub(softkey_public(k)->point, 0, 63), hash, &as, &counter, &code, &e),
	    RC_DENIED);
	as.auth_data = str_sub(s.auth_data, 0, 36);
	CHECK_INT("cut",
	    webauthn_assertion_check(a, &party, WEBAUTHN_ES256, softkey_public(k)->point,
		hash, &as, &counter, &code, &e),
	    RC_INVALID);
	as.auth_data = s.auth_data;
	as.signature = STR("0");
	CHECK_INT("no DER",
	    webauthn_assertion_check(a, &party, WEBAUTHN_ES256, softkey_public(k)->point,
		hash, &as, &counter, &code, &e),
	    RC_DENIED);
	softkey_free(k);
	softkey_free(other);
}

/* The short way of the signer and libfido2 say the same, also about a signature that is a bit off. */
static void
both_ways_agree(void **state)
{
	const struct webauthn_party party = { STR("localhost"), &origin, 1 };
	struct softkey *k = softkey_new(STATEMENT_KEY_PASSKEY);
	str hash = statement_sha256(a, STR("text")), text;
	struct pki_public pub = { PKI_KEY_P256, 256,
		pki_p256_spki(a, softkey_public(k)->point) };
	struct statement_signature s;
	const char *code;
	int64_t counter;
	struct err e;

	(void)state;
	CHECK_OK("sign", softkey_sign(k, a, STR("text"), &s, &e), &e);
	for (size_t i = 0; i <= s.signature.n; i++) {
		char *p = arena_copy(a, s.signature.p, s.signature.n);
		struct webauthn_assertion as = { s.auth_data, s.client_data,
			{ p, s.signature.n } };
		enum rc full, quick;

		if (i < s.signature.n)
			p[i] = (char)(p[i] ^ 1);
		full = webauthn_assertion_check(a, &party, WEBAUTHN_ES256,
		    softkey_public(k)->point, hash, &as, &counter, &code, &e);
		CHECK_OK("read",
		    webauthn_assertion_read(
			a, &party, hash, &as, &text, &counter, &code, &e),
		    &e);
		quick = pki_der_verify(&pub, text, as.signature, &e);
		CHECK_INT("accepted", full == RC_OK, i == s.signature.n);
		CHECK_INT("both", quick == RC_OK, full == RC_OK);
	}
	softkey_free(k);
}

static void
client_data(void **state)
{
	static const struct {
		const char *row, *text;
		enum rc want;
	} rows[] = {
		{ "as Chromium writes it",
		    "{\"type\":\"t\",\"challenge\":\"AAAA\",\"origin\":\"o\",\"crossOrigin\":false,\"other\":{\"a\":[1]}}",
		    RC_OK },
		{ "without crossOrigin",
		    "{\"challenge\":\"AAAA\",\"origin\":\"o\",\"type\":\"t\"}", RC_OK },
		{ "repeated name",
		    "{\"type\":\"t\",\"challenge\":\"AAAA\",\"challenge\":\"BBBB\",\"origin\":\"o\"}",
		    RC_INVALID },
		{ "trailing", "{\"type\":\"t\",\"challenge\":\"AAAA\",\"origin\":\"o\"}x",
		    RC_INVALID },
		{ "not an object", "[]", RC_INVALID },
		{ "challenge padded",
		    "{\"type\":\"t\",\"challenge\":\"AAA=\",\"origin\":\"o\"}",
		    RC_INVALID },
		{ "no origin", "{\"type\":\"t\",\"challenge\":\"AAAA\"}", RC_INVALID },
		{ "crossOrigin no boolean",
		    "{\"type\":\"t\",\"challenge\":\"AAAA\",\"origin\":\"o\",\"crossOrigin\":1}",
		    RC_INVALID },
	};
	struct webauthn_client c;
	struct err e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		CHECK_INT(rows[i].row,
		    webauthn_client_parse(a, str_from_z(rows[i].text), &c, &e),
		    rows[i].want);
}

static void
put_hex(struct buf *b, const char *hex)
{
	struct err e;
	str bytes;

	CHECK_OK("hex", hex_decode(a, str_from_z(hex), &bytes, &e), &e);
	buf_str(b, bytes);
}

/* {"fmt": "none", "attStmt": {}, "authData": ...} with that key. */
static str
attestation(const struct statement_key *k, unsigned flags, const char *alg)
{
	unsigned char md[PKI_SHA256_BYTES];
	struct buf d, o;

	buf_init(&d, a, 256);
	pki_sha256(STR("localhost"), md);
	buf_put(&d, md, sizeof(md));
	buf_char(&d, (char)flags);
	put_hex(&d, "00000000"
		    "00000000000000000000000000000000"
		    "0020");
	buf_str(&d, k->id);
	put_hex(&d, "a50102");
	put_hex(&d, alg);
	put_hex(&d, "2001215820");
	buf_str(&d, str_sub(k->point, 0, 32));
	put_hex(&d, "225820");
	buf_str(&d, str_from(k->point, 32));
	buf_init(&o, a, 512);
	put_hex(&o, "a363666d74646e6f6e656761747453746d74a068617574684461746158");
	buf_char(&o, (char)d.n);
	buf_str(&o, buf_get(&d));
	return buf_get(&o);
}

static void
registrations(void **state)
{
	const struct webauthn_party party = { STR("localhost"), &origin, 1 };
	struct softkey *k = softkey_new(STATEMENT_KEY_PASSKEY);
	const str client = STR(
	    "{\"type\":\"webauthn.create\",\"challenge\":\"AAAA\",\"origin\":\"http://localhost:8080\"}");
	const str challenge = (str){ "\0\0\0", 3 };
	struct webauthn_key got;
	const char *code;
	struct err e;

	(void)state;
	CHECK_OK("good",
	    webauthn_registration_check(a, &party, challenge,
		attestation(softkey_public(k), 0x45, "0326"), client, &got, &code, &e),
	    &e);
	CHECK("id", str_eq(got.id, softkey_public(k)->id));
	CHECK("point", str_eq(got.public_key, softkey_public(k)->point));
	CHECK_INT("alg", got.alg, WEBAUTHN_ES256);
	CHECK_INT("not verified",
	    webauthn_registration_check(a, &party, challenge,
		attestation(softkey_public(k), 0x41, "0326"), client, &got, &code, &e),
	    RC_DENIED);
	CHECK_STR("not verified", str_from_z(code), "user_verified");
	CHECK_INT("another algorithm",
	    webauthn_registration_check(a, &party, challenge,
		attestation(softkey_public(k), 0x45, "0325"), client, &got, &code, &e),
	    RC_DENIED);
	CHECK_STR("another algorithm", str_from_z(code), "algorithm");
	CHECK_INT("other challenge",
	    webauthn_registration_check(a, &party, STR("abc"),
		attestation(softkey_public(k), 0x45, "0326"), client, &got, &code, &e),
	    RC_DENIED);
	CHECK_INT("no object",
	    webauthn_registration_check(
		a, &party, challenge, STR("\xa0"), client, &got, &code, &e),
	    RC_INVALID);
	softkey_free(k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(assertions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    another_key_and_broken_parts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(both_ways_agree, set_up, tear_down),
		cmocka_unit_test_setup_teardown(client_data, set_up, tear_down),
		cmocka_unit_test_setup_teardown(registrations, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("webauthn", tests, NULL, NULL);
}
