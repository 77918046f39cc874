/*
 * test_attack.c - a fully hostile paraf-web: it holds every portal table (the signer reads none of them,
 * so here there are none), knows every statement that was ever signed, and speaks to the signer's real
 * socket. Each attempt must end without a certificate, a grant, a key or a change of status, refused with
 * its own fixed word, and that refusal must stand in the signer's record.
 *
 * Officers' keys are out of its reach; where an attempt needs a signature, the key that signs is one that
 * its owner could be made to use, or the attacker's own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/codec.h"
#include "base/rnd.h"
#include "support/attack.h"

/* ---- a certificate ---- */

static void
used_approvals(void **state)
{
	struct chain_request r, other;
	struct made_csr csr = make_csr(w->a);

	(void)state;
	chain_request_new(w, &r);
	must(chain_certify(w, &r.in, NULL, NULL));
	other = r;
	other.in.request_id = rnd_id(w->a);
	certify_refused("approval replayed", &other.in, "statement_used");
	other.csr = csr;
	other.in.csr = csr.der;
	chain_request_activate(w, &other, STR(CHAIN_CODE));
	certify_refused("approval replayed for another key", &other.in, "statement_used");
	other.in.request_id = r.in.request_id;
	certify_refused(
	    "another key under the same request", &other.in, "request_changed");
	chain_request_new(w, &other);
	other.review.u.review.application = r.review.u.review.application;
	other.approval.u.approval.application = r.approval.u.approval.application;
	chain_request_activate(w, &other, STR(CHAIN_CODE));
	chain_request_sign(w, &other, w->reviewer.key, w->opip.key);
	certify_refused(
	    "second approval of an application", &other.in, "application_used");
	chain_request_new(w, &other);
	other.csr = r.csr;
	other.in.csr = r.csr.der;
	chain_request_activate(w, &other, STR(CHAIN_CODE));
	certify_refused("certified key once more", &other.in, "key_used");
	chain_request_new(w, &other);
	other.approval.id = r.approval.id;
	chain_request_sign(w, &other, w->reviewer.key, w->opip.key);
	certify_refused("id of a used approval", &other.in, "statement_used");
	chain_request_new(w, &other);
	other.review.id = r.review.id;
	chain_request_sign(w, &other, w->reviewer.key, w->opip.key);
	certify_refused("id of a used review", &other.in, "statement_used");
	pki_key_free(csr.key);
}

static void
swapped_requests(void **state)
{
	struct made_csr csr = make_csr(w->a);
	struct chain_request r, other;

	(void)state;
	chain_request_new(w, &r);
	r.in.csr = csr.der;
	certify_refused("request of the attacker", &r.in, "activation");
	r.csr = csr;
	chain_request_activate(w, &r, STR("00000000000000000000"));
	certify_refused("guessed activation code", &r.in, "activation");
	chain_request_new(w, &r);
	chain_request_new(w, &other);
	r.in.csr = other.in.csr;
	r.in.activation_signature = other.in.activation_signature;
	certify_refused("request of another application", &r.in, "activation");
	chain_request_new(w, &r);
	r.in.revocation_sha256 = statement_sha256(w->a, STR("00000000000000000000"));
	certify_refused("revocation code of the attacker", &r.in, "activation");
	chain_request_new(w, &r);
	r.in.revocation_sha256 = STR("");
	certify_refused("revocation code left out", &r.in, "activation");
	chain_request_new(w, &r);
	r.in.activation_signature = STR("");
	certify_refused("no activation", &r.in, "activation");
	chain_request_new(w, &r);
	{
		char *broken = arena_copy(w->a, r.in.csr.p, r.in.csr.n);

		broken[r.in.csr.n - 3] = (char)(broken[r.in.csr.n - 3] ^ 1);
		r.in.csr.p = broken;
	}
	certify_refused("no proof of possession", &r.in, "csr");
	pki_key_free(csr.key);
}

