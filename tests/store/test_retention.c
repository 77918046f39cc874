/*
 * test_retention.c - data that is destroyed when its time is over, cases that are held, and what people
 * ask about their data, on a real store and vault. Engine named on the command line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/run.h"

#include "domain/audit_tree.h"
#include "domain/check.h"
#include "domain/data_correct.h"
#include "domain/document.h"
#include "domain/letters_issue.h"
#include "domain/record.h"
#include "domain/retention.h"
#include "store/office_world.h"

#define DAY   ((int64_t)86400)
#define HOUR  ((int64_t)3600)
#define OTHER "a2"

/* ---- a case with documents ---- */

struct state_args {
	struct world *w;
	str id;
	const char *state;
	bool candidacy;
};

static enum rc
state_tx(struct db *tx, void *arg, struct err *why)
{
	const struct state_args *x = arg;
	struct row_application app;
	struct row_candidacy cand;
	enum rc rc;

	if (x->candidacy) {
		rc = q_candidacy_by_id(tx, x->id, &cand, why);
		return rc != RC_OK ? rc
				   : q_candidacy_set_state(tx, x->id, cand.version,
					 str_from_z(x->state), x->w->now, why);
	}
	rc = q_application_by_id(tx, x->id, &app, why);
	return rc != RC_OK ? rc
			   : q_application_set_state(tx, x->id, app.version,
				 str_from_z(x->state), x->w->now, why);
}

/* The case reaches that state now. */
static void
reaches(struct world *w, str id, const char *state, bool candidacy)
{
	struct state_args x = { w, id, state, candidacy };

	must(store_write(w->d.store, w->d.a, state_tx, &x, &e));
}

struct record_args {
	struct world *w;
	const struct row_document *row;
};

static enum rc
record_doc_tx(struct db *tx, void *arg, struct err *why)
{
	const struct record_args *x = arg;

	return document_record_tx(&x->w->d, tx, x->row, why);
}

static struct row_document
doc_of(struct world *w, const char *noun, str id, enum document_class c)
{
	struct document_owner owner = { noun, id };
	struct row_document row;
	struct record_args x = { w, &row };

	must(document_store(&w->d, &owner, c,
	    str_fmt(w->d.a, "%%PDF-1.7 %s of %.*s", document_class_text(c), STR_ARG(id)),
	    STR("berkas"), &row, &e));
	must(store_write(w->d.store, w->d.a, record_doc_tx, &x, &e));
	return row;
}

struct papers {
	struct row_document card, letter;
};

static struct papers
papers_of(struct world *w, const char *noun, str id)
{
	return (struct papers){ doc_of(w, noun, id, DOC_EKTP),
		doc_of(w, noun, id, DOC_LETTER) };
}

/* Readable, or its key and its bytes are gone and its fingerprint stays. */
static void
is_kept(struct world *w, const struct row_document *was, bool kept)
{
	struct row_document row;
	const char *path =
	    str_fmt(w->d.a, "%s/docs/%.2s/%.*s", w->home, was->id.p, STR_ARG(was->id)).p;
	str bytes;

	must(q_document_by_id(w->d.db, was->id, &row, &e));
	assert_string_equal(str_z(w->d.a, row.state), kept ? "kept" : "erased");
	assert_int_equal(row.key_box.p != NULL, kept);
	assert_true(str_eq(row.sha256, was->sha256));
	assert_int_equal(access(path, F_OK), kept ? 0 : -1);
	if (kept)
		must(document_bytes(&w->d, &row, &bytes, &e));
	else /* whoever has a copy of the row from before finds no file either */
		assert_int_equal(document_bytes(&w->d, was, &bytes, &e), RC_NOT_FOUND);
}

static void
destroys(struct world *w, int64_t cases)
{
	int64_t n = -1;

	must(retention_run(&w->d, &n, &e));
	assert_int_equal(n, cases);
}

/* The record as auditors see it, newest first. */
static struct row_destruction_list
destroyed(struct world *w, size_t n)
{
	struct row_destruction_list list;

	must(retention_list(&w->d, 100, &list, &e));
	assert_int_equal(list.n, n);
	return list;
}

