/* utf8.h - checking and walking UTF-8 (RFC 3629). */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

/* Well-formed, no NUL, no control characters except tab, CR and LF. */
bool utf8_valid_text(str s);
/* Take the next code point off `*s`; false at the end or on malformed input. */
bool utf8_next(str *s, uint32_t *out_cp);
/* Number of code points; malformed bytes count as one each. */
size_t utf8_length(str s);
/* The longest beginning of `s` that is valid text and has at most `bytes` bytes: no character is cut in two. */
str utf8_head(str s, size_t bytes);
/* A letter of any script we print (Latin, with marks; no digits, signs or symbols). */
bool utf8_is_letter(uint32_t cp);
/*
 * Written left to right and seen by whoever reads it: Latin letters with their marks, digits, punctuation and
 * signs. Not what turns the direction, hides, stands in for another letter, or has no shape of its own.
 */
bool utf8_is_plain(uint32_t cp);

#endif
