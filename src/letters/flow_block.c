/* flow_block.c - what is kept together on a page: table rows and signature places. */
#include "letters/flow.h"

#include "base/buf.h"

#include <math.h>

#define CELL_PAD   (1.4 * MM)
#define CELL_LEAST (2 * MM)  /* for what stands in it */
#define ROW_ROOM   (12 * MM) /* a row of two lines */
#define SIGN_SPACE (21 * MM)

enum rc
flow_table(struct flow *f, struct err *e)
{
	str s = f->line->text;
	double sum = 0;
	int64_t percent;

	while (s.n > 0) {
		str word = str_cut(&s, ' ');

		if (f->n_widths == LETTER_CELLS ||
		    str_int64(word, &percent, e) != RC_OK || percent < 1 || percent > 100)
			return letter_error(
			    f->line, word.p, N_("tulis lebar kolom dalam persen."), e);
		f->widths[f->n_widths] = (double)percent / 100 * (f->right - f->left);
		if (f->widths[f->n_widths++] < 2 * CELL_PAD + CELL_LEAST)
			return letter_error(
			    f->line, word.p, N_("kolom ini terlalu sempit."), e);
		sum += (double)percent;
	}
	if (f->n_widths == 0 || sum > 100)
		return letter_error(f->line, f->line->text.p,
		    N_("jumlah lebar kolom harus 1 sampai 100."), e);
	f->table_head = NULL;
	f->y += 1 * MM;
	return RC_OK;
}

/* The cells of a line; those of `each` stand behind the name of the list. */
static str
cells_text(const struct letter_line *l)
{
	str s = l->text;

	if (l->dir == DIR_EACH)
		(void)str_cut(&s, ' ');
	return str_trim(s);
}

static enum rc
row_layout(struct flow *f, const struct letter_line *l, PangoLayout **cells,
    double *height, struct err *e)
{
	str texts[LETTER_CELLS];
	size_t n, i;

	if (letter_cells(l, cells_text(l), texts, &n, e) != RC_OK)
		return e->rc;
	if (n != f->n_widths)
		return letter_error(
		    l, l->text.p, N_("jumlah kolom tidak sama dengan tabel."), e);
	for (i = 0; i < n; i++) {
		if (flow_layout_cell(f, texts[i], f->size * 0.92,
			f->widths[i] - 2 * CELL_PAD,
			l->dir == DIR_TH ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT,
			&cells[i], e) != RC_OK)
			return e->rc;
		*height = fmax(*height, flow_height(cells[i]) + 2 * CELL_PAD);
	}
	return RC_OK;
}

static void
row_put(struct flow *f, const struct letter_line *l, PangoLayout **cells, double height)
{
	const char *tag = l->dir == DIR_TH ? "TH" : "TD";
	double x = f->left;
	size_t i;

	flow_tag(f, OP_BEGIN, "TR");
	for (i = 0; i < f->n_widths; i++) {
		struct flow_op *box;
		double drop = 0;

		flow_tag(f, OP_BEGIN, tag);
		box = flow_put(f, OP_BOX);
		box->x = x;
		box->y = f->y;
		box->w = f->widths[i];
		box->h = height;
		box->shade = l->dir == DIR_TH ? 0.9 : 1;
		if (l->dir == DIR_TH)
			drop = (height - 2 * CELL_PAD - flow_height(cells[i])) / 2;
		flow_text(f, cells[i], x + CELL_PAD, f->y + CELL_PAD + drop);
		flow_tag(f, OP_END, tag);
		x += f->widths[i];
	}
	flow_tag(f, OP_END, "TR");
	f->y += height;
}

/* Lay one row out where we are; the head is repeated first when the row begins a page. */
static enum rc
row_flow(struct flow *f, const struct letter_line *l, bool first, struct err *e)
{
	PangoLayout *cells[LETTER_CELLS] = { NULL };
	double height = 0;
	unsigned page = f->page;
	enum rc rc = row_layout(f, l, cells, &height, e);
	size_t i;

	if (rc == RC_OK) /* a head is not left alone at the foot of a page */
		rc = flow_need(f, first ? height + ROW_ROOM : height, e);
	if (rc == RC_OK && (first || page != f->page)) {
		if (!first) { /* the end belongs to the page before */
			flow_tag(f, OP_END, "Table");
			f->ops[f->n_ops - 1].page = page;
		}
		flow_tag(f, OP_BEGIN, "Table");
		if (!first && f->table_head != NULL) {
			PangoLayout *head[LETTER_CELLS] = { NULL };
			double head_height = 0;

			rc = row_layout(f, f->table_head, head, &head_height, e);
			if (rc == RC_OK)
				row_put(f, f->table_head, head, head_height);
			if (rc == RC_OK && f->y + height > f->bottom)
				rc = err_set(e, RC_LIMIT,
				    N_("Bagian surat lebih panjang dari satu halaman."),
				    "letter: row of line %u", l->number);
			for (i = 0; i < f->n_widths; i++)
				g_clear_object(&head[i]);
		}
	}
	if (rc == RC_OK)
		row_put(f, l, cells, height);
	for (i = 0; i < f->n_widths; i++)
		g_clear_object(&cells[i]);
	return rc;
}

