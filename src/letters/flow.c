/* flow.c - the running text: letterhead, pairs, paragraphs, items, page breaks. */
#include "letters/flow.h"

#include <math.h>

#define LINE_SPACING 1.12F
#define PAIR_LABEL   (21 * MM)
#define DATA_INDENT  (9 * MM)
#define DATA_LABEL   (43 * MM)
#define COLON        (3.2 * MM)
#define ITEM_INDENT  (8 * MM)
#define FOOT_LINE    10 /* a little more than a line of 7.5 points */

struct flow_op *
flow_put(struct flow *f, enum flow_op_kind kind)
{
	struct flow_op *op;

	if (f->n_ops == f->cap_ops) {
		size_t cap = f->cap_ops == 0 ? 256 : f->cap_ops * 2;
		struct flow_op *ops = ARENA_ARRAY(f->a, cap, struct flow_op);

		if (f->n_ops > 0)
			memcpy(ops, f->ops, f->n_ops * sizeof *ops);
		f->ops = ops;
		f->cap_ops = cap;
	}
	op = &f->ops[f->n_ops++];
	*op = (struct flow_op){ .kind = kind, .page = f->page };
	return op;
}

void
flow_tag(struct flow *f, enum flow_op_kind kind, const char *tag)
{
	flow_put(f, kind)->tag = tag;
}

/* Lines from..to-1 of the layout with their top at y; the op takes its own reference. */
static void
put_lines(struct flow *f, PangoLayout *l, int from, int to, double x, double y)
{
	struct flow_op *op = flow_put(f, OP_TEXT);

	op->layout = g_object_ref(l);
	op->from = from;
	op->to = to;
	op->x = x;
	op->y = y;
}

void
flow_text(struct flow *f, PangoLayout *l, double x, double y)
{
	put_lines(f, l, 0, pango_layout_get_line_count(l), x, y);
}

double
flow_height(PangoLayout *l)
{
	int w, h;

	pango_layout_get_size(l, &w, &h);
	return (double)h / PANGO_SCALE;
}

/* A word wider than its place (an address, a long number) may break anywhere rather than run out. */
static void
wrap_long_words(PangoLayout *l)
{
	PangoAttrList *attrs, *copy;
	int w;

	pango_layout_get_size(l, &w, NULL);
	if (w <= pango_layout_get_width(l))
		return;
	attrs = pango_layout_get_attributes(l);
	copy = attrs != NULL ? pango_attr_list_copy(attrs) : pango_attr_list_new();
	pango_attr_list_insert(copy, pango_attr_insert_hyphens_new(FALSE));
	pango_layout_set_attributes(l, copy);
	pango_attr_list_unref(copy);
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
}

PangoLayout *
flow_layout(struct flow *f, const char *markup, double size, double width,
    PangoAlignment align, struct err *e)
{
	PangoFontDescription *font = pango_font_description_new();
	PangoLayout *l = pango_layout_new(f->pc);
	GError *bad = NULL;

	pango_font_description_set_family_static(font, f->family);
	pango_font_description_set_size(font, (gint)lround(size * PANGO_SCALE));
	pango_layout_set_font_description(l, font);
	pango_font_description_free(font);
	pango_layout_set_width(l, (int)lround(width * PANGO_SCALE));
	pango_layout_set_wrap(l, PANGO_WRAP_WORD);
	pango_layout_set_alignment(l, align);
	pango_layout_set_line_spacing(l, LINE_SPACING);
	if (!pango_parse_markup(markup, -1, 0, NULL, NULL, NULL, &bad)) {
		letter_error(f->line, f->line->text.p, bad->message, e);
		g_error_free(bad);
		g_object_unref(l);
		return NULL;
	}
	pango_layout_set_markup(l, markup, -1);
	if (pango_layout_get_unknown_glyphs_count(l) > 0) {
		letter_error(f->line, f->line->text.p,
		    N_("isi data memuat huruf yang tidak dapat dicetak."), e);
		g_object_unref(l);
		return NULL;
	}
	wrap_long_words(l);
	return l;
}

enum rc
flow_layout_cell(struct flow *f, str text, double size, double width,
    PangoAlignment align, PangoLayout **out, struct err *e)
{
	const char *markup;
	PangoLayout *l;

	if (letter_markup(&f->values, f->line, text, f->a, &markup, e) != RC_OK)
		return e->rc;
	l = flow_layout(f, markup, size, width, align, e);
	if (l == NULL)
		return e->rc;
	*out = l;
	return RC_OK;
}

