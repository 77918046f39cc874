/* cmd_init.c - paraf init: keys, certificate authority, database; never overwrites anything. */
#include <stdio.h>

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
		    str_fmt(p->a, "%.*s/run", STR_ARG(c->state_dir)).p, 0750, e);
	return rc;
}

enum rc
init_state(struct prog *p, struct err *e)
{
	const struct conf *c = &p->conf;
	const char *state = str_z(p->a, c->signer_dir);
	struct signer_names names = signer_names_development;
	struct tools t;
	enum rc rc = make_dirs(p, e);

	if (rc != RC_OK)
		return rc;
	rc = vault_key_create(str_z(p->a, c->vault_key_file), e);
	if (rc != RC_OK && rc != RC_CONFLICT)
		return rc;
	if (!signer_exists(state)) {
		names.base_url = c->public_url;
		names.ocsp_url = c->ocsp_url.n > 0 ? c->ocsp_url : STR_NONE;
		names.issuing_name = c->ca_name;
		names.root_name = c->root_name;
		rc = signer_init(state, &names, &clock_system, e);
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

int
command_init(struct prog *p, int argc, char **argv)
{
	bool known = signer_exists(str_z(p->a, p->conf.signer_dir));
	struct err e;

	(void)argv;
	if (argc != 0) {
		fprintf(stderr, "usage: paraf init\n");
		return 2;
	}
	if (init_state(p, &e) != RC_OK)
		return prog_fail(p, "init", &e);
	printf("Siap: %.*s\nKunci CA induk ada di %.*s/root; pindahkan dari mesin ini.\n",
	    STR_ARG(p->conf.state_dir), STR_ARG(p->conf.signer_dir));
	if (!known && print_codes(p, &e) != RC_OK)
		return prog_fail(p, "init", &e);
	return 0;
}
