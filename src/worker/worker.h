/*
 * worker.h - what goes on in the background: mail out of the outbox, and jobs that come round.
 *
 * One thread. Mail goes out at least once: a row is claimed (put off by a lease), sent, then marked;
 * a crash in between sends it again, under the same Message-ID. Several workers on one PostgreSQL
 * do not take each other's rows.
 */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

#include "domain/domain.h"
#include "mail/mail.h"

#define WORKER_LEASE_S 900 /* longer than a batch can take */
#define WORKER_BATCH   8
#define WORKER_JOBS    24

struct worker {
	struct domain d; /* its arena is emptied between mails and jobs */
	struct mail_route route;
	struct arena *batch; /* rows claimed */
	int stop_fd;         /* readable: stop; -1 in tests */
	int poke_fd;         /* readable: mail waits; -1 without */
	int64_t job_due_s[WORKER_JOBS];
	int job_failed[WORKER_JOBS]; /* times one after the other */
};

/* Route and settings of `w` from w->d.conf. */
MUST_USE enum rc worker_setup(struct worker *w, struct err *e);

/* Until stop_fd becomes readable. Failures are logged; the loop goes on. */
void worker_loop(struct worker *w);

/* At the end: what was done until now becomes part of the tree and is signed, if it can be. */
void worker_seal(struct worker *w);

/*
 * Send what is due, at most WORKER_BATCH. *out_n: rows taken. An error means that the database is
 * away; what a mail server says stands in the row.
 */
MUST_USE enum rc worker_outbox(struct worker *w, size_t *out_n, struct err *e);

/* Something to be done from time to time; its own transactions, any number of them. */
struct worker_job {
	const char *name;
	int64_t every_s;
	enum rc (*run)(struct domain *d, struct err *e);
};

extern const struct worker_job worker_jobs[];
extern const size_t worker_jobs_n;
/*
 * Seconds until a job comes round again, after it failed that often: twice as long each time, at most
 * half a minute where it comes round more often than that. A neighbour that hangs costs each round a
 * wait, and mail goes out between the rounds.
 */
int64_t worker_job_pause_s(int64_t every_s, int failed);
/* Run the jobs whose time has come; all of them once after the start. */
void worker_run_jobs(struct worker *w);

#endif
