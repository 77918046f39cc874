/*
 * outbox.h - mail as rows: written in the transaction of the act that causes it, sent by
 * paraf-worker at least once, visible in the portal whether or not it arrived (DESIGN 8).
 */
#ifndef DOMAIN_OUTBOX_H
#define DOMAIN_OUTBOX_H

#include "base/ical.h"
#include "domain/domain.h"

struct outbox_mail {
	const char *kind;  /* name of the text: "ds_submitted" (mail/mail_views.h) */
	str to;            /* address */
	str subject, text; /* composed by mail_compose_* */
	const char *noun;  /* what it is about */
	str noun_id;
	str account; /* whose in-portal inbox shows it; STR_NONE: whose proven mailbox `to` is */
	str attachments; /* document ids, commas between; STR_NONE: none */
	str calendar;    /* an appointment (outbox_calendar); STR_NONE: none */
};

/* The calendar file of an appointment: whoever sends our mails is its organizer. */
str outbox_calendar(const struct domain *d, const struct ical_event *ev);

MUST_USE enum rc outbox_put_tx(
    struct domain *d, struct db *tx, const struct outbox_mail *m, struct err *e);

#endif
