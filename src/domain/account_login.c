/* account_login.c - signing in and changing the password. */
#include "domain/account_private.h"
#include "domain/outbox.h"
#include "domain/password_rules.h"
#include "domain/record.h"
#include "domain/session.h"
#include "domain/throttle.h"
#include "mail/mail_views.h"
#include "vault/password.h"

struct login_args {
	struct domain *d;
	const struct login *in;
	const struct throttle_key *key;
	const struct row_account *acc;
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
	enum rc rc;

	rc = session_open_account_tx(p->d, tx, p->acc->id, p->in->agent, p->in->net,
	    p->in->old_token, &p->token, e);
	if (rc == RC_OK)
		rc = q_account_set_login(tx, p->acc->id, domain_now(p->d), e);
	if (rc == RC_OK && p->rehash.p != NULL)
		rc = q_account_set_hash(tx, p->acc->id, p->rehash, e);
	if (rc == RC_OK)
		rc = throttle_clear_tx(p->d, tx, p->key, e);
	if (rc == RC_OK)
		rc = audit_add(p->d, tx, &who, "account.login",
		    str_fmt(p->d->a, "account/%.*s", STR_ARG(p->acc->id)), p->acc->office,
		    STR("{}"), e);
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

enum rc
account_login(struct domain *d, const struct login *in, str *out_token,
    bool *out_must_change, struct err *e)
{
	struct row_account acc = { .id = STR_NONE };
	struct throttle_key key = { "login", str_lower(d->a, str_trim(in->username)),
		in->net };
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
	rc = store_write(d->store, d->a, login_in_write, &p, e);
	if (rc != RC_OK)
		return rc;
	*out_token = p.token;
	*out_must_change = acc.pass_initial != 0;
	return RC_OK;
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
		str_sub(agent.p == NULL ? STR("-") : agent, 0, 120),
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
		rc = session_open_account_tx(
		    p->d, tx, p->acc->id, p->agent, p->who->net, STR_NONE, &p->token, e);
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
