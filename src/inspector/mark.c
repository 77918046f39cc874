/*
 * mark.c - who looks at a document, and when, written across its picture: what leaves the screen as a
 * photograph or a saved file says where it came from. The font is read before the sandbox holds.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <ft2build.h>
#include FT_FREETYPE_H

#include "base/utf8.h"
#include "inspector/inspector.h"

#define FONT       "/usr/share/fonts/truetype/liberation2/LiberationSans-Regular.ttf"
#define FONT_BYTES (4u << 20)
#define MAX_GLYPHS 200
#define SLOPE      0.42 /* radians; the text climbs */
#define ALPHA      56   /* of 255: what is below stays readable */
#define LEAST_PX   13

static FT_Face face;

bool
mark_load(void)
{
	static unsigned char *bytes;
	static FT_Library library;
	FILE *f = fopen(FONT, "rb");
	size_t n = 0;

	if (f == NULL)
		return false;
	bytes = malloc(FONT_BYTES);
	if (bytes != NULL)
		n = fread(bytes, 1, FONT_BYTES, f);
	(void)fclose(f); /* read, not written */
	return n > 0 && FT_Init_FreeType(&library) == 0 &&
	       FT_New_Memory_Face(library, bytes, (FT_Long)n, 0, &face) == 0;
}

struct glyph {
	FT_Bitmap map; /* `buffer` is ours */
	int left, top;
	double dx, dy; /* to the next pen position, y down */
};

struct line {
	struct glyph at[MAX_GLYPHS];
	size_t n;
	double dx, dy; /* of the whole text and its gap */
};

static bool
keep_glyph(struct line *l, uint32_t letter)
{
	struct glyph *g = &l->at[l->n];
	FT_GlyphSlot slot = face->glyph;
	size_t bytes;

	if (l->n == MAX_GLYPHS || FT_Load_Char(face, letter, FT_LOAD_RENDER) != 0 ||
	    slot->bitmap.pixel_mode != FT_PIXEL_MODE_GRAY)
		return false;
	g->map = slot->bitmap;
	bytes = (size_t)abs(g->map.pitch) * g->map.rows;
	g->map.buffer = calloc(1, bytes + 1);
	if (g->map.buffer == NULL)
		return false;
	if (bytes > 0)
		memcpy(g->map.buffer, slot->bitmap.buffer, bytes);
	g->left = slot->bitmap_left;
	g->top = slot->bitmap_top;
	g->dx = (double)slot->advance.x / 64;
	g->dy = -(double)slot->advance.y / 64;
	l->dx += g->dx;
	l->dy += g->dy;
	l->n++;
	return true;
}

static bool
shape_line(struct line *l, str text, int px)
{
	FT_Matrix turn = { (FT_Fixed)(cos(SLOPE) * 0x10000),
		(FT_Fixed)(-sin(SLOPE) * 0x10000), (FT_Fixed)(sin(SLOPE) * 0x10000),
		(FT_Fixed)(cos(SLOPE) * 0x10000) };
	uint32_t letter;

	if (FT_Set_Pixel_Sizes(face, 0, (FT_UInt)px) != 0)
		return false;
	FT_Set_Transform(face, &turn, NULL);
	while (utf8_next(&text, &letter))
		if (!keep_glyph(l, letter))
			return false;
	l->dx += 3 * px * cos(SLOPE);
	l->dy -= 3 * px * sin(SLOPE);
	return l->n > 0;
}

/* Dark on light, light on dark. */
static void
blend(uint8_t *p, uint8_t cover)
{
	int ink = p[0] + p[1] + p[2] > 3 * 96 ? 0 : 255;

	for (int c = 0; c < 3; c++)
		p[c] = (uint8_t)(p[c] + (ink - p[c]) * ALPHA * cover / (255 * 255));
}

static void
put_glyph(struct raster *r, const struct glyph *g, int x0, int y0)
{
	for (int y = 0; y < (int)g->map.rows; y++)
		for (int x = 0; x < (int)g->map.width; x++) {
			uint8_t cover = g->map.buffer[y * g->map.pitch + x];
			int px = x0 + x, py = y0 + y;

			if (cover > 0 && px >= 0 && py >= 0 && px < r->w && py < r->h)
				blend(
				    r->rgb + ((size_t)py * (size_t)r->w + (size_t)px) * 3,
				    cover);
		}
}

static void
put_line(struct raster *r, const struct line *l, double x, double y)
{
	for (size_t i = 0; i < l->n; i++) {
		put_glyph(r, &l->at[i], (int)x + l->at[i].left, (int)y - l->at[i].top);
		x += l->at[i].dx;
		y += l->at[i].dy;
	}
}

bool
raster_mark(struct raster *r, str text)
{
	int side = r->w > r->h ? r->w : r->h, px = side / 48;
	struct line *l = calloc(1, sizeof(*l));
	bool ok;

	px = px < LEAST_PX ? LEAST_PX : px;
	ok = l != NULL && shape_line(l, text, px);
	/* rows of the text from corner to corner, each begun a little further on */
	for (int row = 0; ok && row * 7 * px < r->h + (int)(r->w * tan(SLOPE)) + px;
	     row++) {
		double y = row * 7.0 * px, x = -(double)(row % 3) * l->dx / 3;

		y -= x * tan(SLOPE);
		while (x < r->w && y > -l->dx) {
			put_line(r, l, x, y);
			x += l->dx;
			y += l->dy;
		}
	}
	for (size_t i = 0; l != NULL && i < l->n; i++)
		free(l->at[i].map.buffer);
	free(l);
	return ok;
}
