/* qr.c - QR codes in a picture, by zbar. */
#include <stdlib.h>

#include <zbar.h>

#include "inspector/inspector.h"

static void
collect(const zbar_image_t *image, struct verdict *v)
{
	for (const zbar_symbol_t *s = zbar_image_first_symbol(image);
	     s != NULL && v->wire.texts < INSPECT_MAX_TEXTS; s = zbar_symbol_next(s)) {
		unsigned n = zbar_symbol_get_data_length(s);

		if (zbar_symbol_get_type(s) != ZBAR_QRCODE || n == 0 ||
		    n > INSPECT_MAX_TEXT)
			continue;
		memcpy(v->texts[v->wire.texts], zbar_symbol_get_data(s), n);
		v->text_n[v->wire.texts++] = n;
	}
}

void
raster_qr(const struct raster *r, struct verdict *v)
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
			collect(image, v);
	}
	if (image != NULL)
		zbar_image_destroy(image);
	if (scanner != NULL)
		zbar_image_scanner_destroy(scanner);
	free(grey);
}
