/*
 * clock.h - the injected clock, civil dates, and how times are printed.
 *
 * Time is int64_t UTC seconds everywhere; a zone appears only when a time is shown to a person.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/str.h"

struct clock {
	int64_t (*now)(void *arg); /* UTC seconds */
	void *arg;
};

extern const struct clock clock_system;
int64_t clock_now(const struct clock *c);
int64_t clock_monotonic_ms(void);

enum zone {
	ZONE_WIB,
	ZONE_WITA,
	ZONE_WIT,
	ZONE__COUNT
}; /* UTC+7, +8, +9; no summer time */

/* "WIB", "WITA", "WIT" to the zone; anything else is WIB. */
enum zone zone_parse(str name);
const char *zone_name(enum zone z);

struct date {
	int year, month, day; /* 1..12, 1..31 */
};

struct datetime {
	struct date date;
	int hour, minute, second;
	int weekday; /* 0 = Sunday */
};

bool date_valid(int year, int month, int day);
struct datetime time_civil(int64_t at_s, enum zone z);
struct datetime time_civil_utc(int64_t at_s);
/* UTC second of that civil time in the zone. */
int64_t time_from_civil(struct date d, int hour, int minute, enum zone z);
int64_t date_to_days(struct date d); /* days since 1970-01-01 */
struct date date_from_days(int64_t days);
/* "2026-11-22" strictly. */
MUST_USE enum rc date_parse_iso(str s, struct date *out, struct err *e);
str date_iso(struct arena *a, struct date d);
/* Whole years between birth and `on`. */
int date_years(struct date birth, struct date on);

enum lang { LANG_ID, LANG_EN, LANG__COUNT };

/* "22 November 2026" */
str date_long(struct arena *a, struct date d, enum lang lang);
/* "22 Nov 2026" */
str date_short(struct arena *a, struct date d, enum lang lang);
/* "22 November 2026, 09.14 WITA" */
str time_long(struct arena *a, int64_t at_s, enum zone z, enum lang lang);
/* "Senin, 23 November 2026, 09.14 WITA": for appointments */
str time_full(struct arena *a, int64_t at_s, enum zone z, enum lang lang);
/* "Senin, 23 November 2026" */
str date_full(struct arena *a, struct date d, enum lang lang);
/* "09.14 WITA" */
str time_of_day(struct arena *a, int64_t at_s, enum zone z);

#endif
