/*
 * store.h - the database: connections, the one writer, migrations.
 *
 * Queries are the typed functions q_*() of the generated "queries.h" (db/queries, tools/sqlc.c);
 * they take a `struct db` and put what they return into its current arena.
 *
 * Reading: one `struct db` per thread, on which writing fails. Writing: store_write() alone.
 *
 * Errors of every q_*(): RC_NOT_FOUND (a `one` without a row), RC_CONFLICT (unique constraint, or a
 * `changed` that did not touch exactly one row), RC_UNAVAILABLE (database away, busy or disk full),
 * RC_INVALID (text that is not UTF-8 or holds a NUL), RC_INTERNAL (everything else: our mistake).
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct store;
struct db;

/* SQL NULL in a `bigint null` field; NULL in a text or blob field is a str whose p is NULL. */
#define SQL_NULL_INT INT64_MIN

/* Rows that one `many` may return; more is RC_LIMIT. Lists are to be read page by page. */
#define STORE_ROWS_MAX 20000

/*
 * Open "sqlite:/path/to/file" (made if absent) or "postgresql://..." (any libpq URL) and start the
 * writer thread. PostgreSQL that is away at this moment is not an error: each query answers
 * RC_UNAVAILABLE until it is back. RC_INVALID: no such kind of URL.
 */
MUST_USE enum rc store_open(const char *url, struct store **out_store, struct err *e);
/* Finish queued writes, checkpoint, free. All connections must be closed before. Accepts NULL. */
void store_close(struct store *s);

/*
 * Bring the schema up to this program: every embedded migration not yet recorded, in one
 * transaction, under a lock, then the list of offices if there is none. RC_DENIED: the database holds
 * a migration that differs from ours or that we do not know; nothing is changed then.
 */
MUST_USE enum rc store_migrate(struct store *s, struct err *e);

/* A read-only connection, to be used by one thread. Results go to the arena set last. */
MUST_USE enum rc db_open(struct store *s, struct db **out_db, struct err *e);
void db_close(struct db *db); /* accepts NULL */
void db_use_arena(struct db *db, struct arena *a);
/*
 * From db_hold to db_release the statements of this read-only connection share one read lock, which
 * costs less than one each; on SQLite they also see one state of the database. For the short work of
 * one page: a held lock keeps the log from being reused. store_write() on the same thread releases
 * first, so a page always sees what it wrote. Does nothing on PostgreSQL.
 */
void db_hold(struct db *db);
void db_release(struct db *db);

/*
 * One transaction: runs on the writer thread, with the arena of the caller, who waits. Returning
 * anything but RC_OK undoes all it did. A query that failed (other than with RC_NOT_FOUND, or
 * RC_CONFLICT of `changed`) makes the transaction fail whatever it returns. It may be run again
 * (after a deadlock, or because another that shared its transaction failed), so it sets what it
 * reports and does not add to it. It must not block on anything but the database and must not call
 * store_write().
 *
 * Statements that return `later` (db/queries) may be sent without waiting: RC_OK then only says that
 * nothing was wrong so far, and a failure comes with a later query or as the outcome of the
 * transaction. They are those whose failure no caller could answer.
 */
typedef enum rc (*store_fn)(struct db *tx, void *arg, struct err *e);

/*
 * In a transaction: add `delta` to the counter of that name. Written once before the commit, for all
 * functions that share it, so a reader sees it when it sees the rest.
 */
void tx_count(struct db *tx, str name, int64_t delta);
/*
 * In a transaction: number and hash of the last event of that node's chain (0 and "" before its
 * first), held against other programs until the end; and what they have become. `out_hash` lives
 * as long as the transaction. One node to a program; where it writes several transactions at once,
 * `node` becomes the name of the chain of this one.
 */
MUST_USE enum rc tx_chain_take(
    struct db *tx, str *node, int64_t *out_seq, str *out_hash, struct err *e);
void tx_chain_set(struct db *tx, int64_t seq, str hash);

/*
 * Run `fn` and return once its changes are durable (group commit: functions that wait at the same
 * time share one commit). RC_UNAVAILABLE: the database failed; the changes were undone, or, if the
 * connection was lost during the commit itself, may have been kept.
 */
MUST_USE enum rc store_write(
    struct store *s, struct arena *a, store_fn fn, void *arg, struct err *e);

#endif
