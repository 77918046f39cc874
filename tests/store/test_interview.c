/*
 * test_interview.c - times that verifiers open for interviews on a real store: opening, being asked,
 * choosing, the last one. Engine named on the command line: sqlite or postgresql.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/interview.h"
#include "domain/reminders.h"
#include "store/bssn_world.h"
#include "support/appointment.h"

#define UID NUMBER "-wawancara@paraf"

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
	assert_int_equal(mails(w, "opip_interview"), 1);
	assert_int_equal(mails(w, "interview_host"), 1);
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

/* ---- who is told ---- */

/* The newest mail of that kind to that account. */
static struct row_outbox
mail_to(struct world *w, const char *kind, str account)
{
	struct row_outbox_list all;

	must(q_outbox_of(w->d.db, STR("candidacy"), STR(CAND), &all, &e));
	for (size_t i = 0; i < all.n; i++)
		if (str_eq_z(all.at[i].kind, kind) && str_eq(all.at[i].account, account))
			return all.at[i];
	fail_msg("no mail %s to %.*s", kind, STR_ARG(account));
	return (struct row_outbox){ .id = STR_NONE };
}

static size_t
mails_to(struct world *w, const char *kind, str account)
{
	struct row_outbox_list all;
	size_t n = 0;

	must(q_outbox_of(w->d.db, STR("candidacy"), STR(CAND), &all, &e));
	for (size_t i = 0; i < all.n; i++)
		n += str_eq_z(all.at[i].kind, kind) && str_eq(all.at[i].account, account);
	return n;
}

static void
publish(struct world *w, const struct actor *who, int days, int from, int to, enum zone z)
{
	struct interview_series in = series(w, days, from, to);
	int64_t n;

	in.zone = z;
	must(interview_publish(&w->d, who, &in, &n, &e));
}

static void
choose_at(struct world *w, int64_t at_s)
{
	w->now++; /* mails of one second have no order */
	must(interview_choose(&w->d, &w->dewi, STR(CAND), offer(w, at_s), &e));
}

/* In words for him: who, which office, in his zone with the candidate's clock, what it was before. */
static void
verifiers_read_what_they_need(void **state)
{
	struct world *w = *state;
	struct row_outbox m;
	int64_t first, nine = clock_at(w, 3, 9), ten = clock_at(w, 3, 10), later;

	publish(w, &w->one, 3, 8, 10, ZONE_WIB); /* 09.00 to 11.00 WITA */
	choose_at(w, nine);
	m = mail_to(w, "interview_host", w->one.account);
	has(m.recipient, "verifikator1");
	has(m.subject, "Wawancara ");
	has(m.subject, ", 08.00 WIB \xe2\x80\x93 " NUMBER);
	has(m.body_text, "Calon OPIP: dewi.tolitoli\n");
	has(m.body_text, "Kantor: KPPN Tolitoli (082)\n");
	has(m.body_text, ", 08.00 WIB (09.00 WITA di kantor calon)\n");
	has(m.body_text, "/bssn/" NUMBER "\n");
	assert_true(str_find(m.body_text, STR("Sebelumnya")) < 0);
	first = appointment_is(&m, UID, nine, false, 0);
	/* nothing about the candidate in the file itself */
	assert_true(str_find(m.calendar, STR("dewi")) < 0);
	m = mail_to(w, "opip_interview", w->dewi.account);
	has(m.subject, ", 09.00 WITA \xe2\x80\x93 " NUMBER);
	assert_int_equal(appointment_is(&m, UID, nine, false, 0), first);

	choose_at(w, ten);
	m = mail_to(w, "interview_host", w->one.account);
	has(m.body_text, "berubah");
	has(m.body_text, ", 09.00 WIB (10.00 WITA di kantor calon)\n");
	has(m.body_text, ", 08.00 WIB\n"); /* before */
	later = appointment_is(&m, UID, ten, false, first);
	m = mail_to(w, "opip_interview", w->dewi.account);
	has(m.body_text, "Sebelumnya: ");
	assert_int_equal(appointment_is(&m, UID, ten, false, first), later);
	assert_int_equal(mails(w, "interview_off_host"), 0); /* he has it still */
	assert_int_equal(mails(w, "interview_off"), 0);
}