/* The current page as wide and high as it lies. */
static void
place_sheet(struct flow *f)
{
	struct flow_sheet *s = &f->sheets[f->page];

	s->width = f->landscape ? PAGE_HEIGHT : PAGE_WIDTH;
	s->height = f->landscape ? PAGE_WIDTH : PAGE_HEIGHT;
	s->right = f->right = s->width - f->margin_right;
	s->bottom = f->bottom = s->height - f->margin_bottom - f->foot_room;
	f->y = f->top;
}

static enum rc
flow_new_page(struct flow *f, struct err *e)
{
	if (f->page + 1 >= LETTER_PAGES)
		return err_set(
		    e, RC_LIMIT, N_("Surat terlalu panjang."), "letter: pages");
	f->page++;
	place_sheet(f);
	return RC_OK;
}

static enum rc
flow_page(struct flow *f, struct err *e)
{
	if (str_eq(f->line->text, STR("landscape")))
		f->landscape = true;
	else if (str_eq(f->line->text, STR("portrait")))
		f->landscape = false;
	else if (f->line->text.n > 0)
		return letter_error(f->line, f->line->text.p,
		    N_("hanya page, page landscape, atau page portrait."), e);
	return flow_new_page(f, e);
}

enum rc
flow_need(struct flow *f, double height, struct err *e)
{
	if (f->y + height <= f->bottom)
		return RC_OK;
	if (f->top + height > f->bottom)
		return err_set(e, RC_LIMIT,
		    N_("Bagian surat lebih panjang dari satu halaman."),
		    "letter: block of line %u", f->line->number);
	return flow_new_page(f, e);
}

/* --- letterhead ------------------------------------------------------------------------------- */

static double
logo_room(const struct flow *f)
{
	return f->logo_height > 0 ? f->logo_width + 4 * MM : 0;
}

static enum rc
flow_logo(struct flow *f, struct err *e)
{
	str s = f->line->text, word = str_cut(&s, ' ');
	bool own = str_eq(word, STR("kantor")) && f->logo != NULL;
	struct flow_op *op;
	int64_t mm;

	if (!(str_eq(word, STR("perisai")) || str_eq(word, STR("kantor"))) ||
	    str_int64(str_trim(s), &mm, e) != RC_OK || mm < 10 || mm > 40)
		return letter_error(f->line, f->line->text.p,
		    N_("tulis logo kantor atau logo perisai, 10 sampai 40 (mm)."), e);
	if (f->had_logo)
		return letter_error(f->line, f->line->whole.p,
		    N_("logo hanya boleh satu dalam surat."), e);
	f->had_logo = true;
	f->logo_height = (double)mm * MM;
	f->logo_width = f->logo_height * 0.8;
	if (flow_need(f, f->logo_height, e) != RC_OK)
		return e->rc;
	if (own) /* as wide as it is, within a square */
		f->logo_width = fmin(
		    f->logo_height, f->logo_height * f->logo->width / f->logo->height);
	f->kop_top = f->y;
	f->logo_at = (struct letter_rect){ .page = f->page + 1,
		.x = f->left,
		.y = f->sheets[f->page].height - f->y - f->logo_height,
		.width = f->logo_width,
		.height = f->logo_height };
	flow_tag(f, OP_BEGIN, "Figure");
	op = flow_put(f, own ? OP_LOGO : OP_SHIELD);
	op->x = f->left;
	op->y = f->y;
	op->h = own ? f->logo_width * f->logo->height / f->logo->width : f->logo_height;
	op->w = f->logo_width;
	flow_tag(f, OP_END, "Figure");
	return RC_OK;
}

static enum rc
flow_kop(struct flow *f, struct err *e)
{
	double x = f->left + logo_room(f);
	PangoLayout *l = NULL;
	enum rc rc;

	if (flow_layout_cell(f, f->line->text, f->size, f->right - x, PANGO_ALIGN_CENTER,
		&l, e) != RC_OK)
		return e->rc;
	rc = flow_need(f, flow_height(l), e);
	if (rc == RC_OK) {
		flow_tag(f, OP_BEGIN, "P");
		flow_text(f, l, x, f->y);
		flow_tag(f, OP_END, "P");
		f->y += flow_height(l);
	}
	g_object_unref(l);
	return rc;
}

