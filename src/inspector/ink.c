/*
 * ink.c - how much ink lies in the places to sign of a scanned page. Where they are is told by the QR
 * code that we printed: four corners give scale, turn and place of the paper in the picture.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "inspector/inspector.h"

#define STEP_PT   0.71 /* a quarter of a millimetre between two looks */
#define DARKER    75   /* ink reflects less than that percentage of what the paper does */
#define PLACES    8    /* of one page */
#define MOST_SIDE 2000.0

struct place {
	double x, y, w, h;
};

struct asked {
	char code[33]; /* stands in the text of the QR code */
	double code_x, code_y, code_side;
	struct place at[PLACES];
	size_t n;
};

/* From points of the page, upwards, to pixels of the picture, downwards. */
struct view {
	double x0, y0; /* middle of the code on the page */
	double u0, v0; /* and in the picture */
	double a, b;   /* scale and turn */
};

static bool
number(const char **p, double *out)
{
	char *end;

	*out = strtod(*p, &end);
	if (end == *p || !(*out >= 0 && *out <= MOST_SIDE))
		return false;
	*p = end;
	return true;
}

/* "CODE x y side;x y w h;..." in points from the lower left corner. */
static bool
parse(const char *text, struct asked *out)
{
	size_t n = strcspn(text, " ");
	const char *p = text + n;

	if (n == 0 || n >= sizeof(out->code))
		return false;
	memcpy(out->code, text, n);
	out->code[n] = '\0';
	if (!number(&p, &out->code_x) || !number(&p, &out->code_y) ||
	    !number(&p, &out->code_side) || out->code_side < 1)
		return false;
	while (*p == ';') {
		struct place *at = &out->at[out->n];

		p++;
		if (out->n == PLACES || !number(&p, &at->x) || !number(&p, &at->y) ||
		    !number(&p, &at->w) || !number(&p, &at->h))
			return false;
		out->n++;
	}
	return *p == '\0' && out->n > 0;
}

bool
job_ink_understands(const char *text)
{
	struct asked ignored = { .n = 0 };

	return parse(text, &ignored);
}

static void
view_from(const struct asked *in, const struct qr_corners *c, struct view *out)
{
	double side = in->code_side, ex_u, ex_v, ey_u, ey_v;

	ex_u = (c->ur[0] - c->ul[0] + c->dr[0] - c->dl[0]) / (2 * side);
	ex_v = (c->ur[1] - c->ul[1] + c->dr[1] - c->dl[1]) / (2 * side);
	ey_u = (c->ul[0] - c->dl[0] + c->ur[0] - c->dr[0]) / (2 * side);
	ey_v = (c->ul[1] - c->dl[1] + c->ur[1] - c->dr[1]) / (2 * side);
	/* paper is not sheared: both sides tell of the same scale and turn */
	out->a = (ex_u - ey_v) / 2;
	out->b = (ex_v + ey_u) / 2;
	out->x0 = in->code_x + side / 2;
	out->y0 = in->code_y + side / 2;
	out->u0 = (c->ul[0] + c->ur[0] + c->dl[0] + c->dr[0]) / 4;
	out->v0 = (c->ul[1] + c->ur[1] + c->dl[1] + c->dr[1]) / 4;
}

/* Luma at a point of the page, -1 outside of the picture. */
static int
look(const struct raster *r, const struct view *v, double x, double y)
{
	double u = v->u0 + v->a * (x - v->x0) + v->b * (y - v->y0);
	double w = v->v0 + v->b * (x - v->x0) - v->a * (y - v->y0);
	const uint8_t *p;

	if (!(u >= 0 && w >= 0 && u < r->w && w < r->h))
		return -1;
	p = r->rgb + ((size_t)w * (size_t)r->w + (size_t)u) * 3;
	return (77 * p[0] + 150 * p[1] + 29 * p[2]) >> 8;
}

/* Parts a million of the place that are ink; what lies outside of the picture is none. */
static long
ink_in(const struct raster *r, const struct view *v, const struct place *at)
{
	long seen[256] = { 0 }, all = 0, inside = 0, dark = 0, below = 0;
	int paper = 255, columns = (int)(at->w / STEP_PT), rows = (int)(at->h / STEP_PT);

	for (int row = 0; row < rows; row++)
		for (int column = 0; column < columns; column++) {
			int luma =
			    look(r, v, at->x + column * STEP_PT, at->y + row * STEP_PT);

			all++;
			if (luma >= 0) {
				seen[luma]++;
				inside++;
			}
		}
	/* the paper is what nine looks of ten are not brighter than */
	for (int i = 0; i < 256 && below < inside * 9 / 10; i++) {
		below += seen[i];
		paper = i;
	}
	for (int i = 0; i * 100 < paper * DARKER; i++)
		dark += seen[i];
	return all == 0 ? 0 : dark * 1000000 / all;
}

void
job_ink(const char *text, str bytes, struct verdict *v)
{
	struct asked asked = { .n = 0 };
	struct qr_corners corners = { { 0 } };
	struct raster r = { 0 };
	struct view view;

	v->wire.code = INSPECT_UNSAFE;
	if (!parse(text, &asked))
		return;
	v->wire.code = ppm_decode(bytes, &r);
	if (v->wire.code == INSPECT_OK && raster_qr_find(&r, asked.code, &corners)) {
		view_from(&asked, &corners, &view);
		for (size_t i = 0; i < asked.n; i++)
			v->text_n[v->wire.texts++] = (uint32_t)snprintf(v->texts[i],
			    INSPECT_MAX_TEXT, "%ld", ink_in(&r, &view, &asked.at[i]));
	}
	raster_release(&r);
}