static void
others_sign(void **state)
{
	struct softkey *evil = softkey_new(STATEMENT_KEY_PASSKEY);
	struct chain_request r;

	(void)state;
	WITH("another office on the approval", "office_differs",
	    (r.review.u.review.office = r.approval.u.approval.office = STR("014")));
	chain_request_new(w, &r);
	r.approval.u.approval.activator = STR("far");
	r.approval.u.approval.grant = w->far.grant;
	chain_request_sign(w, &r, w->reviewer.key, w->far.key);
	certify_refused("OPIP of another office", &r.in, "office_differs");
	r.approval.u.approval.grant = w->opip.grant;
	chain_request_sign(w, &r, w->reviewer.key, w->far.key);
	certify_refused("on somebody else's grant", &r.in, "grant_person");
	r.approval.u.approval.activator = STR("opip1");
	chain_request_sign(w, &r, w->reviewer.key, w->far.key);
	certify_refused("in somebody else's name", &r.in, "key_removed");
	chain_request_sign(w, &r, w->reviewer.key, w->v1.key);
	certify_refused("verifier approves", &r.in, "key_removed");
	chain_request_sign(w, &r, w->reviewer.key, evil);
	certify_refused("key of the attacker", &r.in, "key_unknown");
	chain_request_sign(w, &r, evil, w->opip.key);
	certify_refused("review by the attacker", &r.in, "key_unknown");
	chain_request_new(w, &r);
	r.approval.u.approval.grant = STR("no-such-grant-at-all");
	chain_request_sign(w, &r, w->reviewer.key, w->opip.key);
	certify_refused("grant that never was", &r.in, "grant_unknown");
	chain_request_new(w, &r);
	r.review.u.review.reviewer = STR("opip2");
	r.review.u.review.grant = w->opip2.grant;
	r.approval.u.approval.activator = STR("kepala");
	r.approval.u.approval.grant = w->reviewer.grant;
	chain_request_sign(w, &r, w->opip2.key, w->reviewer.key);
	certify_refused("reviewer activates", &r.in, "role");
	softkey_free(evil);
}

static void
other_content(void **state)
{
	static const char long_name[] =
	    "Nama yang jauh lebih panjang dari enam puluh empat huruf yang boleh ada";
	struct chain_request r, other;

	(void)state;
	WITH("name differs from the review", "subject_differs",
	    (r.approval.u.approval.name = STR("Orang Lain")));
	WITH("mailbox differs from the review", "subject_differs",
	    (r.approval.u.approval.email = STR("jahat@example.com")));
	WITH("review of another application", "subject_differs",
	    (r.review.u.review.application = STR("DS-082-LAIN")));
	WITH("document of the review is missing", "documents",
	    (r.approval.u.approval.documents.n = 0));
	WITH("name too long for a certificate", "fields",
	    (r.review.u.review.name = r.approval.u.approval.name =
		    (str){ long_name, sizeof(long_name) - 1 }));
	chain_request_new(w, &r);
	chain_request_new(w, &other);
	r.in.review = other.in.review;
	r.in.review_signatures = other.in.review_signatures;
	certify_refused("review swapped", &r.in, "review");
	/* bytes changed after the signature */
	chain_request_new(w, &r);
	{
		char *p = arena_copy(w->a, r.in.approval.p, r.in.approval.n);
		ptrdiff_t at = str_find(r.in.approval, STR("Putu"));

		CHECK("there", at > 0);
		memcpy(p + at, "Evil", 4);
		r.in.approval.p = p;
	}
	certify_refused("subject swapped after signing", &r.in, "challenge");
	chain_request_new(w, &r);
	r.in.approval_signatures = r.in.review_signatures;
	certify_refused("signature of the review under the approval", &r.in, "challenge");
}

