/*
 * server_private.h - the parts of the server, for the files of src/http only.
 *
 * server.c   libmicrohttpd's callbacks and the life of an exchange
 * conn.c     connections: deadlines, caps per address         (own lock, own timer thread)
 * pool.c     handlers' threads                                (own lock)
 * head.c     is this head one we answer?                      body.c   forms and uploads
 * send.c     from http_response to the wire                   remote.c who is asking?
 * refusal.c  what libmicrohttpd would answer by itself
 */
#ifndef HTTP_SERVER_PRIVATE_H
#define HTTP_SERVER_PRIVATE_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "http/http.h"
#include "http/multipart.h"

struct exchange;
struct http_server;

/* ---- remote.c ---- */

/* 16 bytes of address (IPv4 mapped) and a prefix length; unix: no address at all. */
struct address {
	unsigned char at[16];
	bool unix_socket;
};

struct trusted {
	struct {
		struct address net;
		unsigned bits;
	} * at;
	size_t n;
	bool unix_socket;
};

MUST_USE enum rc trusted_parse(const char *text, struct trusted *out, struct err *e);
void trusted_free(struct trusted *t);
bool trusted_has(const struct trusted *t, const struct address *a);
void address_of(const struct sockaddr *sa, struct address *out);
/* What the client's counter is kept under: the address, or its /64 for IPv6. */
void address_key(struct address *a);
/*
 * The client: the peer, or when that is a trusted proxy the rightmost address in X-Forwarded-For
 * that is not one. A malformed list means the peer.
 */
str remote_of(
    const struct trusted *t, const struct address *peer, const struct http_request *rq);

/* ---- conn.c ---- */

enum phase { PHASE_NEW, PHASE_HEAD, PHASE_BODY, PHASE_RUN, PHASE_SEND, PHASE_IDLE };

struct conn {
	struct conn *prev, *next;
	struct http_server *server;
	struct exchange *exchange; /* from the request line to the end of the answer */
	struct peer *peer;
	struct address address;
	int fd;
	enum phase phase;
	bool cut;
	int64_t deadline_ms; /* 0 = none */
	int64_t head_by_ms;  /* PHASE_NEW: when the head must be there */
	uint64_t mark;       /* PHASE_SEND: bytes acknowledged when the span began */
};

struct conns {
	const struct http_conf *conf;
	const struct trusted *trusted;
	pthread_mutex_t lock;
	pthread_cond_t wake;  /* the timer: an earlier deadline, or stop */
	pthread_cond_t empty; /* no connection is left */
	pthread_t timer;
	struct conn *first;
	struct peer **bucket;
	unsigned n, n_buckets;
	int64_t wake_ms; /* when the timer will look again; 0 = not planned */
	bool draining;   /* connections that become idle are cut */
	bool stopping;   /* the timer ends */
	uint64_t cut;
};

MUST_USE enum rc conns_init(struct conns *cs, const struct http_conf *conf,
    const struct trusted *t, struct err *e);
/* No connection is left. Stops the timer. */
void conns_release(struct conns *cs);
/* May one more come from there? */
bool conns_admit(struct conns *cs, const struct sockaddr *sa);
struct conn *conn_open(
    struct conns *cs, struct http_server *s, int fd, const struct sockaddr *sa);
void conn_close(struct conns *cs, struct conn *c);
/* The connection enters a phase whose end must come within `within_ms` (0: no limit). */
void conn_phase(struct conns *cs, struct conn *c, enum phase phase, int64_t within_ms);
/* Shut down connections on which no request has begun, now and later; with `all`, every one. */
void conns_cut(struct conns *cs, bool all);
/* Wait until none is left; false after `deadline_ms` (clock_monotonic_ms). */
bool conns_wait_empty(struct conns *cs, int64_t deadline_ms);

/* ---- pool.c ---- */

struct pool;

MUST_USE enum rc pool_start(enum http_pool kind, unsigned workers, unsigned queue,
    const struct http_app *app, void (*run)(struct exchange *x), struct pool **out,
    struct err *e);
/* false: the queue is full. */
bool pool_put(struct pool *p, struct exchange *x);
unsigned pool_waiting(struct pool *p);
/* Finish what waits, then end the threads; pool_put answers false from now on. Accepts NULL. */
void pool_stop(struct pool *p);
/* After pool_stop. Accepts NULL. */
void pool_free(struct pool *p);

