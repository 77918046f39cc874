/*
 * followup.h - what follows for the certificates of somebody who moves away, stops, dies, or whose
 * authority ends: asked for each certificate, answered, carried out, recorded (DESIGN 2.9, 5;
 * DOMAIN 4.7).
 *
 * A question is born in the transaction that lets the person go, so it cannot be forgotten: it waits
 * in the list of the certificate's office, and when nobody acts the verifiers are told. An answer that
 * needs a signature (revocation) is a task for those who have an officer key; meanwhile the
 * certificate is suspended, which needs none.
 */
#ifndef DOMAIN_FOLLOWUP_H
#define DOMAIN_FOLLOWUP_H

#include "domain/fsm.h"

extern const struct fsm followup_fsm;

/* Why somebody leaves, and the reason for revocation that goes with it. */
struct followup_leaving {
	const char *name;   /* as stored and posted */
	const char *label;  /* N_() */
	const char *reason; /* a certificate_reason */
	bool chosen; /* an administrator may choose it; the others come from an act */
};
extern const struct followup_leaving followup_leavings[];
extern const size_t followup_n_leavings;
/* NULL when there is no such word. */
const struct followup_leaving *followup_leaving_find(str name);
#define FOLLOWUP_DEATH     "meninggal"
#define FOLLOWUP_AUTHORITY "kewenangan" /* an authority has ended */

/*
 * Ask about every living certificate of that person about which no question is open, in the caller's
 * transaction. After a death there is nothing to ask: each is to be revoked.
 */
MUST_USE enum rc followup_ask_tx(struct domain *d, struct db *tx, const struct actor *who,
    const struct row_account *acc, const char *leaving, struct err *e);
/* The account works again: its questions are dropped. What was suspended stays so. */
MUST_USE enum rc followup_drop_tx(
    struct domain *d, struct db *tx, const struct actor *who, str account, struct err *e);
/* The status of the certificate has changed by that event (enum certificate_event). */
MUST_USE enum rc followup_certificate_tx(struct domain *d, struct db *tx,
    const struct actor *who, str serial, int event, struct err *e);
/* Carry out now what the answers about that person have ordered; RC_OK also when the signer is away. */
MUST_USE enum rc followup_carry_out(struct domain *d, str account, struct err *e);

/* Whether the holder of that certificate is recorded as dead: nothing is mailed to him then. */
MUST_USE enum rc followup_died(
    struct domain *d, struct db *db, str serial, bool *out, struct err *e);

/* ---- answering ---- */

struct followup_file {
	struct row_followup row;
	struct row_certificate cert;
	struct row_account person;
	bool signs; /* the actor may sign a revocation of this certificate himself */
};
/* RC_NOT_FOUND when there is none or it is out of the actor's reach. */
MUST_USE enum rc followup_load(struct domain *d, const struct actor *who, str id,
    struct followup_file *out, struct err *e);
/* Its events, newest first. */
MUST_USE enum rc followup_history(
    struct domain *d, str id, struct row_history_list *out, struct err *e);
/* How many certificates of that person can still be used or put back into use. */
MUST_USE enum rc followup_living(
    struct domain *d, const struct row_account *acc, int64_t *out_n, struct err *e);
/* The first question about that person that is not answered yet; RC_NOT_FOUND: none. */
MUST_USE enum rc followup_next(
    struct domain *d, str account, struct row_followup *out, struct err *e);

struct followup_answer {
	enum followup_event event; /* FOLLOW_EV_KEEP, FOLLOW_EV_HOLD, FOLLOW_EV_REVOKE */
	str reason;                /* certificate_reason of a revocation, else STR_NONE */
	str note;                  /* or STR_NONE */
	int64_t version;
};
/*
 * RC_OK: recorded, and carried out unless the signer is away (then the worker does it). RC_INVALID: a
 * revocation without a reason. RC_DENIED: one's own certificate. Errors of fsm_apply otherwise.
 */
MUST_USE enum rc followup_answer(struct domain *d, const struct actor *who, str id,
    const struct followup_answer *in, struct err *e);

/*
 * Open questions, the oldest first, at most 200: of the actor's office, or (verifier, central) those
 * that are older than followup_days everywhere.
 */
MUST_USE enum rc followup_list(struct domain *d, const struct actor *who,
    struct row_followup_line_list *out, struct err *e);

/*
 * Who had left is back, and the certificate is still suspended: only an OPIP of its office lifts that.
 * Of the actor's office, the newest first, at most 50; none for those without one.
 */
MUST_USE enum rc followup_left(struct domain *d, const struct actor *who,
    struct row_followup_line_list *out, struct err *e);
/* The same of one person: the newest; RC_NOT_FOUND: none. */
MUST_USE enum rc followup_left_of(
    struct domain *d, str account, struct row_followup *out, struct err *e);
/* Is that question such a one? */
bool followup_is_left(const struct followup_file *f);

/* Job of paraf-worker: tell the verifiers about what nobody has acted upon for followup_days. */
MUST_USE enum rc followup_late_due(struct domain *d, struct err *e);

#endif
