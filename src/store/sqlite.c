/*
 * sqlite.c - the SQLite engine: one file in WAL mode, durable at each commit (synchronous=FULL).
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "store/engine.h"

#define BUSY_MS 10000

/* What begins and ends transactions, prepared at first use like every other statement. */
enum fixed { HOLD, RELEASE, BEGIN, COMMIT, SAVE, KEEP, UNDO, FIXED__COUNT };
static const char *const fixed_sql[] = { "BEGIN", "COMMIT", "BEGIN IMMEDIATE", "COMMIT",
	"SAVEPOINT one", "RELEASE SAVEPOINT one", "ROLLBACK TO SAVEPOINT one" };

struct sqlite_db {
	struct db db;
	sqlite3 *h;
	sqlite3_stmt **stmts; /* by index in sql_stmts; prepared at first use */
	sqlite3_stmt *fixed[FIXED__COUNT];
};

static sqlite3 *
handle(struct db *db)
{
	return ((struct sqlite_db *)db)->h;
}

/* "UNIQUE constraint failed: letter.office, letter.seq" as "unique: letter(office, seq)". */
static void
conflict_text(const char *message, char *out, size_t out_bytes)
{
	str left = str_from_z(message), table;
	size_t n;

	str_cut(&left, ':');
	left = str_trim(left);
	table = str_sub(left, 0, strcspn(left.p != NULL ? left.p : "", ".,"));
	n = (size_t)snprintf(out, out_bytes, "unique: %.*s(", STR_ARG(table));
	while (left.n > 0 && n < out_bytes) {
		str column = str_trim(str_cut(&left, ','));

		if (str_starts(column, table))
			column = str_from(column, table.n + 1);
		n += (size_t)snprintf(out + n, out_bytes - n, "%.*s%s", STR_ARG(column),
		    left.n > 0 ? ", " : ")");
	}
}

static enum rc
fail(struct db *db, const char *what, struct err *e)
{
	sqlite3 *h = handle(db);
	int code = sqlite3_extended_errcode(h);
	char unique[256];

	if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY) {
		conflict_text(sqlite3_errmsg(h), unique, sizeof(unique));
		return err_set(
		    e, RC_CONFLICT, N_("Data yang sama sudah ada."), "%s", unique);
	}
	switch (code & 0xff) {
	case SQLITE_READONLY:
		if (!db->writing)
			break;
		/* fall through */
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_PROTOCOL:
	case SQLITE_NOMEM:
		return err_set(e, RC_UNAVAILABLE, store_msg_away, "%s: sqlite %d: %s",
		    what, code, sqlite3_errmsg(h));
	default:
		break;
	}
	return err_set(e, RC_INTERNAL, N_("Terjadi kesalahan pada sistem kami."),
	    "%s: sqlite %d: %s", what, code, sqlite3_errmsg(h));
}

/*
 * Nobody reads SQLite's count of allocations, and its lock is one that all threads meet at. In a
 * program that used SQLite before this is refused, and all is only a little slower.
 */
static void
configure_once(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static enum rc
lite_check(struct store *s, struct err *e)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	int fd = open(s->where, O_RDWR | O_CREAT | O_CLOEXEC, 0660);

	if (fd < 0)
		return err_set(e, RC_UNAVAILABLE, store_msg_away, "%s: %s", s->where,
		    strerror(errno));
	close(fd);
	pthread_once(&once, configure_once);
	return RC_OK;
}

