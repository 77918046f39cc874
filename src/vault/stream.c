/* stream.c - a document on its way out: decrypted and verified chunk by chunk. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vault/vault_int.h"

#define TAG_N crypto_secretstream_xchacha20poly1305_ABYTES

struct vault_stream {
	char id[VAULT_ID_N];
	int fd;
	bool final;
	crypto_secretstream_xchacha20poly1305_state *state; /* locked memory */
	size_t at, n; /* what of `plain` is still to give */
	unsigned char plain[VAULT_CHUNK];
	unsigned char box[VAULT_BOX_CHUNK];
};

static str
id_of(const struct vault_stream *s)
{
	return (str){ s->id, VAULT_ID_N };
}

/* As many bytes as there are, up to n; -1 on a read error. */
static ssize_t
read_full(int fd, unsigned char *p, size_t n)
{
	size_t got = 0;

	while (got < n) {
		ssize_t k = read(fd, p + got, n - got);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return -1;
		if (k == 0)
			break;
		got += (size_t)k;
	}
	return (ssize_t)got;
}

static enum rc
start(const struct vault *v, struct vault_stream *s, str key_box, struct err *e)
{
	unsigned char head[VAULT_HEAD], *key;
	ssize_t n = read_full(s->fd, head, sizeof(head));
	enum rc rc;

	if (n < 0)
		return vault_io_error(e, "read", id_of(s));
	if (n != sizeof(head) || memcmp(head, VAULT_MAGIC, VAULT_MAGIC_N) != 0)
		return vault_damaged(e, "not a vault file", id_of(s));
	key = sodium_malloc(VAULT_KEY);
	if (key == NULL)
		BUG("no memory for a document key");
	rc = vault_unwrap_key(v, id_of(s), key_box, key, e);
	if (rc == RC_OK && crypto_secretstream_xchacha20poly1305_init_pull(
			       s->state, head + VAULT_MAGIC_N, key) != 0)
		rc = vault_damaged(e, "the head is wrong", id_of(s));
	sodium_free(key);
	return rc;
}

enum rc
vault_open_file(const char *path, str id, int *out_fd, struct err *e)
{
	*out_fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (*out_fd >= 0)
		return RC_OK;
	if (errno == ENOENT)
		return err_set(e, RC_NOT_FOUND, N_("Berkas tidak ditemukan."),
		    "document %.*s has no file", STR_ARG(id));
	return vault_io_error(e, "open", id);
}

static enum rc
stream_of(const struct vault *v, int fd, str id, str key_box, struct vault_stream **out,
    struct err *e)
{
	struct vault_stream *s = calloc(1, sizeof(*s));
	enum rc rc;

	BUG_ON(id.n != VAULT_ID_N);
	if (s == NULL)
		BUG("no memory for a stream");
	s->fd = fd;
	memcpy(s->id, id.p, VAULT_ID_N);
	s->state = sodium_malloc(sizeof(*s->state));
	if (s->state == NULL)
		BUG("no memory for a stream");
	rc = start(v, s, key_box, e);
	if (rc == RC_OK)
		*out = s;
	else
		vault_stream_free(s);
	return rc;
}

static enum rc
open_kept(struct vault *v, str id, int *out_fd, struct err *e)
{
	if (!vault_id_ok(id))
		return err_set(
		    e, RC_NOT_FOUND, N_("Berkas tidak ditemukan."), "not an id");
	return v->keeper.open(v->keeper.arg, id, out_fd, e);
}

enum rc
vault_stream_open(
    struct vault *v, str id, str key_box, struct vault_stream **out, struct err *e)
{
	int fd;
	enum rc rc = open_kept(v, id, &fd, e);

	return rc != RC_OK ? rc : stream_of(v, fd, id, key_box, out, e);
}

