/*
 * test_forgotten.c - nothing names a person when the time of the case is over, in the tables and in the
 * files of the database, and what the receipt says of it. Engine named on the command line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/run.h"

#include "domain/audit_tree.h"
#include "domain/check.h"
#include "domain/letters_issue.h"
#include "domain/record.h"
#include "store/retention_world.h"

/* ---- what the tables say ---- */

#define PERSON "Zulkarnaen Qwxyz"
static const char *const of_person[] = { "Zulkarnaen", "zulkarnaen.qwxyz@",
	"198707052010121007", "81277776666", "Subbagian Qwxyz", "Rahasia Qwxyz" };
#define NETWORK "203.0.113.0/24" /* from where a holder ordered something */

/* What an engine's client prints. */
static str
sql(struct world *w, const char *text)
{
	bool sqlite = strcmp(office_engine, "sqlite") == 0;

	run_write(w->d.a, w->t.home, "statement.sql", str_from_z(text));
	return str_trim(run_in(w->d.a, w->t.home,
	    str_fmt(w->d.a,
		sqlite ? "sqlite3 -cmd '.timeout 5000' '%s' <statement.sql"
		       : "psql -X -q -A -t -v ON_ERROR_STOP=1 -d '%s' -f statement.sql",
		w->t.f.url + (sqlite ? sizeof("sqlite:") - 1 : 0))
		.p));
}

/* Does a text stand in the files of the database, once what was overwritten is cleared away? */
static bool
in_files(struct world *w, const char *where, const char *text)
{
	return run_in(w->d.a, w->t.home,
		   str_fmt(w->d.a, "grep -rlaF -- '%s' '%s' || true", text, where).p)
		   .n > 0;
}

