/* check.h - does what lies on the disk fit together? For `paraf doctor`, beside a running signer. */
#ifndef SIGNER_CHECK_H
#define SIGNER_CHECK_H

#include "base/clock.h"
#include "signer/keys.h"

/* Told once for everything that was looked at; `note` is "" or what to know although it is right. */
struct authority_report {
	void (*line)(void *ctx, const char *what, enum rc rc, const struct err *e,
	    const char *note);
	void *ctx;
};

/* Addresses that stand in new certificates, and the published file that each should answer with. */
struct authority_addresses {
	str list_url, list_file;
	str issuer_url, issuer_file;
	str ocsp_url; /* empty: none */
};

/*
 * Profile (lint), for every issuing CA: its chain, that its key opens (file or token; makes one
 * signature) and belongs to it, that its list is fresh; and the end of the root's list.
 * RC_UNAVAILABLE from `line` also when this user may not read the signer's files.
 */
void authority_check(const char *state, const struct signer_secrets *secrets,
    const char *base_url, const char *ocsp_url, const struct clock *clock,
    struct arena *a, const struct authority_report *report,
    struct authority_addresses *out);

#endif
