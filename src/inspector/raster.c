/* raster.c - a decoded picture: shrinking, turning, encoding. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "base/limits.h"
#include "inspector/inspector.h"

#define QUALITY 85

void
raster_release(struct raster *r)
{
	free(r->rgb);
	r->rgb = NULL;
}

bool
raster_new(struct raster *r, int w, int h)
{
	BUG_ON(w < 1 || h < 1 || (int64_t)w * h > LIMIT_PIXELS);
	r->rgb = malloc((size_t)w * (size_t)h * 3);
	r->w = w;
	r->h = h;
	return r->rgb != NULL;
}

bool
image_size_ok(uint64_t w, uint64_t h)
{
	const uint64_t side = 20000;

	return w >= 1 && h >= 1 && w <= side && h <= side && w * h <= LIMIT_PIXELS;
}

/* The average colour of the source pixels that fall into one target pixel. */
static void
average(const struct raster *r, int x0, int x1, int y0, int y1, uint8_t out[3])
{
	uint32_t sum[3] = { 0, 0, 0 };
	uint32_t n = (uint32_t)(x1 - x0) * (uint32_t)(y1 - y0);

	for (int y = y0; y < y1; y++) {
		const uint8_t *p = r->rgb + ((size_t)y * (size_t)r->w + (size_t)x0) * 3;

		for (int x = x0; x < x1; x++, p += 3) {
			sum[0] += p[0];
			sum[1] += p[1];
			sum[2] += p[2];
		}
	}
	for (int c = 0; c < 3; c++)
		out[c] = (uint8_t)((sum[c] + n / 2) / n);
}

bool
raster_shrink(struct raster *r, int side)
{
	int64_t long_side = r->w > r->h ? r->w : r->h;
	struct raster to;

	if (long_side <= side)
		return true;
	to.w = (int)((r->w * (int64_t)side + long_side / 2) / long_side);
	to.h = (int)((r->h * (int64_t)side + long_side / 2) / long_side);
	if (!raster_new(&to, to.w < 1 ? 1 : to.w, to.h < 1 ? 1 : to.h))
		return false;
	for (int y = 0; y < to.h; y++) {
		int y0 = (int)((int64_t)y * r->h / to.h);
		int y1 = (int)(((int64_t)(y + 1) * r->h + to.h - 1) / to.h);

		for (int x = 0; x < to.w; x++) {
			int x0 = (int)((int64_t)x * r->w / to.w);
			int x1 = (int)(((int64_t)(x + 1) * r->w + to.w - 1) / to.w);

			average(r, x0, x1, y0, y1,
			    to.rgb + ((size_t)y * (size_t)to.w + (size_t)x) * 3);
		}
	}
	raster_release(r);
	*r = to;
	return true;
}

/* EXIF 2.3, tag 0x0112: where the pixel (x, y) of the upright picture stands in the stored one. */
static void
stored_place(const struct raster *r, int orientation, int x, int y, int *sx, int *sy)
{
	int w = r->w - 1, h = r->h - 1;
	const int place[9][2] = { { x, y }, { x, y }, { w - x, y }, { w - x, h - y },
		{ x, h - y }, { y, x }, { y, h - x }, { w - y, h - x }, { w - y, x } };

	*sx = place[orientation][0];
	*sy = place[orientation][1];
}

bool
raster_upright(struct raster *r, int orientation)
{
	bool turned = orientation >= 5;
	struct raster to;

	if (orientation < 2 || orientation > 8)
		return true;
	if (!raster_new(&to, turned ? r->h : r->w, turned ? r->w : r->h))
		return false;
	for (int y = 0; y < to.h; y++)
		for (int x = 0; x < to.w; x++) {
			int sx, sy;

			stored_place(r, orientation, x, y, &sx, &sy);
			memcpy(to.rgb + ((size_t)y * (size_t)to.w + (size_t)x) * 3,
			    r->rgb + ((size_t)sy * (size_t)r->w + (size_t)sx) * 3, 3);
		}
	raster_release(r);
	*r = to;
	return true;
}

struct encoder_error {
	struct jpeg_error_mgr mgr;
	jmp_buf back;
};

static void
encoder_failed(j_common_ptr c)
{
	longjmp(((struct encoder_error *)c->err)->back, 1);
}

static void
encoder_silent(j_common_ptr c)
{
	(void)c;
}

bool
raster_to_jpeg(const struct raster *r, uint8_t **out, size_t *n)
{
	struct jpeg_compress_struct c;
	struct encoder_error err;
	unsigned long size = 0;

	*out = NULL;
	c.err = jpeg_std_error(&err.mgr);
	err.mgr.error_exit = encoder_failed;
	err.mgr.output_message = encoder_silent;
	if (setjmp(err.back) != 0) {
		jpeg_destroy_compress(&c);
		free(*out);
		*out = NULL;
		return false;
	}
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, out, &size);
	c.image_width = (JDIMENSION)r->w;
	c.image_height = (JDIMENSION)r->h;
	c.input_components = 3;
	c.in_color_space = JCS_RGB;
	jpeg_set_defaults(&c);
	jpeg_set_quality(&c, QUALITY, TRUE);
	c.optimize_coding = TRUE;
	jpeg_start_compress(&c, TRUE);
	while (c.next_scanline < c.image_height) {
		JSAMPROW row = r->rgb + (size_t)c.next_scanline * (size_t)r->w * 3;

		jpeg_write_scanlines(&c, &row, 1);
	}
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	*n = size;
	return true;
}
