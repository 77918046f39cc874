/* cmd_admin.c - the small commands: user, office, migrate, config, doctor. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "conf/systems.h"
#include "domain/account.h"
#include "domain/audit_export.h"
#include "domain/fsm.h"
#include "domain/ident.h"
#include "ipc/signer_client.h"
#include "prog/commands.h"

static int
user_usage(void)
{
	fprintf(stderr,
	    "usage: paraf user add ROLE USERNAME NAME [OFFICE]   (central, office_admin, verifier, "
	    "auditor)\n       paraf user reset USERNAME\n       paraf user off USERNAME REASON\n"
	    "       paraf user list\n");
	return 2;
}

static enum rc
user_add(struct tools *t, int argc, char **argv, struct err *e)
{
	static const char *const roles[] = { ACCOUNT_CENTRAL, ACCOUNT_OFFICE_ADMIN,
		ACCOUNT_VERIFIER, ACCOUNT_AUDITOR };
	struct actor us = actor_system("paraf user");
	struct account_new in = { .name = str_from_z(argv[2]), .office = STR_NONE };
	str id, password;
	enum rc rc;

	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		if (strcmp(argv[0], roles[i]) == 0)
			in.role = roles[i];
	if (in.role == NULL)
		return err_set(e, RC_INVALID, N_("Peran tidak dikenal."), "unknown role");
	in.username = ident_username_typed(t->d.a, str_from_z(argv[1]));
	if (argc == 4)
		in.office = str_from_z(argv[3]);
	rc = account_record(&t->d, &us, &in, &id, &password, e);
	if (rc == RC_OK)
		printf("%.*s %.*s\n", STR_ARG(in.username), STR_ARG(password));
	return rc;
}

static enum rc
user_reset(struct tools *t, const char *username, struct err *e)
{
	struct actor us = actor_system("paraf user");
	struct row_account acc;
	str password;
	enum rc rc = q_account_by_username(t->d.db, str_from_z(username), &acc, e);

	if (rc == RC_OK)
		rc = account_reset(&t->d, &us, acc.id, STR_NONE, &password, e);
	if (rc == RC_OK)
		printf("%s %.*s\n", username, STR_ARG(password));
	return rc;
}

/* For those whom no page switches off: verifiers, auditors, the directorate. */
static enum rc
user_off(struct tools *t, const char *username, const char *reason, struct err *e)
{
	struct actor us = actor_system("paraf user");
	struct account_leave leave = { .reason = str_from_z(reason),
		.successor = STR_NONE,
		.version = FSM_ANY_VERSION };
	struct row_account acc;
	enum rc rc = q_account_by_username(t->d.db, str_from_z(username), &acc, e);

	return rc != RC_OK ? rc : account_deactivate(&t->d, &us, acc.id, &leave, e);
}

static enum rc
user_list(struct tools *t, struct err *e)
{
	struct row_account_list list;
	enum rc rc = q_account_list(t->d.db,
	    &(struct q_account_list_in){ .office = STR_NONE,
		.role = STR_NONE,
		.state = STR_NONE,
		.text = STR_NONE,
		.before_s = INT64_MAX,
		.before_id = STR(""),
		.n = 1000 },
	    &list, e);

	for (size_t i = 0; rc == RC_OK && i < list.n; i++)
		printf("%.*s %.*s %.*s %.*s\n", STR_ARG(list.at[i].username),
		    STR_ARG(list.at[i].role), STR_ARG(list.at[i].state),
		    STR_ARG(list.at[i].office));
	return rc;
}

int
command_user(struct prog *p, int argc, char **argv)
{
	struct tools t;
	struct err e;
	enum rc rc;
	int code = 0;

	if (argc < 1)
		return user_usage();
	rc = tools_open(p, &t, &e);
	if (rc != RC_OK)
		return prog_fail(p, "user", &e);
	if (strcmp(argv[0], "add") == 0 && (argc == 4 || argc == 5))
		rc = user_add(&t, argc - 1, argv + 1, &e);
	else if (strcmp(argv[0], "reset") == 0 && argc == 2)
		rc = user_reset(&t, argv[1], &e);
	else if (strcmp(argv[0], "off") == 0 && argc == 3)
		rc = user_off(&t, argv[1], argv[2], &e);
	else if (strcmp(argv[0], "list") == 0 && argc == 1)
		rc = user_list(&t, &e);
	else
		code = user_usage();
	tools_close(&t);
	return rc != RC_OK ? prog_fail(p, "user", &e) : code;
}

int
command_office(struct prog *p, int argc, char **argv)
{
	struct row_office_list list;
	struct tools t;
	struct err e;
	enum rc rc;

	if (argc != 1 || strcmp(argv[0], "list") != 0) {
		fprintf(stderr, "usage: paraf office list\n");
		return 2;
	}
	rc = tools_open(p, &t, &e);
	if (rc != RC_OK)
		return prog_fail(p, "office", &e);
	rc = q_office_all(t.d.db, &list, &e);
	for (size_t i = 0; rc == RC_OK && i < list.n; i++)
		printf("%.*s %.*s, %.*s (%.*s)\n", STR_ARG(list.at[i].code),
		    STR_ARG(list.at[i].name), STR_ARG(list.at[i].city),
		    STR_ARG(list.at[i].zone));
	tools_close(&t);
	return rc != RC_OK ? prog_fail(p, "office", &e) : 0;
}

int
command_migrate(struct prog *p, int argc, char **argv)
{
	struct store *s = NULL;
	struct err e;
	enum rc rc;

	(void)argv;
	if (argc != 0) {
		fprintf(stderr, "usage: paraf migrate\n");
		return 2;
	}
	rc = store_open(str_z(p->a, p->conf.database), &s, &e);
	if (rc == RC_OK)
		rc = store_migrate(s, &e);
	store_close(s);
	return rc != RC_OK ? prog_fail(p, "migrate", &e) : 0;
}

