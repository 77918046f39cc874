/* memory.c - see memory.h. */
#include "vault/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pki/hash.h"

#define SEALS (F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL)

struct memory_stage {
	int fd;
	int64_t limit, bytes;
	void *mapped;
	struct pki_sha256_ctx *hash;
	char sha256[PKI_SHA256_BYTES * 2 + 1];
};

static atomic_int n_open;

static enum rc
no_memory(struct err *e, const char *what)
{
	return err_set(e, RC_UNAVAILABLE,
	    N_("Sedang terlalu banyak yang mengecek berkas. Coba lagi sebentar lagi."),
	    "%s: errno %d", what, errno);
}

enum rc
memory_stage_open(int64_t limit, struct memory_stage **out, struct err *e)
{
	struct memory_stage *s;

	errno = 0;
	if (atomic_fetch_add(&n_open, 1) >= MEMORY_STAGES_MOST) {
		atomic_fetch_sub(&n_open, 1);
		return no_memory(e, "too many uploads in memory");
	}
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		BUG("no memory for a stage");
	s->limit = limit;
	s->fd = memfd_create("upload", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (s->fd < 0) {
		enum rc rc = no_memory(e, "memfd_create");

		memory_stage_free(s);
		return rc;
	}
	s->hash = pki_sha256_new();
	*out = s;
	return RC_OK;
}

enum rc
memory_stage_write(struct memory_stage *s, str part, struct err *e)
{
	if (part.n > (uint64_t)(s->limit - s->bytes))
		return err_set(e, RC_LIMIT, N_("Berkas terlalu besar."),
		    "more than %lld bytes", (long long)s->limit);
	pki_sha256_add(s->hash, part);
	s->bytes += (int64_t)part.n;
	while (part.n > 0) {
		ssize_t n = write(s->fd, part.p, part.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return no_memory(e, "write");
		part = str_from(part, (size_t)n);
	}
	return RC_OK;
}

enum rc
memory_stage_close(struct memory_stage *s, struct err *e)
{
	unsigned char digest[PKI_SHA256_BYTES];

	if (fcntl(s->fd, F_ADD_SEALS, SEALS) != 0)
		return no_memory(e, "seal");
	pki_sha256_final(s->hash, digest);
	sodium_bin2hex(s->sha256, sizeof(s->sha256), digest, sizeof(digest));
	return RC_OK;
}

str
memory_stage_sha256(const struct memory_stage *s)
{
	return str_from_z(s->sha256);
}

enum rc
memory_stage_read(struct memory_stage *s, str *out, struct err *e)
{
	if (s->mapped == NULL && s->bytes > 0) {
		s->mapped =
		    mmap(NULL, (size_t)s->bytes, PROT_READ, MAP_PRIVATE, s->fd, 0);
		if (s->mapped == MAP_FAILED) {
			s->mapped = NULL;
			return no_memory(e, "mmap");
		}
	}
	*out = (str){ s->mapped, (size_t)s->bytes };
	return RC_OK;
}

void
memory_stage_free(struct memory_stage *s)
{
	if (s == NULL)
		return;
	if (s->mapped != NULL)
		(void)munmap(s->mapped, (size_t)s->bytes);
	if (s->fd >= 0)
		(void)close(s->fd);
	pki_sha256_free(s->hash);
	free(s);
	atomic_fetch_sub(&n_open, 1);
}
