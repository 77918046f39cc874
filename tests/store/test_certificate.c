/*
 * test_certificate.c - issuing and status on the engine named on the command line, against the real
 * paraf-signer (PARAF_SIGNER): what happens when it is away, when the portal dies between any two
 * steps, and when the same request comes again.
 */
#include <signal.h>
#include <sys/wait.h>

#include "base/codec.h"
#include "domain/account.h"
#include "domain/application_sign.h"
#include "domain/authority.h"
#include "domain/certificate.h"
#include "domain/followup.h"
#include "ipc/signer_client.h"
#include "pki/activation.h"
#include "signer/ceremony.h"
#include "signer/signer_init.h"
#include "support/fresh_store.h"
#include "support/run.h"
#include "support/signed.h"

#define DAY    86400
#define HOLDER "a1"

static const char *engine_name;
static int64_t shift_s; /* our clock is so far ahead of the signer's */

struct fixture {
	struct fresh_store f;
	struct arena *a;
	struct conf conf;
	struct domain d;
	struct actor holder, bssn, ratna, yusuf;
	struct softkey *keys[3]; /* of bssn, ratna, yusuf */
	str code;                /* activation code */
	const char *dir;
	pid_t signer;
	int log; /* of the signer */
};

static int64_t
test_now(void *arg)
{
	(void)arg;
	return clock_now(&clock_system) + shift_s;
}

static const struct clock test_clock = { test_now, NULL };

/* A statement of the test's own; what it prints. */
static str
sql(struct fixture *x, const char *text)
{
	run_write(x->a, x->dir, "statement.sql", str_from_z(text));
	if (strcmp(engine_name, "sqlite") == 0)
		return str_trim(run_in(x->a, x->dir,
		    str_fmt(x->a, "sqlite3 -cmd '.timeout 5000' '%s' <statement.sql",
			x->f.url + sizeof("sqlite:") - 1)
			.p));
	return str_trim(run_in(x->a, x->dir,
	    str_fmt(x->a, "psql -X -q -A -t -v ON_ERROR_STOP=1 -d '%s' -f statement.sql",
		x->f.url)
		.p));
}

static void
approved(struct fixture *x)
{
	int64_t now = test_now(NULL);

	(void)sql(x,
	    str_fmt(x->a,
		"INSERT INTO account (id, username, role, office, name, email, state, pass_initial,"
		" opip_candidate, created_s, created_by, version) VALUES"
		" ('b', 'b', 'verifier', NULL, 'Verifikator', NULL, 'active', 0, 0, 1, 't', 1),"
		" ('r', 'r', 'office_admin', '082', 'Ratna', 'r@kemenkeu.go.id', 'active', 0, 0, 1, 't', 1),"
		" ('v', 'v', 'staff', '082', 'Yusuf', NULL, 'active', 0, 0, 1, 't', 1);"
		"INSERT INTO application (id, number, office, state, state_since_s, version, kind,"
		" email, email_ci, nip, name, step, card_hints, card_tries, card_accepted, reviewer,"
		" reviewed_s, activator, approved_s, collect_expires_s, created_s, updated_s) VALUES"
		" ('" HOLDER "', 'DS-082-7K4M-2PXH', '082', 'approved', %lld, 1, 'djpb',"
		" 'd@kemenkeu.go.id', 'd@kemenkeu.go.id', '199008052015032001', 'Dewi Cahyani', 7, 0, 0,"
		" 0, 'r', %lld, 'v', %lld, %lld, 1, 1);",
		(long long)now, (long long)now - 200, (long long)now - 100,
		(long long)now + 7 * DAY)
		.p);
}

/* Start the program and read its log until it says that it is ready. */
static void
signer_start(struct fixture *x)
{
	const char *program = getenv("PARAF_SIGNER");
	const char *socket = str_z(x->a, x->conf.signer_socket);
	char text[4096];
	size_t n = 0;
	int log[2];

	assert_non_null(program);
	assert_int_equal(pipe(log), 0);
	x->signer = fork();
	if (x->signer == 0) {
		(void)dup2(log[1], 2);
		(void)close(log[0]);
		(void)execl(program, program, "--state", x->dir, "--socket", socket,
		    (char *)NULL);
		_exit(127);
	}
	(void)close(log[1]);
	while (n < sizeof(text) && str_find((str){ text, n }, STR("event=ready")) < 0) {
		ssize_t k = read(log[0], text + n, sizeof(text) - n);

		if (k <= 0)
			fail_msg("the signer ended: %.*s", (int)n, text);
		n += (size_t)k;
	}
	x->log = log[0];
}

static void
signer_stop(struct fixture *x)
{
	if (x->signer <= 0)
		return;
	assert_int_equal(kill(x->signer, SIGTERM), 0);
	assert_int_equal(waitpid(x->signer, NULL, 0), x->signer);
	(void)close(x->log);
	x->signer = 0;
}

/* ---- the chain of authority behind the approval ---- */

static struct actor
officer_of(const char *account, const char *name, const char *nip, unsigned roles)
{
	return (struct actor){ .roles = R_STAFF | roles,
		.account = str_from_z(account),
		.name = str_from_z(name),
		.nip = str_from_z(nip),
		.office = roles & R_VERIFIER ? STR_NONE : STR("082"),
		.net = STR("test") };
}

