/*
 * test_second_factor.c - the authenticator app on a real store: added by a first code, asked for after
 * the password, each code taken once, recovery codes, throttled guesses, removal only with proof, what
 * an administrator's reset leaves of it. Engine named on the command line: sqlite or postgresql.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdlib.h>

#include <cmocka.h>

#include "base/codec.h"
#include "domain/account.h"
#include "domain/second_factor.h"
#include "domain/session.h"
#include "support/fresh_domain.h"
#include "vault/otp.h"

#define OWN_PASSWORD "tujuh gajah menari pelan"

static const char *engine_name;

struct world {
	struct fresh_domain t;
	struct domain d;
	int64_t now;
	str account;
	struct actor who; /* Siti, signed in */
	const str *codes; /* her recovery codes */
};

static struct actor
office_admin(void)
{
	return (struct actor){ .roles = R_STAFF | R_OFFICE_ADMIN,
		.account = STR("admin-1"),
		.name = STR("Admin Contoh"),
		.office = STR("082"),
		.net = STR("test") };
}

static struct login
typed(str password, const char *net)
{
	return (struct login){ .username = STR("siti.contoh"),
		.password = password,
		.agent = STR("test"),
		.net = str_from_z(net),
		.old_token = STR_NONE };
}

static struct actor
signed_in(struct world *w, str token)
{
	struct actor who = { .roles = R_VISITOR, .net = STR("test") };
	int64_t ends;

	must(session_actor(&w->d, token, STR_NONE, &who, &ends, &e));
	return who;
}

/* Siti with a password of her own. */
static void
activate(struct world *w)
{
	struct actor admin = office_admin();
	struct account_new in = { .username = STR("siti.contoh"),
		.nip = STR("198803272010122001"),
		.name = STR("Siti Contoh"),
		.level = STR("kasi_mski"),
		.email = STR("siti.contoh@kemenkeu.go.id"),
		.role = ACCOUNT_STAFF,
		.office = STR("082") };
	struct login_done done;
	struct login first;
	str password, token;

	must(account_record(&w->d, &admin, &in, &w->account, &password, &e));
	first = typed(password, "test");
	must(account_login(&w->d, &first, &done, &e));
	w->who = signed_in(w, done.token);
	must(account_change_password(
	    &w->d, &w->who, STR(""), STR(OWN_PASSWORD), STR("test"), &token, &e));
	w->who = signed_in(w, token);
}

static int
setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	fresh_domain_init(&w->t, &w->d, &w->now, engine_name, "");
	activate(w);
	*state = w;
	return 0;
}

static int
teardown(void **state)
{
	struct world *w = *state;

	fresh_domain_release(&w->t, &w->d);
	free(w);
	return 0;
}

/* What the app shows: found by trying, from the secret as the database holds it. */
static str
shown(struct world *w)
{
	struct row_totp t;
	int64_t step;
	str secret;

	must(q_totp_of_account(w->d.db, w->account, &t, &e));
	must(vault_unseal(w->d.vault, w->d.a,
	    str_fmt(w->d.a, "totp/%.*s", STR_ARG(w->account)), t.secret_box, &secret,
	    &e));
	for (int i = 0; i < 1000000; i++) {
		str code = str_fmt(w->d.a, "%06d", i);

		if (otp_check(secret, w->now, code, &step, &e) == RC_OK &&
		    step == w->now / OTP_STEP_S)
			return code;
	}
	fail_msg("no code of a million is right");
	return STR_NONE;
}

/* Another one than the app shows around now. */
static str
guess(struct world *w)
{
	struct row_totp t;
	int64_t step;
	str secret, code = STR("000000");

	must(q_totp_of_account(w->d.db, w->account, &t, &e));
	must(vault_unseal(w->d.vault, w->d.a,
	    str_fmt(w->d.a, "totp/%.*s", STR_ARG(w->account)), t.secret_box, &secret,
	    &e));
	for (int i = 0; otp_check(secret, w->now, code, &step, &e) == RC_OK; i++)
		code = str_fmt(w->d.a, "%06d", i);
	return code;
}

static void
add_app(struct world *w)
{
	must(second_factor_begin(&w->d, &w->who, &e));
	must(second_factor_confirm(&w->d, &w->who, shown(w), &w->codes, &e));
	w->now += OTP_STEP_S;
}

/* The password, right; what it gives. */
static struct login_done
password_step(struct world *w)
{
	struct login in = typed(STR(OWN_PASSWORD), "test");
	struct login_done done;

	must(account_login(&w->d, &in, &done, &e));
	return done;
}

static enum rc
second_step(struct world *w, str ticket, str code, const char *net, str *out_token)
{
	struct login in = typed(STR_NONE, net);
	struct login_done done = { .token = STR_NONE };
	enum rc rc = account_login_second(&w->d, &in, ticket, code, &done, &e);

	*out_token = done.token;
	return rc;
}

