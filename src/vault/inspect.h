/*
 * inspect.h - looking at files from strangers, in a process that can do nothing else.
 *
 * Each call runs one paraf-inspector (docs/decisions/0003-inspector-sandbox.md), hands it the
 * bytes and waits for one verdict: 20 to 300 ms, so call on the heavy pool. Results live in the
 * arena. Errors of every call:
 *   RC_INVALID      the file is refused; e->msg is the Indonesian sentence to show
 *   RC_LIMIT        the file is larger than LIMIT_FILE_BYTES
 *   RC_UNAVAILABLE  the inspector (or pdftoppm) cannot be run: not the file's fault
 */
#ifndef VAULT_INSPECT_H
#define VAULT_INSPECT_H

#include "base/str.h"

struct inspector;

/*
 * `program` is the path of paraf-inspector, or NULL for the one beside the running program.
 * A call ends when it computed nothing for `deadline_ms` (0: 20 seconds), and after a minute in any case;
 * what it may compute is limited by itself. RC_UNAVAILABLE when it is not there.
 */
MUST_USE enum rc inspector_new(
    const char *program, int deadline_ms, struct inspector **out, struct err *e);
void inspector_free(struct inspector *i); /* accepts NULL */

/* What the picture is for: decides which hints are looked for. */
enum inspect_use {
	INSPECT_ANY,   /* no hints */
	INSPECT_CARD,  /* an e-KTP, lying somewhere in the picture */
	INSPECT_PHOTO, /* a 4x6 cm portrait */
	INSPECT_USE__COUNT
};

/* Hints are advice, never refusals: a bit mask. */
enum inspect_hint {
	INSPECT_BLURRED = 1u << 0,
	INSPECT_GLARE = 1u << 1,
	INSPECT_DARK = 1u << 2,
	INSPECT_GREY = 1u << 3,   /* black and white */
	INSPECT_ASPECT = 1u << 4, /* photo is not 2:3, 6 % either way */
	INSPECT_SMALL =
	    1u << 5, /* photo under 472 x 709, card under 640 on the long side */
	INSPECT_CUT = 1u << 6, /* the card runs out of the picture */
};
#define INSPECT_HINT_COUNT 7
/* The sentence of one hint for that use, Indonesian source text; NULL when the bit is none. */
const char *inspect_hint_text(enum inspect_use use, unsigned hint_bit);
/* Short stable name of one hint ("blurred"), for a form field or the audit. */
const char *inspect_hint_name(unsigned hint_bit);

struct inspect_image {
	str jpeg; /* re-encoded: upright, no metadata, long side <= 2000 px */
	int64_t width, height; /* of the original, upright */
	int64_t jpeg_width, jpeg_height;
	unsigned hints;
	int64_t sharpness_milli; /* variance of the Laplacian at 600 px, times 1000 */
	int64_t
	    burnt_ppm; /* share of burnt-out 8x8 blocks in the middle, parts a million */
	int64_t mean_grey;           /* 0 black .. 255 white */
	int64_t colourfulness_milli; /* Hasler and Suesstrunk, times 1000 */
};

/* JPEG or PNG, by content. */
MUST_USE enum rc inspect_image(const struct inspector *i, struct arena *a, str bytes,
    enum inspect_use use, struct inspect_image *out, struct err *e);

struct inspect_pdf {
	int64_t pages;   /* 1 .. LIMIT_PDF_PAGES */
	int64_t objects; /* looked at */
	int64_t fonts;   /* of them */
	/* pictures of pages: no text that can be seen, though there may be some below to search for */
	bool scan;
};

/*
 * Structure of a PDF without repairing anything: refused are encryption, scripts, launching,
 * embedded files, XFA, media, automatic actions, damage, more than LIMIT_PDF_PAGES pages.
 */
MUST_USE enum rc inspect_pdf(const struct inspector *i, struct arena *a, str bytes,
    struct inspect_pdf *out, struct err *e);

struct inspect_merged {
	str pdf; /* a new file: the pages of both and nothing else of them */
	int64_t pages, first_pages;
};

/* Two PDFs, each of which inspect_pdf would accept, as one of at most LIMIT_FILE_BYTES. */
MUST_USE enum rc inspect_merge(const struct inspector *i, struct arena *a, str first,
    str second, struct inspect_merged *out, struct err *e);

struct inspect_texts {
	const str *at;
	size_t n;
};

struct inspect_page {
	str jpeg;
	int64_t width, height;
	struct inspect_texts qr; /* QR codes on the page, UTF-8, in no particular order */
};

/*
 * One page (from 1) of a PDF that inspect_pdf accepted, as a JPEG. The long side becomes 13 inches
 * (F4, the longest office paper) at `dpi`, whatever the page claims to measure; 36 <= dpi <= 300.
 * QR codes want 150.
 */
MUST_USE enum rc inspect_pdf_page(const struct inspector *i, struct arena *a, str bytes,
    int page, int dpi, struct inspect_page *out, struct err *e);

/*
 * The QR codes of such a page alone; its picture (up to 12 MB of somebody's choice) is dropped at once, so
 * that a request may ask for every page of a file. Errors as inspect_pdf_page().
 */
MUST_USE enum rc inspect_pdf_codes(const struct inspector *i, struct arena *a, str bytes,
    int page, int dpi, struct inspect_texts *out, struct err *e);

#define INSPECT_PLACES 8
struct inspect_rect {
	double x, y, w, h; /* points from the lower left corner of the page */
};
struct inspect_ink {
	bool found;                  /* the code was; without it nothing can be said */
	int64_t ppm[INSPECT_PLACES]; /* parts a million of each place that are ink */
};
/*
 * Ink in up to INSPECT_PLACES places of a page that carries a QR code with `code` in its text, printed
 * with its lower left corner at code_at (h is not looked at). Errors as inspect_pdf_page().
 */
MUST_USE enum rc inspect_pdf_ink(const struct inspector *i, struct arena *a, str bytes,
    int page, str code, const struct inspect_rect *code_at,
    const struct inspect_rect *places, size_t n, struct inspect_ink *out, struct err *e);

/*
 * The picture (JPEG or PNG) as a JPEG with `text` written across it: at most 200 letters of UTF-8,
 * for instance who looks at it and when. What is below stays readable.
 */
MUST_USE enum rc inspect_mark(const struct inspector *i, struct arena *a, str bytes,
    str text, str *out_jpeg, struct err *e);

/* QR codes in a JPEG or PNG. */
MUST_USE enum rc inspect_qr(const struct inspector *i, struct arena *a, str bytes,
    struct inspect_texts *out, struct err *e);

#endif
