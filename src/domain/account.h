/*
 * account.h - accounts of officials: recording, first password, signing in, lock-out, deactivation
 * (DESIGN 2.1-2.3, 2.9).
 */
#ifndef DOMAIN_ACCOUNT_H
#define DOMAIN_ACCOUNT_H

#include "domain/domain.h"

/* Account roles as stored. */
#define ACCOUNT_CENTRAL "central"
#define ACCOUNT_OFFICE_ADMIN "office_admin"
#define ACCOUNT_VERIFIER "verifier"
#define ACCOUNT_AUDITOR "auditor"
#define ACCOUNT_STAFF "staff"

struct account_new {
	str username, nip, name, level, email; /* NIP, level and e-mail may be STR_NONE */
	const char *role;		       /* ACCOUNT_* */
	str office;			       /* STR_NONE for national roles */
	bool opip_candidate;
};

/*
 * Record an account. The initial password follows the policy `initial_password`: random (returned
 * once in *out_password, nowhere kept in clear) or fixed (the configured word). It dies at first use
 * or after 14 days. With opip_candidate the candidacy is opened too.
 * RC_INVALID with a sentence, RC_CONFLICT when the user name is taken.
 */
MUST_USE enum rc account_record(struct domain *d, const struct actor *who,
    const struct account_new *in, str *out_id, str *out_password, struct err *e);
/* A new initial password; ends all sessions. */
MUST_USE enum rc account_reset(
    struct domain *d, const struct actor *who, str id, str *out_password, struct err *e);
/*
 * Switch an account off: sessions, authority and open candidacy end in the same transaction.
 * RC_INVALID without a reason; RC_DENIED for oneself.
 */
MUST_USE enum rc account_deactivate(
    struct domain *d, const struct actor *who, str id, str reason, struct err *e);

struct login {
	str username, password; /* password is wiped by the caller */
	str agent, net, old_token;
};
/*
 * Sign in. Failure is RC_DENIED with one sentence whatever the cause (unknown name, wrong password,
 * disabled, expired initial password), after the same work; RC_LIMIT when the name or the network
 * has tried too often (says until when). On success a new session token.
 */
MUST_USE enum rc account_login(
    struct domain *d, const struct login *in, str *out_token, bool *out_must_change, struct err *e);

/*
 * Change the password. `current` is checked unless the change is the forced first one
 * (R_FRESH). Rules of password_rules.h. Activates a fresh account; ends all other sessions; the
 * owner is mailed. *out_token is the new token of this session.
 */
MUST_USE enum rc account_change_password(struct domain *d, const struct actor *who, str current,
    str next, str agent, str *out_token, struct err *e);

#endif
