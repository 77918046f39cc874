/*
 * renewal.h - a certificate that follows another one without a visit (DOMAIN 5.1, art. 34).
 *
 * Asked for with the key of the certificate that is followed, and with nothing else: the portal cannot
 * make that signature. Who the holder is was seen face to face once; how long that counts is a rule of
 * the profile.
 */
#ifndef SIGNER_RENEWAL_H
#define SIGNER_RENEWAL_H

#include "signer/internal.h"

struct renewal {
	struct authority_paper paper;
	struct record_issue old; /* the certificate that is followed */
	str application;         /* in the new row: one follower for each certificate */
	str nip;                 /* of the holder */
};

/*
 * Every link: the statement is for us and fresh; the certificate is ours, active, near its end, not yet
 * over, not followed yet; its first approval is not too old; subject and office are its own; the request
 * has the key that the statement names; signed by the certificate's key. Keeps the statement as taken.
 * Codes: renewal, renewal_state, renewal_early, renewal_late, renewal_proof, renewed, subject_differs,
 * office_differs, key_differs, serial, key_unknown, signature, statement_used, and those of
 * authority_read.
 */
MUST_USE enum rc signer_renewal(struct signer *s, const struct authority *au,
    struct arena *a, const struct ipc_certify *in, const struct pki_csr *csr,
    struct renewal *out, const char **out_code, struct err *e);

#endif
