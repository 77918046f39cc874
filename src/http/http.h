/*
 * http.h - the HTTP server: requests in, responses out. Knows nothing of sessions or pages.
 *
 * Event threads only move bytes: they read heads, parse bodies, stream files into the upload sink
 * and send answers. `classify` says on which threads the handler of a request runs; the connection
 * is suspended meanwhile. All memory of a request comes from its own arena, which lives until the
 * answer has been sent.
 */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "http/cookie.h"

/* ---- request ---- */

enum http_bad {
	HTTP_FIELD_OK,
	HTTP_FIELD_BAD_TEXT, /* wrong percent code, not UTF-8, NUL or other control character */
	HTTP_FIELD_TOO_LONG, /* more than LIMIT_FIELD_BYTES */
};

struct http_field {
	str name;
	str value;         /* empty, never NULL, when bad */
	enum http_bad bad; /* only in forms: a bad query is refused as a whole */
};

/* In the order of arrival; a name that came twice is there twice. */
struct http_fields {
	const struct http_field *at;
	size_t n;
};

struct http_file {
	str field;    /* name of the form field */
	str filename; /* as the browser said, last path part only; "" when it said none */
	str type;     /* Content-Type as claimed; never trust it */
	uint64_t bytes;
	str sha256; /* hex, if the sink's close wrote it */
	/*
	 * What the sink's open gave; NULL when refused or when no file was chosen (bytes 0, empty
	 * filename, rc RC_OK). A handler that keeps the file sets it to NULL; a stage still here when
	 * the request ends is aborted.
	 */
	void *stage;
	enum rc rc; /* RC_LIMIT: too large; otherwise what the sink answered */
};

struct http_files {
	struct http_file *at;
	size_t n;
};

struct http_request {
	str method; /* "GET", "HEAD", "POST", ... as sent */
	bool head;  /* HEAD: handled as GET, the body is not sent */
	str path;   /* percent-decoded, UTF-8, no control characters; starts with '/' */
	str query_raw; /* as sent, without '?' */
	struct http_fields query;
	struct http_fields
	    form; /* urlencoded body, or the text parts of a multipart one */
	struct http_files files;
	str body;      /* HTTP_BODY_RAW only */
	str body_type; /* media type of the body in lower case, without parameters */
	str remote;    /* address of the client as text; "unix" for a Unix socket */
	str id;        /* 12 random characters, also sent as X-Request-Id */
	struct http_fields headers;
	struct arena *a; /* lives until the answer has been sent */
	void *worker; /* what worker_init made for this thread; NULL on an event thread */
	void *route;  /* for the application: classify leaves here what it found */
};

/* Header value, names compared without case; STR_NONE when absent, the first when repeated. */
str http_request_header(const struct http_request *rq, const char *name);
/* See cookie_find. */
str http_request_cookie(const struct http_request *rq, const char *name);
/* First field of that name; NULL when absent. */
const struct http_field *http_field(const struct http_fields *f, const char *name);
/* Its value; STR_NONE when absent or bad. */
str http_value(const struct http_fields *f, const char *name);
/* First file of that field; NULL when absent. */
struct http_file *http_file(const struct http_request *rq, const char *field);

/*
 * Make a request without a server (tests, and the first step of the server): splits and decodes
 * `target` ("/lacak?nomor=1"). RC_INVALID for a malformed target.
 */
MUST_USE enum rc http_request_init(
    struct http_request *rq, struct arena *a, str method, str target, struct err *e);
/* As http_request_init, for a path without segments: an encoded slash is nothing special. */
MUST_USE enum rc http_request_init_opaque(
    struct http_request *rq, struct arena *a, str method, str target, struct err *e);
void http_request_add_header(struct http_request *rq, str name, str value);
/*
 * Decode application/x-www-form-urlencoded. Strict: a `%` without two hex digits, NUL, malformed
 * UTF-8 mark the field bad. RC_LIMIT: more than LIMIT_FIELDS fields.
 */
MUST_USE enum rc http_form_decode(
    struct arena *a, str text, struct http_fields *out, struct err *e);

/* ---- response ---- */

