/*
 * pgsql.c - the PostgreSQL engine: libpq, prepared statements, binary values both ways.
 *
 * In a transaction, statements that return `later` are sent without waiting (pipeline mode of libpq);
 * the next statement that has something to say, or settle(), reads all answers in one go.
 *
 * A lost connection is made anew, with back-off, at the next begin (writing) or run (reading); never
 * inside a transaction. Until then everything answers RC_UNAVAILABLE at once.
 */
#include <endian.h>
#include <libpq-fe.h>
#include <stdlib.h>

#include "base/clock.h"
#include "store/engine.h"

#define BACKOFF_FIRST_MS 100
#define BACKOFF_MAX_MS   5000
#define SCHEMA_LOCK      "6072171" /* any number: all programs of ours use the same */
/* Sent and not read: so few that their answers fit into the socket and neither side ever waits to write. */
#define LATER_MAX 64

enum { OID_BYTEA = 17, OID_INT8 = 20, OID_INT4 = 23, OID_TEXT = 25, OID_VARCHAR = 1043 };

struct pg_db {
	struct db db;
	PGconn *c;                              /* NULL when lost */
	bool *prepared;                         /* by index in sql_stmts */
	const struct sql_stmt *sent[LATER_MAX]; /* whose answers are still to be read */
	size_t n_sent;
	int64_t retry_at_ms, backoff_ms;
};

static const char msg_internal[] = N_("Terjadi kesalahan pada sistem kami.");

/* First line of a libpq message: the rest may quote values. */
static int
line_length(const char *message)
{
	return (int)strcspn(message, "\r\n");
}

static void
drop(struct pg_db *p)
{
	PQfinish(p->c);
	p->c = NULL;
	p->n_sent = 0;
	memset(p->prepared, 0, sql_n_stmts * sizeof(*p->prepared));
}

static void
no_notice(void *arg, const PGresult *r)
{
	(void)arg;
	(void)r;
}

/* What a session must be before it is used. */
static bool
session_ready(struct pg_db *p)
{
	const char *sql =
	    p->db.writing
		? "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s';"
		  "SET client_min_messages = warning; SELECT set_config('synchronous_commit', 'on', false)"
		  " WHERE current_setting('synchronous_commit') = 'off'"
		: "SET default_transaction_read_only = on; SET statement_timeout = '30s';"
		  "SET client_min_messages = warning";
	PGresult *r = PQexec(p->c, sql);
	ExecStatusType status = PQresultStatus(r);

	PQclear(r);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static enum rc
connect_now(struct pg_db *p, struct err *e)
{
	/* what stands before dbname yields to the URL; what stands after does not */
	static const char *const keys[] = { "connect_timeout", "tcp_user_timeout",
		"fallback_application_name", "dbname", "client_encoding", NULL };
	const char *const values[] = { "3", "10000", "paraf", p->db.store->where, "UTF8",
		NULL };

	if (clock_monotonic_ms() < p->retry_at_ms)
		return err_set(
		    e, RC_UNAVAILABLE, store_msg_away, "postgresql: away, waiting");
	p->c = PQconnectdbParams(keys, values, 1);
	if (PQstatus(p->c) == CONNECTION_OK) {
		PQsetNoticeReceiver(p->c, no_notice, NULL);
		if (session_ready(p)) {
			p->backoff_ms = 0;
			return RC_OK;
		}
	}
	p->backoff_ms = p->backoff_ms == 0 ? BACKOFF_FIRST_MS : p->backoff_ms * 2;
	if (p->backoff_ms > BACKOFF_MAX_MS)
		p->backoff_ms = BACKOFF_MAX_MS;
	p->retry_at_ms = clock_monotonic_ms() + p->backoff_ms;
	err_set(e, RC_UNAVAILABLE, store_msg_away, "postgresql: %.*s",
	    line_length(PQerrorMessage(p->c)), PQerrorMessage(p->c));
	drop(p);
	return RC_UNAVAILABLE;
}

static bool
state_starts(const char *state, const char *prefix)
{
	return strncmp(state, prefix, strlen(prefix)) == 0;
}

/* Conditions that pass: the same thing may work in a moment. */
static bool
passes(const char *state)
{
	static const char *const classes[] = { "08", "40", "53", "55P03", "57", "58",
		"25006", "25P03", NULL };

	for (size_t i = 0; classes[i] != NULL; i++)
		if (state_starts(state, classes[i]))
			return true;
	return false;
}

/* "Key (office, seq)=(...) already exists." as "unique: letter(office, seq)"; no values. */
static enum rc
conflict(const PGresult *r, struct err *e)
{
	const char *table = PQresultErrorField(r, PG_DIAG_TABLE_NAME);
	str detail = str_from_z(PQresultErrorField(r, PG_DIAG_MESSAGE_DETAIL)), columns;

	str_cut(&detail, '(');
	columns = str_cut(&detail, ')');
	return err_set(e, RC_CONFLICT, N_("Data yang sama sudah ada."),
	    "unique: %s(%.*s)", table != NULL ? table : "?", STR_ARG(columns));
}

/* Describe a result that is not what was hoped for; drops a connection that is of no more use. */
static enum rc
fail(struct pg_db *p, const PGresult *r, const char *what, struct err *e)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *message = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	bool lost = PQstatus(p->c) != CONNECTION_OK;

	if (state == NULL)
		state = "";
	if (message == NULL)
		message = PQerrorMessage(p->c);
	if (strcmp(state, "40P01") == 0 || strcmp(state, "40001") == 0)
		p->db.deadlock = true;
	if (strcmp(state, "23505") == 0)
		return conflict(r, e);
	if (lost || (passes(state) && (p->db.writing || strcmp(state, "25006") != 0))) {
		err_set(e, RC_UNAVAILABLE, store_msg_away, "%s: postgresql %s %.*s", what,
		    state, line_length(message), message);
		/* a server that became a standby: find the new primary */
		if (lost || strcmp(state, "25006") == 0)
			drop(p);
		return RC_UNAVAILABLE;
	}
	return err_set(e, RC_INTERNAL, msg_internal, "%s: postgresql %s %.*s", what,
	    state, line_length(message), message);
}

