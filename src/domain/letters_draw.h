/*
 * letters_draw.h - one letter of an office: the template and letterhead in force, the values that every
 * letter of an office has, and what the caller knows besides. Heavy: call outside of transactions.
 */
#ifndef DOMAIN_LETTERS_DRAW_H
#define DOMAIN_LETTERS_DRAW_H

#include "domain/domain.h"
#include "letters/letter.h"

#define LETTERS_FIELDS 48 /* values of one letter, those of the office too */

struct letters_text {
	const char *kind; /* name of the template */
	str sha256; /* of its text, hex: the one that was agreed to; STR_NONE: in force */
	const struct row_office *office;
	/* besides the office's own, `number`, `date` and `signer_title` */
	const struct letter_field *fields;
	size_t n_fields;
	const struct letter_rows *rows; /* NULL: the letter has no list */
	str number;                     /* as printed */
	int64_t
	    at_s; /* the act that it is about: its date, and when it is said to be made; 0: now */
	str check_url, check_code; /* of the QR code on every page */
};

MUST_USE enum rc letters_draw(struct domain *d, const struct letters_text *in,
    struct letter_pdf *out, struct err *e);
/* The same letter as words for a page; of the template in force. */
MUST_USE enum rc letters_read(struct domain *d, const struct letters_text *in,
    struct letter_parts *out, struct err *e);
/* A place to sign and the code of its page, by which it is found again on a scan. */
struct letters_place {
	struct letter_rect sign, code;
};
/*
 * The places to sign as kept with a letter: "page x y width height code-x code-y code-side;..." in
 * points.
 */
str letters_places_text(struct arena *a, const struct letter_pdf *pdf);
/* RC_INTERNAL when it is no such text. STR_NONE (a letter from before) has no places. */
MUST_USE enum rc letters_places_parse(
    str text, struct letters_place out[LETTER_SIGNS], size_t *out_n, struct err *e);

#endif
