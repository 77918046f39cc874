/*
 * measure.c - how good a picture is, cheaply. The numbers are hints for a person: noise and size
 * move them, so nothing is ever refused for them.
 */
#include <math.h>
#include <stdlib.h>

#include "inspector/inspector.h"

#define SIDE                                                                             \
	600 /* measured at this long side, so that thresholds mean the same for all cameras */
#define BLOCK 8
#define WHITE 250

/* Thresholds found on sharp and blurred samples (tests/unit/test_inspector.c pins the order). */
#define CARD_BLURRED   40.0
#define PHOTO_BLURRED  6.0
#define CARD_GLARE_PPM 3000
#define TOO_DARK       60
#define COLOURLESS     5.0
#define CARD_SIDE      640
#define PHOTO_W        472
#define PHOTO_H        709

static bool
copy_small(const struct raster *r, struct raster *out)
{
	if (!raster_new(out, r->w, r->h))
		return false;
	memcpy(out->rgb, r->rgb, (size_t)r->w * (size_t)r->h * 3);
	return raster_shrink(out, SIDE);
}

/* BT.601 luma of the whole picture. */
static void
luma(const struct raster *r, float *y)
{
	size_t n = (size_t)r->w * (size_t)r->h;
	const uint8_t *p = r->rgb;

	for (size_t i = 0; i < n; i++, p += 3)
		y[i] = 0.299f * p[0] + 0.587f * p[1] + 0.114f * p[2];
}

/* 3x3 binomial blur at (x, y), which is not on the edge: takes sensor noise away. */
static float
soft(const float *p, ptrdiff_t w)
{
	return (p[-w - 1] + 2 * p[-w] + p[-w + 1] + 2 * p[-1] + 4 * p[0] + 2 * p[1] +
		   p[w - 1] + 2 * p[w] + p[w + 1]) /
	       16;
}

static double
laplacian_variance(const float *y, int w, int h)
{
	float *s = malloc((size_t)w * (size_t)h * sizeof(*s));
	double sum = 0, squares = 0;
	int64_t n = 0;

	if (s == NULL || w < 5 || h < 5) {
		free(s);
		return 0;
	}
	for (ptrdiff_t j = 1; j < h - 1; j++)
		for (ptrdiff_t i = 1; i < w - 1; i++)
			s[j * w + i] = soft(y + j * w + i, w);
	for (ptrdiff_t j = 2; j < h - 2; j++)
		for (ptrdiff_t i = 2; i < w - 2; i++) {
			const float *p = s + j * w + i;
			double v = p[-w] + p[w] + p[-1] + p[1] - 4 * p[0];

			sum += v;
			squares += v * v;
			n++;
		}
	free(s);
	return n == 0 ? 0 : squares / (double)n - (sum / (double)n) * (sum / (double)n);
}

static bool
block_is_burnt(const float *y, int w, int x0, int y0)
{
	for (int j = 0; j < BLOCK; j++)
		for (int i = 0; i < BLOCK; i++)
			if (y[(y0 + j) * w + x0 + i] < WHITE)
				return false;
	return true;
}

/* Share of burnt-out blocks in the middle 80 %, where the text is. */
static int64_t
burnt_ppm(const float *y, int w, int h)
{
	int64_t burnt = 0, all = 0;

	for (int j = h / 10; j + BLOCK <= h - h / 10; j += BLOCK)
		for (int i = w / 10; i + BLOCK <= w - w / 10; i += BLOCK) {
			burnt += block_is_burnt(y, w, i, j);
			all++;
		}
	return all == 0 ? 0 : burnt * 1000000 / all;
}

/* Hasler and Suesstrunk 2003. */
static double
colourfulness(const struct raster *r)
{
	double rg = 0, yb = 0, rg2 = 0, yb2 = 0, n = (double)r->w * r->h;
	const uint8_t *p = r->rgb;

	for (size_t i = 0; i < (size_t)r->w * (size_t)r->h; i++, p += 3) {
		double a = p[0] - p[1], b = 0.5 * (p[0] + p[1]) - p[2];

		rg += a;
		yb += b;
		rg2 += a * a;
		yb2 += b * b;
	}
	rg /= n;
	yb /= n;
	return sqrt(fmax(0, rg2 / n - rg * rg) + fmax(0, yb2 / n - yb * yb)) +
	       0.3 * sqrt(rg * rg + yb * yb);
}

static unsigned
hints_of(const int64_t *v, int w, int h, enum inspect_use use)
{
	bool card = use == INSPECT_CARD;
	double sharp = (double)v[INSPECT_V_SHARPNESS] / 1000;
	unsigned hints = 0;

	if (use == INSPECT_ANY)
		return 0;
	if (card && v[INSPECT_V_BURNT] > CARD_GLARE_PPM)
		hints |= INSPECT_GLARE;
	/* sharpness grows with contrast: of a dark picture it says nothing */
	if (v[INSPECT_V_GREY] < TOO_DARK)
		hints |= INSPECT_DARK;
	else if (sharp < (card ? CARD_BLURRED : PHOTO_BLURRED))
		hints |= INSPECT_BLURRED;
	if ((double)v[INSPECT_V_COLOUR] / 1000 < COLOURLESS)
		hints |= INSPECT_GREY;
	if (!card && fabs((double)w / h * 3 / 2 - 1) > 0.06)
		hints |= INSPECT_ASPECT;
	if (card ? (w > h ? w : h) < CARD_SIDE : w < PHOTO_W || h < PHOTO_H)
		hints |= INSPECT_SMALL;
	return hints;
}

void
raster_measure(
    const struct raster *r, int w, int h, enum inspect_use use, struct verdict *v)
{
	int64_t *value = v->wire.value;
	struct raster s = { 0 };
	double sum = 0;
	float *y;

	value[INSPECT_V_WIDTH] = w;
	value[INSPECT_V_HEIGHT] = h;
	value[INSPECT_V_JPEG_WIDTH] = r->w;
	value[INSPECT_V_JPEG_HEIGHT] = r->h;
	if (!copy_small(r, &s)) {
		raster_release(&s);
		return;
	}
	y = malloc((size_t)s.w * (size_t)s.h * sizeof(*y));
	if (y != NULL) {
		luma(&s, y);
		for (size_t i = 0; i < (size_t)s.w * (size_t)s.h; i++)
			sum += y[i];
		value[INSPECT_V_SHARPNESS] =
		    llround(laplacian_variance(y, s.w, s.h) * 1000);
		value[INSPECT_V_BURNT] = burnt_ppm(y, s.w, s.h);
		value[INSPECT_V_GREY] = llround(sum / ((double)s.w * s.h));
		value[INSPECT_V_COLOUR] = llround(colourfulness(&s) * 1000);
		value[INSPECT_V_HINTS] = hints_of(value, w, h, use);
		if (use == INSPECT_CARD && raster_cut(&s))
			value[INSPECT_V_HINTS] |= INSPECT_CUT;
	}
	free(y);
	raster_release(&s);
}
