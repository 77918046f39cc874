/* status_db.c - the status record: following the signer's record, lists, responders. */
#include "signer/status_db.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/codec.h"
#include "base/file.h"
#include "signer/sql.h"

#define TROUBLE                                                                          \
	N_("Catatan status sertifikat sedang tidak dapat ditulis. Permintaan Anda disimpan dan dicoba lagi.")

/* 400 KiB of log at most: a reader that finds no writer walks through all of it */
static const char schema[] =
    "PRAGMA wal_autocheckpoint = 100;"
    "CREATE TABLE IF NOT EXISTS ca (name text PRIMARY KEY, der blob NOT NULL,"
    " key_id blob NOT NULL, not_before_s integer NOT NULL, not_after_s integer NOT NULL,"
    " ended_s integer NOT NULL DEFAULT 0) STRICT;"
    "CREATE TABLE IF NOT EXISTS certificate (serial blob PRIMARY KEY,"
    " ca text NOT NULL REFERENCES ca, list text NOT NULL,"
    " state integer NOT NULL CHECK (state IN (0, 1, 2)), reason integer NOT NULL,"
    " at_s integer NOT NULL, invalidity_s integer NOT NULL, not_after_s integer NOT NULL,"
    " change integer NOT NULL) STRICT, WITHOUT ROWID;"
    /* all that stands in an entry, so that a list is one walk along an index */
    "DROP INDEX IF EXISTS listed; DROP INDEX IF EXISTS listed_all;"
    "CREATE INDEX IF NOT EXISTS list_entries ON certificate"
    " (list, serial, at_s, reason, invalidity_s, state) WHERE state <> 0;"
    "CREATE INDEX IF NOT EXISTS ca_entries ON certificate"
    " (ca, serial, at_s, reason, invalidity_s, state) WHERE state <> 0;"
    "CREATE TABLE IF NOT EXISTS list (name text PRIMARY KEY, ca text NOT NULL REFERENCES ca,"
    " number integer NOT NULL, changes integer NOT NULL, wanted integer NOT NULL,"
    " this_s integer NOT NULL, next_s integer NOT NULL, sha256 text NOT NULL,"
    " bytes integer NOT NULL, urls text NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS responder (serial blob PRIMARY KEY, der blob NOT NULL,"
    " ca text NOT NULL REFERENCES ca, spki_id text NOT NULL,"
    " issued_s integer NOT NULL, not_after_s integer NOT NULL, UNIQUE (spki_id, ca)) STRICT;"
    "CREATE INDEX IF NOT EXISTS responder_issued ON responder (issued_s);"
    "CREATE TABLE IF NOT EXISTS mark (id integer PRIMARY KEY CHECK (id = 1),"
    " signed integer NOT NULL, change integer NOT NULL) STRICT;"
    "INSERT OR IGNORE INTO mark VALUES (1, 0, 0);"
    "PRAGMA user_version = 2;";

/* Of version 1, where a key could be certified under one CA only: after a roll-over there are two. */
static const char schema_1_begin[] =
    "BEGIN IMMEDIATE; DROP INDEX responder_issued; ALTER TABLE responder RENAME TO responder_1;";
static const char schema_1_end[] =
    "INSERT INTO responder SELECT * FROM responder_1; DROP TABLE responder_1; COMMIT;";

enum statement {
	S_MARK_GET,
	S_MARK_SET,
	S_CA_PUT,
	S_CA_BY_KEY,
	S_NEW,
	S_CHANGE,
	S_CHANGED,
	S_LIST_WANT,
	S_LIST_ALL,
	S_LIST_GET,
	S_LIST_SET,
	S_LIST_OF,
	S_ENTRIES_LIST,
	S_ENTRIES_CA,
	S_RESPONDER_PUT,
	S_RESPONDER_COUNT,
	S__COUNT
};

#define LIST_COLUMNS                                                                     \
	"name, ca, number, changes, wanted, this_s, next_s, sha256, bytes, urls"         \
	" FROM list"

