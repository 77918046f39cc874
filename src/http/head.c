/*
 * head.c - is this head one that we answer?
 *
 * Whatever could be read differently by a proxy in front of us is refused: two Content-Length, any
 * Transfer-Encoding (browsers never send one, and a proxy sends a length), bare line feeds, folded
 * lines, NUL, names that are no tokens.
 */
#include "base/limits.h"
#include "http/server_private.h"

struct walk {
	struct exchange *x;
	const char *end; /* where the line before ended in libmicrohttpd's buffer */
	size_t n;
	bool gap; /* a line did not begin two bytes after the one before */
	bool bad;
};

static bool
token(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= 0x20 || s.p[i] == 0x7f ||
		    strchr("()<>@,;:\\\"/[]?={}", s.p[i]) != NULL)
			return false;
	return s.n > 0;
}

static bool
value_ok(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (((unsigned char)s.p[i] < 0x20 && s.p[i] != '\t') || s.p[i] == 0x7f)
			return false;
	return true;
}

static enum MHD_Result
take_header(void *arg, enum MHD_ValueKind kind, const char *key, size_t key_n,
    const char *value, size_t value_n)
{
	struct walk *w = arg;
	struct arena *a = w->x->rq.a;
	str name = { key, key_n }, v = { value, value != NULL ? value_n : 0 };

	(void)kind;
	if (w->n++ >= LIMIT_HEADERS)
		return MHD_NO;
	if (key != w->end + 2 || value == NULL)
		w->gap = true;
	w->end = value != NULL ? value + value_n : key;
	if (!token(name) || !value_ok(v)) {
		w->bad = true;
		return MHD_NO;
	}
	http_request_add_header(&w->x->rq, str_dup(a, name), str_dup(a, str_trim(v)));
	return MHD_YES;
}

static size_t
count(const struct http_request *rq, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < rq->headers.n; i++)
		n += str_eq_nocase(rq->headers.at[i].name, str_from_z(name));
	return n;
}

static void
bad_request(struct exchange *x)
{
	exchange_refuse(x, 400, RC_INVALID, NULL);
	x->must_close = true;
}

int
head_length(str value, uint64_t *out)
{
	struct err e;
	int64_t n;

	if (!str_digits(value))
		return 400;
	if (str_int64(value, &n, &e) != RC_OK)
		return 413;
	*out = (uint64_t)n;
	return 0;
}

static void
check_length(struct exchange *x)
{
	str length = http_request_header(&x->rq, "Content-Length");
	int status;

	if (count(&x->rq, "Transfer-Encoding") > 0) {
		exchange_refuse(x, 411, RC_INVALID, NULL);
		x->must_close = true;
		return;
	}
	if (length.p == NULL)
		return;
	status =
	    count(&x->rq, "Content-Length") > 1 ? 400 : head_length(length, &x->length);
	if (status != 0) {
		exchange_refuse(x, status, status == 413 ? RC_LIMIT : RC_INVALID, NULL);
		x->must_close = true;
	}
}

static bool
known_method(str m)
{
	static const char *const known[] = { "GET", "HEAD", "POST", "PUT", "PATCH",
		"DELETE" };

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (str_eq_z(m, known[i]))
			return true;
	return false;
}

static void
check_rest(struct exchange *x)
{
	str expect = http_request_header(&x->rq, "Expect");

	if (expect.p != NULL && !str_eq_nocase(expect, STR("100-continue"))) {
		exchange_refuse(x, 417, RC_INVALID, NULL);
		x->must_close = true;
	}
	if (x->target_rc != RC_OK)
		exchange_refuse(x, 400, x->target_rc, NULL);
	if (!known_method(x->rq.method)) {
		exchange_refuse(x, 405, RC_INVALID, NULL);
		x->allow = "GET, HEAD, POST";
	}
}

/*
 * libmicrohttpd 0.9.75 accepts bare LF, joins folded lines and stops at a NUL, and tells nobody.
 * It parses in place, so that a head of plain CRLF lines leaves its texts two bytes apart, from
 * the method to the empty line. Later versions are strict by themselves and may lay out
 * their memory otherwise.
 */
static bool
head_is_plain(const struct exchange *x, const struct walk *w, const char *method,
    const char *version, size_t head_n)
{
	if (strcmp(MHD_get_version(), "0.9.75") != 0)
		return true;
	return !w->gap && version == x->raw + x->raw_n + 1 &&
	       w->end + 4 == method + head_n;
}

void
head_read(struct exchange *x, const char *method, const char *version)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(x->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	struct walk w = { .x = x, .end = version + strlen(version) };

	MHD_get_connection_values_n(x->mhd, MHD_HEADER_KIND, take_header, &w);
	if (w.n > LIMIT_HEADERS || info->header_size > LIMIT_HEAD_BYTES) {
		exchange_refuse(x, 431, RC_LIMIT, NULL);
		x->must_close = true;
	}
	if (w.bad || !head_is_plain(x, &w, method, version, info->header_size))
		bad_request(x);
	if (count(&x->rq, "Host") > 1 ||
	    (strcmp(version, "HTTP/1.1") == 0 && count(&x->rq, "Host") == 0))
		bad_request(x);
	check_length(x);
	check_rest(x);
	x->rq.remote = remote_of(&x->s->trusted, &x->conn->address, &x->rq);
}
