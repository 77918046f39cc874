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
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "vault/memory.h"
#include "vault/password.h"
#include "vault/scan.h"
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

static void
in_memory_and_sealed(void **state)
{
	struct memory_stage *s;
	char link[64], target[64];
	bool found = false;
	str back;

	(void)state;
	assert_int_equal(memory_stage_open(10, &s, &e), RC_OK);
	assert_int_equal(memory_stage_write(s, STR("abc"), &e), RC_OK);
	assert_int_equal(memory_stage_write(s, STR("defghijk"), &e), RC_LIMIT);
	assert_int_equal(memory_stage_write(s, STR("def"), &e), RC_OK);
	assert_int_equal(memory_stage_close(s, &e), RC_OK);
	assert_int_equal(memory_stage_read(s, &back, &e), RC_OK);
	assert_true(str_eq_z(back, "abcdef"));
	assert_true(str_eq_z(memory_stage_sha256(s),
	    "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721"));
	for (int fd = 3; fd < 64 && !found;
	     fd++) { /* whoever finds it cannot write there */
		ssize_t n;

		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		n = readlink(link, target, sizeof(target) - 1);
		if (n < 0 ||
		    !str_starts((str){ target, (size_t)n }, STR("/memfd:upload")))
			continue;
		found = true;
		assert_int_equal(pwrite(fd, "X", 1, 0), -1);
		assert_int_equal(ftruncate(fd, 0), -1);
	}
	assert_true(found);
	memory_stage_free(s);
	memory_stage_free(NULL);
}

static void
so_many_in_memory(void **state)
{
	struct memory_stage *all[MEMORY_STAGES_MOST], *more;

	(void)state;
	for (size_t i = 0; i < MEMORY_STAGES_MOST; i++)
		assert_int_equal(memory_stage_open(10, &all[i], &e), RC_OK);
	assert_int_equal(memory_stage_open(10, &more, &e), RC_UNAVAILABLE);
	memory_stage_free(all[0]);
	assert_int_equal(memory_stage_open(10, &all[0], &e), RC_OK);
	for (size_t i = 0; i < MEMORY_STAGES_MOST; i++)
		memory_stage_free(all[i]);
}

/* A scanner that answers with that text once it has heard a whole file; its bytes go into `heard`. NULL: silent. */
static pid_t
scanner(int listening, int heard, const char *answer)
{
	pid_t pid = fork();
	unsigned char head[4];
	char word[sizeof("zINSTREAM")], part[65536];
	int fd;

	if (pid != 0)
		return pid;
	fd = accept(listening, NULL, NULL);
	if (recv(fd, word, sizeof(word), MSG_WAITALL) != (ssize_t)sizeof(word) ||
	    memcmp(word, "zINSTREAM", sizeof(word)) != 0)
		_exit(1);
	for (;;) {
		size_t n;

		if (recv(fd, head, sizeof(head), MSG_WAITALL) != (ssize_t)sizeof(head))
			_exit(2);
		n = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 |
		    head[3];
		if (n == 0)
			break;
		if (n > sizeof(part) || recv(fd, part, n, MSG_WAITALL) != (ssize_t)n ||
		    write(heard, part, n) != (ssize_t)n)
			_exit(3);
	}
	(void)close(heard);
	if (answer == NULL) /* until the other side has given up */
		(void)recv(fd, part, 1, 0);
	else if (write(fd, answer, strlen(answer) + 1) < 0)
		_exit(4);
	_exit(0);
}

static void
what_the_scanner_answers(void **state)
{
	static const struct {
		const char *answer;
		enum scan_verdict verdict;
		const char *name;
	} rows[] = {
		{ "stream: OK", SCAN_CLEAN, "" },
		{ "stream: Eicar-Test-Signature FOUND", SCAN_FOUND,
		    "Eicar-Test-Signature" },
		{ "INSTREAM size limit exceeded. ERROR", SCAN_NONE,
		    "clamd says: INSTREAM size limit exceeded. ERROR" },
		{ "stream: OKAY", SCAN_NONE, "clamd says: stream: OKAY" },
		{ "", SCAN_NONE, "clamd says: " },
		{ NULL, SCAN_NONE, "no answer in time" },
	};
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	str file = pattern(150000);
	int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)state;
	snprintf(at.sun_path, sizeof(at.sun_path), "%s/clamd", home);
	assert_int_equal(bind(listening, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(listening, 4), 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *path = str_fmt(a, "%s/heard", home).p;
		int heard = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		pid_t pid = scanner(listening, heard, rows[i].answer);
		struct scan_result r =
		    scan_bytes(at.sun_path, rows[i].answer == NULL ? 300 : 60000, file);
		int status;
		str got;

		assert_int_equal(r.verdict, rows[i].verdict);
		assert_string_equal(r.name, rows[i].name);
		assert_int_equal(
		    r.answered, rows[i].answer != NULL && rows[i].answer[0] != '\0');
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
		assert_int_equal(file_read(a, path, 1 << 20, &got, &e), RC_OK);
		assert_true(str_eq(got, file));
		(void)close(heard);
	}
	(void)close(listening);
	assert_int_equal(scan_bytes(at.sun_path, 1000, file).verdict, SCAN_NONE);
}

/* Who says "clean" before the file was said has not looked at it; what it found there it did find. */
static void
a_verdict_before_the_end(void **state)
{
	static const char *const answers[] = { "stream: OK", "stream: Uji FOUND" };
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	str file = pattern(10000000);
	int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)state;
	snprintf(at.sun_path, sizeof(at.sun_path), "%s/hasty", home);
	assert_int_equal(bind(listening, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(listening, 4), 0);
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct scan_result r;
		pid_t pid = fork();
		int status;

		if (pid == 0) {
			int fd = accept(listening, NULL, NULL);
			size_t n = strlen(answers[i]) + 1;
			char part[4096];

			if (write(fd, answers[i], n) != (ssize_t)n ||
			    shutdown(fd, SHUT_RD) != 0)
				_exit(1);
			while (recv(fd, part, sizeof(part), 0) > 0)
				; /* what was on its way makes room: then it is told */
			_exit(0);
		}
		r = scan_bytes(at.sun_path, 20000, file);
		assert_int_equal(r.verdict, i == 0 ? SCAN_NONE : SCAN_FOUND);
		assert_false(r.answered);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
	}
	(void)close(listening);
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
		cmocka_unit_test(in_memory_and_sealed),
		cmocka_unit_test(so_many_in_memory),
		cmocka_unit_test(what_the_scanner_answers),
		cmocka_unit_test(a_verdict_before_the_end),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
