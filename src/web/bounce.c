/* bounce.c - mails that did not arrive, on the page of their case. */
#include "web/bounce.h"

#include "domain/inbox.h"

enum rc
bounce_fill(struct page *p, const char *noun, str id, str phone, enum zone zone,
    struct view_bounce *out, struct err *e)
{
	struct row_outbox mail;
	enum rc rc = inbox_undelivered(&p->d, noun, id, &mail, e);

	*out = (struct view_bounce){ .any = rc == RC_OK };
	if (rc != RC_OK)
		return rc == RC_NOT_FOUND ? RC_OK : rc;
	out->subject = inbox_has_secret(&mail) ? STR_NONE : mail.subject;
	out->to = mail.recipient;
	out->when = time_long(p->a, mail.created_s, zone, p->lang);
	out->phone = phone;
	out->why = inbox_failure(&mail);
	out->helpdesk = p->d.conf->helpdesk_name;
	out->helpdesk_contact = p->d.conf->helpdesk_contact;
	return RC_OK;
}
