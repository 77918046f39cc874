/*
 * test_chain.c - the chain of authority as it should be walked: ceremony, verifiers, grants, keys,
 * certificates, orders; and a signer that dies between any two steps.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/codec.h"
#include "base/file.h"
#include "pki/cert.h"
#include "pki/hash.h"
#include "pki/raw.h"
#include "signer/ceremony.h"
#include "support/chain_world.h"
#include "support/check.h"

static struct chain_world *w;

static int
set_up(void **state)
{
	(void)state;
	w = chain_world_new(false);
	return 0;
}

static int
set_up_browser(void **state)
{
	(void)state;
	w = chain_world_new(true);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	chain_world_free(w);
	return 0;
}

#define ASK_OK(row, call)                                                                \
	do {                                                                             \
		char code_[32] = "";                                                     \
		char *code = code_;                                                      \
		enum rc rc_ = (call);                                                    \
		if (rc_ != RC_OK)                                                        \
			fail_msg("%s: %s (%s)", (row), err_name(rc_), code_);            \
	} while (0)

static void
certificate_comes_from_statements(void **state)
{
	struct chain_request r;
	struct ipc_issued got, again;
	struct pki_cert cert;
	struct err e;

	(void)state;
	chain_request_new(w, &r);
	ASK_OK("certify", chain_certify(w, &r.in, &got, code));
	CHECK_OK("parse", pki_cert_parse(w->a, got.der, &cert, &e), &e);
	CHECK("name", str_eq(cert.name, r.approval.u.approval.name));
	CHECK("unit", str_eq(cert.unit, r.approval.u.approval.office_name));
	CHECK("email", str_eq(cert.email, r.approval.u.approval.email));
	CHECK("key", str_eq(cert.key.spki, r.csr.spki));
	ASK_OK("again", chain_certify(w, &r.in, &again, code));
	CHECK("same", again.repeated && str_eq(again.der, got.der));
	chain_world_stop(w);
	chain_world_start(w);
	ASK_OK("after a restart", chain_certify(w, &r.in, &again, code));
	CHECK("same", again.repeated && str_eq(again.der, got.der));
	CHECK_INT("issued", chain_count(w, "SELECT count(*) FROM issued"), 1);
	CHECK_INT("evidence",
	    chain_count(w, "SELECT count(*) FROM certified c JOIN statement s ON"
			   " s.id = c.approval JOIN statement r ON r.id = c.review"),
	    1);
}

/* A third verifier by the two others; then one of the first is removed. */
static void
verifiers_come_and_go(void **state)
{
	struct softkey *k = softkey_new(STATEMENT_KEY_PASSKEY);
	struct statement s = chain_statement(w, STATEMENT_key_add);

	(void)state;
	s.u.key_add = (struct statement_key_add){ STR("v3"), STR("Verifikator Tiga"),
		STR("197001011995011003"), { softkey_public(k), 1 } };
	ASK_OK(
	    "third", chain_record(w, chain_sign(w, &s, w->v1.key, w->v2.key, k), code));
	s = chain_statement(w, STATEMENT_key_remove);
	s.u.key_remove = (struct statement_key_remove){ STR("v1"),
		softkey_public(w->v1.key)->id, STR("hilang") };
	ASK_OK("removed", chain_record(w, chain_sign(w, &s, k, NULL, NULL), code));
	s = chain_grant_of(w, &w->opip, "opip", "015");
	ASK_OK("grant by the third",
	    chain_record(w, chain_sign(w, &s, k, NULL, NULL), code));
	CHECK_INT("live",
	    chain_count(w, "SELECT count(*) FROM verifier WHERE removed_s IS NULL"), 2);
	softkey_free(k);
}

