/* fresh_store.c - a database for one test. */
#include "support/fresh_store.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/engine.h"

static void
opened(enum rc rc, const struct err *e)
{
	if (rc == RC_OK)
		return;
	fprintf(stderr, "%s\n", e->why);
	BUG("the store of the test does not open");
}

/* A new database of PostgreSQL, a copy of `from` if that is given; its name and address. */
static void
new_database(const char *from, char name[static 48], char url[static 512])
{
	static int made;
	const char *admin = getenv("PARAF_TEST_PG"), *host;
	char sql[160];
	PGconn *c;
	PGresult *r;

	if (admin == NULL)
		BUG("PARAF_TEST_PG is not set: run under tests/support/with-postgres");
	snprintf(name, 48, "t%ld_%d", (long)getpid(), ++made);
	snprintf(sql, sizeof(sql), "CREATE DATABASE %s%s%s", name,
	    from != NULL ? " TEMPLATE " : "", from != NULL ? from : "");
	c = PQconnectdb(admin);
	r = PQexec(c, sql);
	if (PQresultStatus(r) != PGRES_COMMAND_OK) {
		fprintf(stderr, "%s", PQerrorMessage(c));
		BUG("no database for the test");
	}
	PQclear(r);
	PQfinish(c);
	host = strchr(admin, '?');
	snprintf(url, 512, "postgresql://paraf@/%s%s", name, host != NULL ? host : "");
}

/*
 * The migrated database that those of this process are copied from: on PostgreSQL the migrations take
 * many times as long as a copy of what they make.
 */
static const char *
pattern(void)
{
	static char name[48];
	char url[512];
	struct store *s;
	struct err e;
	enum rc rc;

	if (name[0] != '\0')
		return name;
	new_database(NULL, name, url);
	rc = store_open(url, &s, &e);
	if (rc == RC_OK)
		rc = store_migrate(s, &e);
	opened(rc, &e);
	store_close(s);
	return name;
}

/* What the test does one after the other then stands in one chain, in that order. */
static enum rc
one_writer(struct store *s, struct err *e)
{
	static struct engine one;

	writer_stop(s);
	one = *s->engine;
	one.lanes = 1;
	s->engine = &one;
	return writer_start(s, e);
}

void
fresh_store_init(struct fresh_store *f, const char *engine, bool migrate)
{
	bool sqlite = strcmp(engine, "sqlite") == 0;
	char name[48];
	struct err e;
	enum rc rc;

	memset(f, 0, sizeof(*f));
	if (sqlite) {
		snprintf(f->dir, sizeof(f->dir), "/tmp/paraf-store.XXXXXX");
		BUG_ON(mkdtemp(f->dir) == NULL);
		snprintf(f->url, sizeof(f->url), "sqlite:%s/paraf.db", f->dir);
	} else {
		new_database(migrate ? pattern() : NULL, name, f->url);
	}
	rc = store_open(f->url, &f->store, &e);
	if (rc == RC_OK && sqlite && migrate)
		rc = store_migrate(f->store, &e);
	if (rc == RC_OK && getenv("PARAF_TEST_ONE_WRITER") != NULL)
		rc = one_writer(f->store, &e);
	opened(rc, &e);
	f->store->rehearse = getenv("PARAF_TEST_REHEARSE") != NULL;
}

void
fresh_store_release(struct fresh_store *f)
{
	static const char *const files[] = { "paraf.db", "paraf.db-wal", "paraf.db-shm" };

	store_close(f->store);
	f->store = NULL;
	if (f->dir[0] == '\0')
		return;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		char path[128];

		snprintf(path, sizeof(path), "%s/%s", f->dir, files[i]);
		unlink(path);
	}
	rmdir(f->dir);
}
