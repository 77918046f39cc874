/*
 * scan.h - reading lines that we wrote ourselves, in the one form in which we write them.
 *
 * Each function takes what it read off `*s` and is false, with `*s` in no particular place, when
 * something else stands there.
 */
#ifndef AUDIT_SCAN_H
#define AUDIT_SCAN_H

#include "audit/merkle.h"
#include "base/buf.h"

bool scan_lit(str *s, const char *literal);
/* Decimal, no leading zeros, 0 .. INT64_MAX. */
bool scan_int(str *s, int64_t *out);
/* A JSON string without escapes; what stands between the quotes. */
bool scan_text(str *s, str *out);
/* "64 hex letters" */
bool scan_hash(str *s, struct merkle_hash *out);
/* ["hex","hex"] */
bool scan_path(str *s, struct merkle_path *out);
/* The other way. */
void put_path(struct buf *b, const struct merkle_path *path);

#endif
