/*
 * test_office.c - the rules of the office on a real store: own file, who holds it, comparison, NIK
 * typed blind, two persons. Engine named on the command line: sqlite or postgresql.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/rnd.h"
#include "domain/application_office.h"
#include "domain/office_queue.h"
#include "domain/office_rules.h"
#include "domain/record.h"
#include "domain/reminders.h"
#include "support/fresh_store.h"
#include "support/signed.h"

#define NIK "7204010507870001"
#define NIP "198707052010121003"

static const char *engine_name;

struct world {
	struct fresh_store f;
	struct domain d;
	struct clock clock;
	int64_t now;
	struct conf conf;
	char home[40];
	struct actor ratna, yusuf, applicant_self, kepala, other_office;
	struct row_application app;
	struct row_office office;
	struct softkey *keys[4]; /* of ratna, yusuf, applicant_self, kepala */
};

static struct err e;

static int64_t
world_now(void *arg)
{
	return ((struct world *)arg)->now;
}

static void
must(enum rc rc)
{
	if (rc != RC_OK)
		fail_msg("%s: %s (%s)", err_name(rc), e.msg, e.why);
}

static struct actor
person(struct world *w, const char *username, const char *name, const char *nip,
    const char *office, unsigned roles)
{
	return (struct actor){ .roles = R_STAFF | roles,
		.account = str_fmt(w->d.a, "acc-%s", username),
		.username = str_from_z(username),
		.name = str_from_z(name),
		.nip = str_from_z(nip),
		.office = str_from_z(office),
		.net = STR("test") };
}

static struct softkey *
key_of(struct world *w, const struct actor *who)
{
	const struct actor *all[] = { &w->ratna, &w->yusuf, &w->applicant_self,
		&w->kepala };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (str_eq(who->account, all[i]->account))
			return w->keys[i];
	fail_msg("no key for %.*s", STR_ARG(who->account));
	return NULL;
}

static enum rc
insert_people(struct db *tx, void *arg, struct err *why)
{
	struct world *w = arg;
	const struct actor *all[] = { &w->ratna, &w->yusuf, &w->applicant_self,
		&w->kepala, &w->other_office };
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(all); i++) {
		const struct actor *p = all[i];
		str cand = str_fmt(w->d.a, "cand-%.*s", STR_ARG(p->username));

		rc = q_account_insert(tx,
		    &(struct row_account){ .id = p->account,
			.username = p->username,
			.role = STR("staff"),
			.office = p->office,
			.nip = p->nip,
			.name = p->name,
			.level =
			    p->roles & R_KEPALA ? STR("kepala_kppn") : STR("kasi_mski"),
			.email =
			    str_fmt(w->d.a, "%.*s@kemenkeu.go.id", STR_ARG(p->username)),
			.email_proven_s = SQL_NULL_INT,
			.state = STR("active"),
			.pass_set_s = SQL_NULL_INT,
			.initial_expires_s = SQL_NULL_INT,
			.created_s = 5,
			.created_by = STR("system"),
			.last_login_s = SQL_NULL_INT,
			.disabled_s = SQL_NULL_INT,
			.version = 1 },
		    why);
		if (rc == RC_OK)
			rc = q_candidacy_open(tx,
			    &(struct q_candidacy_open_in){ .id = cand,
				.number = cand,
				.account = p->account,
				.office = p->office,
				.name = p->name,
				.nip = p->nip,
				.email = STR_NONE,
				.now_s = 5 },
			    why);
		if (rc == RC_OK && p->roles & R_OPIP)
			rc = q_authority_insert(tx,
			    &(struct q_authority_insert_in){ .id = cand,
				.account = p->account,
				.office = p->office,
				.from_s = 5,
				.candidacy = cand,
				.granted_by = p->account,
				.granted_s = 5 },
			    why);
	}
	return rc;
}

static enum rc
insert_application(struct db *tx, void *arg, struct err *why)
{
	struct world *w = arg;

	return q_application_insert(tx, &w->app, why);
}

