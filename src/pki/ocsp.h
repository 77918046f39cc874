/*
 * ocsp.h - the Online Certificate Status Protocol (RFC 6960): requests read, answers built and signed.
 *
 * Requests are read by a walk over the DER bytes, answers are written as DER; OpenSSL only hashes and
 * signs, with contexts that are made once for each thread.
 */
#ifndef PKI_OCSP_H
#define PKI_OCSP_H

#include "base/buf.h"
#include "pki/cert.h"

#define PKI_OCSP_REQUEST_BYTES 16384 /* longest request we look at */
#define PKI_OCSP_IDS           64    /* certificates in one request */
#define PKI_OCSP_NONCE_BYTES   128   /* RFC 9654 2.1 */

enum pki_ocsp_hash {
	PKI_OCSP_SHA1,
	PKI_OCSP_SHA256,
	PKI_OCSP_SHA384,
	PKI_OCSP_SHA512,
	PKI_OCSP_HASH__COUNT /* also: one we do not know */
};

/* CertID (4.1.1). */
struct pki_ocsp_id {
	str whole; /* DER as it came; the answer repeats it */
	enum pki_ocsp_hash hash;
	str name_hash, key_hash;
	str serial; /* big endian, without leading zeros */
};

struct pki_ocsp_request {
	struct pki_ocsp_id id[PKI_OCSP_IDS];
	size_t n; /* 1.. */
	str nonce; /* 1..128 bytes, the inside of its OCTET STRING; STR_NONE if there is none */
};

/*
 * Read OCSPRequest. All texts point into `der`. A signature on the request is not looked at (4.1.2:
 * optional). RC_INVALID: not a request, more than PKI_OCSP_IDS certificates, an unknown critical
 * extension, or a nonce of another length (RFC 9654 2.1): to be answered with malformedRequest.
 */
MUST_USE enum rc pki_ocsp_read(str der, struct pki_ocsp_request *out, struct err *e);

/* What CertIDs of one CA's certificates look like. */
struct pki_ocsp_issuer {
	unsigned char name[PKI_OCSP_HASH__COUNT][64];
	unsigned char key[PKI_OCSP_HASH__COUNT][64];
};
/* From the CA's certificate. RC_INVALID if it is none. */
MUST_USE enum rc pki_ocsp_issuer_of(
    struct arena *a, str ca_der, struct pki_ocsp_issuer *out, struct err *e);
bool pki_ocsp_is_of(const struct pki_ocsp_issuer *ca, const struct pki_ocsp_id *id);

enum pki_ocsp_state { PKI_OCSP_GOOD, PKI_OCSP_REVOKED, PKI_OCSP_UNKNOWN };

/* SingleResponse (4.2.1). */
struct pki_ocsp_single {
	str id; /* CertID, DER */
	enum pki_ocsp_state state;
	int64_t revoked_s;
	int reason;           /* unspecified is left out */
	int64_t invalidity_s; /* 0 = not said; an extension of the entry (4.4.5) */
	int64_t this_s, next_s;
	int64_t cutoff_s; /* archiveCutoff (4.4.4); 0 = none */
};
struct pki_ocsp_answer {
	const struct pki_ocsp_single *at;
	size_t n;
	str nonce; /* repeated when not STR_NONE */
	int64_t produced_s;
};

/* Signs answers with one key, in one thread. */
struct pki_ocsp_signer;
/*
 * `key` is borrowed. `cert` (DER, STR_NONE for a CA that signs itself) goes into each answer, so that
 * the client can follow the delegation (4.2.2.2). The signature is not verified again: unlike a CA's
 * key this one lives for days only.
 */
MUST_USE enum rc pki_ocsp_signer_new(
    const struct pki_key *key, str cert, struct pki_ocsp_signer **out, struct err *e);
void pki_ocsp_signer_free(struct pki_ocsp_signer *s); /* accepts NULL */
/* The whole OCSPResponse, appended to `out`. */
MUST_USE enum rc pki_ocsp_sign(struct pki_ocsp_signer *s,
    const struct pki_ocsp_answer *answer, struct buf *out, struct err *e);

/* OCSPResponseStatus (4.2.1) of answers that are not signed. */
enum pki_ocsp_refusal {
	PKI_OCSP_MALFORMED = 1,
	PKI_OCSP_INTERNAL = 2,
	PKI_OCSP_TRY_LATER = 3,
	PKI_OCSP_UNAUTHORIZED = 6,
};
/* The five bytes that say so. */
str pki_ocsp_refusal(enum pki_ocsp_refusal why);

/* ---- the responder's certificate (4.2.2.2) ---- */

struct pki_responder_fields {
	str serial;
	str organization, name;
	str country;
	str spki;
	int64_t not_before_s, not_after_s;
};
/*
 * digitalSignature, id-kp-OCSPSigning, id-pkix-ocsp-nocheck (4.2.2.2.1); signed with `ca->key`.
 * RC_INVALID: not a P-256 key, or outside the validity of the CA.
 */
MUST_USE enum rc pki_responder_make(struct arena *a, const struct pki_ca *ca,
    const struct pki_responder_fields *f, str *out_der, struct err *e);
/* May this certificate sign OCSP answers? */
MUST_USE enum rc pki_responder_check(str der, struct err *e);

/*
 * A certification request with nothing but the key in it, signed by it (RFC 2986): proof of
 * possession towards the signer.
 */
MUST_USE enum rc pki_request_make(
    struct arena *a, const struct pki_key *key, str *out_der, struct err *e);

/* ---- the other side: asking, for `paraf doctor` ---- */

/* OCSPRequest for one certificate of that CA, with a nonce; `serial` are bytes. */
MUST_USE enum rc pki_ocsp_ask_make(
    struct arena *a, str ca_der, str serial, str *out_der, struct err *e);
struct pki_ocsp_told {
	enum pki_ocsp_state state;
	int reason; /* CRLReason of a revoked one; 0: not said */
};
/*
 * What the answer says. RC_UNAVAILABLE: the responder declines; RC_DENIED: the answer is not to be
 * believed: not signed by the CA or for it (RFC 6960 4.2.2.2), without our nonce, of another
 * certificate, or not of now.
 */
MUST_USE enum rc pki_ocsp_ask_take(
    str ca_der, str request, str der, struct pki_ocsp_told *out, struct err *e);

#endif
