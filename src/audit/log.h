/*
 * log.h - the record in a file, and checking it: what `paraf audit export`, `prove` and `verify` share.
 *
 * A file is lines of JSON, each in the one form in which it is written here:
 *	{"paraf":"audit export 1","origin":"...","key":"base64 of SubjectPublicKeyInfo"}
 *	{"leaf":0,"prev":"","hash":"...","event":{...}}		every leaf, in order
 *	{"checkpoint":{...},"signature":"..."}			after its last leaf, every one
 *	{"end":leaves}
 * or, to prove single events:
 *	{"paraf":"audit proof 1",...}
 *	{"checkpoint":{...},"signature":"..."}
 *	{"leaf":7,"path":["..."],"prev":"...","hash":"...","event":{...}}	to the checkpoint above
 *	{"consistency":["..."]}	between the two checkpoints above
 *	{"end":events}
 * Both kinds may hold {"timestamp":"base64"} after a checkpoint: an RFC 3161 response over its
 * signed text, which is not checked here.
 */
#ifndef AUDIT_LOG_H
#define AUDIT_LOG_H

#include "audit/checkpoint.h"
#include "audit/event.h"
#include "base/buf.h"

#define AUDIT_LINE_BYTES (AUDIT_EVENT_BYTES + 8192)

void audit_log_head(struct buf *out, bool proof, str origin, str spki);
/* `path` NULL in an export. `hash` as hex. */
void audit_log_event(struct buf *out, int64_t leaf, const struct merkle_path *path,
    str prev, str hash, str json);
void audit_log_checkpoint(struct buf *out, const struct audit_checkpoint *c);
void audit_log_consistency(struct buf *out, const struct merkle_path *path);
void audit_log_timestamp(struct buf *out, str response);
void audit_log_end(struct buf *out, int64_t n);

/* Checks a file line by line in memory that does not grow with it. */
struct audit_checker;

struct audit_found {
	bool proof;
	int64_t leaves;               /* lines with an event */
	int64_t checkpoints;          /* signed ones, all good */
	struct audit_checkpoint last; /* size 0: none */
	struct merkle_hash root;      /* over all events of an export */
	int64_t
	    uncovered; /* events after the last checkpoint: held by the chain of their node alone */
	int64_t at_s; /* time of the newest event */
	str key;      /* the key that signed */
};

/*
 * `spki`: the key that must have signed; STR_NONE believes the one that the file names (the caller
 * says so). `known`: a checkpoint that the file must hold or extend, NULL for none; its signature
 * is the caller's business.
 */
struct audit_checker *audit_checker_new(str spki, const struct audit_checkpoint *known);
void audit_checker_free(struct audit_checker *c); /* accepts NULL */
/* One line without its newline. RC_CONFLICT names the leaf or line that is wrong. */
MUST_USE enum rc audit_checker_line(struct audit_checker *c, str line, struct err *e);
/* After the last line. RC_CONFLICT: something is missing. Texts in `out` live as long as `c`. */
MUST_USE enum rc audit_checker_end(
    struct audit_checker *c, struct audit_found *out, struct err *e);

#endif