/* BSSN's first verifier, by a code of the ceremony. */
static void
enrol_verifier(struct fixture *x)
{
	struct officer_sig sig;
	struct row_officer_key_list keys;
	struct row_officer_key key;
	struct statement st;
	struct err e;
	str code, bytes;

	signed_key(&x->d, x->bssn.account, x->keys[0]);
	CHECK_OK("keys", officer_key_list(&x->d, x->bssn.account, &keys, &e), &e);
	key = keys.at[0];
	CHECK_OK(
	    "code", ceremony_codes(x->dir, &clock_system, 1, 1, x->d.a, &code, &e), &e);
	CHECK_OK("make",
	    signing_make(
		&x->d, &x->bssn, ceremony_fill, &key, CEREMONY_LIFE_S, &st, &bytes, &e),
	    &e);
	sig = signed_sig(&x->d, x->keys[0], bytes);
	CHECK_OK("enrol",
	    ceremony_enrol_key(&x->d, &x->bssn, &key, code, bytes, &sig, &e), &e);
}

struct grant_args {
	struct fixture *x;
	const struct grant_for *g;
	const struct signing *s;
};

static enum rc
grant_in_write(struct db *tx, void *arg, struct err *e)
{
	struct grant_args *p = arg;

	return grant_keep_tx(&p->x->d, tx, &p->x->bssn, p->s, p->g, STR_NONE, e);
}

static void
give(struct fixture *x, const struct actor *who, struct softkey *key)
{
	struct row_account acc;
	struct grant_for g;
	struct signing s;
	struct grant_args p = { x, &g, &s };
	struct err e;

	signed_key(&x->d, who->account, key);
	CHECK_OK("account", q_account_by_id(x->d.db, who->account, &acc, &e), &e);
	CHECK_OK("for", grant_for_account(&x->d, &acc, &g, &e), &e);
	s = signed_statement(&x->d, &x->bssn, x->keys[0], grant_fill, &g, SIGNING_LIFE_S);
	CHECK_OK("record", signing_record(&x->d, &x->bssn, &s, &e), &e);
	CHECK_OK("keep", store_write(x->d.store, x->d.a, grant_in_write, &p, &e), &e);
}

struct keep_args {
	struct fixture *x;
	const struct actor *who;
	const struct signing *s;
	bool review;
};

static enum rc
keep_in_write(struct db *tx, void *arg, struct err *e)
{
	struct keep_args *p = arg;
	enum rc rc = signing_keep_tx(
	    &p->x->d, tx, p->who, p->s, "application", STR(HOLDER), "kept", e);

	if (rc != RC_OK)
		return rc;
	return p->review
		   ? q_application_set_review_statement(tx, STR(HOLDER), p->s->st.id, e)
		   : q_application_set_approval_statement(
			 tx, STR(HOLDER), p->s->st.id, e);
}

/* Review by Ratna, approval by Yusuf with the activation code x->code. */
static void
sign_application(struct fixture *x)
{
	unsigned char *key = arena_alloc(x->d.a, ACTIVATION_KEY_BYTES);
	struct row_application app;
	struct row_office office;
	struct office_sign about = { &app, &office };
	struct statement st;
	struct officer_sig sig;
	struct signing s;
	struct keep_args p = { x, &x->ratna, &s, true };
	struct err e;
	str bytes;

	CHECK_OK("office", q_office_by_code(x->d.db, STR("082"), &office, &e), &e);
	CHECK_OK("app", q_application_by_id(x->d.db, STR(HOLDER), &app, &e), &e);
	s = signed_statement(
	    &x->d, &x->ratna, x->keys[1], review_fill, &about, REVIEW_LIFE_S);
	CHECK_OK("keep", store_write(x->d.store, x->d.a, keep_in_write, &p, &e), &e);
	CHECK_OK("app", q_application_by_id(x->d.db, STR(HOLDER), &app, &e), &e);
	CHECK_OK("make",
	    signing_make(&x->d, &x->yusuf, approval_fill, &about, approval_life_s(&x->d),
		&st, &bytes, &e),
	    &e);
	CHECK_OK("code",
	    activation_public(str_sub(x->code, 0, ACTIVATION_LETTERS), key, &e), &e);
	st.u.approval.activation_key = (str){ (const char *)key, ACTIVATION_KEY_BYTES };
	CHECK_OK("encode", statement_encode(x->d.a, &st, &bytes, &e), &e);
	sig = signed_sig(&x->d, x->keys[2], bytes);
	CHECK_OK("take",
	    signing_take(&x->d, &x->yusuf, approval_fill, &about, approval_life_s(&x->d),
		bytes, &sig, &s, &e),
	    &e);
	p = (struct keep_args){ x, &x->yusuf, &s, false };
	CHECK_OK("keep", store_write(x->d.store, x->d.a, keep_in_write, &p, &e), &e);
}

static void
authorise(struct fixture *x)
{
	x->bssn = officer_of("b", "Verifikator", NULL, R_VERIFIER);
	x->ratna = officer_of("r", "Ratna", "198507172009012003", R_OPIP);
	x->yusuf = officer_of("v", "Yusuf", "199102052014021004", R_OPIP);
	x->code = crockford_random(x->a, ACTIVATION_LETTERS);
	for (size_t i = 0; i < ARRAY_LEN(x->keys); i++)
		x->keys[i] = softkey_new(STATEMENT_KEY_BROWSER);
	signer_start(x);
	enrol_verifier(x);
	give(x, &x->ratna, x->keys[1]);
	give(x, &x->yusuf, x->keys[2]);
	sign_application(x);
	signer_stop(x);
}

