/*
 * writer.c - the one writer: a thread that takes the functions waiting at store_write(), runs them in
 * one transaction, commits once and then answers all of them.
 *
 * It runs them boldly first, without savepoints, which cost more than a tenth of the work. If one
 * that has changed something fails, all is undone and run once more, each under a savepoint: so a
 * failure takes nobody else with it. Nobody is told RC_OK before the commit that holds the work has
 * returned.
 */
#include <pthread.h>
#include <stdlib.h>

#include "store/engine.h"

#define BATCH_MAX 128
#define LANES_MAX 4
#define TRIES_MAX                                                                        \
	6 /* of a function that met a deadlock; each costs the server a second */

struct job {
	store_fn fn;
	void *arg;
	struct arena *a;
	struct err *e;
	enum rc rc;
	int tries;
	bool ran, again, done;
	pthread_cond_t answered;
	struct job *next;
};

/* A thread with a connection and transactions of its own. */
struct lane {
	pthread_t thread;
	struct db *db;
	struct writer *w;
};

struct writer {
	struct lane lanes[LANES_MAX];
	int n_lanes;
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct job *first, **last; /* waiting */
	bool stopping;
};

/* Take up to BATCH_MAX jobs off the queue; waits for one; NULL when stopping. */
static struct job *
take_batch(struct writer *w)
{
	struct job *batch, **end;
	int n = 0;

	pthread_mutex_lock(&w->lock);
	while (w->first == NULL && !w->stopping)
		pthread_cond_wait(&w->work, &w->lock);
	batch = w->first;
	for (end = &batch; *end != NULL && n < BATCH_MAX; n++)
		end = &(*end)->next;
	w->first = *end;
	*end = NULL;
	if (w->first == NULL)
		w->last = &w->first;
	pthread_mutex_unlock(&w->lock);
	return batch;
}

static void
note_failure(struct db *db, struct job *j)
{
	if (db->failed && j->rc == RC_OK) {
		*j->e = db->why_failed;
		j->rc = db->why_failed.rc;
	}
	j->again = j->rc != RC_OK && db->deadlock && j->tries < TRIES_MAX;
}

/* Run one function; its outcome is in the job. */
static void
run_job(struct db *db, struct job *j)
{
	db->failed = db->deadlock = db->dirty = false;
	db_use_arena(db, j->a);
	j->ran = true;
	j->rc = j->fn(db, j->arg, j->e);
	note_failure(db, j);
}

/* Write what was added up and wait for what was sent without waiting. */
static enum rc
settle(struct db *db, struct err *e)
{
	enum rc rc = batch_flush(db, e);

	if (rc == RC_OK && db->engine->settle != NULL)
		rc = db->engine->settle(db, e);
	if (rc != RC_OK && !db->failed) {
		db->failed = true;
		db->why_failed = *e;
	}
	return rc;
}

/* The transaction is gone: what ran well was undone with it. */
static void
fail_batch(struct job *batch, const struct err *why)
{
	for (struct job *j = batch; j != NULL; j = j->next)
		if (j->ran && j->rc == RC_OK && !j->done) {
			*j->e = *why;
			j->e->rc = j->rc = RC_UNAVAILABLE;
			err_set(j->e, RC_UNAVAILABLE, store_msg_away, "%s", why->why);
		}
}

/* Nothing could begin. */
static void
fail_begin(struct db *db, struct job *batch, const struct err *why)
{
	db->engine->rollback(db);
	for (struct job *j = batch; j != NULL; j = j->next) {
		j->ran = true;
		j->rc = err_set(j->e, RC_UNAVAILABLE, store_msg_away, "%s", why->why);
	}
}

/* Keep all; when that fails, nothing was kept, or nobody knows. */
static void
commit(struct db *db, struct job *batch)
{
	struct err e;

	if (db->engine->commit(db, &e) != RC_OK) {
		fail_batch(batch, &e);
		db->engine->rollback(db);
	}
}

/*
 * All in one transaction without savepoints. False: one failed after something was changed, nothing
 * is kept, and each is to be run again by itself. One alone has its answer then.
 */
static bool
run_boldly(struct db *db, struct job *batch)
{
	bool any = false, good = true;
	struct err e;

	batch_reset(db);
	if (db->engine->begin(db, &e) != RC_OK) {
		fail_begin(db, batch, &e);
		return true;
	}
	for (struct job *j = batch; j != NULL && good; j = j->next) {
		run_job(db, j);
		any |= j->rc == RC_OK;
		good = j->rc == RC_OK || (!db->dirty && !db->failed);
	}
	db->failed = false;
	if (good && any && settle(db, &e) != RC_OK)
		good = false;
	if (good && any && !db->store->rehearse) {
		commit(db, batch);
		return true;
	}
	db->engine->rollback(db);
	return (good && !any) || (batch->next == NULL && batch->rc != RC_OK);
}

