/*
 * test_attack_lost_key.c - the holder has lost his key, an OPIP of his office approves the new one. A
 * hostile paraf-web wants the certificate for a key of its own, for somebody else, without the officer,
 * too early, too late or twice. And what must work: one follower with the key whose code was read out,
 * and the old one ended where that was asked for, also when the signer dies on the way.
 *
 * The certificate lives two years; the signer's clock is moved to near its end, and the officers get
 * grants of that time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rnd.h"
#include "pki/cert.h"
#include "pki/crl.h"
#include "support/attack.h"

#define DAY INT64_C(86400)

static const str two_factors[] = { { "password", 8 }, { "totp", 4 } };
static const str called[] = { { "callback", 8 } };

/* A certificate whose key is lost, the new key, and the statement that an officer signs. */
struct lost {
	struct made_csr next;
	struct ipc_issued cert;
	struct statement_approval first; /* of the counter */
	struct statement st;
	struct ipc_certify in;
};

static void
grant_now(struct chain_person *p, const char *role, const char *office)
{
	struct statement s = chain_grant_of(w, p, role, office);

	must(chain_record(w, chain_sign(w, &s, w->v1.key, NULL, NULL), NULL));
	p->grant = s.id;
}

/* The certificate of a person with that NIP, made at the counter. */
static void
counter(struct lost *h, const char *nip, const struct chain_person *activator)
{
	struct chain_request r;

	*h = (struct lost){ .next = make_csr(w->a) };
	chain_request_new(w, &r);
	r.review.u.review.nip = r.approval.u.approval.nip = str_from_z(nip);
	r.approval.u.approval.activator = str_from_z(activator->account);
	r.approval.u.approval.grant = activator->grant;
	chain_request_sign(w, &r, w->reviewer.key, activator->key);
	must(chain_certify(w, &r.in, &h->cert, NULL));
	h->first = r.approval.u.approval;
}

static void
fill(struct lost *h, const struct chain_person *by)
{
	h->st = chain_statement(w, STATEMENT_renewal_approval);
	h->st.u.renewal_approval =
	    (struct statement_renewal_approval){ .serial = h->cert.serial,
		    .office = h->first.office,
		    .office_name = h->first.office_name,
		    .name = h->first.name,
		    .email = h->first.email,
		    .spki_sha256 = statement_sha256(w->a, h->next.spki),
		    .revocation_sha256 = STR(""),
		    .nip = h->first.nip,
		    .code = statement_renewal_code(
			w->a, w->authority, h->cert.serial, h->next.spki),
		    .factors = { two_factors, 2 },
		    .ticks = { called, 1 },
		    .approver = str_from_z(by->account),
		    .grant = by->grant };
	h->in = renewal_asked(h->next.der);
}

/* Ten days before the end, everything right in every way but signed. */
static void
lost_new(struct lost *h)
{
	counter(h, "199001012015012009", &w->opip);
	move_before_end(&h->cert, 10 * DAY);
	grant_now(&w->opip, "opip", "082");
	grant_now(&w->opip2, "opip", "082");
	grant_now(&w->far, "opip", "014");
	fill(h, &w->opip);
}

static void
sign_by(struct lost *h, struct softkey *key)
{
	struct chain_paper p = chain_sign(w, &h->st, key, NULL, NULL);

	h->in.approval = p.statement;
	h->in.approval_signatures = p.signatures;
}

/* The statement changed, and signed by the OPIP all the same. */
#define CHANGED(row, want, change)                                                       \
	do {                                                                             \
		struct statement right_ = h.st;                                          \
                                                                                         \
		change;                                                                  \
		sign_by(&h, w->opip.key);                                                \
		certify_refused(row, &h.in, want);                                       \
		h.st = right_;                                                           \
	} while (0)

static struct ipc_issued
renewed(struct lost *h)
{
	struct ipc_issued got;

	sign_by(h, w->opip.key);
	must(chain_certify(w, &h->in, &got, NULL));
	return got;
}

static void
end(struct lost *h)
{
	pki_key_free(h->next.key);
}

/* ---- what must work ---- */

