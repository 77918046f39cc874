/* shape.h - the shield of the portal and QR codes, drawn as paths. Internal to src/letters. */
#ifndef LETTERS_SHAPE_H
#define LETTERS_SHAPE_H

#include <cairo.h>

#include "base/str.h"

#define SHAPE_QR_MODULES 57 /* version 10: more would not be readable at 20 mm */

struct shape_qr {
	int modules; /* per side, without the quiet zone */
	unsigned char dark[SHAPE_QR_MODULES * SHAPE_QR_MODULES];
};

/* QR code of the text with error correction M. RC_LIMIT when it needs too many modules. */
MUST_USE enum rc shape_qr_make(
    struct arena *a, str text, struct shape_qr *out, struct err *e);
void shape_qr_draw(
    cairo_t *cr, const struct shape_qr *qr, double x, double y, double side);

/* Our own mark; the width is 0.8 of the height. */
void shape_shield_draw(cairo_t *cr, double x, double y, double height);

#endif
