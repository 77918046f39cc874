/*
 * application.h - Road B: one person asks for one certificate (DESIGN 3, seed part B).
 *
 * The state machine is application_fsm (application_fsm.c). Its guards and effects stand in three
 * files, by who acts: application_apply.c (the applicant), application_office.c (review and
 * counter), application_collect.c (the holder makes the key and takes the certificate).
 */
#ifndef DOMAIN_APPLICATION_H
#define DOMAIN_APPLICATION_H

#include "domain/fsm.h"
#include "domain/scope.h"

extern const struct fsm application_fsm;

/* Reach of an application row, for scope_check. */
struct scope application_scope(const struct row_application *app);

/*
 * The application of that number (as typed: with or without dashes, any case) or id, if the actor
 * may see it. RC_NOT_FOUND otherwise.
 */
MUST_USE enum rc application_by_number(struct domain *d, const struct actor *who,
    str number, struct row_application *out, struct err *e);

/* "DS-082-XXXX-XXXC" from what a person typed; RC_INVALID with the sentence of SCREENS V4. */
MUST_USE enum rc application_number_parse(
    struct arena *a, str typed, str *out_number, struct err *e);

/* ---- guards and effects named in the table; each file documents its own ---- */

/* application_apply.c */
enum rc application_guard_submit(struct change *c, struct err *e);
enum rc application_effect_submit(struct change *c, struct err *e);
enum rc application_effect_withdraw(struct change *c, struct err *e);
enum rc application_effect_lapse(struct change *c, struct err *e);

/* application_office.c */
enum rc application_guard_not_own(struct change *c, struct err *e);
enum rc application_effect_claim(struct change *c, struct err *e);
enum rc application_guard_arrive(struct change *c, struct err *e);
enum rc application_guard_holder_of_claim(struct change *c, struct err *e);
enum rc application_effect_release(struct change *c, struct err *e);
enum rc application_guard_complete(struct change *c, struct err *e);
enum rc application_effect_complete(struct change *c, struct err *e);
enum rc application_guard_return(struct change *c, struct err *e);
enum rc application_effect_return(struct change *c, struct err *e);
enum rc application_guard_refuse(struct change *c, struct err *e);
enum rc application_effect_refuse(struct change *c, struct err *e);
enum rc application_guard_approve(struct change *c, struct err *e);
enum rc application_effect_approve(struct change *c, struct err *e);

/* counter_slot.c */
enum rc application_effect_slot(struct change *c, struct err *e);
enum rc application_guard_unslot(struct change *c, struct err *e);
enum rc application_effect_unslot(struct change *c, struct err *e);

/* application_collect.c */
enum rc application_guard_issue(struct change *c, struct err *e);
enum rc application_effect_issue(struct change *c, struct err *e);
enum rc application_guard_lapse_collect(struct change *c, struct err *e);

#endif
