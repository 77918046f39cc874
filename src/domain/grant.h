/*
 * grant.h - what paraf-signer is told about who may do what: verifiers' keys, grants of authority to
 * OPIP and reviewers, their keys, suspension and end (DESIGN 5).
 *
 * Whatever gives is signed first, then taken by the signer, and only then written here: the portal
 * never shows an authority that the signer does not know. Whatever takes away is written here at once
 * and told to the signer as soon as it can be reached (grant_tell_pending, by the worker).
 */
#ifndef DOMAIN_GRANT_H
#define DOMAIN_GRANT_H

#include "domain/candidacy.h"
#include "domain/signing.h"

/* ---- a grant ---- */

/* For whom, on the ground of what. */
struct grant_for {
	str account, name, nip, office;
	const char *role;           /* "opip" or "reviewer" */
	str candidacy;              /* number, STR_NONE */
	struct statement_keys keys; /* filled by grant_for_account */
	struct row_officer_key_list rows;
};
/* The living keys of the account that the policy takes; none is not an error. */
MUST_USE enum rc grant_for_account(struct domain *d, const struct row_account *acc,
    struct grant_for *out, struct err *e);
/* A signing_fill; arg is a struct grant_for. RC_INVALID when the person has no key. */
MUST_USE enum rc grant_fill(struct domain *d, const struct actor *who, void *arg,
    struct statement *st, struct err *e);
/* After the signer has taken it: the portal's row, and the keys as known. `authority` may be STR_NONE. */
MUST_USE enum rc grant_keep_tx(struct domain *d, struct db *tx, const struct actor *who,
    const struct signing *s, const struct grant_for *g, str authority, struct err *e);

/* The grant under which the actor signs for that office. RC_DENIED with a sentence if there is none. */
MUST_USE enum rc grant_mine(struct domain *d, struct db *db, const struct actor *who,
    str office, struct row_signing_grant *out, struct err *e);

/* Heads of offices with their grants, for a verifier. */
MUST_USE enum rc grant_heads(
    struct domain *d, struct row_signing_grant_heads_list *out, struct err *e);
/* One head; RC_NOT_FOUND for everybody else. */
MUST_USE enum rc grant_head(
    struct domain *d, str account, struct grant_for *out, struct err *e);
/* A verifier lets the head of an office review: signed, told, kept. */
MUST_USE enum rc grant_reviewer(struct domain *d, const struct actor *who,
    struct grant_for *g, str bytes, const struct officer_sig *sig, struct err *e);

/* ---- taking away, and giving back ---- */

/* Every grant of the account: suspended or ended here, and an order for the signer. */
MUST_USE enum rc grant_end_all_tx(struct domain *d, struct db *tx,
    const struct actor *who, str account, str reason, struct err *e);
/* The grant of one authority. `action` is "suspend" or "end". */
MUST_USE enum rc grant_take_tx(struct domain *d, struct db *tx, const struct actor *who,
    str authority, const char *action, str reason, struct err *e);
/* The signer has taken a signed change of it (struct signing): keep that, and the state. */
MUST_USE enum rc grant_changed_tx(struct domain *d, struct db *tx,
    const struct actor *who, str authority, const struct signing *s, struct err *e);
/* Tell the signer what is waiting; RC_OK also when it is away. */
MUST_USE enum rc grant_tell_pending(struct domain *d, struct err *e);

/* A change of one authority by a verifier. */
struct grant_change {
	struct row_signing_grant grant;
	const char *action; /* suspend, resume, end */
	str reason;
};
/* A signing_fill; arg is a struct grant_change. */
MUST_USE enum rc grant_change_fill(struct domain *d, const struct actor *who, void *arg,
    struct statement *st, struct err *e);
MUST_USE enum rc grant_of_authority(
    struct domain *d, str authority, struct row_signing_grant *out, struct err *e);

/* ---- keys of people who have a grant ---- */

/* Keys that wait for a verifier: new ones, and given-up ones that the signer still believes. */
MUST_USE enum rc grant_keys_waiting(
    struct domain *d, struct row_officer_keys_waiting_list *out, struct err *e);
/* Keys of verifiers to be taken off the signer's list: removed, or of an account that is disabled. */
MUST_USE enum rc grant_verifier_keys_gone(
    struct domain *d, struct row_officer_keys_of_gone_verifiers_list *out, struct err *e);
/* One of them, with whose it is; also one's own, to be confirmed by another key of one's own. */
struct grant_key {
	struct row_officer_key key;
	struct row_account owner;
	struct row_signing_grant grant; /* id.p NULL: of a verifier */
	bool remove;                    /* it is to be taken away */
};
MUST_USE enum rc grant_key_load(struct domain *d, const struct actor *who, str id,
    struct grant_key *out, struct err *e);
/* A signing_fill; arg is a struct grant_key. */
MUST_USE enum rc grant_key_fill(struct domain *d, const struct actor *who, void *arg,
    struct statement *st, struct err *e);
/* Signed by a verifier, or by another key of the owner: told, kept. */
MUST_USE enum rc grant_key_confirm(struct domain *d, const struct actor *who,
    struct grant_key *k, str bytes, const struct officer_sig *sig, struct err *e);

/* ---- verifiers' keys (ceremony.c) ---- */

/* A signing_fill for key_add; arg is the struct row_officer_key of the actor. */
MUST_USE enum rc ceremony_fill(struct domain *d, const struct actor *who, void *arg,
    struct statement *st, struct err *e);
#define CEREMONY_LIFE_S (7 * 86400)
/* With a code of the ceremony: enrolled at once. */
MUST_USE enum rc ceremony_enrol_key(struct domain *d, const struct actor *who,
    struct row_officer_key *key, str code, str bytes, const struct officer_sig *sig,
    struct err *e);
/* Without: the statement waits for the signatures of two other verifiers. */
MUST_USE enum rc ceremony_ask(struct domain *d, const struct actor *who,
    struct row_officer_key *key, str bytes, const struct officer_sig *sig, struct err *e);

/* A statement that waits for signatures. */
struct ceremony_open {
	struct row_statement row;
	struct statement st;
	size_t n;  /* signatures of other verifiers so far */
	bool mine; /* the actor has signed it, or it is his own key */
};
MUST_USE enum rc ceremony_list(struct domain *d, const struct actor *who,
    struct ceremony_open **out, size_t *out_n, struct err *e);
MUST_USE enum rc ceremony_load(struct domain *d, const struct actor *who, str id,
    struct ceremony_open *out, struct err *e);
/* One more signature; with the second one it goes to the signer. *out_done: it has been taken. */
MUST_USE enum rc ceremony_sign(struct domain *d, const struct actor *who,
    struct ceremony_open *c, const struct officer_sig *sig, bool *out_done,
    struct err *e);

#endif
