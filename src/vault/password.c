/* password.c - Argon2id through libsodium, OWASP's settings (t=2, m=19 MiB, p=1). */
#include "vault/password.h"

#include <sodium.h>

#define OPS    2
#define MEMORY ((size_t)19456 * 1024)

static void
need_sodium(void)
{
	if (sodium_init() < 0)
		BUG("libsodium does not start");
}

enum rc
password_hash(struct arena *a, str password, str *out_hash, struct err *e)
{
	char text[crypto_pwhash_STRBYTES];

	need_sodium();
	if (password.n > PASSWORD_HASH_MAX_BYTES)
		return err_set(e, RC_INVALID, N_("Kata sandi terlalu panjang."),
		    "%zu bytes", password.n);
	if (crypto_pwhash_str_alg(text, password.p == NULL ? "" : password.p, password.n,
		OPS, MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
		return err_set(e, RC_UNAVAILABLE,
		    N_("Server sedang sibuk. Coba lagi sebentar."),
		    "no memory for argon2id");
	*out_hash = str_dup(a, str_from_z(text));
	return RC_OK;
}

/* As much work as a real check, for nothing. */
static void
waste(str password)
{
	static const unsigned char salt[crypto_pwhash_SALTBYTES] = "constant work";
	unsigned char key[32];

	if (crypto_pwhash(key, sizeof(key), password.p == NULL ? "" : password.p,
		password.n, salt, OPS, MEMORY, crypto_pwhash_ALG_ARGON2ID13) == 0)
		sodium_memzero(key, sizeof(key));
}

bool
password_verify(str hash, str password)
{
	char text[crypto_pwhash_STRBYTES] = "";

	need_sodium();
	if (password.n > PASSWORD_HASH_MAX_BYTES)
		password = str_sub(password, 0, PASSWORD_HASH_MAX_BYTES + 1);
	if (hash.n == 0 || hash.n >= sizeof(text)) {
		waste(password);
		return false;
	}
	memcpy(text, hash.p, hash.n);
	return crypto_pwhash_str_verify(
		   text, password.p == NULL ? "" : password.p, password.n) == 0;
}

bool
password_needs_rehash(str hash)
{
	char text[crypto_pwhash_STRBYTES] = "";

	need_sodium();
	if (hash.n == 0 || hash.n >= sizeof(text))
		return true;
	memcpy(text, hash.p, hash.n);
	return crypto_pwhash_str_needs_rehash(text, OPS, MEMORY) != 0;
}
