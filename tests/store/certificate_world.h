/*
 * certificate_world.h - an approved application on a real store, signed for by officers with keys of their
 * own, and the real paraf-signer (PARAF_SIGNER) that issues for it.
 */
#ifndef TESTS_CERTIFICATE_WORLD_H
#define TESTS_CERTIFICATE_WORLD_H

#include "domain/certificate.h"
#include "support/fresh_signer.h"
#include "support/run.h"
#include "support/signed.h"

#define DAY    86400
#define HOLDER "a1" /* the application */

struct certificate_world {
	struct fresh_signer t;
	struct arena *a;
	struct domain d;
	struct actor holder, bssn, ratna, yusuf;
	struct softkey *keys[3]; /* of bssn, ratna, yusuf */
	str code;                /* activation code */
};

extern const char
    *certificate_engine; /* "sqlite" or "postgresql", before the first world */
extern int64_t shift_s;  /* our clock is so far ahead of the signer's */

/* For cmocka: *state becomes a struct certificate_world, its signer not running. */
int certificate_world_new(void **state);
int certificate_world_free(void **state);
/* A statement of the test's own, by the engine's client; what it prints. */
str sql(struct certificate_world *x, const char *text);
/* Start the signer and wait until it is ready; stop it if it runs. */
void signer_start(struct certificate_world *x);
void signer_stop(struct certificate_world *x);
/* The signer's other socket, where paraf-ocsp asks. */
const char *ocsp_door(struct certificate_world *x);
/* Somebody of office 082, or of BSSN when he is a verifier. */
struct actor officer_of(
    const char *account, const char *name, const char *nip, unsigned roles);
/* Review by Ratna, approval by Yusuf with the activation code x->code. */
void sign_application(struct certificate_world *x);
/* The holder asks for a certificate with the request "one" or "two". */
MUST_USE enum rc ask(struct certificate_world *x, const char *name,
    struct row_certificate *out, struct err *e);
/* The signer runs and has issued for the request "one". */
struct row_certificate issued(struct certificate_world *x);
/* The worker comes round, long enough after the last failure. */
void finish(struct certificate_world *x);
/* Suspend, lift or revoke, with Yusuf's signature where he orders it. */
MUST_USE enum rc order(struct certificate_world *x, const struct actor *who, str serial,
    const char *reason, struct err *e);

#define T(fn)                                                                            \
	cmocka_unit_test_setup_teardown(fn, certificate_world_new, certificate_world_free)

#endif
