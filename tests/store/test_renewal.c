/*
 * test_renewal.c - renewal when the key is lost, on the engine named on the command line, against the real
 * paraf-signer: the signer away, a request exchanged by the portal, who may ask and who may approve, what
 * happens to the old certificate, and that nobody is followed while his office has to decide.
 *
 * Certificates live a month here, so that they end soon from the beginning.
 */
#include "base/file.h"
#include "domain/followup.h"
#include "domain/renewal_request.h"
#include "ipc/signer_client.h"
#include "store/certificate_world.h"

static struct actor
owner(const struct certificate_world *x, enum actor_proof proof)
{
	struct actor who = x->holder;

	who.roles |= R_STAFF;
	who.account = STR("h");
	who.name = STR("Dewi Cahyani");
	who.nip = STR("199008052015032001");
	who.office = STR("082");
	who.proof = proof;
	return who;
}

/* The certificate that will be followed; its holder has an account, and a head keeps the register. */
static struct row_certificate
near_its_end(struct certificate_world *x)
{
	x->t.conf.renew_days = 60;
	(void)run_in(x->a, x->t.dir,
	    "sed -i 's/^validity_months = .*/validity_months = 1/; 1i renewal_days = 60'"
	    " signer/profile.conf && grep -q '^validity_months = 1$' signer/profile.conf");
	(void)sql(x,
	    "INSERT INTO account (id, username, role, office, name, nip, email, state, pass_initial,"
	    " opip_candidate, created_s, created_by, version) VALUES"
	    " ('h', 'h', 'staff', '082', 'Dewi Cahyani', '199008052015032001', 'd@kemenkeu.go.id',"
	    " 'active', 0, 0, 1, 't', 1)");
	return issued(x);
}

static str
csr_of(struct certificate_world *x, const char *name)
{
	struct err e;
	str csr;

	CHECK_OK("csr",
	    file_read(
		x->a, str_fmt(x->a, "%s/%s.csr", x->t.dir, name).p, 16384, &csr, &e),
	    &e);
	return csr;
}

static enum rc
request(struct certificate_world *x, const struct actor *who, str serial,
    const char *name, struct err *e)
{
	const struct renewal_ask in = { csr_of(x, name), STR_NONE };

	return renewal_request(&x->d, who, serial, &in, STR("test"), e);
}

static void
asked(struct certificate_world *x, str serial)
{
	struct actor who = owner(x, PROOF_TOTP);
	struct err e;

	CHECK_OK("ask", request(x, &who, serial, "two", &e), &e);
}

static struct renewal_case
the_case(struct certificate_world *x, const struct actor *who)
{
	struct row_renewal_line_list l;
	struct renewal_case c;
	struct err e;

	CHECK_OK("list", renewal_list(&x->d, who, &l, &e), &e);
	CHECK_INT("waiting", (int64_t)l.n, 1);
	CHECK_OK("case", renewal_case_load(&x->d, who, l.at[0].id, &c, &e), &e);
	return c;
}

/* As the holder's page shows it. */
static str
code_read_out(struct certificate_world *x, str serial)
{
	struct actor who = owner(x, PROOF_TOTP);
	struct renewal_own own;
	struct err e;

	CHECK_OK("own", renewal_own_load(&x->d, &who, serial, &own, &e), &e);
	assert_true(own.open);
	return own.code;
}

/* Yusuf types that code and signs. */
static enum rc
approved_with(struct certificate_world *x, const struct renewal_case *c, str code,
    const char *old, struct row_certificate *out, struct err *e)
{
	struct renewal_found found = { .c = c,
		.code = code,
		.called = true,
		.old = old == NULL ? NULL : certificate_reason_find(str_from_z(old)) };
	struct signing s = signed_statement(
	    &x->d, &x->yusuf, x->keys[2], renewal_fill, &found, RENEWAL_APPROVE_S);

	return renewal_approve(&x->d, &x->yusuf, c, &s, c->row.version, out, e);
}

