/*
 * test_documents.c - what the vault keeps comes out, and nothing else does: the same cases for files
 * in a folder and for files in the database, on both engines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/codec.h"
#include "base/file.h"
#include "domain/document_parts.h"
#include "fresh_store.h"
#include "queries.h"

static char home[] = "/tmp/test-documents-XXXXXX", docs[80], key_path[80];
static const char *engine_name;
static struct fresh_store fresh;
static struct vault *v;
static struct db *db;
static struct arena *a;
static struct err e;
static bool in_database;

static str
pattern(size_t n)
{
	char *p = arena_alloc(a, n + 1);

	for (size_t i = 0; i < n; i++)
		p[i] = (char)(i * 31 + i / 251);
	return (str){ p, n };
}

static const char *
path_of(str id)
{
	return str_z(a, str_fmt(a, "%s/%.2s/%.*s", docs, id.p, STR_ARG(id)));
}

/* The ciphertext as it is kept. */
static str
kept_get(str id)
{
	struct row_document_part part;
	struct buf all;
	str raw;

	if (!in_database) {
		assert_int_equal(file_read(a, path_of(id), 1 << 24, &raw, &e), RC_OK);
		return raw;
	}
	buf_init(&all, a, 1 << 16);
	for (int64_t i = 0; q_document_part_get(db, id, i, &part, &e) == RC_OK; i++)
		buf_str(&all, part.bytes);
	assert_true(all.n > 0);
	return buf_get(&all);
}

static enum rc
replace_in_write(struct db *tx, void *arg, struct err *err)
{
	struct row_document_part *row = arg;
	enum rc rc = q_document_parts_delete(tx, row->document, err);

	return rc == RC_OK ? q_document_part_insert(tx, row, err) : rc;
}

/* Somebody who may write there puts other bytes. */
static void
kept_put(str id, str raw)
{
	struct row_document_part row = {
		.document = id, .bytes = raw, .created_s = clock_now(&clock_system)
	};

	if (!in_database)
		assert_int_equal(file_write_durable(path_of(id), raw, 0600, &e), RC_OK);
	else
		assert_int_equal(
		    store_write(fresh.store, a, replace_in_write, &row, &e), RC_OK);
}

static enum rc
is_kept(void *arg, str id, bool *out, struct err *err)
{
	const str *kept = arg;

	(void)err;
	*out = str_eq(id, *kept);
	return RC_OK;
}

