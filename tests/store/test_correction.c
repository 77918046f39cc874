/*
 * test_correction.c - the clock of what people ask about their data, and what is put right because they
 * ask, on a real store and vault. Engine named on the command line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/run.h"

#include "domain/document.h"
#include "domain/record.h"
#include "store/retention_world.h"

#define OTHER "a2"

/* ---- the clock of 3 x 24 hours ---- */

/* Mails about the request, each to the head of the office. */
static size_t
office_mails(struct world *w, str id, struct row_outbox_list *out)
{
	must(q_outbox_of(w->d.db, STR("data_request"), id, out, &e));
	for (size_t i = 0; i < out->n; i++)
		assert_string_equal(str_z(w->d.a, out->at[i].recipient),
		    "kepala.tolitoli@kemenkeu.go.id");
	return out->n;
}

static void
reminded_once_when_a_day_is_left(void **state)
{
	struct world *w = *state;
	int64_t asked = w->now;
	struct row_data_request r = asks(w, "erase");
	struct row_outbox_list mails;

	assert_int_equal(r.due_s, asked + 72 * HOUR);
	assert_int_equal(office_mails(w, r.id, &mails), 1);
	assert_int_equal(str_find(mails.at[0].subject, STR("Tinggal")), -1);
	w->now = asked + 48 * HOUR; /* 24 hours to the second are left */
	must(data_request_remind_job(&w->d, &e));
	assert_int_equal(office_mails(w, r.id, &mails), 1);
	w->now++;
	must(data_request_remind_job(&w->d, &e));
	assert_int_equal(office_mails(w, r.id, &mails), 2);
	assert_true(str_starts(mails.at[0].subject, STR("Tinggal 24 jam")));
	assert_int_equal(request_now(w, r.id).reminded_s, w->now);
	must(data_request_remind_job(&w->d, &e));
	w->now = r.due_s + 1;
	must(data_request_remind_job(&w->d, &e));
	assert_int_equal(office_mails(w, r.id, &mails), 2);
}

static void
who_answered_is_not_reminded(void **state)
{
	struct world *w = *state;
	struct row_data_request r = asks(w, "erase");
	struct row_outbox_list mails;

	must(
	    data_request_answer(&w->d, &w->kepala, r.id, false, STR("Belum."), NULL, &e));
	w->now += 60 * HOUR;
	must(data_request_remind_job(&w->d, &e));
	assert_int_equal(office_mails(w, r.id, &mails), 1);
	assert_int_equal(request_now(w, r.id).reminded_s, SQL_NULL_INT);
}

static void
late_from_the_last_second_on(void **state)
{
	struct world *w = *state;
	int64_t asked = w->now;
	struct row_data_request r = asks(w, "erase");

	assert_false(data_request_late(&r, asked + 72 * HOUR - 1));
	assert_true(data_request_late(&r, asked + 72 * HOUR));
	must(
	    data_request_answer(&w->d, &w->kepala, r.id, false, STR("Belum."), NULL, &e));
	r = request_now(w, r.id);
	assert_false(
	    data_request_late(&r, asked + 90 * HOUR)); /* it was answered in time */
	r.answered_s = r.due_s + 1;
	assert_true(data_request_late(&r, asked + 90 * HOUR));
}

static void
the_most_urgent_stands_first(void **state)
{
	struct world *w = *state;
	struct row_data_request first = asks(w, "erase"), second;
	struct row_data_request_list open;
	struct data_place behind;

	new_application(w, OTHER, "DS-082-0000-0001", "199008052015032001");
	w->now += HOUR;
	second = asks(w, "correct");
	must(data_request_queue(&w->d, &w->kepala, STR("open"), NULL, &open, &e));
	assert_int_equal(open.n, 2);
	assert_true(str_eq(open.at[0].id, first.id));
	assert_true(str_eq(open.at[1].id, second.id));
	/* behind the first stands the second, behind that nothing */
	behind = (struct data_place){ data_request_place(&first), first.id };
	must(data_request_queue(&w->d, &w->kepala, STR("open"), &behind, &open, &e));
	assert_int_equal(open.n, 1);
	assert_true(str_eq(open.at[0].id, second.id));
	behind = (struct data_place){ data_request_place(&second), second.id };
	must(data_request_queue(&w->d, &w->kepala, STR("open"), &behind, &open, &e));
	assert_int_equal(open.n, 0);
	must(data_request_queue(&w->d, &w->other_office, STR("open"), NULL, &open, &e));
	assert_int_equal(open.n, 0);
}

/* ---- what is put right ---- */

/* The newest line of the history of a case, and the newest event of that action. */
static struct row_history
newest_history(struct world *w, const char *noun, str id)
{
	struct row_history h;

	must(q_history_last(w->d.db, str_from_z(noun), id, &h, &e));
	return h;
}

