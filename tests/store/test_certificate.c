/*
 * test_certificate.c - issuing and status on the engine named on the command line, against the real
 * paraf-signer (PARAF_SIGNER): what happens when it is away, when the portal dies between any two
 * steps, and when the same request comes again.
 */
#include <signal.h>
#include <sys/wait.h>

#include "domain/account.h"
#include "domain/letter_edit.h"
#include "domain/refusals.h"
#include "ipc/signer_client.h"
#include "store/certificate_world.h"

/* The same while the signer does not answer. */
static void
finish_away(struct certificate_world *x)
{
	struct err e;

	shift_s += 61;
	CHECK_INT("away", certificate_finish_pending(&x->d, &e), RC_UNAVAILABLE);
}

static void
check_one(struct certificate_world *x)
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
	struct certificate_world *x = *state;
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
	struct certificate_world *x = *state;
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
	struct certificate_world *x = *state;
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

/* Asking for the certificate accepts the agreement in force; an edited template changes it for nobody. */
static void
test_agreement(void **state)
{
	struct certificate_world *x = *state;
	const struct letter_template *shipped = letter_template_find(STR(AGREEMENT_KIND));
	struct letter_edit_mark mark, later;
	struct row_application app;
	struct row_office office;
	struct letter_pdf edited;
	ptrdiff_t at = str_find(shipped->text, STR("Kewajiban Pemilik"));
	str text, pdf;
	struct err e;

	(void)issued(x);
	CHECK_OK("mark", letter_edit_mark(&x->d, x->d.db, AGREEMENT_KIND, &mark, &e), &e);
	CHECK_STR("kept with it", sql(x, "SELECT agreement_sha256 FROM application"),
	    str_z(x->a, mark.sha256));
	text = str_fmt(x->a, "%.*sTUGAS BARU%.*s", (int)at, shipped->text.p,
	    STR_ARG(str_from(shipped->text, (size_t)at + 17)));
	CHECK_OK("a good template",
	    letter_edit_preview(&x->d, STR(AGREEMENT_KIND), STR(""), text, &edited, &e),
	    &e);
	CHECK_OK("edit",
	    letter_edit_save(&x->d, &x->bssn,
		&(struct letter_edit_save){ .kind = STR(AGREEMENT_KIND),
		    .office = STR(""),
		    .body = text,
		    .note = STR("uji") },
		&e),
	    &e);
	CHECK_OK(
	    "mark", letter_edit_mark(&x->d, x->d.db, AGREEMENT_KIND, &later, &e), &e);
	CHECK("another text in force", !str_eq(mark.sha256, later.sha256));
	CHECK_OK("row", q_application_by_id(x->d.db, STR(HOLDER), &app, &e), &e);
	CHECK_OK("office", q_office_by_code(x->d.db, app.office, &office, &e), &e);
	CHECK_OK("pdf", collect_agreement_pdf(&x->d, &app, &office, &pdf, &e), &e);
	run_write(x->a, x->t.dir, "agreement.pdf", pdf);
	text = run_in(x->a, x->t.dir, "pdftotext -layout agreement.pdf -");
	CHECK("what was accepted", str_find(text, STR("Kewajiban Pemilik")) > 0);
	CHECK("nothing else", str_find(text, STR("TUGAS BARU")) < 0);
	CHECK("its version", str_find(text, mark.version) > 0);
}

static void
test_refused(void **state)
{
	struct certificate_world *x = *state;
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
	struct certificate_world *x = *state;
	struct row_certificate cert;
	struct err e;

	shift_s = 8 * DAY;
	assert_int_equal(ask(x, "one", &cert, &e), RC_CONFLICT);
	CHECK_OK("lapse", certificate_expire_due(&x->d, &e), &e);
	CHECK_STR("lapsed", sql(x, "SELECT state FROM application"), "lapsed");
}

/* ---- where it may be used ---- */

static void
where_is(
    struct certificate_world *x, const struct row_certificate *cert, const char *want)
{
	struct certificate_use use;
	struct buf said;
	struct err e;

	buf_init(&said, x->a, 256);
	CHECK_OK(want, certificate_use(&x->d, cert, &use, &e), &e);
	for (size_t i = 0; i < use.systems.n; i++)
		buf_fmt(&said, "%.*s%s ", STR_ARG(use.systems.at[i].name),
		    use.systems.at[i].why == NULL ? "+" : "-");
	CHECK_STR(want, str_trim(buf_get(&said)), want);
}

/* Each word of the setting decides alone; one that is not in force is taken nowhere. */
static void
test_where(void **state)
{
	struct certificate_world *x = *state;
	struct row_certificate cert = issued(x);
	struct date today = time_civil(domain_now(&x->d), ZONE_WITA).date;
	str day = date_iso(x->a, today),
	    next = date_iso(x->a, date_from_days(date_to_days(today) + 1)),
	    last = date_iso(x->a, date_from_days(date_to_days(today) - 1));

	where_is(x, &cert, "");
	x->t.conf.accepted_in = str_fmt(x->a,
	    "A: sign; B: enter; C: sign office=018 office=082; D: enter office=018;"
	    "E: sign policy=1.2.3.4; F: sign from=%.*s until=%.*s; G: sign from=%.*s;"
	    "H: enter until=%.*s",
	    STR_ARG(day), STR_ARG(day), STR_ARG(next), STR_ARG(last));
	where_is(x, &cert, "A+ B+ C+ D- E- F+ G- H-");
	cert.state = STR("suspended");
	where_is(x, &cert, "A- B- C- D- E- F- G- H-");
	cert.state = STR("active");
	cert.not_after_s = domain_now(&x->d);
	where_is(x, &cert, "A- B- C- D- E- F- G- H-");
}