/* The next chunk into `plain`. A chunk is short, and the file ends, exactly with the final tag. */
static enum rc
next_chunk(struct vault_stream *s, struct err *e)
{
	ssize_t n = read_full(s->fd, s->box, sizeof(s->box));
	unsigned char tag = 0, more;
	unsigned long long got = 0;

	if (n < 0)
		return vault_io_error(e, "read", id_of(s));
	if (n < (ssize_t)TAG_N ||
	    crypto_secretstream_xchacha20poly1305_pull(s->state, s->plain, &got, &tag,
		s->box, (unsigned long long)n, NULL, 0) != 0)
		return vault_damaged(e, "cut or changed", id_of(s));
	if (tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
		if (read_full(s->fd, &more, 1) != 0)
			return vault_damaged(e, "goes on after its end", id_of(s));
		s->final = true;
	} else if (got != VAULT_CHUNK) {
		return vault_damaged(e, "a short chunk inside", id_of(s));
	}
	s->at = 0;
	s->n = (size_t)got;
	return RC_OK;
}

enum rc
vault_stream_read(
    struct vault_stream *s, void *p, size_t cap, size_t *out_n, struct err *e)
{
	size_t n;

	BUG_ON(cap == 0);
	if (s->at == s->n && !s->final) {
		enum rc rc = next_chunk(s, e);

		if (rc != RC_OK)
			return rc;
	}
	n = s->n - s->at < cap ? s->n - s->at : cap;
	memcpy(p, s->plain + s->at, n);
	s->at += n;
	*out_n = n;
	return RC_OK;
}

void
vault_stream_free(struct vault_stream *s)
{
	if (s == NULL)
		return;
	close(s->fd);
	sodium_free(s->state);
	sodium_memzero(s->plain, sizeof(s->plain));
	free(s);
}

/* Plaintext bytes of a file of that size; -1 if no vault file can have it. */
static int64_t
plain_bytes(int64_t file_bytes)
{
	int64_t body = file_bytes - (int64_t)VAULT_HEAD;
	int64_t chunks = (body + (int64_t)VAULT_BOX_CHUNK - 1) / (int64_t)VAULT_BOX_CHUNK;
	int64_t plain = body - chunks * (int64_t)TAG_N;

	return body < (int64_t)TAG_N || plain < 0 ? -1 : plain;
}

static enum rc
read_all(struct vault_stream *s, struct arena *a, size_t limit, str *out, struct err *e)
{
	size_t got = 0, n = 1;
	struct stat st;
	int64_t total;
	char *p;

	if (fstat(s->fd, &st) != 0)
		return vault_io_error(e, "stat", id_of(s));
	total = plain_bytes(st.st_size);
	if (total < 0)
		return vault_damaged(e, "impossible size", id_of(s));
	if ((uint64_t)total > limit)
		return err_set(e, RC_LIMIT, N_("Berkas terlalu besar."), "document %.*s",
		    STR_ARG(id_of(s)));
	p = arena_alloc(a, (size_t)total + 1);
	while (n > 0) {
		enum rc rc =
		    vault_stream_read(s, p + got, (size_t)total + 1 - got, &n, e);

		if (rc != RC_OK)
			return rc;
		got += n;
		if (got > (size_t)total)
			return vault_damaged(e, "impossible size", id_of(s));
	}
	p[got] = '\0';
	*out = (str){ p, got };
	return RC_OK;
}

enum rc
vault_read_fd(const struct vault *v, struct arena *a, int fd, str id, str key_box,
    size_t limit, str *out, struct err *e)
{
	struct vault_stream *s = NULL;
	enum rc rc = stream_of(v, fd, id, key_box, &s, e);

	if (rc != RC_OK)
		return rc;
	BUG_ON(s == NULL);
	rc = read_all(s, a, limit, out, e);
	vault_stream_free(s);
	return rc;
}

enum rc
vault_read(struct vault *v, struct arena *a, str id, str key_box, size_t limit, str *out,
    struct err *e)
{
	int fd;
	enum rc rc = open_kept(v, id, &fd, e);

	return rc != RC_OK ? rc : vault_read_fd(v, a, fd, id, key_box, limit, out, e);
}
