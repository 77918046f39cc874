/* multipart.c - see multipart.h. */
#include "http/multipart.h"

#include "base/buf.h"
#include "base/utf8.h"

enum state {
	FIRST, /* expecting the first boundary, which has no line break before it */
	AFTER, /* after a boundary: CRLF or "--" */
	HEAD,  /* part headers */
	CONTENT,
	CLOSED, /* after the last boundary: at most CRLF */
};

struct multipart {
	struct arena *a;
	struct multipart_events on;
	enum state state;
	char mark[MULTIPART_BOUNDARY + 5]; /* CR LF - - boundary */
	size_t mark_n;
	size_t
	    matched; /* bytes of the mark (FIRST, CONTENT) or of the tail (AFTER, CLOSED) */
	char tail;   /* AFTER: first byte after the boundary */
	char head[MULTIPART_HEAD_BYTES];
	size_t head_n;
	unsigned parts;
};

static enum rc
malformed(struct err *e, const char *why)
{
	return err_set(
	    e, RC_INVALID, N_("Isi formulir tidak dapat dibaca."), "multipart: %s", why);
}

static bool
boundary_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') ||
	       (c != '\0' && strchr("'()+_,-./:=? ", c) != NULL);
}

static bool
token_char(char c)
{
	return c > 0x20 && c < 0x7f && strchr("()<>@,;:\\\"/[]?={}", c) == NULL;
}

/*
 * Take one `; name=value` off `*s`. Values are tokens or quoted strings, in which \" and \\ stand
 * for themselves and any other backslash is a backslash (paths of old browsers). False when
 * malformed; *out_name is empty at the end.
 */
static bool
param_next(struct arena *a, str *s, str *out_name, str *out_value)
{
	struct buf b;
	size_t i = 0;

	*out_name = *out_value = STR("");
	*s = str_trim(*s);
	if (s->n == 0)
		return true;
	if (s->p[0] != ';')
		return false;
	*s = str_trim(str_from(*s, 1));
	while (i < s->n && (token_char(s->p[i])))
		i++;
	if (i == 0 || i == s->n || s->p[i] != '=')
		return false;
	*out_name = str_sub(*s, 0, i);
	*s = str_from(*s, i + 1);
	if (s->n == 0 || s->p[0] != '"') {
		for (i = 0; i < s->n && token_char(s->p[i]);)
			i++;
		*out_value = str_sub(*s, 0, i);
		*s = str_from(*s, i);
		return i > 0;
	}
	buf_init(&b, a, 32);
	for (i = 1; i < s->n && s->p[i] != '"'; i++) {
		if (s->p[i] == '\\' && i + 1 < s->n &&
		    (s->p[i + 1] == '"' || s->p[i + 1] == '\\'))
			i++;
		buf_char(&b, s->p[i]);
	}
	if (i >= s->n)
		return false;
	*s = str_from(*s, i + 1);
	*out_value = (str){ b.n > 0 ? b.p : "", b.n };
	return true;
}

bool
multipart_boundary(struct arena *a, str content_type, str *out_boundary)
{
	str type = content_type, found = STR_NONE, name, value;
	const char *semi =
	    content_type.n > 0 ? memchr(content_type.p, ';', content_type.n) : NULL;

	if (semi == NULL)
		return false;
	type.n = (size_t)(semi - type.p);
	if (!str_eq_nocase(str_trim(type), STR("multipart/form-data")))
		return false;
	content_type = str_from(content_type, type.n);
	do {
		if (!param_next(a, &content_type, &name, &value))
			return false;
		if (!str_eq_nocase(name, STR("boundary")))
			continue;
		if (found.p != NULL)
			return false;
		found = value;
	} while (name.n > 0);
	if (found.n == 0 || found.n > MULTIPART_BOUNDARY || found.p[found.n - 1] == ' ')
		return false;
	for (size_t i = 0; i < found.n; i++)
		if (!boundary_char(found.p[i]))
			return false;
	*out_boundary = found;
	return true;
}

struct multipart *
multipart_new(struct arena *a, str boundary, const struct multipart_events *events)
{
	struct multipart *m = ARENA_NEW(a, struct multipart);

	if (boundary.n == 0 || boundary.n > MULTIPART_BOUNDARY)
		BUG("multipart boundary not checked");
	m->a = a;
	m->on = *events;
	memcpy(m->mark, "\r\n--", 4);
	memcpy(m->mark + 4, boundary.p, boundary.n);
	m->mark_n = boundary.n + 4;
	m->state = FIRST;
	m->matched = 2;
	return m;
}

