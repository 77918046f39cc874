/*
 * check.h - is this letter or certificate ours, and does it still hold? (SCREENS V5, V6)
 *
 * For anybody, without an account: answers with masked facts from our own records, never with a
 * document. Five honest answers; what cannot be known is not guessed.
 */
#ifndef DOMAIN_CHECK_H
#define DOMAIN_CHECK_H

#include "domain/domain.h"

enum check_answer {
	CHECK_GENUINE,
	CHECK_NO_MATCH,   /* no such code, or the file differs from what we issued */
	CHECK_UNSURE,     /* ours, but whether it still holds cannot be said now */
	CHECK_NOT_VALID,  /* ours, but replaced, revoked, suspended or expired */
	CHECK_INCOMPLETE, /* ours, but signatures are missing */
};

struct check_result {
	enum check_answer answer;
	bool certificate; /* else a letter; neither fact is set for an unknown code */
	str code;         /* as printed: XXXX-XXXX-XXXX; p NULL for an unknown one */
	str title;        /* "Surat Rekomendasi ..." (Indonesian) or STR_NONE */
	str number;       /* of the letter, or the serial */
	str holder;       /* masked */
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
	bool file_compared; /* a file was given and its fingerprint looked at */
	int64_t checked_s;
};

/*
 * `typed` in any case, with or without dashes. `file_sha256` (lower-case hex) of a PDF to compare, or
 * STR_NONE. An unknown code is RC_OK with CHECK_NO_MATCH and counts against the network; RC_LIMIT.
 */
MUST_USE enum rc check_code(struct domain *d, str typed, str file_sha256, str net,
    struct check_result *out, struct err *e);

#endif
