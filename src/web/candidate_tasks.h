/*
 * candidate_tasks.h - the task list of a candidate (SCREENS 6.3): what is done, what is next, what
 * cannot begin yet; for the profile and its parts.
 */
#ifndef WEB_CANDIDATE_TASKS_H
#define WEB_CANDIDATE_TASKS_H

#include "domain/candidacy_profile.h"
#include "web/page.h"
#include "web/view_profile.h"

/* The sections in their order. */
enum task_section {
	SECTION_ACCOUNT,
	SECTION_COMPLETE,
	SECTION_CONFIRM,
	SECTION_BSSN,
	SECTION__COUNT
};
/* SECTION__COUNT sections in the request's arena. */
const struct view_section *candidate_sections(
    struct page *p, const struct candidacy_file *f);
/* What to do now: fills next, next_href, next_when, next_label, word and colour of the view. */
void candidate_next(
    struct page *p, const struct candidacy_file *f, struct view_profile *v);
/* Colour of the tag of a stored state. */
const char *candidate_colour(str state);

#endif
