/*
 * test_account.c - accounts on a real store: recording once, the initial password and its end, who
 * manages whom, switching off, being locked out on one network only, forgotten passwords by link
 * and code, answers that tell nothing. Engine named on the command line: sqlite or postgresql.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "domain/account.h"
#include "domain/audit_export.h"
#include "domain/authority.h"
#include "domain/central.h"
#include "domain/inbox.h"
#include "domain/outbox.h"
#include "domain/record.h"
#include "domain/session.h"
#include "support/fresh_domain.h"

#define DAY          INT64_C(86400)
#define ONCE         "0123456789abcdefghijklmnopqrstuv0123456789"
#define OWN_PASSWORD "tujuh gajah menari pelan"

static const char *engine_name;

struct world {
	struct fresh_domain t;
	struct domain d;
	int64_t now;
};

static void
refused(enum rc rc, enum rc want, const char *msg)
{
	assert_int_equal(rc, want);
	if (msg != NULL)
		assert_string_equal(e.msg, msg);
}

static int
setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	fresh_domain_init(&w->t, &w->d, &w->now, engine_name, "");
	*state = w;
	return 0;
}

static int
teardown(void **state)
{
	struct world *w = *state;

	fresh_domain_release(&w->t, &w->d);
	free(w);
	return 0;
}

/* ---- people ---- */

static struct actor
office_admin(const char *office)
{
	return (struct actor){ .roles = R_STAFF | R_OFFICE_ADMIN,
		.account = STR("admin-1"),
		.name = STR("Admin Contoh"),
		.office = str_from_z(office),
		.net = STR("test") };
}

static struct actor
central(void)
{
	return (struct actor){ .roles = R_STAFF | R_CENTRAL,
		.account = STR("pusat-1"),
		.name = STR("Dit. SITP"),
		.net = STR("test") };
}

static struct account_new
colleague(const char *username, const char *nip)
{
	return (struct account_new){ .username = str_from_z(username),
		.nip = str_from_z(nip),
		.name = STR("Siti Contoh"),
		.level = STR("kasi_mski"),
		.email = str_from_z(nip == NULL ? NULL : "siti.contoh@kemenkeu.go.id"),
		.role = ACCOUNT_STAFF,
		.office = STR("082"),
		.opip_candidate = true };
}

struct person {
	str id, password;
};

static struct person
record(struct world *w, const char *username, const char *nip)
{
	struct actor who = office_admin("082");
	struct account_new in = colleague(username, nip);
	struct person p;

	must(account_record(&w->d, &who, &in, &p.id, &p.password, &e));
	return p;
}

static enum rc
sign_in(
    struct world *w, const char *username, str password, const char *net, str *out_token)
{
	struct login in = { .username = str_from_z(username),
		.password = password,
		.agent = STR("test"),
		.net = str_from_z(net),
		.old_token = STR_NONE };
	struct login_done done;
	enum rc rc = account_login(&w->d, &in, &done, &e);

	if (rc == RC_OK)
		*out_token = done.token;
	return rc;
}

static struct actor
holder(struct world *w, str token)
{
	struct actor who = { .roles = R_VISITOR, .net = STR("test") };
	int64_t ends;

	must(session_actor(&w->d, token, STR_NONE, &who, &ends, &e));
	return who;
}

/* A person who has chosen a password; the token of the open session. */
static str
activate(struct world *w, const char *username, str initial)
{
	struct actor who;
	str token;

	must(sign_in(w, username, initial, "test", &token));
	who = holder(w, token);
	assert_true(who.roles & R_FRESH);
	must(account_change_password(
	    &w->d, &who, STR(""), STR(OWN_PASSWORD), STR("test"), &token, &e));
	return token;
}

/* ---- recording ---- */

