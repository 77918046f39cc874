/* checkpoint.c - signed checkpoints of the record. */
#include "signer/checkpoint.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "audit/checkpoint.h"
#include "base/codec.h"
#include "base/log.h"
#include "signer/internal.h"

#define TROUBLE N_("Catatan penerbit sertifikat sedang tidak dapat ditulis.")
#define NOT_OURS                                                                         \
	N_("Jejak audit tidak melanjutkan titik periksa yang terakhir ditandatangani.")

static const char schema[] =
    "PRAGMA synchronous = FULL;"
    "CREATE TABLE IF NOT EXISTS checkpoint (size integer PRIMARY KEY, root blob NOT NULL,"
    " time_s integer NOT NULL, previous integer NOT NULL, signature blob NOT NULL) STRICT;"
    "CREATE TRIGGER IF NOT EXISTS checkpoint_kept BEFORE DELETE ON checkpoint"
    " BEGIN SELECT RAISE(ABORT, 'checkpoint is append-only'); END;"
    "CREATE TRIGGER IF NOT EXISTS checkpoint_fixed BEFORE UPDATE ON checkpoint"
    " BEGIN SELECT RAISE(ABORT, 'checkpoint is append-only'); END;";

struct checkpoints {
	struct arena *a; /* of the signer */
	const char *state;
	str origin, spki;
	struct pki_key *key;
	sqlite3 *db;
	sqlite3_stmt *last, *add;
};

static enum rc
db_fail(struct checkpoints *c, struct err *e, const char *what)
{
	return err_set(e, RC_UNAVAILABLE, TROUBLE, "signer.db: %s: %s", what,
	    sqlite3_errmsg(c->db));
}

