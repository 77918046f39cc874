/*
 * test_counter.c - the rules of the counter on a real store: two persons, NIK typed blind, who sees the
 * card, activation. Engine named on the command line: sqlite or postgresql.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/check.h"
#include "store/office_world.h"

static enum rc
insert_card(struct db *tx, void *arg, struct err *why)
{
	struct world *w = arg;

	return q_document_insert(tx,
	    &(struct row_document){ .id = STR("card"),
		.noun = STR("application"),
		.noun_id = w->app.id,
		.class = STR("ektp"),
		.name = STR("ektp.jpg"),
		.type = STR("image/jpeg"),
		.bytes = 1,
		.pages = SQL_NULL_INT,
		.sha256 = STR("e3b0c44298fc1c149afbf4c8996fb924"
			      "27ae41e4649b934ca495991b7852b855"),
		.key_box = STR("x"),
		.state = STR("kept"),
		.width = SQL_NULL_INT,
		.height = SQL_NULL_INT,
		.created_by = STR("pemohon"),
		.erased_s = SQL_NULL_INT,
		.created_s = w->now },
	    why);
}

/* The page and the file agree on whether that officer sees the card. */
static void
sees_card(struct world *w, const struct actor *who, bool sees)
{
	struct row_document doc;
	struct office_file f;
	size_t cards = 0;

	must(office_file_load(&w->d, who, w->app.number, &f, &e));
	for (size_t i = 0; i < f.documents.n; i++)
		cards += str_eq_z(f.documents.at[i].class, "ektp");
	assert_int_equal(cards, sees);
	assert_int_equal(f.card_hidden, !sees);
	assert_int_equal(document_open(&w->d, who, STR("card"), STR_NONE, &doc, &e),
	    sees ? RC_OK : RC_DENIED);
}

/* However short ago he looked at it: the bytes leave only with a reason, and each time is told. */
static void
an_original_needs_a_reason_each_time(void **state)
{
	struct world *w = *state;
	struct row_doc_views_of_list seen;
	struct row_document doc;
	size_t before, with = 0;
	bool ask = false;

	must(store_write(w->d.store, w->d.a, insert_card, w, &e));
	must(office_claim(&w->d, &w->ratna, w->app.id, version_of(w), &e));
	must(document_open(&w->d, &w->ratna, STR("card"), STR_NONE, &doc, &e));
	must(q_doc_views_of(w->d.db, STR("application"), w->app.id, &seen, &e));
	before = seen.n;
	must(document_original(&w->d, &w->ratna, STR("card"), STR("  "), &doc, &ask, &e));
	assert_true(ask);
	must(q_doc_views_of(w->d.db, STR("application"), w->app.id, &seen, &e));
	assert_int_equal(seen.n, before);
	for (int i = 0; i < 2; i++) {
		must(document_original(
		    &w->d, &w->ratna, STR("card"), STR("arsip"), &doc, &ask, &e));
		assert_false(ask);
	}
	must(q_doc_views_of(w->d.db, STR("application"), w->app.id, &seen, &e));
	assert_int_equal(seen.n, before + 2);
	for (size_t i = 0; i < seen.n; i++)
		with += str_eq_z(seen.at[i].reason, "arsip");
	assert_int_equal(with, 2);
	assert_int_equal(document_original(
			     &w->d, &w->yusuf, STR("card"), STR("arsip"), &doc, &ask, &e),
	    RC_DENIED);
}

static void
who_activates_sees_the_card_after_the_nik(void **state)
{
	struct world *w = *state;
	struct say why;
	bool match;

	must(store_write(w->d.store, w->d.a, insert_card, w, &e));
	sees_card(w, &w->yusuf, false);
	sees_card(w, &w->ratna, false);
	must(office_claim(&w->d, &w->ratna, w->app.id, version_of(w), &e));
	sees_card(w, &w->ratna, true);
	sees_card(w, &w->yusuf, false);
	sees_card(w, &w->kepala, true); /* reviews, never activates */
	must(office_release(&w->d, &w->ratna, w->app.id, version_of(w), &e));
	review(w, &w->ratna);
	sees_card(w, &w->ratna, true);
	sees_card(w, &w->yusuf, false);
	must(counter_arrive(&w->d, &w->yusuf, w->app.id, version_of(w), &e));
	sees_card(w, &w->yusuf, false);
	must(counter_nik(&w->d, &w->yusuf, w->app.id, version_of(w),
	    STR("7204010507870002"), &match, &why, &e));
	sees_card(w, &w->yusuf, false); /* it did not agree */
	must(counter_nik(&w->d, &w->yusuf, w->app.id, version_of(w),
	    STR("7204010507870001"), &match, &why, &e));
	sees_card(w, &w->yusuf, true);
}

