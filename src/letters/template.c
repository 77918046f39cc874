/*
 * template.c - reading the letter language. Values are escaped before they meet the markup, and
 * the markup of the template is checked before any value is put in, so no value can open a tag.
 */
#include "letters/template.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <glib.h>
#include <stdio.h>

static const char *const dir_words[DIR__COUNT] = {
#define X_WORD(id, word, help) word,
	LETTER_DIRECTIVES(X_WORD)
#undef X_WORD
};

enum rc
letter_error(const struct letter_line *l, const char *at, const char *what, struct err *e)
{
	size_t column = 1;

	if (at != NULL && at >= l->whole.p && at <= l->whole.p + l->whole.n)
		column += utf8_length(str_sub(l->whole, 0, (size_t)(at - l->whole.p)));
	err_set(
	    e, RC_INVALID, "", "letter template: line %u column %zu", l->number, column);
	(void)snprintf(e->msg, sizeof e->msg, "%saris %u, kolom %zu: %s",
	    l->head ? "Kop surat, b" : "B", l->number, column, what);
	return RC_INVALID;
}

static enum rc
line_read(struct letter_line *l, struct err *e)
{
	str s = l->whole, word;
	int i;

	word = str_cut(&s, ' ');
	word = str_trim(word);
	for (i = 0; i < DIR__COUNT; i++) {
		if (!str_eq_z(word, dir_words[i]))
			continue;
		l->dir = (enum letter_directive)i;
		l->text = str_trim(s);
		if (l->text.p == NULL)
			l->text = str_from(l->whole, l->whole.n);
		return RC_OK;
	}
	return letter_error(l, l->whole.p, N_("perintah tidak dikenal."), e);
}

/* What a letterhead is made of. */
static bool
belongs_to_head(enum letter_directive dir)
{
	return dir == DIR_LOGO || dir == DIR_KOP || dir == DIR_RULE || dir == DIR_GAP;
}

/* The next line that says something; *out_more false when there is none. */
static enum rc
parse_line(str *rest, unsigned *number, bool head, struct letter_lines *r, bool *out_more,
    struct err *e)
{
	struct letter_line *l = &r->at[r->n];

	*out_more = false;
	while (rest->n > 0) {
		str line = str_cut(rest, '\n');

		++*number;
		if (line.n == 0 || line.p[0] == '#' || str_trim(line).n == 0)
			continue;
		*l = (struct letter_line){
			.number = *number, .head = head, .whole = line
		};
		if (line_read(l, e) != RC_OK)
			return e->rc;
		if (r->n + 1 == LETTER_LINES)
			return letter_error(l, line.p, N_("templat terlalu panjang."), e);
		*out_more = true;
		return RC_OK;
	}
	return RC_OK;
}

static enum rc
parse_head(str rest, struct letter_lines *r, struct err *e)
{
	unsigned number = 0;
	bool more;

	for (;;) {
		const struct letter_line *l = &r->at[r->n];

		if (parse_line(&rest, &number, true, r, &more, e) != RC_OK)
			return e->rc;
		if (!more)
			return RC_OK;
		if (!belongs_to_head(l->dir))
			return letter_error(l, l->whole.p,
			    N_("kop surat hanya berisi logo, kop, rule, dan gap."), e);
		r->n++;
	}
}

enum rc
letter_parse(const struct letter_template *t, struct arena *a, struct letter_lines *out,
    struct err *e)
{
	struct letter_lines r = { ARENA_ARRAY(a, LETTER_LINES, struct letter_line), 0 };
	str rest = t->text;
	unsigned number = 0;
	bool more;

	for (;;) {
		if (parse_line(&rest, &number, false, &r, &more, e) != RC_OK)
			return e->rc;
		if (!more)
			break;
		if (r.at[r.n].dir != DIR_LETTERHEAD)
			r.n++;
		else if (parse_head(t->head, &r, e) != RC_OK)
			return e->rc;
	}
	*out = r;
	return RC_OK;
}

