/*
 * fresh_domain.h - what a test of the rules starts from: an empty database on either engine, a vault,
 * settings, a clock that the test moves, and people. Use inside a cmocka test.
 */
#ifndef TESTS_FRESH_DOMAIN_H
#define TESTS_FRESH_DOMAIN_H

#include "domain/domain.h"
#include "support/fresh_store.h"

struct fresh_domain {
	struct fresh_store f;
	struct clock clock;
	struct conf conf;
	char home[40]; /* temporary folder: the key and the documents of the vault */
};

extern struct err e; /* of the last call */

/* Fails the test with what the error says. */
void must(enum rc rc);
/* Fails the test unless the last error says that part; unless that text has it. */
void says(const char *part);
void has(str text, const char *part);
/*
 * Opens all of it on that engine ("sqlite" or "postgresql") with those settings, lines as in paraf.conf
 * ("": none). The clock of *d shows *now, at first 23 November 2026, 09:00 WITA; `now` and `t` must live
 * as long as *d.
 */
void fresh_domain_init(struct fresh_domain *t, struct domain *d, int64_t *now,
    const char *engine, const char *settings);
/*
 * fn(d, &args[i]) for all `n` args of that size at once, each in a thread with a connection and an arena of
 * its own; returns when all are done.
 */
void fresh_domain_together(const struct domain *d, size_t n,
    void (*fn)(struct domain *d, void *arg), void *args, size_t size);
/* Close and remove. */
void fresh_domain_release(struct fresh_domain *t, struct domain *d);
/* Somebody who is signed in: account "acc-USERNAME"; no office (NULL) for BSSN. */
struct actor fresh_actor(struct domain *d, const char *username, const char *name,
    const char *nip, const char *office, unsigned roles);
/* An active account for him that never signed in; lives as long as d->a. */
struct row_account fresh_account(
    struct domain *d, const struct actor *who, const char *role, const char *level);

#endif