/* Browsers write ", CR and LF inside names as %22 %0D %0A (WHATWG form data); a line break is bad. */
static bool
name_decode(struct arena *a, str in, str *out)
{
	struct buf b;

	buf_init(&b, a, in.n + 1);
	for (size_t i = 0; i < in.n; i++) {
		if (in.n - i >= 3 && memcmp(in.p + i, "%22", 3) == 0) {
			buf_char(&b, '"');
			i += 2;
			continue;
		}
		if (in.n - i >= 3 && (strncasecmp(in.p + i, "%0d", 3) == 0 ||
					 strncasecmp(in.p + i, "%0a", 3) == 0))
			return false;
		buf_char(&b, in.p[i]);
	}
	*out = (str){ b.n > 0 ? b.p : "", b.n };
	return out->n <= 255 && utf8_valid_text(*out) && !str_has(*out, '\t') &&
	       !str_has(*out, '\r') && !str_has(*out, '\n');
}

static str
last_path_part(str s)
{
	size_t at = s.n;

	while (at > 0 && s.p[at - 1] != '/' && s.p[at - 1] != '\\')
		at--;
	return str_from(s, at);
}

static enum rc
disposition(struct multipart *m, str v, struct multipart_part *part, struct err *e)
{
	str kind, name, value;
	size_t semi = 0;

	if (part->name.p != NULL)
		return malformed(e, "second content-disposition");
	while (semi < v.n && v.p[semi] != ';')
		semi++;
	kind = str_trim(str_sub(v, 0, semi));
	if (!str_eq_nocase(kind, STR("form-data")))
		return malformed(e, "disposition is not form-data");
	v = str_from(v, semi);
	do {
		if (!param_next(m->a, &v, &name, &value))
			return malformed(e, "disposition parameters");
		if (str_eq_nocase(name, STR("name"))) {
			if (part->name.p != NULL ||
			    !name_decode(m->a, value, &part->name) || part->name.n == 0)
				return malformed(e, "part name");
		} else if (str_eq_nocase(name, STR("filename"))) {
			if (part->filename.p != NULL ||
			    !name_decode(m->a, value, &part->filename))
				return malformed(e, "file name");
			part->filename = last_path_part(part->filename);
		} else if (name.n > 0) {
			return malformed(e, "unknown disposition parameter");
		}
	} while (name.n > 0);
	return part->name.p != NULL ? RC_OK : malformed(e, "part without name");
}

static bool
printable(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (((unsigned char)s.p[i] < 0x20 && s.p[i] != '\t') || s.p[i] == 0x7f)
			return false;
	return true;
}

static enum rc
header_line(struct multipart *m, str line, struct multipart_part *part, struct err *e)
{
	size_t colon = 0;
	str name, value;

	while (colon < line.n && token_char(line.p[colon]))
		colon++;
	if (colon == 0 || colon == line.n || line.p[colon] != ':' || !printable(line))
		return malformed(e, "part header");
	name = str_sub(line, 0, colon);
	value = str_trim(str_from(line, colon + 1));
	if (str_eq_nocase(name, STR("Content-Disposition")))
		return disposition(m, value, part, e);
	if (str_eq_nocase(name, STR("Content-Type"))) {
		if (part->type.p != NULL)
			return malformed(e, "second content-type");
		part->type = str_dup(m->a, value);
	}
	if (str_eq_nocase(name, STR("Content-Transfer-Encoding")) &&
	    !str_eq_nocase(value, STR("7bit")) && !str_eq_nocase(value, STR("8bit")) &&
	    !str_eq_nocase(value, STR("binary")))
		return malformed(e, "transfer encoding");
	return RC_OK;
}

