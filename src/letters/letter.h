/*
 * letter.h - official letters from line-per-directive templates to tagged PDF.
 *
 * A template is text, not code: one directive a line, Pango markup inside text, `{{field}}` for
 * values (always escaped). An unknown directive, tag, attribute or field is RC_INVALID whose `msg`
 * names line and column. The language is described in letters/README.md.
 */
#ifndef LETTERS_LETTER_H
#define LETTERS_LETTER_H

#include "base/clock.h"
#include "base/str.h"

#define LETTER_NUMBER_PATTERN "S-{seq}/WPB.{kanwil}/KP.{office}/{year}"
#define LETTER_TEMPLATE_BYTES (64 * 1024) /* one template */
#define LETTER_FIELD_BYTES    4096        /* one value; longer is RC_INVALID */
#define LETTER_PAGES          20          /* one letter; more is RC_LIMIT */
#define LETTER_SIGNS          8           /* signature places of one letter */
#define LETTER_LOGO_SIDE      1000        /* pixels of a logo's longer side */

struct letter_template {
	const char *name;    /* "rekomendasi-opip": also the kind of the letter */
	const char *title;   /* Indonesian, title of the document */
	const char *version; /* first 12 hex digits of SHA-256 of the text */
	str text;
	str head; /* the lines that `letterhead` stands for; STR_NONE: none */
};

/* Shipped text of the letterhead: logo, kop, rule and gap lines only. */
#define LETTER_HEAD "kop-surat"

/* The template shipped under that name, with the shipped letterhead, or NULL. */
const struct letter_template *letter_template_find(str name);
/* The shipped letterhead. */
const struct letter_template *letter_head(void);
/* All shipped templates but the letterhead, for lists and tests. */
const struct letter_template *letter_templates(size_t *out_n);
/*
 * A template from text that was edited (its version is computed); `name` and `title` are kept by
 * reference; `title` NULL takes it from the line `title`, which must then be there. Otherwise only sizes
 * and UTF-8 are checked here, the lines when it is rendered.
 */
MUST_USE enum rc letter_template_make(struct arena *a, const char *name,
    const char *title, str text, struct letter_template *out, struct err *e);

struct letter_field {
	const char *name; /* [a-z0-9_]+ */
	str value;        /* plain text; STR_NONE prints as a dash */
};

/* What `each` prints: n_rows rows of n_columns cells, one row behind the other. */
struct letter_rows {
	const char *name;
	const char *const
	    *columns; /* [a-z0-9_]+; "no" is the row's number and needs none */
	size_t n_columns;
	const str *cells;
	size_t n_rows;
};

/* A baseline JPEG as the inspector makes them; sides 1..LETTER_LOGO_SIDE. */
struct letter_logo {
	str jpeg;
	int width, height;
};

struct letter_data {
	const struct letter_field *fields;
	size_t n_fields;
	const struct letter_rows *lists;
	size_t n_lists;
	const struct letter_logo *logo; /* for `logo kantor`; NULL: the shield */
	int64_t made_s; /* written as creation date; the same data gives the same bytes */
	str number; /* number of the letter, for the document's title; may be STR_NONE */
	str author; /* name of the issuing office, for the metadata */
	/*
	 * In the QR code at the foot of every page; of several pages each has its own number behind it
	 * ("...#2"), so that a scan can be counted. STR_NONE: no code.
	 */
	str check_url;
	str check_code; /* in clear beside the QR code */
};

/* A signature place: page from 1, in points from the lower left corner. */
struct letter_rect {
	unsigned page;
	double x, y, width, height;
};

struct letter_pdf {
	str bytes;
	unsigned pages;
	bool coded;          /* every page carries the QR code */
	str sha256;          /* hex */
	str template_sha256; /* hex, of template and letterhead with a NUL between */
	str version; /* of the template; with a letterhead "template+letterhead" */
	struct letter_rect signs[LETTER_SIGNS];
	size_t n_signs;
	struct letter_rect codes[LETTER_PAGES]; /* the QR code of each page, if coded */
};

/*
 * Render the letter. Thread-safe: each thread keeps its own fonts. Everything in `out` lives in
 * `a`. RC_INVALID for a template error (line and column in msg) or a value that is not clean text,
 * RC_LIMIT for a letter of more than LETTER_PAGES, RC_UNAVAILABLE when the fonts are not installed.
 * Nothing is read from or written to the disk except the fonts.
 */
MUST_USE enum rc letter_render(const struct letter_template *t,
    const struct letter_data *data, struct arena *a, struct letter_pdf *out,
    struct err *e);

/* What a letter says between letterhead and signature, without its looks. */
enum letter_part_kind {
	LETTER_PART_HEADING,
	LETTER_PART_TEXT,
	LETTER_PART_DATA, /* mark: the label */
	LETTER_PART_ITEM, /* mark: "1." */
	LETTER_PART_SUB   /* mark: "a.", below the item before it */
};
struct letter_part {
	enum letter_part_kind kind;
	str mark, text; /* plain text, not escaped */
};
struct letter_parts {
	struct letter_part *at;
	size_t n;
};
/*
 * The words of the template with the values of `data`, for a page on which they are read and accepted.
 * In `a`. RC_INVALID as letter_render(), and for `each`, whose rows nobody accepts on a page.
 */
MUST_USE enum rc letter_read(const struct letter_template *t,
    const struct letter_data *data, struct arena *a, struct letter_parts *out,
    struct err *e);

/*
 * Invented values of everything that letters of that kind are given and of nothing else: for
 * previews, and to see whether an edited template asks for something it will not get. NULL: no kind.
 */
const struct letter_data *letter_sample(str kind);
/* Does `d` bring all that a template of the kind may ask for? */
bool letter_complete(const char *kind, const struct letter_data *d);

/* "30 (tiga puluh)", for 0 to 999,999. */
str letter_count(struct arena *a, int64_t n);
/* "tiga puluh" */
str letter_words(struct arena *a, int64_t n);

/*
 * The number of a letter from a pattern with {seq} {office} {kanwil} {year}; the sequence was taken
 * by the caller. An unknown {word} is RC_INVALID.
 */
struct letter_number {
	int64_t seq;
	str office; /* three digits */
	str kanwil; /* two digits */
	int year;
};
MUST_USE enum rc letter_number_make(struct arena *a, str pattern,
    const struct letter_number *in, str *out, struct err *e);

#endif
