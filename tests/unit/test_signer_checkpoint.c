/*
 * test_signer_checkpoint.c - the signer signs a tree that grew out of the last one, and no other;
 * what it signed is judged by openssl; what it cannot record it does not sign.
 */
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "audit/checkpoint.h"
#include "audit/event.h"
#include "signer/signer.h"
#include "signer/signer_init.h"
#include "support/run.h"

#define LEAVES 40

static struct arena *a;
static const char *dir;
static struct signer *signer;
static struct merkle_hash leaves[LEAVES];
static int64_t now_s;

static int64_t
test_now(void *arg)
{
	(void)arg;
	return now_s;
}

static const struct clock test_clock = { test_now, NULL };

static void
start(void)
{
	const struct signer_options o = { .state = dir, .clock = &test_clock };
	struct err e;

	CHECK_OK("open", signer_open(&o, &signer, &e), &e);
}

static int
set_up(void **state)
{
	struct signer_names names = signer_names_development;
	struct err e;

	(void)state;
	a = arena_new();
	dir = run_temp(a);
	now_s = clock_now(&clock_system);
	CHECK_OK("init", signer_init(dir, &names, &test_clock, &e), &e);
	start();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	signer_close(signer);
	run_temp_drop(a, dir);
	arena_free(a);
	return 0;
}

static enum rc
node_of(void *arg, unsigned level, uint64_t index, struct merkle_hash *out, struct err *e)
{
	struct merkle_edge edge = { 0 };
	size_t n = (size_t)1 << level;

	(void)e;
	for (size_t i = 0; i < n; i++)
		merkle_add(
		    &edge, &((const struct merkle_hash *)arg)[(size_t)index * n + i]);
	*out = edge.at[level];
	return RC_OK;
}

static struct ipc_message
wish(struct merkle_hash *of, int64_t from, int64_t to)
{
	struct merkle_source src = { node_of, of };
	struct merkle_hash *root = ARENA_NEW(a, struct merkle_hash);
	struct merkle_path *path = ARENA_NEW(a, struct merkle_path);
	struct err e;

	CHECK_OK("root", merkle_root(&src, (uint64_t)to, root, &e), &e);
	if (from > 0)
		CHECK_OK("path",
		    merkle_consistency(&src, (uint64_t)from, (uint64_t)to, path, &e), &e);
	return (struct ipc_message){ .type = IPC_checkpoint,
		.u.checkpoint = { .size = to,
		    .root = { (const char *)root->b, MERKLE_BYTES },
		    .previous = from,
		    .proof = { (const char *)path->at, path->n * MERKLE_BYTES } } };
}

static struct ipc_checkpoint_signed
signed_by(struct ipc_message in)
{
	struct ipc_message out = { 0 };

	signer_answer(signer, a, &in, &out);
	if (out.type != IPC_checkpoint_signed)
		fail_msg("refused: %.*s", STR_ARG(out.u.failure.why));
	return out.u.checkpoint_signed;
}

static void
refused(struct ipc_message in, const char *code)
{
	struct ipc_message out = { 0 };

	signer_answer(signer, a, &in, &out);
	assert_int_equal(out.type, IPC_failure);
	CHECK_STR("code", out.u.failure.code, code);
}

static str
sql(const char *text)
{
	return str_trim(run_in(a, dir,
	    str_fmt(a, "sqlite3 -cmd '.timeout 5000' signer/signer.db \"%s\"", text).p));
}

static void
grows_and_is_judged_by_openssl(void **state)
{
	struct ipc_checkpoint_signed c;
	struct audit_checkpoint text;

	(void)state;
	c = signed_by((struct ipc_message){ .type = IPC_checkpoint_get });
	assert_int_equal(c.size, 0);
	c = signed_by(wish(leaves, 0, 7));
	assert_int_equal(c.previous, 0);
	now_s -= 1000; /* a clock that runs back does not make an older checkpoint */
	c = signed_by(wish(leaves, 7, 20));
	assert_int_equal(c.previous, 7);
	assert_int_equal(c.time_s, now_s + 1000);
	CHECK_STR("origin", c.origin, "Paraf CA Induk Pengembangan");
	text = (struct audit_checkpoint){ .origin = c.origin,
		.size = c.size,
		.time_s = c.time_s,
		.previous = c.previous };
	memcpy(text.root.b, c.root.p, MERKLE_BYTES);
	run_write(a, dir, "text", audit_checkpoint_text(a, &text));
	run_write(a, dir, "sig", c.signature);
	(void)run_in(
	    a, dir, "openssl dgst -sha256 -verify pki/audit.pem -signature sig text");
	(void)run_in(a, dir, "grep -q '\"size\":20' pki/checkpoint.json");
}

