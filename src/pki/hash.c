/* hash.c - digests by OpenSSL. A failure here means that the library is broken: abort. */
#include "pki/hash.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/codec.h"

struct pki_sha256_ctx {
	EVP_MD_CTX *md;
};

/* Fetched once: OpenSSL looks the name up each time otherwise. */
static EVP_MD *fetched;
static pthread_once_t fetch_once = PTHREAD_ONCE_INIT;

static void
fetch(void)
{
	fetched = EVP_MD_fetch(NULL, "SHA256", NULL);
}

static const EVP_MD *
sha256(void)
{
	if (pthread_once(&fetch_once, fetch) != 0 || fetched == NULL)
		BUG("SHA-256 is not available");
	return fetched;
}

void
pki_sha256(str data, unsigned char out[PKI_SHA256_BYTES])
{
	if (EVP_Digest(data.p, data.n, out, NULL, sha256(), NULL) != 1)
		BUG("SHA-256 is not available");
}

str
pki_sha256_hex(struct arena *a, str data)
{
	unsigned char md[PKI_SHA256_BYTES];

	pki_sha256(data, md);
	return hex_encode(a, md, sizeof(md));
}

struct pki_sha256_ctx *
pki_sha256_new(void)
{
	struct pki_sha256_ctx *c = calloc(1, sizeof(*c));

	if (c == NULL || (c->md = EVP_MD_CTX_new()) == NULL ||
	    EVP_DigestInit_ex(c->md, sha256(), NULL) != 1)
		BUG("SHA-256 is not available");
	return c;
}

void
pki_sha256_add(struct pki_sha256_ctx *c, str data)
{
	if (EVP_DigestUpdate(c->md, data.p, data.n) != 1)
		BUG("SHA-256 failed");
}

void
pki_sha256_final(struct pki_sha256_ctx *c, unsigned char out[PKI_SHA256_BYTES])
{
	if (EVP_DigestFinal_ex(c->md, out, NULL) != 1)
		BUG("SHA-256 failed");
}

void
pki_sha256_free(struct pki_sha256_ctx *c)
{
	if (c == NULL)
		return;
	EVP_MD_CTX_free(c->md);
	free(c);
}
