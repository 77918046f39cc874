/*
 * test_together.c - requests for certificates that wait together, and one after the other. Their
 * signatures are verified on several threads, keys that were read stay ready and what verified is known
 * until the turn is over: nobody may win by that.
 *
 * The signer runs in this process, with two threads besides ours.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/rnd.h"
#include "pki/memo.h"
#include "pki/raw.h"
#include "signer/crew.h"
#include "support/chain_world.h"
#include "support/check.h"

static struct chain_world *w;
static struct signer *s;

static int
set_up(void **state)
{
	(void)state;
	w = chain_world_new(false);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	signer_close(s);
	s = NULL;
	chain_world_free(w);
	return 0;
}

/* From here on the signer is ours; statements are made without asking it. */
static void
open_here(void)
{
	const struct signer_options o = {
		.state = w->state, .clock = &clock_system, .threads = 2
	};
	struct err e;

	chain_world_stop(w);
	CHECK_OK("open", signer_open(&o, &s, &e), &e);
}

static str
code_of(const struct ipc_message *out)
{
	return out->type == IPC_failure ? out->u.failure.code : STR("");
}

/* One message alone: "" or the fixed word of its refusal. */
static str
ask(struct ipc_message in)
{
	struct ipc_message out;

	signer_answer(s, w->a, &in, &out);
	return code_of(&out);
}

static str
certify(const struct chain_request *r)
{
	return ask((struct ipc_message){ .type = IPC_certify, .u.certify = r->in });
}

static str
record(const struct statement *st, struct softkey *by)
{
	struct chain_paper p = chain_sign(w, st, by, NULL, NULL);

	return ask((struct ipc_message){ .type = IPC_statement_record,
	    .u.statement_record = { p.statement, p.signatures } });
}

/* One bit of its end turned. */
static str
spoilt(struct arena *a, str from)
{
	char *p = arena_copy(a, from.p, from.n);

	p[from.n - 3] = (char)(p[from.n - 3] ^ 1);
	return (str){ p, from.n };
}

/* Every second one is wrong in another way; those beside it are issued. */
static void
one_turn(void **state)
{
	static const char *const want[] = { "", "csr", "", "signature", "", "signature",
		"", "activation", "", "challenge", "", "signatures" };
	struct chain_request r[ARRAY_LEN(want)];
	struct ipc_message in[ARRAY_LEN(want)], out[ARRAY_LEN(want)];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(want); i++)
		chain_request_new(w, &r[i]);
	open_here();
	r[1].in.csr = spoilt(w->a, r[1].in.csr);
	r[3].in.review_signatures = spoilt(w->a, r[3].in.review_signatures);
	r[5].in.approval_signatures = spoilt(w->a, r[5].in.approval_signatures);
	r[7].in.activation_signature = spoilt(w->a, r[7].in.activation_signature);
	/* the neighbour's signature verifies in this very turn, over another text */
	r[9].in.approval_signatures = r[8].in.approval_signatures;
	r[11].in.review_signatures = STR("");
	for (size_t i = 0; i < ARRAY_LEN(want); i++)
		in[i] = (struct ipc_message){ .type = IPC_certify, .u.certify = r[i].in };
	signer_answer_all(s, w->a, in, out, ARRAY_LEN(want));
	for (size_t i = 0; i < ARRAY_LEN(want); i++)
		CHECK_STR(str_fmt(w->a, "%zu", i).p, code_of(&out[i]), want[i]);
	CHECK_INT("issued", chain_count(w, "SELECT count(*) FROM issued"), 6);
	/* the same again, each alone: what verified before helps nobody */
	for (size_t i = 1; i < ARRAY_LEN(want); i += 2)
		CHECK("refused again", certify(&r[i]).n > 0);
	CHECK_INT("issued", chain_count(w, "SELECT count(*) FROM issued"), 6);
	CHECK_INT("refusals", chain_count(w, "SELECT count(*) FROM refused"), 12);
}

/* Twice in one turn: one certificate, and both are told. */
static void
twins(void **state)
{
	struct ipc_message in[3], out[3];
	struct chain_request r;

	(void)state;
	chain_request_new(w, &r);
	open_here();
	for (size_t i = 0; i < 3; i++)
		in[i] = (struct ipc_message){ .type = IPC_certify, .u.certify = r.in };
	in[2].u.certify.request_id = rnd_id(w->a);
	signer_answer_all(s, w->a, in, out, 3);
	CHECK_INT("first", out[0].type, IPC_issued);
	CHECK_INT("second", out[1].type, IPC_issued);
	CHECK("the same", str_eq(out[0].u.issued.der, out[1].u.issued.der));
	CHECK_STR("another number", code_of(&out[2]), "statement_used");
	CHECK_INT("issued", chain_count(w, "SELECT count(*) FROM issued"), 1);
}

