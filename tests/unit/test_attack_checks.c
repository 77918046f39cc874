/*
 * test_attack_checks.c - attacks that only one check of the signer stands against. Each of them succeeds,
 * or is met by another word, as soon as that check is gone: script/mutate takes them away one at a time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/file.h"
#include "base/rnd.h"
#include "pki/csr.h"
#include "pki/hash.h"
#include "support/attack.h"

/* ---- signatures ---- */

/* The last signature of the list, one bit of its end turned. */
static str
spoilt(str list)
{
	char *p = arena_copy(w->a, list.p, list.n);

	p[list.n - 1] = (char)(p[list.n - 1] ^ 1);
	return (str){ p, list.n };
}

static void
signatures(void **state)
{
	struct softkey *evil = softkey_new(STATEMENT_KEY_PASSKEY);
	struct statement s = chain_statement(w, STATEMENT_key_add);
	struct chain_request r;
	struct chain_paper p;
	struct ipc_message m = { .type = IPC_ceremony_enrol };
	str code[1];

	(void)state;
	s.u.key_add = (struct statement_key_add){ STR("jahat"), STR("Jahat"), STR(""),
		{ softkey_public(evil), 1 } };
	paper_refused("one verifier's key twice",
	    chain_sign(w, &s, w->v1.key, w->v1.key, evil), "signatures");
	p = chain_sign(w, &s, w->v1.key, w->v2.key, evil);
	p.signatures = spoilt(p.signatures);
	paper_refused("new key that did not sign", p, "signature");
	chain_codes(w, 1, code);
	p = chain_sign(w, &s, evil, NULL, NULL);
	m.u.ceremony_enrol =
	    (struct ipc_ceremony_enrol){ code[0], p.statement, spoilt(p.signatures) };
	refused("right code, new key that did not sign", &m, "signature");
	p = chain_sign(w, &s, evil, w->opip.key, NULL);
	m.u.ceremony_enrol =
	    (struct ipc_ceremony_enrol){ code[0], p.statement, p.signatures };
	refused("right code, two signatures", &m, "signatures");
	s = chain_grant_of(w, &w->far, "opip", "082");
	paper_refused("grant with a second signature",
	    chain_sign(w, &s, w->v1.key, w->v2.key, NULL), "signatures");
	softkey_quirks(w->opip.key)->framed = true;
	WITH("signed within a page of another site", "origin", (void)0);
	softkey_free(evil);
}

static void
browser_signatures(void **state)
{
	struct softkey *evil = softkey_new(STATEMENT_KEY_BROWSER);
	struct statement_signature by;
	struct chain_request r;
	struct err e;

	(void)state;
	chain_world_free(w);
	w = chain_world_new(true);
	chain_request_new(w, &r);
	CHECK_OK("sign", softkey_sign(evil, w->a, r.in.approval, &by, &e), &e);
	by.key_id = softkey_public(w->opip.key)->id;
	CHECK_OK("list",
	    statement_signatures_encode(w->a, &by, 1, &r.in.approval_signatures, &e), &e);
	certify_refused("signature of another browser", &r.in, "signature");
	chain_request_new(w, &r);
	must(chain_certify(w, &r.in, NULL, NULL));
	softkey_free(evil);
}

/* ---- what the certificate says ---- */

static void
differences(void **state)
{
	static const char other[] = "fedcba9876543210fedcba9876543210";
	const struct statement_doc swapped[2] = { { STR("ektp"), { other, 32 } },
		{ STR("foto"), { other, 32 } } };
	struct chain_request r;

	(void)state;
	WITH("name of another office", "subject_differs",
	    (r.approval.u.approval.office_name = STR("KPPN Jakarta I")));
	WITH("another person's NIP", "subject_differs",
	    (r.approval.u.approval.nip = STR("199001012015012010")));
	WITH("another card under the same name", "documents",
	    (r.approval.u.approval.documents =
		    (struct statement_docs){ swapped, ARRAY_LEN(swapped) }));
	chain_request_new(w, &r);
	r.review.u.review.office = STR("014");
	r.review.u.review.reviewer = STR("far");
	r.review.u.review.grant = w->far.grant;
	chain_request_sign(w, &r, w->far.key, w->opip.key);
	certify_refused("reviewed by another office", &r.in, "subject_differs");
}

