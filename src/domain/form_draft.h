/*
 * form_draft.h - what somebody typed into a form and has not sent yet, kept for him alone.
 *
 * Not a state of anything: no history, no record. It is sealed for its owner (the application or the
 * account) and its form (the address of the page), because it may hold a NIK, and forgotten when the
 * form is sent, after FORM_DRAFT_S, and with the application.
 */
#ifndef DOMAIN_FORM_DRAFT_H
#define DOMAIN_FORM_DRAFT_H

#include "domain/domain.h"

#define FORM_DRAFT_BYTES ((size_t)32768) /* most text of one form */
#define FORM_DRAFT_FORMS 100             /* most forms of one owner */
#define FORM_DRAFT_S     (7 * 86400)     /* how long it is kept */

/*
 * Keep `text` for `form`. RC_DENIED: nobody is signed in. RC_LIMIT: too long, or too many forms.
 */
MUST_USE enum rc form_draft_put(
    struct domain *d, const struct actor *who, str form, str text, struct err *e);
/* What was kept; *out is STR_NONE when nothing is. */
MUST_USE enum rc form_draft_get(struct domain *d, const struct actor *who, str form,
    str *out, int64_t *out_saved_s, struct err *e);
MUST_USE enum rc form_draft_drop(
    struct domain *d, const struct actor *who, str form, struct err *e);

#endif
