/*
 * test_evidence.c - the statements behind a certificate, as the signer gives them out and as check.py
 * judges them with openssl alone: right ones hold, and each one spoilt is found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/rnd.h"
#include "domain/evidence.h"
#include "pki/cert.h"
#include "pki/crl.h"
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

/* The next certificate of a chain: who is followed, its key, and what the follower is asked with. */
struct link {
	const struct statement_approval *first; /* of the counter */
	struct ipc_issued old;
	struct made_csr own, next;
};

static struct ipc_issued
follow(struct chain_world *w, const struct link *l, str approval, str signatures)
{
	struct ipc_certify in = { .request_id = rnd_id(w->a),
		.approval = approval,
		.approval_signatures = signatures,
		.csr = l->next.der };
	struct ipc_issued made;

	in.review = in.review_signatures = in.activation_signature =
	    in.revocation_sha256 = STR("");
	CHECK_INT("followed", chain_certify(w, &in, &made, NULL), RC_OK);
	return made;
}

/* By its own key. */
static struct ipc_issued
follow_by_key(struct chain_world *w, const struct link *l)
{
	struct statement_signature by = { .kind = STATEMENT_BY_CERTIFICATE,
		.key_id = statement_sha256(w->a, l->own.spki),
		.auth_data = STR(""),
		.client_data = STR("") };
	struct statement st = chain_statement(w, STATEMENT_renewal);
	struct err e;
	str bytes, list;

	st.u.renewal = (struct statement_renewal){ l->old.serial, l->first->office,
		l->first->office_name, l->first->name, l->first->email,
		statement_sha256(w->a, l->next.spki), STR("") };
	CHECK_OK("encode", statement_encode(w->a, &st, &bytes, &e), &e);
	CHECK_OK("sign",
	    pki_raw_sign(
		l->own.key, w->a, statement_signed_text(w->a, bytes), &by.signature, &e),
	    &e);
	CHECK_OK("list", statement_signatures_encode(w->a, &by, 1, &list, &e), &e);
	return follow(w, l, bytes, list);
}

/* By an OPIP who was told the code, under a grant of that day. */
static struct ipc_issued
follow_by_office(struct chain_world *w, const struct link *l)
{
	static const str factors[] = { { "passkey", 7 } }, ticks[] = { { "face", 4 } };
	struct statement grant = chain_grant_of(w, &w->opip2, "opip", "082"), st;
	struct chain_paper p = chain_sign(w, &grant, w->v1.key, NULL, NULL);

	CHECK_INT("grant", chain_record(w, p, NULL), RC_OK);
	st = chain_statement(w, STATEMENT_renewal_approval);
	st.u.renewal_approval = (struct statement_renewal_approval){ l->old.serial,
		l->first->office, l->first->office_name, l->first->name, l->first->email,
		statement_sha256(w->a, l->next.spki), STR(""), l->first->nip,
		statement_renewal_code(w->a, w->authority, l->old.serial, l->next.spki),
		{ factors, 1 }, { ticks, 1 }, 0, str_from_z(w->opip2.account), grant.id };
	p = chain_sign(w, &st, w->opip2.key, NULL, NULL);
	return follow(w, l, p.statement, p.signatures);
}

static void
move_near_end(struct chain_world *w, const struct ipc_issued *cert)
{
	w->shared->skew_s = cert->not_after_s - 864000 - clock_now(&clock_system);
}

static void
put_before(struct chain_world *w, const char *dir, const struct ipc_issued *cert)
{
	run_write(w->a, dir, str_fmt(w->a, "before-%.*s.pem", STR_ARG(cert->serial)).p,
	    pki_cert_pem(w->a, cert->der));
}

/*
 * A certificate, the one that follows it by its own key, and the one that follows that by the office: with
 * what check.py is given of all three.
 */
