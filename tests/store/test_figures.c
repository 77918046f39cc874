/*
 * test_figures.c - what is counted, from a history that this file tells. Engine named on the command
 * line: sqlite or postgresql.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdlib.h>

#include <cmocka.h>

#include "domain/figures.h"
#include "domain/office_queue.h"
#include "domain/policy.h"
#include "support/check.h"
#include "support/fresh_domain.h"

#define DAY INT64_C(86400)

static const char *engine;

struct world {
	struct fresh_domain t;
	struct domain d;
	int64_t now;
	struct actor kepala, other, central;
	int n; /* of events written */
};

/* 23 November 2026 is a Monday; the office is in WITA, and it is 09.00 there. */
static int64_t
at(int month, int day, int hour, int minute)
{
	return time_from_civil(
	    (struct date){ 2026, month, day }, hour, minute, ZONE_WITA);
}

/* ---- telling a history ---- */

struct event {
	const char *event;
	int64_t at_s;
	const char *to; /* state; NULL: as before */
	const char *by; /* NULL: "x" */
};

struct told {
	struct world *w;
	const char *noun, *id, *office;
	const struct event *at;
	size_t n;
	str state;
	int64_t since_s;
};

static enum rc
tell_event(struct told *t, struct db *tx, const struct event *ev, struct err *why)
{
	struct world *w = t->w;
	str from = t->state, to = ev->to != NULL ? str_from_z(ev->to) : from;
	struct row_history row = { .id = str_fmt(w->d.a, "h%06d", ++w->n),
		.noun = str_from_z(t->noun),
		.noun_id = str_from_z(t->id),
		.at_s = ev->at_s,
		.actor = str_from_z(ev->by != NULL ? ev->by : "x"),
		.actor_name = str_from_z(ev->by != NULL ? ev->by : "X"),
		.event = str_from_z(ev->event),
		.from_state = from,
		.to_state = to,
		.note = STR("rahasia") };

	if (ev->to != NULL)
		t->since_s = ev->at_s;
	t->state = to;
	return q_history_insert(tx, &row, why);
}

static struct row_application
application_row(const struct told *t)
{
	struct arena *a = t->w->d.a;
	struct row_application app = { .id = str_from_z(t->id),
		.number = str_fmt(a, "DS-%s-%s", t->office, t->id),
		.office = str_from_z(t->office),
		.state = t->state,
		.state_since_s = t->since_s,
		.version = 1,
		.kind = STR("djpb"),
		.email = STR("siti@kemenkeu.go.id"),
		.email_ci = str_fmt(a, "%s@kemenkeu.go.id", t->id),
		.email_proven_s = 5,
		.name = STR("Siti Contoh"),
		.agreed_s = SQL_NULL_INT,
		.step = 6,
		.reviewed_s = SQL_NULL_INT,
		.claimed_s = SQL_NULL_INT,
		.counter_nik_match = SQL_NULL_INT,
		.counter_letter_original = SQL_NULL_INT,
		.counter_letter_soft = SQL_NULL_INT,
		.approved_s = SQL_NULL_INT,
		.collect_expires_s = SQL_NULL_INT,
		.created_s = t->at[0].at_s,
		.updated_s = t->since_s,
		.submitted_s = SQL_NULL_INT,
		.forgotten_s = SQL_NULL_INT };

	for (size_t i = 0; i < t->n; i++) {
		if (app.submitted_s == SQL_NULL_INT &&
		    str_eq_z(STR("submit"), t->at[i].event))
			app.submitted_s = t->at[i].at_s;
		if (str_eq_z(STR("approve"), t->at[i].event))
			app.approved_s = t->at[i].at_s;
	}
	return app;
}

static enum rc
tell_application(struct db *tx, void *arg, struct err *why)
{
	struct told *t = arg;
	struct row_application app;
	enum rc rc = RC_OK;

	t->state = STR_NONE;
	for (size_t i = 0; rc == RC_OK && i < t->n; i++)
		rc = tell_event(t, tx, &t->at[i], why);
	if (rc != RC_OK)
		return rc;
	app = application_row(t);
	return q_application_insert(tx, &app, why);
}

#define TELL(w, id, office, ...)                                                         \
	tell(w, id, office, (const struct event[]){ __VA_ARGS__ },                       \
	    sizeof((const struct event[]){ __VA_ARGS__ }) / sizeof(struct event))

