/* key.c - the private keys of a CA, held by OpenSSL. */
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "pki/internal.h"
#include "pki/key_int.h"
#include "pki/oid.h"

enum rc
pki_crypto_fail(struct err *e, const char *what)
{
	unsigned long code = ERR_get_error();
	char text[200];

	ERR_error_string_n(code, text, sizeof(text));
	ERR_clear_error();
	return err_set(e, RC_INTERNAL, KEY_TROUBLE, "%s: %s", what, text);
}

enum rc
pki_key_memory(size_t bytes, struct err *e)
{
	if (CRYPTO_secure_malloc_initialized() == 1 ||
	    CRYPTO_secure_malloc_init(bytes, 32) == 1)
		return RC_OK;
	return err_set(e, RC_UNAVAILABLE, KEY_TROUBLE,
	    "%zu bytes cannot be locked into memory: raise RLIMIT_MEMLOCK (ulimit -l)",
	    bytes);
}

/* Which of our kinds is it? */
static enum rc
kind_of(EVP_PKEY *pkey, enum pki_key_kind *out, struct err *e)
{
	char group[40] = "";

	if (EVP_PKEY_is_a(pkey, "RSA") && EVP_PKEY_get_bits(pkey) >= 2048 &&
	    EVP_PKEY_get_bits(pkey) <= 8192) {
		*out = PKI_KEY_RSA;
		return RC_OK;
	}
	if (EVP_PKEY_is_a(pkey, "EC") &&
	    EVP_PKEY_get_group_name(pkey, group, sizeof(group), NULL) == 1) {
		*out = strcmp(group, "secp384r1") == 0 ? PKI_KEY_P384 : PKI_KEY_P256;
		if (*out == PKI_KEY_P384 || strcmp(group, "prime256v1") == 0)
			return RC_OK;
	}
	return err_set(
	    e, RC_INVALID, KEY_TROUBLE, "a CA key is RSA 2048-8192, P-256 or P-384");
}

enum rc
pki_key_wrap(EVP_PKEY *pkey, struct pki_key **out, struct err *e)
{
	struct pki_key *key;
	enum pki_key_kind kind;
	enum rc rc = kind_of(pkey, &kind, e);

	if (rc != RC_OK) {
		EVP_PKEY_free(pkey);
		return rc;
	}
	key = calloc(1, sizeof(*key));
	if (key == NULL)
		BUG("out of memory");
	key->pkey = pkey;
	key->kind = kind;
	*out = key;
	return RC_OK;
}

enum rc
pki_key_generate(enum pki_key_kind kind, int bits, struct pki_key **out, struct err *e)
{
	EVP_PKEY *pkey;

	if (kind == PKI_KEY_RSA)
		pkey = EVP_RSA_gen((unsigned)(bits < 2048 ? 2048 : bits));
	else
		pkey = EVP_EC_gen(kind == PKI_KEY_P384 ? "P-384" : "P-256");
	if (pkey == NULL)
		return pki_crypto_fail(e, "generate key");
	return pki_key_wrap(pkey, out, e);
}

void
pki_key_free(struct pki_key *key)
{
	if (key == NULL)
		return;
	EVP_PKEY_free(key->pkey);
	if (key->device.release != NULL)
		key->device.release(key->device.at);
	free(key);
}

void *
pki_key_native(const struct pki_key *key)
{
	return key->pkey;
}

enum pki_key_kind
pki_key_kind(const struct pki_key *key)
{
	return key->kind;
}

bool
pki_key_is_remote(const struct pki_key *key)
{
	return key->device.sign != NULL;
}

enum rc
pki_key_spki(const struct pki_key *key, struct arena *a, str *out, struct err *e)
{
	unsigned char *der = NULL;
	int n = i2d_PUBKEY(key->pkey, &der);

	if (n <= 0)
		return pki_crypto_fail(e, "encode public key");
	*out = (str){ arena_copy(a, der, (size_t)n), (size_t)n };
	OPENSSL_free(der);
	return RC_OK;
}

