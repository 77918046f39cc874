/*
 * record.h - the signer's own database: what was reserved, issued, refused, revoked, published.
 *
 * SQLite (WAL, synchronous FULL): each function is one durable transaction. Of `refused` the newest
 * thousand of each reason are kept and all are counted (refused_count). Rows of
 * `status_log` can only be added. This file's SQL is the one exception to "SQL lives in db/": the
 * signer shares nothing with the portal's store. Results live in the arena given.
 */
#ifndef SIGNER_RECORD_H
#define SIGNER_RECORD_H

#include "ipc/ipc.h"

struct record;

/* RC_UNAVAILABLE if the file cannot be opened or is not ours. */
MUST_USE enum rc record_open(const char *path, struct record **out, struct err *e);
void record_close(struct record *r); /* accepts NULL */
/* Several of the functions below (and of chain_db.h) as one durable act. */
MUST_USE enum rc record_begin(struct record *r, struct err *e);
MUST_USE enum rc record_finish(struct record *r, enum rc rc, struct err *e);

/* One certificate on its way: state is reserved, then tbs, then signed. */
struct record_issue {
	str serial; /* hex */
	str request_id, fields_sha256, application, office, office_name, name, email;
	str csr, spki; /* DER */
	str spki_id;
	str holder, reviewer, activator, evidence_sha256;
	int64_t reviewed_s, approved_s;
	int64_t not_before_s, not_after_s, reserved_s;
	str state, tbs, der;
	int64_t signed_s;
};
struct record_issues {
	struct record_issue *at;
	size_t n;
};

/* RC_NOT_FOUND when no such request was ever reserved. */
MUST_USE enum rc record_issue_find(struct record *r, struct arena *a, str request_id,
    struct record_issue *out, struct err *e);
/* The signed certificate with that serial. RC_NOT_FOUND. */
MUST_USE enum rc record_issue_by_serial(struct record *r, struct arena *a, str serial,
    struct record_issue *out, struct err *e);
/* Has the application, or the key, got a row already? */
MUST_USE enum rc record_issue_taken(struct record *r, str application, str spki_id,
    bool *out_application, bool *out_key, struct err *e);
/* New row in state reserved. RC_CONFLICT if serial, request or application exist. */
MUST_USE enum rc record_reserve(
    struct record *r, const struct record_issue *row, struct err *e);
/* reserved -> tbs */
MUST_USE enum rc record_tbs(struct record *r, str serial, str tbs, struct err *e);
/* tbs -> signed, and its status becomes active */
MUST_USE enum rc record_signed(
    struct record *r, str serial, str der, int64_t at_s, struct err *e);
/* Rows that are not signed yet, oldest first. */
MUST_USE enum rc record_pending(
    struct record *r, struct arena *a, struct record_issues *out, struct err *e);
MUST_USE enum rc record_refused(struct record *r, int64_t at_s, const char *message,
    str request_id, str subject, const char *code, const char *why, struct err *e);
/* As `message`: something was asked at the door of paraf-ocsp that is not answered there. */
#define RECORD_OCSP_DOOR "ocsp_door"
struct record_refusal {
	int64_t id, at_s; /* id 0: none */
	str message, subject, code;
};
/* The first refusal of paraf-ocsp after that one. */
MUST_USE enum rc record_refused_next(struct record *r, struct arena *a, int64_t after,
    struct record_refusal *out, struct err *e);

struct record_status {
	str serial, state;
	int64_t reason, at_s, invalidity_s;
	int64_t change; /* number of the change that made it so; 0 = never changed */
	int64_t not_before_s;
};
MUST_USE enum rc record_status_get(struct record *r, struct arena *a, str serial,
    struct record_status *out, struct err *e);
/* Set it and add to the log; out_change is the number of this change. */
MUST_USE enum rc record_status_set(struct record *r, const struct record_status *s,
    str actor, int64_t now_s, int64_t *out_change, struct err *e);

/*
 * What the status record (status_db.h) has not taken over yet: certificates signed after number
 * `after`, with their `der`, and changes of status after change `after`. Numbers only grow; at most
 * RECORD_NEWS at a time, in order.
 */
#define RECORD_NEWS 500
struct record_news {
	int64_t number;
	str serial; /* hex */
	str der;
	str state;
	int64_t reason, at_s, invalidity_s;
};
MUST_USE enum rc record_signed_since(struct record *r, struct arena *a, int64_t after,
    struct record_news **out, size_t *out_n, struct err *e);
MUST_USE enum rc record_changes_since(struct record *r, struct arena *a, int64_t after,
    struct record_news **out, size_t *out_n, struct err *e);

/* A list with its number taken; numbers are one row for all lists of all times. */
struct record_crl {
	int64_t number;
	int64_t changes; /* it shows all changes up to this one */
	int64_t this_s, next_s;
	str sha256;
};
/* Take the next number for a list over all changes made so far. */
MUST_USE enum rc record_crl_reserve(struct record *r, int64_t this_s, int64_t next_s,
    struct record_crl *out, struct err *e);
MUST_USE enum rc record_crl_published(
    struct record *r, int64_t number, str sha256, struct err *e);
/* Number of the last status change, and of signed certificates. */
MUST_USE enum rc record_counts(
    struct record *r, int64_t *out_changes, int64_t *out_signed, struct err *e);

#endif
