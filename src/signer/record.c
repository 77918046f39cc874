/* record.c - the table of statements, and one function for each act that is recorded. */
#include "signer/record.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "base/codec.h"

#define TROUBLE                                                                          \
	N_("Catatan penerbit sertifikat sedang tidak dapat ditulis. Permintaan Anda disimpan dan dicoba lagi.")

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
    "CREATE TRIGGER IF NOT EXISTS refused_kept BEFORE DELETE ON refused"
    " BEGIN SELECT RAISE(ABORT, 'refused is append-only'); END;"
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
	S_BEGIN,
	S_COMMIT,
	S_ROLLBACK,
	S_SCHEMA,
	S_ISSUE_FIND,
	S_ISSUE_TAKEN,
	S_RESERVE,
	S_TBS,
	S_SIGNED,
	S_STATUS_NEW,
	S_PENDING,
	S_REFUSED,
	S_STATUS_GET,
	S_STATUS_LOG,
	S_STATUS_SET,
	S_CRL_ENTRIES,
	S_CRL_RESERVE,
	S_CRL_PUBLISHED,
	S_CRL_LATEST,
	S_COUNTS,
	S__COUNT
};

static const char *const statements[S__COUNT] = {
	[S_BEGIN] = "BEGIN IMMEDIATE",
	[S_COMMIT] = "COMMIT",
	[S_ROLLBACK] = "ROLLBACK",
	[S_SCHEMA] = "SELECT value FROM meta WHERE key = 'schema'",
	[S_ISSUE_FIND] = "SELECT " ISSUE_COLUMNS " FROM issued WHERE request_id = ?1",
	[S_ISSUE_TAKEN] = "SELECT EXISTS (SELECT 1 FROM issued WHERE application = ?1),"
			  " EXISTS (SELECT 1 FROM issued WHERE spki_id = ?2)",
	[S_RESERVE] =
	    "INSERT INTO issued (" ISSUE_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
	    " ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,"
	    " 'reserved', NULL, NULL, NULL)",
	[S_TBS] = "UPDATE issued SET state = 'tbs', tbs = ?2 WHERE serial = ?1"
		  " AND state = 'reserved'",
	[S_SIGNED] = "UPDATE issued SET state = 'signed', der = ?2, signed_s = ?3"
		     " WHERE serial = ?1 AND state = 'tbs'",
	[S_STATUS_NEW] = "INSERT INTO status VALUES (?1, 'active', 0, ?2, 0, 0)",
	[S_PENDING] = "SELECT " ISSUE_COLUMNS " FROM issued WHERE state <> 'signed'"
		      " ORDER BY reserved_s LIMIT 1000",
	[S_REFUSED] =
	    "INSERT INTO refused (at_s, message, request_id, subject, code, why)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
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
	[S_CRL_ENTRIES] = "SELECT serial, at_s, reason, invalidity_s FROM status"
			  " WHERE state <> 'active' ORDER BY serial",
	[S_CRL_RESERVE] = "INSERT INTO crl (changes, this_s, next_s) VALUES"
			  " ((SELECT coalesce(max(id), 0) FROM status_log), ?1, ?2)"
			  " RETURNING number, changes, this_s, next_s, ''",
	[S_CRL_PUBLISHED] = "UPDATE crl SET sha256 = ?2 WHERE number = ?1",
	[S_CRL_LATEST] = "SELECT number, changes, this_s, next_s, sha256 FROM crl"
			 " WHERE sha256 IS NOT NULL ORDER BY number DESC LIMIT 1",
	[S_COUNTS] = "SELECT (SELECT coalesce(max(id), 0) FROM status_log),"
		     " (SELECT count(*) FROM status)",
};

struct record {
	sqlite3 *db;
	sqlite3_stmt *prepared[S__COUNT];
};

/* A value to bind. */
struct val {
	enum { V_TEXT, V_BLOB, V_INT } kind;
	str s;
	int64_t i;
};
#define TEXT(x) ((struct val){ V_TEXT, (x), 0 })
#define BLOB(x) ((struct val){ V_BLOB, (x), 0 })
#define INT(x)  ((struct val){ V_INT, { NULL, 0 }, (x) })

