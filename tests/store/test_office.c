/*
 * test_office.c - the rules of the office on a real store: own file, who holds it, comparison, decision,
 * queue. Engine named on the command line: sqlite or postgresql.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>

#include <cmocka.h>

#include "domain/office_queue.h"
#include "domain/record.h"
#include "domain/reminders.h"
#include "store/office_world.h"

static void
nobody_handles_his_own_file(void **state)
{
	struct world *w = *state;

	assert_int_equal(
	    office_claim(&w->d, &w->applicant_self, w->app.id, 1, &e), RC_DENIED);
	says("permohonan Anda sendiri");
	says("Ratna, Yusuf");
	/* the mailbox of the account counts as much as the NIP */
	new_application(w, "a2", "DS-082-0000-0001", "199001012015011001");
	w->app.version = 1;
	assert_int_equal(office_claim(&w->d, &w->ratna, w->app.id, 1, &e), RC_OK);
}

static void
other_offices_see_nothing(void **state)
{
	struct world *w = *state;

	assert_int_equal(
	    office_claim(&w->d, &w->other_office, w->app.id, 1, &e), RC_NOT_FOUND);
	is_state(w, "submitted");
}

static void
one_holder_at_a_time(void **state)
{
	struct world *w = *state;
	struct office_checks c = all_same();

	must(office_claim(&w->d, &w->ratna, w->app.id, 1, &e));
	assert_int_equal(office_claim(&w->d, &w->yusuf, w->app.id, 1, &e), RC_CONFLICT);
	says("Ratna");
	assert_int_equal(
	    office_save_checks(&w->d, &w->yusuf, w->app.id, version_of(w), &c, &e),
	    RC_CONFLICT);
	says("dipegang Ratna");
	assert_int_equal(
	    office_release(&w->d, &w->yusuf, w->app.id, version_of(w), &e), RC_CONFLICT);
	must(office_release(&w->d, &w->kepala, w->app.id, version_of(w), &e));
	is_state(w, "submitted");
	assert_null(now_of(w).claimed_by.p);
}

static void
stale_version_is_refused(void **state)
{
	struct world *w = *state;
	struct office_checks c = all_same();

	must(office_claim(&w->d, &w->ratna, w->app.id, 1, &e));
	assert_int_equal(
	    office_save_checks(&w->d, &w->ratna, w->app.id, 1, &c, &e), RC_CONFLICT);
	assert_int_equal(decide(w, &w->ratna, 1), RC_CONFLICT);
}

/* History knows the order of what happened in one second; the clock of this test stands still. */
static void
a_conflict_names_the_last(void **state)
{
	struct world *w = *state;

	for (int i = 0; i < 8; i++) {
		const struct actor *last = i % 2 == 0 ? &w->ratna : &w->yusuf;

		must(office_claim(&w->d, last, w->app.id, version_of(w), &e));
		must(office_release(&w->d, last, w->app.id, version_of(w), &e));
		assert_int_equal(
		    office_claim(&w->d, &w->ratna, w->app.id, 1, &e), RC_CONFLICT);
		says("baru saja diubah oleh");
		says(i % 2 == 0 ? "Ratna" : "Yusuf");
	}
}

/* What the state does not allow is no race: nobody was faster. */
static void
a_step_out_of_turn_says_so(void **state)
{
	struct world *w = *state;

	assert_int_equal(
	    counter_arrive(&w->d, &w->yusuf, w->app.id, version_of(w), &e), RC_CONFLICT);
	says("tidak dapat dilakukan pada status");
	assert_int_equal(
	    counter_approve_check(&w->d, &w->yusuf, w->app.id, version_of(w), &e),
	    RC_CONFLICT);
	says("tidak dapat dilakukan pada status");
	assert_int_equal(
	    counter_letter(&w->d, &w->yusuf, w->app.id, version_of(w), true, true, &e),
	    RC_CONFLICT);
	says("tidak dapat dilakukan pada status");
}

static void
idle_claims_end(void **state)
{
	struct world *w = *state;
	int64_t n;

	must(office_claim(&w->d, &w->ratna, w->app.id, 1, &e));
	must(office_release_idle(&w->d, &n, &e));
	assert_int_equal(n, 0);
	w->now += w->t.conf.claim_s + 1;
	must(office_release_idle(&w->d, &n, &e));
	assert_int_equal(n, 1);
	is_state(w, "submitted");
}