/* A sent application whose numbers fit together. */
static void
new_application(struct world *w, const char *id, const char *number, const char *nip)
{
	str box_of = str_fmt(w->d.a, "application.nik/%s", id);

	w->app = (struct row_application){ .id = str_from_z(id),
		.number = str_from_z(number),
		.office = STR("082"),
		.state = STR("submitted"),
		.state_since_s = w->now,
		.version = 1,
		.kind = STR("djpb"),
		.email = STR("anton@kemenkeu.go.id"),
		.email_ci = str_fmt(w->d.a, "anton.%s@kemenkeu.go.id", id),
		.email_proven_s = 5,
		.nip = str_from_z(nip),
		.nip_kind = STR("PNS"),
		.name = STR("Anton Contoh"),
		.nik_box = vault_seal(w->d.vault, w->d.a, box_of, STR(NIK)),
		.nik_mac = str_fmt(w->d.a, "mac-%s", id),
		.birth_date = STR("1987-07-05"),
		.sex = STR("L"),
		.phone = STR("+6281234567890"),
		.grade = STR("III/b"),
		.position = STR("Pelaksana"),
		.unit = STR("Seksi Bank"),
		.letter_number = STR("S-1/2026"),
		.letter_date = STR("2026-11-01"),
		.letter_signer = STR("Hasan"),
		.agreed_s = 5,
		.step = 6,
		.reviewed_s = SQL_NULL_INT,
		.claimed_s = SQL_NULL_INT,
		.counter_nik_match = SQL_NULL_INT,
		.counter_letter_original = SQL_NULL_INT,
		.counter_letter_soft = SQL_NULL_INT,
		.approved_s = SQL_NULL_INT,
		.collect_expires_s = SQL_NULL_INT,
		.created_s = w->now,
		.updated_s = w->now,
		.submitted_s = w->now };
	must(store_write(w->d.store, w->d.a, insert_application, w, &e));
}

/* What BSSN gave them before this test. */
static void
make_keys(struct world *w)
{
	const struct actor *all[] = { &w->ratna, &w->yusuf, &w->applicant_self,
		&w->kepala };

	signed_authority(&w->d, "test-authority-0001");
	must(q_office_by_code(w->d.db, STR("082"), &w->office, &e));
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		w->keys[i] = softkey_new(STATEMENT_KEY_BROWSER);
		signed_key(&w->d, all[i]->account, w->keys[i]);
		signed_grant(&w->d, all[i]->account,
		    all[i]->roles & R_KEPALA ? "reviewer" : "opip", "082");
	}
}

static int
setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	struct conf_draft *draft;

	fresh_store_init(&w->f, engine_name, true);
	w->d.a = arena_new();
	w->now = time_from_civil((struct date){ 2026, 11, 23 }, 9, 0, ZONE_WITA);
	w->clock = (struct clock){ world_now, w };
	snprintf(w->home, sizeof(w->home), "/tmp/paraf-office.XXXXXX");
	assert_non_null(mkdtemp(w->home));
	draft = conf_draft_new(w->d.a);
	must(conf_parse(draft, "test",
	    STR("state_dir = /nonexistent\nofficer_key = passkey,browser\n"), &e));
	must(conf_finish(draft, &w->conf, &e));
	must(vault_key_create(str_z(w->d.a, str_fmt(w->d.a, "%s/key", w->home)), &e));
	must(vault_open(str_z(w->d.a, str_fmt(w->d.a, "%s/docs", w->home)),
	    str_z(w->d.a, str_fmt(w->d.a, "%s/key", w->home)), &w->d.vault, &e));
	must(db_open(w->f.store, &w->d.db, &e));
	db_use_arena(w->d.db, w->d.a);
	w->d.store = w->f.store;
	w->d.conf = &w->conf;
	w->d.clock = &w->clock;
	w->d.node = STR("1/test");
	w->ratna =
	    person(w, "ratna.tolitoli", "Ratna", "198507172009012003", "082", R_OPIP);
	w->yusuf =
	    person(w, "yusuf.tolitoli", "Yusuf", "199102052014021004", "082", R_OPIP);
	w->applicant_self = person(w, "anton.tolitoli", "Anton", NIP, "082", R_OPIP);
	w->kepala =
	    person(w, "kepala.tolitoli", "Hasan", "197003121995031001", "082", R_KEPALA);
	w->other_office =
	    person(w, "orang.palu", "Palu", "197003121995031002", "051", R_OPIP);
	must(store_write(w->d.store, w->d.a, insert_people, w, &e));
	make_keys(w);
	new_application(w, "a1", "DS-082-0000-0000", NIP);
	*state = w;
	return 0;
}

