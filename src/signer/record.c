/* record.c - the table of statements, and one function for each act that is recorded. */
#include "signer/record.h"

#include <stdlib.h>

#include "base/codec.h"
#include "signer/record_private.h"

#define TROUBLE                                                                          \
	N_("Catatan penerbit sertifikat sedang tidak dapat ditulis. Permintaan Anda disimpan dan dicoba lagi.")

/* Refusals of one reason that are kept whole. */
#define REFUSED_KEPT "1000"

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS meta (key text PRIMARY KEY, value text NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS issued ("
    " serial text PRIMARY KEY, request_id text NOT NULL UNIQUE, fields_sha256 text NOT NULL,"
    " application text NOT NULL UNIQUE, office text NOT NULL, office_name text NOT NULL,"
    " name text NOT NULL, email text NOT NULL, csr blob NOT NULL, spki blob NOT NULL,"
    " spki_id text NOT NULL UNIQUE, holder text NOT NULL, reviewer text NOT NULL,"
    " activator text NOT NULL, evidence_sha256 text NOT NULL, reviewed_s integer NOT NULL,"
    " approved_s integer NOT NULL, not_before_s integer NOT NULL, not_after_s integer NOT NULL,"
    " reserved_s integer NOT NULL,"
    " state text NOT NULL CHECK (state IN ('reserved', 'tbs', 'signed')),"
    " tbs blob, der blob, signed_s integer,"
    " CHECK (state = 'reserved' OR tbs IS NOT NULL),"
    " CHECK ((state = 'signed') = (der IS NOT NULL))) STRICT;"
    "CREATE INDEX IF NOT EXISTS issued_pending ON issued (reserved_s) WHERE state <> 'signed';"
    "CREATE TABLE IF NOT EXISTS refused (id integer PRIMARY KEY, at_s integer NOT NULL,"
    " message text NOT NULL, request_id text NOT NULL, subject text NOT NULL,"
    " code text NOT NULL, why text NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS status_log (id integer PRIMARY KEY AUTOINCREMENT,"
    " serial text NOT NULL REFERENCES issued, state text NOT NULL, reason integer NOT NULL,"
    " at_s integer NOT NULL, invalidity_s integer NOT NULL, actor text NOT NULL,"
    " recorded_s integer NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS status (serial text PRIMARY KEY REFERENCES issued,"
    " state text NOT NULL CHECK (state IN ('active', 'suspended', 'revoked')),"
    " reason integer NOT NULL, at_s integer NOT NULL, invalidity_s integer NOT NULL,"
    " change integer NOT NULL) STRICT;"
    "CREATE INDEX IF NOT EXISTS status_listed ON status (serial) WHERE state <> 'active';"
    "CREATE TABLE IF NOT EXISTS crl (number integer PRIMARY KEY AUTOINCREMENT,"
    " changes integer NOT NULL, this_s integer NOT NULL, next_s integer NOT NULL,"
    " sha256 text) STRICT;"
    /* of each reason the newest, and how many there were: who asks a million times fills no disk */
    "CREATE TABLE IF NOT EXISTS refused_count (code text PRIMARY KEY, n integer NOT NULL,"
    " first_s integer NOT NULL, last_s integer NOT NULL) STRICT;"
    "INSERT OR IGNORE INTO refused_count SELECT code, count(*), min(at_s), max(at_s)"
    " FROM refused GROUP BY code;"
    "CREATE INDEX IF NOT EXISTS refused_by_code ON refused (code, id);"
    "DROP TRIGGER IF EXISTS refused_kept;"
    "CREATE TRIGGER IF NOT EXISTS refused_newest BEFORE DELETE ON refused"
    " WHEN (SELECT count(*) FROM (SELECT 1 FROM refused WHERE code = old.code"
    " AND id > old.id LIMIT " REFUSED_KEPT ")) < " REFUSED_KEPT
    " BEGIN SELECT RAISE(ABORT, 'the newest refusals are kept'); END;"
    "CREATE TRIGGER IF NOT EXISTS refused_count_kept BEFORE DELETE ON refused_count"
    " BEGIN SELECT RAISE(ABORT, 'refused_count is kept'); END;"
    "CREATE TRIGGER IF NOT EXISTS refused_count_grows BEFORE UPDATE ON refused_count"
    " WHEN new.n <= old.n OR new.code <> old.code OR new.first_s <> old.first_s"
    " BEGIN SELECT RAISE(ABORT, 'refused_count only grows'); END;"
    "CREATE TRIGGER IF NOT EXISTS refused_fixed BEFORE UPDATE ON refused"
    " BEGIN SELECT RAISE(ABORT, 'refused is append-only'); END;"
    "CREATE TRIGGER IF NOT EXISTS log_kept BEFORE DELETE ON status_log"
    " BEGIN SELECT RAISE(ABORT, 'status_log is append-only'); END;"
    "CREATE TRIGGER IF NOT EXISTS log_fixed BEFORE UPDATE ON status_log"
    " BEGIN SELECT RAISE(ABORT, 'status_log is append-only'); END;"
    "CREATE TRIGGER IF NOT EXISTS issued_kept BEFORE DELETE ON issued"
    " BEGIN SELECT RAISE(ABORT, 'issued is append-only'); END;"
    "CREATE TRIGGER IF NOT EXISTS issued_fixed BEFORE UPDATE ON issued WHEN old.state = 'signed'"
    " BEGIN SELECT RAISE(ABORT, 'a signed row is final'); END;"
    "INSERT OR IGNORE INTO meta VALUES ('schema', '1');";

#define ISSUE_COLUMNS                                                                            \
	"serial, request_id, fields_sha256, application, office, office_name, name, email, csr," \
	" spki, spki_id, holder, reviewer, activator, evidence_sha256, reviewed_s, approved_s,"  \
	" not_before_s, not_after_s, reserved_s, state, tbs, der, signed_s"

enum statement {
	S_SCHEMA,
	S_ISSUE_FIND,
	S_ISSUE_SERIAL,
	S_ISSUE_TAKEN,
	S_RESERVE,
	S_TBS,
	S_SIGNED,
	S_STATUS_NEW,
	S_PENDING,
	S_REFUSED,
	S_REFUSED_COUNT,
	S_REFUSED_OLD,
	S_REFUSED_NEXT,
	S_STATUS_GET,
	S_STATUS_LOG,
	S_STATUS_SET,
	S_SIGNED_SINCE,
	S_CHANGES_SINCE,
	S_CRL_RESERVE,
	S_CRL_PUBLISHED,
	S_COUNTS,
	S__COUNT
};

static const char *const statements[S__COUNT] = {
	[S_SCHEMA] = "SELECT value FROM meta WHERE key = 'schema'",
	[S_ISSUE_FIND] = "SELECT " ISSUE_COLUMNS " FROM issued WHERE request_id = ?1",
	[S_ISSUE_SERIAL] = "SELECT " ISSUE_COLUMNS " FROM issued WHERE serial = ?1"
			   " AND state = 'signed'",
	[S_ISSUE_TAKEN] = "SELECT EXISTS (SELECT 1 FROM issued WHERE application = ?1),"
			  " EXISTS (SELECT 1 FROM issued WHERE spki_id = ?2)",
	[S_RESERVE] =
	    "INSERT INTO issued (" ISSUE_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
	    " ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,"
	    " 'reserved', NULL, NULL, NULL)",
	[S_TBS] = "UPDATE issued SET state = 'tbs', tbs = ?2 WHERE serial = ?1"
		  " AND state = 'reserved'",
	/* what was to be signed stands in the certificate: once is enough, and the row stays in its page */
	[S_SIGNED] =
	    "UPDATE issued SET state = 'signed', tbs = x'', der = ?2, signed_s = ?3"
	    " WHERE serial = ?1 AND state = 'tbs'",
	[S_STATUS_NEW] = "INSERT INTO status VALUES (?1, 'active', 0, ?2, 0, 0)",
	[S_PENDING] = "SELECT " ISSUE_COLUMNS " FROM issued WHERE state <> 'signed'"
		      " ORDER BY reserved_s LIMIT 1000",
	[S_REFUSED] =
	    "INSERT INTO refused (at_s, message, request_id, subject, code, why)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[S_REFUSED_COUNT] =
	    "INSERT INTO refused_count VALUES (?1, 1, ?2, ?2) ON CONFLICT (code)"
	    " DO UPDATE SET n = n + 1, last_s = ?2",
	[S_REFUSED_OLD] =
	    "DELETE FROM refused WHERE code = ?1 AND id <= (SELECT id FROM refused"
	    " WHERE code = ?1 ORDER BY id DESC LIMIT 1 OFFSET " REFUSED_KEPT ")",
	/* words that only the door of paraf-ocsp writes: nobody at the portal's can make them */
	[S_REFUSED_NEXT] =
	    "SELECT id, at_s, message, subject, code FROM refused"
	    " WHERE id > ?1 AND message IN ('responder_get', '" RECORD_OCSP_DOOR
	    "') ORDER BY id LIMIT 1",
	[S_STATUS_GET] =
	    "SELECT s.serial, s.state, s.reason, s.at_s, s.invalidity_s, s.change,"
	    " i.not_before_s FROM status s JOIN issued i ON i.serial = s.serial"
	    " WHERE s.serial = ?1",
	[S_STATUS_LOG] =
	    "INSERT INTO status_log (serial, state, reason, at_s, invalidity_s, actor,"
	    " recorded_s) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id",
	[S_STATUS_SET] =
	    "UPDATE status SET state = ?2, reason = ?3, at_s = ?4, invalidity_s = ?5,"
	    " change = ?6 WHERE serial = ?1",
	[S_SIGNED_SINCE] =
	    "SELECT s.rowid, s.serial, i.der, 'active', 0, 0, 0 FROM status s"
	    " JOIN issued i ON i.serial = s.serial WHERE s.rowid > ?1"
	    " ORDER BY s.rowid LIMIT ?2",
	[S_CHANGES_SINCE] =
	    "SELECT id, serial, NULL, state, reason, at_s, invalidity_s FROM status_log"
	    " WHERE id > ?1 ORDER BY id LIMIT ?2",
	[S_CRL_RESERVE] = "INSERT INTO crl (changes, this_s, next_s) VALUES"
			  " ((SELECT coalesce(max(id), 0) FROM status_log), ?1, ?2)"
			  " RETURNING number, changes, this_s, next_s",
	[S_CRL_PUBLISHED] = "UPDATE crl SET sha256 = ?2 WHERE number = ?1",
	[S_COUNTS] = "SELECT (SELECT coalesce(max(id), 0) FROM status_log),"
		     " (SELECT count(*) FROM status)",
};

struct record {
	sqlite3 *db;
	int depth; /* of transactions */
	struct sql q;
};

static enum rc
run(struct record *r, enum statement which, const struct sql_val *v, size_t n,
    sql_row_fn fn, void *arg, int *out_rows, struct err *e)
{
	return sql_run(&r->q, which, v, n, fn, arg, out_rows, e);
}

static enum rc
change_one(struct record *r, enum statement which, const struct sql_val *v, size_t n,
    struct err *e)
{
	return sql_change_one(&r->q, which, v, n, e);
}

sqlite3 *
record_db(struct record *r, int **out_depth)
{
	*out_depth = &r->depth;
	return r->db;
}

enum rc
record_begin(struct record *r, struct err *e)
{
	return sql_begin(&r->q, e);
}

enum rc
record_finish(struct record *r, enum rc rc, struct err *e)
{
	return sql_finish(&r->q, rc, e);
}

static void
on_text_is_1(sqlite3_stmt *st, void *arg)
{
	const unsigned char *t = sqlite3_column_text(st, 0);

	*(bool *)arg = t != NULL && strcmp((const char *)t, "1") == 0;
}

static enum rc
prepare_all(struct record *r, struct err *e)
{
	bool known = false;
	enum rc rc;

	rc = sql_prepare(&r->q, r->db, &r->depth, statements, S__COUNT, e);
	if (rc != RC_OK)
		return rc;
	rc = run(r, S_SCHEMA, NULL, 0, on_text_is_1, &known, NULL, e);
	if (rc == RC_OK && !known)
		return err_set(
		    e, RC_UNAVAILABLE, TROUBLE, "signer.db was made by a newer program");
	return rc;
}

enum rc
record_open(const char *path, struct record **out, struct err *e)
{
	struct record *r = calloc(1, sizeof(*r));
	enum rc rc;

	if (r == NULL)
		BUG("out of memory");
	sql_configure();
	if (sqlite3_open_v2(path, &r->db,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
		NULL) != SQLITE_OK ||
	    sqlite3_busy_timeout(r->db, 2000) != SQLITE_OK ||
	    sqlite3_exec(r->db,
		"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
		"PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;"
		"PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000",
		NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_exec(r->db, schema, NULL, NULL, NULL) != SQLITE_OK)
		rc = sql_fail(r->db, e, "open");
	else
		rc = prepare_all(r, e);
	if (rc != RC_OK) {
		record_close(r);
		return rc;
	}
	*out = r;
	return RC_OK;
}

void
record_close(struct record *r)
{
	if (r == NULL)
		return;
	sql_close(&r->q);
	sqlite3_close(r->db);
	free(r);
}

struct issue_rows {
	struct arena *a;
	struct record_issue *at;
	size_t n, cap;
};

static void
read_issue(struct arena *a, sqlite3_stmt *st, struct record_issue *o)
{
	str *const texts[] = { &o->serial, &o->request_id, &o->fields_sha256,
		&o->application, &o->office, &o->office_name, &o->name, &o->email,
		&o->csr, &o->spki, &o->spki_id, &o->holder, &o->reviewer, &o->activator,
		&o->evidence_sha256 };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = sql_column(a, st, (int)i);
	o->reviewed_s = sqlite3_column_int64(st, 15);
	o->approved_s = sqlite3_column_int64(st, 16);
	o->not_before_s = sqlite3_column_int64(st, 17);
	o->not_after_s = sqlite3_column_int64(st, 18);
	o->reserved_s = sqlite3_column_int64(st, 19);
	o->state = sql_column(a, st, 20);
	o->tbs = sql_column(a, st, 21);
	o->der = sql_column(a, st, 22);
	o->signed_s = sqlite3_column_int64(st, 23);
}

static void
on_issue(sqlite3_stmt *st, void *arg)
{
	struct issue_rows *rows = arg;

	if (rows->n < rows->cap)
		read_issue(rows->a, st, &rows->at[rows->n++]);
}

static enum rc
find_issue(struct record *r, struct arena *a, enum statement which, str key,
    const char *none, struct record_issue *out, struct err *e)
{
	struct record_issue row = { 0 };
	struct issue_rows rows = { a, &row, 0, 1 };
	const struct sql_val v[] = { TEXT(key) };
	enum rc rc = run(r, which, v, ARRAY_LEN(v), on_issue, &rows, NULL, e);

	if (rc != RC_OK)
		return rc;
	if (rows.n == 0)
		return err_set(e, RC_NOT_FOUND, none, "no such row");
	*out = row;
	return RC_OK;
}

enum rc
record_issue_find(struct record *r, struct arena *a, str request_id,
    struct record_issue *out, struct err *e)
{
	return find_issue(r, a, S_ISSUE_FIND, request_id,
	    N_("Permintaan itu belum pernah dicatat."), out, e);
}

enum rc
record_issue_by_serial(struct record *r, struct arena *a, str serial,
    struct record_issue *out, struct err *e)
{
	return find_issue(r, a, S_ISSUE_SERIAL, serial,
	    N_("Sertifikat dengan nomor seri itu tidak ada."), out, e);
}

static void
on_two_bools(sqlite3_stmt *st, void *arg)
{
	bool *two = arg;

	two[0] = sqlite3_column_int(st, 0) != 0;
	two[1] = sqlite3_column_int(st, 1) != 0;
}

enum rc
record_issue_taken(struct record *r, str application, str spki_id, bool *out_application,
    bool *out_key, struct err *e)
{
	const struct sql_val v[] = { TEXT(application), TEXT(spki_id) };
	bool two[2] = { false, false };
	enum rc rc = run(r, S_ISSUE_TAKEN, v, ARRAY_LEN(v), on_two_bools, two, NULL, e);

	if (rc != RC_OK)
		return rc;
	*out_application = two[0];
	*out_key = two[1];
	return RC_OK;
}

enum rc
record_reserve(struct record *r, const struct record_issue *o, struct err *e)
{
	const struct sql_val v[] = { TEXT(o->serial), TEXT(o->request_id),
		TEXT(o->fields_sha256), TEXT(o->application), TEXT(o->office),
		TEXT(o->office_name), TEXT(o->name), TEXT(o->email), BLOB(o->csr),
		BLOB(o->spki), TEXT(o->spki_id), TEXT(o->holder), TEXT(o->reviewer),
		TEXT(o->activator), TEXT(o->evidence_sha256), INT(o->reviewed_s),
		INT(o->approved_s), INT(o->not_before_s), INT(o->not_after_s),
		INT(o->reserved_s) };

	return change_one(r, S_RESERVE, v, ARRAY_LEN(v), e);
}

enum rc
record_tbs(struct record *r, str serial, str tbs, struct err *e)
{
	const struct sql_val v[] = { TEXT(serial), BLOB(tbs) };

	return change_one(r, S_TBS, v, ARRAY_LEN(v), e);
}

enum rc
record_signed(struct record *r, str serial, str der, int64_t at_s, struct err *e)
{
	const struct sql_val v[] = { TEXT(serial), BLOB(der), INT(at_s) };
	const struct sql_val s[] = { TEXT(serial), INT(at_s) };
	enum rc rc = sql_begin(&r->q, e);

	if (rc != RC_OK)
		return rc;
	rc = change_one(r, S_SIGNED, v, ARRAY_LEN(v), e);
	if (rc == RC_OK)
		rc = change_one(r, S_STATUS_NEW, s, ARRAY_LEN(s), e);
	return sql_finish(&r->q, rc, e);
}

enum rc
record_pending(
    struct record *r, struct arena *a, struct record_issues *out, struct err *e)
{
	struct issue_rows rows = { a, ARENA_ARRAY(a, 1000, struct record_issue), 0,
		1000 };
	enum rc rc = run(r, S_PENDING, NULL, 0, on_issue, &rows, NULL, e);

	if (rc == RC_OK)
		*out = (struct record_issues){ rows.at, rows.n };
	return rc;
}

enum rc
record_refused(struct record *r, int64_t at_s, const char *message, str request_id,
    str subject, const char *code, const char *why, struct err *e)
{
	const struct sql_val v[] = { INT(at_s), TEXT(str_from_z(message)),
		TEXT(request_id), TEXT(subject), TEXT(str_from_z(code)),
		TEXT(str_from_z(why)) };

	const struct sql_val count[] = { TEXT(str_from_z(code)), INT(at_s) };
	enum rc rc = record_begin(r, e);

	if (rc != RC_OK)
		return rc;
	rc = change_one(r, S_REFUSED, v, ARRAY_LEN(v), e);
	if (rc == RC_OK)
		rc = change_one(r, S_REFUSED_COUNT, count, ARRAY_LEN(count), e);
	if (rc == RC_OK)
		rc = run(r, S_REFUSED_OLD, count, 1, NULL, NULL, NULL, e);
	return record_finish(r, rc, e);
}

struct refused_row {
	struct arena *a;
	struct record_refusal *out;
};

static void
on_refused(sqlite3_stmt *st, void *arg)
{
	struct refused_row *row = arg;

	*row->out = (struct record_refusal){ .id = sqlite3_column_int64(st, 0),
		.at_s = sqlite3_column_int64(st, 1),
		.message = sql_column(row->a, st, 2),
		.subject = sql_column(row->a, st, 3),
		.code = sql_column(row->a, st, 4) };
}

enum rc
record_refused_next(struct record *r, struct arena *a, int64_t after,
    struct record_refusal *out, struct err *e)
{
	const struct sql_val v[] = { INT(after) };
	struct refused_row row = { a, out };

	*out = (struct record_refusal){
		.message = STR(""), .subject = STR(""), .code = STR("")
	};
	return run(r, S_REFUSED_NEXT, v, ARRAY_LEN(v), on_refused, &row, NULL, e);
}

struct status_row {
	struct arena *a;
	struct record_status s;
	bool found;
};

static void
on_status(sqlite3_stmt *st, void *arg)
{
	struct status_row *row = arg;

	row->found = true;
	row->s = (struct record_status){ .serial = sql_column(row->a, st, 0),
		.state = sql_column(row->a, st, 1),
		.reason = sqlite3_column_int64(st, 2),
		.at_s = sqlite3_column_int64(st, 3),
		.invalidity_s = sqlite3_column_int64(st, 4),
		.change = sqlite3_column_int64(st, 5),
		.not_before_s = sqlite3_column_int64(st, 6) };
}

enum rc
record_status_get(struct record *r, struct arena *a, str serial,
    struct record_status *out, struct err *e)
{
	const struct sql_val v[] = { TEXT(serial) };
	struct status_row row = { .a = a };
	enum rc rc = run(r, S_STATUS_GET, v, ARRAY_LEN(v), on_status, &row, NULL, e);

	if (rc != RC_OK)
		return rc;
	if (!row.found)
		return err_set(e, RC_NOT_FOUND,
		    N_("Sertifikat dengan nomor seri itu tidak ada."), "no such serial");
	*out = row.s;
	return RC_OK;
}

enum rc
record_status_set(struct record *r, const struct record_status *s, str actor,
    int64_t now_s, int64_t *out_change, struct err *e)
{
	const struct sql_val log[] = { TEXT(s->serial), TEXT(s->state), INT(s->reason),
		INT(s->at_s), INT(s->invalidity_s), TEXT(actor), INT(now_s) };
	int64_t change = 0;
	enum rc rc = sql_begin(&r->q, e);

	if (rc != RC_OK)
		return rc;
	rc = run(r, S_STATUS_LOG, log, ARRAY_LEN(log), sql_on_int, &change, NULL, e);
	if (rc == RC_OK) {
		const struct sql_val set[] = { TEXT(s->serial), TEXT(s->state),
			INT(s->reason), INT(s->at_s), INT(s->invalidity_s), INT(change) };

		rc = change_one(r, S_STATUS_SET, set, ARRAY_LEN(set), e);
	}
	rc = sql_finish(&r->q, rc, e);
	if (rc == RC_OK)
		*out_change = change;
	return rc;
}

struct news_rows {
	struct arena *a;
	struct record_news *at;
	size_t n;
};

static void
on_news(sqlite3_stmt *st, void *arg)
{
	struct news_rows *rows = arg;

	rows->at[rows->n++] = (struct record_news){ .number = sqlite3_column_int64(st, 0),
		.serial = sql_column(rows->a, st, 1),
		.der = sql_column(rows->a, st, 2),
		.state = sql_column(rows->a, st, 3),
		.reason = sqlite3_column_int64(st, 4),
		.at_s = sqlite3_column_int64(st, 5),
		.invalidity_s = sqlite3_column_int64(st, 6) };
}

static enum rc
news(struct record *r, struct arena *a, enum statement which, int64_t after,
    struct record_news **out, size_t *out_n, struct err *e)
{
	struct news_rows rows = { a, ARENA_ARRAY(a, RECORD_NEWS, struct record_news), 0 };
	const struct sql_val v[] = { INT(after), INT(RECORD_NEWS) };
	enum rc rc = run(r, which, v, ARRAY_LEN(v), on_news, &rows, NULL, e);

	if (rc != RC_OK)
		return rc;
	*out = rows.at;
	*out_n = rows.n;
	return RC_OK;
}

enum rc
record_signed_since(struct record *r, struct arena *a, int64_t after,
    struct record_news **out, size_t *out_n, struct err *e)
{
	return news(r, a, S_SIGNED_SINCE, after, out, out_n, e);
}

enum rc
record_changes_since(struct record *r, struct arena *a, int64_t after,
    struct record_news **out, size_t *out_n, struct err *e)
{
	return news(r, a, S_CHANGES_SINCE, after, out, out_n, e);
}

static void
on_crl(sqlite3_stmt *st, void *arg)
{
	*(struct record_crl *)arg =
	    (struct record_crl){ .number = sqlite3_column_int64(st, 0),
		    .changes = sqlite3_column_int64(st, 1),
		    .this_s = sqlite3_column_int64(st, 2),
		    .next_s = sqlite3_column_int64(st, 3) };
}

enum rc
record_crl_reserve(struct record *r, int64_t this_s, int64_t next_s,
    struct record_crl *out, struct err *e)
{
	const struct sql_val v[] = { INT(this_s), INT(next_s) };

	return run(r, S_CRL_RESERVE, v, ARRAY_LEN(v), on_crl, out, NULL, e);
}

enum rc
record_crl_published(struct record *r, int64_t number, str sha256, struct err *e)
{
	const struct sql_val v[] = { INT(number), TEXT(sha256) };

	return change_one(r, S_CRL_PUBLISHED, v, ARRAY_LEN(v), e);
}

static void
on_two_ints(sqlite3_stmt *st, void *arg)
{
	int64_t *two = arg;

	two[0] = sqlite3_column_int64(st, 0);
	two[1] = sqlite3_column_int64(st, 1);
}

enum rc
record_counts(struct record *r, int64_t *out_changes, int64_t *out_signed, struct err *e)
{
	int64_t two[2] = { 0, 0 };
	enum rc rc = run(r, S_COUNTS, NULL, 0, on_two_ints, two, NULL, e);

	if (rc != RC_OK)
		return rc;
	*out_changes = two[0];
	*out_signed = two[1];
	return RC_OK;
}
