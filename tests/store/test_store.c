/*
 * test_store.c - the store on the engine named on the command line: sqlite or postgresql.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/rnd.h"
#include "queries.h"
#include "store/engine.h"
#include "support/fresh_store.h"

static const char *engine_name;

struct fixture {
	struct fresh_store f;
	struct db *db;
	struct arena *a;
};

static int
setup(void **state)
{
	struct fixture *x = calloc(1, sizeof(*x));
	struct err e;

	fresh_store_init(&x->f, engine_name, true);
	x->a = arena_new();
	assert_int_equal(db_open(x->f.store, &x->db, &e), RC_OK);
	db_use_arena(x->db, x->a);
	*state = x;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *x = *state;

	db_close(x->db);
	fresh_store_release(&x->f);
	arena_free(x->a);
	free(x);
	return 0;
}

static void
must(enum rc rc, const struct err *e)
{
	if (rc != RC_OK)
		fail_msg("%s: %s", err_name(rc), e->why);
}

static struct row_account
an_account(struct arena *a, const char *username)
{
	return (struct row_account){ .id = rnd_id(a),
		.username = str_from_z(username),
		.role = STR("staff"),
		.office = STR("082"),
		.name = STR("Siti Nurhaliza"),
		.state = STR("invited"),
		.email_proven_s = SQL_NULL_INT,
		.pass_initial = 1,
		.pass_set_s = SQL_NULL_INT,
		.initial_expires_s = SQL_NULL_INT,
		.created_s = 5,
		.created_by = STR("system"),
		.last_login_s = SQL_NULL_INT,
		.disabled_s = SQL_NULL_INT,
		.version = 1 };
}

static enum rc
insert_account(struct db *tx, void *arg, struct err *e)
{
	return q_account_insert(tx, arg, e);
}

static enum rc
insert_document(struct db *tx, void *arg, struct err *e)
{
	return q_document_insert(tx, arg, e);
}

static enum rc
insert_letter(struct db *tx, void *arg, struct err *e)
{
	return q_letter_insert(tx, arg, e);
}

static void
test_every_statement_prepares(void **state)
{
	struct fixture *x = *state;
	struct err e;
	int bad = 0;

	for (size_t i = 0; i < sql_n_stmts; i++)
		if (x->db->engine->prepare(x->db, &sql_stmts[i], &e) != RC_OK) {
			fprintf(stderr, "%s\n", e.why);
			bad++;
		}
	assert_int_equal(bad, 0);
}

static void
test_offices_are_loaded(void **state)
{
	struct fixture *x = *state;
	struct row_office_count n;
	struct row_office o;
	struct row_office_list all;
	struct err e;

	must(q_office_count(x->db, &n, &e), &e);
	assert_int_equal(n.n, 182);
	must(q_office_by_code(x->db, STR("082"), &o, &e), &e);
	assert_true(str_eq(o.name, STR("KPPN Tolitoli")));
	assert_true(str_eq(o.zone, STR("WITA")));
	must(q_office_all(x->db, &all, &e), &e);
	assert_int_equal(all.n, 182);
	assert_true(str_eq(all.at[0].code, STR("001")));
	assert_int_equal(q_office_by_code(x->db, STR("999"), &o, &e), RC_NOT_FOUND);
}

static void
test_values_come_back(void **state)
{
	struct fixture *x = *state;
	struct row_account in = an_account(x->a, "siti.tolitoli"), out;
	struct row_document d = { .id = STR("d1"),
		.noun = STR("office"),
		.noun_id = STR(""),
		.class = STR("photo"),
		.state = STR("kept"),
		.type = STR("é ∑ 𝄞"),
		.bytes = INT64_MAX,
		.sha256 = STR(""),
		.key_box = STR("\0\1\377'\"\\\n"),
		.pages = -1,
		.width = SQL_NULL_INT,
		.height = 0,
		.name = STR("' OR 1=1 --"),
		.created_by = STR("x"),
		.erased_s = SQL_NULL_INT };
	struct row_document back;
	struct err e;

	must(store_write(x->f.store, x->a, insert_account, &in, &e), &e);
	must(q_account_by_username(x->db, STR("siti.tolitoli"), &out, &e), &e);
	assert_true(str_eq(out.id, in.id));
	assert_null(out.level.p);
	assert_true(out.last_login_s == SQL_NULL_INT);
	must(store_write(x->f.store, x->a, insert_document, &d, &e), &e);
	must(q_document_by_id(x->db, STR("d1"), &back, &e), &e);
	assert_non_null(back.noun_id.p);
	assert_int_equal(back.noun_id.n, 0);
	assert_null(back.parent.p);
	assert_true(str_eq(back.type, d.type));
	assert_true(str_eq(back.name, d.name));
	assert_int_equal(back.key_box.n, 7);
	assert_true(str_eq(back.key_box, d.key_box));
	assert_true(back.bytes == INT64_MAX && back.pages == -1 && back.height == 0);
	assert_true(back.width == SQL_NULL_INT);
	d.id = STR("d2");
	d.key_box = STR("");
	must(store_write(x->f.store, x->a, insert_document, &d, &e), &e);
	must(q_document_by_id(x->db, STR("d2"), &back, &e), &e);
	assert_non_null(back.key_box.p);
	assert_int_equal(back.key_box.n, 0);
}

static void
test_unclean_text_is_refused(void **state)
{
	static const struct {
		const char *label;
		str text;
		enum rc rc;
	} rows[] = {
		{ "NUL", { "a\0b", 3 }, RC_INVALID },
		{ "not UTF-8", { "a\xff", 2 }, RC_INVALID },
		{ "half a letter", { "\xc3", 1 }, RC_INVALID },
		{ "NULL where none may be", { NULL, 0 }, RC_INTERNAL },
	};
	struct fixture *x = *state;
	struct row_account out;
	struct err e;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		enum rc rc = q_account_by_username(x->db, rows[i].text, &out, &e);

		if (rc != rows[i].rc)
			fail_msg("%s: %s", rows[i].label, err_name(rc));
	}
}

static void
test_conflicts_are_named(void **state)
{
	struct fixture *x = *state;
	struct row_account one = an_account(x->a, "budi.santoso"), two = one;
	struct row_letter l = { .id = STR("l1"),
		.office = STR("082"),
		.seq = 1,
		.year = 2026,
		.number = STR("S-1"),
		.kind = STR("k"),
		.noun = STR("candidacy"),
		.noun_id = STR("c"),
		.check_code = STR("A"),
		.data_hash = STR(""),
		.template_version = STR("1"),
		.superseded_s = SQL_NULL_INT };
	struct err e;

	must(store_write(x->f.store, x->a, insert_account, &one, &e), &e);
	two.id = rnd_id(x->a);
	assert_int_equal(
	    store_write(x->f.store, x->a, insert_account, &two, &e), RC_CONFLICT);
	assert_string_equal(e.why, "unique: account(username)");
	must(store_write(x->f.store, x->a, insert_letter, &l, &e), &e);
	l.id = STR("l2");
	l.number = STR("S-2");
	l.check_code = STR("B");
	assert_int_equal(
	    store_write(x->f.store, x->a, insert_letter, &l, &e), RC_CONFLICT);
	assert_string_equal(e.why, "unique: letter(office, year, seq)");
	two.username = STR("another.one");
	two.state = STR("asleep"); /* not a state */
	assert_int_equal(
	    store_write(x->f.store, x->a, insert_account, &two, &e), RC_INTERNAL);
	two.state = STR("active");
	two.office = STR("999"); /* no such office */
	assert_int_equal(
	    store_write(x->f.store, x->a, insert_account, &two, &e), RC_INTERNAL);
}