static size_t
mails(struct world *w, const char *subject)
{
	struct row_outbox_list list;
	size_t n = 0;

	must(q_outbox_of_account(w->d.db, w->account, &list, &e));
	for (size_t i = 0; i < list.n; i++)
		n += str_eq_z(list.at[i].subject, subject);
	return n;
}

/* ---- adding ---- */

static void
nothing_is_asked_before_the_first_code(void **state)
{
	struct world *w = *state;
	struct second_factor second;
	str secret, uri;

	assert_int_equal(
	    second_factor_offer(&w->d, &w->who, &secret, &uri, &e), RC_NOT_FOUND);
	must(second_factor_begin(&w->d, &w->who, &e));
	must(second_factor_offer(&w->d, &w->who, &secret, &uri, &e));
	assert_true(str_starts(uri, STR("otpauth://totp/Paraf:siti.contoh?secret=")));
	assert_int_equal(
	    second_factor_confirm(&w->d, &w->who, guess(w), &w->codes, &e), RC_DENIED);
	must(second_factor_of(&w->d, w->account, &second, &e));
	assert_false(second.on);
	assert_non_null(password_step(w).token.p);
	assert_int_equal(w->who.proof, PROOF_PASSWORD);
}

static void
the_app_is_asked_for_after_the_password(void **state)
{
	struct world *w = *state;
	struct second_factor second;
	struct login_done done;
	struct actor who;
	str token;

	add_app(w);
	must(second_factor_of(&w->d, w->account, &second, &e));
	assert_true(second.on);
	assert_int_equal(second.recovery_left, RECOVERY_CODES);
	assert_int_equal(mails(w, "Aplikasi kode ditambahkan ke akun Anda"), 1);
	done = password_step(w);
	assert_null(done.token.p);
	must(second_step(w, done.ticket, shown(w), "test", &token));
	who = signed_in(w, token);
	assert_int_equal(who.proof, PROOF_TOTP);
	assert_false(session_may_sign(w->d.conf, &who));
}

static void
the_secret_is_sealed(void **state)
{
	struct world *w = *state;
	struct row_totp t;
	str secret;

	add_app(w);
	must(q_totp_of_account(w->d.db, w->account, &t, &e));
	/* a box that was moved to another account does not open */
	assert_int_equal(vault_unseal(w->d.vault, w->d.a, STR("totp/admin-1"),
			     t.secret_box, &secret, &e),
	    RC_INTERNAL);
}

static void
a_second_app_needs_the_first_removed(void **state)
{
	struct world *w = *state;

	add_app(w);
	assert_int_equal(second_factor_begin(&w->d, &w->who, &e), RC_CONFLICT);
}

/* ---- codes ---- */

static void
a_code_is_taken_once(void **state)
{
	struct world *w = *state;
	str code, token;

	add_app(w);
	code = shown(w);
	must(second_step(w, password_step(w).ticket, code, "test", &token));
	assert_int_equal(
	    second_step(w, password_step(w).ticket, code, "test", &token), RC_DENIED);
	assert_string_equal(
	    e.msg, "Kode itu sudah dipakai. Tunggu kode berikutnya, lalu coba lagi.");
	w->now += OTP_STEP_S;
	assert_int_equal(
	    second_step(w, password_step(w).ticket, code, "test", &token), RC_DENIED);
	must(second_step(w, password_step(w).ticket, shown(w), "test", &token));
}

static void
the_first_code_does_not_sign_in_too(void **state)
{
	struct world *w = *state;
	str code, token;

	must(second_factor_begin(&w->d, &w->who, &e));
	code = shown(w);
	must(second_factor_confirm(&w->d, &w->who, code, &w->codes, &e));
	assert_int_equal(
	    second_step(w, password_step(w).ticket, code, "test", &token), RC_DENIED);
}

static void
guesses_are_counted_over_all_networks(void **state)
{
	struct world *w = *state;
	str ticket, token;
	int64_t tries = w->t.conf.login_tries;

	add_app(w);
	ticket = password_step(w).ticket;
	for (int64_t i = 0; i < tries; i++)
		assert_int_equal(second_step(w, ticket, guess(w),
				     i % 2 == 0 ? "first" : "second", &token),
		    RC_DENIED);
	assert_int_equal(second_step(w, ticket, shown(w), "third", &token), RC_LIMIT);
	w->now += w->t.conf.login_wait_s;
	must(second_step(w, password_step(w).ticket, shown(w), "third", &token));
}

static void
a_recovery_code_works_once_and_is_mailed(void **state)
{
	struct world *w = *state;
	struct second_factor second;
	str token, lower;

	add_app(w);
	lower = str_lower(w->d.a, str_without(w->d.a, w->codes[3], "-"));
	must(second_step(w, password_step(w).ticket, lower, "test", &token));
	assert_int_equal(signed_in(w, token).proof, PROOF_TOTP);
	must(second_factor_of(&w->d, w->account, &second, &e));
	assert_int_equal(second.recovery_left, RECOVERY_CODES - 1);
	assert_int_equal(mails(w, "Kode pemulihan dipakai di akun Anda"), 1);
	assert_int_equal(
	    second_step(w, password_step(w).ticket, w->codes[3], "test", &token),
	    RC_DENIED);
	must(second_step(w, password_step(w).ticket, w->codes[4], "test", &token));
}