static void
recording_opens_account_and_candidacy(void **state)
{
	struct world *w = *state;
	struct person p = record(w, "siti.contoh", "199008052015032001");
	struct account_standing standing;
	struct audit_state seen;
	struct row_account acc;
	int64_t n;

	must(q_account_by_id(w->d.db, p.id, &acc, &e));
	assert_true(str_eq(acc.state, STR("invited")));
	assert_true(acc.pass_initial == 1);
	assert_true(str_find(acc.pass_hash, p.password) < 0);
	assert_int_equal(acc.initial_expires_s, w->now + 14 * DAY);
	must(account_standing(&w->d, p.id, &standing, &e));
	assert_true(standing.candidate);
	assert_false(standing.opip);
	must(counter_get(&w->d, "candidacy", STR("082"), "profile", &n, &e));
	assert_int_equal(n, 1);
	must(audit_look(&w->d, &seen, &e));
	assert_true(seen.whole);
	assert_true(seen.events >= 2);
}

static void
the_same_form_twice_records_once(void **state)
{
	struct world *w = *state;
	struct actor who = office_admin("082"), other = office_admin("082");
	struct account_new in = colleague("siti.contoh", "199008052015032001");
	str first, second, pass_1, pass_2;

	in.once = STR(ONCE);
	must(account_record(&w->d, &who, &in, &first, &pass_1, &e));
	must(account_record(&w->d, &who, &in, &second, &pass_2, &e));
	assert_true(str_eq(first, second));
	assert_true(str_eq(pass_1, pass_2));
	other.account = STR("admin-2"); /* the token of somebody else shows nothing */
	refused(
	    account_record(&w->d, &other, &in, &second, &pass_2, &e), RC_INVALID, NULL);
	w->now += 601;
	must(account_record(&w->d, &who, &in, &second, &pass_2, &e));
	assert_true(str_eq(first, second));
	assert_null(pass_2.p);
}

static void
a_used_slip_is_not_shown_again(void **state)
{
	struct world *w = *state;
	struct actor who = office_admin("082");
	struct account_new in = colleague("siti.contoh", "199008052015032001");
	str id, pass, again;

	in.once = STR(ONCE);
	must(account_record(&w->d, &who, &in, &id, &pass, &e));
	activate(w, "siti.contoh", pass);
	must(account_record(&w->d, &who, &in, &id, &again, &e));
	assert_null(again.p);
}

static void
what_cannot_be_recorded(void **state)
{
	struct world *w = *state;
	struct actor who = office_admin("082");
	struct account_new in = colleague("budi.contoh", "199008052015032001");
	str id, pass;

	in.level = STR("kepala_kppn");
	refused(account_record(&w->d, &who, &in, &id, &pass, &e), RC_INVALID,
	    "Calon OPIP harus berlevel Administrator KPPN (CSO) atau Kasi MSKI.");
	in = colleague("budi.contoh", "199008052015032001");
	in.office = STR("083");
	refused(account_record(&w->d, &who, &in, &id, &pass, &e), RC_DENIED, NULL);
	in = colleague("budi.contoh", "199008052015032001");
	in.role = ACCOUNT_VERIFIER;
	refused(account_record(&w->d, &who, &in, &id, &pass, &e), RC_DENIED, NULL);
	record(w, "siti.contoh", "199008052015032001");
	in = colleague("siti.contoh", "198707052010121003");
	refused(account_record(&w->d, &who, &in, &id, &pass, &e), RC_CONFLICT,
	    "Nama pengguna sudah dipakai.");
	in = colleague("siti.kedua", "199008052015032001");
	refused(account_record(&w->d, &who, &in, &id, &pass, &e), RC_INVALID,
	    "NIP ini sudah dipakai pengguna lain di kantor Anda.");
	assert_true(account_is_nip_taken(&e));
	who = office_admin("083");
	in.office = STR("083");
	refused(account_record(&w->d, &who, &in, &id, &pass, &e), RC_INVALID, NULL);
	assert_true(account_is_nip_taken(&e));
}