/*
 * Pull side of a streamed answer, called on an event thread: write at most n bytes to `to` and
 * return how many; 0 = end, -1 = broken (the connection is cut so that the client notices).
 */
typedef ssize_t (*http_fill_fn)(void *arg, char *to, size_t n);

struct http_asset {
	str name;  /* "app.css" */
	str url;   /* "/aset/app.1a2b3c4d.css" */
	str type;  /* media type with charset */
	str bytes; /* as it is */
	str br;    /* n = 0 when not smaller */
	str gz;
	str etag; /* with quotes: "\"1a2b3c4d\"" */
};

struct http_response {
	int status;      /* 200 unless changed */
	struct buf body; /* in the request's arena */
	/* Pattern of the route for the access log, never the path itself. */
	const char *log_route;
	/* The rest through the functions below. */
	struct arena *a;
	const struct http_request *rq;
	bool secure;
	struct http_field *header;
	size_t n_headers, cap_headers;
	str fixed; /* body that is not in `body`: an asset */
	http_fill_fn fill;
	void (*fill_done)(void *arg);
	void *fill_arg;
	int64_t fill_bytes;
};

/* For tests and the server. `secure` adds Secure to cookies. */
void http_response_init(
    struct http_response *rs, const struct http_request *rq, bool secure);
/*
 * Set a header, replacing an earlier one of that name (also a default security header). Copies the
 * value. CR, LF, NUL in it are a BUG().
 */
void http_header(struct http_response *rs, const char *name, str value);
void http_header_z(struct http_response *rs, const char *name, const char *value);
/* What was set; STR_NONE when nothing was. */
str http_header_get(const struct http_response *rs, const char *name);
void http_set_cookie(struct http_response *rs, const struct cookie *c);
/*
 * status 301, 302, 303, 307 or 308. The location is a path of ours: it must start with a single '/'
 * and hold neither backslash nor control characters, otherwise it is replaced by "/". Non-ASCII
 * bytes and spaces are percent-encoded.
 */
void http_redirect(struct http_response *rs, int status, str location);
/*
 * An embedded asset: negotiates br and gzip, answers 304 to If-None-Match, immutable for a year
 * when the request's path is the asset's own url, otherwise no-cache.
 */
void http_static(struct http_response *rs, const struct http_asset *asset);
/*
 * Stream the body. bytes < 0 when unknown (sent chunked). `done` (may be NULL) is called exactly
 * once, also if the client goes away.
 */
void http_stream(struct http_response *rs, int64_t bytes, http_fill_fn fill,
    void (*done)(void *arg), void *arg);
/* Content-Disposition with the name for saving (RFC 6266; non-ASCII by RFC 8187). */
void http_disposition(struct http_response *rs, bool attachment, str filename);

/* ---- server ---- */

/*
 * Where file parts go, on the event thread, as they arrive. A failure other than from abort marks
 * the file (http_file.rc), its stage is aborted, and the rest of the part is thrown away.
 */
struct http_upload_sink {
	enum rc (*open)(void *arg, const struct http_request *rq,
	    const struct http_file *f, void **out_stage, struct err *e);
	enum rc (*write)(void *arg, void *stage, const void *p, size_t n, struct err *e);
	/* All bytes are there. May write f->sha256 (in the request's arena) and f->type. */
	enum rc (*close)(void *arg, void *stage, struct http_file *f, struct err *e);
	/* Give up an open or closed stage, and free it. */
	void (*abort)(void *arg, void *stage);
	void *arg;
};

enum http_pool {
	HTTP_INLINE, /* on the event thread: must not block (assets, healthz) */
	HTTP_FAST,   /* pages, reads, short writes */
	HTTP_HEAVY,  /* Argon2, letters, exports: nice +10, short queue, then 503 */
	HTTP_POOL__COUNT
};

enum http_body {
	HTTP_BODY_NONE = 0,
	HTTP_BODY_FORM = 1,      /* application/x-www-form-urlencoded, LIMIT_FORM_BYTES */
	HTTP_BODY_MULTIPART = 2, /* multipart/form-data; files need a sink */
	HTTP_BODY_RAW = 4, /* any other type, whole in rq->body, at most raw_bytes */
};

