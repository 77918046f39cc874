/*
 * test_collective.c - the collective letter on a real store: who can stand in it, rows corrected and
 * dropped afterwards, drawn again under the next number, who may use which letter meanwhile. Engine named
 * on the command line: sqlite or postgresql.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "domain/check.h"
#include "domain/collective.h"
#include "store/office_world.h"

#define UNKNOWN "199306152016061042"
#define WRONG   "19930615201606104" /* a digit is missing */

static str
make(struct world *w, const char *typed)
{
	str id;

	must(collective_make(&w->d, &w->kepala, str_from_z(typed), STR_NONE, &id, &e));
	return id;
}

static struct collective_file
file_of(struct world *w, str id)
{
	struct collective_file f;

	must(collective_load(&w->d, &w->kepala, id, &f, &e));
	return f;
}

static struct row_collective_person
row_of(struct world *w, str id, int64_t seq)
{
	struct collective_file f = file_of(w, id);

	assert_true(seq >= 1 && (size_t)seq <= f.people.n);
	assert_true(f.people.at[seq - 1].seq == seq);
	return f.people.at[seq - 1];
}

static enum rc
correct(struct world *w, str id, int64_t seq, const char *nip, const char *name,
    const char *email, str *refused)
{
	const struct collective_row in = { str_from_z(nip), str_from_z(name),
		str_from_z(email) };

	return collective_correct(
	    &w->d, &w->kepala, id, seq, row_of(w, id, seq).version, &in, refused, &e);
}

struct paper {
	struct domain *d;
	struct row_document row;
};

static enum rc
keep(struct db *tx, void *arg, struct err *why)
{
	struct paper *p = arg;

	return document_record_tx(p->d, tx, &p->row, why);
}

/* The signed scan, matched and good: what collective_return() ends with. */
static enum rc
sign(struct world *w, str id, int64_t version)
{
	struct document_owner owner = { "collective", id };
	struct paper p = { .d = &w->d };

	must(document_store(
	    &w->d, &owner, DOC_COLLECTIVE, STR("isi"), STR("pindai.pdf"), &p.row, &e));
	must(store_write(w->d.store, w->d.a, keep, &p, &e));
	return fsm_apply(&collective_fsm, &w->d, &w->kepala, id, COLL_EV_SIGN, version,
	    &p.row.id, STR_NONE, NULL, &e);
}

static size_t
usable(struct world *w, str nip)
{
	struct collective_usables all;

	must(collective_usable(&w->d, nip, STR("082"), &all, &e));
	return all.n;
}

/* What /cek says to whoever has the code; whom it is for is a number, no name. */
static enum check_answer
checked(struct world *w, str code)
{
	struct check_result said;

	must(check_code(&w->d, code, STR("net"), &said, &e));
	assert_true(said.people >= 1);
	assert_int_equal(said.holder.n, 0);
	return said.answer;
}

static size_t
events(struct world *w, const char *noun, str id, const char *event)
{
	struct row_history_list l;
	size_t n = 0;

	must(q_history_of(w->d.db, str_from_z(noun), id, &l, &e));
	for (size_t i = 0; i < l.n; i++)
		n += str_eq_z(l.at[i].event, event);
	return n;
}

