/*
 * test_audit.c - the tree against RFC 9162's own definition and known roots, and the checker against
 * every way in which somebody could touch a file of the record.
 */
#include <stdlib.h>
#include <unistd.h>

#include "audit/log.h"
#include "base/codec.h"
#include "base/rnd.h"
#include "pki/key.h"
#include "support/check.h"

#define LEAVES 70
#define EVENTS 200
#define PLACES 10

static struct arena *a;
static struct merkle_hash leaves[LEAVES];

/* MTH of RFC 9162 2.1.1, word for word. */
static struct merkle_hash
mth(size_t first, size_t n)
{
	struct merkle_hash left, right;
	size_t k = 1;

	if (n == 0)
		return merkle_empty();
	if (n == 1)
		return leaves[first];
	while (2 * k < n)
		k *= 2;
	left = mth(first, k);
	right = mth(first + k, n - k);
	return merkle_node(&left, &right);
}

static enum rc
node_of(void *arg, unsigned level, uint64_t index, struct merkle_hash *out, struct err *e)
{
	size_t n = (size_t)1 << level;

	(void)arg;
	(void)e;
	BUG_ON((index + 1) * n > LEAVES);
	*out = mth((size_t)index * n, n);
	return RC_OK;
}

static const struct merkle_source source = { node_of, NULL };

static void
roots_are_those_of_the_standard(void **state)
{
	/* the leaves and roots with which implementations of RFC 6962 and 9162 are compared */
	static const char *const data[] = { "", "00", "10", "2021", "3031", "40414243",
		"5051525354555657", "606162636465666768696a6b6c6d6e6f" };
	static const char *const want[] = {
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	};
	struct merkle_edge edge = { 0 };
	struct merkle_hash root, leaf;
	struct err e;
	str bytes;

	(void)state;
	for (size_t i = 0; i <= ARRAY_LEN(data); i++) {
		root = merkle_edge_root(&edge);
		CHECK_STR("root", merkle_hex(a, &root), want[i]);
		if (i == ARRAY_LEN(data))
			break;
		CHECK_OK("hex", hex_decode(a, str_from_z(data[i]), &bytes, &e), &e);
		leaf = merkle_leaf(bytes);
		merkle_add(&edge, &leaf);
	}
}

static void
every_leaf_is_proven(void **state)
{
	struct merkle_edge edge = { 0 };
	struct merkle_path path;
	struct merkle_hash root, other;
	struct err e;

	(void)state;
	for (size_t size = 1; size <= LEAVES; size++) {
		merkle_add(&edge, &leaves[size - 1]);
		root = mth(0, size);
		other = merkle_edge_root(&edge);
		CHECK("edge", merkle_eq(&root, &other));
		CHECK_OK("root", merkle_root(&source, size, &other, &e), &e);
		CHECK("root", merkle_eq(&root, &other));
		for (size_t i = 0; i < size; i++) {
			CHECK_OK(
			    "path", merkle_inclusion(&source, i, size, &path, &e), &e);
			CHECK("in", merkle_included(&leaves[i], i, size, &path, &root));
			CHECK("other leaf", !merkle_included(&leaves[(i + 1) % LEAVES], i,
						size, &path, &root));
			CHECK("other place",
			    size == 1 || !merkle_included(&leaves[i], (i + 1) % size,
					     size, &path, &root));
			path.n++;
			CHECK("longer",
			    !merkle_included(&leaves[i], i, size, &path, &root));
			path.n--;
			for (size_t k = 0; k < path.n; k++) {
				path.at[k].b[3] ^= 1;
				CHECK("changed",
				    !merkle_included(&leaves[i], i, size, &path, &root));
				path.at[k].b[3] ^= 1;
			}
		}
	}
}

static void
growth_is_proven(void **state)
{
	struct merkle_path path;
	struct merkle_hash was, now, bad;
	struct err e;

	(void)state;
	for (size_t from = 1; from <= LEAVES; from++) {
		for (size_t to = from; to <= LEAVES; to++) {
			was = mth(0, from);
			now = mth(0, to);
			CHECK_OK(
			    "path", merkle_consistency(&source, from, to, &path, &e), &e);
			CHECK("grows", merkle_extends(from, &was, to, &now, &path));
			bad = was;
			bad.b[0] ^= 1;
			CHECK(
			    "other start", !merkle_extends(from, &bad, to, &now, &path));
			bad = now;
			bad.b[0] ^= 1;
			CHECK("other end", !merkle_extends(from, &was, to, &bad, &path));
			if (from == to)
				continue;
			CHECK("back", !merkle_extends(to, &now, from, &was, &path));
			for (size_t k = 0; k < path.n; k++) {
				path.at[k].b[9] ^= 1;
				CHECK("changed",
				    !merkle_extends(from, &was, to, &now, &path));
				path.at[k].b[9] ^= 1;
			}
		}
	}
}

/* ---- a file ---- */

struct file {
	str lines[2 * EVENTS];
	size_t n;
	str spki;
	struct pki_key *key;
	struct audit_checkpoint last;
};

