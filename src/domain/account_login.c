/* account_login.c - signing in and changing the password. */
#include "base/utf8.h"
#include "domain/account_private.h"
#include "domain/officer_key.h"
#include "domain/outbox.h"
#include "domain/password_rules.h"
#include "domain/record.h"
#include "domain/second_factor.h"
#include "domain/session.h"
#include "domain/throttle.h"
#include "mail/mail_views.h"
#include "vault/password.h"

#define SECOND_STEP "dua-langkah"

struct login_args {
	struct domain *d;
	const struct login *in;
	const struct throttle_key *key;
	const struct row_account *acc;
	const struct second_proof *proof; /* NULL: none is asked for */
	str token, rehash;
};

static enum rc
login_in_write(struct db *tx, void *arg, struct err *e)
{
	struct login_args *p = arg;
	struct actor who = { .roles = R_STAFF,
		.account = p->acc->id,
		.name = p->acc->name,
		.net = p->in->net };
	enum actor_proof proof = p->proof != NULL ? PROOF_TOTP : PROOF_PASSWORD;
	enum rc rc = RC_OK;

	if (p->proof != NULL)
		rc = second_factor_spend_tx(p->d, tx, p->proof, e);
	if (rc == RC_OK)
		rc = session_open_proven_tx(p->d, tx, p->acc->id, proof, p->in->agent,
		    p->in->net, p->in->old_token, &p->token, e);
	if (rc == RC_OK)
		rc = q_account_set_login(tx, p->acc->id, domain_now(p->d), e);
	if (rc == RC_OK && p->rehash.p != NULL)
		rc = q_account_set_hash(tx, p->acc->id, p->rehash, e);
	if (rc == RC_OK)
		rc = throttle_clear_tx(p->d, tx, p->key, e);
	if (rc == RC_OK)
		rc = audit_add(p->d, tx, &who, "account.login",
		    str_fmt(p->d->a, "account/%.*s", STR_ARG(p->acc->id)), p->acc->office,
		    str_fmt(p->d->a, "{\"proof\":\"%s\"}", proof_names[proof]), e);
	return rc;
}

/* Whether this row may be signed in with, apart from the password. */
static bool
usable(struct domain *d, const struct row_account *acc)
{
	if (acc->id.p == NULL || str_eq(acc->state, STR("disabled")))
		return false;
	return !acc->pass_initial || acc->initial_expires_s == SQL_NULL_INT ||
	       domain_now(d) < acc->initial_expires_s;
}

static enum rc
refuse(struct domain *d, const struct throttle_key *key, int64_t left, struct err *e)
{
	enum rc rc = throttle_fail(d, key, e);

	if (rc != RC_OK)
		return rc;
	if (left <= 1)
		return err_set(e, RC_DENIED,
		    N_("Nama pengguna atau kata sandi salah. Tunggu beberapa menit sebelum mencoba "
		       "lagi."),
		    "login refused");
	return err_say(e, RC_DENIED,
	    i18n_tr(d->lang,
		N_("Nama pengguna atau kata sandi salah. Sisa percobaan: %lld.")),
	    (long long)(left - 1));
}

/* What the password has proven, for the step that follows: it dies with that password. */
static str
ticket_subject(struct domain *d, const struct row_account *acc)
{
	return str_fmt(d->a, "%.*s|%.*s", STR_ARG(acc->id), STR_ARG(acc->pass_hash));
}

static enum rc
finish(struct login_args *p, struct login_done *out, struct err *e)
{
	enum rc rc = store_write(p->d->store, p->d->a, login_in_write, p, e);

	if (rc == RC_OK)
		*out = (struct login_done){ .token = p->token,
			.ticket = STR_NONE,
			.must_change = p->acc->pass_initial != 0 };
	return rc;
}

static enum rc
rehash_in_write(struct db *tx, void *arg, struct err *e)
{
	struct login_args *p = arg;

	return q_account_set_hash(tx, p->acc->id, p->rehash, e);
}

/* With an app in use a ticket is all that the password gives. */
static enum rc
first_step_done(struct login_args *p, struct login_done *out, struct err *e)
{
	struct second_factor second;
	struct row_account acc = *p->acc;
	enum rc rc = second_factor_of(p->d, acc.id, &second, e);

	if (rc != RC_OK || !second.on)
		return rc != RC_OK ? rc : finish(p, out, e);
	if (p->rehash.p != NULL) {
		rc = store_write(p->d->store, p->d->a, rehash_in_write, p, e);
		if (rc != RC_OK)
			return rc;
		acc.pass_hash = p->rehash;
	}
	*out = (struct login_done){ .token = STR_NONE,
		.ticket = str_fmt(p->d->a, "%.*s~%.*s", STR_ARG(acc.id),
		    STR_ARG(
			officer_token(p->d, SECOND_STEP, ticket_subject(p->d, &acc)))) };
	return RC_OK;
}

enum rc
account_login(
    struct domain *d, const struct login *in, struct login_done *out, struct err *e)
{
	struct row_account acc = { .id = STR_NONE };
	struct throttle_key key = { .what = "login",
		.subject = str_lower(d->a, str_trim(in->username)),
		.net = in->net };
	struct login_args p = { .d = d, .in = in, .key = &key, .acc = &acc };
	int64_t left;
	bool right;
	enum rc rc;

	rc = throttle_check(d, &key, &left, e);
	if (rc != RC_OK)
		return rc;
	rc = q_account_by_login(d->db, key.subject, &acc, e);
	if (rc == RC_NOT_FOUND)
		acc.id = acc.pass_hash = STR_NONE;
	else if (rc != RC_OK)
		return rc;
	right = password_verify(acc.pass_hash, in->password);
	if (!right || !usable(d, &acc))
		return refuse(d, &key, left, e);
	if (password_needs_rehash(acc.pass_hash)) {
		rc = password_hash(d->a, in->password, &p.rehash, e);
		if (rc != RC_OK)
			return rc;
	}
	return first_step_done(&p, out, e);
}