/* Whose time it was, and who holds the file: each is told, and told when he is not needed any more. */
static void
the_right_verifiers_are_told(void **state)
{
	struct world *w = *state;
	struct row_outbox m;
	int64_t nine = clock_at(w, 3, 9), two = clock_at(w, 3, 14);

	publish(w, &w->two, 3, 9, 10, ZONE_WITA);
	publish(w, &w->one, 3, 14, 15, ZONE_WITA);
	claim(w); /* by the first, while it is the second's time that is chosen */
	choose_at(w, nine);
	assert_int_equal(mails_to(w, "interview_host", w->two.account), 1);
	assert_int_equal(mails_to(w, "interview_host", w->one.account), 1);
	m = mail_to(w, "interview_host", w->two.account);
	has(m.body_text, ", 09.00 WITA\n"); /* one zone: said once */
	choose_at(w, two);
	assert_int_equal(mails_to(w, "interview_host", w->one.account), 2);
	assert_int_equal(mails_to(w, "interview_host", w->two.account), 1);
	m = mail_to(w, "interview_off_host", w->two.account);
	has(m.body_text, "calon OPIP memilih waktu verifikator lain");
	(void)appointment_is(&m, UID, nine, true, 0);
	assert_int_equal(mails(w, "interview_off_host"), 1);
	/* whoever sets a time is told of it, held or not held afterwards */
	must(bssn_release(&w->d, &w->one, STR(CAND), version(w), &e));
	must(bssn_claim(&w->d, &w->two, STR(CAND), version(w), &e));
	must(bssn_schedule(&w->d, &w->two, STR(CAND), version(w),
	    &(struct bssn_interview){ clock_at(w, 4, 9), STR("tatap_muka"), STR("R2") },
	    &e));
	assert_int_equal(mails_to(w, "interview_host", w->two.account), 2);
	m = mail_to(w, "interview_off_host", w->one.account);
	has(m.body_text, "verifikator lain menetapkan waktu lain");
	(void)appointment_is(&m, UID, two, true, 0);
}

struct slow_worker {
	struct domain *d;
	struct row_candidacy read; /* before another worker had reminded */
	int64_t n;
};

static enum rc
remind_late(struct db *tx, void *arg, struct err *why)
{
	struct slow_worker *x = arg;

	return interview_remind_tx(x->d, tx, &x->read, 1, &x->n, why);
}

/* Each once, however many workers run; a mail that cannot be written for one keeps none from the other. */
static void
all_are_reminded_once(void **state)
{
	struct world *w = *state;
	int64_t n, nine = clock_at(w, 3, 9);
	struct slow_worker slow = { .d = &w->d, .n = -1 };
	struct row_outbox m;

	publish(w, &w->one, 3, 8, 9, ZONE_WIB);
	choose_at(w, nine);
	slow.read = now_of(w);
	w->now = nine - 86401;
	must(reminders_interview(&w->d, &n, &e));
	assert_int_equal(n, 0);
	w->now = nine - 86400;
	must(reminders_interview(&w->d, &n, &e));
	assert_int_equal(n, 2);
	must(reminders_interview(&w->d, &n, &e));
	assert_int_equal(n, 0);
	must(store_write(w->d.store, w->d.a, remind_late, &slow, &e));
	assert_int_equal(slow.n, 0);
	m = mail_to(w, "interview_reminder_day", w->one.account);
	has(m.subject, "Pengingat: wawancara ");
	has(m.subject, ", 08.00 WIB \xe2\x80\x93 " NUMBER);
	has(m.body_text, "(09.00 WITA di kantor calon)");
	assert_int_equal(m.calendar.n, 0);
	w->now = nine - 3600;
	must(reminders_interview(&w->d, &n, &e));
	assert_int_equal(n, 2);
	must(reminders_interview(&w->d, &n, &e));
	assert_int_equal(n, 0);
	assert_int_equal(mails(w, "interview_reminder_day"), 2);
	assert_int_equal(mails_to(w, "interview_reminder_hour", w->one.account), 1);
	assert_int_equal(mails_to(w, "interview_reminder_hour", w->dewi.account), 1);
	assert_int_equal(mails(w, "interview_host"), 1);
}

/* ---- given back ---- */

static enum rc
give_back(struct world *w, const char *reason)
{
	return interview_give_back(&w->d, &w->dewi, STR(CAND), str_from_z(reason), &e);
}

