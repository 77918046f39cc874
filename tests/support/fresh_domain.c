/* fresh_domain.c - see fresh_domain.h. */
#include "support/fresh_domain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

struct err e;

void
must(enum rc rc)
{
	if (rc != RC_OK)
		fail_msg("%s: %s (%s)", err_name(rc), e.msg, e.why);
}

void
says(const char *part)
{
	if (strstr(e.msg, part) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", e.msg, part);
}

void
has(str text, const char *part)
{
	if (str_find(text, str_from_z(part)) < 0)
		fail_msg("\"%.*s\" lacks \"%s\"", STR_ARG(text), part);
}

static int64_t
test_now(void *now)
{
	return *(const int64_t *)now;
}

void
fresh_domain_init(struct fresh_domain *t, struct domain *d, int64_t *now,
    const char *engine, const char *settings)
{
	struct arena *a = arena_new();
	struct conf_draft *draft = conf_draft_new(a);
	const char *key;

	fresh_store_init(&t->f, engine, true);
	*now = time_from_civil((struct date){ 2026, 11, 23 }, 9, 0, ZONE_WITA);
	t->clock = (struct clock){ test_now, now };
	*d = (struct domain){ .store = t->f.store,
		.conf = &t->conf,
		.clock = &t->clock,
		.a = a,
		.node = STR("1/test") };
	snprintf(t->home, sizeof(t->home), "/tmp/paraf-domain.XXXXXX");
	assert_non_null(mkdtemp(t->home));
	must(conf_parse(
	    draft, "test", str_fmt(a, "state_dir = /nonexistent\n%s", settings), &e));
	must(conf_finish(draft, &t->conf, &e));
	key = str_z(a, str_fmt(a, "%s/key", t->home));
	must(vault_key_create(key, &e));
	must(vault_open(str_z(a, str_fmt(a, "%s/docs", t->home)), key, &d->vault, &e));
	must(db_open(t->f.store, &d->db, &e));
	db_use_arena(d->db, a);
}

void
fresh_domain_release(struct fresh_domain *t, struct domain *d)
{
	char command[80];

	db_close(d->db);
	vault_close(d->vault);
	fresh_store_release(&t->f);
	arena_free(d->a);
	snprintf(command, sizeof(command), "rm -rf %s", t->home);
	assert_int_equal(system(command), 0);
}

struct actor
fresh_actor(struct domain *d, const char *username, const char *name, const char *nip,
    const char *office, unsigned roles)
{
	return (struct actor){ .roles = R_STAFF | roles,
		.account = str_fmt(d->a, "acc-%s", username),
		.username = str_from_z(username),
		.name = str_from_z(name),
		.nip = str_from_z(nip),
		.office = str_from_z(office),
		.net = STR("test") };
}

struct row_account
fresh_account(
    struct domain *d, const struct actor *who, const char *role, const char *level)
{
	return (struct row_account){ .id = who->account,
		.username = who->username,
		.role = str_from_z(role),
		.office = who->office,
		.nip = who->nip,
		.name = who->name,
		.level = str_from_z(level),
		.email = str_fmt(d->a, "%.*s@kemenkeu.go.id", STR_ARG(who->username)),
		.email_proven_s = SQL_NULL_INT,
		.state = STR("active"),
		.pass_set_s = SQL_NULL_INT,
		.initial_expires_s = SQL_NULL_INT,
		.created_s = 5,
		.created_by = STR("system"),
		.last_login_s = SQL_NULL_INT,
		.disabled_s = SQL_NULL_INT,
		.version = 1 };
}

struct runner {
	struct domain d;
	void (*fn)(struct domain *d, void *arg);
	void *arg;
	pthread_t thread;
	enum rc rc; /* of its connection */
};

static void *
run(void *arg)
{
	struct runner *r = arg;
	struct err ignored;

	r->d.a = arena_new();
	r->rc = db_open(r->d.store, &r->d.db, &ignored);
	if (r->rc == RC_OK) {
		db_use_arena(r->d.db, r->d.a);
		r->fn(&r->d, r->arg);
		db_close(r->d.db);
	}
	arena_free(r->d.a);
	return NULL;
}

void
fresh_domain_together(const struct domain *d, size_t n,
    void (*fn)(struct domain *d, void *arg), void *args, size_t size)
{
	struct runner *all = calloc(n, sizeof(*all));

	assert_non_null(all);
	for (size_t i = 0; i < n; i++) {
		all[i] =
		    (struct runner){ .d = *d, .fn = fn, .arg = (char *)args + i * size };
		assert_int_equal(pthread_create(&all[i].thread, NULL, run, &all[i]), 0);
	}
	for (size_t i = 0; i < n; i++)
		assert_int_equal(pthread_join(all[i].thread, NULL), 0);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(all[i].rc, RC_OK);
	free(all);
}
