/*
 * page_apply.h - what the pages of an applicant share: the frame around each step, where to go next,
 * fields that are locked in a returned file.
 */
#ifndef WEB_PAGE_APPLY_H
#define WEB_PAGE_APPLY_H

#include "domain/application_apply.h"
#include "web/page.h"
#include "web/view_apply.h"

/* Path and name of each step. */
const char *apply_path(enum apply_step step);
const char *apply_label(enum apply_step step);
/* Path of the page of a file as it stands: the first open step, or its status. */
str apply_home(struct page *p, const struct apply_file *f);
/* The time at the counter, on the status page of a file that is ready for it. */
struct view_track;
enum rc page_slot_fill(
    struct page *p, const struct apply_file *f, struct view_track *v, struct err *e);

/*
 * Load the own file for a step. When the step cannot be opened the response is already a redirect,
 * with a sentence, and *out_go is false.
 */
MUST_USE enum rc apply_enter(struct page *p, enum apply_step step, struct apply_file *f,
    bool *out_go, struct err *e);
/* The own file, if its number stands in the path; RC_NOT_FOUND as for a page that does not exist. */
MUST_USE enum rc apply_own(struct page *p, struct apply_file *f, struct err *e);
/* After a step was saved: to the next one that is open. */
MUST_USE enum rc apply_next(struct page *p, struct err *e);

/* `f` NULL: before there is a draft. */
struct view_apply apply_frame(struct page *p, const struct apply_file *f,
    enum apply_step step, const char *title, const char *why);
/* Reasons of the office for the items of one step (APPLY__COUNT: of all). */
struct view_fixes apply_fixes(
    struct page *p, const struct apply_file *f, enum apply_step step);
/* What is stored of a document. */
struct ui_file apply_stored(
    struct page *p, const struct apply_file *f, const struct row_document *doc);
/* The field keeps what is stored: no error, nothing taken from the form. */
void apply_lock(struct form *f, const char *name, str value);
/* Put another sentence in place of the form's own. */
void apply_says_to_form(struct form *f, const struct apply_says *why);
/* A file that was too large says how large it was. */
void apply_say_size(struct page *p, const char *field);

#endif
