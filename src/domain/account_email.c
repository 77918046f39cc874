/* account_email.c - the owner proves that he reads the mailbox recorded with his account. */
#include "domain/account_private.h"
#include "domain/codes.h"
#include "domain/outbox.h"
#include "mail/mail_views.h"

#define PURPOSE "account-email"

struct email_args {
	struct domain *d;
	const struct actor *who;
	struct row_account acc;
	str address; /* proven */
};

static enum rc
send_in_write(struct db *tx, void *arg, struct err *e)
{
	struct email_args *p = arg;
	struct domain *d = p->d;
	struct code_issued code;
	struct mail_text t;
	enum rc rc = code_issue_tx(
	    d, tx, PURPOSE, p->acc.id, d->conf->code_s, p->acc.email, &code, e);

	if (rc != RC_OK)
		return rc;
	mail_compose_code(d->a, LANG_ID,
	    &(struct mailview_code){ code.code, (d->conf->code_s + 59) / 60 }, &t);
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = "code",
		.to = p->acc.email,
		.subject = t.subject,
		.text = t.text,
		.noun = "account",
		.noun_id = p->acc.id,
		.account = p->acc.id },
	    e);
}

enum rc
account_email_send(struct domain *d, const struct actor *who, struct err *e)
{
	struct email_args p = { .d = d, .who = who };
	enum rc rc = account_self(d, who, &p.acc, e);

	if (rc == RC_OK && p.acc.email.n == 0)
		return err_set(e, RC_CONFLICT,
		    N_("Belum ada email tercatat. Hubungi yang merekam akun Anda."),
		    "no address recorded");
	return rc != RC_OK ? rc : store_write(d->store, d->a, send_in_write, &p, e);
}

static enum rc
prove_in_write(struct db *tx, void *arg, struct err *e)
{
	struct email_args *p = arg;
	enum rc rc =
	    q_account_prove_email(tx, p->acc.id, p->address, domain_now(p->d), e);

	return rc != RC_OK
		   ? rc
		   : account_audit(p->d, tx, p->who, "account.email_proven", &p->acc, e);
}

enum rc
account_email_prove(struct domain *d, const struct actor *who, str code, struct err *e)
{
	struct email_args p = { .d = d, .who = who };
	enum rc rc = account_self(d, who, &p.acc, e);

	if (rc == RC_OK)
		rc = code_use(d, PURPOSE, p.acc.id, code, &p.address, e);
	/* another address was recorded meanwhile: the code said nothing about that one */
	if (rc == RC_OK && !str_eq(p.address, p.acc.email))
		return err_set(e, RC_DENIED,
		    N_("Kode sudah kedaluwarsa. Minta kode baru."), "another address");
	return rc != RC_OK ? rc : store_write(d->store, d->a, prove_in_write, &p, e);
}

enum rc
account_email_waiting(struct domain *d, const struct actor *who, bool *out, struct err *e)
{
	struct row_code code;
	enum rc rc = q_code_latest(d->db, STR(PURPOSE), who->account, &code, e);

	*out =
	    rc == RC_OK && code.used_s == SQL_NULL_INT && domain_now(d) < code.expires_s;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}
