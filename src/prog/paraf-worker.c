/*
 * paraf-worker - sends the mail of the outbox and does what comes round. Outgoing connections only.
 * Options and settings: paraf-worker(8), paraf.conf(5).
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "domain/document_parts.h"
#include "ipc/signer_client.h"
#include "mail/poke.h"
#include "prog/common.h"
#include "worker/worker.h"

#define SIGNER_WAIT_MS 3000 /* mail waits meanwhile; what was not done is asked again */

static enum rc
open_stop(struct worker *w, struct err *e)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	w->stop_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (w->stop_fd < 0)
		return err_set(e, RC_INTERNAL, "", "signalfd: %s", strerror(errno));
	return RC_OK;
}

static enum rc
open_all(struct prog *p, struct worker *w, struct err *e)
{
	const struct conf *c = &p->conf;
	enum rc rc;

	rc = worker_setup(w, e);
	if (rc == RC_OK)
		rc = open_stop(w, e);
	if (rc == RC_OK)
		rc = store_open(str_z(p->a, c->database), &w->d.store, e);
	if (rc == RC_OK)
		rc = store_migrate(w->d.store, e);
	if (rc == RC_OK)
		rc = db_open(w->d.store, &w->d.db, e);
	if (rc == RC_OK)
		rc = document_vault_open(c, p->a, w->d.store, &w->d.vault, e);
	/* connects at the first call, so the signer may come later */
	w->d.signer = ipc_client_new(str_z(p->a, c->signer_socket), SIGNER_WAIT_MS);
	if (rc == RC_OK)
		rc = mail_poke_listen(str_z(p->a, c->worker_socket), &w->poke_fd, e);
	return rc;
}

int
main(int argc, char **argv)
{
	struct worker w = { .stop_fd = -1, .poke_fd = -1 };
	struct prog p;
	struct err e;
	int code = 0;

	prog_begin(&p, "paraf-worker", argc, argv);
	if (p.argc > 0) {
		fprintf(stderr, "paraf-worker: unknown word: %s\n", p.argv[0]);
		return 2;
	}
	prog_block_signals();
	w.batch = arena_new();
	w.d = (struct domain){ .conf = &p.conf,
		.clock = &clock_system,
		.a = arena_new(),
		.lang = LANG_ID,
		.node = str_fmt(p.a, "%.*s/worker", STR_ARG(p.conf.node)) };
	if (open_all(&p, &w, &e) != RC_OK) {
		code = prog_fail(&p, "start", &e);
	} else {
		db_use_arena(w.d.db, w.d.a);
		log_line(LOG_INFO_, "start", "mail=%s",
		    w.route.maildir.n > 0 ? "maildir" : "smtp");
		worker_loop(&w);
		worker_seal(&w);
		(void)unlink(str_z(p.a, p.conf.worker_socket));
		log_line(LOG_INFO_, "stop", "rc=ok");
	}
	ipc_client_free(w.d.signer);
	db_close(w.d.db);
	vault_close(w.d.vault);
	store_close(w.d.store);
	if (w.poke_fd >= 0)
		close(w.poke_fd);
	if (w.stop_fd >= 0)
		close(w.stop_fd);
	arena_free(w.d.a);
	arena_free(w.batch);
	arena_free(p.a);
	return code;
}
