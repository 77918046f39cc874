/*
 * cmd_demo_people.c - who lives in a demonstration: the accounts of DESIGN 9, and with_people a
 * finished pair of OPIP and the head of KPPN Tolitoli, so that both roads can be walked at once.
 */
#include <stdio.h>

#include "base/file.h"
#include "base/rnd.h"
#include "domain/account.h"
#include "prog/demo.h"

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
	    NULL, false, "verifier" },
	{ "verifikator2", ACCOUNT_VERIFIER, NULL, NULL, "Verifikator Contoh Dua", NULL,
	    NULL, false, "verifier" },
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

/* Record, give a password of its own (the account is active then), and note it for the reader. */
static enum rc
settle(struct tools *t, const struct person *who, struct buf *credentials, str *out_id,
    struct err *e)
{
	struct actor us = actor_system("demo"), owner;
	struct account_new in = { .username = str_from_z(who->username),
		.nip = str_from_z(who->nip),
		.name = str_from_z(who->name),
		.level = str_from_z(who->level),
		.email = str_from_z(who->email),
		.role = who->role,
		.office = str_from_z(who->office),
		.opip_candidate = who->opip };
	str initial, token, password = str_sub(rnd_token(t->d.a), 0, 20);
	enum rc rc;

	rc = account_record(&t->d, &us, &in, out_id, &initial, e);
	if (rc != RC_OK)
		return rc;
	owner = (struct actor){
		.roles = R_FRESH, .account = *out_id, .name = in.name, .net = us.net
	};
	rc = account_change_password(
	    &t->d, &owner, initial, password, STR("demo"), &token, e);
	if (rc == RC_OK && in.email.n > 0) {
		struct proof proof = { &t->d, *out_id, in.email };

		rc = store_write(t->d.store, t->d.a, prove_in_write, &proof, e);
	}
	if (rc != RC_OK)
		return rc;
	buf_fmt(
	    credentials, "%s %.*s %s\n", who->username, STR_ARG(password), who->shown);
	return RC_OK;
}

/* OPIP and head with the authority that the signer knows of. */
static enum rc
settle_colleagues(
    struct tools *t, const struct actor *verifier, struct buf *credentials, struct err *e)
{
	struct demo_keys *keys = NULL;
	str id;
	enum rc rc = demo_keys_new(t, verifier, &keys, e);

	for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(colleagues); i++) {
		rc = settle(t, &colleagues[i], credentials, &id, e);
		if (rc == RC_OK)
			rc = demo_key_add(keys, id, e);
		if (rc == RC_OK)
			rc = colleagues[i].opip ? demo_grant_opip(keys, id, e)
						: demo_grant_head(keys, id, e);
	}
	if (rc == RC_OK)
		rc = demo_keys_forget(keys, e);
	demo_keys_free(keys);
	return rc;
}

enum rc
demo_people(
    struct tools *t, const char *credentials_path, bool with_people, struct err *e)
{
	struct actor verifier = actor_system("demo");
	struct buf credentials;
	str id;
	enum rc rc = RC_OK;

	buf_init(&credentials, t->d.a, 1024);
	for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(officials); i++) {
		rc = settle(t, &officials[i], &credentials, &id, e);
		if (rc == RC_OK && strcmp(officials[i].username, "verifikator1") == 0) {
			verifier.account = id;
			verifier.name = str_from_z(officials[i].name);
			verifier.roles = R_VERIFIER;
		}
	}
	if (with_people && rc == RC_OK)
		rc = settle_colleagues(t, &verifier, &credentials, e);
	if (rc != RC_OK)
		return rc;
	return file_write_durable(credentials_path, buf_get(&credentials), 0600, e);
}
