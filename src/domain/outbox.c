/* outbox.c - queueing mail. */
#include "domain/outbox.h"

#include "base/rnd.h"
#include "mail/mail.h"

str
outbox_calendar(const struct domain *d, const struct ical_event *ev)
{
	struct ical_event named = *ev;

	named.organizer = d->conf->mail_from;
	named.organizer_name = d->conf->mail_from_name;
	return ical_make(d->a, &named);
}

/*
 * Whose inbox shows it: the account that the caller names, else that of the mailbox. Only a proven mailbox is
 * somebody's; a typed one could be a stranger's.
 */
static enum rc
reader_of(
    struct domain *d, struct db *tx, const struct outbox_mail *m, str *out, struct err *e)
{
	struct row_account_of_mailbox_list own;
	enum rc rc;

	*out = m->account;
	if (m->account.n > 0)
		return RC_OK;
	rc = q_account_of_mailbox(tx, str_lower(d->a, m->to), &own, e);
	*out = rc == RC_OK && own.n > 0 ? own.at[0].id : STR_NONE;
	return rc;
}

enum rc
outbox_put_tx(struct domain *d, struct db *tx, const struct outbox_mail *m, struct err *e)
{
	int64_t now = domain_now(d);
	str account;
	enum rc rc = reader_of(d, tx, m, &account, e);

	if (rc != RC_OK)
		return rc;

	return q_outbox_insert(tx,
	    &(struct row_outbox){ .id = rnd_id(d->a),
		.kind = str_from_z(m->kind),
		.recipient = m->to,
		.subject = m->subject,
		.body_text = m->text,
		/* made from the text when it is sent: stored, it would be two thirds of the row */
		.body_html = STR(""),
		.attachments = m->attachments.p == NULL ? STR("") : m->attachments,
		.noun = str_from_z(m->noun),
		.noun_id = m->noun_id,
		.account = account,
		.state = STR("queued"),
		.tries = 0,
		.next_s = now,
		.last_error = STR_NONE,
		.created_s = now,
		.sent_s = SQL_NULL_INT,
		.read_s = SQL_NULL_INT,
		.calendar = m->calendar },
	    e);
}