static void
a_closed_office_takes_no_candidates(void **state)
{
	struct world *w = *state;
	struct actor who = office_admin("082"), pusat = central();
	struct account_new in = colleague("siti.contoh", "199008052015032001");
	struct office_figures f;
	struct office_words words = { .address = STR("Jl. Contoh 1"),
		.phone = STR(""),
		.hours = STR(""),
		.ds_open = true };
	str id, pass;

	must(central_office(&w->d, STR("082"), &f, &e));
	words.version = f.office.version;
	must(central_office_set(&w->d, &pusat, STR("082"), &words, &e));
	refused(
	    central_office_set(&w->d, &pusat, STR("082"), &words, &e), RC_CONFLICT, NULL);
	assert_non_null(strstr(e.msg, "Dit. SITP"));
	refused(account_record(&w->d, &who, &in, &id, &pass, &e), RC_INVALID,
	    "Pencalonan OPIP untuk kantor ini sedang ditutup oleh Dit. SITP.");
	in.opip_candidate = false;
	must(account_record(&w->d, &who, &in, &id, &pass, &e));
}

/* ---- initial passwords, reset ---- */

static void
an_initial_password_dies(void **state)
{
	struct world *w = *state;
	struct person p = record(w, "siti.contoh", "199008052015032001");
	str token;

	w->now += 14 * DAY;
	refused(sign_in(w, "siti.contoh", p.password, "test", &token), RC_DENIED, NULL);
}

static void
a_reset_ends_what_was(void **state)
{
	struct world *w = *state;
	struct actor who = office_admin("082"), stranger = office_admin("083"),
		     pusat = central();
	struct person p = record(w, "siti.contoh", "199008052015032001");
	str token = activate(w, "siti.contoh", p.password), next, same;

	refused(account_reset(&w->d, &stranger, p.id, STR_NONE, &next, &e), RC_NOT_FOUND,
	    NULL);
	refused(
	    account_reset(&w->d, &pusat, p.id, STR_NONE, &next, &e), RC_NOT_FOUND, NULL);
	must(account_reset(&w->d, &who, p.id, STR(ONCE), &next, &e));
	must(account_reset(&w->d, &who, p.id, STR(ONCE), &same, &e));
	assert_true(str_eq(next, same));
	assert_false(holder(w, token).roles & R_STAFF);
	refused(sign_in(w, "siti.contoh", STR(OWN_PASSWORD), "test", &token), RC_DENIED,
	    NULL);
	must(sign_in(w, "siti.contoh", next, "test", &token));
	assert_true(holder(w, token).roles & R_FRESH);
}

/* ---- switching off ---- */

static void
who_leaves_is_out_at_once(void **state)
{
	struct world *w = *state;
	struct actor who = office_admin("082"), stranger = office_admin("083");
	struct person p = record(w, "siti.contoh", "199008052015032001");
	struct account_leave leave = { .version = -1 };
	struct account_standing standing;
	str token = activate(w, "siti.contoh", p.password);

	refused(account_deactivate(&w->d, &who, p.id, &leave, &e), RC_INVALID,
	    "Tulis alasan penonaktifan.");
	leave.reason = STR("pindah tugas");
	leave.date = (struct date){ 2026, 11, 24 };
	refused(account_deactivate(&w->d, &who, p.id, &leave, &e), RC_INVALID, NULL);
	leave.date = (struct date){ 2026, 11, 20 };
	refused(
	    account_deactivate(&w->d, &stranger, p.id, &leave, &e), RC_NOT_FOUND, NULL);
	leave.version = 1; /* it was activated since */
	refused(account_deactivate(&w->d, &who, p.id, &leave, &e), RC_CONFLICT, NULL);
	leave.version = -1;
	assert_true(holder(w, token).roles & R_CANDIDATE);
	must(account_deactivate(&w->d, &who, p.id, &leave, &e));
	assert_int_equal(holder(w, token).roles, R_VISITOR);
	must(account_standing(&w->d, p.id, &standing, &e));
	assert_false(standing.candidate);
	refused(account_deactivate(&w->d, &who, p.id, &leave, &e), RC_CONFLICT,
	    "Pengguna ini sudah dinonaktifkan.");
	refused(sign_in(w, "siti.contoh", STR(OWN_PASSWORD), "test", &token), RC_DENIED,
	    NULL);
	record(
	    w, "siti.lagi", "199008052015032001"); /* the person may be recorded anew */
}

