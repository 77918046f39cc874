/*
 * str.h - a view of text: pointer and length, never owning.
 *
 * A str whose `p` is NULL means "no value" (SQL NULL, field absent); STR("") is the empty text.
 * Functions that make text take the arena in which the result lives.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"

typedef struct str {
	const char *p;
	size_t n;
} str;

#define STR(literal) ((str){ ("" literal), sizeof(literal) - 1 })
#define STR_NONE     ((str){ NULL, 0 })
/* For printf: "%.*s", STR_ARG(s) */
#define STR_ARG(s) (int)(s).n, ((s).p != NULL ? (s).p : "")

str str_from_z(const char *z); /* NULL gives STR_NONE */
bool str_eq(str a, str b);
bool str_eq_z(str a, const char *z);
bool str_eq_nocase(str a, str b); /* ASCII only */
/* Same length and bytes, in time that does not depend on where they differ. For secrets. */
bool str_eq_secret(str a, str b);
int str_cmp(str a, str b);
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
bool str_has(str s, char c);
/* Index of the first `needle`, or -1. */
ptrdiff_t str_find(str s, str needle);
str str_sub(str s, size_t from, size_t n); /* clipped to s */
str str_from(str s, size_t from);          /* clipped to s */
str str_trim(str s);                       /* ASCII white space at both ends */
/* Cut `*s` at the first `sep`: returns what stands before, `*s` keeps what stands after. */
str str_cut(str *s, char sep);
str str_dup(struct arena *a, str s);
str str_lower(struct arena *a, str s); /* ASCII */
str str_upper(struct arena *a, str s); /* ASCII */
/* Remove every character that stands in `set`. */
str str_without(struct arena *a, str s, const char *set);
/* Runs of white space become one space, ends trimmed. */
str str_squeeze(struct arena *a, str s);
bool str_digits(str s); /* not empty, only 0-9 */
str str_fmt(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
str str_vfmt(struct arena *a, const char *fmt, va_list ap);
/* NUL-terminated copy for the libc or library border; NULL if s holds a NUL byte. */
const char *str_z(struct arena *a, str s);
/* Decimal, whole text, no sign unless '-', no overflow. RC_INVALID otherwise. */
MUST_USE enum rc str_int64(str s, int64_t *out_value, struct err *e);

#endif