static enum rc
swallow(struct db *tx, void *arg, struct err *e)
{
	struct row_counter_next n;
	struct err ignored;
	enum rc rc = q_counter_next(tx, STR("swallowed"), &n, e);

	if (rc == RC_OK && q_account_insert(tx, arg, &ignored) != RC_OK)
		return RC_OK; /* keeps quiet about a conflict */
	return rc;
}

static void
test_a_failed_statement_fails_the_function(void **state)
{
	struct fixture *x = *state;
	struct row_account one = an_account(x->a, "dewi.lestari");
	struct row_counter_get c;
	struct err e;

	must(store_write(x->f.store, x->a, insert_account, &one, &e), &e);
	assert_int_equal(store_write(x->f.store, x->a, swallow, &one, &e), RC_CONFLICT);
	assert_int_equal(q_counter_get(x->db, STR("swallowed"), &c, &e), RC_NOT_FOUND);
}

static void
test_readers_cannot_write(void **state)
{
	struct fixture *x = *state;
	struct row_account one = an_account(x->a, "rudi.hartono");
	struct row_counter_next n;
	struct err e;

	assert_int_equal(q_account_insert(x->db, &one, &e), RC_INTERNAL);
	assert_int_equal(q_counter_next(x->db, STR("x"), &n, &e), RC_INTERNAL);
}

