/* candidate_step.h - what the steps of "Kelengkapan DS" share (page_candidate*.c). */
#ifndef WEB_CANDIDATE_STEP_H
#define WEB_CANDIDATE_STEP_H

#include "domain/candidacy_profile.h"
#include "web/page.h"
#include "web/view_profile.h"

#define CANDIDATE_FACTS 8

struct candidate_step {
	struct candidacy_file f;
	struct view_candidate_step v;
};

/* The candidate's file and the view of one of its steps. */
MUST_USE enum rc candidate_step(
    struct page *p, enum candidacy_item i, struct candidate_step *out, struct err *e);
/* A step was saved: on to the next that is not finished. */
MUST_USE enum rc candidate_after(struct page *p, enum candidacy_item i, struct err *e);
/* At most CANDIDATE_FACTS facts of the typed data; returns how many. */
size_t candidate_data_facts(
    struct page *p, const struct candidacy_file *f, struct view_fact *out);

#endif