static const char *const statements[S__COUNT] = {
	[S_MARK_GET] = "SELECT signed, change FROM mark",
	[S_MARK_SET] = "UPDATE mark SET signed = ?1, change = ?2",
	[S_CA_PUT] = "INSERT INTO ca (name, der, key_id, not_before_s, not_after_s)"
		     " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (name) DO UPDATE SET"
		     " der = ?2, key_id = ?3, not_before_s = ?4, not_after_s = ?5",
	[S_CA_BY_KEY] = "SELECT name FROM ca WHERE key_id = ?1",
	[S_NEW] = "INSERT INTO certificate VALUES (?1, ?2, ?3, 0, 0, ?4, 0, ?5, 0)"
		  " ON CONFLICT (serial) DO NOTHING",
	[S_CHANGE] = "UPDATE certificate SET state = ?2, reason = ?3, at_s = ?4,"
		     " invalidity_s = ?5, change = ?6 WHERE serial = ?1",
	[S_CHANGED] = "UPDATE list SET wanted = ?2 WHERE name IN"
		      " (SELECT list FROM certificate WHERE serial = ?1 UNION ALL"
		      " SELECT ca FROM certificate WHERE serial = ?1)",
	[S_LIST_WANT] = "INSERT INTO list VALUES (?1, ?2, 0, 0, 0, 0, 0, '', 0, ?3)"
			" ON CONFLICT (name) DO UPDATE SET urls = urls || ' ' || ?3"
			" WHERE instr(' ' || urls || ' ', ' ' || ?3 || ' ') = 0",
	[S_LIST_ALL] = "SELECT " LIST_COLUMNS " ORDER BY name = ca, name",
	[S_LIST_GET] = "SELECT " LIST_COLUMNS " WHERE name = ?1",
	[S_LIST_SET] = "UPDATE list SET number = ?2, changes = ?3, this_s = ?4,"
		       " next_s = ?5, sha256 = ?6, bytes = ?7 WHERE name = ?1",
	[S_LIST_OF] = "SELECT list FROM certificate WHERE serial = ?1",
	[S_ENTRIES_LIST] =
	    "SELECT serial, at_s, reason, invalidity_s FROM certificate"
	    " INDEXED BY list_entries WHERE list = ?1 AND state <> 0 ORDER BY serial",
	[S_ENTRIES_CA] =
	    "SELECT serial, at_s, reason, invalidity_s FROM certificate"
	    " INDEXED BY ca_entries WHERE ca = ?1 AND state <> 0 ORDER BY serial",
	[S_RESPONDER_PUT] = "INSERT INTO responder VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[S_RESPONDER_COUNT] = "SELECT count(*) FROM responder WHERE issued_s > ?1",
};

struct status_db {
	sqlite3 *db;
	int depth;
	struct sql q;
	bool full; /* synchronous = FULL at present */
};

static enum rc
internal(struct err *e, const char *why)
{
	return err_set(e, RC_INTERNAL, TROUBLE, "status.db: %s", why);
}

static int
on_version(void *arg, int n, char **values, char **names)
{
	(void)n;
	(void)names;
	*(int *)arg = values[0] != NULL ? values[0][0] - '0' : 0;
	return 0;
}

static bool
make_schema(sqlite3 *db)
{
	int version = 0;

	if (sqlite3_exec(db, "PRAGMA user_version", on_version, &version, NULL) !=
	    SQLITE_OK)
		return false;
	return (version != 1 ||
		   sqlite3_exec(db, schema_1_begin, NULL, NULL, NULL) == SQLITE_OK) &&
	       sqlite3_exec(db, schema, NULL, NULL, NULL) == SQLITE_OK &&
	       (version != 1 ||
		   sqlite3_exec(db, schema_1_end, NULL, NULL, NULL) == SQLITE_OK);
}

/* The file is for other users to read: ours hides everything. */
static enum rc
open_file(const char *state, sqlite3 **out, struct err *e)
{
	struct arena *a = arena_new();
	const char *path = str_fmt(a, "%s/status/status.db", state).p;
	mode_t mask = umask(022);
	int keep = 1;
	enum rc rc = file_make_dirs(str_fmt(a, "%s/status", state).p, 0755, e);

	if (rc == RC_OK &&
	    (sqlite3_open_v2(path, out,
		 SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
		 NULL) != SQLITE_OK ||
		sqlite3_busy_timeout(*out, 2000) != SQLITE_OK ||
		/* the log stays when we end: readers cannot make one */
		sqlite3_file_control(*out, "main", SQLITE_FCNTL_PERSIST_WAL, &keep) !=
		    SQLITE_OK ||
		sqlite3_exec(*out,
		    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
		    "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF",
		    NULL, NULL, NULL) != SQLITE_OK ||
		!make_schema(*out)))
		rc = sql_fail(*out, e, "open status.db");
	umask(mask);
	arena_free(a);
	return rc;
}

