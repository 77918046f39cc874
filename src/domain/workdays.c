/* workdays.c - counting office hours. */
#include "domain/workdays.h"

#define OPEN_S  (8 * 3600)
#define CLOSE_S (17 * 3600)
#define WORK_S  (CLOSE_S - OPEN_S)

static int
compare_dates(struct date one, struct date other)
{
	int64_t d = date_to_days(one) - date_to_days(other);

	return (d > 0) - (d < 0);
}

static bool
is_holiday(struct date d, const struct holidays *h)
{
	size_t lo = 0, hi = h != NULL ? h->n : 0;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = compare_dates(d, h->at[mid]);

		if (c == 0)
			return true;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return false;
}

/* 1970-01-01 was a Thursday. */
static bool
is_weekend(int64_t days)
{
	int64_t weekday = ((days + 4) % 7 + 7) % 7;

	return weekday == 0 || weekday == 6;
}

bool
workdays_is_work(struct date d, const struct holidays *h)
{
	return !is_weekend(date_to_days(d)) && !is_holiday(d, h);
}

/* Working seconds of one day up to `second` of it. */
static int64_t
worked(int64_t second)
{
	if (second <= OPEN_S)
		return 0;
	return second >= CLOSE_S ? WORK_S : second - OPEN_S;
}

static void
split(int64_t at_s, enum zone z, int64_t *out_day, int64_t *out_second)
{
	struct datetime t = time_civil(at_s, z);

	*out_day = date_to_days(t.date);
	*out_second = t.hour * 3600 + t.minute * 60 + t.second;
}

/* Working seconds between two moments, the second not before the first. */
static int64_t
work_s(int64_t from_s, int64_t to_s, enum zone z, const struct holidays *h)
{
	int64_t first, last, from, to, sum = 0;

	split(from_s, z, &first, &from);
	split(to_s, z, &last, &to);
	for (int64_t day = first; day <= last; day++) {
		if (!workdays_is_work(date_from_days(day), h))
			continue;
		sum += (day == last ? worked(to) : WORK_S) -
		       (day == first ? worked(from) : 0);
	}
	return sum;
}

int64_t
workdays_tenths(int64_t from_s, int64_t to_s, enum zone z, const struct holidays *h)
{
	return to_s <= from_s ? 0 : work_s(from_s, to_s, z, h) * 10 / WORK_S;
}

/*
 * The day on which it came counts only if it is a working day and office hours have not begun;
 * otherwise counting begins with the next working day.
 */
int64_t
workdays_due(int64_t from_s, int64_t days, enum zone z, const struct holidays *h)
{
	int64_t day, second;

	split(from_s, z, &day, &second);
	if (second <= OPEN_S)
		day--;
	while (days > 0) {
		day++;
		if (workdays_is_work(date_from_days(day), h))
			days--;
	}
	return time_from_civil(date_from_days(day), CLOSE_S / 3600, 0, z);
}

/* What is left of the day on which it came, and the days given. */
int64_t
workdays_used(
    int64_t from_s, int64_t now_s, int64_t days, enum zone z, const struct holidays *h)
{
	int64_t due_s = workdays_due(from_s, days, z, h), used;
	int64_t all = work_s(from_s, due_s, z, h);

	if (now_s <= from_s || all == 0) /* a due day has hours */
		return 0;
	used = work_s(from_s, now_s, z, h) * 100 / all;
	if (now_s > due_s)
		return used > 100 ? used : 101;
	return used;
}

str
workdays_text(struct arena *a, int64_t tenths, enum lang lang)
{
	char comma = lang == LANG_ID ? ',' : '.';
	const char *unit = lang == LANG_ID ? "hari kerja"
			   : tenths == 10  ? "working day"
					   : "working days";

	if (tenths % 10 == 0)
		return str_fmt(a, "%lld %s", (long long)(tenths / 10), unit);
	return str_fmt(a, "%lld%c%lld %s", (long long)(tenths / 10), comma,
	    (long long)(tenths % 10), unit);
}
