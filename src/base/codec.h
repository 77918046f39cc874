/*
 * codec.h - bytes as text and back: hex, base64 (RFC 4648 4), base64url without padding
 * (RFC 4648 5), Crockford base 32 with a check letter.
 *
 * Decoders are strict: any character outside the alphabet, wrong padding or left-over bits is
 * RC_INVALID. Results live in `a`.
 */
#ifndef BASE_CODEC_H
#define BASE_CODEC_H

#include "base/str.h"

str hex_encode(struct arena *a, const void *p, size_t n); /* lower case */
MUST_USE enum rc hex_decode(struct arena *a, str s, str *out, struct err *e);
str base64_encode(struct arena *a, const void *p, size_t n);
/* White space inside is skipped (PEM, MIME). */
MUST_USE enum rc base64_decode(struct arena *a, str s, str *out, struct err *e);
str base64url_encode(struct arena *a, const void *p, size_t n);
MUST_USE enum rc base64url_decode(struct arena *a, str s, str *out, struct err *e);

/*
 * `letters` random Crockford letters followed by one check letter over them (weighted sum mod 31,
 * alphabet without I, L, O, U), for numbers people type. letters <= 32.
 */
str crockford_random(struct arena *a, size_t letters);
/*
 * Bring what a person typed into the canonical form: upper case, dashes and spaces dropped,
 * I and L read as 1, O as 0; then verify the check letter at the end. RC_INVALID if a character is
 * not of the alphabet, the length differs from letters + 1, or the check letter is wrong.
 */
MUST_USE enum rc crockford_check(
    struct arena *a, str typed, size_t letters, str *out, struct err *e);

#endif
