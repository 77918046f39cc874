/*
 * test_slots.c - times at the counter on a real store: what is offered, the last place, changing, closed
 * days, reminders. Engine named on the command line: sqlite or postgresql.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/application_apply.h"
#include "domain/counter_slot.h"
#include "domain/policy.h"
#include "store/office_world.h"
#include "support/appointment.h"

#define DAY INT64_C(86400)

/* 23 November 2026 is a Monday; the world begins at 09.00 WITA on it. */
static int64_t
at(int day, int hour, int minute)
{
	return time_from_civil((struct date){ 2026, 11, day }, hour, minute, ZONE_WITA);
}

static struct actor
admin(struct world *w, const char *office)
{
	struct actor who = w->kepala;

	who.roles = R_STAFF | R_OFFICE_ADMIN;
	who.office = str_from_z(office);
	return who;
}

static struct actor
applicant(const char *id)
{
	return (struct actor){ .roles = R_APPLICANT,
		.application = str_from_z(id),
		.name = STR("Anton Contoh"),
		.net = STR("test") };
}

/* Monday to Friday 08.00-10.00 in halves of an hour, for so many at once. */
static enum rc
schedule(struct world *w, const struct actor *who, int places)
{
	struct counter_schedule s;
	struct say why;

	must(counter_schedule_load(&w->d, w->d.db, who->office, &s, &e));
	s.minutes = 30;
	s.places = places;
	for (int day = 0; day < 7; day++)
		assert_int_equal(slot_day_parse(w->d.a,
				     day == 0 || day == 6 ? STR("") : STR("08.00-10.00"),
				     &s.week.day[day], &why),
		    RC_OK);
	return counter_schedule_save(&w->d, who, &s, &e);
}

static void
open_counter(struct world *w, int places)
{
	struct actor who = admin(w, "082");

	must(schedule(w, &who, places));
}

/* Another application that is ready for the counter. */
static struct actor
ready(struct world *w, const char *id, int n)
{
	new_application(w, id, str_z(w->d.a, str_fmt(w->d.a, "DS-082-0000-00%02d", n)),
	    str_z(w->d.a, str_fmt(w->d.a, "1987070520101210%02d", n)));
	review(w, &w->ratna);
	return applicant(id);
}

static int64_t
time_of(struct world *w, const char *id)
{
	struct row_counter_slot slot;
	bool has;

	must(counter_slot_load(&w->d, str_from_z(id), &slot, &has, &e));
	return has ? slot.at_s : 0;
}

static int64_t
left(struct world *w, int64_t at_s)
{
	struct counter_days days;

	must(counter_days(&w->d, &w->office, &days, &e));
	for (size_t i = 0; i < days.n; i++)
		for (size_t k = 0; k < days.at[i].n; k++)
			if (days.at[i].at[k].at_s == at_s)
				return days.at[i].at[k].left;
	return 0;
}

static int64_t
mails(struct world *w, const char *id, const char *kind, str *out_text)
{
	struct row_outbox_list l;
	int64_t n = 0;

	must(q_outbox_of(w->d.db, STR("application"), str_from_z(id), &l, &e));
	for (size_t i = 0; i < l.n; i++)
		if (str_eq_z(l.at[i].kind, kind)) {
			if (n++ == 0 && out_text != NULL)
				*out_text = str_fmt(w->d.a, "%.*s\n%.*s",
				    STR_ARG(l.at[i].subject), STR_ARG(l.at[i].body_text));
		}
	return n;
}

static void
without_a_schedule_all_is_as_before(struct world *w)
{
	struct counter_days days;
	struct actor a;
	str text;
	bool offers;

	must(counter_offers(&w->d, w->d.db, STR("082"), &offers, &e));
	assert_false(offers);
	a = ready(w, "b1", 1);
	must(counter_days(&w->d, &w->office, &days, &e));
	assert_int_equal(days.n, 0);
	assert_int_equal(counter_slot_take(&w->d, &a, at(24, 8, 0), &e), RC_INVALID);
	assert_int_equal(mails(w, "b1", "ds_ready", &text), 1);
	has(text, "[Lihat pendaftaran]");
	must(counter_arrive(&w->d, &w->yusuf, STR("b1"), FSM_ANY_VERSION, &e));
}

