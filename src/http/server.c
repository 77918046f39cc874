/*
 * server.c - libmicrohttpd's callbacks and the life of an exchange.
 *
 * on_uri begins an exchange, on_access reads the body and suspends the connection while a pool
 * thread runs the handler, on_completed ends it. Everything of an exchange except run_handler
 * happens on the event thread that owns the connection, so an exchange needs no lock: handing it
 * to the pool and resuming the connection order the two threads.
 */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/codec.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/rnd.h"
#include "http/listen.h"
#include "http/server_private.h"

/* A refused body up to this size is read to its end, so that the browser shows our page. */
#define DRAIN_BYTES (2 * LIMIT_UPLOAD_BYTES)
/* Twice the head: one that is somewhat too large gets our 431, not libmicrohttpd's. */
#define CONNECTION_BYTES (2 * LIMIT_HEAD_BYTES)

void
http_conf_default(struct http_conf *c)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned n = cores < 1 ? 1 : cores > 64 ? 64 : (unsigned)cores;

	*c = (struct http_conf){
		.fd = -1,
		.host = "127.0.0.1",
		.port = 8080,
		.event_threads = n / 2 > 1 ? n / 2 : 1,
		.fast_workers = n > 2 ? n : 2,
		.heavy_workers = n,
		.fast_queue = 1024,
		.heavy_queue = 64,
		.max_connections = 2000,
		.max_per_address = 256,
		.trusted_proxies = "",
		.access_log = true,
		.first_byte_ms = 10000,
		.head_ms = 10000,
		.body_ms = 20000,
		.body_rate = 16 * 1024,
		.idle_ms = 60000,
		.send_ms = 30000,
		.send_bytes = 32 * 1024,
	};
}

/* ---- arenas ---- */

static struct arena *
arena_take(struct http_server *s)
{
	struct arena *a = NULL;

	pthread_mutex_lock(&s->lock);
	if (s->n_spare > 0)
		a = s->spare[--s->n_spare];
	pthread_mutex_unlock(&s->lock);
	return a != NULL ? a : arena_new();
}

static void
arena_give(struct http_server *s, struct arena *a)
{
	arena_reset(a);
	pthread_mutex_lock(&s->lock);
	if (s->n_spare < ARRAY_LEN(s->spare)) {
		s->spare[s->n_spare++] = a;
		a = NULL;
	}
	pthread_mutex_unlock(&s->lock);
	arena_free(a);
}

/* ---- one exchange ---- */

void
exchange_refuse(struct exchange *x, int status, enum rc rc, const char *msg)
{
	if (x->status != 0)
		return;
	x->status = status;
	x->rc = rc;
	x->msg = msg;
}

struct conn *
conn_of(struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info->socket_context;
}

struct exchange *
exchange_begin(struct http_server *s, struct MHD_Connection *mhd, const char *target)
{
	struct arena *a = arena_take(s);
	struct exchange *x = ARENA_NEW(a, struct exchange);
	unsigned char id[9];

	x->s = s;
	x->mhd = mhd;
	x->conn = conn_of(mhd);
	x->begin_ms = clock_monotonic_ms();
	x->rq.a = a;
	x->raw = target;
	x->raw_n = strlen(x->raw);
	x->rq.path =
	    str_dup(a, (str){ x->raw, x->raw_n }); /* undecoded, until the first call */
	x->rq.id = STR("-");
	if (!s->conf.bare) {
		rnd_bytes(id, sizeof(id));
		x->rq.id = base64url_encode(a, id, sizeof(id));
	}
	conn_phase(&s->conns, x->conn, PHASE_HEAD, s->conf.head_ms);
	atomic_fetch_add(&s->requests, 1);
	return x;
}

void
exchange_target(struct exchange *x, str method)
{
	str id = x->rq.id, target = x->rq.path;

	x->target_rc = (x->s->conf.bare ? http_request_init_opaque : http_request_init)(
	    &x->rq, x->rq.a, method, target, &x->target_err);
	x->rq.id = id;
}

