/*
 * record.h - the traces every act leaves, written in the transaction of the act itself: history
 * (for people, per object), audit (for proof, append-only and chained), counters (for lists).
 */
#ifndef DOMAIN_RECORD_H
#define DOMAIN_RECORD_H

#include "domain/domain.h"

/* A line in the history of `noun`/`id`. `from` is STR_NONE at birth; `note` may be STR_NONE. */
MUST_USE enum rc history_add(struct domain *d, struct db *tx, const struct actor *who,
    const char *noun, str id, str event, str from, str to, str note, struct err *e);

/*
 * An audit event: who did what on what. `object` is "noun/id"; `detail` is a JSON object without
 * personal data beyond ids, or STR_NONE. The event is chained to the one before it on this node by
 * the hash of audit/event.h; audit_tree.h makes it a leaf soon after.
 * Office is STR_NONE for acts of the whole system.
 */
MUST_USE enum rc audit_add(struct domain *d, struct db *tx, const struct actor *who,
    const char *action, str object, str office, str detail, struct err *e);

/*
 * Add `delta` to the list counter "noun:office:state" and to "noun:*:state" (all offices); stored at
 * the end of the transaction.
 */
MUST_USE enum rc counter_add(struct domain *d, struct db *tx, const char *noun,
    str office, const char *state, int64_t delta, struct err *e);

/* Value of the list counter; office STR_NONE reads the sum over all offices. */
MUST_USE enum rc counter_get(struct domain *d, const char *noun, str office,
    const char *state, int64_t *out_n, struct err *e);

struct audit_filter {
	str actor; /* user name or account id */
	str action, object, office;
	int64_t from_s, to_s; /* SQL_NULL_INT: open */
	int64_t before_s;     /* INT64_MAX for the first page */
	str before_node;
	int64_t before_seq;
	int64_t n;
};
/* Events, newest first; STR_NONE means any. An actor that nobody is has no events. */
MUST_USE enum rc audit_events(struct domain *d, const struct audit_filter *f,
    struct row_audit_list *out, struct err *e);
/* The user name behind an actor of the record, or the actor as it stands there. */
str audit_actor_name(struct domain *d, str actor);

#endif
