/*
 * authority.h - registration authority of one person for one office: granted by BSSN, suspended,
 * ended. A person is an OPIP while an authority of his is active (DESIGN 1, 2.8, 2.9).
 */
#ifndef DOMAIN_AUTHORITY_H
#define DOMAIN_AUTHORITY_H

#include "domain/fsm.h"

extern const struct fsm authority_fsm;

/*
 * Grant: a new active authority for the candidate of `cand` in his office, in the transaction of
 * the decision. The office's limit of active OPIP only warns; the decision is BSSN's.
 */
MUST_USE enum rc authority_grant_tx(struct domain *d, struct db *tx,
    const struct actor *who, const struct row_candidacy *cand, str *out_id,
    struct err *e);

/* End every authority of that account (transfer, deactivation), in the caller's transaction. */
MUST_USE enum rc authority_end_all_tx(struct domain *d, struct db *tx,
    const struct actor *who, str account, str reason, struct err *e);

/* The actor's own authorities that have not ended. */
MUST_USE enum rc authority_mine(struct domain *d, const struct actor *who,
    struct row_authority_list *out, struct err *e);

#endif
