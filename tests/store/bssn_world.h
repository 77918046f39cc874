/*
 * bssn_world.h - a candidacy at BSSN on a real store, with its signer, for tests of the rules there.
 */
#ifndef TESTS_BSSN_WORLD_H
#define TESTS_BSSN_WORLD_H

#include "domain/candidacy_bssn.h"
#include "support/chain_world.h"
#include "support/fresh_domain.h"
#include "support/signed.h"

#define CAND   "cand-dewi"
#define NUMBER "OPIP-082-0000-0000"

struct world {
	struct fresh_domain t;
	struct domain d;
	int64_t now;
	struct actor one, two, dewi, dewi_verifier, admin;
	struct chain_world *chain;
	struct softkey *key; /* of the candidate */
};

extern const char *bssn_engine; /* "sqlite" or "postgresql", before the first world */

/* For cmocka: *state becomes a struct world, on bssn_engine. */
int bssn_world_new(void **state);
/* The same without signer and keys: for what is not signed. */
int bssn_world_unsigned(void **state);
int bssn_world_free(void **state);
/* The candidacy as it stands now. */
struct row_candidacy now_of(struct world *w);
int64_t version(struct world *w);
void is_state(struct world *w, const char *state);
/* Mails of that kind about it. */
size_t mails(struct world *w, const char *kind);
/* The first verifier holds it; the interview went like that. */
void claim(struct world *w);
void interview(struct world *w, const char *result);

#define T(fn) cmocka_unit_test_setup_teardown(fn, bssn_world_new, bssn_world_free)
#define T_UNSIGNED(fn)                                                                   \
	cmocka_unit_test_setup_teardown(fn, bssn_world_unsigned, bssn_world_free)

#endif