static void
tell(struct world *w, const char *id, const char *office, const struct event *at_,
    size_t n)
{
	struct told t = { w, "application", id, office, at_, n, STR_NONE, 0 };

	must(store_write(w->d.store, w->d.a, tell_application, &t, &e));
}

struct sent_back {
	struct world *w;
	const char *noun, *id, *item;
	int64_t at_s;
};

static enum rc
send_back_in_write(struct db *tx, void *arg, struct err *why)
{
	struct sent_back *b = arg;

	return q_returned_item_insert(tx,
	    &(struct row_returned_item){ .id = str_fmt(b->w->d.a, "r%06d", ++b->w->n),
		.noun = str_from_z(b->noun),
		.noun_id = str_from_z(b->id),
		.item = str_from_z(b->item),
		.reason = STR("rahasia"),
		.round = b->w->n,
		.created_s = b->at_s,
		.fixed_s = SQL_NULL_INT },
	    why);
}

static void
send_back(
    struct world *w, const char *noun, const char *id, const char *item, int64_t at_s)
{
	struct sent_back b = { w, noun, id, item, at_s };

	must(store_write(w->d.store, w->d.a, send_back_in_write, &b, &e));
}

static int
world_new(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	fresh_domain_init(&w->t, &w->d, &w->now, engine, "");
	w->kepala = fresh_actor(
	    &w->d, "kepala.tolitoli", "Hasan", "197003121995031001", "082", R_KEPALA);
	w->other = fresh_actor(
	    &w->d, "orang.palu", "Palu", "197003121995031002", "051", R_KEPALA);
	w->central =
	    fresh_actor(&w->d, "pusat", "Pusat", "197003121995031003", NULL, R_CENTRAL);
	*state = w;
	return 0;
}

static int
world_free(void **state)
{
	struct world *w = *state;

	fresh_domain_release(&w->t, &w->d);
	free(w);
	return 0;
}

/* ---- medians ---- */

static void
a_median_is_the_middle(void **state)
{
	int64_t none[1] = { 0 }, one[] = { 7 }, odd[] = { 30, 10, 20 },
		even[] = { 1, 40, 20, 10 };

	(void)state;
	CHECK_INT("none", figure_median(none, 0).n, 0);
	CHECK_INT("one", figure_median(one, 1).tenths, 7);
	CHECK_INT("odd", figure_median(odd, 3).tenths, 20);
	CHECK_INT("even", figure_median(even, 4).tenths, 15);
	CHECK_INT("how many", figure_median(even, 4).n, 4);
}

/* ---- the road of three, one of them at another office ---- */

static void
three_roads(struct world *w)
{
	TELL(w, "a1", "082", { "start", at(11, 2, 8, 0), "draft" },
	    { "submit", at(11, 2, 8, 0), "submitted" },
	    { "claim", at(11, 3, 8, 0), "in_review" },
	    { "release", at(11, 3, 9, 0), "submitted" },
	    { "claim", at(11, 3, 10, 0), "in_review" },
	    { "complete", at(11, 3, 17, 0), "ready" }, { "slot", at(11, 3, 18, 0), NULL },
	    { "arrive", at(11, 5, 9, 0), "at_counter" },
	    { "approve", at(11, 5, 10, 0), "approved" },
	    { "issue", at(11, 5, 19, 0), "issued" });
	TELL(w, "a2", "082", { "start", at(11, 9, 8, 0), "draft" },
	    { "submit", at(11, 9, 8, 0), "submitted" },
	    { "claim", at(11, 9, 12, 30), "in_review" },
	    { "return", at(11, 9, 17, 0), "returned" },
	    { "submit", at(11, 11, 17, 0), "submitted" },
	    { "claim", at(11, 13, 17, 0), "in_review" },
	    { "complete", at(11, 13, 17, 0), "ready" },
	    { "arrive", at(11, 16, 9, 30), "at_counter" },
	    { "leave", at(11, 16, 9, 40), "ready" },
	    { "arrive", at(11, 17, 14, 0), "at_counter" },
	    { "approve", at(11, 17, 17, 0), "approved" });
	send_back(w, "application", "a2", "ektp", at(11, 9, 17, 0));
	send_back(w, "application", "a2", "letter", at(11, 9, 17, 0));
	TELL(w, "a3", "082", { "start", at(11, 18, 8, 0), "draft" },
	    { "submit", at(11, 18, 8, 0), "submitted" },
	    { "claim", at(11, 18, 8, 0), "in_review" },
	    { "return", at(11, 18, 17, 0), "returned" },
	    { "withdraw", at(11, 19, 9, 0), "withdrawn" });
	send_back(w, "application", "a3", "ektp", at(11, 18, 17, 0));
	TELL(w, "a4", "082", { "start", at(11, 18, 8, 0), "draft" },
	    { "lapse", at(11, 19, 9, 0), "lapsed" });
	TELL(w, "b1", "051", { "start", at(11, 2, 8, 0), "draft" },
	    { "submit", at(11, 2, 8, 0), "submitted" },
	    { "claim", at(11, 20, 8, 0), "in_review" });
	send_back(w, "application", "b1", "nik", at(11, 20, 8, 0));
}

