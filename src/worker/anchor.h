/*
 * anchor.h - the record anchored outside: RFC 3161 time stamps of checkpoints, and the daily mail.
 */
#ifndef WORKER_ANCHOR_H
#define WORKER_ANCHOR_H

#include "domain/domain.h"

/*
 * Have the newest checkpoint stamped by the authority of the settings (tsa_url) and keep the answer,
 * unless it is already. RC_UNAVAILABLE: it does not answer. RC_DENIED: what it answers does not
 * hold. RC_OK at once when none is configured.
 */
MUST_USE enum rc anchor_newest(struct domain *d, struct err *e);

/* Jobs of paraf-worker: the same every tsa_every_s, and the mail of the day. */
MUST_USE enum rc anchor_job(struct domain *d, struct err *e);
MUST_USE enum rc anchor_mail_job(struct domain *d, struct err *e);

#endif
