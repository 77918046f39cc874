/* clock.c - clock, civil calendar, printing of times. */
#include "base/clock.h"

#include <time.h>

static int64_t
system_now(void *arg)
{
	struct timespec t;

	(void)arg;
	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec;
}

const struct clock clock_system = { system_now, NULL };

int64_t
clock_now(const struct clock *c)
{
	return c->now(c->arg);
}

int64_t
clock_monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const struct {
	const char *name;
	int hours;
} zones[ZONE__COUNT] = { { "WIB", 7 }, { "WITA", 8 }, { "WIT", 9 } };

enum zone
zone_parse(str name)
{
	for (int z = 0; z < ZONE__COUNT; z++)
		if (str_eq_z(name, zones[z].name))
			return (enum zone)z;
	return ZONE_WIB;
}

const char *
zone_name(enum zone z)
{
	return zones[z].name;
}

static bool
leap(int y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

bool
date_valid(int year, int month, int day)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (year < 1800 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (month == 2 && leap(year));
}

/* Days since 1970-01-01 of a Gregorian date, counted in 400-year eras that begin in March. */
int64_t
date_to_days(struct date d)
{
	int64_t y = d.year - (d.month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

struct date
date_from_days(int64_t days)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int day = (int)(doy - (153 * mp + 2) / 5 + 1);
	int month = (int)(mp < 10 ? mp + 3 : mp - 9);

	return (struct date){ (int)(yoe + era * 400 + (month <= 2)), month, day };
}

static struct datetime
civil(int64_t local_s)
{
	int64_t days = local_s / 86400, left = local_s % 86400;
	struct datetime t;

	if (left < 0) {
		left += 86400;
		days--;
	}
	t.date = date_from_days(days);
	t.hour = (int)(left / 3600);
	t.minute = (int)(left / 60 % 60);
	t.second = (int)(left % 60);
	t.weekday = (int)(((days + 4) % 7 + 7) % 7);
	return t;
}

struct datetime
time_civil(int64_t at_s, enum zone z)
{
	return civil(at_s + (int64_t)zones[z].hours * 3600);
}

struct datetime
time_civil_utc(int64_t at_s)
{
	return civil(at_s);
}

int64_t
time_from_civil(struct date d, int hour, int minute, enum zone z)
{
	return date_to_days(d) * 86400 + (int64_t)hour * 3600 + (int64_t)minute * 60 -
	       (int64_t)zones[z].hours * 3600;
}

enum rc
date_parse_iso(str s, struct date *out, struct err *e)
{
	int64_t y = 0, m = 0, d = 0;
	struct err ignored;

	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' ||
	    str_int64(str_sub(s, 0, 4), &y, &ignored) != RC_OK ||
	    str_int64(str_sub(s, 5, 2), &m, &ignored) != RC_OK ||
	    str_int64(str_sub(s, 8, 2), &d, &ignored) != RC_OK ||
	    !date_valid((int)y, (int)m, (int)d))
		return err_set(
		    e, RC_INVALID, N_("Tanggal tidak benar."), "not an ISO date");
	*out = (struct date){ (int)y, (int)m, (int)d };
	return RC_OK;
}

str
date_iso(struct arena *a, struct date d)
{
	return str_fmt(a, "%04d-%02d-%02d", d.year, d.month, d.day);
}

int
date_years(struct date birth, struct date on)
{
	int years = on.year - birth.year;

	if (on.month < birth.month || (on.month == birth.month && on.day < birth.day))
		years--;
	return years;
}

static const char *const months[LANG__COUNT][12] = {
	{ "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus",
	    "September", "Oktober", "November", "Desember" },
	{ "January", "February", "March", "April", "May", "June", "July", "August",
	    "September", "October", "November", "December" },
};

str
date_long(struct arena *a, struct date d, enum lang lang)
{
	return str_fmt(a, "%d %s %d", d.day, months[lang][d.month - 1], d.year);
}

str
date_short(struct arena *a, struct date d, enum lang lang)
{
	return str_fmt(a, "%d %.3s %d", d.day, months[lang][d.month - 1], d.year);
}

str
time_of_day(struct arena *a, int64_t at_s, enum zone z)
{
	struct datetime t = time_civil(at_s, z);

	return str_fmt(a, "%02d.%02d %s", t.hour, t.minute, zones[z].name);
}

str
time_long(struct arena *a, int64_t at_s, enum zone z, enum lang lang)
{
	str day = date_long(a, time_civil(at_s, z).date, lang);
	str clock = time_of_day(a, at_s, z);

	return str_fmt(a, "%.*s, %.*s", STR_ARG(day), STR_ARG(clock));
}

str
date_full(struct arena *a, struct date d, enum lang lang)
{
	static const char *const names[LANG__COUNT][7] = {
		[LANG_ID] = { "Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat",
		    "Sabtu" },
		[LANG_EN] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday",
		    "Friday", "Saturday" },
	};
	int weekday = civil(date_to_days(d) * 86400).weekday;

	return str_fmt(
	    a, "%s, %.*s", names[lang][weekday], STR_ARG(date_long(a, d, lang)));
}

str
time_full(struct arena *a, int64_t at_s, enum zone z, enum lang lang)
{
	str day = date_full(a, time_civil(at_s, z).date, lang);

	return str_fmt(a, "%.*s, %.*s", STR_ARG(day), STR_ARG(time_of_day(a, at_s, z)));
}
