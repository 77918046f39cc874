/*
 * dsn.c - a multipart/report (RFC 6522) in its three parts: words for people, message/delivery-status
 * (RFC 3464), and the mail or its head. One level deep, no decoding: these parts are 7bit by rule.
 */
#include "mail/dsn.h"

#include "base/buf.h"

#define PARTS_MOST 10

static enum rc
refuse(struct err *e, const char *what)
{
	return err_set(
	    e, RC_INVALID, N_("Bukan pemberitahuan surat gagal."), "dsn: %s", what);
}

/* The next line without its end. */
static str
next_line(str *rest)
{
	str line = str_cut(rest, '\n');

	return str_ends(line, STR("\r")) ? str_sub(line, 0, line.n - 1) : line;
}

static bool
continues(str rest)
{
	return rest.n > 0 && (rest.p[0] == ' ' || rest.p[0] == '\t');
}

/* Everything up to an empty line, which is cut off as well. */
static str
cut_head(str *rest)
{
	const char *begin = rest->p;

	while (rest->n > 0) {
		const char *at = rest->p;

		if (next_line(rest).n == 0)
			return (str){ begin, (size_t)(at - begin) };
	}
	return (str){ begin, (size_t)(rest->p - begin) };
}

/* The first field of that name, unfolded; STR_NONE. */
static str
field(struct arena *a, str head, const char *name)
{
	while (head.n > 0) {
		str value = next_line(&head), label = str_cut(&value, ':');
		struct buf b;

		if (!str_eq_nocase(str_trim(label), str_from_z(name)))
			continue;
		buf_init(&b, a, 128);
		buf_str(&b, str_trim(value));
		while (continues(head)) {
			buf_char(&b, ' ');
			buf_str(&b, str_trim(next_line(&head)));
		}
		return buf_get(&b);
	}
	return STR_NONE;
}

/* The value of a parameter of Content-Type, without its quotes; STR_NONE. */
static str
parameter(str value, const char *name)
{
	str type = str_cut(&value, ';');

	(void)type;
	while (value.n > 0) {
		str v = str_cut(&value, ';'), label = str_trim(str_cut(&v, '='));

		v = str_trim(v);
		if (!str_eq_nocase(label, str_from_z(name)))
			continue;
		if (v.n >= 2 && v.p[0] == '"' && v.p[v.n - 1] == '"')
			v = str_sub(v, 1, v.n - 2);
		return v;
	}
	return STR_NONE;
}

static bool
is_type(str value, const char *type)
{
	return str_eq_nocase(str_trim(str_cut(&value, ';')), str_from_z(type));
}

/* Is the line a delimiter of the parts? *end: the last one. */
static bool
is_delimiter(str line, str boundary, bool *end)
{
	str rest;

	if (!str_starts(line, STR("--")) || !str_starts(str_from(line, 2), boundary))
		return false;
	rest = str_trim(str_from(line, 2 + boundary.n));
	*end = str_eq(rest, STR("--"));
	return rest.n == 0 || *end;
}

/* The next part (head and body); false when there is none. `rest` stands behind a delimiter. */
static bool
next_part(str *rest, str boundary, str *out)
{
	const char *begin = rest->p;
	bool end = false;

	if (rest->n == 0)
		return false;
	while (rest->n > 0) {
		const char *at = rest->p;

		if (!is_delimiter(next_line(rest), boundary, &end))
			continue;
		*out = (str){ begin, (size_t)(at - begin) };
		if (end)
			*rest = str_from(*rest, rest->n);
		return true;
	}
	*out = (str){ begin, (size_t)(rest->p - begin) };
	return true;
}

/* "5.1.1" and nothing else of what may stand there. */
static str
status_of(str value)
{
	size_t n = 0;

	while (n < value.n && n < 12 &&
	       ((value.p[n] >= '0' && value.p[n] <= '9') || value.p[n] == '.'))
		n++;
	return str_sub(value, 0, n);
}

