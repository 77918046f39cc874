/* figures_bssn.c - what BSSN sees of its work: its queues, this week, decisions, documents sent back. */
#include "domain/candidacy_profile.h"
#include "domain/figures.h"
#include "domain/workdays.h"

#define DAY_S    INT64_C(86400)
#define VERIFIER 100 /* named at most */

/* From Monday to Sunday in Jakarta. */
static struct figure_span
this_week(int64_t now_s)
{
	struct datetime t = time_civil(now_s, ZONE_WIB);
	int64_t monday = date_to_days(t.date) - (t.weekday + 6) % 7;
	int64_t from_s = time_from_civil(date_from_days(monday), 0, 0, ZONE_WIB);

	return (struct figure_span){ from_s, from_s + 7 * DAY_S };
}

/* ---- the queues ---- */

/* The tab of the queue in which it stands; the tab "held by me" shows the same files once more. */
static enum bssn_tab
tab_of(const struct row_figures_bssn_open *r)
{
	if (str_eq_z(r->state, "interviewed"))
		return BSSN_TAB_WAITING;
	if (r->claimed_by.p != NULL || str_eq_z(r->state, "interview_scheduled"))
		return BSSN_TAB_READY;
	return r->rounds > 0 ? BSSN_TAB_AGAIN : BSSN_TAB_FRESH;
}

static enum rc
read_queues(
    struct domain *d, struct figure_span week, struct figures_bssn *out, struct err *e)
{
	struct row_figures_bssn_open_list rows;
	int64_t now = domain_now(d);
	struct holidays h;
	enum rc rc = q_figures_bssn_open(d->db, &rows, e);

	if (rc == RC_OK)
		rc = domain_holidays(d, d->db, &h, e);
	for (size_t i = 0; rc == RC_OK && i < rows.n; i++) {
		const struct row_figures_bssn_open *r = &rows.at[i];
		struct figure_queue *q = &out->queue[tab_of(r)];
		enum zone z = zone_parse(r->zone);
		int64_t tenths = workdays_tenths(r->sent_s, now, z, &h);

		q->n++;
		q->tenths = tenths > q->tenths ? tenths : q->tenths;
		q->over +=
		    workdays_used(r->sent_s, now, d->conf->sla_bssn_days, z, &h) > 100;
		out->set += str_eq_z(r->state, "interview_scheduled") &&
			    r->interview_at_s != SQL_NULL_INT &&
			    figure_within(week, r->interview_at_s);
	}
	return rc;
}

/* ---- decisions ---- */

struct decisions {
	struct figures_bssn *out;
	struct figure_verifier *at;
	int64_t **tenths; /* of each verifier */
	size_t most;
};

/* The row of that verifier; NULL when there are more than are named. */
static struct figure_verifier *
verifier_of(
    struct domain *d, struct decisions *x, const struct row_figures_bssn_history *r)
{
	size_t n = x->out->verifiers.n;

	for (size_t i = 0; i < n; i++)
		if (str_eq(x->at[i].account, r->actor))
			return &x->at[i];
	if (n == VERIFIER)
		return NULL;
	x->tenths[n] = ARENA_ARRAY(d->a, x->most, int64_t);
	x->at[n] = (struct figure_verifier){ .account = r->actor, .name = r->actor_name };
	x->out->verifiers.n++;
	return &x->at[n];
}

static void
decided(struct domain *d, struct decisions *x, const struct row_figures_bssn_history *r,
    int event, int64_t sent_s, const struct holidays *h)
{
	struct figure_verifier *v = verifier_of(d, x, r);

	x->out->decided++;
	if (v == NULL)
		return;
	v->granted += event == CAND_EV_GRANT;
	v->returned += event == CAND_EV_RETURN;
	v->refused += event == CAND_EV_REFUSE;
	if (sent_s != SQL_NULL_INT)
		x->tenths[v - x->at][v->time.n++] =
		    workdays_tenths(sent_s, r->at_s, zone_parse(r->zone), h);
}

static void
read_rows(struct domain *d, const struct row_figures_bssn_history_list *rows,
    struct figure_span week, struct figure_span lately, const struct holidays *h,
    struct decisions *x)
{
	int64_t sent_s = SQL_NULL_INT;

	for (size_t i = 0; i < rows->n; i++) {
		const struct row_figures_bssn_history *r = &rows->at[i];
		int event = event_parse(&words_candidacy, r->event);

		if (i == 0 || !str_eq(r->id, rows->at[i - 1].id))
			sent_s = SQL_NULL_INT;
		if (event == CAND_EV_CONFIRM_DS)
			sent_s = r->at_s;
		x->out->held +=
		    event == CAND_EV_INTERVIEW && figure_within(week, r->at_s);
		x->out->absent += event == CAND_EV_ABSENT && figure_within(week, r->at_s);
		if ((event == CAND_EV_GRANT || event == CAND_EV_RETURN ||
			event == CAND_EV_REFUSE) &&
		    figure_within(lately, r->at_s))
			decided(d, x, r, event, sent_s, h);
	}
}

static enum rc
read_decisions(
    struct domain *d, struct figure_span week, struct figures_bssn *out, struct err *e)
{
	struct figure_span lately = figures_lately(d);
	struct row_figures_bssn_history_list rows;
	struct decisions x = { .out = out,
		.at = ARENA_ARRAY(d->a, VERIFIER, struct figure_verifier),
		.tenths = ARENA_ARRAY(d->a, VERIFIER, int64_t *) };
	struct holidays h;
	enum rc rc = q_figures_bssn_history(d->db, lately.from_s, &rows, e);

	if (rc == RC_OK)
		rc = domain_holidays(d, d->db, &h, e);
	if (rc != RC_OK)
		return rc;
	x.most = rows.n + 1;
	read_rows(d, &rows, week, lately, &h, &x);
	for (size_t i = 0; i < out->verifiers.n; i++)
		x.at[i].time = figure_median(x.tenths[i], (size_t)x.at[i].time.n);
	out->verifiers.at = x.at;
	return RC_OK;
}

/* ---- what went back ---- */

static enum rc
read_documents(struct domain *d, struct figures_bssn *out, struct err *e)
{
	struct figure_span lately = figures_lately(d);
	struct row_figures_bssn_returned_list rows;
	struct figure_reason *at;
	enum rc rc = q_figures_bssn_returned(d->db, lately.from_s, lately.to_s, &rows, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(d->a, rows.n + 1, struct figure_reason);
	for (size_t i = 0; i < rows.n; i++) {
		int item = candidacy_item_parse(rows.at[i].item);

		at[i] = (struct figure_reason){ item >= 0 ? candidacy_item_label(
								(enum candidacy_item)item)
							  : str_z(d->a, rows.at[i].item),
			rows.at[i].n };
	}
	out->documents.at = at;
	out->documents.n = rows.n;
	return RC_OK;
}

enum rc
figures_bssn(struct domain *d, struct figures_bssn *out, struct err *e)
{
	struct figure_span week = this_week(domain_now(d));
	enum rc rc;

	*out = (struct figures_bssn){ .decided = 0 };
	rc = read_queues(d, week, out, e);
	if (rc == RC_OK)
		rc = read_decisions(d, week, out, e);
	return rc == RC_OK ? read_documents(d, out, e) : rc;
}
