/*
 * store.c - opening, and the part of running a statement that both engines share: checking inputs,
 * collecting rows, holding a statement to what it says it returns.
 */
#include "store/store.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "store/engine.h"

const char store_msg_away[] =
    N_("Penyimpanan data sedang terganggu. Isian Anda aman; coba lagi sebentar lagi.");

static const char msg_internal[] = N_("Terjadi kesalahan pada sistem kami.");

enum rc
store_open(const char *url, struct store **out_store, struct err *e)
{
	struct store *s = calloc(1, sizeof(*s));
	enum rc rc;

	BUG_ON(s == NULL);
	s->url = strdup(url);
	BUG_ON(s->url == NULL);
	if (strncmp(url, "sqlite:", 7) == 0 && url[7] != '\0') {
		s->engine = &engine_sqlite;
		s->where = s->url + 7;
	} else if (strncmp(url, "postgresql://", 13) == 0 ||
		   strncmp(url, "postgres://", 11) == 0) {
		s->engine = &engine_pgsql;
		s->where = s->url;
	} else {
		store_close(s);
		return err_set(e, RC_INVALID, N_("Alamat basis data tidak dikenal."),
		    "database: neither sqlite:PATH nor postgresql://...");
	}
	rc = s->engine->check(s, e);
	if (rc == RC_OK)
		rc = writer_start(s, e);
	if (rc != RC_OK) {
		store_close(s);
		return rc;
	}
	*out_store = s;
	return RC_OK;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	writer_stop(s);
	free(s->url);
	free(s);
}

enum rc
db_open(struct store *s, struct db **out_db, struct err *e)
{
	return s->engine->open(s, false, out_db, e);
}

void
db_close(struct db *db)
{
	if (db != NULL)
		db->engine->close(db);
}

void
db_use_arena(struct db *db, struct arena *a)
{
	db->a = a;
}

static _Thread_local struct db *held; /* by this thread */

void
db_hold(struct db *db)
{
	BUG_ON(held != NULL || db->writing);
	if (db->engine->hold == NULL)
		return;
	db->engine->hold(db);
	held = db;
}

void
db_release(struct db *db)
{
	if (held == db)
		db_release_held();
}

void
db_release_held(void)
{
	if (held != NULL)
		held->engine->release(held);
	held = NULL;
}

void *
result_row(struct result *r, struct err *e)
{
	if (r->n == r->max) {
		if (r->s->kind == SQL_ONE)
			err_set(e, RC_INTERNAL, msg_internal, "%s: more than one row",
			    r->s->name);
		else
			err_set(e, RC_LIMIT,
			    N_("Hasil terlalu banyak. Persempit pencarian Anda."),
			    "%s: more than %zu rows", r->s->name, r->max);
		return NULL;
	}
	if (r->n == r->cap) {
		size_t cap = r->cap == 0 ? (r->s->kind == SQL_ONE ? 1 : 16) : r->cap * 2;
		char *at = arena_array(r->a, cap, r->s->row_bytes);

		if (r->n > 0)
			memcpy(at, r->at, r->n * r->s->row_bytes);
		r->at = at;
		r->cap = cap;
	}
	return r->at + r->n++ * r->s->row_bytes;
}

static enum rc
null_refused(const struct sql_stmt *s, const char *column, struct err *e)
{
	return err_set(e, RC_INTERNAL, msg_internal, "%s: %s is NULL", s->name, column);
}

enum rc
result_text(const struct sql_stmt *s, size_t column, void *row, str value, struct err *e)
{
	if (value.p == NULL && !s->out[column].null)
		return null_refused(s, s->out[column].name, e);
	memcpy((char *)row + s->out[column].offset, &value, sizeof(value));
	return RC_OK;
}

enum rc
result_int(const struct sql_stmt *s, size_t column, void *row, bool null, int64_t value,
    struct err *e)
{
	if (null && !s->out[column].null)
		return null_refused(s, s->out[column].name, e);
	if (null)
		value = SQL_NULL_INT;
	memcpy((char *)row + s->out[column].offset, &value, sizeof(value));
	return RC_OK;
}

str
input_text(const struct sql_stmt *s, size_t i, const void *in)
{
	str value;

	memcpy(&value, (const char *)in + s->in[i].offset, sizeof(value));
	return value;
}

int64_t
input_int(const struct sql_stmt *s, size_t i, const void *in)
{
	int64_t value;

	memcpy(&value, (const char *)in + s->in[i].offset, sizeof(value));
	return value;
}

/* Both engines must refuse the same inputs. */
static enum rc
check_inputs(const struct sql_stmt *s, const void *in, struct err *e)
{
	for (size_t i = 0; i < s->n_in; i++) {
		const struct sql_col *col = &s->in[i];
		bool null;

		if (col->type == SQL_BIGINT) {
			null = input_int(s, i, in) == SQL_NULL_INT;
		} else {
			str value = input_text(s, i, in);

			null = value.p == NULL;
			if (!null && col->type == SQL_TEXT && !utf8_valid_text(value))
				return err_set(e, RC_INVALID,
				    N_("Teks memuat tanda yang tidak dapat disimpan."),
				    "%s: %s is not clean UTF-8", s->name, col->name);
		}
		if (null && !col->null)
			return null_refused(s, col->name, e);
	}
	return RC_OK;
}

/* Run, and remember in a transaction that a statement failed. */
static enum rc
run(struct db *db, const struct sql_stmt *s, const void *in, struct result *out,
    struct err *e)
{
	enum rc rc;

	BUG_ON(db->a == NULL);
	*out = (struct result){
		.s = s, .a = db->a, .max = s->kind == SQL_ONE ? 1 : STORE_ROWS_MAX
	};
	rc = check_inputs(s, in, e);
	if (rc != RC_OK)
		return rc;
	rc = db->engine->run(db, s, in, out, e);
	if (strncmp(s->sqlite, "SELECT", 6) != 0 &&
	    (rc != RC_OK || out->touched > 0 || s->kind == SQL_LATER))
		db->dirty = true;
	if (rc != RC_OK && db->writing && !db->failed) {
		db->failed = true;
		db->why_failed = *e;
	}
	return rc;
}

enum rc
sql_one(struct db *db, const struct sql_stmt *s, const void *in, void *out, struct err *e)
{
	struct result r;
	enum rc rc = run(db, s, in, &r, e);

	if (rc != RC_OK)
		return rc;
	if (r.n == 0)
		return err_set(
		    e, RC_NOT_FOUND, N_("Data tidak ditemukan."), "%s: no row", s->name);
	memcpy(out, r.at, s->row_bytes);
	return RC_OK;
}

enum rc
sql_many(struct db *db, const struct sql_stmt *s, const void *in, struct sql_rows *out,
    struct err *e)
{
	struct result r;
	enum rc rc = run(db, s, in, &r, e);

	if (rc == RC_OK)
		*out = (struct sql_rows){ r.at, r.n };
	return rc;
}

enum rc
sql_exec(struct db *db, const struct sql_stmt *s, const void *in, struct err *e)
{
	struct result r;

	return run(db, s, in, &r, e);
}

enum rc
sql_changed(struct db *db, const struct sql_stmt *s, const void *in, struct err *e)
{
	struct result r;
	enum rc rc = run(db, s, in, &r, e);

	if (rc == RC_OK && r.touched != 1)
		return err_set(e, RC_CONFLICT,
		    N_("Data ini baru saja diubah orang lain. Muat ulang halaman lalu coba lagi."),
		    "%s: touched %lld rows", s->name, (long long)r.touched);
	return rc;
}
