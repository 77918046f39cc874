/*
 * profile.h - STATE/signer/profile.conf: what the signer issues and the rules it insists on.
 *
 * One `key = value` a line, '#' starts a comment line. Every key at most once, unknown keys are an
 * error; what is absent has the default that stands beside.
 */
#ifndef SIGNER_PROFILE_H
#define SIGNER_PROFILE_H

#include "pki/cert.h"
#include "signer/authority.h"

struct signer_profile {
	str ca;                  /* g1: letters, digits, '-' */
	str base_url;            /* none: /pki/ca.cer and /pki/crl/<ca>.crl below it */
	int64_t validity_months; /* 24: notAfter = notBefore + that many months - 1 s */
	int64_t crl_parts; /* 1: one list; a power of two up to 256: as many, by serial */
	int64_t crl_days;  /* 7: nextUpdate; signed anew every day all the same */
	struct pki_profile leaf;
	/* two_person yes, approval_max_days 14, officer_key passkey, believe_portal yes */
	struct authority_rules rules;
	str officer_key; /* "passkey" or "passkey,browser" */
	str rp_id,
	    origins; /* WebAuthn; empty: from base_url, with localhost for 127.0.0.1 */
	struct webauthn_party party; /* what follows from these */
};

/* Parse `text`. Results live in `a`. RC_INVALID names the line. */
MUST_USE enum rc signer_profile_parse(
    struct arena *a, str text, struct signer_profile *out, struct err *e);
/* Use these addresses instead of those in the file; NULL leaves one alone. */
void signer_profile_urls(struct arena *a, struct signer_profile *p, const char *base_url,
    const char *ocsp_url);

#endif
