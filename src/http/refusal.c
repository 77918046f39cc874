/*
 * refusal.c - the answers that libmicrohttpd makes by itself, made ours.
 *
 * What it cannot parse it answers alone, with a fixed page and none of our headers. There is no
 * option against that, but all such answers go through one exported function, MHD_queue_response,
 * which the shared library calls by name. The definition below is found first: its only caller is
 * the library, since send.c calls the original through refusal_queue. What the library wanted to
 * say is dropped, and the page of that status goes out as for an error that we found.
 *
 * For what it finds wrong between the end of the head and our first call, 0.9.75 sends the head of
 * its answer twice: a Content-Length that is no number, and cookies that do not fit. Its question
 * for these headers is answered with "none", so that head.c finds what is wrong.
 *
 * docs/decisions/0013-answers-of-the-library.md; test_http_server notices when this ends.
 */
#include <dlfcn.h>

#include "http/server_private.h"

typedef enum MHD_Result (*queue_fn)(
    struct MHD_Connection *, unsigned, struct MHD_Response *);
typedef enum MHD_Result (*lookup_fn)(struct MHD_Connection *, enum MHD_ValueKind,
    const char *, size_t, const char **, size_t *);

static queue_fn queue;
static lookup_fn lookup;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* The library's function behind ours; NULL when the program does not export ours. */
static void *
behind(const char *name, const void *ours)
{
	void *seen = dlsym(RTLD_DEFAULT, name);

	return memcmp(ours, &seen, sizeof(seen)) == 0 ? dlsym(RTLD_NEXT, name) : NULL;
}

static void
find_originals(void)
{
	queue_fn my_queue = MHD_queue_response;
	lookup_fn my_lookup = MHD_lookup_connection_value_n;
	void *q = behind("MHD_queue_response", &my_queue);
	void *l = behind("MHD_lookup_connection_value_n", &my_lookup);

	memcpy(&queue, &q, sizeof(queue));
	memcpy(&lookup, &l, sizeof(lookup));
}

enum rc
refusal_init(struct err *e)
{
	pthread_once(&once, find_originals);
	if (queue == NULL || lookup == NULL)
		return err_set(e, RC_INTERNAL, N_("Layanan tidak dapat dijalankan."),
		    "http: libmicrohttpd does not see the program's own functions");
	return RC_OK;
}

enum MHD_Result
refusal_queue(struct MHD_Connection *mhd, unsigned status, struct MHD_Response *r)
{
	return queue(mhd, status, r);
}

static enum rc
rc_of(unsigned status)
{
	if (status >= 500)
		return RC_INTERNAL;
	return status == 413 || status == 431 ? RC_LIMIT : RC_INVALID;
}

static bool
refuse(struct exchange *x, unsigned status)
{
	body_abort(x);
	x->status = (int)status;
	x->rc = rc_of(status);
	x->msg = x->allow = NULL;
	x->retry_after_s = 0;
	x->must_close = true;
	send_problem(x);
	return send_answer(x);
}

/* Called by libmicrohttpd alone, on the event thread of the connection. */
__attribute__((visibility("default"))) enum MHD_Result
MHD_queue_response(
    struct MHD_Connection *mhd, unsigned status, struct MHD_Response *response)
{
	struct conn *c = conn_of(mhd);
	struct exchange *x = c->exchange;
	bool ok;

	(void)response;
	if (x != NULL) {
		if (x->step == STEP_QUEUED) /* ours is on its way: cut */
			return MHD_NO;
		if (x->step == STEP_NEW)
			exchange_target(x, STR("GET"));
		return refuse(x, status) ? MHD_YES : MHD_NO;
	}
	/* not even a request line: nobody will say that this exchange is over */
	x = exchange_begin(c->server, mhd, "/");
	exchange_target(x, STR("GET"));
	x->brief = true;
	ok = refuse(x, status);
	exchange_end(x, ok);
	return ok ? MHD_YES : MHD_NO;
}

/* Called by libmicrohttpd alone. Cookies are split by cookie.c, never by the library. */
__attribute__((visibility("default"))) enum MHD_Result
MHD_lookup_connection_value_n(struct MHD_Connection *mhd, enum MHD_ValueKind kind,
    const char *key, size_t key_n, const char **value, size_t *value_n)
{
	str name = { key, key_n };
	enum MHD_Result found;
	uint64_t length;

	if (kind == MHD_HEADER_KIND && str_eq_nocase(name, STR("Cookie")))
		return MHD_NO;
	found = lookup(mhd, kind, key, key_n, value, value_n);
	if (found == MHD_YES && kind == MHD_HEADER_KIND && value != NULL &&
	    value_n != NULL && str_eq_nocase(name, STR("Content-Length")) &&
	    head_length((str){ *value, *value_n }, &length) != 0)
		return MHD_NO;
	return found;
}
