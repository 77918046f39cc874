/*
 * test_interview.c - times that verifiers open for interviews on a real store: opening, being asked,
 * choosing, the last one. Engine named on the command line: sqlite or postgresql.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <pthread.h>

#include <cmocka.h>

#include "domain/interview.h"
#include "store/bssn_world.h"

/* ---- times that verifiers open ---- */

static int64_t
clock_at(struct world *w, int days, int hour)
{
	struct date d = time_civil(w->now, ZONE_WITA).date;

	return time_from_civil(
	    date_from_days(date_to_days(d) + days), hour, 0, ZONE_WITA);
}

static struct interview_series
series(struct world *w, int days, int from, int to)
{
	return (struct interview_series){
		.date = time_civil(clock_at(w, days, 0), ZONE_WITA).date,
		.from = from * 60,
		.to = to * 60,
		.minutes = 30,
		.zone = ZONE_WITA,
		.mode = STR("video"),
		.place = STR("https://rapat.example/abc")
	};
}

static str
offer(struct world *w, int64_t at_s)
{
	struct row_interview_slot_list l;

	must(interview_offers(&w->d, &l, &e));
	for (size_t i = 0; i < l.n; i++)
		if (l.at[i].at_s == at_s)
			return l.at[i].id;
	return STR_NONE;
}

static int64_t
invited(struct world *w)
{
	int64_t n;

	must(interview_invite(&w->d, &n, &e));
	return n;
}