/* Known people as we know them, others as typed; each bad row has its own reason. */
static void
who_can_stand_in_it(void **state)
{
	static const struct {
		const char *typed, *refused, *name, *email, *nik;
	} rows[] = {
		{ NIP, NULL, "Anton Contoh", NULL, NULL },
		{ NIP "; Nama Lain; lain@kemenkeu.go.id", NULL, "Anton Contoh", NULL,
		    NULL },
		{ UNKNOWN, "unknown", NULL, NULL, NULL },
		{ UNKNOWN ";Rangga Nugraheni;rangga@kemenkeu.go.id", NULL,
		    "Rangga Nugraheni", "rangga@kemenkeu.go.id", NULL },
		{ UNKNOWN "\tRangga  Nugraheni\tRangga@Kemenkeu.go.id", NULL,
		    "Rangga Nugraheni", "Rangga@kemenkeu.go.id", NULL },
		{ UNKNOWN ";Dr. Rangga Nugraheni;rangga@kemenkeu.go.id", "name", NULL,
		    NULL, NULL },
		{ UNKNOWN ";R4ngga;rangga@kemenkeu.go.id", "name", NULL, NULL, NULL },
		{ UNKNOWN ";Rangga Nugraheni;rangga@gmail.com", "email", NULL, NULL,
		    NULL },
		{ UNKNOWN ";Rangga Nugraheni", "email", NULL, NULL, NULL },
		{ "197003121995031002;Orang Palu;palu@kemenkeu.go.id", "other_office",
		    NULL, NULL, NULL },
		{ WRONG ";Rangga Nugraheni;rangga@kemenkeu.go.id", "malformed",
		    "Rangga Nugraheni", NULL, NULL },
	};
	struct world *w = *state;
	struct collective_people all;
	struct buf many;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row_collective_person *r;

		must(collective_check(
		    &w->d, &w->kepala, str_from_z(rows[i].typed), &all, &e));
		assert_int_equal(all.n, 1);
		r = &all.at[0];
		if (rows[i].refused == NULL ? r->refused.p != NULL
					    : !str_eq_z(r->refused, rows[i].refused))
			fail_msg("%s: %.*s", rows[i].typed, STR_ARG(r->refused));
		assert_int_equal(all.n_good, rows[i].refused == NULL);
		if (rows[i].refused != NULL)
			assert_true(collective_refusal(r->refused)[0] != '\0');
		if (rows[i].name != NULL)
			assert_true(str_eq_z(r->name, rows[i].name));
		if (rows[i].email != NULL)
			assert_true(str_eq_z(r->email, rows[i].email));
	}
	assert_int_equal(
	    collective_check(&w->d, &w->kepala, STR(" \n, ,\n ; \n"), &all, &e),
	    RC_INVALID);
	says("Pilih orangnya");
	/* as many as one letter holds */
	buf_init(&many, w->d.a, 4096);
	for (int i = 0; i < COLLECTIVE_ROWS; i++)
		BUF_LIT(&many, "1\n");
	must(collective_check(&w->d, &w->kepala, buf_get(&many), &all, &e));
	assert_int_equal(all.n, COLLECTIVE_ROWS);
	BUF_LIT(&many, "1\n");
	assert_int_equal(
	    collective_check(&w->d, &w->kepala, buf_get(&many), &all, &e), RC_INVALID);
	says("150");
	/* somebody who has registered here: his NIK, as the annex prints it */
	new_application(w, "a2", "DS-082-0000-0001", UNKNOWN);
	must(collective_check(&w->d, &w->kepala, STR(UNKNOWN ", " UNKNOWN), &all, &e));
	assert_int_equal(all.n, 2);
	assert_true(str_starts(all.at[0].nik_shown, STR("720401")));
	assert_true(str_find(all.at[0].nik_shown, STR("0507870")) < 0);
	assert_true(str_eq_z(all.at[1].refused, "twice"));
	/* and who has a certificate that holds needs no letter */
	has_certificate(w);
	must(collective_check(&w->d, &w->kepala, STR(UNKNOWN), &all, &e));
	assert_true(str_eq_z(all.at[0].refused, "certified"));
	assert_int_equal(all.n_good, 0);
}

/* Words pasted from elsewhere, cut to what is kept, never in the middle of a letter: they hold nobody up. */
static void
pasted_words_hold_nobody(void **state)
{
#define FIVE  "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
#define FIFTY FIVE FIVE FIVE FIVE FIVE FIVE FIVE FIVE FIVE FIVE
	struct world *w = *state;
	str id = make(w, NIP "\nx" FIFTY "\n" UNKNOWN ";x" FIFTY FIFTY ";x" FIFTY FIFTY);

	assert_true(str_eq_z(row_of(w, id, 1).state, "listed"));
	assert_true(str_eq_z(row_of(w, id, 2).refused, "malformed"));
	assert_true(str_eq_z(row_of(w, id, 3).refused, "email"));
	assert_int_equal(row_of(w, id, 2).nip.n, 39);
	assert_int_equal(row_of(w, id, 3).name.n, 119);
}

