/* fresh_store.h - an empty, migrated database for one test, on either engine. */
#ifndef TESTS_FRESH_STORE_H
#define TESTS_FRESH_STORE_H

#include "store/store.h"

struct fresh_store {
	struct store *store;
	char url[512];
	char dir[64]; /* temporary folder of SQLite, "" otherwise */
};

/*
 * `engine` is "sqlite" (a file in a temporary folder) or "postgresql" (a new database beside the one
 * PARAF_TEST_PG names; tests/support/with-postgres sets it). Aborts when that cannot be had.
 * With PARAF_TEST_REHEARSE in the environment each transaction is undone once and its functions are run
 * again, as store_write() may do. With PARAF_TEST_ONE_WRITER there is one chain of the record on
 * PostgreSQL too, in the order of the acts.
 */
void fresh_store_init(struct fresh_store *f, const char *engine, bool migrate);
/* Close and remove. */
void fresh_store_release(struct fresh_store *f);

#endif
