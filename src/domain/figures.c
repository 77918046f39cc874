/* figures.c - see figures.h. */
#include "domain/figures.h"

#include <stdlib.h>

#include "domain/application_office.h"
#include "domain/scope.h"
#include "domain/workdays.h"

#define DAY_S INT64_C(86400)

const char *const figure_stages[STAGE__COUNT] = {
	[STAGE_WAIT] = N_("Terkirim sampai mulai diperiksa"),
	[STAGE_REVIEW] = N_("Mulai diperiksa sampai diputuskan"),
	[STAGE_FIX] = N_("Dikembalikan sampai dikirim lagi"),
	[STAGE_COUNTER] = N_("Lengkap sampai diaktivasi"),
	[STAGE_COLLECT] = N_("Diaktivasi sampai sertifikat diambil"),
	[STAGE_ALL] = N_("Seluruhnya: terkirim sampai diaktivasi"),
};

const char *const figure_events[FLOW__COUNT] = {
	[FLOW_SENT] = N_("Permohonan dikirim"),
	[FLOW_COMPLETE] = N_("Dinyatakan lengkap"),
	[FLOW_RETURNED] = N_("Dikembalikan untuk diperbaiki"),
	[FLOW_REFUSED] = N_("Ditolak"),
	[FLOW_ARRIVED] = N_("Kunjungan loket"),
	[FLOW_ACTIVATED] = N_("Diaktivasi"),
	[FLOW_TAKEN] = N_("Sertifikat diambil"),
	[FLOW_ENDED] = N_("Dibatalkan atau kedaluwarsa"),
};

/* ---- spans ---- */

struct figure_span
figures_lately(const struct domain *d)
{
	int64_t now = domain_now(d);

	return (struct figure_span){ now - FIGURES_DAYS * DAY_S, now + 1 };
}

static int64_t
month_begin(int months, enum zone z)
{
	return time_from_civil((struct date){ months / 12, months % 12 + 1, 1 }, 0, 0, z);
}

struct figure_span
figures_month(int64_t at_s, int back, enum zone z)
{
	struct date d = time_civil(at_s, z).date;
	int months = d.year * 12 + d.month - 1 - back;

	return (struct figure_span){ month_begin(months, z), month_begin(months + 1, z) };
}

/* ---- medians ---- */

static int
ascending(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return (a > b) - (a < b);
}

struct figure_median
figure_median(int64_t *tenths, size_t n)
{
	if (n == 0)
		return (struct figure_median){ 0, 0 };
	qsort(tenths, n, sizeof(*tenths), ascending);
	return (struct figure_median){ (int64_t)n,
		(tenths[(n - 1) / 2] + tenths[n / 2]) / 2 };
}

/* ---- what is open ---- */

static enum rc
reach(struct domain *d, const struct actor *who, str office, enum zone *out_zone,
    struct err *e)
{
	struct scope scope = { .office = office };
	struct row_office row;
	enum rc rc = scope_check(who, &scope, e);

	if (rc == RC_OK)
		rc = domain_office(d, office, &row, e);
	if (rc == RC_OK)
		*out_zone = zone_parse(row.zone);
	return rc;
}

/* Days in which somebody has to act in that state; 0: none are set. */
static int64_t
limit_of(const struct conf *conf, int state)
{
	switch (state) {
	case APP_SUBMITTED:
	case APP_IN_REVIEW:
		return conf->sla_office_days;
	case APP_RETURNED:
		return conf->fix_days;
	case APP_APPROVED:
		return conf->collect_days;
	default:
		return 0;
	}
}

static enum figure_split
split_of(int64_t used_percent)
{
	if (used_percent > 100)
		return SPLIT_OVER;
	return used_percent > 50 ? SPLIT_WHOLE : SPLIT_HALF;
}

static void
add_open(struct domain *d, const struct row_figures_open *row, enum zone zone,
    const struct holidays *h, struct figure_open out[APP__COUNT])
{
	int state = state_parse(&words_application, row->state);
	int64_t now = domain_now(d), tenths, used;
	struct figure_open *x;

	if (state < 0)
		return;
	x = &out[state];
	tenths = workdays_tenths(row->sent_s, now, zone, h);
	x->n++;
	if (tenths > x->tenths)
		x->tenths = tenths;
	if (x->limit_days == 0)
		return;
	used = state == APP_SUBMITTED || state == APP_IN_REVIEW
		   ? workdays_used(row->sent_s, now, x->limit_days, zone, h)
		   : (now - row->sent_s) * 100 / (x->limit_days * DAY_S);
	x->split[split_of(used)]++;
}

enum rc
figures_open(struct domain *d, const struct actor *who, str office,
    struct figure_open out[APP__COUNT], struct err *e)
{
	struct row_figures_open_list rows;
	struct holidays h;
	enum zone zone;
	enum rc rc = reach(d, who, office, &zone, e);

	if (rc == RC_OK)
		rc = q_figures_open(d->db, office, &rows, e);
	if (rc == RC_OK)
		rc = domain_holidays(d, d->db, &h, e);
	if (rc != RC_OK)
		return rc;
	for (int s = 0; s < APP__COUNT; s++)
		out[s] = (struct figure_open){ .limit_days = limit_of(d->conf, s) };
	for (size_t i = 0; i < rows.n; i++)
		add_open(d, &rows.at[i], zone, &h, out);
	return RC_OK;
}

/* ---- what happened ---- */

#define NEVER INT64_MIN

