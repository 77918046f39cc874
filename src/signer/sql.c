/* sql.c - the few things that every function on signer.db does. */
#include "signer/sql.h"

#include <pthread.h>
#include <stdlib.h>

#define TROUBLE                                                                          \
	N_("Catatan penerbit sertifikat sedang tidak dapat ditulis. Permintaan Anda disimpan dan dicoba lagi.")

enum rc
sql_fail(sqlite3 *db, struct err *e, const char *what)
{
	int code = sqlite3_extended_errcode(db);

	if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
		return err_set(e, RC_CONFLICT, N_("Permintaan itu sudah pernah dicatat."),
		    "signer.db: %s", sqlite3_errmsg(db));
	return err_set(
	    e, RC_UNAVAILABLE, TROUBLE, "signer.db: %s: %s", what, sqlite3_errmsg(db));
}

/* Two of them stand around each certificate. */
static const char *const around[] = { [SQL_BEGIN] = "BEGIN IMMEDIATE",
	[SQL_COMMIT] = "COMMIT",
	[SQL_SAVEPOINT] = "SAVEPOINT part",
	[SQL_RELEASE] = "RELEASE part" };

static enum rc
prepare(sqlite3 *db, const char *text, sqlite3_stmt **out, struct err *e)
{
	if (sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) !=
	    SQLITE_OK)
		return sql_fail(db, e, text);
	return RC_OK;
}

enum rc
sql_prepare(struct sql *q, sqlite3 *db, int *depth, const char *const *texts, size_t n,
    struct err *e)
{
	enum rc rc = RC_OK;

	*q = (struct sql){ db, texts, calloc(n, sizeof(sqlite3_stmt *)), n, depth,
		{ NULL } };
	if (q->prepared == NULL)
		BUG("out of memory");
	for (size_t i = 0; rc == RC_OK && i < n; i++)
		rc = prepare(db, texts[i], &q->prepared[i], e);
	for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(around); i++)
		rc = prepare(db, around[i], &q->around[i], e);
	return rc;
}

void
sql_close(struct sql *q)
{
	for (size_t i = 0; q->prepared != NULL && i < q->n; i++)
		sqlite3_finalize(q->prepared[i]);
	for (size_t i = 0; i < ARRAY_LEN(around); i++)
		sqlite3_finalize(q->around[i]);
	free(q->prepared);
	q->prepared = NULL;
}

static enum rc
bind_all(
    struct sql *q, sqlite3_stmt *st, const struct sql_val *v, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		const char *p = v[i].s.p == NULL ? "" : v[i].s.p;
		int at = (int)i + 1, code;

		if (v[i].kind == SQL_INT)
			code = sqlite3_bind_int64(st, at, v[i].i);
		else if (v[i].kind == SQL_BLOB)
			code = sqlite3_bind_blob64(st, at, p, v[i].s.n, SQLITE_STATIC);
		else
			code = sqlite3_bind_text64(
			    st, at, p, v[i].s.n, SQLITE_STATIC, SQLITE_UTF8);
		if (code != SQLITE_OK)
			return sql_fail(q->db, e, "bind");
	}
	return RC_OK;
}

enum rc
sql_run(struct sql *q, size_t which, const struct sql_val *v, size_t n, sql_row_fn fn,
    void *arg, int *out_rows, struct err *e)
{
	sqlite3_stmt *st = q->prepared[which];
	enum rc rc = bind_all(q, st, v, n, e);
	int code, rows = 0;

	if (rc == RC_OK) {
		while ((code = sqlite3_step(st)) == SQLITE_ROW) {
			rows++;
			if (fn != NULL)
				fn(st, arg);
		}
		if (code != SQLITE_DONE)
			rc = sql_fail(q->db, e, q->texts[which]);
	}
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	if (rc == RC_OK && out_rows != NULL)
		*out_rows = fn != NULL ? rows : sqlite3_changes(q->db);
	return rc;
}

enum rc
sql_change_one(
    struct sql *q, size_t which, const struct sql_val *v, size_t n, struct err *e)
{
	int rows = 0;
	enum rc rc = sql_run(q, which, v, n, NULL, NULL, &rows, e);

	if (rc == RC_OK && rows != 1)
		return err_set(e, RC_CONFLICT, TROUBLE, "signer.db: %s: %d rows",
		    q->texts[which], rows);
	return rc;
}

static enum rc
go_around(struct sql *q, enum sql_around which, struct err *e)
{
	int code = sqlite3_step(q->around[which]);
	enum rc rc = code == SQLITE_DONE ? RC_OK : sql_fail(q->db, e, around[which]);

	sqlite3_reset(q->around[which]);
	return rc;
}

static enum rc
plain(struct sql *q, const char *text, struct err *e)
{
	if (sqlite3_exec(q->db, text, NULL, NULL, NULL) != SQLITE_OK)
		return sql_fail(q->db, e, text);
	return RC_OK;
}

/* Nobody reads SQLite's count of allocations, and each takes a lock for it. */
static void
configure_once(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

void
sql_configure(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, configure_once);
}

enum rc
sql_begin(struct sql *q, struct err *e)
{
	enum rc rc = go_around(q, *q->depth == 0 ? SQL_BEGIN : SQL_SAVEPOINT, e);

	if (rc == RC_OK)
		++*q->depth;
	return rc;
}

enum rc
sql_finish(struct sql *q, enum rc rc, struct err *e)
{
	struct err ignored;
	bool outer = --*q->depth == 0;

	if (rc == RC_OK)
		rc = go_around(q, outer ? SQL_COMMIT : SQL_RELEASE, e);
	if (rc == RC_OK || sqlite3_get_autocommit(q->db) != 0)
		return rc;
	if (plain(q, outer ? "ROLLBACK" : "ROLLBACK TO part; RELEASE part", &ignored) !=
	    RC_OK)
		BUG("signer.db: rollback failed");
	return rc;
}

str
sql_column(struct arena *a, sqlite3_stmt *st, int i)
{
	const void *p = sqlite3_column_blob(st, i);
	size_t n = (size_t)sqlite3_column_bytes(st, i);

	if (sqlite3_column_type(st, i) == SQLITE_NULL)
		return STR_NONE;
	return (str){ arena_copy(a, p, n), n };
}

void
sql_on_int(sqlite3_stmt *st, void *arg)
{
	*(int64_t *)arg = sqlite3_column_int64(st, 0);
}