static const char *
lay_out_renewed(struct chain_world *w, str *out_serial)
{
	struct link l = { .own = make_csr(w->a), .next = make_csr(w->a) };
	struct made_csr third = make_csr(w->a);
	const char *dir = run_temp(w->a);
	struct ipc_issued first, second, last;
	struct chain_request r;
	struct evidence v = { .n = 0 };
	struct err e;

	chain_request_new(w, &r);
	r.csr = l.own;
	r.in.csr = l.own.der;
	chain_request_activate(w, &r, STR(CHAIN_CODE));
	CHECK_INT("first", chain_certify(w, &r.in, &first, NULL), RC_OK);
	l.first = &r.approval.u.approval;
	l.old = first;
	move_near_end(w, &first);
	second = follow_by_key(w, &l);
	pki_key_free(l.own.key);
	l = (struct link){ l.first, second, l.next, third };
	move_near_end(w, &second);
	last = follow_by_office(w, &l);
	CHECK_OK(
	    "statements", evidence_statements(w->client, w->a, last.serial, &v, &e), &e);
	for (size_t i = 0; i < v.n; i++)
		run_write(w->a, dir, v.at[i].name, v.at[i].data);
	run_write(w->a, dir, "certificate.pem", pki_cert_pem(w->a, last.der));
	put_before(w, dir, &first);
	put_before(w, dir, &second);
	(void)run_in(w->a, dir, "cp '" CHECK_PY "' check.py");
	pki_key_free(l.own.key);
	pki_key_free(l.next.key);
	*out_serial = first.serial;
	return dir;
}

/* The profile of the test lets a meeting count for five years, so that two renewals fit in. */
static struct chain_world *
world_of_renewals(void)
{
	struct chain_world *w = chain_world_new(false);

	chain_world_stop(w);
	chain_world_profile(w, "proof_max_days = 1826");
	chain_world_start(w);
	return w;
}

/* A renewed certificate: the counter, the key certified there, and who was told a code. */
static void
renewals_hold(void **state)
{
	struct chain_world *w = world_of_renewals();
	str serial, said;
	const char *dir = lay_out_renewed(w, &serial);

	(void)state;
	said = judge(w, dir);
	CHECK_HAS("said", said, "0 []");
	CHECK_HAS("said", said, "(approval) is signed by those who may");
	CHECK_HAS("said", said, "(renewal) is signed by those who may");
	CHECK_HAS("said", said, "(renewal_approval) is signed by those who may");
	CHECK_HAS("said", said, "the key is the one that the renewal names");
	CHECK_HAS("said", said, "renewed 2 times after that approval, 1 of them by");
	CHECK_HAS("said", said, "read out is that of the key in certificate.pem");
	CHECK_HAS("back to the counter", said,
	    str_fmt(w->a,
		"ok     the key in before-%.*s.pem was requested with the activation code",
		STR_ARG(serial))
		.p);
	/* another certificate in the place of the first one: neither activated nor followed */
	(void)run_in(w->a, dir,
	    str_fmt(w->a, "cp certificate.pem before-%.*s.pem", STR_ARG(serial)).p);
	CHECK_HAS("said", judge(w, dir), "2 [");
	run_temp_drop(w->a, dir);
	chain_world_free(w);
}