static int
setup(void **state)
{
	struct signer_names names = signer_names_development;
	struct fixture *x = calloc(1, sizeof *x);
	struct conf_draft *draft;
	const char *key;
	struct err e;

	shift_s = 0;
	fresh_store_init(&x->f, engine_name, true);
	x->a = arena_new();
	x->dir = run_temp(x->a);
	draft = conf_draft_new(x->a);
	CHECK_OK("conf", conf_set(draft, STR("state_dir"), str_from_z(x->dir), &e), &e);
	CHECK_OK(
	    "conf", conf_set(draft, STR("officer_key"), STR("passkey,browser"), &e), &e);
	names.officer_key = STR("passkey,browser");
	CHECK_OK("conf", conf_finish(draft, &x->conf, &e), &e);
	(void)run_in(x->a, x->dir, "mkdir run");
	CHECK_OK("ca", signer_init(x->dir, &names, &clock_system, &e), &e);
	x->d = (struct domain){ .store = x->f.store,
		.conf = &x->conf,
		.clock = &test_clock,
		.a = arena_new(),
		.node = STR("1/test"),
		.signer = ipc_client_new(str_z(x->a, x->conf.signer_socket), 60000) };
	CHECK_OK("db", db_open(x->f.store, &x->d.db, &e), &e);
	db_use_arena(x->d.db, x->d.a);
	key = str_z(x->a, x->conf.vault_key_file);
	CHECK_OK("key", vault_key_create(key, &e), &e);
	CHECK_OK("vault",
	    vault_open(str_z(x->a, x->conf.vault_dir), key, &x->d.vault, &e), &e);
	x->holder = (struct actor){ .roles = R_VISITOR | R_APPLICANT,
		.application = STR(HOLDER),
		.net = STR("test") };
	(void)run_in(x->a, x->dir,
	    "for k in one two; do openssl req -new -newkey ec -pkeyopt "
	    "ec_paramgen_curve:P-256 -nodes -keyout $k.key -subj /CN=x -out $k.csr 2>/dev/null; done");
	approved(x);
	authorise(x);
	*state = x;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *x = *state;

	signer_stop(x);
	for (size_t i = 0; i < ARRAY_LEN(x->keys); i++)
		softkey_free(x->keys[i]);
	ipc_client_free(x->d.signer);
	db_close(x->d.db);
	vault_close(x->d.vault);
	fresh_store_release(&x->f);
	run_temp_drop(x->a, x->dir);
	arena_free(x->d.a);
	arena_free(x->a);
	free(x);
	return 0;
}

/* ---- what the tests do ---- */

static enum rc
ask(struct fixture *x, const char *name, struct row_certificate *out, struct err *e)
{
	const char *path = str_fmt(x->a, "%s/%s.csr", x->dir, name).p;
	str csr;

	CHECK_OK("csr", file_read(x->a, path, 16384, &csr, e), e);
	return certificate_request(&x->d, &x->holder, STR(HOLDER), csr,
	    &(struct collect_proof){ .code = x->code }, STR("test"), out, e);
}

/* The worker comes round, long enough after the last failure. */
static void
finish(struct fixture *x)
{
	struct err e;

	shift_s += 61;
	CHECK_OK("finish", certificate_finish_pending(&x->d, &e), &e);
}

/* The same while the signer does not answer. */
static void
finish_away(struct fixture *x)
{
	struct err e;

	shift_s += 61;
	CHECK_INT("away", certificate_finish_pending(&x->d, &e), RC_UNAVAILABLE);
}

static struct row_certificate
issued(struct fixture *x)
{
	struct row_certificate cert;
	struct err e;

	signer_start(x);
	CHECK_OK("issue", ask(x, "one", &cert, &e), &e);
	return cert;
}

static void
check_one(struct fixture *x)
{
	CHECK_STR("certificates", sql(x, "SELECT count(*) FROM certificate"), "1");
	CHECK_STR("application", sql(x, "SELECT state FROM application"), "issued");
	CHECK_STR("births",
	    sql(x,
		"SELECT count(*) FROM history WHERE noun = 'certificate' AND event = 'issue'"),
	    "1");
	CHECK_STR("mails",
	    sql(x, "SELECT count(*) FROM outbox WHERE kind = 'certificate_collected'"),
	    "1");
}

static void
test_repeated(void **state)
{
	struct fixture *x = *state;
	struct row_certificate first = issued(x), again;
	struct err e;

	CHECK_OK("again", ask(x, "one", &again, &e), &e);
	assert_true(str_eq(first.der, again.der));
	assert_int_equal(ask(x, "two", &again, &e), RC_CONFLICT);
	check_one(x);
}

