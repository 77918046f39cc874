/*
 * paint.c - drawing the list of flow.c.
 *
 * cairo 1.16 and tags: never cairo_paint() (a document of several pages fails), never a tag without
 * content before a page ends; so backgrounds are filled rectangles and page breaks were decided by
 * flow.c before any tag was opened.
 */
#include "letters/paint.h"

#include <cairo-pdf.h>
#include <hb.h>

#define FOOT_SIZE 7.5
#define QUIET     0.17 /* of the code's side: 4 modules of the 25 to 29 a check link needs */

struct painter {
	cairo_surface_t *surface;
	cairo_surface_t *logo; /* NULL: none */
	cairo_t *cr;
	struct flow *f;
	const struct paint_foot *foot;
	unsigned page, pages;
};

/*
 * Pango turns the last space of a wrapped line into an empty glyph; cairo would then wrap the line
 * in a span of its own and readers of the structure lose the rest of the paragraph. A real space
 * beyond the margin is put back: nobody sees it and words stay apart.
 */
static void
restore_last_space(PangoLayoutLine *line, const char *text)
{
	GSList *last = g_slist_last(line->runs);
	PangoGlyphItem *run;
	PangoGlyphInfo *glyph;
	hb_codepoint_t space;
	hb_font_t *font;

	if (last == NULL)
		return;
	run = last->data;
	if (run->glyphs->num_glyphs < 1 || run->item->length < 1 ||
	    text[run->item->offset + run->item->length - 1] != ' ')
		return;
	glyph = &run->glyphs->glyphs[run->glyphs->num_glyphs - 1];
	font = pango_font_get_hb_font(run->item->analysis.font);
	if (glyph->glyph != PANGO_GLYPH_EMPTY ||
	    !hb_font_get_nominal_glyph(font, ' ', &space))
		return;
	glyph->glyph = space;
	glyph->geometry.width = hb_font_get_glyph_h_advance(font, space);
}

static void
paint_lines(cairo_t *cr, const struct flow_op *op)
{
	PangoLayoutIter *it = pango_layout_get_iter(op->layout);
	const char *text = pango_layout_get_text(op->layout);
	PangoLayoutLine *line;
	double top = 0;
	int i = 0;

	cairo_set_source_rgb(cr, 0, 0, 0);
	do {
		PangoRectangle logical;
		int y0, y1;

		pango_layout_iter_get_line_yrange(it, &y0, &y1);
		if (i == op->from)
			top = (double)y0 / PANGO_SCALE;
		if (i >= op->from && i < op->to) {
			pango_layout_iter_get_line_extents(it, NULL, &logical);
			cairo_move_to(cr, op->x + (double)logical.x / PANGO_SCALE,
			    op->y - top +
				(double)pango_layout_iter_get_baseline(it) / PANGO_SCALE);
			line = pango_layout_iter_get_line(it);
			restore_last_space(line, text);
			pango_cairo_show_layout_line(cr, line);
		}
		i++;
	} while (pango_layout_iter_next_line(it));
	pango_layout_iter_free(it);
}

/*
 * cairo writes the JPEG as it is and never decodes it, so the surface only needs its size. Without
 * the filter the picture would be marked to be interpolated, which an archive refuses.
 */
static void
paint_logo(const struct painter *p, const struct flow_op *op)
{
	const struct letter_logo *l = p->f->logo;

	BUG_ON(l == NULL); /* flow.c puts the shield where there is none */
	cairo_save(p->cr);
	cairo_translate(p->cr, op->x, op->y);
	cairo_scale(p->cr, op->w / l->width, op->h / l->height);
	cairo_set_source_surface(p->cr, p->logo, 0, 0);
	cairo_pattern_set_filter(cairo_get_source(p->cr), CAIRO_FILTER_FAST);
	cairo_rectangle(p->cr, 0, 0, l->width, l->height);
	cairo_fill(p->cr);
	cairo_restore(p->cr);
}

static void
paint_op(const struct painter *p, const struct flow_op *op)
{
	cairo_t *cr = p->cr;

	switch (op->kind) {
	case OP_BEGIN:
		cairo_tag_begin(cr, op->tag, NULL);
		break;
	case OP_END:
		cairo_tag_end(cr, op->tag);
		break;
	case OP_TEXT:
		paint_lines(cr, op);
		break;
	case OP_BOX:
		cairo_rectangle(cr, op->x, op->y, op->w, op->h);
		cairo_set_source_rgb(cr, op->shade, op->shade, op->shade);
		cairo_fill_preserve(cr);
		cairo_set_source_rgb(cr, 0, 0, 0);
		cairo_set_line_width(cr, 0.5);
		cairo_stroke(cr);
		break;
	case OP_RULE:
		cairo_rectangle(cr, op->x, op->y, op->w, op->h);
		cairo_set_source_rgb(cr, 0, 0, 0);
		cairo_fill(cr);
		break;
	case OP_SHIELD:
		shape_shield_draw(cr, op->x, op->y, op->h);
		break;
	case OP_LOGO:
		paint_logo(p, op);
		break;
	}
}

static enum rc
paint_small(struct painter *p, const char *markup, double x, double y, double width,
    PangoAlignment align, struct err *e)
{
	struct flow_op op = { .kind = OP_TEXT, .x = x, .y = y };

	op.layout = flow_layout(p->f, markup, FOOT_SIZE, width, align, e);
	if (op.layout == NULL)
		return e->rc;
	op.to = pango_layout_get_line_count(op.layout);
	paint_lines(p->cr, &op);
	g_object_unref(op.layout);
	return RC_OK;
}