/* "5.1.1" in what the other server said ("smtp; 550 5.1.1 unknown", "550-5.1.1"), STR_NONE. */
static str
status_said(str text)
{
	for (size_t i = 0; i + 5 <= text.n; i++) {
		str s = status_of(str_from(text, i));
		bool begins = i == 0 || text.p[i - 1] == ' ' || text.p[i - 1] == '-';

		if (begins && s.n >= 5 && s.p[1] == '.' && str_has(str_from(s, 2), '.'))
			return s;
	}
	return STR_NONE;
}

/* As said in general ("5.0.0"), unless the other server said it more exactly. */
static str
status_in(struct arena *a, str group)
{
	str status = field(a, group, "Status"), said;

	status = status_of(status.p != NULL ? status : STR(""));
	if (status.n > 0 && !str_ends(status, STR(".0.0")))
		return status;
	said = status_said(field(a, group, "Diagnostic-Code"));
	return said.n > 0 && (status.n == 0 || said.p[0] == status.p[0]) ? said : status;
}

/* Groups of fields: of the message, then of each recipient. One that failed decides. */
static void
read_status(struct arena *a, str body, struct mail_dsn *out)
{
	while (body.n > 0) {
		str group = cut_head(&body);
		str action = field(a, group, "Action");

		if (action.p == NULL || out->failed)
			continue;
		out->status = status_in(a, group);
		out->failed = str_eq_nocase(action, STR("failed"));
	}
}

/* "<id@domain>": what we called the mail. */
static str
id_of(str value)
{
	str rest = value, id;

	(void)str_cut(&rest, '<');
	id = str_cut(&rest, '@');
	for (size_t i = 0; i < id.n; i++) {
		char c = id.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-'))
			return STR_NONE;
	}
	return id.n > 0 && id.n <= 64 && rest.n > 0 ? id : STR_NONE;
}

/* The last of several, as in References. */
static str
last_id(str value)
{
	str found = STR_NONE;

	while (value.n > 0) {
		str id = id_of(value);

		if (id.p != NULL)
			found = id;
		(void)str_cut(&value, '>');
	}
	return found;
}

static bool
is_returned_mail(str type)
{
	static const char *const types[] = { "message/rfc822", "message/rfc822-headers",
		"text/rfc822-headers", "message/global", "message/global-headers" };

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (is_type(type, types[i]))
			return true;
	return false;
}

static void
read_part(struct arena *a, str part, struct mail_dsn *out)
{
	str head = cut_head(&part), type = field(a, head, "Content-Type");

	if (type.p == NULL)
		return;
	if (is_type(type, "message/delivery-status") ||
	    is_type(type, "message/global-delivery-status"))
		read_status(a, part, out);
	if (is_returned_mail(type)) {
		str id = field(a, cut_head(&part), "Message-ID");

		if (id.p != NULL && out->id.p == NULL)
			out->id = id_of(id);
	}
}

enum rc
mail_dsn_read(struct arena *a, str message, struct mail_dsn *out, struct err *e)
{
	struct mail_dsn found = { .id = STR_NONE, .status = STR_NONE };
	str head, type, boundary, part;

	if (message.n > MAIL_DSN_BYTES)
		return refuse(e, "too long");
	head = cut_head(&message);
	type = field(a, head, "Content-Type");
	if (type.p == NULL || !is_type(type, "multipart/report"))
		return refuse(e, "no multipart/report");
	boundary = parameter(type, "boundary");
	if (boundary.n == 0 || boundary.n > 70)
		return refuse(e, "no boundary");
	(void)next_part(&message, boundary, &part); /* what stands before the first */
	for (int i = 0; i < PARTS_MOST && next_part(&message, boundary, &part); i++)
		read_part(a, part, &found);
	/* what did not bring our mail along may still be an answer to it */
	if (found.id.p == NULL)
		found.id = last_id(field(a, head, "In-Reply-To"));
	if (found.id.p == NULL)
		found.id = last_id(field(a, head, "References"));
	if (found.id.p == NULL || found.status.p == NULL)
		return refuse(
		    e, "it does not say about which mail, or what became of it");
	*out = found;
	return RC_OK;
}
