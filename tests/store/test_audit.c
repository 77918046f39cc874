/*
 * test_audit.c - the record on the engine named on the command line, with the real paraf-signer
 * (PARAF_SIGNER): sequencing, checkpoints, and that every touch of the database is found.
 */
#include <stdlib.h>

#include "base/rnd.h"
#include "domain/audit_export.h"
#include "domain/record.h"
#include "store/engine.h"
#include "support/fresh_signer.h"
#include "support/run.h"

#define PLACES 10
#define EVENTS 600 /* of each node: more than two tiles in all */

static const char *engine_name;

struct fixture {
	struct fresh_signer t;
	struct arena *a;
	struct domain d;
};

static int
setup(void **state)
{
	struct fixture *x = calloc(1, sizeof *x);

	x->a = arena_new();
	fresh_signer_init(&x->t, &x->d, x->a, engine_name, NULL);
	fresh_signer_start(&x->t, x->a, NULL);
	*state = x;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *x = *state;

	fresh_signer_release(&x->t, &x->d, x->a);
	arena_free(x->a);
	free(x);
	return 0;
}

/* ---- acts ---- */

struct acts {
	struct fixture *x;
	const char *node;
	int n;
};

static enum rc
act_tx(struct db *tx, void *arg, struct err *e)
{
	struct acts *p = arg;
	struct actor who = actor_system("test");
	enum rc rc = RC_OK;

	p->x->d.node = str_from_z(p->node);
	for (int i = 0; rc == RC_OK && i < p->n; i++)
		rc = audit_add(&p->x->d, tx, &who, "application.save",
		    STR("application/x"), STR("082"), STR("{\"step\":3}"), e);
	return rc;
}

static enum rc
act(struct fixture *x, const char *node, int n, struct err *e)
{
	struct acts p = { x, node, n };

	return store_write(x->t.f.store, x->d.a, act_tx, &p, e);
}

static void
acts(struct fixture *x, const char *node, int n)
{
	struct err e;

	CHECK_OK(node, act(x, node, n, &e), &e);
}

static enum rc
sql_tx(struct db *tx, void *arg, struct err *e)
{
	return tx->engine->script(tx, arg, e);
}

/* A statement that no program of ours would ever run. */
static void
sql(struct fixture *x, const char *text)
{
	struct err e;

	CHECK_OK(text,
	    store_write(
		x->t.f.store, x->d.a, sql_tx, arena_copy(x->a, text, strlen(text)), &e),
	    &e);
}

static void
seal(struct fixture *x)
{
	struct err e;

	CHECK_OK("seal", audit_checkpoint_job(&x->d, &e), &e);
}

static struct audit_state
look(struct fixture *x)
{
	struct audit_state s;
	struct err e;

	CHECK_OK("look", audit_look(&x->d, &s, &e), &e);
	return s;
}

/* ---- tests ---- */

static void
events_of_all_nodes_become_one_tree(void **state)
{
	struct fixture *x = *state;
	struct audit_state s;
	struct err e;
	int64_t n, leaf;

	s = look(x);
	assert_true(s.whole);
	assert_int_equal(s.events, 0);
	acts(x, "1/web", 3);
	acts(x, "2/web", 2);
	s = look(x);
	assert_true(s.whole);
	assert_int_equal(s.waiting, 5);
	seal(x);
	for (int i = 0; i < 4; i++) {
		acts(x, "1/web", 300);
		acts(x, "1/worker", 11);
		CHECK_OK("sequence", audit_sequence(&x->d, &n, &e), &e);
		assert_int_equal(n, 311);
		if (i % 2)
			seal(x);
	}
	acts(x, "2/web", 1);
	s = look(x);
	if (!s.whole)
		fail_msg("%.*s", STR_ARG(s.place));
	assert_int_equal(s.events, 5 + 4 * 311 + 1);
	assert_int_equal(s.leaves, 5 + 4 * 311);
	assert_int_equal(s.waiting, 1);
	assert_int_equal(s.checkpoints, 3);
	assert_int_equal(s.uncovered, 0);
	CHECK_OK("leaf", audit_leaf_of(&x->d, STR("2/web"), 2, &leaf, &e), &e);
	assert_int_equal(leaf, 4);
	CHECK_INT("leaf", audit_leaf_of(&x->d, STR("2/web"), 3, &leaf, &e), RC_NOT_FOUND);
}