static void
followed_once_with_the_code_of_its_key(void **state)
{
	struct ipc_issued got, again;
	struct pki_cert cert;
	struct lost h;
	struct err e;

	(void)state;
	lost_new(&h);
	got = renewed(&h);
	CHECK_OK("new", pki_cert_parse(w->a, got.der, &cert, &e), &e);
	assert_true(str_eq(cert.key.spki, h.next.spki));
	CHECK_INT("the old one stays", got.followed_reason, 0);
	must(chain_certify(w, &h.in, &again, NULL));
	assert_true(again.repeated);
	assert_true(str_eq(again.serial, got.serial));
	CHECK_INT("both active",
	    chain_count(w, "SELECT count(*) FROM status WHERE state = 'active'"), 2);
	end(&h);
}

static int64_t
state_of_old(const struct lost *h, const char *state, int reason)
{
	return chain_count(w,
	    str_fmt(w->a,
		"SELECT count(*) FROM status WHERE serial = '%.*s' AND state = '%s' AND reason = %d",
		STR_ARG(h->cert.serial), state, reason)
		.p);
}

static void
the_old_one_ends_as_the_officer_said(void **state)
{
	struct ipc_issued got;
	struct lost h;

	(void)state;
	lost_new(&h);
	h.st.u.renewal_approval.revoke = PKI_REASON_KEY_COMPROMISE;
	got = renewed(&h);
	CHECK_INT("told", got.followed_reason, PKI_REASON_KEY_COMPROMISE);
	CHECK_INT("revoked", state_of_old(&h, "revoked", 1), 1);
	must(chain_certify(w, &h.in, &got, NULL));
	CHECK_INT("told again", got.followed_reason, PKI_REASON_KEY_COMPROMISE);
	CHECK_INT("once",
	    chain_count(w, "SELECT count(*) FROM status_log WHERE actor = 'opip1'"), 1);
	end(&h);
}

static void
the_profile_ends_the_old_one(void **state)
{
	struct ipc_issued got;
	struct lost h;

	(void)state;
	chain_world_stop(w);
	chain_world_profile(w, "supersede = yes");
	chain_world_start(w);
	lost_new(&h);
	got = renewed(&h);
	CHECK_INT("told", got.followed_reason, PKI_REASON_SUPERSEDED);
	CHECK_INT("superseded", state_of_old(&h, "revoked", 4), 1);
	end(&h);
}

/* Killed after each step; asked again it answers with the same certificate, and the old one is ended. */
static void
the_signer_dies_on_the_way(void **state)
{
	static const int steps[] = { SIGNER_STEP_TBS_KEPT, SIGNER_STEP_SIGNED,
		SIGNER_STEP_KEPT };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		struct ipc_issued got;
		struct lost h;

		w->shared->skew_s = 0;
		lost_new(&h);
		h.st.u.renewal_approval.revoke = PKI_REASON_SUPERSEDED;
		sign_by(&h, w->opip.key);
		w->shared->die_at = steps[i];
		CHECK_INT("away", chain_certify(w, &h.in, NULL, NULL), RC_UNAVAILABLE);
		chain_world_stop(w);
		chain_world_start(w);
		must(chain_certify(w, &h.in, &got, NULL));
		CHECK_INT("told", got.followed_reason, PKI_REASON_SUPERSEDED);
		CHECK_INT("superseded", state_of_old(&h, "revoked", 4), 1);
		CHECK_INT("one follower",
		    chain_count(w,
			"SELECT count(*) FROM issued WHERE application LIKE 'renewal/%'"),
		    1);
		end(&h);
		(void)tear_down(NULL);
		(void)set_up(NULL);
	}
}

/* ---- whose key ---- */

static void
for_another_key(void **state)
{
	struct made_csr evil = make_csr(w->a);
	struct lost h;

	(void)state;
	lost_new(&h);
	sign_by(&h, w->opip.key);
	h.in.csr = evil.der;
	certify_refused("request exchanged on the way", &h.in, "key_differs");
	/* the portal shows the officer its own key; the holder reads out the code of his */
	CHANGED("key exchanged before the officer signs", "code_differs",
	    h.st.u.renewal_approval.spki_sha256 = statement_sha256(w->a, evil.spki));
	h.in.csr = h.next.der;
	CHANGED("wrong code", "code_differs",
	    h.st.u.renewal_approval.code = STR("000000000000"));
	CHANGED("code for another certificate", "code_differs",
	    h.st.u.renewal_approval.code =
		statement_renewal_code(w->a, w->authority, STR("0abc"), h.next.spki));
	CHANGED("code for another signer", "code_differs",
	    h.st.u.renewal_approval.code = statement_renewal_code(
		w->a, STR("another-authority"), h.cert.serial, h.next.spki));
	pki_key_free(evil.key);
	end(&h);
}

