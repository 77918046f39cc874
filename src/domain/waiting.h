/*
 * waiting.h - how long files wait, for who answers for them (SCREENS 6.11): the oldest of each state in an
 * office, and the offices where somebody waits longest.
 */
#ifndef DOMAIN_WAITING_H
#define DOMAIN_WAITING_H

#include "domain/central.h"

struct waiting {
	int64_t since_s; /* SQL_NULL_INT: nothing is there */
	int64_t tenths;  /* of working days since then */
	bool late;       /* over the office's limit (sla_office_days) */
};

/* An office whose files wait for it. */
struct waiting_office {
	const struct office_figures *figures;
	int64_t n; /* submitted and in review */
	struct waiting oldest;
};
struct waiting_offices {
	const struct waiting_office *at; /* the longest wait first */
	size_t n;
	size_t late; /* how many of them are over the limit */
};
MUST_USE enum rc waiting_offices(struct domain *d, const struct office_table *t,
    struct waiting_offices *out, struct err *e);

/* Mails that were given up after every attempt. */
MUST_USE enum rc waiting_mails_failed(struct domain *d, int64_t *out_n, struct err *e);

#endif