enum rc
letter_cells(const struct letter_line *l, str text, str cells[LETTER_CELLS],
    size_t *out_n, struct err *e)
{
	size_t i, from = 0, n = 0;

	for (i = 0; i <= text.n; i++) {
		if (i < text.n && (text.p[i] != '|' || (i > 0 && text.p[i - 1] == '\\')))
			continue;
		if (n == LETTER_CELLS)
			return letter_error(
			    l, text.p + i, N_("terlalu banyak kolom."), e);
		cells[n++] = str_trim(str_sub(text, from, i - from));
		from = i + 1;
	}
	*out_n = n;
	return RC_OK;
}

/* --- fields ---------------------------------------------------------------------------------- */

static bool
value_clean(str value)
{
	uint32_t cp;

	if (value.n > LETTER_FIELD_BYTES || !utf8_valid_text(value))
		return false;
	while (utf8_next(&value, &cp))
		if (!utf8_is_plain(cp) && cp != '\n' && cp != '\r' && cp != '\t')
			return false;
	return true;
}

static void
put_escaped(struct buf *b, str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '&':
			BUF_LIT(b, "&amp;");
			break;
		case '<':
			BUF_LIT(b, "&lt;");
			break;
		case '>':
			BUF_LIT(b, "&gt;");
			break;
		case '"':
			BUF_LIT(b, "&quot;");
			break;
		case '\'':
			BUF_LIT(b, "&#39;");
			break;
		case '\n':
		case '\r':
		case '\t':
			buf_char(b, ' ');
			break;
		default:
			buf_char(b, s.p[i]);
			break;
		}
	}
}

static void
put_value(struct buf *b, str value, bool upper)
{
	char *u;

	if (value.n == 0) {
		BUF_LIT(b, "-");
		return;
	}
	if (!upper) {
		put_escaped(b, value);
		return;
	}
	u = g_utf8_strup(value.p, (gssize)value.n);
	put_escaped(b, str_from_z(u));
	g_free(u);
}

/* A word before the name of a field; true when it stood there and was taken off. */
static bool
take_word(str *name, str word)
{
	if (!str_starts(*name, word))
		return false;
	*name = str_trim(str_from(*name, word.n));
	return true;
}

static bool
find_value(const struct letter_values *v, str name, struct arena *a, str *out)
{
	if (name.n > 0 && name.p[0] == '.') {
		name = str_from(name, 1);
		if (v->rows == NULL)
			return false;
		*out = str_fmt(a, "%zu", v->row + 1);
		if (str_eq(name, STR("no")))
			return true;
		for (size_t i = 0; i < v->rows->n_columns; i++)
			if (str_eq_z(name, v->rows->columns[i])) {
				*out = v->rows->cells[v->row * v->rows->n_columns + i];
				return true;
			}
		return false;
	}
	for (size_t i = 0; i < v->n_fields; i++)
		if (str_eq_z(name, v->fields[i].name)) {
			*out = v->fields[i].value;
			return true;
		}
	return false;
}

/*
 * `{{name}}`, `{{upper name}}`, or `{{blank name}}` (dots to write on when there is no value);
 * s->p stands on the braces and is moved behind them.
 */
static enum rc
put_field(const struct letter_values *v, const struct letter_line *l, str *s,
    struct arena *a, struct buf *b, struct err *e)
{
	ptrdiff_t end = str_find(*s, STR("}}"));
	bool upper, blank;
	str name, value;

	if (end < 0)
		return letter_error(
		    l, s->p, N_("kurung kurawal ganda tidak ditutup."), e);
	name = str_trim(str_sub(*s, 2, (size_t)end - 2));
	upper = take_word(&name, STR("upper "));
	blank = take_word(&name, STR("blank "));
	if (!find_value(v, name, a, &value))
		return letter_error(l, s->p, N_("nama data tidak dikenal."), e);
	if (!value_clean(value))
		return letter_error(
		    l, s->p, N_("isi data ini memuat karakter yang tidak boleh ada."), e);
	if (blank && value.n == 0)
		BUF_LIT(b, "........................................");
	else
		put_value(b, value, upper);
	*s = str_from(*s, (size_t)end + 2);
	return RC_OK;
}