static void
one_person(void **state)
{
	struct chain_person twin = { "opip1b", "OPIP Satu", "198001012005011001",
		softkey_new(STATEMENT_KEY_PASSKEY), STR_NONE };
	struct statement s = chain_grant_of(w, &twin, "reviewer", "082");
	struct chain_request r;

	(void)state;
	chain_request_new(w, &r);
	r.review.u.review.reviewer = STR("opip1");
	r.review.u.review.grant = w->opip.grant;
	chain_request_sign(w, &r, w->opip.key, w->opip.key);
	certify_refused("two roles, one person", &r.in, "two_person");
	must(chain_record(w, chain_sign(w, &s, w->v1.key, NULL, NULL), NULL));
	r.review.u.review.reviewer = STR("opip1b");
	r.review.u.review.grant = s.id;
	chain_request_sign(w, &r, twin.key, w->opip.key);
	certify_refused("two accounts, one person", &r.in, "two_person");
	chain_request_new(w, &r);
	r.in.review = r.in.review_signatures = STR("");
	certify_refused("review held back", &r.in, "review_missing");
	r.approval.u.approval.review_sha256 = STR("");
	{
		struct chain_paper p =
		    chain_sign(w, &r.approval, w->opip.key, NULL, NULL);

		r.in.approval = p.statement;
		r.in.approval_signatures = p.signatures;
	}
	certify_refused("no review at all", &r.in, "review_missing");
	WITH("activator's own file", "own_file",
	    (r.review.u.review.nip = r.approval.u.approval.nip =
		    str_from_z(w->opip.nip)));
	WITH("reviewer's own file", "own_file",
	    (r.review.u.review.nip = r.approval.u.approval.nip =
		    str_from_z(w->reviewer.nip)));
	softkey_free(twin.key);
}

static void
clock_games(void **state)
{
	struct chain_request r;

	(void)state;
	WITH("stale approval", "time_expired",
	    (r.approval.made_s -= 7200, r.approval.expires_s = r.approval.made_s + 3600));
	WITH("approval without an end", "time_long", (r.approval.expires_s = 0));
	WITH("approval for a year", "time_long",
	    (r.approval.expires_s = r.approval.made_s + 365 * 86400));
	WITH("approval from the future", "time_future",
	    (r.approval.made_s += 3600, r.approval.expires_s += 3600));
	WITH("review from the future", "time_future", (r.review.made_s += 3600));
	WITH("review of last year", "time_expired", (r.review.made_s -= 200 * 86400LL));
	WITH("approved before it was reviewed", "review",
	    (r.review.made_s += 100, r.approval.made_s -= 50));
	/* the machine's own clock set back: nothing is judged, nothing is issued */
	chain_request_new(w, &r);
	w->shared->skew_s = -86400;
	{
		int64_t prizes = chain_count(w, PRIZES);
		char code[32];

		CHECK_INT("clock set back", chain_certify(w, &r.in, NULL, code),
		    RC_UNAVAILABLE);
		CHECK_STR("clock set back", str_from_z(code), "clock");
		CHECK_INT("clock set back", chain_count(w, PRIZES), prizes);
	}
	w->shared->skew_s = 0;
}

/* ---- encodings ---- */

static void
spoilt_statements(void **state)
{
	struct chain_request r;
	struct buf b;

	(void)state;
	WITH("statement for another authority", "authority",
	    (r.approval.authority = STR("paraf-another")));
	WITH("review for another authority", "authority",
	    (r.review.authority = STR("paraf-another")));
	chain_request_new(w, &r);
	buf_init(&b, w->a, 2048);
	buf_str(&b, r.in.approval);
	buf_char(&b, 'x');
	r.in.approval = buf_get(&b);
	certify_refused("trailing byte", &r.in, "statement");
	chain_request_new(w, &r);
	buf_init(&b, w->a, 2048);
	buf_str(&b, str_sub(r.in.approval, 0, 3));
	buf_str(&b, str_sub(r.in.approval, 1, 2)); /* key 0 once more, for key 1 */
	buf_str(&b, str_from(r.in.approval, 5));
	r.in.approval = buf_get(&b);
	certify_refused("duplicated key", &r.in, "statement");
	chain_request_new(w, &r);
	buf_init(&b, w->a, 2048);
	buf_str(&b, str_sub(r.in.approval, 0, 2));
	buf_put(&b, "\x18\x08", 2); /* kind 8 in two bytes */
	buf_str(&b, str_from(r.in.approval, 3));
	r.in.approval = buf_get(&b);
	certify_refused("integer not in its shortest form", &r.in, "statement");
	chain_request_new(w, &r);
	r.in.approval = (str){ arena_alloc(w->a, 16384), 16384 };
	certify_refused("as long as can be", &r.in, "statement");
	chain_request_new(w, &r);
	r.in.approval = STR("");
	certify_refused("no approval", &r.in, "statement");
	chain_request_new(w, &r);
	r.in.approval = r.in.review;
	r.in.approval_signatures = r.in.review_signatures;
	certify_refused("review as approval", &r.in, "statement");
	chain_request_new(w, &r);
	r.in.approval_signatures = STR("\x80");
	certify_refused("no signature", &r.in, "signatures");
	chain_request_new(w, &r);
	r.in.approval_signatures =
	    chain_sign(w, &r.approval, w->opip.key, w->opip.key, NULL).signatures;
	certify_refused("one key twice", &r.in, "signatures");
	r.in.approval_signatures =
	    chain_sign(w, &r.approval, w->opip.key, w->v1.key, NULL).signatures;
	certify_refused("one signature too many", &r.in, "signatures");
}

