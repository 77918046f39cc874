/* cache.c - a ring of keys, found by their SubjectPublicKeyInfo. */
#include "pki/cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "pki/cache_private.h"

#define SPKI_BYTES 128 /* elliptic curves; RSA keys are quick to read */

struct cached {
	char spki[SPKI_BYTES];
	size_t n;
	EVP_PKEY *pkey;
};
static struct {
	pthread_mutex_t lock;
	struct cached *at;
	size_t size, next;
} ring = { .lock = PTHREAD_MUTEX_INITIALIZER };

void
pki_public_cache(size_t entries)
{
	pthread_mutex_lock(&ring.lock);
	for (size_t i = 0; i < ring.size; i++)
		EVP_PKEY_free(ring.at[i].pkey);
	free(ring.at);
	ring.at = entries == 0 ? NULL : calloc(entries, sizeof(*ring.at));
	if (entries > 0 && ring.at == NULL)
		BUG("out of memory");
	ring.size = entries;
	ring.next = 0;
	pthread_mutex_unlock(&ring.lock);
}

static EVP_PKEY *
find(str spki)
{
	for (size_t i = 0; i < ring.size; i++) {
		struct cached *c = &ring.at[i];

		if (c->n == spki.n && c->pkey != NULL &&
		    memcmp(c->spki, spki.p, spki.n) == 0) {
			EVP_PKEY_up_ref(c->pkey);
			return c->pkey;
		}
	}
	return NULL;
}

EVP_PKEY *
pki_cache_get(str spki)
{
	EVP_PKEY *pkey;

	pthread_mutex_lock(&ring.lock);
	pkey = find(spki);
	pthread_mutex_unlock(&ring.lock);
	return pkey;
}

static void
keep(str spki, EVP_PKEY *pkey)
{
	struct cached *c = &ring.at[ring.next];

	ring.next = (ring.next + 1) % ring.size;
	EVP_PKEY_free(c->pkey);
	EVP_PKEY_up_ref(pkey);
	memcpy(c->spki, spki.p, spki.n);
	c->n = spki.n;
	c->pkey = pkey;
}

void
pki_cache_put(str spki, EVP_PKEY *pkey)
{
	if (pkey == NULL || spki.n > SPKI_BYTES || spki.n == 0)
		return;
	pthread_mutex_lock(&ring.lock);
	if (ring.size > 0)
		keep(spki, pkey);
	pthread_mutex_unlock(&ring.lock);
}
