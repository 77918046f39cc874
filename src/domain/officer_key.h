/*
 * officer_key.h - public keys of accounts: passkeys (WebAuthn) and, where the policy takes them, keys
 * that a browser keeps (the weaker kind, marked wherever it is shown).
 *
 * Every key signs its owner in. What it may sign beyond that is not decided here: paraf-signer
 * believes a key from the moment at which a verifier (or the ceremony) has vouched for it; `known_s`
 * is the portal's note of that.
 */
#ifndef DOMAIN_OFFICER_KEY_H
#define DOMAIN_OFFICER_KEY_H

#include "base/i18n.h"
#include "domain/domain.h"
#include "statement/statement.h"

#define OFFICER_KEY_NAME  60
#define OFFICER_KEYS_MOST 10 /* living ones of one account */
#define OFFICER_TOKEN_S   600

/* For whom passkeys are made: host and origin of public_url. */
struct officer_party {
	str rp_id, origin;
	bool
	    possible; /* false: the address is an IP address, which WebAuthn does not take */
};
struct officer_party officer_party_of(const struct domain *d);

/* What a page asks a browser to sign: random, dated, and bound to `purpose` and the account. */
str officer_token(struct domain *d, const char *purpose, str account);
/* Ours, for this purpose and account, and not older than OFFICER_TOKEN_S? */
bool officer_token_ok(struct domain *d, str token, const char *purpose, str account);

/* One signature as the hidden fields sig_* of a form bring it, still base64url. */
struct officer_sig {
	str kind, key, auth_data, client_data, value;
};
/* RC_INVALID: not readable. */
MUST_USE enum rc officer_sig_read(struct arena *a, const struct officer_sig *in,
    struct statement_signature *out, struct err *e);

/*
 * Is it a signature over `bytes` by a living key of `account` (STR_NONE: of anybody), of a kind that
 * the policy takes? Checks what the signer will check, so that mistakes are told at once; the
 * authenticator's counter may not go back. Gives the key and, in its row, the new counter.
 */
MUST_USE enum rc officer_key_verify(struct domain *d, str account, str bytes,
    const struct statement_signature *sig, struct row_officer_key *out, struct err *e);
/* Note that it was used, in the caller's transaction. */
MUST_USE enum rc officer_key_used_tx(
    struct domain *d, struct db *tx, const struct row_officer_key *key, struct err *e);

/* A new key, as the form brings it. */
struct officer_key_new {
	str kind; /* "passkey" or "browser" */
	str token, name;
	str attestation, client_data, transports; /* passkey; base64url */
	str point, sig;                           /* browser; base64url */
};
/*
 * Register a key for the actor. RC_INVALID: wrong or stale form; RC_DENIED: the session may not add
 * one, or the policy does not take that kind; RC_CONFLICT: registered already; RC_LIMIT: too many.
 */
MUST_USE enum rc officer_key_add(struct domain *d, const struct actor *who,
    const struct officer_key_new *in, str *out_id, struct err *e);
/* The actor's living keys, oldest first. */
MUST_USE enum rc officer_key_list(
    struct domain *d, str account, struct row_officer_key_list *out, struct err *e);
MUST_USE enum rc officer_key_rename(
    struct domain *d, const struct actor *who, str id, str name, struct err *e);
/*
 * Give up one's own key: it neither signs in nor signs from now on. What the signer knows of it is
 * taken away by a signed statement (grant.h); until then the portal refuses it already.
 */
MUST_USE enum rc officer_key_remove(
    struct domain *d, const struct actor *who, str id, struct err *e);

/* The statement's form of a stored key. */
MUST_USE enum rc officer_key_public(struct arena *a, const struct row_officer_key *row,
    struct statement_key *out, struct err *e);
/* Kind in words: N_(). */
const char *officer_key_label(str kind);

struct officer_login {
	str token; /* officer_token(d, "masuk", STR_NONE) */
	struct officer_sig sig;
	str agent, net, old_token;
};
/* Sign in with a key. RC_DENIED with one sentence whatever the cause; RC_LIMIT: too many tries. */
MUST_USE enum rc officer_key_login(
    struct domain *d, const struct officer_login *in, str *out_session, struct err *e);
/* The actor proves a key of his: his session is worth more from now on. */
MUST_USE enum rc officer_key_step_up(struct domain *d, const struct actor *who, str token,
    const struct officer_sig *sig, struct err *e);

#endif
