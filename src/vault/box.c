/* box.c - small things in one box: document keys, sealed fields, and the keyed digest. */
#include "vault/vault_int.h"

#define BOX_VERSION 1

static void
box_make(const unsigned char key[32], str aad, str plain, unsigned char *out)
{
	out[0] = BOX_VERSION;
	randombytes_buf(out + 1, VAULT_NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + 1 + VAULT_NONCE, NULL,
	    (const unsigned char *)plain.p, plain.n, (const unsigned char *)aad.p, aad.n,
	    NULL, out + 1, key);
}

static bool
box_open(const unsigned char key[32], str aad, str box, unsigned char *out)
{
	const unsigned char *p = (const unsigned char *)box.p;

	return box.n >= VAULT_BOX_EXTRA && p[0] == BOX_VERSION &&
	       crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL,
		   p + 1 + VAULT_NONCE, box.n - 1 - VAULT_NONCE,
		   (const unsigned char *)aad.p, aad.n, p + 1, key) == 0;
}

void
vault_wrap_key(const struct vault *v, str id, const unsigned char key[VAULT_KEY],
    unsigned char out[VAULT_KEY_BOX])
{
	box_make(v->keys->wrap, id, (str){ (const char *)key, VAULT_KEY }, out);
}

enum rc
vault_unwrap_key(const struct vault *v, str id, str key_box, unsigned char out[VAULT_KEY],
    struct err *e)
{
	if (key_box.n != VAULT_KEY_BOX || !box_open(v->keys->wrap, id, key_box, out))
		return vault_damaged(e, "the key box does not open", id);
	return RC_OK;
}

str
vault_seal(const struct vault *v, struct arena *a, str context, str plain)
{
	unsigned char *p = arena_alloc(a, VAULT_BOX_EXTRA + plain.n);

	box_make(v->keys->seal, context, plain, p);
	return (str){ (char *)p, VAULT_BOX_EXTRA + plain.n };
}

enum rc
vault_unseal(
    const struct vault *v, struct arena *a, str context, str box, str *out, struct err *e)
{
	unsigned char *p;

	if (box.n < VAULT_BOX_EXTRA)
		return vault_damaged(e, "a sealed field is too short", context);
	p = arena_alloc(a, box.n - VAULT_BOX_EXTRA + 1);
	if (!box_open(v->keys->seal, context, box, p))
		return vault_damaged(e, "a sealed field does not open", context);
	*out = (str){ (char *)p, box.n - VAULT_BOX_EXTRA };
	return RC_OK;
}

str
vault_mac(const struct vault *v, struct arena *a, str context, str text)
{
	unsigned char digest[32], sep = 0;
	char hex[sizeof(digest) * 2 + 1];
	crypto_generichash_state st;

	BUG_ON(context.n > 0 && memchr(context.p, 0, context.n) != NULL);
	crypto_generichash_init(&st, v->keys->mac, sizeof(v->keys->mac), sizeof(digest));
	crypto_generichash_update(&st, (const unsigned char *)context.p, context.n);
	crypto_generichash_update(&st, &sep, 1);
	crypto_generichash_update(&st, (const unsigned char *)text.p, text.n);
	crypto_generichash_final(&st, digest, sizeof(digest));
	sodium_memzero(&st, sizeof(st));
	return str_dup(
	    a, str_from_z(sodium_bin2hex(hex, sizeof(hex), digest, sizeof(digest))));
}