static enum rc
no_head_in_write(struct db *tx, void *arg, struct err *why)
{
	const struct world *w = arg;

	return q_account_disable(tx, w->kepala.account, 1, w->now, STR("Pensiun"), why);
}

/* Who signs is written by hand then. */
static void
nobody_heads_the_office(void **state)
{
	struct world *w = *state;
	str id;

	must(store_write(w->d.store, w->d.a, no_head_in_write, w, &e));
	must(collective_make(&w->d, &w->kepala, STR(NIP), STR_NONE, &id, &e));
	assert_true(file_of(w, id).letter.number.n > 0);
}

/* One form makes one letter, however often it is sent. */
static void
pressed_twice(void **state)
{
	struct world *w = *state;
	struct row_collective_list all;
	str first, again, other;

	must(collective_make(&w->d, &w->kepala, STR(NIP), STR("t1"), &first, &e));
	must(collective_make(&w->d, &w->kepala, STR(NIP), STR("t1"), &again, &e));
	assert_true(str_eq(first, again));
	must(collective_list(&w->d, &w->kepala, &all, &e));
	assert_int_equal(all.n, 1);
	must(collective_make(&w->d, &w->kepala, STR(NIP), STR("t2"), &other, &e));
	assert_false(str_eq(first, other));
	assert_int_equal(file_of(w, other).letter.seq, file_of(w, first).letter.seq + 1);
}

static void
a_bad_row_is_corrected(void **state)
{
	struct world *w = *state;
	str id = make(w, NIP "\n" WRONG ";Rangga Nugraheni;rangga@kemenkeu.go.id"),
	    refused;
	struct collective_file f = file_of(w, id);
	str first = f.letter.number;
	struct row_letter old = f.letter;

	assert_true(str_eq_z(f.row.state, "drawn"));
	assert_true(str_eq_z(f.people.at[0].state, "listed"));
	assert_true(str_eq_z(f.people.at[1].state, "refused"));
	assert_int_equal(checked(w, old.check_code), CHECK_INCOMPLETE);
	must(sign(w, id, f.row.version));
	assert_int_equal(checked(w, old.check_code), CHECK_GENUINE);
	assert_int_equal(usable(w, STR(NIP)), 1);
	/* nothing to draw again, and a letter is signed once */
	assert_int_equal(
	    collective_redraw(&w->d, &w->kepala, id, file_of(w, id).row.version, &e),
	    RC_CONFLICT);
	assert_int_equal(sign(w, id, file_of(w, id).row.version), RC_CONFLICT);
	/* still bad: nothing changes */
	assert_int_equal(
	    correct(w, id, 2, WRONG, "Rangga", "r@kemenkeu.go.id", &refused), RC_INVALID);
	assert_true(str_eq_z(refused, "malformed"));
	assert_int_equal(correct(w, id, 2, NIP, "", "", &refused), RC_INVALID);
	assert_true(str_eq_z(refused, "twice"));
	assert_true(str_eq_z(file_of(w, id).row.state, "signed"));
	/* good now: waits for the next letter, and holds nobody meanwhile */
	must(correct(
	    w, id, 2, UNKNOWN, "Rangga Nugraheni", "rangga@kemenkeu.go.id", &refused));
	f = file_of(w, id);
	assert_true(str_eq_z(f.row.state, "changed"));
	assert_true(str_eq_z(f.people.at[1].state, "listed"));
	assert_int_equal(usable(w, STR(NIP)), 1);
	assert_int_equal(usable(w, STR(UNKNOWN)), 0);
	assert_int_equal(sign(w, id, f.row.version), RC_CONFLICT);
	must(collective_redraw(&w->d, &w->kepala, id, f.row.version, &e));
	f = file_of(w, id);
	assert_true(str_eq_z(f.row.state, "drawn"));
	assert_null(f.scan.id.p);
	assert_false(str_eq(f.letter.number, first));
	assert_int_equal(f.letter.seq, old.seq + 1);
	must(q_letter_by_check_code(w->d.db, old.check_code, &old, &e));
	assert_true(old.superseded_s != SQL_NULL_INT);
	assert_int_equal(checked(w, old.check_code), CHECK_NOT_VALID);
	assert_int_equal(checked(w, f.letter.check_code), CHECK_INCOMPLETE);
	assert_int_equal(usable(w, STR(NIP)), 0);
	must(sign(w, id, f.row.version));
	assert_int_equal(usable(w, STR(NIP)), 1);
	assert_int_equal(usable(w, STR(UNKNOWN)), 1);
	assert_int_equal(events(w, "collective", id, "make"), 1);
	assert_int_equal(events(w, "collective", id, "amend"), 1);
	assert_int_equal(events(w, "collective", id, "redraw"), 1);
	assert_int_equal(events(w, "collective", id, "sign"), 2);
	assert_int_equal(events(w, "collective_person", f.people.at[1].id, "correct"), 1);
}

