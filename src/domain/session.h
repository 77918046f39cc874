/*
 * session.h - who is signed in. A session is a row; the browser holds a random token of 240 bits,
 * the row its keyed MAC, so that a copy of the database opens no session.
 *
 * Two kinds: of an account (officials), and of one application (an applicant who proved his
 * e-mail). Ends: idle, absolute, signed out, ended from another device, account deactivated.
 */
#ifndef DOMAIN_SESSION_H
#define DOMAIN_SESSION_H

#include "domain/domain.h"

/*
 * The one place that says what a session may do because of how it was made. Reading needs no more
 * than any sign-in. Signing (granting, reviewing, activating, revoking) needs a session that an
 * officer key has proven; a key of a browser counts only where the policy officer_key takes it.
 */
bool session_may_sign(const struct conf *conf, const struct actor *who);
/*
 * Adding a key: the first one from any session of the person; once there is one, only from a session
 * that a key has proven, so that a stolen password adds nothing.
 */
bool session_may_add_key(const struct conf *conf, const struct actor *who, bool has_key);
/* Was it made with two factors of different kind: a passkey, or password and authenticator app? */
bool session_two_factors(const struct actor *who);
/* Does the policy officer_key take keys of browsers? */
bool session_takes_browser_keys(const struct conf *conf);

/*
 * Open a session of an account in the caller's transaction; `old_token` (may be STR_NONE) is ended:
 * tokens change at every sign-in. `proof` is how he showed himself. `agent` is the browser's name, cut to 200 bytes.
 */
MUST_USE enum rc session_open_proven_tx(struct domain *d, struct db *tx, str account,
    enum actor_proof proof, str agent, str net, str old_token, str *out_token,
    struct err *e);
/* The same for an applicant and one application. */
MUST_USE enum rc session_open_application_tx(struct domain *d, struct db *tx,
    str application, str agent, str net, str old_token, str *out_token, struct err *e);

/*
 * Add what these tokens (either may be STR_NONE) prove to `who`, which must hold R_VISITOR and the
 * network already. A token that is unknown or over is ignored. Roles come from the account as it is
 * now: a deactivated account or an ended authority has none from this request on.
 */
MUST_USE enum rc session_actor(struct domain *d, str account_token, str application_token,
    struct actor *who, int64_t *out_ends_s, struct err *e);

MUST_USE enum rc session_end(struct domain *d, str token, struct err *e);
/* End one other session of the same account (its hash, from the list). RC_NOT_FOUND if not his. */
MUST_USE enum rc session_end_other(
    struct domain *d, const struct actor *who, str hash, struct err *e);
/* End all sessions of the actor's account but the one he is using. */
MUST_USE enum rc session_end_others(
    struct domain *d, const struct actor *who, struct err *e);
/* End all sessions of an account except `keep_hash` (STR_NONE: all), in the caller's transaction. */
MUST_USE enum rc session_end_all_tx(
    struct domain *d, struct db *tx, str account, str keep_hash, struct err *e);
/* Sessions of the actor's account that are still open, last used first. */
MUST_USE enum rc session_list(struct domain *d, const struct actor *who,
    struct row_session_list *out, struct err *e);

#endif