/* The check code in clear and the address, under each other, beside the QR code. */
static enum rc
paint_check(struct painter *p, double x, double y, double width, struct err *e)
{
	static const struct letter_line here = { .dir = DIR_QR };
	struct letter_field fields[] = {
		{ "code", p->foot->check_code },
		{ "url", p->foot->check_url },
	};
	struct letter_values v = { fields, ARRAY_LEN(fields) };
	const char *markup;

	if (letter_markup(&v, &here, STR("Kode periksa: <b>{{code}}</b>   {{url}}"),
		p->f->a, &markup, e) != RC_OK)
		return e->rc;
	return paint_small(p, markup, x, y, width, PANGO_ALIGN_LEFT, e);
}

struct letter_rect
paint_code_place(const struct flow *f, unsigned page)
{
	const struct flow_sheet *s = &f->sheets[page];
	double side = f->qr_side;

	return (struct letter_rect){ .page = page + 1,
		.x = f->left,
		.y = s->height - s->bottom - side * QUIET - side,
		.width = side,
		.height = side };
}

static enum rc
paint_foot(struct painter *p, struct err *e)
{
	struct flow *f = p->f;
	const struct flow_sheet *sheet = &f->sheets[p->page];
	double quiet = f->qr_side * QUIET, x = f->left, y = sheet->bottom + quiet, w;
	const char *number =
	    str_z(f->a, str_fmt(f->a, "Halaman %u dari %u", p->page + 1, p->pages));

	if (p->foot->qr != NULL) {
		shape_qr_draw(p->cr, &p->foot->qr[p->page], x, y, f->qr_side);
		x += f->qr_side + quiet;
	}
	w = sheet->right - x;
	cairo_rectangle(p->cr, x, y, w, 0.5);
	cairo_set_source_rgb(p->cr, 0.5, 0.5, 0.5);
	cairo_fill(p->cr);
	y += 1.5 * MM;
	if (f->foot != NULL) {
		struct flow_op op = { .layout = f->foot, .x = x, .y = y };

		op.to = pango_layout_get_line_count(f->foot);
		paint_lines(p->cr, &op);
		y += flow_height(f->foot) + 1 * MM;
	}
	if (p->foot->qr != NULL) {
		if (paint_check(p, x, y, w, e) != RC_OK)
			return e->rc;
		y = sheet->bottom + quiet + f->qr_side - 3 * MM;
	}
	return paint_small(p, number, x, y, w, PANGO_ALIGN_RIGHT, e);
}

static void
begin_page(const struct painter *p)
{
	const struct flow_sheet *s = &p->f->sheets[p->page];

	cairo_pdf_surface_set_size(p->surface, s->width, s->height);
}

static enum rc
paint_pages(struct painter *p, struct err *e)
{
	const struct flow *f = p->f;
	size_t i;

	begin_page(p);
	cairo_tag_begin(p->cr, "Document", NULL);
	for (i = 0; i < f->n_ops; i++) {
		while (p->page < f->ops[i].page) {
			if (paint_foot(p, e) != RC_OK)
				return e->rc;
			cairo_show_page(p->cr);
			p->page++;
			begin_page(p);
		}
		paint_op(p, &f->ops[i]);
	}
	if (paint_foot(p, e) != RC_OK)
		return e->rc;
	cairo_tag_end(p->cr, "Document");
	cairo_show_page(p->cr);
	return RC_OK;
}

static cairo_status_t
to_buf(void *arg, const unsigned char *p, unsigned n)
{
	buf_put(arg, p, n);
	return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
logo_surface(const struct letter_logo *l, cairo_surface_t **out)
{
	*out = cairo_image_surface_create(CAIRO_FORMAT_RGB24, l->width, l->height);
	/* its bytes live in the caller's arena, longer than the surface */
	return cairo_surface_set_mime_data(*out, CAIRO_MIME_TYPE_JPEG,
	    (const unsigned char *)l->jpeg.p, l->jpeg.n, NULL, NULL);
}

enum rc
paint_pdf(struct flow *f, const struct paint_foot *foot, struct buf *out,
    unsigned *out_pages, struct err *e)
{
	cairo_surface_t *surface =
	    cairo_pdf_surface_create_for_stream(to_buf, out, PAGE_WIDTH, PAGE_HEIGHT);
	struct painter p = {
		.surface = surface, .f = f, .foot = foot, .pages = f->page + 1
	};
	cairo_status_t status = CAIRO_STATUS_SUCCESS;
	enum rc rc;

	p.cr = cairo_create(surface);
	if (f->logo != NULL)
		status = logo_surface(f->logo, &p.logo);
	rc = paint_pages(&p, e);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_status(p.cr);
	cairo_destroy(p.cr);
	cairo_surface_destroy(p.logo);
	cairo_surface_finish(surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	if (rc == RC_OK && status != CAIRO_STATUS_SUCCESS)
		rc = err_set(e, RC_INTERNAL, N_("Surat tidak dapat dibuat."), "cairo: %s",
		    cairo_status_to_string(status));
	*out_pages = p.pages;
	return rc;
}