static void
check_followed_once(struct certificate_world *x)
{
	CHECK_STR("certificates", sql(x, "SELECT count(*) FROM certificate"), "2");
	CHECK_STR("followers",
	    sql(x, "SELECT count(*) FROM certificate WHERE follows IS NOT NULL"), "1");
	CHECK_STR("request",
	    sql(x, "SELECT count(*) FROM renewal WHERE state = 'issued'"), "1");
	CHECK_STR("births",
	    sql(x,
		"SELECT count(*) FROM history WHERE noun = 'certificate' AND event = 'renew'"),
	    "1");
	CHECK_STR("mail to the holder",
	    sql(x,
		"SELECT count(*) FROM outbox WHERE kind = 'certificate_renewed' AND recipient = 'd@kemenkeu.go.id'"),
	    "1");
}

/* ---- the signer away ---- */

static void
test_away(void **state)
{
	struct certificate_world *x = *state;
	struct row_certificate old = near_its_end(x), got;
	struct renewal_case c;
	struct err e;

	asked(x, old.serial);
	asked(x, old.serial); /* pressed twice */
	c = the_case(x, &x->yusuf);
	signer_stop(x);
	CHECK_INT("away",
	    approved_with(x, &c, code_read_out(x, old.serial), NULL, &got, &e),
	    RC_UNAVAILABLE);
	CHECK_HAS("what is said", str_from_z(e.msg), "disimpan dan dicoba lagi");
	CHECK_STR("kept", sql(x, "SELECT state FROM renewal"), "approved");
	CHECK_STR("nothing yet", sql(x, "SELECT count(*) FROM certificate"), "1");
	shift_s += 61;
	CHECK_INT("still away", certificate_finish_pending(&x->d, &e), RC_UNAVAILABLE);
	signer_start(x);
	finish(x);
	finish(x);
	check_followed_once(x);
	CHECK_STR("the old one stays",
	    sql(x, "SELECT state FROM certificate WHERE follows IS NULL"), "active");
}

/* The signer had answered, the portal died before it could record it. */
static void
test_died_after_answer(void **state)
{
	struct certificate_world *x = *state;
	struct row_certificate old = near_its_end(x), got;
	struct renewal_case c;
	struct err e;

	asked(x, old.serial);
	c = the_case(x, &x->yusuf);
	CHECK_OK("approve",
	    approved_with(x, &c, code_read_out(x, old.serial), "diganti", &got, &e), &e);
	(void)sql(x,
	    "UPDATE issuance SET state = 'pending', serial = NULL, next_s = 0 WHERE follows <> '';"
	    "UPDATE certificate SET state = 'active', reason = NULL WHERE follows IS NULL;"
	    "DELETE FROM certificate WHERE follows IS NOT NULL;"
	    "UPDATE renewal SET state = 'approved'; DELETE FROM history WHERE event = 'renew';"
	    "DELETE FROM outbox;");
	finish(x);
	check_followed_once(x);
	CHECK_STR("and the old one is over",
	    sql(x, "SELECT state FROM certificate WHERE follows IS NULL"), "superseded");
}

/* ---- a portal that exchanges the key ---- */

static void
test_exchanged(void **state)
{
	struct certificate_world *x = *state;
	struct row_certificate old = near_its_end(x), got;
	struct actor who = owner(x, PROOF_TOTP);
	struct renewal_case c;
	struct err e;
	str code, typed;

	asked(x, old.serial);
	code = code_read_out(x, old.serial);
	/* the holder reads out the code of his key, the officer has another request before him */
	CHECK_OK("withdrawn", renewal_withdraw(&x->d, &who, old.serial, &e), &e);
	(void)run_in(x->a, x->t.dir,
	    "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
	    "-keyout evil.key -subj /CN=x -out evil.csr 2>/dev/null");
	CHECK_OK("evil", request(x, &who, old.serial, "evil", &e), &e);
	c = the_case(x, &x->yusuf);
	CHECK_INT("found by the portal, if it wants to",
	    renewal_code_check(&x->d, &x->yusuf, &c, code, &typed, &e), RC_INVALID);
	CHECK_STR("kept",
	    sql(x, "SELECT count(*) FROM audit WHERE action = 'renewal.wrong_code'"),
	    "1");
	CHECK_INT(
	    "found by the signer", approved_with(x, &c, code, NULL, &got, &e), RC_DENIED);
	CHECK_HAS("what is said", str_from_z(e.msg), "Kode kontrol tidak cocok");
	CHECK_STR("waits again",
	    sql(x, "SELECT count(*) FROM renewal WHERE state = 'asked'"), "1");
	CHECK_STR("no certificate", sql(x, "SELECT count(*) FROM certificate"), "1");
	c = the_case(x, &x->yusuf);
	CHECK_OK("code of this key",
	    approved_with(x, &c, code_read_out(x, old.serial), NULL, &got, &e), &e);
	check_followed_once(x);
}