static enum rc
pg_check(struct store *s, struct err *e)
{
	char *why = NULL;
	PQconninfoOption *o = PQconninfoParse(s->where, &why);

	if (o == NULL) {
		err_set(e, RC_INVALID, N_("Alamat basis data tidak dikenal."),
		    "database: %.*s", why != NULL ? line_length(why) : 0,
		    why != NULL ? why : "");
		PQfreemem(why);
		return RC_INVALID;
	}
	PQconninfoFree(o);
	return RC_OK;
}

static enum rc
pg_open(struct store *s, bool writing, struct db **out_db, struct err *e)
{
	struct pg_db *p = calloc(1, sizeof(*p));

	(void)e;
	BUG_ON(p == NULL);
	p->db = (struct db){ .engine = &engine_pgsql, .store = s, .writing = writing };
	p->prepared = calloc(sql_n_stmts, sizeof(*p->prepared));
	BUG_ON(p->prepared == NULL);
	*out_db = &p->db;
	return RC_OK;
}

static void
pg_close(struct db *db)
{
	struct pg_db *p = (struct pg_db *)db;

	PQfinish(p->c);
	free(p->prepared);
	free(p);
}

static bool
pg_in_transaction(struct db *db)
{
	struct pg_db *p = (struct pg_db *)db;
	PGTransactionStatusType status =
	    p->c == NULL ? PQTRANS_UNKNOWN : PQtransactionStatus(p->c);

	return status == PQTRANS_INTRANS || status == PQTRANS_INERROR ||
	       (status == PQTRANS_ACTIVE && p->n_sent > 0);
}

/* Connected, or RC_UNAVAILABLE. In a writing connection only begin() may connect. */
static enum rc
ready(struct pg_db *p, bool may_connect, struct err *e)
{
	if (p->c != NULL)
		return RC_OK;
	if (!may_connect)
		return err_set(
		    e, RC_UNAVAILABLE, store_msg_away, "postgresql: connection lost");
	return connect_now(p, e);
}

/* ---- what was sent without waiting ---- */

/* The answer to one statement in pipeline mode, with the mark of its end taken off. */
static PGresult *
next_answer(struct pg_db *p)
{
	PGresult *r = PQgetResult(p->c);

	if (r != NULL && PQresultStatus(r) != PGRES_PIPELINE_SYNC)
		PQclear(PQgetResult(p->c));
	return r;
}

/* Read the answers to all that was sent; the first failure is the error. */
static enum rc
read_sent(struct pg_db *p, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0, n = p->n_sent; i < n && p->c != NULL; i++) {
		PGresult *r = next_answer(p);
		ExecStatusType status = PQresultStatus(r);

		if (rc == RC_OK && status != PGRES_COMMAND_OK &&
		    status != PGRES_TUPLES_OK)
			rc = fail(p, r, p->sent[i]->name, e);
		PQclear(r);
	}
	p->n_sent = 0;
	return rc;
}

