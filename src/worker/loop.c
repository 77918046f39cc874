/* loop.c - waiting for mail, time or the end. */
#include "worker/worker.h"

#include <errno.h>
#include <poll.h>

#include "base/log.h"
#include "domain/audit_tree.h"
#include "mail/poke.h"

#define LOOK_MS        1000 /* without a poke */
#define AWAY_MS        5000 /* after the database failed */
#define SEND_TIMEOUT_S 30

enum rc
worker_setup(struct worker *w, struct err *e)
{
	const struct conf *c = w->d.conf;

	if (mail_route_parse(c->mail, c->mail_starttls, &w->route, e) != RC_OK)
		return e->rc;
	w->route.user = c->mail_user;
	w->route.secret_file = c->mail_password_file;
	w->route.ca_file = c->mail_ca_file;
	w->route.timeout_s = SEND_TIMEOUT_S;
	return RC_OK;
}

/* Wait up to `ms`; true when it is time to stop. */
static bool
wait_stop(struct worker *w, int ms)
{
	struct pollfd fds[] = { { .fd = w->stop_fd, .events = POLLIN },
		{ .fd = w->poke_fd, .events = POLLIN } };

	if (poll(fds, ARRAY_LEN(fds), ms) < 0 && errno != EINTR)
		BUG("poll");
	if (fds[1].revents != 0)
		mail_poke_drain(w->poke_fd);
	return fds[0].revents != 0;
}

void
worker_seal(struct worker *w)
{
	struct err e;

	arena_reset(w->d.a);
	if (audit_checkpoint_job(&w->d, &e) != RC_OK)
		log_line(LOG_WARN_, "seal", "rc=%s why=\"%s\"", err_name(e.rc), e.why);
}

void
worker_loop(struct worker *w)
{
	int ms = 0;

	while (!wait_stop(w, ms)) {
		struct err e;
		size_t n;

		if (worker_outbox(w, &n, &e) != RC_OK) {
			log_line(LOG_ERROR_, "outbox", "rc=%s why=\"%s\"", err_name(e.rc),
			    e.why);
			ms = AWAY_MS;
			continue;
		}
		ms = n > 0 ? 0 : LOOK_MS;
		worker_run_jobs(w);
	}
}
