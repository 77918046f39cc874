/*
 * test_bssn.c - the rules of BSSN on a real store: who holds a file, what is compared, interview,
 * decisions, the new authority. Engine named on the command line: sqlite or postgresql.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rnd.h"
#include "domain/interview.h"
#include "domain/reminders.h"
#include "store/bssn_world.h"

static enum rc
insert_view(struct db *tx, void *arg, struct err *why)
{
	return q_doc_view_insert(tx, arg, why);
}

static void
open_documents(struct world *w, const struct actor *who)
{
	for (size_t i = 0; i < ARRAY_LEN(bssn_documents); i++)
		must(store_write(w->d.store, w->d.a, insert_view,
		    &(struct row_doc_view){ .id = rnd_id(w->d.a),
			.document = str_fmt(w->d.a, "doc-%zu", i),
			.viewer = who->account,
			.at_s = w->now },
		    &e));
}

static struct bssn_checks
all_alike(enum bssn_decision decision)
{
	struct bssn_checks x = { .decision = decision };

	for (size_t i = 0; i < BSSN_ITEM__COUNT; i++)
		if (bssn_items[i].group != BSSN_OTHER)
			x.at[i].verdict = STR("ya");
	return x;
}

static void
save(struct world *w, const struct bssn_checks *x)
{
	must(bssn_save(&w->d, &w->one, STR(CAND), version(w), x, &e));
}

static enum rc
decide(struct world *w)
{
	struct row_candidacy cand = now_of(w);
	struct bssn_checks x;
	struct grant_for g;
	struct signing s;

	must(bssn_checks_load(&w->d, w->d.db, STR(CAND), w->one.account, &x, &e));
	if (x.decision != BSSN_GRANT)
		return bssn_decide(&w->d, &w->one, STR(CAND), version(w), NULL, &e);
	must(bssn_grant_for(&w->d, &cand, &g, &e));
	w->chain->shared->skew_s = w->now - clock_now(&clock_system);
	s = signed_statement(
	    &w->d, &w->one, w->chain->v1.key, grant_fill, &g, SIGNING_LIFE_S);
	return bssn_decide(
	    &w->d, &w->one, STR(CAND), version(w), &(struct bssn_grant){ &g, &s }, &e);
}

/* Suspend, resume, end as the page does it: signed. */
static enum rc
change(struct world *w, str id, int event, int64_t seen, const char *reason)
{
	static const char *const actions[] = { [AUTH_EV_SUSPEND] = "suspend",
		[AUTH_EV_RESUME] = "resume",
		[AUTH_EV_END] = "end" };
	struct grant_change c = { .action = actions[event],
		.reason = str_from_z(reason) };
	struct signing s;

	must(grant_of_authority(&w->d, id, &c.grant, &e));
	s = signed_statement(
	    &w->d, &w->one, w->chain->v1.key, grant_change_fill, &c, SIGNING_LIFE_S);
	return bssn_authority_change(&w->d, &w->one, id, event, seen, c.reason, &s, &e);
}

/* ---- holding ---- */

static void
one_holder_at_a_time(void **state)
{
	struct world *w = *state;
	int64_t before = version(w);
	struct bssn_checks x = all_alike(BSSN_NONE);

	claim(w);
	assert_int_equal(bssn_claim(&w->d, &w->two, STR(CAND), before, &e), RC_CONFLICT);
	assert_non_null(strstr(e.msg, "verifikator1"));
	assert_non_null(strstr(e.msg, "08.00 WIB"));
	assert_int_equal(
	    bssn_claim(&w->d, &w->two, STR(CAND), version(w), &e), RC_CONFLICT);
	assert_int_equal(
	    bssn_save(&w->d, &w->two, STR(CAND), version(w), &x, &e), RC_CONFLICT);
	assert_non_null(strstr(e.msg, "verifikator1"));
	assert_int_equal(
	    bssn_release(&w->d, &w->two, STR(CAND), version(w), &e), RC_CONFLICT);
	must(bssn_release(&w->d, &w->one, STR(CAND), version(w), &e));
	must(bssn_claim(&w->d, &w->two, STR(CAND), version(w), &e));
}