/* The officer's statement itself: another code or another officer in it is found. */
static void
a_spoilt_renewal_is_found(void **state)
{
	struct chain_world *w = world_of_renewals();
	str serial, good, said;
	const char *dir = lay_out_renewed(w, &serial), *name, *at;
	struct err e;

	(void)state;
	name = str_z(w->a, str_trim(run_in(w->a, dir, "ls *-renewal_approval.cbor")));
	at = str_fmt(w->a, "%s/%s", dir, name).p;
	CHECK_OK("read", file_read(w->a, at, 65536, &good, &e), &e);
	for (size_t i = 0; i < good.n; i += 41) {
		char *bad = arena_copy(w->a, good.p, good.n);

		bad[i] ^= 1;
		run_write(w->a, dir, name, (str){ bad, good.n });
		said = judge(w, dir);
		if (str_find(said, STR("0 []")) >= 0)
			fail_msg("byte %zu was not found", i);
	}
	run_temp_drop(w->a, dir);
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

/* ---- a list of any length ---- */

#define LIST_BYTES (200 * 1024 * 1024)
#define MORE_KIB                                                                         \
	(8 * 1024) /* that the whole bundle may take, where the list has 200 MiB */

/* KiB in that line of /proc/self/status. */
static long
own_kib(const char *line)
{
	FILE *f = fopen("/proc/self/status", "r");
	char text[200];
	long kib = -1;

	assert_non_null(f);
	while (kib < 0 && fgets(text, sizeof(text), f) != NULL)
		if (strncmp(text, line, strlen(line)) == 0)
			kib = strtol(text + strlen(line), NULL, 10);
	fclose(f);
	assert_true(kib > 0);
	return kib;
}

/* From now on VmHWM is the peak of what follows (proc(5), clear_refs). */
static void
forget_peak(void)
{
	FILE *f = fopen("/proc/self/clear_refs", "w");

	assert_non_null(f);
	assert_true(fputs("5", f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* A published list of 200 MiB: a real one's head, and a hole behind it. */
static str
publish_long_list(struct chain_world *w, const char *dir)
{
	const char *path = str_fmt(w->a, "%s/panjang.crl", dir).p;
	struct pki_crl_head head;
	struct err e;
	str der;

	CHECK_OK("list",
	    file_read(
		w->a, str_fmt(w->a, "%s/pki/root.crl", w->state).p, 65536, &der, &e),
	    &e);
	CHECK_OK("head", pki_crl_read(der, &head, &e), &e);
	CHECK_OK("publish", file_write_durable(path, der, 0644, &e), &e);
	assert_int_equal(truncate(path, LIST_BYTES), 0);
	return head.issuer;
}

static void
a_long_list_in_little_memory(void **state)
{
	struct chain_world *w = chain_world_new(false);
	const char *dir = run_temp(w->a), *bundle = str_fmt(w->a, "%s/bukti", dir).p;
	str issuer = publish_long_list(w, dir);
	const struct conf conf = { .publish_dir = str_from_z(dir) };
	struct domain d = { .a = w->a, .conf = &conf };
	struct evidence v = { .n = 0 };
	struct err e;
	long before;

	(void)state;
	before = own_kib("VmRSS:");
	forget_peak();
	CHECK_OK("list", evidence_list(&d, issuer, &v, &e), &e);
	CHECK_INT("files", v.n, 1);
	CHECK_INT("bytes", v.at[0].size, LIST_BYTES);
	CHECK_OK("write", evidence_write(w->a, bundle, &v, &e), &e);
	CHECK("peak", own_kib("VmHWM:") - before < MORE_KIB);
	CHECK_HAS("hash", run_in(w->a, bundle, "sha256sum -c MANIFEST.sha256"),
	    "issuing.crl: OK");
	CHECK_HAS("same",
	    run_in(w->a, bundle, "cmp issuing.crl ../panjang.crl && echo ya"), "ya");
	CHECK_INT("twice", evidence_write(w->a, bundle, &v, &e), RC_CONFLICT);
	/* cut short while it is read: that is said, and no half file is called the list */
	assert_int_equal(truncate(str_fmt(w->a, "%s/panjang.crl", dir).p, 100), 0);
	CHECK_INT("short", evidence_write(w->a, str_fmt(w->a, "%s/b2", dir).p, &v, &e),
	    RC_UNAVAILABLE);
	CHECK_STR("nothing", run_in(w->a, dir, "ls b2"), "");
	evidence_close(&v);
	CHECK_OK("none", evidence_list(&d, STR("\x30\x00"), &v, &e), &e);
	CHECK_INT("no list", v.n, 0);
	run_temp_drop(w->a, dir);
	chain_world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(renewals_hold),
		cmocka_unit_test(a_spoilt_renewal_is_found),
		cmocka_unit_test(by_passkeys),
		cmocka_unit_test(by_browser_keys),
		cmocka_unit_test(one_byte_of_any_statement_is_found),
		cmocka_unit_test(a_long_list_in_little_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