static void
review_held_back(void **state)
{
	struct chain_request r;

	(void)state;
	chain_world_stop(w);
	CHECK_INT("profile",
	    system(str_fmt(w->a,
		"sed -i 's/^two_person = yes/two_person = no/' %s/signer/profile.conf",
		w->state)
		       .p),
	    0);
	chain_world_start(w);
	chain_request_new(w, &r);
	r.in.review = r.in.review_signatures = STR("");
	certify_refused(
	    "the review that was approved is not shown", &r.in, "review_missing");
}

/* The authority's own key, if it could be made to ask: a person would sign as the authority. */
static void
key_of_the_authority(void **state)
{
	struct chain_request r;
	struct err e;
	str secret;

	(void)state;
	chain_request_new(w, &r);
	CHECK_OK("secret",
	    file_read(
		w->a, str_fmt(w->a, "%s/signer.secret", w->state).p, 4096, &secret, &e),
	    &e);
	CHECK_OK("key",
	    pki_key_load(str_fmt(w->a, "%s/signer/g1.key", w->state).p, str_trim(secret),
		&r.csr.key, &e),
	    &e);
	CHECK_OK("spki", pki_key_spki(r.csr.key, w->a, &r.csr.spki, &e), &e);
	CHECK_OK("csr", pki_csr_write(r.csr.key, w->a, &r.csr.der, &e), &e);
	r.in.csr = r.csr.der;
	chain_request_activate(w, &r, STR(CHAIN_CODE));
	certify_refused("key of the authority itself", &r.in, "key_used");
	pki_key_free(r.csr.key);
}

/* ---- grants in time ---- */

static void
around_the_beginning(void **state)
{
	struct statement s = chain_grant_of(w, &w->far, "opip", "082");
	struct chain_request r;

	(void)state;
	s.u.grant.from_s = s.made_s + 60;
	must(chain_record(w, chain_sign(w, &s, w->v1.key, NULL, NULL), NULL));
	chain_request_new(w, &r);
	r.approval.u.approval.activator = STR("far");
	r.approval.u.approval.grant = s.id;
	chain_request_sign(w, &r, w->reviewer.key, w->far.key);
	w->shared->skew_s = 90;
	certify_refused("approved before the grant began", &r.in, "grant_time");
	w->shared->skew_s = 0;
	/* a clock that may be two minutes ahead does not begin a grant */
	chain_request_new(w, &r);
	s = chain_grant_of(w, &w->far, "opip", "082");
	s.u.grant.from_s = s.made_s + 100;
	must(chain_record(w, chain_sign(w, &s, w->v1.key, NULL, NULL), NULL));
	r.approval.u.approval.activator = STR("far");
	r.approval.u.approval.grant = s.id;
	r.approval.made_s += 115;
	r.approval.expires_s += 115;
	chain_request_sign(w, &r, w->reviewer.key, w->far.key);
	certify_refused("dated after the beginning, sent before", &r.in, "grant_time");
}

static void
forms_of_grants(void **state)
{
	struct statement s;

	(void)state;
	s = chain_grant_of(w, &w->far, "opip", "08x");
	paper_refused("office that is none", chain_sign(w, &s, w->v1.key, NULL, NULL),
	    "grant_form");
	s = chain_grant_of(w, &w->far, "opip", "082");
	s.u.grant.from_s = s.u.grant.to_s + 10;
	paper_refused("ends before it begins", chain_sign(w, &s, w->v1.key, NULL, NULL),
	    "grant_form");
	s = chain_grant_of(w, &w->far, "opip", "082");
	s.u.grant.to_s = s.made_s + 100 * 366 * INT64_C(86400);
	paper_refused("for a hundred years", chain_sign(w, &s, w->v1.key, NULL, NULL),
	    "grant_form");
}

/* ---- keys ---- */

