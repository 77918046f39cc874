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

static enum rc
is_kept(void *arg, str id, bool *out, struct err *err)
{
	const str *kept = arg;

	(void)err;
	*out = str_eq(id, *kept);
	return RC_OK;
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
		cmocka_unit_test(killed_writer_loses_nothing_it_acknowledged),
		cmocka_unit_test(key_file_is_guarded),
		cmocka_unit_test(fields_are_sealed_in_their_place),
		cmocka_unit_test(types_by_content),
		cmocka_unit_test(passwords),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
