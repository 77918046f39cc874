/*
 * multipart.h - multipart/form-data (RFC 7578, RFC 2046 5.1), pushed in pieces of any size.
 *
 * Strict: no preamble, no epilogue but one line break, CRLF only, every part has one
 * Content-Disposition: form-data with a name; filename*, and transfer encodings other than
 * 7bit, 8bit and binary are refused. Content passes through; only part headers are held.
 */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include "base/str.h"

#define MULTIPART_BOUNDARY   70         /* longest boundary (RFC 2046 5.1.1) */
#define MULTIPART_HEAD_BYTES (4 * 1024) /* headers of one part */
#define MULTIPART_PARTS      256        /* in one body */

struct multipart_part {
	str name;     /* valid UTF-8, no control characters, not empty */
	str filename; /* last path part; p == NULL: not a file */
	str type;     /* "" when absent */
};

/* A callback's failure stops the parser: push returns it. Texts in `part` live in the arena. */
struct multipart_events {
	enum rc (*part)(void *arg, const struct multipart_part *part, struct err *e);
	enum rc (*data)(void *arg, const char *p, size_t n, struct err *e);
	enum rc (*end)(void *arg, struct err *e);
	void *arg;
};

struct multipart;

/* The boundary parameter of "multipart/form-data; boundary=..."; false if it is missing or bad. */
bool multipart_boundary(struct arena *a, str content_type, str *out_boundary);
struct multipart *multipart_new(
    struct arena *a, str boundary, const struct multipart_events *events);
/* RC_INVALID: malformed. RC_LIMIT: more than the limits above. */
MUST_USE enum rc multipart_push(
    struct multipart *m, const char *p, size_t n, struct err *e);
/* The body is over: RC_INVALID unless the closing boundary was there. */
MUST_USE enum rc multipart_finish(struct multipart *m, struct err *e);

#endif