static void
test_away(void **state)
{
	struct fixture *x = *state;
	struct row_certificate cert;
	struct err e;

	assert_int_equal(ask(x, "one", &cert, &e), RC_UNAVAILABLE);
	CHECK_STR("kept", sql(x, "SELECT state FROM issuance"), "pending");
	assert_int_equal(ask(x, "two", &cert, &e), RC_CONFLICT);
	/* one that was asked for in time does not lapse meanwhile */
	shift_s = 8 * DAY;
	CHECK_OK("lapse", certificate_expire_due(&x->d, &e), &e);
	CHECK_STR("waits", sql(x, "SELECT state FROM application"), "approved");
	shift_s = 0;
	finish_away(x);
	CHECK_STR("still away", sql(x, "SELECT state FROM issuance"), "pending");
	signer_start(x);
	finish(x);
	check_one(x);
	CHECK_OK("fetch", ask(x, "one", &cert, &e), &e);
}

/* The signer had answered, the portal died before it could record it. */
static void
test_died_after_answer(void **state)
{
	struct fixture *x = *state;
	struct row_certificate first = issued(x), again;
	struct err e;

	(void)sql(x, "UPDATE issuance SET state = 'pending', serial = NULL, next_s = 0;"
		     "DELETE FROM certificate; UPDATE application SET state = 'approved';"
		     "DELETE FROM history; DELETE FROM outbox;");
	finish(x);
	check_one(x);
	CHECK_OK("fetch", ask(x, "one", &again, &e), &e);
	assert_true(str_eq(first.der, again.der));
}

static void
test_refused(void **state)
{
	struct fixture *x = *state;
	struct row_certificate cert;
	struct err e;

	/* the approval with the signature of another statement */
	(void)sql(x, "UPDATE statement SET signatures = (SELECT signatures FROM statement"
		     " WHERE kind = 'review') WHERE kind = 'approval'");
	signer_start(x);
	assert_int_equal(ask(x, "one", &cert, &e), RC_DENIED);
	CHECK_STR("refused", sql(x, "SELECT state FROM issuance"), "refused");
	CHECK_STR("nothing", sql(x, "SELECT count(*) FROM certificate"), "0");
	sign_application(x);
	CHECK_OK("again", ask(x, "two", &cert, &e), &e);
	check_one(x);
}

static void
test_late(void **state)
{
	struct fixture *x = *state;
	struct row_certificate cert;
	struct err e;

	shift_s = 8 * DAY;
	assert_int_equal(ask(x, "one", &cert, &e), RC_CONFLICT);
	CHECK_OK("lapse", certificate_expire_due(&x->d, &e), &e);
	CHECK_STR("lapsed", sql(x, "SELECT state FROM application"), "lapsed");
}

/* ---- status ---- */

static enum rc
order(struct fixture *x, const struct actor *who, str serial, const char *reason,
    struct err *e)
{
	const struct certificate_reason *r = certificate_reason_find(str_from_z(reason));
	struct row_certificate cert;
	struct order_about about = { &cert, r };
	struct order_proof proof = { .s = NULL };
	struct signing s;

	if (r != NULL && r->event != CERT_EV_SUSPEND && who->roles & R_OPIP &&
	    str_eq_z(who->office, "082") && str_eq(who->nip, x->yusuf.nip)) {
		CHECK_OK("cert", q_certificate_by_serial(x->d.db, serial, &cert, e), e);
		s = signed_statement(&x->d, who, x->keys[2], certificate_order_fill,
		    &about, SIGNING_LIFE_S);
		proof.s = &s;
	}
	return certificate_order(
	    &x->d, who, serial, str_from_z(reason), STR_NONE, FSM_ANY_VERSION, &proof, e);
}

static void
test_status(void **state)
{
	struct fixture *x = *state;
	struct row_certificate cert = issued(x);
	struct actor officer = { .roles = R_STAFF | R_OPIP,
		.account = STR("v"),
		.office = STR("082"),
		.name = STR("Yusuf"),
		.nip = STR("199102052014021004"),
		.net = STR("test") };
	struct actor own = officer, elsewhere = officer;
	struct err e;

	own.nip = STR("199008052015032001");
	elsewhere.office = STR("083");
	assert_int_equal(
	    order(x, &x->holder, cert.serial, "dipulihkan", &e), RC_CONFLICT);
	CHECK_OK("suspend", order(x, &x->holder, cert.serial, "ditahan", &e), &e);
	assert_int_equal(order(x, &x->holder, cert.serial, "dipulihkan", &e), RC_DENIED);
	assert_int_equal(order(x, &own, cert.serial, "dipulihkan", &e), RC_DENIED);
	assert_int_equal(
	    order(x, &elsewhere, cert.serial, "dipulihkan", &e), RC_NOT_FOUND);
	CHECK_OK("lift", order(x, &officer, cert.serial, "dipulihkan", &e), &e);
	assert_int_equal(order(x, &officer, cert.serial, "bosan", &e), RC_INVALID);
	CHECK_OK("revoke", order(x, &officer, cert.serial, "berhenti", &e), &e);
	assert_int_equal(order(x, &officer, cert.serial, "dipulihkan", &e), RC_CONFLICT);
	CHECK_STR("row", sql(x, "SELECT state || ' ' || reason FROM certificate"),
	    "revoked berhenti");
	CHECK_STR("told", /* holder and office administrator, three times */
	    sql(x, "SELECT count(*) FROM outbox WHERE noun = 'certificate'"), "6");
	CHECK_HAS("list",
	    run_in(x->a, x->dir, "openssl crl -inform der -in pki/g1.crl -noout -text"),
	    "Cessation Of Operation");
}