static void
the_schedule_belongs_to_the_office(void **state)
{
	struct world *w = *state;
	struct actor who = admin(w, "082");
	struct counter_schedule s, old;
	struct row_history_list h;
	str text;

	without_a_schedule_all_is_as_before(w);
	must(counter_schedule_load(&w->d, w->d.db, STR("082"), &old, &e));
	assert_false(old.open);
	must(schedule(w, &who, 2));
	assert_int_equal(counter_schedule_save(&w->d, &who, &old, &e), RC_CONFLICT);
	says("baru saja diubah");
	must(counter_schedule_load(&w->d, w->d.db, STR("082"), &s, &e));
	assert_int_equal(s.version, 1);
	assert_int_equal(s.places, 2);
	assert_true(str_eq_z(s.changed_by, "Hasan"));
	must(schedule(w, &who, 3));
	must(counter_schedule_load(&w->d, w->d.db, STR("082"), &s, &e));
	assert_int_equal(s.version, 2);
	assert_int_equal(counter_schedule_save(&w->d, &who, &old, &e), RC_CONFLICT);
	s.places = COUNTER_PLACES_MAX + 1;
	assert_int_equal(counter_schedule_save(&w->d, &who, &s, &e), RC_INVALID);
	must(q_history_of(w->d.db, STR("counter_schedule"), STR("082"), &h, &e));
	assert_int_equal(h.n, 2);
	/* from now on the mail says where to choose */
	ready(w, "b2", 2);
	assert_int_equal(mails(w, "b2", "ds_ready", &text), 1);
	has(text, "[Pilih jadwal]");
	has(text, "/lacak/DS-082-0000-0002/jadwal");
}

/* 08.00 is 08.00 where the office is. */
static void
hours_are_those_of_the_office(struct world *w)
{
	static const struct {
		const char *zone;
		int hour; /* UTC of 08.00 there */
	} rows[] = { { "WIB", 1 }, { "WITA", 0 }, { "WIT", -1 } };
	struct row_office_list all;

	must(q_office_all(w->d.db, &all, &e));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t k = 0;
		struct counter_days days;
		struct actor who;

		while (k < all.n && !str_eq_z(all.at[k].zone, rows[i].zone))
			k++;
		assert_true(k < all.n);
		who = admin(w, str_z(w->d.a, all.at[k].code));
		must(schedule(w, &who, 1));
		must(counter_days(&w->d, &all.at[k], &days, &e));
		assert_int_equal(days.at[1].at[0].at_s % DAY,
		    ((int64_t)rows[i].hour * 3600 + DAY) % DAY);
	}
}

static void
what_is_offered(void **state)
{
	struct world *w = *state;
	struct actor who = admin(w, "082");
	struct counter_days days;
	int64_t n;

	open_counter(w, 2);
	must(counter_days(&w->d, &w->office, &days, &e));
	/* today it is 09.00: 09.30 is less than an hour away */
	assert_int_equal(days.at[0].date.day, 24);
	assert_int_equal(days.at[0].n, 4);
	assert_int_equal(days.at[0].at[0].at_s, at(24, 8, 0));
	assert_int_equal(days.at[0].at[3].at_s, at(24, 9, 30));
	assert_int_equal(days.at[0].left, 8);
	assert_int_equal(days.n, 20); /* four weeks, without the weekends */
	w->now = at(23, 7, 0);
	must(counter_days(&w->d, &w->office, &days, &e));
	assert_int_equal(days.at[0].date.day, 23);
	assert_int_equal(days.at[0].at[0].at_s, at(23, 8, 0));
	/* closed by the office, and for everybody */
	must(counter_close_day(
	    &w->d, &who, (struct date){ 2026, 11, 24 }, STR(" Rapat  kerja "), &n, &e));
	assert_int_equal(n, 0);
	must(policy_set_holiday(
	    &w->d, &who, (struct date){ 2026, 11, 25 }, STR("Libur"), &e));
	must(counter_days(&w->d, &w->office, &days, &e));
	assert_int_equal(days.at[1].date.day, 26);
	must(counter_open_day(&w->d, &who, STR("2026-11-24"), &e));
	must(counter_open_day(&w->d, &who, STR("2026-11-24"), &e));
	must(counter_days(&w->d, &w->office, &days, &e));
	assert_int_equal(days.at[1].date.day, 24);
	assert_int_equal(counter_close_day(&w->d, &who, (struct date){ 2026, 11, 22 },
			     STR("x"), &n, &e),
	    RC_INVALID);
	assert_int_equal(counter_close_day(&w->d, &who, (struct date){ 2026, 11, 24 },
			     STR(" "), &n, &e),
	    RC_INVALID);
	hours_are_those_of_the_office(w);
}