static int64_t
events(struct world *w, const char *action)
{
	struct audit_filter f = { .action = str_from_z(action),
		.from_s = SQL_NULL_INT,
		.to_s = SQL_NULL_INT,
		.before_s = INT64_MAX,
		.before_node = STR(""),
		.n = 100 };
	struct row_audit_list list;

	must(audit_events(&w->d, &f, &list, &e));
	return (int64_t)list.n;
}

/* ---- when ---- */

static void
pictures_first_then_the_rest(void **state)
{
	struct world *w = *state;
	struct papers p = papers_of(w, "application", w->app.id);
	struct row_destruction_list list;
	struct row_application app;
	int64_t ended;
	int64_t n;

	w->conf.retention_identity_days = 10;
	w->conf.retention_case_days = 40;
	w->now += 1000 * DAY;
	destroys(w, 0); /* it goes on, however long */
	reaches(w, w->app.id, "refused", false);
	ended = w->now;
	w->now = ended + 10 * DAY;
	destroys(w, 0); /* the last second of the tenth day */
	is_kept(w, &p.card, true);
	w->now++;
	destroys(w, 1);
	is_kept(w, &p.card, false);
	is_kept(w, &p.letter, true);
	destroys(w, 0);
	w->now = ended + 40 * DAY;
	destroys(w, 0);
	w->now++;
	destroys(w, 1);
	is_kept(w, &p.letter, false);
	destroys(w, 0);
	list = destroyed(w, 2);
	assert_string_equal(str_z(w->d.a, list.at[0].basis), "case");
	assert_string_equal(str_z(w->d.a, list.at[1].basis), "identity");
	assert_int_equal(list.at[1].n, 1);
	assert_true(str_starts(list.at[1].documents, STR("ektp\t")));
	assert_true(str_find(list.at[1].documents, p.card.sha256) > 0);
	must(q_application_by_id(w->d.db, w->app.id, &app, &e));
	assert_null(app.nik_box.p);
	assert_null(app.nik_mac.p);
	assert_null(app.birth_date.p);
	assert_int_equal(events(w, "document.destroyed"), 2);
	must(audit_sequence(&w->d, &n, &e)); /* each event fits the one before it */
	assert_true(n >= 2);
}

static enum rc
certificate_tx(struct db *tx, void *arg, struct err *why)
{
	const struct world *w = arg;

	return q_certificate_insert(tx,
	    &(struct row_certificate){ .serial = STR("01"),
		.application = w->app.id,
		.office = w->app.office,
		.name = w->app.name,
		.email = w->app.email,
		.nip_mask = STR("1987**********1003"),
		.state = STR("active"),
		.not_before_s = w->now,
		.not_after_s = w->now + 700 * DAY,
		.der = STR("x"),
		.fingerprint = STR("f"),
		.check_code = STR("c"),
		.issued_s = w->now,
		.changed_s = SQL_NULL_INT,
		.version = 1 },
	    why);
}

static void
a_certificate_keeps_its_case(void **state)
{
	struct world *w = *state;
	struct papers p = papers_of(w, "application", w->app.id);
	int64_t issued = w->now;

	must(store_write(w->d.store, w->d.a, certificate_tx, w, &e));
	reaches(w, w->app.id, "issued", false);
	w->conf.retention_identity_days = 90;
	w->conf.retention_case_days = 1825;
	w->now = issued + 91 * DAY;
	destroys(w, 1); /* the picture does not wait for the certificate */
	is_kept(w, &p.card, false);
	w->now = issued + (700 + 1825) * DAY; /* five years after its end */
	destroys(w, 0);
	is_kept(w, &p.letter, true);
	w->now++;
	destroys(w, 1);
	is_kept(w, &p.letter, false);
}

static enum rc
end_authority_tx(struct db *tx, void *arg, struct err *why)
{
	const struct world *w = arg;

	return q_authority_set_ended(
	    tx, STR("cand-yusuf.tolitoli"), w->now, STR("system"), STR("pindah"), why);
}

