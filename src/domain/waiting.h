/*
 * waiting.h - what waits for nobody: mails that do not reach their reader.
 */
#ifndef DOMAIN_WAITING_H
#define DOMAIN_WAITING_H

#include "domain/domain.h"

/* Mails that were given up after every attempt. */
MUST_USE enum rc waiting_mails_failed(struct domain *d, int64_t *out_n, struct err *e);

#endif