/* The head is complete: lines, each ended by CRLF, then an empty one. */
static enum rc
part_begin(struct multipart *m, struct err *e)
{
	struct multipart_part part = { 0 };
	str rest = { m->head, m->head_n - 2 };

	if (++m->parts > MULTIPART_PARTS)
		return err_set(e, RC_LIMIT, N_("Formulir berisi terlalu banyak isian."),
		    "multipart: more than %d parts", MULTIPART_PARTS);
	while (rest.n > 0) {
		str line = str_cut(&rest, '\n');
		enum rc rc;

		line.n--; /* the CR */
		rc = header_line(m, line, &part, e);
		if (rc != RC_OK)
			return rc;
	}
	if (part.name.p == NULL)
		return malformed(e, "part without disposition");
	if (part.type.p == NULL)
		part.type = STR("");
	m->state = CONTENT;
	m->matched = 0;
	return m->on.part(m->on.arg, &part, e);
}

static enum rc
take_head(struct multipart *m, char c, struct err *e)
{
	size_t n;

	if (m->head_n == sizeof(m->head))
		return err_set(e, RC_LIMIT, N_("Isi formulir tidak dapat dibaca."),
		    "multipart: part headers too long");
	m->head[m->head_n++] = c;
	n = m->head_n;
	if (c == '\n' && (n < 2 || m->head[n - 2] != '\r'))
		return malformed(e, "bare line feed in part header");
	if (n >= 2 && m->head[n - 2] == '\r' && c != '\n')
		return malformed(e, "bare carriage return in part header");
	if (c == '\n' && n == 2)
		return malformed(e, "part without headers");
	if (c == '\n' && n >= 4 && m->head[n - 3] == '\n')
		return part_begin(m, e);
	return RC_OK;
}

static enum rc
take_after(struct multipart *m, char c, struct err *e)
{
	if (m->matched++ == 0) {
		m->tail = c;
		return c == '\r' || c == '-' ? RC_OK
					     : malformed(e, "bytes after boundary");
	}
	if (m->tail == '\r' && c == '\n') {
		m->state = HEAD;
		m->head_n = 0;
		return RC_OK;
	}
	if (m->tail == '-' && c == '-') {
		m->state = CLOSED;
		m->matched = 0;
		return RC_OK;
	}
	return malformed(e, "bytes after boundary");
}

/*
 * Content up to and including the next boundary or the end of the piece; *i moves on. The mark has
 * a CR only at its start, so after a mismatch nothing but that character can begin it again.
 */
static enum rc
take_content(struct multipart *m, const char *p, size_t n, size_t *i, struct err *e)
{
	enum rc rc;

	while (*i < n) {
		if (m->matched == 0) {
			const char *cr = memchr(p + *i, '\r', n - *i);
			size_t plain = cr != NULL ? (size_t)(cr - p) - *i : n - *i;

			if (plain > 0) {
				rc = m->on.data(m->on.arg, p + *i, plain, e);
				if (rc != RC_OK)
					return rc;
				*i += plain;
				continue;
			}
		}
		if (p[*i] == m->mark[m->matched]) {
			m->matched++;
			(*i)++;
			if (m->matched < m->mark_n)
				continue;
			m->state = AFTER;
			m->matched = 0;
			return m->on.end(m->on.arg, e);
		}
		rc = m->on.data(m->on.arg, m->mark, m->matched, e);
		if (rc != RC_OK)
			return rc;
		m->matched = 0;
	}
	return RC_OK;
}

static enum rc
take_one(struct multipart *m, char c, struct err *e)
{
	switch (m->state) {
	case FIRST:
		if (c != m->mark[m->matched])
			return malformed(e, "does not start with the boundary");
		if (++m->matched == m->mark_n) {
			m->state = AFTER;
			m->matched = 0;
		}
		return RC_OK;
	case AFTER:
		return take_after(m, c, e);
	case HEAD:
		return take_head(m, c, e);
	case CLOSED:
		if (m->matched < 2 && c == "\r\n"[m->matched]) {
			m->matched++;
			return RC_OK;
		}
		return malformed(e, "bytes after the last boundary");
	case CONTENT:
		break;
	}
	BUG("multipart state");
}

enum rc
multipart_push(struct multipart *m, const char *p, size_t n, struct err *e)
{
	for (size_t i = 0; i < n;) {
		enum rc rc;

		if (m->state == CONTENT)
			rc = take_content(m, p, n, &i, e);
		else
			rc = take_one(m, p[i++], e);
		if (rc != RC_OK)
			return rc;
	}
	return RC_OK;
}

enum rc
multipart_finish(struct multipart *m, struct err *e)
{
	if (m->state != CLOSED || m->matched == 1)
		return malformed(e, "ends before the last boundary");
	return RC_OK;
}
