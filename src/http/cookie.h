/* cookie.h - reading the Cookie header and writing Set-Cookie (RFC 6265, section 4 and 5.4). */
#ifndef HTTP_COOKIE_H
#define HTTP_COOKIE_H

#include "base/str.h"

enum cookie_site { COOKIE_LAX, COOKIE_STRICT };

/* Always HttpOnly and Path=/. */
struct cookie {
	str name;  /* token of RFC 9110 */
	str value; /* cookie-octets of RFC 6265 only: no space, comma, quote, ... */
	int64_t max_age_s;     /* 0 = until the browser closes; < 0 = delete it now */
	enum cookie_site site; /* SameSite */
};

/*
 * The first cookie of that name in a Cookie header, as a view into it; STR_NONE when it is absent,
 * has octets that RFC 6265 forbids, or stands after the first LIMIT_COOKIES. The same name twice
 * also gives STR_NONE: somebody on a neighbouring host tries to plant one.
 */
str cookie_find(str header, str name);
/* The value of a Set-Cookie header. BUG() when name or value hold forbidden octets. */
str cookie_render(struct arena *a, const struct cookie *c, bool secure);

#endif
