/*
 * err.h - how a failure travels: a kind (what the caller should do) and two texts.
 *
 * `msg` may be shown to people and is Indonesian source text for i18n_tr (a constant, or composed);
 * `why` is for the log and never shown. Functions that can fail return `enum rc` and take
 * `struct err *e` last. `e` is written only on failure and is never NULL.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/attr.h"

enum rc {
	RC_OK = 0,
	RC_INVALID, /* the input is wrong: say so, nothing was done             400, exit 1 */
	RC_NOT_FOUND, /* no such thing, or the caller may not see it              404, exit 1 */
	RC_DENIED, /* a rule forbids it                                        403, exit 5 */
	RC_CONFLICT, /* somebody else was faster, or the state does not allow it 409, exit 1 */
	RC_LIMIT, /* too often or too large                                   429, exit 1 */
	RC_UNAVAILABLE, /* a neighbour (database, signer, mail, disk) is away       503, exit 4 */
	RC_INTERNAL, /* we are broken                                            500, exit 1 */
	RC__COUNT
};

struct err {
	enum rc rc;
	char msg[512]; /* for people */
	char why[512]; /* for the log; no secrets, no personal data */
};

/*
 * Fill `e` and return `rc`, so that `return err_set(e, RC_INVALID, N_("..."), "...")` reads well.
 * `msg` is copied as it is (no format); `why` is a format for the arguments that follow.
 */
enum rc err_set(struct err *e, enum rc rc, const char *msg, const char *why, ...)
    PRINTF_LIKE(4, 5);
/* As err_set, where the text for people is a format with one text argument (already cleaned). */
enum rc err_say(struct err *e, enum rc rc, const char *msg_fmt, ...);

#ifdef __clang_analyzer__ /* it sees one file at a time: what these return has to be told */
#define err_set(e, rc, ...) ((void)(err_set)((e), (rc), __VA_ARGS__), (rc))
#define err_say(e, rc, ...) ((void)(err_say)((e), (rc), __VA_ARGS__), (rc))
#endif

/* The one table: HTTP status, exit code, name of a kind. */
int err_http_status(enum rc rc);
int err_exit_code(enum rc rc);
const char *err_name(enum rc rc);

#endif
