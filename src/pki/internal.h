/* internal.h - what the files of src/pki share among themselves and show to nobody else. */
#ifndef PKI_INTERNAL_H
#define PKI_INTERNAL_H

#include "pki/cert.h"
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

/* A name in a certificate: 1..64 characters, UTF-8, printable, no spaces at the ends. */
bool pki_name_ok(str s);
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