static void
stages_are_measured(struct world *w, struct figure_span span)
{
	struct figures_office f;

	must(figures_office(&w->d, &w->kepala, STR("082"), span, &f, &e));
	/* a1 a day; a2 half a day and then two; a3 at once: 0, 5, 10, 20 */
	CHECK_INT("wait n", f.stage[STAGE_WAIT].n, 4);
	CHECK_INT("wait", f.stage[STAGE_WAIT].tenths, 7);
	/* a1 from its first taking up: 1; a2 0,5 and 0; a3 1 */
	CHECK_INT("review n", f.stage[STAGE_REVIEW].n, 4);
	CHECK_INT("review", f.stage[STAGE_REVIEW].tenths, 7);
	CHECK_INT("fix n", f.stage[STAGE_FIX].n, 1);
	CHECK_INT("fix", f.stage[STAGE_FIX].tenths, 20);
	/* a1: a day and 2 hours of 9; a2: two days */
	CHECK_INT("counter n", f.stage[STAGE_COUNTER].n, 2);
	CHECK_INT("counter", f.stage[STAGE_COUNTER].tenths, (12 + 20) / 2);
	CHECK_INT("collect n", f.stage[STAGE_COLLECT].n, 1);
	CHECK_INT("collect", f.stage[STAGE_COLLECT].tenths, 7);
	/* a1: 3 days and 2 hours; a2 from its first sending: 7 days */
	CHECK_INT("all n", f.stage[STAGE_ALL].n, 2);
	CHECK_INT("all", f.stage[STAGE_ALL].tenths, (32 + 70) / 2);
}

static void
what_happened_is_counted(struct world *w, struct figure_span span)
{
	static const struct {
		enum figure_event what;
		int64_t n;
	} want[] = { { FLOW_SENT, 4 }, { FLOW_COMPLETE, 2 }, { FLOW_RETURNED, 2 },
		{ FLOW_REFUSED, 0 }, { FLOW_ARRIVED, 3 }, { FLOW_ACTIVATED, 2 },
		{ FLOW_TAKEN, 1 }, { FLOW_ENDED, 1 } };
	struct figures_office f;

	must(figures_office(&w->d, &w->kepala, STR("082"), span, &f, &e));
	for (size_t i = 0; i < ARRAY_LEN(want); i++)
		CHECK_INT(figure_events[want[i].what], f.flow[want[i].what], want[i].n);
	CHECK_INT("at nine", f.visits[9], 2);
	CHECK_INT("at two", f.visits[14], 1);
	CHECK_INT("at ten", f.visits[10], 0);
	CHECK_INT("reasons", f.n_reasons, 2);
	CHECK_STR("first", str_from_z(f.reason[0].label), "Foto e-KTP");
	CHECK_INT("times", f.reason[0].n, 2);
	CHECK_STR("second", str_from_z(f.reason[1].label), "Berkas surat rekomendasi");
	CHECK_INT("time", f.reason[1].n, 1);
}

static void
an_office_is_told_what_it_did(void **state)
{
	struct world *w = *state;

	three_roads(w);
	stages_are_measured(w, figures_lately(&w->d));
	what_happened_is_counted(w, figures_lately(&w->d));
	/* the month is the same here, and all of it lies in it */
	what_happened_is_counted(w, figures_month(w->now, 0, ZONE_WITA));
}