/* By the other library than the one that the vault hashes with. */
static str
sodium_sha256(str plain)
{
	unsigned char md[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(md, (const unsigned char *)plain.p, plain.n);
	return hex_encode(a, md, sizeof(md));
}

static void
round_trip(void **state)
{
	/* also where a part of the database is full to its last byte */
	static const size_t sizes[] = { 0, 1, 65535, 65536, 65537, 131072, 200001,
		(1 << 20) - 16 * 17 - 32, (1 << 20) - 16 * 17 - 31, 3500000 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		str plain = pattern(sizes[i]), back;
		struct vault_doc d;

		assert_int_equal(vault_put(v, a, plain, &d, &e), RC_OK);
		assert_int_equal(d.bytes, sizes[i]);
		assert_true(str_eq(d.sha256, sodium_sha256(plain)));
		assert_int_equal(
		    vault_read(v, a, d.id, d.key_box, sizes[i], &back, &e), RC_OK);
		assert_true(str_eq(plain, back));
		if (sizes[i] > 0)
			assert_int_equal(
			    vault_read(v, a, d.id, d.key_box, sizes[i] - 1, &back, &e),
			    RC_LIMIT);
	}
}

static void
known_digest_and_no_plaintext_on_disk(void **state)
{
	str plain = STR("%PDF-1.7 a sentence nobody should find on the disk"), raw;
	struct vault_doc d;

	(void)state;
	assert_int_equal(vault_put(v, a, plain, &d, &e), RC_OK);
	assert_int_equal(d.type, FILE_PDF);
	raw = kept_get(d.id);
	assert_true(str_starts(raw, STR("PARAFV1\n")));
	assert_int_equal(str_find(raw, STR("sentence")), -1);
	assert_int_equal(vault_put(v, a, STR("abc"), &d, &e), RC_OK);
	assert_true(str_eq_z(d.sha256,
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

static void
stage_in_odd_pieces(void **state)
{
	str plain = pattern(150000), back;
	struct vault_stage *s;
	struct vault_doc d;

	(void)state;
	assert_int_equal(vault_stage_open(v, 150000, &s, &e), RC_OK);
	for (size_t at = 0, step = 1; at < plain.n; at += step, step = step * 3 % 40009)
		assert_int_equal(
		    vault_stage_write(s, str_sub(plain, at, step), &e), RC_OK);
	assert_int_equal(vault_stage_close(s, &e), RC_OK);
	assert_int_equal(vault_stage_read(s, a, &back, &e), RC_OK);
	assert_true(str_eq(plain, back));
	assert_int_equal(vault_commit(s, a, &d, &e), RC_OK);
	assert_int_equal(vault_read(v, a, d.id, d.key_box, plain.n, &back, &e), RC_OK);
	assert_true(str_eq(plain, back));
}

static void
stage_stops_at_its_limit(void **state)
{
	struct vault_stage *s;

	(void)state;
	assert_int_equal(vault_stage_open(v, 10, &s, &e), RC_OK);
	assert_int_equal(vault_stage_write(s, STR("1234567890"), &e), RC_OK);
	assert_int_equal(vault_stage_write(s, STR("1"), &e), RC_LIMIT);
	assert_int_equal(vault_stage_write(s, STR(""), &e), RC_LIMIT);
	assert_int_equal(vault_stage_close(s, &e), RC_LIMIT);
	vault_stage_abort(s);
}

static void
patch(str id, off_t at, off_t cut_to, int add)
{
	str raw = kept_get(id);
	size_t n = cut_to >= 0 ? (size_t)cut_to : raw.n;
	char *p = arena_alloc(a, raw.n + 1);

	memcpy(p, raw.p, raw.n);
	if (at >= 0)
		p[at] ^= 1;
	if (add > 0)
		p[n++] = 'x';
	kept_put(id, (str){ p, n });
}

static void
damage_is_found(void **state)
{
	static const struct {
		const char *label;
		off_t flip, cut;
		int add;
	} rows[] = {
		{ "magic", 0, -1, 0 },
		{ "stream head", 10, -1, 0 },
		{ "first chunk", 100, -1, 0 },
		{ "second chunk", 70000, -1, 0 },
		{ "cut at nothing", -1, 0, 0 },
		{ "cut in the head", -1, 20, 0 },
		{ "cut after the head", -1, 32, 0 },
		{ "cut inside a chunk", -1, 1000, 0 },
		{ "cut between chunks", -1, 32 + 65553, 0 },
		{ "longer", -1, -1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct vault_doc d;
		str back;

		assert_int_equal(vault_put(v, a, pattern(140000), &d, &e), RC_OK);
		patch(d.id, rows[i].flip, rows[i].cut, rows[i].add);
		if (vault_read(v, a, d.id, d.key_box, 1 << 20, &back, &e) != RC_INTERNAL)
			fail_msg("not found: %s", rows[i].label);
	}
}

static void
swapped_files_and_boxes_are_found(void **state)
{
	struct vault_doc one, two;
	str back, bad;

	(void)state;
	assert_int_equal(vault_put(v, a, STR("one"), &one, &e), RC_OK);
	assert_int_equal(vault_put(v, a, STR("two"), &two, &e), RC_OK);
	assert_int_equal(
	    vault_read(v, a, one.id, two.key_box, 99, &back, &e), RC_INTERNAL);
	bad = str_dup(a, one.key_box);
	((char *)(uintptr_t)bad.p)[40] ^= 1;
	assert_int_equal(vault_read(v, a, one.id, bad, 99, &back, &e), RC_INTERNAL);
	assert_int_equal(vault_read(v, a, one.id, STR_NONE, 99, &back, &e), RC_INTERNAL);
	kept_put(one.id, kept_get(two.id));
	assert_int_equal(vault_destroy(v, two.id, &e), RC_OK);
	assert_int_equal(
	    vault_read(v, a, one.id, one.key_box, 99, &back, &e), RC_INTERNAL);
	/* With its own box but under another id it does not open either. */
	assert_int_equal(
	    vault_read(v, a, one.id, two.key_box, 99, &back, &e), RC_INTERNAL);
	assert_int_equal(
	    vault_read(v, a, two.id, two.key_box, 99, &back, &e), RC_NOT_FOUND);
	assert_int_equal(
	    vault_read(v, a, STR("../../../etc/passwd0"), two.key_box, 99, &back, &e),
	    RC_NOT_FOUND);
}

static void
stream_and_destroy(void **state)
{
	str plain = pattern(100000), back;
	struct vault_stream *s;
	size_t n = 1, got = 0;
	struct vault_doc d;
	char part[7001];

	(void)state;
	assert_int_equal(vault_put(v, a, plain, &d, &e), RC_OK);
	assert_int_equal(vault_stream_open(v, d.id, d.key_box, &s, &e), RC_OK);
	while (n > 0) {
		assert_int_equal(vault_stream_read(s, part, sizeof(part), &n, &e), RC_OK);
		assert_memory_equal(part, plain.p + got, n);
		got += n;
	}
	assert_int_equal(got, plain.n);
	vault_stream_free(s);
	assert_int_equal(vault_destroy(v, d.id, &e), RC_OK);
	assert_int_equal(vault_destroy(v, d.id, &e), RC_OK);
	assert_int_equal(
	    vault_read(v, a, d.id, d.key_box, 1 << 20, &back, &e), RC_NOT_FOUND);
}

static void
sweep_takes_only_orphans(void **state)
{
	struct vault_doc kept, orphan;
	struct vault_stage *s;
	size_t removed = 99;
	str back;

	(void)state;
	assert_int_equal(vault_put(v, a, STR("kept"), &kept, &e), RC_OK);
	assert_int_equal(vault_put(v, a, STR("orphan"), &orphan, &e), RC_OK);
	assert_int_equal(vault_stage_open(v, 10, &s, &e), RC_OK);
	assert_int_equal(vault_sweep(v, 1000, is_kept, &kept.id, &removed, &e), RC_OK);
	assert_int_equal(removed, 0);
	assert_int_equal(
	    vault_sweep(v, INT64_MAX, is_kept, &kept.id, &removed, &e), RC_OK);
	assert_true(removed >= 2);
	assert_int_equal(vault_read(v, a, kept.id, kept.key_box, 10, &back, &e), RC_OK);
	assert_int_equal(
	    vault_read(v, a, orphan.id, orphan.key_box, 10, &back, &e), RC_NOT_FOUND);
	vault_stage_abort(s);
}

static enum rc
many_in_write(struct db *tx, void *arg, struct err *err)
{
	struct row_document_part row = { .bytes = STR("x"), .created_s = 1 };
	enum rc rc = RC_OK;

	for (int i = 0; rc == RC_OK && i < *(const int *)arg; i++) {
		char id[32];

		snprintf(id, sizeof(id), "orphan%014d", i);
		row.document = str_from_z(id);
		rc = q_document_part_insert(tx, &row, err);
	}
	return rc;
}

/* More than one list of old ones: the sweep goes on after the last, over one that is known. */
static void
sweep_walks_all(void **state)
{
	struct vault_doc kept;
	size_t removed = 0;
	int many = 2500;
	str known = STR("orphan00000000000999"), back;

	(void)state;
	if (!in_database)
		return; /* no lists there */
	assert_int_equal(vault_put(v, a, STR("kept"), &kept, &e), RC_OK);
	assert_int_equal(store_write(fresh.store, a, many_in_write, &many, &e), RC_OK);
	assert_int_equal(vault_sweep(v, 1000, is_kept, &known, &removed, &e), RC_OK);
	assert_int_equal(removed, many - 1);
	assert_true(str_eq(kept_get(known), STR("x")));
	assert_int_equal(vault_read(v, a, kept.id, kept.key_box, 10, &back, &e), RC_OK);
}

/* Nothing of a document lies in the folder when it is kept in the database. */
static void
nothing_stays_in_the_folder(void **state)
{
	struct vault_doc d;

	(void)state;
	assert_int_equal(vault_put(v, a, STR("abc"), &d, &e), RC_OK);
	assert_int_equal(access(path_of(d.id), F_OK) == 0, !in_database);
	assert_int_not_equal(
	    access(str_z(a, str_fmt(a, "%s/tmp/%.*s", docs, STR_ARG(d.id))), F_OK), 0);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *w)
{
	(void)st;
	(void)kind;
	(void)w;
	return remove(path);
}

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	fresh_store_init(&fresh, engine_name, true);
	if (mkdtemp(home) == NULL)
		return -1;
	snprintf(docs, sizeof(docs), "%s/docs", home);
	snprintf(key_path, sizeof(key_path), "%s/master.key", home);
	if (vault_key_create(key_path, &e) != RC_OK ||
	    db_open(fresh.store, &db, &e) != RC_OK ||
	    vault_open(docs, key_path, &v, &e) != RC_OK ||
	    (in_database && document_parts_use(fresh.store, v, &e) != RC_OK))
		return -1;
	db_use_arena(db, a);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	vault_close(v);
	db_close(db);
	fresh_store_release(&fresh);
	arena_free(a);
	return nftw(home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trip),
		cmocka_unit_test(known_digest_and_no_plaintext_on_disk),
		cmocka_unit_test(stage_in_odd_pieces),
		cmocka_unit_test(stage_stops_at_its_limit),
		cmocka_unit_test(damage_is_found),
		cmocka_unit_test(swapped_files_and_boxes_are_found),
		cmocka_unit_test(stream_and_destroy),
		cmocka_unit_test(sweep_takes_only_orphans),
		cmocka_unit_test(sweep_walks_all),
		cmocka_unit_test(nothing_stays_in_the_folder),
	};

	if (argc != 3)
		return 2;
	engine_name = argv[1];
	in_database = strcmp(argv[2], "database") == 0;
	return cmocka_run_group_tests_name(argv[2], tests, set_up, tear_down);
}