/* After the last answer: back to one statement at a time. */
static enum rc
leave_pipeline(struct pg_db *p, struct err *e)
{
	PGresult *r = PQgetResult(p->c);
	bool good = PQresultStatus(r) == PGRES_PIPELINE_SYNC;

	PQclear(r);
	if (good && PQexitPipelineMode(p->c) == 1)
		return RC_OK;
	err_set(e, RC_UNAVAILABLE, store_msg_away, "postgresql: pipeline: %.*s",
	    line_length(PQerrorMessage(p->c)), PQerrorMessage(p->c));
	drop(p);
	return RC_UNAVAILABLE;
}

static enum rc
lost(struct pg_db *p, const char *what, struct err *e)
{
	err_set(e, RC_UNAVAILABLE, store_msg_away, "%s: postgresql %.*s", what,
	    line_length(PQerrorMessage(p->c)), PQerrorMessage(p->c));
	drop(p);
	return RC_UNAVAILABLE;
}

static enum rc
pg_settle(struct db *db, struct err *e)
{
	struct pg_db *p = (struct pg_db *)db;
	struct err second;
	enum rc rc;

	if (p->n_sent == 0)
		return RC_OK;
	if (PQpipelineSync(p->c) != 1)
		return lost(p, "settle", e);
	rc = read_sent(p, e);
	if (p->c != NULL && leave_pipeline(p, rc == RC_OK ? e : &second) != RC_OK)
		return RC_UNAVAILABLE;
	return rc;
}

static bool
type_fits(enum sql_type declared, Oid found)
{
	switch (declared) {
	case SQL_TEXT:
		return found == OID_TEXT || found == OID_VARCHAR;
	case SQL_BIGINT:
		return found == OID_INT8 || found == OID_INT4;
	case SQL_BLOB:
		return found == OID_BYTEA;
	}
	return false;
}

/* The columns the server announces must be those declared in db/queries. */
static enum rc
check_columns(const PGresult *r, const struct sql_stmt *s, struct err *e)
{
	if (PQnfields(r) != (int)s->n_out)
		return err_set(e, RC_INTERNAL, msg_internal,
		    "%s: %d columns instead of %zu", s->name, PQnfields(r), s->n_out);
	for (size_t i = 0; i < s->n_out; i++)
		if (!type_fits(s->out[i].type, PQftype(r, (int)i)))
			return err_set(e, RC_INTERNAL, msg_internal,
			    "%s: column %s has another type (oid %u)", s->name,
			    s->out[i].name, PQftype(r, (int)i));
	return RC_OK;
}

static enum rc
describe(struct pg_db *p, const struct sql_stmt *s, struct err *e)
{
	PGresult *r = PQdescribePrepared(p->c, s->name);
	enum rc rc = PQresultStatus(r) == PGRES_COMMAND_OK ? check_columns(r, s, e)
							   : fail(p, r, s->name, e);

	PQclear(r);
	return rc;
}

static enum rc
pg_prepare(struct db *db, const struct sql_stmt *s, struct err *e)
{
	static const Oid oids[] = { OID_TEXT, OID_INT8, OID_BYTEA };
	struct pg_db *p = (struct pg_db *)db;
	enum rc rc = ready(p, !db->writing, e);
	PGresult *r;
	Oid *types;

	if (rc != RC_OK || p->prepared[s->index])
		return rc;
	rc = pg_settle(db, e);
	if (rc != RC_OK)
		return rc;
	types = arena_array(db->a, s->n_in + 1, sizeof(*types));
	for (size_t i = 0; i < s->n_in; i++)
		types[i] = oids[s->in[i].type];
	r = PQprepare(p->c, s->name, s->pgsql, (int)s->n_in, types);
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		rc = fail(p, r, s->name, e);
	PQclear(r);
	if (rc == RC_OK)
		rc = describe(p, s, e);
	if (rc == RC_OK)
		p->prepared[s->index] = true;
	return rc;
}

/* Types were checked when the statement was prepared. */
static enum rc
take_value(const PGresult *r, int row, int col, const struct sql_stmt *s, void *at,
    struct arena *a, struct err *e)
{
	const char *p = PQgetvalue(r, row, col);
	size_t n = (size_t)PQgetlength(r, row, col);
	bool null = PQgetisnull(r, row, col);
	int64_t value = 0;

	if (s->out[col].type != SQL_BIGINT)
		return result_text(s, (size_t)col, at,
		    null ? STR_NONE : (str){ arena_copy(a, p, n), n }, e);
	if (!null && n == sizeof(uint64_t)) {
		uint64_t wide;

		memcpy(&wide, p, n);
		value = (int64_t)be64toh(wide);
	} else if (!null) {
		uint32_t narrow;

		BUG_ON(n != sizeof(narrow));
		memcpy(&narrow, p, n);
		value = (int32_t)be32toh(narrow);
	}
	return result_int(s, (size_t)col, at, null, value, e);
}

