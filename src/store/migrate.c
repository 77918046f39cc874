/*
 * migrate.c - bringing the schema up to date: embedded texts, applied once each, in order, with
 * number and SHA-256 recorded; then the list of offices.
 */
#include <sodium.h>

#include "base/clock.h"
#include "base/codec.h"
#include "store/engine.h"
#include "store/queries.h"

static const char table_sql[] =
    "CREATE TABLE IF NOT EXISTS schema_migration ("
    "  number bigint PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL,"
    "  applied_s bigint NOT NULL)";

static str
sha256_hex(struct arena *a, const char *text, size_t bytes)
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)text, bytes);
	return hex_encode(a, hash, sizeof(hash));
}

/* What is recorded must be the beginning of our list, unchanged. */
static enum rc
compare(struct arena *a, const struct row_migration_list *done,
    const struct embedded *list, size_t n, struct err *e)
{
	static const char msg[] =
	    N_("Skema basis data tidak cocok dengan versi program ini.");

	for (size_t i = 0; i < done->n; i++) {
		if (i >= n)
			return err_set(e, RC_DENIED, msg,
			    "migration %lld (%.*s) is not known to this program: it is too old",
			    (long long)done->at[i].number, STR_ARG(done->at[i].name));
		if (done->at[i].number != (int64_t)i + 1 ||
		    !str_eq(
			done->at[i].sha256, sha256_hex(a, list[i].text, list[i].bytes)))
			return err_set(e, RC_DENIED, msg,
			    "migration %s was applied with another text than this program has",
			    list[i].name);
	}
	return RC_OK;
}

static enum rc
apply(struct db *db, size_t i, const struct embedded *m, struct err *e)
{
	struct row_migration row = {
		.number = (int64_t)i + 1,
		.name = str_from_z(m->name),
		.sha256 = sha256_hex(db->a, m->text, m->bytes),
		.applied_s = clock_now(&clock_system),
	};
	enum rc rc = db->engine->script(db, m->text, e);

	return rc == RC_OK ? q_migration_insert(db, &row, e) : rc;
}

/* One line "code,name,kanwil,province,city,zone,confirmed" of db/seed/kppn.csv. */
static enum rc
insert_office(struct db *db, str line, struct err *e)
{
	struct row_office o = { .phone = STR(""),
		.hours = STR("Senin-Jumat 08.00-15.00"),
		.ds_open = 1,
		.opip_open = 1,
		.version = 1 };

	o.code = str_cut(&line, ',');
	o.name = str_cut(&line, ',');
	o.kanwil = str_cut(&line, ',');
	o.province = str_cut(&line, ',');
	o.city = str_cut(&line, ',');
	o.zone = str_cut(&line, ',');
	o.address = str_fmt(db->a, "%.*s, %.*s", STR_ARG(o.city), STR_ARG(o.province));
	return q_office_insert(db, &o, e);
}

static enum rc
load_offices(struct db *db, struct err *e)
{
	str left = { store_offices[0].text, store_offices[0].bytes };
	struct row_office_count count;
	enum rc rc = q_office_count(db, &count, e);

	if (rc != RC_OK || count.n > 0)
		return rc;
	str_cut(&left, '\n'); /* names of the columns */
	while (rc == RC_OK && left.n > 0) {
		str line = str_trim(str_cut(&left, '\n'));

		if (line.n > 0)
			rc = insert_office(db, line, e);
	}
	return rc;
}

static enum rc
migrate_locked(struct db *db, const struct embedded *list, size_t n, struct err *e)
{
	struct row_migration_list done = { NULL, 0 };
	enum rc rc = db->engine->lock_schema(db, e);

	if (rc == RC_OK)
		rc = db->engine->script(db, table_sql, e);
	if (rc == RC_OK)
		rc = q_migration_all(db, &done, e);
	if (rc == RC_OK)
		rc = compare(db->a, &done, list, n, e);
	for (size_t i = done.n; i < n && rc == RC_OK; i++)
		rc = apply(db, i, &list[i], e);
	return rc == RC_OK ? load_offices(db, e) : rc;
}

enum rc
migrate_list(struct store *s, const struct embedded *list, size_t n, struct err *e)
{
	struct arena *a = arena_new();
	struct db *db = NULL;
	enum rc rc = s->engine->open(s, true, &db, e);

	if (rc != RC_OK)
		goto out;
	db_use_arena(db, a);
	rc = s->engine->begin(db, e);
	if (rc == RC_OK)
		rc = migrate_locked(db, list, n, e);
	if (rc == RC_OK)
		rc = s->engine->commit(db, e);
	s->engine->rollback(db);
out:
	db_close(db);
	arena_free(a);
	return rc;
}

enum rc
store_migrate(struct store *s, struct err *e)
{
	return migrate_list(s, store_migrations, store_migrations_n, e);
}
