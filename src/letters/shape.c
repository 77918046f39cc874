/* shape.c - drawn marks: plain filled paths, so that they print sharp and need no image. */
#include "letters/shape.h"

#include <qrencode.h>

enum rc
shape_qr_make(struct arena *a, str text, struct shape_qr *out, struct err *e)
{
	const char *z = str_z(a, text);
	QRcode *qr;
	int i;

	if (z == NULL || *z == '\0')
		return err_set(
		    e, RC_INVALID, N_("Isi kode QR tidak sah."), "qr: empty or NUL");
	qr = QRcode_encodeString8bit(z, 0, QR_ECLEVEL_M);
	if (qr == NULL)
		return err_set(
		    e, RC_LIMIT, N_("Isi kode QR terlalu panjang."), "qr: encode failed");
	if (qr->width > SHAPE_QR_MODULES) {
		QRcode_free(qr);
		return err_set(
		    e, RC_LIMIT, N_("Isi kode QR terlalu panjang."), "qr: too large");
	}
	out->modules = qr->width;
	for (i = 0; i < qr->width * qr->width; i++)
		out->dark[i] = qr->data[i] & 1;
	QRcode_free(qr);
	return RC_OK;
}

void
shape_qr_draw(cairo_t *cr, const struct shape_qr *qr, double x, double y, double side)
{
	double m = side / qr->modules, overlap = m * 0.02;
	int row, col, from;

	cairo_set_source_rgb(cr, 0, 0, 0);
	for (row = 0; row < qr->modules; row++) {
		for (col = 0; col < qr->modules; col++) {
			if (!qr->dark[row * qr->modules + col])
				continue;
			for (from = col; col + 1 < qr->modules &&
					 qr->dark[row * qr->modules + col + 1];
			     col++)
				;
			cairo_rectangle(cr, x + from * m, y + row * m,
			    (col - from + 1) * m, m + overlap);
		}
	}
	cairo_fill(cr);
}

/* The outline stands in a box of 24 by 30 units. */
static void
shield_path(cairo_t *cr)
{
	cairo_move_to(cr, 12, 0);
	cairo_rel_line_to(cr, 12, 4.6);
	cairo_rel_line_to(cr, 0, 8.6);
	cairo_rel_curve_to(cr, 0, 8, -5, 13.7, -12, 16.8);
	cairo_rel_curve_to(cr, -7, -3.1, -12, -8.8, -12, -16.8);
	cairo_rel_line_to(cr, 0, -8.6);
	cairo_close_path(cr);
}

void
shape_shield_draw(cairo_t *cr, double x, double y, double height)
{
	cairo_save(cr);
	cairo_translate(cr, x, y);
	cairo_scale(cr, height / 30, height / 30);
	shield_path(cr);
	cairo_set_source_rgb(cr, 0.043, 0.231, 0.467);
	cairo_fill(cr);
	cairo_set_source_rgb(cr, 0.949, 0.718, 0.02);
	cairo_set_line_width(cr, 3.2);
	cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
	cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
	cairo_move_to(cr, 5.8, 15.2);
	cairo_rel_line_to(cr, 4.5, 4.5);
	cairo_rel_line_to(cr, 8.3, -9);
	cairo_stroke(cr);
	cairo_restore(cr);
}