/* ---- authenticators ---- */

static void
spoilt_assertions(void **state)
{
	struct softkey_quirks *q = softkey_quirks(w->opip.key);
	struct softkey *browser = softkey_new(STATEMENT_KEY_BROWSER);
	struct statement s = chain_statement(w, STATEMENT_grant_key_add);
	struct statement_signature by;
	struct chain_request r;
	struct err e;

	(void)state;
	softkey_party(w->opip.key, STR("evil.example"), STR("http://localhost:8080"));
	WITH("made for another site", "rp_id", (void)0);
	softkey_party(w->opip.key, STR("localhost"), STR("https://evil.example"));
	WITH("made on another page", "origin", (void)0);
	softkey_party(w->opip.key, STR("localhost"), STR("http://localhost:8080"));
	q->type = "webauthn.create";
	WITH("registration as signature", "type", (void)0);
	q->type = "webauthn.get";
	q->flags = 0x04;
	WITH("nobody touched it", "user_present", (void)0);
	q->flags = 0x01;
	WITH("nobody was verified", "user_verified", (void)0);
	q->flags = 0x05;
	q->counter = 10;
	chain_request_new(w, &r);
	must(chain_certify(w, &r.in, NULL, NULL));
	WITH("counter stands still", "counter", (void)0);
	q->counter = 9;
	WITH("counter goes back", "counter", (void)0);
	q->counter = 0;
	WITH("counter disappears", "counter", (void)0);
	q->counter = 100;
	/* the passkey's signature, said to be a browser's */
	chain_request_new(w, &r);
	CHECK_OK("sign", softkey_sign(browser, w->a, r.in.approval, &by, &e), &e);
	by.key_id = softkey_public(w->opip.key)->id;
	CHECK_OK("list",
	    statement_signatures_encode(w->a, &by, 1, &r.in.approval_signatures, &e), &e);
	certify_refused("browser signature for a passkey", &r.in, "key_kind");
	s.u.grant_key_add = (struct statement_grant_key_add){ w->opip.grant, STR("opip1"),
		{ softkey_public(browser), 1 } };
	paper_refused("browser key where passkeys are the rule",
	    chain_sign(w, &s, w->v1.key, NULL, NULL), "key_policy");
	softkey_free(browser);
}

/* ---- grants that are over ---- */

