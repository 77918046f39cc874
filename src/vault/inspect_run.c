/* inspect_run.c - processes, pipes and the deadline. */
#include "vault/inspect_run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"

/* Texts, their lengths and the head, besides the payload. */
#define MAX_ANSWER                                                                       \
	(INSPECT_READY_N + sizeof(struct inspect_wire) + INSPECT_MAX_PAYLOAD +           \
	    INSPECT_MAX_TEXTS * (INSPECT_MAX_TEXT + 4))
/* A job that was at work this long when its time was up is the file's fault, not the machine's. */
#define BUSY_S    5
#define MOMENT_MS 500
/*
 * No job outlives this, however slowly it gets on: twice 10 s of processor (confine.c), for a page is
 * drawn and looked at by two of them, on a machine that leaves them a third of one.
 */
#define LAST_MS      60000
#define EXIT_CONFINE 4 /* what paraf-inspector exits with when it cannot confine itself */

struct run {
	pid_t renderer, inspector; /* 0: not started or already reaped */
	int to, from; /* our ends: the file goes to, the answer comes from; -1 closed */
	bool late,
	    unconfined; /* time was up; the renderer could not be confined or run */
	int64_t busy_s;
};

enum rc
inspect_unavailable(struct err *e, const char *what, int code)
{
	return err_set(e, RC_UNAVAILABLE,
	    N_("Pemeriksa berkas sedang tidak dapat dijalankan."), "inspector: %s: %s",
	    what, strerror(code));
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Start one inspector between two descriptors, with nothing else of ours. */
static int
start(const char *program, char *const argv[], int in, int out, pid_t *pid)
{
	static char *const env[] = { (char *)"LC_ALL=C", NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none;
	int r;

	sigemptyset(&none);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	r = posix_spawn(pid, program, &files, &attr, argv, env);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	if (r != 0)
		*pid = 0;
	return r;
}

static int
start_both(
    struct run *r, const char *program, const struct inspect_job *job, int in, int out)
{
	char page[16], side[16];
	char *const render[] = { (char *)"paraf-inspector", (char *)"render", page, side,
		NULL };
	char *const look[] = { (char *)"paraf-inspector", (char *)(uintptr_t)job->name,
		(char *)(uintptr_t)job->use, NULL };
	int between[2], code;

	if (job->page == 0)
		return start(program, look, in, out, &r->inspector);
	snprintf(page, sizeof(page), "%d", job->page);
	snprintf(side, sizeof(side), "%d", job->side);
	if (pipe2(between, O_CLOEXEC) != 0)
		return errno;
	code = start(program, render, in, between[1], &r->renderer);
	if (code == 0)
		code = start(program, look, between[0], out, &r->inspector);
	close(between[0]);
	close(between[1]);
	return code;
}

/* A socket in (so that a dead reader is an error, not a signal), a pipe out. */
static enum rc
set_up(struct run *r, const char *program, const struct inspect_job *job, struct err *e)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, code = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0 ||
	    pipe2(out, O_CLOEXEC) != 0)
		code = errno;
	if (code == 0)
		code = start_both(r, program, job, in[1], out[1]);
	shut(&in[1]);
	shut(&out[1]);
	r->to = in[0];
	r->from = out[0];
	if (code == 0 && fcntl(r->to, F_SETFL, O_NONBLOCK) != 0)
		code = errno;
	return code == 0 ? RC_OK : inspect_unavailable(e, program, code);
}

/* Send what fits. A child that reads no more has its reason; its answer will say which. */
static void
feed(struct run *r, str *rest)
{
	ssize_t k = send(r->to, rest->p, rest->n, MSG_NOSIGNAL);

	if (k > 0)
		*rest = str_from(*rest, (size_t)k);
	else if (errno != EAGAIN && errno != EINTR)
		*rest = str_from(*rest, rest->n);
	if (rest->n == 0)
		shut(&r->to);
}