/* Between two functions: keep or undo what the one before did. */
static enum rc
end_job(struct db *db, struct job *j, bool last, struct err *e)
{
	struct err ignored; /* it is in db->why_failed */

	if (j->rc == RC_OK && settle(db, &ignored) != RC_OK)
		note_failure(db, j);
	if (!db->engine->in_transaction(db))
		return err_set(e, RC_UNAVAILABLE, store_msg_away, "transaction lost: %s",
		    db->failed ? db->why_failed.why : "?");
	if (j->rc != RC_OK) {
		batch_reset(db);
		if (db->engine->settle != NULL)
			(void)db->engine->settle(db, &ignored); /* undone anyway */
		return db->engine->mark(db, MARK_UNDO, e);
	}
	return last ? RC_OK : db->engine->mark(db, MARK_MOVE, e);
}

/*
 * Run jobs from `batch` on in one transaction, each under a savepoint. Returns the first that was not
 * run (because the transaction broke before its turn), or NULL.
 */
static struct job *
run_carefully(struct db *db, struct job *batch)
{
	struct err e;
	struct job *j;
	bool any = false;
	enum rc rc = db->engine->begin(db, &e);

	batch_reset(db);
	if (rc == RC_OK)
		rc = db->engine->mark(db, MARK_SET, &e);
	if (rc != RC_OK) {
		fail_begin(db, batch, &e);
		return NULL;
	}
	for (j = batch; j != NULL && rc == RC_OK; j = j->next) {
		run_job(db, j);
		rc = end_job(db, j, j->next == NULL, &e);
		any |= j->rc == RC_OK;
	}
	if (rc != RC_OK)
		fail_batch(batch, &e);
	else if (any)
		commit(db, batch);
	if (rc != RC_OK || !any)
		db->engine->rollback(db);
	return j;
}

static struct job *
run_transaction(struct db *db, struct job *batch)
{
	for (struct job *j = batch; j != NULL; j = j->next)
		j->tries++;
	if (run_boldly(db, batch))
		return NULL;
	for (struct job *j = batch; j != NULL; j = j->next)
		j->ran = j->again = false;
	return run_carefully(db, batch);
}

/* Answer jobs from `j` up to (not with) `end`; those to be tried again go back to the queue. */
static void
answer(struct writer *w, struct job *j, const struct job *end)
{
	struct job *next;

	pthread_mutex_lock(&w->lock);
	for (; j != end; j = next) {
		next = j->next;
		if (j->again) {
			j->next = NULL;
			j->ran = j->again = false;
			*w->last = j;
			w->last = &j->next;
			continue;
		}
		j->done = true;
		pthread_cond_signal(&j->answered);
	}
	pthread_mutex_unlock(&w->lock);
}

static void *
writer_main(void *arg)
{
	struct lane *l = arg;
	struct writer *w = l->w;
	struct job *j;

	(void)pthread_setname_np(
	    pthread_self(), "writer"); /* for those who look at threads */
	while ((j = take_batch(w)) != NULL)
		while (j != NULL) {
			struct job *rest = run_transaction(l->db, j);

			answer(w, j, rest);
			j = rest;
		}
	return NULL;
}

static enum rc
lane_start(struct store *s, struct writer *w, struct err *e)
{
	struct lane *l = &w->lanes[w->n_lanes];
	enum rc rc = s->engine->open(s, true, &l->db, e);

	if (rc != RC_OK)
		return rc;
	l->w = w;
	l->db->lane = w->n_lanes;
	if (pthread_create(&l->thread, NULL, writer_main, l) != 0) {
		s->engine->close(l->db);
		return err_set(
		    e, RC_UNAVAILABLE, store_msg_away, "cannot start the writer thread");
	}
	w->n_lanes++;
	return RC_OK;
}

enum rc
writer_start(struct store *s, struct err *e)
{
	struct writer *w = calloc(1, sizeof(*w));
	enum rc rc = RC_OK;

	BUG_ON(w == NULL);
	w->last = &w->first;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->work, NULL);
	s->writer = w;
	for (int i = 0; rc == RC_OK && i < s->engine->lanes; i++)
		rc = lane_start(s, w, e);
	return rc; /* store_open() ends what has begun */
}

void
writer_stop(struct store *s)
{
	struct writer *w = s->writer;

	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_cond_broadcast(&w->work);
	pthread_mutex_unlock(&w->lock);
	for (int i = 0; i < w->n_lanes; i++) {
		pthread_join(w->lanes[i].thread, NULL);
		batch_release(w->lanes[i].db);
		s->engine->close(w->lanes[i].db);
	}
	pthread_cond_destroy(&w->work);
	pthread_mutex_destroy(&w->lock);
	free(w);
	s->writer = NULL;
}

enum rc
store_write(struct store *s, struct arena *a, store_fn fn, void *arg, struct err *e)
{
	struct writer *w = s->writer;
	struct job j = { .fn = fn, .arg = arg, .a = a, .e = e };

	for (int i = 0; i < w->n_lanes; i++)
		BUG_ON(pthread_equal(pthread_self(), w->lanes[i].thread));
	db_release_held();
	pthread_cond_init(&j.answered, NULL);
	pthread_mutex_lock(&w->lock);
	*w->last = &j;
	w->last = &j.next;
	pthread_cond_signal(&w->work);
	while (!j.done)
		pthread_cond_wait(&j.answered, &w->lock);
	pthread_mutex_unlock(&w->lock);
	pthread_cond_destroy(&j.answered);
	return j.rc;
}
