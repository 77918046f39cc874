/* cmd_serve.c - paraf serve: start the programs, start again what dies, stop them in order. */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ipc/signer_client.h"
#include "prog/commands.h"

#define RESTART_PAUSE_MS 1000
#define STOP_MS          5000 /* beyond what a program is given to finish (stop_s) */
#define SIGNER_WAIT_MS   10000
#define SIGNER_LOOK_MS   20

struct child {
	const char *name;
	pid_t pid;
	int64_t started_ms;
	int listen_fd; /* handed over; -1 none */
	char *argv[20];
};

static void
add_settings(struct prog *p, struct child *c, const struct serve_options *o, int n)
{
	if (o->conf_path != NULL) {
		c->argv[n++] = arena_copy(p->a, "-c", 2);
		c->argv[n++] = arena_copy(p->a, o->conf_path, strlen(o->conf_path));
	}
	c->argv[n] = NULL;
}

static void
add_words(struct prog *p, struct child *c, const char *const *words)
{
	int n = 1;

	for (; *words != NULL; words++)
		c->argv[n++] = arena_copy(p->a, *words, strlen(*words));
	c->argv[n] = NULL;
}

/* Start one program; its listening socket becomes descriptor 3 (sd_listen_fds(3)). */
static void
start(struct prog *p, struct child *c)
{
	pid_t pid;

	c->argv[0] =
	    arena_copy(p->a, prog_beside(p, c->name), strlen(prog_beside(p, c->name)));
	pid = fork();
	if (pid < 0)
		BUG("fork");
	if (pid == 0) {
		sigset_t none;
		char self[24];

		sigemptyset(&none);
		if (sigprocmask(SIG_SETMASK, &none, NULL) != 0)
			_exit(126);
		if (c->listen_fd >= 0) {
			if (c->listen_fd == 3 ? fcntl(3, F_SETFD, 0) < 0
					      : dup2(c->listen_fd, 3) < 0)
				_exit(126);
			snprintf(self, sizeof(self), "%d", (int)getpid());
			if (setenv("LISTEN_FDS", "1", 1) != 0 ||
			    setenv("LISTEN_PID", self, 1) != 0)
				_exit(126);
		}
		execv(c->argv[0], c->argv);
		_exit(127);
	}
	c->pid = pid;
	c->started_ms = clock_monotonic_ms();
	log_line(LOG_INFO_, "child", "name=%s pid=%d", c->name, (int)pid);
}

/* Take in children that ended; those that lived shorter than the pause wait for it. */
static void
reap(struct child *child, size_t n)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (size_t i = 0; i < n; i++) {
			if (child[i].pid != pid)
				continue;
			child[i].pid = 0;
			log_line(LOG_WARN_, "child_end", "name=%s pid=%d status=%d",
			    child[i].name, (int)pid, status);
		}
	}
}

/* Start again what is down; returns milliseconds until the next look, -1 if all run. */
static int
revive(struct prog *p, struct child *child, size_t n)
{
	int wait = -1;

	for (size_t i = 0; i < n; i++) {
		int64_t since = clock_monotonic_ms() - child[i].started_ms;

		if (child[i].pid != 0)
			continue;
		if (since >= RESTART_PAUSE_MS)
			start(p, &child[i]);
		else
			wait = (int)(RESTART_PAUSE_MS - since) + 1;
	}
	return wait;
}

/* Until it has ended or it is `until_ms`; SIGCHLD is blocked, so none is missed. */
static void
wait_end(struct child *child, size_t n, const struct child *c, int64_t until_ms)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (reap(child, n); c->pid != 0; reap(child, n)) {
		int64_t left = until_ms - clock_monotonic_ms();
		struct timespec wait = { left / 1000, left % 1000 * 1000000 };

		if (left <= 0)
			return;
		if (sigtimedwait(&set, NULL, &wait) < 0 && errno != EAGAIN &&
		    errno != EINTR)
			BUG("sigtimedwait");
	}
}

/* A stopped program does not even hear SIGTERM. What it had acknowledged is on the disk. */
static void
stop(struct child *child, size_t n, struct child *c, int64_t limit_ms)
{
	if (c->pid != 0 && kill(c->pid, SIGTERM) != 0)
		log_line(LOG_WARN_, "child_stop", "name=%s errno=%d", c->name, errno);
	wait_end(child, n, c, clock_monotonic_ms() + limit_ms);
	if (c->pid == 0)
		return;
	log_line(LOG_WARN_, "child_kill", "name=%s pid=%d", c->name, (int)c->pid);
	if (kill(c->pid, SIGKILL) != 0)
		log_line(LOG_WARN_, "child_kill", "name=%s errno=%d", c->name, errno);
	while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	c->pid = 0;
}