static void
check_text(struct fixture *x, const char *row, str text, enum rc want)
{
	struct audit_checker *c;
	struct audit_found f;
	struct err e;
	str key;
	enum rc rc = RC_OK;

	CHECK_OK(row, audit_key(&x->d, &key, &e), &e);
	c = audit_checker_new(key, NULL);
	while (rc == RC_OK && text.n > 0)
		rc = audit_checker_line(c, str_cut(&text, '\n'), &e);
	if (rc == RC_OK)
		rc = audit_checker_end(c, &f, &e);
	audit_checker_free(c);
	CHECK_INT(row, rc, want);
}

static void
proofs_stand_alone(void **state)
{
	struct fixture *x = *state;
	struct audit_place at[] = { { STR("1/web"), 1 }, { STR("1/web"), EVENTS },
		{ STR("2/web"), 257 } };
	struct buf b;
	struct err e;
	ptrdiff_t cut;
	str text;
	char *p;

	acts(x, "1/web", EVENTS);
	seal(x);
	acts(x, "2/web", EVENTS);
	buf_init(&b, x->a, 10000);
	CHECK_INT("too early", audit_prove(&x->d, at, 3, &b, &e), RC_NOT_FOUND);
	seal(x);
	buf_init(&b, x->a, 10000);
	CHECK_OK("prove", audit_prove(&x->d, at, 3, &b, &e), &e);
	text = buf_get(&b);
	check_text(x, "proof", text, RC_OK);
	cut = str_find(text, STR("application.save"));
	p = arena_copy(x->a, text.p, text.n);
	p[cut] = 'b';
	check_text(x, "changed proof", (str){ p, text.n }, RC_CONFLICT);
	buf_init(&b, x->a, 10000);
	CHECK_OK("growth", audit_prove_growth(&x->d, EVENTS, &b, &e), &e);
	check_text(x, "growth", buf_get(&b), RC_OK);
	CHECK_INT(
	    "no checkpoint there", audit_prove_growth(&x->d, 7, &b, &e), RC_NOT_FOUND);
}

/* Somebody with the database in his hands, who leaves the hashes alone or makes them fit. */
static const char *
touch(struct fixture *x, int way, const char *node, int64_t seq)
{
	static const char *const row = "node = '%s' AND seq = %lld";
	const char *at = str_fmt(x->a, row, node, (long long)seq).p;
	const char *next = str_fmt(x->a, row, node, (long long)seq + 1).p;

	switch (way) {
	case 0:
		return str_fmt(x->a, "DELETE FROM audit WHERE %s", at).p;
	case 1:
		return str_fmt(x->a, "UPDATE audit SET actor = 'nobody' WHERE %s", at).p;
	case 2: /* a second one with a number of its own */
		return str_fmt(x->a,
		    "INSERT INTO audit SELECT '9/web', seq, at_s, actor, role, action, object,"
		    " office, addr, detail, prev_hash, hash FROM audit WHERE %s",
		    at)
		    .p;
	case 3: /* two change places */
		return str_fmt(x->a,
		    "UPDATE audit SET seq = -1 WHERE %s;"
		    "UPDATE audit SET seq = %lld WHERE %s;"
		    "UPDATE audit SET seq = %lld WHERE node = '%s' AND seq = -1",
		    at, (long long)seq, next, (long long)seq + 1, node)
		    .p;
	default: /* other runs: leaves in another order, nothing else */
		return "UPDATE audit_range SET node = '3/web' WHERE first = 0;"
		       "UPDATE audit_range SET node = '1/web' WHERE node = '2/web' AND first > 0;"
		       "UPDATE audit_range SET node = '2/web' WHERE node = '3/web'";
	}
}