/* --- markup ---------------------------------------------------------------------------------- */

#define TAG_DEPTH 8
static const char *const tag_words[] = { "b", "i", "u", "sup", "sub", "small", "span" };

struct tags {
	int open[TAG_DEPTH];
	int n;
};

/* `span size="9pt"`, 6 to 18 points, nothing else. */
static bool
span_ok(str attrs)
{
	static const str head = { "size=\"", 6 };
	struct err ignored;
	int64_t size;

	attrs = str_trim(attrs);
	if (!str_starts(attrs, head) || !str_ends(attrs, STR("pt\"")) || attrs.n < 10)
		return false;
	attrs = str_sub(attrs, head.n, attrs.n - head.n - 3);
	return str_int64(attrs, &size, &ignored) == RC_OK && size >= 6 && size <= 18;
}

static enum rc
tag_open(const struct letter_line *l, str inner, struct tags *t, struct err *e)
{
	str attrs = inner, word = str_cut(&attrs, ' ');
	size_t i;

	for (i = 0; i < ARRAY_LEN(tag_words); i++) {
		if (!str_eq_z(word, tag_words[i]))
			continue;
		if (str_eq(word, STR("span")) ? !span_ok(attrs) : word.n != inner.n)
			return letter_error(
			    l, inner.p, N_("atribut tag tidak diizinkan."), e);
		if (t->n == TAG_DEPTH)
			return letter_error(l, inner.p, N_("tag terlalu dalam."), e);
		t->open[t->n++] = (int)i;
		return RC_OK;
	}
	return letter_error(l, inner.p, N_("tag tidak dikenal."), e);
}

/* s->p stands on `<`; the tag is checked, copied and passed. */
static enum rc
put_tag(const struct letter_line *l, str *s, struct tags *t, struct buf *b, struct err *e)
{
	ptrdiff_t end = str_find(*s, STR(">"));
	str inner;

	if (end < 0)
		return letter_error(l, s->p, N_("tag tidak ditutup dengan >."), e);
	inner = str_sub(*s, 1, (size_t)end - 1);
	if (str_find(inner, STR("{{")) >= 0)
		return letter_error(
		    l, s->p, N_("data tidak boleh berada di dalam tag."), e);
	if (inner.n > 0 && inner.p[0] == '/') {
		if (t->n == 0 ||
		    !str_eq_z(str_from(inner, 1), tag_words[t->open[t->n - 1]]))
			return letter_error(l, s->p, N_("tag penutup tanpa pembuka."), e);
		t->n--;
	} else if (tag_open(l, inner, t, e) != RC_OK) {
		return e->rc;
	}
	buf_str(b, str_sub(*s, 0, (size_t)end + 1));
	*s = str_from(*s, (size_t)end + 1);
	return RC_OK;
}

enum rc
letter_markup(const struct letter_values *v, const struct letter_line *l, str text,
    struct arena *a, const char **out, struct err *e)
{
	struct tags tags = { .n = 0 };
	struct buf b;
	enum rc rc = RC_OK;

	buf_init(&b, a, text.n + 64);
	while (text.n > 0 && rc == RC_OK) {
		if (str_starts(text, STR("{{"))) {
			rc = put_field(v, l, &text, a, &b, e);
		} else if (text.p[0] == '<') {
			rc = put_tag(l, &text, &tags, &b, e);
		} else if (str_starts(text, STR("\\|"))) {
			buf_char(&b, '|');
			text = str_from(text, 2);
		} else {
			put_escaped(&b, str_sub(text, 0, 1));
			text = str_from(text, 1);
		}
	}
	if (rc != RC_OK)
		return rc;
	if (tags.n > 0)
		return letter_error(l, text.p, N_("tag belum ditutup."), e);
	buf_char(&b, '\0');
	*out = b.p;
	return RC_OK;
}