static str
newest_detail(struct world *w, const char *action)
{
	struct audit_filter f = { .action = str_from_z(action),
		.from_s = SQL_NULL_INT,
		.to_s = SQL_NULL_INT,
		.before_s = INT64_MAX,
		.before_node = STR(""),
		.n = 1 };
	struct row_audit_list list;

	must(audit_events(&w->d, &f, &list, &e));
	assert_int_equal(list.n, 1);
	return list.at[0].detail;
}

static str
pdf_words(struct world *w, const struct row_document *doc)
{
	str pdf;

	must(document_bytes(&w->d, doc, &pdf, &e));
	run_write(w->d.a, w->t.home, "letter.pdf", pdf);
	return run_in(w->d.a, w->t.home, "pdftotext -layout letter.pdf -");
}

static void
a_name_is_put_right_while_it_is_reviewed(void **state)
{
	struct world *w = *state;
	struct document_owner owner = { "application", w->app.id };
	struct row_data_request r = asks(w, "correct");
	struct data_values v = values_of(w, &r);
	struct office_checks found = all_same();
	struct row_document statement;
	struct row_application app;
	struct row_outbox_list mails;
	struct row_history h;
	str detail;

	must(office_claim(&w->d, &w->yusuf, w->app.id, version_of(w), &e));
	must(office_save_checks(&w->d, &w->yusuf, w->app.id, version_of(w), &found, &e));
	v.at[DATA_NAME] = STR("Antonius Contoh");
	v.at[DATA_PHONE] = STR("+6281299998888");
	must(puts_right(w, &r, &v));
	app = now_of(w);
	assert_string_equal(str_z(w->d.a, app.name), "Antonius Contoh");
	assert_string_equal(str_z(w->d.a, app.phone), "+6281299998888");
	assert_string_equal(str_z(w->d.a, app.position), "Pelaksana");
	assert_string_equal(str_z(w->d.a, app.state), "in_review");
	h = newest_history(w, "application", app.id);
	assert_string_equal(str_z(w->d.a, h.note),
	    "Nama lengkap: Anton Contoh → Antonius Contoh; Nomor ponsel: 0812 3456 7890 → "
	    "0812 9999 8888");
	assert_true(str_eq(h.actor, w->ratna.account));
	detail = newest_detail(w, "data.corrected");
	assert_true(str_find(detail, STR("\"name\":")) > 0);
	assert_true(str_find(detail, STR("\"phone\":")) > 0);
	assert_int_equal(str_find(detail, STR("\"nip\":")), -1);
	assert_int_equal(str_find(detail, STR("Anton")), -1);
	assert_int_equal(str_find(detail, STR("8129999")), -1);
	r = request_now(w, r.id);
	assert_string_equal(str_z(w->d.a, r.changed), "name,phone");
	assert_string_equal(str_z(w->d.a, r.follows), "drawn,letter");
	must(document_current(&w->d, &owner, DOC_GEN_STATEMENT, &statement, &e));
	assert_true(str_find(pdf_words(w, &statement), STR("Antonius Contoh")) > 0);
	must(office_checks_read(&w->d, w->d.db, &app, &found, &e));
	assert_null(found.at[ITEM_NAME].verdict.p); /* to be compared again */
	assert_string_equal(str_z(w->d.a, found.at[ITEM_NIP].verdict), "ya");
	must(q_outbox_of(w->d.db, STR("application"), app.id, &mails, &e));
	assert_int_equal(mails.n, 1);
	assert_true(str_find(mails.at[0].body_text,
			STR("Yang diperbaiki: Nama lengkap, Nomor ponsel.")) > 0);
	assert_true(
	    str_find(mails.at[0].body_text, STR("Surat rekomendasi mungkin")) > 0);
}

static void
what_officers_signed_is_not_put_right(void **state)
{
	struct world *w = *state;
	struct row_data_request r;
	struct data_values v;
	int64_t corrected = events(w, "data.corrected");

	review(w, &w->yusuf);
	r = asks(w, "correct");
	v = values_of(w, &r);
	v.at[DATA_NAME] = STR("Antonius Contoh");
	assert_int_equal(puts_right(w, &r, &v), RC_CONFLICT);
	says("sudah ditandatangani petugas");
	v.at[DATA_NAME] = w->app.name;
	assert_int_equal(puts_right(w, &r, &v), RC_INVALID);
	says("Tidak ada isian yang berubah");
	assert_string_equal(str_z(w->d.a, request_now(w, r.id).state), "open");
	assert_int_equal(events(w, "data.corrected"), corrected);
	v.at[DATA_UNIT] = STR("Seksi Umum");
	must(puts_right(w, &r, &v));
	is_state(w, "ready");
	assert_string_equal(str_z(w->d.a, request_now(w, r.id).follows), "drawn");
}