static void
an_administrator_can_be_replaced(void **state)
{
	struct world *w = *state;
	struct actor pusat = central();
	struct account_new in = { .username = STR("adminkppn083"),
		.name = STR("Admin Contoh"),
		.role = ACCOUNT_OFFICE_ADMIN,
		.office = STR("083") };
	struct account_leave leave = { .reason = STR("mutasi"), .version = -1 };
	str id, pass, token;

	must(account_record(&w->d, &pusat, &in, &id, &pass, &e));
	refused(account_record(&w->d, &pusat, &in, &id, &pass, &e), RC_CONFLICT, NULL);
	must(sign_in(w, "adminkppn083", pass, "test", &token));
	must(account_deactivate(&w->d, &pusat, id, &leave, &e));
	refused(sign_in(w, "adminkppn083", pass, "test", &token), RC_DENIED, NULL);
	must(account_record(&w->d, &pusat, &in, &id, &pass, &e));
	must(sign_in(w, "adminkppn083", pass, "test", &token));
}

/* ---- being locked out ---- */

static void
guessing_locks_out_the_guesser_alone(void **state)
{
	struct world *w = *state;
	struct person p = record(w, "siti.contoh", "199008052015032001");
	str token, unknown, known;

	for (int i = 0; i < 4; i++)
		refused(sign_in(w, "siti.contoh", STR("salah sekali"), "guesser", &token),
		    RC_DENIED, NULL);
	known = str_dup(w->d.a, str_from_z(e.msg));
	for (int i = 0; i < 4; i++)
		refused(sign_in(w, "tidak.ada", STR("salah sekali"), "guesser", &token),
		    RC_DENIED, NULL);
	unknown = str_dup(w->d.a, str_from_z(e.msg));
	assert_true(str_eq(known, unknown)); /* nobody learns which name exists */
	refused(
	    sign_in(w, "siti.contoh", STR("salah"), "guesser", &token), RC_DENIED, NULL);
	refused(sign_in(w, "siti.contoh", p.password, "guesser", &token), RC_LIMIT, NULL);
	must(sign_in(w, "siti.contoh", p.password, "home", &token));
	w->now += w->t.conf.login_wait_s;
	must(sign_in(w, "siti.contoh", p.password, "guesser", &token));
}

/* ---- forgotten passwords ---- */

/* What the newest mail of that kind to the account says after `mark`. */
static str
mailed(struct world *w, str id, const char *mark, size_t n)
{
	struct row_outbox_list list;
	ptrdiff_t at;

	must(q_outbox_of_account(w->d.db, id, &list, &e));
	for (size_t i = 0; i < list.n; i++) {
		if (!str_eq(list.at[i].kind, STR("password_reset")))
			continue;
		at = str_find(list.at[i].body_text, str_from_z(mark));
		assert_true(at >= 0);
		return str_sub(list.at[i].body_text, (size_t)at + strlen(mark), n);
	}
	fail_msg("no mail");
	return STR_NONE;
}

static size_t
mails(struct world *w)
{
	struct row_outbox_list list;

	must(q_outbox_recent(w->d.db, 200, &list, &e));
	return list.n;
}

static enum rc
prove_in_write(struct db *tx, void *arg, struct err *why)
{
	const struct person *p = arg;

	return q_account_prove_email(
	    tx, p->id, STR("siti.contoh@kemenkeu.go.id"), 1, why);
}