static void
a_span_ends_where_it_says(void **state)
{
	struct world *w = *state;
	struct figures_office f;
	struct figure_span week = { at(11, 9, 0, 0), at(11, 16, 0, 0) };

	three_roads(w);
	must(figures_office(&w->d, &w->kepala, STR("082"), week, &f, &e));
	CHECK_INT("sent", f.flow[FLOW_SENT], 2);
	CHECK_INT("visits", f.flow[FLOW_ARRIVED], 0);
	CHECK_INT("activated", f.stage[STAGE_ALL].n, 0);
	CHECK_INT("reasons", f.n_reasons, 2);
	CHECK_INT("once each", f.reason[0].n, 1);
	must(figures_office(
	    &w->d, &w->kepala, STR("082"), figures_month(w->now, 1, ZONE_WITA), &f, &e));
	CHECK_INT("nothing in October", f.flow[FLOW_SENT], 0);
	CHECK_INT("no reasons", f.n_reasons, 0);
	/* January is preceded by December of the year before */
	CHECK_INT("December", figures_month(at(1, 15, 9, 0), 1, ZONE_WITA).to_s,
	    at(1, 1, 0, 0));
}

/* A holiday costs no working time: that of the policy counts, not only weekends. */
static void
holidays_are_no_work(void **state)
{
	struct world *w = *state;
	struct figures_office f;

	three_roads(w);
	must(policy_set_holiday(
	    &w->d, &w->central, (struct date){ 2026, 11, 10 }, STR("Hari Pahlawan"), &e));
	must(
	    figures_office(&w->d, &w->kepala, STR("082"), figures_lately(&w->d), &f, &e));
	CHECK_INT("put right", f.stage[STAGE_FIX].tenths, 10);
	CHECK_INT("all", f.stage[STAGE_ALL].tenths, (32 + 60) / 2);
}

static void
other_offices_are_out_of_reach(void **state)
{
	struct world *w = *state;
	struct figure_open open[APP__COUNT];
	struct figures_office f;

	three_roads(w);
	assert_int_equal(
	    figures_office(&w->d, &w->other, STR("082"), figures_lately(&w->d), &f, &e),
	    RC_NOT_FOUND);
	assert_int_equal(
	    figures_open(&w->d, &w->other, STR("082"), open, &e), RC_NOT_FOUND);
	must(figures_office(
	    &w->d, &w->central, STR("051"), figures_lately(&w->d), &f, &e));
	CHECK_INT("its own alone", f.flow[FLOW_SENT], 1);
	CHECK_INT("its wait", f.stage[STAGE_WAIT].tenths, 140);
}

struct forgotten {
	const char *id;
	int64_t now_s;
};

static enum rc
forget_in_write(struct db *tx, void *arg, struct err *why)
{
	struct forgotten *f = arg;
	str noun = STR("application"), id = str_from_z(f->id);
	enum rc rc = q_application_forget(tx, id, f->now_s, why);

	if (rc == RC_OK)
		rc = q_history_forget(tx, noun, id, STR("x"), why);
	return rc == RC_OK ? q_returned_items_forget(tx, noun, id, why) : rc;
}

/* What is forgotten of people changes no figure. */
static void
figures_survive_forgetting(void **state)
{
	static const char *const ids[] = { "a1", "a2", "a3", "a4" };
	struct world *w = *state;

	three_roads(w);
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		struct forgotten f = { ids[i], w->now };

		must(store_write(w->d.store, w->d.a, forget_in_write, &f, &e));
	}
	stages_are_measured(w, figures_lately(&w->d));
	what_happened_is_counted(w, figures_lately(&w->d));
}

/* ---- what is open ---- */