/* Between two certificates the grant ends, or only its key: the second is refused. */
static void
ended_between(void **state)
{
	struct statement lost = chain_statement(w, STATEMENT_grant_key_remove);
	struct ipc_message end = { .type = IPC_authority_end }, in[2], out[2];
	struct chain_request r[6];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(r); i++)
		chain_request_new(w, &r[i]);
	for (size_t i = 4; i < 6; i++) {
		r[i].approval.u.approval.activator = STR("opip2");
		r[i].approval.u.approval.grant = w->opip2.grant;
		chain_request_sign(w, &r[i], w->reviewer.key, w->opip2.key);
	}
	open_here();
	CHECK_STR("before", certify(&r[0]), "");
	end.u.authority_end =
	    (struct ipc_authority_end){ w->opip.grant, STR("suspend"), STR("admin") };
	CHECK_STR("suspended", ask(end), "");
	CHECK_STR("after the suspension", certify(&r[1]), "grant_state");
	/* in the same turn as the end of the reviewer's */
	CHECK_STR("opip2", certify(&r[4]), "");
	end.u.authority_end =
	    (struct ipc_authority_end){ w->reviewer.grant, STR("end"), STR("admin") };
	in[0] = (struct ipc_message){ .type = IPC_certify, .u.certify = r[5].in };
	in[1] = end;
	signer_answer_all(s, w->a, in, out, 2);
	CHECK_INT("ended", out[1].type, IPC_grant_state);
	CHECK_STR("in the same turn", code_of(&out[0]), "grant_state");
	lost.u.grant_key_remove = (struct statement_grant_key_remove){ w->opip2.grant,
		STR("opip2"), softkey_public(w->opip2.key)->id };
	CHECK_STR("key lost", record(&lost, w->v1.key), "");
	CHECK_STR("after the loss", certify(&r[5]), "key_removed");
	CHECK_INT("issued", chain_count(w, "SELECT count(*) FROM issued"), 2);
}

/* The rows are changed under the signer while it runs: it goes by what stands there now. */
static void
changed_rows(void **state)
{
	struct chain_request r[5];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(r); i++)
		chain_request_new(w, &r[i]);
	open_here();
	CHECK_STR("before", certify(&r[0]), "");
	chain_count(w, "UPDATE officer_key SET point = randomblob(64) WHERE person ="
		       " 'kepala' RETURNING 1");
	CHECK_STR("another point for the reviewer", certify(&r[1]), "signature");
	CHECK_INT("no certificate", chain_count(w, "SELECT count(*) FROM issued"), 1);
	chain_count(w, "UPDATE officer_key SET person = 'lain' WHERE person = 'opip1'"
		       " RETURNING 1");
	CHECK_STR("another person for the OPIP's key", certify(&r[2]), "key_removed");
	chain_count(w, "UPDATE officer_key SET person = 'opip1' WHERE person = 'lain'"
		       " RETURNING 1");
	chain_count(w,
	    "UPDATE authority SET to_s = from_s + 1 WHERE person = 'opip1' RETURNING 1");
	CHECK_STR("a grant that is over", certify(&r[3]), "grant_time");
	chain_count(w, "DELETE FROM authority_key WHERE authority IN (SELECT id FROM"
		       " authority WHERE person = 'opip1') RETURNING 1");
	chain_count(w, "UPDATE authority SET to_s = from_s + 86400 WHERE person = 'opip1'"
		       " RETURNING 1");
	CHECK_STR("a grant without keys", certify(&r[4]), "key_removed");
	CHECK_INT("issued", chain_count(w, "SELECT count(*) FROM issued"), 1);
}

/* ---- the memo itself ---- */

static void
memo(void **state)
{
	struct arena *a = arena_new();
	struct made_csr csr = make_csr(a), other = make_csr(a);
	const str text = STR("yang ditandatangani");
	struct pki_public key;
	struct err e;
	str sig, spki;

	(void)state;
	CHECK_OK("spki", pki_key_spki(csr.key, a, &spki, &e), &e);
	CHECK_OK("read", pki_public_parse(a, spki, &key, &e), &e);
	CHECK_OK("sign", pki_key_sign(csr.key, a, text, &sig, &e), &e);
	for (int round = 0; round < 3; round++) {
		/* closed, open, open and collecting */
		pki_memo_open(round == 0 ? 0 : 8);
		pki_memo_collect(round == 2);
		for (int again = 0; again < 2; again++) {
			CHECK_OK("right", pki_der_verify(&key, text, sig, &e), &e);
			CHECK_INT("other text",
			    pki_der_verify(&key, STR("yang lain"), sig, &e), RC_DENIED);
			CHECK_INT("other signature",
			    pki_der_verify(&key, text, spoilt(a, sig), &e), RC_DENIED);
		}
	}
	CHECK_OK("spki", pki_key_spki(other.key, a, &spki, &e), &e);
	CHECK_OK("read", pki_public_parse(a, spki, &key, &e), &e);
	CHECK_INT("other key", pki_der_verify(&key, text, sig, &e), RC_DENIED);
	pki_memo_collect(false);
	pki_memo_open(0);
	pki_key_free(csr.key);
	pki_key_free(other.key);
	arena_free(a);
}

/* ---- the crew itself ---- */

static void
count_piece(void *arg, size_t i)
{
	unsigned char *seen = arg;

	seen[i]++;
}

static void
crew(void **state)
{
	unsigned char seen[1000];

	(void)state;
	for (unsigned threads = 0; threads < 6; threads++) {
		struct crew *c = crew_new(threads);

		for (size_t n = 0; n <= 1000; n += 1 + n / 3) {
			memset(seen, 0, sizeof(seen));
			crew_run(c, count_piece, seen, n);
			for (size_t i = 0; i < sizeof(seen); i++)
				CHECK_INT("each once", seen[i], i < n);
		}
		crew_free(c);
	}
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(one_turn),
		T(twins),
		T(ended_between),
		T(changed_rows),
		cmocka_unit_test(memo),
		cmocka_unit_test(crew),
	};

	return cmocka_run_group_tests_name("together", tests, NULL, NULL);
}
