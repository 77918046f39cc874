/* http_world.c - see http_world.h. */
#include "web/http_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

struct world world;

void
world_reset(void)
{
	pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t cond = PTHREAD_COND_INITIALIZER;

	memset(&world, 0, sizeof(world));
	world.lock = lock;
	world.changed = cond;
}

void
note(unsigned *counter)
{
	pthread_mutex_lock(&world.lock);
	(*counter)++;
	pthread_cond_broadcast(&world.changed);
	pthread_mutex_unlock(&world.lock);
}

void
await(const unsigned *counter, unsigned n)
{
	pthread_mutex_lock(&world.lock);
	while (*counter < n)
		pthread_cond_wait(&world.changed, &world.lock);
	pthread_mutex_unlock(&world.lock);
}

void
gate_open(void)
{
	pthread_mutex_lock(&world.lock);
	world.open = true;
	pthread_cond_broadcast(&world.changed);
	pthread_mutex_unlock(&world.lock);
}

static void
gate_wait(void)
{
	pthread_mutex_lock(&world.lock);
	world.waiting++;
	pthread_cond_broadcast(&world.changed);
	while (!world.open)
		pthread_cond_wait(&world.changed, &world.lock);
	world.waiting--;
	pthread_mutex_unlock(&world.lock);
}

/* ---- the application ---- */

struct stage {
	uint64_t bytes;
	bool closed;
};

static enum rc
stage_open(void *arg, const struct http_request *rq, const struct http_file *f,
    void **out, struct err *e)
{
	(void)arg;
	(void)rq;
	if (str_eq(f->filename, STR("refuse.pdf")))
		return err_set(e, RC_DENIED, "tidak", "refused by the test");
	*out = calloc(1, sizeof(struct stage));
	assert_non_null(*out);
	note(&world.stages_open);
	return RC_OK;
}

static enum rc
stage_write(void *arg, void *stage, const void *p, size_t n, struct err *e)
{
	(void)arg;
	(void)p;
	(void)e;
	((struct stage *)stage)->bytes += n;
	return RC_OK;
}

static enum rc
stage_close(void *arg, void *stage, struct http_file *f, struct err *e)
{
	(void)arg;
	(void)e;
	((struct stage *)stage)->closed = true;
	assert_int_equal(((struct stage *)stage)->bytes, f->bytes);
	note(&world.stages_closed);
	return RC_OK;
}

static void
stage_abort(void *arg, void *stage)
{
	(void)arg;
	free(stage);
	note(&world.stages_aborted);
}

static const struct http_upload_sink sink = { stage_open, stage_write, stage_close,
	stage_abort, NULL };

static void
classify(void *arg, struct http_request *rq, struct http_plan *plan)
{
	(void)arg;
	if (str_eq(rq->path, STR("/inline")))
		plan->pool = HTTP_INLINE;
	else if (str_eq(rq->path, STR("/heavy")))
		plan->pool = HTTP_HEAVY;
	else if (str_eq(rq->path, STR("/upload")))
		plan->body = HTTP_BODY_MULTIPART | HTTP_BODY_FORM;
	else if (str_eq(rq->path, STR("/nosink")))
		plan->body = HTTP_BODY_MULTIPART;
	else if (str_eq(rq->path, STR("/raw")))
		plan->body = HTTP_BODY_RAW;
	else if (str_eq(rq->path, STR("/none")))
		plan->refuse = 404;
	else if (str_eq(rq->path, STR("/getonly")) && str_eq(rq->method, STR("POST"))) {
		plan->refuse = 405;
		plan->allow = "GET, HEAD";
	}
	plan->sink = str_eq(rq->path, STR("/upload")) ? &sink : NULL;
}

static ssize_t
stream_fill(void *arg, char *to, size_t n)
{
	size_t *left = arg;
	size_t k = n < *left ? n : *left;

	memset(to, 'x', k);
	*left -= k;
	return (ssize_t)k;
}

static void
stream_done(void *arg)
{
	free(arg);
	note(&world.streams_done);
}

static void
start_stream(struct http_response *rs, bool sized)
{
	size_t *left = malloc(sizeof(*left));

	assert_non_null(left);
	*left = STREAM_BYTES;
	http_header_z(rs, "Content-Type", "application/octet-stream");
	http_stream(rs, sized ? STREAM_BYTES : -1, stream_fill, stream_done, left);
}