/* ---- who may ---- */

static void
test_who_may(void **state)
{
	struct certificate_world *x = *state;
	struct row_certificate old = near_its_end(x), got;
	struct actor one = owner(x, PROOF_PASSWORD), other = owner(x, PROOF_PASSKEY),
		     right = owner(x, PROOF_PASSKEY), self = x->yusuf, far = x->yusuf;
	struct renewal_found found = { .code = STR("000000000000"), .faced = true };
	struct renewal_case c;
	struct signing s;
	struct err e;

	CHECK_INT("one factor", request(x, &one, old.serial, "two", &e), RC_DENIED);
	one.proof = PROOF_BROWSER;
	CHECK_INT("key of a browser", request(x, &one, old.serial, "two", &e), RC_DENIED);
	CHECK_INT(
	    "mailbox alone", request(x, &x->holder, old.serial, "two", &e), RC_DENIED);
	other.nip = STR("199008052015032009");
	CHECK_INT("another person", request(x, &other, old.serial, "two", &e), RC_DENIED);
	CHECK_INT("the old key", request(x, &right, old.serial, "one", &e), RC_INVALID);
	CHECK_OK("right", request(x, &right, old.serial, "two", &e), &e);
	CHECK_STR("with what", sql(x, "SELECT factors FROM renewal"), "passkey");
	far.office = STR("083");
	c = the_case(x, &x->yusuf);
	CHECK_INT("another office", renewal_case_load(&x->d, &far, c.row.id, &c, &e),
	    RC_NOT_FOUND);
	c = the_case(x, &x->yusuf);
	found.c = &c;
	s = signed_statement(
	    &x->d, &x->yusuf, x->keys[2], renewal_fill, &found, RENEWAL_APPROVE_S);
	self.nip = right.nip;
	CHECK_INT("his own",
	    renewal_approve(&x->d, &self, &c, &s, c.row.version, &got, &e), RC_DENIED);
	CHECK_INT("no reason",
	    renewal_refuse(&x->d, &x->yusuf, c.row.id, STR(" "), 1, &e), RC_INVALID);
	CHECK_OK("refused",
	    renewal_refuse(&x->d, &x->yusuf, c.row.id, STR("Bukan orangnya."), 1, &e),
	    &e);
	CHECK_STR("told",
	    sql(x, "SELECT count(*) FROM outbox WHERE kind = 'renewal_refused'"), "1");
	/* asked once more, taken back */
	CHECK_OK("again", request(x, &right, old.serial, "two", &e), &e);
	CHECK_OK("withdrawn", renewal_withdraw(&x->d, &right, old.serial, &e), &e);
	CHECK_STR("states",
	    sql(x,
		"SELECT count(*) FROM renewal WHERE state IN ('refused', 'withdrawn')"),
	    "2");
}

/* ---- the old certificate ---- */

