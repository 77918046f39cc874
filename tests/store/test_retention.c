/*
 * test_retention.c - data that is destroyed when its time is over, cases that are held, and what is
 * erased because its owner asks, on a real store and vault. Engine named on the command line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <unistd.h>

#include <cmocka.h>

#include "domain/audit_tree.h"
#include "domain/document.h"
#include "store/retention_world.h"

/* Readable, or its key and its bytes are gone and its fingerprint stays. */
static void
is_kept(struct world *w, const struct row_document *was, bool kept)
{
	struct row_document row;
	const char *path =
	    str_fmt(w->d.a, "%s/docs/%.2s/%.*s", w->t.home, was->id.p, STR_ARG(was->id))
		.p;
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

	w->t.conf.retention_identity_days = 10;
	w->t.conf.retention_case_days = 40;
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

static void
a_certificate_keeps_its_case(void **state)
{
	struct world *w = *state;
	struct papers p = papers_of(w, "application", w->app.id);
	int64_t issued = w->now;

	has_certificate(w);
	reaches(w, w->app.id, "issued", false);
	w->t.conf.retention_identity_days = 90;
	w->t.conf.retention_case_days = 1825;
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

	w->t.conf.retention_identity_days = 90;
	w->t.conf.retention_case_days = 100;
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

/* ---- what people ask ---- */

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

PARTS(classes, a_certificate_keeps_its_case, an_authority_keeps_its_case)
PARTS(holds, what_is_held_stays, what_is_held_is_not_erased_on_request)
PARTS(requests, what_is_asked_is_erased, what_counts_for_a_certificate_is_not_erased,
    one_at_a_time_and_not_by_oneself)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(pictures_first_then_the_rest),
		T(classes),
		T(holds),
		T(requests),
	};

	if (argc != 2)
		return 2;
	office_engine = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
