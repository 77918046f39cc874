/* read.c - the words of a letter for a page on which somebody reads and accepts them. */
#include "base/buf.h"
#include "letters/template.h"

#include <pango/pango.h>

/* What the markup says, without its tags. */
static enum rc
plain(const struct letter_values *v, const struct letter_line *l, str text,
    struct arena *a, str *out, struct err *e)
{
	GError *bad = NULL;
	const char *markup;
	char *words;
	enum rc rc = letter_markup(v, l, text, a, &markup, e);

	if (rc != RC_OK)
		return rc;
	if (!pango_parse_markup(markup, -1, 0, NULL, &words, NULL, &bad)) {
		rc = letter_error(l, l->text.p, bad->message, e);
		g_error_free(bad);
		return rc;
	}
	*out = str_dup(a, str_from_z(words));
	g_free(words);
	return RC_OK;
}

/* Cells of a row of a table, one behind the other: nothing that is printed may be missing. */
static enum rc
row_words(const struct letter_values *v, const struct letter_line *l, str text,
    struct arena *a, str *out, struct err *e)
{
	str cells[LETTER_CELLS], one = STR("");
	struct buf b;
	size_t n = 0;
	enum rc rc = letter_cells(l, text, cells, &n, e);

	buf_init(&b, a, text.n + 32);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		rc = plain(v, l, cells[i], a, &one, e);
		if (rc == RC_OK)
			buf_fmt(&b, "%s%.*s", i > 0 ? " · " : "", STR_ARG(one));
	}
	*out = buf_get(&b);
	return rc;
}

struct reading {
	struct letter_values values;
	struct arena *a;
	struct letter_parts *out;
};

static void
put(struct reading *r, enum letter_part_kind kind, str mark, str text)
{
	if (mark.n + text.n > 0)
		r->out->at[r->out->n++] = (struct letter_part){ kind, mark, text };
}

/* A label or a mark, and what stands behind it. */
static enum rc
read_marked(struct reading *r, const struct letter_line *l, enum letter_part_kind kind,
    struct err *e)
{
	str cells[LETTER_CELLS], mark = STR(""), text = STR("");
	size_t n = 0;
	enum rc rc = letter_cells(l, l->text, cells, &n, e);

	if (rc == RC_OK)
		rc = plain(&r->values, l, cells[0], r->a, &mark, e);
	for (size_t i = 1; rc == RC_OK && i < n; i++) {
		str one = STR("");

		rc = plain(&r->values, l, cells[i], r->a, &one, e);
		if (rc == RC_OK)
			text = i == 1 ? one
				      : str_fmt(r->a, "%.*s %.*s", STR_ARG(text),
					    STR_ARG(one));
	}
	if (rc == RC_OK)
		put(r, kind, mark, text);
	return rc;
}

static enum rc
read_text(struct reading *r, const struct letter_line *l, enum letter_part_kind kind,
    struct err *e)
{
	str text = STR("");
	enum rc rc = plain(&r->values, l, l->text, r->a, &text, e);

	if (rc == RC_OK)
		put(r, kind, STR_NONE, text);
	return rc;
}

static enum rc
read_row(struct reading *r, const struct letter_line *l, struct err *e)
{
	str text = STR("");
	enum rc rc = row_words(&r->values, l, l->text, r->a, &text, e);

	if (rc == RC_OK)
		put(r, LETTER_PART_TEXT, STR_NONE, text);
	return rc;
}

static enum rc
read_line(struct reading *r, const struct letter_line *l, struct err *e)
{
	switch (l->dir) {
	case DIR_CENTER:
		return read_text(r, l, LETTER_PART_HEADING, e);
	case DIR_LEFT:
	case DIR_P:
		return read_text(r, l, LETTER_PART_TEXT, e);
	case DIR_PAIR:
	case DIR_DATA:
		return read_marked(r, l, LETTER_PART_DATA, e);
	case DIR_ITEM:
		return read_marked(r, l, LETTER_PART_ITEM, e);
	case DIR_SUB:
		return read_marked(r, l, LETTER_PART_SUB, e);
	case DIR_TH:
	case DIR_TD:
		return read_row(r, l, e);
	case DIR_EACH:
		return letter_error(l, l->whole.p,
		    N_("teks yang disetujui di halaman tidak boleh memuat each."), e);
	case DIR_TITLE:
	case DIR_FONT:
	case DIR_MARGIN:
	case DIR_LETTERHEAD:
	case DIR_LOGO:
	case DIR_KOP:
	case DIR_RULE:
	case DIR_GAP:
	case DIR_TABLE:
	case DIR_END:
	case DIR_SIG:
	case DIR_PAGE:
	case DIR_QR:
	case DIR_FOOT:
	case DIR__COUNT:
		break;
	}
	return RC_OK;
}

enum rc
letter_read(const struct letter_template *t, const struct letter_data *data,
    struct arena *a, struct letter_parts *out, struct err *e)
{
	struct reading r = { { data->fields, data->n_fields, NULL, 0 }, a, out };
	struct letter_lines lines;
	enum rc rc = letter_parse(t, a, &lines, e);

	*out = (struct letter_parts){ .n = 0 };
	if (rc != RC_OK)
		return rc;
	out->at = ARENA_ARRAY(a, lines.n + 1, struct letter_part);
	for (size_t i = 0; rc == RC_OK && i < lines.n; i++)
		rc = read_line(&r, &lines.at[i], e);
	return rc;
}