static void
test_old_revoked(void **state)
{
	struct certificate_world *x = *state;
	struct row_certificate old = near_its_end(x), got;
	struct ipc_status at_signer;
	struct renewal_case c;
	struct err e;

	asked(x, old.serial);
	c = the_case(x, &x->yusuf);
	CHECK_OK("approve",
	    approved_with(x, &c, code_read_out(x, old.serial), "kunci_bocor", &got, &e),
	    &e);
	check_followed_once(x);
	CHECK_STR("over",
	    sql(x,
		"SELECT state || ' ' || reason FROM certificate WHERE follows IS NULL"),
	    "revoked kunci_bocor");
	CHECK_OK(
	    "signer", signer_status(x->d.signer, x->a, old.serial, &at_signer, &e), &e);
	CHECK_STR("at the signer", at_signer.state, "revoked");
	CHECK_INT("reason", at_signer.reason, 1);
	CHECK_STR("told",
	    sql(x,
		"SELECT count(*) FROM outbox WHERE kind = 'certificate_revoked' AND recipient = 'd@kemenkeu.go.id'"),
	    "1");
}

static void
test_profile_supersedes(void **state)
{
	struct certificate_world *x = *state;
	struct row_certificate old, got;
	struct renewal_case c;
	struct err e;

	(void)run_in(x->a, x->t.dir, "sed -i '1i supersede = yes' signer/profile.conf");
	old = near_its_end(x);
	asked(x, old.serial);
	c = the_case(x, &x->yusuf);
	CHECK_OK("approve",
	    approved_with(x, &c, code_read_out(x, old.serial), NULL, &got, &e), &e);
	CHECK_STR("over",
	    sql(x,
		"SELECT state || ' ' || reason FROM certificate WHERE follows IS NULL"),
	    "superseded diganti");
}

/* ---- when it ends otherwise ---- */

static void
test_lapses(void **state)
{
	struct certificate_world *x = *state;
	struct row_certificate old = near_its_end(x);
	struct err e;

	asked(x, old.serial);
	CHECK_OK("suspend", order(x, &x->holder, old.serial, "ditahan", &e), &e);
	CHECK_STR("suspended", sql(x, "SELECT state FROM renewal"), "lapsed");
	CHECK_OK("lift", order(x, &x->yusuf, old.serial, "dipulihkan", &e), &e);
	asked(x, old.serial);
	shift_s += RENEWAL_WAIT_S + 60;
	CHECK_OK("late", renewal_lapse_due(&x->d, &e), &e);
	CHECK_STR("nobody answered",
	    sql(x, "SELECT count(*) FROM renewal WHERE state = 'lapsed'"), "2");
}

/* His office has not said yet what holds: neither way is open. */
static void
test_leaving(void **state)
{
	struct certificate_world *x = *state;
	struct row_certificate old = near_its_end(x), got;
	struct actor who = owner(x, PROOF_PASSKEY);
	struct renewal_file r;
	struct renewal_case c;
	struct err e;

	asked(x, old.serial);
	c = the_case(x, &x->yusuf);
	(void)sql(x,
	    str_fmt(x->a,
		"INSERT INTO followup (id, serial, office, account, account_office, leaving, state,"
		" asked_s, asked_by, version) VALUES ('f', '%.*s', '082', 'h', '082', 'pindah', 'asked',"
		" 1, 't', 1)",
		STR_ARG(old.serial))
		.p);
	CHECK_INT("approval",
	    approved_with(x, &c, code_read_out(x, old.serial), NULL, &got, &e),
	    RC_CONFLICT);
	CHECK_HAS("what is said", str_from_z(e.msg), "belum memutuskan apa yang berlaku");
	CHECK_OK("load", certificate_renewal_load(&x->d, &who, old.serial, &r, &e), &e);
	CHECK_HAS(
	    "by key neither", str_from_z(r.why), "belum memutuskan apa yang berlaku");
	CHECK_INT(
	    "nor asked for again", request(x, &who, old.serial, "one", &e), RC_CONFLICT);
	(void)sql(x, "UPDATE followup SET state = 'kept'");
	CHECK_OK("decided",
	    approved_with(x, &c, code_read_out(x, old.serial), NULL, &got, &e), &e);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(test_away),
		T(test_died_after_answer),
		T(test_exchanged),
		T(test_who_may),
		T(test_old_revoked),
		T(test_profile_supersedes),
		T(test_lapses),
		T(test_leaving),
	};

	if (argc > 1)
		certificate_engine = argv[1];
	return cmocka_run_group_tests_name("renewal", tests, NULL, NULL);
}