static void
a_certificate_is_not_put_right(void **state)
{
	struct world *w = *state;
	struct row_certificate cert;
	struct row_data_request r;
	struct data_values v;

	has_certificate(w);
	reaches(w, w->app.id, "issued", false);
	r = asks(w, "correct");
	v = values_of(w, &r);
	v.at[DATA_NAME] = STR("Antonius Contoh");
	must(puts_right(w, &r, &v));
	assert_string_equal(str_z(w->d.a, request_now(w, r.id).follows), "certificate");
	must(q_certificate_by_serial(w->d.db, STR("01"), &cert, &e));
	assert_string_equal(str_z(w->d.a, cert.name), "Anton Contoh");
	r = asks(w, "correct");
	v.at[DATA_PHONE] = STR("+6281299998888");
	must(puts_right(w, &r, &v)); /* no certificate names a phone */
	assert_null(request_now(w, r.id).follows.p);
}

static void
a_nip_is_of_one_person(void **state)
{
	struct world *w = *state;
	struct row_data_request r = asks(w, "correct");
	struct data_values v = values_of(w, &r);
	struct row_application app;

	new_application(w, OTHER, "DS-082-0000-0001", "199008052015032001");
	v.at[DATA_NIP] = STR("199008052015032001");
	assert_int_equal(puts_right(w, &r, &v), RC_CONFLICT);
	says("dipakai orang lain");
	v.at[DATA_NIP] = STR("199008052015032002");
	must(puts_right(w, &r, &v));
	must(q_application_by_id(w->d.db, r.noun_id, &app, &e));
	assert_string_equal(str_z(w->d.a, app.birth_date), "1990-08-05");
	assert_string_equal(str_z(w->d.a, app.sex), "P");
}

static void
a_draft_is_its_owners(void **state)
{
	struct world *w = *state;
	struct row_data_request r = asks(w, "correct");
	struct data_values v = values_of(w, &r);

	reaches(w, w->app.id, "draft", false);
	v.at[DATA_NAME] = STR("Antonius Contoh");
	assert_int_equal(puts_right(w, &r, &v), RC_CONFLICT);
	says("oleh pemohon sendiri");
}

/* A candidate's own request. */
static struct row_data_request
candidate_asks(struct world *w, const struct actor *who)
{
	struct row_data_request_list list;
	struct data_case c;

	must(data_case_own(&w->d, who, &c, &e));
	must(data_request_ask(&w->d, who, &c, STR("correct"), STR("Nama"), &e));
	must(data_request_list(&w->d, &c, &list, &e));
	return list.at[0];
}

static void
an_account_is_put_right(void **state)
{
	struct world *w = *state;
	struct row_data_request r = candidate_asks(w, &w->kepala);
	struct data_values v = values_of(w, &r);
	struct row_candidacy cand;
	struct row_account acc;

	v.at[DATA_NAME] = STR("Hasan Basri");
	v.at[DATA_NIP] = STR("199102052014021004"); /* Yusuf's */
	assert_int_equal(puts_right(w, &r, &v), RC_CONFLICT);
	says("dipakai orang lain");
	v.at[DATA_NIP] = STR("197003121995031003");
	v.at[DATA_EMAIL] = STR("hasan.basri@kemenkeu.go.id");
	must(puts_right(w, &r, &v));
	must(q_account_by_id(w->d.db, w->kepala.account, &acc, &e));
	assert_string_equal(str_z(w->d.a, acc.name), "Hasan Basri");
	assert_string_equal(str_z(w->d.a, acc.nip), "197003121995031003");
	assert_string_equal(str_z(w->d.a, acc.email), "hasan.basri@kemenkeu.go.id");
	assert_int_equal(acc.email_proven_s, SQL_NULL_INT);
	must(q_candidacy_latest_of_account(w->d.db, w->kepala.account, &cand, &e));
	assert_string_equal(str_z(w->d.a, cand.name), "Hasan Basri");
	assert_string_equal(str_z(w->d.a, request_now(w, r.id).follows), "prove");
	assert_string_equal(
	    str_z(w->d.a, newest_history(w, "account", acc.id).event), "correct");
}

static enum rc
forget_yusuf(struct db *tx, void *arg, struct err *why)
{
	const struct world *w = arg;

	return q_candidacy_forget(tx, STR("cand-yusuf.tolitoli"), w->now, why);
}

