/* hash.h - SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104). */
#ifndef PKI_HASH_H
#define PKI_HASH_H

#include "base/str.h"

#define PKI_SHA256_BYTES 32

void pki_sha256(str data, unsigned char out[PKI_SHA256_BYTES]);
/* Lower-case hex, 64 letters. */
str pki_sha256_hex(struct arena *a, str data);

/*
 * In pieces, with the processor's instructions where it has them. _new gives one that its caller frees with
 * _free (which accepts NULL and wipes it); one thread at a time. _final may be called once and ends it: nothing
 * but _free may follow. There is no failure but a broken library or no memory, which abort.
 */
struct pki_sha256_ctx;
struct pki_sha256_ctx *pki_sha256_new(void);
void pki_sha256_add(struct pki_sha256_ctx *c, str data);
void pki_sha256_final(struct pki_sha256_ctx *c, unsigned char out[PKI_SHA256_BYTES]);
void pki_sha256_free(struct pki_sha256_ctx *c);

#endif