/* The person typed the code that was mailed to him. */
static void
prove(struct world *w, struct person *p)
{
	must(store_write(w->d.store, w->d.a, prove_in_write, p, &e));
}

/* Somebody else may read an address that nobody proved: the way is the office administrator. */
static void
an_unproven_address_gets_no_mail(void **state)
{
	struct world *w = *state;
	struct person p = record(w, "siti.contoh", "199008052015032001");
	str ticket;
	size_t before;

	activate(w, "siti.contoh", p.password);
	before = mails(w);
	must(account_forgot(&w->d, STR("siti.contoh"), STR("home"), &ticket, &e));
	must(account_forgot(
	    &w->d, STR("siti.contoh@kemenkeu.go.id"), STR("home"), &ticket, &e));
	assert_int_equal(mails(w), before);
	prove(w, &p);
	must(account_forgot(&w->d, STR("siti.contoh"), STR("home"), &ticket, &e));
	assert_int_equal(mails(w), before + 1);
}

static void
a_link_is_looked_at_and_used_once(void **state)
{
	struct world *w = *state;
	struct person p = record(w, "siti.contoh", "199008052015032001");
	str token = activate(w, "siti.contoh", p.password), ticket;
	struct forgot_proof proof = { .net = STR("home"), .agent = STR("test") };
	int64_t until;

	prove(w, &p);
	must(account_forgot(
	    &w->d, STR("  Siti.Contoh@kemenkeu.go.id "), STR("home"), &ticket, &e));
	proof.token = mailed(w, p.id, "/kata-sandi/lupa/", 40);
	must(account_forgot_link(&w->d, proof.token, &until, &e));
	must(account_forgot_link(&w->d, proof.token, &until, &e));
	refused(
	    account_forgot_change(&w->d, &proof, STR("pendek"), &e), RC_INVALID, NULL);
	refused(account_forgot_change(&w->d, &proof, STR(OWN_PASSWORD), &e), RC_INVALID,
	    "Kata sandi baru tidak boleh sama dengan yang lama.");
	must(account_forgot_change(&w->d, &proof, STR(OWN_PASSWORD " lain"), &e));
	assert_int_equal(holder(w, token).roles, R_VISITOR);
	refused(account_forgot_change(&w->d, &proof, STR(OWN_PASSWORD " tiga"), &e),
	    RC_DENIED, NULL);
	refused(account_forgot_link(&w->d, proof.token, &until, &e), RC_DENIED, NULL);
	must(sign_in(w, "siti.contoh", STR(OWN_PASSWORD " lain"), "home", &token));
}

static void
a_code_is_tried_five_times(void **state)
{
	struct world *w = *state;
	struct person p = record(w, "siti.contoh", "199008052015032001");
	struct forgot_proof proof = { .agent = STR("test") };
	char net[16];
	str code;

	activate(w, "siti.contoh", p.password);
	prove(w, &p);
	must(account_forgot(&w->d, STR("siti.contoh"), STR("home"), &proof.ticket, &e));
	code = mailed(w, p.id, "memintanya: ", 6);
	for (int i = 0; i < 5; i++) {
		snprintf(net, sizeof(net), "net-%d", i);
		proof.net = str_from_z(net);
		proof.code = str_eq(code, STR("000000")) ? STR("000001") : STR("000000");
		refused(
		    account_forgot_change(&w->d, &proof, STR(OWN_PASSWORD " lain"), &e),
		    RC_DENIED, "Kode salah atau sudah kedaluwarsa.");
	}
	proof.code = code;
	refused(account_forgot_change(&w->d, &proof, STR(OWN_PASSWORD " lain"), &e),
	    RC_DENIED, NULL);
	w->now += 61;
	must(account_forgot(&w->d, STR("siti.contoh"), STR("home"), &proof.ticket, &e));
	proof.code = mailed(w, p.id, "memintanya: ", 6);
	must(account_forgot_change(&w->d, &proof, STR(OWN_PASSWORD " lain"), &e));
}