static void
grant_is_suspended_resumed_and_ended(void **state)
{
	const char *const acts[] = { "suspend", "resume", "end" };
	const char *const states[] = { "suspended", "active", "ended" };
	struct ipc_message get = { .type = IPC_grant_get }, got;

	(void)state;
	get.u.grant_get.grant = w->opip.grant;
	for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
		struct statement s = chain_statement(w, STATEMENT_authority_change);
		struct chain_paper p;

		s.u.authority_change = (struct statement_authority_change){ w->opip.grant,
			STR("opip1"), str_from_z(acts[i]), STR("") };
		p = chain_sign(w, &s, w->v2.key, NULL, NULL);
		ASK_OK(acts[i], chain_record(w, p, code));
		ASK_OK("repeated", chain_record(w, p, code));
		ASK_OK("state", chain_ask(w, &get, IPC_grant_state, &got, code));
		CHECK_STR(acts[i], got.u.grant_state.state, states[i]);
	}
}

/* A second key by the first, the first removed by the second, certificates by the second. */
static void
second_key_and_lost_key(void **state)
{
	struct softkey *k = softkey_new(STATEMENT_KEY_PASSKEY);
	struct statement s = chain_statement(w, STATEMENT_grant_key_add);
	struct chain_request r;

	(void)state;
	s.u.grant_key_add = (struct statement_grant_key_add){ w->opip.grant, STR("opip1"),
		{ softkey_public(k), 1 } };
	ASK_OK(
	    "second", chain_record(w, chain_sign(w, &s, w->opip.key, NULL, NULL), code));
	s = chain_statement(w, STATEMENT_grant_key_remove);
	s.u.grant_key_remove = (struct statement_grant_key_remove){ w->opip.grant,
		STR("opip1"), softkey_public(w->opip.key)->id };
	ASK_OK("first is lost", chain_record(w, chain_sign(w, &s, k, NULL, NULL), code));
	chain_request_new(w, &r);
	chain_request_sign(w, &r, w->reviewer.key, k);
	ASK_OK("certify", chain_certify(w, &r.in, NULL, code));
	softkey_free(k);
}

/* ---- status ---- */

static void
expect_status(
    const char *row, const struct ipc_message *m, const char *want, int64_t reason)
{
	struct ipc_message got;

	ASK_OK(row, chain_ask(w, m, IPC_status, &got, code));
	CHECK_STR(row, got.u.status.state, want);
	CHECK_INT(row, got.u.status.reason, reason);
	CHECK(row, got.u.status.crl_number > 0);
}

static struct ipc_message
order(str serial, const char *action, int64_t reason, const struct chain_person *by)
{
	struct statement s = chain_statement(w, STATEMENT_order);
	struct ipc_message m = { .type = IPC_order_record };
	struct chain_paper p;

	s.u.order = (struct statement_order){ serial, str_from_z(action), reason, 0,
		str_from_z(by->account), by->grant.p == NULL ? STR("") : by->grant };
	p = chain_sign(w, &s, by->key, NULL, NULL);
	m.u.order_record = (struct ipc_order_record){ p.statement, p.signatures };
	return m;
}

static void
status_of_a_certificate(void **state)
{
	struct ipc_message suspend = { .type = IPC_order_suspend }, lift, m;
	struct chain_request r;
	struct ipc_issued c;

	(void)state;
	chain_request_new(w, &r);
	ASK_OK("certify", chain_certify(w, &r.in, &c, code));
	suspend.u.order_suspend =
	    (struct ipc_order_suspend){ c.serial, STR("holder"), 0 };
	expect_status("suspend", &suspend, "suspended", 6);
	expect_status("again", &suspend, "suspended", 6);
	lift = order(c.serial, "lift", 0, &w->opip2);
	expect_status("lift", &lift, "active", 0);
	expect_status("suspend", &suspend, "suspended", 6);
	/* the same lifting does not count a second time */
	expect_status("repeated", &lift, "suspended", 6);
	m = order(c.serial, "revoke", 4, &w->v1);
	expect_status("revoke", &m, "revoked", 4);
	expect_status("repeated", &m, "revoked", 4);
}

