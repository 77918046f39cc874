/* key.c - the private keys of a CA, held by OpenSSL. */
#include "pki/key.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "pki/internal.h"

struct pki_key {
	EVP_PKEY *pkey;
	enum pki_key_kind kind;
};

#define KEY_TROUBLE N_("Kunci penerbit sertifikat tidak dapat dipakai.")

static enum rc
crypto_fail(struct err *e, const char *what)
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

static enum rc
key_wrap(EVP_PKEY *pkey, struct pki_key **out, struct err *e)
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
		return crypto_fail(e, "generate key");
	return key_wrap(pkey, out, e);
}

/* Never ask anybody for a passphrase. */
static int
no_passphrase(char *buf, int size, int writing, void *arg)
{
	(void)buf;
	(void)size;
	(void)writing;
	(void)arg;
	return -1;
}

static enum rc
key_open(const char *path, int *out_fd, struct err *e)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0) {
		int code = errno;

		return err_set(e, code == ENOENT ? RC_NOT_FOUND : RC_UNAVAILABLE,
		    KEY_TROUBLE, "open %s: %s", path, strerror(code));
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || (st.st_mode & 077) != 0 ||
	    st.st_uid != geteuid()) {
		close(fd);
		return err_set(e, RC_DENIED, KEY_TROUBLE,
		    "%s must be a file of this user with mode 0600: chmod 600 it", path);
	}
	*out_fd = fd;
	return RC_OK;
}

enum rc
pki_key_load(const char *path, struct pki_key **out, struct err *e)
{
	EVP_PKEY *pkey = NULL;
	BIO *bio;
	int fd;
	enum rc rc = key_open(path, &fd, e);

	if (rc != RC_OK)
		return rc;
	bio = BIO_new_fd(fd, BIO_CLOSE);
	if (bio == NULL) {
		close(fd);
		return crypto_fail(e, "read key");
	}
	pkey = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
	BIO_free(bio);
	if (pkey == NULL)
		return crypto_fail(e, path);
	return key_wrap(pkey, out, e);
}

enum rc
pki_key_store(const struct pki_key *key, const char *path, struct err *e)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	enum rc rc;
	char *pem;
	long n;

	if (bio == NULL || PEM_write_bio_PKCS8PrivateKey(
			       bio, key->pkey, NULL, NULL, 0, NULL, NULL) != 1) {
		BIO_free(bio);
		return crypto_fail(e, "encode key");
	}
	n = BIO_get_mem_data(bio, &pem);
	if (access(path, F_OK) == 0)
		rc = err_set(e, RC_CONFLICT, KEY_TROUBLE, "%s exists", path);
	else
		rc = file_write_durable(path, (str){ pem, (size_t)n }, 0600, e);
	OPENSSL_cleanse(pem, (size_t)n);
	BIO_free(bio);
	return rc;
}

void
pki_key_free(struct pki_key *key)
{
	if (key == NULL)
		return;
	EVP_PKEY_free(key->pkey);
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

enum rc
pki_key_spki(const struct pki_key *key, struct arena *a, str *out, struct err *e)
{
	unsigned char *der = NULL;
	int n = i2d_PUBKEY(key->pkey, &der);

	if (n <= 0)
		return crypto_fail(e, "encode public key");
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
sign_and_check(const struct pki_key *key, str data, unsigned char *sig, size_t *n)
{
	const EVP_MD *md = digest_of(key->kind);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	const unsigned char *p = (const unsigned char *)data.p;
	bool ok =
	    ctx != NULL && EVP_DigestSignInit(ctx, NULL, md, NULL, key->pkey) == 1 &&
	    EVP_DigestSign(ctx, sig, n, p, data.n) == 1 && EVP_MD_CTX_reset(ctx) == 1 &&
	    EVP_DigestVerifyInit(ctx, NULL, md, NULL, key->pkey) == 1 &&
	    EVP_DigestVerify(ctx, sig, *n, p, data.n) == 1;

	EVP_MD_CTX_free(ctx);
	return ok;
}

enum rc
pki_key_sign(
    const struct pki_key *key, struct arena *a, str data, str *out, struct err *e)
{
	size_t n = (size_t)EVP_PKEY_get_size(key->pkey);
	unsigned char *sig = arena_alloc(a, n);

	if (!sign_and_check(key, data, sig, &n))
		return crypto_fail(e, "sign");
	*out = (str){ (const char *)sig, n };
	return RC_OK;
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
	size_t n = (size_t)EVP_PKEY_get_size(key->pkey);
	EVP_PKEY_CTX *sign = EVP_PKEY_CTX_new(key->pkey, NULL),
		     *verify = EVP_PKEY_CTX_new(key->pkey, NULL);
	unsigned char md[EVP_MAX_MD_SIZE], *sig = arena_alloc(a, n);
	unsigned md_n;
	bool ok;

	digest_value(d, md, &md_n);
	ok = sign != NULL && verify != NULL && EVP_PKEY_sign_init(sign) == 1 &&
	     EVP_PKEY_CTX_set_signature_md(sign, d->md) == 1 &&
	     EVP_PKEY_sign(sign, sig, &n, md, md_n) == 1 &&
	     EVP_PKEY_verify_init(verify) == 1 &&
	     EVP_PKEY_CTX_set_signature_md(verify, d->md) == 1 &&
	     EVP_PKEY_verify(verify, sig, n, md, md_n) == 1;
	EVP_PKEY_CTX_free(sign);
	EVP_PKEY_CTX_free(verify);
	if (!ok)
		return crypto_fail(e, "sign");
	*out = (str){ (const char *)sig, n };
	return RC_OK;
}

size_t
pki_key_signature_room(const struct pki_key *key)
{
	return (size_t)EVP_PKEY_get_size(key->pkey);
}