static void
ended_grants(void **state)
{
	struct statement s = chain_statement(w, STATEMENT_grant_key_remove);
	struct ipc_message end = { .type = IPC_authority_end };
	struct chain_request r;

	(void)state;
	chain_request_new(w, &r);
	end.u.authority_end =
	    (struct ipc_authority_end){ w->opip.grant, STR("suspend"), STR("admin") };
	must(chain_ask(w, &end, IPC_grant_state, NULL, NULL));
	certify_refused("suspended OPIP", &r.in, "grant_state");
	end.u.authority_end.action = STR("resume");
	refused("resumed without a signature", &end, "grant_state");
	end.u.authority_end.action = STR("end");
	must(chain_ask(w, &end, IPC_grant_state, NULL, NULL));
	certify_refused("ended OPIP", &r.in, "grant_state");
	s = chain_statement(w, STATEMENT_authority_change);
	s.u.authority_change = (struct statement_authority_change){ w->opip.grant,
		STR("opip1"), STR("resume"), STR("") };
	paper_refused("ended for ever, even by a verifier",
	    chain_sign(w, &s, w->v1.key, NULL, NULL), "grant_state");
	s = chain_statement(w, STATEMENT_grant_key_add);
	s.u.grant_key_add = (struct statement_grant_key_add){ w->opip.grant, STR("opip1"),
		{ softkey_public(w->opip.key), 1 } };
	paper_refused("key for an ended grant", chain_sign(w, &s, w->v1.key, NULL, NULL),
	    "grant_state");
	s = chain_statement(w, STATEMENT_grant_key_remove);
	s.u.grant_key_remove = (struct statement_grant_key_remove){ w->opip2.grant,
		STR("opip2"), softkey_public(w->opip2.key)->id };
	must(chain_record(w, chain_sign(w, &s, w->v1.key, NULL, NULL), NULL));
	chain_request_new(w, &r);
	r.approval.u.approval.activator = STR("opip2");
	r.approval.u.approval.grant = w->opip2.grant;
	chain_request_sign(w, &r, w->reviewer.key, w->opip2.key);
	certify_refused("lost key", &r.in, "key_removed");
	s = chain_grant_of(w, &w->far, "opip", "082");
	s.u.grant.from_s += 7200;
	must(chain_record(w, chain_sign(w, &s, w->v1.key, NULL, NULL), NULL));
	r.approval.u.approval.activator = STR("far");
	r.approval.u.approval.grant = s.id;
	chain_request_sign(w, &r, w->reviewer.key, w->far.key);
	certify_refused("before the grant begins", &r.in, "grant_time");
	s = chain_grant_of(w, &w->far, "opip", "082");
	s.u.grant.to_s = s.made_s + 600;
	must(chain_record(w, chain_sign(w, &s, w->v1.key, NULL, NULL), NULL));
	r.approval.u.approval.grant = s.id;
	chain_request_sign(w, &r, w->reviewer.key, w->far.key);
	w->shared->skew_s = 660;
	certify_refused("after the grant ends", &r.in, "grant_time");
	w->shared->skew_s = 0;
}

/* ---- a grant, a verifier ---- */

static void
false_grants(void **state)
{
	struct chain_person evil = { "jahat", "Jahat", "199901012020011001",
		softkey_new(STATEMENT_KEY_PASSKEY), STR_NONE };
	struct statement s = chain_grant_of(w, &evil, "opip", "082");
	struct chain_person thief = evil;

	(void)state;
	paper_refused("grant by an OPIP", chain_sign(w, &s, w->opip.key, NULL, NULL),
	    "not_verifier");
	paper_refused(
	    "grant by nobody", chain_sign(w, &s, evil.key, NULL, NULL), "key_unknown");
	s.u.grant.role = STR("verifier");
	paper_refused(
	    "role that is none", chain_sign(w, &s, w->v1.key, NULL, NULL), "grant_form");
	s = chain_grant_of(w, &evil, "opip", "082");
	s.u.grant.to_s = s.made_s - 1;
	paper_refused(
	    "grant that is over", chain_sign(w, &s, w->v1.key, NULL, NULL), "grant_form");
	s = chain_grant_of(w, &w->v1, "opip", "082");
	paper_refused(
	    "self-grant", chain_sign(w, &s, w->v1.key, NULL, NULL), "self_grant");
	s = chain_grant_of(w, &w->v2, "opip", "082");
	paper_refused("verifiers for each other",
	    chain_sign(w, &s, w->v1.key, NULL, NULL), "self_grant");
	thief.nip = w->v1.nip;
	s = chain_grant_of(w, &thief, "opip", "082");
	paper_refused("self-grant under another account",
	    chain_sign(w, &s, w->v1.key, NULL, NULL), "self_grant");
	thief = evil;
	thief.key = w->opip2.key;
	s = chain_grant_of(w, &thief, "opip", "082");
	paper_refused("key of another officer", chain_sign(w, &s, w->v1.key, NULL, NULL),
	    "key_used");
	thief.key = w->v2.key;
	s = chain_grant_of(w, &thief, "opip", "082");
	paper_refused(
	    "key of a verifier", chain_sign(w, &s, w->v1.key, NULL, NULL), "key_used");
	s = chain_grant_of(w, &evil, "opip", "082");
	s.id = w->opip.grant;
	paper_refused("id of another grant", chain_sign(w, &s, w->v1.key, NULL, NULL),
	    "statement_used");
	s = chain_grant_of(w, &evil, "opip", "082");
	s.expires_s = s.made_s + 30 * 86400;
	paper_refused("grant to be kept for later",
	    chain_sign(w, &s, w->v1.key, NULL, NULL), "time_long");
	{
		struct chain_request r;
		struct chain_paper p;

		chain_request_new(w, &r);
		p.statement = r.in.approval;
		p.signatures = r.in.approval_signatures;
		paper_refused("approval as grant", p, "statement");
	}
	softkey_free(evil.key);
}