static void
read_head(struct exchange *x, const char *method, const char *version)
{
	exchange_target(x, str_from_z(method));
	head_read(x, method, version);
	x->plan = (struct http_plan){ .pool = HTTP_FAST, .body = HTTP_BODY_NONE };
	if (x->status == 0) {
		x->s->app.classify(x->s->app.arg, &x->rq, &x->plan);
		if (x->plan.refuse != 0) {
			exchange_refuse(x, x->plan.refuse,
			    x->plan.refuse == 404 ? RC_NOT_FOUND : RC_INVALID,
			    x->plan.refuse_msg);
			x->allow = x->plan.allow;
			x->retry_after_s = x->plan.retry_after_s;
		}
	}
	body_begin(x);
}

static enum MHD_Result
answer(struct exchange *x)
{
	return send_answer(x) ? MHD_YES : MHD_NO;
}

static enum MHD_Result
answer_problem(struct exchange *x)
{
	body_abort(x);
	send_problem(x);
	return answer(x);
}

/* Must a refusal go out before the body, because the body will not or cannot come? */
static bool
refuse_at_once(const struct exchange *x)
{
	if (x->status == 0)
		return false;
	return x->must_close ||
	       (x->length > 0 && (x->length > DRAIN_BYTES ||
				     http_request_header(&x->rq, "Expect").p != NULL));
}

static enum MHD_Result
first_call(struct exchange *x, const char *method, const char *version)
{
	struct http_conf *conf = &x->s->conf;

	read_head(x, method, version);
	if (refuse_at_once(x)) {
		x->must_close = true;
		return answer_problem(x);
	}
	x->step = x->status == 0 ? STEP_BODY : STEP_DRAIN;
	if (x->length > 0)
		conn_phase(&x->s->conns, x->conn, PHASE_BODY,
		    conf->body_ms + (int64_t)x->length * 1000 / conf->body_rate);
	return MHD_YES;
}

static void
handle(struct exchange *x)
{
	http_response_init(&x->rs, &x->rq, x->s->conf.tls_in_front);
	x->s->app.handle(x->s->app.arg, &x->rq, &x->rs);
	x->step = STEP_DONE;
}

/* On a pool thread. After resuming, the exchange is the event thread's again. */
static void
run_handler(struct exchange *x)
{
	struct MHD_Connection *mhd = x->mhd;

	handle(x);
	atomic_fetch_sub(&x->s->running, 1);
	MHD_resume_connection(mhd);
}

static enum MHD_Result
dispatch(struct exchange *x)
{
	struct http_server *s = x->s;

	body_end(x);
	if (x->status != 0)
		return answer_problem(x);
	conn_phase(&s->conns, x->conn, PHASE_RUN, 0);
	if (x->plan.pool == HTTP_INLINE) {
		handle(x);
		return answer(x);
	}
	x->step = STEP_RUN;
	atomic_fetch_add(&s->running, 1);
	BUG_ON(s->pool[x->plan.pool] == NULL);
	/* suspended first: the worker may be done before pool_put returns */
	MHD_suspend_connection(x->mhd);
	if (!pool_put(s->pool[x->plan.pool], x)) {
		atomic_fetch_sub(&s->running, 1);
		atomic_fetch_add(&s->busy, 1);
		exchange_refuse(x, 503, RC_UNAVAILABLE, NULL);
		x->retry_after_s = 5;
		body_abort(x);
		send_problem(x);
		x->step = STEP_DONE;
		MHD_resume_connection(x->mhd);
	}
	return MHD_YES;
}

static enum MHD_Result
on_access(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
    const char *version, const char *data, size_t *n, void **con_cls)
{
	struct exchange *x = *con_cls;

	(void)cls;
	(void)mhd;
	(void)url;
	switch (x->step) {
	case STEP_NEW:
		return first_call(x, method, version);
	case STEP_BODY:
	case STEP_DRAIN:
		if (*n == 0)
			return dispatch(x);
		body_data(x, data, *n);
		*n = 0;
		return MHD_YES;
	case STEP_DONE:
		return answer(x);
	case STEP_RUN:
	case STEP_QUEUED:
		*n = 0;
		return MHD_YES;
	}
	return MHD_NO;
}

