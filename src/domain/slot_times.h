/*
 * slot_times.h - opening hours of a counter as people write them, and the slots they make.
 *
 * Minutes are counted from midnight in the office's own zone; days of the week from Sunday = 0.
 */
#ifndef DOMAIN_SLOT_TIMES_H
#define DOMAIN_SLOT_TIMES_H

#include "base/clock.h"
#include "domain/say.h"

#define SLOT_SPANS       4
#define SLOT_MINUTES_MIN 10
#define SLOT_MINUTES_MAX 120
#define SLOT_DAY_MOST    (24 * 60 / SLOT_MINUTES_MIN)

struct slot_span {
	int from, to; /* minutes; from < to <= 1440 */
};
struct slot_day {
	struct slot_span
	    at[SLOT_SPANS]; /* ascending, none touches another before its end */
	size_t n;           /* 0: closed */
};
struct slot_week {
	struct slot_day day[7];
};

/*
 * "08.00-12.00, 13.00-15.00" as typed: hours with dot or colon, spans with any dash, commas between;
 * empty is closed. RC_INVALID fills *why with a sentence that says what is wrong and how to write it.
 */
MUST_USE enum rc slot_day_parse(
    struct arena *a, str typed, struct slot_day *out, struct say *why);
/* The same text again, "" when closed. */
str slot_day_text(struct arena *a, const struct slot_day *d);

/* One text for the database, and back. RC_INTERNAL: not written by slot_week_text. */
str slot_week_text(struct arena *a, const struct slot_week *w);
MUST_USE enum rc slot_week_parse(
    struct arena *a, str text, struct slot_week *out, struct err *e);

/* Starts of the slots of a day, ascending: only those that end within their span. At most SLOT_DAY_MOST. */
size_t slot_starts(const struct slot_day *d, int minutes, int out[SLOT_DAY_MOST]);

#endif
