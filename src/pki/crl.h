/*
 * crl.h - certificate revocation lists, version 2 (RFC 5280 5).
 *
 * pki_crl_make holds the whole list in the arena: good for some 200 000 entries. The streamed writer
 * for more takes its place behind the same entry struct.
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
/* "keyCompromise" ..., "?" */
const char *pki_reason_name(int64_t reason);

struct pki_crl_entry {
	str serial; /* bytes */
	int64_t at_s;
	int reason;           /* unspecified is left out of the entry (5.3.1) */
	int64_t invalidity_s; /* 0 = not said (5.3.2) */
};
struct pki_crl_fields {
	int64_t number; /* 1.. */
	int64_t this_s, next_s;
	const struct pki_crl_entry *entries;
	size_t n;
};

/* Build and sign. `ca->key` must be there. */
MUST_USE enum rc pki_crl_make(struct arena *a, const struct pki_ca *ca,
    const struct pki_crl_fields *f, str *out_der, struct err *e);

/* What stands at the head of a list; its signature is not checked here. */
struct pki_crl_head {
	str issuer; /* Name, DER */
	int64_t this_s, next_s;
};
/* RC_INVALID when it is not a version 2 list with a nextUpdate. */
MUST_USE enum rc pki_crl_read(str der, struct pki_crl_head *out, struct err *e);

#endif
