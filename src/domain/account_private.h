/* account_private.h - what the files of account.h share. */
#ifndef DOMAIN_ACCOUNT_PRIVATE_H
#define DOMAIN_ACCOUNT_PRIVATE_H

#include "domain/account.h"

/* How long a slip can be made again by sending the same form again. */
#define SLIP_S 600

/* The initial password by the policy; with a token always the same for this actor and user name. */
str account_initial_password(
    struct domain *d, const struct actor *who, str once, str username);

/* Remember that the form with that token made `id`; RC_CONFLICT when it did before. */
MUST_USE enum rc account_once_tx(struct domain *d, struct db *tx, const struct actor *who,
    str once, str id, struct err *e);
/* What it made, and the password if that may be shown again. RC_NOT_FOUND: not sent before. */
MUST_USE enum rc account_once_seen(struct domain *d, const struct actor *who, str once,
    str *out_id, str *out_password, struct err *e);

/* The audit event of an act on an account. */
MUST_USE enum rc account_audit(struct domain *d, struct db *tx, const struct actor *who,
    const char *action, const struct row_account *acc, struct err *e);

/* Store a password of the owner's own, end all sessions, mail the owner: in the transaction `tx`. */
MUST_USE enum rc account_password_tx(struct domain *d, struct db *tx,
    const struct actor *who, const struct row_account *acc, str hash, str agent,
    const char *action, struct err *e);
/* The rules for a new password of that account; RC_INVALID with the sentence. */
MUST_USE enum rc account_password_rules(
    struct domain *d, const struct row_account *acc, str next, struct err *e);

/* Open a candidacy for an account that may stand; its NIP and name are as recorded. */
MUST_USE enum rc account_stand_tx(struct domain *d, struct db *tx,
    const struct actor *who, const struct row_account *acc, struct err *e);

#endif