/* ---- status ---- */

static void
test_status(void **state)
{
	struct certificate_world *x = *state;
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
	    run_in(x->a, x->t.dir, "openssl crl -inform der -in pki/g1.crl -noout -text"),
	    "Cessation Of Operation");
}

static void
test_status_away(void **state)
{
	struct certificate_world *x = *state;
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
	struct certificate_world *x = *state;
	struct row_certificate cert = issued(x);
	struct err e;

	shift_s = cert.not_after_s - clock_now(&clock_system) + 60;
	CHECK_OK("expire", certificate_expire_due(&x->d, &e), &e);
	CHECK_STR("expired", sql(x, "SELECT state FROM certificate"), "expired");
}

/* ---- the record cannot be written ---- */

/* The audit table refuses events whose action is like that; none: all are taken again. */
static void
audit_refuses(struct certificate_world *x, const char *action)
{
	bool sqlite = strcmp(certificate_engine, "sqlite") == 0;

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
signer_has(struct certificate_world *x)
{
	return str_trim(run_in(x->a, x->t.dir,
	    "sqlite3 -readonly -cmd '.timeout 5000' signer/signer.db"
	    " \"SELECT count(*) || ' ' || (SELECT count(*) FROM status_log) FROM issued\""));
}

/* Nothing is asked of the signer, nothing changes; afterwards the same works. */
static void
test_record_refuses(void **state)
{
	struct certificate_world *x = *state;
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
	struct certificate_world *x = *state;
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
	struct certificate_world *x = *state;
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

/* Refusals that are events: asked for what, how many. */
static void
check_refusals(struct certificate_world *x, const char *asked, const char *want)
{
	CHECK_STR(asked,
	    sql(x, str_fmt(x->a,
		       "SELECT count(*) FROM audit WHERE action = 'signer.refused'"
		       " AND object = 'signer/%s' AND detail LIKE '%%paraf-ocsp%%'",
		       asked)
		       .p),
	    want);
}

/* As paraf-ocsp in other hands: a request for a certificate that is none, again and again. */
static void
ask_for_nonsense(struct ipc_client *ocsp, struct arena *a, int times)
{
	const struct ipc_message in = { .type = IPC_responder_get,
		.u.responder_get = { .ca = STR("g1"), .csr = STR("bukan permintaan") } };
	struct ipc_message out;
	struct err e;

	for (int i = 0; i < times; i++)
		CHECK_INT("nonsense", ipc_call(ocsp, a, &in, &out, &e), RC_INVALID);
}

/* What the signer refuses to paraf-ocsp becomes an event, once, in turns that are bounded. */
static void
test_refusals_of_others(void **state)
{
	struct certificate_world *x = *state;
	const struct ipc_message other = { .type = IPC_chain_get,
		.u.chain_get.ca = STR("g1") };
	const struct ipc_message portal = { .type = IPC_authority_end,
		.u.authority_end = { STR("tidak-ada"), STR("end"), STR("paraf-ocsp") } };
	struct ipc_client *ocsp;
	struct ipc_message out;
	struct err e;

	signer_start(x);
	ocsp = ipc_client_new(ocsp_door(x), 60000);
	CHECK_OK("none", refusals_job(&x->d, &e), &e);
	check_refusals(x, "responder_get", "0");
	ask_for_nonsense(ocsp, x->a, 3);
	CHECK_INT("other door", ipc_call(ocsp, x->a, &other, &out, &e), RC_UNAVAILABLE);
	/* the portal hears its own refusals itself, whatever name it gives */
	CHECK_INT("portal", ipc_call(x->d.signer, x->a, &portal, &out, &e), RC_DENIED);
	for (int again = 0; again < 2; again++) {
		CHECK_OK("once", refusals_job(&x->d, &e), &e);
		check_refusals(x, "responder_get", "3");
		check_refusals(x, "chain_get", "2"); /* ipc_call asks twice */
		check_refusals(x, "authority_end", "0");
	}
	signer_stop(x);
	CHECK_INT("away", refusals_job(&x->d, &e), RC_UNAVAILABLE);
	signer_start(x);
	ask_for_nonsense(ocsp, x->a, REFUSALS_MOST + 7);
	CHECK_OK("a turn", refusals_job(&x->d, &e), &e);
	check_refusals(x, "responder_get", "103");
	CHECK_OK("the rest", refusals_job(&x->d, &e), &e);
	CHECK_OK("no more", refusals_job(&x->d, &e), &e);
	check_refusals(x, "responder_get", "110");
	CHECK_STR("each once",
	    sql(x, "SELECT count(*) - count(DISTINCT detail) FROM audit"
		   " WHERE action = 'signer.refused' AND detail LIKE '%paraf-ocsp%'"),
	    "0");
	ipc_client_free(ocsp);
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
	struct certificate_world *x = *state;
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

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(test_repeated),
		T(test_away),
		T(test_died_after_answer),
		T(test_agreement),
		T(test_refused),
		T(test_late),
		T(test_where),
		T(test_status),
		T(test_status_away),
		T(test_ends),
		T(test_record_refuses),
		T(test_record_refuses_late),
		T(test_wrong_codes),
		T(test_refusals_of_others),
		T(test_reminders),
	};

	if (argc > 1)
		certificate_engine = argv[1];
	return cmocka_run_group_tests_name("certificate", tests, NULL, NULL);
}
