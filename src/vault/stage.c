/* stage.c - a document on its way in: hashed, encrypted and written in one pass. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "pki/hash.h"
#include "vault/vault_int.h"

/* How much comes before the disk is told to begin with it. */
#define BEGIN_BYTES ((int64_t)1 << 20)

struct vault_stage {
	struct vault *v;
	char id[VAULT_ID_N + 1];
	char path[PATH_MAX]; /* where the file is now */
	int fd;
	bool closed;
	int64_t limit, bytes;
	int64_t written,
	    begun; /* of the file: in the page cache; on its way to the disk */
	unsigned char key_box[VAULT_KEY_BOX];
	crypto_secretstream_xchacha20poly1305_state *state; /* locked memory */
	struct pki_sha256_ctx *hash;
	char sha256[PKI_SHA256_BYTES * 2 + 1];
	char head[SNIFF_BYTES];
	size_t fill;
	unsigned char plain[VAULT_CHUNK];
	unsigned char box[VAULT_BOX_CHUNK];
	enum rc rc; /* what went wrong first, and its texts */
	struct err why;
};

static str
id_of(const struct vault_stage *s)
{
	return (str){ s->id, VAULT_ID_N };
}

/* Remember the first failure, so that every later call repeats it. */
static enum rc
broken(struct vault_stage *s, enum rc rc, struct err *e)
{
	if (s->rc == RC_OK) {
		s->rc = rc;
		s->why = *e;
	}
	return rc;
}

/*
 * Let the disk work while the rest comes: the fsync of vault_commit() then finds little left. Only whole pages,
 * never waiting for them. An advice: pages that cannot be written are reported by that fsync, as they are when
 * the system begins by itself.
 */
static void
begin_writing(struct vault_stage *s)
{
	int64_t whole = s->written - s->written % BEGIN_BYTES;

	if (!s->v->keeper.syncs || whole == s->begun)
		return;
	(void)sync_file_range(s->fd, s->begun, whole - s->begun, SYNC_FILE_RANGE_WRITE);
	s->begun = whole;
}