static void
log_exchange(const struct exchange *x, bool ok)
{
	if (!x->s->conf.access_log)
		return;
	log_line(LOG_INFO_, "request",
	    "id=%.*s method=%.*s route=%s status=%d bytes=%llu ms=%lld end=%s",
	    STR_ARG(x->rq.id), STR_ARG(x->rq.method.n < 16 ? x->rq.method : STR("-")),
	    x->rs.log_route != NULL ? x->rs.log_route : "-", x->rs.status,
	    (unsigned long long)x->sent_bytes,
	    (long long)(clock_monotonic_ms() - x->begin_ms), ok ? "ok" : "cut");
}

void
exchange_end(struct exchange *x, bool ok)
{
	send_forget(x);
	body_abort(x);
	log_exchange(x, ok);
	arena_give(x->s, x->rq.a);
}

/* The request line is there, nothing else: libmicrohttpd will not show the target whole again. */
static void *
on_uri(void *cls, const char *uri, struct MHD_Connection *mhd)
{
	struct exchange *x = exchange_begin(cls, mhd, uri != NULL ? uri : "");

	x->conn->exchange = x;
	return x;
}

static void
on_completed(void *cls, struct MHD_Connection *mhd, void **con_cls,
    enum MHD_RequestTerminationCode how)
{
	struct http_server *s = cls;
	struct exchange *x = *con_cls;

	(void)mhd;
	if (x == NULL)
		return;
	*con_cls = NULL;
	x->conn->exchange = NULL;
	conn_phase(&s->conns, x->conn, PHASE_IDLE, s->conf.idle_ms);
	exchange_end(x, how == MHD_REQUEST_TERMINATED_COMPLETED_OK);
}

/* ---- connections ---- */

static enum MHD_Result
on_accept(void *cls, const struct sockaddr *addr, socklen_t n)
{
	struct http_server *s = cls;

	return n > 0 && !conns_admit(&s->conns, addr) ? MHD_NO : MHD_YES;
}

static void
on_connection(void *cls, struct MHD_Connection *mhd, void **context,
    enum MHD_ConnectionNotificationCode code)
{
	struct http_server *s = cls;
	const union MHD_ConnectionInfo *fd, *addr;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		conn_close(&s->conns, *context);
		*context = NULL;
		return;
	}
	fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
	addr = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	*context = conn_open(
	    &s->conns, s, fd->connect_fd, addr != NULL ? addr->client_addr : NULL);
}

/* Our own strict decoder works on the target that on_uri kept. */
static size_t
keep_escapes(void *cls, struct MHD_Connection *mhd, char *text)
{
	(void)cls;
	(void)mhd;
	return strlen(text);
}

static void
on_panic(void *cls, const char *file, unsigned line, const char *why)
{
	(void)cls;
	bug_at(file, (int)line, why != NULL ? why : "libmicrohttpd");
}

/* ---- start and stop ---- */

