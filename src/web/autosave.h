/*
 * autosave.h - a form that keeps what is typed while it is typed (simpan-otomatis.js).
 *
 * The page at /X posts the text of its form to /X/otomatis, a route with the same roles and the same
 * closed form; nothing is checked but that the fields are known. The GET of /X fills the form with
 * what was kept, and the POST of /X that succeeds forgets it.
 */
#ifndef WEB_AUTOSAVE_H
#define WEB_AUTOSAVE_H

#include "web/page.h"

/* Handler of every /X/otomatis: 204, or the error. */
enum rc page_autosave_post(struct page *p, struct err *e);

/*
 * On a GET: fill `f` with what was kept for this page; what is not in it stays as the handler set
 * it. *out_any: something was. An unreadable draft is as good as none.
 */
bool autosave_fill(struct page *p, struct form *f);
/* After a POST that did its work: nothing is kept any more. A failure leaves an old draft: harmless. */
void autosave_done(struct page *p);
/* The same for a form that is shown at another address than it is posted to. */
void autosave_done_at(struct page *p, str path);

#endif