static void
choose_change_give_back(void **state)
{
	struct world *w = *state;
	struct row_history last;
	struct row_application before;
	struct actor a, b;

	open_counter(w, 1);
	a = ready(w, "b1", 1);
	b = ready(w, "b2", 2);
	before = now_of(w);
	must(counter_slot_take(&w->d, &b, at(24, 8, 0), &e));
	assert_int_equal(now_of(w).state_since_s, before.state_since_s);
	is_state(w, "ready");
	must(q_history_last(w->d.db, STR("application"), STR("b2"), &last, &e));
	assert_true(str_eq_z(last.event, "slot"));
	has(last.note, "Selasa, 24 November 2026, 08.00 WITA");
	assert_int_equal(left(w, at(24, 8, 0)), 0);

	must(counter_slot_take(&w->d, &a, at(24, 9, 0), &e));
	/* the last place is gone: what was chosen before stays */
	assert_int_equal(counter_slot_take(&w->d, &a, at(24, 8, 0), &e), RC_CONFLICT);
	says("Jadwal ini baru saja diambil orang lain. Pilih yang lain.");
	assert_int_equal(time_of(w, "b1"), at(24, 9, 0));
	/* the same again, and another */
	must(counter_slot_take(&w->d, &a, at(24, 9, 0), &e));
	must(counter_slot_take(&w->d, &a, at(24, 9, 30), &e));
	assert_int_equal(left(w, at(24, 9, 0)), 1);
	/* what is no time of the counter */
	assert_int_equal(counter_slot_take(&w->d, &a, at(24, 8, 1), &e), RC_INVALID);
	assert_int_equal(counter_slot_take(&w->d, &a, at(24, 10, 0), &e), RC_INVALID);
	assert_int_equal(counter_slot_take(&w->d, &a, at(28, 8, 0), &e), RC_INVALID);
	assert_int_equal(counter_slot_take(&w->d, &a, at(20, 8, 0), &e), RC_INVALID);
	assert_int_equal(
	    counter_slot_take(&w->d, &a, at(24, 8, 0) + 35 * DAY, &e), RC_INVALID);
	assert_int_equal(counter_slot_take(&w->d, &a, INT64_MAX / 4, &e), RC_INVALID);
	assert_int_equal(time_of(w, "b1"), at(24, 9, 30));

	must(counter_slot_give_back(&w->d, &a, &e));
	assert_int_equal(time_of(w, "b1"), 0);
	assert_int_equal(left(w, at(24, 9, 30)), 1);
	assert_int_equal(counter_slot_give_back(&w->d, &a, &e), RC_CONFLICT);
}

static void
who_does_not_come_any_more_leaves_his_place(void **state)
{
	struct world *w = *state;
	struct row_counter_slot_visits_list l;
	struct actor a;

	open_counter(w, 1);
	a = applicant("a1");
	assert_int_equal(counter_slot_take(&w->d, &a, at(24, 8, 0), &e), RC_CONFLICT);
	says("status"); /* not reviewed yet */
	a = ready(w, "b1", 1);
	must(counter_slot_take(&w->d, &a, at(24, 8, 0), &e));
	w->now = at(24, 7, 30);
	must(counter_slots_today(&w->d, &w->yusuf, &l, &e));
	assert_int_equal(l.n, 1);
	assert_true(str_eq_z(l.at[0].number, "DS-082-0000-0001"));
	must(counter_slots_today(&w->d, &w->other_office, &l, &e));
	assert_int_equal(l.n, 0);
	/* served and sent away: he still has his time */
	must(counter_arrive(&w->d, &w->yusuf, STR("b1"), version_of(w), &e));
	assert_int_equal(counter_slot_take(&w->d, &a, at(24, 9, 0), &e), RC_CONFLICT);
	assert_int_equal(time_of(w, "b1"), at(24, 8, 0));
	must(counter_leave(
	    &w->d, &w->yusuf, STR("b1"), version_of(w), STR("KTP tertinggal"), &e));
	assert_int_equal(time_of(w, "b1"), at(24, 8, 0));
	must(apply_withdraw(&w->d, &a, STR("Pindah tugas ke Palu"), &e));
	assert_int_equal(time_of(w, "b1"), 0);
}

/* ---- the last place, by many at once ---- */

#define RUNNERS 4

struct runner {
	const char *id;
	enum rc rc;
	bool told;
};

static void
run(struct domain *d, void *arg)
{
	struct runner *r = arg;
	struct actor who = applicant(r->id);
	struct err why;

	r->rc = counter_slot_take(d, &who, at(24, 8, 0), &why);
	r->told = r->rc != RC_OK && strstr(why.msg, "diambil orang lain") != NULL;
}