static void
complete_needs_every_comparison(void **state)
{
	struct world *w = *state;
	struct office_checks c = all_same();

	must(office_claim(&w->d, &w->ratna, w->app.id, 1, &e));
	c.at[ITEM_NIK].verdict = STR_NONE;
	must(office_save_checks(&w->d, &w->ratna, w->app.id, version_of(w), &c, &e));
	assert_int_equal(decide(w, &w->ratna, version_of(w)), RC_INVALID);
	says("0 data berbeda, 1 belum dicek");
	c.at[ITEM_NIK].verdict = STR("tidak");
	c.at[ITEM_NIK].reason = STR("beda");
	must(office_save_checks(&w->d, &w->ratna, w->app.id, version_of(w), &c, &e));
	assert_int_equal(decide(w, &w->ratna, version_of(w)), RC_INVALID);
	is_state(w, "in_review");
}

static void
warnings_need_a_reason(void **state)
{
	struct world *w = *state;
	struct office_checks c = all_same();

	new_application(w, "a3", "DS-082-0000-0002", "198807052010121003");
	must(office_claim(&w->d, &w->ratna, w->app.id, 1, &e));
	must(office_save_checks(&w->d, &w->ratna, w->app.id, version_of(w), &c, &e));
	assert_int_equal(decide(w, &w->ratna, version_of(w)), RC_INVALID);
	says("peringatan");
	c.warnings_reason = STR("NIK diganti Dukcapil, surat ada");
	must(office_save_checks(&w->d, &w->ratna, w->app.id, version_of(w), &c, &e));
	must(decide(w, &w->ratna, version_of(w)));
	is_state(w, "ready");
}

static void
return_names_items_and_tells_the_office(void **state)
{
	struct world *w = *state;
	struct office_checks c = { .decision = DECIDE_RETURN };
	struct row_returned_item_list items;
	struct row_outbox_list mails;
	struct mail_text seen;
	struct apply_trail trail;
	struct row_application app;

	must(office_claim(&w->d, &w->ratna, w->app.id, 1, &e));
	must(office_save_checks(&w->d, &w->ratna, w->app.id, version_of(w), &c, &e));
	assert_int_equal(decide(w, &w->ratna, version_of(w)), RC_INVALID);
	c.at[ITEM_LETTER_NUMBER] = (struct office_check){ STR("tidak"), STR_NONE };
	must(office_save_checks(&w->d, &w->ratna, w->app.id, version_of(w), &c, &e));
	assert_int_equal(decide(w, &w->ratna, version_of(w)), RC_INVALID);
	says("Nomor surat");
	c.at[ITEM_LETTER_NUMBER].reason = STR("Tertulis S-2/2026");
	must(office_save_checks(&w->d, &w->ratna, w->app.id, version_of(w), &c, &e));
	app = now_of(w);
	must(office_decision_mail(&w->d, &app, &c, DECIDE_RETURN, &seen, &e));
	must(decide(w, &w->ratna, version_of(w)));
	is_state(w, "returned");
	must(q_returned_item_open(w->d.db, STR("application"), w->app.id, &items, &e));
	assert_int_equal(items.n, 1);
	assert_true(str_eq_z(items.at[0].item, "letter_number"));
	must(q_outbox_of(w->d.db, STR("application"), w->app.id, &mails, &e));
	assert_int_equal(mails.n, 2); /* the applicant and the head of the office */
	assert_true(str_eq(mails.at[0].body_text, seen.text));
	assert_true(str_eq(mails.at[1].body_text, seen.text));
	/* the applicant's own page shows his, not the copies for others */
	app = now_of(w);
	must(apply_trail(&w->d, &app, &trail, &e));
	assert_int_equal(trail.mails.n, 1);
	assert_true(str_eq(trail.mails.at[0].recipient, app.email));
}

static void
refusal_needs_a_reason(void **state)
{
	struct world *w = *state;
	struct office_checks c = { .decision = DECIDE_REFUSE };

	must(office_claim(&w->d, &w->ratna, w->app.id, 1, &e));
	must(office_save_checks(&w->d, &w->ratna, w->app.id, version_of(w), &c, &e));
	assert_int_equal(decide(w, &w->ratna, version_of(w)), RC_INVALID);
	c.message = STR("Bukan pegawai DJPb");
	must(office_save_checks(&w->d, &w->ratna, w->app.id, version_of(w), &c, &e));
	must(decide(w, &w->ratna, version_of(w)));
	is_state(w, "refused");
	assert_true(str_eq_z(now_of(w).decision_reason, "Bukan pegawai DJPb"));
}