enum rc
status_db_open(const char *state, struct status_db **out, struct err *e)
{
	struct status_db *s = calloc(1, sizeof(*s));
	enum rc rc;

	if (s == NULL)
		BUG("out of memory");
	s->full = true;
	rc = open_file(state, &s->db, e);
	if (rc == RC_OK)
		rc = sql_prepare(&s->q, s->db, &s->depth, statements, S__COUNT, e);
	if (rc != RC_OK) {
		status_db_close(s);
		return rc;
	}
	*out = s;
	return RC_OK;
}

void
status_db_close(struct status_db *s)
{
	if (s == NULL)
		return;
	sql_close(&s->q);
	sqlite3_close(s->db);
	free(s);
}

static enum rc
run(struct status_db *s, enum statement which, const struct sql_val *v, size_t n,
    sql_row_fn fn, void *arg, struct err *e)
{
	return sql_run(&s->q, which, v, n, fn, arg, NULL, e);
}

enum rc
status_db_put_ca(struct status_db *s, const struct status_ca *ca, struct err *e)
{
	const struct sql_val v[] = { TEXT(ca->name), BLOB(ca->der), BLOB(ca->key_id),
		INT(ca->not_before_s), INT(ca->not_after_s) };
	enum rc rc = run(s, S_CA_PUT, v, ARRAY_LEN(v), NULL, NULL, e);

	return rc != RC_OK ? rc : status_db_want_list(s, ca->name, ca->name, STR(""), e);
}

/* ---- following the record ---- */

struct mark {
	int64_t signed_n, change;
};

static void
on_mark(sqlite3_stmt *st, void *arg)
{
	struct mark *m = arg;

	m->signed_n = sqlite3_column_int64(st, 0);
	m->change = sqlite3_column_int64(st, 1);
}

static enum rc
set_mark(struct status_db *s, const struct mark *m, struct err *e)
{
	const struct sql_val v[] = { INT(m->signed_n), INT(m->change) };

	return sql_change_one(&s->q, S_MARK_SET, v, ARRAY_LEN(v), e);
}

/* Changes must be on the disk; a lost new certificate is only unknown. */
static enum rc
set_durable(struct status_db *s, bool full, struct err *e)
{
	if (s->full == full)
		return RC_OK;
	if (sqlite3_exec(s->db,
		full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", NULL,
		NULL, NULL) != SQLITE_OK)
		return sql_fail(s->db, e, "synchronous");
	s->full = full;
	return RC_OK;
}

struct text_row {
	struct arena *a;
	str text;
};

static void
on_text(sqlite3_stmt *st, void *arg)
{
	struct text_row *row = arg;

	row->text = sql_column(row->a, st, 0);
}

/* "https://.../pki/crl/g1-16-3.crl" is the list g1-16-3; no address: the CA's whole list. */
static str
list_of_url(str url, str ca)
{
	size_t from = url.n;

	if (url.n < 5 || !str_ends(url, STR(".crl")))
		return ca;
	while (from > 0 && url.p[from - 1] != '/')
		from--;
	return str_sub(url, from, url.n - from - 4);
}

static enum rc
take_new(
    struct status_db *s, struct arena *a, const struct record_news *news, struct err *e)
{
	struct pki_cert_links l;
	struct text_row ca = { a, STR_NONE };
	enum rc rc = pki_cert_links_read(news->der, &l, e);
	str list;

	if (rc != RC_OK)
		return rc;
	if (l.issuer_key_id.p != NULL) {
		const struct sql_val key[] = { BLOB(l.issuer_key_id) };

		rc = run(s, S_CA_BY_KEY, key, ARRAY_LEN(key), on_text, &ca, e);
	}
	if (rc == RC_OK && ca.text.p == NULL)
		return internal(e, "a certificate of a CA that is not known");
	if (rc != RC_OK)
		return rc;
	list = list_of_url(l.crl_url, ca.text);
	if ((rc = status_db_want_list(s, list, ca.text, l.crl_url, e)) == RC_OK) {
		const struct sql_val v[] = { BLOB(l.serial), TEXT(ca.text), TEXT(list),
			INT(l.not_before_s), INT(l.not_after_s) };

		rc = run(s, S_NEW, v, ARRAY_LEN(v), NULL, NULL, e);
	}
	return rc;
}

static int64_t
state_number(str state)
{
	if (str_eq_z(state, "active"))
		return STATUS_GOOD;
	return str_eq_z(state, "suspended") ? STATUS_SUSPENDED : STATUS_REVOKED;
}

