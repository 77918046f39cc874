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
	struct ipc_client
	    *signer; /* this thread's connection; NULL in programs without one */
	struct inspector *inspector; /* NULL in programs that look at no documents */
	const struct conf *conf;
	const struct clock *clock;
	struct arena *a;
	enum lang lang; /* of the person acting; mails go out in Indonesian */
	str node;       /* of the audit chain: one per writing program, "1/web" */
	bool
	    quiet; /* this request is no sign of life of a person: sessions do not go on */
};

/* RC_OK when database and signer answer: what /readyz tells a load balancer. */
MUST_USE enum rc domain_ready(const struct domain *d, struct err *e);

/* Tell paraf-worker that mail may be waiting, after a commit; it looks by itself every second. */
void domain_mail_poke(const struct domain *d);

/* A connection to paraf-signer for one thread; made at first use, so the signer may be away. */
struct ipc_client *domain_signer_open(const char *socket_path);
void domain_signer_close(struct ipc_client *signer); /* accepts NULL */

/* One office. */
MUST_USE enum rc domain_office(
    const struct domain *d, str code, struct row_office *out, struct err *e);
/* The zone of an office; WIB for STR_NONE and while the database is away. */
enum zone domain_zone(const struct domain *d, str office);

/* All public holidays that are set, past and to come, in the arena. */
struct holidays;
MUST_USE enum rc domain_holidays(
    const struct domain *d, struct db *db, struct holidays *out, struct err *e);

static inline int64_t
domain_now(const struct domain *d)
{
	return clock_now(d->clock);
}

/* The end of the last of `days` working days after `from_s`, by the calendar of public holidays. */
MUST_USE enum rc domain_due(const struct domain *d, struct db *db, int64_t from_s,
    int64_t days, enum zone z, int64_t *out_s, struct err *e);

#endif