static void
test_status_away(void **state)
{
	struct fixture *x = *state;
	struct row_certificate cert = issued(x);
	struct err e;

	signer_stop(x);
	assert_int_equal(
	    order(x, &x->holder, cert.serial, "ditahan", &e), RC_UNAVAILABLE);
	CHECK_STR("not yet", sql(x, "SELECT state FROM certificate"), "active");
	assert_int_equal(order(x, &x->holder, cert.serial, "ditahan", &e), RC_CONFLICT);
	/* one question a round: each waits as long as the signer hangs, and mail waits meanwhile */
	(void)sql(x,
	    "INSERT INTO status_order (id, serial, event, reason, actor_roles, actor_account, "
	    "state, tries, next_s, created_s) SELECT 'later', serial, 'revoke', reason, "
	    "actor_roles, actor_account, state, 0, next_s + 1, created_s + 1 FROM status_order");
	finish_away(x);
	CHECK_STR("not asked",
	    sql(x, "SELECT tries FROM status_order WHERE id = 'later'"), "0");
	(void)sql(x, "DELETE FROM status_order WHERE id = 'later'");
	CHECK_STR("still", sql(x, "SELECT state FROM status_order"), "open");
	signer_start(x);
	finish(x);
	CHECK_STR("done", sql(x, "SELECT state FROM status_order"), "done");
	CHECK_STR("suspended", sql(x, "SELECT state FROM certificate"), "suspended");
	/* told the signer, died before recording it (the signer takes no word from the future) */
	shift_s = 0;
	CHECK_OK("revoke", order(x, &x->yusuf, cert.serial, "kunci_bocor", &e), &e);
	(void)sql(x,
	    "UPDATE status_order SET state = 'open', next_s = 0 WHERE event = 'revoke';"
	    "UPDATE certificate SET state = 'suspended'");
	finish(x);
	CHECK_STR("revoked", sql(x, "SELECT state FROM certificate"), "revoked");
	CHECK_STR("closed",
	    sql(x, "SELECT count(*) FROM status_order WHERE state = 'open'"), "0");
}

static void
test_ends(void **state)
{
	struct fixture *x = *state;
	struct row_certificate cert = issued(x);
	struct err e;

	shift_s = cert.not_after_s - clock_now(&clock_system) + 60;
	CHECK_OK("expire", certificate_expire_due(&x->d, &e), &e);
	CHECK_STR("expired", sql(x, "SELECT state FROM certificate"), "expired");
}

/* ---- the record cannot be written ---- */

/* The audit table refuses events whose action is like that; none: all are taken again. */
static void
audit_refuses(struct fixture *x, const char *action)
{
	bool sqlite = strcmp(engine_name, "sqlite") == 0;

	if (action == NULL)
		(void)sql(x, sqlite ? "DROP TRIGGER audit_full"
				    : "DROP TRIGGER audit_full ON audit");
	else if (sqlite)
		(void)sql(x,
		    str_fmt(x->a,
			"CREATE TRIGGER audit_full BEFORE INSERT ON audit"
			" WHEN new.action LIKE '%s' BEGIN SELECT RAISE(ABORT, 'full'); END",
			action)
			.p);
	else
		(void)sql(
		    x, str_fmt(x->a,
			   "CREATE OR REPLACE FUNCTION audit_full() RETURNS trigger AS"
			   " $$BEGIN RAISE EXCEPTION 'full'; END$$ LANGUAGE plpgsql;"
			   "CREATE TRIGGER audit_full BEFORE INSERT ON audit FOR EACH ROW"
			   " WHEN (new.action LIKE '%s') EXECUTE FUNCTION audit_full()",
			   action)
			   .p);
}

static str
signer_has(struct fixture *x)
{
	return str_trim(run_in(x->a, x->dir,
	    "sqlite3 -readonly -cmd '.timeout 5000' signer/signer.db"
	    " \"SELECT count(*) || ' ' || (SELECT count(*) FROM status_log) FROM issued\""));
}

/* Nothing is asked of the signer, nothing changes; afterwards the same works. */
static void
test_record_refuses(void **state)
{
	struct fixture *x = *state;
	struct row_certificate cert;
	struct err e;

	signer_start(x);
	audit_refuses(x, "%");
	assert_int_not_equal(ask(x, "one", &cert, &e), RC_OK);
	assert_true(e.msg[0] != '\0');
	CHECK_STR("nothing kept", sql(x, "SELECT count(*) FROM issuance"), "0");
	CHECK_STR("nothing signed", signer_has(x), "0 0");
	audit_refuses(x, NULL);
	CHECK_OK("again", ask(x, "one", &cert, &e), &e);
	check_one(x);
	audit_refuses(x, "%");
	assert_int_not_equal(order(x, &x->holder, cert.serial, "ditahan", &e), RC_OK);
	assert_int_not_equal(order(x, &x->yusuf, cert.serial, "berhenti", &e), RC_OK);
	CHECK_STR("no order", sql(x, "SELECT count(*) FROM status_order"), "0");
	CHECK_STR("no change", sql(x, "SELECT state FROM certificate"), "active");
	CHECK_STR("none at the signer", signer_has(x), "1 0");
	audit_refuses(x, NULL);
	CHECK_OK("suspend", order(x, &x->holder, cert.serial, "ditahan", &e), &e);
}

