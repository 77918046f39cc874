/*
 * bounce.h - mails that came back: notifications in a Maildir (setting bounce_maildir), to which the
 * mail server delivers what is sent to mail_from.
 */
#ifndef WORKER_BOUNCE_H
#define WORKER_BOUNCE_H

#include "domain/domain.h"

/*
 * Job of paraf-worker: read what is new, mark the mails that failed for good, put it away into `cur`. What
 * is no notification, or about no mail of ours, is put away as well. RC_OK at once when none is configured.
 */
MUST_USE enum rc bounce_job(struct domain *d, struct err *e);

#endif