static void
queue_pages_and_filters(void **state)
{
	struct world *w = *state;
	struct office_query q = { .tab = TAB_NEW, .state = -1 };
	struct office_page page;
	char id[16], number[24], nip[24];

	for (int i = 0; i < 44; i++) {
		snprintf(id, sizeof(id), "q%02d", i);
		snprintf(number, sizeof(number), "DS-082-1000-%04d", i);
		snprintf(nip, sizeof(nip), "1987070520101%05d", i);
		w->now += 60;
		new_application(w, id, number, nip);
	}
	must(office_queue(&w->d, &w->ratna, &q, &page, &e));
	assert_int_equal(page.n, OFFICE_PAGE);
	assert_null(page.before.p);
	assert_true(str_eq_z(page.at[0].line.id, "a1")); /* waits longest */
	q.place = page.after;
	must(office_queue(&w->d, &w->ratna, &q, &page, &e));
	q.place = page.after;
	must(office_queue(&w->d, &w->ratna, &q, &page, &e));
	assert_int_equal(page.n, 5);
	assert_null(page.after.p);
	q.place = page.before;
	q.back = true;
	must(office_queue(&w->d, &w->ratna, &q, &page, &e));
	assert_int_equal(page.n, OFFICE_PAGE);
	assert_true(str_eq_z(page.at[0].line.id, "q19"));
	assert_non_null(page.before.p);
	assert_non_null(page.after.p);
	q = (struct office_query){
		.tab = TAB_NEW, .state = -1, .text = STR("ds-082-1000-0007")
	};
	must(office_queue(&w->d, &w->ratna, &q, &page, &e));
	assert_int_equal(page.n, 1);
	q = (struct office_query){ .tab = TAB_NEW, .state = APP_IN_REVIEW };
	must(office_queue(&w->d, &w->ratna, &q, &page, &e));
	assert_int_equal(page.n, 0);
	q = (struct office_query){ .tab = TAB_NEW, .state = -1 };
	must(office_queue(&w->d, &w->other_office, &q, &page, &e));
	assert_int_equal(page.n, 0);
	q.place = STR("x");
	assert_int_equal(office_queue(&w->d, &w->ratna, &q, &page, &e), RC_INVALID);
}

/* SCREENS E24: to whom, when, how often, and not when nothing waits. */
static void
the_morning_is_summed_up_once(void **state)
{
	struct world *w = *state;
	struct row_outbox_list mails;
	int64_t n;
	static const struct {
		int month, day, hour;
		int64_t want;
		const char *subject; /* of the newest mail */
	} rows[] = {
		{ 11, 24, 5, 0, NULL }, /* too early in Tolitoli */
		{ 11, 24, 6, 1, "Ringkasan pagi: 1 berkas, 0 lewat batas" },
		{ 11, 24, 11, 0, NULL }, /* told already */
		{ 11, 25, 13, 0, NULL }, /* no morning any more */
		{ 11, 26, 8, 1, "Ringkasan pagi: 1 berkas, 1 lewat batas" },
		{ 11, 28, 8, 0, NULL }, /* Saturday */
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		w->now =
		    time_from_civil((struct date){ 2026, rows[i].month, rows[i].day },
			rows[i].hour, 10, ZONE_WITA);
		must(reminders_morning(&w->d, &n, &e));
		assert_int_equal(n, rows[i].want);
		must(q_outbox_of(w->d.db, STR("office"), STR("082"), &mails, &e));
		if (rows[i].subject == NULL)
			continue;
		assert_true(str_eq_z(mails.at[0].subject, rows[i].subject));
		assert_true(
		    str_eq_z(mails.at[0].recipient, "kepala.tolitoli@kemenkeu.go.id"));
	}
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(nobody_handles_his_own_file),
		T(other_offices_see_nothing),
		T(one_holder_at_a_time),
		T(stale_version_is_refused),
		T(a_conflict_names_the_last),
		T(a_step_out_of_turn_says_so),
		T(idle_claims_end),
		T(complete_needs_every_comparison),
		T(warnings_need_a_reason),
		T(return_names_items_and_tells_the_office),
		T(refusal_needs_a_reason),
		T(queue_pages_and_filters),
		T(the_morning_is_summed_up_once),
	};

	if (argc != 2)
		return 2;
	office_engine = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
