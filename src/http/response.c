/* response.c - filling an answer; nothing here touches a socket. */
#include "base/limits.h"
#include "http/http.h"

#define MOST_HEADERS 40

#define PAGE_BYTES (16 * 1024) /* most pages fit without growing */

void
http_response_init(struct http_response *rs, const struct http_request *rq, bool secure)
{
	*rs = (struct http_response){
		.status = 200, .log_route = "-", .a = rq->a, .rq = rq, .secure = secure
	};
	buf_init(&rs->body, rq->a, PAGE_BYTES);
	rs->cap_headers = MOST_HEADERS;
	rs->header = ARENA_ARRAY(rq->a, rs->cap_headers, struct http_field);
}

/* As http_header, but a second one of the same name stays beside the first. */
static void
http_header_add(struct http_response *rs, const char *name, str value)
{
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] == '\r' || value.p[i] == '\n' || value.p[i] == '\0')
			BUG("line break in a response header");
	if (rs->n_headers == rs->cap_headers)
		BUG("too many response headers");
	rs->header[rs->n_headers++] = (struct http_field){ .name = str_from_z(name),
		.value = str_dup(rs->a, value) };
}

void
http_header(struct http_response *rs, const char *name, str value)
{
	size_t n = 0;

	for (size_t i = 0; i < rs->n_headers; i++)
		if (!str_eq_nocase(rs->header[i].name, str_from_z(name)))
			rs->header[n++] = rs->header[i];
	rs->n_headers = n;
	http_header_add(rs, name, value);
}

void
http_header_z(struct http_response *rs, const char *name, const char *value)
{
	http_header(rs, name, str_from_z(value));
}

str
http_header_get(const struct http_response *rs, const char *name)
{
	for (size_t i = 0; i < rs->n_headers; i++)
		if (str_eq_nocase(rs->header[i].name, str_from_z(name)))
			return rs->header[i].value;
	return STR_NONE;
}

void
http_set_cookie(struct http_response *rs, const struct cookie *c)
{
	http_header_add(rs, "Set-Cookie", cookie_render(rs->a, c, rs->secure));
}

static bool
location_ok(str s)
{
	if (s.n == 0 || s.p[0] != '/' || (s.n > 1 && s.p[1] == '/'))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f || s.p[i] == '\\')
			return false;
	return true;
}

static void
put_percent(struct buf *b, unsigned char c)
{
	buf_fmt(b, "%%%02X", c);
}

void
http_redirect(struct http_response *rs, int status, str location)
{
	struct buf b;

	if (!location_ok(location))
		location = STR("/");
	buf_init(&b, rs->a, location.n + 16);
	for (size_t i = 0; i < location.n; i++) {
		unsigned char c = (unsigned char)location.p[i];

		if (c == ' ' || c >= 0x80 || c == '"' || c == '<' || c == '>')
			put_percent(&b, c);
		else
			buf_char(&b, (char)c);
	}
	rs->status = status;
	http_header(rs, "Location", buf_get(&b));
}

/* Does Accept-Encoding allow `coding`, by name and with a weight above zero (RFC 9110 12.5.3)? */
static bool
accepts(str header, str coding)
{
	while (header.n > 0) {
		str params = str_trim(str_cut(&header, ','));
		str name = str_trim(str_cut(&params, ';'));

		if (!str_eq_nocase(name, coding))
			continue;
		params = str_trim(params);
		if (params.n < 2 || (params.p[0] | 0x20) != 'q' || params.p[1] != '=')
			return true;
		for (size_t i = 2; i < params.n; i++)
			if (params.p[i] >= '1' && params.p[i] <= '9')
				return true;
		return false;
	}
	return false;
}

/* If-None-Match names this tag, weak comparison. */
static bool
none_match(str header, str etag)
{
	if (str_eq(str_trim(header), STR("*")))
		return true;
	while (header.n > 0) {
		str tag = str_trim(str_cut(&header, ','));

		if (str_starts(tag, STR("W/")))
			tag = str_from(tag, 2);
		if (str_eq(tag, etag))
			return true;
	}
	return false;
}

/* "abc" becomes "abc-br": another representation, another strong tag. */
static str
etag_for(struct arena *a, str etag, const char *coding)
{
	if (coding == NULL)
		return etag;
	return str_fmt(a, "%.*s-%s\"", (int)etag.n - 1, etag.p, coding);
}

void
http_static(struct http_response *rs, const struct http_asset *asset)
{
	str accept = http_request_header(rs->rq, "Accept-Encoding"), etag;
	const char *coding = NULL;

	rs->fixed = asset->bytes;
	if (asset->br.n > 0 && accepts(accept, STR("br"))) {
		rs->fixed = asset->br;
		coding = "br";
	} else if (asset->gz.n > 0 && accepts(accept, STR("gzip"))) {
		rs->fixed = asset->gz;
		coding = "gzip";
	}
	if (asset->br.n > 0 || asset->gz.n > 0)
		http_header_z(rs, "Vary", "Accept-Encoding");
	if (asset->etag.n >= 2) {
		etag = etag_for(rs->a, asset->etag, coding);
		http_header(rs, "ETag", etag);
		if (none_match(http_request_header(rs->rq, "If-None-Match"), etag))
			rs->status = 304;
	}
	http_header_z(rs, "Cache-Control",
	    str_eq(rs->rq->path, asset->url) ? "public, max-age=31536000, immutable"
					     : "public, no-cache");
	if (rs->status == 304) {
		rs->fixed = STR("");
		return;
	}
	http_header(rs, "Content-Type", asset->type);
	if (coding != NULL)
		http_header_z(rs, "Content-Encoding", coding);
}

void
http_stream(struct http_response *rs, int64_t bytes, http_fill_fn fill,
    void (*done)(void *arg), void *arg)
{
	rs->fill = fill;
	rs->fill_done = done;
	rs->fill_arg = arg;
	rs->fill_bytes = bytes;
}

static bool
attr_char(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_';
}

void
http_disposition(struct http_response *rs, bool attachment, str filename)
{
	bool plain = true;
	struct buf b;

	buf_init(&b, rs->a, 64 + filename.n * 4);
	buf_z(&b, attachment ? "attachment; filename=\"" : "inline; filename=\"");
	for (size_t i = 0; i < filename.n; i++) {
		unsigned char c = (unsigned char)filename.p[i];
		bool ok = attr_char(c) || c == ' ';

		plain = plain && ok;
		buf_char(&b, ok ? (char)c : '_');
	}
	buf_char(&b, '"');
	if (!plain) {
		BUF_LIT(&b, "; filename*=UTF-8''");
		for (size_t i = 0; i < filename.n; i++) {
			unsigned char c = (unsigned char)filename.p[i];

			if (attr_char(c))
				buf_char(&b, (char)c);
			else
				put_percent(&b, c);
		}
	}
	http_header(rs, "Content-Disposition", buf_get(&b));
}