static enum rc
take_rows(const PGresult *r, const struct sql_stmt *s, struct result *out, struct err *e)
{
	for (int i = 0; i < PQntuples(r); i++) {
		void *row = result_row(out, e);

		if (row == NULL)
			return e->rc;
		for (size_t k = 0; k < s->n_out; k++) {
			enum rc rc = take_value(r, i, (int)k, s, row, out->a, e);

			if (rc != RC_OK)
				return rc;
		}
	}
	return RC_OK;
}

/* Send a statement; in pipeline mode nothing is waited for. */
static int
send_one(struct pg_db *p, const struct sql_stmt *s, const void *in)
{
	struct arena *a = p->db.a;
	const char **values = arena_array(a, s->n_in + 1, sizeof(*values));
	int *lengths = arena_array(a, s->n_in + 1, sizeof(*lengths));
	int *formats = arena_array(a, s->n_in + 1, sizeof(*formats));
	uint64_t *numbers = arena_array(a, s->n_in + 1, sizeof(*numbers));

	for (size_t i = 0; i < s->n_in; i++) {
		formats[i] = 1;
		if (s->in[i].type == SQL_BIGINT) {
			int64_t n = input_int(s, i, in);

			numbers[i] = htobe64((uint64_t)n);
			values[i] = n == SQL_NULL_INT ? NULL : (const char *)&numbers[i];
			lengths[i] = sizeof(numbers[i]);
		} else {
			str value = input_text(s, i, in);

			BUG_ON(value.n > INT32_MAX);
			values[i] = value.p;
			lengths[i] = (int)value.n;
		}
	}
	return PQsendQueryPrepared(
	    p->c, s->name, (int)s->n_in, values, lengths, formats, 1);
}

static enum rc
run_later(struct pg_db *p, const struct sql_stmt *s, const void *in, struct err *e)
{
	enum rc rc = RC_OK;

	if (p->n_sent == LATER_MAX)
		rc = pg_settle(&p->db, e);
	if (rc != RC_OK)
		return rc;
	if (p->n_sent == 0 && PQenterPipelineMode(p->c) != 1)
		return lost(p, s->name, e);
	p->sent[p->n_sent++] = s;
	if (send_one(p, s, in) != 1)
		return lost(p, s->name, e);
	return RC_OK;
}

/* The answer to a statement just sent, all of whose rows come at once. */
static enum rc
take_answer(struct pg_db *p, const PGresult *r, const struct sql_stmt *s,
    struct result *out, struct err *e)
{
	ExecStatusType status = PQresultStatus(r);
	enum rc rc = RC_OK;

	if (status == PGRES_TUPLES_OK)
		rc = take_rows(r, s, out, e);
	else if (status != PGRES_COMMAND_OK)
		rc = fail(p, r, s->name, e);
	if (rc == RC_OK)
		out->touched = strtoll(PQcmdTuples((PGresult *)r), NULL, 10);
	return rc;
}

/* Behind those that were sent before; one journey to the server for all. */
static enum rc
run_behind(struct pg_db *p, const struct sql_stmt *s, const void *in, struct result *out,
    struct err *e)
{
	PGresult *r = NULL;
	struct err second;
	enum rc rc;

	if (send_one(p, s, in) != 1 || PQpipelineSync(p->c) != 1)
		return lost(p, s->name, e);
	rc = read_sent(p, e);
	if (p->c != NULL)
		r = next_answer(p);
	if (rc == RC_OK)
		rc = take_answer(p, r, s, out, e);
	PQclear(r);
	if (p->c != NULL && leave_pipeline(p, rc == RC_OK ? e : &second) != RC_OK)
		return RC_UNAVAILABLE;
	return rc;
}

static enum rc
run_alone(struct pg_db *p, const struct sql_stmt *s, const void *in, struct result *out,
    struct err *e)
{
	PGresult *r = NULL, *next;
	enum rc rc;

	/* to the end: only then does libpq know whether the connection is still there */
	if (send_one(p, s, in) == 1)
		while ((next = PQgetResult(p->c)) != NULL) {
			PQclear(r);
			r = next;
		}
	rc = take_answer(p, r, s, out, e);
	PQclear(r);
	return rc;
}

static enum rc
run_once(struct pg_db *p, const struct sql_stmt *s, const void *in, struct result *out,
    struct err *e)
{
	enum rc rc = pg_prepare(&p->db, s, e);