static void
nobody_handles_his_own_file(void **state)
{
	struct world *w = *state;

	assert_int_equal(
	    bssn_claim(&w->d, &w->dewi_verifier, STR(CAND), version(w), &e), RC_DENIED);
	assert_int_equal(
	    bssn_claim(&w->d, &w->dewi, STR(CAND), version(w), &e), RC_DENIED);
}

static void
nothing_without_holding(void **state)
{
	struct world *w = *state;
	struct bssn_interview in = { w->now + 86400, STR("video"),
		STR("https://x.example") };
	struct bssn_checks x = all_alike(BSSN_REFUSE);

	assert_int_equal(
	    bssn_schedule(&w->d, &w->one, STR(CAND), version(w), &in, &e), RC_CONFLICT);
	assert_int_equal(
	    bssn_save(&w->d, &w->one, STR(CAND), version(w), &x, &e), RC_CONFLICT);
	assert_int_equal(fsm_apply(&candidacy_fsm, &w->d, &w->one, STR(CAND),
			     CAND_EV_REFUSE, version(w), NULL, STR_NONE, NULL, &e),
	    RC_CONFLICT);
	is_state(w, "letters_returned");
}

static void
idle_claims_end(void **state)
{
	struct world *w = *state;
	struct bssn_checks x = all_alike(BSSN_NONE);
	int64_t n;

	claim(w);
	w->now += w->t.conf.claim_s - 60;
	save(w, &x);
	w->now += 120;
	must(bssn_release_idle(&w->d, &n, &e));
	assert_int_equal(n, 0); /* he typed something in between */
	w->now += w->t.conf.claim_s;
	must(bssn_release_idle(&w->d, &n, &e));
	assert_int_equal(n, 1);
	assert_null(now_of(w).claimed_by.p);
}

/* ---- interview ---- */

/* SCREENS E7: the day before and the hour before, once each, and anew after another date was set. */
static void
interview_is_reminded_of(void **state)
{
	struct world *w = *state;
	struct bssn_interview in = { w->now + 3 * 86400, STR("video"),
		STR("https://x.example") };
	static const struct {
		int64_t before_s, want;
	} rows[] = { { 90000, 0 }, { 86000, 2 }, { 80000, 0 }, { 3500, 2 }, { 3000, 0 },
		{ -10, 0 } };
	int64_t n;

	claim(w);
	for (int round = 0; round < 2; round++) {
		in.at_s = w->now + 3 * 86400;
		must(bssn_schedule(&w->d, &w->one, STR(CAND), version(w), &in, &e));
		for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
			w->now = in.at_s - rows[i].before_s;
			must(reminders_interview(&w->d, &n, &e));
			assert_int_equal(n, rows[i].want);
		}
	}
}

static void
interview_is_set_held_or_missed(void **state)
{
	struct world *w = *state;
	struct bssn_interview in = { w->now - 1, STR("video"), STR("https://x.example") };
	struct bssn_result absent = { STR("tidak_hadir"), STR("") };

	claim(w);
	assert_int_equal(
	    bssn_schedule(&w->d, &w->one, STR(CAND), version(w), &in, &e), RC_INVALID);
	in.at_s = w->now + 86400;
	must(bssn_schedule(&w->d, &w->one, STR(CAND), version(w), &in, &e));
	is_state(w, "interview_scheduled");
	assert_int_equal(now_of(w).interview_at_s, in.at_s);
	assert_int_equal(mails(w, "opip_interview"), 1);
	assert_int_equal(mails(w, "interview_host"), 1);
	assert_int_equal(
	    bssn_record_interview(&w->d, &w->one, STR(CAND), version(w), &absent, &e),
	    RC_INVALID);
	w->now = in.at_s + INTERVIEW_WAIT_S - 1;
	assert_int_equal(
	    bssn_record_interview(&w->d, &w->one, STR(CAND), version(w), &absent, &e),
	    RC_INVALID);
	w->now = in.at_s + INTERVIEW_WAIT_S;
	must(bssn_record_interview(&w->d, &w->one, STR(CAND), version(w), &absent, &e));
	is_state(w, "letters_returned");
	assert_true(now_of(w).interview_at_s == SQL_NULL_INT);
	interview(w, "cocok");
	is_state(w, "interviewed");
}

