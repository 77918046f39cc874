/*
 * counter_slot.h - coming to the counter at a time of one's own choice (SCREENS A9, P11, O1, E17).
 *
 * An office says when its counter is open, how long one visit takes and how many are served at once;
 * who is ready for the counter chooses one of the times that this makes. Nobody needs one: an office
 * without a schedule, and a person without a time, are served during opening hours as ever.
 */
#ifndef DOMAIN_COUNTER_SLOT_H
#define DOMAIN_COUNTER_SLOT_H

#include "base/ical.h"
#include "domain/application.h"
#include "domain/slot_times.h"

#define COUNTER_PLACES_MAX 20
#define COUNTER_AHEAD_DAYS 28   /* so far ahead times can be chosen */
#define COUNTER_LEAD_S     3600 /* and not later than this before */

/* ---- the schedule of an office ---- */

struct counter_schedule {
	struct slot_week week;
	int minutes, places;
	int64_t version; /* 0: there never was one */
	bool open;       /* some day has hours */
	int64_t changed_s;
	str changed_by; /* name; STR_NONE: nobody yet */
};
/* What stands now; an office without one gets a proposal with open = false. */
MUST_USE enum rc counter_schedule_load(struct domain *d, struct db *db, str office,
    struct counter_schedule *out, struct err *e);
/*
 * Store the actor's office's schedule; only week, minutes, places and version are read. Times chosen
 * before stay. RC_CONFLICT: somebody changed it since that version.
 */
MUST_USE enum rc counter_schedule_save(struct domain *d, const struct actor *who,
    const struct counter_schedule *in, struct err *e);
/* Closed days of an office from today on. */
MUST_USE enum rc counter_closed_list(
    struct domain *d, str office, struct row_counter_closed_list *out, struct err *e);
/*
 * The actor's office is closed on that day; who chose a time on it is told by the worker, and may choose
 * another. *out_n: how many did. RC_INVALID says what is wrong with the day or the reason.
 */
MUST_USE enum rc counter_close_day(struct domain *d, const struct actor *who,
    struct date day, str reason, int64_t *out_n, struct err *e);
MUST_USE enum rc counter_open_day(
    struct domain *d, const struct actor *who, str iso, struct err *e);

/* ---- times ---- */

struct counter_time {
	int64_t at_s, left, places; /* places that are free, and all of them */
};
struct counter_day {
	struct date date;
	const struct counter_time *at; /* ascending, those that are full as well */
	size_t n;
	int64_t left;
};
struct counter_days {
	const struct counter_day *at; /* days with a free place */
	size_t n;
	int minutes;
	bool open; /* the office has a schedule */
};
/* The times that can still be chosen at that office. */
MUST_USE enum rc counter_days(struct domain *d, const struct row_office *office,
    struct counter_days *out, struct err *e);
/* One of them, in a transaction; RC_INVALID when there is no such time (any more). */
MUST_USE enum rc counter_time_find(struct domain *d, struct db *db,
    const struct row_office *office, int64_t at_s, struct counter_time *out,
    int *out_minutes, struct err *e);
/* Whether that office offers times at all. */
MUST_USE enum rc counter_offers(
    struct domain *d, struct db *db, str office, bool *out, struct err *e);

/* The time that application has chosen; *out_has false: none. */
MUST_USE enum rc counter_slot_load(struct domain *d, str application,
    struct row_counter_slot *out, bool *out_has, struct err *e);
/*
 * Choose a time, or another one, for the actor's own application. RC_CONFLICT: somebody else took the
 * last place just now, or the file is not ready for the counter; RC_INVALID: no such time is offered.
 * What was chosen before stays then.
 */
MUST_USE enum rc counter_slot_take(
    struct domain *d, const struct actor *who, int64_t at_s, struct err *e);
/* Give it back. RC_CONFLICT: there is none. */
MUST_USE enum rc counter_slot_give_back(
    struct domain *d, const struct actor *who, struct err *e);

/*
 * The appointment as a calendar entry (RFC 5545) in d->a: of all versions for one application the UID is
 * the same, and the SEQUENCE is that of the row.
 */
struct ical_event counter_slot_event(struct domain *d, enum lang lang,
    const struct row_application *app, const struct row_office *office,
    const struct row_counter_slot *slot);

/* Who comes to the actor's office today, by time. */
MUST_USE enum rc counter_slots_today(struct domain *d, const struct actor *who,
    struct row_counter_slot_visits_list *out, struct err *e);

/* ---- for the worker ---- */

/*
 * Tell those whose day became a holiday or was closed, and free their places; then remind those who come
 * tomorrow, from 07.00 on in the zone of their office, each once (E17). *out_n: mails written.
 */
MUST_USE enum rc counter_slots_mail(struct domain *d, int64_t *out_n, struct err *e);

/* ---- inside ---- */

/*
 * In a change after which the applicant does not come to the counter (any more): his place is free, and
 * while its time is to come he is told, with what takes it out of his calendar.
 */
MUST_USE enum rc counter_slot_leave(struct change *c, struct err *e);

#endif
