/*
 * csrf.h - proof that a POST comes from a form we made for this browser (signed double submit).
 *
 * The browser holds a random cookie; the form field is HMAC(key, cookie || session tokens), masked
 * with fresh random bytes each time it is printed, so that compressed pages leak nothing (BREACH).
 */
#ifndef WEB_CSRF_H
#define WEB_CSRF_H

#include "web/page.h"

/* The token for this page's forms; sets the cookie if the browser has none. */
str csrf_token(struct page *p);
/*
 * RC_OK when the request's "csrf" field fits its cookie and no header says that it comes from
 * another site (Sec-Fetch-Site, Origin). RC_DENIED otherwise.
 */
MUST_USE enum rc csrf_check(struct page *p, struct err *e);

#endif
