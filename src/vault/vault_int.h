/* vault_int.h - what the files of the vault share; nobody else includes it. */
#ifndef VAULT_VAULT_INT_H
#define VAULT_VAULT_INT_H

#include <limits.h>
#include <sodium.h>

#include "vault/vault.h"

#define VAULT_MAGIC     "PARAFV1\n"
#define VAULT_MAGIC_N   8
#define VAULT_CHUNK     65536 /* plaintext bytes in every chunk but the last */
#define VAULT_BOX_CHUNK (VAULT_CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES)
#define VAULT_HEAD      (VAULT_MAGIC_N + crypto_secretstream_xchacha20poly1305_HEADERBYTES)
#define VAULT_ID_N      20

#define VAULT_KEY   crypto_secretstream_xchacha20poly1305_KEYBYTES
#define VAULT_NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define VAULT_TAG   crypto_aead_xchacha20poly1305_ietf_ABYTES
/* A box is one version byte, the nonce, the ciphertext and its tag. */
#define VAULT_BOX_EXTRA (1 + VAULT_NONCE + VAULT_TAG)
#define VAULT_KEY_BOX   (VAULT_BOX_EXTRA + VAULT_KEY)

/* Subkeys of the master key, in locked, read-only memory. */
struct vault_keys {
	unsigned char wrap[32]; /* document keys */
	unsigned char seal[32]; /* small fields */
	unsigned char mac[32];  /* equality */
};

struct vault {
	struct vault_keys *keys;
	char dir[PATH_MAX];
	struct vault_keeper keeper;
};

/* The keeper whose place is v->dir (folder.c). */
struct vault_keeper vault_folder(struct vault *v);
/* Remove the files of a folder below v->dir that are old and unknown; `exists` NULL: all old ones. */
MUST_USE enum rc vault_folder_sweep(const struct vault *v, const char *name,
    int64_t older_than_s, vault_exists_fn exists, void *arg, size_t *removed,
    struct err *e);

/* A document's staged file. BUG if the id is not vault_id_ok. */
void vault_stage_path(const struct vault *v, str id, char out[PATH_MAX]);
/* Is this text an id we could have made (so that it can be a file name)? */
bool vault_id_ok(str id);
/* Report errno of a file operation as RC_UNAVAILABLE. */
enum rc vault_io_error(struct err *e, const char *what, str id);
enum rc vault_damaged(struct err *e, const char *what, str id);

void vault_wrap_key(const struct vault *v, str id, const unsigned char key[VAULT_KEY],
    unsigned char out[VAULT_KEY_BOX]);
MUST_USE enum rc vault_unwrap_key(const struct vault *v, str id, str key_box,
    unsigned char out[VAULT_KEY], struct err *e);

/* As vault_read, of that descriptor, which is closed. */
MUST_USE enum rc vault_read_fd(const struct vault *v, struct arena *a, int fd, str id,
    str key_box, size_t limit, str *out, struct err *e);
/* Open for reading; RC_NOT_FOUND. */
MUST_USE enum rc vault_open_file(const char *path, str id, int *out_fd, struct err *e);

#endif
