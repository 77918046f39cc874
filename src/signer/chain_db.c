/* chain_db.c - the tables, and one function for each thing that is asked of them. */
#include "signer/chain_db.h"

#include <stdlib.h>

#include "base/codec.h"
#include "base/rnd.h"
#include "signer/record_private.h"

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS officer_key (key_id blob PRIMARY KEY, kind integer NOT NULL,"
    " alg integer NOT NULL, point blob NOT NULL UNIQUE, person text NOT NULL,"
    " name text NOT NULL, nip text NOT NULL, counter integer NOT NULL,"
    " added_s integer NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS verifier (key_id blob PRIMARY KEY REFERENCES officer_key,"
    " added_s integer NOT NULL, added_by text NOT NULL, removed_s integer,"
    " removed_by text) STRICT;"
    "CREATE TABLE IF NOT EXISTS authority (id text PRIMARY KEY, person text NOT NULL,"
    " name text NOT NULL, nip text NOT NULL, role text NOT NULL"
    " CHECK (role IN ('opip', 'reviewer')), office text NOT NULL, candidacy text NOT NULL,"
    " from_s integer NOT NULL, to_s integer NOT NULL,"
    " state text NOT NULL CHECK (state IN ('active', 'suspended', 'ended')),"
    " changed_s integer NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS authority_key (authority text NOT NULL REFERENCES authority,"
    " key_id blob NOT NULL REFERENCES officer_key, added_s integer NOT NULL,"
    " removed_s integer, PRIMARY KEY (authority, key_id)) STRICT;"
    "CREATE TABLE IF NOT EXISTS statement (seq integer PRIMARY KEY, id text NOT NULL UNIQUE,"
    " kind text NOT NULL, message text NOT NULL, sha256 blob NOT NULL UNIQUE,"
    " bytes blob NOT NULL, signatures blob NOT NULL, recorded_s integer NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS certified (serial text PRIMARY KEY REFERENCES issued,"
    " approval text NOT NULL UNIQUE REFERENCES statement (id), review text,"
    " activation_signature blob NOT NULL, revocation_sha256 blob NOT NULL,"
    " nip text NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS unsigned_act (id integer PRIMARY KEY, at_s integer NOT NULL,"
    " action text NOT NULL, subject text NOT NULL, actor text NOT NULL) STRICT;"
    "CREATE INDEX IF NOT EXISTS unsigned_act_when ON unsigned_act (action, at_s);"
    "CREATE TABLE IF NOT EXISTS ceremony_code (id integer PRIMARY KEY, salt blob NOT NULL,"
    " sha256 blob NOT NULL, made_s integer NOT NULL, expires_s integer NOT NULL,"
    " used_s integer, used_by text) STRICT;"
    "CREATE TRIGGER IF NOT EXISTS statement_kept BEFORE DELETE ON statement"
    " BEGIN SELECT RAISE(ABORT, 'statement is append-only'); END;"
    "CREATE TRIGGER IF NOT EXISTS statement_fixed BEFORE UPDATE ON statement"
    " BEGIN SELECT RAISE(ABORT, 'statement is append-only'); END;"
    "CREATE TRIGGER IF NOT EXISTS unsigned_kept BEFORE DELETE ON unsigned_act"
    " BEGIN SELECT RAISE(ABORT, 'unsigned_act is append-only'); END;"
    "CREATE TRIGGER IF NOT EXISTS unsigned_fixed BEFORE UPDATE ON unsigned_act"
    " BEGIN SELECT RAISE(ABORT, 'unsigned_act is append-only'); END;"
    "CREATE TRIGGER IF NOT EXISTS verifier_once BEFORE UPDATE ON verifier"
    " WHEN old.removed_s IS NOT NULL"
    " BEGIN SELECT RAISE(ABORT, 'a removed verifier stays removed'); END;"
    "CREATE TRIGGER IF NOT EXISTS authority_over BEFORE UPDATE ON authority"
    " WHEN old.state = 'ended'"
    " BEGIN SELECT RAISE(ABORT, 'an ended authority stays ended'); END;"
    "CREATE TRIGGER IF NOT EXISTS authority_key_over BEFORE UPDATE ON authority_key"
    " WHEN old.removed_s IS NOT NULL"
    " BEGIN SELECT RAISE(ABORT, 'a removed key stays removed'); END;"
    "CREATE TRIGGER IF NOT EXISTS code_over BEFORE UPDATE ON ceremony_code"
    " WHEN old.used_s IS NOT NULL"
    " BEGIN SELECT RAISE(ABORT, 'a used code stays used'); END;";

enum {
	S_AUTHORITY,
	S_AUTHORITY_SET,
	S_LATEST,
	S_KEY_FIND,
	S_KEY_POINT,
	S_KEY_KEEP,
	S_KEY_COUNTER,
	S_VERIFIER_ADD,
	S_VERIFIER_REMOVE,
	S_VERIFIERS,
	S_PERSON_VERIFIES,
	S_GRANT_FIND,
	S_GRANT_ADD,
	S_GRANT_SET,
	S_GRANT_KEY_ADD,
	S_GRANT_KEY_REMOVE,
	S_GRANT_HAS_KEY,
	S_STATEMENT_FIND,
	S_STATEMENT_KEEP,
	S_CERTIFIED,
	S_CERTIFICATE,
	S_UNSIGNED,
	S_UNSIGNED_COUNT,
	S_CODE_ADD,
	S_CODES_OPEN,
	S_CODE_USE,
	S_CODES_CLOSE,
	S_TRANSCRIPT,
	S__COUNT
};

static const char *const statements[S__COUNT] = {
	[S_AUTHORITY] = "SELECT value FROM meta WHERE key = 'authority'",
	[S_AUTHORITY_SET] = "INSERT INTO meta VALUES ('authority', ?1)",
	[S_LATEST] = "SELECT coalesce(max(recorded_s), 0) FROM statement WHERE seq ="
		     " (SELECT max(seq) FROM statement)",
	[S_KEY_FIND] =
	    "SELECT k.kind, k.alg, k.point, k.person, k.name, k.nip, k.counter,"
	    " v.key_id IS NOT NULL AND v.removed_s IS NULL, v.removed_s IS NOT NULL"
	    " FROM officer_key k LEFT JOIN verifier v ON v.key_id = k.key_id"
	    " WHERE k.key_id = ?1",
	[S_KEY_POINT] = "SELECT person FROM officer_key WHERE point = ?1",
	[S_KEY_KEEP] =
	    "INSERT INTO officer_key (key_id, kind, alg, point, person, name, nip,"
	    " counter, added_s) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8)",
	[S_KEY_COUNTER] = "UPDATE officer_key SET counter = ?2 WHERE key_id = ?1",
	[S_VERIFIER_ADD] =
	    "INSERT INTO verifier (key_id, added_s, added_by) VALUES (?1, ?2, ?3)",
	[S_VERIFIER_REMOVE] = "UPDATE verifier SET removed_s = ?2, removed_by = ?3"
			      " WHERE key_id = ?1 AND removed_s IS NULL",
	[S_VERIFIERS] = "SELECT count(*) FROM verifier WHERE removed_s IS NULL",
	[S_PERSON_VERIFIES] =
	    "SELECT count(*) FROM verifier v JOIN officer_key k ON k.key_id = v.key_id"
	    " WHERE v.removed_s IS NULL AND (k.person = ?1 OR (?2 <> '' AND k.nip = ?2))",
	[S_GRANT_FIND] =
	    "SELECT id, person, name, nip, role, office, candidacy, state, from_s, to_s,"
	    " changed_s, (SELECT count(*) FROM authority_key WHERE authority = id"
	    " AND removed_s IS NULL) FROM authority WHERE id = ?1",
	[S_GRANT_ADD] =
	    "INSERT INTO authority (id, person, name, nip, role, office, candidacy, state,"
	    " from_s, to_s, changed_s) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'active', ?8,"
	    " ?9, ?10)",
	[S_GRANT_SET] = "UPDATE authority SET state = ?2, changed_s = ?3 WHERE id = ?1"
			" AND state <> 'ended'",
	[S_GRANT_KEY_ADD] =
	    "INSERT INTO authority_key (authority, key_id, added_s) VALUES (?1, ?2, ?3)",
	[S_GRANT_KEY_REMOVE] =
	    "UPDATE authority_key SET removed_s = ?3"
	    " WHERE authority = ?1 AND key_id = ?2 AND removed_s IS NULL",
	[S_GRANT_HAS_KEY] = "SELECT count(*) FROM authority_key WHERE authority = ?1"
			    " AND key_id = ?2 AND removed_s IS NULL",
	[S_STATEMENT_FIND] =
	    "SELECT id, kind, message, sha256, bytes, signatures, recorded_s FROM statement"
	    " WHERE id = ?1",
	[S_STATEMENT_KEEP] =
	    "INSERT INTO statement (id, kind, message, sha256, bytes, signatures,"
	    " recorded_s) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[S_CERTIFIED] =
	    "INSERT INTO certified VALUES (?1, ?2, nullif(?3, ''), ?4, ?5, ?6)",
	[S_CERTIFICATE] = "SELECT i.serial, c.approval, c.review, c.activation_signature,"
			  " c.revocation_sha256, coalesce(c.nip, ''), i.office, i.spki"
			  " FROM issued i LEFT JOIN certified c ON c.serial = i.serial"
			  " WHERE i.serial = ?1 AND i.state = 'signed'",
	[S_UNSIGNED] = "INSERT INTO unsigned_act (at_s, action, subject, actor)"
		       " VALUES (?1, ?2, ?3, ?4)",
	[S_UNSIGNED_COUNT] = "SELECT count(*) FROM unsigned_act WHERE action = ?1"
			     " AND at_s > ?3 AND (?2 = '' OR subject = ?2)",
	[S_CODE_ADD] = "INSERT INTO ceremony_code (salt, sha256, made_s, expires_s)"
		       " VALUES (?1, ?2, ?3, ?4)",
	[S_CODES_OPEN] = "SELECT id, salt, sha256 FROM ceremony_code WHERE used_s IS NULL"
			 " AND expires_s > ?1 ORDER BY id LIMIT 64",
	[S_CODE_USE] = "UPDATE ceremony_code SET used_s = ?3, used_by = ?2 WHERE id = ?1"
		       " AND used_s IS NULL",
	[S_CODES_CLOSE] = "UPDATE ceremony_code SET used_s = ?1, used_by = ''"
			  " WHERE used_s IS NULL",
	[S_TRANSCRIPT] =
	    "SELECT at_s, what, subject, sha256, bytes, signatures FROM ("
	    " SELECT recorded_s AS at_s, 1 AS ord, seq, kind AS what, id AS subject, sha256,"
	    "  bytes, signatures FROM statement WHERE message IN ('ceremony_enrol',"
	    "  'statement_record')"
	    " UNION ALL SELECT made_s, 0, min(id), 'codes', count(*), x'', x'', x''"
	    "  FROM ceremony_code GROUP BY made_s"
	    " UNION ALL SELECT at_s, 2, id, 'unsigned ' || action, subject || ' ' || actor,"
	    "  x'', x'', x'' FROM unsigned_act WHERE action NOT IN ('suspend',"
	    "  'revocation_code'))"
	    " ORDER BY at_s, ord, seq",
};

struct chain_db {
	struct sql q;
	str authority;
};

struct row {
	struct arena *a;
	void *out;
	bool found;
};

static void
on_text(sqlite3_stmt *st, void *arg)
{
	struct row *row = arg;

	row->found = true;
	*(str *)row->out = sql_column(row->a, st, 0);
}

static enum rc
not_found(struct err *e, const char *what)
{
	return err_set(e, RC_NOT_FOUND,
	    N_("Data itu tidak ada pada penerbit sertifikat."), "signer.db: no such %s",
	    what);
}

/* Random once, then for ever: another authority's statements are not ours. */
static enum rc
load_authority(struct arena *a, struct chain_db *c, struct err *e)
{
	struct row row = { a, &c->authority, false };
	struct sql_val v[1];
	enum rc rc = sql_run(&c->q, S_AUTHORITY, NULL, 0, on_text, &row, NULL, e);

	if (rc != RC_OK || row.found)
		return rc;
	c->authority = str_fmt(a, "paraf-%.*s", STR_ARG(rnd_token(a)));
	v[0] = TEXT(c->authority);
	return sql_change_one(&c->q, S_AUTHORITY_SET, v, 1, e);
}

enum rc
chain_db_open(
    struct arena *a, struct record *record, struct chain_db **out, struct err *e)
{
	struct chain_db *c = calloc(1, sizeof(*c));
	int *depth;
	sqlite3 *db = record_db(record, &depth);
	enum rc rc;

	if (c == NULL)
		BUG("out of memory");
	if (sqlite3_exec(db, schema, NULL, NULL, NULL) != SQLITE_OK)
		rc = sql_fail(db, e, "chain tables");
	else
		rc = sql_prepare(&c->q, db, depth, statements, S__COUNT, e);
	if (rc == RC_OK)
		rc = load_authority(a, c, e);
	if (rc != RC_OK) {
		chain_db_close(c);
		return rc;
	}
	*out = c;
	return RC_OK;
}

void
chain_db_close(struct chain_db *c)
{
	if (c == NULL)
		return;
	sql_close(&c->q);
	free(c);
}

str
chain_db_authority(const struct chain_db *c)
{
	return c->authority;
}

enum rc
chain_db_latest(struct chain_db *c, int64_t *out_s, struct err *e)
{
	*out_s = 0;
	return sql_run(&c->q, S_LATEST, NULL, 0, sql_on_int, out_s, NULL, e);
}

/* ---- keys ---- */

static void
on_key(sqlite3_stmt *st, void *arg)
{
	struct row *row = arg;
	struct chain_key *k = row->out;

	row->found = true;
	k->key.kind = (enum statement_key_kind)sqlite3_column_int(st, 0);
	k->key.alg = (enum statement_key_alg)sqlite3_column_int(st, 1);
	k->key.point = sql_column(row->a, st, 2);
	k->person = sql_column(row->a, st, 3);
	k->name = sql_column(row->a, st, 4);
	k->nip = sql_column(row->a, st, 5);
	k->counter = sqlite3_column_int64(st, 6);
	k->verifier = sqlite3_column_int(st, 7) != 0;
	k->was_verifier = sqlite3_column_int(st, 8) != 0;
}

enum rc
chain_key_find(
    struct chain_db *c, struct arena *a, str key_id, struct chain_key *out, struct err *e)
{
	const struct sql_val v[] = { BLOB(key_id) };
	struct chain_key k = { .key.id = key_id };
	struct row row = { a, &k, false };
	enum rc rc = sql_run(&c->q, S_KEY_FIND, v, 1, on_key, &row, NULL, e);

	if (rc != RC_OK)
		return rc;
	if (!row.found)
		return not_found(e, "key");
	*out = k;
	return RC_OK;
}

enum rc
chain_point_person(
    struct chain_db *c, struct arena *a, str point, str *out, struct err *e)
{
	const struct sql_val v[] = { BLOB(point) };
	struct row row = { a, out, false };

	*out = STR_NONE;
	return sql_run(&c->q, S_KEY_POINT, v, 1, on_text, &row, NULL, e);
}

enum rc
chain_key_keep(
    struct chain_db *c, const struct chain_key *k, int64_t now_s, struct err *e)
{
	const struct sql_val v[] = { BLOB(k->key.id), INT(k->key.kind), INT(k->key.alg),
		BLOB(k->key.point), TEXT(k->person), TEXT(k->name), TEXT(k->nip),
		INT(now_s) };

	return sql_change_one(&c->q, S_KEY_KEEP, v, ARRAY_LEN(v), e);
}

enum rc
chain_key_counter(struct chain_db *c, str key_id, int64_t counter, struct err *e)
{
	const struct sql_val v[] = { BLOB(key_id), INT(counter) };

	return sql_change_one(&c->q, S_KEY_COUNTER, v, ARRAY_LEN(v), e);
}

enum rc
chain_verifier_add(
    struct chain_db *c, str key_id, str statement, int64_t now_s, struct err *e)
{
	const struct sql_val v[] = { BLOB(key_id), INT(now_s), TEXT(statement) };

	return sql_change_one(&c->q, S_VERIFIER_ADD, v, ARRAY_LEN(v), e);
}

enum rc
chain_verifier_remove(
    struct chain_db *c, str key_id, str statement, int64_t now_s, struct err *e)
{
	const struct sql_val v[] = { BLOB(key_id), INT(now_s), TEXT(statement) };

	return sql_change_one(&c->q, S_VERIFIER_REMOVE, v, ARRAY_LEN(v), e);
}

enum rc
chain_person_verifies(struct chain_db *c, str person, str nip, bool *out, struct err *e)
{
	const struct sql_val v[] = { TEXT(person), TEXT(nip) };
	int64_t n = 0;
	enum rc rc =
	    sql_run(&c->q, S_PERSON_VERIFIES, v, ARRAY_LEN(v), sql_on_int, &n, NULL, e);

	*out = n > 0;
	return rc;
}

enum rc
chain_verifiers(struct chain_db *c, int64_t *out_keys, struct err *e)
{
	return sql_run(&c->q, S_VERIFIERS, NULL, 0, sql_on_int, out_keys, NULL, e);
}

/* ---- grants ---- */

static void
on_grant(sqlite3_stmt *st, void *arg)
{
	struct row *row = arg;
	struct chain_grant *g = row->out;
	str *const texts[] = { &g->id, &g->person, &g->name, &g->nip, &g->role,
		&g->office, &g->candidacy, &g->state };

	row->found = true;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = sql_column(row->a, st, (int)i);
	g->from_s = sqlite3_column_int64(st, 8);
	g->to_s = sqlite3_column_int64(st, 9);
	g->changed_s = sqlite3_column_int64(st, 10);
	g->keys = sqlite3_column_int64(st, 11);
}

enum rc
chain_grant_find(
    struct chain_db *c, struct arena *a, str id, struct chain_grant *out, struct err *e)
{
	const struct sql_val v[] = { TEXT(id) };
	struct row row = { a, out, false };
	enum rc rc = sql_run(&c->q, S_GRANT_FIND, v, 1, on_grant, &row, NULL, e);

	return rc != RC_OK || row.found ? rc : not_found(e, "grant");
}

enum rc
chain_grant_add(
    struct chain_db *c, const struct chain_grant *g, int64_t now_s, struct err *e)
{
	const struct sql_val v[] = { TEXT(g->id), TEXT(g->person), TEXT(g->name),
		TEXT(g->nip), TEXT(g->role), TEXT(g->office), TEXT(g->candidacy),
		INT(g->from_s), INT(g->to_s), INT(now_s) };

	return sql_change_one(&c->q, S_GRANT_ADD, v, ARRAY_LEN(v), e);
}

enum rc
chain_grant_set(
    struct chain_db *c, str id, const char *state, int64_t now_s, struct err *e)
{
	const struct sql_val v[] = { TEXT(id), TEXT(str_from_z(state)), INT(now_s) };

	return sql_change_one(&c->q, S_GRANT_SET, v, ARRAY_LEN(v), e);
}

enum rc
chain_grant_key_add(
    struct chain_db *c, str grant, str key_id, int64_t now_s, struct err *e)
{
	const struct sql_val v[] = { TEXT(grant), BLOB(key_id), INT(now_s) };

	return sql_change_one(&c->q, S_GRANT_KEY_ADD, v, ARRAY_LEN(v), e);
}

enum rc
chain_grant_key_remove(
    struct chain_db *c, str grant, str key_id, int64_t now_s, struct err *e)
{
	const struct sql_val v[] = { TEXT(grant), BLOB(key_id), INT(now_s) };

	return sql_change_one(&c->q, S_GRANT_KEY_REMOVE, v, ARRAY_LEN(v), e);
}

enum rc
chain_grant_has_key(struct chain_db *c, str grant, str key_id, bool *out, struct err *e)
{
	const struct sql_val v[] = { TEXT(grant), BLOB(key_id) };
	int64_t n = 0;
	enum rc rc =
	    sql_run(&c->q, S_GRANT_HAS_KEY, v, ARRAY_LEN(v), sql_on_int, &n, NULL, e);

	*out = n == 1;
	return rc;
}

/* ---- statements ---- */

static void
on_statement(sqlite3_stmt *st, void *arg)
{
	struct row *row = arg;
	struct chain_statement *s = row->out;
	str *const parts[] = { &s->id, &s->kind, &s->message, &s->sha256, &s->bytes,
		&s->signatures };

	row->found = true;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		*parts[i] = sql_column(row->a, st, (int)i);
	s->recorded_s = sqlite3_column_int64(st, 6);
}

enum rc
chain_statement_find(struct chain_db *c, struct arena *a, str id,
    struct chain_statement *out, struct err *e)
{
	const struct sql_val v[] = { TEXT(id) };
	struct row row = { a, out, false };
	enum rc rc = sql_run(&c->q, S_STATEMENT_FIND, v, 1, on_statement, &row, NULL, e);

	return rc != RC_OK || row.found ? rc : not_found(e, "statement");
}

enum rc
chain_statement_keep(struct chain_db *c, const struct chain_statement *s, struct err *e)
{
	const struct sql_val v[] = { TEXT(s->id), TEXT(s->kind), TEXT(s->message),
		BLOB(s->sha256), BLOB(s->bytes), BLOB(s->signatures),
		INT(s->recorded_s) };

	return sql_change_one(&c->q, S_STATEMENT_KEEP, v, ARRAY_LEN(v), e);
}

enum rc
chain_certified(struct chain_db *c, const struct chain_certificate *cert, struct err *e)
{
	const struct sql_val v[] = { TEXT(cert->serial), TEXT(cert->approval),
		TEXT(cert->review), BLOB(cert->activation_signature),
		BLOB(cert->revocation_sha256), TEXT(cert->nip) };

	return sql_change_one(&c->q, S_CERTIFIED, v, ARRAY_LEN(v), e);
}

static void
on_certificate(sqlite3_stmt *st, void *arg)
{
	struct row *row = arg;
	struct chain_certificate *o = row->out;
	str *const parts[] = { &o->serial, &o->approval, &o->review,
		&o->activation_signature, &o->revocation_sha256, &o->nip, &o->office,
		&o->spki };

	row->found = true;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		*parts[i] = sql_column(row->a, st, (int)i);
}

enum rc
chain_certificate_find(struct chain_db *c, struct arena *a, str serial,
    struct chain_certificate *out, struct err *e)
{
	const struct sql_val v[] = { TEXT(serial) };
	struct row row = { a, out, false };
	enum rc rc = sql_run(&c->q, S_CERTIFICATE, v, 1, on_certificate, &row, NULL, e);

	return rc != RC_OK || row.found ? rc : not_found(e, "certificate");
}

/* ---- without a signature ---- */

enum rc
chain_unsigned(struct chain_db *c, const char *action, str subject, str actor,
    int64_t now_s, struct err *e)
{
	const struct sql_val v[] = { INT(now_s), TEXT(str_from_z(action)), TEXT(subject),
		TEXT(actor) };

	return sql_change_one(&c->q, S_UNSIGNED, v, ARRAY_LEN(v), e);
}

enum rc
chain_unsigned_count(struct chain_db *c, const char *action, str subject, int64_t from_s,
    int64_t *out, struct err *e)
{
	const struct sql_val v[] = { TEXT(str_from_z(action)), TEXT(subject),
		INT(from_s) };

	return sql_run(
	    &c->q, S_UNSIGNED_COUNT, v, ARRAY_LEN(v), sql_on_int, out, NULL, e);
}

/* ---- ceremony ---- */

enum rc
chain_code_add(struct chain_db *c, str salt, str sha256, int64_t now_s, int64_t expires_s,
    struct err *e)
{
	const struct sql_val v[] = { BLOB(salt), BLOB(sha256), INT(now_s),
		INT(expires_s) };

	return sql_change_one(&c->q, S_CODE_ADD, v, ARRAY_LEN(v), e);
}

struct code_rows {
	struct arena *a;
	struct chain_code *at;
	size_t n;
};

static void
on_code(sqlite3_stmt *st, void *arg)
{
	struct code_rows *rows = arg;

	rows->at[rows->n++] = (struct chain_code){ sqlite3_column_int64(st, 0),
		sql_column(rows->a, st, 1), sql_column(rows->a, st, 2) };
}

enum rc
chain_codes_open(struct chain_db *c, struct arena *a, int64_t now_s,
    struct chain_code **out, size_t *out_n, struct err *e)
{
	const struct sql_val v[] = { INT(now_s) };
	struct code_rows rows = { a, ARENA_ARRAY(a, 64, struct chain_code), 0 };
	enum rc rc = sql_run(&c->q, S_CODES_OPEN, v, 1, on_code, &rows, NULL, e);

	*out = rows.at;
	*out_n = rows.n;
	return rc;
}

enum rc
chain_code_use(
    struct chain_db *c, int64_t id, str statement, int64_t now_s, struct err *e)
{
	const struct sql_val v[] = { INT(id), TEXT(statement), INT(now_s) };

	return sql_change_one(&c->q, S_CODE_USE, v, ARRAY_LEN(v), e);
}

enum rc
chain_codes_close(struct chain_db *c, int64_t now_s, struct err *e)
{
	const struct sql_val v[] = { INT(now_s) };

	return sql_run(&c->q, S_CODES_CLOSE, v, 1, NULL, NULL, NULL, e);
}

struct event_rows {
	struct arena *a;
	void (*each)(const struct chain_event *ev, void *arg);
	void *arg;
};

static void
on_event(sqlite3_stmt *st, void *arg)
{
	struct event_rows *rows = arg;
	const struct chain_event ev = { sqlite3_column_int64(st, 0),
		sql_column(rows->a, st, 1), sql_column(rows->a, st, 2),
		sql_column(rows->a, st, 3), sql_column(rows->a, st, 4),
		sql_column(rows->a, st, 5) };

	rows->each(&ev, rows->arg);
}

enum rc
chain_transcript(struct chain_db *c, struct arena *a,
    void (*each)(const struct chain_event *ev, void *arg), void *arg, struct err *e)
{
	struct event_rows rows = { a, each, arg };

	return sql_run(&c->q, S_TRANSCRIPT, NULL, 0, on_event, &rows, NULL, e);
}
