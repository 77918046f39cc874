/*
 * audit_export.h - the record leaving the database: whole, or single events with their proofs; and
 * the look at the whole chain.
 */
#ifndef DOMAIN_AUDIT_EXPORT_H
#define DOMAIN_AUDIT_EXPORT_H

#include "audit/log.h"
#include "domain/audit_tree.h"

/* Takes pieces of whole lines, each at most a few hundred KB. */
struct audit_sink {
	enum rc (*put)(void *arg, str lines, struct err *e);
	void *arg;
};

/* The key of the checkpoints as paraf-signer published it; RC_NOT_FOUND. */
MUST_USE enum rc audit_key(struct domain *d, str *out_spki, struct err *e);
/* The last checkpoint as paraf-signer published it, its signature checked; RC_NOT_FOUND. */
MUST_USE enum rc audit_published(
    struct domain *d, str spki, struct audit_checkpoint *out, struct err *e);

/*
 * Every leaf with every checkpoint, in the form of audit/log.h. RC_CONFLICT: an event that is a
 * leaf is not there any more. Memory does not grow with the record.
 */
MUST_USE enum rc audit_export(
    struct domain *d, const struct audit_sink *sink, struct err *e);

struct audit_place {
	str node;
	int64_t seq;
};
/*
 * These events with proofs to the newest checkpoint. RC_NOT_FOUND: one of them is not covered by a
 * checkpoint yet (it will be within a minute or so).
 */
MUST_USE enum rc audit_prove(struct domain *d, const struct audit_place *at, size_t n,
    struct buf *out, struct err *e);
/* That the newest checkpoint extends the one over `from` leaves. */
MUST_USE enum rc audit_prove_growth(
    struct domain *d, int64_t from, struct buf *out, struct err *e);

struct audit_state {
	int64_t at_s;
	bool whole;
	int64_t events; /* all of them, waiting ones too */
	int64_t leaves, checkpoints;
	int64_t waiting;   /* not in the tree yet: held by the chain of their node */
	int64_t uncovered; /* in the tree, after the last checkpoint */
	str place;         /* where it breaks, "" when whole */
};
/*
 * Follow the record from its first event: every chain, the tree, every checkpoint, and that it
 * extends what paraf-signer published last. RC_OK also when it is broken: look at `whole`.
 * Other errors: it could not be looked at.
 */
MUST_USE enum rc audit_look(struct domain *d, struct audit_state *out, struct err *e);
/* The same, and keep what was found for /audit. */
MUST_USE enum rc audit_look_keep(
    struct domain *d, struct audit_state *out, struct err *e);
/* What was kept last; RC_NOT_FOUND: never looked. Only at_s, whole, events, place are filled. */
MUST_USE enum rc audit_look_last(
    struct domain *d, struct audit_state *out, struct err *e);
MUST_USE enum rc audit_look_job(struct domain *d, struct err *e);

#endif