static void
put_rule(struct flow *f, double thickness)
{
	struct flow_op *op = flow_put(f, OP_RULE);

	op->x = f->left;
	op->y = f->y;
	op->w = f->right - f->left;
	op->h = thickness;
}

static enum rc
flow_rule(struct flow *f, struct err *e)
{
	bool thin = str_eq(f->line->text, STR("thin"));

	if (!thin && f->line->text.n > 0)
		return letter_error(
		    f->line, f->line->text.p, N_("hanya rule atau rule thin."), e);
	if (f->logo_height > 0 && f->page == 0 && f->y < f->kop_top + f->logo_height)
		f->y = f->kop_top + f->logo_height;
	f->logo_height = 0;
	if (flow_need(f, 1.6 * MM + 2.2 + 1.8, e) != RC_OK)
		return e->rc;
	f->y += 1.6 * MM;
	put_rule(f, thin ? 0.5 : 1.8);
	if (!thin) {
		f->y += 2.2;
		put_rule(f, 0.5);
	}
	f->y += 3 * MM;
	return RC_OK;
}

/* --- blocks ----------------------------------------------------------------------------------- */

/* Height of the lines from `from` that fit into `room`; *to is behind the last of them. */
static double
lines_fitting(PangoLayout *l, int from, double room, int *to)
{
	PangoLayoutIter *it = pango_layout_get_iter(l);
	double top = 0, height = 0;
	int i = 0;

	*to = from;
	do {
		int y0, y1;

		pango_layout_iter_get_line_yrange(it, &y0, &y1);
		if (i == from)
			top = (double)y0 / PANGO_SCALE;
		if (i >= from) {
			double h = (double)y1 / PANGO_SCALE - top;

			if (h > room)
				break;
			height = h;
			*to = i + 1;
		}
		i++;
	} while (pango_layout_iter_next_line(it));
	pango_layout_iter_free(it);
	return height;
}

/*
 * Lists (ISO 32000-1, 14.8.4.3.3): L > LI > Lbl, LBody; a list below an item stands in its body. What ends is
 * on the page of what was put last: cairo takes no tag that is empty on a page.
 */
static void
list_tag_end(struct flow *f, const char *tag)
{
	unsigned page = f->ops[f->n_ops - 1].page;

	flow_tag(f, OP_END, tag);
	f->ops[f->n_ops - 1].page = page;
}

static void
item_end(struct flow *f)
{
	list_tag_end(f, "LBody");
	list_tag_end(f, "LI");
}

/* Until only so many levels are open. */
static void
lists_end(struct flow *f, int level)
{
	for (; f->list > level; f->list--) {
		item_end(f);
		list_tag_end(f, "L");
	}
}

/* On the page where its first line stands: mark and body begin; the body stays open. */
static void
item_begin(struct flow *f, int level, PangoLayout *mark, double mark_x)
{
	if (level > f->list + 1)
		level = f->list + 1;
	lists_end(f, level);
	if (f->list == level)
		item_end(f);
	else
		flow_tag(f, OP_BEGIN, "L");
	f->list = level;
	flow_tag(f, OP_BEGIN, "LI");
	flow_tag(f, OP_BEGIN, "Lbl");
	flow_text(f, mark, mark_x, f->y);
	flow_tag(f, OP_END, "Lbl");
	flow_tag(f, OP_BEGIN, "LBody");
}

/* One tagged block that may run over pages; with a mark it is an item of a list of that level. */
static enum rc
put_block(struct flow *f, const char *tag, PangoLayout *l, double x, PangoLayout *mark,
    double mark_x, int level, struct err *e)
{
	int from = 0, to, n = pango_layout_get_line_count(l);
	double h;

	while (from < n) {
		h = lines_fitting(l, from, f->bottom - f->y, &to);
		/* No single line at the foot of a page, and none left over for the next. */
		if (to < n && to - from < 2)
			to = from;
		else if (to == n - 1 && to - from > 2)
			h = lines_fitting(l, from, h - 1, &to);
		if (to == from) {
			if (flow_new_page(f, e) != RC_OK)
				return e->rc;
			h = lines_fitting(l, from, f->bottom - f->y, &to);
			if (to == from)
				return err_set(e, RC_LIMIT, N_("Surat terlalu panjang."),
				    "letter: line higher than the page");
		}
		if (mark != NULL && from == 0)
			item_begin(f, level, mark, mark_x);
		flow_tag(f, OP_BEGIN, tag);
		put_lines(f, l, from, to, x, f->y);
		flow_tag(f, OP_END, tag);
		f->y += h;
		from = to;
	}
	return RC_OK;
}

