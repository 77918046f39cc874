/* rnd.h - random bytes from the kernel (getrandom(2)); aborts if the kernel has none. */
#ifndef BASE_RND_H
#define BASE_RND_H

#include "base/str.h"

void rnd_bytes(void *p, size_t n);
/*
 * A new record id, 20 characters of base64url, safe in a URL and a file name: 48 bits of time, so that
 * rows made together lie together in an index, and 72 random bits. No secret: see rnd_token.
 */
str rnd_id(struct arena *a);
/* A secret token for a link or a cookie: 240 random bits, 40 characters of base64url. */
str rnd_token(struct arena *a);
/* Six decimal digits, evenly distributed, for mailed codes. */
str rnd_code6(struct arena *a);

#endif