static void
false_keys(void **state)
{
	struct softkey *evil = softkey_new(STATEMENT_KEY_PASSKEY);
	struct statement s = chain_statement(w, STATEMENT_key_add), t;

	(void)state;
	s.u.key_add = (struct statement_key_add){ STR("jahat"), STR("Jahat"), STR(""),
		{ softkey_public(evil), 1 } };
	paper_refused("verifier by one verifier",
	    chain_sign(w, &s, w->v1.key, evil, NULL), "two_verifiers");
	paper_refused(
	    "verifier by himself", chain_sign(w, &s, evil, NULL, NULL), "two_verifiers");
	paper_refused("verifier by a verifier and an OPIP",
	    chain_sign(w, &s, w->v1.key, w->opip.key, evil), "not_verifier");
	paper_refused("verifier's key that nobody has",
	    chain_sign(w, &s, w->v1.key, w->v2.key, NULL), "proof");
	t = chain_statement(w, STATEMENT_grant_key_add);
	t.u.grant_key_add = (struct statement_grant_key_add){ w->opip.grant, STR("opip1"),
		{ softkey_public(evil), 1 } };
	paper_refused("key for an OPIP by another OPIP",
	    chain_sign(w, &t, w->opip2.key, NULL, NULL), "key_removed");
	paper_refused("key for an OPIP by itself", chain_sign(w, &t, evil, NULL, NULL),
	    "key_unknown");
	t.u.grant_key_add.person = STR("jahat");
	paper_refused("key under another name", chain_sign(w, &t, w->v1.key, NULL, NULL),
	    "grant_person");
	t = chain_statement(w, STATEMENT_authority_change);
	t.u.authority_change = (struct statement_authority_change){ w->opip2.grant,
		STR("opip2"), STR("end"), STR("") };
	paper_refused("ended by another OPIP", chain_sign(w, &t, w->opip.key, NULL, NULL),
	    "not_verifier");
	t = chain_statement(w, STATEMENT_key_remove);
	t.u.key_remove = (struct statement_key_remove){ STR("v1"),
		softkey_public(w->v1.key)->id, STR("") };
	paper_refused("verifier removed by an OPIP",
	    chain_sign(w, &t, w->opip.key, NULL, NULL), "not_verifier");
	must(chain_record(w, chain_sign(w, &t, w->v2.key, NULL, NULL), NULL));
	t = chain_grant_of(w, &w->far, "opip", "082");
	paper_refused("grant by a removed verifier",
	    chain_sign(w, &t, w->v1.key, NULL, NULL), "key_removed");
	t = chain_statement(w, STATEMENT_key_remove);
	t.u.key_remove = (struct statement_key_remove){ STR("v2"),
		softkey_public(w->v2.key)->id, STR("") };
	paper_refused("last verifier removed", chain_sign(w, &t, w->v2.key, NULL, NULL),
	    "last_verifier");
	softkey_free(evil);
}