static void
open_files_by_how_much_time_is_gone(void **state)
{
	struct world *w = *state;
	const struct office_query q = { .tab = TAB_NEW, .state = -1 };
	struct figure_open open[APP__COUNT];
	const struct figure_open *x;
	struct office_page page;
	size_t late = 0;

	/* Monday 09.00; two working days: sent on Friday 09.00 it is due today at 17.00 */
	TELL(w, "o1", "082", { "start", at(11, 23, 8, 0), "draft" },
	    { "submit", at(11, 23, 8, 0), "submitted" });
	TELL(w, "o2", "082", { "start", at(11, 19, 9, 0), "draft" },
	    { "submit", at(11, 19, 9, 0), "submitted" });
	/* more than two days of hours, and still in time until 17.00 */
	TELL(w, "o8", "082", { "start", at(11, 19, 8, 5), "draft" },
	    { "submit", at(11, 19, 8, 5), "submitted" });
	TELL(w, "o3", "082", { "start", at(11, 18, 16, 0), "draft" },
	    { "submit", at(11, 18, 16, 0), "submitted" },
	    { "claim", at(11, 23, 8, 0), "in_review" });
	/* sent again: the first sending does not count any more */
	TELL(w, "o4", "082", { "start", at(11, 2, 8, 0), "draft" },
	    { "submit", at(11, 2, 8, 0), "submitted" },
	    { "claim", at(11, 3, 8, 0), "in_review" },
	    { "return", at(11, 3, 9, 0), "returned" },
	    { "submit", at(11, 23, 8, 30), "submitted" },
	    { "claim", at(11, 23, 8, 40), "in_review" });
	TELL(w, "o5", "082", { "start", at(11, 2, 8, 0), "draft" },
	    { "submit", at(11, 2, 8, 0), "submitted" },
	    { "claim", at(11, 3, 8, 0), "in_review" },
	    { "return", at(11, 8, 9, 0), "returned" });
	TELL(w, "o6", "082", { "start", at(11, 2, 8, 0), "draft" },
	    { "submit", at(11, 2, 8, 0), "submitted" },
	    { "claim", at(11, 2, 8, 0), "in_review" },
	    { "complete", at(11, 3, 8, 0), "ready" });
	TELL(w, "o7", "051", { "start", at(11, 2, 8, 0), "draft" },
	    { "submit", at(11, 2, 8, 0), "submitted" });
	must(figures_open(&w->d, &w->kepala, STR("082"), open, &e));

	x = &open[APP_SUBMITTED];
	CHECK_INT("sent", x->n, 3);
	CHECK_INT("in time", x->split[SPLIT_HALF], 1);
	CHECK_INT("over half", x->split[SPLIT_WHOLE], 2);
	CHECK_INT("none late", x->split[SPLIT_OVER], 0);
	CHECK_INT("oldest", x->tenths, 21);
	x = &open[APP_IN_REVIEW];
	CHECK_INT("in review", x->n, 2);
	CHECK_INT("taking it up stops no clock", x->split[SPLIT_OVER], 1);
	CHECK_INT("sent again", x->split[SPLIT_HALF], 1);
	CHECK_INT("oldest in review", x->tenths, 22);
	x = &open[APP_RETURNED];
	CHECK_INT("fifteen of fourteen days", x->split[SPLIT_OVER], 1);
	x = &open[APP_READY];
	CHECK_INT("ready", x->n, 1);
	CHECK_INT("no limit", x->limit_days, 0);
	CHECK_INT("no split", x->split[SPLIT_HALF], 0);
	CHECK_INT("nobody at the counter", open[APP_AT_COUNTER].n, 0);

	/* the list behind the figures calls the same files late */
	must(office_queue(&w->d, &w->kepala, &q, &page, &e));
	assert_int_equal(page.n, 5);
	for (size_t i = 0; i < page.n; i++)
		CHECK_INT(str_z(w->d.a, page.at[i].line.number), page.at[i].used > 100,
		    page.at[i].line.sent_s == at(11, 18, 16, 0));
	w->now = at(11, 23, 17, 1);
	must(office_queue(&w->d, &w->kepala, &q, &page, &e));
	for (size_t i = 0; i < page.n; i++)
		late += page.at[i].used > 100;
	CHECK_INT("three after 17.00", late, 3);
}

/* ---- all offices ---- */

static const struct figure_line *
line(const struct figures_nation *n, const char *office)
{
	for (size_t i = 0; i < n->lines.n; i++)
		if (str_eq_z(n->lines.at[i].figures->office.code, office))
			return &n->lines.at[i];
	fail_msg("no office %s", office);
	return NULL;
}

static void
the_nation_is_the_sum_of_its_offices(void **state)
{
	struct world *w = *state;
	struct office_table offices;
	struct figures_nation n;
	const struct figure_line *l;

	three_roads(w);
	must(central_offices(&w->d, &offices, &e));
	must(figures_nation(&w->d, &offices, &n, &e));
	CHECK_INT("every office", n.lines.n, 182);
	CHECK_INT("late ones", n.late, 1);
	l = line(&n, "082");
	CHECK_INT("activated", l->activated, 2);
	CHECK_INT("measured", l->time.n, 2);
	CHECK_INT("median", l->time.tenths, (32 + 70) / 2);
	CHECK_INT("nothing waits", l->waiting, 0);
	l = line(&n, "051");
	CHECK_INT("waits", l->waiting, 1);
	CHECK_INT("over", l->over, 1);
	CHECK_INT("since it was sent", l->oldest_tenths, 151);
	CHECK_INT("no activation", l->activated, 0);
	CHECK_INT("this month", n.month[FIGURES_MONTHS - 1].n, 2);
	CHECK_INT("the month before", n.month[FIGURES_MONTHS - 2].n, 0);
}

