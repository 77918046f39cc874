/*
 * test_doctor.c - what `paraf doctor` finds out about certificates: whether the status record says what the
 * signer's record says, whom to ask a responder about, and which answers it believes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/codec.h"
#include "base/file.h"
#include "pki/crl.h"
#include "pki/ocsp.h"
#include "signer/signer.h"
#include "signer/status_db.h"
#include "support/check.h"
#include "support/signed_state.h"

static struct signed_state w;
static struct arena *a;

static int
set_up(void **state)
{
	(void)state;
	w = (struct signed_state){ .ocsp_url = STR("http://127.0.0.1:1/") };
	signed_state_make(&w, "test_doctor");
	a = w.a;
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	signed_state_remove(&w);
	return 0;
}

/* The signer starts, copies what the status record lacks, and ends. */
static void
follow(void)
{
	const struct signer_options o = { .state = w.state, .clock = &clock_system };
	struct signer *s;
	struct err e;

	CHECK_OK("open", signer_open(&o, &s, &e), &e);
	signer_close(s);
}

/* One good, one suspended, one revoked. */
static void
three(str serials[3])
{
	struct record *r = signed_state_record(&w);

	for (int i = 0; i < 3; i++)
		serials[i] = signed_state_issue(&w, r, "g1", 1);
	signed_state_change(&w, r, serials[1], "suspended", PKI_REASON_HOLD, 0);
	signed_state_change(
	    &w, r, serials[2], "revoked", PKI_REASON_KEY_COMPROMISE, w.now_s - 86400);
	record_close(r);
	follow();
}

static void
in_status(const char *statement)
{
	const char *line =
	    str_fmt(a, "sqlite3 state/status/status.db \"%s\"", statement).p;

	if (!signed_state_shell(&w, true, line))
		fail_msg("%s", line);
}

static void
check_differences(const char *row, int64_t missing, int64_t surplus, int64_t differs)
{
	struct status_difference d;
	struct err e;

	CHECK_OK(row, status_db_compare(w.state, &d, &e), &e);
	CHECK_INT(row, d.certificates, 3);
	CHECK_INT(row, d.missing, missing);
	CHECK_INT(row, d.surplus, surplus);
	CHECK_INT(row, d.differs, differs);
}

/* Each column that says something is looked at; what means nothing for a good certificate is not. */
static void
records_are_compared(void **state)
{
	static const struct {
		const char *row, *change; /* of "SERIAL", here the place of a serial */
		int which;
		int64_t missing, surplus, differs;
	} rows[] = {
		{ "revoked, said to be good", "UPDATE certificate SET state = 0", 2, 0, 0,
		    1 },
		{ "revoked, said to be held", "UPDATE certificate SET state = 1", 2, 0, 0,
		    1 },
		{ "good, said to be revoked", "UPDATE certificate SET state = 2", 0, 0, 0,
		    1 },
		{ "another reason", "UPDATE certificate SET reason = 4", 2, 0, 0, 1 },
		{ "another time", "UPDATE certificate SET at_s = at_s + 1", 1, 0, 0, 1 },
		{ "no invalidity", "UPDATE certificate SET invalidity_s = 0", 2, 0, 0,
		    1 },
		{ "an older change", "UPDATE certificate SET change = change - 1", 2, 0,
		    0, 1 },
		{ "a time that is not used", "UPDATE certificate SET at_s = at_s + 1", 0,
		    0, 0, 0 },
		{ "gone", "DELETE FROM certificate", 1, 1, 0, 0 },
		{ "under another serial", "UPDATE certificate SET serial = x'4455'", 0, 1,
		    1, 0 },
	};
	str serials[3];

	(void)state;
	three(serials);
	check_differences("as the signer leaves them", 0, 0, 0);
	if (!signed_state_shell(&w, true, "cp -r state/status kept"))
		fail_msg("cp");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		in_status(str_fmt(a, "%s WHERE serial = x'%.*s'", rows[i].change,
		    STR_ARG(serials[rows[i].which]))
			      .p);
		check_differences(
		    rows[i].row, rows[i].missing, rows[i].surplus, rows[i].differs);
		if (!signed_state_shell(
			&w, true, "rm -r state/status; cp -r kept state/status"))
			fail_msg("put back");
	}
	in_status("DELETE FROM certificate; UPDATE mark SET signed = 0, change = 0");
	check_differences("all gone", 3, 0, 0);
	follow(); /* "nyalakan ulang paraf-signer; ia menyalin yang kurang" */
	check_differences("copied again", 0, 0, 0);
}

