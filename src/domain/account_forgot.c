/*
 * account_forgot.c - a new password for somebody who can read his mailbox.
 *
 * Every answer is the same whether or not there is such an account: same sentence, one write, one
 * count. A mailbox gets at most one such mail a minute and five an hour.
 */
#include "base/codec.h"
#include "domain/account_private.h"
#include "domain/codes.h"
#include "domain/outbox.h"
#include "domain/throttle.h"
#include "mail/mail_views.h"
#include "vault/password.h"

#define PURPOSE       "forgot"
#define LIFE_S        1800
#define MAILS_AN_HOUR 5

static const char wrong_code[] = N_("Kode salah atau sudah kedaluwarsa.");

/* ---- asking ---- */

struct ask_args {
	struct domain *d;
	struct throttle_key key;
	bool known;
	struct row_account acc;
};

static enum rc
mail_proof(struct ask_args *p, struct db *tx, const struct code_issued *c, struct err *e)
{
	struct domain *d = p->d;
	struct mail_text t;

	mail_compose_password_reset(d->a, LANG_ID,
	    &(struct mailview_password_reset){ .name = p->acc.name,
		.username = p->acc.username,
		.url = str_fmt(d->a, "%.*s/kata-sandi/lupa/%.*s",
		    STR_ARG(d->conf->public_url), STR_ARG(c->token)),
		.code = c->code,
		.until = time_long(
		    d->a, c->expires_s, domain_zone(d, p->acc.office), LANG_ID) },
	    &t);
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = "password_reset",
		.to = p->acc.email,
		.subject = t.subject,
		.text = t.text,
		.noun = "account",
		.noun_id = p->acc.id,
		.account = p->acc.id },
	    e);
}

static enum rc
ask_in_write(struct db *tx, void *arg, struct err *e)
{
	struct ask_args *p = arg;
	struct row_code_count_since sent;
	struct code_issued c;
	enum rc rc = throttle_fail_tx(p->d, tx, &p->key, e);

	if (rc == RC_OK)
		rc = q_code_count_since(tx, STR(PURPOSE),
		    p->known ? p->acc.id : p->key.subject, domain_now(p->d) - 3600, &sent,
		    e);
	if (rc != RC_OK || !p->known || sent.n >= MAILS_AN_HOUR)
		return rc;
	rc = code_issue_tx(p->d, tx, PURPOSE, p->acc.id, LIFE_S, STR_NONE, &c, e);
	if (rc == RC_LIMIT) /* a mail went out a moment ago: that one will do */
		return RC_OK;
	return rc != RC_OK ? rc : mail_proof(p, tx, &c, e);
}

/* The ticket says whom this is about, to nobody but us. */
static str
ticket_of(struct domain *d, str subject)
{
	str box = vault_seal(d->vault, d->a, STR("forgot.ticket"), subject);

	return base64url_encode(d->a, box.p, box.n);
}

static enum rc
ticket_open(struct domain *d, str ticket, str *out_subject, struct err *e)
{
	str box;

	if (base64url_decode(d->a, ticket, &box, e) != RC_OK ||
	    vault_unseal(d->vault, d->a, STR("forgot.ticket"), box, out_subject, e) !=
		RC_OK)
		return err_set(e, RC_DENIED, wrong_code, "ticket");
	return RC_OK;
}

enum rc
account_forgot(struct domain *d, str typed, str net, str *out_ticket, struct err *e)
{
	str login = str_lower(d->a, str_trim(typed));
	struct ask_args p = { .d = d, .key = { "forgot", login, net } };
	int64_t left;
	enum rc rc;

	rc = throttle_check(d, &p.key, &left, e);
	if (rc == RC_OK)
		rc = q_account_by_mailbox(d->db, login, &p.acc, e);
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	p.known = rc == RC_OK;
	rc = store_write(d->store, d->a, ask_in_write, &p, e);
	if (rc == RC_OK)
		*out_ticket = ticket_of(d, login);
	return rc;
}

enum rc
account_forgot_link(struct domain *d, str token, int64_t *out_expires_s, struct err *e)
{
	str subject;

	return code_peek_token(d, PURPOSE, token, &subject, out_expires_s, e);
}

/* ---- using the proof ---- */

struct change_args {
	struct domain *d;
	const struct forgot_proof *proof;
	struct row_account acc;
	str code_id, hash;
};

/* By code: a wrong one, a dead one and an unknown account are one sentence. */
static enum rc
by_code(struct change_args *p, struct err *e)
{
	struct domain *d = p->d;
	struct throttle_key key = { .what = "forgot_code", .net = p->proof->net };
	int64_t left;
	enum rc rc = ticket_open(d, p->proof->ticket, &key.subject, e);

	if (rc == RC_OK)
		rc = throttle_check(d, &key, &left, e);
	if (rc == RC_OK)
		rc = q_account_by_mailbox(d->db, key.subject, &p->acc, e);
	if (rc == RC_NOT_FOUND) /* a subject that no account has */
		p->acc.id = str_fmt(d->a, "?%.*s", STR_ARG(key.subject));
	else if (rc != RC_OK)
		return rc;
	rc = code_check(d, PURPOSE, p->acc.id, p->proof->code, &p->code_id, e);
	if (rc != RC_DENIED)
		return rc;
	rc = throttle_fail(d, &key, e);
	return rc != RC_OK ? rc
			   : err_set(e, RC_DENIED, wrong_code, "forgot code refused");
}

static enum rc
by_link(struct change_args *p, struct err *e)
{
	str subject;
	enum rc rc =
	    code_check_token(p->d, PURPOSE, p->proof->token, &p->code_id, &subject, e);

	return rc != RC_OK ? rc : q_account_by_id(p->d->db, subject, &p->acc, e);
}

static enum rc
change_in_write(struct db *tx, void *arg, struct err *e)
{
	struct change_args *p = arg;
	struct actor owner = { .roles = R_STAFF,
		.account = p->acc.id,
		.name = p->acc.name,
		.net = p->proof->net };
	enum rc rc = code_spend_tx(p->d, tx, p->code_id, e);

	if (rc == RC_OK)
		rc = account_password_tx(p->d, tx, &owner, &p->acc, p->hash,
		    p->proof->agent, "account.forgot", e);
	return rc;
}

enum rc
account_forgot_change(
    struct domain *d, const struct forgot_proof *proof, str next, struct err *e)
{
	struct change_args p = { .d = d, .proof = proof };
	enum rc rc = proof->token.p != NULL ? by_link(&p, e) : by_code(&p, e);

	if (rc == RC_OK)
		rc = account_password_rules(d, &p.acc, next, e);
	if (rc == RC_OK)
		rc = password_hash(d->a, next, &p.hash, e);
	if (rc == RC_OK)
		rc = store_write(d->store, d->a, change_in_write, &p, e);
	if (rc != RC_CONFLICT)
		return rc;
	return err_set(e, RC_DENIED,
	    N_("Tautan ini sudah dipakai atau kedaluwarsa. Minta yang baru."),
	    "used meanwhile");
}