/* ---- which officer ---- */

static void
by_somebody_else(void **state)
{
	struct ipc_message m = { .type = IPC_authority_end }, got;
	struct statement s;
	struct lost h;

	(void)state;
	lost_new(&h);
	sign_by(&h, w->opip2.key);
	certify_refused("a colleague's key in his name", &h.in, "key_removed");
	sign_by(&h, w->v1.key);
	certify_refused("a verifier's key", &h.in, "key_removed");
	CHANGED("another account", "grant_person",
	    h.st.u.renewal_approval.approver = STR("opip2"));
	CHANGED("a grant that is none", "grant_unknown",
	    h.st.u.renewal_approval.grant = STR("grantgrantgrantgrant"));
	fill(&h, &w->far);
	sign_by(&h, w->far.key);
	certify_refused("OPIP of another office", &h.in, "office_differs");
	h.st.u.renewal_approval.office = STR("014");
	sign_by(&h, w->far.key);
	certify_refused(
	    "OPIP of another office, for that office", &h.in, "office_differs");
	grant_now(&w->reviewer, "reviewer", "082");
	fill(&h, &w->reviewer);
	sign_by(&h, w->reviewer.key);
	certify_refused("reviewer", &h.in, "role");
	/* the holder's own key with the officer's statement */
	fill(&h, &w->opip);
	s = h.st;
	m.u.authority_end =
	    (struct ipc_authority_end){ w->opip.grant, STR("suspend"), STR("v1") };
	must(chain_ask(w, &m, IPC_grant_state, &got, NULL));
	CHANGED("suspended grant", "grant_state", h.st = s);
	m.u.authority_end.action = STR("end");
	must(chain_ask(w, &m, IPC_grant_state, &got, NULL));
	CHANGED("ended grant", "grant_state", h.st = s);
	end(&h);
}

static void
his_own(void **state)
{
	struct lost h, without;

	(void)state;
	counter(&h, w->opip.nip, &w->opip2);
	counter(&without, "", &w->opip);
	move_before_end(&h.cert, 10 * DAY);
	grant_now(&w->opip, "opip", "082");
	fill(&h, &w->opip);
	sign_by(&h, w->opip.key);
	certify_refused("OPIP renews his own", &h.in, "own_file");
	CHANGED("under another NIP", "subject_differs",
	    h.st.u.renewal_approval.nip = STR("199001012015012009"));
	/* nobody could say whether that is another person */
	fill(&without, &w->opip);
	without.st.u.renewal_approval.nip = STR("199001012015012009");
	sign_by(&without, w->opip.key);
	certify_refused("holder without NIP", &without.in, "renewal_person");
	end(&h);
	end(&without);
}

/* ---- what is said ---- */

static void
other_content(void **state)
{
	static const str one[] = { { "password", 8 } }, word[] = { { "trust me", 8 } };
	struct lost h;

	(void)state;
	lost_new(&h);
	CHANGED("another name", "subject_differs",
	    h.st.u.renewal_approval.name = STR("Orang Lain"));
	CHANGED("another address", "subject_differs",
	    h.st.u.renewal_approval.email = STR("lain@kemenkeu.go.id"));
	CHANGED("another NIP", "subject_differs",
	    h.st.u.renewal_approval.nip = STR("199001012015012001"));
	CHANGED("another name of the office", "office_differs",
	    h.st.u.renewal_approval.office_name = STR("KPPN Jakarta II"));
	CHANGED("certificate that is none", "serial",
	    h.st.u.renewal_approval.serial = STR("0abc"));
	CHANGED("for another signer", "authority", h.st.authority = STR("another"));
	CHANGED("signed in by password alone", "factors",
	    h.st.u.renewal_approval.factors = ((struct statement_words){ one, 1 }));
	CHANGED("recognised in no way", "ticks",
	    h.st.u.renewal_approval.ticks = ((struct statement_words){ word, 1 }));
	CHANGED("revoked for a reason that is none", "renewal",
	    h.st.u.renewal_approval.revoke = PKI_REASON_CA_COMPROMISE);
	CHANGED("revocation code left out", "renewal",
	    h.st.u.renewal_approval.revocation_sha256 =
		statement_sha256(w->a, STR("00000111112222233333")));
	end(&h);
}

/* ---- when, and of what state ---- */

