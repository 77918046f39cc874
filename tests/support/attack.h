/*
 * attack.h - what the attack suites share: one world, everything in it that an attack could want, and
 * "this is refused with that word, and nothing was won". Each program includes it once.
 */
#ifndef SUPPORT_ATTACK_H
#define SUPPORT_ATTACK_H

#include <stdio.h>
#include <string.h>

#include "base/rnd.h"
#include "pki/raw.h"
#include "support/chain_world.h"
#include "support/check.h"

static struct chain_world *w;

static inline int
set_up(void **state)
{
	(void)state;
	w = chain_world_new(false);
	return 0;
}

static inline int
tear_down(void **state)
{
	(void)state;
	chain_world_free(w);
	return 0;
}

/* Everything that an attack could want to change. */
#define PRIZES                                                                           \
	"SELECT (SELECT count(*) FROM issued) * 1000000"                                 \
	" + (SELECT count(*) FROM authority) * 100000"                                   \
	" + (SELECT count(*) FROM authority WHERE state = 'active') * 10000"             \
	" + (SELECT count(*) FROM authority_key WHERE removed_s IS NULL) * 1000"         \
	" + (SELECT count(*) FROM verifier WHERE removed_s IS NULL) * 100"               \
	" + (SELECT count(*) FROM status_log) * 10 + (SELECT count(*) FROM statement)"

static inline void
refused(const char *row, const struct ipc_message *m, const char *want)
{
	int64_t prizes = chain_count(w, PRIZES);
	int64_t refusals = chain_count(w, "SELECT count(*) FROM refused");
	struct ipc_message out;
	char code[32] = "";
	struct err e = { 0 };
	enum rc rc = ipc_call(w->client, w->a, m, &out, &e);

	snprintf(code, sizeof(code), "%.*s", (int)strcspn(e.why, ":"), e.why);
	if (rc == RC_OK)
		fail_msg("%s: the signer obeyed with %s", row, ipc_type_name(out.type));
	CHECK_STR(row, str_from_z(code), want);
	CHECK_INT(row, chain_count(w, PRIZES), prizes);
	CHECK_INT(row, chain_count(w, "SELECT count(*) FROM refused"), refusals + 1);
	CHECK_INT(row,
	    chain_count(
		w, str_fmt(w->a,
		       "SELECT code = '%s' FROM refused ORDER BY id DESC LIMIT 1", want)
		       .p),
	    1);
}

/* No certificate for what is asked. */
static inline void
certify_refused(const char *row, const struct ipc_certify *in, const char *want)
{
	const struct ipc_message m = { .type = IPC_certify, .u.certify = *in };

	refused(row, &m, want);
}

static inline void
paper_refused(const char *row, struct chain_paper p, const char *want)
{
	const struct ipc_message m = { .type = IPC_statement_record,
		.u.statement_record = { p.statement, p.signatures } };

	refused(row, &m, want);
}

static inline void
must(enum rc rc)
{
	CHECK_INT("preparation", rc, RC_OK);
}

/* A right request `r`, signed again after `change`. */
#define WITH(row, want, change)                                                          \
	do {                                                                             \
		chain_request_new(w, &r);                                                \
		change;                                                                  \
		chain_request_sign(w, &r, w->reviewer.key, w->opip.key);                 \
		certify_refused(row, &r.in, want);                                       \
	} while (0)

/* ---- renewals ---- */

/* The signer's clock stands that many seconds before the end of the certificate. */
static inline void
move_before_end(const struct ipc_issued *cert, int64_t before_end_s)
{
	w->shared->skew_s = cert->not_after_s - before_end_s - clock_now(&clock_system);
}

/* A request for the certificate that follows another: nothing of the counter in it. */
static inline struct ipc_certify
renewal_asked(str csr)
{
	return (struct ipc_certify){ .request_id = rnd_id(w->a),
		.csr = csr,
		.review = STR(""),
		.review_signatures = STR(""),
		.activation_signature = STR(""),
		.revocation_sha256 = STR("") };
}

/* ---- orders ---- */

static inline struct ipc_message
order_by(str serial, const char *action, int64_t reason, str who, str grant,
    struct softkey *key)
{
	struct statement s = chain_statement(w, STATEMENT_order);
	struct chain_paper p;

	s.u.order =
	    (struct statement_order){ serial, str_from_z(action), reason, 0, who, grant };
	p = chain_sign(w, &s, key, NULL, NULL);
	return (struct ipc_message){ .type = IPC_order_record,
		.u.order_record = { p.statement, p.signatures } };
}

/* Signed with the key of `csr`; the signature says that it is of `named`. */
static inline struct chain_paper
signed_by_certificate(
    const struct statement *s, const struct made_csr *csr, const struct made_csr *named)
{
	struct statement_signature by = { .kind = STATEMENT_BY_CERTIFICATE,
		.key_id = statement_sha256(w->a, named->spki),
		.auth_data = STR(""),
		.client_data = STR("") };
	struct chain_paper p;
	struct err e;

	CHECK_OK("encode", statement_encode(w->a, s, &p.statement, &e), &e);
	CHECK_OK("sign",
	    pki_raw_sign(csr->key, w->a, statement_signed_text(w->a, p.statement),
		&by.signature, &e),
	    &e);
	CHECK_OK(
	    "list", statement_signatures_encode(w->a, &by, 1, &p.signatures, &e), &e);
	return p;
}

static inline struct ipc_message
order_signed_by(
    const struct statement *s, const struct made_csr *csr, const struct made_csr *named)
{
	struct chain_paper p = signed_by_certificate(s, csr, named);

	return (struct ipc_message){ .type = IPC_order_record,
		.u.order_record = { p.statement, p.signatures } };
}

/* An order signed with a certificate's key. */
static inline struct ipc_message
order_by_holder(str serial, const char *action, const struct made_csr *csr)
{
	struct statement s = chain_statement(w, STATEMENT_order);

	s.u.order = (struct statement_order){ serial, str_from_z(action), 0, 0, STR(""),
		STR("") };
	return order_signed_by(&s, csr, csr);
}

static inline struct ipc_issued
certificate(const struct made_csr *csr)
{
	struct chain_request r;
	struct ipc_issued c;

	chain_request_new(w, &r);
	if (csr != NULL) {
		r.csr = *csr;
		r.in.csr = csr->der;
		chain_request_activate(w, &r, STR(CHAIN_CODE));
	}
	must(chain_certify(w, &r.in, &c, NULL));
	return c;
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

#endif