static struct ipc_message
enrolment(const struct statement *s, str code, struct softkey *by)
{
	struct chain_paper p = chain_sign(w, s, by, NULL, NULL);

	return (struct ipc_message){ .type = IPC_ceremony_enrol,
		.u.ceremony_enrol = { code, p.statement, p.signatures } };
}

static void
ceremony_codes_guessed(void **state)
{
	struct softkey *evil = softkey_new(STATEMENT_KEY_PASSKEY);
	struct statement s = chain_statement(w, STATEMENT_key_add);
	struct chain_person jahat = { "jahat", "Jahat", "", evil, STR_NONE };
	struct ipc_message m;
	str code[2];

	(void)state;
	s.u.key_add = (struct statement_key_add){ STR("jahat"), STR("Jahat"), STR(""),
		{ softkey_public(evil), 1 } };
	m = enrolment(&s, STR("0000000000-0"), evil);
	refused("no ceremony is open", &m, "ceremony_closed");
	chain_codes(w, 2, code);
	m = enrolment(&s, code[0], w->opip.key);
	refused("right code, key that nobody has", &m, "proof");
	{
		struct statement g = chain_grant_of(w, &jahat, "opip", "082");

		m = enrolment(&g, code[0], evil);
		refused("grant by ceremony code", &m, "statement");
	}
	m = enrolment(&s, code[0], evil);
	must(chain_ask(
	    w, &m, IPC_recorded, NULL, NULL)); /* who has the code is a verifier */
	{
		struct softkey *second = softkey_new(STATEMENT_KEY_PASSKEY);
		struct statement t = chain_statement(w, STATEMENT_key_add);

		t.u.key_add = (struct statement_key_add){ STR("jahat2"), STR("Jahat"),
			STR(""), { softkey_public(second), 1 } };
		m = enrolment(&t, code[0], second);
		refused("code used again", &m, "ceremony_code");
		for (int i = 0; i < 9; i++) {
			m = enrolment(&t, crockford_random(w->a, 10), second);
			refused("guess", &m, "ceremony_code");
		}
		m = enrolment(&t, code[1], second);
		refused("right code after too many guesses", &m, "ceremony_closed");
		softkey_free(second);
	}
	softkey_free(evil);
}

/* ---- the status of a certificate ---- */

static void
orders_without_right(void **state)
{
	struct made_csr own = make_csr(w->a), other = make_csr(w->a);
	struct ipc_issued c = certificate(&own);
	struct ipc_message m;

	(void)state;
	m = order_by(c.serial, "revoke", 1, STR("far"), w->far.grant, w->far.key);
	refused("revoked by another office", &m, "office_differs");
	m = order_by(
	    c.serial, "revoke", 1, STR("kepala"), w->reviewer.grant, w->reviewer.key);
	refused("revoked by a reviewer", &m, "role");
	m = order_by(c.serial, "revoke", 1, STR("opip1"), STR(""), w->opip.key);
	refused("OPIP as verifier", &m, "not_verifier");
	m = order_by(c.serial, "revoke", 1, STR("v2"), STR(""), w->v1.key);
	refused("in the other verifier's name", &m, "grant_person");
	m = order_by(c.serial, "revoke", 6, STR("opip1"), w->opip.grant, w->opip.key);
	refused("revoked for a reason that is none", &m, "reason");
	m = order_by(c.serial, "destroy", 0, STR("opip1"), w->opip.grant, w->opip.key);
	refused("action that is none", &m, "order_form");
	m = order_by(STR("0abc"), "revoke", 1, STR("opip1"), w->opip.grant, w->opip.key);
	refused("certificate that is none", &m, "serial");
	m = order_by(c.serial, "lift", 0, STR("opip1"), w->opip.grant, w->opip.key);
	refused("lifted while active", &m, "order_state");
	m = order_by_holder(c.serial, "revoke", &other);
	refused("revoked with another certificate's key", &m, "key_unknown");
	m = order_by_holder(c.serial, "lift", &own);
	refused("lifted by who may have stolen the key", &m, "order_right");
	pki_key_free(own.key);
	pki_key_free(other.key);
}

