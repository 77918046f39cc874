/*
 * check.h - is this letter or certificate ours, and does it still hold? (SCREENS V5, V6)
 *
 * For anybody, without an account: answers with masked facts from our own records, never with a
 * document. Five honest answers; what cannot be known is not guessed.
 */
#ifndef DOMAIN_CHECK_H
#define DOMAIN_CHECK_H

#include "domain/domain.h"
#include "vault/memory.h"

enum check_answer {
	CHECK_GENUINE,
	CHECK_NO_MATCH,   /* no such code, or the file differs from what we issued */
	CHECK_UNSURE,     /* ours, but whether it still holds cannot be said now */
	CHECK_NOT_VALID,  /* ours, but replaced, revoked, suspended or expired */
	CHECK_INCOMPLETE, /* ours, but signatures are missing */
};

/* What a file that was handed in turned out to be, beside the letter whose code it carries. */
enum check_file {
	CHECK_FILE_NONE,     /* none was handed in */
	CHECK_FILE_SAME,     /* byte for byte what we issued */
	CHECK_FILE_RECEIVED, /* byte for byte the signed scan that we received */
	CHECK_FILE_RESAVED, /* other bytes that show the same: saved anew, or altered unseen */
	CHECK_FILE_PAGES,   /* pages are missing, or there are more */
	CHECK_FILE_CONTENT, /* a page shows something else: the code may be a copy */
	CHECK_FILE_SCAN, /* pictures of pages, as a scanner makes them: cannot be compared */
	CHECK_FILE_OTHER,   /* carries the code of another letter than the one typed */
	CHECK_FILE_FOREIGN, /* carries no code of ours */
	CHECK_FILE_GONE, /* what we issued is destroyed and cannot be compared any more */
};

struct check_result {
	enum check_answer answer;
	/* of what the facts are, neither: a letter; nothing is set for an unknown code */
	bool certificate, registration;
	str code; /* as printed: XXXX-XXXX-XXXX, or a number; p NULL for an unknown one */
	str title;  /* "Surat Rekomendasi ..." (Indonesian) or STR_NONE */
	str number; /* of the letter, or the serial */
	str holder; /* masked; empty: not said */
	int64_t
	    people; /* a letter for many: how many stand in it; 0: it is for the holder */
	struct row_office office;
	int64_t issued_s;
	str state;         /* of the certificate, as stored */
	int64_t changed_s; /* since when it does not hold; SQL_NULL_INT: not known */
	str reason;        /* stored reason, p NULL: none */
	/* of a certificate */
	str issuer;
	int64_t from_s, to_s;
	int64_t
	    list_s; /* age of the published list is now - list_s; 0: none is published */
	/* of a letter */
	int64_t signed_n, signed_of;
	enum check_file file;
	int64_t file_pages, our_pages; /* CHECK_FILE_PAGES */
	int64_t file_page; /* CHECK_FILE_CONTENT: the first page that differs */
	int64_t checked_s;
};

/*
 * `typed` in any case, with or without dashes. An unknown code is RC_OK with CHECK_NO_MATCH and counts
 * against the network; RC_LIMIT.
 */
MUST_USE enum rc check_code(
    struct domain *d, str typed, str net, struct check_result *out, struct err *e);
/*
 * A PDF in memory, whose lower-case hex SHA-256 is `sha256`: looked at in the inspector, compared with
 * the letter whose code its pages carry, and kept nowhere. `typed` may be STR_NONE. Whatever is not a file of
 * ours to the last byte counts against the network. RC_INVALID with the inspector's sentence; RC_LIMIT. Heavy.
 */
MUST_USE enum rc check_file(struct domain *d, str typed, str sha256, str bytes, str net,
    struct check_result *out, struct err *e);

#endif
