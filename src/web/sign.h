/*
 * sign.h - pages on which an officer signs: what the box needs, and reading what it sends.
 *
 * A GET makes the statement, shows its fields in words and puts its bytes into the form. The POST
 * brings the same bytes back with the signature; the handler makes the statement again from what
 * stands in the database and takes only equal bytes. The browser never decides what is signed.
 */
#ifndef WEB_SIGN_H
#define WEB_SIGN_H

#include "domain/officer_key.h"
#include "web/page.h"
#include "web/view_officer.h"

#define SIGN_STATEMENT_LETTERS 15000

/* Fields of every form that signs. */
#define SIGN_HIDDEN(n, m)                                                                \
	{                                                                                \
		.name = (n), .kind = F_HIDDEN, .max = (m), .label = N_("Tanda tangan")   \
	}
#define SIGN_FIELDS                                                                      \
	SIGN_HIDDEN("statement", SIGN_STATEMENT_LETTERS), SIGN_HIDDEN("sig_kind", 10),   \
	    SIGN_HIDDEN("sig_key", 1400), SIGN_HIDDEN("sig_auth", 6000),                 \
	    SIGN_HIDDEN("sig_client", 6000), SIGN_HIDDEN("sig_value", 1400)

struct sign_sent {
	str bytes; /* the statement */
	struct officer_sig sig;
};
/* RC_INVALID: nothing was signed (no script), or not readable. */
MUST_USE enum rc sign_read(struct page *p, struct sign_sent *out, struct err *e);

/*
 * Fill the box for the actor's keys. `known`: only those that the signer believes. What cannot be
 * used here (policy, address) is left out.
 */
MUST_USE enum rc sign_view(struct page *p, str action, str bytes, bool known,
    const char *button, struct view_sign *out, struct err *e);

/* What the statement says, every field, in words. */
struct view_sign_facts sign_facts(struct page *p, const struct statement *st);

/* A page with a statement (sign_page.html). */
struct sign_page {
	const char *title, *heading, *intro, *button; /* N_() */
	str caption, action, back;
	const char *field;             /* form field above the button, NULL: none */
	struct view_sign_facts hidden; /* further hidden fields */
	bool grave;
	bool own_key_only; /* the key need not be known to the signer */
};
MUST_USE enum rc sign_show(struct page *p, const struct sign_page *x,
    const struct statement *st, str bytes, struct err *e);

/* The keys as pages show them. */
struct view_officer_keys sign_keys(
    struct page *p, const struct row_officer_key_list *rows);

#endif