/* ---- decisions ---- */

static void
a_grant_needs_everything(void **state)
{
	struct world *w = *state;
	struct bssn_checks x = all_alike(BSSN_GRANT);

	claim(w);
	save(w, &x);
	assert_int_not_equal(decide(w), RC_OK); /* no interview */
	interview(w, "cocok");
	assert_int_equal(decide(w), RC_INVALID); /* documents not opened */
	assert_non_null(strstr(e.msg, "5 dokumen belum dibuka"));
	open_documents(w, &w->one);
	x.at[BSSN_NAME] = (struct bssn_check){ STR("tidak"), STR("Beda huruf.") };
	x.at[BSSN_NIK].verdict = STR_NONE;
	save(w, &x);
	assert_int_equal(decide(w), RC_INVALID);
	assert_non_null(strstr(e.msg, "1 data berbeda, 1 belum dicek"));
	x.at[BSSN_NAME].verdict = STR("terima");
	x.at[BSSN_NIK].verdict = STR("ya");
	save(w, &x);
	must(decide(w));
	is_state(w, "granted");
}

static void
a_bad_interview_forbids_the_grant(void **state)
{
	struct world *w = *state;
	struct bssn_checks x = all_alike(BSSN_GRANT);

	claim(w);
	open_documents(w, &w->one);
	interview(w, "tidak_cocok");
	save(w, &x);
	assert_int_equal(decide(w), RC_INVALID);
	assert_non_null(strstr(e.msg, "Identitas tidak cocok"));
}

static void
granted(struct world *w)
{
	struct bssn_checks x = all_alike(BSSN_GRANT);

	claim(w);
	open_documents(w, &w->one);
	interview(w, "cocok");
	save(w, &x);
	must(decide(w));
}

/* The token in the mail of a grant. */
static str
token_of(struct world *w)
{
	struct row_outbox_list all;
	str text = STR("");
	ptrdiff_t at;

	must(q_outbox_of(w->d.db, STR("candidacy"), STR(CAND), &all, &e));
	for (size_t i = 0; i < all.n; i++)
		if (str_find(all.at[i].body_text, STR("?kode=")) >= 0 && text.n == 0)
			text = all.at[i].body_text;
	at = str_find(text, STR("?kode="));
	assert_true(at > 0);
	text = str_from(text, (size_t)at + 6);
	return str_trim(str_cut(&text, '\n'));
}

static void
a_grant_makes_one_authority_and_one_link(void **state)
{
	struct world *w = *state;
	struct row_authority_list list;
	struct bssn_authority x;
	str token;

	granted(w);
	must(q_authorities_open_of_account(w->d.db, w->dewi.account, &list, &e));
	assert_int_equal(list.n, 1);
	assert_true(list.at[0].accepted_s == SQL_NULL_INT);
	assert_null(now_of(w).claimed_by.p);
	assert_int_equal(mails(w, "opip_granted"), 2); /* candidate and administrator */
	assert_int_not_equal(decide(w), RC_OK);
	token = token_of(w);
	assert_int_equal(bssn_activation_peek(&w->d, &w->one, token, &x, &e), RC_DENIED);
	must(bssn_activation_peek(&w->d, &w->dewi, token, &x, &e));
	must(bssn_activation_accept(&w->d, &w->dewi, token, &e));
	assert_int_equal(bssn_activation_accept(&w->d, &w->dewi, token, &e), RC_DENIED);
	must(q_authority_by_id(w->d.db, list.at[0].id, &x.row, &e));
	assert_int_equal(x.row.accepted_s, w->now);
	assert_int_equal(
	    bssn_activation_resend(&w->d, &w->one, x.row.id, &e), RC_CONFLICT);
}

