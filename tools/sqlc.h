/*
 * sqlc.h - the query compiler: what a .sql file of db/queries says, as read.
 */
#ifndef TOOLS_SQLC_H
#define TOOLS_SQLC_H

#include "base/buf.h"
#include "base/str.h"

#define SQLC_COLUMNS 96

enum col_type { COL_TEXT, COL_BIGINT, COL_BLOB };
enum returns {
	RETURNS_NONE,
	RETURNS_ONE,
	RETURNS_MANY,
	RETURNS_EXEC,
	RETURNS_LATER,
	RETURNS_CHANGED
};
enum engine { ENGINE_SQLITE, ENGINE_PGSQL, ENGINE__COUNT };

struct place {
	const char *file;
	int line;
};

struct column {
	str name;
	enum col_type type;
	bool null;
};

struct columns {
	struct column at[SQLC_COLUMNS];
	size_t n;
};

struct row {
	str name;
	struct columns cols;
	struct place at;
	bool listed; /* some query returns many of it */
	struct row *next;
};

struct query {
	str name, does;
	struct columns in;
	const struct row *in_row; /* `in: @row`: the caller hands over the row struct */
	enum returns returns;
	const struct row *row;   /* of one and many */
	str text[ENGINE__COUNT]; /* as written; then as the engine wants it */
	struct place at;
	bool has_in, both;
	struct query *next;
};

struct sqlc {
	struct arena *a;
	struct row *rows, **rows_end;
	struct query *queries, **queries_end;
	size_t n_queries;
	int errors;
};

void sqlc_init(struct sqlc *c, struct arena *a);
/* Print "file:line: ..." to stderr and count it. */
void sqlc_error(struct sqlc *c, struct place at, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Read one file (its whole text) and add what it holds. */
void sqlc_parse(struct sqlc *c, const char *file, str text);
/* A row by name, or NULL. */
struct row *sqlc_row(struct sqlc *c, str name);
void sqlc_emit_header(struct sqlc *c, struct buf *out);
void sqlc_emit_source(struct sqlc *c, struct buf *out, const char *header_name);

/* sqlc_text.c: one statement. Returns false after reporting. */
bool sqlc_text(struct sqlc *c, struct query *q, enum engine engine);

#endif