static void
exchanged_keys(void **state)
{
	struct softkey *evil = softkey_new(STATEMENT_KEY_PASSKEY);
	struct statement_key k = *softkey_public(evil);
	struct chain_person thief = w->opip;
	struct statement s;

	(void)state;
	/* a second office for the same OPIP, with another key under the id of his own */
	thief.key = evil;
	s = chain_grant_of(w, &thief, "opip", "014");
	k.id = softkey_public(w->opip.key)->id;
	s.u.grant.keys = (struct statement_keys){ &k, 1 };
	paper_refused("another key under a known id",
	    chain_sign(w, &s, w->v1.key, NULL, NULL), "key_used");
	k = *softkey_public(w->opip2.key);
	k.id = STR("another-id");
	thief = (struct chain_person){ "jahat", "Jahat", "199901012020011001", evil,
		STR_NONE };
	s = chain_grant_of(w, &thief, "opip", "082");
	s.u.grant.keys = (struct statement_keys){ &k, 1 };
	paper_refused("known key under another id",
	    chain_sign(w, &s, w->v1.key, NULL, NULL), "key_used");
	softkey_free(evil);
}

static void
one_verifier_two_keys(void **state)
{
	struct softkey *second = softkey_new(STATEMENT_KEY_PASSKEY),
		       *evil = softkey_new(STATEMENT_KEY_PASSKEY);
	struct statement s = chain_statement(w, STATEMENT_key_add);

	(void)state;
	s.u.key_add = (struct statement_key_add){ STR("v1"), STR("Verifikator Satu"),
		STR(""), { softkey_public(second), 1 } };
	must(chain_record(w, chain_sign(w, &s, w->v1.key, w->v2.key, second), NULL));
	s = chain_statement(w, STATEMENT_key_add);
	s.u.key_add = (struct statement_key_add){ STR("jahat"), STR("Jahat"), STR(""),
		{ softkey_public(evil), 1 } };
	paper_refused("verifier by one verifier with two keys",
	    chain_sign(w, &s, w->v1.key, second, evil), "two_verifiers");
	softkey_free(second);
	softkey_free(evil);
}

static void
verifiers_and_grants(void **state)
{
	struct softkey *evil = softkey_new(STATEMENT_KEY_PASSKEY);
	struct chain_person own = w->v2, again = w->v1;
	struct statement s;

	(void)state;
	own.key = evil;
	s = chain_grant_of(w, &own, "opip", "082");
	paper_refused("grant to another verifier, with a key of its own",
	    chain_sign(w, &s, w->v1.key, NULL, NULL), "self_grant");
	s = chain_statement(w, STATEMENT_key_remove);
	s.u.key_remove = (struct statement_key_remove){ STR("opip1"),
		softkey_public(w->opip.key)->id, STR("") };
	paper_refused("key of an OPIP removed as a verifier's",
	    chain_sign(w, &s, w->v1.key, NULL, NULL), "key_unknown");
	s = chain_statement(w, STATEMENT_key_remove);
	s.u.key_remove = (struct statement_key_remove){ STR("v2"),
		softkey_public(w->v1.key)->id, STR("") };
	paper_refused("verifier's key removed under another name",
	    chain_sign(w, &s, w->v2.key, NULL, NULL), "key_unknown");
	s = chain_statement(w, STATEMENT_key_remove);
	s.u.key_remove = (struct statement_key_remove){ STR("v1"),
		softkey_public(w->v1.key)->id, STR("") };
	must(chain_record(w, chain_sign(w, &s, w->v2.key, NULL, NULL), NULL));
	s = chain_grant_of(w, &again, "opip", "082");
	paper_refused("grant to a key that was a verifier's",
	    chain_sign(w, &s, w->v2.key, NULL, NULL), "self_grant");
	softkey_free(evil);
}

static void
officers_keys_removed(void **state)
{
	struct statement s = chain_statement(w, STATEMENT_grant_key_remove);

	(void)state;
	s.u.grant_key_remove = (struct statement_grant_key_remove){ w->opip.grant,
		STR("opip1"), softkey_public(w->opip.key)->id };
	paper_refused("by another officer", chain_sign(w, &s, w->opip2.key, NULL, NULL),
	    "key_removed");
	s = chain_statement(w, STATEMENT_grant_key_remove);
	s.u.grant_key_remove = (struct statement_grant_key_remove){ w->opip.grant,
		STR("opip1"), softkey_public(w->opip2.key)->id };
	paper_refused("one that he has not", chain_sign(w, &s, w->v1.key, NULL, NULL),
	    "key_unknown");
}

