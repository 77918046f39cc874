/*
 * test_attack_renewal.c - a hostile paraf-web tries to get a certificate by way of renewal: without the
 * key of the certificate that is followed, for another subject or office, too early, too late, twice,
 * after a suspension. And what must work: one follower, with the same subject and a new key.
 *
 * The certificate lives two years; the signer's clock is moved to near its end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pki/cert.h"
#include "support/attack.h"

#define DAY INT64_C(86400)

static struct err e;

/* A certificate, its key, and the request that would follow it. */
struct holder {
	struct made_csr own, next;
	struct ipc_issued cert;
	struct statement st;
	struct ipc_certify in;
};

static void
holder_new(struct holder *h)
{
	struct chain_request r;

	*h = (struct holder){ .own = make_csr(w->a), .next = make_csr(w->a) };
	w->shared->skew_s = 0;
	chain_request_new(w, &r);
	r.csr = h->own;
	r.in.csr = h->own.der;
	chain_request_activate(w, &r, STR(CHAIN_CODE));
	CHECK_INT("preparation", chain_certify(w, &r.in, &h->cert, NULL), RC_OK);
	move_before_end(&h->cert, 10 * DAY);
	h->st = chain_statement(w, STATEMENT_renewal);
	h->st.u.renewal = (struct statement_renewal){ .serial = h->cert.serial,
		.office = r.approval.u.approval.office,
		.office_name = r.approval.u.approval.office_name,
		.name = r.approval.u.approval.name,
		.email = r.approval.u.approval.email,
		.spki_sha256 = statement_sha256(w->a, h->next.spki),
		.revocation_sha256 = STR("") };
	h->in = renewal_asked(h->next.der);
}

static void
holder_free(struct holder *h)
{
	pki_key_free(h->own.key);
	pki_key_free(h->next.key);
}

/* Sign the statement as it stands; `named` is the key that the signature says it is of. */
static void
sign_as(struct holder *h, const struct made_csr *key, const struct made_csr *named)
{
	struct chain_paper p = signed_by_certificate(&h->st, key, named);

	h->in.approval = p.statement;
	h->in.approval_signatures = p.signatures;
}

static void
sign_own(struct holder *h)
{
	sign_as(h, &h->own, &h->own);
}

/* ---- what must work ---- */

static void
followed_once_by_its_own_key(void **state)
{
	struct holder h;
	struct ipc_issued again, got;
	struct pki_cert old, cert;

	(void)state;
	holder_new(&h);
	sign_own(&h);
	CHECK_INT("renewed", chain_certify(w, &h.in, &got, NULL), RC_OK);
	CHECK_OK("old", pki_cert_parse(w->a, h.cert.der, &old, &e), &e);
	CHECK_OK("new", pki_cert_parse(w->a, got.der, &cert, &e), &e);
	assert_true(str_eq(old.subject, cert.subject));
	assert_true(str_eq(cert.key.spki, h.next.spki));
	assert_false(str_eq(old.serial, cert.serial));
	assert_true(cert.not_after_s > old.not_after_s);
	/* asked again after a lost answer: the same certificate */
	CHECK_INT("repeated", chain_certify(w, &h.in, &again, NULL), RC_OK);
	assert_true(again.repeated);
	assert_true(str_eq(again.serial, got.serial));
	/* the old one is as it was */
	CHECK_INT("both active",
	    chain_count(w, "SELECT count(*) FROM status WHERE state = 'active'"), 2);
	holder_free(&h);
}

static void
a_follower_is_followed_while_the_meeting_counts(void **state)
{
	struct holder h, second;
	struct ipc_issued got;

	(void)state;
	holder_new(&h);
	sign_own(&h);
	CHECK_INT("first", chain_certify(w, &h.in, &got, NULL), RC_OK);
	second = h;
	second.cert = got;
	second.own = h.next;
	second.next = make_csr(w->a);
	move_before_end(&second.cert, 10 * DAY);
	second.st = chain_statement(w, STATEMENT_renewal);
	second.st.u.renewal = h.st.u.renewal;
	second.st.u.renewal.serial = got.serial;
	second.st.u.renewal.spki_sha256 = statement_sha256(w->a, second.next.spki);
	second.in.request_id = rnd_id(w->a);
	second.in.csr = second.next.der;
	sign_own(&second);
	/* four years after the counter */
	certify_refused("meeting too long ago", &second.in, "renewal_proof");
	chain_world_stop(w);
	chain_world_profile(w, "proof_max_days = 1826");
	chain_world_start(w);
	CHECK_INT("second", chain_certify(w, &second.in, &got, NULL), RC_OK);
	pki_key_free(second.next.key);
	holder_free(&h);
}

