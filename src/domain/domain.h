/*
 * domain.h - what a rule needs to do its work, for the length of one request or one job.
 *
 * A struct domain lives on the stack of one worker; its arena holds every result. Reading goes
 * through `db` (this thread's own connection); writing goes through store_write() with a function
 * that gets the writer's connection and does everything of one act in one transaction.
 */
#ifndef DOMAIN_DOMAIN_H
#define DOMAIN_DOMAIN_H

#include "base/clock.h"
#include "base/str.h"
#include "conf/conf.h"
#include "model/actor.h"
#include "queries.h"
#include "store/store.h"
#include "vault/vault.h"

struct ipc_client;
struct inspector;

struct domain {
	struct store *store;
	struct db *db;
	struct vault *vault;
	struct ipc_client *signer; /* this thread's connection; NULL in programs without one */
	struct inspector *inspector;  /* NULL in programs that look at no documents */
	const struct conf *conf;
	const struct clock *clock;
	struct arena *a;
	enum lang lang; /* of the person acting; mails go out in Indonesian */
	str node;	/* of the audit chain: one per writing program, "1/web" */
};

static inline int64_t
domain_now(const struct domain *d)
{
	return clock_now(d->clock);
}

#endif