/* It is refused only once the signer has answered: its answer is kept there and told later, once. */
static void
test_record_refuses_late(void **state)
{
	struct fixture *x = *state;
	struct row_certificate cert;
	struct err e;

	signer_start(x);
	audit_refuses(x, "certificate.issue");
	assert_int_not_equal(ask(x, "one", &cert, &e), RC_OK);
	CHECK_STR("none here", sql(x, "SELECT count(*) FROM certificate"), "0");
	CHECK_STR("told nobody", sql(x, "SELECT state FROM application"), "approved");
	finish(x);
	CHECK_STR("still", sql(x, "SELECT count(*) FROM certificate"), "0");
	audit_refuses(x, NULL);
	finish(x);
	check_one(x);
	CHECK_STR("one there", signer_has(x), "1 0");
}

/* Every refusal of the signer is an event, and its sentence is said, also that of one too many. */
static void
test_wrong_codes(void **state)
{
	struct fixture *x = *state;
	struct row_certificate cert = issued(x);
	struct order_proof proof = { .code = STR("7QK2M9X4TRC0DE1ZYXWV0") };
	struct err e;

	for (int i = 0; i < 7; i++) {
		assert_int_equal(
		    certificate_order(&x->d, &x->holder, cert.serial, STR("kunci_bocor"),
			STR_NONE, FSM_ANY_VERSION, &proof, &e),
		    i < 5 ? RC_DENIED : RC_LIMIT);
		CHECK_HAS("said", str_from_z(e.msg),
		    i < 5 ? "Kode pencabutan salah" : "terlalu sering salah");
	}
	CHECK_STR("events",
	    sql(x,
		"SELECT count(*) FROM audit WHERE action = 'signer.refused'"
		" AND object = 'signer/order_code' AND detail LIKE '%revocation_code%'"),
	    "7");
	CHECK_STR("nothing waits",
	    sql(x, "SELECT count(*) FROM status_order WHERE state = 'open'"), "0");
	CHECK_STR("in force", sql(x, "SELECT state FROM certificate"), "active");
}

/* Once for each mark that is reached; who was away for two of them hears of the nearer one. */
static void
test_reminders(void **state)
{
	static const struct {
		int64_t before_end_h;
		const char *mails; /* so far */
	} rows[] = { { 61 * 24, "0" }, { 60 * 24 - 1, "1" }, { 31 * 24, "1" },
		{ 30 * 24 - 1, "2" }, { 6 * 24, "3" }, { 2 * 24, "3" }, { 23, "4" },
		{ 1, "4" } };
	struct fixture *x = *state;
	struct row_certificate cert = issued(x);
	int64_t n;
	struct err e;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		shift_s = cert.not_after_s - clock_now(&clock_system) -
			  rows[i].before_end_h * 3600;
		for (int again = 0; again < 2; again++)
			CHECK_OK("remind", certificate_remind(&x->d, &n, &e), &e);
		CHECK_INT("the second time", n, 0);
		CHECK_STR("mails",
		    sql(x,
			"SELECT count(*) FROM outbox WHERE kind = 'certificate_ending'"),
		    rows[i].mails);
	}
	CHECK_STR("renew from a month before",
	    sql(x, "SELECT count(*) FROM outbox WHERE kind = 'certificate_ending'"
		   " AND body_text LIKE '%[Perpanjang]%'"),
	    "3");
	/* who has the next certificate already is not told */
	(void)sql(x, "UPDATE certificate SET reminded = 0, follows = serial");
	CHECK_OK("followed", certificate_remind(&x->d, &n, &e), &e);
	CHECK_INT("followed", n, 0);
}

/* ---- people who leave ---- */

/* The holder has an account "h" too, and "m" administers its office; "b" can be reached by mail. */
static struct actor
with_people(struct fixture *x)
{
	(void)sql(x,
	    "INSERT INTO account (id, username, role, office, nip, name, email, state, pass_initial,"
	    " opip_candidate, created_s, created_by, version) VALUES"
	    " ('h', 'h', 'staff', '082', '199008052015032001', 'Dewi Cahyani',"
	    " 'd@kemenkeu.go.id', 'active', 0, 0, 1, 't', 1),"
	    " ('m', 'm', 'office_admin', '082', NULL, 'Maria', 'm@kemenkeu.go.id', 'active', 0, 0,"
	    " 1, 't', 1);"
	    "UPDATE account SET email = 'b@bssn.go.id' WHERE id = 'b';"
	    "INSERT INTO candidacy (id, number, account, office, state, state_since_s, version,"
	    " ektp_hints, ektp_tries, ektp_accepted, photo_hints, photo_tries, photo_accepted,"
	    " created_s, updated_s) VALUES"
	    " ('c', 'OPIP-082-7K4M-2PXH', 'v', '082', 'granted', 1, 1, 0, 0, 0, 0, 0, 0, 1, 1);"
	    "INSERT INTO authority (id, account, office, state, from_s, candidacy, granted_by,"
	    " granted_s, version) VALUES ('tv', 'v', '082', 'active', 1, 'c', 'b', 1, 1);"
	    "UPDATE account SET email = 'v@kemenkeu.go.id' WHERE id = 'v'");
	return officer_of("m", "Maria", NULL, R_OFFICE_ADMIN);
}

