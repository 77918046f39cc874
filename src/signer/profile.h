/*
 * profile.h - STATE/signer/profile.conf: what the signer issues and the rules it insists on.
 *
 * One `key = value` a line, '#' starts a comment line. Every key at most once, unknown keys are an
 * error; what is absent has the default that stands beside. A line [name] begins a further profile: it
 * has everything that stands above the first one, its own keys over it, and `offices`, the codes for
 * which it holds. Which profile a certificate gets follows from the approved office alone: nobody who
 * asks can choose a laxer one.
 */
#ifndef SIGNER_PROFILE_H
#define SIGNER_PROFILE_H

#include "pki/cert.h"
#include "signer/authority.h"

#define PROFILE_MORE 8 /* further profiles */

/* A further profile. */
struct signer_variant {
	str name;    /* letters a-z, digits, '-' */
	str offices; /* codes of three digits, spaces between */
	int64_t validity_months;
	str crl_at, issuer_at; /* as written; empty: below base_url */
	struct pki_profile leaf;
};

struct signer_profile {
	str ca;                  /* g1: letters, digits, '-' */
	str base_url;            /* none: /pki/<ca>.cer and /pki/crl/<ca>.crl below it */
	int64_t validity_months; /* 24: notAfter = notBefore + that many months - 1 s */
	int64_t crl_parts; /* 1: one list; a power of two up to 256: as many, by serial */
	int64_t crl_days;  /* 7: nextUpdate; signed anew every day all the same */
	struct pki_profile leaf; /* for every office that no further profile names */
	str crl_at, issuer_at;   /* as written; empty: below base_url */
	struct signer_variant more[PROFILE_MORE];
	size_t n_more;
	/* two_person yes, approval_max_days 14, officer_key passkey */
	struct authority_rules rules;
	bool supersede;  /* no: a certificate that is followed is revoked then */
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

/* What a certificate of that office gets. */
struct signer_chosen {
	str name; /* empty for the first */
	const struct pki_profile *leaf;
	int64_t validity_months;
	bool own_list; /* the address of the list was written down, not derived */
};
struct signer_chosen signer_profile_for(const struct signer_profile *p, str office);

/*
 * Does every profile make sense (RFC 5280, and what a person's certificate must never be)? RC_INVALID;
 * `why` names profile and key and says what to write instead.
 */
MUST_USE enum rc signer_profile_lint(
    struct arena *a, const struct signer_profile *p, struct err *e);

#endif