typedef void (*row_fn)(sqlite3_stmt *st, void *arg);

static enum rc
db_fail(struct record *r, struct err *e, const char *what)
{
	int code = sqlite3_extended_errcode(r->db);

	if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
		return err_set(e, RC_CONFLICT, N_("Permintaan itu sudah pernah dicatat."),
		    "signer.db: %s", sqlite3_errmsg(r->db));
	return err_set(
	    e, RC_UNAVAILABLE, TROUBLE, "signer.db: %s: %s", what, sqlite3_errmsg(r->db));
}

static enum rc
bind_all(struct record *r, sqlite3_stmt *st, const struct val *v, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		const char *p = v[i].s.p == NULL ? "" : v[i].s.p;
		int at = (int)i + 1, code;

		if (v[i].kind == V_INT)
			code = sqlite3_bind_int64(st, at, v[i].i);
		else if (v[i].kind == V_BLOB)
			code = sqlite3_bind_blob64(st, at, p, v[i].s.n, SQLITE_STATIC);
		else
			code = sqlite3_bind_text64(
			    st, at, p, v[i].s.n, SQLITE_STATIC, SQLITE_UTF8);
		if (code != SQLITE_OK)
			return db_fail(r, e, "bind");
	}
	return RC_OK;
}

/* Run one statement; `fn` sees every row. out_rows (may be NULL): rows seen, or rows changed. */
static enum rc
run(struct record *r, enum statement which, const struct val *v, size_t n, row_fn fn,
    void *arg, int *out_rows, struct err *e)
{
	sqlite3_stmt *st = r->prepared[which];
	enum rc rc = bind_all(r, st, v, n, e);
	int code, rows = 0;

	if (rc == RC_OK) {
		while ((code = sqlite3_step(st)) == SQLITE_ROW) {
			rows++;
			if (fn != NULL)
				fn(st, arg);
		}
		if (code != SQLITE_DONE)
			rc = db_fail(r, e, statements[which]);
	}
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	if (rc == RC_OK && out_rows != NULL)
		*out_rows = fn != NULL ? rows : sqlite3_changes(r->db);
	return rc;
}

/* As run, and exactly one row must have been changed. */
static enum rc
change_one(
    struct record *r, enum statement which, const struct val *v, size_t n, struct err *e)
{
	int rows = 0;
	enum rc rc = run(r, which, v, n, NULL, NULL, &rows, e);

	if (rc == RC_OK && rows != 1)
		return err_set(e, RC_CONFLICT, TROUBLE, "signer.db: %s: %d rows",
		    statements[which], rows);
	return rc;
}

static enum rc
begin(struct record *r, struct err *e)
{
	return run(r, S_BEGIN, NULL, 0, NULL, NULL, NULL, e);
}