static void
an_authority_keeps_its_case(void **state)
{
	struct world *w = *state;
	str id = STR("cand-yusuf.tolitoli");
	struct papers p = papers_of(w, "candidacy", id);

	w->conf.retention_identity_days = 90;
	w->conf.retention_case_days = 100;
	reaches(w, id, "granted", true);
	w->now += 91 * DAY;
	destroys(w, 1);
	is_kept(w, &p.card, false);
	w->now += 3000 * DAY;
	destroys(w, 0);
	is_kept(w, &p.letter, true);
	must(store_write(w->d.store, w->d.a, end_authority_tx, w, &e));
	w->now += 100 * DAY;
	destroys(w, 0);
	w->now++;
	destroys(w, 1);
	is_kept(w, &p.letter, false);
}

/* ---- holds ---- */

static struct actor
central(const struct world *w)
{
	return (struct actor){
		.roles = R_CENTRAL, .account = w->kepala.account, .net = STR("test")
	};
}

static void
what_is_held_stays(void **state)
{
	struct world *w = *state;
	struct actor who = central(w);
	struct papers p = papers_of(w, "application", w->app.id);
	struct row_legal_hold_list holds;

	assert_int_equal(
	    hold_set(&w->d, &who, STR("DS-082-9999-9999"), STR("x"), &e), RC_INVALID);
	says("tidak ada");
	must(hold_set(&w->d, &who,
	    str_fmt(w->d.a, " %.*s ", STR_ARG(str_lower(w->d.a, w->app.number))),
	    STR("Perkara 12"), &e));
	assert_int_equal(
	    hold_set(&w->d, &who, w->app.number, STR("lagi"), &e), RC_INVALID);
	says("sudah ditahan");
	reaches(w, w->app.id, "withdrawn", false);
	w->now += 4000 * DAY;
	destroys(w, 0);
	is_kept(w, &p.card, true);
	is_kept(w, &p.letter, true);
	must(hold_list(&w->d, &holds, &e));
	assert_int_equal(holds.n, 1);
	must(hold_lift(&w->d, &who, holds.at[0].id, STR("selesai"), &e));
	assert_int_equal(
	    hold_lift(&w->d, &who, holds.at[0].id, STR("lagi"), &e), RC_CONFLICT);
	destroys(w, 2); /* both classes are due by now */
	is_kept(w, &p.card, false);
	is_kept(w, &p.letter, false);
	must(hold_set(&w->d, &who, w->app.number, STR("baru"), &e));
	must(hold_list(&w->d, &holds, &e));
	assert_int_equal(holds.n, 2);
	assert_int_equal(events(w, "hold.set"), 2);
	assert_int_equal(events(w, "hold.lifted"), 1);
}

/* ---- what people ask ---- */

static struct actor
applicant(const struct world *w)
{
	return (struct actor){ .roles = R_VISITOR | R_APPLICANT,
		.application = w->app.id,
		.net = STR("test") };
}

/* The applicant asks; the request that stands open now. */
static struct row_data_request
asks(struct world *w, const char *kind)
{
	struct actor who = applicant(w);
	struct row_data_request_list list;
	struct data_case c;

	must(data_case_own(&w->d, &who, &c, &e));
	must(data_request_ask(
	    &w->d, &who, &c, str_from_z(kind), STR("Mohon diproses"), &e));
	must(data_request_list(&w->d, &c, &list, &e));
	assert_string_equal(str_z(w->d.a, list.at[0].state), "open");
	return list.at[0];
}

static struct row_data_request
request_now(struct world *w, str id)
{
	struct row_data_request r;

	must(q_data_request_by_id(w->d.db, id, &r, &e));
	return r;
}

