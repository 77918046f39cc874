/*
 * crl.h - certificate revocation lists, version 2 (RFC 5280 5).
 *
 * pki_crl_make holds a small list in the arena (the root's); pki_crl_write writes one of any length
 * into a file in bounded memory.
 */
#ifndef PKI_CRL_H
#define PKI_CRL_H

#include "pki/cert.h"

/* CRLReason (5.3.1); 7 is not used. */
enum pki_reason {
	PKI_REASON_UNSPECIFIED = 0,
	PKI_REASON_KEY_COMPROMISE = 1,
	PKI_REASON_CA_COMPROMISE = 2,
	PKI_REASON_AFFILIATION_CHANGED = 3,
	PKI_REASON_SUPERSEDED = 4,
	PKI_REASON_CESSATION = 5,
	PKI_REASON_HOLD = 6,
	PKI_REASON_REMOVE = 8,
	PKI_REASON_PRIVILEGE_WITHDRAWN = 9,
	PKI_REASON_AA_COMPROMISE = 10,
};
/* May stand in an entry of a full list for a person's certificate: 0, 1, 3, 4, 5, 6, 9. */
bool pki_reason_allowed(int64_t reason);

struct pki_crl_entry {
	str serial; /* bytes */
	int64_t at_s;
	int reason;           /* unspecified is left out of the entry (5.3.1) */
	int64_t invalidity_s; /* 0 = not said (5.3.2) */
};
struct pki_crl_fields {
	int64_t number; /* 1.. */
	int64_t this_s, next_s;
	/*
	 * Not empty: the list holds a part of the certificates only, those whose CRL distribution
	 * point is one of these addresses (spaces between); it says so in a critical
	 * issuingDistributionPoint (5.2.5).
	 */
	str part_urls;
};
/* nextUpdate of a list after which there will be none: 99991231235959Z (EN 319 411-1 6.3.9). */
#define PKI_NO_NEXT_S 253402300799

/* An empty list, built and signed. `ca->key` must be there. */
MUST_USE enum rc pki_crl_make(struct arena *a, const struct pki_ca *ca,
    const struct pki_crl_fields *f, str *out_der, struct err *e);

/* Where the entries come from, one at a time; the walk is made twice and must be the same. */
struct pki_crl_source {
	enum rc (*rewind)(void *arg, struct err *e);
	/* `out` is valid until the next call; *out_more false: no entry was left. */
	enum rc (*next)(
	    void *arg, struct pki_crl_entry *out, bool *out_more, struct err *e);
	void *arg;
};
struct pki_crl_written {
	int64_t entries, bytes;
	str sha256; /* of the file, lower-case hex */
};
/*
 * Write a signed list into `fd` from its beginning (an empty file open for reading and writing; the
 * caller makes it durable and gives it its name). Memory does not depend on the number of entries.
 * RC_UNAVAILABLE: the disk refuses.
 */
MUST_USE enum rc pki_crl_write(struct arena *a, const struct pki_ca *ca,
    const struct pki_crl_fields *f, const struct pki_crl_source *source, int fd,
    struct pki_crl_written *out, struct err *e);
/* SHA-256 of a file of that length, lower-case hex. */
MUST_USE enum rc pki_crl_hash(
    struct arena *a, int fd, int64_t bytes, str *out_hex, struct err *e);

/* What stands at the head of a list; its signature is not checked here. */
struct pki_crl_head {
	str issuer; /* Name, DER */
	int64_t this_s, next_s;
};
/*
 * `der` may be its first PKI_CRL_HEAD_BYTES alone. RC_INVALID when it is not a version 2 list with a
 * nextUpdate.
 */
#define PKI_CRL_HEAD_BYTES 2048
MUST_USE enum rc pki_crl_read(str der, struct pki_crl_head *out, struct err *e);
/* cRLNumber of a short list (5.2.3). RC_INVALID when it has none. */
MUST_USE enum rc pki_crl_number(str der, int64_t *out, struct err *e);

#endif
