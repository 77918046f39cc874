/*
 * renewal_request.h - renewal when the key is lost (DOMAIN 5.1, art. 34): the holder, signed in with two
 * factors, makes the new key first and asks his office; an OPIP there recognises him, types the code of
 * that key which the holder reads out, and signs. paraf-signer verifies all of it; from the approval on
 * it is an issuance like that of certificate_renew.h.
 *
 * The code is never shown to officers, so what they type has come from the holder. It is derived from
 * the new key (statement_renewal_code): a portal that exchanges the key gets no certificate.
 */
#ifndef DOMAIN_RENEWAL_REQUEST_H
#define DOMAIN_RENEWAL_REQUEST_H

#include "domain/certificate_renew.h"
#include "domain/signing.h"

extern const struct fsm renewal_fsm;

/* The key waits in the holder's browser for a week; so long waits the request. */
#define RENEWAL_WAIT_S    (7 * INT64_C(86400))
#define RENEWAL_APPROVE_S (3 * INT64_C(86400)) /* life of the statement */

/* ---- the holder ---- */

struct renewal_own {
	struct renewal_file r;
	bool account;            /* signed in with an account of the same NIP */
	bool two_factors;        /* and with two factors */
	struct row_renewal last; /* newest request; id.p NULL: none */
	bool open;               /* it waits, or is being issued */
	str code;                /* of its key, canonical; p NULL: none is open */
	str authority;           /* for who computes the code himself */
};
/* RC_NOT_FOUND as certificate_renewal_load(); RC_UNAVAILABLE: the signer was never heard yet. */
MUST_USE enum rc renewal_own_load(struct domain *d, const struct actor *who, str serial,
    struct renewal_own *out, struct err *e);
/*
 * Store the request and tell the office. The same key again is the same request. RC_DENIED: not signed in
 * with two factors as the holder; RC_CONFLICT: it cannot be renewed now, or another key waits;
 * RC_INVALID: what is wrong with the request.
 */
MUST_USE enum rc renewal_request(struct domain *d, const struct actor *who, str serial,
    const struct renewal_ask *ask, str agent, struct err *e);
/* The holder takes it back. Errors of fsm_apply. */
MUST_USE enum rc renewal_withdraw(
    struct domain *d, const struct actor *who, str serial, struct err *e);

/* ---- the office ---- */

/* Open requests of the actor's office, the oldest first, at most 200. */
MUST_USE enum rc renewal_list(struct domain *d, const struct actor *who,
    struct row_renewal_line_list *out, struct err *e);

struct renewal_case {
	struct row_renewal row;
	struct certificate_file f;
	struct row_account holder;
	const char *why; /* N_(): why it cannot be approved now; NULL: it can */
};
/* RC_NOT_FOUND: none, or of another office. */
MUST_USE enum rc renewal_case_load(struct domain *d, const struct actor *who, str id,
    struct renewal_case *out, struct err *e);
MUST_USE enum rc renewal_history(
    struct domain *d, str id, struct row_history_list *out, struct err *e);

/* What the officer found, on the way into the statement. */
struct renewal_found {
	const struct renewal_case *c;
	str code;           /* as typed, canonical */
	bool called, faced; /* called back at the number in the file; known by face */
	const struct certificate_reason
	    *old; /* for the old certificate; NULL: it stays */
};
/*
 * Is that the code of the key in the request? RC_INVALID with a sentence; an audit event keeps it, because
 * a code that does not fit may be a key that was exchanged.
 */
MUST_USE enum rc renewal_code_check(struct domain *d, const struct actor *who,
    const struct renewal_case *c, str typed, str *out, struct err *e);
/* A signing_fill; arg is a struct renewal_found. */
MUST_USE enum rc renewal_fill(struct domain *d, const struct actor *who, void *arg,
    struct statement *st, struct err *e);
/*
 * Signed: keep it, ask the signer. RC_UNAVAILABLE: stored, will be finished. RC_DENIED: the signer
 * refuses, with its sentence; the request waits again. Errors of fsm_apply.
 */
MUST_USE enum rc renewal_approve(struct domain *d, const struct actor *who,
    const struct renewal_case *c, const struct signing *s, int64_t version,
    struct row_certificate *out, struct err *e);
/* `note`: why, mailed to the holder. RC_INVALID without. */
MUST_USE enum rc renewal_refuse(struct domain *d, const struct actor *who, str id,
    str note, int64_t version, struct err *e);

/* ---- what else happens to it ---- */

/* The signer has answered the approval of that request: the certificate is there, or why not. */
MUST_USE enum rc renewal_issued_tx(
    struct domain *d, struct db *tx, const struct row_issuance *r, struct err *e);
MUST_USE enum rc renewal_returned_tx(struct domain *d, struct db *tx,
    const struct row_issuance *r, str why, struct err *e);
/* The certificate is no longer in use: there is nothing to follow. */
MUST_USE enum rc renewal_lapse_tx(
    struct domain *d, struct db *tx, str serial, struct err *e);
/* Job of paraf-worker: requests that nobody answered in time. */
MUST_USE enum rc renewal_lapse_due(struct domain *d, struct err *e);

#endif
