/* csv.c - tables out of spreadsheets. */
#include "base/csv.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "base/utf8.h"

struct reader {
	struct arena *a;
	str rest;
	size_t line;
	char separator;
};

static bool
at_end_of_line(const struct reader *r)
{
	return r->rest.n == 0 || r->rest.p[0] == '\n' || r->rest.p[0] == '\r';
}

static void
skip_end_of_line(struct reader *r)
{
	if (r->rest.n > 0 && r->rest.p[0] == '\r')
		r->rest = str_from(r->rest, 1);
	if (r->rest.n > 0 && r->rest.p[0] == '\n')
		r->rest = str_from(r->rest, 1);
	r->line++;
}

/* The separator that the first line has most of. */
static char
guess(str text)
{
	static const char marks[] = { ',', ';', '\t' };
	size_t n[sizeof(marks)] = { 0 }, best = 0;

	for (size_t i = 0; i < text.n && text.p[i] != '\n'; i++)
		for (size_t k = 0; k < sizeof(marks); k++)
			n[k] += text.p[i] == marks[k];
	for (size_t k = 1; k < sizeof(marks); k++)
		if (n[k] > n[best])
			best = k;
	return marks[best];
}

static enum rc
quoted(struct reader *r, str *out, struct err *e)
{
	struct buf cell;

	buf_init(&cell, r->a, 64);
	r->rest = str_from(r->rest, 1);
	while (r->rest.n > 0) {
		char c = r->rest.p[0];

		if (c == '"' && (r->rest.n < 2 || r->rest.p[1] != '"')) {
			r->rest = str_from(r->rest, 1);
			*out = buf_get(&cell);
			return RC_OK;
		}
		r->line += c == '\n';
		buf_char(&cell, c);
		r->rest = str_from(r->rest, c == '"' ? 2 : 1);
	}
	return err_set(e, RC_INVALID,
	    N_("Ada tanda kutip yang tidak ditutup di dalam berkas. Simpan ulang sebagai CSV."),
	    "open quote");
}

static enum rc
read_cell(struct reader *r, str *out, struct err *e)
{
	size_t n = 0;
	enum rc rc = RC_OK;

	if (r->rest.n > 0 && r->rest.p[0] == '"')
		rc = quoted(r, out, e);
	else
		*out = STR("");
	if (rc != RC_OK)
		return rc;
	/* what follows a closing quote belongs to no cell; without quotes this is the cell */
	while (n < r->rest.n && r->rest.p[n] != r->separator && r->rest.p[n] != '\n' &&
	       r->rest.p[n] != '\r')
		n++;
	if (out->n == 0)
		*out = str_sub(r->rest, 0, n);
	*out = str_trim(*out);
	r->rest = str_from(r->rest, n);
	return RC_OK;
}

static enum rc
read_row(struct reader *r, struct csv_row *out, struct err *e)
{
	str *cells = ARENA_ARRAY(r->a, CSV_CELLS, str);
	size_t n = 0;
	bool more = true;
	enum rc rc;

	out->line = r->line;
	while (more) {
		if (n == CSV_CELLS)
			return err_set(e, RC_INVALID,
			    N_("Satu baris di berkas ini punya terlalu banyak kolom. Pakai templat kami."),
			    "too many cells");
		rc = read_cell(r, &cells[n++], e);
		if (rc != RC_OK)
			return rc;
		more = r->rest.n > 0 && r->rest.p[0] == r->separator;
		if (more)
			r->rest = str_from(r->rest, 1);
	}
	if (at_end_of_line(r))
		skip_end_of_line(r);
	out->cells = cells;
	out->n = n;
	return RC_OK;
}

static bool
is_empty(const struct csv_row *row)
{
	for (size_t i = 0; i < row->n; i++)
		if (row->cells[i].n > 0)
			return false;
	return true;
}

enum rc
csv_parse(struct arena *a, str text, struct csv *out, struct err *e)
{
	struct csv_row *rows = ARENA_ARRAY(a, CSV_ROWS, struct csv_row);
	struct reader r = { .a = a, .line = 1 };
	size_t n = 0;
	enum rc rc;

	if (str_starts(text, STR("\xEF\xBB\xBF")))
		text = str_from(text, 3);
	if (!utf8_valid_text(text))
		return err_set(e, RC_INVALID,
		    N_("Berkas ini bukan CSV berenkode UTF-8. Di Excel pilih Simpan Sebagai, CSV UTF-8."),
		    "not UTF-8");
	r.rest = text;
	r.separator = guess(text);
	while (r.rest.n > 0) {
		struct csv_row row;

		rc = read_row(&r, &row, e);
		if (rc != RC_OK)
			return rc;
		if (is_empty(&row))
			continue;
		if (n == CSV_ROWS)
			return err_set(e, RC_INVALID,
			    N_("Berkas ini berisi lebih dari 500 baris. Bagi menjadi beberapa berkas."),
			    "too many rows");
		rows[n++] = row;
	}
	*out = (struct csv){ rows, n };
	return RC_OK;
}

void
csv_put(struct buf *out, str value, bool last)
{
	buf_char(out, '"');
	if (value.n > 0 && str_has(STR("=+-@\t\r"), value.p[0]))
		buf_char(out, '\'');
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] == '"')
			buf_char(out, '"');
		buf_char(out, value.p[i]);
	}
	buf_z(out, last ? "\"\r\n" : "\",");
}