static void
a_row_is_dropped(void **state)
{
	struct world *w = *state;
	str id = make(w, NIP "\n" UNKNOWN ";Rangga Nugraheni;rangga@kemenkeu.go.id\n123"),
	    refused;
	struct collective_file f = file_of(w, id);

	must(sign(w, id, f.row.version));
	assert_int_equal(usable(w, STR(UNKNOWN)), 1);
	/* one that was never in it changes nothing */
	must(collective_drop(&w->d, &w->kepala, id, 3, 1, &e));
	assert_true(str_eq_z(file_of(w, id).row.state, "signed"));
	assert_int_equal(collective_drop(&w->d, &w->kepala, id, 3, 2, &e), RC_CONFLICT);
	/* one that is may not use it from then on */
	must(collective_drop(&w->d, &w->kepala, id, 2, 1, &e));
	f = file_of(w, id);
	assert_true(str_eq_z(f.row.state, "changed"));
	assert_int_equal(usable(w, STR(UNKNOWN)), 0);
	assert_int_equal(usable(w, STR(NIP)), 1);
	/* a letter without anybody is none */
	must(collective_drop(&w->d, &w->kepala, id, 1, 1, &e));
	assert_int_equal(
	    collective_redraw(&w->d, &w->kepala, id, file_of(w, id).row.version, &e),
	    RC_INVALID);
	assert_int_equal(correct(w, id, 1, NIP, "", "", &refused), RC_CONFLICT);
}

static void
not_by_others(void **state)
{
	struct world *w = *state;
	str id = make(w, NIP "\n123"), refused;
	const struct collective_row in = { STR(UNKNOWN), STR("Rangga Nugraheni"),
		STR("rangga@kemenkeu.go.id") };
	struct actor stranger = w->other_office;

	stranger.roles |= R_KEPALA;
	assert_int_equal(
	    collective_correct(&w->d, &stranger, id, 2, 1, &in, &refused, &e),
	    RC_NOT_FOUND);
	assert_int_equal(collective_drop(&w->d, &stranger, id, 2, 1, &e), RC_NOT_FOUND);
	assert_int_equal(collective_redraw(&w->d, &stranger, id, 1, &e), RC_NOT_FOUND);
	/* an OPIP of the office has no say in it */
	assert_int_equal(collective_drop(&w->d, &w->ratna, id, 2, 1, &e), RC_DENIED);
	/* somebody else was faster */
	must(collective_drop(&w->d, &w->kepala, id, 2, 1, &e));
	assert_int_equal(
	    collective_correct(&w->d, &w->kepala, id, 2, 1, &in, &refused, &e),
	    RC_CONFLICT);
	assert_int_equal(collective_drop(&w->d, &w->kepala, id, 9, 1, &e), RC_NOT_FOUND);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(who_can_stand_in_it),
		T(pasted_words_hold_nobody),
		T(pressed_twice),
		T(nobody_heads_the_office),
		T(a_bad_row_is_corrected),
		T(a_row_is_dropped),
		T(not_by_others),
	};

	office_engine = argc > 1 ? argv[1] : "sqlite";
	return cmocka_run_group_tests_name("collective", tests, NULL, NULL);
}
