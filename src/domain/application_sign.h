/*
 * application_sign.h - what an office signs about one application: that its file is complete (review),
 * and that its certificate may be made (approval). Same fields as will stand in the certificate.
 */
#ifndef DOMAIN_APPLICATION_SIGN_H
#define DOMAIN_APPLICATION_SIGN_H

#include "domain/application_office.h"
#include "domain/grant.h"

/* arg of both signing_fill functions. */
struct office_sign {
	const struct row_application *app;
	const struct row_office *office;
};
MUST_USE enum rc review_fill(struct domain *d, const struct actor *who, void *arg,
    struct statement *st, struct err *e);
#define REVIEW_LIFE_S 0
MUST_USE enum rc approval_fill(struct domain *d, const struct actor *who, void *arg,
    struct statement *st, struct err *e);
/* How long an approval may wait for its holder. */
int64_t approval_life_s(const struct domain *d);

/* What the approve event gets: the papers as stored, and the signature. */
struct office_proof;
struct approve_input {
	struct office_proof *proof;
	const struct signing *signing;
};
/*
 * A new activation code for an approval whose code was lost before the holder used it: the approval is
 * signed anew, the old one is dropped. Only while nothing was asked of the signer.
 */
MUST_USE enum rc approval_renew(struct domain *d, const struct actor *who,
    const struct row_application *app, const struct signing *s, struct err *e);

#endif
