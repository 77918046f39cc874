/* fresh_signer.c - see fresh_signer.h. */
#include "support/fresh_signer.h"

#include <signal.h>

#include "ipc/signer_client.h"
#include "signer/signer_init.h"
#include "support/run.h"

#define ANSWER_MS 60000

void
fresh_signer_init(struct fresh_signer *t, struct domain *d, struct arena *a,
    const char *engine, const char *officer_key)
{
	struct signer_names names = signer_names_development;
	struct conf_draft *draft = conf_draft_new(a);
	struct err e;

	fresh_store_init(&t->f, engine, true);
	t->dir = run_temp(a);
	CHECK_OK("conf", conf_set(draft, STR("state_dir"), str_from_z(t->dir), &e), &e);
	if (officer_key != NULL) {
		names.officer_key = str_from_z(officer_key);
		CHECK_OK("conf",
		    conf_set(draft, STR("officer_key"), names.officer_key, &e), &e);
	}
	CHECK_OK("conf", conf_finish(draft, &t->conf, &e), &e);
	(void)run_in(a, t->dir, "mkdir run");
	CHECK_OK("ca", signer_init(t->dir, &names, &clock_system, &e), &e);
	*d = (struct domain){ .store = t->f.store,
		.conf = &t->conf,
		.clock = &clock_system,
		.a = arena_new(),
		.signer = ipc_client_new(str_z(a, t->conf.signer_socket), ANSWER_MS) };
	CHECK_OK("db", db_open(t->f.store, &d->db, &e), &e);
	db_use_arena(d->db, d->a);
}

void
fresh_signer_release(struct fresh_signer *t, struct domain *d, struct arena *a)
{
	fresh_signer_stop(t);
	ipc_client_free(d->signer);
	db_close(d->db);
	vault_close(d->vault);
	fresh_store_release(&t->f);
	run_temp_drop(a, t->dir);
	arena_free(d->a);
}

void
fresh_signer_start(struct fresh_signer *t, struct arena *a, const char *ocsp_socket)
{
	const char *const argv[] = { getenv("PARAF_SIGNER"), "--state", t->dir,
		"--socket", str_z(a, t->conf.signer_socket),
		ocsp_socket != NULL ? "--ocsp-socket" : NULL, ocsp_socket, NULL };

	assert_non_null(argv[0]);
	if (!daemon_begin(&t->signer, argv, 0))
		fail_msg("the signer ended: %s", t->signer.log);
}

void
fresh_signer_stop(struct fresh_signer *t)
{
	if (t->signer.pid > 0)
		assert_int_not_equal(daemon_finish(&t->signer, SIGTERM), -1);
}
