/* make_image.c - pictures for tests. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <qrencode.h>
#include <spng.h>
#include <zlib.h>

#include "base/buf.h"
#include "support/make_files.h"

str
make_join(struct arena *a, str x, str y)
{
	struct buf b;

	buf_init(&b, a, x.n + y.n + 1);
	buf_str(&b, x);
	buf_str(&b, y);
	return buf_get(&b);
}

static void
pixel(enum picture p, int x, int y, int w, int h, uint8_t out[3])
{
	bool stroke =
	    (x * 40 / w) % 2 == 0 && (y * 60 / h) % 3 == 0 && (x * 7 + y * 3) % 11 != 0;
	int dx = x - w / 2, dy = y - h / 2;
	double wave;

	out[0] = stroke ? 20 : 150;
	out[1] = stroke ? 25 : 190;
	out[2] = stroke ? 40 : 230;
	switch (p) {
	case PICTURE_TEXT:
		break;
	case PICTURE_SOFT:
		wave = (double)x / w * 60 + (double)y / h * 40;
		out[0] = (uint8_t)(100 + wave / 2);
		out[1] = (uint8_t)(120 + wave / 2);
		out[2] = (uint8_t)(150 + wave / 2);
		break;
	case PICTURE_GLARE:
		if (dx * dx + dy * dy < w * w / 64)
			out[0] = out[1] = out[2] = 255;
		break;
	case PICTURE_DARK:
		out[0] /= 8;
		out[1] /= 5;
		out[2] /= 5;
		break;
	case PICTURE_GREY:
		out[0] = out[2] = out[1];
		break;
	case PICTURE_CARD:
	case PICTURE_CUT:
		if (y < h / 8 || y > h - h / 8 || x > w - w / 8 ||
		    (p == PICTURE_CARD && x < w / 8)) {
			out[0] = 70;
			out[1] = 50;
			out[2] = 40;
		}
		break;
	case PICTURE_CORNER:
		out[0] = x < w / 2 && y < h / 2 ? 220 : 20;
		out[1] = 20;
		out[2] = x < w / 2 && y < h / 2 ? 20 : 220;
		break;
	}
}

static uint8_t *
pixels(struct arena *a, enum picture p, int w, int h)
{
	uint8_t *rgb = arena_alloc(a, (size_t)w * (size_t)h * 3);

	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++)
			pixel(
			    p, x, y, w, h, rgb + ((size_t)y * (size_t)w + (size_t)x) * 3);
	return rgb;
}

static void
put_exif(struct jpeg_compress_struct *c, int orientation)
{
	JOCTET app1[] = "Exif\0\0MM\0*\0\0\0\10\0\1\1\x12\0\3\0\0\0\1\0\0\0\0\0\0\0\0";

	app1[6 + 8 + 2 + 8 + 1] = (JOCTET)orientation;
	jpeg_write_marker(c, JPEG_APP0 + 1, app1, sizeof(app1) - 1);
}

static void
put_rows(struct jpeg_compress_struct *c, const uint8_t *rgb)
{
	size_t w = c->image_width;
	uint8_t *row = malloc(w * 4);

	while (c->next_scanline < c->image_height) {
		const uint8_t *p = rgb + c->next_scanline * w * 3;
		JSAMPROW at = row;

		for (size_t x = 0; x < w; x++, p += 3) {
			if (c->input_components == 1)
				row[x] = p[1];
			else
				memcpy(row + x * (size_t)c->input_components, p, 3);
			if (c->input_components == 4)
				row[x * 4 + 3] = 255;
		}
		jpeg_write_scanlines(c, &at, 1);
	}
	free(row);
}

/* Put the last scan of a progressive JPEG in n more times. */
static str
repeat_last_scan(struct arena *a, str jpeg, unsigned n)
{
	size_t at = jpeg.n - 2;
	struct buf b;

	while (at > 0 && memcmp(jpeg.p + at, "\xff\xda", 2) != 0)
		at--;
	buf_init(&b, a, jpeg.n * 2);
	buf_str(&b, str_sub(jpeg, 0, jpeg.n - 2));
	for (unsigned i = 0; i < n; i++)
		buf_str(&b, str_sub(jpeg, at, jpeg.n - 2 - at));
	BUF_LIT(&b, "\xff\xd9");
	return buf_get(&b);
}