static void
holder_revokes_with_his_key_or_code(void **state)
{
	struct ipc_message m = { .type = IPC_order_record };
	struct statement s = chain_statement(w, STATEMENT_order);
	struct statement_signature by = { .kind = STATEMENT_BY_CERTIFICATE,
		.auth_data = STR(""),
		.client_data = STR("") };
	struct made_csr csr = make_csr(w->a);
	struct chain_request r;
	struct ipc_issued c;
	struct err e;
	str bytes, list;

	(void)state;
	chain_request_new(w, &r);
	r.csr = csr;
	r.in.csr = csr.der;
	chain_request_activate(w, &r, STR(CHAIN_CODE));
	ASK_OK("certify", chain_certify(w, &r.in, &c, code));
	s.u.order = (struct statement_order){ c.serial, STR("revoke"), 1, s.made_s - 5,
		STR(""), STR("") };
	CHECK_OK("encode", statement_encode(w->a, &s, &bytes, &e), &e);
	by.key_id = statement_sha256(w->a, csr.spki);
	CHECK_OK("sign",
	    pki_raw_sign(
		csr.key, w->a, statement_signed_text(w->a, bytes), &by.signature, &e),
	    &e);
	CHECK_OK("list", statement_signatures_encode(w->a, &by, 1, &list, &e), &e);
	m.u.order_record = (struct ipc_order_record){ bytes, list };
	expect_status("by key", &m, "revoked", 1);
	pki_key_free(csr.key);

	chain_request_new(w, &r);
	{
		str revocation = crockford_random(w->a, 20);

		r.in.revocation_sha256 =
		    statement_sha256(w->a, str_sub(revocation, 0, 20));
		chain_request_activate(w, &r, STR(CHAIN_CODE));
		ASK_OK("certify", chain_certify(w, &r.in, &c, code));
		m = (struct ipc_message){ .type = IPC_order_code,
			.u.order_code = { c.serial, str_lower(w->a, revocation), 5, 0 } };
		expect_status("by code", &m, "revoked", 5);
	}
}

/* ---- without the two-person rule ---- */

static void
one_person_where_the_profile_says_so(void **state)
{
	struct chain_request r;

	(void)state;
	chain_world_stop(w);
	{
		struct err e;
		const char *path = str_fmt(w->a, "%s/signer/profile.conf", w->state).p;
		str text;

		CHECK_OK("read", file_read(w->a, path, 65536, &text, &e), &e);
		ptrdiff_t at = str_find(text, STR("two_person = yes"));
		CHECK("there", at >= 0);
		text = str_fmt(w->a, "%.*stwo_person = no%.*s", (int)at, text.p,
		    STR_ARG(str_from(text, (size_t)at + 16)));
		CHECK_OK("write", file_write_durable(path, text, 0600, &e), &e);
	}
	chain_world_start(w);
	chain_request_new(w, &r);
	r.review.u.review.reviewer = STR("opip1");
	r.review.u.review.grant = w->opip.grant;
	chain_request_sign(w, &r, w->opip.key, w->opip.key);
	ASK_OK("his own review", chain_certify(w, &r.in, NULL, code));
	chain_request_new(w, &r);
	r.approval.u.approval.review_sha256 = STR("");
	{
		struct chain_paper p =
		    chain_sign(w, &r.approval, w->opip.key, NULL, NULL);

		r.in.review = r.in.review_signatures = STR("");
		r.in.approval = p.statement;
		r.in.approval_signatures = p.signatures;
	}
	ASK_OK("no review", chain_certify(w, &r.in, NULL, code));
}

/* ---- dying ---- */

