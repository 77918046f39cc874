/*
 * key.h - private keys of a CA, and what we accept as somebody's public key.
 *
 * A private key is opaque, never in an arena, wiped by OpenSSL when freed.
 */
#ifndef PKI_KEY_H
#define PKI_KEY_H

#include "base/str.h"

enum pki_key_kind { PKI_KEY_RSA, PKI_KEY_P256, PKI_KEY_P384, PKI_KEY__COUNT };

struct pki_key;

/*
 * Once, before any key: a heap of `bytes` (a power of two) for the numbers of private keys, between
 * guard pages, locked into memory and left out of core files. RC_UNAVAILABLE if it cannot be locked.
 */
MUST_USE enum rc pki_key_memory(size_t bytes, struct err *e);

/* `bits` counts for RSA only (2048 to 8192). */
MUST_USE enum rc pki_key_generate(
    enum pki_key_kind kind, int bits, struct pki_key **out, struct err *e);
/*
 * Read an unencrypted PKCS#8 PEM file (RFC 5958, RFC 7468). RC_DENIED if it is not a regular file of
 * ours with mode 0600 or stricter.
 */
MUST_USE enum rc pki_key_load(const char *path, struct pki_key **out, struct err *e);
/* Write it durably with mode 0600. RC_CONFLICT if the file exists: a CA key is never overwritten. */
MUST_USE enum rc pki_key_store(
    const struct pki_key *key, const char *path, struct err *e);
void pki_key_free(struct pki_key *key); /* accepts NULL */
enum pki_key_kind pki_key_kind(const struct pki_key *key);
/* SubjectPublicKeyInfo, DER (RFC 5280 4.1.2.7). */
MUST_USE enum rc pki_key_spki(
    const struct pki_key *key, struct arena *a, str *out, struct err *e);
/*
 * Sign `data` with SHA-256 (RSA PKCS#1 v1.5, P-256) or SHA-384 (P-384): the signature value as it
 * stands in a certificate. The signature is verified before it is returned.
 */
MUST_USE enum rc pki_key_sign(
    const struct pki_key *key, struct arena *a, str data, str *out, struct err *e);

/* A public key as found in a request or certificate. */
struct pki_public {
	enum pki_key_kind kind;
	int bits;
	str spki; /* DER as it came */
};

/*
 * Read SubjectPublicKeyInfo and apply the policy: RSA 2048 to 8192 bits with odd modulus without
 * small factors, odd exponent 65537 to 2^32 - 1 (and not a key of the ROCA family); P-256 or P-384,
 * uncompressed point on the curve. RC_INVALID with a sentence for people otherwise.
 */
MUST_USE enum rc pki_public_parse(
    struct arena *a, str spki, struct pki_public *out, struct err *e);
/* `sig` over `data` as pki_key_sign makes it; RC_DENIED when it is wrong. */
MUST_USE enum rc pki_public_verify(
    struct arena *a, const struct pki_public *key, str data, str sig, struct err *e);
/* PEM, "PUBLIC KEY" (RFC 7468 13), and back. */
str pki_public_pem(struct arena *a, str spki);
MUST_USE enum rc pki_public_from_pem(
    struct arena *a, str pem, str *out_spki, struct err *e);
/* "RSA 3072", "P-256", "P-384" */
str pki_public_name(struct arena *a, const struct pki_public *key);
/* SHA-256 over the whole SPKI, lower-case hex: the name of a key. */
str pki_public_id(struct arena *a, str spki);

#endif
