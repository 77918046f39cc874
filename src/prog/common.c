/* common.c - options, settings, signals. */
#include "prog/common.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void
usage_exit(const char *name, const char *what)
{
	fprintf(stderr,
	    "%s: %s\nusage: %s [-c FILE] [--set KEY=VALUE]... [...]; see man %s\n", name,
	    what, name, name);
	exit(2);
}

static void
conf_exit(const char *name, const struct err *e)
{
	/* the sentence names the setting; what is beside it may be no more than the kind of error */
	fprintf(stderr, "%s: configuration: %s (%s)\n", name, e->msg, e->why);
	exit(3);
}

void
prog_begin(struct prog *p, const char *name, int argc, char **argv)
{
	struct conf_draft *draft;
	struct err e;
	int i;

	p->name = name;
	p->conf_path = NULL;
	p->a = arena_new();
	draft = conf_draft_new(p->a);
	log_init(name, LOG_INFO_);
	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-c") == 0 || strcmp(argv[i], "--config") == 0) {
			if (++i == argc)
				usage_exit(name, "--config wants a file");
			if (conf_read(draft, argv[i], &e) != RC_OK)
				conf_exit(name, &e);
			p->conf_path = argv[i];
		} else if (strcmp(argv[i], "--set") == 0) {
			str value, key;

			if (++i == argc || strchr(argv[i], '=') == NULL)
				usage_exit(name, "--set wants KEY=VALUE");
			value = str_from_z(argv[i]);
			key = str_cut(&value, '=');
			if (conf_set(draft, str_trim(key), str_trim(value), &e) != RC_OK)
				conf_exit(name, &e);
		} else {
			break;
		}
	}
	if (conf_finish(draft, &p->conf, &e) != RC_OK)
		conf_exit(name, &e);
	p->argc = argc - i;
	p->argv = argv + i;
}

int
prog_fail(const struct prog *p, const char *what, const struct err *e)
{
	fprintf(stderr, "%s: %s: %s (%s)\n", p->name, what, e->msg, e->why);
	return err_exit_code(e->rc);
}

static sigset_t
stop_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	return set;
}

void
prog_block_signals(void)
{
	sigset_t set = stop_signals();

	if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0)
		BUG("pthread_sigmask");
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		BUG("signal");
}

int
prog_wait_stop(void)
{
	sigset_t set = stop_signals();
	int sig = 0;

	while (sigwait(&set, &sig) != 0)
		continue;
	return sig;
}

bool
prog_wait_stop_for(int64_t ms)
{
	sigset_t set = stop_signals();
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	return sigtimedwait(&set, NULL, &t) > 0;
}

int
prog_inherited_socket(void)
{
	str pid = str_from_z(getenv("LISTEN_PID")), n = str_from_z(getenv("LISTEN_FDS"));
	int64_t pid_value = 0, count = 0;
	struct err ignored;

	if (str_int64(pid, &pid_value, &ignored) != RC_OK ||
	    str_int64(n, &count, &ignored) != RC_OK || pid_value != getpid() || count < 1)
		return -1;
	return 3;
}

const char *
prog_beside(struct prog *p, const char *name)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n < 0)
		BUG("readlink /proc/self/exe");
	self[n] = '\0';
	return str_fmt(p->a, "%s/%s", dirname(self), name).p;
}