static int
teardown(void **state)
{
	struct world *w = *state;
	char command[80];

	for (size_t i = 0; i < ARRAY_LEN(w->keys); i++)
		softkey_free(w->keys[i]);
	db_close(w->d.db);
	vault_close(w->d.vault);
	fresh_store_release(&w->f);
	arena_free(w->d.a);
	snprintf(command, sizeof(command), "rm -rf %s", w->home);
	assert_int_equal(system(command), 0);
	free(w);
	return 0;
}

static struct row_application
now_of(struct world *w)
{
	struct row_application app;

	must(q_application_by_id(w->d.db, w->app.id, &app, &e));
	return app;
}

static void
is_state(struct world *w, const char *state)
{
	struct row_application app = now_of(w);

	assert_true(str_eq_z(app.state, state));
}

static int64_t
version_of(struct world *w)
{
	return now_of(w).version;
}

static void
says(const char *part)
{
	if (strstr(e.msg, part) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", e.msg, part);
}

static struct office_checks
all_same(void)
{
	struct office_checks c = { .decision = DECIDE_COMPLETE };

	for (int i = 0; i < ITEM__COUNT; i++)
		c.at[i].verdict = STR("ya");
	return c;
}

/* As the page does it: what the officer may sign is signed. */
static enum rc
decide(struct world *w, const struct actor *who, int64_t version)
{
	struct row_application app = now_of(w);
	struct office_sign x = { &app, &w->office };
	struct office_checks checks;
	struct signing s;

	must(office_checks_read(&w->d, w->d.db, &app, &checks, &e));
	if (checks.decision != DECIDE_COMPLETE)
		return office_decide(&w->d, who, app.id, version, NULL, &e);
	s = signed_statement(&w->d, who, key_of(w, who), review_fill, &x, REVIEW_LIFE_S);
	return office_decide(&w->d, who, app.id, version, &s, &e);
}

static enum rc
approve(struct world *w, const struct actor *who, int64_t version)
{
	struct row_application app = now_of(w);
	struct office_sign x = { &app, &w->office };
	struct signing s = signed_statement(
	    &w->d, who, key_of(w, who), approval_fill, &x, approval_life_s(&w->d));

	return counter_approve(&w->d, who, app.id, version, &s, &e);
}

static void
review(struct world *w, const struct actor *who)
{
	struct office_checks c = all_same();

	must(office_claim(&w->d, who, w->app.id, version_of(w), &e));
	must(office_save_checks(&w->d, who, w->app.id, version_of(w), &c, &e));
	must(decide(w, who, version_of(w)));
	is_state(w, "ready");
}

/* ---- tests ---- */

static void
nobody_handles_his_own_file(void **state)
{
	struct world *w = *state;

	assert_int_equal(
	    office_claim(&w->d, &w->applicant_self, w->app.id, 1, &e), RC_DENIED);
	says("permohonan Anda sendiri");
	says("Ratna, Yusuf");
	/* the mailbox of the account counts as much as the NIP */
	new_application(w, "a2", "DS-082-0000-0001", "199001012015011001");
	w->app.version = 1;
	assert_int_equal(office_claim(&w->d, &w->ratna, w->app.id, 1, &e), RC_OK);
}

static void
other_offices_see_nothing(void **state)
{
	struct world *w = *state;

	assert_int_equal(
	    office_claim(&w->d, &w->other_office, w->app.id, 1, &e), RC_NOT_FOUND);
	is_state(w, "submitted");
}

static void
one_holder_at_a_time(void **state)
{
	struct world *w = *state;
	struct office_checks c = all_same();

	must(office_claim(&w->d, &w->ratna, w->app.id, 1, &e));
	assert_int_equal(office_claim(&w->d, &w->yusuf, w->app.id, 1, &e), RC_CONFLICT);
	says("Ratna");
	assert_int_equal(
	    office_save_checks(&w->d, &w->yusuf, w->app.id, version_of(w), &c, &e),
	    RC_CONFLICT);
	says("dipegang Ratna");
	assert_int_equal(
	    office_release(&w->d, &w->yusuf, w->app.id, version_of(w), &e), RC_CONFLICT);
	must(office_release(&w->d, &w->kepala, w->app.id, version_of(w), &e));
	is_state(w, "submitted");
	assert_null(now_of(w).claimed_by.p);
}

static void
stale_version_is_refused(void **state)
{
	struct world *w = *state;
	struct office_checks c = all_same();

	must(office_claim(&w->d, &w->ratna, w->app.id, 1, &e));
	assert_int_equal(
	    office_save_checks(&w->d, &w->ratna, w->app.id, 1, &c, &e), RC_CONFLICT);
	assert_int_equal(decide(w, &w->ratna, 1), RC_CONFLICT);
}

/* History knows the order of what happened in one second; the clock of this test stands still. */
static void
a_conflict_names_the_last(void **state)
{
	struct world *w = *state;

	for (int i = 0; i < 8; i++) {
		const struct actor *last = i % 2 == 0 ? &w->ratna : &w->yusuf;

		must(office_claim(&w->d, last, w->app.id, version_of(w), &e));
		must(office_release(&w->d, last, w->app.id, version_of(w), &e));
		assert_int_equal(
		    office_claim(&w->d, &w->ratna, w->app.id, 1, &e), RC_CONFLICT);
		says("baru saja diubah oleh");
		says(i % 2 == 0 ? "Ratna" : "Yusuf");
	}
}

/* What the state does not allow is no race: nobody was faster. */
static void
a_step_out_of_turn_says_so(void **state)
{
	struct world *w = *state;

	assert_int_equal(
	    counter_arrive(&w->d, &w->yusuf, w->app.id, version_of(w), &e), RC_CONFLICT);
	says("tidak dapat dilakukan pada status");
	assert_int_equal(
	    counter_approve_check(&w->d, &w->yusuf, w->app.id, version_of(w), &e),
	    RC_CONFLICT);
	says("tidak dapat dilakukan pada status");
	assert_int_equal(
	    counter_letter(&w->d, &w->yusuf, w->app.id, version_of(w), true, true, &e),
	    RC_CONFLICT);
	says("tidak dapat dilakukan pada status");
}

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
idle_claims_end(void **state)
{
	struct world *w = *state;
	int64_t n;

	must(office_claim(&w->d, &w->ratna, w->app.id, 1, &e));
	must(office_release_idle(&w->d, &n, &e));
	assert_int_equal(n, 0);
	w->now += w->conf.claim_s + 1;
	must(office_release_idle(&w->d, &n, &e));
	assert_int_equal(n, 1);
	is_state(w, "submitted");
}

static void
complete_needs_every_comparison(void **state)
{
	struct world *w = *state;
	struct office_checks c = all_same();

	must(office_claim(&w->d, &w->ratna, w->app.id, 1, &e));
	c.at[ITEM_NIK].verdict = STR_NONE;
	must(office_save_checks(&w->d, &w->ratna, w->app.id, version_of(w), &c, &e));
	assert_int_equal(decide(w, &w->ratna, version_of(w)), RC_INVALID);
	says("0 data berbeda, 1 belum dicek");
	c.at[ITEM_NIK].verdict = STR("tidak");
	c.at[ITEM_NIK].reason = STR("beda");
	must(office_save_checks(&w->d, &w->ratna, w->app.id, version_of(w), &c, &e));
	assert_int_equal(decide(w, &w->ratna, version_of(w)), RC_INVALID);
	is_state(w, "in_review");
}

static void
warnings_need_a_reason(void **state)
{
	struct world *w = *state;
	struct office_checks c = all_same();

	new_application(w, "a3", "DS-082-0000-0002", "198807052010121003");
	must(office_claim(&w->d, &w->ratna, w->app.id, 1, &e));
	must(office_save_checks(&w->d, &w->ratna, w->app.id, version_of(w), &c, &e));
	assert_int_equal(decide(w, &w->ratna, version_of(w)), RC_INVALID);
	says("peringatan");
	c.warnings_reason = STR("NIK diganti Dukcapil, surat ada");
	must(office_save_checks(&w->d, &w->ratna, w->app.id, version_of(w), &c, &e));
	must(decide(w, &w->ratna, version_of(w)));
	is_state(w, "ready");
}

static void
return_names_items_and_tells_the_office(void **state)
{
	struct world *w = *state;
	struct office_checks c = { .decision = DECIDE_RETURN };
	struct row_returned_item_list items;
	struct row_outbox_list mails;
	struct mail_text seen;
	struct row_application app;

	must(office_claim(&w->d, &w->ratna, w->app.id, 1, &e));
	must(office_save_checks(&w->d, &w->ratna, w->app.id, version_of(w), &c, &e));
	assert_int_equal(decide(w, &w->ratna, version_of(w)), RC_INVALID);
	c.at[ITEM_LETTER_NUMBER] = (struct office_check){ STR("tidak"), STR_NONE };
	must(office_save_checks(&w->d, &w->ratna, w->app.id, version_of(w), &c, &e));
	assert_int_equal(decide(w, &w->ratna, version_of(w)), RC_INVALID);
	says("Nomor surat");
	c.at[ITEM_LETTER_NUMBER].reason = STR("Tertulis S-2/2026");
	must(office_save_checks(&w->d, &w->ratna, w->app.id, version_of(w), &c, &e));
	app = now_of(w);
	must(office_decision_mail(&w->d, &app, &c, DECIDE_RETURN, &seen, &e));
	must(decide(w, &w->ratna, version_of(w)));
	is_state(w, "returned");
	must(q_returned_item_open(w->d.db, STR("application"), w->app.id, &items, &e));
	assert_int_equal(items.n, 1);
	assert_true(str_eq_z(items.at[0].item, "letter_number"));
	must(q_outbox_of(w->d.db, STR("application"), w->app.id, &mails, &e));
	assert_int_equal(mails.n, 2); /* the applicant and the head of the office */
	assert_true(str_eq(mails.at[0].body_text, seen.text));
	assert_true(str_eq(mails.at[1].body_text, seen.text));
}

static void
refusal_needs_a_reason(void **state)
{
	struct world *w = *state;
	struct office_checks c = { .decision = DECIDE_REFUSE };

	must(office_claim(&w->d, &w->ratna, w->app.id, 1, &e));
	must(office_save_checks(&w->d, &w->ratna, w->app.id, version_of(w), &c, &e));
	assert_int_equal(decide(w, &w->ratna, version_of(w)), RC_INVALID);
	c.message = STR("Bukan pegawai DJPb");
	must(office_save_checks(&w->d, &w->ratna, w->app.id, version_of(w), &c, &e));
	must(decide(w, &w->ratna, version_of(w)));
	is_state(w, "refused");
	assert_true(str_eq_z(now_of(w).decision_reason, "Bukan pegawai DJPb"));
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
	w->conf.two_person = false;
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
}

static void
queue_pages_and_filters(void **state)
{
	struct world *w = *state;
	struct office_query q = { .tab = TAB_NEW, .state = -1 };
	struct office_page page;
	char id[16], number[24], nip[24];

	for (int i = 0; i < 44; i++) {
		snprintf(id, sizeof(id), "q%02d", i);
		snprintf(number, sizeof(number), "DS-082-1000-%04d", i);
		snprintf(nip, sizeof(nip), "1987070520101%05d", i);
		w->now += 60;
		new_application(w, id, number, nip);
	}
	must(office_queue(&w->d, &w->ratna, &q, &page, &e));
	assert_int_equal(page.n, OFFICE_PAGE);
	assert_null(page.before.p);
	assert_true(str_eq_z(page.at[0].line.id, "a1")); /* waits longest */
	q.place = page.after;
	must(office_queue(&w->d, &w->ratna, &q, &page, &e));
	q.place = page.after;
	must(office_queue(&w->d, &w->ratna, &q, &page, &e));
	assert_int_equal(page.n, 5);
	assert_null(page.after.p);
	q.place = page.before;
	q.back = true;
	must(office_queue(&w->d, &w->ratna, &q, &page, &e));
	assert_int_equal(page.n, OFFICE_PAGE);
	assert_true(str_eq_z(page.at[0].line.id, "q19"));
	assert_non_null(page.before.p);
	assert_non_null(page.after.p);
	q = (struct office_query){
		.tab = TAB_NEW, .state = -1, .text = STR("ds-082-1000-0007")
	};
	must(office_queue(&w->d, &w->ratna, &q, &page, &e));
	assert_int_equal(page.n, 1);
	q = (struct office_query){ .tab = TAB_NEW, .state = APP_IN_REVIEW };
	must(office_queue(&w->d, &w->ratna, &q, &page, &e));
	assert_int_equal(page.n, 0);
	q = (struct office_query){ .tab = TAB_NEW, .state = -1 };
	must(office_queue(&w->d, &w->other_office, &q, &page, &e));
	assert_int_equal(page.n, 0);
	q.place = STR("x");
	assert_int_equal(office_queue(&w->d, &w->ratna, &q, &page, &e), RC_INVALID);
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

/* SCREENS E24: to whom, when, how often, and not when nothing waits. */
static void
the_morning_is_summed_up_once(void **state)
{
	struct world *w = *state;
	struct row_outbox_list mails;
	int64_t n;
	static const struct {
		int month, day, hour;
		int64_t want;
		const char *subject; /* of the newest mail */
	} rows[] = {
		{ 11, 24, 5, 0, NULL }, /* too early in Tolitoli */
		{ 11, 24, 6, 1, "Ringkasan pagi: 1 berkas, 0 lewat batas" },
		{ 11, 24, 11, 0, NULL }, /* told already */
		{ 11, 25, 13, 0, NULL }, /* no morning any more */
		{ 11, 26, 8, 1, "Ringkasan pagi: 1 berkas, 1 lewat batas" },
		{ 11, 28, 8, 0, NULL }, /* Saturday */
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		w->now =
		    time_from_civil((struct date){ 2026, rows[i].month, rows[i].day },
			rows[i].hour, 10, ZONE_WITA);
		must(reminders_morning(&w->d, &n, &e));
		assert_int_equal(n, rows[i].want);
		must(q_outbox_of(w->d.db, STR("office"), STR("082"), &mails, &e));
		if (rows[i].subject == NULL)
			continue;
		assert_true(str_eq_z(mails.at[0].subject, rows[i].subject));
		assert_true(
		    str_eq_z(mails.at[0].recipient, "kepala.tolitoli@kemenkeu.go.id"));
	}
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(nobody_handles_his_own_file),
		T(other_offices_see_nothing),
		T(one_holder_at_a_time),
		T(stale_version_is_refused),
		T(a_conflict_names_the_last),
		T(a_step_out_of_turn_says_so),
		T(who_activates_sees_the_card_after_the_nik),
		T(idle_claims_end),
		T(complete_needs_every_comparison),
		T(warnings_need_a_reason),
		T(return_names_items_and_tells_the_office),
		T(refusal_needs_a_reason),
		T(the_reviewer_does_not_activate),
		T(the_nik_is_typed_blind),
		T(activation_needs_the_whole_record),
		T(activation_makes_proof_code_and_mail),
		T(queue_pages_and_filters),
		T(counter_search_names_the_office),
		T(the_morning_is_summed_up_once),
	};

	if (argc != 2)
		return 2;
	engine_name = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