static void
the_last_places_go_to_as_many_as_there_are(void **state)
{
	static const char *const ids[RUNNERS] = { "r1", "r2", "r3", "r4" };
	struct world *w = *state;
	struct row_counter_slot_places_list places;
	struct runner r[RUNNERS];
	int won = 0;

	open_counter(w, 2);
	for (int i = 0; i < RUNNERS; i++)
		ready(w, ids[i], 10 + i);
	for (int i = 0; i < RUNNERS; i++)
		r[i] = (struct runner){ .id = ids[i], .rc = RC_INTERNAL };
	fresh_domain_together(&w->d, RUNNERS, run, r, sizeof(r[0]));
	must(q_counter_slot_places(w->d.db, STR("082"), at(24, 8, 0), &places, &e));
	for (int i = 0; i < RUNNERS; i++) {
		won += r[i].rc == RC_OK;
		assert_true(r[i].rc == RC_OK || r[i].rc == RC_CONFLICT);
		assert_true(r[i].rc == RC_OK || r[i].told);
		assert_int_equal(time_of(w, ids[i]), r[i].rc == RC_OK ? at(24, 8, 0) : 0);
	}
	/* who was slower by a moment may have lost to one of the two; never did a third win */
	assert_int_equal((int64_t)places.n, won);
	assert_in_range(won, 1, 2);
}

/* ---- mails ---- */

static int64_t
worker(struct world *w)
{
	int64_t n = -1;

	must(counter_slots_mail(&w->d, &n, &e));
	return n;
}

static void
a_day_that_is_none_any_more(struct world *w)
{
	struct actor who = admin(w, "082"), a, b;
	struct row_history last;
	int64_t n;
	str text;

	w->now = at(24, 9, 0);
	a = applicant("b1");
	b = ready(w, "b2", 2);
	must(counter_slot_take(&w->d, &a, at(26, 8, 0), &e));
	must(counter_slot_take(&w->d, &b, at(27, 8, 0), &e));
	must(counter_close_day(
	    &w->d, &who, (struct date){ 2026, 11, 26 }, STR("Rapat kerja"), &n, &e));
	assert_int_equal(n, 1);
	must(policy_set_holiday(
	    &w->d, &who, (struct date){ 2026, 11, 27 }, STR("Libur pilkada"), &e));
	assert_int_equal(worker(w), 2);
	assert_int_equal(worker(w), 0);
	assert_int_equal(time_of(w, "b1"), 0);
	assert_int_equal(time_of(w, "b2"), 0);
	assert_int_equal(mails(w, "b1", "counter_cancelled", &text), 1);
	has(text, "Kamis, 26 November 2026, 08.00 WITA");
	has(text, "Rapat kerja");
	has(text, "[Pilih jadwal lain]");
	assert_int_equal(mails(w, "b2", "counter_cancelled", &text), 1);
	has(text, "Libur pilkada");
	must(q_history_last(w->d.db, STR("application"), STR("b1"), &last, &e));
	assert_true(str_eq_z(last.event, "unslot"));
	must(counter_slot_take(&w->d, &a, at(30, 8, 0), &e));
	/* closed from noon: who came in the morning has had his time */
	w->now = at(30, 12, 0);
	must(counter_close_day(
	    &w->d, &who, (struct date){ 2026, 11, 30 }, STR("Listrik padam"), &n, &e));
	assert_int_equal(worker(w), 0);
	assert_int_equal(time_of(w, "b1"), at(30, 8, 0));
}

static void
reminded_once_the_day_before(void **state)
{
	struct world *w = *state;
	struct actor a;
	str text;

	open_counter(w, 1);
	a = ready(w, "b1", 1);
	must(counter_slot_take(&w->d, &a, at(26, 8, 0), &e));
	assert_int_equal(worker(w), 0);
	w->now = at(24, 23, 59);
	assert_int_equal(worker(w), 0);
	w->now = at(25, 6, 59); /* tomorrow, but people sleep */
	assert_int_equal(worker(w), 0);
	w->now = at(25, 7, 0);
	assert_int_equal(worker(w), 1);
	assert_int_equal(worker(w), 0);
	w->now = at(25, 20, 0);
	assert_int_equal(worker(w), 0);
	assert_int_equal(mails(w, "b1", "counter_reminder", &text), 1);
	has(text, "Pengingat: aktivasi besok 08.00 WITA\n");
	has(text, "Kamis, 26 November 2026, 08.00 WITA");
	has(text, "/lacak/DS-082-0000-0001/jadwal");
	/* another time on the same day is told, the first one is not told again */
	must(counter_slot_take(&w->d, &a, at(26, 9, 0), &e));
	assert_int_equal(worker(w), 1);
	assert_int_equal(mails(w, "b1", "counter_reminder", &text), 2);
	/* and today there is nothing to say */
	w->now = at(26, 7, 30);
	assert_int_equal(worker(w), 0);
	a_day_that_is_none_any_more(w);
}