static void
a_time_is_given_back(void **state)
{
	struct world *w = *state;
	int64_t nine = clock_at(w, 3, 9), set;
	struct row_history last;
	struct row_outbox m;

	publish(w, &w->one, 3, 9, 10, ZONE_WITA);
	assert_int_equal(invited(w), 1);
	assert_int_equal(give_back(w, "Dinas luar"), RC_CONFLICT); /* nothing is set */
	choose_at(w, nine);
	m = mail_to(w, "interview_host", w->one.account);
	set = appointment_is(&m, UID, nine, false, 0);
	assert_int_equal(give_back(w, "  "), RC_INVALID);
	says("Tulis sebab");
	assert_null(offer(w, nine).p);
	w->now += 10;
	must(give_back(w, " Dinas luar  ke Buol "));
	is_state(w, "letters_returned");
	assert_true(now_of(w).interview_at_s == SQL_NULL_INT);
	assert_non_null(offer(w, nine).p); /* free at once */
	must(q_history_last(w->d.db, STR("candidacy"), STR(CAND), &last, &e));
	assert_true(str_eq_z(last.event, "give_back"));
	has(last.note, "Dinas luar ke Buol");
	m = mail_to(w, "interview_off_host", w->one.account);
	has(m.body_text, "Sebab: calon OPIP melepas jadwalnya: Dinas luar ke Buol\n");
	(void)appointment_is(&m, UID, nine, true, set);
	m = mail_to(w, "interview_off", w->dewi.account);
	has(m.body_text, "Anda melepas jadwal ini: Dinas luar ke Buol\n");
	set = appointment_is(&m, UID, nine, true, set);
	/* asked again, once; the same appointment comes to life again */
	assert_int_equal(invited(w), 1);
	assert_int_equal(invited(w), 0);
	choose_at(w, nine);
	m = mail_to(w, "opip_interview", w->dewi.account);
	(void)appointment_is(&m, UID, nine, false, set);
	/* no more than twice, and never in the last hour */
	w->now = nine - INTERVIEW_LEAD_S + 1;
	assert_int_equal(give_back(w, "Dinas luar"), RC_DENIED);
	says("kurang dari satu jam");
	w->now = nine - INTERVIEW_LEAD_S;
	must(give_back(w, "Dinas luar"));
	w->now -= 3600;
	choose_at(w, nine);
	assert_int_equal(give_back(w, "Dinas luar"), RC_DENIED);
	says("dua kali");
	assert_int_equal(interview_choose(&w->d, &w->dewi, STR(CAND),
			     offer(w, clock_at(w, 3, 9) + 1800), &e),
	    RC_DENIED);
}

/* What ends while it is to come is taken out of the calendars; what was held is not. */
static void
an_end_cancels_what_is_to_come(void **state)
{
	struct world *w = *state;
	struct row_outbox m;
	struct actor admin = w->admin;

	publish(w, &w->one, 3, 9, 10, ZONE_WITA);
	choose_at(w, clock_at(w, 3, 9));
	must(fsm_apply(&candidacy_fsm, &w->d, &admin, STR(CAND), CAND_EV_CLOSE,
	    FSM_ANY_VERSION, NULL, STR_NONE, NULL, &e));
	m = mail_to(w, "interview_off", w->dewi.account);
	has(m.body_text, "Sebab: pendaftaran OPIP dihentikan\n");
	(void)appointment_is(&m, UID, clock_at(w, 3, 9), true, 0);
	assert_int_equal(mails_to(w, "interview_off_host", w->one.account), 1);
	assert_true(now_of(w).interview_at_s == SQL_NULL_INT);
	assert_non_null(offer(w, clock_at(w, 3, 9)).p);
}

static void
what_was_held_is_not_cancelled(void **state)
{
	struct world *w = *state;
	int64_t nine = clock_at(w, 3, 9);

	publish(w, &w->one, 3, 9, 10, ZONE_WITA);
	choose_at(w, nine);
	w->now = nine;
	claim(w);
	interview(w, "cocok");
	assert_int_equal(mails(w, "interview_off"), 0);
	assert_int_equal(mails(w, "interview_off_host"), 0);
	assert_int_equal(now_of(w).interview_at_s, nine);
}

/* ---- the last time, by two at once ---- */

struct chooser {
	struct actor who;
	str candidacy, slot;
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

static void
choose(struct domain *d, void *arg)
{
	struct chooser *c = arg;
	struct err why;

	c->rc = interview_choose(d, &c->who, c->candidacy, c->slot, &why);
}

static void
the_last_time_goes_to_one(void **state)
{
	struct world *w = *state;
	struct interview_series in = series(w, 3, 9, 10);
	struct chooser c[2] = { { .who = w->dewi, .candidacy = STR(CAND) },
		{ .who = w->admin, .candidacy = STR("cand-rival") } };
	int64_t n;
	int won = 0;

	c[1].who.roles = R_STAFF | R_CANDIDATE;
	must(store_write(w->d.store, w->d.a, insert_rival, w, &e));
	must(interview_publish(&w->d, &w->one, &in, &n, &e));
	for (int i = 0; i < 2; i++) {
		c[i].slot = offer(w, clock_at(w, 3, 9));
		c[i].rc = RC_INTERNAL;
	}
	fresh_domain_together(&w->d, 2, choose, c, sizeof(c[0]));
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
		T_UNSIGNED(the_candidate_chooses),
		T_UNSIGNED(verifiers_read_what_they_need),
		T_UNSIGNED(the_right_verifiers_are_told),
		T_UNSIGNED(all_are_reminded_once),
		T_UNSIGNED(a_time_is_given_back),
		T_UNSIGNED(an_end_cancels_what_is_to_come),
		T_UNSIGNED(what_was_held_is_not_cancelled),
		T_UNSIGNED(the_last_time_goes_to_one),
	};

	if (argc != 2)
		return 2;
	bssn_engine = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