static enum rc
update_twice(struct db *tx, void *arg, struct err *e)
{
	struct q_office_update_in in = { .code = STR("082"),
		.version = 1,
		.address = STR("Jl. A"),
		.phone = STR(""),
		.hours = STR(""),
		.ds_open = 1,
		.opip_open = 0 };
	enum rc rc = q_office_update(tx, &in, e);

	(void)arg;
	return rc == RC_OK ? q_office_update(tx, &in, e) : rc;
}

static void
test_versions(void **state)
{
	struct fixture *x = *state;
	struct row_office o;
	struct err e;

	assert_int_equal(
	    store_write(x->f.store, x->a, update_twice, NULL, &e), RC_CONFLICT);
	must(q_office_by_code(x->db, STR("082"), &o, &e), &e);
	assert_int_equal(o.version, 1); /* the first update went with the second */
}

/* Group commit. */

#define THREADS 32
#define ROUNDS  20

struct worker {
	struct fixture *x;
	int id, ok, refused, other;
};

static enum rc
count_or_fail(struct db *tx, void *arg, struct err *e)
{
	int round = *(int *)arg;
	struct row_counter_next n;
	struct row_account twin = an_account(tx->a, "always.the.same");
	enum rc rc = q_counter_next(tx, STR("rounds"), &n, e);

	if (rc == RC_OK && round % 5 == 3)
		rc = q_account_insert(tx, &twin, e); /* fails in all but the first */
	if (rc == RC_OK && round % 5 == 4)
		return err_set(e, RC_DENIED, "", "by rule");
	return rc;
}

static void *
worker_main(void *arg)
{
	struct worker *w = arg;
	struct arena *a = arena_new();
	struct err e;

	for (int i = 0; i < ROUNDS; i++) {
		int round = w->id + i;
		enum rc rc = store_write(w->x->f.store, a, count_or_fail, &round, &e);

		w->ok += rc == RC_OK;
		w->refused += rc == RC_DENIED || rc == RC_CONFLICT;
		w->other += rc != RC_OK && rc != RC_DENIED && rc != RC_CONFLICT;
		arena_reset(a);
	}
	arena_free(a);
	return NULL;
}