static enum rc
flow_para(struct flow *f, PangoAlignment align, bool justify, struct err *e)
{
	const char *tag = "P";
	PangoLayout *l = NULL;
	enum rc rc;

	if (flow_layout_cell(
		f, f->line->text, f->size, f->right - f->left, align, &l, e) != RC_OK)
		return e->rc;
	if (justify) {
		pango_layout_set_justify(l, TRUE);
		pango_layout_set_indent(l, (int)(10 * MM * PANGO_SCALE));
	}
	if (align == PANGO_ALIGN_CENTER && !f->had_heading) {
		f->had_heading = true;
		tag = "H1";
	}
	rc = put_block(f, tag, l, f->left, NULL, 0, 0, e);
	g_object_unref(l);
	if (justify)
		f->y += 1.8 * MM;
	return rc;
}

static enum rc
flow_item(struct flow *f, int level, struct err *e)
{
	double x = f->left + (level - 1) * ITEM_INDENT;
	PangoLayout *mark = NULL, *l = NULL;
	str cells[LETTER_CELLS];
	size_t n;
	enum rc rc;

	rc = letter_cells(f->line, f->line->text, cells, &n, e);
	if (rc == RC_OK && n != 2)
		rc = letter_error(f->line, f->line->text.p, N_("tulis tanda|isi."), e);
	if (rc == RC_OK)
		rc = flow_layout_cell(
		    f, cells[0], f->size, ITEM_INDENT, PANGO_ALIGN_LEFT, &mark, e);
	if (rc == RC_OK)
		rc = flow_layout_cell(f, cells[1], f->size, f->right - x - ITEM_INDENT,
		    PANGO_ALIGN_LEFT, &l, e);
	if (rc == RC_OK) {
		pango_layout_set_justify(l, TRUE);
		rc = put_block(f, "P", l, x + ITEM_INDENT, mark, x, level, e);
		f->y += 1.2 * MM;
	}
	g_clear_object(&mark);
	g_clear_object(&l);
	return rc;
}

/* label, colon, value, and for `pair` something at the right edge of the same line */
struct pair {
	PangoLayout *label, *colon, *value, *right;
	double x, value_x, right_x;
};

static enum rc
pair_layout(struct flow *f, bool data, struct pair *p, struct err *e)
{
	double label = data ? DATA_LABEL : PAIR_LABEL, right_width = 0;
	str cells[LETTER_CELLS];
	size_t n;

	if (letter_cells(f->line, f->line->text, cells, &n, e) != RC_OK)
		return e->rc;
	if (n < 2 || n > (data ? 2 : 3))
		return letter_error(f->line, f->line->text.p, N_("tulis label|isi."), e);
	p->x = f->left + (data ? DATA_INDENT : 0);
	p->value_x = p->x + label + COLON;
	if (n == 3)
		right_width = 62 * MM;
	p->right_x = f->right - right_width;
	if (flow_layout_cell(
		f, cells[0], f->size, label, PANGO_ALIGN_LEFT, &p->label, e) != RC_OK)
		return e->rc;
	if (flow_layout_cell(
		f, STR(":"), f->size, COLON, PANGO_ALIGN_LEFT, &p->colon, e) != RC_OK)
		return e->rc;
	if (n == 3 && flow_layout_cell(f, cells[2], f->size, right_width,
			  PANGO_ALIGN_RIGHT, &p->right, e) != RC_OK)
		return e->rc;
	return flow_layout_cell(f, cells[1], f->size, p->right_x - p->value_x,
	    PANGO_ALIGN_LEFT, &p->value, e);
}

