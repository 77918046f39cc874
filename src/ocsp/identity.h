/*
 * identity.h - who signs the answers: the responder's key, and for each CA its certificate.
 *
 * The key is made here and never leaves this program: it lies in DIR (0700, files 0600) beside the
 * certificates, so that a restart needs nobody. A certificate is asked of the signer over the socket
 * that only this program may use, with a new key each time, when there is none or half its life
 * is over.
 */
#ifndef OCSP_IDENTITY_H
#define OCSP_IDENTITY_H

#include "ipc/ipc.h"
#include "ocsp/status.h"
#include "pki/ocsp.h"

#define OCSP_CAS 16

/* One CA and our certificate under it. */
struct authority_seat {
	str ca; /* name */
	struct pki_ocsp_issuer issuer;
	int64_t ca_from_s, ca_until_s;
	str cert; /* STR_NONE: none yet */
	int64_t from_s, until_s;
};

/* Never changed once published; the threads share it. */
struct identity {
	struct arena *a;
	struct pki_key *key;
	struct authority_seat seat[OCSP_CAS];
	size_t n;
};
void identity_free(struct identity *id); /* accepts NULL */

/* What was kept in `dir`, for the CAs of the record; seats without a fitting certificate are empty. */
MUST_USE enum rc identity_load(
    const char *dir, struct status_reader *r, struct identity **out, struct err *e);
/* Does a seat want a (new) certificate at that time? CAs that are over want none. */
bool identity_is_due(const struct identity *id, int64_t now_s);
/*
 * Has the record a living CA under which we have no certificate? Its answers cannot wait: it may be one
 * that began after `id` was made (roll-over).
 */
MUST_USE enum rc identity_lacks(const struct identity *id, struct status_reader *r,
    int64_t now_s, bool *out, struct err *e);
/*
 * A new key, certificates from the signer for every CA that is not over, kept in `dir`. RC_UNAVAILABLE:
 * the signer is away. CAs it does not answer for keep an empty seat.
 */
MUST_USE enum rc identity_renew(const char *dir, struct status_reader *r,
    struct ipc_client *signer, int64_t now_s, struct identity **out, struct err *e);

#endif