static void
a_return_reopens_what_was_named(void **state)
{
	struct world *w = *state;
	struct bssn_checks x = all_alike(BSSN_RETURN), kept;
	struct row_returned_item_list items;

	claim(w);
	save(w, &x);
	assert_int_equal(decide(w), RC_INVALID); /* nothing differs */
	x.at[BSSN_NIK] = (struct bssn_check){ STR("tidak"), STR("Satu angka salah.") };
	x.at[BSSN_BIRTH_DATE] =
	    (struct bssn_check){ STR("tidak"), STR("Bulan tertukar.") };
	x.at[BSSN_FACE].verdict = STR("tidak");
	save(w, &x);
	assert_int_equal(decide(w), RC_INVALID); /* no reason for the face */
	x.at[BSSN_FACE].reason = STR("Foto lama.");
	x.message = STR("Mohon segera.");
	save(w, &x);
	must(decide(w));
	is_state(w, "returned");
	must(q_returned_item_open(w->d.db, STR("candidacy"), STR(CAND), &items, &e));
	assert_int_equal(items.n, 2);
	for (size_t i = 0; i < items.n; i++)
		if (str_eq_z(items.at[i].item, "data")) {
			assert_true(str_find(items.at[i].reason, STR("NIK: Satu")) >= 0);
			assert_true(
			    str_find(items.at[i].reason, STR("Bulan tertukar")) >= 0);
		} else
			assert_true(str_eq_z(items.at[i].item, "pasfoto"));
	assert_int_equal(mails(w, "opip_returned"), 2);
	must(bssn_checks_load(&w->d, w->d.db, STR(CAND), w->one.account, &kept, &e));
	assert_null(kept.at[BSSN_NIK].verdict.p);
	assert_true(
	    str_eq_z(kept.at[BSSN_NAME].verdict, "ya")); /* need not be compared again */
	assert_int_equal(kept.decision, BSSN_NONE);
}

static void
a_refusal_needs_a_cause(void **state)
{
	struct world *w = *state;
	struct bssn_checks x = { .decision = BSSN_REFUSE };

	claim(w);
	save(w, &x);
	assert_int_equal(decide(w), RC_INVALID);
	x.cause = STR("lain");
	save(w, &x);
	assert_int_equal(decide(w), RC_INVALID);
	x.message = STR("Sudah pindah.");
	save(w, &x);
	must(decide(w));
	is_state(w, "refused");
	assert_true(str_eq_z(now_of(w).decision_reason, "Alasan lain. Sudah pindah."));
	assert_int_equal(mails(w, "opip_refused"), 2);
}

static void
a_stale_version_is_refused(void **state)
{
	struct world *w = *state;
	struct bssn_checks x = all_alike(BSSN_REFUSE);
	int64_t seen;

	claim(w);
	x.cause = STR("mundur");
	seen = version(w);
	save(w, &x);
	assert_int_equal(bssn_save(&w->d, &w->one, STR(CAND), seen, &x, &e), RC_CONFLICT);
	assert_int_equal(
	    bssn_decide(&w->d, &w->one, STR(CAND), seen, NULL, &e), RC_CONFLICT);
	is_state(w, "letters_returned");
}

static void
the_preview_is_the_mail(void **state)
{
	struct world *w = *state;
	struct bssn_checks x = { .decision = BSSN_REFUSE, .cause = STR("mundur") };
	struct row_outbox_list all;
	struct mail_text t;
	struct bssn_case k;
	bool same = false;

	claim(w);
	save(w, &x);
	must(bssn_case_load(&w->d, &w->one, STR(NUMBER), &k, &e));
	must(bssn_decision_mail(&w->d, &k, &t, &e));
	must(decide(w));
	must(q_outbox_of(w->d.db, STR("candidacy"), STR(CAND), &all, &e));
	for (size_t i = 0; i < all.n; i++)
		same = same || (str_eq(all.at[i].body_text, t.text) &&
				   str_eq(all.at[i].subject, t.subject) &&
				   str_eq_z(all.at[i].recipient, "dewi@kemenkeu.go.id"));
	assert_true(same);
}

/* ---- lists, authorities ---- */