static enum rc
write_out(struct vault_stage *s, const void *from, size_t n, struct err *e)
{
	const char *p = from;

	while (n > 0) {
		ssize_t k = write(s->fd, p, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return broken(s, vault_io_error(e, "write", id_of(s)), e);
		p += k;
		n -= (size_t)k;
		s->written += k;
	}
	begin_writing(s);
	return RC_OK;
}

static enum rc
put_chunk(struct vault_stage *s, unsigned char tag, struct err *e)
{
	unsigned long long n;

	crypto_secretstream_xchacha20poly1305_push(
	    s->state, s->box, &n, s->plain, s->fill, NULL, 0, tag);
	s->fill = 0;
	return write_out(s, s->box, (size_t)n, e);
}

/* A fresh key, its box, and the head of the file. */
static enum rc
start(struct vault_stage *s, struct err *e)
{
	unsigned char head[VAULT_HEAD] = VAULT_MAGIC;
	unsigned char *key = sodium_malloc(VAULT_KEY);

	s->state = sodium_malloc(sizeof(*s->state));
	if (key == NULL || s->state == NULL)
		BUG("no memory for a document key");
	crypto_secretstream_xchacha20poly1305_keygen(key);
	vault_wrap_key(s->v, id_of(s), key, s->key_box);
	crypto_secretstream_xchacha20poly1305_init_push(
	    s->state, head + VAULT_MAGIC_N, key);
	sodium_free(key);
	s->hash = pki_sha256_new();
	return write_out(s, head, sizeof(head), e);
}

enum rc
vault_stage_open(struct vault *v, int64_t limit, struct vault_stage **out, struct err *e)
{
	struct vault_stage *s = calloc(1, sizeof(*s));
	unsigned char raw[VAULT_ID_N / 4 * 3];
	enum rc rc;

	if (s == NULL)
		BUG("no memory for a stage");
	s->v = v;
	s->limit = limit;
	randombytes_buf(raw, sizeof(raw));
	sodium_bin2base64(s->id, sizeof(s->id), raw, sizeof(raw),
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	vault_stage_path(v, id_of(s), s->path);
	s->fd = open(s->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (s->fd < 0) {
		rc = vault_io_error(e, "create", id_of(s));
		free(s);
		return rc;
	}
	rc = start(s, e);
	if (rc != RC_OK)
		vault_stage_abort(s);
	else
		*out = s;
	return rc;
}

/* Full chunks go out only when more follows: the last one must carry the final tag. */
static enum rc
take(struct vault_stage *s, str part, struct err *e)
{
	while (part.n > 0) {
		size_t n = VAULT_CHUNK - s->fill;

		if (n == 0) {
			enum rc rc = put_chunk(
			    s, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE, e);

			if (rc != RC_OK)
				return rc;
			n = VAULT_CHUNK;
		}
		if (n > part.n)
			n = part.n;
		memcpy(s->plain + s->fill, part.p, n);
		s->fill += n;
		part = str_from(part, n);
	}
	return RC_OK;
}

enum rc
vault_stage_write(struct vault_stage *s, str part, struct err *e)
{
	BUG_ON(s->closed);
	if (s->rc != RC_OK) {
		*e = s->why;
		return s->rc;
	}
	if (part.n > (uint64_t)(s->limit - s->bytes)) {
		err_set(e, RC_LIMIT, N_("Berkas terlalu besar."), "more than %lld bytes",
		    (long long)s->limit);
		return broken(s, RC_LIMIT, e);
	}
	if (s->bytes < SNIFF_BYTES && part.n > 0) {
		size_t room = SNIFF_BYTES - (size_t)s->bytes;

		memcpy(s->head + s->bytes, part.p, part.n < room ? part.n : room);
	}
	s->bytes += (int64_t)part.n;
	pki_sha256_add(s->hash, part);
	return take(s, part, e);
}

enum rc
vault_stage_close(struct vault_stage *s, struct err *e)
{
	unsigned char digest[PKI_SHA256_BYTES];
	enum rc rc;

	BUG_ON(s->closed);
	if (s->rc != RC_OK) {
		*e = s->why;
		return s->rc;
	}
	rc = put_chunk(s, crypto_secretstream_xchacha20poly1305_TAG_FINAL, e);
	if (rc != RC_OK)
		return rc;
	sodium_free(s->state);
	s->state = NULL;
	sodium_memzero(s->plain, sizeof(s->plain));
	pki_sha256_final(s->hash, digest);
	sodium_bin2hex(s->sha256, sizeof(s->sha256), digest, sizeof(digest));
	s->closed = true;
	return RC_OK;
}

static void
stage_free(struct vault_stage *s)
{
	if (s->fd >= 0)
		close(s->fd);
	sodium_free(s->state);
	pki_sha256_free(s->hash);
	sodium_memzero(s->plain, sizeof(s->plain));
	free(s);
}

void
vault_stage_abort(struct vault_stage *s)
{
	if (s == NULL)
		return;
	/* What cannot be removed now is removed by the sweep. */
	(void)unlink(s->path);
	stage_free(s);
}

void
vault_discard(struct vault_stage *s)
{
	vault_stage_abort(s);
}

enum file_type
vault_stage_type(const struct vault_stage *s)
{
	size_t n = s->bytes < SNIFF_BYTES ? (size_t)s->bytes : SNIFF_BYTES;

	return sniff_type((str){ s->head, n });
}

str
vault_stage_sha256(const struct vault_stage *s)
{
	BUG_ON(!s->closed);
	return str_from_z(s->sha256);
}

enum rc
vault_stage_read(struct vault_stage *s, struct arena *a, str *out, struct err *e)
{
	str key_box = { (const char *)s->key_box, sizeof(s->key_box) };
	enum rc rc;
	int fd;

	BUG_ON(!s->closed);
	rc = vault_open_file(s->path, id_of(s), &fd, e);
	return rc != RC_OK ? rc
			   : vault_read_fd(s->v, a, fd, id_of(s), key_box,
				 (size_t)s->bytes, out, e);
}

enum rc
vault_commit(struct vault_stage *s, struct arena *a, struct vault_doc *out, struct err *e)
{
	enum rc rc;

	BUG_ON(!s->closed);
	if (s->rc != RC_OK) {
		*e = s->why;
		return s->rc;
	}
	/* After a failed fsync the kernel may have dropped the pages: never try again. */
	rc = s->v->keeper.keep(s->v->keeper.arg, id_of(s), s->path, e);
	if (rc != RC_OK)
		return broken(s, rc, e);
	*out = (struct vault_doc){
		.id = str_dup(a, id_of(s)),
		.key_box =
		    str_dup(a, (str){ (const char *)s->key_box, sizeof(s->key_box) }),
		.sha256 = str_dup(a, str_from_z(s->sha256)),
		.bytes = s->bytes,
		.type = vault_stage_type(s),
	};
	stage_free(s);
	return RC_OK;
}
