/*
 * cmd_demo_people.c - who lives in a demonstration: the accounts of DESIGN 9; a finished pair of OPIP and
 * the head of KPPN Tolitoli, so that both roads can be walked at once; and, in a story, two more
 * offices and everybody who stands somewhere on a road.
 */
#include <stdio.h>

#include "base/file.h"
#include "base/rnd.h"
#include "domain/account.h"
#include "prog/demo_story.h"

struct person {
	const char *username, *role, *office, *nip, *name, *level, *email;
	bool opip;
	const char *shown; /* role as written in credentials.txt */
};

/* Invented people; the mail domain is the ministry's, the names are examples. */
static const struct person officials[] = {
	{ "pusat", ACCOUNT_CENTRAL, NULL, NULL, "Dit. SITP", NULL, NULL, false,
	    "central" },
	{ "adminkppn082", ACCOUNT_OFFICE_ADMIN, "082", NULL, "Admin KPPN Tolitoli", NULL,
	    NULL, false, "office_admin" },
	{ "verifikator1", ACCOUNT_VERIFIER, NULL, NULL, "Verifikator Contoh Satu", NULL,
	    "satu.contoh@bssn.go.id", false, "verifier" },
	{ "verifikator2", ACCOUNT_VERIFIER, NULL, NULL, "Verifikator Contoh Dua", NULL,
	    "dua.contoh@bssn.go.id", false, "verifier" },
	{ "auditor1", ACCOUNT_AUDITOR, NULL, NULL, "Auditor Contoh", NULL,
	    "auditor.contoh@kemenkeu.go.id", false, "auditor" },
};

static const struct person colleagues[] = {
	{ "kepala.tolitoli", ACCOUNT_STAFF, "082", "197003121995031001",
	    "Hasan Contoh Palu", "kepala_kppn", "hasan.contoh@kemenkeu.go.id", false,
	    "kepala" },
	{ "ratna.tolitoli", ACCOUNT_STAFF, "082", "198507172009012003",
	    "Ratna Contoh Buol", "kasi_mski", "ratna.contoh@kemenkeu.go.id", true,
	    "opip" },
	{ "yusuf.tolitoli", ACCOUNT_STAFF, "082", "199102052014021004",
	    "Yusuf Contoh Baolan", "administrator_kppn", "yusuf.contoh@kemenkeu.go.id",
	    true, "opip" },
};

static const struct person administrators[] = {
	{ "adminkppn051", ACCOUNT_OFFICE_ADMIN, "051", NULL, "Admin KPPN Palu", NULL,
	    NULL, false, "office_admin" },
	{ "adminkppn063", ACCOUNT_OFFICE_ADMIN, "063", NULL, "Admin KPPN Jayapura", NULL,
	    NULL, false, "office_admin" },
};

static const struct person neighbours[] = {
	{ "kepala.palu", ACCOUNT_STAFF, "051", "196902141994031002", "Samuel Contoh Poso",
	    "kepala_kppn", "samuel.contoh@kemenkeu.go.id", false, "kepala" },
	{ "wati.palu", ACCOUNT_STAFF, "051", "198609232010012005", "Wati Contoh Sigi",
	    "kasi_mski", "wati.contoh@kemenkeu.go.id", true, "opip" },
	{ "daud.palu", ACCOUNT_STAFF, "051", "199003112013011002", "Daud Contoh Luwuk",
	    "administrator_kppn", "daud.contoh@kemenkeu.go.id", true, "opip" },
};

struct proof {
	struct domain *d;
	str account, email;
};

/* These people have typed the code that was mailed to them. */
static enum rc
prove_in_write(struct db *tx, void *arg, struct err *e)
{
	const struct proof *p = arg;

	return q_account_prove_email(tx, p->account, p->email, domain_now(p->d), e);
}

/* A password of one's own: the account is active then. */
enum rc
demo_account_activate(struct tools *t, const struct actor *who, str initial,
    const char *shown, struct buf *credentials, struct err *e)
{
	struct actor owner = { .roles = R_FRESH,
		.account = who->account,
		.name = who->name,
		.net = who->net };
	str token, password = str_sub(rnd_token(t->d.a), 0, 20);
	enum rc rc = account_change_password(
	    &t->d, &owner, initial, password, STR("demo"), &token, e);

	if (rc == RC_OK)
		buf_fmt(credentials, "%.*s %.*s %s\n", STR_ARG(who->username),
		    STR_ARG(password), shown);
	return rc;
}

/* Record, activate, and note it for the reader. */
static enum rc
settle(struct tools *t, const struct person *who, struct buf *credentials,
    struct actor *out, struct err *e)
{
	struct actor us = actor_system("demo");
	struct account_new in = { .username = str_from_z(who->username),
		.nip = str_from_z(who->nip),
		.name = str_from_z(who->name),
		.level = str_from_z(who->level),
		.email = str_from_z(who->email),
		.role = who->role,
		.office = str_from_z(who->office),
		.opip_candidate = who->opip };
	str initial;
	enum rc rc = account_record(&t->d, &us, &in, &out->account, &initial, e);

