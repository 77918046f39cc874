/* figures_nation.c - all offices in figures: who is late, how many are activated, where people stop. */
#include <stdlib.h>

#include "domain/figures.h"
#include "domain/workdays.h"

#define DAY_S INT64_C(86400)

static struct figure_line *
line_of(struct figures_nation *n, struct figure_line *at, str office)
{
	size_t lo = 0, hi = n->lines.n; /* offices stand by code */

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = str_cmp(at[mid].figures->office.code, office);

		if (c == 0)
			return &at[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

static enum rc
read_waiting(
    struct domain *d, struct figures_nation *out, struct figure_line *at, struct err *e)
{
	struct row_figures_waiting_list rows;
	int64_t now = domain_now(d);
	struct holidays h;
	enum rc rc = q_figures_waiting(d->db, &rows, e);

	if (rc == RC_OK)
		rc = domain_holidays(d, d->db, &h, e);
	for (size_t i = 0; rc == RC_OK && i < rows.n; i++) {
		const struct row_figures_waiting *r = &rows.at[i];
		struct figure_line *l = line_of(out, at, r->office);
		enum zone z = zone_parse(r->zone);
		int64_t tenths;

		if (l == NULL)
			continue;
		tenths = workdays_tenths(r->sent_s, now, z, &h);
		l->waiting++;
		l->oldest_tenths = tenths > l->oldest_tenths ? tenths : l->oldest_tenths;
		l->over +=
		    workdays_used(r->sent_s, now, d->conf->sla_office_days, z, &h) > 100;
	}
	return rc;
}

/* Those of one office one after the other. */
static int
by_office(const void *x, const void *y)
{
	const struct row_figures_activated *a = x, *b = y;

	return str_cmp(a->office, b->office);
}

/* All of one office: the rows from..to-1. */
static void
read_one(struct figure_line *l, const struct row_figures_activated *rows, size_t n,
    struct figure_span lately, int64_t month_s, const struct holidays *h, int64_t *room)
{
	enum zone z = zone_parse(l->figures->office.zone);
	size_t measured = 0;

	for (size_t i = 0; i < n; i++) {
		const struct row_figures_activated *r = &rows[i];

		l->activated += r->approved_s >= month_s;
		if (r->approved_s >= lately.from_s && r->submitted_s != SQL_NULL_INT)
			room[measured++] =
			    workdays_tenths(r->submitted_s, r->approved_s, z, h);
	}
	l->time = figure_median(room, measured);
}

static enum rc
read_activated(
    struct domain *d, struct figures_nation *out, struct figure_line *at, struct err *e)
{
	struct figure_span lately = figures_lately(d);
	int64_t month_s = figures_month(domain_now(d), 0, ZONE_WIB).from_s;
	int64_t from_s = month_s < lately.from_s ? month_s : lately.from_s;
	int64_t *room;
	struct row_figures_activated_list rows;
	struct row_figures_activated *sorted;
	struct holidays h;
	enum rc rc = q_figures_activated(d->db, from_s, &rows, e);

	if (rc == RC_OK)
		rc = domain_holidays(d, d->db, &h, e);
	if (rc != RC_OK)
		return rc;
	sorted = ARENA_ARRAY(d->a, rows.n + 1, struct row_figures_activated);
	room = ARENA_ARRAY(d->a, rows.n + 1, int64_t);
	for (size_t i = 0; i < rows.n; i++)
		sorted[i] = rows.at[i];
	qsort(sorted, rows.n, sizeof(*sorted), by_office);
	for (size_t i = 0, n; i < rows.n; i += n) {
		struct figure_line *l = line_of(out, at, sorted[i].office);

		for (n = 1;
		     i + n < rows.n && str_eq(sorted[i + n].office, sorted[i].office);)
			n++;
		if (l != NULL)
			read_one(l, &sorted[i], n, lately, month_s, &h, room);
	}
	return RC_OK;
}

static enum rc
read_months(struct domain *d, struct figures_nation *out, struct err *e)
{
	enum rc rc = RC_OK;

	for (int i = 0; rc == RC_OK && i < FIGURES_MONTHS; i++) {
		struct figure_span s =
		    figures_month(domain_now(d), FIGURES_MONTHS - 1 - i, ZONE_WIB);
		struct row_figures_activated_count n;

		rc = q_figures_activated_count(d->db, s.from_s, s.to_s, &n, e);
		if (rc == RC_OK)
			out->month[i] = (struct figure_month){ s.from_s, n.n };
	}
	return rc;
}

/* ---- where people stop ---- */

/* The last step behind somebody whose application is in that state. */
static enum figure_step
step_of(str state)
{
	switch (state_parse(&words_application, state)) {
	case APP_SUBMITTED:
	case APP_IN_REVIEW:
	case APP_RETURNED:
		return STEP_SENT;
	case APP_READY:
	case APP_AT_COUNTER:
		return STEP_COMPLETE;
	case APP_APPROVED:
		return STEP_ACTIVATED;
	case APP_ISSUED:
		return STEP_TAKEN;
	default:
		return STEP_BEGUN;
	}
}

enum rc
figures_funnel(struct domain *d, struct figure_place out[STEP__COUNT], struct err *e)
{
	struct row_figures_begun_list rows;
	enum rc rc =
	    q_figures_begun(d->db, domain_now(d) - FIGURES_FUNNEL_DAYS * DAY_S, &rows, e);

	if (rc != RC_OK)
		return rc;
	for (int s = 0; s < STEP__COUNT; s++)
		out[s] = (struct figure_place){ 0, 0, 0 };
	for (size_t i = 0; i < rows.n; i++) {
		const struct row_figures_begun *r = &rows.at[i];
		enum figure_step step = step_of(r->place);

		for (int s = 0; s <= (int)step; s++)
			out[s].reached += r->n;
		if (r->ended.n > 0)
			out[step].ended += r->n;
		else
			out[step].open += r->n;
	}
	return RC_OK;
}

enum rc
figures_nation(struct domain *d, const struct office_table *offices,
    struct figures_nation *out, struct err *e)
{
	struct figure_line *at = ARENA_ARRAY(d->a, offices->n + 1, struct figure_line);
	enum rc rc;

	*out = (struct figures_nation){ .late = 0 };
	for (size_t i = 0; i < offices->n; i++)
		at[i] = (struct figure_line){ .figures = &offices->at[i] };
	out->lines.at = at;
	out->lines.n = offices->n;
	rc = read_waiting(d, out, at, e);
	if (rc == RC_OK)
		rc = read_activated(d, out, at, e);
	if (rc == RC_OK)
		rc = read_months(d, out, e);
	for (size_t i = 0; rc == RC_OK && i < offices->n; i++)
		out->late += at[i].over > 0;
	return rc;
}
