/*
 * test_sqlc.c - what the query compiler refuses, and what it makes. Usage: test_sqlc PATH-OF-SQLC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/str.h"

static const char *sqlc;

/* Compile `sql`; what was printed, or the files that were made, are in the arena. */
static int
compile(struct arena *a, const char *sql, str *out_printed, str *out_c, str *out_h)
{
	char dir[] = "/tmp/paraf-sqlc.XXXXXX", *printed = arena_alloc(a, 8192);
	const char *in, *c, *h, *command;
	struct err e;
	FILE *f;
	int status;

	assert_non_null(mkdtemp(dir));
	in = str_fmt(a, "%s/in.sql", dir).p;
	c = str_fmt(a, "%s/q.c", dir).p;
	h = str_fmt(a, "%s/q.h", dir).p;
	command = str_fmt(a, "'%s' %s %s %s 2>&1", sqlc, c, h, in).p;
	assert_int_equal(file_write_durable(in, str_from_z(sql), 0600, &e), RC_OK);
	f = popen(command, "r");
	assert_non_null(f);
	*out_printed = (str){ printed, fread(printed, 1, 8191, f) };
	status = pclose(f);
	if (status == 0) {
		assert_int_equal(file_read(a, c, 1 << 20, out_c, &e), RC_OK);
		assert_int_equal(file_read(a, h, 1 << 20, out_h, &e), RC_OK);
	}
	unlink(in);
	unlink(c);
	unlink(h);
	rmdir(dir);
	return WEXITSTATUS(status);
}

#define Q "-- name: x\n-- does: it\n"

/* clang-format off */
static const struct {
	const char *label, *sql, *says;
} refused[] = {
	{ "unknown type", Q "-- in: id integer\n-- returns: exec\nDELETE FROM t WHERE id = :id",
	    "in.sql:3: column id: unknown type \"integer\"" },
	{ "unknown word after a type", Q "-- in: id text nul\n-- returns: exec\nDELETE FROM t",
	    "unknown word \"nul\"" },
	{ "used, not declared", Q "-- returns: exec\nDELETE FROM t WHERE id = :id",
	    "input :id is used but not declared" },
	{ "declared, not used", Q "-- in: id text, n bigint\n-- returns: exec\nDELETE FROM t WHERE id = :id",
	    "input n is declared but not used" },
	{ "used in one engine only",
	    Q "-- in: id text\n-- returns: exec\n-- sqlite:\nDELETE FROM t WHERE id = :id\n-- pgsql:\nDELETE FROM t",
	    "input id is declared but not used" },
	{ "input only in a text", Q "-- in: id text\n-- returns: exec\nDELETE FROM t WHERE n = ':id'",
	    "input id is declared but not used" },
	{ "input twice", Q "-- in: id text, id text\n-- returns: exec\nDELETE FROM t WHERE id = :id",
	    "column id stands there twice" },
	{ "no does", "-- name: x\n-- returns: exec\nDELETE FROM t", "say what it does" },
	{ "no returns", Q "DELETE FROM t", "say what it returns" },
	{ "unknown returns", Q "-- returns: all a text\nSELECT a FROM t", "not \"all\"" },
	{ "no text", Q "-- returns: exec\n", "no text for SQLite" },
	{ "no text for one engine", Q "-- returns: exec\n-- sqlite:\nDELETE FROM t",
	    "no text for PostgreSQL" },
	{ "name twice", Q "-- returns: exec\nDELETE FROM t;\n" Q "-- returns: exec\nDELETE FROM t;",
	    "in.sql:5: query x is defined twice" },
	{ "row twice", "-- row: r a text\n-- row: r a text\n", "row r is defined twice" },
	{ "row without columns", "-- row: r\n", "row r has no columns" },
	{ "unknown row", Q "-- returns: one @r\nSELECT a FROM t", "no row \"@r\"" },
	{ "unknown row in the text", Q "-- returns: one a text\nSELECT @r FROM t", "no row \"@r\"" },
	{ "directive twice", Q "-- does: more\n-- returns: exec\nDELETE FROM t", "a second does:" },
	{ "unknown directive", Q "-- return: exec\nDELETE FROM t", "unknown directive \"return:\"" },
	{ "not a name", "-- name: X y\n", "not a query name" },
	{ "SQL before any name", "SELECT 1", "SQL outside a query" },
	{ "too few columns", Q "-- returns: one a text, b text\nSELECT a FROM t",
	    "row x has 2 columns, the statement gives 1" },
	{ "too many columns", Q "-- returns: one a text\nSELECT a, coalesce(b, c) FROM t",
	    "row x has 1 columns, the statement gives 2" },
	{ "columns of RETURNING", Q "-- returns: one a text\nINSERT INTO t (a) SELECT a FROM u RETURNING a, b",
	    "row x has 1 columns, the statement gives 2" },
	{ "columns after WITH", Q "-- returns: one a text\nWITH v AS (SELECT 1, 2) SELECT a, b FROM v",
	    "the statement gives 2" },
	{ "star", Q "-- returns: one a text\nSELECT * FROM t", "name the columns instead of *" },
	{ "star of a table", Q "-- returns: one a text\nSELECT t.* FROM t", "instead of *" },
	{ "rows from exec", Q "-- returns: exec\nSELECT a FROM t", "gives rows but returns none" },
	{ "rows from changed", Q "-- returns: changed\nDELETE FROM t RETURNING a", "gives rows" },
	{ "no rows for one", Q "-- returns: one a text\nDELETE FROM t", "neither SELECT nor RETURNING" },
	{ "two statements", Q "-- returns: exec\nDELETE FROM t; DELETE FROM u", "\";\" may not stand" },
	{ "numbered input", Q "-- returns: exec\nDELETE FROM t WHERE id = $1", "\"$\" may not stand" },
	{ "open quote", Q "-- returns: exec\nDELETE FROM t WHERE id = 'a", "quote without end" },
	{ "another verb", Q "-- returns: exec\nDROP TABLE t", "begins with \"DROP\"" },
	{ "no query at all", "-- row: r a text\n", "no query in any file" },
};