static enum rc
take_change(
    struct status_db *s, struct arena *a, const struct record_news *news, struct err *e)
{
	enum rc rc;
	str serial;

	if ((rc = hex_decode(a, news->serial, &serial, e)) == RC_OK) {
		const struct sql_val v[] = { BLOB(serial), INT(state_number(news->state)),
			INT(news->reason), INT(news->at_s), INT(news->invalidity_s),
			INT(news->number) };
		const struct sql_val w[] = { BLOB(serial), INT(news->number) };

		rc = sql_change_one(&s->q, S_CHANGE, v, ARRAY_LEN(v), e);
		if (rc == RC_OK)
			rc = run(s, S_CHANGED, w, ARRAY_LEN(w), NULL, NULL, e);
	}
	return rc;
}

/* One batch, in one transaction with the new mark. */
static enum rc
take_batch(struct status_db *s, struct arena *a, const struct record_news *news, size_t n,
    bool changes, struct mark *m, struct err *e)
{
	struct mark next = *m;
	enum rc rc = set_durable(s, changes, e);

	if (rc == RC_OK)
		rc = sql_begin(&s->q, e);
	if (rc != RC_OK)
		return rc;
	for (size_t i = 0; rc == RC_OK && i < n; i++)
		rc = changes ? take_change(s, a, &news[i], e)
			     : take_new(s, a, &news[i], e);
	*(changes ? &next.change : &next.signed_n) = news[n - 1].number;
	if (rc == RC_OK)
		rc = set_mark(s, &next, e);
	rc = sql_finish(&s->q, rc, e);
	if (rc == RC_OK)
		*m = next;
	return rc;
}

static enum rc
follow_kind(struct status_db *s, struct record *record, struct arena *a, bool changes,
    struct mark *m, struct err *e)
{
	struct record_news *news;
	size_t n;
	enum rc rc;

	do {
		arena_reset(a);
		rc = changes ? record_changes_since(record, a, m->change, &news, &n, e)
			     : record_signed_since(record, a, m->signed_n, &news, &n, e);
		if (rc == RC_OK && n > 0)
			rc = take_batch(s, a, news, n, changes, m, e);
	} while (rc == RC_OK && n == RECORD_NEWS);
	return rc;
}

enum rc
status_db_follow(struct status_db *s, struct record *record, struct err *e)
{
	struct arena *a = arena_new();
	struct mark m = { 0, 0 };
	enum rc rc = run(s, S_MARK_GET, NULL, 0, on_mark, &m, e);

	/* certificates first: a change is of one that is there */
	if (rc == RC_OK)
		rc = follow_kind(s, record, a, false, &m, e);
	if (rc == RC_OK)
		rc = follow_kind(s, record, a, true, &m, e);
	arena_free(a);
	return rc;
}

/* ---- lists ---- */

enum rc
status_db_want_list(struct status_db *s, str name, str ca, str url, struct err *e)
{
	const struct sql_val v[] = { TEXT(name), TEXT(ca), TEXT(url) };

	return run(s, S_LIST_WANT, v, ARRAY_LEN(v), NULL, NULL, e);
}

#define MOST_LISTS 1024

struct list_rows {
	struct arena *a;
	struct status_list *at;
	size_t n;
};

static void
on_list(sqlite3_stmt *st, void *arg)
{
	struct list_rows *rows = arg;

	if (rows->n == MOST_LISTS)
		return;
	rows->at[rows->n++] = (struct status_list){ .name = sql_column(rows->a, st, 0),
		.ca = sql_column(rows->a, st, 1),
		.number = sqlite3_column_int64(st, 2),
		.changes = sqlite3_column_int64(st, 3),
		.wanted = sqlite3_column_int64(st, 4),
		.this_s = sqlite3_column_int64(st, 5),
		.next_s = sqlite3_column_int64(st, 6),
		.sha256 = sql_column(rows->a, st, 7),
		.bytes = sqlite3_column_int64(st, 8),
		.urls = sql_column(rows->a, st, 9) };
}

enum rc
status_db_lists(struct status_db *s, struct arena *a, struct status_list **out,
    size_t *out_n, struct err *e)
{
	struct list_rows rows = { a, ARENA_ARRAY(a, MOST_LISTS, struct status_list), 0 };
	enum rc rc = run(s, S_LIST_ALL, NULL, 0, on_list, &rows, e);

	if (rc != RC_OK)
		return rc;
	*out = rows.at;
	*out_n = rows.n;
	return RC_OK;
}

