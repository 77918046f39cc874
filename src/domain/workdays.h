/*
 * workdays.h - ages and limits in working days of an office, in its own time zone.
 *
 * Monday to Friday, except holidays. A working day is the time from 08.00 to 17.00; half of it is
 * half a day. Ages are tenths of a day: 18 is "1,8 hari kerja".
 */
#ifndef DOMAIN_WORKDAYS_H
#define DOMAIN_WORKDAYS_H

#include "base/clock.h"

struct holidays { /* ascending, no doubles */
	const struct date *at;
	size_t n;
};

/* `h` may be NULL: no holidays. */
bool workdays_is_work(struct date d, const struct holidays *h);
/* Tenths of working days from one moment to another, rounded down; 0 if `to` is before `from`. */
int64_t workdays_tenths(
    int64_t from_s, int64_t to_s, enum zone z, const struct holidays *h);
/* The end (17.00) of the last day in which something that came at `from_s` is still in time. */
int64_t workdays_due(int64_t from_s, int64_t days, enum zone z, const struct holidays *h);
/*
 * How much of the time until workdays_due() is gone, in percent, rounded down; 101 and more when that moment
 * is over: the one rule for what is late.
 */
int64_t workdays_used(
    int64_t from_s, int64_t now_s, int64_t days, enum zone z, const struct holidays *h);
/* "1,8 hari kerja", in English "1.8 working days". */
str workdays_text(struct arena *a, int64_t tenths, enum lang lang);

#endif
