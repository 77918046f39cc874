/*
 * paraf-signer.c - the program that holds the key of the issuing CA: options, hardening, loop.
 *
 * No network, one Unix socket, its own state. See signer/signer.h.
 */
#include <errno.h>
#include <getopt.h>
#include <libgen.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/log.h"
#include "signer/confine.h"
#include "signer/server.h"

#define MAX_ALLOW 16

struct options {
	struct signer_options signer;
	const char *socket, *ocsp_socket;
	uid_t ocsp_uid;
	uid_t allow[MAX_ALLOW];
	size_t n_allow;
	bool token; /* a key lies in a token */
};

static void
usage(FILE *to)
{
	(void)fputs(
	    "usage: paraf-signer --state DIR --socket PATH [--allow-uid N]...\n"
	    "                    [--base-url URL] [--ocsp-url URL] [--secret FILE] [--pin FILE]\n"
	    "                    [--ocsp-socket PATH --ocsp-uid N]\n",
	    to);
}

static bool
read_uid(const char *text, uid_t *out)
{
	struct err e;
	int64_t uid;

	if (str_int64(str_from_z(text), &uid, &e) != RC_OK || uid < 0 ||
	    uid > UINT32_MAX - 1)
		return false;
	*out = (uid_t)uid;
	return true;
}

static bool
add_uid(struct options *o, const char *text)
{
	return o->n_allow < MAX_ALLOW && read_uid(text, &o->allow[o->n_allow++]);
}

static bool
parse(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = { { "state", required_argument, NULL, 's' },
		{ "socket", required_argument, NULL, 'k' },
		{ "allow-uid", required_argument, NULL, 'u' },
		{ "base-url", required_argument, NULL, 'b' },
		{ "ocsp-url", required_argument, NULL, 'o' },
		{ "ocsp-socket", required_argument, NULL, 'O' },
		{ "ocsp-uid", required_argument, NULL, 'U' },
		{ "secret", required_argument, NULL, 'e' },
		{ "pin", required_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' }, { 0 } };
	int c;

	while ((c = getopt_long(argc, argv, "h", longs, NULL)) != -1) {
		if (c == 's')
			o->signer.state = optarg;
		else if (c == 'k')
			o->socket = optarg;
		else if (c == 'b')
			o->signer.base_url = optarg;
		else if (c == 'o')
			o->signer.ocsp_url = optarg;
		else if (c == 'e')
			o->signer.secrets.secret_file = optarg;
		else if (c == 'p')
			o->signer.secrets.pin_file = optarg;
		else if (c == 'O')
			o->ocsp_socket = optarg;
		else if (c == 'U') {
			if (!read_uid(optarg, &o->ocsp_uid))
				return false;
		} else if (c == 'h') {
			usage(stdout);
			exit(0);
		} else if (c != 'u' || !add_uid(o, optarg))
			return false;
	}
	return optind == argc && o->signer.state != NULL && o->socket != NULL;
}

/* Everything that can be given up before the state is opened. */
static enum rc
confine(struct options *o, struct err *e)
{
	bool locked = false, landlock = false;
	struct sandbox_path more[SIGNER_TOKEN_PATHS + 1];
	struct arena *a = arena_new();
	size_t n = 0;
	enum rc rc = signer_confine_self(&locked, e);

	if (rc == RC_OK)
		rc = signer_token_paths(a, o->signer.state, more, &n, e);
	o->token = n > 0;
	if (o->ocsp_socket != NULL)
		more[n++] =
		    (struct sandbox_path){ .path = dirname(arena_copy(a, o->ocsp_socket,
					       strlen(o->ocsp_socket))),
			    .sockets = true };
	if (rc == RC_OK)
		rc = signer_confine_files(&o->signer, o->socket, more, n, &landlock, e);
	if (rc == RC_OK)
		log_line(landlock ? LOG_INFO_ : LOG_WARN_, "confined",
		    "landlock=%s locked=%s token=%s", landlock ? "yes" : "no",
		    locked ? "all" : "keys", o->token ? "yes" : "no");
	arena_free(a);
	return rc;
}

/* One thread for each processor that we may use, with ours. */
static unsigned
helpers(void)
{
	cpu_set_t set;
	int n;

	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		return 0;
	n = CPU_COUNT(&set);
	return n > 1 ? (unsigned)n - 1 : 0;
}

static int
stop_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	(void)signal(SIGPIPE, SIG_IGN);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static enum rc
serve(struct options *o, struct err *e)
{
	struct signer_server server = { .allow = o->allow,
		.n_allow = o->n_allow,
		.listen_fd = -1,
		.ocsp_fd = -1,
		.ocsp_uid = o->ocsp_uid };
	bool others = false;
	enum rc rc;

	for (size_t i = 0; i < o->n_allow; i++)
		others = others || o->allow[i] != geteuid();
	server.stop_fd = stop_signals();
	if (server.stop_fd < 0)
		return err_set(e, RC_INTERNAL, "", "signalfd: %s", strerror(errno));
	o->signer.threads = helpers();
	rc = signer_open(&o->signer, &server.signer, e);
	if (rc == RC_OK)
		rc = ipc_listen(o->socket, others ? 0666 : 0600, &server.listen_fd, e);
	if (rc == RC_OK && o->ocsp_socket != NULL)
		rc = ipc_listen(o->ocsp_socket, o->ocsp_uid != geteuid() ? 0666 : 0600,
		    &server.ocsp_fd, e);
	if (rc == RC_OK) {
		rc = signer_confine_calls(o->token, e);
		if (rc == RC_OK) {
			log_line(LOG_INFO_, "ready", "socket=%s", o->socket);
			rc = signer_serve(&server, e);
		}
		unlink(o->socket);
		close(server.listen_fd);
		if (server.ocsp_fd >= 0 && o->ocsp_socket != NULL) {
			unlink(o->ocsp_socket);
			close(server.ocsp_fd);
		}
	}
	signer_close(server.signer);
	close(server.stop_fd);
	return rc;
}

int
main(int argc, char **argv)
{
	struct options o = { .signer.clock = &clock_system, .ocsp_uid = geteuid() };
	struct err e = { 0 };
	enum rc rc;

	log_init("paraf-signer", LOG_INFO_);
	if (!parse(argc, argv, &o)) {
		usage(stderr);
		return 2;
	}
	if (o.n_allow == 0)
		o.allow[o.n_allow++] = geteuid();
	rc = confine(&o, &e);
	if (rc == RC_OK)
		rc = serve(&o, &e);
	if (rc != RC_OK) {
		log_line(LOG_ERROR_, "stopped", "rc=%s why=\"%s\"", err_name(rc), e.why);
		return err_exit_code(rc);
	}
	log_line(LOG_INFO_, "stopped", "rc=ok");
	return 0;
}
