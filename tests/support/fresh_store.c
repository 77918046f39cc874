/* fresh_store.c - a database for one test. */
#include "support/fresh_store.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/engine.h"

static void
new_database(struct fresh_store *f)
{
	static int made;
	const char *admin = getenv("PARAF_TEST_PG"), *host;
	char sql[96], name[48];
	PGconn *c;
	PGresult *r;

	if (admin == NULL)
		BUG("PARAF_TEST_PG is not set: run under tests/support/with-postgres");
	snprintf(name, sizeof(name), "t%ld_%d", (long)getpid(), ++made);
	snprintf(sql, sizeof(sql), "CREATE DATABASE %s", name);
	c = PQconnectdb(admin);
	r = PQexec(c, sql);
	if (PQresultStatus(r) != PGRES_COMMAND_OK) {
		fprintf(stderr, "%s", PQerrorMessage(c));
		BUG("no database for the test");
	}
	PQclear(r);
	PQfinish(c);
	host = strchr(admin, '?');
	snprintf(f->url, sizeof(f->url), "postgresql://paraf@/%s%s", name,
	    host != NULL ? host : "");
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
	struct err e;
	enum rc rc;

	memset(f, 0, sizeof(*f));
	if (strcmp(engine, "sqlite") == 0) {
		snprintf(f->dir, sizeof(f->dir), "/tmp/paraf-store.XXXXXX");
		BUG_ON(mkdtemp(f->dir) == NULL);
		snprintf(f->url, sizeof(f->url), "sqlite:%s/paraf.db", f->dir);
	} else {
		new_database(f);
	}
	rc = store_open(f->url, &f->store, &e);
	if (rc == RC_OK && migrate)
		rc = store_migrate(f->store, &e);
	if (rc == RC_OK && getenv("PARAF_TEST_ONE_WRITER") != NULL)
		rc = one_writer(f->store, &e);
	if (rc != RC_OK) {
		fprintf(stderr, "%s\n", e.why);
		BUG("the store of the test does not open");
	}
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
