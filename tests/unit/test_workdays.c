/* test_workdays.c - ages and limits in working days. 23 November 2026 is a Monday. */
#include "domain/workdays.h"
#include "support/check.h"

static const struct date free_days[] = { { 2026, 11, 25 }, { 2026, 12, 25 },
	{ 2027, 1, 1 } };
static const struct holidays holidays = { free_days, ARRAY_LEN(free_days) };

struct moment {
	int month, day, hour, minute;
};

static int64_t
at(struct moment m, enum zone z)
{
	return time_from_civil(
	    (struct date){ 2026, m.month, m.day }, m.hour, m.minute, z);
}

static void
test_is_work(void **state)
{
	(void)state;
	CHECK("Monday", workdays_is_work((struct date){ 2026, 11, 23 }, &holidays));
	CHECK("holiday", !workdays_is_work((struct date){ 2026, 11, 25 }, &holidays));
	CHECK("no list", workdays_is_work((struct date){ 2026, 11, 25 }, NULL));
	CHECK("Saturday", !workdays_is_work((struct date){ 2026, 11, 28 }, NULL));
	CHECK("Sunday", !workdays_is_work((struct date){ 2026, 11, 29 }, NULL));
	CHECK(
	    "first holiday", !workdays_is_work((struct date){ 2026, 12, 25 }, &holidays));
	CHECK("before 1970", workdays_is_work((struct date){ 1969, 12, 31 }, NULL));
}

static void
test_tenths(void **state)
{
	static const struct {
		const char *label;
		struct moment from, to;
		int64_t want;
	} rows[] = {
		{ "same moment", { 11, 23, 9, 0 }, { 11, 23, 9, 0 }, 0 },
		{ "backwards", { 11, 24, 9, 0 }, { 11, 23, 9, 0 }, 0 },
		{ "one day", { 11, 23, 8, 0 }, { 11, 23, 17, 0 }, 10 },
		{ "half a day", { 11, 23, 8, 0 }, { 11, 23, 12, 30 }, 5 },
		{ "before opening", { 11, 23, 1, 0 }, { 11, 23, 8, 0 }, 0 },
		{ "after closing", { 11, 23, 17, 0 }, { 11, 24, 8, 0 }, 0 },
		{ "noon to noon", { 11, 23, 12, 0 }, { 11, 24, 12, 0 }, 10 },
		{ "over a holiday", { 11, 24, 8, 0 }, { 11, 26, 17, 0 }, 20 },
		{ "inside a holiday", { 11, 25, 8, 0 }, { 11, 25, 17, 0 }, 0 },
		{ "over a weekend", { 11, 27, 12, 30 }, { 11, 30, 12, 30 }, 10 },
		{ "from Saturday", { 11, 28, 10, 0 }, { 11, 30, 12, 30 }, 5 },
		{ "1.8 days", { 11, 23, 8, 0 }, { 11, 24, 15, 12 }, 18 },
		{ "rounded down", { 11, 23, 8, 0 }, { 11, 23, 8, 53 }, 0 },
		{ "a tenth", { 11, 23, 8, 0 }, { 11, 23, 8, 54 }, 1 },
		{ "a year end", { 12, 24, 8, 0 }, { 12, 31, 17, 0 }, 50 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (int z = 0; z < ZONE__COUNT; z++)
			CHECK_INT(rows[i].label,
			    workdays_tenths(at(rows[i].from, (enum zone)z),
				at(rows[i].to, (enum zone)z), (enum zone)z, &holidays),
			    rows[i].want);
}

static void
test_zone_matters(void **state)
{
	/* 08.00 WIB is 09.00 WITA: an hour of the office's day has gone by. */
	struct moment opening = { 11, 23, 8, 0 }, closing = { 11, 23, 17, 0 };

	(void)state;
	CHECK_INT("WITA",
	    workdays_tenths(
		at(opening, ZONE_WIB), at(closing, ZONE_WIB), ZONE_WITA, NULL),
	    8);
}

static void
test_due(void **state)
{
	static const struct {
		const char *label;
		struct moment from;
		int days;
		struct moment want;
	} rows[] = {
		{ "Monday 9", { 11, 23, 9, 0 }, 1, { 11, 24, 17, 0 } },
		{ "Monday 7", { 11, 23, 7, 0 }, 1, { 11, 23, 17, 0 } },
		{ "Monday, 2 days, over the holiday", { 11, 23, 9, 0 }, 2,
		    { 11, 26, 17, 0 } },
		{ "Friday", { 11, 27, 10, 0 }, 2, { 12, 1, 17, 0 } },
		{ "Saturday", { 11, 28, 10, 0 }, 1, { 11, 30, 17, 0 } },
		{ "the holiday, early", { 11, 25, 7, 0 }, 1, { 11, 26, 17, 0 } },
		{ "five days", { 11, 23, 9, 0 }, 5, { 12, 1, 17, 0 } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		CHECK_INT(rows[i].label,
		    workdays_due(
			at(rows[i].from, ZONE_WITA), rows[i].days, ZONE_WITA, &holidays),
		    at(rows[i].want, ZONE_WITA));
}

static void
test_used(void **state)
{
	static const struct {
		const char *label;
		struct moment from, now;
		int days;
		int64_t want;
	} rows[] = {
		{ "same moment", { 11, 23, 9, 0 }, { 11, 23, 9, 0 }, 2, 0 },
		{ "before it came", { 11, 23, 9, 0 }, { 11, 20, 9, 0 }, 2, 0 },
		/* 8 hours of Monday and two days of 9: 26 hours until Thursday 17.00 */
		{ "half", { 11, 23, 9, 0 }, { 11, 24, 13, 0 }, 2, 50 },
		{ "just over half", { 11, 23, 9, 0 }, { 11, 24, 13, 16 }, 2, 51 },
		{ "the holiday costs nothing", { 11, 23, 9, 0 }, { 11, 25, 12, 0 }, 2,
		    65 },
		{ "all of it", { 11, 23, 9, 0 }, { 11, 26, 17, 0 }, 2, 100 },
		{ "the evening after", { 11, 23, 9, 0 }, { 11, 26, 17, 1 }, 2, 101 },
		{ "twice, it came before opening", { 11, 23, 7, 0 }, { 11, 24, 17, 0 }, 1,
		    200 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		CHECK_INT(rows[i].label,
		    workdays_used(at(rows[i].from, ZONE_WITA), at(rows[i].now, ZONE_WITA),
			rows[i].days, ZONE_WITA, &holidays),
		    rows[i].want);
}

static void
test_text(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	CHECK_STR("18", workdays_text(a, 18, LANG_ID), "1,8 hari kerja");
	CHECK_STR("0", workdays_text(a, 0, LANG_ID), "0 hari kerja");
	CHECK_STR("20", workdays_text(a, 20, LANG_ID), "2 hari kerja");
	CHECK_STR("18 en", workdays_text(a, 18, LANG_EN), "1.8 working days");
	CHECK_STR("10 en", workdays_text(a, 10, LANG_EN), "1 working day");
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_is_work),
		cmocka_unit_test(test_tenths),
		cmocka_unit_test(test_zone_matters),
		cmocka_unit_test(test_due),
		cmocka_unit_test(test_used),
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