static void
says(const char *part)
{
	if (strstr(e.msg, part) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", e.msg, part);
}

static void
times_are_opened_and_closed(struct world *w)
{
	struct interview_series in = series(w, 3, 9, 12), bad;
	int64_t n;

	must(interview_publish(&w->d, &w->one, &in, &n, &e));
	assert_int_equal(n, 6);
	bad = in;
	bad.from += 15; /* into the times opened before */
	bad.to = bad.from + 30;
	assert_int_equal(interview_publish(&w->d, &w->one, &bad, &n, &e), RC_INVALID);
	says("09.00 WITA");
	bad = series(w, 3, 12, 13); /* right after them */
	bad.to -= 1;                /* what is left over is not opened */
	must(interview_publish(&w->d, &w->one, &bad, &n, &e));
	assert_int_equal(n, 1);
	bad = in; /* a colleague at the same time */
	must(interview_publish(&w->d, &w->two, &bad, &n, &e));
	assert_int_equal(n, 6);
	bad = series(w, -1, 9, 10);
	assert_int_equal(interview_publish(&w->d, &w->one, &bad, &n, &e), RC_INVALID);
	bad = series(w, 100, 9, 10);
	assert_int_equal(interview_publish(&w->d, &w->one, &bad, &n, &e), RC_INVALID);
	bad = series(w, 4, 10, 10);
	assert_int_equal(interview_publish(&w->d, &w->one, &bad, &n, &e), RC_INVALID);
	bad.place = STR(" ");
	assert_int_equal(interview_publish(&w->d, &w->one, &bad, &n, &e), RC_INVALID);
	/* one's own, free times only */
	assert_int_equal(
	    interview_withdraw(&w->d, &w->two, offer(w, clock_at(w, 3, 12)), &e),
	    RC_CONFLICT);
	must(interview_withdraw(&w->d, &w->one, offer(w, clock_at(w, 3, 12)), &e));
	assert_null(offer(w, clock_at(w, 3, 12)).p);
}

/* E6, C9, E7: asked once, chooses, changes, does not come, is asked again and chooses again. */
static void
the_candidate_chooses(void **state)
{
	struct world *w = *state;
	struct interview_series more;
	struct bssn_result absent = { STR("tidak_hadir"), STR("") };
	struct row_interview_slot_lines_list l;
	struct row_outbox_list all;
	str first, second;
	const char *why;
	int64_t n;

	assert_int_equal(invited(w), 0); /* there is nothing to choose from */
	times_are_opened_and_closed(w);
	assert_int_equal(invited(w), 1);
	assert_int_equal(invited(w), 0);
	claim(w); /* holding a file is no new beginning */
	must(bssn_release(&w->d, &w->one, STR(CAND), version(w), &e));
	assert_int_equal(invited(w), 0);
	first = offer(w, clock_at(w, 3, 9));
	second = offer(w, clock_at(w, 3, 10));
	assert_int_equal(
	    interview_choose(&w->d, &w->dewi, STR(CAND), STR("none"), &e), RC_INVALID);
	is_state(w, "letters_returned");
	must(interview_choose(&w->d, &w->dewi, STR(CAND), first, &e));
	is_state(w, "interview_scheduled");
	assert_int_equal(now_of(w).interview_at_s, clock_at(w, 3, 9));
	assert_int_equal(mails(w, "opip_interview"), 2);
	must(q_outbox_of(w->d.db, STR("candidacy"), STR(CAND), &all, &e));
	assert_true(str_find(all.at[0].calendar, STR("BEGIN:VEVENT\r\n")) > 0);
	assert_true(str_find(all.at[0].calendar, STR("SEQUENCE:")) > 0);
	assert_true(str_find(all.at[0].subject, STR(", 09.00 WITA")) > 0);
	must(interview_lines(&w->d, &l, &e));
	assert_int_equal(l.n, 12);
	assert_true(str_eq_z(l.at[0].number, NUMBER) || str_eq_z(l.at[1].number, NUMBER));
	/* a time somebody has is no offer and cannot be closed */
	assert_int_equal(interview_withdraw(&w->d, &w->one, first, &e), RC_CONFLICT);
	assert_int_equal(interview_withdraw(&w->d, &w->two, first, &e), RC_CONFLICT);

	must(interview_choose(&w->d, &w->dewi, STR(CAND), second, &e));
	assert_non_null(offer(w, clock_at(w, 3, 9)).p);
	must(interview_choose(&w->d, &w->dewi, STR(CAND), first, &e));
	assert_int_equal(
	    interview_choose(&w->d, &w->dewi, STR(CAND), second, &e), RC_DENIED);
	says("dua kali");
	assert_int_equal(now_of(w).interview_at_s, clock_at(w, 3, 9));

	/* he does not come */
	w->now = clock_at(w, 3, 9) + 1000;
	claim(w);
	must(bssn_record_interview(&w->d, &w->one, STR(CAND), version(w), &absent, &e));
	is_state(w, "letters_returned");
	assert_int_equal(invited(w), 1);
	assert_int_equal(mails(w, "opip_choose"), 2);
	assert_int_equal(
	    interview_choose(&w->d, &w->dewi, STR(CAND), first, &e), RC_INVALID);
	/* he overlooks it; new times a day later are told, but not every few minutes */
	more = series(w, 4, 9, 10);
	must(interview_publish(&w->d, &w->one, &more, &n, &e));
	w->now += 60;
	assert_int_equal(invited(w), 0);
	w->now += 86400;
	more = series(w, 4, 14, 15);
	must(interview_publish(&w->d, &w->one, &more, &n, &e));
	assert_int_equal(invited(w), 1);
	assert_int_equal(invited(w), 0);
	must(interview_choose(
	    &w->d, &w->dewi, STR(CAND), offer(w, clock_at(w, 4, 14)), &e));
	must(interview_fixed(&w->d, w->d.db,
	    &(struct row_candidacy){ .state = STR("profile") }, &why, &e));
	assert_null(why);

	/* a verifier who sets a time himself frees the one that was chosen */
	must(bssn_schedule(&w->d, &w->one, STR(CAND), version(w),
	    &(struct bssn_interview){
		clock_at(w, 5, 9), STR("tatap_muka"), STR("Ruang 2"), 0 },
	    &e));
	assert_non_null(offer(w, clock_at(w, 4, 14)).p);
	interview(w, "cocok");
	assert_int_equal(interview_choose(&w->d, &w->dewi, STR(CAND),
			     offer(w, clock_at(w, 4, 14)), &e),
	    RC_CONFLICT);
}

/* ---- the last time, by two at once ---- */

struct chooser {
	struct world *w;
	struct actor who;
	str candidacy, slot;
	pthread_t thread;
	enum rc rc;
};

static enum rc
insert_rival(struct db *tx, void *arg, struct err *why)
{
	struct world *w = arg;
	enum rc rc = q_candidacy_open(tx,
	    &(struct q_candidacy_open_in){ .id = STR("cand-rival"),
		.number = STR("OPIP-082-0000-0001"),
		.account = w->admin.account,
		.office = STR("082"),
		.name = STR("Saingan"),
		.nip = STR_NONE,
		.email = STR("saingan@kemenkeu.go.id"),
		.now_s = w->now },
	    why);

	return rc != RC_OK ? rc
			   : q_candidacy_set_state(tx, STR("cand-rival"), 1,
				 STR("letters_returned"), w->now, why);
}

static void *
choose(void *arg)
{
	struct chooser *c = arg;
	struct domain d = c->w->d;
	struct err why;

	d.a = arena_new();
	if (db_open(c->w->t.f.store, &d.db, &why) != RC_OK)
		return NULL;
	db_use_arena(d.db, d.a);
	c->rc = interview_choose(&d, &c->who, c->candidacy, c->slot, &why);
	db_close(d.db);
	arena_free(d.a);
	return c;
}

static void
the_last_time_goes_to_one(void **state)
{
	struct world *w = *state;
	struct interview_series in = series(w, 3, 9, 10);
	struct chooser c[2] = { { .w = w, .who = w->dewi, .candidacy = STR(CAND) },
		{ .w = w, .who = w->admin, .candidacy = STR("cand-rival") } };
	int64_t n;
	int won = 0;

	c[1].who.roles = R_STAFF | R_CANDIDATE;
	must(store_write(w->d.store, w->d.a, insert_rival, w, &e));
	must(interview_publish(&w->d, &w->one, &in, &n, &e));
	for (int i = 0; i < 2; i++) {
		c[i].slot = offer(w, clock_at(w, 3, 9));
		c[i].rc = RC_INTERNAL;
	}
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&c[i].thread, NULL, choose, &c[i]), 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_join(c[i].thread, NULL), 0);
	for (int i = 0; i < 2; i++) {
		won += c[i].rc == RC_OK;
		assert_true(c[i].rc == RC_OK || c[i].rc == RC_CONFLICT);
	}
	assert_int_equal(won, 1);
	assert_null(offer(w, clock_at(w, 3, 9)).p);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(the_candidate_chooses),
		T(the_last_time_goes_to_one),
	};

	if (argc != 2)
		return 2;
	bssn_engine = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