str
make_jpeg(struct arena *a, enum picture p, int w, int h, struct jpeg_want want)
{
	struct jpeg_compress_struct c;
	struct jpeg_error_mgr err;
	unsigned char *out = NULL;
	unsigned long n = 0;
	str s;

	c.err = jpeg_std_error(&err);
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, &out, &n);
	c.image_width = (JDIMENSION)w;
	c.image_height = (JDIMENSION)h;
	c.input_components = want.cmyk ? 4 : want.grey ? 1 : 3;
	c.in_color_space = want.cmyk ? JCS_CMYK : want.grey ? JCS_GRAYSCALE : JCS_RGB;
	jpeg_set_defaults(&c);
	jpeg_set_quality(&c, 92, TRUE);
	if (want.progressive)
		jpeg_simple_progression(&c);
	jpeg_start_compress(&c, TRUE);
	if (want.orientation != 0)
		put_exif(&c, want.orientation);
	put_rows(&c, pixels(a, p, w, h));
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	s = str_dup(a, (str){ (const char *)out, n });
	free(out);
	return want.extra_scans > 0 ? repeat_last_scan(a, s, want.extra_scans) : s;
}

static str
encode_png(struct arena *a, const void *data, size_t n, struct spng_ihdr ihdr)
{
	spng_ctx *ctx = spng_ctx_new(SPNG_CTX_ENCODER);
	size_t size;
	int r;
	void *p;
	str s;

	spng_set_option(ctx, SPNG_ENCODE_TO_BUFFER, 1);
	spng_set_ihdr(ctx, &ihdr);
	BUG_ON(spng_encode_image(ctx, data, n, SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE) != 0);
	p = spng_get_png_buffer(ctx, &size, &r);
	s = str_dup(a, (str){ p, size });
	free(p);
	spng_ctx_free(ctx);
	return s;
}

str
make_png_rgb(struct arena *a, const uint8_t *rgb, int w, int h)
{
	struct spng_ihdr ihdr = { .width = (uint32_t)w,
		.height = (uint32_t)h,
		.bit_depth = 8,
		.color_type = SPNG_COLOR_TYPE_TRUECOLOR };

	return encode_png(a, rgb, (size_t)w * (size_t)h * 3, ihdr);
}

str
make_png(struct arena *a, enum picture p, int w, int h, int channels, int depth)
{
	static const uint8_t kinds[] = { 0, SPNG_COLOR_TYPE_GRAYSCALE, 0,
		SPNG_COLOR_TYPE_TRUECOLOR, SPNG_COLOR_TYPE_TRUECOLOR_ALPHA };
	struct spng_ihdr ihdr = { .width = (uint32_t)w,
		.height = (uint32_t)h,
		.bit_depth = (uint8_t)depth,
		.color_type = kinds[channels] };
	size_t n = (size_t)w * (size_t)h, step = (size_t)channels * (size_t)depth / 8;
	const uint8_t *rgb = pixels(a, p, w, h);
	uint8_t *data = arena_alloc(a, n * step);

	for (size_t i = 0; i < n; i++)
		for (size_t c = 0; c < (size_t)channels; c++)
			data[i * step + c * (size_t)depth / 8] =
			    c == 3 ? 128 : rgb[i * 3 + c];
	return encode_png(a, data, n * step, ihdr);
}

static void
put_u32(struct buf *b, uint32_t v)
{
	for (int i = 24; i >= 0; i -= 8)
		buf_char(b, (char)(v >> i & 0xff));
}

static void
put_chunk(struct buf *b, const char *type, str data)
{
	uLong crc = crc32(crc32(0, NULL, 0), (const Bytef *)type, 4);

	put_u32(b, (uint32_t)data.n);
	buf_put(b, type, 4);
	buf_str(b, data);
	put_u32(
	    b, (uint32_t)(data.n == 0 ? crc
				      : crc32(crc, (const Bytef *)data.p, (uInt)data.n)));
}

