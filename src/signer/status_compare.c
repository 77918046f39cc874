/* status_compare.c - the status record seen by others: is it what the signer's record says? Samples. */
#include <errno.h>
#include <sqlite3.h>
#include <unistd.h>

#include "signer/sql.h"
#include "signer/status_db.h"

/* Both are walked by one query over an attached file; numbers as state_number() has them. */
static const char compare[] =
    "WITH truth AS (SELECT serial, CASE state WHEN 'active' THEN 0 WHEN 'suspended' THEN 1"
    " ELSE 2 END AS state, reason, at_s, invalidity_s, change FROM main.status)"
    " SELECT (SELECT count(*) FROM truth),"
    " (SELECT count(*) FROM truth t WHERE NOT EXISTS"
    "  (SELECT 1 FROM s.certificate c WHERE c.serial = unhex_(t.serial))),"
    " (SELECT count(*) FROM s.certificate c WHERE NOT EXISTS"
    "  (SELECT 1 FROM main.status t WHERE t.serial = lower(hex(c.serial)))),"
    " (SELECT count(*) FROM truth t JOIN s.certificate c ON c.serial = unhex_(t.serial)"
    "  WHERE c.state <> t.state OR c.change <> t.change OR c.state <> 0 AND"
    "  (c.reason <> t.reason OR c.at_s <> t.at_s OR c.invalidity_s <> t.invalidity_s))";

static int
digit(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* SQLite of Debian 12 has no unhex(). */
static void
unhex(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	const unsigned char *t = sqlite3_value_text(argv[0]);
	int n = sqlite3_value_bytes(argv[0]);
	unsigned char out[64];

	(void)argc;
	if (t == NULL || n % 2 != 0 || n > 2 * (int)sizeof(out))
		return;
	for (int i = 0; i < n / 2; i++) {
		int hi = digit(t[2 * i]), lo = digit(t[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return;
		out[i] = (unsigned char)(hi * 16 + lo);
	}
	sqlite3_result_blob(ctx, out, n / 2, SQLITE_TRANSIENT);
}

static enum rc
trouble(sqlite3 *db, struct err *e, const char *what)
{
	return err_set(e, RC_UNAVAILABLE, N_("Catatan penerbit tidak dapat dibaca."),
	    "%s: %s", what, sqlite3_errmsg(db));
}

static enum rc
run_compare(sqlite3 *db, struct status_difference *out, struct err *e)
{
	sqlite3_stmt *st = NULL;
	enum rc rc = RC_OK;

	if (sqlite3_create_function(db, "unhex_", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
		NULL, unhex, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, compare, -1, &st, NULL) != SQLITE_OK ||
	    sqlite3_step(st) != SQLITE_ROW)
		rc = trouble(db, e, "compare");
	else
		*out = (struct status_difference){ sqlite3_column_int64(st, 0),
			sqlite3_column_int64(st, 1), sqlite3_column_int64(st, 2),
			sqlite3_column_int64(st, 3) };
	sqlite3_finalize(st);
	return rc;
}

static enum rc
attach(sqlite3 *db, const char *status, struct err *e)
{
	sqlite3_stmt *st = NULL;
	enum rc rc = RC_OK;

	if (sqlite3_prepare_v2(db, "ATTACH ?1 AS s", -1, &st, NULL) != SQLITE_OK ||
	    sqlite3_bind_text(st, 1, status, -1, SQLITE_STATIC) != SQLITE_OK ||
	    sqlite3_step(st) != SQLITE_DONE)
		rc = trouble(db, e, status);
	sqlite3_finalize(st);
	return rc;
}

enum rc
status_db_compare(const char *state, struct status_difference *out, struct err *e)
{
	struct arena *a = arena_new();
	const char *own = str_fmt(a, "%s/signer/signer.db", state).p;
	const char *status = str_fmt(a, "%s/status/status.db", state).p;
	sqlite3 *db = NULL;
	enum rc rc = RC_OK;

	if (access(own, R_OK) != 0 || access(status, R_OK) != 0)
		rc = err_set(e, errno == ENOENT ? RC_NOT_FOUND : RC_DENIED,
		    N_("Catatan penerbit tidak dapat dibaca oleh pengguna ini."),
		    "%s, %s", own, status);
	else if (sqlite3_open_v2(own, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
		 sqlite3_busy_timeout(db, 2000) != SQLITE_OK)
		rc = trouble(db, e, own);
	if (rc == RC_OK)
		rc = attach(db, status, e);
	if (rc == RC_OK)
		rc = run_compare(db, out, e);
	sqlite3_close(db);
	arena_free(a);
	return rc;
}

#define CAS 16

static const char samples[] =
    "SELECT name, der,"
    " (SELECT serial FROM certificate c WHERE c.ca = a.name AND c.state = 0 LIMIT 1),"
    " (SELECT serial FROM certificate c WHERE c.ca = a.name AND c.state <> 0 LIMIT 1)"
    " FROM ca a ORDER BY name LIMIT 16";

static enum rc
read_samples(
    sqlite3 *db, struct arena *a, struct status_sample *at, size_t *out_n, struct err *e)
{
	sqlite3_stmt *st = NULL;
	int step = SQLITE_ERROR;
	size_t n = 0;

	if (sqlite3_prepare_v2(db, samples, -1, &st, NULL) == SQLITE_OK)
		while ((step = sqlite3_step(st)) == SQLITE_ROW && n < CAS)
			at[n++] = (struct status_sample){ .ca = sql_column(a, st, 0),
				.ca_der = sql_column(a, st, 1),
				.good = sql_column(a, st, 2),
				.revoked = sql_column(a, st, 3) };
	sqlite3_finalize(st);
	if (step != SQLITE_DONE && step != SQLITE_ROW)
		return trouble(db, e, "samples");
	*out_n = n;
	return RC_OK;
}

enum rc
status_db_samples(const char *state, struct arena *a, struct status_sample **out,
    size_t *out_n, struct err *e)
{
	const char *path = str_fmt(a, "%s/status/status.db", state).p;
	struct status_sample *at = ARENA_ARRAY(a, CAS, struct status_sample);
	sqlite3 *db = NULL;
	enum rc rc;

	if (access(path, R_OK) != 0)
		return err_set(e, errno == ENOENT ? RC_NOT_FOUND : RC_DENIED,
		    N_("Catatan penerbit tidak dapat dibaca oleh pengguna ini."), "%s",
		    path);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
	    sqlite3_busy_timeout(db, 2000) != SQLITE_OK)
		rc = trouble(db, e, path);
	else
		rc = read_samples(db, a, at, out_n, e);
	sqlite3_close(db);
	*out = at;
	return rc;
}
