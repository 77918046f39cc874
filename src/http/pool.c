/* pool.c - a bounded queue of exchanges and the threads that run their handlers. */
#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "http/server_private.h"

#define HEAVY_NICE 10 /* below us: keeps a burst of Argon2 from delaying pages */
#define MOST_NICE  19

struct pool {
	enum http_pool kind;
	const struct http_app *app;
	void (*run)(struct exchange *x);
	pthread_mutex_t lock;
	pthread_cond_t work;  /* an exchange waits, or stop */
	pthread_cond_t ready; /* a worker has initialised itself, or failed */
	struct exchange *first, **last;
	unsigned waiting, most;
	pthread_t *thread;
	unsigned n_threads, n_ready;
	bool stop;
	enum rc rc; /* of the first worker that failed */
	struct err err;
};

static struct exchange *
take(struct pool *p)
{
	struct exchange *x = NULL;

	pthread_mutex_lock(&p->lock);
	while (p->first == NULL && !p->stop)
		pthread_cond_wait(&p->work, &p->lock);
	if (p->first != NULL) {
		x = p->first;
		p->first = x->next;
		if (p->first == NULL)
			p->last = &p->first;
		p->waiting--;
	}
	pthread_mutex_unlock(&p->lock);
	return x;
}

/* Relative to how we were started: without privileges nobody may go back to a smaller number. */
static int
yield_to_others(void)
{
	const id_t self = (id_t)gettid();
	int nice_now = getpriority(PRIO_PROCESS, self) + HEAVY_NICE;

	return setpriority(
	    PRIO_PROCESS, self, nice_now < MOST_NICE ? nice_now : MOST_NICE);
}

static bool
begin(struct pool *p, void **worker)
{
	struct err e;
	enum rc rc = RC_OK;

	if (p->kind == HTTP_HEAVY && yield_to_others() != 0)
		rc = err_set(&e, RC_UNAVAILABLE, N_("Layanan tidak dapat dijalankan."),
		    "http: setpriority: errno %d", errno);
	if (rc == RC_OK && p->app->worker_init != NULL)
		rc = p->app->worker_init(p->app->arg, p->kind, worker, &e);
	pthread_mutex_lock(&p->lock);
	if (rc != RC_OK && p->rc == RC_OK) {
		p->rc = rc;
		p->err = e;
	}
	p->n_ready++;
	pthread_cond_signal(&p->ready);
	pthread_mutex_unlock(&p->lock);
	return rc == RC_OK;
}

static void *
worker_main(void *arg)
{
	struct pool *p = arg;
	struct exchange *x;
	void *worker = NULL;

	if (!begin(p, &worker))
		return NULL;
	while ((x = take(p)) != NULL) {
		x->rq.worker = worker;
		p->run(x);
	}
	if (p->app->worker_free != NULL)
		p->app->worker_free(p->app->arg, worker);
	return NULL;
}

static enum rc
start_threads(struct pool *p, unsigned workers, struct err *e)
{
	while (p->n_threads < workers) {
		if (pthread_create(&p->thread[p->n_threads], NULL, worker_main, p) != 0)
			return err_set(e, RC_UNAVAILABLE,
			    N_("Layanan tidak dapat dijalankan."),
			    "http: cannot start a worker thread");
		p->n_threads++;
	}
	pthread_mutex_lock(&p->lock);
	while (p->n_ready < workers)
		pthread_cond_wait(&p->ready, &p->lock);
	pthread_mutex_unlock(&p->lock);
	if (p->rc != RC_OK)
		*e = p->err;
	return p->rc;
}

enum rc
pool_start(enum http_pool kind, unsigned workers, unsigned queue,
    const struct http_app *app, void (*run)(struct exchange *x), struct pool **out,
    struct err *e)
{
	struct pool *p = calloc(1, sizeof(*p));
	enum rc rc;

	if (p == NULL)
		BUG("out of memory");
	p->kind = kind;
	p->app = app;
	p->run = run;
	p->most = queue;
	p->last = &p->first;
	p->thread = calloc(workers, sizeof(*p->thread));
	if (p->thread == NULL)
		BUG("out of memory");
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->work, NULL);
	pthread_cond_init(&p->ready, NULL);
	rc = start_threads(p, workers, e);
	if (rc != RC_OK) {
		pool_stop(p);
		pool_free(p);
		return rc;
	}
	*out = p;
	return RC_OK;
}

bool
pool_put(struct pool *p, struct exchange *x)
{
	bool ok;

	pthread_mutex_lock(&p->lock);
	ok = !p->stop && p->waiting < p->most;
	if (ok) {
		x->next = NULL;
		*p->last = x;
		p->last = &x->next;
		p->waiting++;
		pthread_cond_signal(&p->work);
	}
	pthread_mutex_unlock(&p->lock);
	return ok;
}

unsigned
pool_waiting(struct pool *p)
{
	unsigned n;

	pthread_mutex_lock(&p->lock);
	n = p->waiting;
	pthread_mutex_unlock(&p->lock);
	return n;
}

void
pool_stop(struct pool *p)
{
	if (p == NULL)
		return;
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	pthread_cond_broadcast(&p->work);
	pthread_mutex_unlock(&p->lock);
	for (unsigned i = 0; i < p->n_threads; i++)
		pthread_join(p->thread[i], NULL);
	p->n_threads = 0;
}

void
pool_free(struct pool *p)
{
	if (p == NULL)
		return;
	pthread_cond_destroy(&p->work);
	pthread_cond_destroy(&p->ready);
	pthread_mutex_destroy(&p->lock);
	free(p->thread);
	free(p);
}