int
command_config(struct prog *p, int argc, char **argv)
{
	struct buf out;

	buf_init(&out, p->a, 8192);
	if (argc == 1 && strcmp(argv[0], "--man") == 0) {
		conf_manual(&out);
	} else if (argc == 0) {
		conf_dump(&p->conf, &out);
	} else {
		fprintf(stderr, "usage: paraf config [--man]\n");
		return 2;
	}
	(void)fwrite(out.p, 1, out.n, stdout);
	return 0;
}

/* One line a check; the worst rc decides the exit code. */
static enum rc
report(const char *what, enum rc rc, const struct err *e, enum rc worst)
{
	if (rc == RC_OK)
		printf("ok    %s\n", what);
	else
		printf("SALAH %s: %s (%s)\n", what, e->msg, e->why);
	return rc != RC_OK ? rc : worst;
}

/* What the portal promises must not be more than what the signer takes. */
static enum rc
look_at_rules(struct prog *p, struct ipc_client *signer, enum rc worst)
{
	struct ipc_message in = { .type = IPC_authority_get }, out;
	const struct conf *c = &p->conf;
	struct err e = { 0 };
	enum rc rc = signer_ask(signer, p->a, &in, IPC_authority, &out, &e);
	const struct ipc_authority *rules = &out.u.authority;

	if (rc == RC_OK && c->approval_days * 86400 > rules->approval_max_s)
		rc = err_set(&e, RC_CONFLICT,
		    N_("Setelan portal tidak cocok dengan profil penerbit."),
		    "approval_days = %lld, but approval_max_days of the profile is %lld",
		    (long long)c->approval_days,
		    (long long)(rules->approval_max_s / 86400));
	if (rc == RC_OK && !c->two_person && rules->two_person)
		rc = err_set(&e, RC_CONFLICT,
		    N_("Setelan portal tidak cocok dengan profil penerbit."),
		    "two_person = no, but the profile has yes");
	if (rc == RC_OK && !str_eq(c->officer_key, rules->officer_key))
		rc = err_set(&e, RC_CONFLICT,
		    N_("Setelan portal tidak cocok dengan profil penerbit."),
		    "officer_key = %.*s, but the profile has %.*s",
		    STR_ARG(c->officer_key), STR_ARG(rules->officer_key));
	return report("settings and the signer's profile", rc, &e, worst);
}

/* Systems that are said to take certificates: offices that there are, and none that ended. */
static enum rc
look_at_systems(struct prog *p, struct domain *d, enum rc worst)
{
	struct conf_systems all;
	struct row_office office;
	struct err e = { 0 };
	int64_t today = date_to_days(time_civil(domain_now(d), ZONE_WIB).date);
	enum rc rc = conf_systems_parse(p->a, p->conf.accepted_in, &all, &e);

	for (size_t i = 0; rc == RC_OK && i < all.n; i++) {
		const struct conf_system *s = &all.at[i];

		if (s->until_day != 0 && s->until_day < today)
			rc = err_set(&e, RC_CONFLICT,
			    N_("Sistem itu tidak menerima sertifikat lagi; hapus dari setelan."),
			    "accepted_in: %.*s", STR_ARG(s->name));
		for (size_t j = 0; rc == RC_OK && j < s->offices.n; j++)
			if (q_office_by_code(d->db, s->offices.at[j], &office, &e) !=
			    RC_OK)
				rc = err_set(&e, RC_CONFLICT,
				    N_("Kantor pada setelan itu tidak ada."),
				    "accepted_in: %.*s: office %.*s", STR_ARG(s->name),
				    STR_ARG(s->offices.at[j]));
	}
	return report("systems that accept certificates", rc, &e, worst);
}

int
command_doctor(struct prog *p, int argc, char **argv)
{
	struct ipc_client *signer;
	struct ipc_pong pong;
	struct tools t;
	struct err e;
	struct audit_state audit;
	enum rc rc, worst = RC_OK;

	(void)argv;
	if (argc != 0) {
		fprintf(stderr, "usage: paraf doctor\n");
		return 2;
	}
	rc = tools_open(p, &t, &e);
	worst = report("database and vault", rc, &e, worst);
	if (rc == RC_OK) {
		rc = audit_look(&t.d, &audit, &e);
		if (rc == RC_OK && !audit.whole)
			rc = err_set(&e, RC_CONFLICT, N_("Rantai jejak audit putus."),
			    "%.*s", STR_ARG(audit.place));
		worst = report("audit chain", rc, &e, worst);
		if (rc == RC_OK)
			printf("      %lld events, %lld waiting, %lld after the last of "
			       "%lld checkpoints\n",
			    (long long)audit.events, (long long)audit.waiting,
			    (long long)audit.uncovered, (long long)audit.checkpoints);
		worst = look_at_systems(p, &t.d, worst);
		tools_close(&t);
	}
	signer = ipc_client_new(str_z(p->a, p->conf.signer_socket), SIGNER_TIMEOUT_MS);
	rc = signer_ping(signer, p->a, &pong, &e);
	worst = report("signer", rc, &e, worst);
	if (rc == RC_OK)
		printf("      %lld certificates, CRL number %lld\n",
		    (long long)pong.issued, (long long)pong.crl_number);
	if (rc == RC_OK)
		worst = look_at_rules(p, signer, worst);
	ipc_client_free(signer);
	worst = doctor_authority(p, worst);
	return err_exit_code(worst);
}