/* COMMIT when all went well so far, else ROLLBACK. */
static enum rc
finish(struct record *r, enum rc rc, struct err *e)
{
	struct err ignored;

	if (rc == RC_OK)
		rc = run(r, S_COMMIT, NULL, 0, NULL, NULL, NULL, e);
	if (rc != RC_OK && sqlite3_get_autocommit(r->db) == 0 &&
	    run(r, S_ROLLBACK, NULL, 0, NULL, NULL, NULL, &ignored) != RC_OK)
		BUG("signer.db: rollback failed");
	return rc;
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

	for (size_t i = 0; i < S__COUNT; i++)
		if (sqlite3_prepare_v3(r->db, statements[i], -1,
			SQLITE_PREPARE_PERSISTENT, &r->prepared[i], NULL) != SQLITE_OK)
			return db_fail(r, e, statements[i]);
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
	if (sqlite3_open_v2(path, &r->db,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
		NULL) != SQLITE_OK ||
	    sqlite3_busy_timeout(r->db, 2000) != SQLITE_OK ||
	    sqlite3_exec(r->db,
		"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
		"PRAGMA trusted_schema = OFF",
		NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_exec(r->db, schema, NULL, NULL, NULL) != SQLITE_OK)
		rc = db_fail(r, e, "open");
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
	for (size_t i = 0; i < S__COUNT; i++)
		sqlite3_finalize(r->prepared[i]);
	sqlite3_close(r->db);
	free(r);
}

static str
column(struct arena *a, sqlite3_stmt *st, int i)
{
	const void *p = sqlite3_column_blob(st, i);
	size_t n = (size_t)sqlite3_column_bytes(st, i);

	if (sqlite3_column_type(st, i) == SQLITE_NULL)
		return STR_NONE;
	return (str){ arena_copy(a, p, n), n };
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
		*texts[i] = column(a, st, (int)i);
	o->reviewed_s = sqlite3_column_int64(st, 15);
	o->approved_s = sqlite3_column_int64(st, 16);
	o->not_before_s = sqlite3_column_int64(st, 17);
	o->not_after_s = sqlite3_column_int64(st, 18);
	o->reserved_s = sqlite3_column_int64(st, 19);
	o->state = column(a, st, 20);
	o->tbs = column(a, st, 21);
	o->der = column(a, st, 22);
	o->signed_s = sqlite3_column_int64(st, 23);
}

static void
on_issue(sqlite3_stmt *st, void *arg)
{
	struct issue_rows *rows = arg;

	if (rows->n < rows->cap)
		read_issue(rows->a, st, &rows->at[rows->n++]);
}

enum rc
record_issue_find(struct record *r, struct arena *a, str request_id,
    struct record_issue *out, struct err *e)
{
	struct record_issue row = { 0 };
	struct issue_rows rows = { a, &row, 0, 1 };
	const struct val v[] = { TEXT(request_id) };
	enum rc rc = run(r, S_ISSUE_FIND, v, ARRAY_LEN(v), on_issue, &rows, NULL, e);

	if (rc != RC_OK)
		return rc;
	if (rows.n == 0)
		return err_set(e, RC_NOT_FOUND,
		    N_("Permintaan itu belum pernah dicatat."), "no such request");
	*out = row;
	return RC_OK;
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
	const struct val v[] = { TEXT(application), TEXT(spki_id) };
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
	const struct val v[] = { TEXT(o->serial), TEXT(o->request_id),
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
	const struct val v[] = { TEXT(serial), BLOB(tbs) };

	return change_one(r, S_TBS, v, ARRAY_LEN(v), e);
}

enum rc
record_signed(struct record *r, str serial, str der, int64_t at_s, struct err *e)
{
	const struct val v[] = { TEXT(serial), BLOB(der), INT(at_s) };
	const struct val s[] = { TEXT(serial), INT(at_s) };
	enum rc rc = begin(r, e);

	if (rc != RC_OK)
		return rc;
	rc = change_one(r, S_SIGNED, v, ARRAY_LEN(v), e);
	if (rc == RC_OK)
		rc = change_one(r, S_STATUS_NEW, s, ARRAY_LEN(s), e);
	return finish(r, rc, e);
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
	const struct val v[] = { INT(at_s), TEXT(str_from_z(message)), TEXT(request_id),
		TEXT(subject), TEXT(str_from_z(code)), TEXT(str_from_z(why)) };

	return change_one(r, S_REFUSED, v, ARRAY_LEN(v), e);
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
	row->s = (struct record_status){ .serial = column(row->a, st, 0),
		.state = column(row->a, st, 1),
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
	const struct val v[] = { TEXT(serial) };
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

static void
on_int(sqlite3_stmt *st, void *arg)
{
	*(int64_t *)arg = sqlite3_column_int64(st, 0);
}

enum rc
record_status_set(struct record *r, const struct record_status *s, str actor,
    int64_t now_s, int64_t *out_change, struct err *e)
{
	const struct val log[] = { TEXT(s->serial), TEXT(s->state), INT(s->reason),
		INT(s->at_s), INT(s->invalidity_s), TEXT(actor), INT(now_s) };
	int64_t change = 0;
	enum rc rc = begin(r, e);

	if (rc != RC_OK)
		return rc;
	rc = run(r, S_STATUS_LOG, log, ARRAY_LEN(log), on_int, &change, NULL, e);
	if (rc == RC_OK) {
		const struct val set[] = { TEXT(s->serial), TEXT(s->state),
			INT(s->reason), INT(s->at_s), INT(s->invalidity_s), INT(change) };

		rc = change_one(r, S_STATUS_SET, set, ARRAY_LEN(set), e);
	}
	rc = finish(r, rc, e);
	if (rc == RC_OK)
		*out_change = change;
	return rc;
}

struct entry_rows {
	struct arena *a;
	struct pki_crl_entry *at;
	size_t n, cap;
	bool bad;
};

static void
on_entry(sqlite3_stmt *st, void *arg)
{
	struct entry_rows *rows = arg;
	struct pki_crl_entry *en;
	struct err ignored;

	if (rows->n == rows->cap) {
		struct pki_crl_entry *more =
		    ARENA_ARRAY(rows->a, rows->cap * 2, struct pki_crl_entry);

		memcpy(more, rows->at, rows->n * sizeof(*more));
		rows->at = more;
		rows->cap *= 2;
	}
	en = &rows->at[rows->n++];
	if (hex_decode(rows->a, column(rows->a, st, 0), &en->serial, &ignored) != RC_OK)
		rows->bad = true;
	en->at_s = sqlite3_column_int64(st, 1);
	en->reason = sqlite3_column_int(st, 2);
	en->invalidity_s = sqlite3_column_int64(st, 3);
}

enum rc
record_crl_entries(struct record *r, struct arena *a, struct pki_crl_entry **out,
    size_t *out_n, struct err *e)
{
	struct entry_rows rows = { a, ARENA_ARRAY(a, 64, struct pki_crl_entry), 0, 64,
		false };
	enum rc rc = run(r, S_CRL_ENTRIES, NULL, 0, on_entry, &rows, NULL, e);

	if (rc == RC_OK && rows.bad)
		rc = err_set(e, RC_INTERNAL, TROUBLE, "signer.db: a serial is not hex");
	if (rc != RC_OK)
		return rc;
	*out = rows.at;
	*out_n = rows.n;
	return RC_OK;
}

struct crl_row {
	struct arena *a; /* NULL: the hash is not wanted */
	struct record_crl c;
};

static void
on_crl(sqlite3_stmt *st, void *arg)
{
	struct crl_row *row = arg;

	row->c = (struct record_crl){ .number = sqlite3_column_int64(st, 0),
		.changes = sqlite3_column_int64(st, 1),
		.this_s = sqlite3_column_int64(st, 2),
		.next_s = sqlite3_column_int64(st, 3),
		.sha256 = row->a == NULL ? STR("") : column(row->a, st, 4) };
}

enum rc
record_crl_reserve(struct record *r, int64_t this_s, int64_t next_s,
    struct record_crl *out, struct err *e)
{
	const struct val v[] = { INT(this_s), INT(next_s) };
	struct crl_row row = { 0 };
	enum rc rc = run(r, S_CRL_RESERVE, v, ARRAY_LEN(v), on_crl, &row, NULL, e);

	if (rc == RC_OK)
		*out = row.c;
	return rc;
}

enum rc
record_crl_published(struct record *r, int64_t number, str sha256, struct err *e)
{
	const struct val v[] = { INT(number), TEXT(sha256) };

	return change_one(r, S_CRL_PUBLISHED, v, ARRAY_LEN(v), e);
}

enum rc
record_crl_latest(
    struct record *r, struct arena *a, struct record_crl *out, struct err *e)
{
	struct crl_row row = { .a = a };
	enum rc rc = run(r, S_CRL_LATEST, NULL, 0, on_crl, &row, NULL, e);

	if (rc == RC_OK)
		*out = row.c;
	return rc;
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
