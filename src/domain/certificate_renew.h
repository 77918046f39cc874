/*
 * certificate_renew.h - a certificate is followed by a new one without a visit (DOMAIN 5.1, art. 34).
 *
 * From conf.renew_days before its end, by its holder, with its own key: he signs a statement that names
 * the old serial, the subject as it stands there, and the new key. paraf-signer verifies all of it
 * against its own record; the portal cannot make that signature. The office is told by mail. The
 * certificate that is followed stays good until its own end.
 */
#ifndef DOMAIN_CERTIFICATE_RENEW_H
#define DOMAIN_CERTIFICATE_RENEW_H

#include "domain/certificate.h"
#include "statement/statement.h"

/* A signature may be made elsewhere and brought back: how long its statement may lie about. */
#define RENEWAL_OPEN_S 86400

struct renewal_file {
	struct certificate_file f;
	const char *why; /* N_(): why it cannot be renewed now; NULL: it can */
	int64_t from_s;  /* from then on it can be */
	struct row_issuance request;     /* under way or done; request_id.p NULL: none */
	struct row_certificate follower; /* serial.p NULL: none yet */
};
/* RC_NOT_FOUND when there is none or it is out of the actor's reach. */
MUST_USE enum rc certificate_renewal_load(struct domain *d, const struct actor *who,
    str serial, struct renewal_file *out, struct err *e);

/*
 * May that certificate be followed now? *out_why: N_() why not; NULL: it may. Not while its holder is
 * recorded as gone and his office has not said what holds (followup.h).
 */
MUST_USE enum rc certificate_renewal_open(struct domain *d, struct db *db,
    const struct row_certificate *cert, const struct row_application *app,
    const char **out_why, struct err *e);

/* The same while writing, by serial: RC_CONFLICT with the sentence if it may not. */
MUST_USE enum rc certificate_renewal_check_tx(struct domain *d, struct db *tx, str serial,
    struct row_certificate *out, struct err *e);

struct renewal_ask {
	str pkcs10;          /* of the new key, DER or PEM */
	str revocation_hash; /* SHA-256 of the new revocation code, or STR_NONE */
};
/*
 * What the holder signs for that request. RC_CONFLICT: it cannot be renewed now; RC_INVALID: what is
 * wrong with the request.
 */
MUST_USE enum rc certificate_renewal_statement(struct domain *d, const struct actor *who,
    str serial, const struct renewal_ask *ask, str *out_bytes, struct err *e);
/*
 * The signature came: ask the signer. The same key again gives the same certificate, also after the
 * first answer was lost. `signature` is raw (r || s) or, of an EC key, DER as openssl writes it.
 *
 * RC_INVALID, RC_CONFLICT, RC_DENIED: what is wrong; RC_UNAVAILABLE: stored, will be finished.
 */
MUST_USE enum rc certificate_renew(struct domain *d, const struct actor *who, str serial,
    const struct renewal_ask *ask, str statement, str signature, str agent,
    struct row_certificate *out, struct err *e);

#endif