static str
event_json(const char *node, int64_t seq, const char *action)
{
	return audit_event_json(a, &(struct audit_event){ .node = str_from_z(node),
				       .seq = seq,
				       .at_s = 1795399200 + seq,
				       .actor = STR("a1"),
				       .role = STR("opip"),
				       .action = str_from_z(action),
				       .object = STR("application/x"),
				       .office = STR_NONE,
				       .addr = STR("10.0.0.0/24"),
				       .detail = STR("{\"n\":\"\\u00e9\"}") });
}

static void
split(struct file *f, str text)
{
	while (text.n > 0)
		f->lines[f->n++] = str_cut(&text, '\n');
}

static void
sign(struct file *f, struct audit_checkpoint *c)
{
	struct err e;

	CHECK_OK("sign",
	    pki_key_sign(f->key, a, audit_checkpoint_text(a, c), &c->signature, &e), &e);
}

/* Two nodes in turn; a checkpoint after every fiftieth event and at the end but one. */
static struct file *
file_new(void)
{
	static const char *const nodes[] = { "1/web", "1/worker" };
	struct file *f = ARENA_NEW(a, struct file);
	struct merkle_edge edge = { 0 };
	str prev[2] = { STR(""), STR("") };
	struct buf b;
	struct err e;

	CHECK_OK("key", pki_key_generate(PKI_KEY_P256, 0, &f->key, &e), &e);
	CHECK_OK("spki", pki_key_spki(f->key, a, &f->spki, &e), &e);
	buf_init(&b, a, 100000);
	audit_log_head(&b, false, STR("Paraf CA"), f->spki);
	for (int64_t i = 0; i < EVENTS; i++) {
		str json = event_json(nodes[i % 2], i / 2 + 1, "application.save");
		struct merkle_hash h = audit_event_hash(a, prev[i % 2], json);

		merkle_add(&edge, &h);
		audit_log_event(&b, i, NULL, prev[i % 2], merkle_hex(a, &h), json);
		prev[i % 2] = merkle_hex(a, &h);
		if ((i + 1) % 50 != 0 && i != EVENTS - 2)
			continue;
		f->last = (struct audit_checkpoint){ .origin = STR("Paraf CA"),
			.size = i + 1,
			.root = merkle_edge_root(&edge),
			.time_s = 1795399200 + i,
			.previous = f->last.size };
		sign(f, &f->last);
		audit_log_checkpoint(&b, &f->last);
	}
	audit_log_end(&b, EVENTS);
	split(f, buf_get(&b));
	return f;
}

static enum rc
check(const struct file *f, str key, const struct audit_checkpoint *known,
    struct audit_found *out, struct err *e)
{
	struct audit_checker *c = audit_checker_new(key, known);
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < f->n; i++)
		rc = audit_checker_line(c, f->lines[i], e);
	if (rc == RC_OK)
		rc = audit_checker_end(c, out, e);
	audit_checker_free(c);
	return rc;
}

static void
an_untouched_file_is_whole(void **state)
{
	struct file *f = file_new();
	struct audit_found found;
	struct err e;

	(void)state;
	CHECK_OK("whole", check(f, f->spki, &f->last, &found, &e), &e);
	assert_int_equal(found.leaves, EVENTS);
	assert_int_equal(found.checkpoints, 5);
	assert_int_equal(found.uncovered, 0);
	CHECK_OK("key of the file", check(f, STR_NONE, NULL, &found, &e), &e);
	pki_key_free(f->key);
}

static bool
is_event(const struct file *f, size_t line)
{
	return str_starts(f->lines[line], STR("{\"leaf\":"));
}

/* A line with an event, not the first. */
static size_t
any_event(const struct file *f)
{
	unsigned char r[2];
	size_t at;

	do {
		rnd_bytes(r, sizeof(r));
		at = 2 + (size_t)(r[0] * 256 + r[1]) % (f->n - 3);
	} while (!is_event(f, at));
	return at;
}

static void
removed(struct file *f, size_t at)
{
	memmove(&f->lines[at], &f->lines[at + 1], (f->n - at - 1) * sizeof(str));
	f->n--;
}

static void
changed(struct file *f, size_t at)
{
	str line = str_dup(a, f->lines[at]);
	ptrdiff_t word = str_find(line, STR("application.save"));
	char *p = arena_copy(a, line.p, line.n);

	assert_true(word > 0);
	memcpy(p + word, "application.gave", 16);
	f->lines[at] = (str){ p, line.n };
}

static void
inserted(struct file *f, size_t at)
{
	memmove(&f->lines[at + 1], &f->lines[at], (f->n - at) * sizeof(str));
	f->n++;
}

static void
reordered(struct file *f, size_t at)
{
	size_t other = is_event(f, at - 1) ? at - 1 : at + 1;
	str line = f->lines[at];

	f->lines[at] = f->lines[other];
	f->lines[other] = line;
}