static void
new_codes_end_the_old_ones(void **state)
{
	struct world *w = *state;
	const str *fresh;
	str token;

	add_app(w);
	assert_int_equal(
	    second_factor_new_codes(&w->d, &w->who, guess(w), &fresh, &e), RC_DENIED);
	must(second_factor_new_codes(&w->d, &w->who, shown(w), &fresh, &e));
	assert_int_equal(
	    second_step(w, password_step(w).ticket, w->codes[0], "test", &token),
	    RC_DENIED);
	must(second_step(w, password_step(w).ticket, fresh[0], "test", &token));
}

/* ---- the ticket between the steps ---- */

static void
a_ticket_is_of_one_password_and_ten_minutes(void **state)
{
	struct world *w = *state;
	str ticket, token, other;

	add_app(w);
	ticket = password_step(w).ticket;
	other = str_fmt(w->d.a, "%.*sx", STR_ARG(ticket));
	assert_int_equal(second_step(w, other, shown(w), "test", &token), RC_INVALID);
	assert_int_equal(second_step(w, STR_NONE, shown(w), "test", &token), RC_INVALID);
	w->now += 601;
	assert_int_equal(second_step(w, ticket, shown(w), "test", &token), RC_INVALID);
	ticket = password_step(w).ticket;
	must(account_change_password(&w->d, &w->who, STR(OWN_PASSWORD),
	    STR("delapan kerbau berenang"), STR("test"), &token, &e));
	assert_int_equal(second_step(w, ticket, shown(w), "test", &token), RC_INVALID);
}

/* ---- removing ---- */

static void
removal_needs_proof(void **state)
{
	struct world *w = *state;
	struct actor proven;

	add_app(w);
	assert_int_equal(second_factor_remove(&w->d, &w->who, STR(""), &e), RC_DENIED);
	assert_int_equal(second_factor_remove(&w->d, &w->who, guess(w), &e), RC_DENIED);
	assert_null(password_step(w).token.p);
	must(second_factor_remove(&w->d, &w->who, shown(w), &e));
	assert_non_null(password_step(w).token.p);
	assert_int_equal(mails(w, "Aplikasi kode dihapus dari akun Anda"), 1);
	add_app(w);
	proven = w->who;
	proven.proof = PROOF_PASSKEY;
	must(second_factor_remove(&w->d, &proven, STR(""), &e));
	assert_non_null(password_step(w).token.p);
}

static enum rc
put_key(struct db *tx, void *arg, struct err *why)
{
	struct world *w = arg;

	return q_officer_key_insert(tx,
	    &(struct row_officer_key){ .id = STR("k1"),
		.account = w->account,
		.kind = STR("passkey"),
		.alg = 1,
		.key_id = STR("a2V5"),
		.point = STR("x"),
		.words = STR("AAAA"),
		.name = STR("Laptop"),
		.transports = STR(""),
		.created_s = w->now,
		.used_s = SQL_NULL_INT,
		.known_s = SQL_NULL_INT,
		.removed_s = SQL_NULL_INT },
	    why);
}

static void
an_account_with_a_key_adds_no_app_by_password(void **state)
{
	struct world *w = *state;
	struct actor proven = w->who;

	must(store_write(w->d.store, w->d.a, put_key, w, &e));
	assert_int_equal(second_factor_begin(&w->d, &w->who, &e), RC_DENIED);
	proven.proof = PROOF_PASSKEY;
	must(second_factor_begin(&w->d, &proven, &e));
}

static void
a_reset_takes_the_app_away(void **state)
{
	struct world *w = *state;
	struct actor admin = office_admin();
	struct login_done done;
	struct login in;
	str password;

	add_app(w);
	must(account_reset(&w->d, &admin, w->account, STR_NONE, &password, &e));
	in = typed(password, "test");
	must(account_login(&w->d, &in, &done, &e));
	assert_non_null(done.token.p);
	assert_true(done.must_change);
	assert_int_equal(mails(w, "Aplikasi kode dihapus dari akun Anda"), 1);
}

int
main(int argc, char **argv)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(nothing_is_asked_before_the_first_code),
		T(the_app_is_asked_for_after_the_password),
		T(the_secret_is_sealed),
		T(a_second_app_needs_the_first_removed),
		T(a_code_is_taken_once),
		T(the_first_code_does_not_sign_in_too),
		T(guesses_are_counted_over_all_networks),
		T(a_recovery_code_works_once_and_is_mailed),
		T(new_codes_end_the_old_ones),
		T(a_ticket_is_of_one_password_and_ten_minutes),
		T(removal_needs_proof),
		T(an_account_with_a_key_adds_no_app_by_password),
		T(a_reset_takes_the_app_away),
	};

	engine_name = argc > 1 ? argv[1] : "sqlite";
	return cmocka_run_group_tests_name("second_factor", tests, NULL, NULL);
}
