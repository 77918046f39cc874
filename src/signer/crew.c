/* crew.c - see crew.h. One lock, held between the pieces only. */
#include "signer/crew.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/err.h"

#define STACK_BYTES 262144 /* all memory of the signer is locked */

struct crew {
	pthread_mutex_t lock;
	pthread_cond_t work, done;
	void (*fn)(void *arg, size_t i);
	void *arg;
	size_t next, n, left; /* to be taken, of how many, not yet done */
	bool stop;
	unsigned n_threads;
	pthread_t thread[CREW_MOST];
};

/* With the lock held: take pieces until there are none. */
static void
take_part(struct crew *c)
{
	while (c->next < c->n) {
		size_t i = c->next++;

		pthread_mutex_unlock(&c->lock);
		c->fn(c->arg, i);
		pthread_mutex_lock(&c->lock);
		if (--c->left == 0)
			pthread_cond_signal(&c->done);
	}
}

static void *
crew_main(void *at)
{
	struct crew *c = at;

	pthread_mutex_lock(&c->lock);
	while (!c->stop) {
		take_part(c);
		if (!c->stop)
			pthread_cond_wait(&c->work, &c->lock);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

struct crew *
crew_new(unsigned threads)
{
	struct crew *c = calloc(1, sizeof(*c));
	pthread_attr_t attr;

	if (c == NULL || pthread_attr_init(&attr) != 0 ||
	    pthread_attr_setstacksize(&attr, STACK_BYTES) != 0)
		BUG("out of memory");
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->work, NULL);
	pthread_cond_init(&c->done, NULL);
	while (c->n_threads < threads && c->n_threads < CREW_MOST &&
	       pthread_create(&c->thread[c->n_threads], &attr, crew_main, c) == 0)
		c->n_threads++;
	pthread_attr_destroy(&attr);
	return c;
}

bool
crew_helps(const struct crew *c)
{
	return c->n_threads > 0;
}

void
crew_free(struct crew *c)
{
	if (c == NULL)
		return;
	pthread_mutex_lock(&c->lock);
	c->stop = true;
	pthread_cond_broadcast(&c->work);
	pthread_mutex_unlock(&c->lock);
	for (unsigned i = 0; i < c->n_threads; i++)
		pthread_join(c->thread[i], NULL);
	pthread_cond_destroy(&c->work);
	pthread_cond_destroy(&c->done);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

void
crew_run(struct crew *c, void (*fn)(void *arg, size_t i), void *arg, size_t n)
{
	pthread_mutex_lock(&c->lock);
	c->fn = fn;
	c->arg = arg;
	c->next = 0;
	c->n = c->left = n;
	if (n > 1)
		pthread_cond_broadcast(&c->work);
	take_part(c);
	while (c->left > 0)
		pthread_cond_wait(&c->done, &c->lock);
	pthread_mutex_unlock(&c->lock);
}
