/* memo.c - a small table of digests, open addressing, under one lock. */
#include "pki/memo_private.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static struct {
	pthread_mutex_t lock;
	unsigned char (*at)[PKI_SHA256_BYTES]; /* all zero: free */
	size_t places, n, most;
} memo = { .lock = PTHREAD_MUTEX_INITIALIZER };
static _Thread_local bool collecting;

static const unsigned char nothing[PKI_SHA256_BYTES];

void
pki_memo_open(size_t entries)
{
	size_t places = 64;

	while (entries > 0 && places < 2 * entries)
		places *= 2;
	pthread_mutex_lock(&memo.lock);
	free(memo.at);
	memo.at = entries == 0 ? NULL : calloc(places, sizeof(*memo.at));
	if (entries > 0 && memo.at == NULL)
		BUG("out of memory");
	memo.places = places;
	memo.n = 0;
	memo.most = entries;
	pthread_mutex_unlock(&memo.lock);
}

void
pki_memo_collect(bool on)
{
	collecting = on;
}

static void
add(struct pki_sha256_ctx *c, str s)
{
	const unsigned char length[8] = { (unsigned char)(s.n >> 56),
		(unsigned char)(s.n >> 48), (unsigned char)(s.n >> 40),
		(unsigned char)(s.n >> 32), (unsigned char)(s.n >> 24),
		(unsigned char)(s.n >> 16), (unsigned char)(s.n >> 8),
		(unsigned char)s.n };

	pki_sha256_add(c, (str){ (const char *)length, sizeof(length) });
	pki_sha256_add(c, s);
}

struct memo_id
pki_memo_id(str alg, str key, str text, str sig)
{
	struct memo_id id = { 0 };
	struct pki_sha256_ctx *c;

	pthread_mutex_lock(&memo.lock);
	id.open = memo.at != NULL;
	pthread_mutex_unlock(&memo.lock);
	if (!id.open)
		return id;
	c = pki_sha256_new();
	add(c, alg);
	add(c, key);
	add(c, text);
	add(c, sig);
	pki_sha256_final(c, id.at);
	pki_sha256_free(c);
	return id;
}

/* Its place, or the free one where it would stand. The table is never full. */
static unsigned char *
place_of(const struct memo_id *id)
{
	size_t i = 0;

	memcpy(&i, id->at, sizeof(i));
	for (i &= memo.places - 1; memcmp(memo.at[i], nothing, sizeof(nothing)) != 0 &&
				   memcmp(memo.at[i], id->at, sizeof(id->at)) != 0;
	     i = (i + 1) & (memo.places - 1))
		continue;
	return memo.at[i];
}

bool
pki_memo_has(const struct memo_id *id)
{
	bool has = false;

	if (!id->open)
		return false;
	pthread_mutex_lock(&memo.lock);
	if (memo.at != NULL)
		has = memcmp(place_of(id), id->at, sizeof(id->at)) == 0;
	pthread_mutex_unlock(&memo.lock);
	return has;
}

void
pki_memo_put(const struct memo_id *id)
{
	if (!id->open || !collecting)
		return;
	pthread_mutex_lock(&memo.lock);
	if (memo.at != NULL && memo.n < memo.most) {
		unsigned char *to = place_of(id);

		memo.n += memcmp(to, id->at, sizeof(id->at)) != 0;
		memcpy(to, id->at, sizeof(id->at));
	}
	pthread_mutex_unlock(&memo.lock);
}