/* The last first: the worker has the record of the others' last acts signed by the signer. */
static void
stop_all(struct child *child, size_t n, int64_t limit_ms)
{
	for (size_t i = n; i-- > 0;)
		stop(child, n, &child[i], limit_ms);
}

/*
 * The portal says that it listens: by then its signer should answer. One that does not come up keeps
 * nobody out for long, the portal lives with a signer that is away. A signal ends the waiting.
 */
static void
wait_signer(struct prog *p, int sig)
{
	struct ipc_client *c =
	    ipc_client_new(str_z(p->a, p->conf.signer_socket), SIGNER_TIMEOUT_MS);
	int64_t until_ms = clock_monotonic_ms() + SIGNER_WAIT_MS;
	struct pollfd pfd = { .fd = sig, .events = POLLIN };
	struct ipc_pong pong;
	struct err e;

	while (signer_ping(c, p->a, &pong, &e) != RC_OK) {
		if (clock_monotonic_ms() >= until_ms) {
			log_line(
			    LOG_WARN_, "signer_away", "waited_ms=%d", SIGNER_WAIT_MS);
			break;
		}
		if (poll(&pfd, 1, SIGNER_LOOK_MS) > 0)
			break;
	}
	ipc_client_free(c);
}

static int
signal_fd(void)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		BUG("sigprocmask");
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		BUG("signalfd");
	return fd;
}

int
serve_programs(struct prog *p, const struct serve_options *o)
{
	const char *state = str_z(p->a, p->conf.signer_dir);
	const char *url = str_z(p->a, p->conf.public_url);
	const char *socket = str_z(p->a, p->conf.signer_socket);
	const char *uid = str_fmt(p->a, "%u", (unsigned)getuid()).p;
	const char *ocsp_socket = str_z(p->a, p->conf.ocsp_socket);
	const char *ocsp_url = str_z(p->a, p->conf.ocsp_url);
	struct child child[] = { { .name = "paraf-signer", .listen_fd = -1 },
		{ .name = "paraf-worker", .listen_fd = -1 },
		{ .name = "paraf-web", .listen_fd = o->listen_fd },
		{ .name = "paraf-ocsp", .listen_fd = o->ocsp_fd } };
	size_t n = ARRAY_LEN(child) - (p->conf.ocsp_listen.n == 0 ? 1 : 0);
	int sig = signal_fd();
	bool stopping = false;

	/* what making a demonstration took is of no use any more */
	malloc_trim(0);
	add_words(p, &child[0],
	    (const char *const[]){ "--state", state, "--socket", socket, "--allow-uid",
		uid, "--base-url", url, "--ocsp-url", ocsp_url, "--ocsp-socket",
		ocsp_socket, "--secret", str_z(p->a, p->conf.signer_secret_file), "--pin",
		str_z(p->a, p->conf.token_pin_file), NULL });
	for (size_t i = 1; i < n; i++)
		add_settings(p, &child[i], o, 1);
	start(p, &child[0]);
	wait_signer(p, sig);
	for (size_t i = 1; i < n; i++)
		start(p, &child[i]);
	while (!stopping) {
		struct pollfd pfd = { .fd = sig, .events = POLLIN };
		struct signalfd_siginfo info;

		if (poll(&pfd, 1, revive(p, child, n)) < 0 && errno != EINTR)
			BUG("poll");
		while (read(sig, &info, sizeof(info)) == (ssize_t)sizeof(info))
			if (info.ssi_signo != SIGCHLD)
				stopping = true;
		reap(child, n);
	}
	stop_all(child, n, p->conf.stop_s * 1000 + STOP_MS);
	close(sig);
	return 0;
}

int
command_serve(struct prog *p, int argc, char **argv)
{
	struct serve_options o = {
		.listen_fd = -1, .ocsp_fd = -1, .conf_path = p->conf_path
	};

	(void)argv;
	if (argc != 0) {
		fprintf(stderr, "usage: paraf [-c FILE] serve\n");
		return 2;
	}
	return serve_programs(p, &o);
}
