/*
 * interview.h - times that verifiers of BSSN open for interviews, and candidates choose (SCREENS C9, B4,
 * E6, E7). The other way stays: a verifier who holds a file sets a time himself (bssn_schedule).
 */
#ifndef DOMAIN_INTERVIEW_H
#define DOMAIN_INTERVIEW_H

#include "base/ical.h"
#include "domain/candidacy_bssn.h"

/* What CAND_EV_CHOOSE needs. */
struct interview_choice {
	str slot;
};

#define INTERVIEW_LEAD_S                                                                 \
	3600 /* nothing is chosen, and nothing given up, later than this before */
#define INTERVIEW_AHEAD_DAYS 90
#define INTERVIEW_CHANGES    2 /* so often a candidate may choose another time, or none */
#define INTERVIEW_REASON_MAX 200 /* characters of the reason why a time is given back */
#define INTERVIEW_WAIT_S     (15 * 60) /* who has not come by then is absent (SCREENS B4) */
#define INTERVIEW_MINUTES    30        /* of one whose time a verifier set himself */

/* ---- of the verifier ---- */

/* One after the other from `from` to `to` (minutes of that day in `zone`), each so long. */
struct interview_series {
	struct date date;
	int from, to, minutes;
	enum zone zone;
	str mode; /* "video", "tatap_muka" */
	str place;
};
/* Open the times. *out_n: how many. RC_INVALID says what is wrong with them. */
MUST_USE enum rc interview_publish(struct domain *d, const struct actor *who,
    const struct interview_series *in, int64_t *out_n, struct err *e);
/* Take a free time of one's own back. RC_CONFLICT: somebody has chosen it, or it is not one's own. */
MUST_USE enum rc interview_withdraw(
    struct domain *d, const struct actor *who, str id, struct err *e);
/* All times since half a day ago, with who comes. */
MUST_USE enum rc interview_lines(
    struct domain *d, struct row_interview_slot_lines_list *out, struct err *e);

/* ---- of the candidate ---- */

/* Free times that can still be chosen, at most 500. */
MUST_USE enum rc interview_offers(
    struct domain *d, struct row_interview_slot_list *out, struct err *e);
/* Whether there are any. */
MUST_USE enum rc interview_offered(struct domain *d, bool *out, struct err *e);
/*
 * Choose a time for one's own interview, or another one. RC_CONFLICT: somebody else took it just now, or
 * the state does not allow it; RC_INVALID: there is no such time any more; RC_DENIED: it was changed
 * too often or is too near. What was set before stays then.
 */
MUST_USE enum rc interview_choose(
    struct domain *d, const struct actor *who, str candidacy, str slot, struct err *e);
/* Why the time that is set cannot be changed (any more), N_(); NULL: it can. */
MUST_USE enum rc interview_fixed(struct domain *d, struct db *db,
    const struct row_candidacy *cand, const char **out_why, struct err *e);

/*
 * Give the time back, with a reason that the verifier reads; the place is free at once, and the worker
 * asks to choose again (E6). RC_DENIED as interview_choose(); RC_INVALID: no reason, or a long one.
 */
MUST_USE enum rc interview_give_back(
    struct domain *d, const struct actor *who, str candidacy, str reason, struct err *e);

/* ---- the appointment ---- */

/* The time that is set; what the verifier read when it was. */
MUST_USE enum rc interview_load(struct db *db, const struct row_candidacy *cand,
    struct bssn_interview *out, struct err *e);
/*
 * As a calendar entry (RFC 5545) in d->a: of all versions of one candidacy the UID is the same, and the
 * SEQUENCE is that of the row. `url`: where who gets it reads more.
 */
struct ical_event interview_event(struct domain *d, enum lang lang,
    const struct row_candidacy *cand, const struct bssn_interview *at, str url);
/* An interview at `at_s` of a candidacy in that state: nobody came, as far as the portal knows. */
bool interview_missed(const struct domain *d, str state, int64_t at_s);

/* ---- for the worker ---- */

/* Ask those who are ready to choose, while there are free times (E6). *out_n: mails written. */
MUST_USE enum rc interview_invite(struct domain *d, int64_t *out_n, struct err *e);

/* ---- inside: interview_mail.c ---- */

/*
 * In a change: the interview is at that time, `slot` of a verifier (STR_NONE: none). Told with the
 * appointment (E7): the candidate, who opened or set the time (`verifier`), and who holds the file.
 * A verifier who is not needed any more is told that too. RC_CONFLICT: somebody else has the slot.
 */
MUST_USE enum rc interview_set(struct change *c, const struct bssn_interview *in,
    str slot, str verifier, struct err *e);
/* In a change that ends what was set: its time is free, and while it is to come all are told why not. */
MUST_USE enum rc interview_leave(struct change *c, struct err *e);
/*
 * In a transaction: once within 24 hours (mark 1) and once within the hour (mark 2) all are reminded.
 * *out_n: mails written; 0 when another worker was faster, or the time is another one by now.
 */
MUST_USE enum rc interview_remind_tx(struct domain *d, struct db *tx,
    const struct row_candidacy *cand, int64_t mark, int64_t *out_n, struct err *e);

#endif
