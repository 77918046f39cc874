/*
 * chain_db.h - what the signer knows of the chain of authority: tables of its own in signer.db.
 *
 * keys and grants as verifiers and officers signed them, every statement that was ever taken (which is
 * what makes a second use impossible), ceremony codes, acts that were obeyed without a signature.
 * Nothing here is written from anything but a verified statement, a ceremony on this machine, or an
 * act that only takes away.
 */
#ifndef SIGNER_CHAIN_DB_H
#define SIGNER_CHAIN_DB_H

#include "signer/record.h"
#include "statement/statement.h"

struct chain_db;

/* Tables on the connection of `record`, made if absent. */
MUST_USE enum rc chain_db_open(
    struct arena *a, struct record *record, struct chain_db **out, struct err *e);
void chain_db_close(struct chain_db *c); /* accepts NULL; before record_close */
/* The id of this authority, made once at random: stands in every statement. */
str chain_db_authority(const struct chain_db *c);
/* The latest second at which anything was taken: our clock may not run behind it. */
MUST_USE enum rc chain_db_latest(struct chain_db *c, int64_t *out_s, struct err *e);

/* ---- keys ---- */

/* A public key and what it may do. */
struct chain_key {
	struct statement_key key;
	str person, name, nip;
	int64_t counter;   /* highest seen */
	bool verifier;     /* on the list of verifiers, and not removed from it */
	bool was_verifier; /* was, and is removed */
};
/* RC_NOT_FOUND when nobody has that key. */
MUST_USE enum rc chain_key_find(struct chain_db *c, struct arena *a, str key_id,
    struct chain_key *out, struct err *e);
/* Which person has a key with that point? STR_NONE: nobody. */
MUST_USE enum rc chain_point_person(
    struct chain_db *c, struct arena *a, str point, str *out, struct err *e);
/* Keep a key of a person if it is not there yet. RC_CONFLICT: id or point belong to another key. */
MUST_USE enum rc chain_key_keep(
    struct chain_db *c, const struct chain_key *k, int64_t now_s, struct err *e);
MUST_USE enum rc chain_key_counter(
    struct chain_db *c, str key_id, int64_t counter, struct err *e);
/* On the list of verifiers. RC_CONFLICT: it is or was there. */
MUST_USE enum rc chain_verifier_add(
    struct chain_db *c, str key_id, str statement, int64_t now_s, struct err *e);
MUST_USE enum rc chain_verifier_remove(
    struct chain_db *c, str key_id, str statement, int64_t now_s, struct err *e);
/* Has that person, by account or by NIP, a live verifier's key? */
MUST_USE enum rc chain_person_verifies(
    struct chain_db *c, str person, str nip, bool *out, struct err *e);
MUST_USE enum rc chain_verifiers(struct chain_db *c, int64_t *out_keys, struct err *e);

/* ---- grants ---- */

struct chain_grant {
	str id, person, name, nip, role, office, candidacy, state;
	int64_t from_s, to_s, changed_s, keys;
};
MUST_USE enum rc chain_grant_find(
    struct chain_db *c, struct arena *a, str id, struct chain_grant *out, struct err *e);
MUST_USE enum rc chain_grant_add(
    struct chain_db *c, const struct chain_grant *g, int64_t now_s, struct err *e);
MUST_USE enum rc chain_grant_set(
    struct chain_db *c, str id, const char *state, int64_t now_s, struct err *e);
MUST_USE enum rc chain_grant_key_add(
    struct chain_db *c, str grant, str key_id, int64_t now_s, struct err *e);
MUST_USE enum rc chain_grant_key_remove(
    struct chain_db *c, str grant, str key_id, int64_t now_s, struct err *e);
/* Is it one of the grant's live keys? */
MUST_USE enum rc chain_grant_has_key(
    struct chain_db *c, str grant, str key_id, bool *out, struct err *e);

/* ---- statements that were taken ---- */

struct chain_statement {
	str id, kind, message; /* message: how it came, "certify" */
	str sha256, bytes, signatures;
	int64_t recorded_s;
};
/* RC_NOT_FOUND if the id was never used. */
MUST_USE enum rc chain_statement_find(struct chain_db *c, struct arena *a, str id,
    struct chain_statement *out, struct err *e);
/* RC_CONFLICT if the id was used. */
MUST_USE enum rc chain_statement_keep(
    struct chain_db *c, const struct chain_statement *s, struct err *e);
/* What stands behind a certificate. */
struct chain_certificate {
	str serial, approval, review; /* statements; review may be empty */
	str activation_signature;
	str revocation_sha256; /* of the holder's revocation code; empty: he has none */
	str nip;               /* of the holder */
	str office, spki;      /* as issued; not written by chain_certified */
};
MUST_USE enum rc chain_certified(
    struct chain_db *c, const struct chain_certificate *cert, struct err *e);
/* RC_NOT_FOUND: no such serial. */
MUST_USE enum rc chain_certificate_find(struct chain_db *c, struct arena *a, str serial,
    struct chain_certificate *out, struct err *e);

/* ---- without a signature ---- */

/* Add to the append-only list of acts that were obeyed, or tried, without a signature. */
MUST_USE enum rc chain_unsigned(struct chain_db *c, const char *action, str subject,
    str actor, int64_t now_s, struct err *e);
/* How many since `from_s`; `subject` STR_NONE: of any. */
MUST_USE enum rc chain_unsigned_count(struct chain_db *c, const char *action, str subject,
    int64_t from_s, int64_t *out, struct err *e);

/* ---- ceremony ---- */

/* One code: kept as SHA-256(salt || code). */
struct chain_code {
	int64_t id;
	str salt, sha256;
};
MUST_USE enum rc chain_code_add(struct chain_db *c, str salt, str sha256, int64_t now_s,
    int64_t expires_s, struct err *e);
/* Codes that are neither used nor expired. */
MUST_USE enum rc chain_codes_open(struct chain_db *c, struct arena *a, int64_t now_s,
    struct chain_code **out, size_t *out_n, struct err *e);
MUST_USE enum rc chain_code_use(
    struct chain_db *c, int64_t id, str statement, int64_t now_s, struct err *e);
/* Close all open codes. */
MUST_USE enum rc chain_codes_close(struct chain_db *c, int64_t now_s, struct err *e);

/* One line of the transcript, oldest first. */
struct chain_event {
	int64_t at_s;
	str what; /* kind of the statement, "codes", "unsigned suspend", ... */
	str subject, sha256, statement, signatures;
};
MUST_USE enum rc chain_transcript(struct chain_db *c, struct arena *a,
    void (*each)(const struct chain_event *ev, void *arg), void *arg, struct err *e);

#endif
