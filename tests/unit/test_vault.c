/* test_vault.c - what goes in comes out, and nothing else does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "vault/password.h"
#include "vault/vault.h"

static char home[64], docs[80], key_path[80];
static struct vault *v;
static struct arena *a;
static struct err e;

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
	snprintf(home, sizeof(home), "/tmp/test-vault-XXXXXX");
	if (mkdtemp(home) == NULL)
		return -1;
	snprintf(docs, sizeof(docs), "%s/docs", home);
	snprintf(key_path, sizeof(key_path), "%s/master.key", home);
	return vault_key_create(key_path, &e) != RC_OK ||
	       vault_open(docs, key_path, &v, &e) != RC_OK;
}

static int
tear_down(void **state)
{
	(void)state;
	vault_close(v);
	arena_free(a);
	return nftw(home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

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
	static char path[160];

	snprintf(path, sizeof(path), "%s/%.2s/%.*s", docs, id.p, STR_ARG(id));
	return path;
}

static void
round_trip(void **state)
{
	static const size_t sizes[] = { 0, 1, 65535, 65536, 65537, 131072, 200001 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		str plain = pattern(sizes[i]), back;
		struct vault_doc d;

		assert_int_equal(vault_put(v, a, plain, &d, &e), RC_OK);
		assert_int_equal(d.bytes, sizes[i]);
		assert_int_equal(d.sha256.n, 64);
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
	assert_int_equal(file_read(a, path_of(d.id), 4096, &raw, &e), RC_OK);
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
patch(const char *path, off_t at, off_t cut_to, int add)
{
	int fd = open(path, O_RDWR);
	char c;

	assert_true(fd >= 0);
	if (at >= 0) {
		assert_int_equal(pread(fd, &c, 1, at), 1);
		c ^= 1;
		assert_int_equal(pwrite(fd, &c, 1, at), 1);
	}
	if (cut_to >= 0)
		assert_int_equal(ftruncate(fd, cut_to), 0);
	if (add > 0)
		assert_int_equal(pwrite(fd, "x", 1, lseek(fd, 0, SEEK_END)), 1);
	close(fd);
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
		patch(path_of(d.id), rows[i].flip, rows[i].cut, rows[i].add);
		if (vault_read(v, a, d.id, d.key_box, 1 << 20, &back, &e) != RC_INTERNAL)
			fail_msg("not found: %s", rows[i].label);
	}
}

static void
swapped_files_and_boxes_are_found(void **state)
{
	struct vault_doc one, two;
	char from[160];
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
	snprintf(from, sizeof(from), "%s", path_of(two.id));
	assert_int_equal(rename(from, path_of(one.id)), 0);
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

static enum rc
is_kept(void *arg, str id, bool *out, struct err *err)
{
	const str *kept = arg;

	(void)err;
	*out = str_eq(id, *kept);
	return RC_OK;
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

/*
 * A child puts documents and tells us each key_box once vault_put has answered; we kill it at an
 * arbitrary moment: everything it told us must be there and whole.
 */
static void
killed_writer_loses_nothing_it_acknowledged(void **state)
{
	str plain = pattern(3000);

	(void)state;
	for (int round = 0; round < 3; round++) {
		char record[20 + 73];
		size_t told = 0, removed;
		int fds[2];
		pid_t pid;
		str back;

		assert_int_equal(pipe(fds), 0);
		pid = fork();
		if (pid == 0) {
			struct vault_doc d;

			for (;;) {
				if (vault_put(v, a, plain, &d, &e) != RC_OK)
					_exit(1);
				memcpy(record, d.id.p, 20);
				memcpy(record + 20, d.key_box.p, 73);
				if (write(fds[1], record, sizeof(record)) !=
				    sizeof(record))
					_exit(1);
			}
		}
		close(fds[1]);
		while (read(fds[0], record, sizeof(record)) == sizeof(record)) {
			str id = { record, 20 }, box = { record + 20, 73 };

			assert_int_equal(
			    vault_read(v, a, id, box, 4000, &back, &e), RC_OK);
			assert_true(str_eq(plain, back));
			if (++told == (size_t)(7 + round * 5))
				kill(pid, SIGKILL);
		}
		assert_true(told >= (size_t)(7 + round * 5));
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		close(fds[0]);
		assert_int_equal(vault_sweep(v, 0, is_kept, &plain, &removed, &e), RC_OK);
	}
}

