/* vault.c - the master key, and what happens to whole documents. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "vault/vault_int.h"

#define KEY_BYTES crypto_kdf_KEYBYTES

enum rc
vault_io_error(struct err *e, const char *what, str id)
{
	int code = errno;

	return err_set(e, RC_UNAVAILABLE,
	    N_("Penyimpanan berkas sedang terganggu. Coba lagi nanti."),
	    "document %.*s: %s: %s", STR_ARG(id), what, strerror(code));
}

enum rc
vault_damaged(struct err *e, const char *what, str id)
{
	return err_set(e, RC_INTERNAL,
	    N_("Berkas ini rusak di penyimpanan. Beri tahu pengelola aplikasi."),
	    "document %.*s: %s", STR_ARG(id), what);
}

static enum rc
key_error(struct err *e, enum rc rc, const char *path, const char *what)
{
	return err_set(e, rc, N_("Kunci induk penyimpanan tidak dapat dipakai."),
	    "%s: %s", path, what);
}

/* --- the master key --- */

static bool
write_all(int fd, const unsigned char *p, size_t n)
{
	while (n > 0) {
		ssize_t k = write(fd, p, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

enum rc
vault_key_create(const char *key_file, struct err *e)
{
	int fd =
	    open(key_file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	unsigned char key[KEY_BYTES];
	bool ok;

	if (fd < 0)
		return key_error(e, errno == EEXIST ? RC_CONFLICT : RC_UNAVAILABLE,
		    key_file, strerror(errno));
	if (sodium_init() < 0)
		BUG("libsodium does not start");
	randombytes_buf(key, sizeof(key));
	ok = write_all(fd, key, sizeof(key)) && fsync(fd) == 0;
	sodium_memzero(key, sizeof(key));
	ok = close(fd) == 0 && ok;
	if (!ok) {
		enum rc rc = key_error(e, RC_UNAVAILABLE, key_file, strerror(errno));

		unlink(key_file);
		return rc;
	}
	return file_sync_dir_of(key_file, e);
}

/* A credential of systemd is guarded by its folder; an ACL shows as a readable group. */
static bool
mode_is_tight(const char *path, mode_t mode)
{
	const char *dir = getenv("CREDENTIALS_DIRECTORY");
	size_t n = dir == NULL ? 0 : strlen(dir);
	bool credential = n > 1 && strncmp(path, dir, n) == 0 && path[n] == '/';

	return (mode & (credential ? 0037 : 0077)) == 0;
}

static enum rc
key_read(const char *path, unsigned char out[KEY_BYTES], struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum rc rc = RC_OK;
	struct stat st;

	if (fd < 0)
		return key_error(
		    e, errno == ENOENT ? RC_NOT_FOUND : RC_DENIED, path, strerror(errno));
	if (fstat(fd, &st) != 0)
		rc = key_error(e, RC_UNAVAILABLE, path, strerror(errno));
	else if (!S_ISREG(st.st_mode) || st.st_size != KEY_BYTES)
		rc = key_error(e, RC_INVALID, path, "must be a file of exactly 32 bytes");
	else if (!mode_is_tight(path, st.st_mode))
		rc = key_error(e, RC_DENIED, path, "others may read it; chmod 600");
	else if (read(fd, out, KEY_BYTES) != KEY_BYTES)
		rc = key_error(e, RC_UNAVAILABLE, path, "cannot be read");
	close(fd);
	return rc;
}

static enum rc
keys_load(const char *path, struct vault_keys **out, struct err *e)
{
	unsigned char *master = sodium_malloc(KEY_BYTES);
	struct vault_keys *k = sodium_malloc(sizeof(*k));
	enum rc rc;

	if (master == NULL || k == NULL)
		BUG("no memory for the keys");
	rc = key_read(path, master, e);
	if (rc == RC_OK) {
		crypto_kdf_derive_from_key(
		    k->wrap, sizeof(k->wrap), 1, "prf-wrap", master);
		crypto_kdf_derive_from_key(
		    k->seal, sizeof(k->seal), 2, "prf-seal", master);
		crypto_kdf_derive_from_key(k->mac, sizeof(k->mac), 3, "prf-mac_", master);
		sodium_mprotect_readonly(k);
		*out = k;
	} else {
		sodium_free(k);
	}
	sodium_free(master);
	return rc;
}

enum rc
vault_open(const char *dir, const char *key_file, struct vault **out, struct err *e)
{
	struct vault *v;
	char tmp[PATH_MAX];
	enum rc rc;

	if (sodium_init() < 0)
		BUG("libsodium does not start");
	/* Room for "/tmp/" or "/xx/" and an id. */
	if (strlen(dir) > PATH_MAX - 64)
		return err_set(
		    e, RC_INVALID, N_("Nama folder terlalu panjang."), "vault folder");
	snprintf(tmp, sizeof(tmp), "%s/tmp", dir);
	rc = file_make_dirs(tmp, 0770, e);
	if (rc != RC_OK)
		return rc;
	v = calloc(1, sizeof(*v));
	if (v == NULL)
		BUG("no memory for the vault");
	snprintf(v->dir, sizeof(v->dir), "%s", dir);
	v->keeper = vault_folder(v);
	rc = keys_load(key_file, &v->keys, e);
	if (rc != RC_OK) {
		free(v);
		return rc;
	}
	*out = v;
	return RC_OK;
}

void
vault_close(struct vault *v)
{
	if (v == NULL)
		return;
	if (v->keeper.close != NULL)
		v->keeper.close(v->keeper.arg);
	sodium_free(v->keys);
	free(v);
}

/* --- names --- */

bool
vault_id_ok(str id)
{
	if (id.n != VAULT_ID_N)
		return false;
	for (size_t i = 0; i < id.n; i++) {
		char c = id.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || c == '-' || c == '_'))
			return false;
	}
	return true;
}

void
vault_stage_path(const struct vault *v, str id, char out[PATH_MAX])
{
	int n;

	BUG_ON(!vault_id_ok(id));
	n = snprintf(out, PATH_MAX, "%s/tmp/%.*s", v->dir, STR_ARG(id));
	BUG_ON(n < 0 || n >= PATH_MAX);
}

/* --- whole documents --- */

enum rc
vault_put(
    struct vault *v, struct arena *a, str plain, struct vault_doc *out, struct err *e)
{
	struct vault_stage *s;
	enum rc rc = vault_stage_open(v, INT64_MAX, &s, e);

	if (rc != RC_OK)
		return rc;
	rc = vault_stage_write(s, plain, e);
	if (rc == RC_OK)
		rc = vault_stage_close(s, e);
	if (rc == RC_OK)
		rc = vault_commit(s, a, out, e);
	if (rc != RC_OK)
		vault_stage_abort(s);
	return rc;
}

enum rc
vault_destroy(struct vault *v, str id, struct err *e)
{
	if (!vault_id_ok(id))
		return vault_damaged(e, "not a document id", id);
	return v->keeper.destroy(v->keeper.arg, id, e);
}

enum rc
vault_sweep(struct vault *v, int64_t older_than_s, vault_exists_fn exists, void *arg,
    size_t *out_removed, struct err *e)
{
	size_t removed = 0;
	enum rc rc;

	BUG_ON(exists == NULL);
	/* staged files: nobody knows those */
	rc = vault_folder_sweep(v, "tmp", older_than_s, NULL, NULL, &removed, e);
	if (rc == RC_OK)
		rc = v->keeper.sweep(
		    v->keeper.arg, older_than_s, exists, arg, &removed, e);
	if (rc == RC_OK)
		*out_removed = removed;
	return rc;
}

void
vault_keep_with(struct vault *v, const struct vault_keeper *keeper)
{
	v->keeper = *keeper;
}
