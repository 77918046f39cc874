/* activation.c - HKDF and Ed25519 by OpenSSL; verifying by libsodium, which takes half the time. */
#include "pki/activation.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <sodium.h>

#include "base/buf.h"
#include "pki/hash.h"
#include "pki/memo_private.h"

#define INFO  "paraf activation v1"
#define LABEL "paraf request v1"
#define WRONG                                                                            \
	N_("Kode aktivasi tidak cocok dengan persetujuan. Periksa kode pada lembar dari petugas.")

static bool
derive(str code, unsigned char seed[32])
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
	char digest[] = "SHA256", info[] = INFO;
	OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(
				    OSSL_KDF_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_octet_string(
		    OSSL_KDF_PARAM_KEY, (void *)(uintptr_t)code.p, code.n),
		OSSL_PARAM_construct_octet_string(
		    OSSL_KDF_PARAM_INFO, info, sizeof(info) - 1),
		OSSL_PARAM_END };
	bool ok = ctx != NULL && EVP_KDF_derive(ctx, seed, 32, params) == 1;

	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
	return ok;
}

/* The private key of a code; NULL with e filled. */
static EVP_PKEY *
key_of(str code, struct err *e)
{
	unsigned char seed[32];
	EVP_PKEY *key = NULL;

	if (code.n != ACTIVATION_LETTERS)
		(void)err_set(e, RC_INVALID, WRONG, "code of %zu letters", code.n);
	else if (!derive(code, seed) ||
		 (key = EVP_PKEY_new_raw_private_key(
		      EVP_PKEY_ED25519, NULL, seed, sizeof(seed))) == NULL)
		BUG("HKDF or Ed25519 is not available");
	OPENSSL_cleanse(seed, sizeof(seed));
	return key;
}

/* What is signed; false if a part has the wrong length. */
static bool
text_of(struct buf *b, str spki, str revocation_sha256, str application)
{
	static const char zero[PKI_SHA256_BYTES];
	unsigned char md[PKI_SHA256_BYTES];

	if (spki.n == 0 || application.n == 0 || application.n > 64 ||
	    (revocation_sha256.n != 0 && revocation_sha256.n != PKI_SHA256_BYTES))
		return false;
	pki_sha256(spki, md);
	buf_put(b, LABEL, sizeof(LABEL));
	buf_put(b, md, sizeof(md));
	buf_put(b, revocation_sha256.n == 0 ? zero : revocation_sha256.p, sizeof(zero));
	buf_str(b, application);
	return true;
}

enum rc
activation_public(str code, unsigned char out[ACTIVATION_KEY_BYTES], struct err *e)
{
	EVP_PKEY *key = key_of(code, e);
	size_t n = ACTIVATION_KEY_BYTES;

	if (key == NULL)
		return e->rc;
	if (EVP_PKEY_get_raw_public_key(key, out, &n) != 1)
		BUG("Ed25519 public key");
	EVP_PKEY_free(key);
	return RC_OK;
}

enum rc
activation_sign(str code, str spki, str revocation_sha256, str application,
    unsigned char out[ACTIVATION_SIGNATURE_BYTES], struct err *e)
{
	struct arena *a = arena_new();
	EVP_PKEY *key = key_of(code, e);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t n = ACTIVATION_SIGNATURE_BYTES;
	enum rc rc = RC_OK;
	struct buf b;

	buf_init(&b, a, 128);
	if (key == NULL)
		rc = e->rc;
	else if (!text_of(&b, spki, revocation_sha256, application))
		rc = err_set(e, RC_INVALID, WRONG, "activation: lengths");
	else if (ctx == NULL || EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) != 1 ||
		 EVP_DigestSign(ctx, out, &n, (const unsigned char *)b.p, b.n) != 1)
		BUG("Ed25519 signature");
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	arena_free(a);
	return rc;
}

/* Lengths have been checked. Points of small order and numbers out of range are refused (RFC 8032 5.1.7). */
static bool
verify(str public_key, str text, str signature)
{
	const struct memo_id id =
	    pki_memo_id(STR("Ed25519"), public_key, text, signature);

	if (pki_memo_has(&id))
		return true;
	if (crypto_sign_verify_detached((const unsigned char *)signature.p,
		(const unsigned char *)text.p, text.n,
		(const unsigned char *)public_key.p) != 0)
		return false;
	pki_memo_put(&id);
	return true;
}

enum rc
activation_verify(str public_key, str spki, str revocation_sha256, str application,
    str signature, struct err *e)
{
	struct arena *a = arena_new();
	enum rc rc = RC_OK;
	struct buf b;

	buf_init(&b, a, 128);
	if (public_key.n != ACTIVATION_KEY_BYTES ||
	    signature.n != ACTIVATION_SIGNATURE_BYTES ||
	    !text_of(&b, spki, revocation_sha256, application))
		rc = err_set(e, RC_INVALID, WRONG, "activation: lengths");
	else if (!verify(public_key, buf_get(&b), signature))
		rc = err_set(e, RC_DENIED, WRONG, "activation: signature");
	arena_free(a);
	return rc;
}
