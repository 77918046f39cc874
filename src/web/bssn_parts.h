/* bssn_parts.h - what the pages of a verifier share. */
#ifndef WEB_BSSN_PARTS_H
#define WEB_BSSN_PARTS_H

#include "web/page.h"
#include "web/view_bssn.h"

/* "09.14 WITA", with the date when that is not today. */
str bssn_short_time(struct page *p, int64_t at_s, enum zone z);
const char *bssn_state_colour(str state);
/* "/bssn/OPIP-...", and what follows it. */
str bssn_path(struct page *p, const struct bssn_case *k, const char *rest);
/* History lines, newest first, in the words of that noun. */
struct view_bssn_events bssn_events(struct page *p, const struct row_history_list *rows,
    const struct noun_words *words, enum zone z);
/* Options of a field from a table of the domain; the first may be an empty "Semua". */
const struct field_option *bssn_options(
    struct page *p, const struct bssn_cause *causes, bool with_all);
/* `text` as one part of a query. */
str bssn_url_part(struct page *p, str text);

#endif
