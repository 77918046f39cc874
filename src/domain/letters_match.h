/*
 * letters_match.h - is a scan that came back one of our letters, whole, and signed? Every page carries
 * its code; the places to sign are where we drew them and were empty when we issued them. All of it is
 * looked at in the sandbox.
 */
#ifndef DOMAIN_LETTERS_MATCH_H
#define DOMAIN_LETTERS_MATCH_H

#include "domain/letters_issue.h"

#define LETTERS_SCAN_PAGES 40 /* of one scan */
#define LETTERS_MATCHED    2  /* letters that one scan may hold */

/* A letter that may be in the scan. */
struct letters_wanted {
	const struct row_letter *letter;
	int64_t pages;
	str sha256; /* of our PDF */
};

struct letters_found {
	uint32_t pages; /* bit 0 is page 1 */
	size_t places, inked;
	uint32_t
	    ink; /* bit 0 is the first place: there is ink in it on one scan of its page */
	bool whole; /* all pages are there */
};

struct letters_match {
	struct letters_found at[LETTERS_MATCHED];
	bool itself;   /* the file is one of ours, byte for byte */
	bool foreign;  /* a code of somebody else's letter */
	bool outdated; /* a code of an earlier letter of the same case */
	int64_t pages; /* of the scan */
};

/*
 * RC_INVALID: no PDF, too many pages, or what the inspector says. What was found is for the caller to
 * judge, with letters_verdict(). Heavy: two pictures a page.
 */
MUST_USE enum rc letters_match(struct domain *d, str bytes, enum file_type type,
    str sha256, const struct letters_wanted *wanted, size_t n, struct letters_match *out,
    struct err *e);
/* RC_INVALID with the sentence when the scan is not the `i`th letter, whole and signed. */
MUST_USE enum rc letters_verdict(struct domain *d, const struct letters_wanted *wanted,
    size_t n, const struct letters_match *m, size_t i, struct err *e);

#endif