str
make_png_chunks(struct arena *a, const struct png_chunk *chunks, size_t n)
{
	struct buf b;

	buf_init(&b, a, 4096);
	buf_put(&b, "\x89PNG\r\n\x1a\n", 8);
	for (size_t i = 0; i < n; i++)
		if (chunks[i].type != NULL)
			put_chunk(&b, chunks[i].type, chunks[i].data);
		else
			buf_str(&b, chunks[i].data);
	return buf_get(&b);
}

str
make_png_head(struct arena *a, uint32_t w, uint32_t h, int depth, int kind, int interlace)
{
	struct buf b;

	buf_init(&b, a, 16);
	put_u32(&b, w);
	put_u32(&b, h);
	buf_char(&b, (char)depth);
	buf_char(&b, (char)kind);
	buf_put(&b, "\0\0", 2);
	buf_char(&b, (char)interlace);
	return buf_get(&b);
}

str
make_png_header_only(struct arena *a, uint32_t w, uint32_t h)
{
	const struct png_chunk chunks[] = {
		{ "IHDR", make_png_head(a, w, h, 8, SPNG_COLOR_TYPE_TRUECOLOR, 0) },
		{ "IDAT", STR("\x78\x9c\x63\x60\x60\x60\0\0\0\4\0\1") },
		{ "IEND", STR("") },
	};

	return make_png_chunks(a, chunks, ARRAY_LEN(chunks));
}

/* One block again and again: nothing of that size is ever held. */
str
make_deflated(struct arena *a, str head, char filler, size_t bytes)
{
	enum { BLOCK = 1 << 20 };
	Bytef *block = malloc(BLOCK), *out = malloc(BLOCK);
	struct buf b;
	z_stream z = { 0 };

	BUG_ON(block == NULL || out == NULL);
	memset(block, filler, BLOCK);
	buf_init(&b, a, 4096);
	deflateInit(&z, 9);
	for (size_t done = 0; done < head.n + bytes;) {
		bool first = done == 0 && head.n > 0;
		size_t left = head.n + bytes - done;
		size_t n = first ? head.n : left < BLOCK ? left : BLOCK;

		z.next_in = first ? (Bytef *)(uintptr_t)head.p : block;
		z.avail_in = (uInt)n;
		done += n;
		do {
			z.next_out = out;
			z.avail_out = BLOCK;
			deflate(&z, done == head.n + bytes ? Z_FINISH : Z_NO_FLUSH);
			buf_put(&b, out, BLOCK - z.avail_out);
		} while (z.avail_out == 0);
	}
	deflateEnd(&z);
	free(block);
	free(out);
	return buf_get(&b);
}

str
make_png_text_bomb(struct arena *a, size_t bytes)
{
	str png = make_png(a, PICTURE_TEXT, 8, 8, 3, 8);
	const struct png_chunk chunks[] = {
		{ NULL, str_sub(png, 8, 25) },
		{ "zTXt",
		    make_join(a, STR("k\0\0"), make_deflated(a, STR(""), '\0', bytes)) },
		{ NULL, str_from(png, 33) },
	};

	return make_png_chunks(a, chunks, ARRAY_LEN(chunks));
}

str
make_png_bad_crc(struct arena *a)
{
	str png = make_png(a, PICTURE_TEXT, 64, 64, 3, 8);
	char *p = arena_copy(a, png.p, png.n);

	p[png.n - 14] ^= 1; /* in the checksum of the last IDAT */
	return (str){ p, png.n };
}

uint8_t *
make_qr(struct arena *a, const char *text, int scale, int *out_side)
{
	QRcode *q = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	int side = (q->width + 8) * scale;
	uint8_t *rgb = arena_alloc(a, (size_t)side * (size_t)side * 3);

	memset(rgb, 255, (size_t)side * (size_t)side * 3);
	for (int y = 0; y < q->width * scale; y++)
		for (int x = 0; x < q->width * scale; x++)
			if (q->data[y / scale * q->width + x / scale] & 1)
				memset(rgb + ((size_t)(y + 4 * scale) * (size_t)side +
						 (size_t)(x + 4 * scale)) *
						 3,
				    0, 3);
	QRcode_free(q);
	*out_side = side;
	return rgb;
}
