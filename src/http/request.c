/* request.c - targets, queries and urlencoded forms: strict decoding; looking things up. */
#include "base/limits.h"
#include "base/utf8.h"
#include "http/http.h"

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Percent-decode; false at a `%` without two hex digits. `*out` is written in any case. */
static bool
percent_decode(struct arena *a, str s, bool plus, str *out)
{
	char *to = arena_alloc(a, s.n + 1);
	size_t n = 0;
	bool ok = true;

	for (size_t i = 0; i < s.n; i++) {
		int hi, lo;

		if (s.p[i] == '+' && plus) {
			to[n++] = ' ';
			continue;
		}
		if (s.p[i] != '%') {
			to[n++] = s.p[i];
			continue;
		}
		hi = i + 2 < s.n ? hex_value(s.p[i + 1]) : -1;
		lo = i + 2 < s.n ? hex_value(s.p[i + 2]) : -1;
		if (hi < 0 || lo < 0) {
			ok = false;
			break;
		}
		to[n++] = (char)(hi * 16 + lo);
		i += 2;
	}
	*out = (str){ to, n };
	return ok;
}

static bool
name_ok(str name)
{
	if (name.n == 0 || name.n > 200 || !utf8_valid_text(name))
		return false;
	return !str_has(name, '\n') && !str_has(name, '\r') && !str_has(name, '\t');
}

/* One `name=value`; RC_INVALID when the name itself is malformed. */
static enum rc
decode_pair(struct arena *a, str pair, struct http_field *f, struct err *e)
{
	str name = str_cut(&pair, '='), value;

	if (!percent_decode(a, name, true, &f->name) || !name_ok(f->name))
		return err_set(e, RC_INVALID, N_("Isian formulir tidak dapat dibaca."),
		    "malformed field name");
	f->value = STR("");
	f->bad = HTTP_FIELD_OK;
	if (!percent_decode(a, pair, true, &value) || !utf8_valid_text(value))
		f->bad = HTTP_FIELD_BAD_TEXT;
	else if (value.n > LIMIT_FIELD_BYTES)
		f->bad = HTTP_FIELD_TOO_LONG;
	else
		f->value = value;
	return RC_OK;
}

enum rc
http_form_decode(struct arena *a, str text, struct http_fields *out, struct err *e)
{
	struct http_field *at;
	size_t n = 0, most = 1;

	for (size_t i = 0; i < text.n; i++)
		most += text.p[i] == '&';
	if (most > LIMIT_FIELDS)
		return err_set(e, RC_LIMIT, N_("Formulir berisi terlalu banyak isian."),
		    "more than %d fields", LIMIT_FIELDS);
	at = ARENA_ARRAY(a, most, struct http_field);
	while (text.n > 0) {
		str pair = str_cut(&text, '&');
		enum rc rc;

		if (pair.n == 0)
			continue;
		rc = decode_pair(a, pair, &at[n], e);
		if (rc != RC_OK)
			return rc;
		n++;
	}
	*out = (struct http_fields){ at, n };
	return RC_OK;
}

static enum rc
malformed(struct err *e, const char *why)
{
	return err_set(
	    e, RC_INVALID, N_("Alamat halaman tidak dapat dibaca."), "%s", why);
}

/* An absolute path of printable UTF-8; an encoded slash would hide a segment's end. */
static bool
path_ok(str raw, str path, bool opaque)
{
	if (path.n == 0 || path.p[0] != '/' || !utf8_valid_text(path))
		return false;
	for (size_t i = 0; i < path.n; i++)
		if ((unsigned char)path.p[i] < 0x20 || path.p[i] == 0x7f)
			return false;
	for (size_t i = 0; !opaque && i + 2 < raw.n; i++)
		if (raw.p[i] == '%' && raw.p[i + 1] == '2' &&
		    (raw.p[i + 2] | 0x20) == 'f')
			return false;
	return true;
}

/* "http://host/path" asks for "/path" (RFC 9112 3.2.2). */
static str
absolute_form(str target)
{
	str rest;
	ptrdiff_t at;

	if (target.n == 0 || target.p[0] == '/')
		return target;
	if (str_starts(target, STR("http://")))
		rest = str_from(target, 7);
	else if (str_starts(target, STR("https://")))
		rest = str_from(target, 8);
	else
		return target;
	at = str_find(rest, STR("/"));
	return at < 0 ? STR("/") : str_from(rest, (size_t)at);
}

static enum rc
request_init(struct http_request *rq, struct arena *a, str method, str target,
    bool opaque, struct err *e)
{
	str raw;
	enum rc rc;

	*rq = (struct http_request){
		.method = str_dup(a, method), .path = STR("/"), .a = a
	};
	rq->head = str_eq(method, STR("HEAD"));
	rq->query_raw = rq->body = rq->body_type = rq->remote = rq->id = STR("");
	rq->headers.at = ARENA_ARRAY(a, LIMIT_HEADERS, struct http_field);
	for (size_t i = 0; i < target.n; i++)
		if ((unsigned char)target.p[i] <= 0x20 || target.p[i] == 0x7f ||
		    target.p[i] == '#')
			return malformed(e, "control character, space or # in target");
	target = absolute_form(str_dup(a, target));
	raw = str_cut(&target, '?');
	if (!percent_decode(a, raw, false, &rq->path) ||
	    !path_ok(raw, rq->path, opaque)) {
		rq->path = STR("/");
		return malformed(e, "malformed path");
	}
	rq->query_raw = target.p != NULL ? target : STR("");
	rc = http_form_decode(a, rq->query_raw, &rq->query, e);
	if (rc != RC_OK)
		return rc;
	for (size_t i = 0; i < rq->query.n; i++)
		if (rq->query.at[i].bad != HTTP_FIELD_OK)
			return malformed(e, "malformed query value");
	return RC_OK;
}

enum rc
http_request_init(
    struct http_request *rq, struct arena *a, str method, str target, struct err *e)
{
	return request_init(rq, a, method, target, false, e);
}

enum rc
http_request_init_opaque(
    struct http_request *rq, struct arena *a, str method, str target, struct err *e)
{
	return request_init(rq, a, method, target, true, e);
}

void
http_request_add_header(struct http_request *rq, str name, str value)
{
	struct http_field *at = (struct http_field *)rq->headers.at;

	if (rq->headers.n >= LIMIT_HEADERS)
		BUG("too many request headers");
	at[rq->headers.n++] = (struct http_field){ .name = name, .value = value };
}

str
http_request_header(const struct http_request *rq, const char *name)
{
	str want = str_from_z(name);

	for (size_t i = 0; i < rq->headers.n; i++)
		if (str_eq_nocase(rq->headers.at[i].name, want))
			return rq->headers.at[i].value;
	return STR_NONE;
}

str
http_request_cookie(const struct http_request *rq, const char *name)
{
	return cookie_find(http_request_header(rq, "Cookie"), str_from_z(name));
}

const struct http_field *
http_field(const struct http_fields *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq_z(f->at[i].name, name))
			return &f->at[i];
	return NULL;
}

str
http_value(const struct http_fields *f, const char *name)
{
	const struct http_field *field = http_field(f, name);

	return field != NULL && field->bad == HTTP_FIELD_OK ? field->value : STR_NONE;
}

struct http_file *
http_file(const struct http_request *rq, const char *field)
{
	for (size_t i = 0; i < rq->files.n; i++)
		if (str_eq_z(rq->files.at[i].field, field))
			return &rq->files.at[i];
	return NULL;
}
