/* daemon.c - see daemon.h. */
#include "support/daemon.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void
run(const char *const *argv, uid_t user, int out)
{
	/* opened as we are: the other user may not be able to reach our build folder */
	int program = open(argv[0], O_RDONLY);

	if (program < 0 || dup2(out, STDERR_FILENO) < 0 ||
	    (user != 0 &&
		(setgroups(0, NULL) != 0 || setgid(user) != 0 || setuid(user) != 0)))
		_exit(126);
	fexecve(program, (char *const *)argv, environ);
	_exit(127);
}

/* Keep the pipe empty for as long as the program lives. */
static void
drain(int in)
{
	char text[4096];

	if (fork() != 0)
		return;
	while (read(in, text, sizeof(text)) > 0)
		continue;
	_exit(0);
}

bool
daemon_begin(struct daemon *d, const char *const *argv, uid_t user)
{
	bool ready = false;
	size_t n = 0;
	ssize_t k;
	int fds[2];

	memset(d, 0, sizeof(*d));
	if (pipe2(fds, O_CLOEXEC) != 0)
		return false;
	d->pid = fork();
	if (d->pid == 0)
		run(argv, user, fds[1]);
	close(fds[1]);
	while (!ready && n < sizeof(d->log) - 1 &&
	       (k = read(fds[0], d->log + n, sizeof(d->log) - 1 - n)) > 0) {
		n += (size_t)k;
		ready = strstr(d->log, "event=ready") != NULL;
	}
	if (ready)
		drain(fds[0]);
	else
		daemon_finish(d, 0);
	close(fds[0]);
	return ready;
}

int
daemon_finish(struct daemon *d, int signal_number)
{
	int status = -1;

	if (d->pid <= 0)
		return -1;
	kill(d->pid, signal_number);
	waitpid(d->pid, &status, 0);
	d->pid = 0;
	return status;
}
