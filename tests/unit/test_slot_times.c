/* test_slot_times.c - opening hours as people write them, and the slots they make. */
#include "domain/slot_times.h"
#include "support/check.h"

static void
test_days(void **state)
{
	static const struct {
		const char *typed, *want; /* want NULL: refused ... */
		const char *says;         /* ... with that in the sentence */
	} rows[] = {
		{ "", "", NULL },
		{ "   ", "", NULL },
		{ "08.00-12.00", "08.00-12.00", NULL },
		{ "8:00 - 12:00 , 13.00\xe2\x80\x93"
		  "15.30",
		    "08.00-12.00, 13.00-15.30", NULL },
		{ "08.00\xe2\x80\x94"
		  "12.00",
		    "08.00-12.00", NULL },
		{ "00.00-24.00", "00.00-24.00", NULL },
		{ "08.00-12.00,12.00-13.00", "08.00-12.00, 12.00-13.00", NULL },
		{ "7.00-8.00,9.00-10.00,11.00-12.00,13.00-14.00",
		    "07.00-08.00, 09.00-10.00, 11.00-12.00, 13.00-14.00", NULL },
		{ "7.00-8.00,9.00-10.00,11.00-12.00,13.00-14.00,15.00-16.00", NULL,
		    "empat" },
		{ "pagi", NULL, "pagi" },
		{ "08.00", NULL, "08.00" },
		{ "08-12", NULL, "08-12" },
		{ "08.00-12.60", NULL, "12.60" },
		{ "08.00-24.01", NULL, "24.01" },
		{ "12.00-08.00", NULL, "sesudah jam buka" },
		{ "08.00-08.00", NULL, "sesudah jam buka" },
		{ "13.00-15.00, 08.00-12.00", NULL, "berurutan" },
		{ "08.00-12.00, 11.30-13.00", NULL, "berurutan" },
		{ "08.00-12.00,,13.00-14.00", NULL, "Tulis jam" },
		{ "-1.00-12.00", NULL, "Tulis jam" },
		{ "08.00-12.00-13.00", NULL, "Tulis jam" },
		{ "999999999999999999.00-12.00", NULL, "Tulis jam" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct arena *a = arena_new();
		struct say why = { .id = NULL };
		struct slot_day d;
		enum rc rc = slot_day_parse(a, str_from_z(rows[i].typed), &d, &why);

		CHECK_INT(rows[i].typed, rc, rows[i].want != NULL ? RC_OK : RC_INVALID);
		if (rc == RC_OK)
			CHECK_STR(rows[i].typed, slot_day_text(a, &d), rows[i].want);
		else
			CHECK_HAS(
			    rows[i].typed, say_text(a, LANG_ID, &why), rows[i].says);
		arena_free(a);
	}
}

static void
test_week(void **state)
{
	static const char *const bad[] = { "", ";;;;;", ";;;;;;;", ";08.00;;;;;",
		";;;;;;x" };
	struct arena *a = arena_new();
	struct slot_week w = { .day = { [1] = { { { 480, 720 }, { 780, 900 } }, 2 },
				   [6] = { { { 540, 600 } }, 1 } } };
	struct slot_week back;
	struct err e;
	str text = slot_week_text(a, &w);

	(void)state;
	CHECK_STR("text", text, ";08.00-12.00, 13.00-15.00;;;;;09.00-10.00");
	CHECK_OK("parse", slot_week_parse(a, text, &back, &e), &e);
	CHECK_STR("again", slot_week_text(a, &back), str_z(a, text));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		CHECK_INT(bad[i], slot_week_parse(a, str_from_z(bad[i]), &back, &e),
		    RC_INTERNAL);
	arena_free(a);
}

static void
test_starts(void **state)
{
	static const struct {
		const char *day;
		int minutes;
		const char *want;
	} rows[] = {
		{ "", 30, "" },
		{ "08.00-09.00", 30, "480 510 " },
		{ "08.00-09.20", 30, "480 510 " },
		{ "08.00-08.29", 30, "" },
		{ "08.00-09.00, 13.00-13.45", 45, "480 780 " },
		{ "23.30-24.00", 30, "1410 " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct arena *a = arena_new();
		str got = STR("");
		int at[SLOT_DAY_MOST];
		struct slot_day d;
		struct say why;
		size_t n;

		assert_int_equal(
		    slot_day_parse(a, str_from_z(rows[i].day), &d, &why), RC_OK);
		n = slot_starts(&d, rows[i].minutes, at);
		for (size_t k = 0; k < n; k++)
			got = str_fmt(a, "%.*s%d ", STR_ARG(got), at[k]);
		CHECK_STR(rows[i].day, got, rows[i].want);
		arena_free(a);
	}
}

/* As many as there can be, and no more. */
static void
test_most(void **state)
{
	struct slot_day d = { { { 0, 24 * 60 } }, 1 };
	int at[SLOT_DAY_MOST];

	(void)state;
	assert_int_equal(slot_starts(&d, SLOT_MINUTES_MIN, at), SLOT_DAY_MOST);
	assert_int_equal(at[SLOT_DAY_MOST - 1], 24 * 60 - SLOT_MINUTES_MIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_week),
		cmocka_unit_test(test_starts),
		cmocka_unit_test(test_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