/* ---- orders ---- */

static void
orders(void **state)
{
	struct made_csr own = make_csr(w->a), other = make_csr(w->a);
	struct ipc_issued c = certificate(&own);
	struct statement s = chain_statement(w, STATEMENT_order);
	struct ipc_message m = { .type = IPC_order_record };
	struct chain_paper p;

	(void)state;
	s.u.order = (struct statement_order){ c.serial, STR("revoke"), 1, 0, STR("opip1"),
		w->opip.grant };
	p = chain_sign(w, &s, w->opip.key, w->opip2.key, NULL);
	m.u.order_record = (struct ipc_order_record){ p.statement, p.signatures };
	refused("order with a second signature", &m, "statement");
	s.u.order.invalidity_s = s.made_s + 86400;
	p = chain_sign(w, &s, w->opip.key, NULL, NULL);
	m.u.order_record = (struct ipc_order_record){ p.statement, p.signatures };
	refused("doubted since tomorrow", &m, "invalidity");
	s.u.order = (struct statement_order){ c.serial, STR("revoke"), 1, 0, STR("opip1"),
		STR("") };
	m = order_signed_by(&s, &own, &own);
	refused("holder in an officer's name", &m, "order_right");
	s.u.order.who = STR("");
	m = order_signed_by(&s, &other, &own);
	refused("signed with another key, said to be the certificate's", &m, "signature");
	m = (struct ipc_message){ .type = IPC_order_suspend,
		.u.order_suspend = { c.serial, STR(""), 0 } };
	refused("suspended by nobody", &m, "actor");
	pki_key_free(own.key);
	pki_key_free(other.key);
}

/* An OPIP's own certificate, made by two others: suspended, he cannot lift it himself. */
static void
own_certificate_lifted(void **state)
{
	struct ipc_message m = { .type = IPC_order_suspend };
	struct chain_request r;
	struct ipc_issued c;

	(void)state;
	chain_request_new(w, &r);
	r.review.u.review.nip = r.approval.u.approval.nip = str_from_z(w->opip.nip);
	r.approval.u.approval.activator = STR("opip2");
	r.approval.u.approval.grant = w->opip2.grant;
	chain_request_sign(w, &r, w->reviewer.key, w->opip2.key);
	must(chain_certify(w, &r.in, &c, NULL));
	m.u.order_suspend = (struct ipc_order_suspend){ c.serial, STR("portal"), 0 };
	must(chain_ask(w, &m, IPC_status, NULL, NULL));
	m = order_by(c.serial, "lift", 0, STR("opip1"), w->opip.grant, w->opip.key);
	refused("own certificate lifted", &m, "own_file");
}

static void
right_code_after_many(void **state)
{
	str code = crockford_random(w->a, 20);
	struct ipc_message m = { .type = IPC_order_code };
	struct chain_request r;
	struct ipc_issued c;

	(void)state;
	chain_request_new(w, &r);
	r.in.revocation_sha256 = statement_sha256(w->a, str_sub(code, 0, 20));
	chain_request_activate(w, &r, STR(CHAIN_CODE));
	must(chain_certify(w, &r.in, &c, NULL));
	for (int i = 0; i < 5; i++) {
		m.u.order_code =
		    (struct ipc_order_code){ c.serial, crockford_random(w->a, 20), 1, 0 };
		refused("guessed", &m, "revocation_code");
	}
	m.u.order_code = (struct ipc_order_code){ c.serial, code, 1, 0 };
	refused("right after five guesses", &m, "revocation_code");
	w->shared->skew_s = 86400 + 60;
	must(chain_ask(w, &m, IPC_status, NULL, NULL)); /* it was the right one */
	w->shared->skew_s = 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(signatures),
		T(browser_signatures),
		T(differences),
		T(review_held_back),
		T(key_of_the_authority),
		T(around_the_beginning),
		T(forms_of_grants),
		T(exchanged_keys),
		T(one_verifier_two_keys),
		T(verifiers_and_grants),
		T(officers_keys_removed),
		T(orders),
		T(own_certificate_lifted),
		T(right_code_after_many),
	};

	return cmocka_run_group_tests_name("attack, check by check", tests, NULL, NULL);
}