static void
records_that_cannot_be_read(void **state)
{
	struct status_difference d;
	struct status_sample *at;
	struct err e;
	size_t n;

	(void)state;
	follow();
	CHECK("there", signed_state_shell(&w, true, "mv state/status away"));
	CHECK_INT("gone", status_db_compare(w.state, &d, &e), RC_NOT_FOUND);
	CHECK_INT("gone", status_db_samples(w.state, a, &at, &n, &e), RC_NOT_FOUND);
	CHECK("garbage",
	    signed_state_shell(&w, true,
		"mkdir state/status; head -c 8192 /dev/urandom >state/status/status.db"));
	CHECK_INT("garbage", status_db_compare(w.state, &d, &e), RC_UNAVAILABLE);
	CHECK_INT("garbage", status_db_samples(w.state, a, &at, &n, &e), RC_UNAVAILABLE);
}

static str
unhex(str hex)
{
	struct err e;
	str out;

	CHECK_OK("hex", hex_decode(a, hex, &out, &e), &e);
	return out;
}

static str
ca_der(void)
{
	struct err e;
	str der;

	CHECK_OK("ca",
	    file_read(a, str_fmt(a, "%s/pki/ca.cer", w.state).p, 16384, &der, &e), &e);
	return der;
}

static void
somebody_of_each_kind(void **state)
{
	struct status_sample *at;
	struct err e;
	str serials[3];
	size_t n;

	(void)state;
	follow();
	CHECK_OK("none", status_db_samples(w.state, a, &at, &n, &e), &e);
	CHECK_INT("authorities", n, 1);
	CHECK("nobody good", at[0].good.p == NULL);
	CHECK("nobody revoked", at[0].revoked.p == NULL);
	three(serials);
	CHECK_OK("three", status_db_samples(w.state, a, &at, &n, &e), &e);
	CHECK_INT("authorities", n, 1);
	CHECK_STR("name", at[0].ca, "g1");
	CHECK("its certificate", str_eq(at[0].ca_der, ca_der()));
	CHECK("good", str_eq(at[0].good, unhex(serials[0])));
	CHECK("not good", str_eq(at[0].revoked, unhex(serials[1])) ||
			      str_eq(at[0].revoked, unhex(serials[2])));
}

/* ---- what a responder says ---- */

#define SERIAL "4a0102030405060708090a0b0c0d0e0f"

/* An answer, and how it is not what was asked for. */
struct made {
	enum pki_ocsp_state say;
	int64_t this_s, next_s;      /* from now */
	bool other_serial, no_nonce; /* it speaks of another, it does not repeat */
	enum { BY_DELEGATE, BY_CA, BY_STRANGER, BY_HOLDER } by;
};

/* Key and certificate that sign it. */
static struct pki_key *
signer_of(const struct made *m, str *out_cert)
{
	struct pki_ca ca = w.ca;
	struct pki_responder_fields f = { .serial = pki_serial_new(a),
		.country = STR("ID"),
		.organization = STR("Kementerian Keuangan"),
		.name = STR("OCSP g1"),
		.not_before_s = w.ca.not_before_s,
		.not_after_s = w.now_s + 3600 };
	struct pki_key *key, *own;
	struct err e;

	CHECK_OK("key", pki_key_generate(PKI_KEY_P256, 0, &key, &e), &e);
	CHECK_OK("key", pki_key_generate(PKI_KEY_P256, 0, &own, &e), &e);
	CHECK_OK("spki", pki_key_spki(key, a, &f.spki, &e), &e);
	if (m->by == BY_STRANGER) /* our name, and no key of ours */
		ca.key = own;
	CHECK_OK("delegate", pki_responder_make(a, &ca, &f, out_cert, &e), &e);
	if (m->by == BY_HOLDER) { /* a certificate of ours, for a person */
		struct record *r = signed_state_record(&w);
		const str others = w.spki;
		str serial;

		w.spki = f.spki;
		serial = signed_state_issue(&w, r, "g1", 1);
		w.spki = others;
		record_close(r);
		CHECK_OK("holder",
		    file_read(a, str_fmt(a, "%s/%.*s.der", w.dir, STR_ARG(serial)).p,
			16384, out_cert, &e),
		    &e);
	}
	pki_key_free(own);
	return key;
}

static str
answer_to(str request, const struct made *m)
{
	struct pki_ocsp_request rq;
	struct pki_ocsp_single one;
	struct pki_ocsp_answer answer = { &one, 1, STR_NONE, w.now_s };
	struct pki_ocsp_signer *s;
	struct pki_key *key;
	struct buf out;
	struct err e;
	str cert;

	CHECK_OK("read", pki_ocsp_read(request, &rq, &e), &e);
	one = (struct pki_ocsp_single){ .id = str_dup(a, rq.id[0].whole),
		.state = m->say,
		.revoked_s = w.now_s - 100,
		.reason = PKI_REASON_KEY_COMPROMISE,
		.this_s = w.now_s + m->this_s,
		.next_s = w.now_s + m->next_s };
	if (m->other_serial) /* the serial is the end of a CertID */
		((char *)one.id.p)[one.id.n - 1] ^= 1;
	if (!m->no_nonce)
		answer.nonce = rq.nonce;
	key = signer_of(m, &cert);
	CHECK_OK("signer",
	    pki_ocsp_signer_new(
		m->by == BY_CA ? w.key : key, m->by == BY_CA ? STR_NONE : cert, &s, &e),
	    &e);
	buf_init(&out, a, 2048);
	CHECK_OK("sign", pki_ocsp_sign(s, &answer, &out, &e), &e);
	pki_ocsp_signer_free(s);
	pki_key_free(key);
	return buf_get(&out);
}

