/* checkpoint.c - signed checkpoints of the record. */
#include "signer/checkpoint.h"

#include <stdlib.h>
#include <unistd.h>

#include "audit/checkpoint.h"
#include "base/codec.h"
#include "base/log.h"
#include "signer/internal.h"
#include "signer/opening.h"
#include "signer/record_private.h"
#include "signer/sql.h"

#define TROUBLE N_("Catatan penerbit sertifikat sedang tidak dapat ditulis.")
#define NOT_OURS                                                                         \
	N_("Jejak audit tidak melanjutkan titik periksa yang terakhir ditandatangani.")

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS checkpoint (size integer PRIMARY KEY, root blob NOT NULL,"
    " time_s integer NOT NULL, previous integer NOT NULL, signature blob NOT NULL) STRICT;"
    "CREATE TRIGGER IF NOT EXISTS checkpoint_kept BEFORE DELETE ON checkpoint"
    " BEGIN SELECT RAISE(ABORT, 'checkpoint is append-only'); END;"
    "CREATE TRIGGER IF NOT EXISTS checkpoint_fixed BEFORE UPDATE ON checkpoint"
    " BEGIN SELECT RAISE(ABORT, 'checkpoint is append-only'); END;";

#define KEY "signer/audit.key"

enum checkpoint_statement { S_LAST, S_ADD, S__COUNT };

static const char *const statements[S__COUNT] = {
	[S_LAST] = "SELECT size, root, time_s, previous, signature FROM checkpoint"
		   " ORDER BY size DESC LIMIT 1",
	[S_ADD] = "INSERT INTO checkpoint VALUES (?1, ?2, ?3, ?4, ?5)",
};

struct checkpoints {
	struct arena *a; /* of the signer */
	const char *state;
	str origin, spki;
	struct pki_key *key;
	struct sql q;
};

struct last_row {
	struct arena *a;
	struct audit_checkpoint *out;
	bool bad;
};

static void
on_last(sqlite3_stmt *st, void *arg)
{
	struct last_row *row = arg;
	str root = sql_column(row->a, st, 1);

	row->out->size = sqlite3_column_int64(st, 0);
	row->out->time_s = sqlite3_column_int64(st, 2);
	row->out->previous = sqlite3_column_int64(st, 3);
	row->out->signature = sql_column(row->a, st, 4);
	row->bad = root.n != MERKLE_BYTES;
	if (!row->bad)
		memcpy(row->out->root.b, root.p, MERKLE_BYTES);
}

/* size 0 when there is none. */
static enum rc
read_last(
    struct checkpoints *c, struct arena *a, struct audit_checkpoint *out, struct err *e)
{
	struct audit_checkpoint last = { .origin = c->origin, .signature = STR("") };
	struct last_row row = { a, &last, false };
	enum rc rc = sql_run(&c->q, S_LAST, NULL, 0, on_last, &row, NULL, e);

	if (rc == RC_OK && row.bad)
		rc = err_set(e, RC_INTERNAL, TROUBLE, "checkpoint without root");
	if (rc == RC_OK)
		*out = last;
	return rc;
}

/* ---- the key, opened beside others ---- */

struct checkpoint_key {
	const char *state, *secret_file;
	struct opening *opening; /* RC_NOT_FOUND: there is no file */
	struct arena *a;
};

static enum rc
open_key(void *arg, struct arena *a, struct pki_key **out, struct err *e)
{
	const struct checkpoint_key *k = arg;

	if (access(signer_path(a, k->state, KEY), F_OK) != 0)
		return err_set(e, RC_NOT_FOUND, TROUBLE, "no " KEY);
	return signer_key_open_file(a, k->state, KEY, k->secret_file, out, e);
}

struct checkpoint_key *
checkpoint_key_begin(const char *state, const char *secret_file, bool thread)
{
	struct checkpoint_key *k = calloc(1, sizeof(*k));

	if (k == NULL)
		BUG("out of memory");
	k->a = arena_new();
	k->state = state;
	k->secret_file = signer_secret_path(k->a, state, secret_file, "signer.secret");
	k->opening = opening_begin(open_key, k, thread);
	return k;
}

static void
key_free(struct checkpoint_key *k)
{
	arena_free(k->a);
	free(k);
}

void
checkpoint_key_drop(struct checkpoint_key *k)
{
	struct err ignored;

	if (k == NULL)
		return;
	(void)opening_end(k->opening, NULL, &ignored);
	key_free(k);
}

/* The first one; never a second one beside checkpoints that were signed with another. */
static enum rc
new_key(struct checkpoints *c, const char *secret_file, struct err *e)
{
	struct audit_checkpoint last;
	enum rc rc = read_last(c, c->a, &last, e);

	if (rc == RC_OK && last.size > 0)
		return err_set(e, RC_DENIED, TROUBLE,
		    "%s is gone, but checkpoints were signed with it",
		    signer_path(c->a, c->state, KEY));
	return rc != RC_OK ? rc
			   : signer_key_new_file(c->a, c->state, KEY, secret_file,
				 PKI_KEY_P256, &c->key, e);
}

static enum rc
load_key(struct checkpoints *c, struct checkpoint_key *k, struct err *e)
{
	enum rc rc = opening_end(k->opening, &c->key, e);

	if (rc == RC_NOT_FOUND)
		rc = new_key(c, k->secret_file, e);
	if (rc == RC_OK)
		rc = pki_key_spki(c->key, c->a, &c->spki, e);
	if (rc == RC_OK)
		rc = signer_publish_file(
		    c->a, c->state, "audit.pem", pki_public_pem(c->a, c->spki), e);
	return rc;
}

enum rc
checkpoints_open(struct arena *a, struct checkpoint_key *key, str origin,
    struct record *record, struct checkpoints **out, struct err *e)
{
	struct checkpoints *c = calloc(1, sizeof(*c));
	enum rc rc = RC_OK;
	sqlite3 *db;
	int *depth;

	if (c == NULL)
		BUG("out of memory");
	c->a = a;
	c->state = key->state;
	c->origin = origin;
	db = record_db(record, &depth);
	if (sqlite3_exec(db, schema, NULL, NULL, NULL) != SQLITE_OK)
		rc = sql_fail(db, e, "checkpoint");
	if (rc == RC_OK)
		rc = sql_prepare(&c->q, db, depth, statements, S__COUNT, e);
	if (rc == RC_OK) {
		rc = load_key(c, key, e);
		key_free(key);
	} else {
		checkpoint_key_drop(key);
	}
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
	sql_close(&c->q);
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
	const str root = { (const char *)n->root.b, MERKLE_BYTES };
	const struct sql_val v[] = { INT(n->size), BLOB(root), INT(n->time_s),
		INT(n->previous), BLOB(n->signature) };

	return sql_change_one(&c->q, S_ADD, v, ARRAY_LEN(v), e);
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
		out->root = (str){ arena_copy(a, n->root.b, MERKLE_BYTES), MERKLE_BYTES };
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
