/*
 * test_plans.c - how the engines find the rows of each named statement: none walks a table that grows
 * with the years, and no index is kept up that none is answered by.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "fresh_store.h"
#include "store/stmt.h"

#define PLAN_BYTES 16384

/* Tables whose rows nobody throws away, or that many people fill. */
static const char *const growing[] = { "account", "application", "audit", "authority",
	"candidacy", "certificate", "code", "doc_view", "document", "history", "issuance",
	"letter", "note", "once", "outbox", "returned_item", "session", "status_order",
	"throttle", NULL };

static const char *engine_name;
static struct fresh_store fresh;

/* The table of a step "SCAN application" or "Seq Scan on application p", if it walks one. */
static bool
walks(const char *plan, const char *how, const char **out_table)
{
	for (const char *at = plan; (at = strstr(at, how)) != NULL; at++)
		for (const char *const *t = growing; *t != NULL; t++) {
			size_t n = strlen(*t);
			const char *name = at + strlen(how);

			if (strncmp(name, *t, n) == 0 && strchr(" \n", name[n]) != NULL &&
			    strncmp(name + n, " USING ", 7) != 0) {
				*out_table = *t;
				return true;
			}
		}
	return false;
}

/* ---- SQLite ---- */

static void
plan_sqlite(sqlite3 *h, const char *sql, char *out)
{
	char text[PLAN_BYTES];
	sqlite3_stmt *st = NULL;
	size_t n = 0;

	snprintf(text, sizeof(text), "EXPLAIN QUERY PLAN %s", sql);
	assert_int_equal(sqlite3_prepare_v2(h, text, -1, &st, NULL), SQLITE_OK);
	out[0] = '\0';
	while (sqlite3_step(st) == SQLITE_ROW && n < PLAN_BYTES)
		n += (size_t)snprintf(out + n, PLAN_BYTES - n, "%s\n",
		    (const char *)sqlite3_column_text(st, 3));
	assert_true(n < PLAN_BYTES);
	sqlite3_finalize(st);
}

static void
test_no_statement_walks_a_growing_table(void **state)
{
	sqlite3 *h = *state;
	char plan[PLAN_BYTES];
	const char *table;
	int bad = 0;

	for (size_t i = 0; i < sql_n_stmts; i++) {
		plan_sqlite(h, sql_stmts[i].sqlite, plan);
		if (walks(plan, "SCAN ", &table)) {
			fprintf(
			    stderr, "%s walks %s:\n%s", sql_stmts[i].name, table, plan);
			bad++;
		}
	}
	assert_int_equal(bad, 0);
}

/* Does the plan name that index, and not one whose name only begins so? */
static bool
names(const char *plan, const char *index)
{
	size_t n = strlen(index);

	for (const char *at = plan; (at = strstr(at, index)) != NULL; at++)
		if (at[-1] == ' ' && strchr(" \n", at[n]) != NULL)
			return true;
	return false;
}

static void
test_no_index_without_a_statement(void **state)
{
	sqlite3 *h = *state;
	sqlite3_stmt *st = NULL;
	char plan[PLAN_BYTES];
	int bad = 0;

	assert_int_equal(
	    sqlite3_prepare_v2(h,
		"SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%'",
		-1, &st, NULL),
	    SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		const char *index = (const char *)sqlite3_column_text(st, 0);
		bool used = false;

		for (size_t i = 0; i < sql_n_stmts && !used; i++) {
			plan_sqlite(h, sql_stmts[i].sqlite, plan);
			used = names(plan, index);
		}
		if (!used) {
			fprintf(stderr, "no statement is answered by %s\n", index);
			bad++;
		}
	}
	sqlite3_finalize(st);
	assert_int_equal(bad, 0);
}

static int
sqlite_setup(void **state)
{
	sqlite3 *h = NULL;

	fresh_store_init(&fresh, engine_name, true);
	assert_int_equal(sqlite3_open_v2(fresh.url + strlen("sqlite:"), &h,
			     SQLITE_OPEN_READONLY, NULL),
	    SQLITE_OK);
	*state = h;
	return 0;
}

static int
sqlite_teardown(void **state)
{
	sqlite3_close(*state);
	fresh_store_release(&fresh);
	return 0;
}

/* ---- PostgreSQL ---- */

static void
must_run(PGconn *c, const char *sql)
{
	PGresult *r = PQexec(c, sql);
	ExecStatusType status = PQresultStatus(r);

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQresultErrorMessage(r));
	PQclear(r);
}

/* The plan that holds for any values, of a server told to walk only where it has no other way. */
static void
plan_pgsql(PGconn *c, const struct sql_stmt *s, char *out)
{
	static const Oid oids[] = { 25, 20, 17 };
	Oid types[64];
	char text[1024];
	size_t n;
	PGresult *r;

	assert_true(s->n_in <= sizeof(types) / sizeof(*types));
	for (size_t i = 0; i < s->n_in; i++)
		types[i] = oids[s->in[i].type];
	r = PQprepare(c, s->name, s->pgsql, (int)s->n_in, types);
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		fail_msg("%s: %s", s->name, PQresultErrorMessage(r));
	PQclear(r);
	n = (size_t)snprintf(
	    text, sizeof(text), "EXPLAIN (COSTS off) EXECUTE %s", s->name);
	for (size_t i = 0; i < s->n_in; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%sNULL%s",
		    i == 0 ? "(" : ", ", i + 1 == s->n_in ? ")" : "");
	r = PQexec(c, text);
	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", text, PQresultErrorMessage(r));
	out[0] = '\0';
	n = 0;
	for (int i = 0; i < PQntuples(r) && n < PLAN_BYTES; i++)
		n += (size_t)snprintf(
		    out + n, PLAN_BYTES - n, "%s\n", PQgetvalue(r, i, 0));
	assert_true(n < PLAN_BYTES);
	PQclear(r);
}

static void
test_every_statement_has_an_index(void **state)
{
	PGconn *c = *state;
	char plan[PLAN_BYTES];
	const char *table;
	int bad = 0;

	for (size_t i = 0; i < sql_n_stmts; i++) {
		plan_pgsql(c, &sql_stmts[i], plan);
		if (walks(plan, "Seq Scan on ", &table)) {
			fprintf(
			    stderr, "%s walks %s:\n%s", sql_stmts[i].name, table, plan);
			bad++;
		}
	}
	assert_int_equal(bad, 0);
}

static int
pgsql_setup(void **state)
{
	PGconn *c;

	fresh_store_init(&fresh, engine_name, true);
	c = PQconnectdb(fresh.url);
	if (PQstatus(c) != CONNECTION_OK)
		fail_msg("%s", PQerrorMessage(c));
	must_run(c, "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan");
	*state = c;
	return 0;
}

static int
pgsql_teardown(void **state)
{
	PQfinish(*state);
	fresh_store_release(&fresh);
	return 0;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest sqlite[] = {
		cmocka_unit_test(test_no_statement_walks_a_growing_table),
		cmocka_unit_test(test_no_index_without_a_statement),
	};
	const struct CMUnitTest pgsql[] = { cmocka_unit_test(
	    test_every_statement_has_an_index) };

	engine_name = argc > 1 ? argv[1] : "sqlite";
	return strcmp(engine_name, "sqlite") == 0
		   ? cmocka_run_group_tests(sqlite, sqlite_setup, sqlite_teardown)
		   : cmocka_run_group_tests(pgsql, pgsql_setup, pgsql_teardown);
}
