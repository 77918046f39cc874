/*
 * test_bssn.c - the rules of BSSN on a real store: who holds a file, what is compared, interview,
 * decisions, the new authority. Engine named on the command line: sqlite or postgresql.
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
#include "domain/candidacy_bssn.h"
#include "domain/record.h"
#include "domain/reminders.h"
#include "support/chain_world.h"
#include "support/fresh_store.h"
#include "support/signed.h"

#define CAND   "cand-dewi"
#define NUMBER "OPIP-082-0000-0000"

static const char *engine_name;

struct world {
	struct fresh_store f;
	struct domain d;
	struct clock clock;
	int64_t now;
	struct conf conf;
	char home[40];
	struct actor one, two, dewi, dewi_verifier, admin;
	struct chain_world *chain;
	struct softkey *key; /* of the candidate */
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
person(struct world *w, const char *username, const char *nip, unsigned roles)
{
	return (struct actor){ .roles = R_STAFF | roles,
		.account = str_fmt(w->d.a, "acc-%s", username),
		.username = str_from_z(username),
		.name = str_from_z(username),
		.nip = str_from_z(nip),
		.office = roles & R_VERIFIER ? STR_NONE : STR("082"),
		.net = STR("test") };
}

static enum rc
insert_documents(struct world *w, struct db *tx, struct err *why)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(bssn_documents); i++)
		rc = q_document_insert(tx,
		    &(struct row_document){ .id = str_fmt(w->d.a, "doc-%zu", i),
			.noun = STR("candidacy"),
			.noun_id = STR(CAND),
			.class = str_from_z(document_class_text(bssn_documents[i])),
			.state = STR("kept"),
			.type = STR("image/jpeg"),
			.bytes = 1,
			.sha256 = STR("00"),
			.key_box = STR("x"),
			.pages = 1,
			.width = 1,
			.height = 1,
			.name = STR("a"),
			.created_s = 5,
			.created_by = STR("x"),
			.erased_s = SQL_NULL_INT },
		    why);
	return rc;
}

static enum rc
insert_world(struct db *tx, void *arg, struct err *why)
{
	struct world *w = arg;
	const struct actor *all[] = { &w->one, &w->two, &w->dewi, &w->admin };
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(all); i++)
		rc = q_account_insert(tx,
		    &(struct row_account){ .id = all[i]->account,
			.username = all[i]->username,
			.role = i < 2    ? STR("verifier")
				: i == 2 ? STR("staff")
					 : STR("office_admin"),
			.office = all[i]->office,
			.nip = all[i]->nip,
			.name = all[i]->name,
			.level = i == 2 ? STR("kasi_mski") : STR_NONE,
			.email = str_fmt(
			    w->d.a, "%.*s@kemenkeu.go.id", STR_ARG(all[i]->username)),
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
		    &(struct q_candidacy_open_in){ .id = STR(CAND),
			.number = STR(NUMBER),
			.account = w->dewi.account,
			.office = STR("082"),
			.name = w->dewi.name,
			.nip = w->dewi.nip,
			.email = STR("dewi@kemenkeu.go.id"),
			.now_s = w->now },
		    why);
	if (rc == RC_OK)
		rc = q_candidacy_set_state(
		    tx, STR(CAND), 1, STR("letters_returned"), w->now, why);
	if (rc == RC_OK)
		rc = history_add(&w->d, tx, &w->dewi, "candidacy", STR(CAND),
		    STR("confirm_ds"), STR("letters_sent"), STR("letters_returned"),
		    STR_NONE, why);
	return rc != RC_OK ? rc : insert_documents(w, tx, why);
}

/* A real signer at the time of this test, which knows the verifier's key; the candidate has one too. */
static void
begin_chain(struct world *w)
{
	w->chain = chain_world_new(true);
	w->chain->shared->skew_s = w->now - clock_now(&clock_system);
	w->d.signer = ipc_client_new(w->chain->socket, SIGNER_TIMEOUT_MS);
	w->key = softkey_new(STATEMENT_KEY_BROWSER);
	signed_key(&w->d, w->one.account, w->chain->v1.key);
	signed_key(&w->d, w->dewi.account, w->key);
}

static int
setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	struct conf_draft *draft;

	fresh_store_init(&w->f, engine_name, true);
	w->d.a = arena_new();
	/* ahead of us: the signer never goes back in time */
	w->now = time_from_civil((struct date){ 2076, 11, 23 }, 9, 0, ZONE_WITA);
	w->clock = (struct clock){ world_now, w };
	snprintf(w->home, sizeof(w->home), "/tmp/paraf-bssn.XXXXXX");
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
	w->one = person(w, "verifikator1", NULL, R_VERIFIER);
	w->two = person(w, "verifikator2", NULL, R_VERIFIER);
	w->dewi = person(w, "dewi.tolitoli", "198803272012122001", R_CANDIDATE);
	w->dewi_verifier = person(w, "verifikator2", "198803272012122001", R_VERIFIER);
	w->admin = person(w, "adminkppn082", NULL, R_OFFICE_ADMIN);
	must(store_write(w->d.store, w->d.a, insert_world, w, &e));
	begin_chain(w);
	*state = w;
	return 0;
}

static int
teardown(void **state)
{
	struct world *w = *state;
	char command[80];

	ipc_client_free(w->d.signer);
	chain_world_free(w->chain);
	softkey_free(w->key);
	db_close(w->d.db);
	vault_close(w->d.vault);
	fresh_store_release(&w->f);
	arena_free(w->d.a);
	snprintf(command, sizeof(command), "rm -rf %s", w->home);
	assert_int_equal(system(command), 0);
	free(w);
	return 0;
}

static struct row_candidacy
now_of(struct world *w)
{
	struct row_candidacy c;

	must(q_candidacy_by_id(w->d.db, STR(CAND), &c, &e));
	return c;
}

static int64_t
version(struct world *w)
{
	return now_of(w).version;
}

static void
is_state(struct world *w, const char *state)
{
	struct row_candidacy c = now_of(w);

	if (!str_eq_z(c.state, state))
		fail_msg("state is %.*s, not %s", STR_ARG(c.state), state);
}

static size_t
mails(struct world *w, const char *kind)
{
	struct row_outbox_list all;
	size_t n = 0;

	must(q_outbox_of(w->d.db, STR("candidacy"), STR(CAND), &all, &e));
	for (size_t i = 0; i < all.n; i++)
		n += str_eq_z(all.at[i].kind, kind);
	return n;
}

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

static void
claim(struct world *w)
{
	must(bssn_claim(&w->d, &w->one, STR(CAND), version(w), &e));
}

static void
interview(struct world *w, const char *result)
{
	must(bssn_record_interview(&w->d, &w->one, STR(CAND), version(w),
	    &(struct bssn_result){ str_from_z(result), STR("Catatan.") }, &e));
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
	w->now += w->conf.claim_s - 60;
	save(w, &x);
	w->now += 120;
	must(bssn_release_idle(&w->d, &n, &e));
	assert_int_equal(n, 0); /* he typed something in between */
	w->now += w->conf.claim_s;
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
	} rows[] = { { 90000, 0 }, { 86000, 1 }, { 80000, 0 }, { 3500, 1 }, { 3000, 0 },
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
	assert_int_equal(mails(w, "opip_interview"), 2);
	assert_int_equal(
	    bssn_record_interview(&w->d, &w->one, STR(CAND), version(w), &absent, &e),
	    RC_INVALID);
	w->now = in.at_s + 1800;
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

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

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
	engine_name = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
