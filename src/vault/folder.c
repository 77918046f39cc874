/* folder.c - documents kept as files: FOLDER/<first two characters of the id>/<id>. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "vault/vault_int.h"

static void
path_of(const struct vault *v, str id, char out[PATH_MAX])
{
	int n;

	BUG_ON(!vault_id_ok(id));
	n = snprintf(out, PATH_MAX, "%s/%.2s/%.*s", v->dir, id.p, STR_ARG(id));
	BUG_ON(n < 0 || n >= PATH_MAX);
}

/* The bytes of a file that others wrote, on the disk. */
static enum rc
sync_file(const char *path, str id, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	enum rc rc = RC_OK;

	if (fd < 0)
		return vault_io_error(e, "open", id);
	if (fsync(fd) != 0)
		rc = vault_io_error(e, "fsync", id);
	close(fd);
	return rc;
}

/* Sync the file and put it into its folder, which is made when it is the first one there. */
static enum rc
folder_keep(void *arg, str id, const char *staged, struct err *e)
{
	char path[PATH_MAX], folder[PATH_MAX];
	enum rc rc = sync_file(staged, id, e);

	if (rc != RC_OK)
		return rc;
	path_of(arg, id, path);
	snprintf(
	    folder, sizeof(folder), "%.*s", (int)(strlen(path) - VAULT_ID_N - 1), path);
	if (mkdir(folder, 0770) == 0) {
		rc = file_sync_dir_of(folder, e);
		if (rc != RC_OK)
			return rc;
	} else if (errno != EEXIST) {
		return vault_io_error(e, "make a folder", id);
	}
	if (rename(staged, path) != 0)
		return vault_io_error(e, "rename", id);
	return file_sync_dir_of(path, e);
}

static enum rc
folder_open(void *arg, str id, int *out_fd, struct err *e)
{
	char path[PATH_MAX];

	path_of(arg, id, path);
	return vault_open_file(path, id, out_fd, e);
}

static enum rc
folder_destroy(void *arg, str id, struct err *e)
{
	char path[PATH_MAX];

	path_of(arg, id, path);
	if (unlink(path) != 0)
		return errno == ENOENT ? RC_OK : vault_io_error(e, "unlink", id);
	return file_sync_dir_of(path, e);
}

/* --- the sweep --- */

struct sweep {
	int64_t older_than_s;
	vault_exists_fn exists;
	void *arg;
	size_t *removed;
};

static enum rc
sweep_file(struct sweep *w, int dir_fd, const char *name, struct err *e)
{
	str id = str_from_z(name);
	bool known = false;
	enum rc rc = RC_OK;
	struct stat st;

	if (!vault_id_ok(id) || fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISREG(st.st_mode) || (int64_t)st.st_mtime >= w->older_than_s)
		return RC_OK;
	if (w->exists != NULL)
		rc = w->exists(w->arg, id, &known, e);
	if (rc != RC_OK || known)
		return rc;
	if (unlinkat(dir_fd, name, 0) == 0)
		(*w->removed)++;
	else if (errno != ENOENT)
		return vault_io_error(e, "sweep", id);
	return RC_OK;
}

enum rc
vault_folder_sweep(const struct vault *v, const char *name, int64_t older_than_s,
    vault_exists_fn exists, void *arg, size_t *removed, struct err *e)
{
	struct sweep w = { older_than_s, exists, arg, removed };
	char path[PATH_MAX + 8];
	enum rc rc = RC_OK;
	struct dirent *d;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/%s", v->dir, name);
	dir = opendir(path);
	if (dir == NULL)
		return vault_io_error(e, "open a folder", str_from_z(name));
	while (rc == RC_OK && (d = readdir(dir)) != NULL)
		rc = sweep_file(&w, dirfd(dir), d->d_name, e);
	closedir(dir);
	return rc;
}

static enum rc
folder_sweep(void *arg, int64_t older_than_s, vault_exists_fn exists, void *exists_arg,
    size_t *removed, struct err *e)
{
	const struct vault *v = arg;
	DIR *dir = opendir(v->dir);
	enum rc rc = RC_OK;
	struct dirent *d;

	if (dir == NULL)
		return vault_io_error(e, "open the folder", STR(""));
	while (rc == RC_OK && (d = readdir(dir)) != NULL)
		if (strlen(d->d_name) == 2 && strcmp(d->d_name, "..") != 0)
			rc = vault_folder_sweep(
			    v, d->d_name, older_than_s, exists, exists_arg, removed, e);
	closedir(dir);
	return rc;
}

struct vault_keeper
vault_folder(struct vault *v)
{
	return (struct vault_keeper){ .keep = folder_keep,
		.open = folder_open,
		.destroy = folder_destroy,
		.sweep = folder_sweep,
		.syncs = true,
		.arg = v };
}