static void
at_another_time(void **state)
{
	struct lost h;

	(void)state;
	counter(&h, "199001012015012009", &w->opip);
	move_before_end(&h.cert, 31 * DAY);
	grant_now(&w->opip, "opip", "082");
	fill(&h, &w->opip);
	sign_by(&h, w->opip.key);
	certify_refused("a month and a day before the end", &h.in, "renewal_early");
	move_before_end(&h.cert, 10 * DAY);
	certify_refused("expired statement", &h.in, "time_expired");
	fill(&h, &w->opip);
	CHANGED("good for a month", "time_long", h.st.expires_s = h.st.made_s + 30 * DAY);
	CHANGED("from the future", "time_future",
	    (h.st.made_s += 3600, h.st.expires_s += 3600));
	move_before_end(&h.cert, -1);
	fill(&h, &w->opip);
	sign_by(&h, w->opip.key);
	certify_refused("after the end", &h.in, "renewal_late");
	end(&h);
}

static void
with_a_stale_meeting(void **state)
{
	struct lost h, second;

	(void)state;
	lost_new(&h);
	second = h;
	second.cert = renewed(&h);
	second.next = make_csr(w->a);
	move_before_end(&second.cert, 10 * DAY);
	grant_now(&w->opip, "opip", "082");
	fill(&second, &w->opip);
	sign_by(&second, w->opip.key);
	certify_refused("four years after the counter", &second.in, "renewal_proof");
	end(&h);
	end(&second);
}

static void
suspended_or_revoked(void **state)
{
	struct ipc_message m = { .type = IPC_order_suspend }, got;
	struct lost h;

	(void)state;
	lost_new(&h);
	sign_by(&h, w->opip.key);
	m.u.order_suspend =
	    (struct ipc_order_suspend){ .serial = h.cert.serial, .actor = STR("holder") };
	must(chain_ask(w, &m, IPC_status, &got, NULL));
	certify_refused("suspended", &h.in, "renewal_state");
	m = chain_order(w, h.cert.serial, "revoke", 1);
	must(chain_ask(w, &m, IPC_status, &got, NULL));
	certify_refused("revoked", &h.in, "renewal_state");
	end(&h);
}

/* ---- once more, and in other places ---- */

static void
replayed(void **state)
{
	struct made_csr evil = make_csr(w->a);
	struct lost h;
	str first;

	(void)state;
	lost_new(&h);
	(void)renewed(&h);
	first = h.in.request_id;
	h.in.request_id = rnd_id(w->a);
	certify_refused(
	    "the same statement under another request", &h.in, "statement_used");
	h.in.request_id = first;
	h.in.csr = evil.der;
	certify_refused("another key under the same request", &h.in, "request_changed");
	h.next.spki = evil.spki;
	h.next.der = evil.der;
	fill(&h, &w->opip);
	sign_by(&h, w->opip.key);
	certify_refused("followed a second time", &h.in, "renewed");
	pki_key_free(evil.key);
	end(&h);
}

static void
in_the_place_of_others(void **state)
{
	struct ipc_message m = { .type = IPC_order_record };
	struct chain_request r;
	struct lost h;

	(void)state;
	lost_new(&h);
	sign_by(&h, w->opip.key);
	m.u.order_record =
	    (struct ipc_order_record){ h.in.approval, h.in.approval_signatures };
	refused("as an order", &m, "statement");
	m = (struct ipc_message){ .type = IPC_statement_record,
		.u.statement_record = { h.in.approval, h.in.approval_signatures } };
	refused("as a grant", &m, "statement");
	chain_request_new(w, &r);
	h.in.review = r.in.review;
	h.in.review_signatures = r.in.review_signatures;
	certify_refused("beside a review", &h.in, "renewal");
	h.in.review = h.in.review_signatures = STR("");
	h.in.activation_signature = r.in.activation_signature;
	certify_refused("beside an activation code", &h.in, "renewal");
	end(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(followed_once_with_the_code_of_its_key),
		T(the_old_one_ends_as_the_officer_said),
		T(the_profile_ends_the_old_one),
		T(the_signer_dies_on_the_way),
		T(for_another_key),
		T(by_somebody_else),
		T(his_own),
		T(other_content),
		T(at_another_time),
		T(with_a_stale_meeting),
		T(suspended_or_revoked),
		T(replayed),
		T(in_the_place_of_others),
	};

	return cmocka_run_group_tests_name("attack_lost_key", tests, NULL, NULL);
}
