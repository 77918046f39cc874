/* qr.c - QR codes in a picture, by zbar. */
#include <stdlib.h>

#include <zbar.h>

#include "inspector/inspector.h"

/* What is done with each code; false ends it. */
typedef bool (*code_fn)(const zbar_symbol_t *s, void *arg);

static bool
collect(const zbar_symbol_t *s, void *arg)
{
	struct verdict *v = arg;
	unsigned n = zbar_symbol_get_data_length(s);

	if (n == 0 || n > INSPECT_MAX_TEXT)
		return true;
	memcpy(v->texts[v->wire.texts], zbar_symbol_get_data(s), n);
	v->text_n[v->wire.texts++] = n;
	return v->wire.texts < INSPECT_MAX_TEXTS;
}

struct wanted {
	const char *part;
	struct qr_corners *out;
	bool found;
};

/* zbar names the corners upper left, lower left, lower right, upper right of the code itself. */
static bool
find(const zbar_symbol_t *s, void *arg)
{
	struct wanted *w = arg;
	double *const to[4] = { w->out->ul, w->out->dl, w->out->dr, w->out->ur };
	str text = { zbar_symbol_get_data(s), zbar_symbol_get_data_length(s) };

	if (str_find(text, str_from_z(w->part)) < 0 || zbar_symbol_get_loc_size(s) != 4)
		return true;
	for (unsigned i = 0; i < 4; i++) {
		to[i][0] = zbar_symbol_get_loc_x(s, i);
		to[i][1] = zbar_symbol_get_loc_y(s, i);
	}
	w->found = true;
	return false;
}

static void
each_code(const zbar_image_t *image, code_fn fn, void *arg)
{
	const zbar_symbol_t *s = zbar_image_first_symbol(image);

	for (; s != NULL; s = zbar_symbol_next(s))
		if (zbar_symbol_get_type(s) == ZBAR_QRCODE && !fn(s, arg))
			return;
}

static void
scan(const struct raster *r, code_fn fn, void *arg)
{
	size_t n = (size_t)r->w * (size_t)r->h;
	zbar_image_scanner_t *scanner = zbar_image_scanner_create();
	zbar_image_t *image = zbar_image_create();
	uint8_t *grey = malloc(n);

	if (scanner != NULL && image != NULL && grey != NULL) {
		for (size_t i = 0; i < n; i++) {
			const uint8_t *p = r->rgb + i * 3;

			grey[i] = (uint8_t)((77 * p[0] + 150 * p[1] + 29 * p[2]) >> 8);
		}
		zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
		zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
		zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
		zbar_image_set_size(image, (unsigned)r->w, (unsigned)r->h);
		zbar_image_set_data(image, grey, n, NULL);
		if (zbar_scan_image(scanner, image) > 0)
			each_code(image, fn, arg);
	}
	if (image != NULL)
		zbar_image_destroy(image);
	if (scanner != NULL)
		zbar_image_scanner_destroy(scanner);
	free(grey);
}

void
raster_qr(const struct raster *r, struct verdict *v)
{
	scan(r, collect, v);
}

bool
raster_qr_find(const struct raster *r, const char *part, struct qr_corners *out)
{
	struct wanted w = { part, out, false };

	scan(r, find, &w);
	return w.found;
}