static const EVP_MD *
digest_of(enum pki_key_kind kind)
{
	return kind == PKI_KEY_P384 ? EVP_sha384() : EVP_sha256();
}

/* A fault during the signature must not leave the machine: check what was made. */
static bool
is_right(const struct pki_key *key, str md, str sig)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key->pkey, NULL);
	bool ok = ctx != NULL && EVP_PKEY_verify_init(ctx) == 1 &&
		  EVP_PKEY_CTX_set_signature_md(ctx, digest_of(key->kind)) == 1 &&
		  EVP_PKEY_verify(ctx, (const unsigned char *)sig.p, sig.n,
		      (const unsigned char *)md.p, md.n) == 1;

	EVP_PKEY_CTX_free(ctx);
	return ok;
}

static enum rc
sign_here(const struct pki_key *key, struct arena *a, str md, str *out, struct err *e)
{
	size_t n = (size_t)EVP_PKEY_get_size(key->pkey);
	unsigned char *sig = arena_alloc(a, n);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key->pkey, NULL);
	bool ok = ctx != NULL && EVP_PKEY_sign_init(ctx) == 1 &&
		  EVP_PKEY_CTX_set_signature_md(ctx, digest_of(key->kind)) == 1 &&
		  EVP_PKEY_sign(ctx, sig, &n, (const unsigned char *)md.p, md.n) == 1;

	EVP_PKEY_CTX_free(ctx);
	*out = (str){ (const char *)sig, n };
	if (!ok || !is_right(key, md, *out))
		return pki_crypto_fail(e, "sign");
	return RC_OK;
}

/* r || s as a token gives it, into Ecdsa-Sig-Value (RFC 5480, RFC 3279 2.2.3). */
static str
ecdsa_value(struct arena *a, str raw)
{
	struct buf b;
	size_t seq;

	buf_init(&b, a, raw.n + 16);
	seq = der_open(&b, DER_SEQUENCE);
	der_put_unsigned(&b, str_sub(raw, 0, raw.n / 2));
	der_put_unsigned(&b, str_from(raw, raw.n / 2));
	der_close(&b, seq);
	return buf_get(&b);
}

/* DigestInfo of SHA-256 (RFC 8017 9.2 note 1) goes in front for RSA. */
static str
device_input(const struct pki_key *key, struct arena *a, str md)
{
	const str info = STR("\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02"
			     "\x01\x05\x00\x04\x20");
	struct buf b;

	if (key->kind != PKI_KEY_RSA)
		return md;
	buf_init(&b, a, 64);
	buf_str(&b, info);
	buf_str(&b, md);
	return buf_get(&b);
}

static enum rc
sign_there(const struct pki_key *key, struct arena *a, str md, str *out, struct err *e)
{
	unsigned char *raw = arena_alloc(a, PKI_DEVICE_BYTES);
	size_t n = 0;
	str sig;
	enum rc rc =
	    key->device.sign(key->device.at, device_input(key, a, md), raw, &n, e);

	if (rc != RC_OK)
		return rc;
	sig = (str){ (const char *)raw, n };
	if (key->kind != PKI_KEY_RSA) {
		if (n != (key->kind == PKI_KEY_P256 ? 64u : 96u))
			return err_set(e, RC_INTERNAL, KEY_TROUBLE,
			    "the token's signature has %zu bytes", n);
		sig = ecdsa_value(a, sig);
	}
	if (!is_right(key, md, sig)) {
		ERR_clear_error();
		return err_set(e, RC_INTERNAL, KEY_TROUBLE,
		    "the token's signature does not fit the certificate: another key?");
	}
	*out = sig;
	return RC_OK;
}

/* Sign a digest that we made ourselves; `md` has the length of the key's hash. */
static enum rc
sign_md(const struct pki_key *key, struct arena *a, str md, str *out, struct err *e)
{
	return key->device.sign != NULL ? sign_there(key, a, md, out, e)
					: sign_here(key, a, md, out, e);
}

