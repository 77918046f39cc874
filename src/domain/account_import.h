/*
 * account_import.h - many users at once, from a table of a spreadsheet (SCREENS A4).
 *
 * The first line names the columns: nama_pengguna nip nama level calon_opip email, in any order.
 * Each line is checked as one that is typed (account.h); the good ones can be recorded while the
 * others wait for their correction.
 */
#ifndef DOMAIN_ACCOUNT_IMPORT_H
#define DOMAIN_ACCOUNT_IMPORT_H

#include "domain/account.h"

#define IMPORT_BYTES ((size_t)65536)
#define IMPORT_ROWS  100 /* recorded at once: each costs an Argon2 */

struct import_row {
	size_t line; /* in the file */
	struct account_new in;
	str why; /* what is wrong with it, in d->lang; empty: good */
	/* after account_import_run */
	str id,
	    password; /* password p NULL: was made before, or why says what went wrong */
};
struct import {
	struct import_row *at;
	size_t n, n_good;
};

/*
 * Read and check. RC_INVALID with a sentence about the file as a whole: no table, a column that is
 * missing or unknown, more than IMPORT_ROWS lines. `recording`: account_import_run follows, which
 * knows itself who is recorded already - by this very form, if it was sent twice.
 */
MUST_USE enum rc account_import_check(struct domain *d, const struct actor *who, str csv,
    bool recording, struct import *out, struct err *e);

/*
 * Record the good lines, each in a transaction of its own; `once` as in account_record, so the same
 * form sent twice records once. A line that cannot be recorded after all gets its `why`.
 */
MUST_USE enum rc account_import_run(struct domain *d, const struct actor *who, str once,
    struct import *io, struct err *e);

#endif
