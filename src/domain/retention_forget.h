/*
 * retention_forget.h - what the tables say of a person is overwritten (docs/decisions/0015-what-is-forgotten.md):
 * each function inside the caller's transaction.
 */
#ifndef DOMAIN_RETENTION_FORGET_H
#define DOMAIN_RETENTION_FORGET_H

#include "domain/retention.h"

/*
 * A case that is destroyed as a whole. What officers signed stays while there is a certificate that the register
 * names; mails and the words of data requests stay after a "request", so that its answer can be read
 * (forget_leftovers_tx).
 */
MUST_USE enum rc forget_case_tx(
    struct domain *d, struct db *tx, const struct retention_case *c, struct err *e);
MUST_USE enum rc forget_leftovers_tx(
    struct db *tx, const char *noun, str id, struct err *e);
/* One certificate, and with it what stands behind it. */
MUST_USE enum rc forget_certificate_tx(
    struct db *tx, str serial, str application, struct err *e);

#endif
