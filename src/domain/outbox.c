/* outbox.c - queueing mail. */
#include "domain/outbox.h"

#include "base/rnd.h"
#include "mail/mail.h"

enum rc
outbox_put_tx(struct domain *d, struct db *tx, const struct outbox_mail *m, struct err *e)
{
	int64_t now = domain_now(d);

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
		.account = m->account,
		.state = STR("queued"),
		.tries = 0,
		.next_s = now,
		.last_error = STR_NONE,
		.created_s = now,
		.sent_s = SQL_NULL_INT },
	    e);
}
