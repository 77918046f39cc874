/*
 * busy_private.h - P-256 keys whose signatures are verified again and again: that of the CA, which checks
 * each certificate it signs, and those of officers on a day on which they approve hundreds of files.
 *
 * Verifying means u1 * G + u2 * Q (SEC 1 4.1.4). For the generator G OpenSSL has a table of multiples; for
 * a key that was met often enough we let OpenSSL make the same table for its point Q, and both products
 * take the short way: 33 us instead of 68. What a table says is believed only when it says yes; all else
 * is OpenSSL's own answer.
 *
 * Part of the cache (cache.h): programs that keep no keys keep no tables. All functions lock.
 */
#ifndef PKI_BUSY_PRIVATE_H
#define PKI_BUSY_PRIVATE_H

#include "base/str.h"

struct busy_key;

/* Keep tables from now on, or forget them all (nobody may be using one). */
void pki_busy_keep(bool on);
/*
 * Count one verification by the key with that SubjectPublicKeyInfo. Its table to be given back, or NULL:
 * ask OpenSSL. The call in which the key becomes busy takes 21 ms.
 */
struct busy_key *pki_busy_take(str spki);
void pki_busy_give(struct busy_key *key); /* accepts NULL */
/* Is `sig` (Ecdsa-Sig-Value, RFC 3279 2.2.3) right for the SHA-256 `md`? False does not mean wrong. */
bool pki_busy_right(const struct busy_key *key, str md, str sig);

#endif