static void
test_group_commit(void **state)
{
	struct fixture *x = *state;
	struct worker w[THREADS] = { 0 };
	pthread_t t[THREADS];
	struct row_counter_get c;
	int ok = 0, refused = 0, other = 0;
	struct err e;

	for (int i = 0; i < THREADS; i++) {
		w[i] = (struct worker){ .x = x, .id = i };
		assert_int_equal(pthread_create(&t[i], NULL, worker_main, &w[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(t[i], NULL);
		ok += w[i].ok;
		refused += w[i].refused;
		other += w[i].other;
	}
	assert_int_equal(other, 0);
	assert_int_equal(ok + refused, THREADS * ROUNDS);
	assert_int_equal(ok, THREADS * ROUNDS / 5 * 3 + 1);
	must(q_counter_get(x->db, STR("rounds"), &c, &e), &e);
	assert_int_equal(c.n, ok);
}

/* Two nodes on one database. */

struct node {
	struct store *s;
	int ok, claimed, mails;
	const char *first, *second; /* counters */
	pthread_barrier_t *both;
	bool met;
};

static enum rc
claim_some(struct db *tx, void *arg, struct err *e)
{
	struct node *n = arg;
	struct row_outbox_list claimed;
	enum rc rc = q_outbox_claim(tx, 100, 200, 3, &claimed, e);

	n->claimed = rc == RC_OK ? (int)claimed.n : 0;
	return rc == RC_OK ? q_counter_add(tx, STR("claimed"), (int64_t)claimed.n, e)
			   : rc;
}

static void *
node_main(void *arg)
{
	struct node *n = arg;
	struct arena *a = arena_new();
	struct err e;

	do {
		enum rc rc = store_write(n->s, a, claim_some, n, &e);

		if (rc != RC_OK)
			fprintf(stderr, "%s\n", e.why);
		else
			n->mails += n->claimed;
		arena_reset(a);
	} while (n->claimed > 0);
	arena_free(a);
	return NULL;
}

static enum rc
queue_mails(struct db *tx, void *arg, struct err *e)
{
	struct row_outbox m = { .kind = STR("k"),
		.recipient = STR("a@b.go.id"),
		.subject = STR("s"),
		.body_text = STR("t"),
		.body_html = STR(""),
		.attachments = STR(""),
		.noun = STR("n"),
		.noun_id = STR("1"),
		.state = STR("queued"),
		.sent_s = SQL_NULL_INT };
	enum rc rc = RC_OK;

	(void)arg;
	for (int i = 0; i < 40 && rc == RC_OK; i++) {
		m.id = rnd_id(tx->a);
		m.next_s = i;
		rc = q_outbox_insert(tx, &m, e);
	}
	return rc;
}

static void
test_two_nodes_share_the_work(void **state)
{
	struct fixture *x = *state;
	struct node n[2] = { { .s = x->f.store }, { 0 } };
	struct row_counter_get c;
	pthread_t t;
	struct err e;

	must(store_open(x->f.url, &n[1].s, &e), &e);
	must(store_write(x->f.store, x->a, queue_mails, NULL, &e), &e);
	assert_int_equal(pthread_create(&t, NULL, node_main, &n[1]), 0);
	node_main(&n[0]);
	pthread_join(t, NULL);
	assert_int_equal(n[0].mails + n[1].mails, 40);
	must(q_counter_get(x->db, STR("claimed"), &c, &e), &e);
	assert_int_equal(c.n, 40);
	store_close(n[1].s);
}

/* Each node holds the counter that the other needs next. */
static enum rc
cross(struct db *tx, void *arg, struct err *e)
{
	struct node *n = arg;
	enum rc rc = q_counter_add(tx, str_from_z(n->first), 1, e);

	if (!n->met) { /* not when it is run again */
		n->met = true;
		pthread_barrier_wait(n->both);
	}
	return rc == RC_OK ? q_counter_add(tx, str_from_z(n->second), 1, e) : rc;
}

static void *
cross_main(void *arg)
{
	struct node *n = arg;
	struct arena *a = arena_new();
	struct err e;

	n->ok = store_write(n->s, a, cross, n, &e) == RC_OK;
	if (!n->ok)
		fprintf(stderr, "%s\n", e.why);
	arena_free(a);
	return NULL;
}

static enum rc
make_counters(struct db *tx, void *arg, struct err *e)
{
	enum rc rc = q_counter_add(tx, STR("left"), 0, e);

	(void)arg;
	return rc == RC_OK ? q_counter_add(tx, STR("right"), 0, e) : rc;
}

static void
test_deadlock_is_tried_again(void **state)
{
	struct fixture *x = *state;
	pthread_barrier_t both;
	struct node n[2] = {
		{ .s = x->f.store, .first = "left", .second = "right", .both = &both },
		{ .first = "right", .second = "left", .both = &both },
	};
	struct row_counter_get c;
	pthread_t t;
	struct err e;

	if (strcmp(engine_name, "sqlite") == 0)
		return; /* one writer at a time: no deadlock can be made */
	pthread_barrier_init(&both, NULL, 2);
	must(store_open(x->f.url, &n[1].s, &e), &e);
	must(store_write(x->f.store, x->a, make_counters, NULL, &e), &e);
	assert_int_equal(pthread_create(&t, NULL, cross_main, &n[1]), 0);
	cross_main(&n[0]);
	pthread_join(t, NULL);
	assert_true(n[0].ok && n[1].ok);
	must(q_counter_get(x->db, STR("left"), &c, &e), &e);
	assert_int_equal(c.n, 2);
	store_close(n[1].s);
	pthread_barrier_destroy(&both);
}

/* Migrations. */

static void
test_migrations(void **state)
{
	static const char more[] = "CREATE TABLE extra (id text PRIMARY KEY, b blob)";
	static const char broken[] =
	    "CREATE TABLE extra2 (id text); CREATE TABLE extra2 (id text)";
	struct fixture *x = *state;
	size_t n = store_migrations_n;
	struct embedded list[64];
	struct row_migration_list done;
	struct err e;

	assert_true(n < ARRAY_LEN(list));
	memcpy(list, store_migrations, n * sizeof(*list));
	must(store_migrate(x->f.store, &e), &e); /* setup did it once: nothing to do */
	list[n] = (struct embedded){ "bad.sql", broken, sizeof(broken) - 1 };
	assert_int_equal(migrate_list(x->f.store, list, n + 1, &e), RC_INTERNAL);
	must(q_migration_all(x->db, &done, &e), &e);
	assert_int_equal(done.n, n);
	list[n] = (struct embedded){ "more.sql", more, sizeof(more) - 1 };
	must(migrate_list(x->f.store, list, n + 1, &e), &e);
	must(q_migration_all(x->db, &done, &e), &e);
	assert_int_equal(done.n, n + 1);
	list[n].bytes--; /* the text has changed */
	assert_int_equal(migrate_list(x->f.store, list, n + 1, &e), RC_DENIED);
	/* an old program on a new database */
	assert_int_equal(store_migrate(x->f.store, &e), RC_DENIED);
}

static void *
migrate_main(void *arg)
{
	struct err e;
	enum rc rc = store_migrate(arg, &e);

	if (rc != RC_OK)
		fprintf(stderr, "%s\n", e.why);
	return (void *)(intptr_t)rc;
}

static void
test_migrating_at_the_same_time(void **state)
{
	struct fresh_store f;
	pthread_t t[4];

	(void)state;
	fresh_store_init(&f, engine_name, false);
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&t[i], NULL, migrate_main, f.store), 0);
	for (int i = 0; i < 4; i++) {
		void *rc;

		pthread_join(t[i], &rc);
		assert_int_equal((intptr_t)rc, RC_OK);
	}
	fresh_store_release(&f);
}

/* Losing the server. */

/* End every session of ours but this one. */
static void
kill_sessions(const char *url)
{
	PGconn *c = PQconnectdb(url);
	PGresult *r =
	    PQexec(c, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
		      "WHERE datname = current_database() AND pid <> pg_backend_pid()");

	assert_int_equal(PQresultStatus(r), PGRES_TUPLES_OK);
	assert_true(PQntuples(r) > 0);
	PQclear(r);
	PQfinish(c);
}

static enum rc
killed_halfway(struct db *tx, void *arg, struct err *e)
{
	struct row_counter_next n;
	enum rc rc = q_counter_next(tx, STR("halfway"), &n, e);

	if (rc != RC_OK)
		return rc;
	kill_sessions(arg);
	return q_counter_next(tx, STR("halfway"), &n, e);
}

static enum rc
killed_at_the_end(struct db *tx, void *arg, struct err *e)
{
	struct row_counter_next n;
	enum rc rc = q_counter_next(tx, STR("halfway"), &n, e);

	kill_sessions(arg);
	return rc;
}

static enum rc
add_one(struct db *tx, void *arg, struct err *e)
{
	struct row_counter_next n;

	(void)arg;
	return q_counter_next(tx, STR("halfway"), &n, e);
}

static enum rc
fill_disk(struct db *tx, void *arg, struct err *e)
{
	struct row_document d = { .id = STR("big"),
		.noun = STR(""),
		.noun_id = STR(""),
		.class = STR(""),
		.state = STR("kept"),
		.type = STR(""),
		.sha256 = STR(""),
		.name = STR(""),
		.created_by = STR("") };
	enum rc rc = tx->engine->script(tx, "PRAGMA max_page_count = 1", e);

	(void)arg;
	d.key_box = (str){ arena_alloc(tx->a, 1000000), 1000000 };
	return rc == RC_OK ? q_document_insert(tx, &d, e) : rc;
}

static enum rc
free_disk(struct db *tx, void *arg, struct err *e)
{
	(void)arg;
	return tx->engine->script(tx, "PRAGMA max_page_count = 1000000", e);
}

static void
disk_full(struct fixture *x)
{
	struct row_counter_get c;
	struct err e;

	must(store_write(x->f.store, x->a, add_one, NULL, &e), &e);
	assert_int_equal(
	    store_write(x->f.store, x->a, fill_disk, NULL, &e), RC_UNAVAILABLE);
	assert_string_equal(e.msg, store_msg_away);
	must(store_write(x->f.store, x->a, free_disk, NULL, &e), &e);
	must(store_write(x->f.store, x->a, add_one, NULL, &e), &e);
	must(q_counter_get(x->db, STR("halfway"), &c, &e), &e);
	assert_int_equal(c.n, 2);
}

/* PostgreSQL goes away, or the disk under SQLite is full. */
static void
test_losing_the_server(void **state)
{
	struct fixture *x = *state;
	struct store *s = x->f.store;
	struct row_counter_get c;
	struct row_office_count n;
	struct err e;

	if (strcmp(engine_name, "sqlite") == 0) {
		disk_full(x);
		return;
	}
	must(q_office_count(x->db, &n, &e), &e);
	assert_int_equal(
	    store_write(s, x->a, killed_halfway, x->f.url, &e), RC_UNAVAILABLE);
	assert_string_equal(e.msg, store_msg_away);
	must(q_office_count(x->db, &n, &e),
	    &e); /* the reader was killed too, and comes back */
	assert_int_equal(n.n, 182);
	assert_int_equal(q_counter_get(x->db, STR("halfway"), &c, &e), RC_NOT_FOUND);
	must(store_write(s, x->a, add_one, NULL, &e), &e);
	assert_int_equal(
	    store_write(s, x->a, killed_at_the_end, x->f.url, &e), RC_UNAVAILABLE);
	must(store_write(s, x->a, add_one, NULL, &e), &e);
	kill_sessions(x->f.url); /* idle */
	must(store_write(s, x->a, add_one, NULL, &e), &e);
	must(q_counter_get(x->db, STR("halfway"), &c, &e), &e);
	assert_int_equal(c.n, 3);
}

static void
test_server_that_is_not_there(void **state)
{
	struct arena *a = arena_new();
	struct row_office_count n;
	struct store *s;
	struct db *db;
	struct err e;

	(void)state;
	must(store_open("postgresql://paraf@/none?host=/nonexistent", &s, &e), &e);
	assert_int_equal(store_migrate(s, &e), RC_UNAVAILABLE);
	assert_int_equal(store_write(s, a, add_one, NULL, &e), RC_UNAVAILABLE);
	must(db_open(s, &db, &e), &e);
	db_use_arena(db, a);
	assert_int_equal(q_office_count(db, &n, &e), RC_UNAVAILABLE);
	assert_int_equal(q_office_count(db, &n, &e), RC_UNAVAILABLE);
	db_close(db);
	store_close(s);
	arena_free(a);
}

static void
test_addresses(void **state)
{
	static const struct {
		const char *url;
		enum rc rc;
	} rows[] = { { "", RC_INVALID }, { "sqlite:", RC_INVALID },
		{ "mysql://x", RC_INVALID }, { "postgresql://[", RC_INVALID },
		{ "sqlite:/nonexistent/x.db", RC_UNAVAILABLE } };
	struct store *s;
	struct err e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (store_open(rows[i].url, &s, &e) != rows[i].rc)
			fail_msg("%s", rows[i].url);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		EACH(test_every_statement_prepares),
		EACH(test_offices_are_loaded),
		EACH(test_values_come_back),
		EACH(test_unclean_text_is_refused),
		EACH(test_conflicts_are_named),
		EACH(test_a_failed_statement_fails_the_function),
		EACH(test_readers_cannot_write),
		EACH(test_versions),
		EACH(test_group_commit),
		EACH(test_two_nodes_share_the_work),
		EACH(test_deadlock_is_tried_again),
		EACH(test_migrations),
		cmocka_unit_test(test_migrating_at_the_same_time),
		EACH(test_losing_the_server),
		cmocka_unit_test(test_server_that_is_not_there),
		cmocka_unit_test(test_addresses),
	};

	if (argc != 2)
		return 2;
	engine_name = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
