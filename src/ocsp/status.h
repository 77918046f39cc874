/*
 * status.h - the status record as paraf-ocsp sees it: opened read-only, looked into for every answer.
 *
 * The record is STATE/status/status.db of the signer (signer/status_db.h has its meaning). One reader
 * a thread. A lookup is one read transaction, so what the signer committed before it is in it.
 */
#ifndef OCSP_STATUS_H
#define OCSP_STATUS_H

#include "base/str.h"

struct status_reader;

/* RC_UNAVAILABLE: there is no record, or it cannot be read. */
MUST_USE enum rc status_reader_open(
    const char *path, struct status_reader **out, struct err *e);
void status_reader_close(struct status_reader *r); /* accepts NULL */

/* Is it still the file that lies at `path`? */
bool status_reader_is(const struct status_reader *r, const char *path);

enum ocsp_state { OCSP_GOOD, OCSP_SUSPENDED, OCSP_REVOKED };

struct ocsp_status {
	enum ocsp_state state;
	int reason;
	int64_t at_s, invalidity_s;
	int64_t change; /* another number: another status */
};
/*
 * `serial` are bytes without leading zeros, `ca` the name of its CA. *out_found false: that CA signed
 * no such certificate. RC_UNAVAILABLE: nothing can be said.
 */
MUST_USE enum rc status_reader_get(struct status_reader *r, str ca, str serial,
    struct ocsp_status *out, bool *out_found, struct err *e);

/* The CAs of the record, at most `max`; texts live in `a`. */
struct ocsp_ca {
	str name, der;
	int64_t not_before_s, not_after_s;
};
MUST_USE enum rc status_reader_cas(struct status_reader *r, struct arena *a,
    struct ocsp_ca *out, size_t max, size_t *out_n, struct err *e);

#endif