static void
people_stop_somewhere(void **state)
{
	static const struct figure_place want[STEP__COUNT] = { [STEP_BEGUN] = { 5, 0, 1 },
		[STEP_SENT] = { 4, 1, 1 },
		[STEP_COMPLETE] = { 2, 0, 0 },
		[STEP_ACTIVATED] = { 2, 1, 0 },
		[STEP_TAKEN] = { 1, 1, 0 } };
	struct world *w = *state;
	struct figure_place at_[STEP__COUNT];

	three_roads(w);
	must(figures_funnel(&w->d, at_, &e));
	for (int s = 0; s < STEP__COUNT; s++) {
		CHECK_INT("reached", at_[s].reached, want[s].reached);
		CHECK_INT("open", at_[s].open, want[s].open);
		CHECK_INT("ended", at_[s].ended, want[s].ended);
	}
	w->now += (FIGURES_FUNNEL_DAYS + 1) * DAY;
	must(figures_funnel(&w->d, at_, &e));
	CHECK_INT("long ago", at_[STEP_BEGUN].reached, 0);
}

/* ---- BSSN ---- */

static enum rc
tell_candidacy(struct db *tx, void *arg, struct err *why)
{
	struct told *t = arg;
	struct domain *d = &t->w->d;
	struct actor who = fresh_actor(d, t->id, "Calon", t->id, t->office, 0);
	struct row_account acc = fresh_account(d, &who, "staff", "kasi_mski");
	str id = str_from_z(t->id);
	enum rc rc = q_account_insert(tx, &acc, why);

	t->state = STR_NONE;
	if (rc == RC_OK)
		rc = q_candidacy_open(tx,
		    &(struct q_candidacy_open_in){ .id = id,
			.number = id,
			.account = acc.id,
			.office = acc.office,
			.name = acc.name,
			.nip = acc.nip,
			.email = STR_NONE,
			.now_s = t->at[0].at_s },
		    why);
	for (size_t i = 0; rc == RC_OK && i < t->n; i++)
		rc = tell_event(t, tx, &t->at[i], why);
	if (rc == RC_OK)
		rc = q_candidacy_set_state(tx, id, 1, t->state, t->since_s, why);
	if (rc == RC_OK && str_eq_z(t->state, "interview_scheduled"))
		rc = q_candidacy_set_interview(tx,
		    &(struct q_candidacy_set_interview_in){ .id = id,
			.version = 2,
			.at_s = at(11, 25, 10, 0),
			.mode = STR("video"),
			.place = STR_NONE,
			.now_s = t->since_s },
		    why);
	return rc;
}

#define CANDIDATE(w, id, ...)                                                            \
	candidate(w, id, (const struct event[]){ __VA_ARGS__ },                          \
	    sizeof((const struct event[]){ __VA_ARGS__ }) / sizeof(struct event))

static void
candidate(struct world *w, const char *id, const struct event *at_, size_t n)
{
	struct told t = { w, "candidacy", id, "082", at_, n, STR_NONE, 0 };

	must(store_write(w->d.store, w->d.a, tell_candidacy, &t, &e));
}

static const struct figure_verifier *
verifier(const struct figures_bssn *f, const char *account)
{
	for (size_t i = 0; i < f->verifiers.n; i++)
		if (str_eq_z(f->verifiers.at[i].account, account))
			return &f->verifiers.at[i];
	fail_msg("%s decided nothing", account);
	return NULL;
}