static void
killed_between_steps_of_issuing(void **state)
{
	struct ipc_issued first, again;
	struct chain_request r;

	(void)state;
	for (int step = 0; step < SIGNER_STEP__ISSUE_COUNT; step++) {
		const char *row = str_fmt(w->a, "step %d", step).p;
		char why[32];

		chain_request_new(w, &r);
		w->shared->die_at = step;
		CHECK_INT(row, chain_certify(w, &r.in, NULL, why), RC_UNAVAILABLE);
		chain_world_stop(w);
		CHECK_INT(row, w->shared->die_at, -1);
		CHECK_INT("certified without statements",
		    chain_count(w, "SELECT count(*) FROM issued WHERE serial NOT IN"
				   " (SELECT serial FROM certified)"),
		    0);
		chain_world_start(w);
		CHECK_INT("unfinished",
		    chain_count(w, "SELECT count(*) FROM issued WHERE state <> 'signed'"),
		    0);
		ASK_OK(row, chain_certify(w, &r.in, &first, code));
		CHECK_INT(row, first.repeated, step >= SIGNER_STEP_TBS_KEPT);
		ASK_OK(row, chain_certify(w, &r.in, &again, code));
		CHECK(row, str_eq(first.der, again.der));
		CHECK_INT(row, chain_count(w, "SELECT count(*) FROM issued"), step + 1);
		CHECK_INT(row, chain_count(w, "SELECT count(*) FROM status"), step + 1);
	}
	CHECK_INT("serials",
	    chain_count(w, "SELECT count(DISTINCT serial) = count(*) FROM issued"), 1);
}

static void
killed_between_steps_of_granting(void **state)
{
	(void)state;
	for (int step = SIGNER_STEP_CHAIN_JUDGED; step <= SIGNER_STEP_CHAIN_KEPT;
	     step++) {
		struct statement s = chain_grant_of(
		    w, &w->opip, "opip", str_fmt(w->a, "%03d", 100 + step).p);
		struct chain_paper p = chain_sign(w, &s, w->v1.key, NULL, NULL);
		const char *row = str_fmt(w->a, "step %d", step).p;

		w->shared->die_at = step;
		CHECK_INT(row, chain_record(w, p, NULL), RC_UNAVAILABLE);
		chain_world_stop(w);
		CHECK_INT("grant and statement together",
		    chain_count(w,
			"SELECT (SELECT count(*) FROM authority) ="
			" (SELECT count(*) FROM statement WHERE kind = 'grant')"),
		    1);
		chain_world_start(w);
		ASK_OK(row, chain_record(w, p, code));
		CHECK_INT(row, chain_count(w, "SELECT count(*) FROM authority"),
		    5 + step - SIGNER_STEP_CHAIN_JUDGED);
	}
}

/* ---- the transcript ---- */

static void
count_events(const struct chain_event *ev, void *arg)
{
	int *n = arg;

	n[0]++;
	n[1] += str_eq_z(ev->what, "key_add");
	n[2] += str_eq_z(ev->what, "grant");
	n[3] += ev->statement.n > 0;
}

static void
transcript_has_everything(void **state)
{
	int n[4] = { 0 };
	struct err e;

	(void)state;
	CHECK_OK(
	    "transcript", ceremony_transcript(w->state, w->a, count_events, n, &e), &e);
	CHECK_INT("codes, keys, grants", n[0], 1 + 2 + 4);
	CHECK_INT("keys", n[1], 2);
	CHECK_INT("grants", n[2], 4);
	CHECK_INT("statements", n[3], 6);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(certificate_comes_from_statements),
		cmocka_unit_test_setup_teardown(
		    certificate_comes_from_statements, set_up_browser, tear_down),
		T(verifiers_come_and_go),
		T(grant_is_suspended_resumed_and_ended),
		T(second_key_and_lost_key),
		T(status_of_a_certificate),
		T(holder_revokes_with_his_key_or_code),
		T(one_person_where_the_profile_says_so),
		T(killed_between_steps_of_issuing),
		T(killed_between_steps_of_granting),
		T(transcript_has_everything),
	};

	return cmocka_run_group_tests_name("chain", tests, NULL, NULL);
}
