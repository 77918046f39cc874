/*
 * vault.h - documents and small secrets, encrypted at rest.
 *
 * Each document has its own random key; the file holds a secretstream (XChaCha20-Poly1305, 64 KiB
 * chunks) and the key travels, wrapped by the master key and bound to the document's id, as a
 * `key_box` in the database. Deleting the key_box everywhere destroys the document. Format and
 * reasons: docs/decisions/0002-vault-format.md.
 *
 * A struct vault never changes after vault_open: any number of threads may use it. A stage or a
 * stream belongs to one thread at a time.
 */
#ifndef VAULT_VAULT_H
#define VAULT_VAULT_H

#include "base/str.h"
#include "vault/sniff.h"

struct vault;
struct vault_stage;
struct vault_stream;

/* What the database keeps about a document. `sha256` is lower-case hex of the plaintext. */
struct vault_doc {
	str id;
	str key_box;
	str sha256;
	int64_t bytes;
	enum file_type type;
};

/*
 * Write a new master key file (32 random bytes, mode 0600). RC_CONFLICT when the file exists: a
 * master key is never overwritten.
 */
MUST_USE enum rc vault_key_create(const char *key_file, struct err *e);
/*
 * Open the vault in folder `dir` (made if absent, mode 0700) with the master key of `key_file`,
 * which must be 32 bytes that nobody but the owner may read (a systemd credential, below
 * $CREDENTIALS_DIRECTORY, may be readable by its group). The key stays in locked memory.
 * RC_NOT_FOUND no key file; RC_DENIED its mode is too loose; RC_INVALID its size is wrong.
 */
MUST_USE enum rc vault_open(
    const char *dir, const char *key_file, struct vault **out, struct err *e);
/* Wipe the keys and free. Accepts NULL. */
void vault_close(struct vault *v);

/*
 * Where the encrypted files are kept. A new vault keeps them in its folder; document_parts.h keeps
 * them in the database. What is kept is the same ciphertext. Called from any thread, several at once.
 */
typedef enum rc (*vault_exists_fn)(void *arg, str id, bool *out, struct err *e);
struct vault_keeper {
	/* Keep the staged file `path`, which then is gone: durable when RC_OK. */
	enum rc (*keep)(void *arg, str id, const char *path, struct err *e);
	/* A descriptor at the begin of the file, for the caller to close. RC_NOT_FOUND. */
	enum rc (*open)(void *arg, str id, int *out_fd, struct err *e);
	/* No file is RC_OK. */
	enum rc (*destroy)(void *arg, str id, struct err *e);
	/* Remove what was kept before that time and `exists` does not know; counts into *removed. */
	enum rc (*sweep)(void *arg, int64_t older_than_s, vault_exists_fn exists,
	    void *exists_arg, size_t *removed, struct err *e);
	void (*close)(void *arg); /* by vault_close */
	/* `keep` syncs the staged file: the disk may begin with it while it comes. */
	bool syncs;
	void *arg;
};
/* From now on, with that keeper, which the vault owns: before the first document, on one thread. */
void vault_keep_with(struct vault *v, const struct vault_keeper *keeper);

/* --- a document that arrives piece by piece (event thread: encrypts and writes, never fsyncs) --- */

/* Begin; more than `limit` bytes will be refused. */
MUST_USE enum rc vault_stage_open(
    struct vault *v, int64_t limit, struct vault_stage **out, struct err *e);
/* RC_LIMIT past the limit, RC_UNAVAILABLE disk full or away. After a failure every later call
 * fails in the same way, until the stage is discarded. */
MUST_USE enum rc vault_stage_write(struct vault_stage *s, str part, struct err *e);
/* The last byte has come. */
MUST_USE enum rc vault_stage_close(struct vault_stage *s, struct err *e);
/* Throw away an unfinished or unwanted stage and its file. Accepts NULL. */
void vault_stage_abort(struct vault_stage *s);

/* Of a closed stage (the id is known from the start). */
enum file_type vault_stage_type(const struct vault_stage *s);
str vault_stage_sha256(const struct vault_stage *s);
/* The whole plaintext of a closed stage, for the inspector. */
MUST_USE enum rc vault_stage_read(
    struct vault_stage *s, struct arena *a, str *out, struct err *e);

/*
 * Make a closed stage durable: worker thread, and not inside store_write(). On success the
 * stage is freed and `out` (strings in `a`) is what the database must record; until it is recorded
 * the file is an orphan that vault_sweep removes. On failure the stage still belongs to the caller.
 */
MUST_USE enum rc vault_commit(
    struct vault_stage *s, struct arena *a, struct vault_doc *out, struct err *e);
/* Same as vault_stage_abort, for the handler that decides against a finished stage. */
void vault_discard(struct vault_stage *s);

/* --- whole documents --- */

/* stage_open, write, close, commit in one. */
MUST_USE enum rc vault_put(
    struct vault *v, struct arena *a, str plain, struct vault_doc *out, struct err *e);
/*
 * The whole document, verified to its last byte. RC_NOT_FOUND no file, RC_LIMIT larger than
 * `limit`, RC_INTERNAL the file or the key_box is damaged, cut or belongs to another document.
 */
MUST_USE enum rc vault_read(struct vault *v, struct arena *a, str id, str key_box,
    size_t limit, str *out, struct err *e);

/* Pull API for downloads; errors as vault_read. */
MUST_USE enum rc vault_stream_open(
    struct vault *v, str id, str key_box, struct vault_stream **out, struct err *e);
/*
 * Up to `cap` verified bytes into `p`; *out_n is 0 only at the verified end. An error after bytes
 * were already sent means the receiver must see a broken transfer, not a short file.
 */
MUST_USE enum rc vault_stream_read(
    struct vault_stream *s, void *p, size_t cap, size_t *out_n, struct err *e);
void vault_stream_free(struct vault_stream *s); /* accepts NULL */

/* Remove the file (after the key_box was erased in the database). No file is RC_OK. */
MUST_USE enum rc vault_destroy(struct vault *v, str id, struct err *e);
/*
 * Remove what no row knows: staged files and documents last written before `older_than_s` for
 * which `exists` says false. `exists` answers through *out; an error ends the sweep.
 */
MUST_USE enum rc vault_sweep(struct vault *v, int64_t older_than_s,
    vault_exists_fn exists, void *arg, size_t *out_removed, struct err *e);

/* --- small fields --- */

/*
 * Encrypt a small text (NIK) for a database column. `context` says where it belongs, for instance
 * "application.nik/<id>": the box opens only with the same context, so it cannot be moved.
 */
str vault_seal(const struct vault *v, struct arena *a, str context, str plain);
/* RC_INTERNAL when the box is damaged or of another context. */
MUST_USE enum rc vault_unseal(const struct vault *v, struct arena *a, str context,
    str box, str *out, struct err *e);
/*
 * Keyed BLAKE2b-256 of the text as 64 hex digits, for finding equal values without storing them.
 * Different contexts give unrelated values.
 */
str vault_mac(const struct vault *v, struct arena *a, str context, str text);

#endif
