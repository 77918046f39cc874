/* make_files.h - good and hostile files, made in memory for tests. All live in the arena. */
#ifndef TESTS_MAKE_FILES_H
#define TESTS_MAKE_FILES_H

#include "base/str.h"

enum picture {
	PICTURE_TEXT,  /* sharp dark strokes on light colour, like a card */
	PICTURE_SOFT,  /* the same, much blurred */
	PICTURE_GLARE, /* the same with a burnt-out spot in the middle */
	PICTURE_DARK,
	PICTURE_GREY,   /* without colour */
	PICTURE_CARD,   /* PICTURE_TEXT whole on a dark table */
	PICTURE_CUT,    /* the same, its left part outside */
	PICTURE_CORNER, /* top left quarter red, the rest blue */
};

struct jpeg_want {
	bool progressive, cmyk, grey;
	int orientation;      /* 0: no EXIF */
	unsigned extra_scans; /* of a progressive one: the last scan again and again */
};

str make_jpeg(struct arena *a, enum picture p, int w, int h, struct jpeg_want want);
/* channels 1, 3 or 4 (half transparent), depth 8 or 16. */
str make_png(struct arena *a, enum picture p, int w, int h, int channels, int depth);
/* A PNG from raw RGB. */
str make_png_rgb(struct arena *a, const uint8_t *rgb, int w, int h);
str make_png_header_only(struct arena *a, uint32_t w, uint32_t h);
/* A small PNG with one zTXt chunk that inflates to `bytes`. */
str make_png_text_bomb(struct arena *a, size_t bytes);
str make_png_bad_crc(struct arena *a);
struct png_chunk {
	const char *type; /* four letters; NULL: these bytes as they are */
	str data;
};
/* The signature and these chunks, each with its length and checksum. */
str make_png_chunks(struct arena *a, const struct png_chunk *chunks, size_t n);
/* IHDR of that kind (ISO 15948, 11.2.2). */
str make_png_head(
    struct arena *a, uint32_t w, uint32_t h, int depth, int kind, int interlace);
/* zlib data of `head` and then one byte again and again up to `bytes`: cheap to make. */
str make_deflated(struct arena *a, str head, char filler, size_t bytes);
/* A QR code as RGB pixels, `scale` pixels a module, with its quiet zone. */
uint8_t *make_qr(struct arena *a, const char *text, int scale, int *out_side);

struct pdf_want {
	int pages;             /* 0 makes an empty page tree */
	const char *catalog;   /* added to the catalog dictionary */
	const char *page;      /* added to each page dictionary */
	const char *media_box; /* NULL: A4 */
	const char *extra;     /* one more object, number 5 */
	const char *trailer;   /* added to the trailer */
	const char *size;      /* what /Size says; NULL: the truth */
	const char *content;   /* of the pages; NULL: a line of text */
};

str make_pdf(struct arena *a, struct pdf_want want);
/* Objects 1.. as they are written, 1 the catalog; `trailer` is added to the trailer. */
str make_pdf_raw(struct arena *a, const str *objects, size_t n, const char *trailer);
/* A stream object's body. */
str make_stream(struct arena *a, const char *dict, str data);
/* The same file, its objects deflated in object streams. */
str make_pdf_packed(struct arena *a, str plain);
str make_pdf_locked(struct arena *a, const char *user_password);
/* An object stream, or the content of the only page, that inflates to `bytes`. */
str make_pdf_object_bomb(struct arena *a, size_t bytes);
str make_pdf_content_bomb(struct arena *a, size_t bytes);
/* A page with that QR code, drawn. */
str make_pdf_qr(struct arena *a, const char *text);
str make_join(struct arena *a, str x, str y);

#endif
