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

/* What is sent: one of the values offered, judged by the domain, because it may be gone by then. */
extern const struct form_spec form_slots;

/* Nothing was chosen: the sentence (N_()) and status 422; else NULL. */
const char *slots_unchosen(struct page *p);
/*
 * The domain did not take what was chosen: its sentence and the status, for the page to be shown again.
 * NULL when that is no matter of the choice: `rc` goes on to whoever called.
 */
const char *slots_refused(struct page *p, enum rc rc, const struct err *e);

/*
 * The page at `path`, with title, number and what is chosen now as they stand in `v`: days, and the
 * times of one of them, that of the query ("hari"), else of `at_s`, else the first. `offers` ascend by
 * at_s. `error` (N_(), NULL: none) stands at the choice; `back` is the page around.
 */
void slots_show(struct page *p, struct view_slots *v, enum zone z, str path, str back,
    const struct slot_offer *offers, size_t n, int64_t at_s, const char *error);
/* "09.00-09.30 WITA" */
str slots_span(struct arena *a, int64_t at_s, int64_t end_s, enum zone z);

#endif
