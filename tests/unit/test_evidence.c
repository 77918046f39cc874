/*
 * test_evidence.c - the statements behind a certificate, as the signer gives them out and as check.py
 * judges them with openssl alone: right ones hold, and each one spoilt is found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/evidence.h"
#include "pki/cert.h"
#include "support/chain_world.h"
#include "support/run.h"

/* The part of the bundle that is about authority, in a folder of its own. */
static const char *
lay_out(struct chain_world *w, struct evidence *v)
{
	struct chain_request r;
	struct ipc_issued made;
	const char *dir = run_temp(w->a);
	struct err e;

	chain_request_new(w, &r);
	CHECK_INT("certify", chain_certify(w, &r.in, &made, NULL), RC_OK);
	v->n = 0;
	CHECK_OK(
	    "statements", evidence_statements(w->client, w->a, made.serial, v, &e), &e);
	for (size_t i = 0; i < v->n; i++)
		run_write(w->a, dir, v->at[i].name, v->at[i].data);
	run_write(w->a, dir, "certificate.pem", pki_cert_pem(w->a, made.der));
	(void)run_in(w->a, dir, "cp '" CHECK_PY "' check.py");
	return dir;
}

/* Problems that check.py finds. */
static str
judge(struct chain_world *w, const char *dir)
{
	return str_trim(run_in(w->a, dir,
	    "env -i PATH=/usr/bin:/bin python3 -B -c \""
	    "import sys; sys.path.insert(0, '.'); import check, os\n"
	    "facts = {'files': os.listdir('.')}\n"
	    "try: check.statements(facts)\n"
	    "except Exception as e: check.say(False, repr(e))\n"
	    "print(len(check.PROBLEMS), check.PROBLEMS)\""));
}

static void
statements_hold(bool browser)
{
	struct chain_world *w = chain_world_new(browser);
	struct evidence v;
	const char *dir = lay_out(w, &v);
	str said = judge(w, dir);

	CHECK_HAS("said", said, "0 []");
	CHECK_HAS("said", said, "(approval) is signed by those who may");
	CHECK_HAS("said", said, "(review) is signed by those who may");
	CHECK_HAS("said", said, "(grant) is signed by those who may");
	CHECK_HAS("said", said, "enrolled by ceremony");
	CHECK_HAS("said", said, "by different persons");
	CHECK_HAS("said", said, "activation code of that approval");
	run_temp_drop(w->a, dir);
	chain_world_free(w);
}

static void
by_passkeys(void **state)
{
	(void)state;
	statements_hold(false);
}

static void
by_browser_keys(void **state)
{
	(void)state;
	statements_hold(true);
}

static void
one_byte_of_any_statement_is_found(void **state)
{
	struct chain_world *w = chain_world_new(false);
	struct evidence v;
	const char *dir = lay_out(w, &v);

	(void)state;
	for (size_t i = 0; i < v.n; i++) {
		str good = v.at[i].data;
		char *bad = arena_copy(w->a, good.p, good.n);

		bad[good.n - 3] ^= 1;
		run_write(w->a, dir, v.at[i].name, (str){ bad, good.n });
		if (str_starts(judge(w, dir), STR("0 [")) ||
		    str_find(judge(w, dir), STR("\n0 []")) >= 0)
			fail_msg("%s was not found", v.at[i].name);
		run_write(w->a, dir, v.at[i].name, good);
	}
	CHECK_HAS("put back", judge(w, dir), "0 []");
	run_temp_drop(w->a, dir);
	chain_world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_passkeys),
		cmocka_unit_test(by_browser_keys),
		cmocka_unit_test(one_byte_of_any_statement_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