static enum rc
flow_pair(struct flow *f, bool data, struct err *e)
{
	struct pair p = { .label = NULL };
	double h = 0;
	enum rc rc = pair_layout(f, data, &p, e);

	if (rc == RC_OK) {
		h = fmax(flow_height(p.label), flow_height(p.value));
		if (p.right != NULL)
			h = fmax(h, flow_height(p.right));
		rc = flow_need(f, h, e);
	}
	if (rc == RC_OK) {
		flow_tag(f, OP_BEGIN, "P");
		flow_text(f, p.label, p.x, f->y);
		flow_text(f, p.colon, p.value_x - COLON, f->y);
		flow_text(f, p.value, p.value_x, f->y);
		if (p.right != NULL)
			flow_text(f, p.right, p.right_x, f->y);
		flow_tag(f, OP_END, "P");
		f->y += h + (data ? 0.7 * MM : 0.3 * MM);
	}
	g_clear_object(&p.label);
	g_clear_object(&p.colon);
	g_clear_object(&p.value);
	g_clear_object(&p.right);
	return rc;
}

static enum rc
flow_gap(struct flow *f, struct err *e)
{
	int64_t mm;

	if (str_int64(f->line->text, &mm, e) != RC_OK || mm < 0 || mm > 200)
		return letter_error(
		    f->line, f->line->text.p, N_("tulis jarak dalam mm."), e);
	f->y += (double)mm * MM;
	return RC_OK;
}

/* --- what holds for the whole letter ----------------------------------------------------------- */

static enum rc
set_font(struct flow *f, struct err *e)
{
	str s = f->line->text, word = str_cut(&s, ' ');
	int64_t size;

	if (str_eq(word, STR("sans")))
		f->family = "Liberation Sans";
	else if (str_eq(word, STR("serif")))
		f->family = "Liberation Serif";
	else
		return letter_error(f->line, word.p, N_("pilih sans atau serif."), e);
	if (str_int64(str_trim(s), &size, e) != RC_OK || size < 8 || size > 14)
		return letter_error(
		    f->line, f->line->text.p, N_("ukuran huruf 8 sampai 14."), e);
	f->size = (double)size;
	return RC_OK;
}

static enum rc
set_margin(struct flow *f, struct err *e)
{
	str s = f->line->text;
	double mm[4];
	int64_t v;
	int i;

	for (i = 0; i < 4; i++) {
		if (str_int64(str_cut(&s, ' '), &v, e) != RC_OK || v < 5 || v > 60)
			return letter_error(f->line, f->line->text.p,
			    N_("tulis empat batas 5 sampai 60 mm."), e);
		mm[i] = (double)v * MM;
	}
	f->top = mm[0];
	f->margin_right = mm[1];
	f->margin_bottom = mm[2];
	f->left = mm[3];
	return RC_OK;
}

static enum rc
set_qr(struct flow *f, struct err *e)
{
	int64_t mm;

	if (str_int64(f->line->text, &mm, e) != RC_OK || mm < 20 || mm > 40)
		return letter_error(
		    f->line, f->line->text.p, N_("kode QR 20 sampai 40 mm."), e);
	f->qr_side = (double)mm * MM;
	return RC_OK;
}

/* Font, margins and foot first: they hold wherever they stand. */
static enum rc
settings(struct flow *f, const struct letter_lines *lines, struct err *e)
{
	enum rc rc = RC_OK;
	size_t i;

	for (i = 0; i < lines->n && rc == RC_OK; i++) {
		f->line = &lines->at[i];
		switch (f->line->dir) {
		case DIR_FONT:
			rc = set_font(f, e);
			break;
		case DIR_MARGIN:
			rc = set_margin(f, e);
			break;
		case DIR_QR:
			rc = set_qr(f, e);
			break;
		default:
			break;
		}
	}
	return rc;
}

static enum rc
foot_layout(struct flow *f, const struct letter_lines *lines, struct err *e)
{
	double quiet = f->qr_side > 0 ? f->qr_side * 0.17 : 0, room;
	size_t i;

	/* beside the code also stand the check code and, below it, the number of the page */
	room = f->qr_side > 0 ? f->qr_side - 5.5 * MM - FOOT_LINE : 4 * FOOT_LINE;
	for (i = 0; i < lines->n; i++) {
		if (lines->at[i].dir != DIR_FOOT)
			continue;
		f->line = &lines->at[i];
		g_clear_object(&f->foot);
		if (flow_layout_cell(f, f->line->text, 7.5,
			PAGE_WIDTH - f->margin_right - f->left - f->qr_side - 2 * quiet,
			PANGO_ALIGN_LEFT, &f->foot, e) != RC_OK)
			return e->rc;
		if (flow_height(f->foot) > room)
			return letter_error(f->line, f->line->text.p,
			    N_("teks kaki surat terlalu panjang."), e);
	}
	f->foot_room = f->qr_side > 0 ? f->qr_side + 2 * quiet
		       : f->foot == NULL
			   ? 8 * MM
			   : 1.5 * MM + flow_height(f->foot) + 1 * MM + FOOT_LINE;
	return RC_OK;
}

