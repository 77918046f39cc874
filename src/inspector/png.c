/* png.c - decoding PNG with libspng, and the trivial PPM of pdftoppm. */
#include <stdlib.h>

#include <spng.h>

#include "base/limits.h"
#include "inspector/inspector.h"

#define CHUNK_BYTES       ((size_t)1 << 20) /* one ancillary chunk, inflated */
#define CHUNK_CACHE_BYTES ((size_t)4 << 20) /* all of them */

/* In place: RGBA on white to RGB. */
static void
flatten(uint8_t *p, size_t pixels)
{
	const uint8_t *s = p;

	for (size_t i = 0; i < pixels; i++, s += 4, p += 3)
		for (int c = 0; c < 3; c++)
			p[c] = (uint8_t)((s[c] * s[3] + 255 * (255 - s[3]) + 127) / 255);
}

static enum inspect_code
png_pixels(spng_ctx *ctx, struct raster *out)
{
	struct spng_ihdr ihdr;
	size_t n, pixels;
	int r = spng_get_ihdr(ctx, &ihdr);

	if (r == SPNG_EUSER_WIDTH || r == SPNG_EUSER_HEIGHT)
		return INSPECT_IMAGE_PIXELS;
	if (r != 0)
		return INSPECT_IMAGE_DAMAGED;
	if (!image_size_ok(ihdr.width, ihdr.height))
		return INSPECT_IMAGE_PIXELS;
	pixels = (size_t)ihdr.width * ihdr.height;
	if (spng_decoded_image_size(ctx, SPNG_FMT_RGBA8, &n) != 0 || n != pixels * 4)
		return INSPECT_IMAGE_DAMAGED;
	out->w = (int)ihdr.width;
	out->h = (int)ihdr.height;
	out->rgb = malloc(n);
	if (out->rgb == NULL)
		return INSPECT_IMAGE_PIXELS;
	if (spng_decode_image(ctx, out->rgb, n, SPNG_FMT_RGBA8, SPNG_DECODE_TRNS) != 0 ||
	    spng_decode_chunks(ctx) != 0)
		return INSPECT_IMAGE_DAMAGED;
	flatten(out->rgb, pixels);
	return INSPECT_OK;
}

enum inspect_code
png_decode(str bytes, struct raster *out, int *w, int *h)
{
	spng_ctx *ctx = spng_ctx_new(0);
	struct spng_exif exif = { 0 };
	enum inspect_code code;
	int orientation = 1;

	out->rgb = NULL;
	if (ctx == NULL)
		return INSPECT_IMAGE_PIXELS;
	spng_set_image_limits(ctx, 20000, 20000);
	spng_set_chunk_limits(ctx, CHUNK_BYTES, CHUNK_CACHE_BYTES);
	spng_set_crc_action(ctx, SPNG_CRC_ERROR, SPNG_CRC_ERROR);
	spng_set_png_buffer(ctx, bytes.p, bytes.n);
	code = png_pixels(ctx, out);
	if (code == INSPECT_OK && spng_get_exif(ctx, &exif) == 0)
		orientation = exif_orientation((str){ exif.data, exif.length });
	spng_ctx_free(ctx);
	if (code == INSPECT_OK) {
		*w = orientation >= 5 ? out->h : out->w;
		*h = orientation >= 5 ? out->w : out->h;
		if (!raster_shrink(out, INSPECT_IMAGE_SIDE) ||
		    !raster_upright(out, orientation))
			code = INSPECT_IMAGE_PIXELS;
	}
	if (code != INSPECT_OK)
		raster_release(out);
	return code;
}

/* One decimal number and the single white space after it. */
static bool
ppm_number(str *s, int *out)
{
	int v = 0;
	size_t i = 0;

	while (i < s->n && i < 6 && s->p[i] >= '0' && s->p[i] <= '9')
		v = v * 10 + (s->p[i++] - '0');
	if (i == 0 || i >= s->n || (s->p[i] != ' ' && s->p[i] != '\n'))
		return false;
	*s = str_from(*s, i + 1);
	*out = v;
	return true;
}

enum inspect_code
ppm_decode(str bytes, struct raster *out)
{
	int w, h, max;
	size_t n;

	out->rgb = NULL;
	if (!str_starts(bytes, STR("P6\n")))
		return INSPECT_PAGE_FAILED;
	bytes = str_from(bytes, 3);
	if (!ppm_number(&bytes, &w) || !ppm_number(&bytes, &h) ||
	    !ppm_number(&bytes, &max) || max != 255 ||
	    !image_size_ok((uint64_t)w, (uint64_t)h))
		return INSPECT_PAGE_FAILED;
	n = (size_t)w * (size_t)h * 3;
	if (bytes.n != n || !raster_new(out, w, h))
		return INSPECT_PAGE_FAILED;
	memcpy(out->rgb, bytes.p, n);
	return INSPECT_OK;
}
