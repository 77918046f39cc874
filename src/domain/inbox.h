/*
 * inbox.h - the copies of mails inside the portal: an account reads its own (SCREENS M6), visitors
 * of a demonstration read all of them.
 */
#ifndef DOMAIN_INBOX_H
#define DOMAIN_INBOX_H

#include "domain/domain.h"

/* Mails to the actor's account, newest first, without codes and links that open something. */
MUST_USE enum rc inbox_list(struct domain *d, const struct actor *who,
    struct row_outbox_list *out, struct err *e);
/* One of them; RC_NOT_FOUND if it is not his. */
MUST_USE enum rc inbox_get(struct domain *d, const struct actor *who, str id,
    struct row_outbox *out, struct err *e);
/* Does it carry a code or a link that opens something? */
bool inbox_has_secret(const struct row_outbox *m);
/* The same mails without what opens something (mail_again). */
void inbox_again(struct domain *d, struct row_outbox_list *l);
/* Those that were not read yet have been now. */
MUST_USE enum rc inbox_mark_read(
    struct domain *d, const struct row_outbox *at, size_t n, struct err *e);

/* Names of the attachments; those that were erased meanwhile are left out. */
void inbox_attachments(
    struct domain *d, const struct row_outbox *m, const str **out, size_t *out_n);

/* All mails of a demonstration, newest first; RC_NOT_FOUND where there is none. */
MUST_USE enum rc inbox_demo_list(
    struct domain *d, struct row_outbox_list *out, struct err *e);
MUST_USE enum rc inbox_demo_get(
    struct domain *d, str id, struct row_outbox *out, struct err *e);

/* The newest mail about an object that did not arrive, while nothing later went out; RC_NOT_FOUND. */
MUST_USE enum rc inbox_undelivered(struct domain *d, const char *noun, str noun_id,
    struct row_outbox *out, struct err *e);
/* Why, from what stands in the row: N_(), to be read after "Email tidak sampai: ". */
const char *inbox_failure(const struct row_outbox *m);

struct inbox_health {
	int64_t queued, failed;
};
/* How the mail is doing: for the status page. */
MUST_USE enum rc inbox_health(struct domain *d, struct inbox_health *out, struct err *e);

#endif