static void
the_reviewer_does_not_activate(void **state)
{
	struct world *w = *state;

	review(w, &w->ratna);
	assert_int_equal(
	    counter_arrive(&w->d, &w->ratna, w->app.id, version_of(w), &e), RC_DENIED);
	says("aturan dua orang");
	says("Yusuf");
	assert_int_equal(
	    counter_arrive(&w->d, &w->kepala, w->app.id, version_of(w), &e), RC_DENIED);
	w->t.conf.two_person = false;
	must(counter_arrive(&w->d, &w->ratna, w->app.id, version_of(w), &e));
	is_state(w, "at_counter");
}

static void
the_nik_is_typed_blind(void **state)
{
	struct world *w = *state;
	struct counter_record r;
	struct row_application app;
	struct say why;
	bool match = true;

	review(w, &w->ratna);
	must(counter_arrive(&w->d, &w->yusuf, w->app.id, version_of(w), &e));
	assert_int_equal(counter_nik(&w->d, &w->yusuf, w->app.id, version_of(w),
			     STR("72040105"), &match, &why, &e),
	    RC_INVALID);
	assert_non_null(why.id);
	for (int i = 1; i <= 2; i++) {
		must(counter_nik(&w->d, &w->yusuf, w->app.id, version_of(w),
		    STR("7204010507870002"), &match, &why, &e));
		assert_false(match);
		app = now_of(w);
		counter_record_read(&app, &r);
		assert_int_equal(r.nik_tries, i);
		assert_false(r.nik_match);
	}
	assert_non_null(strstr(counter_record_lacks(&r), "tidak sama"));
	must(counter_nik(&w->d, &w->yusuf, w->app.id, version_of(w),
	    STR("7204 0105 0787 0001"), &match, &why, &e));
	assert_true(match);
	app = now_of(w);
	counter_record_read(&app, &r);
	assert_true(r.nik_match);
	assert_int_equal(r.nik_tries, 2);
	/* somebody else does not write into the record */
	assert_int_equal(counter_nik(&w->d, &w->ratna, w->app.id, version_of(w), STR(NIK),
			     &match, &why, &e),
	    RC_CONFLICT);
}

static void
activation_needs_the_whole_record(void **state)
{
	struct world *w = *state;
	struct office_check yes[3] = { { STR("ya"), STR_NONE }, { STR("ya"), STR_NONE },
		{ STR("ya"), STR_NONE } };
	struct office_check no[3] = { { STR("ya"), STR_NONE }, { STR("tidak"), STR_NONE },
		{ STR("ya"), STR_NONE } };
	struct say why;
	bool match;

	review(w, &w->ratna);
	must(counter_arrive(&w->d, &w->yusuf, w->app.id, version_of(w), &e));
	assert_int_equal(approve(w, &w->yusuf, version_of(w)), RC_INVALID);
	says("belum diketik");
	must(counter_nik(
	    &w->d, &w->yusuf, w->app.id, version_of(w), STR(NIK), &match, &why, &e));
	assert_int_equal(
	    counter_identity(&w->d, &w->yusuf, w->app.id, version_of(w), no, &e),
	    RC_INVALID);
	no[1].reason = STR("bukan orangnya");
	must(counter_identity(&w->d, &w->yusuf, w->app.id, version_of(w), no, &e));
	assert_int_equal(approve(w, &w->yusuf, version_of(w)), RC_INVALID);
	says("wajah tidak sama");
	must(counter_identity(&w->d, &w->yusuf, w->app.id, version_of(w), yes, &e));
	must(counter_letter(&w->d, &w->yusuf, w->app.id, version_of(w), false, true, &e));
	assert_int_equal(approve(w, &w->yusuf, version_of(w)), RC_INVALID);
	says("Surat asli belum ditandai");
	must(counter_letter(&w->d, &w->yusuf, w->app.id, version_of(w), true, true, &e));
	assert_int_equal(approve(w, &w->yusuf, version_of(w)), RC_INVALID);
	says("Foto di loket");
	is_state(w, "at_counter");
	must(counter_leave(
	    &w->d, &w->yusuf, w->app.id, version_of(w), STR("lupa surat"), &e));
	is_state(w, "ready");
	must(counter_arrive(&w->d, &w->yusuf, w->app.id, version_of(w), &e));
	assert_int_equal(now_of(w).counter_nik_match, 1); /* what was recorded stays */
}

static enum rc
complete_record(struct db *tx, void *arg, struct err *why)
{
	struct world *w = arg;
	struct row_application app;
	enum rc rc = q_application_by_id(tx, w->app.id, &app, why);

	return rc != RC_OK
		   ? rc
		   : q_application_set_counter(tx,
			 &(struct q_application_set_counter_in){ .id = app.id,
			     .version = app.version,
			     .activator = w->yusuf.account,
			     .nik_match = 1,
			     .ticks =
				 STR("kartu=ya \nwajah=ya \nnama=ya \npernyataan=ya \n"),
			     .letter_original = 1,
			     .letter_soft = 1,
			     .photo = STR("foto"),
			     .now_s = w->now },
			 why);
}