static void
key_file_is_guarded(void **state)
{
	struct vault *other;
	char path[100];

	(void)state;
	assert_int_equal(vault_key_create(key_path, &e), RC_CONFLICT);
	snprintf(path, sizeof(path), "%s/other.key", home);
	assert_int_equal(vault_open(docs, path, &other, &e), RC_NOT_FOUND);
	assert_int_equal(file_write_durable(path, STR("too short"), 0600, &e), RC_OK);
	assert_int_equal(vault_open(docs, path, &other, &e), RC_INVALID);
	assert_int_equal(file_write_durable(path, pattern(32), 0600, &e), RC_OK);
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(vault_open(docs, path, &other, &e), RC_DENIED);
	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", home, 1), 0);
	assert_int_equal(vault_open(docs, path, &other, &e), RC_OK);
	vault_close(other);
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(vault_open(docs, path, &other, &e), RC_DENIED);
	assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(vault_open(docs, path, &other, &e), RC_OK);
	/* Another master key opens nothing of the first. */
	struct vault_doc d;
	str back;

	assert_int_equal(vault_put(v, a, STR("x"), &d, &e), RC_OK);
	assert_int_equal(
	    vault_read(other, a, d.id, d.key_box, 9, &back, &e), RC_INTERNAL);
	vault_close(other);
}

static void
fields_are_sealed_in_their_place(void **state)
{
	str nik = STR("3173042707880001"), box = vault_seal(v, a, STR("nik/1"), nik),
	    back, m;

	(void)state;
	assert_int_equal(vault_unseal(v, a, STR("nik/1"), box, &back, &e), RC_OK);
	assert_true(str_eq(back, nik));
	assert_false(str_eq(box, vault_seal(v, a, STR("nik/1"), nik)));
	assert_int_equal(vault_unseal(v, a, STR("nik/2"), box, &back, &e), RC_INTERNAL);
	assert_int_equal(
	    vault_unseal(v, a, STR("nik/1"), str_sub(box, 0, box.n - 1), &back, &e),
	    RC_INTERNAL);
	assert_int_equal(
	    vault_unseal(v, a, STR("nik/1"), STR(""), &back, &e), RC_INTERNAL);
	m = vault_mac(v, a, STR("nik"), nik);
	assert_int_equal(m.n, 64);
	assert_true(str_eq(m, vault_mac(v, a, STR("nik"), nik)));
	assert_false(str_eq(m, vault_mac(v, a, STR("nip"), nik)));
	assert_false(str_eq(m, vault_mac(v, a, STR("nik"), STR("3173042707880002"))));
}

static void
types_by_content(void **state)
{
	static const struct {
		str bytes;
		enum file_type type;
	} rows[] = {
		{ { "\xff\xd8\xff\xe0", 4 }, FILE_JPEG },
		{ { "\xff\xd8", 2 }, FILE_UNKNOWN },
		{ { "\x89PNG\r\n\x1a\n\0", 9 }, FILE_PNG },
		{ { "%PDF-1.4", 8 }, FILE_PDF },
		{ { " %PDF-1.4", 9 }, FILE_UNKNOWN },
		{ { "GIF89a", 6 }, FILE_UNKNOWN },
		{ { "", 0 }, FILE_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(sniff_type(rows[i].bytes), rows[i].type);
	assert_string_equal(sniff_mime(FILE_PNG), "image/png");
	assert_string_equal(sniff_extension(FILE_JPEG), "jpg");
}

static void
passwords(void **state)
{
	str one, two;

	(void)state;
	assert_int_equal(password_hash(a, STR("rahasia"), &one, &e), RC_OK);
	assert_int_equal(password_hash(a, STR("rahasia"), &two, &e), RC_OK);
	assert_true(str_starts(one, STR("$argon2id$v=19$m=19456,t=2,p=1$")));
	assert_false(str_eq(one, two));
	assert_true(password_verify(one, STR("rahasia")));
	assert_false(password_verify(one, STR("rahasiA")));
	assert_false(password_verify(one, STR("")));
	assert_false(password_verify(STR_NONE, STR("rahasia")));
	assert_false(password_verify(STR("$argon2id$nonsense"), STR("rahasia")));
	assert_false(password_needs_rehash(one));
	assert_true(password_needs_rehash(
	    STR("$argon2id$v=19$m=8192,t=2,p=1$"
		"c29tZXNhbHRzb21lc2FsdA$c29tZWhhc2hzb21laGFzaHNvbWVoYXNoc29tZWhhc2g")));
	assert_true(password_needs_rehash(STR_NONE));
	assert_int_equal(password_hash(a, pattern(2000), &one, &e), RC_INVALID);
}

int
main(void)
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
		cmocka_unit_test(killed_writer_loses_nothing_it_acknowledged),
		cmocka_unit_test(key_file_is_guarded),
		cmocka_unit_test(fields_are_sealed_in_their_place),
		cmocka_unit_test(types_by_content),
		cmocka_unit_test(passwords),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
