/*
 * test_confine.c - what paraf-signer can no longer do, tried from inside the same walls, and what
 * others of the same user can no longer do to it.
 *
 * PARAF_SIGNER names the program.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "ipc/signer_client.h"
#include "signer/confine.h"
#include "signer/signer.h"
#include "signer/signer_init.h"
#include "support/daemon.h"

#define NOBODY 65534
/* Where the plain build kills, the sanitizers' own needs leave the polite refusal. */
#define DEADLY (SANDBOX_SANITIZED ? EPERM : 1000 + SIGSYS)

static struct arena *a;
static char dir[40], state_dir[60], socket_path[60];

static const char *
in_dir(const char *name)
{
	return str_fmt(a, "%s/%s", dir, name).p;
}

static int
set_up(void **state)
{
	const struct signer_names names = signer_names_development;
	struct err e = { 0 };

	(void)state;
	a = arena_new();
	snprintf(dir, sizeof(dir), "/tmp/test_confine.XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(state_dir, sizeof(state_dir), "%s/state", dir);
	snprintf(socket_path, sizeof(socket_path), "%s/run/socket", dir);
	assert_int_equal(mkdir(in_dir("run"), 0755), 0);
	if (signer_init(state_dir, &names, &clock_system, &e) != RC_OK)
		fail_msg("init: %s", e.why);
	/* what a neighbour keeps beside it */
	assert_int_equal(
	    file_write_durable(in_dir("state/paraf.db"), STR("x"), 0666, &e), RC_OK);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	assert_int_equal(system(str_fmt(a, "rm -rf %s", dir).p), 0);
	arena_free(a);
	return 0;
}

/* The three steps as the program takes them, with a signer open in between. */
static int
walls(struct signer **out)
{
	const struct signer_options o = {
		.state = state_dir, .clock = &clock_system, .threads = 1
	};
	bool locked, landlock = false;
	struct err e = { 0 };
	int fd;

	if (signer_confine_self(&locked, &e) != RC_OK ||
	    signer_confine_files(&o, socket_path, NULL, 0, &landlock, &e) != RC_OK ||
	    signer_open(&o, out, &e) != RC_OK ||
	    ipc_listen(socket_path, 0600, &fd, &e) != RC_OK ||
	    signer_confine_calls(false, &e) != RC_OK) {
		fprintf(stderr, "%s\n", e.why);
		return 99;
	}
	return landlock ? 0 : 98;
}

/* In a child behind the walls: what `act` returns; 1000 + the signal that ended it. */
static int
confined(int (*act)(struct signer *s))
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		struct signer *s = NULL;
		int failed = walls(&s);

		_exit(failed != 0 ? failed : act(s));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static int
opens(const char *name, int flags)
{
	int fd = open(in_dir(name), flags, 0600);

	return fd < 0 ? errno : 0;
}

static int
reads_passwd(struct signer *s)
{
	(void)s;
	return open("/etc/passwd", O_RDONLY) < 0 ? errno : 0;
}
static int
reads_database(struct signer *s)
{
	(void)s;
	return opens("state/paraf.db", O_RDONLY);
}
static int
reads_root_key(struct signer *s)
{
	(void)s;
	return opens("state/root/root.key", O_RDONLY);
}
static int
writes_beside(struct signer *s)
{
	(void)s;
	return opens("state/new", O_WRONLY | O_CREAT);
}
static int
writes_to_run(struct signer *s)
{
	(void)s;
	return opens("run/file", O_WRONLY | O_CREAT);
}
static int
moves_key_out(struct signer *s)
{
	(void)s;
	return rename(in_dir("state/signer/profile.conf"), in_dir("state/p")) != 0 ? errno
										   : 0;
}
static int
writes_own(struct signer *s)
{
	(void)s;
	return opens("state/signer/file", O_WRONLY | O_CREAT);
}
static int
makes_inet(struct signer *s)
{
	(void)s;
	return socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
}
static int
makes_inet6(struct signer *s)
{
	(void)s;
	return socket(AF_INET6, SOCK_DGRAM, 0) < 0 ? errno : 0;
}
static int
makes_unix(struct signer *s)
{
	(void)s;
	return socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? errno : 0;
}
static int
makes_process(struct signer *s)
{
	pid_t pid = fork();

	(void)s;
	if (pid == 0)
		_exit(0);
	if (pid < 0)
		return errno;
	/* until it has ended it holds the lock of the state, which the next row wants */
	return waitpid(pid, NULL, 0) == pid ? 0 : errno;
}
static int
runs_program(struct signer *s)
{
	char *argv[] = { (char[]){ "true" }, NULL };

	(void)s;
	execve("/usr/bin/true", argv, NULL);
	return errno;
}
static int
looks_into_parent(struct signer *s)
{
	char there[8];
	const struct iovec to = { there, sizeof(there) },
			   from = { &there, sizeof(there) };

	(void)s;
	return process_vm_readv(getppid(), &to, 1, &from, 1, 0) < 0 ? errno : 0;
}
static int
signals_parent(struct signer *s)
{
	(void)s;
	return kill(getppid(), 0) != 0 ? errno : 0;
}
static int
maps_code(struct signer *s)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)s;
	return p == MAP_FAILED ? errno : 0;
}
/* It still does its work: answers, and signs and writes a new list. */
static int
does_its_work(struct signer *s)
{
	struct ipc_message in = { .type = IPC_ping }, out;
	struct arena *work = arena_new();
	struct err e;
	int failed = 1;

	signer_answer(s, work, &in, &out);
	if (out.type == IPC_pong && unlink(in_dir("state/pki/g1.crl")) == 0 &&
	    signer_tick(s, work, &e) == RC_OK &&
	    access(in_dir("state/pki/g1.crl"), F_OK) == 0)
		failed = 0;
	arena_free(work);
	signer_close(s);
	return failed;
}