static void
answers_that_are_believed(void **state)
{
	static const struct {
		const char *row;
		struct made made;
		enum rc rc;
	} rows[] = {
		{ "good", { PKI_OCSP_GOOD, 0, 60 }, RC_OK },
		{ "revoked", { PKI_OCSP_REVOKED, 0, 60 }, RC_OK },
		{ "unknown", { PKI_OCSP_UNKNOWN, 0, 60 }, RC_OK },
		{ "by the CA", { PKI_OCSP_GOOD, 0, 60, .by = BY_CA }, RC_OK },
		{ "by somebody else's delegate",
		    { PKI_OCSP_GOOD, 0, 60, .by = BY_STRANGER }, RC_DENIED },
		{ "by a holder's certificate", { PKI_OCSP_GOOD, 0, 60, .by = BY_HOLDER },
		    RC_DENIED },
		{ "of another", { PKI_OCSP_GOOD, 0, 60, .other_serial = true },
		    RC_DENIED },
		{ "without our nonce", { PKI_OCSP_GOOD, 0, 60, .no_nonce = true },
		    RC_DENIED },
		{ "of yesterday", { PKI_OCSP_GOOD, -86400, -3600 }, RC_DENIED },
		{ "of tomorrow", { PKI_OCSP_GOOD, 86400, 90000 }, RC_DENIED },
	};
	const str ca = ca_der();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct pki_ocsp_told told = { .state = PKI_OCSP_UNKNOWN };
		struct err e;
		str request;

		CHECK_OK(rows[i].row,
		    pki_ocsp_ask_make(a, ca, unhex(STR(SERIAL)), &request, &e), &e);
		CHECK_INT(rows[i].row,
		    pki_ocsp_ask_take(
			ca, request, answer_to(request, &rows[i].made), &told, &e),
		    rows[i].rc);
		if (rows[i].rc != RC_OK)
			continue;
		CHECK_INT(rows[i].row, told.state, rows[i].made.say);
		CHECK_INT(rows[i].row, told.reason,
		    rows[i].made.say == PKI_OCSP_REVOKED ? PKI_REASON_KEY_COMPROMISE : 0);
	}
}

static void
answers_that_are_none(void **state)
{
	const str ca = ca_der();
	const struct made good = { PKI_OCSP_GOOD, 0, 60 },
			  revoked = { PKI_OCSP_REVOKED, 0, 60 };
	struct pki_ocsp_told told;
	str request, other, answer;
	struct err e;

	(void)state;
	CHECK_OK("ask", pki_ocsp_ask_make(a, ca, unhex(STR(SERIAL)), &request, &e), &e);
	CHECK_OK("ask", pki_ocsp_ask_make(a, ca, unhex(STR(SERIAL)), &other, &e), &e);
	CHECK("a nonce each", !str_eq(request, other));
	CHECK_INT("an answer to somebody else",
	    pki_ocsp_ask_take(ca, other, answer_to(request, &good), &told, &e),
	    RC_DENIED);
	CHECK_INT("declined",
	    pki_ocsp_ask_take(
		ca, request, pki_ocsp_refusal(PKI_OCSP_TRY_LATER), &told, &e),
	    RC_UNAVAILABLE);
	CHECK_INT("garbage", pki_ocsp_ask_take(ca, request, STR("<html>"), &told, &e),
	    RC_DENIED);
	CHECK_INT(
	    "nothing", pki_ocsp_ask_take(ca, request, STR(""), &told, &e), RC_DENIED);
	CHECK_INT("no CA",
	    pki_ocsp_ask_take(STR("x"), request, answer_to(request, &good), &told, &e),
	    RC_DENIED);
	/* whichever byte is changed: never another status */
	answer = answer_to(request, &revoked);
	for (size_t i = 0; i < answer.n; i++) {
		char *bent = arena_copy(a, answer.p, answer.n);

		bent[i] ^= 1;
		told = (struct pki_ocsp_told){ .state = PKI_OCSP_REVOKED };
		if (pki_ocsp_ask_take(ca, request, (str){ bent, answer.n }, &told, &e) ==
			RC_OK &&
		    told.state != PKI_OCSP_REVOKED)
			fail_msg("byte %zu makes it another status", i);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(records_are_compared, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    records_that_cannot_be_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(somebody_of_each_kind, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    answers_that_are_believed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(answers_that_are_none, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