static void
activation_makes_proof_code_and_mail(void **state)
{
	struct world *w = *state;
	struct row_document doc;
	struct row_outbox_list mails;
	struct row_code code;
	struct row_application app;
	struct row_letter_list papers;
	struct check_result said;

	review(w, &w->ratna);
	must(counter_arrive(&w->d, &w->yusuf, w->app.id, version_of(w), &e));
	must(store_write(w->d.store, w->d.a, complete_record, w, &e));
	assert_int_equal(approve(w, &w->yusuf, 1), RC_CONFLICT);
	must(approve(w, &w->yusuf, version_of(w)));
	is_state(w, "approved");
	app = now_of(w);
	assert_true(str_eq(app.activator, w->yusuf.account));
	assert_int_equal(app.collect_expires_s, w->now + 7 * 86400);
	must(q_document_current(
	    w->d.db, STR("application"), app.id, STR("activation"), &doc, &e));
	must(q_outbox_of(w->d.db, STR("application"), app.id, &mails, &e));
	assert_int_equal(mails.n, 2); /* ready, then the certificate */
	must(q_code_latest(w->d.db, STR("collect"), app.id, &code, &e));
	/* both papers are numbered and known to whoever asks */
	must(q_letter_of_noun(w->d.db, STR("application"), app.id, &papers, &e));
	assert_int_equal(papers.n, 2);
	for (size_t i = 0; i < papers.n; i++) {
		bool minutes = str_eq_z(papers.at[i].kind, "berita-acara-aktivasi");

		assert_true(str_starts(
		    papers.at[i].number, minutes ? STR("BA-2/") : STR("KET-1/")));
		must(check_code(&w->d, papers.at[i].check_code, STR("net"), &said, &e));
		assert_int_equal(said.answer, CHECK_GENUINE);
		assert_true(str_eq(said.number, papers.at[i].number));
		must(q_document_by_id(w->d.db, papers.at[i].document, &doc, &e));
		assert_true(str_eq_z(doc.class, minutes ? "minutes" : "activation"));
	}
}

/* When each step was done, and what was mailed about it. */
static void
activation_can_be_followed(void **state)
{
	struct world *w = *state;
	struct actor anybody = { .roles = R_VISITOR };
	struct row_outbox_list mails;
	struct row_application app;
	struct apply_public pub;
	struct apply_trail trail;
	int64_t reviewed_s = w->now;

	review(w, &w->ratna);
	w->now += 60;
	must(counter_arrive(&w->d, &w->yusuf, w->app.id, version_of(w), &e));
	must(store_write(w->d.store, w->d.a, complete_record, w, &e));
	must(approve(w, &w->yusuf, version_of(w)));
	app = now_of(w);
	must(q_outbox_of(w->d.db, STR("application"), app.id, &mails, &e));
	/* anybody with the number sees when each step was done; the owner that a mail came, without its code */
	must(apply_public_by_number(&w->d, &anybody, app.number, &pub, &e));
	assert_int_equal(pub.complete_s, reviewed_s);
	assert_int_equal(pub.approved_s, w->now);
	assert_int_equal(pub.issued_s, 0);
	must(apply_trail(&w->d, &app, &trail, &e));
	assert_int_equal(trail.mails.n, 2);
	assert_true(str_eq_z(trail.mails.at[0].kind, "certificate_ready"));
	assert_true(str_find(trail.mails.at[0].body_text, STR("?t=")) < 0);
	assert_true(str_find(mails.at[0].body_text, STR("?t=")) > 0);
}

static void
counter_search_names_the_office(void **state)
{
	struct world *w = *state;
	str number;

	must(counter_search(&w->d, &w->ratna, STR("1987 0705 2010 121003"), &number, &e));
	assert_true(str_eq(number, w->app.number));
	assert_int_equal(
	    counter_search(&w->d, &w->ratna, STR("198707052010121009"), &number, &e),
	    RC_NOT_FOUND);
	assert_int_equal(
	    counter_search(&w->d, &w->ratna, STR("bukan nomor"), &number, &e),
	    RC_INVALID);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(an_original_needs_a_reason_each_time),
		T(who_activates_sees_the_card_after_the_nik),
		T(the_reviewer_does_not_activate),
		T(the_nik_is_typed_blind),
		T(activation_needs_the_whole_record),
		T(activation_makes_proof_code_and_mail),
		T(activation_can_be_followed),
		T(counter_search_names_the_office),
	};

	if (argc != 2)
		return 2;
	office_engine = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