static struct row_followup
leaves(struct fixture *x, const struct actor *admin, const char *leaving)
{
	struct account_leave in = { .reason = STR("SK nomor 7"),
		.leaving = str_from_z(leaving),
		.version = FSM_ANY_VERSION };
	struct row_followup_list l;
	struct err e;

	CHECK_OK("off", account_deactivate(&x->d, admin, STR("h"), &in, &e), &e);
	CHECK_OK("asked", q_followups_of_account(x->d.db, STR("h"), &l, &e), &e);
	assert_int_equal(l.n, 1);
	return l.at[0];
}

static str
mailed_to(struct fixture *x, const char *kind)
{
	return sql(x, str_fmt(x->a,
			  "SELECT DISTINCT recipient FROM outbox WHERE kind = '%s'"
			  " ORDER BY recipient",
			  kind)
			  .p);
}

static void
test_leaves_kept(void **state)
{
	struct fixture *x = *state;
	struct actor m = with_people(x), far = m, own = m;
	struct row_certificate cert = issued(x);
	struct row_followup f = leaves(x, &m, "pindah");
	struct followup_answer in = { .event = FOLLOW_EV_KEEP, .version = f.version };
	struct followup_file file;
	struct err e;

	assert_true(str_eq(f.serial, cert.serial));
	assert_true(str_eq_z(f.state, "asked"));
	far.office = STR("083");
	assert_int_equal(followup_answer(&x->d, &far, f.id, &in, &e), RC_NOT_FOUND);
	assert_int_equal(followup_load(&x->d, &far, f.id, &file, &e), RC_NOT_FOUND);
	own.nip = STR("199008052015032001");
	assert_int_equal(followup_answer(&x->d, &own, f.id, &in, &e), RC_DENIED);
	assert_int_equal(followup_answer(&x->d, &x->holder, f.id, &in, &e), RC_NOT_FOUND);
	in.note = STR("KPPN Luwuk mengambil alih");
	CHECK_OK("keep", followup_answer(&x->d, &m, f.id, &in, &e), &e);
	CHECK_STR("certificate", sql(x, "SELECT state FROM certificate"), "active");
	CHECK_STR("history",
	    sql(x, "SELECT event || ' ' || actor_name || ': ' || note FROM history"
		   " WHERE noun = 'followup' AND event = 'keep'"),
	    "keep Maria: KPPN Luwuk mengambil alih");
	CHECK_STR("record",
	    sql(x, "SELECT count(*) FROM audit WHERE action LIKE 'followup.%'"), "2");
	assert_int_equal(followup_answer(&x->d, &m, f.id, &in, &e), RC_CONFLICT);
}

/* An administrator has no key: suspended at once, and the OPIP signs. */
static void
test_leaves_revoked(void **state)
{
	struct fixture *x = *state;
	struct actor m = with_people(x);
	struct row_certificate cert = issued(x);
	struct row_followup f = leaves(x, &m, "berhenti");
	struct followup_answer in = { .event = FOLLOW_EV_REVOKE, .version = f.version };
	struct row_followup_line_list l;
	struct err e;

	assert_int_equal(followup_answer(&x->d, &m, f.id, &in, &e), RC_INVALID);
	in.reason = STR("ditahan");
	assert_int_equal(followup_answer(&x->d, &m, f.id, &in, &e), RC_INVALID);
	in.reason = STR("berhenti");
	CHECK_OK("answer", followup_answer(&x->d, &m, f.id, &in, &e), &e);
	CHECK_STR("at once", sql(x, "SELECT state FROM certificate"), "suspended");
	CHECK_STR("by",
	    sql(x, "SELECT actor_name FROM history WHERE noun = 'certificate'"
		   " AND event = 'suspend'"),
	    "Maria");
	CHECK_STR("told", mailed_to(x, "certificate_followup"),
	    "r@kemenkeu.go.id\nv@kemenkeu.go.id");
	CHECK_OK("list", followup_list(&x->d, &x->yusuf, &l, &e), &e);
	assert_int_equal(l.n, 1);
	assert_true(str_eq_z(l.at[0].state, "revoking"));
	/* what a verifier sees is what nobody acts upon */
	CHECK_OK("list", followup_list(&x->d, &x->bssn, &l, &e), &e);
	assert_int_equal(l.n, 0);
	shift_s = x->conf.followup_days * DAY + 60;
	for (int i = 0; i < 2; i++)
		CHECK_OK("late", followup_late_due(&x->d, &e), &e);
	CHECK_OK("list", followup_list(&x->d, &x->bssn, &l, &e), &e);
	assert_int_equal(l.n, 1);
	CHECK_STR("once",
	    sql(x, "SELECT count(*) FROM outbox WHERE kind = 'certificate_followup'"
		   " AND recipient = 'b@bssn.go.id'"),
	    "1");
	shift_s = 0;
	CHECK_OK("sign", order(x, &x->yusuf, cert.serial, "berhenti", &e), &e);
	CHECK_STR("revoked", sql(x, "SELECT state || ' ' || reason FROM certificate"),
	    "revoked berhenti");
	CHECK_STR("closed", sql(x, "SELECT state FROM followup"), "done");
}

