/*
 * fresh_signer.h - what a test of portal and signer together starts from: an empty database on either
 * engine, the state of a signer for development beside it, and the real paraf-signer (PARAF_SIGNER).
 * Use inside a cmocka test.
 */
#ifndef TESTS_FRESH_SIGNER_H
#define TESTS_FRESH_SIGNER_H

#include "domain/domain.h"
#include "support/daemon.h"
#include "support/fresh_store.h"

struct fresh_signer {
	struct fresh_store f;
	struct conf conf;
	const char *dir; /* state of portal and signer, temporary */
	struct daemon signer;
};

/*
 * The store, a new CA and a client of its signer in *d, whose clock is the system's; the signer does not
 * run yet. `officer_key` as in paraf.conf, NULL for what stands there by itself. `a` owns the paths and
 * must live until fresh_signer_release.
 */
void fresh_signer_init(struct fresh_signer *t, struct domain *d, struct arena *a,
    const char *engine, const char *officer_key);
/* Stops the signer, closes and removes. */
void fresh_signer_release(struct fresh_signer *t, struct domain *d, struct arena *a);
/* Start the signer and wait until it is ready, with a socket for paraf-ocsp or without (NULL). */
void fresh_signer_start(struct fresh_signer *t, struct arena *a, const char *ocsp_socket);
/* End it if it runs. */
void fresh_signer_stop(struct fresh_signer *t);

#endif
