/* slots.h - the page on which somebody chooses a time, for the counter and for the interview. */
#ifndef WEB_SLOTS_H
#define WEB_SLOTS_H

#include "web/page.h"
#include "web/view_slot.h"

/* One time that can be chosen. */
struct slot_offer {
	str value;     /* what the form sends */
	int64_t at_s;  /* when it begins */
	int64_t end_s; /* and ends */
	str hint;      /* STR_NONE: none */
};

/*
 * Put days and the times of one day into `v`: of the day in the query ("hari"), else of `at_s`, else the
 * first. `offers` ascend by at_s. `error` (N_(), NULL: none) stands at the choice.
 */
void slots_fill(struct page *p, struct view_slots *v, enum zone z, const char *path,
    const struct slot_offer *offers, size_t n, int64_t at_s, const char *error);
/* "09.00-09.30 WITA" */
str slots_span(struct arena *a, int64_t at_s, int64_t end_s, enum zone z);

#endif
