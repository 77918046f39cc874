/*
 * key_file.c - a private key in a file: PKCS#8, encrypted with AES-256-CBC under a key that scrypt
 * makes of the secret (RFC 5958 3, RFC 8018 6.2, RFC 7914). `openssl pkey -passin file:...` reads it.
 */
#include <errno.h>
#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "pki/key_int.h"

/* 16 MB; the secrets we make ourselves have 256 bits, those of people gain from it */
#define SCRYPT_N 16384
#define SCRYPT_R 8
#define SCRYPT_P 1

#define PLAIN                                                                            \
	N_("Kunci penerbit tersimpan tanpa sandi. Sandikan dulu berkasnya, lalu jalankan lagi.")
#define WRONG                                                                            \
	N_("Kunci penerbit tidak terbuka dengan rahasia ini. Periksa berkas rahasianya.")

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
	/* root works on the files of the signer's user too (paraf ca) */
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || (st.st_mode & 077) != 0 ||
	    (st.st_uid != geteuid() && geteuid() != 0)) {
		close(fd);
		return err_set(e, RC_DENIED, KEY_TROUBLE,
		    "%s must be a file of this user with mode 0600: chmod 600 it", path);
	}
	*out_fd = fd;
	return RC_OK;
}

/* The PEM block; what is in it may still be anything. */
static enum rc
read_pem(const char *path, X509_SIG **out, struct err *e)
{
	BIO *bio;
	int fd;
	enum rc rc = key_open(path, &fd, e);

	if (rc != RC_OK)
		return rc;
	bio = BIO_new_fd(fd, BIO_CLOSE);
	if (bio == NULL) {
		close(fd);
		return pki_crypto_fail(e, "read key");
	}
	*out = PEM_read_bio_PKCS8(bio, NULL, NULL, NULL);
	BIO_free(bio);
	ERR_clear_error();
	if (*out == NULL)
		return err_set(e, RC_INVALID, PLAIN,
		    "%s is not an encrypted PKCS#8 key; encrypt it: openssl pkcs8 -topk8 -scrypt "
		    "-in OLD -out %s -passout file:SECRET",
		    path, path);
	return RC_OK;
}

enum rc
pki_key_load(const char *path, str secret, struct pki_key **out, struct err *e)
{
	PKCS8_PRIV_KEY_INFO *info;
	X509_SIG *sealed = NULL;
	EVP_PKEY *pkey = NULL;
	enum rc rc = read_pem(path, &sealed, e);

	if (rc != RC_OK)
		return rc;
	info = PKCS8_decrypt(sealed, secret.p, (int)secret.n);
	X509_SIG_free(sealed);
	if (info != NULL)
		pkey = EVP_PKCS82PKEY(info);
	PKCS8_PRIV_KEY_INFO_free(info);
	ERR_clear_error();
	if (pkey == NULL)
		return err_set(
		    e, RC_DENIED, WRONG, "%s does not open with the secret given", path);
	return pki_key_wrap(pkey, out, e);
}

static X509_SIG *
seal(const struct pki_key *key, str secret)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key->pkey);
	X509_ALGOR *pbe = PKCS5_pbe2_set_scrypt(
	    EVP_aes_256_cbc(), NULL, 0, NULL, SCRYPT_N, SCRYPT_R, SCRYPT_P);
	X509_SIG *sealed = NULL;

	if (info != NULL && pbe != NULL)
		sealed = PKCS8_set0_pbe(secret.p, (int)secret.n, info, pbe);
	if (sealed == NULL)
		X509_ALGOR_free(pbe);
	PKCS8_PRIV_KEY_INFO_free(info);
	return sealed;
}

enum rc
pki_key_store(const struct pki_key *key, const char *path, str secret, struct err *e)
{
	BIO *bio = BIO_new(BIO_s_mem());
	X509_SIG *sealed = NULL;
	enum rc rc;
	char *pem;
	long n;

	if (key->device.sign != NULL || secret.n == 0)
		rc = err_set(
		    e, RC_INTERNAL, KEY_TROUBLE, "a key of a token, or no secret");
	else if (bio == NULL || (sealed = seal(key, secret)) == NULL ||
		 PEM_write_bio_PKCS8(bio, sealed) != 1)
		rc = pki_crypto_fail(e, "encrypt key");
	else if (access(path, F_OK) == 0)
		rc = err_set(e, RC_CONFLICT, KEY_TROUBLE, "%s exists", path);
	else {
		n = BIO_get_mem_data(bio, &pem);
		rc = file_write_durable(path, (str){ pem, (size_t)n }, 0600, e);
	}
	X509_SIG_free(sealed);
	BIO_free(bio);
	return rc;
}

/* ---- keys that live for days, beside the program that made them ---- */

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

enum rc
pki_key_load_brief(const char *path, struct pki_key **out, struct err *e)
{
	EVP_PKEY *pkey;
	BIO *bio;
	int fd;
	enum rc rc = key_open(path, &fd, e);

	if (rc != RC_OK)
		return rc;
	bio = BIO_new_fd(fd, BIO_CLOSE);
	if (bio == NULL) {
		close(fd);
		return pki_crypto_fail(e, "read key");
	}
	pkey = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
	BIO_free(bio);
	return pkey == NULL ? pki_crypto_fail(e, path) : pki_key_wrap(pkey, out, e);
}

enum rc
pki_key_store_brief(const struct pki_key *key, const char *path, struct err *e)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	enum rc rc;
	char *pem;
	long n;

	if (bio == NULL || PEM_write_bio_PKCS8PrivateKey(
			       bio, key->pkey, NULL, NULL, 0, NULL, NULL) != 1) {
		BIO_free(bio);
		return pki_crypto_fail(e, "encode key");
	}
	n = BIO_get_mem_data(bio, &pem);
	rc = file_write_durable(path, (str){ pem, (size_t)n }, 0600, e);
	OPENSSL_cleanse(pem, (size_t)n);
	BIO_free(bio);
	return rc;
}