static void
bssn_is_told_what_it_did(void **state)
{
	struct world *w = *state;
	const struct figure_verifier *v;
	struct figures_bssn f;

	/* waits since Friday a week ago: six working days and an hour, of five */
	CANDIDATE(w, "c1", { "create", at(11, 2, 8, 0), "profile" },
	    { "confirm_ds", at(11, 13, 8, 0), "letters_returned" });
	/* granted two days after it came in for the second time */
	CANDIDATE(w, "c2", { "create", at(11, 2, 8, 0), "profile" },
	    { "confirm_ds", at(11, 9, 8, 0), "letters_returned" },
	    { "return", at(11, 9, 17, 0), "returned", "v1" },
	    { "confirm_ds", at(11, 16, 8, 0), "letters_returned" },
	    { "interview", at(11, 17, 9, 0), "interviewed", "v1" },
	    { "grant", at(11, 17, 17, 0), "granted", "v1" });
	send_back(w, "candidacy", "c2", "sk", at(11, 9, 17, 0));
	send_back(w, "candidacy", "c2", "ektp", at(11, 9, 17, 0));
	/* put right and back again, this morning */
	CANDIDATE(w, "c3", { "create", at(11, 2, 8, 0), "profile" },
	    { "confirm_ds", at(11, 18, 8, 0), "letters_returned" },
	    { "return", at(11, 20, 17, 0), "returned", "v2" },
	    { "confirm_ds", at(11, 23, 8, 0), "letters_returned" });
	send_back(w, "candidacy", "c3", "sk", at(11, 20, 17, 0));
	/* an interview on Wednesday, and one that was recorded this morning */
	CANDIDATE(w, "c4", { "create", at(11, 2, 8, 0), "profile" },
	    { "confirm_ds", at(11, 20, 8, 0), "letters_returned" },
	    { "choose", at(11, 20, 9, 0), "interview_scheduled" });
	CANDIDATE(w, "c5", { "create", at(11, 2, 8, 0), "profile" },
	    { "confirm_ds", at(11, 20, 8, 0), "letters_returned" },
	    { "interview", at(11, 23, 8, 30), "interviewed", "v2" });
	/* decided before these thirty days */
	CANDIDATE(w, "c6", { "create", at(9, 1, 8, 0), "profile" },
	    { "confirm_ds", at(9, 2, 8, 0), "letters_returned" },
	    { "refuse", at(9, 3, 8, 0), "refused", "v3" });
	must(figures_bssn(&w->d, &f, &e));

	CHECK_INT("new", f.queue[BSSN_TAB_FRESH].n, 1);
	CHECK_INT("new, late", f.queue[BSSN_TAB_FRESH].over, 1);
	CHECK_INT("new, oldest", f.queue[BSSN_TAB_FRESH].tenths, 61);
	CHECK_INT("again", f.queue[BSSN_TAB_AGAIN].n, 1);
	CHECK_INT("again, from when it came back", f.queue[BSSN_TAB_AGAIN].tenths, 1);
	CHECK_INT("ready", f.queue[BSSN_TAB_READY].n, 1);
	CHECK_INT("to decide", f.queue[BSSN_TAB_WAITING].n, 1);
	CHECK_INT("in time", f.queue[BSSN_TAB_WAITING].over, 0);
	CHECK_INT("set this week", f.set, 1);
	CHECK_INT("held this week", f.held, 1);
	CHECK_INT("nobody stayed away", f.absent, 0);
	CHECK_INT("decisions", f.decided, 3);
	CHECK_INT("who", f.verifiers.n, 2);
	v = verifier(&f, "v1");
	CHECK_INT("granted", v->granted, 1);
	CHECK_INT("returned", v->returned, 1);
	CHECK_INT("cases", v->time.n, 2);
	CHECK_INT("time", v->time.tenths, (10 + 20) / 2);
	CHECK_INT("the other", verifier(&f, "v2")->time.tenths, 30);
	CHECK_INT("documents", f.documents.n, 2);
	CHECK_INT("most", f.documents.at[0].n, 2);
	CHECK_STR(
	    "which", str_from_z(f.documents.at[0].label), "SK pengangkatan PNS dan SPMT");
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, world_new, world_free)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_median_is_the_middle),
		T(an_office_is_told_what_it_did),
		T(a_span_ends_where_it_says),
		T(holidays_are_no_work),
		T(other_offices_are_out_of_reach),
		T(figures_survive_forgetting),
		T(open_files_by_how_much_time_is_gone),
		T(the_nation_is_the_sum_of_its_offices),
		T(people_stop_somewhere),
		T(bssn_is_told_what_it_did),
	};

	engine = argc > 1 ? argv[1] : "sqlite";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