static enum rc
db_open(struct checkpoints *c, struct err *e)
{
	const char *path = signer_path(c->a, c->state, "signer/signer.db");

	if (sqlite3_open_v2(path, &c->db,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
		NULL) != SQLITE_OK ||
	    sqlite3_busy_timeout(c->db, 2000) != SQLITE_OK ||
	    sqlite3_exec(c->db, schema, NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(c->db,
		"SELECT size, root, time_s, previous, signature FROM checkpoint"
		" ORDER BY size DESC LIMIT 1",
		-1, &c->last, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(c->db, "INSERT INTO checkpoint VALUES (?1, ?2, ?3, ?4, ?5)",
		-1, &c->add, NULL) != SQLITE_OK)
		return db_fail(c, e, "open");
	return RC_OK;
}

static str
column(struct arena *a, sqlite3_stmt *st, int i)
{
	const void *p = sqlite3_column_blob(st, i);
	size_t n = (size_t)sqlite3_column_bytes(st, i);

	return (str){ arena_copy(a, p, n), n };
}

/* size 0 when there is none. */
static enum rc
read_last(struct checkpoints *c, struct arena *a, struct audit_checkpoint *out,
    struct err *e)
{
	struct audit_checkpoint last = { .origin = c->origin, .signature = STR("") };
	int code = sqlite3_step(c->last);
	enum rc rc = RC_OK;

	if (code == SQLITE_ROW) {
		str root = column(a, c->last, 1);

		last.size = sqlite3_column_int64(c->last, 0);
		last.time_s = sqlite3_column_int64(c->last, 2);
		last.previous = sqlite3_column_int64(c->last, 3);
		last.signature = column(a, c->last, 4);
		if (root.n == MERKLE_BYTES)
			memcpy(last.root.b, root.p, MERKLE_BYTES);
		else
			rc = err_set(e, RC_INTERNAL, TROUBLE, "checkpoint without root");
	} else if (code != SQLITE_DONE) {
		rc = db_fail(c, e, "last checkpoint");
	}
	sqlite3_reset(c->last);
	if (rc == RC_OK)
		*out = last;
	return rc;
}

static enum rc
load_key(struct checkpoints *c, struct err *e)
{
	const char *path = signer_path(c->a, c->state, "signer/audit.key");
	struct audit_checkpoint last;
	enum rc rc = pki_key_load(path, &c->key, e);

	if (rc == RC_NOT_FOUND) {
		rc = read_last(c, c->a, &last, e);
		if (rc == RC_OK && last.size > 0)
			return err_set(e, RC_DENIED, TROUBLE,
			    "%s is gone, but checkpoints were signed with it", path);
		if (rc == RC_OK)
			rc = pki_key_generate(PKI_KEY_P256, 0, &c->key, e);
		if (rc == RC_OK)
			rc = pki_key_store(c->key, path, e);
	}
	if (rc == RC_OK)
		rc = pki_key_spki(c->key, c->a, &c->spki, e);
	if (rc == RC_OK)
		rc = signer_publish_file(
		    c->a, c->state, "audit.pem", pki_public_pem(c->a, c->spki), e);
	return rc;
}

enum rc
checkpoints_open(struct arena *a, const char *state, str origin, struct checkpoints **out,
    struct err *e)
{
	struct checkpoints *c = calloc(1, sizeof(*c));
	enum rc rc;

	if (c == NULL)
		BUG("out of memory");
	c->a = a;
	c->state = state;
	c->origin = origin;
	rc = db_open(c, e);
	if (rc == RC_OK)
		rc = load_key(c, e);
	if (rc != RC_OK) {
		checkpoints_close(c);
		return rc;
	}
	*out = c;
	return RC_OK;
}

void
checkpoints_close(struct checkpoints *c)
{
	if (c == NULL)
		return;
	sqlite3_finalize(c->last);
	sqlite3_finalize(c->add);
	sqlite3_close(c->db);
	pki_key_free(c->key);
	free(c);
}

static enum rc
refuse(const char **out_code, const char *code, enum rc rc, struct err *e)
{
	*out_code = code;
	return err_set(e, rc, NOT_OURS, "checkpoint refused: %s", code);
}

/* Does the tree that is asked for grow out of the last one? */
static enum rc
check_growth(const struct audit_checkpoint *last, const struct ipc_checkpoint *in,
    struct audit_checkpoint *next, const char **code, struct err *e)
{
	struct merkle_path path = { .n = in->proof.n / MERKLE_BYTES };

	if (in->root.n != MERKLE_BYTES || in->proof.n % MERKLE_BYTES != 0 ||
	    path.n > MERKLE_PATH || in->size <= 0)
		return refuse(code, "proof", RC_DENIED, e);
	memcpy(next->root.b, in->root.p, MERKLE_BYTES);
	if (path.n > 0)
		memcpy(path.at, in->proof.p, in->proof.n);
	if (in->size < last->size)
		return refuse(code, "shrunk", RC_DENIED, e);
	if (in->size == last->size)
		return merkle_eq(&next->root, &last->root)
			   ? RC_OK
			   : refuse(code, "forked", RC_DENIED, e);
	if (in->previous != last->size)
		return refuse(code, "stale", RC_CONFLICT, e);
	if (!merkle_extends((uint64_t)last->size, &last->root, (uint64_t)in->size,
		&next->root, &path))
		return refuse(code, "inconsistent", RC_DENIED, e);
	return RC_OK;
}

static enum rc
add_row(struct checkpoints *c, const struct audit_checkpoint *n, struct err *e)
{
	enum rc rc = RC_OK;

	if (sqlite3_bind_int64(c->add, 1, n->size) != SQLITE_OK ||
	    sqlite3_bind_blob(c->add, 2, n->root.b, MERKLE_BYTES, SQLITE_STATIC) !=
		SQLITE_OK ||
	    sqlite3_bind_int64(c->add, 3, n->time_s) != SQLITE_OK ||
	    sqlite3_bind_int64(c->add, 4, n->previous) != SQLITE_OK ||
	    sqlite3_bind_blob64(
		c->add, 5, n->signature.p, n->signature.n, SQLITE_STATIC) != SQLITE_OK ||
	    sqlite3_step(c->add) != SQLITE_DONE)
		rc = db_fail(c, e, "checkpoint");
	sqlite3_reset(c->add);
	sqlite3_clear_bindings(c->add);
	return rc;
}

static void
answer(const struct checkpoints *c, struct arena *a, const struct audit_checkpoint *n,
    struct ipc_checkpoint_signed *out)
{
	*out = (struct ipc_checkpoint_signed){ .origin = c->origin,
		.size = n->size,
		.root = STR(""),
		.time_s = n->time_s,
		.previous = n->previous,
		.signature = n->signature,
		.spki = c->spki };
	if (n->size > 0)
		out->root =
		    (str){ arena_copy(a, n->root.b, MERKLE_BYTES), MERKLE_BYTES };
}

enum rc
checkpoints_last(struct checkpoints *c, struct arena *a,
    struct ipc_checkpoint_signed *out, struct err *e)
{
	struct audit_checkpoint last;
	enum rc rc = read_last(c, a, &last, e);

	if (rc == RC_OK)
		answer(c, a, &last, out);
	return rc;
}

enum rc
checkpoints_sign(struct checkpoints *c, struct arena *a, int64_t now_s,
    const struct ipc_checkpoint *in, struct ipc_checkpoint_signed *out,
    const char **out_code, struct err *e)
{
	struct audit_checkpoint last, next = { .origin = c->origin, .size = in->size };
	struct err late;
	enum rc rc = read_last(c, a, &last, e);

	if (rc == RC_OK)
		rc = check_growth(&last, in, &next, out_code, e);
	if (rc != RC_OK)
		return rc;
	if (in->size == last.size) {
		answer(c, a, &last, out);
		return RC_OK;
	}
	/* the clock of a checkpoint never runs back, whatever that of the machine does */
	next.time_s = now_s > last.time_s ? now_s : last.time_s;
	next.previous = last.size;
	rc = pki_key_sign(c->key, a, audit_checkpoint_text(a, &next), &next.signature, e);
	if (rc == RC_OK)
		rc = add_row(c, &next, e);
	if (rc != RC_OK)
		return rc;
	answer(c, a, &next, out);
	if (signer_publish_file(a, c->state, "checkpoint.json",
		audit_checkpoint_json(a, &next), &late) != RC_OK)
		log_line(LOG_WARN_, "checkpoint_publish", "why=\"%s\"", late.why);
	return RC_OK;
}
