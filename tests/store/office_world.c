/* office_world.c - officers, their keys, an application. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdlib.h>

#include <cmocka.h>

#include "store/office_world.h"

const char *office_engine;

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
		struct row_account acc;

		acc = fresh_account(
		    &w->d, p, "staff", p->roles & R_KEPALA ? "kepala_kppn" : "kasi_mski");
		rc = q_account_insert(tx, &acc, why);
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
void
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
		.submitted_s = w->now,
		.forgotten_s = SQL_NULL_INT };
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

int
office_world_new(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	fresh_domain_init(
	    &w->t, &w->d, &w->now, office_engine, "officer_key = passkey,browser\n");
	w->ratna = fresh_actor(
	    &w->d, "ratna.tolitoli", "Ratna", "198507172009012003", "082", R_OPIP);
	w->yusuf = fresh_actor(
	    &w->d, "yusuf.tolitoli", "Yusuf", "199102052014021004", "082", R_OPIP);
	w->applicant_self =
	    fresh_actor(&w->d, "anton.tolitoli", "Anton", NIP, "082", R_OPIP);
	w->kepala = fresh_actor(
	    &w->d, "kepala.tolitoli", "Hasan", "197003121995031001", "082", R_KEPALA);
	w->other_office =
	    fresh_actor(&w->d, "orang.palu", "Palu", "197003121995031002", "051", R_OPIP);
	must(store_write(w->d.store, w->d.a, insert_people, w, &e));
	make_keys(w);
	new_application(w, "a1", "DS-082-0000-0000", NIP);
	*state = w;
	return 0;
}

int
office_world_free(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(w->keys); i++)
		softkey_free(w->keys[i]);
	fresh_domain_release(&w->t, &w->d);
	free(w);
	return 0;
}

struct row_application
now_of(struct world *w)
{
	struct row_application app;

	must(q_application_by_id(w->d.db, w->app.id, &app, &e));
	return app;
}

void
is_state(struct world *w, const char *state)
{
	struct row_application app = now_of(w);

	assert_true(str_eq_z(app.state, state));
}

int64_t
version_of(struct world *w)
{
	return now_of(w).version;
}

struct office_checks
all_same(void)
{
	struct office_checks c = { .decision = DECIDE_COMPLETE };

	for (int i = 0; i < ITEM__COUNT; i++)
		c.at[i].verdict = STR("ya");
	return c;
}

/* As the page does it: what the officer may sign is signed. */
enum rc
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

enum rc
approve(struct world *w, const struct actor *who, int64_t version)
{
	struct row_application app = now_of(w);
	struct office_sign x = { &app, &w->office };
	struct signing s = signed_statement(
	    &w->d, who, key_of(w, who), approval_fill, &x, approval_life_s(&w->d));

	return counter_approve(&w->d, who, app.id, version, &s, &e);
}

void
review(struct world *w, const struct actor *who)
{
	struct office_checks c = all_same();

	must(office_claim(&w->d, who, w->app.id, version_of(w), &e));
	must(office_save_checks(&w->d, who, w->app.id, version_of(w), &c, &e));
	must(decide(w, who, version_of(w)));
	is_state(w, "ready");
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
		.not_after_s = w->now + 700 * 86400,
		.der = STR("x"),
		.fingerprint = STR("f"),
		.check_code = STR("c"),
		.issued_s = w->now,
		.changed_s = SQL_NULL_INT,
		.version = 1 },
	    why);
}

void
has_certificate(struct world *w)
{
	must(store_write(w->d.store, w->d.a, certificate_tx, w, &e));
}