static void
every_touch_of_the_database_is_found(void **state)
{
	static const char *const ways[] = { "removed", "changed", "inserted", "reordered",
		"other runs" };
	struct fixture *x = *state;
	struct audit_state s;

	acts(x, "1/web", EVENTS);
	acts(x, "2/web", EVENTS);
	seal(x);
	acts(x, "1/web", 5); /* waiting ones are held by their chain */
	sql(x, "CREATE TABLE kept AS SELECT * FROM audit;"
	       "CREATE TABLE kept_range AS SELECT * FROM audit_range");
	for (int way = 0; way < (int)ARRAY_LEN(ways); way++) {
		for (int i = 0; i < PLACES; i++) {
			const char *node = i % 2 ? "2/web" : "1/web";
			unsigned char r[2];
			int64_t seq;

			rnd_bytes(r, sizeof(r));
			seq = 1 + (r[0] * 256 + r[1]) % (EVENTS - 1);
			if (i == 0 && way != 3)
				seq = EVENTS + 3; /* one that waits */
			arena_reset(x->d.a);
			sql(x, touch(x, way, node, seq));
			s = look(x);
			if (s.whole)
				fail_msg("%s at %s %lld was not found", ways[way], node,
				    (long long)seq);
			sql(x, "DELETE FROM audit; INSERT INTO audit SELECT * FROM kept;"
			       "DELETE FROM audit_range;"
			       "INSERT INTO audit_range SELECT * FROM kept_range");
		}
	}
	s = look(x);
	if (!s.whole)
		fail_msg("put back: %.*s", STR_ARG(s.place));
}

/* One who rewrites an event and every hash after it, before and after it was signed for. */
static void
a_rewritten_chain_does_not_extend_the_signed_one(void **state)
{
	struct fixture *x = *state;
	struct audit_state s;
	struct err e;

	acts(x, "1/web", 40);
	seal(x);
	sql(x, "DELETE FROM audit; DELETE FROM audit_head; DELETE FROM audit_range;"
	       "DELETE FROM audit_tile; DELETE FROM audit_checkpoint;"
	       "UPDATE audit_tree SET size = 0, root ="
	       " 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'");
	acts(x, "7/web", 41); /* another history, in itself without a fault */
	CHECK_INT("signer", audit_checkpoint_job(&x->d, &e), RC_DENIED);
	CHECK_HAS("signer", str_from_z(e.why), "inconsistent");
	s = look(x);
	assert_false(s.whole);
}

static void
a_broken_chain_is_not_sequenced(void **state)
{
	struct fixture *x = *state;
	struct row_audit_tree_get tree;
	struct err e;
	int64_t n;

	acts(x, "1/web", 10);
	sql(x, "UPDATE audit SET addr = 'elsewhere' WHERE seq = 4");
	CHECK_INT("sequence", audit_sequence(&x->d, &n, &e), RC_CONFLICT);
	CHECK_HAS("sequence", str_from_z(e.why), "breaks at event 4");
	CHECK_OK("tree", q_audit_tree_get(x->d.db, &tree, &e), &e);
	assert_int_equal(tree.size, 0);
}