/* Processor time of a child, in microseconds; what it was is forgotten when it has ended. */
static int64_t
busy_us(pid_t pid)
{
	struct timespec t;
	clockid_t clock;

	if (pid == 0 || clock_getcpuclockid(pid, &clock) != 0 ||
	    clock_gettime(clock, &t) != 0)
		return 0;
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

struct patience {
	int64_t pause_ms, until_ms, last_ms; /* on the monotonic clock but the first */
	int64_t busy_us;
};

/* Milliseconds still to wait. Who computes gets on; who did nothing for so long will not. */
static int64_t
left_of(const struct run *r, struct patience *p)
{
	int64_t now = now_ms(), busy;

	if (now < p->until_ms)
		return p->until_ms - now;
	busy = busy_us(r->renderer) + busy_us(r->inspector);
	if (now >= p->last_ms || busy <= p->busy_us)
		return 0;
	p->busy_us = busy;
	p->until_ms = now + p->pause_ms < p->last_ms ? now + p->pause_ms : p->last_ms;
	return p->until_ms - now;
}

/* Until the answer ends, is too long, or the time is up. */
static void
talk(struct run *r, str bytes, struct patience *patience, struct buf *answer)
{
	for (;;) {
		struct pollfd p[2] = { { r->from, POLLIN, 0 }, { r->to, POLLOUT, 0 } };
		int64_t left = left_of(r, patience);
		ssize_t k;

		r->late = left <= 0;
		if (r->late || answer->n > MAX_ANSWER)
			return;
		if (poll(p, 2, (int)left) <= 0)
			continue;
		if (p[1].revents != 0)
			feed(r, &bytes);
		if (p[0].revents == 0)
			continue;
		k = read(r->from, buf_room(answer, 65536), 65536);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return;
		answer->n += (size_t)k;
	}
}

/* Give a child that ought to be ending a moment, then end it. Its exit code, or -1. */
static int
reap(struct run *r, pid_t *pid, int moment_ms)
{
	struct pollfd p = { .events = POLLIN };
	struct rusage use;
	int status = -1;
	pid_t got;

	if (*pid == 0)
		return 0;
	p.fd = moment_ms > 0 ? pidfd_open(*pid, 0) : -1;
	if (p.fd < 0 || poll(&p, 1, moment_ms) != 1)
		kill(*pid, SIGKILL);
	shut(&p.fd);
	do
		got = wait4(*pid, &status, 0, &use);
	while (got < 0 && errno == EINTR);
	if (got == *pid)
		r->busy_s += use.ru_utime.tv_sec + use.ru_stime.tv_sec;
	*pid = 0;
	return got > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool
take(str *s, void *to, size_t n)
{
	if (s->n < n)
		return false;
	memcpy(to, s->p, n);
	*s = str_from(*s, n);
	return true;
}

/* The answer, if it is one to the last byte. */
static bool
parse(str s, struct inspect_answer *out)
{
	if (!take(&s, &out->wire, sizeof(out->wire)) ||
	    out->wire.magic != INSPECT_WIRE_MAGIC ||
	    out->wire.code >= INSPECT_CODE__COUNT ||
	    out->wire.texts > INSPECT_MAX_TEXTS || out->wire.payload > s.n)
		return false;
	out->payload = str_sub(s, 0, out->wire.payload);
	s = str_from(s, out->wire.payload);
	for (uint32_t i = 0; i < out->wire.texts; i++) {
		uint32_t n;

		if (!take(&s, &n, sizeof(n)) || n > INSPECT_MAX_TEXT || n > s.n)
			return false;
		out->texts[i] = str_sub(s, 0, n);
		s = str_from(s, n);
	}
	return s.n == 0;
}

static enum rc
judge(const struct run *r, str s, struct inspect_answer *out, struct err *e)
{
	if (r->unconfined || (!str_starts(s, STR(INSPECT_READY)) && !r->late))
		return inspect_unavailable(e, "its sandbox does not hold here", EPERM);
	if (r->late && r->busy_s < BUSY_S)
		return inspect_unavailable(e, "no answer in time", ETIMEDOUT);
	if (r->late || !parse(str_from(s, INSPECT_READY_N), out)) {
		*out = (struct inspect_answer){ .wire.code = INSPECT_UNSAFE };
		return RC_OK;
	}
	return RC_OK;
}

enum rc
inspect_run(const char *program, int deadline_ms, struct arena *a,
    const struct inspect_job *job, str bytes, struct inspect_answer *out, struct err *e)
{
	struct run r = { .to = -1, .from = -1 };
	int64_t now = now_ms();
	struct patience patience = { deadline_ms, now + deadline_ms, now + LAST_MS, 0 };
	struct buf answer;
	enum rc rc;
	bool over;

	buf_init(&answer, a, 4096);
	rc = set_up(&r, program, job, e);
	if (rc == RC_OK)
		talk(&r, bytes, &patience, &answer);
	over = rc != RC_OK || r.late || answer.n > MAX_ANSWER;
	shut(&r.to);
	shut(&r.from);
	r.unconfined = reap(&r, &r.renderer, over ? 0 : MOMENT_MS) == EXIT_CONFINE;
	(void)reap(&r, &r.inspector, 0);
	return rc == RC_OK ? judge(&r, buf_get(&answer), out, e) : rc;
}