struct reading {
	struct figure_span span;
	enum zone zone;
	struct holidays holidays;
	struct figures_office *out;
	int64_t *tenths[STAGE__COUNT]; /* of each stage that ended in the span */
	/* of the case that is being read: since when, NEVER when it is not so */
	int64_t first_sent, sent, taken_up, returned, complete, approved;
};

static void
count(struct reading *r, enum figure_event what, int64_t at_s)
{
	r->out->flow[what] += figure_within(r->span, at_s);
}

/* A stage that began at *from_s ends, if it had begun. */
static void
ends(struct reading *r, enum figure_stage stage, int64_t *from_s, int64_t at_s)
{
	if (*from_s != NEVER && figure_within(r->span, at_s))
		r->tenths[stage][r->out->stage[stage].n++] =
		    workdays_tenths(*from_s, at_s, r->zone, &r->holidays);
	*from_s = NEVER;
}

static void
read_sent(struct reading *r, int64_t at_s)
{
	count(r, FLOW_SENT, at_s);
	ends(r, STAGE_FIX, &r->returned, at_s);
	r->sent = at_s;
	if (r->first_sent == NEVER)
		r->first_sent = at_s;
}

/* In the office or at the counter: a file that is sent back there is not complete any more. */
static void
read_decision(struct reading *r, int event, int64_t at_s)
{
	ends(r, STAGE_REVIEW, &r->taken_up, at_s);
	r->complete = event == APP_EV_COMPLETE ? at_s : NEVER;
	r->returned = event == APP_EV_RETURN ? at_s : NEVER;
	count(r,
	    event == APP_EV_COMPLETE ? FLOW_COMPLETE
	    : event == APP_EV_RETURN ? FLOW_RETURNED
				     : FLOW_REFUSED,
	    at_s);
}

static void
read_event(struct reading *r, int event, int64_t at_s)
{
	switch (event) {
	case APP_EV_SUBMIT:
		read_sent(r, at_s);
		break;
	case APP_EV_CLAIM: /* whoever takes it up again after a release goes on with it */
		if (r->sent != NEVER)
			r->taken_up = at_s;
		ends(r, STAGE_WAIT, &r->sent, at_s);
		break;
	case APP_EV_COMPLETE:
	case APP_EV_RETURN:
	case APP_EV_REFUSE:
		read_decision(r, event, at_s);
		break;
	case APP_EV_ARRIVE:
		count(r, FLOW_ARRIVED, at_s);
		r->out->visits[time_civil(at_s, r->zone).hour] +=
		    figure_within(r->span, at_s);
		break;
	case APP_EV_APPROVE:
		count(r, FLOW_ACTIVATED, at_s);
		ends(r, STAGE_COUNTER, &r->complete, at_s);
		ends(r, STAGE_ALL, &r->first_sent, at_s);
		r->approved = at_s;
		break;
	case APP_EV_ISSUE:
		count(r, FLOW_TAKEN, at_s);
		ends(r, STAGE_COLLECT, &r->approved, at_s);
		break;
	case APP_EV_WITHDRAW:
	case APP_EV_LAPSE: /* a draft that ends was never the office's */
		if (r->first_sent != NEVER || r->approved != NEVER)
			count(r, FLOW_ENDED, at_s);
		break;
	default:
		break;
	}
}

static enum rc
read_history(struct domain *d, str office, struct reading *r, struct err *e)
{
	struct row_figures_history_list rows;
	enum rc rc = q_figures_history(d->db, office, r->span.from_s, &rows, e);

	if (rc == RC_OK)
		rc = domain_holidays(d, d->db, &r->holidays, e);
	if (rc != RC_OK)
		return rc;
	for (int s = 0; s < STAGE__COUNT; s++)
		r->tenths[s] = ARENA_ARRAY(d->a, rows.n + 1, int64_t);
	for (size_t i = 0; i < rows.n; i++) {
		const struct row_figures_history *row = &rows.at[i];

		if (i == 0 || !str_eq(row->id, rows.at[i - 1].id))
			r->first_sent = r->sent = r->taken_up = r->returned =
			    r->complete = r->approved = NEVER;
		read_event(r, event_parse(&words_application, row->event), row->at_s);
	}
	for (int s = 0; s < STAGE__COUNT; s++)
		r->out->stage[s] =
		    figure_median(r->tenths[s], (size_t)r->out->stage[s].n);
	return RC_OK;
}

static enum rc
read_reasons(struct domain *d, str office, struct reading *r, struct err *e)
{
	struct row_figures_returned_list rows;
	enum rc rc = q_figures_returned(
	    d->db, office, r->span.from_s, r->span.to_s, FIGURES_REASONS, &rows, e);

	if (rc != RC_OK)
		return rc;
	for (size_t i = 0; i < rows.n; i++) {
		int item = office_item_parse(rows.at[i].item);

		r->out->reason[i] =
		    (struct figure_reason){ item >= 0 ? office_items[item].label
						      : str_z(d->a, rows.at[i].item),
			    rows.at[i].n };
	}
	r->out->n_reasons = rows.n;
	return RC_OK;
}

enum rc
figures_office(struct domain *d, const struct actor *who, str office,
    struct figure_span span, struct figures_office *out, struct err *e)
{
	struct reading r = { .span = span, .out = out };
	enum rc rc = reach(d, who, office, &r.zone, e);

	*out = (struct figures_office){ .n_reasons = 0 };
	if (rc == RC_OK)
		rc = read_history(d, office, &r, e);
	if (rc == RC_OK)
		rc = read_reasons(d, office, &r, e);
	return rc;
}