static void
asking_tells_nothing_and_floods_nobody(void **state)
{
	struct world *w = *state;
	struct person p = record(w, "siti.contoh", "199008052015032001");
	struct forgot_proof proof = {
		.net = STR("home"), .agent = STR("t"), .code = STR("123456")
	};
	size_t before;
	str ticket;

	before = mails(w);
	must(account_forgot(&w->d, STR("tidak.ada"), STR("home"), &proof.ticket, &e));
	refused(account_forgot_change(&w->d, &proof, STR(OWN_PASSWORD), &e), RC_DENIED,
	    "Kode salah atau sudah kedaluwarsa.");
	must(account_forgot(&w->d, STR("siti.contoh"), STR("home"), &ticket, &e));
	assert_int_equal(
	    mails(w), before); /* still on the initial password: the office helps */
	activate(w, "siti.contoh", p.password);
	prove(w, &p);
	before = mails(w);
	for (int i = 0; i < 10; i++) {
		must(account_forgot(&w->d, STR("siti.contoh"),
		    str_fmt(w->d.a, "net-%d", i), &ticket, &e));
		w->now += 61;
	}
	assert_int_equal(mails(w), before + 5);
	for (int i = 0; i < 5; i++)
		must(account_forgot(&w->d, STR("tidak.ada"), STR("one"), &ticket, &e));
	refused(account_forgot(&w->d, STR("tidak.ada"), STR("one"), &ticket, &e),
	    RC_LIMIT, NULL);
}

/* ---- lists ---- */

static void
filters_combine_and_pages_follow(void **state)
{
	struct world *w = *state;
	struct actor who = office_admin("082"), other = office_admin("083");
	struct account_filter f = { .before_s = INT64_MAX, .before_id = STR(""), .n = 2 };
	struct row_account_list list;
	struct person p = record(w, "siti.contoh", "199008052015032001");

	w->now++;
	record(w, "budi_contoh", "198707052010121003");
	w->now++;
	record(w, "tono.contoh", "199102052014021004");
	activate(w, "siti.contoh", p.password);
	must(account_list(&w->d, &who, &f, &list, &e));
	assert_int_equal(list.n, 2);
	f.before_s = list.at[1].created_s;
	f.before_id = list.at[1].id;
	must(account_list(&w->d, &who, &f, &list, &e));
	assert_int_equal(list.n, 1);
	f = (struct account_filter){
		.before_s = INT64_MAX, .before_id = STR(""), .n = 9
	};
	f.text = STR("_CONTOH"); /* a sign of LIKE is only a letter */
	must(account_list(&w->d, &who, &f, &list, &e));
	assert_int_equal(list.n, 1);
	f.text = STR("contoh");
	f.status = STR("active");
	must(account_list(&w->d, &who, &f, &list, &e));
	assert_int_equal(list.n, 1);
	f.level = STR("kepala_kppn");
	must(account_list(&w->d, &who, &f, &list, &e));
	assert_int_equal(list.n, 0);
	f = (struct account_filter){
		.before_s = INT64_MAX, .before_id = STR(""), .n = 9
	};
	must(account_list(&w->d, &other, &f, &list, &e));
	assert_int_equal(list.n, 0);
}

static void
mails_are_their_owners_alone(void **state)
{
	struct world *w = *state;
	struct person p = record(w, "siti.contoh", "199008052015032001");
	struct actor owner = { .roles = R_STAFF, .account = p.id },
		     other = office_admin("082");
	struct row_outbox_list list;
	struct row_outbox m;

	must(inbox_list(&w->d, &owner, &list, &e));
	assert_int_equal(list.n, 1);
	must(inbox_get(&w->d, &owner, list.at[0].id, &m, &e));
	refused(inbox_get(&w->d, &other, list.at[0].id, &m, &e), RC_NOT_FOUND, NULL);
	refused(inbox_demo_list(&w->d, &list, &e), RC_NOT_FOUND,
	    NULL); /* not a demonstration */
}

