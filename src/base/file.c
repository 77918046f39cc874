/* file.c - reading and durably writing whole files. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/rnd.h"

#define COPY_BYTES 65536

static enum rc
fail(struct err *e, const char *what, const char *path)
{
	int code = errno;

	return err_set(e, code == ENOENT ? RC_NOT_FOUND : RC_UNAVAILABLE,
	    N_("Penyimpanan berkas sedang terganggu."), "%s %s: %s", what, path,
	    strerror(code));
}

/* From the beginning of the open file, `size` bytes or up to its end. */
static enum rc
read_some(struct arena *a, int fd, size_t size, const char *path, str *out, struct err *e)
{
	char *p = arena_alloc(a, size + 1);
	size_t n = 0;

	while (n < size) {
		ssize_t k = read(fd, p + n, size - n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return fail(e, "read", path);
		if (k == 0)
			break;
		n += (size_t)k;
	}
	*out = (str){ p, n };
	return RC_OK;
}

static enum rc
read_file(
    struct arena *a, const char *path, size_t limit, bool head, str *out, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum rc rc;
	struct stat st;

	if (fd < 0)
		return fail(e, "open", path);
	if (fstat(fd, &st) != 0)
		rc = fail(e, "stat", path);
	else if (st.st_size > (off_t)limit && !head)
		rc = err_set(
		    e, RC_LIMIT, N_("Berkas terlalu besar."), "%s is too large", path);
	else
		rc = read_some(a, fd,
		    st.st_size > (off_t)limit ? limit : (size_t)st.st_size, path, out, e);
	close(fd);
	return rc;
}

enum rc
file_read(struct arena *a, const char *path, size_t limit, str *out, struct err *e)
{
	return read_file(a, path, limit, false, out, e);
}

enum rc
file_read_head(struct arena *a, const char *path, size_t most, str *out, struct err *e)
{
	return read_file(a, path, most, true, out, e);
}

enum rc
file_sync_dir_of(const char *path, struct err *e)
{
	char copy[PATH_MAX];
	enum rc rc = RC_OK;
	int fd;

	snprintf(copy, sizeof(copy), "%s", path);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail(e, "open folder of", path);
	if (fsync(fd) != 0)
		rc = fail(e, "fsync folder of", path);
	close(fd);
	return rc;
}

static enum rc
write_all(int fd, str data, const char *path, struct err *e)
{
	while (data.n > 0) {
		ssize_t k = write(fd, data.p, data.n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return fail(e, "write", path);
		data = str_from(data, (size_t)k);
	}
	return RC_OK;
}

/* What goes into a file: text, or `bytes` of another one. */
struct content {
	str text;
	int from; /* -1: the text */
	int64_t bytes;
};

static enum rc
copy_all(int fd, const struct content *c, const char *path, struct err *e)
{
	char room[COPY_BYTES];
	int64_t at = 0;
	enum rc rc = RC_OK;

	while (rc == RC_OK && at < c->bytes) {
		size_t want =
		    c->bytes - at < COPY_BYTES ? (size_t)(c->bytes - at) : COPY_BYTES;
		ssize_t k = pread(c->from, room, want, (off_t)at);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return fail(e, "read for", path);
		if (k == 0)
			return err_set(e, RC_UNAVAILABLE,
			    N_("Penyimpanan berkas sedang terganggu."),
			    "%s: what is copied ends early", path);
		rc = write_all(fd, (str){ room, (size_t)k }, path, e);
		at += k;
	}
	return rc;
}

static enum rc
fill(int fd, const struct content *c, const char *path, struct err *e)
{
	enum rc rc =
	    c->from < 0 ? write_all(fd, c->text, path, e) : copy_all(fd, c, path, e);

	if (rc == RC_OK && fsync(fd) != 0)
		rc = fail(e, "fsync", path);
	return rc;
}

static enum rc
write_durable(const char *path, const struct content *c, unsigned mode, struct err *e)
{
	char temp[PATH_MAX];
	uint64_t r;
	enum rc rc;
	int fd;

	rnd_bytes(&r, sizeof(r));
	if (snprintf(temp, sizeof(temp), "%s.%016llx.tmp", path, (unsigned long long)r) >=
	    (int)sizeof(temp))
		return err_set(
		    e, RC_INTERNAL, N_("Nama berkas terlalu panjang."), "path too long");
	fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return fail(e, "create", temp);
	rc = fill(fd, c, temp, e);
	if (close(fd) != 0 && rc == RC_OK)
		rc = fail(e, "close", temp);
	if (rc == RC_OK && rename(temp, path) != 0)
		rc = fail(e, "rename", path);
	if (rc != RC_OK) {
		unlink(temp);
		return rc;
	}
	return file_sync_dir_of(path, e);
}

enum rc
file_write_durable(const char *path, str data, unsigned mode, struct err *e)
{
	const struct content c = { .text = data, .from = -1 };

	return write_durable(path, &c, mode, e);
}

enum rc
file_copy_durable(int from, int64_t bytes, const char *path, unsigned mode, struct err *e)
{
	const struct content c = { .from = from, .bytes = bytes };

	return write_durable(path, &c, mode, e);
}

enum rc
file_make_dirs(const char *path, unsigned mode, struct err *e)
{
	char copy[PATH_MAX];

	if (snprintf(copy, sizeof(copy), "%s", path) >= (int)sizeof(copy))
		return err_set(
		    e, RC_INTERNAL, N_("Nama berkas terlalu panjang."), "path too long");
	for (char *at = copy + 1; *at != '\0'; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (mkdir(copy, mode) != 0 && errno != EEXIST)
			return fail(e, "mkdir", copy);
		*at = '/';
	}
	if (mkdir(copy, mode) != 0 && errno != EEXIST)
		return fail(e, "mkdir", copy);
	return RC_OK;
}
