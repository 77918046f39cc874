/*
 * office_world.h - an office on a real store for tests of its rules: officers with keys that BSSN gave
 * them, and a sent application.
 */
#ifndef TESTS_OFFICE_WORLD_H
#define TESTS_OFFICE_WORLD_H

#include "domain/application_apply.h"
#include "domain/application_office.h"
#include "domain/office_rules.h"
#include "support/fresh_domain.h"
#include "support/signed.h"

#define NIK "7204010507870001"
#define NIP "198707052010121003"

struct world {
	struct fresh_domain t;
	struct domain d;
	int64_t now;
	struct actor ratna, yusuf, applicant_self, kepala, other_office;
	struct row_application app;
	struct row_office office;
	struct softkey *keys[4]; /* of ratna, yusuf, applicant_self, kepala */
};

extern const char *office_engine; /* "sqlite" or "postgresql", before the first world */

/* Another sent application becomes w->app. */
void new_application(
    struct world *w, const char *id, const char *number, const char *nip);
/* For cmocka: *state becomes a struct world, on office_engine. */
int office_world_new(void **state);
int office_world_free(void **state);
/* A certificate of 700 days for w->app, serial 01. */
void has_certificate(struct world *w);
/* w->app as it stands now. */
struct row_application now_of(struct world *w);
void is_state(struct world *w, const char *state);
int64_t version_of(struct world *w);
/* Every item found the same, decision: complete. */
struct office_checks all_same(void);
/* As the page does it: what the officer may sign is signed. */
enum rc decide(struct world *w, const struct actor *who, int64_t version);
enum rc approve(struct world *w, const struct actor *who, int64_t version);
/* Found complete by that officer, from claim to decision. */
void review(struct world *w, const struct actor *who);

#define T(fn) cmocka_unit_test_setup_teardown(fn, office_world_new, office_world_free)

#endif