/* One who rewrites every hash after his change, as only the checkpoints can tell. */
static void
rewritten(struct file *f, size_t at)
{
	struct file clean = *f;
	str prev[2] = { STR(""), STR("") };
	int64_t i = 0;

	for (size_t line = 0; line < f->n; line++) {
		struct merkle_hash h;
		struct buf b;
		str json;

		if (!is_event(&clean, line))
			continue;
		json = event_json(i % 2 ? "1/worker" : "1/web", i / 2 + 1,
		    line == at ? "application.gave" : "application.save");
		h = audit_event_hash(a, prev[i % 2], json);
		buf_init(&b, a, 1000);
		audit_log_event(&b, i, NULL, prev[i % 2], merkle_hex(a, &h), json);
		f->lines[line] = str_sub(buf_get(&b), 0, b.n - 1);
		prev[i % 2] = merkle_hex(a, &h);
		i++;
	}
}

static void
every_touch_is_found(void **state)
{
	static const struct {
		const char *what;
		void (*touch)(struct file *f, size_t at);
	} ways[] = { { "removed", removed }, { "changed", changed },
		{ "inserted", inserted }, { "reordered", reordered },
		{ "rewritten", rewritten } };
	struct file *clean = file_new();
	struct audit_found found;
	struct err e;

	(void)state;
	for (size_t w = 0; w < ARRAY_LEN(ways); w++) {
		for (int i = 0; i < PLACES; i++) {
			struct file f = *clean;
			size_t at = any_event(&f);

			ways[w].touch(&f, at);
			if (check(&f, f.spki, NULL, &found, &e) != RC_CONFLICT)
				fail_msg(
				    "%s at line %zu was not found", ways[w].what, at);
		}
	}
	pki_key_free(clean->key);
}

static void
a_shorter_or_foreign_record_is_found(void **state)
{
	struct file *f = file_new(), *other = file_new(), cut = *f;
	struct audit_checkpoint known = f->last;
	struct audit_found found;
	struct err e;
	struct buf b;

	(void)state;
	/* an honest looking end after the first checkpoint: whole, but not what was known */
	cut.n = 53;
	buf_init(&b, a, 40);
	audit_log_end(&b, 50);
	cut.lines[cut.n - 1] = str_sub(buf_get(&b), 0, b.n - 1);
	CHECK_OK("short", check(&cut, f->spki, NULL, &found, &e), &e);
	CHECK_INT("known", check(&cut, f->spki, &f->last, &found, &e), RC_CONFLICT);
	CHECK_INT("key", check(other, f->spki, NULL, &found, &e), RC_CONFLICT);
	known.root.b[0] ^= 1;
	CHECK_INT("fork", check(f, f->spki, &known, &found, &e), RC_CONFLICT);
	cut = *f;
	cut.n--;
	CHECK_INT("no end", check(&cut, f->spki, NULL, &found, &e), RC_CONFLICT);
	for (size_t i = 0; i < f->n; i++)
		if (str_starts(f->lines[i], STR("{\"checkpoint\""))) {
			cut = *f;
			removed(&cut, i);
			/* without the last one nothing speaks for it, which is said */
			if (check(&cut, f->spki, NULL, &found, &e) == RC_OK)
				assert_int_equal(found.last.size, EVENTS - 1);
		}
	pki_key_free(f->key);
	pki_key_free(other->key);
}

static void
checkpoints_say_one_thing(void **state)
{
	struct file *f = file_new();
	struct audit_checkpoint c = f->last, read;
	str line = audit_checkpoint_json(a, &c);
	struct err e;

	(void)state;
	assert_true(audit_checkpoint_parse(a, line, &read));
	CHECK_OK("good", audit_checkpoint_verify(a, &read, f->spki, &e), &e);
	read.size++;
	CHECK_INT("size", audit_checkpoint_verify(a, &read, f->spki, &e), RC_DENIED);
	read = c;
	read.time_s++;
	CHECK_INT("time", audit_checkpoint_verify(a, &read, f->spki, &e), RC_DENIED);
	read = c;
	read.previous++;
	CHECK_INT("previous", audit_checkpoint_verify(a, &read, f->spki, &e), RC_DENIED);
	read = c;
	read.origin = STR("Paraf CB");
	CHECK_INT("origin", audit_checkpoint_verify(a, &read, f->spki, &e), RC_DENIED);
	read = c;
	read.root.b[31] ^= 1;
	CHECK_INT("root", audit_checkpoint_verify(a, &read, f->spki, &e), RC_DENIED);
	for (size_t i = 0; i + 1 < line.n; i++)
		assert_false(audit_checkpoint_parse(a, str_sub(line, 0, i), &read));
	pki_key_free(f->key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roots_are_those_of_the_standard),
		cmocka_unit_test(every_leaf_is_proven),
		cmocka_unit_test(growth_is_proven),
		cmocka_unit_test(an_untouched_file_is_whole),
		cmocka_unit_test(every_touch_is_found),
		cmocka_unit_test(a_shorter_or_foreign_record_is_found),
		cmocka_unit_test(checkpoints_say_one_thing),
	};
	int failed;

	a = arena_new();
	for (size_t i = 0; i < LEAVES; i++) {
		unsigned char byte = (unsigned char)i;

		leaves[i] = merkle_leaf((str){ (const char *)&byte, 1 });
	}
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(a);
	return failed;
}
