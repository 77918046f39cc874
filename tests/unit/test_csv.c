/* test_csv.c - tables as spreadsheets write them. */
#include "base/buf.h"
#include "base/csv.h"
#include "support/check.h"

static void
test_tables(void **state)
{
	static const struct {
		const char *label, *text;
		const char *want; /* LINE:cell|cell/LINE:... , NULL: refused */
	} rows[] = {
		{ "commas", "a,b\nc,d\n", "1:a|b/2:c|d" },
		{ "semicolons, CRLF", "a;b,x;y\r\nc;d;e\r\n", "1:a|b,x|y/2:c|d|e" },
		{ "tabs", "a\tb", "1:a|b" },
		{ "byte order mark",
		    "\xEF\xBB\xBF"
		    "a,b",
		    "1:a|b" },
		{ "quotes", "\"a,1\",\"b \"\"c\"\"\"", "1:a,1|b \"c\"" },
		{ "line end inside quotes counts", "\"a\nb\",c\nd,e", "1:a\nb|c/3:d|e" },
		{ "empty lines", "a,b\n\n,\n  ,\nc,d", "1:a|b/5:c|d" },
		{ "empty cells", "a,,c", "1:a||c" },
		{ "spaces", " a , b ", "1:a|b" },
		{ "nothing", "", "" },
		{ "open quote", "a,\"b", NULL },
		{ "not UTF-8", "a,\xff", NULL },
		{ "33 cells", ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,x", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct arena *a = arena_new();
		struct csv table;
		struct buf got;
		struct err e;
		enum rc rc = csv_parse(a, str_from_z(rows[i].text), &table, &e);

		CHECK(rows[i].label, (rc == RC_OK) == (rows[i].want != NULL));
		buf_init(&got, a, 64);
		for (size_t r = 0; rc == RC_OK && r < table.n; r++) {
			buf_fmt(&got, "%s%zu:", r > 0 ? "/" : "", table.rows[r].line);
			for (size_t c = 0; c < table.rows[r].n; c++) {
				buf_z(&got, c > 0 ? "|" : "");
				buf_str(&got, table.rows[r].cells[c]);
			}
		}
		if (rc == RC_OK)
			CHECK(rows[i].label, str_eq_z(buf_get(&got), rows[i].want));
		arena_free(a);
	}
}

static void
test_too_many(void **state)
{
	struct arena *a = arena_new();
	struct csv table;
	struct buf text;
	struct err e;

	(void)state;
	buf_init(&text, a, 2048);
	for (int i = 0; i < CSV_ROWS; i++)
		buf_z(&text, "x\n");
	assert_int_equal(csv_parse(a, buf_get(&text), &table, &e), RC_OK);
	assert_int_equal(table.n, CSV_ROWS);
	buf_z(&text, "x\n");
	assert_int_equal(csv_parse(a, buf_get(&text), &table, &e), RC_INVALID);
	arena_free(a);
}

static void
test_put(void **state)
{
	static const struct {
		const char *label, *cell, *want;
	} rows[] = {
		{ "plain", "KPPN Tolitoli", "\"KPPN Tolitoli\"\r\n" },
		{ "empty", "", "\"\"\r\n" },
		{ "comma", "1,8", "\"1,8\"\r\n" },
		{ "quote", "a \"b\"", "\"a \"\"b\"\"\"\r\n" },
		{ "line feed", "a\nb", "\"a\nb\"\r\n" },
		{ "=", "=1+1", "\"'=1+1\"\r\n" },
		{ "+", "+62", "\"'+62\"\r\n" },
		{ "-", "-1", "\"'-1\"\r\n" },
		{ "@", "@SUM(A1)", "\"'@SUM(A1)\"\r\n" },
		{ "tab", "\t=1", "\"'\t=1\"\r\n" },
		{ "carriage return", "\r=1", "\"'\r=1\"\r\n" },
		{ "inside it is no formula", "a=1", "\"a=1\"\r\n" },
		{ "a dash is no minus", "–", "\"–\"\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct arena *a = arena_new();
		struct csv table;
		struct buf out;
		struct err e;

		buf_init(&out, a, 64);
		csv_put(&out, str_from_z(rows[i].cell), true);
		CHECK_STR(rows[i].label, buf_get(&out), rows[i].want);
		buf_init(&out, a, 64); /* the first line says what separates */
		csv_put(&out, STR("x"), false);
		csv_put(&out, STR("y"), true);
		csv_put(&out, str_from_z(rows[i].cell), false);
		csv_put(&out, STR("z"), true);
		CHECK_OK(rows[i].label, csv_parse(a, buf_get(&out), &table, &e), &e);
		CHECK_INT(rows[i].label, table.n, 2);
		CHECK_INT(rows[i].label, table.rows[1].n, 2);
		arena_free(a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_put),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