enum rc
account_login_second(struct domain *d, const struct login *in, str ticket, str code,
    struct login_done *out, struct err *e)
{
	str rest = ticket, id = str_cut(&rest, '~');
	struct row_account acc;
	struct second_proof proof;
	struct throttle_key key = { .what = "login", .net = in->net };
	struct login_args p = {
		.d = d, .in = in, .key = &key, .acc = &acc, .proof = &proof
	};
	enum rc rc = id.n == 0 ? RC_NOT_FOUND : q_account_by_id(d->db, id, &acc, e);

	if (rc == RC_OK && (!usable(d, &acc) || !officer_token_ok(d, rest, SECOND_STEP,
						    ticket_subject(d, &acc))))
		rc = RC_NOT_FOUND;
	if (rc == RC_OK)
		rc = second_factor_check(d, &acc, in->net, code, &proof, e);
	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_INVALID,
		    N_("Terlalu lama sejak kata sandi diisi. Masuk sekali lagi."),
		    "second step stale");
	if (rc != RC_OK)
		return rc;
	key.subject = acc.username;
	return finish(&p, out, e);
}

/* ---- changing the password ---- */

struct password_args {
	struct domain *d;
	const struct actor *who;
	const struct row_account *acc;
	str hash, agent, token;
};

static enum rc
mail_changed(struct domain *d, struct db *tx, const struct row_account *acc, str agent,
    struct err *e)
{
	struct mail_text t;

	if (acc->email.p == NULL)
		return RC_OK;
	mail_compose_password_changed(d->a, LANG_ID,
	    &(struct mailview_password_changed){ acc->name,
		time_long(d->a, domain_now(d), domain_zone(d, acc->office), LANG_ID),
		utf8_head(agent.p == NULL ? STR("-") : agent, 120),
		str_fmt(d->a, "%.*s/kata-sandi/lupa", STR_ARG(d->conf->public_url)) },
	    &t);
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = "password_changed",
		.to = acc->email,
		.subject = t.subject,
		.text = t.text,
		.noun = "account",
		.noun_id = acc->id,
		.account = acc->id },
	    e);
}

enum rc
account_password_tx(struct domain *d, struct db *tx, const struct actor *who,
    const struct row_account *acc, str hash, str agent, const char *action, struct err *e)
{
	const char *event = action + strlen("account.");
	enum rc rc;

	rc = q_account_set_password(tx, acc->id, hash, domain_now(d), e);
	if (rc == RC_OK)
		rc = session_end_all_tx(d, tx, acc->id, STR_NONE, e);
	if (rc == RC_OK)
		rc = history_add(d, tx, who, "account", acc->id, str_from_z(event),
		    acc->state, STR("active"), STR_NONE, e);
	if (rc == RC_OK)
		rc = audit_add(d, tx, who, action,
		    str_fmt(d->a, "account/%.*s", STR_ARG(acc->id)), acc->office,
		    STR("{}"), e);
	if (rc == RC_OK)
		rc = mail_changed(d, tx, acc, agent, e);
	return rc;
}

enum rc
account_password_rules(
    struct domain *d, const struct row_account *acc, str next, struct err *e)
{
	struct password_owner owner = { .username = acc->username,
		.nip = acc->nip,
		.name = acc->name,
		.email = acc->email,
		.initial = d->conf->initial_password_word };
	struct say why;

	if (password_verify(acc->pass_hash, next))
		return err_set(e, RC_INVALID,
		    acc->pass_initial
			? N_("Kata sandi baru tidak boleh sama dengan kata sandi awal.")
			: N_("Kata sandi baru tidak boleh sama dengan yang lama."),
		    "same password");
	if (password_check(d->a, next, &owner, &why) != RC_OK)
		return err_set(
		    e, RC_INVALID, str_z(d->a, say_text(d->a, d->lang, &why)), "rules");
	return RC_OK;
}

static enum rc
password_in_write(struct db *tx, void *arg, struct err *e)
{
	struct password_args *p = arg;
	enum rc rc;

	rc = account_password_tx(p->d, tx, p->who, p->acc, p->hash, p->agent,
	    p->acc->pass_initial ? "account.activate" : "account.password", e);
	if (rc == RC_OK)
		rc = session_open_proven_tx(p->d, tx, p->acc->id, p->who->proof, p->agent,
		    p->who->net, STR_NONE, &p->token, e);
	return rc;
}

enum rc
account_change_password(struct domain *d, const struct actor *who, str current, str next,
    str agent, str *out_token, struct err *e)
{
	struct throttle_key key = { "password", who->account, who->net };
	struct row_account acc;
	struct password_args p = { .d = d, .who = who, .acc = &acc, .agent = agent };
	int64_t left;
	enum rc rc;

	rc = throttle_check(d, &key, &left, e);
	if (rc == RC_OK)
		rc = q_account_by_id(d->db, who->account, &acc, e);
	if (rc != RC_OK)
		return rc;
	if (!(who->roles & R_FRESH) && !password_verify(acc.pass_hash, current)) {
		rc = throttle_fail(d, &key, e);
		return rc != RC_OK
			   ? rc
			   : err_set(e, RC_DENIED, N_("Kata sandi sekarang salah."),
				 "current password wrong");
	}
	rc = account_password_rules(d, &acc, next, e);
	if (rc == RC_OK)
		rc = password_hash(d->a, next, &p.hash, e);
	if (rc == RC_OK)
		rc = store_write(d->store, d->a, password_in_write, &p, e);
	if (rc == RC_OK)
		*out_token = p.token;
	return rc;
}