static enum rc
flow_line(struct flow *f, struct err *e)
{
	switch (f->line->dir) {
	case DIR_LOGO:
		return flow_logo(f, e);
	case DIR_KOP:
		return flow_kop(f, e);
	case DIR_RULE:
		return flow_rule(f, e);
	case DIR_PAIR:
		return flow_pair(f, false, e);
	case DIR_DATA:
		return flow_pair(f, true, e);
	case DIR_GAP:
		return flow_gap(f, e);
	case DIR_LEFT:
		return flow_para(f, PANGO_ALIGN_LEFT, false, e);
	case DIR_CENTER:
		return flow_para(f, PANGO_ALIGN_CENTER, false, e);
	case DIR_P:
		return flow_para(f, PANGO_ALIGN_LEFT, true, e);
	case DIR_ITEM:
		return flow_item(f, 1, e);
	case DIR_SUB:
		return flow_item(f, 2, e);
	case DIR_TABLE:
		return flow_table(f, e);
	case DIR_TH:
	case DIR_TD:
	case DIR_EACH:
	case DIR_END:
		return flow_table_row(f, e);
	case DIR_PAGE:
		return flow_page(f, e);
	case DIR_LETTERHEAD: /* its lines were put in by letter_parse */
	case DIR_TITLE:
	case DIR_FONT:
	case DIR_MARGIN:
	case DIR_QR:
	case DIR_FOOT:
	case DIR_SIG: /* by flow_run, which sees the next line */
	case DIR__COUNT:
		break;
	}
	return RC_OK;
}

/* Items, and what belongs to the one before; settings print nothing. */
static bool
stays_in_list(enum letter_directive dir)
{
	return dir == DIR_ITEM || dir == DIR_SUB || dir == DIR_DATA || dir == DIR_GAP ||
	       dir == DIR_TITLE || dir == DIR_FONT || dir == DIR_MARGIN ||
	       dir == DIR_QR || dir == DIR_FOOT || dir == DIR_LETTERHEAD;
}

enum rc
flow_run(struct flow *f, const struct letter_lines *lines, struct err *e)
{
	enum rc rc;
	size_t i;

	f->family = "Liberation Sans";
	f->size = 11;
	f->top = 15 * MM;
	f->margin_right = 20 * MM;
	f->margin_bottom = 12 * MM;
	f->left = 25 * MM;
	rc = settings(f, lines, e);
	if (rc == RC_OK)
		rc = foot_layout(f, lines, e);
	place_sheet(f);
	for (i = 0; i < lines->n && rc == RC_OK; i++) {
		const struct letter_line *next =
		    i + 1 < lines->n ? &lines->at[i + 1] : NULL;

		f->line = &lines->at[i];
		if (!stays_in_list(f->line->dir))
			lists_end(f, 0);
		if (f->n_widths > 0 && f->line->dir != DIR_TH && f->line->dir != DIR_TD &&
		    f->line->dir != DIR_EACH && f->line->dir != DIR_END)
			return letter_error(f->line, f->line->whole.p,
			    N_("tabel belum ditutup dengan end."), e);
		if (f->line->dir != DIR_SIG) {
			rc = flow_line(f, e);
			continue;
		}
		if (next != NULL && next->dir != DIR_SIG)
			next = NULL;
		rc = flow_sign(f, next, e);
		if (next != NULL)
			i++;
	}
	lists_end(f, 0);
	if (rc == RC_OK && f->n_widths > 0)
		rc = letter_error(
		    f->line, f->line->whole.p, N_("tabel belum ditutup dengan end."), e);
	return rc;
}

void
flow_release(struct flow *f)
{
	size_t i;

	for (i = 0; i < f->n_ops; i++)
		g_clear_object(&f->ops[i].layout);
	g_clear_object(&f->foot);
}