static int64_t
in_tab(struct world *w, const struct actor *who, enum bssn_tab tab, const char *name)
{
	struct bssn_filter f = { .tab = tab, .name = str_from_z(name) };
	struct bssn_queue q;

	must(bssn_queue_load(&w->d, who, &f, &q, &e));
	if (name == NULL)
		assert_int_equal(q.counts[tab], q.n);
	return (int64_t)q.n;
}

static void
each_file_stands_in_its_tab(void **state)
{
	struct world *w = *state;
	struct bssn_filter f = { .tab = BSSN_TAB_FRESH,
		.number = STR("opip 082 0000"),
		.office = STR("082") };
	struct bssn_queue q;

	w->now += 2 * 86400;
	assert_int_equal(in_tab(w, &w->one, BSSN_TAB_FRESH, NULL), 1);
	assert_int_equal(in_tab(w, &w->one, BSSN_TAB_FRESH, "DEWI"), 1);
	assert_int_equal(in_tab(w, &w->one, BSSN_TAB_FRESH, "siti"), 0);
	must(bssn_queue_load(&w->d, &w->one, &f, &q, &e));
	assert_int_equal(q.n, 1);
	assert_int_equal(q.at[0].tenths, 20);
	claim(w);
	assert_int_equal(in_tab(w, &w->one, BSSN_TAB_FRESH, NULL), 0);
	assert_int_equal(in_tab(w, &w->one, BSSN_TAB_MINE, NULL), 1);
	assert_int_equal(in_tab(w, &w->two, BSSN_TAB_MINE, NULL), 0);
	assert_int_equal(in_tab(w, &w->two, BSSN_TAB_READY, NULL), 1);
	interview(w, "cocok");
	assert_int_equal(in_tab(w, &w->one, BSSN_TAB_WAITING, NULL), 1);
	open_documents(w, &w->one);
	struct bssn_checks x = all_alike(BSSN_GRANT);
	save(w, &x);
	must(decide(w));
	assert_int_equal(in_tab(w, &w->two, BSSN_TAB_DONE, NULL), 1);
	struct row_bssn_decisions_list mine;
	str next;
	must(bssn_decisions(&w->d, &w->one, STR_NONE, &mine, &next, &e));
	assert_int_equal(mine.n, 1);
	must(bssn_decisions(&w->d, &w->two, STR_NONE, &mine, &next, &e));
	assert_int_equal(mine.n, 0);
}

static void
bssn_suspends_resumes_and_ends(void **state)
{
	struct world *w = *state;
	struct bssn_authorities list;
	str id;

	granted(w);
	must(bssn_authority_list(
	    &w->d, STR("082"), STR("active"), STR("DEWI"), STR_NONE, &list, &e));
	assert_int_equal(list.lines.n, 1);
	id = list.lines.at[0].id;
	assert_int_equal(change(w, id, AUTH_EV_SUSPEND, 1, " "), RC_INVALID);
	must(change(w, id, AUTH_EV_SUSPEND, 1, "Diperiksa."));
	assert_int_equal(mails(w, "opip_ended"), 1);
	assert_int_equal(change(w, id, AUTH_EV_END, 1, "x"), RC_CONFLICT);
	must(change(w, id, AUTH_EV_RESUME, 2, "Selesai."));
	must(change(w, id, AUTH_EV_END, 3, "Pindah."));
	assert_int_not_equal(change(w, id, AUTH_EV_RESUME, 4, "x"), RC_OK);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(one_holder_at_a_time),
		T(nobody_handles_his_own_file),
		T(nothing_without_holding),
		T(idle_claims_end),
		T(interview_is_reminded_of),
		T(interview_is_set_held_or_missed),
		T(a_grant_needs_everything),
		T(a_bad_interview_forbids_the_grant),
		T(a_grant_makes_one_authority_and_one_link),
		T(a_return_reopens_what_was_named),
		T(a_refusal_needs_a_cause),
		T(a_stale_version_is_refused),
		T(the_preview_is_the_mail),
		T(each_file_stands_in_its_tab),
		T(bssn_suspends_resumes_and_ends),
	};

	if (argc != 2)
		return 2;
	bssn_engine = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
