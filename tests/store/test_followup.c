/*
 * test_followup.c - what follows for the certificates of people who leave, on the engine named on the
 * command line, against the real paraf-signer (PARAF_SIGNER).
 */
#include "domain/account.h"
#include "domain/authority.h"
#include "domain/followup.h"
#include "store/certificate_world.h"

/* The holder has an account "h" too, and "m" administers its office; "b" can be reached by mail. */
static struct actor
with_people(struct certificate_world *x)
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
leaves(struct certificate_world *x, const struct actor *admin, const char *leaving)
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
mailed_to(struct certificate_world *x, const char *kind)
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
	struct certificate_world *x = *state;
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
	struct certificate_world *x = *state;
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
	shift_s = x->t.conf.followup_days * DAY + 60;
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
	struct certificate_world *x = *state;
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

/* A deactivation that is undone lifts nothing: that is said, and offered, until an OPIP does it. */
static void
test_back_and_suspended(void **state)
{
	struct certificate_world *x = *state;
	struct actor m = with_people(x);
	struct row_certificate cert = issued(x);
	struct followup_answer in = { .event = FOLLOW_EV_HOLD, .version = 1 };
	struct row_followup f = leaves(x, &m, "pindah"), left;
	struct row_followup_line_list l;
	struct followup_file file;
	bool asked;
	struct err e;

	CHECK_OK("hold", followup_answer(&x->d, &m, f.id, &in, &e), &e);
	CHECK_OK("list", followup_left(&x->d, &x->yusuf, &l, &e), &e);
	CHECK_INT("still gone", (int64_t)l.n, 0);
	CHECK_INT(
	    "still gone", followup_left_of(&x->d, STR("h"), &left, &e), RC_NOT_FOUND);
	CHECK_OK("restore", account_restore(&x->d, &m, STR("h"), &asked, &e), &e);
	CHECK_STR("suspended", sql(x, "SELECT state FROM certificate"), "suspended");
	CHECK_OK("list", followup_left(&x->d, &x->yusuf, &l, &e), &e);
	CHECK_INT("back", (int64_t)l.n, 1);
	CHECK_OK("back", followup_left_of(&x->d, STR("h"), &left, &e), &e);
	CHECK_OK("page", followup_load(&x->d, &x->yusuf, left.id, &file, &e), &e);
	assert_true(followup_is_left(&file));
	CHECK_OK("lift", order(x, &x->yusuf, cert.serial, "dipulihkan", &e), &e);
	CHECK_OK("list", followup_left(&x->d, &x->yusuf, &l, &e), &e);
	CHECK_INT("lifted", (int64_t)l.n, 0);
	CHECK_INT("lifted", followup_left_of(&x->d, STR("h"), &left, &e), RC_NOT_FOUND);
}

static void
test_death(void **state)
{
	struct certificate_world *x = *state;
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
	struct certificate_world *x = *state;
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
		T(test_leaves_kept),
		T(test_leaves_revoked),
		T(test_leaves_held),
		T(test_back_and_suspended),
		T(test_death),
		T(test_authority_ends),
	};

	if (argc > 1)
		certificate_engine = argv[1];
	return cmocka_run_group_tests_name("followup", tests, NULL, NULL);
}