static void
test_leaves_held(void **state)
{
	struct fixture *x = *state;
	struct actor m = with_people(x);
	struct row_certificate cert = issued(x);
	struct row_followup f;
	struct followup_answer in = { .event = FOLLOW_EV_HOLD, .version = 1 };
	bool asked;
	struct err e;

	signer_stop(x);
	f = leaves(x, &m, "pindah");
	CHECK_OK("hold", followup_answer(&x->d, &m, f.id, &in, &e), &e);
	CHECK_STR("not yet", sql(x, "SELECT state FROM certificate"), "active");
	signer_start(x);
	finish(x);
	shift_s = 0;
	CHECK_STR("held", sql(x, "SELECT state FROM certificate"), "suspended");
	CHECK_OK("lift", order(x, &x->yusuf, cert.serial, "dipulihkan", &e), &e);
	CHECK_STR("kept", sql(x, "SELECT state FROM followup"), "kept");
	/* the person is recorded as gone by mistake: nothing is open any more */
	CHECK_OK("restore", account_restore(&x->d, &m, STR("h"), &asked, &e), &e);
	(void)sql(x, "DELETE FROM history WHERE noun = 'followup'; DELETE FROM followup");
	(void)leaves(x, &m, "pindah");
	CHECK_OK("restore", account_restore(&x->d, &m, STR("h"), &asked, &e), &e);
	CHECK_STR("dropped", sql(x, "SELECT state FROM followup"), "dropped");
}

static void
test_death(void **state)
{
	struct fixture *x = *state;
	struct actor m = with_people(x);
	struct row_certificate cert = issued(x);
	struct row_followup f;
	struct err e;

	(void)sql(x, "DELETE FROM outbox; UPDATE authority SET state = 'ended'");
	f = leaves(x, &m, "meninggal");
	assert_true(str_eq_z(f.state, "revoking"));
	CHECK_STR("reason", f.reason, "berhenti");
	CHECK_STR("at once", sql(x, "SELECT state FROM certificate"), "suspended");
	CHECK_STR("no OPIP is left: BSSN is told", mailed_to(x, "certificate_followup"),
	    "b@bssn.go.id\nr@kemenkeu.go.id");
	CHECK_OK("sign", order(x, &x->yusuf, cert.serial, "berhenti", &e), &e);
	CHECK_STR("revoked", sql(x, "SELECT state FROM certificate"), "revoked");
	CHECK_STR("closed", sql(x, "SELECT state FROM followup"), "done");
	CHECK_STR("not to the dead",
	    sql(x, "SELECT count(*) FROM outbox WHERE recipient = 'd@kemenkeu.go.id'"),
	    "0");
}

/* BSSN ends an authority: the person stays, and his certificates are asked about. */
static void
test_authority_ends(void **state)
{
	struct fixture *x = *state;
	struct actor m = with_people(x);
	struct row_certificate cert = issued(x);
	struct row_followup_list l;
	struct followup_answer in = {
		.event = FOLLOW_EV_REVOKE, .reason = STR("data_berubah"), .version = 1
	};
	struct err e;

	(void)m;
	(void)sql(x,
	    "INSERT INTO authority (id, account, office, state, from_s, candidacy,"
	    " granted_by, granted_s, version)"
	    " VALUES ('th', 'h', '082', 'active', 1, 'c', 'b', 1, 1)");
	CHECK_OK("end",
	    fsm_apply(&authority_fsm, &x->d, &x->bssn, STR("th"), AUTH_EV_END, 1, NULL,
		STR("masa tugas habis"), NULL, &e),
	    &e);
	CHECK_OK("asked", q_followups_of_account(x->d.db, STR("h"), &l, &e), &e);
	assert_int_equal(l.n, 1);
	assert_true(str_eq_z(l.at[0].leaving, "kewenangan"));
	CHECK_STR("told", mailed_to(x, "certificate_followup"),
	    "m@kemenkeu.go.id\nr@kemenkeu.go.id\nv@kemenkeu.go.id");
	/* a verifier signs the order himself: nothing is suspended for him */
	CHECK_OK("answer", followup_answer(&x->d, &x->bssn, l.at[0].id, &in, &e), &e);
	CHECK_STR("active", sql(x, "SELECT state FROM certificate"), "active");
	/* the holder is faster */
	CHECK_OK("revoke", order(x, &x->yusuf, cert.serial, "data_berubah", &e), &e);
	CHECK_STR("closed", sql(x, "SELECT state FROM followup"), "done");
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_repeated, setup, teardown),
		cmocka_unit_test_setup_teardown(test_away, setup, teardown),
		cmocka_unit_test_setup_teardown(test_died_after_answer, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_late, setup, teardown),
		cmocka_unit_test_setup_teardown(test_status, setup, teardown),
		cmocka_unit_test_setup_teardown(test_status_away, setup, teardown),
		cmocka_unit_test_setup_teardown(test_ends, setup, teardown),
		cmocka_unit_test_setup_teardown(test_record_refuses, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_record_refuses_late, setup, teardown),
		cmocka_unit_test_setup_teardown(test_wrong_codes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_reminders, setup, teardown),
		cmocka_unit_test_setup_teardown(test_leaves_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(test_leaves_revoked, setup, teardown),
		cmocka_unit_test_setup_teardown(test_leaves_held, setup, teardown),
		cmocka_unit_test_setup_teardown(test_death, setup, teardown),
		cmocka_unit_test_setup_teardown(test_authority_ends, setup, teardown),
	};

	engine_name = argc > 1 ? argv[1] : "sqlite";
	return cmocka_run_group_tests_name("certificate", tests, NULL, NULL);
}
