/*
 * key.h - private keys of a CA, and what we accept as somebody's public key.
 *
 * A private key is opaque: in OpenSSL's locked heap, never in an arena, or in a device.
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
 * Read an encrypted PKCS#8 PEM file (RFC 5958, RFC 7468, RFC 8018). RC_DENIED if it is not a regular
 * file of ours with mode 0600 or stricter, or does not open with `secret`; RC_INVALID if it is not
 * encrypted.
 */
MUST_USE enum rc pki_key_load(
    const char *path, str secret, struct pki_key **out, struct err *e);
/*
 * Write it encrypted under `secret` (scrypt, AES-256), durably, with mode 0600. RC_CONFLICT if the file
 * exists: a CA key is never overwritten.
 */
MUST_USE enum rc pki_key_store(
    const struct pki_key *key, const char *path, str secret, struct err *e);
/*
 * The same without a secret, for a key whose certificate lives for days (an OCSP responder's): what
 * keeps it is the mode of its file alone. An older file is replaced.
 */
MUST_USE enum rc pki_key_load_brief(
    const char *path, struct pki_key **out, struct err *e);
MUST_USE enum rc pki_key_store_brief(
    const struct pki_key *key, const char *path, struct err *e);
void pki_key_free(struct pki_key *key); /* accepts NULL */
enum pki_key_kind pki_key_kind(const struct pki_key *key);
/* In a device, which serves one thread at a time; in our memory it serves several. */
bool pki_key_is_remote(const struct pki_key *key);
/* SubjectPublicKeyInfo, DER (RFC 5280 4.1.2.7). */
MUST_USE enum rc pki_key_spki(
    const struct pki_key *key, struct arena *a, str *out, struct err *e);
/*
 * Sign `data` with SHA-256 (RSA PKCS#1 v1.5, P-256) or SHA-384 (P-384): the signature value as it
 * stands in a certificate. The signature is verified before it is returned.
 */
MUST_USE enum rc pki_key_sign(
    const struct pki_key *key, struct arena *a, str data, str *out, struct err *e);

/* A private key that is somewhere else (a token): we hash and encode, the device signs. */
#define PKI_DEVICE_BYTES 1024 /* room for its longest signature */
struct pki_key_device {
	void *at;
	/* EC: `input` is the digest, r || s comes out. RSA: DigestInfo, the block comes out. */
	enum rc (*sign)(
	    void *at, str input, unsigned char *out, size_t *out_n, struct err *e);
	void (*release)(void *at);
};
/* The key whose public half is `spki`. The device is released with the key; on failure it is not. */
MUST_USE enum rc pki_key_remote(
    str spki, const struct pki_key_device *device, struct pki_key **out, struct err *e);
/* SubjectPublicKeyInfo from the parts a token gives: an uncompressed point; two numbers. */
str pki_spki_ec(struct arena *a, enum pki_key_kind kind, str point);
str pki_spki_rsa(struct arena *a, str modulus, str exponent);

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
/* SHA-256 over the whole SPKI, lower-case hex: the name of a key. */
str pki_public_id(struct arena *a, str spki);

#endif
