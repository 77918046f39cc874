/* certificate_finish.h - the steps that a page takes first and the worker repeats; inside src/domain. */
#ifndef DOMAIN_CERTIFICATE_FINISH_H
#define DOMAIN_CERTIFICATE_FINISH_H

#include "domain/certificate.h"

/*
 * What the signer's answer (with its `e`) means for us: RC_OK; its refusal (RC_INVALID, RC_NOT_FOUND, RC_DENIED,
 * RC_CONFLICT) as it is; anything else RC_UNAVAILABLE with the sentence that it is kept and repeated.
 */
MUST_USE enum rc certificate_ask(enum rc answer, struct err *e);

/* Ask the signer about a pending request and record its answer. */
MUST_USE enum rc certificate_finish_request(struct domain *d, const struct actor *who,
    const struct row_issuance *r, struct row_certificate *out, struct err *e);

/* certificate_renew.c: what the signer is asked, and what its answer becomes. */
struct ipc_certify;
struct ipc_issued;
MUST_USE enum rc certificate_renew_question(struct domain *d,
    const struct row_issuance *r, struct ipc_certify *out, struct err *e);
MUST_USE enum rc certificate_renewed_tx(struct domain *d, struct db *tx,
    const struct actor *who, const struct row_issuance *r,
    const struct ipc_issued *issued, struct row_certificate *out, struct err *e);

#endif