static void
what_is_asked_is_erased(void **state)
{
	struct world *w = *state;
	struct papers p = papers_of(w, "application", w->app.id);
	struct row_data_request r = asks(w, "erase");
	struct row_outbox_list mails;

	assert_int_equal(
	    data_request_answer(&w->d, &w->kepala, r.id, true, STR("Ya"), NULL, &e),
	    RC_CONFLICT);
	says("masih diproses");
	is_kept(w, &p.card, true);
	reaches(w, w->app.id, "withdrawn", false);
	assert_int_equal(
	    data_request_answer(&w->d, &w->other_office, r.id, true, STR("Ya"), NULL, &e),
	    RC_NOT_FOUND);
	must(data_request_answer(&w->d, &w->kepala, r.id, true, STR("Sudah."), NULL, &e));
	is_kept(w, &p.card, false);
	is_kept(w, &p.letter, false);
	assert_string_equal(str_z(w->d.a, request_now(w, r.id).state), "done");
	assert_string_equal(str_z(w->d.a, destroyed(w, 1).at[0].basis), "request");
	assert_int_equal(
	    data_request_answer(&w->d, &w->kepala, r.id, true, STR("Ya"), NULL, &e),
	    RC_CONFLICT);
	says("sudah dijawab");
	must(q_outbox_of(w->d.db, STR("application"), w->app.id, &mails, &e));
	assert_int_equal(mails.n, 1);
	assert_true(str_find(mails.at[0].body_text, STR("sudah dikabulkan")) > 0);
}

static void
what_counts_for_a_certificate_is_not_erased(void **state)
{
	struct world *w = *state;
	struct papers p = papers_of(w, "application", w->app.id);
	struct row_data_request r;

	reaches(w, w->app.id, "issued", false);
	r = asks(w, "erase");
	must(
	    data_request_answer(&w->d, &w->kepala, r.id, true, STR("Gambar."), NULL, &e));
	is_kept(w, &p.card, false);
	is_kept(w, &p.letter, true);
}

static void
what_is_held_is_not_erased_on_request(void **state)
{
	struct world *w = *state;
	struct papers p = papers_of(w, "application", w->app.id);
	struct row_data_request r = asks(w, "erase");
	struct actor who = central(w);

	reaches(w, w->app.id, "withdrawn", false);
	must(hold_set(&w->d, &who, w->app.number, STR("Perkara 12"), &e));
	assert_int_equal(
	    data_request_answer(&w->d, &w->kepala, r.id, true, STR("Ya"), NULL, &e),
	    RC_CONFLICT);
	says("ditahan");
	is_kept(w, &p.card, true);
	assert_string_equal(str_z(w->d.a, request_now(w, r.id).state), "open");
	must(data_request_answer(
	    &w->d, &w->kepala, r.id, false, STR("Ditahan."), NULL, &e));
	assert_string_equal(str_z(w->d.a, request_now(w, r.id).state), "refused");
	assert_int_equal(events(w, "data.refused"), 1);
	assert_int_equal(events(w, "data.granted"), 0);
}

static void
one_at_a_time_and_not_by_oneself(void **state)
{
	struct world *w = *state;
	struct row_data_request_list list;
	struct data_case c;

	must(data_case_own(&w->d, &w->kepala, &c, &e));
	assert_string_equal(c.noun, "candidacy");
	must(data_request_ask(&w->d, &w->kepala, &c, STR("correct"), STR("Unit"), &e));
	assert_int_equal(
	    data_request_ask(&w->d, &w->kepala, &c, STR("erase"), STR("x"), &e),
	    RC_CONFLICT);
	must(data_request_list(&w->d, &c, &list, &e));
	assert_int_equal(list.n, 1);
	assert_int_equal(data_request_answer(&w->d, &w->kepala, list.at[0].id, false,
			     STR("Tidak"), NULL, &e),
	    RC_DENIED);
	says("petugas lain");
}

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

	new_application(w, OTHER, "DS-082-0000-0001", "199008052015032001");
	w->now += HOUR;
	second = asks(w, "correct");
	must(data_request_queue(&w->d, &w->kepala, STR("open"), &open, &e));
	assert_int_equal(open.n, 2);
	assert_true(str_eq(open.at[0].id, first.id));
	assert_true(str_eq(open.at[1].id, second.id));
	must(data_request_queue(&w->d, &w->other_office, STR("open"), &open, &e));
	assert_int_equal(open.n, 0);
}

