/*
 * second_factor.h - an authenticator app beside the password (RFC 6238), and ten recovery codes for when
 * the telephone is lost. The second way for reading; signing needs an officer key (session.h).
 *
 * The secret is sealed in the database, a recovery code is there as its keyed MAC. A code is taken once;
 * wrong ones are counted over all networks, because who guesses knows the password already.
 */
#ifndef DOMAIN_SECOND_FACTOR_H
#define DOMAIN_SECOND_FACTOR_H

#include "base/i18n.h"
#include "domain/domain.h"

#define RECOVERY_CODES 10

struct second_factor {
	bool on;
	int64_t since_s;       /* when on */
	int64_t recovery_left; /* recovery codes that were not used */
};
MUST_USE enum rc second_factor_of(
    struct domain *d, str account, struct second_factor *out, struct err *e);

/*
 * A new secret for the actor's account, not in use before it is confirmed; one that waited is replaced.
 * RC_CONFLICT: an app is in use already. RC_DENIED: the account has an officer key and the session is not
 * proven by it.
 */
MUST_USE enum rc second_factor_begin(
    struct domain *d, const struct actor *who, struct err *e);
/* What the app is to be told: the secret as text, and for a QR code. RC_NOT_FOUND: none waits. */
MUST_USE enum rc second_factor_offer(struct domain *d, const struct actor *who,
    str *out_secret, str *out_uri, struct err *e);
/*
 * The first code: in use from now on, the session counts as proven by it, the owner is mailed.
 * *out_codes: RECOVERY_CODES of them, as people type them; they are nowhere in clear after this.
 * RC_DENIED a wrong code, RC_LIMIT too many of them, RC_NOT_FOUND nothing waits.
 */
MUST_USE enum rc second_factor_confirm(struct domain *d, const struct actor *who,
    str code, const str **out_codes, struct err *e);
/* New recovery codes in place of the old ones, by a code of the app or an old recovery code. */
MUST_USE enum rc second_factor_new_codes(struct domain *d, const struct actor *who,
    str code, const str **out_codes, struct err *e);
/* Take the app off: by a code, or from a session that an officer key has proven (then it may be empty). */
MUST_USE enum rc second_factor_remove(
    struct domain *d, const struct actor *who, str code, struct err *e);
/* Nothing of it is left, in the caller's transaction: an administrator gave a new initial password. */
MUST_USE enum rc second_factor_forget_tx(
    struct domain *d, struct db *tx, const struct row_account *acc, struct err *e);

/* ---- proving it ---- */

/* What a typed code turned out to be. */
struct second_proof {
	const struct row_account *acc;
	str net;
	int64_t step;      /* of the app */
	str recovery_hash; /* of a recovery code; STR_NONE: the app's */
};
/*
 * Look at a code that was typed for that account, as the app shows it or a recovery code.
 * RC_DENIED wrong or used (counted), RC_LIMIT too many wrong ones, RC_NOT_FOUND no app in use.
 */
MUST_USE enum rc second_factor_check(struct domain *d, const struct row_account *acc,
    str net, str typed, struct second_proof *out, struct err *e);
/* Use it up in the transaction of the act; RC_DENIED when it was used meanwhile. */
MUST_USE enum rc second_factor_spend_tx(
    struct domain *d, struct db *tx, const struct second_proof *proof, struct err *e);

#endif
