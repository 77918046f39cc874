/* html.c - the escapers. Each writes runs of harmless bytes in one piece. */
#include "html/html.h"

#include <stdio.h>

#include "html/asset.h"

void
html_raw_literal(struct html *h, const char *p, size_t n)
{
	buf_put(h->out, p, n);
}

/* The reference for a byte that must not stand in HTML as it is; NULL for all others. */
static const char *
reference(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&#34;";
	case '\'':
		return "&#39;";
	case '\0':
		return "\xef\xbf\xbd";
	default:
		return NULL;
	}
}

void
html_text(struct html *h, str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		const char *ref =
		    (unsigned char)s.p[i] > '>' ? NULL : reference((unsigned char)s.p[i]);

		if (ref == NULL)
			continue;
		buf_put(h->out, s.p + from, i - from);
		buf_z(h->out, ref);
		from = i + 1;
	}
	if (s.n > from)
		buf_put(h->out, s.p + from, s.n - from);
}

void
html_attr(struct html *h, str s)
{
	html_text(h, s);
}

static bool
starts_nocase(str s, str prefix)
{
	return s.n >= prefix.n && str_eq_nocase(str_sub(s, 0, prefix.n), prefix);
}

static bool
url_allowed(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	if (s.n == 0)
		return false;
	if (s.p[0] == '/')
		return s.n == 1 || (s.p[1] != '/' && s.p[1] != '\\');
	return s.p[0] == '#' || s.p[0] == '?' || starts_nocase(s, STR("https:")) ||
	       starts_nocase(s, STR("http:")) || starts_nocase(s, STR("mailto:")) ||
	       starts_nocase(s, STR("tel:"));
}

void
html_url(struct html *h, str s)
{
	html_attr(h, url_allowed(s) ? s : STR("#"));
}

/* Is that path of ours one for which there is a page in each language? */
static bool
has_languages(str path, str base)
{
	if (path.p[0] != '/' || str_starts(path, STR("/aset/")) ||
	    str_starts(path, STR("/pki/")) || str_starts(path, STR("/demo/")))
		return false;
	if (base.n > 0 && str_starts(path, base) &&
	    (path.n == base.n || strchr("/?#", path.p[base.n]) != NULL))
		return false;
	return true;
}

void
html_url_local(struct html *h, str s)
{
	if (!url_allowed(s))
		s = STR("#");
	if (has_languages(s, str_from_z(h->base)))
		html_base(h);
	html_attr(h, s);
}

static void
percent(struct html *h, str s, const char *also)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		char hex[3] = { '%', digits[c >> 4], digits[c & 15] };

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || (c != '\0' && strchr(also, c) != NULL))
			buf_char(h->out, (char)c);
		else
			buf_put(h->out, hex, sizeof(hex));
	}
}

void
html_url_part(struct html *h, str s)
{
	percent(h, s, "-._~");
}

void
html_url_addr(struct html *h, str s)
{
	percent(h, s, "-._~@+");
}

void
html_plain_line(struct html *h, str s)
{
	bool space = false;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool blank = c <= 0x20 || c == 0x7f;

		if (!blank || !space)
			buf_char(h->out, blank ? ' ' : (char)c);
		space = blank;
	}
}

void
html_base(struct html *h)
{
	buf_z(h->out, h->base);
}

void
html_asset(struct html *h, const char *name)
{
	const struct asset *asset = asset_by_name(str_from_z(name));

	if (asset != NULL) {
		buf_z(h->out, asset->url);
		return;
	}
	if (asset_count() > 0)
		bug_at(__FILE__, __LINE__, name);
	buf_z(h->out, "/aset/"); /* a test without assets */
	buf_z(h->out, name);
}

static void
quoted(struct html *h, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *ref = p[i] == '&' ? NULL : reference((unsigned char)p[i]);

		if (ref != NULL)
			buf_z(h->out, ref);
		else
			buf_char(h->out, p[i]);
	}
}

void
html_msg_n(struct html *h, const char *id, size_t n)
{
	if (h->lang == LANG_ID)
		buf_put(h->out, id, n);
	else
		buf_z(h->out, i18n_tr(h->lang, id));
}

void
html_msg_attr_n(struct html *h, const char *id, size_t n)
{
	const char *text = h->lang == LANG_ID ? id : i18n_tr(h->lang, id);

	quoted(h, text, text == id ? n : strlen(text));
}

/* At "{base}" or "{N}"? Returns the length of the mark, `*out_n` is -1 for the base. */
static size_t
mark_at(const char *p, int *out_n)
{
	int n = 0;
	size_t i = 1;

	if (strncmp(p, "{base}", 6) == 0) {
		*out_n = -1;
		return 6;
	}
	while (i < 4 && p[i] >= '0' && p[i] <= '9')
		n = n * 10 + (p[i++] - '0');
	*out_n = n;
	return i > 1 && p[i] == '}' ? i + 1 : 0;
}

static int
next_mark(
    struct html *h, const char **at, void (*put)(struct html *, const char *, size_t))
{
	const char *p = *at;

	while (*p != '\0') {
		size_t run = strcspn(p, "{"), mark;
		int n;

		put(h, p, run);
		p += run;
		if (*p == '\0')
			break;
		mark = mark_at(p, &n);
		if (mark > 0 && n >= 0) {
			*at = p + mark;
			return n;
		}
		if (mark > 0)
			html_base(h);
		else
			put(h, p, 1);
		p += mark > 0 ? mark : 1;
	}
	*at = p;
	return -1;
}

int
html_msg_next(struct html *h, const char **at)
{
	return next_mark(h, at, html_raw_literal);
}

int
html_msg_attr_next(struct html *h, const char **at)
{
	return next_mark(h, at, quoted);
}

void
html_tr(struct html *h, const char *id)
{
	html_text(h, i18n_tr_str(h->lang, id));
}

void
html_tr_attr(struct html *h, const char *id)
{
	html_attr(h, i18n_tr_str(h->lang, id));
}

str
html_from_str(str s, char *room)
{
	(void)room;
	return s;
}

str
html_from_z(const char *z, char *room)
{
	(void)room;
	return str_from_z(z);
}

str
html_from_int(int64_t v, char *room)
{
	int n = snprintf(room, 24, "%lld", (long long)v);

	return (str){ room, (size_t)n };
}

str
html_from_uint(uint64_t v, char *room)
{
	int n = snprintf(room, 24, "%llu", (unsigned long long)v);

	return (str){ room, (size_t)n };
}

void
html_mail_split(str whole, str *out_subject, str *out_body)
{
	str rest = whole, line = str_cut(&rest, '\n');

	if (!str_starts(line, STR("Subjek: "))) {
		*out_subject = STR_NONE;
		*out_body = whole;
		return;
	}
	*out_subject = str_trim(str_from(line, 8));
	while (rest.n > 0 && rest.p[0] == '\n')
		rest = str_from(rest, 1);
	*out_body = rest;
}
