/* err.c - filling an err, and the table from kind to HTTP status and exit code. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
	int status, code;
	const char *name;
} kinds[RC__COUNT] = {
	[RC_OK] = { 200, 0, "ok" },
	[RC_INVALID] = { 400, 1, "invalid" },
	[RC_NOT_FOUND] = { 404, 1, "not_found" },
	[RC_DENIED] = { 403, 5, "denied" },
	[RC_CONFLICT] = { 409, 1, "conflict" },
	[RC_LIMIT] = { 429, 1, "limit" },
	[RC_UNAVAILABLE] = { 503, 4, "unavailable" },
	[RC_INTERNAL] = { 500, 1, "internal" },
};

enum rc(err_set)(struct err *e, enum rc rc, const char *msg, const char *why, ...)
{
	va_list ap;

	e->rc = rc;
	snprintf(e->msg, sizeof(e->msg), "%s", msg);
	va_start(ap, why);
	(void)vsnprintf(e->why, sizeof(e->why), why, ap);
	va_end(ap);
	return rc;
}

enum rc(err_say)(struct err *e, enum rc rc, const char *msg_fmt, ...)
{
	va_list ap;

	e->rc = rc;
	va_start(ap, msg_fmt);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	(void)vsnprintf(e->msg, sizeof(e->msg), msg_fmt, ap);
#pragma GCC diagnostic pop
	va_end(ap);
	snprintf(e->why, sizeof(e->why), "%s", err_name(rc));
	return rc;
}

int
err_http_status(enum rc rc)
{
	return kinds[rc].status;
}

int
err_exit_code(enum rc rc)
{
	return kinds[rc].code;
}

const char *
err_name(enum rc rc)
{
	return kinds[rc].name;
}

void
bug_at(const char *file, int line, const char *what)
{
	fprintf(stderr, "level=bug at=%s:%d what=\"%s\"\n", file, line, what);
	abort();
}