/* ---- whose key ---- */

static void
without_the_key(void **state)
{
	struct holder h, other;
	struct made_csr evil = make_csr(w->a);
	struct chain_paper p;

	(void)state;
	holder_new(&h);
	holder_new(&other);
	sign_as(&h, &evil, &evil);
	certify_refused("another key", &h.in, "key_unknown");
	sign_as(&h, &evil, &h.own);
	certify_refused("another key in its name", &h.in, "signature");
	sign_as(&h, &other.own, &other.own);
	certify_refused("another holder's key", &h.in, "key_unknown");
	sign_as(&h, &h.next, &h.next);
	certify_refused("the new key itself", &h.in, "key_unknown");
	p = chain_sign(w, &h.st, w->opip.key, NULL, NULL);
	h.in.approval = p.statement;
	h.in.approval_signatures = p.signatures;
	certify_refused("an officer's key", &h.in, "renewal");
	sign_own(&h);
	h.in.approval_signatures = STR("");
	certify_refused("no signature", &h.in, "signatures");
	pki_key_free(evil.key);
	holder_free(&h);
	holder_free(&other);
}

static void
for_another_key(void **state)
{
	struct holder h;
	struct made_csr evil = make_csr(w->a);

	(void)state;
	holder_new(&h);
	sign_own(&h);
	h.in.csr = evil.der;
	certify_refused("request exchanged on the way", &h.in, "key_differs");
	h.in.csr = h.own.der;
	certify_refused("the same key again", &h.in, "key_differs");
	h.st.u.renewal.spki_sha256 = statement_sha256(w->a, h.own.spki);
	sign_own(&h);
	certify_refused("the same key again, signed", &h.in, "key_used");
	pki_key_free(evil.key);
	holder_free(&h);
}

/* ---- what is asked ---- */

static void
other_content(void **state)
{
	struct holder h, other;
	struct statement right;

	(void)state;
	holder_new(&h);
	holder_new(&other);
	right = h.st;
	h.st.u.renewal.name = STR("Orang Lain");
	sign_own(&h);
	certify_refused("another name", &h.in, "subject_differs");
	h.st = right;
	h.st.u.renewal.email = STR("lain@kemenkeu.go.id");
	sign_own(&h);
	certify_refused("another address", &h.in, "subject_differs");
	h.st = right;
	h.st.u.renewal.office = STR("014");
	sign_own(&h);
	certify_refused("another office", &h.in, "office_differs");
	h.st = right;
	h.st.u.renewal.office_name = STR("KPPN Jakarta II");
	sign_own(&h);
	certify_refused("another name of the office", &h.in, "office_differs");
	h.st = right;
	h.st.u.renewal.serial = STR("0abc");
	sign_own(&h);
	certify_refused("certificate that is none", &h.in, "serial");
	h.st.u.renewal.serial = other.cert.serial;
	sign_own(&h);
	certify_refused("another holder's certificate", &h.in, "key_unknown");
	h.st = right;
	h.st.authority = STR("another-authority");
	sign_own(&h);
	certify_refused("for another signer", &h.in, "authority");
	h.st = right;
	h.st.u.renewal.revocation_sha256 =
	    statement_sha256(w->a, STR("00000111112222233333"));
	sign_own(&h);
	certify_refused("revocation code left out", &h.in, "renewal");
	h.st = right;
	sign_own(&h);
	h.in.revocation_sha256 = statement_sha256(w->a, STR("00000111112222233333"));
	certify_refused("revocation code put in", &h.in, "renewal");
	holder_free(&h);
	holder_free(&other);
}

/* ---- when ---- */

static void
at_another_time(void **state)
{
	struct holder h;
	struct statement right;

	(void)state;
	holder_new(&h);
	right = h.st;
	sign_own(&h);
	move_before_end(&h.cert, 10 * DAY - 2 * 3600);
	certify_refused("stale", &h.in, "time_expired");
	move_before_end(&h.cert, 31 * DAY);
	h.st = chain_statement(w, STATEMENT_renewal);
	h.st.u.renewal = right.u.renewal;
	sign_own(&h);
	certify_refused("a month and a day before the end", &h.in, "renewal_early");
	move_before_end(&h.cert, -1);
	h.st = chain_statement(w, STATEMENT_renewal);
	h.st.u.renewal = right.u.renewal;
	sign_own(&h);
	certify_refused("after the end", &h.in, "renewal_late");
	h.st.made_s += 3600;
	h.st.expires_s += 3600;
	sign_own(&h);
	certify_refused("from the future", &h.in, "time_future");
	h.st = chain_statement(w, STATEMENT_renewal);
	h.st.u.renewal = right.u.renewal;
	h.st.expires_s = h.st.made_s + 30 * DAY;
	sign_own(&h);
	certify_refused("good for a month", &h.in, "time_long");
	holder_free(&h);
}

