/* bounce.h - the notice that a mail of a case did not arrive. */
#ifndef WEB_BOUNCE_H
#define WEB_BOUNCE_H

#include "web/page.h"
#include "web/view_bounce.h"

/* out->any is false when all arrived. `phone` of the person, or STR_NONE. */
MUST_USE enum rc bounce_fill(struct page *p, const char *noun, str id, str phone,
    enum zone zone, struct view_bounce *out, struct err *e);

#endif
