/*
 * test_certificate.c - issuing and status on the engine named on the command line, against the real
 * paraf-signer (PARAF_SIGNER): what happens when it is away, when the portal dies between any two
 * steps, and when the same request comes again.
 */
#include <signal.h>
#include <sys/wait.h>

#include "domain/certificate.h"
#include "ipc/signer_client.h"
#include "signer/signer_init.h"
#include "support/fresh_store.h"
#include "support/run.h"

#define DAY    86400
#define HOLDER "a1"

static const char *engine_name;
static int64_t shift_s; /* our clock is so far ahead of the signer's */

struct fixture {
	struct fresh_store f;
	struct arena *a;
	struct conf conf;
	struct domain d;
	struct actor holder;
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
	CHECK_OK("conf", conf_finish(draft, &x->conf, &e), &e);
	(void)run_in(x->a, x->dir, "mkdir run");
	CHECK_OK("ca", signer_init(x->dir, &names, &clock_system, &e), &e);
	x->d = (struct domain){ .store = x->f.store,
		.conf = &x->conf,
		.clock = &test_clock,
		.a = arena_new(),
		.node = STR("1/test"),
		.signer = ipc_client_new(str_z(x->a, x->conf.signer_socket), 5000) };
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
	*state = x;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *x = *state;

	signer_stop(x);
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
	return certificate_request(
	    &x->d, &x->holder, STR(HOLDER), csr, STR("test"), out, e);
}

/* The worker comes round, long enough after the last failure. */
static void
finish(struct fixture *x)
{
	struct err e;

	shift_s += 61;
	CHECK_OK("finish", certificate_finish_pending(&x->d, &e), &e);
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
	finish(x);
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

	(void)sql(x, "UPDATE application SET activator = reviewer");
	signer_start(x);
	assert_int_equal(ask(x, "one", &cert, &e), RC_DENIED);
	CHECK_STR("refused", sql(x, "SELECT state FROM issuance"), "refused");
	CHECK_STR("nothing", sql(x, "SELECT count(*) FROM certificate"), "0");
	(void)sql(x, "UPDATE application SET activator = 'v'");
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
	return certificate_order(
	    &x->d, who, serial, str_from_z(reason), STR_NONE, FSM_ANY_VERSION, e);
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
	finish(x);
	CHECK_STR("still", sql(x, "SELECT state FROM status_order"), "open");
	signer_start(x);
	finish(x);
	CHECK_STR("done", sql(x, "SELECT state FROM status_order"), "done");
	CHECK_STR("suspended", sql(x, "SELECT state FROM certificate"), "suspended");
	/* told the signer, died before recording it (the signer takes no word from the future) */
	shift_s = 0;
	CHECK_OK("revoke", order(x, &x->holder, cert.serial, "kunci_bocor", &e), &e);
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

	shift_s = cert.not_after_s - clock_now(&clock_system) - 5 * DAY;
	for (int i = 0; i < 3; i++)
		CHECK_OK("warn", certificate_expire_due(&x->d, &e), &e);
	CHECK_STR("once",
	    sql(x, "SELECT count(*) FROM outbox WHERE kind = 'certificate_ending'"), "1");
	shift_s += 5 * DAY + 60;
	CHECK_OK("expire", certificate_expire_due(&x->d, &e), &e);
	CHECK_STR("expired", sql(x, "SELECT state FROM certificate"), "expired");
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
	};

	engine_name = argc > 1 ? argv[1] : "sqlite";
	return cmocka_run_group_tests_name("certificate", tests, NULL, NULL);
}
