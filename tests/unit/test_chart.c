/* test_chart.c - where the parts of a chart stand. */
#include "support/check.h"
#include "web/chart.h"

static void
test_scale(void **state)
{
	static const struct {
		const char *label;
		int64_t n, max, whole, want;
	} rows[] = {
		{ "nothing", 0, 10, 400, 0 },
		{ "nothing of nothing", 0, 0, 400, 0 },
		{ "of nothing", 3, 0, 400, 0 },
		{ "below nothing", -1, 10, 400, 0 },
		{ "all", 10, 10, 400, 400 },
		{ "half", 5, 10, 400, 200 },
		{ "a third, rounded", 1, 3, 400, 133 },
		{ "two thirds, rounded up", 2, 3, 400, 267 },
		{ "what is there is seen", 1, 1000000, 400, 1 },
		{ "large numbers", INT64_MAX / 2, INT64_MAX, 400, 200 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		CHECK_INT(rows[i].label,
		    chart_scale(rows[i].n, rows[i].max, rows[i].whole), rows[i].want);
}

/* The parts of a bar lie end to end, and the longest bar fills the drawing. */
static void
test_bars(void **state)
{
	const struct chart_bar in[] = { { STR("A"), STR("7"), { 3, 0, 4 } },
		{ STR("B"), STR("3"), { 1, 1, 1 } }, { STR("C"), STR("0"), { 0 } } };
	struct arena *a = arena_new();
	struct chart c = chart_bars(a, STR("Semua"), in, ARRAY_LEN(in));

	(void)state;
	CHECK_STR("sentence", c.sentence, "Semua");
	CHECK_INT("lines", c.lines.n, 3);
	CHECK_INT("no dots", c.dots.n, 0);
	CHECK_INT("A: parts that are there", c.lines.at[0].parts.n, 2);
	CHECK_INT("A: first", c.lines.at[0].parts.at[0].width, 171);
	CHECK_INT("A: third part", c.lines.at[0].parts.at[1].part, 2);
	CHECK_INT("A: goes on", c.lines.at[0].parts.at[1].x, 171);
	CHECK_INT("A: to the end", c.lines.at[0].parts.at[1].width, CHART_WIDTH - 171);
	CHECK_INT("B: parts", c.lines.at[1].parts.n, 3);
	CHECK_INT("B: below A", c.lines.at[1].y > c.lines.at[0].y + 10, 1);
	CHECK_INT("B: second", c.lines.at[1].parts.at[1].x,
	    c.lines.at[1].parts.at[0].x + c.lines.at[1].parts.at[0].width);
	CHECK_INT("C: nothing", c.lines.at[2].parts.n, 0);
	CHECK("all inside", c.lines.at[2].y + 11 <= c.height);
	arena_free(a);
}

static void
test_course(void **state)
{
	const struct chart_bar in[] = { { STR("Jan"), STR("0"), { 0 } },
		{ STR("Feb"), STR("4"), { 4 } }, { STR("Mar"), STR("2"), { 2 } } };
	struct arena *a = arena_new();
	struct chart c = chart_course(a, STR("Naik"), in, ARRAY_LEN(in));

	(void)state;
	CHECK_STR("points", c.points, "18,126 200,26 382,76");
	CHECK_INT("dots", c.dots.n, 3);
	CHECK_INT("no bars", c.lines.n, 0);
	CHECK("names below the axis", c.height > c.base_y + 10);
	CHECK("numbers inside", c.dots.at[1].value_y > 12);
	arena_free(a);
}

static void
test_all_zero(void **state)
{
	const struct chart_bar in[] = { { STR("Jan"), STR("0"), { 0 } },
		{ STR("Feb"), STR("0"), { 0 } } };
	struct arena *a = arena_new();
	struct chart c = chart_course(a, STR("Kosong"), in, ARRAY_LEN(in));

	(void)state;
	CHECK_STR("on the axis", c.points, "18,126 382,126");
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scale),
		cmocka_unit_test(test_bars),
		cmocka_unit_test(test_course),
		cmocka_unit_test(test_all_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
