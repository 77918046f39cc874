/* cmd_init.c - paraf init: keys, certificate authority, database; never overwrites anything. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "prog/commands.h"
#include "signer/ceremony.h"
#include "signer/signer_init.h"

static enum rc
make_dirs(struct prog *p, struct err *e)
{
	const struct conf *c = &p->conf;
	enum rc rc = file_make_dirs(str_z(p->a, c->state_dir), 0711, e);

	if (rc == RC_OK)
		rc = file_make_dirs(
		    str_fmt(p->a, "%.*s/run", STR_ARG(c->state_dir)).p, 0770, e);
	return rc;
}

/* The words of a list as the file of a token has them. */
static str
words(struct prog *p, const struct conf_list *list)
{
	struct buf b;

	buf_init(&b, p->a, 256);
	for (size_t i = 0; i < list->n; i++)
		buf_fmt(&b, "%s%.*s", i == 0 ? "" : " ", STR_ARG(list->at[i]));
	return buf_get(&b);
}

struct signer_token
prog_token(struct prog *p, str key)
{
	const struct conf *c = &p->conf;

	return (struct signer_token){ .module = c->token_module,
		.token = c->token_label,
		.key = key,
		.write = words(p, &c->token_write),
		.read = words(p, &c->token_read) };
}

struct signer_secrets
prog_secrets(struct prog *p)
{
	return (struct signer_secrets){ str_z(p->a, p->conf.signer_secret_file),
		str_z(p->a, p->conf.token_pin_file) };
}

static enum rc
make_authority(struct prog *p, bool in_token, const struct clock *clock, struct err *e)
{
	const struct conf *c = &p->conf;
	const struct signer_token token = prog_token(p, STR("g1"));
	struct signer_names names = signer_names_development;

	if (in_token && c->token_module.n == 0)
		return err_set(e, RC_INVALID,
		    N_("Modul token belum disebutkan dalam pengaturan."),
		    "paraf init --token needs the setting token_module");
	names.base_url = c->public_url;
	names.ocsp_url = c->ocsp_url.n > 0 ? c->ocsp_url : STR_NONE;
	names.issuing_name = c->ca_name;
	names.root_name = c->root_name;
	names.officer_key = c->officer_key;
	names.secrets = prog_secrets(p);
	names.root_secret_file = str_z(p->a, c->root_secret_file);
	names.token = in_token ? &token : NULL;
	return signer_init(str_z(p->a, c->signer_dir), &names, clock, e);
}

enum rc
init_state(struct prog *p, bool in_token, const struct clock *clock, struct err *e)
{
	const struct conf *c = &p->conf;
	struct tools t;
	enum rc rc = make_dirs(p, e);

	if (rc != RC_OK)
		return rc;
	rc = vault_key_create(str_z(p->a, c->vault_key_file), e);
	if (rc != RC_OK && rc != RC_CONFLICT)
		return rc;
	if (!signer_exists(str_z(p->a, c->signer_dir))) {
		rc = make_authority(p, in_token, clock, e);
		if (rc != RC_OK)
			return rc;
	}
	rc = tools_open(p, &t, e);
	if (rc == RC_OK)
		tools_close(&t);
	return rc;
}

/* For the first verifiers of BSSN: once, when the authority is new. */
static enum rc
print_codes(struct prog *p, struct err *e)
{
	str codes[2];
	enum rc rc = ceremony_codes(str_z(p->a, p->conf.signer_dir), &clock_system,
	    ARRAY_LEN(codes), 24, p->a, codes, e);

	if (rc != RC_OK)
		return rc;
	printf(
	    "Kode upacara kunci untuk verifikator BSSN yang pertama (sekali pakai, 24 jam; "
	    "lagi dengan paraf ca ceremony):\n");
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		printf("  %.*s\n", STR_ARG(codes[i]));
	return RC_OK;
}

static bool
read_words(int argc, char **argv, bool *in_token, struct owners *o)
{
	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--token") == 0)
			*in_token = true;
		else if (strcmp(argv[i], "--signer-user") == 0 && i + 1 < argc)
			o->signer_user = argv[++i];
		else if (strcmp(argv[i], "--group") == 0 && i + 1 < argc)
			o->group = argv[++i];
		else
			return false;
	}
	return true;
}

int
command_init(struct prog *p, int argc, char **argv)
{
	bool known = signer_exists(str_z(p->a, p->conf.signer_dir)), in_token = false;
	struct owners owners = { NULL, NULL };
	struct err e;

	if (!read_words(argc, argv, &in_token, &owners)) {
		fprintf(stderr,
		    "usage: paraf init [--token] [--signer-user NAME] [--group NAME]\n");
		return 2;
	}
	if (owner_prepare(p, &owners, &e) != RC_OK ||
	    init_state(p, in_token, &clock_system, &e) != RC_OK)
		return prog_fail(p, "init", &e);
	printf("Siap: %.*s\nKunci CA induk ada di %.*s/root, rahasianya di %.*s; "
	       "pindahkan keduanya dari mesin ini, ke dua tempat.\n",
	    STR_ARG(p->conf.state_dir), STR_ARG(p->conf.signer_dir),
	    STR_ARG(p->conf.root_secret_file));
	if (!known && print_codes(p, &e) != RC_OK)
		return prog_fail(p, "init", &e);
	/* last: the codes are in the signer's record too */
	if (owner_settle(p, &owners, &e) != RC_OK)
		return prog_fail(p, "init", &e);
	return 0;
}
