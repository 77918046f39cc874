/*
 * edges.c - does the card end inside the picture? The middle of the picture is card. Where its colour
 * also runs along an edge of the picture, while something else (the table) is seen elsewhere along
 * the edges, a part of the card is outside. A scan that is nothing but card is not called cut.
 */
#include <stdlib.h>

#include "inspector/inspector.h"

#define DEPTH      4   /* pixels of an edge that are averaged, at the measured size */
#define NEAR       48  /* of 255, in each channel: still the card */
#define CARD_PART  0.2 /* of one side: so long a run of card is cut off there */
#define TABLE_PART 0.3 /* of one side: so long a run of anything else is the table */
#define GAP        12  /* pixels of writing that do not end a run of card */

enum side { TOP, BOTTOM, LEFT, RIGHT, SIDES };

static const uint8_t *
pixel_at(const struct raster *r, enum side side, int along, int depth)
{
	int x = side == LEFT ? depth : side == RIGHT ? r->w - 1 - depth : along;
	int y = side == TOP ? depth : side == BOTTOM ? r->h - 1 - depth : along;

	return r->rgb + ((size_t)y * (size_t)r->w + (size_t)x) * 3;
}

static uint8_t
median(const uint32_t histogram[256], uint32_t n)
{
	uint32_t below = 0;
	uint8_t v = 0;

	while (v < 255 && (below += histogram[v]) * 2 < n)
		v++;
	return v;
}

/* Median colour of the middle, a third of each side. */
static void
card_colour(const struct raster *r, uint8_t out[3])
{
	uint32_t histogram[3][256] = { { 0 } }, n = 0;

	for (int y = r->h / 3; y < r->h - r->h / 3; y++)
		for (int x = r->w / 3; x < r->w - r->w / 3; x++, n++)
			for (int c = 0; c < 3; c++)
				histogram[c]
					 [r->rgb[((size_t)y * (size_t)r->w + (size_t)x) *
						     3 +
						 (size_t)c]]++;
	for (int c = 0; c < 3; c++)
		out[c] = median(histogram[c], n);
}

static bool
is_card(const struct raster *r, enum side side, int along, const uint8_t card[3])
{
	for (int c = 0; c < 3; c++) {
		int sum = 0;

		for (int d = 0; d < DEPTH; d++)
			sum += pixel_at(r, side, along, d)[c];
		if (abs(sum / DEPTH - card[c]) > NEAR)
			return false;
	}
	return true;
}

struct runs {
	int begin, last, longest;
};

static void
run_on(struct runs *r, int i, int gap)
{
	if (r->begin < 0 || i - r->last > gap)
		r->begin = i;
	r->last = i;
	if (i - r->begin + 1 > r->longest)
		r->longest = i - r->begin + 1;
}

bool
raster_cut(const struct raster *r)
{
	bool cut = false, table = false;
	uint8_t colour[3];

	if (r->w <= 2 * DEPTH || r->h <= 2 * DEPTH)
		return false;
	card_colour(r, colour);
	for (enum side s = TOP; s < SIDES; s++) {
		struct runs card = { .begin = -1 }, other = { .begin = -1 };
		int n = s <= BOTTOM ? r->w : r->h;

		for (int i = 0; i < n; i++)
			if (is_card(r, s, i, colour))
				run_on(&card, i, GAP);
			else
				run_on(&other, i, 1);
		cut = cut || card.longest >= n * CARD_PART;
		table = table || other.longest >= n * TABLE_PART;
	}
	return cut && table;
}