static void
walls_hold(void **state)
{
	const struct {
		const char *row;
		int (*act)(struct signer *s);
		int want;
	} rows[] = {
		{ "read /etc/passwd", reads_passwd, EACCES },
		{ "read the portal's database", reads_database, EACCES },
		{ "read the root key", reads_root_key, EACCES },
		{ "write beside its folders", writes_beside, EACCES },
		{ "write a file where the socket is", writes_to_run, EACCES },
		{ "move a file out", moves_key_out, EACCES },
		{ "write its own folder", writes_own, 0 },
		{ "socket(AF_INET)", makes_inet, EPERM },
		{ "socket(AF_INET6)", makes_inet6, EPERM },
		{ "socket(AF_UNIX)", makes_unix, EPERM },
		{ "fork", makes_process, SANDBOX_SANITIZED ? 0 : EPERM },
		{ "execve", runs_program, DEADLY },
		{ "process_vm_readv", looks_into_parent, DEADLY },
		{ "kill another", signals_parent, EPERM },
		{ "map code", maps_code, SANDBOX_SANITIZED ? 0 : EPERM },
		{ "its work", does_its_work, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int got = confined(rows[i].act);

		if (got == 98)
			fail_msg("this kernel has no Landlock: nothing can be shown");
		if (got != rows[i].want)
			fail_msg("%s: %d, not %d", rows[i].row, got, rows[i].want);
	}
}

/* --- the program itself, seen by another process of the same user --- */

static str
status_of(pid_t pid, const char *task)
{
	char text[8192];
	FILE *f = fopen(str_fmt(a, "/proc/%d/task/%s/status", (int)pid, task).p, "r");
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, sizeof(text), f);
	fclose(f);
	return str_dup(a, (str){ text, n });
}

static bool
says(str status, const char *line)
{
	return strstr(str_z(a, status), line) != NULL;
}

/* Each thread, also those that only verify, has given up the same. How many there are. */
static int
tasks_confined(pid_t pid)
{
	DIR *tasks = opendir(str_fmt(a, "/proc/%d/task", (int)pid).p);
	const struct dirent *d;
	int n = 0;

	assert_non_null(tasks);
	while ((d = readdir(tasks)) != NULL) {
		str status;

		if (d->d_name[0] == '.')
			continue;
		status = status_of(pid, d->d_name);
		assert_true(says(status, "NoNewPrivs:\t1\n"));
		assert_true(says(status, "Seccomp:\t2\n"));
		assert_true(says(status, "CapEff:\t0000000000000000\n"));
		assert_true(says(status, "CapPrm:\t0000000000000000\n"));
		n++;
	}
	closedir(tasks);
	return n;
}

/* What another process of `user` gets: 0, or the errno of the first thing refused. */
static int
as_user(uid_t user, pid_t target, int (*act)(pid_t target))
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		if (user != 0 && (setgid(user) != 0 || setuid(user) != 0))
			_exit(97);
		_exit(act(target));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int
opens_memory(pid_t target)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)target);
	return open(path, O_RDONLY) < 0 ? errno : 0;
}

static int
lists_descriptors(pid_t target)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)target);
	return open(path, O_RDONLY | O_DIRECTORY) < 0 ? errno : 0;
}

static int
attaches(pid_t target)
{
	if (ptrace(PTRACE_SEIZE, target, NULL, NULL) != 0)
		return errno;
	ptrace(PTRACE_DETACH, target, NULL, NULL);
	return 0;
}

/* An ordinary process of that user, to see that the probes would get through. */
static pid_t
ordinary(uid_t user)
{
	int fds[2];
	char c;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		if (user != 0 && (setgid(user) != 0 || setuid(user) != 0))
			_exit(97);
		/* changing the user made us undumpable: an ordinary process is dumpable */
		if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0 || write(fds[1], "x", 1) != 1)
			_exit(96);
		pause();
		_exit(0);
	}
	assert_int_equal(read(fds[0], &c, 1), 1);
	close(fds[0]);
	close(fds[1]);
	return pid;
}

static void
nobody_looks_in(void **state)
{
	const char *argv[] = { getenv("PARAF_SIGNER"), "--state", state_dir, "--socket",
		socket_path, NULL };
	uid_t user = geteuid() == 0 ? NOBODY : 0;
	struct daemon d;
	pid_t other;

	(void)state;
	assert_non_null(argv[0]);
	if (user != 0)
		assert_int_equal(
		    system(str_fmt(a, "chown -R %d:%d %s", NOBODY, NOBODY, dir).p), 0);
	if (!daemon_begin(&d, argv, user))
		fail_msg("%s", d.log);
	/* on one processor there is nobody to help */
	assert_true(tasks_confined(d.pid) > (sysconf(_SC_NPROCESSORS_ONLN) > 1));
	assert_false(says(
	    status_of(d.pid, str_fmt(a, "%d", (int)d.pid).p), "VmLck:\t       0 kB\n"));
	assert_int_equal(as_user(user, d.pid, opens_memory), EACCES);
	assert_int_equal(as_user(user, d.pid, lists_descriptors), EACCES);
	assert_int_equal(as_user(user, d.pid, attaches), EPERM);
	other = ordinary(user);
	assert_int_equal(as_user(user, other, lists_descriptors), 0);
	kill(other, SIGKILL);
	assert_int_equal(waitpid(other, NULL, 0), other);
	assert_int_equal(daemon_finish(&d, SIGTERM), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(walls_hold, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nobody_looks_in, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
