/*
 * tmpl_html.c - follows the HTML of a template byte by byte (a small part of the HTML standard's
 * tokenizer), so that the place of every value is known and dangerous places are refused.
 */
#include <ctype.h>

#include "tools/tmplc.h"

static bool
in_list(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

bool
tmpl_quiet(const struct tmpl *t)
{
	bool in_tag = t->ctx.state >= AT_TAG_NAME;

	return t->ctx.quiet_depth > 0 || t->ctx.verbatim > 0 ||
	       (in_tag && t->ctx.tag_quiet);
}

static void
out_char(struct tmpl *t, char c)
{
	tmpl_out(t, &c, 1);
}

/* Add to one of the short names in the context, in lower case. */
static void
name_add(struct tmpl *t, char *name, size_t room, char c)
{
	size_t n = strlen(name);

	if (n + 1 >= room)
		tmpl_fail(t, "this name is too long");
	name[n] = (char)tolower((unsigned char)c);
	name[n + 1] = '\0';
}

/* --- looking ahead over one tag ------------------------------------------------------------- */

static size_t
skip_directive(const struct tmpl *t, size_t i)
{
	while (i + 1 < t->text.n && !(t->text.p[i] == '}' && t->text.p[i + 1] == '}'))
		i++;
	return i + 2;
}

static bool
at_directive(const struct tmpl *t, size_t i)
{
	return i + 1 < t->text.n && t->text.p[i] == '{' && t->text.p[i + 1] == '{';
}

/* From behind the "=": returns where the value ends, `*out` is its text (with any directives). */
static size_t
scan_value(const struct tmpl *t, size_t i, str *out)
{
	char quote = i < t->text.n ? t->text.p[i] : '\0';
	size_t from = ++i;

	*out = STR("");
	if (quote != '"' && quote != '\'')
		return i;
	while (i < t->text.n && t->text.p[i] != quote)
		i = at_directive(t, i) ? skip_directive(t, i) : i + 1;
	if (i > t->text.n)
		i = t->text.n;
	*out = str_sub(t->text, from, i - from);
	return i + 1;
}

static void
scan_note(struct tmpl *t, str name, str value)
{
	struct tmpl_ctx *c = &t->ctx;

	if (str_eq_z(name, "translate") && str_eq_z(value, "no"))
		c->tag_quiet = true;
	if (str_eq_z(name, "hreflang"))
		c->tag_hreflang = true;
	if (str_eq_z(name, "http-equiv"))
		c->tag_refresh = true;
	if (str_eq_z(name, "name") && str_eq_z(value, "description"))
		c->tag_describes = true;
}

/* Attributes that change the meaning of others in their tag, wherever they stand in it. */
static void
scan_tag(struct tmpl *t)
{
	size_t i = t->at;

	while (i < t->text.n && t->text.p[i] != '>') {
		size_t from = i;
		str name, value = STR("");

		if (at_directive(t, i)) {
			i = skip_directive(t, i);
			continue;
		}
		while (i < t->text.n && (isalnum((unsigned char)t->text.p[i]) ||
					    strchr("-:._", t->text.p[i]) != NULL))
			i++;
		if (i == from) {
			i++;
			continue;
		}
		name = str_sub(t->text, from, i - from);
		if (i < t->text.n && t->text.p[i] == '=')
			i = scan_value(t, i + 1, &value);
		scan_note(t, name, value);
	}
}

/* --- tags ----------------------------------------------------------------------------------- */

static void
begin_tag(struct tmpl *t)
{
	struct tmpl_ctx *c = &t->ctx;

	tmpl_mark(t);
	out_char(t, tmpl_next(t));
	c->end_tag = tmpl_peek(t, 0) == '/';
	if (c->end_tag)
		out_char(t, tmpl_next(t));
	c->closed = c->tag_quiet = c->tag_hreflang = c->tag_describes = c->tag_refresh =
	    false;
	c->element[0] = '\0';
	c->state = AT_TAG_NAME;
	while (isalnum((unsigned char)tmpl_peek(t, 0)) || tmpl_peek(t, 0) == '-' ||
	       tmpl_peek(t, 0) == ':') {
		name_add(t, c->element, sizeof(c->element), tmpl_peek(t, 0));
		out_char(t, tmpl_next(t));
	}
	if (c->element[0] == '\0' && !tmpl_looking_at(t, "{{"))
		tmpl_fail(t, "a tag without a name");
	if (!c->end_tag)
		scan_tag(t);
}

static void
quiet_on_end_tag(struct tmpl_ctx *c)
{
	if (c->quiet_depth > 0 && strcmp(c->element, c->quiet_element) == 0 &&
	    --c->quiet_depth == 0)
		c->quiet_element[0] = '\0';
}

static void
quiet_on_start_tag(struct tmpl_ctx *c)
{
	static const char *const empty[] = { "area", "base", "br", "col", "embed", "hr",
		"img", "input", "link", "meta", "source", "track", "wbr", NULL };

	if (c->closed || in_list(c->element, empty))
		return;
	if (c->quiet_depth > 0 && strcmp(c->element, c->quiet_element) == 0) {
		c->quiet_depth++;
	} else if (c->quiet_depth == 0 && c->tag_quiet) {
		memcpy(c->quiet_element, c->element, sizeof(c->element));
		c->quiet_depth = 1;
	}
}

static void
finish_tag(struct tmpl *t)
{
	static const char *const raw[] = { "script", "style", NULL };
	static const char *const rcdata[] = { "title", "textarea", NULL };
	struct tmpl_ctx *c = &t->ctx;

	out_char(t, tmpl_next(t));
	if (strcmp(c->element, "pre") == 0)
		c->pre = !c->end_tag;
	if (c->end_tag)
		quiet_on_end_tag(c);
	else
		quiet_on_start_tag(c);
	c->tag_quiet = false;
	c->state = AT_TEXT;
	if (!c->end_tag && !c->closed && in_list(c->element, raw))
		c->state = AT_RAW;
	if (!c->end_tag && !c->closed && in_list(c->element, rcdata))
		c->state = AT_RCDATA;
}

/* White space inside a tag: one space, none before the end. */
static void
tag_space(struct tmpl *t)
{
	while (tmpl_is_space(tmpl_peek(t, 0)))
		tmpl_next(t);
	if (tmpl_peek(t, 0) != '>')
		out_char(t, ' ');
}

static void
step_tag(struct tmpl *t)
{
	struct tmpl_ctx *c = &t->ctx;
	char ch = tmpl_peek(t, 0);

	if (tmpl_is_space(ch)) {
		tag_space(t);
		c->state = AT_TAG;
	} else if (ch == '>') {
		finish_tag(t);
	} else if (ch == '/') {
		out_char(t, tmpl_next(t));
		c->closed = true;
		c->state = AT_TAG_TIGHT;
	} else if (c->state == AT_TAG_NAME) {
		tmpl_fail(t, "unexpected '%c' in a tag name", ch);
	} else if (c->state == AT_TAG_TIGHT) {
		tmpl_fail(t, "white space is missing between attributes");
	} else if (strchr("\"'<=`", ch) != NULL) {
		tmpl_fail(t, "unexpected '%c' in a tag", ch);
	} else if (c->end_tag) {
		tmpl_fail(t, "an end tag has no attributes");
	} else {
		c->attr_line = t->line;
		c->attr_col = t->col;
		c->attr[0] = '\0';
		c->state = AT_NAME;
	}
}

/* --- attributes ----------------------------------------------------------------------------- */

static void
check_name(struct tmpl *t)
{
	const char *name = t->ctx.attr;

	t->mark_line = t->ctx.attr_line;
	t->mark_col = t->ctx.attr_col;
	if (name[0] == 'o' && name[1] == 'n')
		tmpl_fail(
		    t, "inline event handler '%s': the content policy blocks it", name);
	if (strcmp(name, "style") == 0)
		tmpl_fail(t, "inline style: the content policy blocks it, use a class");
}

static bool
is_message(const struct tmpl_ctx *c)
{
	static const char *const always[] = { "aria-label", "alt", "title", "placeholder",
		"aria-description", "aria-roledescription", "aria-valuetext",
		"aria-placeholder", NULL };
	static const char *const labelled[] = { "option", "optgroup", "track", NULL };

	if (in_list(c->attr, always) || strncmp(c->attr, "data-i18n", 9) == 0)
		return true;
	if (strcmp(c->attr, "label") == 0)
		return in_list(c->element, labelled);
	return strcmp(c->attr, "content") == 0 && c->tag_describes;
}

/* Why a value may not stand in that attribute, or NULL. */
static const char *
no_value(const struct tmpl_ctx *c)
{
	static const char *const animated[] = { "from", "to", "by", "values",
		"attributename", NULL };

	if (strcmp(c->attr, "srcdoc") == 0)
		return "a value must not stand in srcdoc";
	if (strcmp(c->attr, "http-equiv") == 0 ||
	    (strcmp(c->attr, "content") == 0 && c->tag_refresh))
		return "a value must not stand in <meta http-equiv>";
	if (strcmp(c->element, "base") == 0)
		return "a value must not stand in <base>";
	if (strcmp(c->element, "script") == 0 && strcmp(c->attr, "src") != 0)
		return "a value must not stand in a script tag";
	if ((strncmp(c->element, "animate", 7) == 0 || strcmp(c->element, "set") == 0) &&
	    in_list(c->attr, animated))
		return "a value must not stand in an animation";
	return NULL;
}

static enum tmpl_attr
attr_kind(struct tmpl_ctx *c)
{
	static const char *const local[] = { "href", "action", "formaction", NULL };
	static const char *const url[] = { "src", "poster", "cite", "background",
		"manifest", "ping", "xlink:href", NULL };
	static const char *const asset[] = { "srcset", "imagesrcset", NULL };
	static const char *const resource[] = { "link", "use", "image", NULL };

	c->why = no_value(c);
	if (c->why != NULL)
		return ATTR_NO_VALUE;
	if (is_message(c))
		return ATTR_MESSAGE;
	if (in_list(c->attr, asset) || strcmp(c->element, "script") == 0)
		return ATTR_ASSET;
	if (in_list(c->attr, local))
		return c->tag_hreflang || in_list(c->element, resource) ? ATTR_URL
									: ATTR_URL_LOCAL;
	if (in_list(c->attr, url) ||
	    (strcmp(c->attr, "data") == 0 && strcmp(c->element, "object") == 0))
		return ATTR_URL;
	return ATTR_PLAIN;
}

static void
step_name(struct tmpl *t)
{
	struct tmpl_ctx *c = &t->ctx;
	char ch = tmpl_peek(t, 0);

	if (tmpl_is_space(ch)) {
		check_name(t);
		while (tmpl_is_space(tmpl_peek(t, 0)))
			tmpl_next(t);
		c->state = AT_AFTER_NAME;
	} else if (ch == '=') {
		check_name(t);
		out_char(t, tmpl_next(t));
		c->state = AT_EQUALS;
	} else if (ch == '/' || ch == '>') {
		check_name(t);
		c->state = AT_TAG_TIGHT;
	} else if (strchr("\"'<`", ch) != NULL) {
		tmpl_fail(t, "unexpected '%c' in an attribute name", ch);
	} else {
		name_add(t, c->attr, sizeof(c->attr), ch);
		out_char(t, tmpl_next(t));
	}
}

static void
step_after_name(struct tmpl *t)
{
	char ch = tmpl_peek(t, 0);

	if (ch == '=') {
		out_char(t, tmpl_next(t));
		t->ctx.state = AT_EQUALS;
		return;
	}
	if (ch != '>')
		out_char(t, ' ');
	t->ctx.state = AT_TAG;
}

static void
step_equals(struct tmpl *t)
{
	struct tmpl_ctx *c = &t->ctx;
	char ch = tmpl_peek(t, 0);

	c->kind = attr_kind(c);
	c->url = URL_START;
	c->scheme[0] = '\0';
	if (tmpl_is_space(ch)) {
		tmpl_next(t);
	} else if (ch == '"' || ch == '\'') {
		c->quote = ch;
		out_char(t, tmpl_next(t));
		c->state = AT_VALUE;
	} else if (ch == '>' || c->kind != ATTR_PLAIN) {
		tmpl_fail(t, "the value of '%s' must stand in quotes", c->attr);
	} else {
		c->state = AT_BARE;
	}
}

static void
step_bare(struct tmpl *t)
{
	char ch = tmpl_peek(t, 0);

	if (tmpl_is_space(ch) || ch == '>') {
		t->ctx.state = AT_TAG_TIGHT;
		return;
	}
	if (strchr("\"'<=`", ch) != NULL)
		tmpl_fail(t, "unexpected '%c' in an unquoted value", ch);
	out_char(t, tmpl_next(t));
}

/* --- URLs ----------------------------------------------------------------------------------- */

static bool
wants_base(const struct tmpl *t)
{
	return t->ctx.kind == ATTR_URL_LOCAL && !tmpl_looking_at(t, "//") &&
	       !tmpl_looking_at(t, "/aset/") && !tmpl_looking_at(t, "/pki/") &&
	       !tmpl_looking_at(t, "/demo/");
}

static void
end_scheme(struct tmpl *t)
{
	static const char *const rest[] = { "https", "http", NULL };
	static const char *const addr[] = { "mailto", "tel", NULL };
	struct tmpl_ctx *c = &t->ctx;

	if (in_list(c->scheme, rest))
		c->url = URL_REST;
	else if (in_list(c->scheme, addr))
		c->url = URL_ADDR;
	else
		tmpl_fail(
		    t, "a URL must begin with /, #, ?, https:, http:, mailto: or tel:");
}

static void
url_char(struct tmpl *t)
{
	struct tmpl_ctx *c = &t->ctx;
	char ch = tmpl_peek(t, 0);

	if (c->url == URL_MIXED)
		tmpl_fail(t, "the URL may be empty up to here: give the if an else");
	if (c->url == URL_ADDR && ch == '?')
		c->url = URL_REST;
	if (c->url == URL_ADDR || c->url == URL_REST)
		return;
	if (ch == '&')
		tmpl_fail(t,
		    "a character reference must not stand before the first / ? # of a URL");
	if (ch == '/' && c->url == URL_START && wants_base(t))
		tmpl_run_base(t);
	if (ch == '/' || ch == '?' || ch == '#') {
		c->url = URL_REST;
	} else if (ch == ':') {
		end_scheme(t);
	} else {
		name_add(t, c->scheme, sizeof(c->scheme), ch);
		c->url = URL_SCHEME;
		if (strlen(c->scheme) + 2 >
		    sizeof(c->scheme)) /* too long for any scheme we know */
			memcpy(c->scheme, "!", 2);
	}
}

static void
step_value(struct tmpl *t)
{
	struct tmpl_ctx *c = &t->ctx;

	if (tmpl_peek(t, 0) == c->quote) {
		if (!t->run.block)
			tmpl_run_flush(t);
		out_char(t, tmpl_next(t));
		c->state = AT_TAG_TIGHT;
		return;
	}
	if (c->kind == ATTR_MESSAGE && !tmpl_quiet(t)) {
		tmpl_run_text(t, tmpl_next(t));
		return;
	}
	if (c->kind == ATTR_URL || c->kind == ATTR_URL_LOCAL)
		url_char(t);
	out_char(t, tmpl_next(t));
}

/* --- text ----------------------------------------------------------------------------------- */

static bool
at_end_of_element(const struct tmpl *t)
{
	str rest = str_from(t->text, t->at);
	size_t n = strlen(t->ctx.element);

	return str_starts(rest, STR("</")) &&
	       str_eq_nocase(str_sub(rest, 2, n), str_from_z(t->ctx.element));
}

static void
step_text(struct tmpl *t)
{
	struct tmpl_ctx *c = &t->ctx;

	if (tmpl_peek(t, 0) != '<') {
		if (c->pre ||
		    (c->state == AT_RCDATA && strcmp(c->element, "textarea") == 0))
			out_char(t, tmpl_next(t));
		else
			tmpl_run_text(t, tmpl_next(t));
	} else if (c->state == AT_RCDATA && !at_end_of_element(t)) {
		tmpl_fail(t, "no tags inside <%s>", c->element);
	} else if (tmpl_looking_at(t, "<!--")) {
		tmpl_mark(t);
		t->at += 4;
		t->col += 4;
		c->state = AT_COMMENT;
	} else if (tmpl_looking_at(t, "<!")) {
		out_char(t, tmpl_next(t));
		c->state = AT_DECL;
	} else if (isalpha((unsigned char)tmpl_peek(t, 1)) || tmpl_peek(t, 1) == '/' ||
		   tmpl_peek(t, 1) == '{') {
		begin_tag(t);
	} else {
		tmpl_fail(t, "a '<' in text must be written &lt;");
	}
}

static void
step_raw(struct tmpl *t)
{
	if (at_end_of_element(t))
		begin_tag(t);
	else if (tmpl_is_space(tmpl_peek(t, 0)))
		tmpl_next(t);
	else
		tmpl_fail(t, "inline %s: the content policy blocks it", t->ctx.element);
}

void
tmpl_html_step(struct tmpl *t)
{
	switch (t->ctx.state) {
	case AT_TEXT:
	case AT_RCDATA:
		step_text(t);
		break;
	case AT_RAW:
		step_raw(t);
		break;
	case AT_COMMENT:
		if (tmpl_looking_at(t, "-->")) {
			t->at += 3;
			t->col += 3;
			t->ctx.state = AT_TEXT;
		} else {
			tmpl_next(t);
		}
		break;
	case AT_DECL:
		if (tmpl_peek(t, 0) == '>')
			t->ctx.state = AT_TEXT;
		out_char(t, tmpl_next(t));
		break;
	case AT_TAG_NAME:
	case AT_TAG:
	case AT_TAG_TIGHT:
		step_tag(t);
		break;
	case AT_NAME:
		step_name(t);
		break;
	case AT_AFTER_NAME:
		step_after_name(t);
		break;
	case AT_EQUALS:
		step_equals(t);
		break;
	case AT_VALUE:
		step_value(t);
		break;
	case AT_BARE:
		step_bare(t);
		break;
	}
}

/* --- values and branches -------------------------------------------------------------------- */

void
tmpl_html_pause(struct tmpl *t)
{
	struct tmpl_ctx *c = &t->ctx;

	switch (c->state) {
	case AT_NAME:
	case AT_AFTER_NAME:
		check_name(t);
		c->state = AT_TAG_TIGHT;
		break;
	case AT_TAG_NAME:
		if (c->element[0] == '\0')
			tmpl_fail(t, "a directive must not stand in a tag name");
		c->state = AT_TAG_TIGHT;
		break;
	case AT_RAW:
		tmpl_fail(t, "a directive must not stand in a %s", c->element);
	case AT_COMMENT:
		tmpl_fail(t, "a directive must not stand in an HTML comment");
	case AT_DECL:
		tmpl_fail(t, "a directive must not stand in a declaration");
	case AT_EQUALS:
	case AT_BARE:
		tmpl_fail(t, "a directive must not stand in an unquoted attribute");
	default:
		break;
	}
}

static const char *
attr_writer(struct tmpl *t)
{
	const struct tmpl_ctx *c = &t->ctx;

	switch (c->kind) {
	case ATTR_NO_VALUE:
		tmpl_fail(t, "%s", c->why);
	case ATTR_ASSET:
		tmpl_fail(t, "a value must not stand in %s of <%s>, only an asset",
		    c->attr, c->element);
	case ATTR_URL:
	case ATTR_URL_LOCAL:
		break;
	default:
		return "html_attr";
	}
	switch (c->url) {
	case URL_START:
		return c->kind == ATTR_URL_LOCAL ? "html_url_local" : "html_url";
	case URL_ADDR:
		return "html_url_addr";
	case URL_MIXED:
		tmpl_fail(t, "the URL may be empty up to here: give the if an else");
	default:
		return "html_url_part";
	}
}

const char *
tmpl_html_writer(struct tmpl *t)
{
	switch (t->ctx.state) {
	case AT_TEXT:
	case AT_RCDATA:
		return "html_text";
	case AT_VALUE:
		return attr_writer(t);
	case AT_RAW:
		tmpl_fail(t, "a value must not stand in a %s", t->ctx.element);
	case AT_COMMENT:
		tmpl_fail(t, "a value must not stand in an HTML comment");
	case AT_DECL:
		tmpl_fail(t, "a value must not stand in a declaration");
	case AT_TAG_NAME:
		tmpl_fail(t, "a value must not stand in a tag name");
	case AT_EQUALS:
	case AT_BARE:
		tmpl_fail(t, "a value must not stand in an unquoted attribute");
	default:
		tmpl_fail(t, "a value must not stand in an attribute name");
	}
}

void
tmpl_html_value_done(struct tmpl *t)
{
	struct tmpl_ctx *c = &t->ctx;

	if (c->state != AT_VALUE || (c->kind != ATTR_URL && c->kind != ATTR_URL_LOCAL))
		return;
	if (c->url == URL_START)
		c->url = URL_REST;
	if (c->url == URL_SCHEME)
		memcpy(
		    c->scheme, "!", 2); /* whatever follows, it is not a scheme we know */
}

void
tmpl_html_asset_here(struct tmpl *t)
{
	struct tmpl_ctx *c = &t->ctx;
	bool url = c->kind == ATTR_URL || c->kind == ATTR_URL_LOCAL;

	if (t->mail)
		return;
	if (c->state != AT_VALUE || c->kind == ATTR_NO_VALUE || c->kind == ATTR_MESSAGE)
		tmpl_fail(t, "an asset must stand in a quoted attribute");
	if (url && c->url != URL_START)
		tmpl_fail(t, "an asset must stand at the start of the URL");
	c->url = URL_REST;
}

static bool
in_tag_between(enum tmpl_state s)
{
	return s == AT_TAG || s == AT_TAG_TIGHT;
}

void
tmpl_html_join(struct tmpl *t, struct tmpl_ctx *a, const struct tmpl_ctx *b, int line)
{
	bool same = a->state == b->state && a->quote == b->quote;

	if (in_tag_between(a->state) && in_tag_between(b->state)) {
		if (a->state != b->state)
			a->state = AT_TAG_TIGHT;
		same = true;
	}
	if (a->state != AT_VALUE && a->state == b->state)
		same = true; /* an old quote does not matter */
	if (a->state >= AT_TAG_NAME || a->state == AT_RCDATA || a->state == AT_RAW)
		same = same && strcmp(a->element, b->element) == 0 &&
		       a->end_tag == b->end_tag && a->closed == b->closed;
	if (a->state == AT_VALUE)
		same = same && strcmp(a->attr, b->attr) == 0 && a->kind == b->kind;
	if (!same || a->pre != b->pre || a->quiet_depth != b->quiet_depth)
		tmpl_fail(t, "the branches of line %d leave the HTML in different places",
		    line);
	if (a->url != b->url && a->state == AT_VALUE)
		a->url =
		    a->url == URL_START || b->url == URL_START ? URL_MIXED : URL_REST;
}