static void
what_bssn_signed_is_said(void **state)
{
	struct world *w = *state;
	struct row_data_request r = candidate_asks(w, &w->yusuf);
	struct data_values v = values_of(w, &r);

	v.at[DATA_NIP] = STR("199102052014021005");
	assert_int_equal(puts_right(w, &r, &v), RC_CONFLICT);
	says("ditandatangani BSSN");
	v = values_of(w, &r);
	v.at[DATA_NAME] = STR("Muhammad Yusuf");
	reaches(w, STR("cand-yusuf.tolitoli"), "interviewed", true);
	assert_int_equal(puts_right(w, &r, &v), RC_CONFLICT);
	says("sedang diperiksa BSSN");
	reaches(w, STR("cand-yusuf.tolitoli"), "granted", true);
	must(puts_right(w, &r, &v));
	assert_string_equal(str_z(w->d.a, request_now(w, r.id).follows), "grant");
	r = candidate_asks(w, &w->yusuf);
	v.at[DATA_NAME] = STR("Yusuf");
	must(store_write(w->d.store, w->d.a, forget_yusuf, w, &e));
	assert_int_equal(puts_right(w, &r, &v), RC_CONFLICT);
	says("sudah dimusnahkan");
}

static void
what_is_typed_is_cleaned(void **state)
{
	struct world *w = *state;
	struct row_data_request r = asks(w, "correct");
	struct data_values now = values_of(w, &r), typed = now, out;
	struct data_faults why;

	typed.at[DATA_PHONE] = STR("0812 3456 7890"); /* as it is shown */
	typed.at[DATA_NAME] = STR("  Antonius   Contoh ");
	typed.at[DATA_EMAIL] = STR_NONE;
	must(data_values_clean(&w->d, &now, &typed, &out, &why, &e));
	assert_true(str_eq(out.at[DATA_PHONE], now.at[DATA_PHONE]));
	assert_string_equal(str_z(w->d.a, out.at[DATA_NAME]), "Antonius Contoh");
	typed.at[DATA_NIP] = STR("123");
	typed.at[DATA_UNIT] = STR("");
	typed.at[DATA_GRADE] = STR("IX/z");
	assert_int_equal(
	    data_values_clean(&w->d, &now, &typed, &out, &why, &e), RC_INVALID);
	assert_int_equal(why.n, 3);
	assert_int_equal(why.at[0].field, DATA_NIP);
	assert_int_equal(why.at[1].field, DATA_GRADE);
	assert_int_equal(why.at[2].field, DATA_UNIT);
}

static void
answers_are_listed_by_what_they_are(void **state)
{
	struct world *w = *state;
	struct row_data_request one = asks(w, "erase"), two;
	struct row_data_request_list list;
	struct row_outbox_list mails;
	struct data_place behind;

	must(data_request_answer(
	    &w->d, &w->ratna, one.id, false, STR("Masih diproses."), NULL, &e));
	w->now += HOUR;
	two = asks(w, "erase");
	must(data_request_answer(
	    &w->d, &w->ratna, two.id, false, STR("Tetap."), NULL, &e));
	must(data_request_queue(&w->d, &w->kepala, STR("refused"), NULL, &list, &e));
	assert_int_equal(list.n, 2);
	assert_true(str_eq(list.at[0].id, two.id)); /* the last answer first */
	behind = (struct data_place){ data_request_place(&list.at[0]), two.id };
	must(data_request_queue(&w->d, &w->kepala, STR("refused"), &behind, &list, &e));
	assert_int_equal(list.n, 1);
	assert_true(str_eq(list.at[0].id, one.id));
	must(data_request_queue(&w->d, &w->kepala, STR("done"), NULL, &list, &e));
	assert_int_equal(list.n, 0);
	must(
	    data_request_queue(&w->d, &w->other_office, STR("refused"), NULL, &list, &e));
	assert_int_equal(list.n, 0);
	must(q_outbox_of(w->d.db, STR("application"), w->app.id, &mails, &e));
	assert_true(
	    str_find(mails.at[0].body_text,
		STR("ajukan keberatan kepada pelindungan.data@kemenkeu.go.id")) > 0);
}

PARTS(clocks, the_most_urgent_stands_first, reminded_once_when_a_day_is_left,
    who_answered_is_not_reminded, late_from_the_last_second_on)
PARTS(corrections, a_name_is_put_right_while_it_is_reviewed,
    what_officers_signed_is_not_put_right, a_certificate_is_not_put_right,
    a_nip_is_of_one_person, a_draft_is_its_owners, what_is_typed_is_cleaned)
PARTS(accounts, answers_are_listed_by_what_they_are, an_account_is_put_right,
    what_bssn_signed_is_said)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(clocks),
		T(corrections),
		T(accounts),
	};

	if (argc != 2)
		return 2;
	office_engine = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
