/*
 * secret.h - a secret that lies in a file: kept in pages of its own that are locked, left out of core
 * files and wiped; never in an arena, never in an error text.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/str.h"

#define SECRET_BYTES 1024 /* the longest one */

struct secret;

/*
 * The first line of the file (1 to SECRET_BYTES bytes). RC_NOT_FOUND; RC_DENIED when others may read
 * the file (a systemd credential is guarded by its folder); RC_INVALID when it is empty or too long.
 */
MUST_USE enum rc secret_read(const char *path, struct secret **out, struct err *e);
/* 256 random bits as 64 hex letters and a newline, mode 0600. RC_CONFLICT if the file exists. */
MUST_USE enum rc secret_create(const char *path, struct err *e);
str secret_get(const struct secret *s); /* borrowed */
void secret_free(struct secret *s);     /* accepts NULL */

#endif
