/*
 * stmt.h - what the generated queries.c hands to the engines: each named statement with its text for
 * either engine, and where its inputs and columns lie in the C structs.
 */
#ifndef STORE_STMT_H
#define STORE_STMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

enum sql_type { SQL_TEXT, SQL_BIGINT, SQL_BLOB };
/* SQL_LATER: as SQL_EXEC, but in a transaction nobody waits for it; see store.h. */
enum sql_kind { SQL_ONE, SQL_MANY, SQL_EXEC, SQL_LATER, SQL_CHANGED };

struct sql_col {
	const char *name;
	enum sql_type type;
	bool null; /* may be NULL */
	size_t offset;
};

struct sql_stmt {
	const char *name;
	enum sql_kind kind;
	const char *sqlite, *pgsql;
	const struct sql_col *in;
	size_t n_in;
	const struct sql_col *out;
	size_t n_out;
	size_t row_bytes;
	size_t index; /* of this statement in sql_stmts */
};

extern const struct sql_stmt sql_stmts[];
extern const size_t sql_n_stmts;

struct sql_rows {
	const void *at;
	size_t n;
};

/* `in` points to the struct the statement's inputs lie in; `out` likewise, written on success. */
MUST_USE enum rc sql_one(
    struct db *db, const struct sql_stmt *s, const void *in, void *out, struct err *e);
MUST_USE enum rc sql_many(struct db *db, const struct sql_stmt *s, const void *in,
    struct sql_rows *out, struct err *e);
MUST_USE enum rc sql_exec(
    struct db *db, const struct sql_stmt *s, const void *in, struct err *e);
MUST_USE enum rc sql_changed(
    struct db *db, const struct sql_stmt *s, const void *in, struct err *e);

#endif
