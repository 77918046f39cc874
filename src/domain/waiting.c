/* waiting.c - see waiting.h. */
#include "domain/waiting.h"

#include <stdlib.h>

#include "domain/workdays.h"

/* Age and limit of what waits since `since_s` in that office. */
static enum rc
age(struct domain *d, const struct row_office *office, int64_t since_s,
    struct waiting *out, struct err *e)
{
	enum zone zone = zone_parse(office->zone);
	struct holidays h;
	int64_t due_s;
	enum rc rc = domain_holidays_since(d, since_s, &h, e);

	if (rc == RC_OK)
		rc = domain_due(
		    d, d->db, since_s, d->conf->sla_office_days, zone, &due_s, e);
	if (rc != RC_OK)
		return rc;
	*out =
	    (struct waiting){ since_s, workdays_tenths(since_s, domain_now(d), zone, &h),
		    domain_now(d) > due_s };
	return RC_OK;
}

static int
longest_first(const void *x, const void *y)
{
	const struct waiting_office *a = x, *b = y;

	if (a->oldest.since_s != b->oldest.since_s)
		return a->oldest.since_s < b->oldest.since_s ? -1 : 1;
	return str_cmp(a->figures->office.code, b->figures->office.code);
}

enum rc
waiting_offices(struct domain *d, const struct office_table *t,
    struct waiting_offices *out, struct err *e)
{
	struct waiting_office *at = ARENA_ARRAY(d->a, t->n + 1, struct waiting_office);
	size_t n = 0, late = 0;
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < t->n; i++) {
		const struct office_figures *f = &t->at[i];
		int64_t waits =
		    f->application[APP_SUBMITTED] + f->application[APP_IN_REVIEW];
		struct row_application_waiting_since_list first;

		if (waits == 0)
			continue;
		rc = q_application_waiting_since(d->db, f->office.code, 1, &first, e);
		if (rc != RC_OK || first.n == 0)
			continue;
		at[n] = (struct waiting_office){ f, waits, { 0 } };
		rc = age(d, &f->office, first.at[0].state_since_s, &at[n].oldest, e);
		late += at[n++].oldest.late;
	}
	if (rc != RC_OK)
		return rc;
	qsort(at, n, sizeof(*at), longest_first);
	*out = (struct waiting_offices){ at, n, late };
	return RC_OK;
}

enum rc
waiting_mails_failed(struct domain *d, int64_t *out_n, struct err *e)
{
	struct row_outbox_count n;
	enum rc rc = q_outbox_count(d->db, STR("failed"), &n, e);

	if (rc == RC_OK)
		*out_n = n.n;
	return rc;
}
