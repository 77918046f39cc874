/*
 * engine.h - what SQLite and PostgreSQL have in common. Inside src/store and its tests only.
 *
 * A transaction is begin, any number of run and script, then commit or rollback. A connection that
 * is lost stays lost until the next begin (writing) or run (reading), so that no statement of a
 * transaction can ever run outside it.
 */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include "store/embedded.h"
#include "store/stmt.h"

struct writer;

/*
 * What the functions of one transaction add up in memory, written once before its end (batch.c): all
 * of them touch the same few counters and the end of the same chain.
 */
struct batch {
	struct arena *a; /* emptied with it */
	struct batch_count {
		str name;
		int64_t delta;
	} * counts;
	size_t n_counts, cap_counts;
	struct {
		str node, hash; /* node.p NULL: not read yet */
		int64_t seq, stored;
	} chain;
};

struct db {
	const struct engine *engine;
	struct store *store;
	struct arena *a;
	bool writing;
	bool failed;   /* a statement failed since begin or the last mark */
	bool dirty;    /* a statement or a count may have changed something since then */
	bool deadlock; /* and only because another node held what it needed */
	struct err why_failed;
	struct batch batch; /* of the writer */
	int lane;           /* of the writer: each writes a chain of its own */
};

/* Inside a transaction: the place that what follows can be taken back to. */
enum mark {
	MARK_SET,
	MARK_MOVE, /* keep what was done since, and set it anew */
	MARK_UNDO,
	MARK__COUNT
};

struct store {
	const struct engine *engine;
	char *url;
	const char *where; /* file path, or the URL for libpq */
	struct writer *writer;
	bool rehearse; /* tests: undo each transaction once and run its functions again */
};

/* The rows a statement gives, being collected in the arena of the connection. */
struct result {
	const struct sql_stmt *s;
	struct arena *a;
	char *at;
	size_t n, cap, max;
	int64_t touched; /* rows changed */
};

struct engine {
	const char *name;
	int lanes; /* transactions of one program at a time: where each waits for a server, some */
	/* Make the file, or look at the URL; no connection is kept. */
	enum rc (*check)(struct store *s, struct err *e);
	enum rc (*open)(struct store *s, bool writing, struct db **out_db, struct err *e);
	void (*close)(struct db *db);
	enum rc (*prepare)(struct db *db, const struct sql_stmt *s, struct err *e);
	enum rc (*run)(struct db *db, const struct sql_stmt *s, const void *in,
	    struct result *out, struct err *e);
	/* Fixed texts of our own: migrations. */
	enum rc (*script)(struct db *db, const char *sql, struct err *e);
	enum rc (*mark)(struct db *db, enum mark m, struct err *e);
	/*
	 * Wait for the statements that run() sent without waiting (SQL_LATER); the first that failed
	 * is the error. NULL where run() always waits.
	 */
	enum rc (*settle)(struct db *db, struct err *e);
	enum rc (*begin)(struct db *db, struct err *e);
	enum rc (*commit)(struct db *db, struct err *e);
	void (*rollback)(struct db *db); /* also when the connection is lost */
	bool (*in_transaction)(struct db *db);
	/* One read lock for several statements; NULL where there is nothing to gain. */
	void (*hold)(struct db *db);
	void (*release)(struct db *db);
	/* In a transaction: hold off other migrations until its end; make the domain `blob`. */
	enum rc (*lock_schema)(struct db *db, struct err *e);
};

extern const struct engine engine_sqlite, engine_pgsql;

/* "Penyimpanan data sedang terganggu ..." */
extern const char store_msg_away[];

/* The next row to fill, or NULL after setting `e` when there are too many. */
void *result_row(struct result *r, struct err *e);
/* Put one value into a row; `blob_or_text.p` NULL means SQL NULL. */
MUST_USE enum rc result_text(
    const struct sql_stmt *s, size_t column, void *row, str value, struct err *e);
MUST_USE enum rc result_int(const struct sql_stmt *s, size_t column, void *row, bool null,
    int64_t value, struct err *e);
/* Input `i` of a statement. */
str input_text(const struct sql_stmt *s, size_t i, const void *in);
int64_t input_int(const struct sql_stmt *s, size_t i, const void *in);

/* Forget what was added up. */
void batch_reset(struct db *db);
/* Write it. */
MUST_USE enum rc batch_flush(struct db *db, struct err *e);
void batch_release(struct db *db);

/* Release what the calling thread holds, before it waits for the writer. */
void db_release_held(void);
MUST_USE enum rc writer_start(struct store *s, struct err *e);
void writer_stop(struct store *s);

/* migrate.c, with a list of migrations of the caller's. */
MUST_USE enum rc migrate_list(
    struct store *s, const struct embedded *list, size_t n, struct err *e);

#endif