static enum rc
start_mhd(struct http_server *s, struct err *e)
{
	struct MHD_OptionItem threads[] = {
		{ MHD_OPTION_THREAD_POOL_SIZE, s->conf.event_threads, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};

	if (s->conf.event_threads < 2)
		threads[0] = threads[1];
	MHD_set_panic_func(on_panic, NULL);
	s->mhd = MHD_start_daemon(
	    MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, on_accept, s,
	    on_access, s, MHD_OPTION_LISTEN_SOCKET, s->fd, MHD_OPTION_URI_LOG_CALLBACK,
	    on_uri, s, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, s,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, s, MHD_OPTION_NOTIFY_CONNECTION,
	    on_connection, s, MHD_OPTION_CONNECTION_LIMIT, s->conf.max_connections,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
	    MHD_OPTION_CONNECTION_TIMEOUT, 0u, MHD_OPTION_ARRAY, threads, MHD_OPTION_END);
	if (s->mhd == NULL)
		return err_set(e, RC_UNAVAILABLE, N_("Layanan tidak dapat dijalankan."),
		    "http: libmicrohttpd did not start");
	return RC_OK;
}

static enum rc
start_all(struct http_server *s, struct err *e)
{
	unsigned workers[] = { 0, s->conf.fast_workers, s->conf.heavy_workers };
	unsigned queue[] = { 0, s->conf.fast_queue, s->conf.heavy_queue };

	for (enum http_pool k = HTTP_FAST; k < HTTP_POOL__COUNT; k++) {
		enum rc rc = workers[k] == 0 ? RC_OK
					     : pool_start(k, workers[k], queue[k],
						   &s->app, run_handler, &s->pool[k], e);

		if (rc != RC_OK)
			return rc;
	}
	return start_mhd(s, e);
}

static void
server_free(struct http_server *s)
{
	for (enum http_pool k = HTTP_FAST; k < HTTP_POOL__COUNT; k++) {
		pool_stop(s->pool[k]);
		pool_free(s->pool[k]);
	}
	conns_release(&s->conns);
	while (s->n_spare > 0)
		arena_free(s->spare[--s->n_spare]);
	trusted_free(&s->trusted);
	pthread_mutex_destroy(&s->lock);
	if (s->fd >= 0)
		close(s->fd);
	free(s);
}

enum rc
http_server_start(const struct http_conf *conf, const struct http_app *app,
    struct http_server **out, struct err *e)
{
	struct http_server *s = calloc(1, sizeof(*s));
	sigset_t all, old;
	enum rc rc;

	if (s == NULL)
		BUG("out of memory");
	s->conf = *conf;
	s->app = *app;
	rc = refusal_init(e);
	if (rc == RC_OK)
		rc = trusted_parse(conf->trusted_proxies, &s->trusted, e);
	if (rc != RC_OK)
		goto no_trusted;
	rc = listen_open(conf, &s->fd, &s->port, e);
	if (rc != RC_OK)
		goto no_listen;
	pthread_mutex_init(&s->lock, NULL);
	/* signals are the main thread's */
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &old);
	rc = conns_init(&s->conns, &s->conf, &s->trusted, e);
	if (rc == RC_OK && (rc = start_all(s, e)) != RC_OK) {
		pthread_sigmask(SIG_SETMASK, &old, NULL);
		if (conf->fd >= 0)
			s->fd = -1; /* still the caller's */
		server_free(s);
		return rc;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (rc == RC_OK) {
		*out = s;
		return RC_OK;
	}
	if (conf->fd < 0)
		close(s->fd);
no_listen:
	trusted_free(&s->trusted);
no_trusted:
	free(s);
	return rc;
}

int
http_server_port(const struct http_server *s)
{
	return s->port;
}

void
http_server_stop(struct http_server *s, int deadline_ms)
{
	int64_t by = clock_monotonic_ms() + deadline_ms;

	if (s == NULL)
		return;
	atomic_store(&s->stopping, true);
	MHD_quiesce_daemon(s->mhd);
	conns_cut(&s->conns, false);
	if (!conns_wait_empty(&s->conns, by))
		conns_cut(&s->conns, true);
	/* handlers that still run end here; libmicrohttpd must not stop with one suspended */
	for (enum http_pool k = HTTP_FAST; k < HTTP_POOL__COUNT; k++)
		pool_stop(s->pool[k]);
	MHD_stop_daemon(s->mhd);
	server_free(s);
}

static unsigned
waiting(struct pool *p)
{
	return p != NULL ? pool_waiting(p) : 0;
}

void
http_server_stats(struct http_server *s, struct http_stats *out)
{
	*out = (struct http_stats){
		.requests_running = atomic_load(&s->running),
		.fast_waiting = waiting(s->pool[HTTP_FAST]),
		.heavy_waiting = waiting(s->pool[HTTP_HEAVY]),
		.requests = atomic_load(&s->requests),
		.refused_busy = atomic_load(&s->busy),
	};
	pthread_mutex_lock(&s->conns.lock);
	out->connections = s->conns.n;
	out->cut_by_deadline = s->conns.cut;
	pthread_mutex_unlock(&s->conns.lock);
}