	if (rc != RC_OK)
		return rc;
	if (s->kind == SQL_LATER && pg_in_transaction(&p->db))
		return run_later(p, s, in, e);
	return p->n_sent > 0 ? run_behind(p, s, in, out, e) : run_alone(p, s, in, out, e);
}

static enum rc
pg_run(struct db *db, const struct sql_stmt *s, const void *in, struct result *out,
    struct err *e)
{
	struct pg_db *p = (struct pg_db *)db;
	bool had = p->c != NULL;
	enum rc rc = run_once(p, s, in, out, e);

	/* reading: a connection that died while idle costs nobody an error */
	if (rc == RC_UNAVAILABLE && !db->writing && had && p->c == NULL)
		rc = run_once(p, s, in, out, e);
	return rc;
}

static enum rc
command(struct pg_db *p, const char *sql, const char *expected_tag, struct err *e)
{
	PGresult *r = PQexec(p->c, sql);
	ExecStatusType status = PQresultStatus(r);
	enum rc rc = RC_OK;

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		rc = fail(p, r, "script", e);
	else if (expected_tag != NULL && strcmp(PQcmdStatus(r), expected_tag) != 0)
		rc = err_set(e, RC_UNAVAILABLE, store_msg_away,
		    "postgresql: %s instead of %s", PQcmdStatus(r), expected_tag);
	PQclear(r);
	return rc;
}

static enum rc
pg_script(struct db *db, const char *sql, struct err *e)
{
	struct pg_db *p = (struct pg_db *)db;
	enum rc rc = ready(p, false, e);

	if (rc == RC_OK)
		rc = pg_settle(db, e);
	return rc == RC_OK ? command(p, sql, NULL, e) : rc;
}

static enum rc
pg_mark(struct db *db, enum mark m, struct err *e)
{
	static const char *const sql[MARK__COUNT] = { "SAVEPOINT one",
		"RELEASE SAVEPOINT one; SAVEPOINT one", "ROLLBACK TO SAVEPOINT one" };

	return pg_script(db, sql[m], e);
}

static enum rc
pg_begin(struct db *db, struct err *e)
{
	struct pg_db *p = (struct pg_db *)db;
	bool had = p->c != NULL;
	enum rc rc = ready(p, true, e);

	if (rc == RC_OK)
		rc = command(p, "BEGIN", "BEGIN", e);
	if (rc == RC_UNAVAILABLE && had && p->c == NULL) {
		rc = ready(p, true, e); /* died while idle */
		if (rc == RC_OK)
			rc = command(p, "BEGIN", "BEGIN", e);
	}
	return rc;
}

/* The commit of a transaction in error is answered with ROLLBACK: that is no commit. */
static enum rc
pg_commit(struct db *db, struct err *e)
{
	struct pg_db *p = (struct pg_db *)db;
	enum rc rc = ready(p, false, e);

	if (rc == RC_OK)
		rc = pg_settle(db, e);
	return rc == RC_OK ? command(p, "COMMIT", "COMMIT", e) : rc;
}

static void
pg_rollback(struct db *db)
{
	struct pg_db *p = (struct pg_db *)db;
	struct err e;

	if (p->c != NULL && p->n_sent > 0)
		(void)pg_settle(db, &e); /* undone anyway */
	if (p->c != NULL && PQtransactionStatus(p->c) != PQTRANS_IDLE &&
	    command(p, "ROLLBACK", NULL, &e) != RC_OK && p->c != NULL)
		drop(p); /* in an unknown state: begin makes a new one */
}

static enum rc
pg_lock_schema(struct db *db, struct err *e)
{
	return pg_script(db,
	    /* another program's migrations may take longer than any ordinary write */
	    "SET LOCAL lock_timeout = '10min'; SELECT pg_advisory_xact_lock(" SCHEMA_LOCK
	    ");"
	    "DO $$ BEGIN IF to_regtype('blob') IS NULL THEN CREATE DOMAIN blob AS bytea; END IF; END $$",
	    e);
}

const struct engine engine_pgsql = {
	.name = "postgresql",
	.lanes = 4,
	.check = pg_check,
	.open = pg_open,
	.close = pg_close,
	.prepare = pg_prepare,
	.run = pg_run,
	.script = pg_script,
	.mark = pg_mark,
	.settle = pg_settle,
	.begin = pg_begin,
	.commit = pg_commit,
	.rollback = pg_rollback,
	.in_transaction = pg_in_transaction,
	.lock_schema = pg_lock_schema,
};
