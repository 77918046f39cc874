/*
 * test_evidence.c - the statements behind a certificate, as the signer gives them out and as check.py
 * judges them with openssl alone: right ones hold, and each one spoilt is found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rnd.h"
#include "domain/evidence.h"
#include "pki/cert.h"
#include "pki/raw.h"
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

/* A certificate and the one that follows it, with what check.py is given of both. */
static const char *
lay_out_renewed(struct chain_world *w, str *out_serial)
{
	struct statement_signature by = { .kind = STATEMENT_BY_CERTIFICATE,
		.auth_data = STR(""),
		.client_data = STR("") };
	struct made_csr own = make_csr(w->a), next = make_csr(w->a);
	const char *dir = run_temp(w->a);
	struct ipc_issued first, second;
	struct chain_request r;
	struct statement st;
	struct ipc_certify in;
	struct evidence v = { .n = 0 };
	struct err e;

	chain_request_new(w, &r);
	r.csr = own;
	r.in.csr = own.der;
	chain_request_activate(w, &r, STR(CHAIN_CODE));
	CHECK_INT("first", chain_certify(w, &r.in, &first, NULL), RC_OK);
	w->shared->skew_s = first.not_after_s - 864000 - clock_now(&clock_system);
	st = chain_statement(w, STATEMENT_renewal);
	st.u.renewal = (struct statement_renewal){ .serial = first.serial,
		.office = r.approval.u.approval.office,
		.office_name = r.approval.u.approval.office_name,
		.name = r.approval.u.approval.name,
		.email = r.approval.u.approval.email,
		.spki_sha256 = statement_sha256(w->a, next.spki),
		.revocation_sha256 = STR("") };
	in = (struct ipc_certify){ .request_id = rnd_id(w->a), .csr = next.der };
	in.review = in.review_signatures = in.activation_signature =
	    in.revocation_sha256 = STR("");
	by.key_id = statement_sha256(w->a, own.spki);
	CHECK_OK("encode", statement_encode(w->a, &st, &in.approval, &e), &e);
	CHECK_OK("sign",
	    pki_raw_sign(own.key, w->a, statement_signed_text(w->a, in.approval),
		&by.signature, &e),
	    &e);
	CHECK_OK("list",
	    statement_signatures_encode(w->a, &by, 1, &in.approval_signatures, &e), &e);
	CHECK_INT("second", chain_certify(w, &in, &second, NULL), RC_OK);
	CHECK_OK("statements",
	    evidence_statements(w->client, w->a, second.serial, &v, &e), &e);
	for (size_t i = 0; i < v.n; i++)
		run_write(w->a, dir, v.at[i].name, v.at[i].data);
	run_write(w->a, dir, "certificate.pem", pki_cert_pem(w->a, second.der));
	run_write(w->a, dir, str_fmt(w->a, "before-%.*s.pem", STR_ARG(first.serial)).p,
	    pki_cert_pem(w->a, first.der));
	(void)run_in(w->a, dir, "cp '" CHECK_PY "' check.py");
	pki_key_free(own.key);
	pki_key_free(next.key);
	*out_serial = first.serial;
	return dir;
}

/* A renewed certificate: the counter, and the key that was certified there. */
static void
renewals_hold(void **state)
{
	struct chain_world *w = chain_world_new(false);
	str serial, said;
	const char *dir = lay_out_renewed(w, &serial);

	(void)state;
	said = judge(w, dir);
	CHECK_HAS("said", said, "0 []");
	CHECK_HAS("said", said, "(approval) is signed by those who may");
	CHECK_HAS("said", said, "(renewal) is signed by those who may");
	CHECK_HAS("said", said, "the key is the one that the renewal names");
	/* another certificate in the place of the one before */
	(void)run_in(w->a, dir,
	    str_fmt(w->a, "cp certificate.pem before-%.*s.pem", STR_ARG(serial)).p);
	CHECK_HAS("said", judge(w, dir), "1 [");
	chain_world_free(w);
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
		cmocka_unit_test(renewals_hold),
		cmocka_unit_test(by_passkeys),
		cmocka_unit_test(by_browser_keys),
		cmocka_unit_test(one_byte_of_any_statement_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