enum rc
pki_key_sign(
    const struct pki_key *key, struct arena *a, str data, str *out, struct err *e)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (EVP_Digest(data.p, data.n, md, &n, digest_of(key->kind), NULL) != 1)
		return pki_crypto_fail(e, "digest");
	return sign_md(key, a, (str){ (const char *)md, n }, out, e);
}

enum rc
pki_key_remote(
    str spki, const struct pki_key_device *device, struct pki_key **out, struct err *e)
{
	const unsigned char *p = (const unsigned char *)spki.p;
	EVP_PKEY *pkey = d2i_PUBKEY(NULL, &p, (long)spki.n);
	enum rc rc;

	if (pkey == NULL)
		return pki_crypto_fail(e, "public key");
	rc = pki_key_wrap(pkey, out, e);
	if (rc == RC_OK)
		(*out)->device = *device;
	return rc;
}

str
pki_spki_ec(struct arena *a, enum pki_key_kind kind, str point)
{
	struct buf b;
	size_t seq, alg;

	buf_init(&b, a, 128);
	seq = der_open(&b, DER_SEQUENCE);
	alg = der_open(&b, DER_SEQUENCE);
	der_put(&b, DER_OID, OID_EC);
	der_put(&b, DER_OID, kind == PKI_KEY_P384 ? OID_P384 : OID_P256);
	der_close(&b, alg);
	der_put_bits(&b, 0, point);
	der_close(&b, seq);
	return buf_get(&b);
}

str
pki_spki_rsa(struct arena *a, str modulus, str exponent)
{
	struct buf key, b;
	size_t seq, alg;

	buf_init(&key, a, 600);
	seq = der_open(&key, DER_SEQUENCE);
	der_put_unsigned(&key, modulus);
	der_put_unsigned(&key, exponent);
	der_close(&key, seq);
	buf_init(&b, a, 700);
	seq = der_open(&b, DER_SEQUENCE);
	alg = der_open(&b, DER_SEQUENCE);
	der_put(&b, DER_OID, OID_RSA);
	der_put(&b, DER_NULL, STR(""));
	der_close(&b, alg);
	der_put_bits(&b, 0, buf_get(&key));
	der_close(&b, seq);
	return buf_get(&b);
}

/* ---- a digest in pieces ---- */

struct pki_digest {
	EVP_MD_CTX *ctx;
	const EVP_MD *md;
};

struct pki_digest *
pki_digest_new(enum pki_key_kind kind)
{
	struct pki_digest *d = calloc(1, sizeof(*d));

	if (d == NULL || (d->ctx = EVP_MD_CTX_new()) == NULL)
		BUG("out of memory");
	d->md = digest_of(kind);
	if (EVP_DigestInit_ex(d->ctx, d->md, NULL) != 1)
		BUG("the digest is not available");
	return d;
}

void
pki_digest_add(struct pki_digest *d, str data)
{
	if (EVP_DigestUpdate(d->ctx, data.p, data.n) != 1)
		BUG("the digest is not available");
}

void
pki_digest_free(struct pki_digest *d)
{
	if (d == NULL)
		return;
	EVP_MD_CTX_free(d->ctx);
	free(d);
}

static void
digest_value(const struct pki_digest *d, unsigned char *md, unsigned *n)
{
	EVP_MD_CTX *copy = EVP_MD_CTX_new();

	if (copy == NULL || EVP_MD_CTX_copy_ex(copy, d->ctx) != 1 ||
	    EVP_DigestFinal_ex(copy, md, n) != 1)
		BUG("the digest is not available");
	EVP_MD_CTX_free(copy);
}

enum rc
pki_key_sign_digest(const struct pki_key *key, struct arena *a,
    const struct pki_digest *d, str *out, struct err *e)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned n;

	digest_value(d, md, &n);
	return sign_md(key, a, (str){ (const char *)md, n }, out, e);
}

size_t
pki_key_signature_room(const struct pki_key *key)
{
	return (size_t)EVP_PKEY_get_size(key->pkey);
}
