/*
 * sql.h - prepared statements of signer.db: bind, run, transactions. Used inside src/signer.
 *
 * A transaction inside another one is a savepoint: its failure undoes its own changes and no others.
 */
#ifndef SIGNER_SQL_H
#define SIGNER_SQL_H

#include <sqlite3.h>

#include "base/str.h"

enum sql_around { SQL_BEGIN, SQL_COMMIT, SQL_SAVEPOINT, SQL_RELEASE, SQL_AROUND };

/* One table of statements on a connection that is shared. */
struct sql {
	sqlite3 *db;
	const char *const *texts;
	sqlite3_stmt **prepared;
	size_t n;
	int *depth; /* of transactions, one counter a connection */
	sqlite3_stmt *around[SQL_AROUND];
};

/* Before the first connection of a program is opened; later it is refused, and all is a little slower. */
void sql_configure(void);
/* Prepare all texts. RC_UNAVAILABLE. sql_close finalizes them (not the connection). */
MUST_USE enum rc sql_prepare(struct sql *q, sqlite3 *db, int *depth,
    const char *const *texts, size_t n, struct err *e);
void sql_close(struct sql *q);

/* A value to bind. */
struct sql_val {
	enum { SQL_TEXT, SQL_BLOB, SQL_INT } kind;
	str s;
	int64_t i;
};
#define TEXT(x) ((struct sql_val){ SQL_TEXT, (x), 0 })
#define BLOB(x) ((struct sql_val){ SQL_BLOB, (x), 0 })
#define INT(x)  ((struct sql_val){ SQL_INT, { NULL, 0 }, (x) })

typedef void (*sql_row_fn)(sqlite3_stmt *st, void *arg);

/*
 * Run statement `which`; `fn` (may be NULL) sees every row. out_rows (may be NULL): rows seen, or rows
 * changed. RC_CONFLICT: a unique value exists. RC_UNAVAILABLE otherwise.
 */
MUST_USE enum rc sql_run(struct sql *q, size_t which, const struct sql_val *v, size_t n,
    sql_row_fn fn, void *arg, int *out_rows, struct err *e);
/* As sql_run, and exactly one row must have been changed: RC_CONFLICT otherwise. */
MUST_USE enum rc sql_change_one(
    struct sql *q, size_t which, const struct sql_val *v, size_t n, struct err *e);
/* RC_UNAVAILABLE or RC_CONFLICT from the state of the connection. */
enum rc sql_fail(sqlite3 *db, struct err *e, const char *what);

MUST_USE enum rc sql_begin(struct sql *q, struct err *e);
/* Keep the changes when `rc` is RC_OK, else undo them; returns rc or the failure to keep. */
MUST_USE enum rc sql_finish(struct sql *q, enum rc rc, struct err *e);

/* A column as a copy; STR_NONE for NULL. */
str sql_column(struct arena *a, sqlite3_stmt *st, int i);
/* For single rows. `arg` is an int64_t. */
void sql_on_int(sqlite3_stmt *st, void *arg);

#endif