static void
put_form(const struct http_request *rq, struct buf *b)
{
	for (size_t i = 0; i < rq->form.n; i++)
		buf_fmt(b, "%.*s=%.*s(%d);", STR_ARG(rq->form.at[i].name),
		    STR_ARG(rq->form.at[i].value), (int)rq->form.at[i].bad);
	for (size_t i = 0; i < rq->files.n; i++) {
		struct http_file *f = &rq->files.at[i];

		buf_fmt(b, "%.*s:%.*s:%llu:%d:%s;", STR_ARG(f->field),
		    STR_ARG(f->filename), (unsigned long long)f->bytes, (int)f->rc,
		    f->stage != NULL ? "kept" : "none");
		if (f->stage == NULL)
			continue;
		assert_true(((struct stage *)f->stage)->closed);
		free(f->stage);
		f->stage = NULL;
		note(&world.stages_kept);
	}
}

static void
handle(void *arg, struct http_request *rq, struct http_response *rs)
{
	(void)arg;
	rs->log_route = "/test";
	assert_true(str_eq(rq->path, STR("/inline")) == (rq->worker == NULL));
	if (str_eq(rq->path, STR("/heavy")) || str_eq(rq->path, STR("/slow"))) {
		if (str_eq(rq->path, STR("/heavy")))
			world.heavy_nice = getpriority(PRIO_PROCESS, (id_t)gettid());
		gate_wait();
	}
	if (str_eq(rq->path, STR("/stream")) || str_eq(rq->path, STR("/chunks"))) {
		start_stream(rs, str_eq(rq->path, STR("/stream")));
		return;
	}
	if (str_eq(rq->path, STR("/go"))) {
		http_redirect(rs, 303, http_value(&rq->query, "to"));
		return;
	}
	if (str_eq(rq->path, STR("/remote")))
		buf_str(&rs->body, rq->remote);
	else if (str_eq(rq->path, STR("/raw")))
		buf_str(&rs->body, rq->body);
	else if (rq->form.n + rq->files.n > 0)
		put_form(rq, &rs->body);
	else
		buf_fmt(&rs->body, "%.*s ok", STR_ARG(rq->path));
}

static void
error_page(void *arg, struct http_request *rq, struct http_response *rs, enum rc rc,
    const char *msg)
{
	(void)arg;
	(void)rq;
	assert_int_not_equal(rc, RC_OK);
	note(&world.errors_seen);
	buf_fmt(&rs->body, "<p>page of %d: %s", rs->status, msg);
}

static enum rc
worker_init(void *arg, enum http_pool pool, void **out, struct err *e)
{
	(void)arg;
	(void)pool;
	(void)e;
	note(&world.workers);
	*out = &world;
	return RC_OK;
}

static void
worker_free(void *arg, void *worker)
{
	(void)arg;
	assert_ptr_equal(worker, &world);
	note(&world.workers_freed);
}

const struct http_app world_app = { NULL, classify, handle, error_page, worker_init,
	worker_free };

/* ---- starting and asking ---- */

struct http_server *
start_with(void (*change)(struct http_conf *c))
{
	struct http_conf conf;
	struct http_server *s;
	struct err e;

	world_reset();
	http_conf_default(&conf);
	conf.port = 0;
	conf.fast_workers = conf.heavy_workers = 2;
	conf.access_log = false;
	if (change != NULL)
		change(&conf);
	assert_int_equal(http_server_start(&conf, &world_app, &s, &e), RC_OK);
	return s;
}

void
stop(struct http_server *s)
{
	http_server_stop(s, 5000);
	assert_int_equal(world.workers, world.workers_freed);
	assert_int_equal(world.stages_open, world.stages_aborted + world.stages_kept);
}

int
status_of(struct http_server *s, const char *bytes, size_t n)
{
	struct answer a;
	int status;

	client_ask(http_server_port(s), bytes, n, &a);
	status = a.status;
	answer_free(&a);
	return status;
}

void
ask_z(struct http_server *s, const char *text, struct answer *out)
{
	client_ask(http_server_port(s), text, strlen(text), out);
}