static void
lite_close(struct db *db)
{
	struct sqlite_db *s = (struct sqlite_db *)db;

	for (size_t i = 0; i < sql_n_stmts; i++)
		sqlite3_finalize(s->stmts[i]);
	for (size_t i = 0; i < FIXED__COUNT; i++)
		sqlite3_finalize(s->fixed[i]);
	if (s->h != NULL && db->writing)
		/* a reader elsewhere may hold it off: the next start tries again */
		(void)sqlite3_wal_checkpoint_v2(
		    s->h, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_close(s->h);
	free(s->stmts);
	free(s);
}

static enum rc
lite_script(struct db *db, const char *sql, struct err *e)
{
	if (sqlite3_exec(handle(db), sql, NULL, NULL, NULL) != SQLITE_OK)
		return fail(db, "script", e);
	return RC_OK;
}

static enum rc
set_up(struct db *db, struct err *e)
{
	enum rc rc = lite_script(db,
	    "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;"
	    "PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;",
	    e);

	if (rc != RC_OK || !db->writing)
		return rc;
	/* what a batch of large transactions changes stays in the writer's memory; what is deleted or
	 * overwritten does not stay in its page */
	rc = lite_script(db,
	    "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4000;"
	    "PRAGMA cache_size = -16000; PRAGMA secure_delete = FAST;",
	    e);
	if (rc == RC_OK)
		(void)sqlite3_wal_checkpoint_v2(
		    handle(db), NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	return rc;
}

static enum rc
lite_open(struct store *s, bool writing, struct db **out_db, struct err *e)
{
	int flags = (writing ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) |
		    SQLITE_OPEN_NOMUTEX; /* one thread each: no locks around them */
	struct sqlite_db *l;
	enum rc rc;

	l = calloc(1, sizeof(*l));
	BUG_ON(l == NULL);
	l->stmts = calloc(sql_n_stmts, sizeof(*l->stmts));
	BUG_ON(l->stmts == NULL);
	l->db = (struct db){ .engine = &engine_sqlite, .store = s, .writing = writing };
	if (sqlite3_open_v2(s->where, &l->h, flags, NULL) != SQLITE_OK) {
		rc = fail(&l->db, s->where, e);
	} else {
		sqlite3_extended_result_codes(l->h, 1);
		sqlite3_busy_timeout(l->h, BUSY_MS);
		sqlite3_db_config(l->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
		rc = set_up(&l->db, e);
	}
	if (rc != RC_OK) {
		lite_close(&l->db);
		return rc;
	}
	*out_db = &l->db;
	return RC_OK;
}

static enum rc
lite_prepare(struct db *db, const struct sql_stmt *s, struct err *e)
{
	struct sqlite_db *l = (struct sqlite_db *)db;
	sqlite3_stmt **at = &l->stmts[s->index];

	if (*at != NULL)
		return RC_OK;
	if (sqlite3_prepare_v3(
		l->h, s->sqlite, -1, SQLITE_PREPARE_PERSISTENT, at, NULL) != SQLITE_OK)
		return fail(db, s->name, e);
	if (sqlite3_column_count(*at) != (int)s->n_out ||
	    sqlite3_bind_parameter_count(*at) != (int)s->n_in) {
		sqlite3_finalize(*at);
		*at = NULL;
		return err_set(e, RC_INTERNAL, N_("Terjadi kesalahan pada sistem kami."),
		    "%s: columns or inputs differ from what is declared", s->name);
	}
	return RC_OK;
}

static int
bind(sqlite3_stmt *st, const struct sql_stmt *s, size_t i, const void *in)
{
	int at = (int)i + 1;
	str value;

	if (s->in[i].type == SQL_BIGINT) {
		int64_t n = input_int(s, i, in);

		return n == SQL_NULL_INT ? sqlite3_bind_null(st, at)
					 : sqlite3_bind_int64(st, at, n);
	}
	value = input_text(s, i, in);
	if (value.p == NULL)
		return sqlite3_bind_null(st, at);
	if (s->in[i].type == SQL_TEXT)
		return sqlite3_bind_text64(
		    st, at, value.p, value.n, SQLITE_STATIC, SQLITE_UTF8);
	return value.n == 0
		   ? sqlite3_bind_zeroblob(st, at, 0)
		   : sqlite3_bind_blob64(st, at, value.p, value.n, SQLITE_STATIC);
}

static enum rc
take_row(sqlite3_stmt *st, const struct sql_stmt *s, struct result *out, struct err *e)
{
	static const int expected[] = { SQLITE_TEXT, SQLITE_INTEGER, SQLITE_BLOB };
	void *row = result_row(out, e);

	if (row == NULL)
		return e->rc;
	for (size_t i = 0; i < s->n_out; i++) {
		enum sql_type type = s->out[i].type;
		int col = (int)i, found = sqlite3_column_type(st, col);
		str value = STR_NONE;
		enum rc rc;

		if (found != SQLITE_NULL && found != expected[type])
			return err_set(e, RC_INTERNAL,
			    N_("Terjadi kesalahan pada sistem kami."),
			    "%s: column %s has another type", s->name, s->out[i].name);
		if (found != SQLITE_NULL && type != SQL_BIGINT) {
			const void *p = type == SQL_TEXT
					    ? (const void *)sqlite3_column_text(st, col)
					    : sqlite3_column_blob(st, col);

			value.n = (size_t)sqlite3_column_bytes(st, col);
			value.p = arena_copy(out->a, p, value.n);
		}
		rc = type == SQL_BIGINT ? result_int(s, i, row, found == SQLITE_NULL,
					      sqlite3_column_int64(st, col), e)
					: result_text(s, i, row, value, e);
		if (rc != RC_OK)
			return rc;
	}
	return RC_OK;
}

static enum rc
lite_run(struct db *db, const struct sql_stmt *s, const void *in, struct result *out,
    struct err *e)
{
	enum rc rc = lite_prepare(db, s, e);
	sqlite3_stmt *st;
	int step = SQLITE_DONE;

	if (rc != RC_OK)
		return rc;
	st = ((struct sqlite_db *)db)->stmts[s->index];
	for (size_t i = 0; i < s->n_in && rc == RC_OK; i++)
		if (bind(st, s, i, in) != SQLITE_OK)
			rc = fail(db, s->name, e);
	while (rc == RC_OK && (step = sqlite3_step(st)) == SQLITE_ROW)
		rc = take_row(st, s, out, e);
	if (rc == RC_OK && step != SQLITE_DONE)
		rc = fail(db, s->name, e);
	out->touched = sqlite3_changes64(handle(db));
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	return rc;
}

static int
fixed_step(struct db *db, enum fixed which)
{
	struct sqlite_db *l = (struct sqlite_db *)db;
	sqlite3_stmt **at = &l->fixed[which];
	int code = SQLITE_OK;

	if (*at == NULL)
		code = sqlite3_prepare_v3(
		    l->h, fixed_sql[which], -1, SQLITE_PREPARE_PERSISTENT, at, NULL);
	if (code != SQLITE_OK)
		return code;
	(void)sqlite3_step(*at);
	return sqlite3_reset(*at); /* says what the step met */
}

static enum rc
lite_begin(struct db *db, struct err *e)
{
	return fixed_step(db, BEGIN) == SQLITE_OK ? RC_OK : fail(db, "begin", e);
}

static enum rc
lite_commit(struct db *db, struct err *e)
{
	return fixed_step(db, COMMIT) == SQLITE_OK ? RC_OK : fail(db, "commit", e);
}

static enum rc
lite_mark(struct db *db, enum mark m, struct err *e)
{
	int code = m == MARK_UNDO   ? fixed_step(db, UNDO)
		   : m == MARK_MOVE ? fixed_step(db, KEEP)
				    : SQLITE_OK;

	if (code == SQLITE_OK && m != MARK_UNDO)
		code = fixed_step(db, SAVE);
	return code == SQLITE_OK ? RC_OK : fail(db, "savepoint", e);
}

/* Not held is only slower: the statements then lock one by one, and say themselves what is wrong. */
static void
lite_hold(struct db *db)
{
	(void)fixed_step(db, HOLD);
}

static void
lite_release(struct db *db)
{
	if (!sqlite3_get_autocommit(handle(db)))
		(void)fixed_step(db, RELEASE);
}

static bool
lite_in_transaction(struct db *db)
{
	return !sqlite3_get_autocommit(handle(db));
}

static void
lite_rollback(struct db *db)
{
	struct err
	    ignored; /* what cannot be rolled back was rolled back by SQLite itself */

	if (lite_in_transaction(db))
		(void)lite_script(db, "ROLLBACK", &ignored);
}

/* BEGIN IMMEDIATE holds off every other writer; a column type `blob` needs no making. */
static enum rc
lite_lock_schema(struct db *db, struct err *e)
{
	(void)db;
	(void)e;
	return RC_OK;
}

const struct engine engine_sqlite = {
	.name = "sqlite",
	.lanes = 1,
	.check = lite_check,
	.open = lite_open,
	.close = lite_close,
	.prepare = lite_prepare,
	.run = lite_run,
	.script = lite_script,
	.mark = lite_mark,
	.begin = lite_begin,
	.commit = lite_commit,
	.rollback = lite_rollback,
	.in_transaction = lite_in_transaction,
	.hold = lite_hold,
	.release = lite_release,
	.lock_schema = lite_lock_schema,
};
