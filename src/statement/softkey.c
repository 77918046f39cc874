/* softkey.c - see softkey.h: no real officer's key. */
#include "statement/softkey.h"

#include <stdlib.h>

#include "base/codec.h"
#include "base/rnd.h"
#include "pki/hash.h"
#include "pki/raw.h"

struct softkey {
	struct arena *a;
	struct pki_key *key;
	struct statement_key public;
	str rp_id, origin;
	struct softkey_quirks quirks;
};

struct softkey *
softkey_new(enum statement_key_kind kind)
{
	struct softkey *k = calloc(1, sizeof(*k));
	struct pki_public pub = { .kind = PKI_KEY_P256, .bits = 256 };
	char id[32];
	struct err e;

	if (k == NULL)
		BUG("out of memory");
	k->a = arena_new();
	if (pki_key_generate(PKI_KEY_P256, 0, &k->key, &e) != RC_OK ||
	    pki_key_spki(k->key, k->a, &pub.spki, &e) != RC_OK)
		BUG("P-256 is not available");
	k->public = (struct statement_key){
		.kind = kind, .alg = STATEMENT_ES256, .point = pki_p256_point(&pub)
	};
	rnd_bytes(id, sizeof(id));
	k->public.id = kind == STATEMENT_KEY_BROWSER
			   ? statement_browser_key_id(k->a, k->public.point)
			   : (str){ arena_copy(k->a, id, sizeof(id)), sizeof(id) };
	k->rp_id = STR("localhost");
	k->origin = STR("http://localhost:8080");
	k->quirks = (struct softkey_quirks){ .flags = 0x05, .type = "webauthn.get" };
	return k;
}

void
softkey_free(struct softkey *k)
{
	if (k == NULL)
		return;
	pki_key_free(k->key);
	arena_free(k->a);
	free(k);
}

const struct statement_key *
softkey_public(const struct softkey *k)
{
	return &k->public;
}

void
softkey_party(struct softkey *k, str rp_id, str origin)
{
	k->rp_id = str_dup(k->a, rp_id);
	k->origin = str_dup(k->a, origin);
}

struct softkey_quirks *
softkey_quirks(struct softkey *k)
{
	return &k->quirks;
}

static enum rc
sign_passkey(struct softkey *k, struct arena *a, str statement,
    struct statement_signature *out, struct err *e)
{
	str hash = statement_sha256(a, statement);
	unsigned char md[PKI_SHA256_BYTES];
	struct buf auth, text;

	buf_init(&auth, a, 64);
	pki_sha256(k->rp_id, md);
	buf_put(&auth, md, sizeof(md));
	buf_char(&auth, (char)k->quirks.flags);
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_char(&auth, (char)(k->quirks.counter >> shift));
	out->auth_data = buf_get(&auth);
	out->client_data = str_fmt(a,
	    "{\"type\":\"%s\",\"challenge\":\"%.*s\",\"origin\":\"%.*s\",\"crossOrigin\":%s}",
	    k->quirks.type, STR_ARG(base64url_encode(a, hash.p, hash.n)),
	    STR_ARG(k->origin), k->quirks.framed ? "true" : "false");
	pki_sha256(out->client_data, md);
	buf_init(&text, a, 128);
	buf_str(&text, out->auth_data);
	buf_put(&text, md, sizeof(md));
	return pki_key_sign(k->key, a, buf_get(&text), &out->signature, e);
}

enum rc
softkey_sign(struct softkey *k, struct arena *a, str statement,
    struct statement_signature *out, struct err *e)
{
	out->key_id = str_dup(a, k->public.id);
	out->auth_data = out->client_data = STR("");
	if (k->public.kind == STATEMENT_KEY_PASSKEY) {
		out->kind = STATEMENT_BY_PASSKEY;
		return sign_passkey(k, a, statement, out, e);
	}
	out->kind = STATEMENT_BY_BROWSER;
	return pki_raw_sign(
	    k->key, a, statement_signed_text(a, statement), &out->signature, e);
}
