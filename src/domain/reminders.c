/* reminders.c - the morning's summary, and interviews that are near. */
#include "domain/reminders.h"

#include "domain/interview.h"
#include "domain/outbox.h"
#include "domain/workdays.h"
#include "mail/mail_views.h"

#define FROM_HOUR 6
#define TO_HOUR   12
#define MOST      500 /* files looked at for their age; more are late anyway */
#define BATCH     200

/* ---- E24 ---- */

struct summary {
	struct domain *d;
	const char *noun; /* whose morning it is: "office", or "bssn" for all verifiers */
	str noun_id, place, path;
	enum zone zone;
	int64_t limit_days, n, late, oldest_s;
	struct row_account_list to;
	int64_t written;
};

/* Is it the morning of a working day there? */
static enum rc
is_morning(struct domain *d, enum zone z, bool *out, struct err *e)
{
	struct datetime now = time_civil(domain_now(d), z);
	struct row_holiday_list today;
	str iso = date_iso(d->a, now.date);
	enum rc rc;

	*out = false;
	if (now.hour < FROM_HOUR || now.hour >= TO_HOUR ||
	    !workdays_is_work(now.date, NULL))
		return RC_OK;
	rc = q_holiday_between(d->db, iso, iso, &today, e);
	*out = rc == RC_OK && today.n == 0;
	return rc;
}

static enum rc
count_late(struct summary *s, const int64_t *since_s, size_t n, struct err *e)
{
	struct domain *d = s->d;
	int64_t due_s;
	enum rc rc = RC_OK;

	s->oldest_s = n > 0 ? since_s[0] : 0;
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		rc = domain_due(d, d->db, since_s[i], s->limit_days, s->zone, &due_s, e);
		if (rc == RC_OK && due_s >= domain_now(d))
			break; /* the longest waits come first: the others are in time */
		s->late += rc == RC_OK;
	}
	return rc;
}

static str
number(struct arena *a, int64_t n)
{
	return str_fmt(a, "%lld", (long long)n);
}

static enum rc
summary_in_write(struct db *tx, void *arg, struct err *e)
{
	struct summary *s = arg;
	struct domain *d = s->d;
	struct datetime now = time_civil(domain_now(d), s->zone);
	struct row_outbox_told_since told;
	enum rc rc = q_outbox_told_since(tx, STR("morning_summary"), str_from_z(s->noun),
	    s->noun_id, time_from_civil(now.date, 0, 0, s->zone), &told, e);

	s->written = 0;
	if (rc != RC_OK || told.n > 0)
		return rc;
	for (size_t i = 0; rc == RC_OK && i < s->to.n; i++) {
		struct mail_text t;

		mail_compose_morning_summary(d->a, LANG_ID,
		    &(struct mailview_morning_summary){ s->to.at[i].name, s->place,
			number(d->a, s->n), number(d->a, s->late),
			number(d->a, s->limit_days),
			time_long(d->a, s->oldest_s, s->zone, LANG_ID),
			str_fmt(d->a, "%.*s%.*s", STR_ARG(d->conf->public_url),
			    STR_ARG(s->path)) },
		    &t);
		rc = outbox_put_tx(d, tx,
		    &(struct outbox_mail){ .kind = "morning_summary",
			.to = s->to.at[i].email,
			.subject = t.subject,
			.text = t.text,
			.noun = s->noun,
			.noun_id = s->noun_id,
			.account = s->to.at[i].id },
		    e);
		s->written += rc == RC_OK;
	}
	return rc;
}

static enum rc
send_summary(struct summary *s, int64_t *n, struct err *e)
{
	enum rc rc;

	if (s->to.n == 0)
		return RC_OK;
	rc = store_write(s->d->store, s->d->a, summary_in_write, s, e);
	if (rc == RC_OK)
		*n += s->written;
	return rc;
}

static enum rc
office_morning(
    struct domain *d, const struct row_office *office, int64_t *n, struct err *e)
{
	struct row_application_waiting_since_list since;
	struct summary s = { .d = d,
		.noun = "office",
		.noun_id = office->code,
		.place = office->name,
		.path = STR("/kantor"),
		.zone = zone_parse(office->zone),
		.limit_days = d->conf->sla_office_days };
	int64_t *at;
	enum rc rc = q_application_waiting_since(d->db, office->code, MOST, &since, e);

