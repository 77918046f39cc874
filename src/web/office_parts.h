/* office_parts.h - parts of pages that the review and the counter share. */
#ifndef WEB_OFFICE_PARTS_H
#define WEB_OFFICE_PARTS_H

#include "web/page.h"
#include "web/view_office.h"

/* TAG_ colour of an application's state. */
const char *office_state_colour(str state);
/* "09.14 WITA" today, else "20 Nov 2026, 09.14 WITA". */
str office_when(struct page *p, int64_t at_s, enum zone z);
/* Rows of a list as shown; `f_zone` of the page of rows. */
struct view_office_lines office_lines(struct page *p, const struct office_row *rows,
    size_t n, enum zone z, const char *base);
/* The viewer on `path` ("/kantor/permohonan/DS-..."), by the query ?dok= hal= zum= putar= banding=. */
struct view_viewer office_viewer(struct page *p, const struct office_file *f, str path);
/* The newest kept document of a class; NULL when there is none. */
const struct row_document *office_document(
    const struct office_file *f, const char *class);
/* Facts of the numbers side by side: NIP, the birth dates in NIP and NIK. */
struct view_facts office_facts(struct page *p, const struct office_file *f);

#endif
