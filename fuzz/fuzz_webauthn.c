/* fuzz_webauthn.c - client data, authenticator data and attestation objects from strangers. */
#include "fuzz.h"
#include "webauthn/webauthn.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char client[] =
	    "{\"type\":\"webauthn.create\",\"challenge\":\"AAAA\",\"origin\":\"http://localhost\"}";
	static const char point[64] = { 1 };
	struct arena *a = arena_new();
	str bytes = { (const char *)data, n }, origin = STR("http://localhost");
	const struct webauthn_party party = { STR("localhost"), &origin, 1 };
	const struct webauthn_assertion as = { bytes, bytes, bytes };
	struct webauthn_client c;
	struct webauthn_auth d;
	struct webauthn_key key;
	const char *code;
	struct err e = { 0 };
	int64_t counter;

	if (webauthn_client_parse(a, bytes, &c, &e) == RC_OK)
		BUG_ON(c.type.p == NULL || c.origin.p == NULL);
	if (webauthn_auth_parse(bytes, &d, &e) == RC_OK)
		BUG_ON(d.rp_id_hash.n != 32);
	if (webauthn_registration_check(a, &party, STR("\0\0\0"), bytes,
		(str){ client, sizeof(client) - 1 }, &key, &code, &e) == RC_OK)
		BUG_ON(key.id.n == 0 || key.public_key.n == 0);
	BUG_ON(webauthn_assertion_check(a, &party, WEBAUTHN_ES256,
		   (str){ point, sizeof(point) }, STR("x"), &as, &counter, &code,
		   &e) == RC_OK);
	arena_free(a);
	return 0;
}
