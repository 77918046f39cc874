/*
 * candidacy.h - Road A: a recorded colleague becomes an OPIP (DESIGN 2, seed part A).
 *
 * The state machine is candidacy_fsm (candidacy_fsm.c). Its guards and effects stand in two files,
 * by who acts: candidacy_letters.c (the candidate), candidacy_bssn.c and candidacy_decision.c (the
 * verifier).
 */
#ifndef DOMAIN_CANDIDACY_H
#define DOMAIN_CANDIDACY_H

#include "domain/fsm.h"
#include "domain/scope.h"

extern const struct fsm candidacy_fsm;

struct scope candidacy_scope(const struct row_candidacy *c);

/* The candidacy of that number ("OPIP-082-XXXX-XXXC"), if the actor may see it. */
MUST_USE enum rc candidacy_by_number(struct domain *d, const struct actor *who,
    str number, struct row_candidacy *out, struct err *e);

/* ---- guards and effects named in the table ---- */

/* candidacy_letters.c */
enum rc candidacy_guard_save_ds(struct change *c, struct err *e);
enum rc candidacy_effect_save_ds(struct change *c, struct err *e);
enum rc candidacy_guard_confirm_ds(struct change *c, struct err *e);
enum rc candidacy_effect_confirm_ds(struct change *c, struct err *e);
enum rc candidacy_guard_reopen(struct change *c, struct err *e);

/* candidacy_bssn.c, candidacy_decision.c */
enum rc candidacy_guard_claim(struct change *c, struct err *e);
enum rc candidacy_effect_claim(struct change *c, struct err *e);
enum rc candidacy_guard_release(struct change *c, struct err *e);
enum rc candidacy_effect_release(struct change *c, struct err *e);
enum rc candidacy_guard_absent(struct change *c, struct err *e);
enum rc candidacy_guard_schedule(struct change *c, struct err *e);
enum rc candidacy_effect_schedule(struct change *c, struct err *e);
enum rc candidacy_guard_interview(struct change *c, struct err *e);
enum rc candidacy_effect_interview(struct change *c, struct err *e);
/* interview.c */
enum rc candidacy_guard_choose(struct change *c, struct err *e);
enum rc candidacy_effect_choose(struct change *c, struct err *e);
enum rc candidacy_guard_give_back(struct change *c, struct err *e);
enum rc candidacy_guard_grant(struct change *c, struct err *e);
enum rc candidacy_effect_grant(struct change *c, struct err *e);
enum rc candidacy_guard_return(struct change *c, struct err *e);
enum rc candidacy_effect_return(struct change *c, struct err *e);
enum rc candidacy_guard_refuse(struct change *c, struct err *e);
enum rc candidacy_effect_refuse(struct change *c, struct err *e);

#endif