enum rc
status_db_list_get(struct status_db *s, struct arena *a, str name,
    struct status_list *out, struct err *e)
{
	struct status_list one;
	struct list_rows rows = { a, &one, 0 };
	const struct sql_val v[] = { TEXT(name) };
	enum rc rc = run(s, S_LIST_GET, v, ARRAY_LEN(v), on_list, &rows, e);

	if (rc == RC_OK && rows.n == 0)
		rc = err_set(e, RC_NOT_FOUND, N_("Daftar pencabutan itu tidak ada."),
		    "no such list");
	if (rc == RC_OK)
		*out = one;
	return rc;
}

enum rc
status_db_list_set(struct status_db *s, const struct status_list *l, struct err *e)
{
	const struct sql_val v[] = { TEXT(l->name), INT(l->number), INT(l->changes),
		INT(l->this_s), INT(l->next_s), TEXT(l->sha256), INT(l->bytes) };

	return sql_change_one(&s->q, S_LIST_SET, v, ARRAY_LEN(v), e);
}

enum rc
status_db_list_of(
    struct status_db *s, struct arena *a, str serial_hex, str *out, struct err *e)
{
	struct text_row row = { a, STR_NONE };
	str serial;
	enum rc rc = hex_decode(a, serial_hex, &serial, e);

	if (rc == RC_OK) {
		const struct sql_val v[] = { BLOB(serial) };

		rc = run(s, S_LIST_OF, v, ARRAY_LEN(v), on_text, &row, e);
	}
	if (rc == RC_OK && row.text.p == NULL)
		rc = err_set(e, RC_NOT_FOUND,
		    N_("Sertifikat dengan nomor seri itu tidak ada."), "no such serial");
	if (rc == RC_OK)
		*out = row.text;
	return rc;
}

/* ---- entries ---- */

static sqlite3_stmt *
entries_stmt(struct status_walk *w)
{
	return w->s->q.prepared[w->whole ? S_ENTRIES_CA : S_ENTRIES_LIST];
}

static enum rc
entries_rewind(void *arg, struct err *e)
{
	struct status_walk *w = arg;
	sqlite3_stmt *st = entries_stmt(w);

	sqlite3_reset(st);
	if (sqlite3_bind_text64(
		st, 1, w->list.p, w->list.n, SQLITE_STATIC, SQLITE_UTF8) != SQLITE_OK)
		return sql_fail(w->s->db, e, "bind");
	return RC_OK;
}

static enum rc
entries_next(void *arg, struct pki_crl_entry *out, bool *out_more, struct err *e)
{
	struct status_walk *w = arg;
	sqlite3_stmt *st = entries_stmt(w);
	int code = sqlite3_step(st);

	*out_more = code == SQLITE_ROW;
	if (code == SQLITE_ROW) {
		*out = (struct pki_crl_entry){ .at_s = sqlite3_column_int64(st, 1),
			.reason = sqlite3_column_int(st, 2),
			.invalidity_s = sqlite3_column_int64(st, 3) };
		out->serial.p = sqlite3_column_blob(st, 0);
		out->serial.n = (size_t)sqlite3_column_bytes(st, 0);
		return RC_OK;
	}
	sqlite3_reset(st);
	return code == SQLITE_DONE ? RC_OK : sql_fail(w->s->db, e, "entries");
}

struct pki_crl_source
status_db_entries(struct status_walk *w)
{
	return (struct pki_crl_source){ entries_rewind, entries_next, w };
}

/* ---- responders ---- */

enum rc
status_db_put_responder(
    struct status_db *s, const struct status_responder *r, struct err *e)
{
	const struct sql_val v[] = { BLOB(r->serial), BLOB(r->der), TEXT(r->ca),
		TEXT(r->spki_id), INT(r->issued_s), INT(r->not_after_s) };
	enum rc rc = set_durable(s, true, e);

	return rc != RC_OK ? rc
			   : sql_change_one(&s->q, S_RESPONDER_PUT, v, ARRAY_LEN(v), e);
}

enum rc
status_db_responders_since(
    struct status_db *s, int64_t since_s, int64_t *out, struct err *e)
{
	const struct sql_val v[] = { INT(since_s) };

	return run(s, S_RESPONDER_COUNT, v, ARRAY_LEN(v), sql_on_int, out, e);
}