/* ---- the exchange: one request and its answer ---- */

enum step {
	STEP_NEW,    /* request line seen */
	STEP_BODY,   /* reading the body */
	STEP_DRAIN,  /* refused; reading the body only to be polite */
	STEP_RUN,    /* suspended, with a worker */
	STEP_DONE,   /* rs is filled */
	STEP_QUEUED, /* given to libmicrohttpd */
};

struct upload { /* the file part being received */
	const struct http_upload_sink *sink;
	struct http_file *file;
	bool open;
};

struct exchange {
	struct http_request rq;
	struct http_response rs;
	struct http_plan plan;
	struct http_server *s;
	struct conn *conn;
	struct MHD_Connection *mhd;
	struct exchange *next; /* in a pool's queue */
	enum step step;
	/* refused by the server itself when not 0 */
	int status;
	enum rc rc;
	const char *msg, *allow;
	int retry_after_s;
	bool must_close;
	bool brief;      /* ends before its answer is sent: libmicrohttpd gets a copy */
	const char *raw; /* target in libmicrohttpd's buffer, until the head is checked */
	size_t raw_n;
	struct err target_err;
	enum rc target_rc;
	/* body */
	uint64_t length, got;
	struct buf text;          /* urlencoded or raw */
	struct multipart *mp;     /* or NULL */
	struct http_field *field; /* LIMIT_FIELDS, for multipart */
	struct buf value;         /* the text part being received */
	size_t text_bytes;        /* of all text parts */
	bool value_too_long, in_file;
	struct upload up;
	/* answer */
	struct stream *stream;
	uint64_t sent_bytes;
	int64_t begin_ms;
};

struct http_server {
	struct http_conf conf;
	struct http_app app;
	struct trusted trusted;
	struct conns conns;
	struct pool *pool[HTTP_POOL__COUNT];
	struct MHD_Daemon *mhd;
	int fd, port;
	pthread_mutex_t lock; /* free arenas */
	struct arena *spare[64];
	size_t n_spare;
	atomic_bool stopping;
	atomic_uint running;
	_Atomic uint64_t requests, busy;
};

struct conn *conn_of(struct MHD_Connection *mhd);
/* An exchange begins with the target as it came; `target` must live until the head is read. */
struct exchange *exchange_begin(
    struct http_server *s, struct MHD_Connection *mhd, const char *target);
/* Read the target into x->rq; what is wrong with it stands in x->target_rc. */
void exchange_target(struct exchange *x, str method);
/* Log it and give its memory back. `ok`: the answer was sent whole. */
void exchange_end(struct exchange *x, bool ok);
/* Answer `status` instead; the first refusal stands. */
void exchange_refuse(struct exchange *x, int status, enum rc rc, const char *msg);

/* ---- head.c ---- */

/* Copy the headers into x->rq and check all that can be checked before the body. May refuse. */
void head_read(struct exchange *x, const char *method, const char *version);
/* A Content-Length: 0 and the number, or the status that it is refused with. */
int head_length(str value, uint64_t *out);

/* ---- body.c ---- */

/* The head is there and x->plan made: prepare for the body, or refuse it. */
void body_begin(struct exchange *x);
void body_data(struct exchange *x, const char *p, size_t n);
/* All is there: fill form, files, body. */
void body_end(struct exchange *x);
/* Abort every stage that nobody took. */
void body_abort(struct exchange *x);

/* ---- send.c ---- */

/* Render the page of x->status into x->rs. */
void send_problem(struct exchange *x);
/* Queue x->rs. false: the connection must be cut. */
bool send_answer(struct exchange *x);
/* The reader will not be called again: tell the handler's stream. */
void send_forget(struct exchange *x);

/* ---- refusal.c ---- */

/* Before libmicrohttpd starts. RC_INTERNAL: its own answers would go out as they are. */
MUST_USE enum rc refusal_init(struct err *e);
/* libmicrohttpd's MHD_queue_response; the one of that name belongs to refusal.c. */
enum MHD_Result refusal_queue(
    struct MHD_Connection *mhd, unsigned status, struct MHD_Response *r);

#endif