	if (rc != RC_OK || since.n == 0)
		return rc;
	at = ARENA_ARRAY(d->a, since.n, int64_t);
	for (size_t i = 0; i < since.n; i++)
		at[i] = since.at[i].state_since_s;
	s.n = (int64_t)since.n;
	rc = count_late(&s, at, since.n, e);
	if (rc == RC_OK)
		rc = q_account_leads_of_office(d->db, office->code, &s.to, e);
	return rc != RC_OK ? rc : send_summary(&s, n, e);
}

static enum rc
bssn_morning(struct domain *d, int64_t *n, struct err *e)
{
	struct row_candidacy_waiting_since_list since;
	struct summary s = { .d = d,
		.noun = "bssn",
		.noun_id = STR("bssn"),
		.place = STR("BSSN"),
		.path = STR("/bssn"),
		.zone = ZONE_WIB,
		.limit_days = d->conf->sla_bssn_days };
	int64_t *at;
	bool morning;
	enum rc rc = is_morning(d, s.zone, &morning, e);

	if (rc != RC_OK || !morning)
		return rc;
	rc = q_candidacy_waiting_since(d->db, MOST, &since, e);
	if (rc != RC_OK || since.n == 0)
		return rc;
	at = ARENA_ARRAY(d->a, since.n + 1, int64_t);
	for (size_t i = 0; i < since.n; i++)
		at[i] = since.at[i].state_since_s;
	s.n = (int64_t)since.n;
	rc = count_late(&s, at, since.n, e);
	if (rc == RC_OK)
		rc = q_account_verifiers(d->db, &s.to, e);
	return rc != RC_OK ? rc : send_summary(&s, n, e);
}

enum rc
reminders_morning(struct domain *d, int64_t *out_n, struct err *e)
{
	struct row_office_list offices;
	bool morning[ZONE__COUNT];
	int64_t n = 0;
	enum rc rc = RC_OK;

	for (int z = 0; rc == RC_OK && z < ZONE__COUNT; z++)
		rc = is_morning(d, (enum zone)z, &morning[z], e);
	if (rc == RC_OK)
		rc = q_office_all(d->db, &offices, e);
	for (size_t i = 0; rc == RC_OK && i < offices.n; i++)
		if (morning[zone_parse(offices.at[i].zone)])
			rc = office_morning(d, &offices.at[i], &n, e);
	if (rc == RC_OK)
		rc = bssn_morning(d, &n, e);
	if (rc == RC_OK)
		*out_n = n;
	return rc;
}

/* ---- interviews ---- */

struct remind_args {
	struct domain *d;
	const struct row_candidacy *cand;
	int64_t mark, written;
};

static enum rc
remind_in_write(struct db *tx, void *arg, struct err *e)
{
	struct remind_args *p = arg;

	return interview_remind_tx(p->d, tx, p->cand, p->mark, &p->written, e);
}

static enum rc
remind_within(struct domain *d, int64_t mark, int64_t within_s, int64_t *n, struct err *e)
{
	int64_t now = domain_now(d);
	struct row_candidacy_list l;
	enum rc rc = q_candidacy_interviews_between(
	    d->db, now, now + within_s, mark, BATCH, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		struct remind_args p = { .d = d, .cand = &l.at[i], .mark = mark };

		rc = store_write(d->store, d->a, remind_in_write, &p, e);
		if (rc == RC_OK)
			*n += p.written;
	}
	return rc;
}

/* The hour first: who is told of that needs no word about tomorrow. */
enum rc
reminders_interview(struct domain *d, int64_t *out_n, struct err *e)
{
	int64_t n = 0;
	enum rc rc = remind_within(d, 2, 3600, &n, e);

	if (rc == RC_OK)
		rc = remind_within(d, 1, 86400, &n, e);
	if (rc == RC_OK)
		*out_n = n;
	return rc;
}
