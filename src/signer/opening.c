/* opening.c - see opening.h. */
#include "signer/opening.h"

#include <pthread.h>
#include <stdlib.h>

#define STACK_BYTES 262144 /* all memory of the signer is locked */

struct opening {
	struct arena *a;
	opening_fn fn;
	void *arg;
	pthread_t thread;
	bool running; /* the thread must be waited for */
	enum rc rc;
	struct err e;
	struct pki_key *key;
};

static void *
run(void *at)
{
	struct opening *o = at;

	o->rc = o->fn(o->arg, o->a, &o->key, &o->e);
	return NULL;
}

struct opening *
opening_begin(opening_fn fn, void *arg, bool thread)
{
	struct opening *o = calloc(1, sizeof(*o));
	pthread_attr_t attr;

	if (o == NULL || pthread_attr_init(&attr) != 0 ||
	    pthread_attr_setstacksize(&attr, STACK_BYTES) != 0)
		BUG("out of memory");
	o->a = arena_new();
	o->fn = fn;
	o->arg = arg;
	o->running = thread && pthread_create(&o->thread, &attr, run, o) == 0;
	pthread_attr_destroy(&attr);
	if (!o->running)
		(void)run(o);
	return o;
}

enum rc
opening_end(struct opening *o, struct pki_key **out, struct err *e)
{
	enum rc rc;

	if (o->running)
		pthread_join(o->thread, NULL);
	rc = o->rc;
	if (rc != RC_OK)
		*e = o->e;
	else if (out != NULL)
		*out = o->key;
	else
		pki_key_free(o->key);
	arena_free(o->a);
	free(o);
	return rc;
}
