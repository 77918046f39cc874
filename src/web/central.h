/* central.h - what the pages of Dit. SITP share. */
#ifndef WEB_CENTRAL_H
#define WEB_CENTRAL_H

#include "domain/central.h"
#include "web/page.h"
#include "web/ui.h"
#include "web/view_central.h"

/* An office in one line. */
struct view_office_line central_line(struct page *p, const struct office_figures *f);
/* Whether code, name or city hold the text; always for an empty one. */
bool central_matches(struct page *p, const struct row_office *o, str text);

#endif
