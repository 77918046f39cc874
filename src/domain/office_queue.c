/* office_queue.c - the lists of an office. */
#include "domain/office_queue.h"

#include "domain/record.h"
#include "domain/workdays.h"

static const struct {
	const char *name, *label;
	int states[OFFICE_TAB_STATES];
} tabs[TAB__COUNT] = {
	[TAB_NEW] = { "baru", N_("Baru"), { APP_SUBMITTED, APP_IN_REVIEW, -1, -1, -1 } },
	[TAB_MINE] = { "saya", N_("Dipegang saya"),
	    { APP_IN_REVIEW, APP_AT_COUNTER, -1, -1, -1 } },
	[TAB_READY] = { "loket", N_("Siap loket"),
	    { APP_READY, APP_AT_COUNTER, -1, -1, -1 } },
	[TAB_RETURNED] = { "perbaikan", N_("Perlu perbaikan"),
	    { APP_RETURNED, -1, -1, -1, -1 } },
	[TAB_DONE] = { "selesai", N_("Selesai"),
	    { APP_APPROVED, APP_ISSUED, APP_REFUSED, APP_WITHDRAWN, APP_LAPSED } },
};

const char *
office_tab_name(enum office_tab t)
{
	return tabs[t].name;
}

const char *
office_tab_label(enum office_tab t)
{
	return tabs[t].label;
}

enum office_tab
office_tab_parse(str name)
{
	for (int t = 0; t < TAB__COUNT; t++)
		if (str_eq_z(name, tabs[t].name))
			return (enum office_tab)t;
	return TAB_NEW;
}

const int *
office_tab_states(enum office_tab t)
{
	return tabs[t].states;
}

enum rc
office_queue_counts(
    struct domain *d, const struct actor *who, int64_t out[TAB__COUNT], struct err *e)
{
	struct row_application_held_count held;
	enum rc rc = q_application_held_count(d->db, who->account, &held, e);

	for (int t = 0; rc == RC_OK && t < TAB__COUNT; t++) {
		out[t] = t == TAB_MINE ? held.n : 0;
		for (int i = 0; rc == RC_OK && t != TAB_MINE && i < OFFICE_TAB_STATES;
		     i++) {
			int64_t n = 0;

			if (tabs[t].states[i] < 0)
				break;
			rc = counter_get(d, "application", who->office,
			    words_application.states[tabs[t].states[i]].text, &n, e);
			out[t] += n;
		}
	}
	return rc;
}

/* A place is "SECONDS.ID" of a row. */
static str
place_of(struct arena *a, const struct row_office_line *l)
{
	return str_fmt(a, "%lld.%.*s", (long long)l->state_since_s, STR_ARG(l->id));
}

static enum rc
place_parse(str place, int64_t *out_s, str *out_id, struct err *e)
{
	str seconds = str_cut(&place, '.');
	enum rc rc = str_int64(seconds, out_s, e);

	*out_id = place;
	if (rc != RC_OK)
		return err_set(e, RC_INVALID, N_("Halaman itu tidak ada."), "bad place");
	return RC_OK;
}

/* "%text%" in lower case; what has a meaning in LIKE is dropped. */
static str
pattern(struct arena *a, str text)
{
	str s = str_lower(a, str_squeeze(a, str_without(a, text, "%_\\")));

	return s.n == 0 ? STR_NONE : str_fmt(a, "%%%.*s%%", STR_ARG(s));
}

static enum rc
lines(struct domain *d, const struct actor *who, const struct office_query *q, bool up,
    struct row_office_line_list *out, struct err *e)
{
	str s[OFFICE_TAB_STATES], id = STR("");
	int64_t at = up ? 0 : INT64_MAX;
	str text = pattern(d->a, q->text);
	str mine = q->tab == TAB_MINE ? who->account : STR_NONE;
	enum rc rc = RC_OK;

	for (int i = 0; i < OFFICE_TAB_STATES; i++) {
		int state =
		    q->state >= 0 ? (i == 0 ? q->state : -1) : tabs[q->tab].states[i];

		s[i] = state < 0 ? STR("")
				 : str_from_z(words_application.states[state].text);
	}
	if (q->place.n > 0)
		rc = place_parse(q->place, &at, &id, e);
	if (rc != RC_OK)
		return rc;
	if (up)
		return q_office_lines_up(d->db,
		    &(struct q_office_lines_up_in){ who->office, s[0], s[1], s[2], s[3],
			s[4], mine, text, at, id, OFFICE_PAGE + 1 },
		    out, e);
	return q_office_lines_down(d->db,
	    &(struct q_office_lines_down_in){ who->office, s[0], s[1], s[2], s[3], s[4],
		mine, text, at, id, OFFICE_PAGE + 1 },
	    out, e);
}

/* What the office still has to look at ages from when it was sent, the rest since its state. */
static bool
ages_from_sending(str state)
{
	return str_eq_z(state, "submitted") || str_eq_z(state, "in_review");
}

enum rc
office_queue(struct domain *d, const struct actor *who, const struct office_query *q,
    struct office_page *out, struct err *e)
{
	bool oldest_first = q->tab != TAB_DONE, up = oldest_first != q->back, more;
	struct row_office_line_list list;
	int64_t now = domain_now(d);
	struct office_row *rows;
	struct holidays h;
	enum rc rc = lines(d, who, q, up, &list, e);

	if (rc != RC_OK)
		return rc;
	out->zone = domain_zone(d, who->office);
	rc = domain_holidays(d, d->db, &h, e);
	if (rc != RC_OK)
		return rc;
	more = list.n > OFFICE_PAGE;
	out->n = more ? OFFICE_PAGE : list.n;
	rows = ARENA_ARRAY(d->a, out->n + 1, struct office_row);
	for (size_t i = 0; i < out->n; i++) {
		struct office_row *r = &rows[q->back ? out->n - 1 - i : i];

		r->line = list.at[i];
		r->age_tenths = workdays_tenths(ages_from_sending(r->line.state)
						    ? r->line.sent_s
						    : r->line.state_since_s,
		    now, out->zone, &h);
		if (ages_from_sending(r->line.state))
			r->used = workdays_used(
			    r->line.sent_s, now, d->conf->sla_office_days, out->zone, &h);
	}
	out->at = rows;
	out->before = out->after = STR_NONE;
	if (out->n > 0 && (q->back ? more : q->place.n > 0))
		out->before = place_of(d->a, &rows[0].line);
	if (out->n > 0 && (q->back || more))
		out->after = place_of(d->a, &rows[out->n - 1].line);
	return RC_OK;
}
