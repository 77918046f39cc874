/*
 * inspector.h - the jobs of paraf-inspector, as functions of bytes: what the program runs inside
 * its sandbox and the fuzzers run in process. They use the heap, free it, and touch nothing else.
 */
#ifndef INSPECTOR_INSPECTOR_H
#define INSPECTOR_INSPECTOR_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "vault/inspect.h"
#include "vault/inspect_wire.h"

/* 24-bit RGB, rows without padding, malloc'ed. */
struct raster {
	int w, h;
	uint8_t *rgb;
};

struct verdict {
	struct inspect_wire wire;
	uint8_t *payload; /* malloc'ed */
	char texts[INSPECT_MAX_TEXTS][INSPECT_MAX_TEXT];
	uint32_t text_n[INSPECT_MAX_TEXTS];
};

void verdict_release(struct verdict *v);

/* --- jobs: fill `v` (zeroed by the caller), code INSPECT_OK or the refusal --- */

void job_image(str bytes, enum inspect_use use, struct verdict *v);
void job_qr(str bytes, struct verdict *v);
void job_pdf(str bytes, struct verdict *v);
/*
 * Two PDFs, each acceptable by itself, as one: the pages of the first, then of the second. `bytes`
 * is the first one's length (uint32, the machine's order), the first, the second. Payload: the PDF.
 */
void job_merge(str bytes, struct verdict *v);
/* A picture with a text written across: its length (uint32, the machine's order), the text, the file. */
void job_mark(str bytes, struct verdict *v);
/* `bytes` is a binary PPM as pdftoppm writes it. */
void job_page(str bytes, struct verdict *v);
/*
 * Ink in the places to sign of a page, parts a million, a text for each; no texts when its QR code was
 * not found. `text`: "CODE x y side;x y w h;..." with what stands in the code, where it was printed and
 * the places, in points from the lower left corner of the page. `bytes` as for job_page.
 */
void job_ink(const char *text, str bytes, struct verdict *v);
bool job_ink_understands(const char *text);

/* --- standard input and output --- */

bool inspector_say(const void *from, size_t n);
/* All of standard input, if it is no more than `limit`; memory that lives as long as the process. */
bool inspector_hear(size_t limit, str *out);
/* The verdict as inspect_wire.h describes it; a refusal carries neither payload nor texts. */
bool inspector_answer(struct verdict *v);

/* --- the sandbox --- */

/* Limits, no file system, no network, only computing. Loads first what cannot be loaded later. */
MUST_USE enum rc inspector_confine(struct err *e);
/*
 * For pdftoppm, which is about to be executed: limits, reading /usr and the fonts' settings, and
 * nothing else. RC_UNAVAILABLE also on a kernel without Landlock, for then it could read our files.
 */
MUST_USE enum rc inspector_confine_renderer(struct err *e);
#define INSPECTOR_RENDERER "/usr/bin/pdftoppm"

/* --- pieces --- */

/*
 * Decode a JPEG or PNG, upright, its long side at most INSPECT_IMAGE_SIDE; *w and *h are the
 * size of the original, upright. Dimensions are checked before anything is allocated.
 */
enum inspect_code image_decode(str bytes, struct raster *out, int *w, int *h);
enum inspect_code jpeg_decode(str bytes, struct raster *out, int *w, int *h);
enum inspect_code png_decode(str bytes, struct raster *out, int *w, int *h);
enum inspect_code ppm_decode(str bytes, struct raster *out);
/* EXIF orientation 1..8 of an APP1 or eXIf body (from "II" or "MM"); 1 if there is none. */
int exif_orientation(str tiff);
/* Are these dimensions ones we decode? */
bool image_size_ok(uint64_t w, uint64_t h);

void raster_release(struct raster *r);
bool raster_new(struct raster *r, int w, int h);
/* Area average down to a long side of `side`; leaves smaller ones alone. */
bool raster_shrink(struct raster *r, int side);
bool raster_upright(struct raster *r, int orientation);
/* Baseline JPEG, quality 85; *out malloc'ed. */
bool raster_to_jpeg(const struct raster *r, uint8_t **out, size_t *n);
/* Fill the measurements and the hints of v->wire. w, h: the original's. */
void raster_measure(
    const struct raster *r, int w, int h, enum inspect_use use, struct verdict *v);
/* Does a card run out of the picture? At the measured size; false also where no table is seen. */
bool raster_cut(const struct raster *r);
/* Read the font of raster_mark: before the sandbox holds. False when it is not installed. */
bool mark_load(void);
/* Write `text` (UTF-8, up to 200 letters) across the picture again and again. */
bool raster_mark(struct raster *r, str text);
/* Corners of a QR code as it was printed: upper left, upper right, lower left, lower right. */
struct qr_corners {
	double ul[2], ur[2], dl[2], dr[2];
};
/* The QR code whose text holds `part`. */
bool raster_qr_find(const struct raster *r, const char *part, struct qr_corners *out);
/* Append the QR texts found in the picture. */
void raster_qr(const struct raster *r, struct verdict *v);

#endif
