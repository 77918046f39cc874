/* errors.h - the page of each kind of error: one sentence, what to do, who can help. */
#ifndef WEB_ERRORS_H
#define WEB_ERRORS_H

#include "web/page.h"

/* Answer with the page of `rc` and the sentence of `e`; JSON for PAGE_JSON routes. */
void errors_page(struct page *p, enum rc rc, const struct err *e);
/* The same without a session and without the database; rs->status is set already. */
void errors_page_plain(struct page *p, enum rc rc, const char *msg);

#endif