/* ---- what is put right ---- */

static struct data_values
values_of(struct world *w, const struct row_data_request *r)
{
	struct data_values v;
	struct data_case c;

	must(data_request_case(&w->d, r, &c, &e));
	must(data_values_read(w->d.db, &c, &v, &e));
	return v;
}

static enum rc
puts_right(struct world *w, const struct row_data_request *r, const struct data_values *v)
{
	return data_request_answer(
	    &w->d, &w->ratna, r->id, true, STR("Sudah kami perbaiki."), v, &e);
}

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
	run_write(w->d.a, w->home, "letter.pdf", pdf);
	return run_in(w->d.a, w->home, "pdftotext -layout letter.pdf -");
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

	must(store_write(w->d.store, w->d.a, certificate_tx, w, &e));
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

	must(data_request_answer(
	    &w->d, &w->ratna, one.id, false, STR("Masih diproses."), NULL, &e));
	w->now += HOUR;
	two = asks(w, "erase");
	must(data_request_answer(
	    &w->d, &w->ratna, two.id, false, STR("Tetap."), NULL, &e));
	must(data_request_queue(&w->d, &w->kepala, STR("refused"), &list, &e));
	assert_int_equal(list.n, 2);
	assert_true(str_eq(list.at[0].id, two.id)); /* the last answer first */
	must(data_request_queue(&w->d, &w->kepala, STR("done"), &list, &e));
	assert_int_equal(list.n, 0);
	must(data_request_queue(&w->d, &w->other_office, STR("refused"), &list, &e));
	assert_int_equal(list.n, 0);
	must(q_outbox_of(w->d.db, STR("application"), w->app.id, &mails, &e));
	assert_true(
	    str_find(mails.at[0].body_text,
		STR("ajukan keberatan kepada pelindungan.data@kemenkeu.go.id")) > 0);
}

/* ---- what the tables say ---- */

#define PERSON "Zulkarnaen Qwxyz"
static const char *const of_person[] = { "Zulkarnaen", "zulkarnaen.qwxyz@",
	"198707052010121007", "81277776666", "Subbagian Qwxyz", "Rahasia Qwxyz" };

/* What an engine's client prints. */
static str
sql(struct world *w, const char *text)
{
	bool sqlite = strcmp(office_engine, "sqlite") == 0;

	run_write(w->d.a, w->home, "statement.sql", str_from_z(text));
	return str_trim(run_in(w->d.a, w->home,
	    str_fmt(w->d.a,
		sqlite ? "sqlite3 -cmd '.timeout 5000' '%s' <statement.sql"
		       : "psql -X -q -A -t -v ON_ERROR_STOP=1 -d '%s' -f statement.sql",
		w->f.url + (sqlite ? sizeof("sqlite:") - 1 : 0))
		.p));
}

/* Does a text stand in the files of the database, once what was overwritten is cleared away? */
static bool
in_files(struct world *w, const char *where, const char *text)
{
	return run_in(w->d.a, w->home,
		   str_fmt(w->d.a, "grep -rlaF -- '%s' '%s' || true", text, where).p)
		   .n > 0;
}

