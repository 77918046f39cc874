/*
 * status_db.h - the status record: STATE/status/status.db, written by paraf-signer alone, read by
 * paraf-ocsp and by nobody's leave but the signer's.
 *
 * It says of every certificate that was signed: its state, since when, why, until when, of which CA,
 * on which list it stands, and the number of the change that made it so. It is derived from the
 * signer's own record (record.h), which is the truth, and follows it in this order:
 *
 *	signer.db committed - status.db committed - the caller is told
 *
 * so what was acknowledged is in both, and a certificate that is not here was acknowledged to nobody:
 * it is `unknown`, never `good`. After a crash between the two commits status_db_follow at the next
 * start takes over what is missing (docs/decisions). Changes of status are on the disk when it
 * returns; new certificates are on the disk at the next change or checkpoint, because one that a power
 * failure takes away again is taken over at the next start and is unknown until then.
 *
 * The folder is 0755 and the file 0644: it names serial numbers and nobody. Readers open it read-only
 * and need no right to write beside it.
 */
#ifndef SIGNER_STATUS_DB_H
#define SIGNER_STATUS_DB_H

#include "pki/crl.h"
#include "signer/record.h"

struct status_db;

/* certificate.state */
enum status_state { STATUS_GOOD, STATUS_SUSPENDED, STATUS_REVOKED };

/* Open STATE/status/status.db, made if absent. RC_UNAVAILABLE. */
MUST_USE enum rc status_db_open(const char *state, struct status_db **out, struct err *e);
void status_db_close(struct status_db *s); /* accepts NULL */

/* A CA whose certificates are in the record; `name` is that of its list. */
struct status_ca {
	str name, der;
	str key_id;
	int64_t not_before_s, not_after_s;
};
/* Make it known. Repeating it is harmless; a changed certificate of the same key replaces. */
MUST_USE enum rc status_db_put_ca(
    struct status_db *s, const struct status_ca *ca, struct err *e);

/*
 * Take over from `record` everything that is not here yet. Nothing new: two cheap reads. RC_INTERNAL
 * if a certificate names no CA that is known here.
 */
MUST_USE enum rc status_db_follow(
    struct status_db *s, struct record *record, struct err *e);

/* ---- lists ---- */

/* One list: `<ca>` has every certificate of the CA, others those that name it (their CDP). */
struct status_list {
	str name, ca;
	int64_t number;  /* of the list that is published, 0 = none yet */
	int64_t changes; /* it shows all changes up to this one */
	int64_t wanted;  /* last change of a certificate on it */
	int64_t this_s, next_s;
	str sha256; /* of the published file */
	int64_t bytes;
	str urls; /* addresses under which certificates name it, spaces between */
};
/* A list to be published even when no certificate names it yet. */
MUST_USE enum rc status_db_want_list(
    struct status_db *s, str name, str ca, str url, struct err *e);
MUST_USE enum rc status_db_lists(struct status_db *s, struct arena *a,
    struct status_list **out, size_t *out_n, struct err *e);
MUST_USE enum rc status_db_list_get(struct status_db *s, struct arena *a, str name,
    struct status_list *out, struct err *e);
/* The list was published: number, changes, times, hash. */
MUST_USE enum rc status_db_list_set(
    struct status_db *s, const struct status_list *list, struct err *e);
/* Name of the list on which a certificate stands (its CDP). RC_NOT_FOUND. */
MUST_USE enum rc status_db_list_of(
    struct status_db *s, struct arena *a, str serial_hex, str *out, struct err *e);

/* The entries of a list, for pki_crl_write: suspended and revoked, by serial. */
struct status_walk {
	struct status_db *s;
	str list;
	bool whole; /* all of the CA */
};
struct pki_crl_source status_db_entries(struct status_walk *w);

/* ---- responders ---- */

/* A responder certificate that was given out; kept for ever. */
struct status_responder {
	str serial, der; /* bytes */
	str ca, spki_id;
	int64_t issued_s, not_after_s;
};
MUST_USE enum rc status_db_put_responder(
    struct status_db *s, const struct status_responder *r, struct err *e);
/* How many were given out since then. */
MUST_USE enum rc status_db_responders_since(
    struct status_db *s, int64_t since_s, int64_t *out, struct err *e);

/* ---- does it agree with the signer's record? ---- */

struct status_difference {
	int64_t certificates; /* in the signer's record */
	int64_t missing;      /* there and not here */
	int64_t surplus;      /* here and not there */
	int64_t differs;      /* another state, reason or time */
};
/*
 * Compare every row of both, read-only and beside a running signer. RC_NOT_FOUND: no signer has run
 * on this state; RC_DENIED: this user may not read it.
 */
MUST_USE enum rc status_db_compare(
    const char *state, struct status_difference *out, struct err *e);

/* One CA of the record, and certificates to ask a responder about. */
struct status_sample {
	str ca, ca_der;
	str good;    /* serial, bytes; p NULL: none is good */
	str revoked; /* suspended or revoked; p NULL: none is */
};
/* For every CA; errors as above. */
MUST_USE enum rc status_db_samples(const char *state, struct arena *a,
    struct status_sample **out, size_t *out_n, struct err *e);

#endif
