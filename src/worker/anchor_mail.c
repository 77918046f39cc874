/* anchor_mail.c - once a day the root of the record leaves the house by mail. */
#include "domain/audit_export.h"
#include "domain/outbox.h"
#include "mail/mail_views.h"
#include "pki/hash.h"
#include "worker/anchor.h"

#define MOST_AUDITORS 200

struct daily {
	struct domain *d;
	str token; /* of the day: whoever writes it first sends */
	struct mail_text text;
	struct row_account_list auditors;
};

static enum rc
put_one(struct daily *m, struct db *tx, str to, str account, struct err *e)
{
	return outbox_put_tx(m->d, tx,
	    &(struct outbox_mail){ .kind = "audit_daily",
		.to = to,
		.subject = m->text.subject,
		.text = m->text.text,
		.noun = "audit",
		.noun_id = STR("all"),
		.account = account,
		.attachments = STR_NONE },
	    e);
}

static enum rc
daily_tx(struct db *tx, void *arg, struct err *e)
{
	struct daily *m = arg;
	const struct conf_list *more = &m->d->conf->audit_mail;
	enum rc rc = q_once_insert(tx, m->token, STR("sent"), domain_now(m->d), e);

	for (size_t i = 0; rc == RC_OK && i < m->auditors.n; i++)
		if (m->auditors.at[i].email.n > 0)
			rc = put_one(
			    m, tx, m->auditors.at[i].email, m->auditors.at[i].id, e);
	for (size_t i = 0; rc == RC_OK && i < more->n; i++)
		rc = put_one(m, tx, more->at[i], STR_NONE, e);
	return rc;
}

static enum rc
compose(struct daily *m, const char *day, struct err *e)
{
	struct domain *d = m->d;
	struct mailview_audit_daily v = { .day = str_from_z(day) };
	struct audit_checkpoint c;
	struct audit_state s;
	str key;
	enum rc rc = audit_checkpoint_newest(d, &c, e);

	if (rc == RC_OK)
		rc = audit_key(d, &key, e);
	if (rc != RC_OK)
		return rc;
	v.size = str_fmt(d->a, "%lld", (long long)c.size);
	v.root = merkle_hex(d->a, &c.root);
	v.signed_at = time_long(d->a, c.time_s, ZONE_WIB, LANG_ID);
	v.key = pki_sha256_hex(d->a, key);
	v.url = str_fmt(d->a, "%.*s/audit", STR_ARG(d->conf->public_url));
	rc = audit_look_last(d, &s, e);
	if (rc == RC_OK && s.whole)
		v.whole = time_long(d->a, s.at_s, ZONE_WIB, LANG_ID);
	else if (rc == RC_OK)
		v.broken = s.place;
	else if (rc != RC_NOT_FOUND)
		return rc;
	mail_compose_audit_daily(d->a, LANG_ID, &v, &m->text);
	return RC_OK;
}

enum rc
anchor_mail_job(struct domain *d, struct err *e)
{
	struct date today = time_civil(domain_now(d), ZONE_WIB).date;
	const char *day = str_z(d->a, date_long(d->a, today, LANG_ID));
	struct daily m = { .d = d };
	struct row_once_by_token done;
	enum rc rc;

	m.token = str_fmt(d->a, "audit_daily:%.*s", STR_ARG(date_iso(d->a, today)));
	rc = q_once_by_token(d->db, m.token, &done, e);
	if (rc == RC_OK)
		return RC_OK;
	if (rc == RC_NOT_FOUND)
		rc = compose(&m, day, e);
	if (rc == RC_NOT_FOUND)
		return RC_OK; /* nothing is signed yet: later today, then */
	if (rc == RC_OK)
		rc = q_account_list(d->db,
		    &(struct q_account_list_in){ .office = STR_NONE,
			.role = STR("auditor"),
			.state = STR("active"),
			.text = STR_NONE,
			.before_s = INT64_MAX,
			.before_id = STR(""),
			.n = MOST_AUDITORS },
		    &m.auditors, e);
	if (rc == RC_OK)
		rc = store_write(d->store, d->a, daily_tx, &m, e);
	if (rc == RC_CONFLICT)
		return RC_OK; /* another worker was faster */
	if (rc == RC_OK)
		domain_mail_poke(d);
	return rc;
}