/* Where they lie, after that. */
static const char *
clear_away(struct world *w)
{
	if (strcmp(office_engine, "sqlite") == 0) {
		(void)sql(w, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
		return w->f.dir;
	}
	return str_z(w->d.a,
	    sql(w,
		"VACUUM FULL application, application_check, certificate, collective_person, "
		"data_request, document, history, issuance, note, outbox, returned_item, "
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
	return rc;
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
		     "email_ci = 'zulkarnaen.qwxyz@kemenkeu.go.id' WHERE id = 'a1'");
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
	must(store_write(w->d.store, w->d.a, certificate_tx, w, &e));
	(void)sql(w, "UPDATE certificate SET state = 'expired'");
	reaches(w, w->app.id, "issued", false);
	w->conf.retention_record_days = 3650;
	w->now += (700 + 1825) * DAY + 1;
	destroys(w, 2);
	must(q_certificate_by_serial(w->d.db, STR("01"), &cert, &e));
	assert_string_equal(str_z(w->d.a, cert.name), PERSON);
	assert_null(now_of(w).name.p);
	w->now += (3650 - 1825) * DAY - 1; /* ten years to the second */
	destroys(w, 0);
	w->now++;
	destroys(w, 1);
	says_of_person(w, false);
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

static void
a_candidacy_is_forgotten(void **state)
{
	struct world *w = *state;
	str id = STR("cand-kepala.tolitoli");
	struct row_candidacy cand;
	struct row_account acc;

	reaches(w, id, "closed", true);
	w->now += 1825 * DAY + 1;
	destroys(w, 1);
	must(q_candidacy_by_id(w->d.db, id, &cand, &e));
	assert_null(cand.name.p);
	assert_null(cand.nip.p);
	must(q_account_by_id(w->d.db, w->kepala.account, &acc, &e));
	assert_string_equal(str_z(w->d.a, acc.name), "Hasan"); /* an official's account */
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
	run_write(w->d.a, w->home, "receipt.pdf", pdf);
	words = run_in(w->d.a, w->home, "pdftotext -layout receipt.pdf -");
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
	run_write(w->d.a, w->home, "receipt.pdf", first);
	words = run_in(w->d.a, w->home, "pdftotext -layout receipt.pdf -");
	assert_true(str_find(words, letter.number) > 0);
	assert_true(
	    str_find(words, letters_check_url(w->d.a, &w->conf, letter.check_code)) > 0);
}

/* ---- a database costs more than a case: several share one ---- */

/* Another sent application takes the place of the one before. */
static void
next_case(struct world *w)
{
	static int n = 10;

	n++;
	new_application(w, str_fmt(w->d.a, "c%d", n).p,
	    str_fmt(w->d.a, "DS-082-0000-00%d", n).p,
	    str_fmt(w->d.a, "1987070520101210%d", n).p);
}

typedef void (*part_fn)(void **state);

static void
run_parts(void **state, const part_fn *parts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			next_case(*state);
		parts[i](state);
	}
}
#define PARTS(name, ...)                                                                 \
	static void name(void **state)                                                   \
	{                                                                                \
		static const part_fn parts[] = { __VA_ARGS__ };                          \
                                                                                         \
		run_parts(state, parts, ARRAY_LEN(parts));                               \
	}

PARTS(classes, a_certificate_keeps_its_case, an_authority_keeps_its_case,
    a_candidacy_is_forgotten)
PARTS(holds, what_is_held_stays, what_is_held_is_not_erased_on_request)
PARTS(requests, what_is_asked_is_erased, what_counts_for_a_certificate_is_not_erased,
    one_at_a_time_and_not_by_oneself)
PARTS(clocks, the_most_urgent_stands_first, reminded_once_when_a_day_is_left,
    who_answered_is_not_reminded, late_from_the_last_second_on)
PARTS(corrections, a_name_is_put_right_while_it_is_reviewed,
    what_officers_signed_is_not_put_right, a_certificate_is_not_put_right,
    a_nip_is_of_one_person, a_draft_is_its_owners, what_is_typed_is_cleaned)
PARTS(accounts, answers_are_listed_by_what_they_are, an_account_is_put_right,
    what_bssn_signed_is_said)
PARTS(proofs, the_receipt_names_what_was_destroyed, an_answer_can_be_read_for_a_month)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(pictures_first_then_the_rest),
		T(classes),
		T(holds),
		T(requests),
		T(clocks),
		T(corrections),
		T(accounts),
		T(nothing_names_a_person_after_its_time),
		T(the_register_names_its_holder_longer),
		T(proofs),
		T(the_receipt_can_be_checked),
	};

	if (argc != 2)
		return 2;
	office_engine = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
