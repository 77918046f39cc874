/*
 * renewal.h - a certificate that follows another one without a visit (DOMAIN 5.1, art. 34).
 *
 * Asked for with the key of the certificate that is followed; or, when that key is lost, approved by an
 * OPIP of its office who has spoken with the holder and typed the code of the new key. The portal can
 * make neither. Who the holder is was seen face to face once; how long that counts is a rule of the
 * profile.
 */
#ifndef SIGNER_RENEWAL_H
#define SIGNER_RENEWAL_H

#include "signer/internal.h"

/* What both kinds of statement say about the new certificate. */
struct renewal_asked {
	str serial, office, office_name, name, email, spki_sha256, revocation_sha256;
};

struct renewal {
	struct authority_paper paper;
	struct renewal_asked asked;
	struct record_issue old; /* the certificate that is followed */
	str application;         /* in the new row: one follower for each certificate */
	str nip;                 /* of the holder */
};

/* Is it a statement of one of the two kinds? */
bool signer_is_renewal(struct arena *a, str statement);

/*
 * Every link: the statement is for us and fresh; the certificate is ours, active, near its end, not yet
 * over, not followed yet; its first approval is not too old; subject and office are its own; the request
 * has the key that the statement names; signed by the certificate's key, or by a live grant of an OPIP
 * of that office who is not the holder, with the code of that very key. Keeps the statement as taken.
 * Codes: renewal, renewal_state, renewal_early, renewal_late, renewal_proof, renewed, subject_differs,
 * office_differs, key_differs, serial, key_unknown, signature, statement_used, role, own_file,
 * renewal_person, code_differs, factors, ticks, and those of authority_read and authority_by_grant.
 */
MUST_USE enum rc signer_renewal(struct signer *s, const struct authority *au,
    struct arena *a, const struct ipc_certify *in, const struct pki_csr *csr,
    struct renewal *out, const char **out_code, struct err *e);

/*
 * The certificate of that row was signed: revoke the one that it follows, if profile or statement say
 * so and it is not revoked yet. In the caller's transaction; nothing for other rows. *out_ended: whether
 * a status was changed.
 */
MUST_USE enum rc signer_end_followed(struct signer *s, struct arena *a,
    const struct record_issue *row, bool *out_ended, struct err *e);
/* The reason with which the one that it follows was revoked; 0: it was not, or it follows none. */
MUST_USE enum rc signer_followed_reason(struct signer *s, struct arena *a,
    const struct record_issue *row, int64_t *out, struct err *e);

#endif
