/* jobs.c - the table of what comes round, and the jobs that only clean up. */
#include "worker/worker.h"

#include "base/log.h"
#include "domain/application_apply.h"
#include "domain/application_office.h"
#include "domain/audit_export.h"
#include "domain/candidacy_bssn.h"
#include "domain/certificate.h"
#include "domain/counter_slot.h"
#include "domain/data_request.h"
#include "domain/document_scan.h"
#include "domain/followup.h"
#include "domain/form_draft.h"
#include "domain/interview.h"
#include "domain/refusals.h"
#include "domain/reminders.h"
#include "domain/renewal_request.h"
#include "domain/retention.h"
#include "worker/anchor.h"
#include "worker/bounce.h"

#define DAY (24 * 3600)

/* --- rows that have had their time --------------------------------------------------------------- */

static enum rc
forget_tx(struct db *tx, void *arg, struct err *e)
{
	int64_t now = *(const int64_t *)arg;
	enum rc rc = q_sessions_delete_over(tx, now, e);

	if (rc == RC_OK)
		rc = q_codes_delete_over(tx, now - DAY, e);
	if (rc == RC_OK)
		rc = q_throttle_delete_old(tx, now - DAY, e);
	if (rc == RC_OK)
		rc = q_once_sweep(tx, now - DAY, e);
	if (rc == RC_OK)
		rc = q_form_draft_sweep(tx, now - FORM_DRAFT_S, e);
	return rc;
}

static enum rc
job_forget(struct domain *d, struct err *e)
{
	int64_t now = domain_now(d);

	return store_write(d->store, d->a, forget_tx, &now, e);
}

/* --- files that no row knows ------------------------------------------------------------------- */

static enum rc
document_known(void *arg, str id, bool *out, struct err *e)
{
	struct domain *d = arg;
	struct row_document doc;
	enum rc rc = q_document_by_id(d->db, id, &doc, e);

	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	*out = rc == RC_OK && doc.key_box.p != NULL;
	return RC_OK;
}

static enum rc
job_vault_sweep(struct domain *d, struct err *e)
{
	size_t removed = 0;
	enum rc rc =
	    vault_sweep(d->vault, domain_now(d) - DAY, document_known, d, &removed, e);

	if (rc == RC_OK && removed > 0)
		log_line(LOG_INFO_, "vault_sweep", "removed=%zu", removed);
	return rc;
}

/* --- drafts nobody goes on with ------------------------------------------------------------------ */

static enum rc
job_drafts(struct domain *d, struct err *e)
{
	int64_t n = 0;
	enum rc rc = apply_lapse_due(d, &n, e);

	if (rc == RC_OK && n > 0)
		log_line(LOG_INFO_, "drafts", "handled=%lld", (long long)n);
	return rc;
}

/* --- files of BSSN that nobody works on ---------------------------------------------------------- */

static enum rc
job_bssn_release(struct domain *d, struct err *e)
{
	int64_t n = 0;
	enum rc rc = bssn_release_idle(d, &n, e);

	if (rc == RC_OK && n > 0)
		log_line(LOG_INFO_, "bssn_release", "released=%lld", (long long)n);
	return rc;
}

/* --- files of an office that nobody works on ----------------------------------------------------- */

static enum rc
job_office_release(struct domain *d, struct err *e)
{
	int64_t n = 0;
	enum rc rc = office_release_idle(d, &n, e);

	if (rc == RC_OK && n > 0)
		log_line(LOG_INFO_, "office_release", "released=%lld", (long long)n);
	return rc;
}

/* --- mails that come by the clock ---------------------------------------------------------------- */

static enum rc
job_reminders(struct domain *d, struct err *e)
{
	int64_t summaries = 0, reminders = 0, invited = 0, visits = 0, ends = 0;
	enum rc rc = reminders_morning(d, &summaries, e);

	if (rc == RC_OK)
		rc = reminders_interview(d, &reminders, e);
	if (rc == RC_OK)
		rc = interview_invite(d, &invited, e);
	if (rc == RC_OK)
		rc = counter_slots_mail(d, &visits, e);
	if (rc == RC_OK)
		rc = certificate_remind(d, &ends, e);
	if (rc == RC_OK && summaries + reminders + invited + visits + ends > 0) {
		log_line(LOG_INFO_, "reminders",
		    "summaries=%lld interviews=%lld invited=%lld visits=%lld ends=%lld",
		    (long long)summaries, (long long)reminders, (long long)invited,
		    (long long)visits, (long long)ends);
		domain_mail_poke(d);
	}
	return rc;
}

/* clang-format off */
const struct worker_job worker_jobs[] = {
	{ "audit_sequence", 1,  audit_sequence_job },
	{ "audit_checkpoint", 60, audit_checkpoint_job },
	{ "audit_look",  3600, audit_look_job },
	{ "anchor",      60,   anchor_job },
	{ "audit_mail",  10,   anchor_mail_job },
	{ "bounces",     10,   bounce_job },
	{ "bssn_release", 300,  job_bssn_release },
	{ "office_release", 300, job_office_release },
	{ "drafts",      3600, job_drafts },
	{ "data_request", 300, data_request_remind_job },
	{ "reminders",   300,  job_reminders },
	{ "retention",   3600, retention_job },
	{ "refusals",    60,   refusals_job },
	{ "certificate", 3,    certificate_finish_pending },
	{ "expire",      300,  certificate_expire_due },
	{ "followup",    300,  followup_late_due },
	{ "renewals",    300,  renewal_lapse_due },
	{ "forget",      600,  job_forget },
	{ "scan",        10,   document_scan_waiting },
	{ "vault_sweep", 3600, job_vault_sweep },
};
/* clang-format on */
const size_t worker_jobs_n = ARRAY_LEN(worker_jobs);
_Static_assert(ARRAY_LEN(worker_jobs) <= WORKER_JOBS, "raise WORKER_JOBS");

int64_t
worker_job_pause_s(int64_t every_s, int failed)
{
	int64_t most = every_s > 30 ? every_s : 30;
	int64_t pause = every_s;

	while (failed-- > 0 && pause < most)
		pause *= 2;
	return pause < most ? pause : most;
}

void
worker_run_jobs(struct worker *w)
{
	int64_t now = domain_now(&w->d);
	struct err e;
	size_t i;

	for (i = 0; i < worker_jobs_n; i++) {
		const struct worker_job *job = &worker_jobs[i];

		if (w->job_due_s[i] > now)
			continue;
		arena_reset(w->d.a);
		if (job->run(&w->d, &e) == RC_OK) {
			w->job_failed[i] = 0;
		} else {
			w->job_failed[i]++;
			log_line(LOG_WARN_, "job", "name=%s rc=%s why=\"%s\"", job->name,
			    err_name(e.rc), e.why);
		}
		/* from its end: what took long is not due again at once */
		w->job_due_s[i] = domain_now(&w->d) +
				  worker_job_pause_s(job->every_s, w->job_failed[i]);
	}
}
