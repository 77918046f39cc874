/*
 * policy.h - what the directorate sets while the portal runs (SCREENS S6, S10): the announcement that
 * every page shows, and the public holidays by which working days are counted. What stands in
 * paraf.conf is shown beside it and changed there.
 */
#ifndef DOMAIN_POLICY_H
#define DOMAIN_POLICY_H

#include "domain/domain.h"

#define POLICY_NOTICE_CHARS 300

/* The announcement; STR_NONE: none. A database that is away has none. */
str policy_notice(struct domain *d);

struct policy {
	str notice; /* STR_NONE: none */
	int64_t notice_s;
	str notice_by; /* name of who set it; STR_NONE: nobody yet */
	struct row_holiday_list
	    holidays;                    /* from the first of this year on, at most 200 */
	struct row_history_list history; /* who changed what, newest last */
};
MUST_USE enum rc policy_load(struct domain *d, struct policy *out, struct err *e);

/* Set the announcement; empty takes it down. */
MUST_USE enum rc policy_set_notice(
    struct domain *d, const struct actor *who, str text, struct err *e);
/* A holiday, or its new name. RC_INVALID: no name, or a date more than two years away. */
MUST_USE enum rc policy_set_holiday(
    struct domain *d, const struct actor *who, struct date date, str name, struct err *e);
MUST_USE enum rc policy_drop_holiday(
    struct domain *d, const struct actor *who, str date_iso, struct err *e);

#endif