static void
the_same_again_is_the_same(void **state)
{
	struct ipc_checkpoint_signed c, again;

	(void)state;
	c = signed_by(wish(leaves, 0, 9));
	now_s += 60;
	again = signed_by(wish(leaves, 0, 9));
	assert_int_equal(c.time_s, again.time_s);
	assert_true(str_eq(c.signature, again.signature));
	c.spki = str_dup(a, c.spki); /* it was the signer's that is closed now */
	signer_close(signer);
	start();
	again = signed_by((struct ipc_message){ .type = IPC_checkpoint_get });
	assert_int_equal(again.size, 9);
	assert_true(str_eq(c.signature, again.signature));
	assert_true(str_eq(c.spki, again.spki));
	c = signed_by(wish(leaves, 9, 10));
	assert_int_equal(c.previous, 9);
}

static void
another_history_is_refused_and_recorded(void **state)
{
	struct merkle_hash other[LEAVES];
	struct ipc_message m;

	(void)state;
	memcpy(other, leaves, sizeof(other));
	other[4].b[0] ^= 1;
	(void)signed_by(wish(leaves, 0, 12));
	refused(wish(other, 12, 20), "inconsistent");
	refused(wish(other, 12, 12), "forked");
	refused(wish(leaves, 0, 11), "shrunk");
	refused(wish(leaves, 0, 20), "stale");
	refused(wish(leaves, 11, 20), "stale");
	m = wish(leaves, 12, 20);
	m.u.checkpoint.proof.n -= 1;
	refused(m, "proof");
	m = wish(leaves, 12, 20);
	m.u.checkpoint.proof.n -= MERKLE_BYTES;
	refused(m, "inconsistent");
	m = wish(leaves, 12, 20);
	m.u.checkpoint.root.n = 31;
	refused(m, "proof");
	m = wish(leaves, 12, 20);
	m.u.checkpoint.size = -5;
	refused(m, "proof");
	CHECK_STR("kept",
	    sql("SELECT count(*) FROM refused WHERE message = 'checkpoint'"), "9");
	(void)signed_by(wish(leaves, 12, 20));
	CHECK_STR("signed", sql("SELECT group_concat(size) FROM checkpoint"), "12,20");
}

static void
what_cannot_be_recorded_is_not_signed(void **state)
{
	(void)state;
	(void)signed_by(wish(leaves, 0, 3));
	(void)sql("CREATE TRIGGER full BEFORE INSERT ON checkpoint BEGIN SELECT "
		  "RAISE(ABORT, 'disk full'); END");
	refused(wish(leaves, 3, 8), "failed");
	(void)run_in(a, dir, "grep -q '\"size\":3,' pki/checkpoint.json");
	(void)sql("DROP TRIGGER full");
	(void)signed_by(wish(leaves, 3, 8));
}

static void
a_lost_key_is_not_replaced(void **state)
{
	const struct signer_options o = { .state = dir, .clock = &test_clock };
	struct err e;

	(void)state;
	(void)signed_by(wish(leaves, 0, 3));
	signer_close(signer);
	signer = NULL;
	(void)run_in(a, dir, "mv signer/audit.key kept.key");
	CHECK_INT("lost", signer_open(&o, &signer, &e), RC_DENIED);
	(void)run_in(a, dir, "mv kept.key signer/audit.key");
	start();
	(void)signed_by(wish(leaves, 3, 4));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    grows_and_is_judged_by_openssl, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    the_same_again_is_the_same, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    another_history_is_refused_and_recorded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    what_cannot_be_recorded_is_not_signed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_lost_key_is_not_replaced, set_up, tear_down),
	};

	for (size_t i = 0; i < LEAVES; i++) {
		unsigned char byte = (unsigned char)i;

		leaves[i] = merkle_leaf((str){ (const char *)&byte, 1 });
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
