/* internal.h - what the files of src/pki share among themselves and show to nobody else. */
#ifndef PKI_INTERNAL_H
#define PKI_INTERNAL_H

#include "pki/cert.h"
#include "pki/crl.h"
#include "pki/der.h"

/* AlgorithmIdentifier with which a key of that kind signs (RFC 4055 5, RFC 5758 3.2). */
void pki_put_sig_alg(struct buf *b, enum pki_key_kind kind);
/*
 * Verify `sig` over `data`; `alg` is the content of AlgorithmIdentifier. RC_INVALID: algorithm not
 * of the allowed ones or not of this kind of key. RC_DENIED: the signature is wrong.
 */
MUST_USE enum rc pki_verify(
    const struct pki_public *key, str alg, str data, str sig, struct err *e);
/* subjectKeyIdentifier of a public key: leftmost 160 bits of SHA-256 (RFC 7093 2, method 1). */
str pki_key_id(struct arena *a, str spki);
/* One Extension: `value` goes into the OCTET STRING. */
void pki_put_ext(struct buf *b, str oid, bool critical, str value);
/* One RelativeDistinguishedName with one attribute. */
void pki_put_rdn(struct buf *b, str oid, unsigned tag, str value);
/* AuthorityKeyIdentifier with keyIdentifier only (4.2.1.1). */
void pki_put_aki(struct buf *b, struct arena *a, str key_id);

/* The parts of TBSCertList around its entries (crl.c). */
MUST_USE enum rc pki_crl_check(const struct pki_crl_fields *f, struct err *e);
void pki_crl_put_front(
    struct buf *b, const struct pki_ca *ca, const struct pki_crl_fields *f);
void pki_crl_put_exts(struct buf *b, struct arena *a, const struct pki_ca *ca,
    const struct pki_crl_fields *f);

/* version, serial, algorithm, issuer, validity (4.1.2.1-5). */
void pki_put_front(struct buf *b, str serial, enum pki_key_kind signer, str issuer,
    int64_t from_s, int64_t to_s);
/* Value of one extension of a certificate; false when it is not there. */
bool pki_cert_extension(str der, str oid, str *out_value);
/* OpenSSL's handle (EVP_PKEY *). */
void *pki_key_native(const struct pki_key *key);

/* A digest in pieces, of the kind with which a key of that kind signs. */
struct pki_digest;
struct pki_digest *pki_digest_new(enum pki_key_kind kind);
void pki_digest_add(struct pki_digest *d, str data);
void pki_digest_free(struct pki_digest *d); /* accepts NULL */
/*
 * Sign what was added so far, and verify what was made; may be repeated. For src/pki alone: nobody
 * else may hand a digest to a key.
 */
MUST_USE enum rc pki_key_sign_digest(const struct pki_key *key, struct arena *a,
    const struct pki_digest *d, str *out, struct err *e);
/* Bytes of the longest signature that key makes. */
size_t pki_key_signature_room(const struct pki_key *key);

/* ASCII dot-atom @ domain (RFC 5321 4.1.2 without quotes and literals). */
bool pki_email_ok(str s);

/* The parts of a SEQUENCE { tbs, algorithm, BIT STRING } (4.1.1, 5.1.1, RFC 2986 4.2). */
struct pki_signed {
	str tbs;   /* whole element */
	str alg;   /* content */
	str value; /* signature */
};
bool pki_take_signed(str der, struct pki_signed *out);

#endif