/* Where they lie, after that. */
static const char *
clear_away(struct world *w)
{
	if (strcmp(office_engine, "sqlite") == 0) {
		(void)sql(w, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
		return w->t.f.dir;
	}
	return str_z(w->d.a,
	    sql(w,
		"VACUUM FULL application, application_check, candidacy, candidacy_check, certificate, "
		"collective_person, "
		"data_request, document, history, issuance, note, outbox, renewal, returned_item, "
		"statement, status_order;\nCHECKPOINT;\n"
		"SELECT current_setting('data_directory') || '/base/' || oid "
		"FROM pg_database WHERE datname = current_database()"));
}

static void
says_of_person(struct world *w, bool somewhere)
{
	const char *where = clear_away(w);

	for (size_t i = 0; i < ARRAY_LEN(of_person); i++)
		if (in_files(w, where, of_person[i]) != somewhere)
			fail_msg("\"%s\" %s the files", of_person[i],
			    somewhere ? "is not in" : "still stands in");
}

static enum rc
about_person_tx(struct db *tx, void *arg, struct err *why)
{
	struct world *w = arg;
	str id = w->app.id;
	enum rc rc = q_note_insert(tx,
	    &(struct row_note){ STR("n1"), STR("application"), id, w->ratna.account,
		STR("Rahasia Qwxyz"), w->now },
	    why);

	if (rc == RC_OK)
		rc = history_add(&w->d, tx, &w->ratna, "application", id, STR("return"),
		    STR("in_review"), STR("returned"), STR("Rahasia Qwxyz"), why);
	if (rc == RC_OK)
		rc = q_returned_item_insert(tx,
		    &(struct row_returned_item){ STR("r1"), STR("application"), id,
			STR("unit"), STR("bukan Subbagian Qwxyz"), 1, w->now,
			SQL_NULL_INT },
		    why);
	if (rc == RC_OK)
		rc = q_collective_insert(tx,
		    &(struct row_collective){ .id = STR("k1"),
			.office = STR("082"),
			.signed_s = SQL_NULL_INT,
			.created_s = w->now,
			.created_by = w->ratna.account,
			.state = STR("drawn"),
			.version = 1 },
		    why);
	if (rc == RC_OK)
		rc = q_collective_person_insert(tx,
		    &(struct row_collective_person){ .id = STR("k1:1"),
			.collective = STR("k1"),
			.seq = 1,
			.state = STR("listed"),
			.version = 1,
			.nip = STR("198707052010121007"),
			.name = STR(PERSON),
			.unit = STR("Subbagian Qwxyz"),
			.email = STR("zulkarnaen.qwxyz@kemenkeu.go.id") },
		    why);
	if (rc == RC_OK)
		rc = history_add(&w->d, tx, &w->ratna, "collective", STR("k1"),
		    STR("draw"), STR("drawn"), STR("drawn"), STR("Rahasia Qwxyz"), why);
	if (rc == RC_OK)
		rc = history_add(&w->d, tx, &w->ratna, "collective_person", STR("k1:1"),
		    STR("correct"), STR("listed"), STR("listed"), STR("Rahasia Qwxyz"),
		    why);
	return rc;
}

/* What is written about a certificate in the course of its life. */
static void
certificate_has_a_life(struct world *w)
{
	(void)sql(w,
	    str_fmt(w->d.a,
		"UPDATE certificate SET state = 'expired';\n"
		"INSERT INTO status_order (id, serial, event, reason, note, actor_roles, actor_name, "
		"actor_nip, actor_net, state, tries, next_s, created_s) VALUES ('o1', '01', 'suspend', "
		"'x', 'Rahasia Qwxyz', 0, '" PERSON "', '198707052010121007', '" NETWORK
		"', 'done', 0, 0, 0);\n"
		"INSERT INTO issuance (request_id, application, key_id, csr, office_name, holder, "
		"two_person, evidence, agent, state, tries, next_s, created_s) VALUES ('q1', 'a1', 'k', "
		"'Rahasia Qwxyz', 'x', '" PERSON
		"', 1, 'x', 'Zulkarnaen', 'refused', 0, 0, 0);\n"
		"INSERT INTO renewal (id, serial, application, office, account, factors, key_id, csr, "
		"agent, state, asked_s, version) VALUES ('w1', '01', 'a1', '082', '%.*s', 'passkey', 'k', "
		"'Rahasia Qwxyz', 'Zulkarnaen', 'lapsed', 0, 1);\n"
		"INSERT INTO statement (id, kind, noun, noun_id, account, bytes, signatures, state, "
		"made_s, expires_s) VALUES ('s1', 'renewal', 'certificate', '01', '', '" PERSON
		"', "
		"'Zulkarnaen', 'done', 0, 0), ('s2', 'renewal_approval', 'renewal', 'w1', '', '" PERSON
		"', 'Zulkarnaen', 'done', 0, 0);\n"
		"INSERT INTO history (id, noun, noun_id, at_s, actor, actor_name, event, from_state, "
		"to_state, note) VALUES ('hc', 'certificate', '01', 0, '%.*s', 'x', 'suspend', 'active', "
		"'suspended', 'Rahasia Qwxyz')",
		STR_ARG(w->ratna.account), STR_ARG(w->ratna.account))
		.p);
}

/* The person of w->app, in every table that a case writes to. */
static void
becomes_person(struct world *w)
{
	struct office_checks found = all_same();
	struct row_data_request r = asks(w, "correct");
	struct data_values v = values_of(w, &r);

	v.at[DATA_NAME] = STR(PERSON);
	v.at[DATA_NIP] = STR("198707052010121007");
	v.at[DATA_PHONE] = STR("+6281277776666");
	v.at[DATA_UNIT] = STR("Subbagian Qwxyz");
	must(puts_right(w, &r, &v));
	must(store_write(w->d.store, w->d.a, about_person_tx, w, &e));
	must(office_claim(&w->d, &w->yusuf, w->app.id, version_of(w), &e));
	found.at[ITEM_UNIT] = (struct office_check){ STR("tidak"), STR("Rahasia Qwxyz") };
	found.decision = DECIDE_NONE;
	must(office_save_checks(&w->d, &w->yusuf, w->app.id, version_of(w), &found, &e));
	found = all_same();
	must(office_save_checks(&w->d, &w->yusuf, w->app.id, version_of(w), &found, &e));
	must(decide(w, &w->yusuf, version_of(w)));
	(void)sql(w, "UPDATE application SET email = 'zulkarnaen.qwxyz@kemenkeu.go.id', "
		     "email_ci = 'zulkarnaen.qwxyz@kemenkeu.go.id' WHERE id = 'a1';\n"
		     "UPDATE application_check SET reason = 'Rahasia Qwxyz'");
}

static void
nothing_names_a_person_after_its_time(void **state)
{
	struct world *w = *state;
	struct row_destruction row;
	struct row_application app;
	struct office_file file;
	int64_t n;
	str pdf;

	becomes_person(w);
	says_of_person(w, true);
	reaches(w, w->app.id, "withdrawn", false);
	w->now += 91 * DAY;
	destroys(w, 0); /* no picture: nothing of the first class */
	w->now += 1825 * DAY;
	destroys(w, 2); /* the case, and the collective letter */
	says_of_person(w, false);
	app = now_of(w);
	assert_string_equal(str_z(w->d.a, app.number), "DS-082-0000-0000");
	assert_int_equal(app.forgotten_s, w->now);
	must(office_file_load(&w->d, &w->ratna, app.number, &file, &e));
	assert_true(file.history.n > 0);
	must(retention_receipt(
	    &w->d, destroyed(w, 2).at[1].id, &row, &pdf, &e)); /* without a name */
	assert_true(str_starts(pdf, STR("%PDF")));
	destroys(w, 0);
	must(audit_sequence(&w->d, &n, &e));
}

static void
the_register_names_its_holder_longer(void **state)
{
	struct world *w = *state;
	struct row_certificate cert;
	struct row_data_request r;

	becomes_person(w);
	must(q_application_by_id(w->d.db, STR("a1"), &w->app, &e));
	has_certificate(w);
	certificate_has_a_life(w);
	reaches(w, w->app.id, "issued", false);
	w->t.conf.retention_record_days = 3650;
	w->now += (700 + 1825) * DAY + 1;
	destroys(w, 2);
	must(q_certificate_by_serial(w->d.db, STR("01"), &cert, &e));
	assert_string_equal(str_z(w->d.a, cert.name), PERSON);
	assert_null(now_of(w).name.p);
	assert_true(in_files(w, clear_away(w), NETWORK));
	w->now += (3650 - 1825) * DAY - 1; /* ten years to the second */
	destroys(w, 0);
	w->now++;
	destroys(w, 1);
	says_of_person(w, false);
	assert_false(in_files(w, clear_away(w), NETWORK));
	must(q_certificate_by_serial(w->d.db, STR("01"), &cert, &e));
	assert_string_equal(str_z(w->d.a, cert.check_code), "c");
	assert_string_equal(str_z(w->d.a, destroyed(w, 3).at[0].basis), "record");
	r = asks(w, "correct");
	assert_int_equal(
	    puts_right(w, &r, &(struct data_values){ { STR("Baru") } }), RC_CONFLICT);
	says("sudah dimusnahkan");
}

static void
an_answer_can_be_read_for_a_month(void **state)
{
	struct world *w = *state;
	struct row_outbox_list mails;
	struct row_data_request r;

	(void)papers_of(w, "application", w->app.id);
	r = asks(w, "erase");
	reaches(w, w->app.id, "withdrawn", false);
	must(data_request_answer(
	    &w->d, &w->ratna, r.id, true, STR("Sudah kami musnahkan."), NULL, &e));
	assert_null(now_of(w).name.p);
	assert_true(str_eq_z(
	    sql(w,
		str_fmt(w->d.a,
		    "SELECT count(*) FROM document WHERE noun_id = '%.*s' AND name <> ''",
		    STR_ARG(w->app.id))
		    .p),
	    "0"));
	must(q_outbox_of(w->d.db, STR("application"), w->app.id, &mails, &e));
	assert_int_equal(mails.n, 1);
	assert_true(str_find(mails.at[0].body_text, STR("Yth. Anton Contoh")) >= 0);
	w->now += 30 * DAY;
	destroys(w, 0);
	assert_true(request_now(w, r.id).answer.n > 0);
	w->now++;
	destroys(w, 0);
	must(q_outbox_of(w->d.db, STR("application"), w->app.id, &mails, &e));
	assert_int_equal(mails.n, 0);
	r = request_now(w, r.id);
	assert_int_equal(r.wish.n, 0);
	assert_null(r.answer.p);
	assert_string_equal(str_z(w->d.a, r.state), "done");
}

/* ---- the receipt ---- */

static void
the_receipt_names_what_was_destroyed(void **state)
{
	struct world *w = *state;
	struct papers p = papers_of(w, "application", w->app.id);
	struct row_destruction row;
	str pdf, words;

	reaches(w, w->app.id, "withdrawn", false);
	w->now += 91 * DAY;
	destroys(w, 1);
	must(retention_receipt(&w->d, destroyed(w, 1).at[0].id, &row, &pdf, &e));
	run_write(w->d.a, w->t.home, "receipt.pdf", pdf);
	words = run_in(w->d.a, w->t.home, "pdftotext -layout receipt.pdf -");
	assert_true(str_find(words, STR("BUKTI PEMUSNAHAN DATA")) >= 0);
	assert_true(str_find(words, w->app.number) > 0);
	assert_true(str_find(words, STR("e-KTP")) > 0);
	assert_true(str_find(words, str_sub(p.card.sha256, 0, 16)) > 0);
	assert_int_equal(str_find(words, str_sub(p.letter.sha256, 0, 16)), -1);
}

/* Numbered with the act in the register of the office, drawn once, and known at /cek. */
static void
the_receipt_can_be_checked(void **state)
{
	struct world *w = *state;
	struct row_destruction row;
	struct row_letter letter;
	struct check_result said;
	str first, second, words;

	(void)papers_of(w, "application", w->app.id);
	reaches(w, w->app.id, "withdrawn", false);
	w->now += 91 * DAY;
	destroys(w, 1);
	row = destroyed(w, 1).at[0];
	must(q_letter_current(
	    w->d.db, STR("destruction"), row.id, STR("bukti-pemusnahan"), &letter, &e));
	assert_int_equal(letter.seq, 1);
	assert_true(str_starts(letter.number, STR("BA-1/")));
	assert_null(letter.document.p);
	must(check_code(&w->d, letter.check_code, STR("net"), &said, &e));
	assert_int_equal(said.answer, CHECK_GENUINE);
	assert_true(str_eq(said.number, letter.number));
	assert_int_equal(str_find(said.holder, STR("Anton")), -1);
	must(retention_receipt(&w->d, row.id, &row, &first, &e));
	w->now += 400 * DAY;
	must(retention_receipt(&w->d, row.id, &row, &second, &e));
	assert_true(str_eq(first, second));
	run_write(w->d.a, w->t.home, "receipt.pdf", first);
	words = run_in(w->d.a, w->t.home, "pdftotext -layout receipt.pdf -");
	assert_true(str_find(words, letter.number) > 0);
	assert_true(str_find(words,
			letters_check_url(w->d.a, &w->t.conf, letter.check_code)) > 0);
	/* it was drawn while the person was known: it goes with the case */
	w->now += 1825 * DAY;
	destroys(w, 1);
	assert_true(
	    str_eq_z(sql(w, "SELECT count(*) FROM document WHERE noun = 'destruction' "
			    "AND state <> 'erased'"),
		"0"));
	assert_true(
	    str_eq_z(sql(w, "SELECT count(*) FROM letter WHERE noun = 'destruction' "
			    "AND document IS NOT NULL"),
		"0"));
}

static void
a_candidacy_is_forgotten(void **state)
{
	struct world *w = *state;
	str id = STR("cand-kepala.tolitoli");
	struct row_candidacy cand;
	struct row_account acc;

	must(q_candidacy_by_id(w->d.db, id, &cand, &e));
	(void)sql(w,
	    str_fmt(w->d.a,
		"INSERT INTO candidacy_check (candidacy, verifier, item, verdict, reason, at_s) "
		"VALUES ('%.*s', '%.*s', 'unit', 'tidak', 'Rahasia Qwxyz', 0);\n"
		"INSERT INTO history (id, noun, noun_id, at_s, actor, actor_name, event, from_state, "
		"to_state, note) VALUES ('hk', 'candidacy', '%.*s', 0, '%.*s', 'Zulkarnaen', 'edit', "
		"'draft', 'draft', 'Rahasia Qwxyz')",
		STR_ARG(id), STR_ARG(w->ratna.account), STR_ARG(id),
		STR_ARG(cand.account))
		.p);
	reaches(w, id, "closed", true);
	w->now += 1825 * DAY + 1;
	destroys(w, 1);
	must(q_candidacy_by_id(w->d.db, id, &cand, &e));
	assert_null(cand.name.p);
	assert_null(cand.nip.p);
	assert_false(in_files(w, clear_away(w), "Rahasia Qwxyz"));
	assert_false(in_files(w, clear_away(w), "Zulkarnaen"));
	must(q_account_by_id(w->d.db, w->kepala.account, &acc, &e));
	assert_string_equal(str_z(w->d.a, acc.name), "Hasan"); /* an official's account */
}

PARTS(proofs, the_receipt_names_what_was_destroyed, an_answer_can_be_read_for_a_month)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(nothing_names_a_person_after_its_time),
		T(the_register_names_its_holder_longer),
		T(a_candidacy_is_forgotten),
		T(proofs),
		T(the_receipt_can_be_checked),
	};

	if (argc != 2)
		return 2;
	office_engine = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