struct put_args {
	struct domain *d;
	const struct outbox_mail *m;
};

static enum rc
put_in_write(struct db *tx, void *arg, struct err *why)
{
	struct put_args *x = arg;

	return outbox_put_tx(x->d, tx, x->m, why);
}

static void
mail_to(struct world *w, const char *kind, const char *to, const char *text)
{
	const struct outbox_mail m = { .kind = kind,
		.to = str_from_z(to),
		.subject = STR("Kode: 482913"),
		.text = str_from_z(text),
		.noun = "application",
		.noun_id = STR("lain") };
	struct put_args x = { &w->d, &m };

	must(store_write(w->d.store, w->d.a, put_in_write, &x, &e));
}

/* Whatever goes to a proven mailbox stands in its owner's inbox, once unread, and opens nothing there. */
static void
every_mail_stands_in_the_inbox(void **state)
{
	struct world *w = *state;
	struct person p = record(w, "siti.contoh", "199008052015032001");
	struct actor owner = { .roles = R_STAFF, .account = p.id };
	struct row_outbox_list list;
	struct row_outbox m;
	struct row_account acc;

	must(q_account_by_id(w->d.db, p.id, &acc, &e));
	mail_to(w, "ds_twin", str_z(w->d.a, acc.email), "belum terbukti");
	must(inbox_list(&w->d, &owner, &list, &e));
	assert_int_equal(list.n, 1); /* the invitation: a typed address is nobody's */
	prove(w, &p);
	mail_to(w, "resume", str_z(w->d.a, str_upper(w->d.a, acc.email)),
	    "[Lanjutkan] https://paraf.example/lanjut/rahasia\nKode cadangan: 482913");
	must(inbox_list(&w->d, &owner, &list, &e));
	assert_int_equal(list.n, 2);
	for (size_t i = 0; i < list.n; i++) {
		if (!str_eq_z(list.at[i].kind, "resume"))
			continue;
		assert_true(list.at[i].read_s == SQL_NULL_INT);
		must(inbox_get(&w->d, &owner, list.at[i].id, &m, &e));
		assert_true(str_find(m.subject, STR("482913")) < 0);
		assert_true(str_find(m.body_text, STR("482913")) < 0);
		assert_true(str_find(m.body_text, STR("rahasia")) < 0);
		assert_true(str_find(m.body_text, STR("[Lanjutkan]")) >= 0);
		must(inbox_mark_read(&w->d, &m, 1, &e));
		must(inbox_get(&w->d, &owner, m.id, &m, &e));
		assert_true(m.read_s == domain_now(&w->d));
		return;
	}
	fail_msg("the mail is not in the inbox");
}

int
main(int argc, char **argv)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(recording_opens_account_and_candidacy),
		T(the_same_form_twice_records_once),
		T(a_used_slip_is_not_shown_again),
		T(what_cannot_be_recorded),
		T(a_closed_office_takes_no_candidates),
		T(an_initial_password_dies),
		T(a_reset_ends_what_was),
		T(who_leaves_is_out_at_once),
		T(an_administrator_can_be_replaced),
		T(guessing_locks_out_the_guesser_alone),
		T(an_unproven_address_gets_no_mail),
		T(a_link_is_looked_at_and_used_once),
		T(a_code_is_tried_five_times),
		T(asking_tells_nothing_and_floods_nobody),
		T(filters_combine_and_pages_follow),
		T(mails_are_their_owners_alone),
		T(every_mail_stands_in_the_inbox),
	};

	engine_name = argc > 1 ? argv[1] : "sqlite";
	return cmocka_run_group_tests_name("account", tests, NULL, NULL);
}
