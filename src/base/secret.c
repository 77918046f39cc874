/* secret.c - see secret.h. */
#include "base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/rnd.h"

#define ROOM  4096
#define TEXT  N_("Berkas rahasia tidak dapat dipakai.")
#define BYTES 32

#define OWN_PAGES (MAP_PRIVATE | MAP_ANONYMOUS)

struct secret {
	char *p; /* ROOM bytes */
	size_t n;
};

/* A credential of systemd is guarded by its folder; an ACL shows as a readable group. */
static bool
mode_is_tight(const char *path, const struct stat *st)
{
	const char *dir = getenv("CREDENTIALS_DIRECTORY");
	size_t n = dir == NULL ? 0 : strlen(dir);
	bool credential = n > 1 && strncmp(path, dir, n) == 0 && path[n] == '/';

	return S_ISREG(st->st_mode) && (st->st_mode & (credential ? 0037 : 0077)) == 0;
}

static struct secret *
new_secret(void)
{
	struct secret *s = calloc(1, sizeof(*s));

	if (s == NULL)
		BUG("out of memory");
	/* cppcheck-suppress invalidFunctionArg */
	s->p = mmap(NULL, ROOM, PROT_READ | PROT_WRITE, OWN_PAGES, -1, 0);
	if (s->p == MAP_FAILED)
		BUG("out of memory");
	return s;
}

static enum rc
fill(struct secret *s, int fd, const char *path, struct err *e)
{
	ssize_t k;

	if (mlock(s->p, ROOM) != 0 || madvise(s->p, ROOM, MADV_DONTDUMP) != 0)
		return err_set(e, RC_UNAVAILABLE, TEXT,
		    "a page cannot be locked into memory: raise RLIMIT_MEMLOCK (ulimit -l)");
	while (s->n < ROOM && (k = read(fd, s->p + s->n, ROOM - s->n)) != 0) {
		if (k < 0 && errno != EINTR)
			return err_set(e, RC_UNAVAILABLE, TEXT, "read %s: %s", path,
			    strerror(errno));
		s->n += k > 0 ? (size_t)k : 0;
	}
	for (size_t i = 0; i < s->n; i++)
		if (s->p[i] == '\n' || s->p[i] == '\r')
			s->n = i;
	if (s->n == 0 || s->n > SECRET_BYTES)
		return err_set(e, RC_INVALID, TEXT,
		    "%s: the first line must hold 1 to %d bytes", path, SECRET_BYTES);
	return RC_OK;
}

enum rc
secret_read(const char *path, struct secret **out, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct secret *s;
	struct stat st;
	enum rc rc;

	if (fd < 0)
		return err_set(e, errno == ENOENT ? RC_NOT_FOUND : RC_UNAVAILABLE, TEXT,
		    "open %s: %s", path, strerror(errno));
	if (fstat(fd, &st) != 0 || !mode_is_tight(path, &st)) {
		close(fd);
		return err_set(
		    e, RC_DENIED, TEXT, "%s: others may read it; chmod 600 it", path);
	}
	s = new_secret();
	rc = fill(s, fd, path, e);
	close(fd);
	if (rc == RC_OK)
		*out = s;
	else
		secret_free(s);
	return rc;
}

enum rc
secret_create(const char *path, struct err *e)
{
	static const char hex[] = "0123456789abcdef";
	unsigned char raw[BYTES];
	char line[2 * BYTES + 1];
	enum rc rc;

	if (access(path, F_OK) == 0)
		return err_set(e, RC_CONFLICT, TEXT, "%s exists", path);
	rnd_bytes(raw, sizeof(raw));
	for (size_t i = 0; i < sizeof(raw); i++) {
		line[2 * i] = hex[raw[i] >> 4];
		line[2 * i + 1] = hex[raw[i] & 15];
	}
	line[sizeof(line) - 1] = '\n';
	rc = file_write_durable(path, (str){ line, sizeof(line) }, 0600, e);
	explicit_bzero(raw, sizeof(raw));
	explicit_bzero(line, sizeof(line));
	return rc;
}

str
secret_get(const struct secret *s)
{
	return (str){ s->p, s->n };
}

void
secret_free(struct secret *s)
{
	if (s == NULL)
		return;
	explicit_bzero(s->p, ROOM);
	munmap(s->p, ROOM);
	free(s);
}