	if (rc != RC_OK)
		return rc;
	*out = (struct actor){ .account = out->account,
		.username = in.username,
		.name = in.name,
		.nip = in.nip,
		.office = in.office,
		.level = in.level,
		.net = us.net };
	rc = demo_account_activate(t, out, initial, who->shown, credentials, e);
	if (rc == RC_OK && in.email.n > 0) {
		struct proof proof = { &t->d, out->account, in.email };

		rc = store_write(t->d.store, t->d.a, prove_in_write, &proof, e);
	}
	return rc;
}

/* Somebody of an office with the authority that the signer knows of. */
static enum rc
settle_officer(
    struct demo_story *s, const struct person *who, struct demo_office *o, struct err *e)
{
	struct actor officer = { .roles = 0 };
	enum rc rc = settle(s->t, who, s->credentials, &officer, e);

	if (rc == RC_OK)
		rc = demo_key_add(s->keys, officer.account, e);
	if (rc == RC_OK)
		rc = who->opip ? demo_grant_opip(s->keys, officer.account, e)
			       : demo_grant_head(s->keys, officer.account, e);
	officer.roles = R_STAFF | (who->opip ? R_OPIP : R_KEPALA);
	if (!who->opip)
		o->head = officer;
	else if (o->reviewer.account.p == NULL)
		o->reviewer = officer;
	else
		o->activator = officer;
	return rc;
}

static struct demo_office *
office_of(struct demo_story *s, const char *code)
{
	for (size_t i = 0; i < DEMO_OFFICES; i++)
		if (strcmp(s->offices[i].code, code) == 0)
			return &s->offices[i];
	BUG("an invented person of an office that is not in the story");
}

static enum rc
settle_officials(struct demo_story *s, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(officials); i++) {
		const struct person *who = &officials[i];
		struct actor x = { .roles = 0 };

		rc = settle(s->t, who, s->credentials, &x, e);
		x.roles = R_STAFF;
		if (strcmp(who->role, ACCOUNT_VERIFIER) == 0) {
			x.roles |= R_VERIFIER;
			s->verifiers[s->verifiers[0].account.p != NULL] = x;
		} else if (who->office != NULL) {
			x.roles |= R_OFFICE_ADMIN;
			office_of(s, who->office)->admin = x;
		}
	}
	return rc;
}

static enum rc
settle_officers(struct demo_story *s, const struct person *at, size_t n, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < n; i++)
		rc = settle_officer(s, &at[i], office_of(s, at[i].office), e);
	return rc;
}

/* Offices whose files the story tells of: administrators, and in Palu those who work on them. */
static enum rc
settle_neighbours(struct demo_story *s, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(administrators); i++) {
		struct demo_office *o = office_of(s, administrators[i].office);

		rc = settle(s->t, &administrators[i], s->credentials, &o->admin, e);
		o->admin.roles = R_STAFF | R_OFFICE_ADMIN;
	}
	if (rc == RC_OK)
		rc = settle_officers(s, neighbours, ARRAY_LEN(neighbours), e);
	return rc;
}

static enum rc
read_offices(struct demo_story *s, struct err *e)
{
	static const char *const codes[DEMO_OFFICES] = { "082", "051", "063" };
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < DEMO_OFFICES; i++) {
		s->offices[i].code = codes[i];
		rc = q_office_by_code(
		    s->t->d.db, str_from_z(codes[i]), &s->offices[i].row, e);
	}
	return rc;
}

/* Everything that happened in the story, and then its keys are thrown away. */
static enum rc
tell(struct demo_story *s, const char *state, struct err *e)
{
	struct arena *a = s->t->d.a;
	enum rc rc;

	s->offices[2].head.name = STR("Kepala KPPN Jayapura");
	buf_init(&s->people, a, 4096);
	rc = settle_neighbours(s, e);
	if (rc == RC_OK)
		rc = demo_story_tell(s, e);
	if (rc != RC_OK)
		return rc;
	/* an activated file waits for its holder: the signer must go on believing who signed it */
	demo_key_keep(s->keys, s->offices[0].reviewer.account);
	demo_key_keep(s->keys, s->offices[0].activator.account);
	return file_write_durable(
	    str_fmt(a, "%s/people.txt", state).p, buf_get(&s->people), 0600, e);
}

enum rc
demo_people(struct tools *t, const char *state, enum demo_extent extent,
    struct demo_clock *clock, struct err *e)
{
	struct demo_story s = { .t = t, .clock = clock };
	struct buf credentials;
	enum rc rc;

	buf_init(&credentials, t->d.a, 1024);
	s.credentials = &credentials;
	rc = read_offices(&s, e);
	if (rc == RC_OK)
		rc = settle_officials(&s, e);
	if (rc == RC_OK && extent != DEMO_EMPTY) {
		rc = demo_keys_new(t, &s.verifiers[0], &s.keys, e);
		if (rc == RC_OK)
			rc = settle_officers(&s, colleagues, ARRAY_LEN(colleagues), e);
		if (rc == RC_OK && extent == DEMO_PEOPLE)
			rc = tell(&s, state, e);
		if (rc == RC_OK)
			rc = demo_keys_forget(s.keys, e);
		demo_keys_free(s.keys);
	}
	if (rc != RC_OK)
		return rc;
	return file_write_durable(str_fmt(t->d.a, "%s/credentials.txt", state).p,
	    buf_get(&credentials), 0600, e);
}