static void
orders_replayed(void **state)
{
	struct ipc_issued c = certificate(NULL), d = certificate(NULL);
	struct ipc_message suspend = { .type = IPC_order_suspend }, lift, revoke, got;

	(void)state;
	suspend.u.order_suspend =
	    (struct ipc_order_suspend){ c.serial, STR("portal"), 0 };
	must(chain_ask(w, &suspend, IPC_status, NULL, NULL));
	lift = order_by(c.serial, "lift", 0, STR("opip1"), w->opip.grant, w->opip.key);
	must(chain_ask(w, &lift, IPC_status, NULL, NULL));
	must(chain_ask(w, &suspend, IPC_status, NULL, NULL));
	must(chain_ask(w, &lift, IPC_status, &got, NULL));
	CHECK_STR("lifting replayed", got.u.status.state, "suspended");
	revoke = order_by(c.serial, "revoke", 1, STR("v1"), STR(""), w->v1.key);
	must(chain_ask(w, &revoke, IPC_status, NULL, NULL));
	lift = order_by(c.serial, "lift", 0, STR("opip1"), w->opip.grant, w->opip.key);
	refused("revoked certificate lifted", &lift, "order_state");
	refused("revoked certificate suspended", &suspend, "revoked");
	revoke = order_by(c.serial, "revoke", 4, STR("v1"), STR(""), w->v1.key);
	refused("reason of a revocation changed", &revoke, "revoked");
	/* an order for one certificate, its bytes turned to another */
	revoke = order_by(c.serial, "revoke", 1, STR("v1"), STR(""), w->v1.key);
	{
		str s = revoke.u.order_record.statement;
		ptrdiff_t at = str_find(s, c.serial);
		char *p = arena_copy(w->a, s.p, s.n);

		CHECK("there", at > 0 && c.serial.n == d.serial.n);
		memcpy(p + at, d.serial.p, d.serial.n);
		revoke.u.order_record.statement.p = p;
	}
	refused("order turned to another certificate", &revoke, "challenge");
}

static void
revocation_codes_guessed(void **state)
{
	struct ipc_issued c = certificate(NULL);
	struct ipc_message m = { .type = IPC_order_code };

	(void)state;
	for (int i = 0; i < 6; i++) {
		m.u.order_code = (struct ipc_order_code){ c.serial,
			i == 0 ? STR("") : crockford_random(w->a, 20), 1, 0 };
		refused("guessed revocation code", &m, "revocation_code");
	}
}

static void
mass_suspension(void **state)
{
	struct ipc_message m = { .type = IPC_order_suspend }, lift;
	struct ipc_issued c = certificate(NULL);

	(void)state;
	m.u.order_suspend = (struct ipc_order_suspend){ c.serial, STR("portal"), 0 };
	for (int i = 0; i < 100; i++) {
		must(chain_ask(w, &m, IPC_status, NULL, NULL));
		lift = order_by(c.serial, "lift", 0, STR("v1"), STR(""), w->v1.key);
		must(chain_ask(w, &lift, IPC_status, NULL, NULL));
	}
	refused("one suspension too many in an hour", &m, "suspend_rate");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(used_approvals),
		T(swapped_requests),
		T(others_sign),
		T(other_content),
		T(one_person),
		T(clock_games),
		T(spoilt_statements),
		T(spoilt_assertions),
		T(ended_grants),
		T(false_grants),
		T(false_keys),
		T(ceremony_codes_guessed),
		T(orders_without_right),
		T(orders_replayed),
		T(revocation_codes_guessed),
		T(mass_suspension),
	};

	return cmocka_run_group_tests_name("attack", tests, NULL, NULL);
}