/* ---- of what state ---- */

static void
suspended(void **state)
{
	struct ipc_message suspend = { .type = IPC_order_suspend }, got;
	struct holder h;

	(void)state;
	holder_new(&h);
	suspend.u.order_suspend =
	    (struct ipc_order_suspend){ .serial = h.cert.serial, .actor = STR("holder") };
	CHECK_INT("suspend", chain_ask(w, &suspend, IPC_status, &got, NULL), RC_OK);
	sign_own(&h);
	certify_refused("suspended", &h.in, "renewal_state");
	holder_free(&h);
}

static void
revoked(void **state)
{
	struct ipc_message m, got;
	struct holder h;

	(void)state;
	holder_new(&h);
	w->shared->skew_s = 0; /* while the officer's grant lasts */
	m = chain_order(w, h.cert.serial, "revoke", 1);
	CHECK_INT("revoke", chain_ask(w, &m, IPC_status, &got, NULL), RC_OK);
	move_before_end(&h.cert, 10 * DAY);
	sign_own(&h);
	certify_refused("revoked", &h.in, "renewal_state");
	holder_free(&h);
}

/* ---- once more ---- */

static void
replayed(void **state)
{
	struct holder h;
	struct made_csr evil = make_csr(w->a);
	struct ipc_issued got;
	str first;

	(void)state;
	holder_new(&h);
	sign_own(&h);
	CHECK_INT("renewed", chain_certify(w, &h.in, &got, NULL), RC_OK);
	first = h.in.request_id;
	h.in.request_id = rnd_id(w->a);
	certify_refused(
	    "the same statement under another request", &h.in, "statement_used");
	h.in.request_id = first;
	h.in.csr = evil.der;
	certify_refused("another key under the same request", &h.in, "request_changed");
	h.in.request_id = rnd_id(w->a);
	h.st.id = rnd_id(w->a);
	h.st.u.renewal.spki_sha256 = statement_sha256(w->a, evil.spki);
	sign_own(&h);
	certify_refused("followed a second time, with another key", &h.in, "renewed");
	pki_key_free(evil.key);
	holder_free(&h);
}

/* An officer's statements in its place, and it in theirs. */
static void
in_the_place_of_others(void **state)
{
	struct ipc_message m = { .type = IPC_order_record }, got;
	struct chain_request r;
	struct holder h;
	char code[32] = "";

	(void)state;
	holder_new(&h);
	sign_own(&h);
	m.u.order_record =
	    (struct ipc_order_record){ h.in.approval, h.in.approval_signatures };
	assert_int_not_equal(chain_ask(w, &m, IPC_status, &got, code), RC_OK);
	CHECK_STR("as an order", str_from_z(code), "statement");
	m = (struct ipc_message){ .type = IPC_statement_record,
		.u.statement_record = { h.in.approval, h.in.approval_signatures } };
	assert_int_not_equal(chain_ask(w, &m, IPC_recorded, &got, code), RC_OK);
	CHECK_STR("as a grant", str_from_z(code), "statement");
	w->shared->skew_s = 0;
	chain_request_new(w, &r);
	move_before_end(&h.cert, 10 * DAY);
	h.in.review = r.in.review;
	h.in.review_signatures = r.in.review_signatures;
	certify_refused("beside a review", &h.in, "renewal");
	h.in.review = h.in.review_signatures = STR("");
	h.in.activation_signature = r.in.activation_signature;
	certify_refused("beside an activation code", &h.in, "renewal");
	holder_free(&h);
}

int
main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(followed_once_by_its_own_key),
		T(a_follower_is_followed_while_the_meeting_counts),
		T(without_the_key),
		T(for_another_key),
		T(other_content),
		T(at_another_time),
		T(suspended),
		T(revoked),
		T(replayed),
		T(in_the_place_of_others),
	};

	return cmocka_run_group_tests_name("attack_renewal", tests, NULL, NULL);
}