static void
what_cannot_be_recorded_does_not_happen(void **state)
{
	struct fixture *x = *state;
	struct row_audit_tree_get tree;
	struct err e;
	int64_t n = -1;

	if (strcmp(engine_name, "sqlite") == 0)
		sql(x, "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN"
		       " SELECT RAISE(ABORT, 'disk full'); END");
	else
		sql(x,
		    "ALTER TABLE audit ADD CONSTRAINT full_disk CHECK (false) NOT VALID");
	CHECK("act", act(x, "1/web", 1, &e) != RC_OK);
	x->d.node = STR("1/web");
	if (strcmp(engine_name, "sqlite") == 0)
		sql(x, "DROP TRIGGER full");
	else
		sql(x, "ALTER TABLE audit DROP CONSTRAINT full_disk");
	assert_int_equal(look(x).events, 0);
	acts(x, "1/web", 1);
	assert_int_equal(look(x).events, 1);
	/* nor is a tree signed that cannot be kept */
	sql(x, "UPDATE audit_tree SET size = 5");
	CHECK_INT("tree", audit_sequence(&x->d, &n, &e), RC_CONFLICT);
	CHECK_OK("tree", q_audit_tree_get(x->d.db, &tree, &e), &e);
	assert_int_equal(tree.size, 5);
}

static void
the_signer_away_delays_and_loses_nothing(void **state)
{
	struct fixture *x = *state;
	struct audit_checkpoint c;
	struct audit_state s;
	struct err e;

	acts(x, "1/web", 7);
	fresh_signer_stop(&x->t);
	CHECK_INT("away", audit_checkpoint_job(&x->d, &e), RC_UNAVAILABLE);
	s = look(x);
	assert_true(s.whole);
	assert_int_equal(s.uncovered, 7);
	fresh_signer_start(&x->t, x->a, NULL);
	seal(x);
	seal(x); /* again is the same */
	/* signed, but a crash came before it was kept */
	sql(x, "DELETE FROM audit_checkpoint");
	acts(x, "1/web", 1);
	seal(x);
	CHECK_OK("newest", audit_checkpoint_newest(&x->d, &c, &e), &e);
	assert_int_equal(c.size, 8);
	assert_int_equal(c.previous, 7);
	s = look(x);
	if (!s.whole)
		fail_msg("%.*s", STR_ARG(s.place));
	assert_int_equal(s.checkpoints, 2);
}

struct busy_sink {
	struct fixture *x;
	struct audit_checker *checker;
	bool sealed;
};

/* Lines for the checker; after the head, somebody else signs the first checkpoint. */
static enum rc
put_and_seal(void *arg, str lines, struct err *why)
{
	struct busy_sink *s = arg;
	enum rc rc = RC_OK;

	while (rc == RC_OK && lines.n > 0)
		rc = audit_checker_line(s->checker, str_cut(&lines, '\n'), why);
	if (!s->sealed)
		seal(s->x);
	s->sealed = true;
	return rc;
}

static void
a_checkpoint_that_comes_meanwhile_breaks_no_export(void **state)
{
	struct fixture *x = *state;
	struct busy_sink s = { .x = x };
	struct audit_sink sink = { put_and_seal, &s };
	struct audit_found found;
	struct err e;
	int64_t n;
	str spki;

	acts(x, "1/web", 20);
	CHECK_OK("sequence", audit_sequence(&x->d, &n, &e), &e);
	CHECK_OK("key", audit_key(&x->d, &spki, &e), &e);
	s.checker = audit_checker_new(spki, NULL);
	CHECK_OK("export", audit_export(&x->d, &sink, &e), &e);
	CHECK_OK("end", audit_checker_end(s.checker, &found, &e), &e);
	assert_int_equal(found.leaves, 20);
	assert_int_equal(found.checkpoints, 0);
	audit_checker_free(s.checker);
	assert_int_equal(look(x).checkpoints, 1);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    events_of_all_nodes_become_one_tree, setup, teardown),
		cmocka_unit_test_setup_teardown(proofs_stand_alone, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    every_touch_of_the_database_is_found, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_rewritten_chain_does_not_extend_the_signed_one, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_broken_chain_is_not_sequenced, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    what_cannot_be_recorded_does_not_happen, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    the_signer_away_delays_and_loses_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_checkpoint_that_comes_meanwhile_breaks_no_export, setup, teardown),
	};

	BUG_ON(argc != 2);
	engine_name = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