/* What classify decides. Arrives as {HTTP_FAST, HTTP_BODY_NONE}. */
struct http_plan {
	enum http_pool pool;
	unsigned body;    /* or of enum http_body; another kind of body is answered 415 */
	size_t raw_bytes; /* at most LIMIT_FORM_BYTES; 0 = that */
	const struct http_upload_sink
	    *sink; /* NULL: file parts are refused with RC_DENIED */
	/* Not 0: answer this status through error_page without calling handle. */
	int refuse;
	const char
	    *refuse_msg;   /* for people, N_(); NULL = the server's own for that status */
	const char *allow; /* value of Allow with 405 */
	int retry_after_s; /* > 0: value of Retry-After */
};

struct http_app {
	void *arg;
	/*
	 * On an event thread, when the head is there: rq has no form, files and body yet. May set
	 * rq->route. Must not block.
	 */
	void (*classify)(void *arg, struct http_request *rq, struct http_plan *plan);
	/* On the threads the plan names. Fills rs. */
	void (*handle)(void *arg, struct http_request *rq, struct http_response *rs);
	/*
	 * Render the page of an error that the server found; rs->status is set (400, 405, 411,
	 * 413, 415, 417, 431, 503, or what the plan refused with). `msg` is Indonesian text for
	 * people (i18n id).
	 * Runs on an event thread: no database. When the head itself was bad, classify was not
	 * asked (rq->route is NULL), and rq->path is "/" if the target could not be read.
	 * NULL, or an empty body left: a plain page.
	 */
	void (*error_page)(void *arg, struct http_request *rq, struct http_response *rs,
	    enum rc rc, const char *msg);
	/* Once on every pool thread, before and after its requests. May be NULL. */
	enum rc (*worker_init)(
	    void *arg, enum http_pool pool, void **out_worker, struct err *e);
	void (*worker_free)(void *arg, void *worker);
};

struct http_conf {
	int fd; /* >= 0: socket that listens already (socket activation); else -1 */
	const char
	    *host; /* name or address, "unix:/path" not supported; default "127.0.0.1" */
	int port;  /* 0 chooses a free one, see http_server_port */
	unsigned event_threads;
	unsigned fast_workers, heavy_workers; /* 0: no request is planned for that pool */
	unsigned fast_queue, heavy_queue;     /* waiting requests before 503 */
	unsigned max_connections;
	unsigned max_per_address; /* connections of one IPv4 address or IPv6 /64 */
	const char *
	    trusted_proxies; /* "127.0.0.1, ::1, 10.0.0.0/8, unix": may say X-Forwarded-For */
	bool tls_in_front; /* cookies Secure, HSTS */
	bool blob_images;  /* CSP img-src also blob: */
	bool access_log;
	/*
	 * Programs ask here, not browsers: no security headers, no request id, and a path is opaque
	 * (an encoded slash in it is a slash).
	 */
	bool bare;
	/* Absolute deadlines, in milliseconds; they do not restart when a byte arrives. */
	int first_byte_ms; /* from connect to the first byte */
	int head_ms; /* from connect, or from the request line on a kept connection, to a full head */
	int body_ms; /* from head to full body, plus the time the body takes at body_rate */
	int body_rate; /* bytes a second */
	int idle_ms;   /* between requests */
	int send_ms; /* in each such span a sender must get rid of send_bytes or be done */
	int send_bytes;
};

/* Fill with the values for production on this machine. */
void http_conf_default(struct http_conf *c);

struct http_server;

/* `app` and the texts in `conf` are borrowed until http_server_stop returns. */
MUST_USE enum rc http_server_start(const struct http_conf *conf,
    const struct http_app *app, struct http_server **out, struct err *e);
int http_server_port(const struct http_server *s);
/*
 * Stop accepting, finish the requests that began, for at most `deadline_ms`; then cut what is left,
 * wait for handlers that still run, and free. Accepts NULL.
 */
void http_server_stop(struct http_server *s, int deadline_ms);

struct http_stats {
	unsigned connections, requests_running, fast_waiting, heavy_waiting;
	uint64_t requests, refused_busy, cut_by_deadline;
};
void http_server_stats(struct http_server *s, struct http_stats *out);

#endif
