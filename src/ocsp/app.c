/* app.c - the request out of HTTP, the answer into it. Everything runs on the event threads. */
#include "ocsp/app.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/codec.h"

#define TYPE_REQUEST  "application/ocsp-request"
#define TYPE_RESPONSE "application/ocsp-response"
#define MOST_DESKS    64
#define MOST_AGE_S    86400 /* of a final answer, which has no other end */

struct ocsp_app {
	struct responder *r;
	str prefix;
	pthread_key_t desk; /* of the thread */
	pthread_mutex_t lock;
	struct desk *all[MOST_DESKS];
	size_t n;
};

struct ocsp_app *
ocsp_app_new(struct responder *r, const char *prefix)
{
	struct ocsp_app *app = calloc(1, sizeof(*app));

	if (app == NULL || pthread_key_create(&app->desk, NULL) != 0)
		BUG("out of memory");
	app->r = r;
	app->prefix = str_from_z(prefix);
	pthread_mutex_init(&app->lock, NULL);
	return app;
}

void
ocsp_app_free(struct ocsp_app *app)
{
	if (app == NULL)
		return;
	for (size_t i = 0; i < app->n; i++)
		desk_free(app->all[i]);
	pthread_key_delete(app->desk);
	pthread_mutex_destroy(&app->lock);
	free(app);
}

/* One desk for each event thread, made at its first question. */
static struct desk *
desk_here(struct ocsp_app *app)
{
	struct desk *d = pthread_getspecific(app->desk);

	if (d != NULL)
		return d;
	d = desk_new(app->r);
	pthread_mutex_lock(&app->lock);
	BUG_ON(app->n == MOST_DESKS);
	app->all[app->n++] = d;
	pthread_mutex_unlock(&app->lock);
	if (pthread_setspecific(app->desk, d) != 0)
		BUG("out of memory");
	return d;
}

static bool
is_get(const struct http_request *rq)
{
	return str_eq(rq->method, STR("GET")) || rq->head;
}

static void
classify(void *arg, struct http_request *rq, struct http_plan *plan)
{
	(void)arg;
	plan->pool = HTTP_INLINE;
	if (is_get(rq))
		return;
	plan->body = HTTP_BODY_RAW;
	plan->raw_bytes = PKI_OCSP_REQUEST_BYTES;
	if (!str_eq(rq->method, STR("POST"))) {
		plan->refuse = 405;
		plan->allow = "GET, HEAD, POST";
	} else if (!str_eq_nocase(
		       http_request_header(rq, "Content-Type"), STR(TYPE_REQUEST))) {
		plan->refuse = 415;
	}
}

static void
plain(struct http_response *rs, int status, const char *text)
{
	rs->status = status;
	http_header_z(rs, "Content-Type", "text/plain; charset=utf-8");
	buf_z(&rs->body, text);
}

/* "Fri, 27 Nov 2026 15:35:08 GMT" (RFC 9110 5.6.7) */
static str
http_date(struct arena *a, int64_t at_s)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri",
		"Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
		"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct datetime t = time_civil_utc(at_s);

	return str_fmt(a, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[t.weekday],
	    t.date.day, months[t.date.month - 1], t.date.year, t.hour, t.minute,
	    t.second);
}

/* RFC 5019 6.2. Only what is the same for everybody who asks may be kept by somebody else. */
static void
cache_headers(struct http_response *rs, const struct reply *reply)
{
	struct arena *a = rs->rq->a;
	int64_t left_s = reply->next_s - clock_now(&clock_system);

	if (left_s > MOST_AGE_S)
		left_s = MOST_AGE_S;
	if (!reply->keepable || left_s <= 0)
		return;
	http_header(rs, "Last-Modified", http_date(a, reply->this_s));
	http_header(rs, "Expires", http_date(a, reply->next_s));
	http_header(rs, "ETag", reply->etag);
	http_header(rs, "Cache-Control",
	    str_fmt(a, "max-age=%lld,public,no-transform,must-revalidate",
		(long long)left_s));
	if (str_eq(http_request_header(rs->rq, "If-None-Match"), reply->etag))
		rs->status = 304;
}

static void
answer(struct ocsp_app *app, struct http_request *rq, struct http_response *rs,
    str request, bool get)
{
	struct reply reply;

	desk_answer(desk_here(app), rq->a, request, &reply);
	http_header_z(rs, "Content-Type", TYPE_RESPONSE);
	if (get)
		cache_headers(rs, &reply);
	if (rs->status == 200)
		buf_str(&rs->body, reply.bytes);
}

static void
health(struct ocsp_app *app, struct http_response *rs)
{
	struct err e;

	if (responder_ready(app->r, &e) == RC_OK)
		plain(rs, 200, "ok\n");
	else
		plain(rs, 503, "no responder certificate yet\n");
}

/* The base64 text is everything behind the prefix and the slashes some clients double. */
static void
answer_get(struct ocsp_app *app, struct http_request *rq, struct http_response *rs)
{
	str text = rq->path, der;
	struct err e;

	if (app->prefix.n > 0 && str_starts(text, app->prefix) &&
	    text.n > app->prefix.n && text.p[app->prefix.n] == '/')
		text = str_from(text, app->prefix.n);
	while (text.n > 0 && text.p[0] == '/')
		text = str_from(text, 1);
	if (text.n == 0) {
		plain(rs, 404,
		    "OCSP responder (RFC 6960): POST application/ocsp-request, or GET /{base64}.\n");
		return;
	}
	if (base64_decode(rq->a, text, &der, &e) != RC_OK)
		der = STR("");
	answer(app, rq, rs, der, true);
}

static void
handle(void *arg, struct http_request *rq, struct http_response *rs)
{
	struct ocsp_app *app = arg;

	rs->log_route = "ocsp";
	if (!is_get(rq))
		answer(app, rq, rs, rq->body, false);
	else if (str_eq_z(rq->path, "/healthz"))
		health(app, rs);
	else
		answer_get(app, rq, rs);
}

/* Programs ask here, not people: a word is enough. */
static void
error_page(void *arg, struct http_request *rq, struct http_response *rs, enum rc rc,
    const char *msg)
{
	(void)arg;
	(void)rq;
	(void)rc;
	(void)msg;
	plain(rs, rs->status, "not an OCSP request\n");
}

void
ocsp_app_http(struct ocsp_app *app, struct http_app *out)
{
	*out = (struct http_app){ .arg = app,
		.classify = classify,
		.handle = handle,
		.error_page = error_page };
}