/* clang-format on */

static void
test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		struct arena *a = arena_new();
		str printed, c, h;
		int code = compile(a, refused[i].sql, &printed, &c, &h);

		if (code != 1 || str_find(printed, str_from_z(refused[i].says)) < 0)
			fail_msg("%s: exit %d, said: %.*s", refused[i].label, code,
			    STR_ARG(printed));
		arena_free(a);
	}
}

/* clang-format off */
static const char good[] =
    "-- a remark of people: fine\n"
    "-- row: pet    id text, age bigint null,\n"
    "--   picture blob null\n"
    "\n"
    "-- name: pet_insert\n-- does: a new pet\n-- in: @pet\n-- returns: exec\n"
    "INSERT INTO pet (@pet) VALUES (:@pet);\n"
    "-- name: pet_find\n-- does: pets: by age,\n--   or all\n"
    "-- in: age bigint null, like text\n-- returns: many @pet\n"
    "SELECT @pet(p)   -- of p\n  FROM pet p\n"
    "WHERE p.id LIKE :like AND ':age' <> '' AND (:age IS NULL OR p.age = :age::bigint)\n"
    "-- name: pet_take\n-- does: one\n-- in: a text, b text, c text, d text, e text\n"
    "-- returns: one n bigint\n"
    "-- sqlite:\nSELECT count(*) * 2 FROM pet WHERE id IN (:a, :b, :c, :d, :e)\n"
    "-- pgsql:\nSELECT count(*) FROM pet WHERE id IN (:e, :d, :c, :b, :a) FOR UPDATE\n"
    "-- name: pet_drop\n-- does: away\n-- in: id text\n-- returns: changed\n"
    "DELETE FROM pet WHERE id = :id\n";

/* clang-format on */

static void
test_made(void **state)
{
	static const char *const in_c[] = {
		"\"INSERT INTO pet (id, age, picture) VALUES (?1, ?2, ?3)\"",
		"\"INSERT INTO pet (id, age, picture) VALUES ($1, $2, $3)\"",
		"\"SELECT p.id, p.age, p.picture FROM pet p WHERE p.id LIKE ?2 AND ':age' <> ''",
		"<> '' AND (?1 IS NULL OR p.age = ?1::bigint)\"",
		"id IN ($5, $4, $3, $2, $1) FOR UPDATE\"",
		"id IN (?1, ?2, ?3, ?4, ?5)\"",
	};
	static const char *const in_h[] = {
		"struct row_pet {\n\tstr id;\n\tint64_t age; /* SQL_NULL_INT = NULL */\n\tstr picture;",
		"struct row_pet_list {\n\tconst struct row_pet *at;\n\tsize_t n;\n};",
		"q_pet_insert(struct db *db, const struct row_pet *in, struct err *e);",
		"/* pets: by age, or all; age may be NULL (",
		"q_pet_find(struct db *db, int64_t age, str like, struct row_pet_list *out, struct err *e);",
		"q_pet_take(struct db *db, const struct q_pet_take_in *in, struct row_pet_take *out, ",
		"q_pet_drop(struct db *db, str id, struct err *e);",
	};
	struct arena *a = arena_new();
	str printed, c = STR_NONE, h = STR_NONE;

	(void)state;
	assert_int_equal(compile(a, good, &printed, &c, &h), 0);
	for (size_t i = 0; i < ARRAY_LEN(in_c); i++)
		if (str_find(c, str_from_z(in_c[i])) < 0)
			fail_msg("not in the .c: %s\n%.*s", in_c[i], STR_ARG(c));
	for (size_t i = 0; i < ARRAY_LEN(in_h); i++)
		if (str_find(h, str_from_z(in_h[i])) < 0)
			fail_msg("not in the .h: %s\n%.*s", in_h[i], STR_ARG(h));
	arena_free(a);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_made),
	};

	if (argc != 2)
		return 2;
	sqlc = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