/* A row for each row of the list that the line names. */
static enum rc
each_flow(struct flow *f, struct err *e)
{
	str s = f->line->text, name = str_cut(&s, ' ');
	enum rc rc = RC_OK;
	size_t i;

	for (i = 0; i < f->n_lists && !str_eq_z(name, f->lists[i].name); i++)
		;
	if (i == f->n_lists)
		return letter_error(
		    f->line, f->line->text.p, N_("nama daftar tidak dikenal."), e);
	f->values.rows = &f->lists[i];
	for (i = 0; rc == RC_OK && i < f->values.rows->n_rows; i++) {
		f->values.row = i;
		rc = row_flow(f, f->line, false, e);
	}
	f->values.rows = NULL;
	return rc;
}

enum rc
flow_table_row(struct flow *f, struct err *e)
{
	bool first = f->table_head == NULL;
	enum rc rc;

	if (f->n_widths == 0)
		return letter_error(
		    f->line, f->line->whole.p, N_("tidak ada tabel terbuka."), e);
	if (f->line->dir == DIR_END) {
		if (first)
			return letter_error(f->line, f->line->whole.p,
			    N_("tabel tidak mempunyai th."), e);
		flow_tag(f, OP_END, "Table");
		f->n_widths = 0;
		f->y += 2 * MM;
		return RC_OK;
	}
	if (first != (f->line->dir == DIR_TH))
		return letter_error(f->line, f->line->whole.p,
		    N_("baris pertama tabel harus th, berikutnya td."), e);
	rc = f->line->dir == DIR_EACH ? each_flow(f, e) : row_flow(f, f->line, first, e);
	if (first)
		f->table_head = f->line;
	return rc;
}

/* --- signatures ------------------------------------------------------------------------------- */

static enum rc
sign_layout(struct flow *f, const struct letter_line *l, double width,
    struct flow_sig *out, struct err *e)
{
	str s = l->text, side = str_cut(&s, ' '), cells[LETTER_CELLS];
	struct buf head, tail;
	size_t n, i;

	if (!str_eq(side, STR("left")) && !str_eq(side, STR("right")))
		return letter_error(
		    l, l->text.p, N_("tulis sig left atau sig right."), e);
	out->right = str_eq(side, STR("right"));
	if (letter_cells(l, str_trim(s), cells, &n, e) != RC_OK)
		return e->rc;
	if (n < 3)
		return letter_error(l, l->text.p, N_("tulis jabatan|nama|NIP."), e);
	buf_init(&head, f->a, 256);
	buf_init(&tail, f->a, 256);
	for (i = 0; i < n; i++) {
		struct buf *b = i + 2 < n ? &head : &tail;
		const char *markup;

		if (letter_markup(&f->values, l, cells[i], f->a, &markup, e) != RC_OK)
			return e->rc;
		if (b->n > 0)
			buf_char(b, '\n');
		buf_z(b, markup);
	}
	buf_char(&head, '\0');
	buf_char(&tail, '\0');
	out->head = flow_layout(f, head.p, f->size, width, PANGO_ALIGN_LEFT, e);
	if (out->head == NULL)
		return e->rc;
	out->tail = flow_layout(f, tail.p, f->size, width, PANGO_ALIGN_LEFT, e);
	return out->tail == NULL ? e->rc : RC_OK;
}

static enum rc
sign_put(struct flow *f, const struct flow_sig *s, double width, double head_height,
    struct err *e)
{
	double x = s->right ? f->right - width : f->left;
	double space_y = f->y + head_height;

	if (f->n_signs == LETTER_SIGNS)
		return letter_error(f->line, f->line->text.p,
		    N_("terlalu banyak tempat tanda tangan."), e);
	f->signs[f->n_signs++] = (struct letter_rect){
		.page = f->page + 1,
		.x = x,
		.y = f->sheets[f->page].height - space_y - SIGN_SPACE,
		.width = width,
		.height = SIGN_SPACE,
	};
	flow_tag(f, OP_BEGIN, "P");
	flow_text(f, s->head, x, f->y + head_height - flow_height(s->head));
	flow_text(f, s->tail, x, space_y + SIGN_SPACE);
	flow_tag(f, OP_END, "P");
	return RC_OK;
}

enum rc
flow_sign(struct flow *f, const struct letter_line *second, struct err *e)
{
	double width = (f->right - f->left) * 0.46, head = 0, tail = 0;
	const struct letter_line *lines[2] = { f->line, second };
	struct flow_sig sigs[2] = { { .head = NULL } };
	enum rc rc = RC_OK;
	size_t i, n = second != NULL ? 2 : 1;

	for (i = 0; i < n && rc == RC_OK; i++) {
		f->line = lines[i];
		rc = sign_layout(f, lines[i], width, &sigs[i], e);
		if (rc == RC_OK) {
			head = fmax(head, flow_height(sigs[i].head));
			tail = fmax(tail, flow_height(sigs[i].tail));
		}
	}
	if (rc == RC_OK && n == 2 && sigs[0].right == sigs[1].right)
		rc = letter_error(second, second->text.p,
		    N_("dua tanda tangan harus left lalu right."), e);
	if (rc == RC_OK)
		rc = flow_need(f, head + SIGN_SPACE + tail, e);
	for (i = 0; i < n && rc == RC_OK; i++)
		rc = sign_put(f, &sigs[i], width, head, e);
	f->y += head + SIGN_SPACE + tail + 2 * MM;
	for (i = 0; i < 2; i++) {
		g_clear_object(&sigs[i].head);
		g_clear_object(&sigs[i].tail);
	}
	return rc;
}
