/*
 * hostile.h - the hostile corpus: files that strangers could send, and what becomes of each.
 *
 * One table (hostile.c). Every row is a file of a few kilobytes that make_hostile writes when the
 * tree is built (build/tests/hostile/files, and TABLE beside it): test_hostile hands each to the
 * real paraf-inspector, the browser tests upload some of them, and the fuzzers start from them.
 */
#ifndef TESTS_HOSTILE_H
#define TESTS_HOSTILE_H

#include "support/make_files.h"

enum hostile_job {
	HOSTILE_IMAGE, /* looked at as a picture of an e-KTP */
	HOSTILE_PDF, /* looked at as a PDF; page 1 is drawn if its structure is accepted */
	HOSTILE_JOB__COUNT
};

struct hostile {
	const char *name; /* of the file, with the ending that it claims */
	const char *kind; /* of trick: "bomb", "polyglot", ... */
	enum hostile_job job;
	/* words of the sentence that refuses it; NULL: accepted, and what comes back is harmless */
	const char *says;
	/* of page 1 of an accepted PDF: words of the sentence; NULL: it is drawn */
	const char *page_says;
	bool or_drawn; /* page 1 takes about as long as it may: also drawn */
	str (*make)(struct arena *a); /* or one of those below */
	const char *raw;
	size_t raw_n;
	struct pdf_want pdf;
	bool heavy; /* needs the inspector's limits: no seed for fuzzers in process */
};

extern const struct hostile hostile_images[], hostile_pdfs[];
extern const size_t hostile_images_n, hostile_pdfs_n;

/* Rows of both tables, images first; NULL after the last. */
const struct hostile *hostile_at(size_t i);
/* The bytes of a row, in the arena. */
str hostile_make(struct arena *a, const struct hostile *h);

#endif
