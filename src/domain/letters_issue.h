/*
 * letters_issue.h - letters that carry a number of their office's register: no number twice, none
 * left out, each with a check code on every page (DOMAIN 2.8, docs/decisions/0005-letter-numbers.md).
 *
 * Two steps, because a letter must show its number and drawing it takes too long for the writer:
 * letters_make() draws with the numbers that come next, letters_record_tx() takes them in the
 * transaction of the act itself and refuses when somebody else was faster; then make again.
 */
#ifndef DOMAIN_LETTERS_ISSUE_H
#define DOMAIN_LETTERS_ISSUE_H

#include "domain/document.h"
#include "domain/letters_draw.h"

#define LETTERS_MAX 4 /* letters of one set */
#define LETTERS_ROUNDS                                                                   \
	64 /* attempts of one set; each that fails is a letter of somebody else */

struct letters_order {
	const char *kind;          /* name of the template */
	enum document_class class; /* DOC_GEN_* */
	str file;                  /* name of the PDF, as mailed */
	/*
	 * Its type in the register, before the first dash of the number: LETTERS_MINUTES and so on; NULL: as
	 * the configured pattern says ("S-").
	 */
	const char *type;
};
/* Types of a register besides S, the letter (DOMAIN 2.2). */
#define LETTERS_MINUTES   "BA"
#define LETTERS_STATEMENT "KET"

/* What is wanted: letters of one case that say the same things. */
struct letters_set {
	struct document_owner owner;
	const struct row_office *office;
	const struct letters_order *orders;
	size_t n_orders;
	/* Values besides those that letters_draw() brings. */
	const struct letter_field *fields;
	size_t n_fields;
	const struct letter_rows *rows; /* NULL: none of the letters has a list */
	str data_hash;                  /* of what the letters say, kept with them */
	int64_t at_s;                   /* date and year of them; 0: now */
};

struct letters_made {
	struct row_letter letter;
	struct row_document document;
};

struct letters_issue {
	struct letters_made at[LETTERS_MAX];
	size_t n;
	str counter;    /* name of the register */
	bool overtaken; /* set by letters_record_tx: other letters took the numbers */
};

/* Draw the letters with the numbers that come next and store them durably. Heavy. */
MUST_USE enum rc letters_make(struct domain *d, const struct letters_set *set,
    struct letters_issue *out, struct err *e);
/*
 * Take the numbers, end earlier letters of the case and enter these. RC_CONFLICT with
 * x->overtaken when the numbers are gone: nothing is kept, discard and make again.
 */
MUST_USE enum rc letters_record_tx(
    struct domain *d, struct db *tx, struct letters_issue *x, struct err *e);
/*
 * Take a number for something that is drawn later, and a code: a letter without document and template, in
 * the register from now on.
 */
struct letters_ahead {
	const struct row_office *office;
	const char *kind, *type;
	const char *noun;
	str noun_id, data_hash;
};
MUST_USE enum rc letters_number_tx(
    struct domain *d, struct db *tx, const struct letters_ahead *in, struct err *e);
/* Remove the files of letters that were not recorded. */
void letters_discard(struct domain *d, const struct letters_issue *x);

/* "7K4M2PXA9QRC" as printed: "7K4M-2PXA-9QRC". */
str letters_code_shown(struct arena *a, str code);
/* The address in the QR code of a letter. */
str letters_check_url(struct arena *a, const struct conf *conf, str code);
/*
 * The check code in a text read from a QR code, STR_NONE when it is none of ours; *out_page: its page,
 * 0 when the letter has only one.
 */
str letters_code_in(struct arena *a, str text, int64_t *out_page);

#endif