/* ---- the calendar ---- */

#define UID "DS-082-0000-0001-loket@paraf"

/* The newest mail of that kind about b1. */
static struct row_outbox
mail_of(struct world *w, const char *kind)
{
	struct row_outbox_list l;

	must(q_outbox_of(w->d.db, STR("application"), STR("b1"), &l, &e));
	for (size_t i = 0; i < l.n; i++)
		if (str_eq_z(l.at[i].kind, kind))
			return l.at[i];
	fail_msg("no mail %s", kind);
	return (struct row_outbox){ .id = STR_NONE };
}

/* Chosen, moved, given back, chosen again, lost: one appointment, each time a newer version of it. */
static void
the_calendar_follows(void **state)
{
	struct world *w = *state;
	struct actor a, who = admin(w, "082");
	struct row_outbox m;
	int64_t n, sequence;

	open_counter(w, 1);
	a = ready(w, "b1", 1);
	must(counter_slot_take(&w->d, &a, at(24, 8, 0), &e));
	m = mail_of(w, "counter_slot");
	has(m.subject, "Jadwal loket Selasa, 24 November 2026, 08.00 WITA");
	has(m.subject, "DS-082-0000-0001");
	has(m.body_text, "/lacak/DS-082-0000-0001/jadwal\n");
	assert_true(str_find(m.body_text, STR("Sebelumnya")) < 0);
	sequence = appointment_is(&m, UID, at(24, 8, 0), false, 0);
	w->now++; /* mails of one second have no order */
	must(counter_slot_take(&w->d, &a, at(25, 9, 30), &e));
	m = mail_of(w, "counter_slot");
	has(m.body_text, "Sebelumnya: Selasa, 24 November 2026, 08.00 WITA\n");
	sequence = appointment_is(&m, UID, at(25, 9, 30), false, sequence);
	must(counter_slot_give_back(&w->d, &a, &e));
	m = mail_of(w, "counter_off");
	has(m.body_text, "Sebab: Anda melepasnya");
	sequence = appointment_is(&m, UID, at(25, 9, 30), true, sequence);
	w->now++;
	must(counter_slot_take(&w->d, &a, at(26, 8, 0), &e));
	m = mail_of(w, "counter_slot");
	sequence = appointment_is(&m, UID, at(26, 8, 0), false, sequence);
	must(counter_close_day(
	    &w->d, &who, (struct date){ 2026, 11, 26 }, STR("Rapat kerja"), &n, &e));
	assert_int_equal(worker(w), 1);
	m = mail_of(w, "counter_cancelled");
	(void)appointment_is(&m, UID, at(26, 8, 0), true, sequence);
	assert_int_equal(mails(w, "b1", "counter_off", NULL), 1);
}

/* Who does not come any more is told while there is something to take out; what is over stays. */
static void
an_end_takes_the_time_out(void **state)
{
	struct world *w = *state;
	struct row_outbox m;
	struct actor a;

	open_counter(w, 1);
	a = ready(w, "b1", 1);
	must(counter_slot_take(&w->d, &a, at(24, 8, 0), &e));
	w->now = at(24, 8, 0);
	must(counter_slot_give_back(&w->d, &a, &e));
	assert_int_equal(mails(w, "b1", "counter_off", NULL), 0);
	must(counter_slot_take(&w->d, &a, at(26, 8, 0), &e));
	must(apply_withdraw(&w->d, &a, STR("Pindah tugas ke Palu"), &e));
	m = mail_of(w, "counter_off");
	has(m.body_text, "Sebab: Anda membatalkan pendaftaran\n");
	(void)appointment_is(&m, UID, at(26, 8, 0), true, 0);
	assert_int_equal(mails(w, "b1", "counter_off", NULL), 1);
	assert_int_equal(left(w, at(26, 8, 0)), 1);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(the_schedule_belongs_to_the_office),
		T(what_is_offered),
		T(choose_change_give_back),
		T(who_does_not_come_any_more_leaves_his_place),
		T(the_last_places_go_to_as_many_as_there_are),
		T(reminded_once_the_day_before),
		T(the_calendar_follows),
		T(an_end_takes_the_time_out),
	};

	office_engine = argc > 1 ? argv[1] : "sqlite";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
