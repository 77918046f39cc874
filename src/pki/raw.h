/*
 * raw.h - signatures outside of certificates: as WebCrypto makes them (ECDSA as r || s, IEEE P1363).
 */
#ifndef PKI_RAW_H
#define PKI_RAW_H

#include "pki/key.h"

/* SubjectPublicKeyInfo of the P-256 point x || y (64 bytes). */
str pki_p256_spki(struct arena *a, str point);
/* x || y out of the SPKI of a P-256 key; STR_NONE if it is another kind. */
str pki_p256_point(const struct pki_public *key);

/*
 * ECDSA r || s (P-256 with SHA-256: 64 bytes, P-384 with SHA-384: 96) or RSASSA-PKCS1-v1_5 with SHA-256,
 * over `data`. RC_INVALID: wrong length. RC_DENIED: the signature is wrong.
 */
MUST_USE enum rc pki_raw_verify(
    const struct pki_public *key, str data, str sig, struct err *e);
/* The same with an ECDSA signature as DER, as authenticators and certificates have it. */
MUST_USE enum rc pki_der_verify(
    const struct pki_public *key, str data, str sig, struct err *e);
/*
 * An ECDSA signature as DER (openssl writes it so) as r || s; one that is raw already, or of RSA, is
 * left as it is. false: neither.
 */
bool pki_raw_of_der(struct arena *a, enum pki_key_kind kind, str sig, str *out);
/* The same as pki_raw_verify takes. For software keys of tests and demonstrations. */
MUST_USE enum rc pki_raw_sign(
    const struct pki_key *key, struct arena *a, str data, str *out, struct err *e);

#endif
