/* document_parts.c - encrypted files as rows. */
#include "domain/document_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "queries.h"

#define PART_BYTES ((size_t)1 << 20)
#define ROWS       1000 /* as document_parts_old */

struct parts {
	struct store *store;
	pthread_mutex_t lock; /* of what follows: vault functions run on any thread */
	struct db *db;
	struct arena *a;
};

static enum rc
file_error(struct err *e, const char *what, str id)
{
	int code = errno;

	return err_set(e, RC_UNAVAILABLE,
	    N_("Penyimpanan berkas sedang terganggu. Coba lagi nanti."),
	    "document %.*s: %s: %s", STR_ARG(id), what, strerror(code));
}

/* ---- in ---- */

static enum rc
insert_in_write(struct db *tx, void *arg, struct err *e)
{
	return q_document_part_insert(tx, arg, e);
}

/* One part from the file; 0 bytes at its end. */
static enum rc
read_part(int fd, str id, char *to, size_t *out_n, struct err *e)
{
	size_t n = 0;

	while (n < PART_BYTES) {
		ssize_t k = read(fd, to + n, PART_BYTES - n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return file_error(e, "read", id);
		if (k == 0)
			break;
		n += (size_t)k;
	}
	*out_n = n;
	return RC_OK;
}

static enum rc
keep_parts(struct parts *p, struct arena *a, str id, int fd, struct err *e)
{
	char *bytes = arena_alloc(a, PART_BYTES);
	struct row_document_part row = { .document = id };
	size_t n = PART_BYTES;
	enum rc rc = RC_OK;

	for (row.part = 0; rc == RC_OK && n == PART_BYTES; row.part++) {
		rc = read_part(fd, id, bytes, &n, e);
		if (rc != RC_OK || (n == 0 && row.part > 0))
			break;
		row.bytes = (str){ bytes, n };
		row.created_s = clock_now(&clock_system);
		rc = store_write(p->store, a, insert_in_write, &row, e);
	}
	return rc;
}

static enum rc
parts_keep(void *arg, str id, const char *staged, struct err *e)
{
	int fd = open(staged, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct arena *a;
	enum rc rc;

	if (fd < 0)
		return file_error(e, "open", id);
	a = arena_new();
	rc = keep_parts(arg, a, id, fd, e);
	arena_free(a);
	close(fd);
	if (rc == RC_OK && unlink(staged) != 0)
		return file_error(e, "unlink", id);
	return rc;
}

/* ---- out ---- */

static enum rc
append(int fd, str id, str bytes, struct err *e)
{
	while (bytes.n > 0) {
		ssize_t k = write(fd, bytes.p, bytes.n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return file_error(e, "write", id);
		bytes = str_from(bytes, (size_t)k);
	}
	return RC_OK;
}

static enum rc
fetch(struct parts *p, str id, int fd, struct err *e)
{
	struct row_document_part row = { .bytes = { NULL, PART_BYTES } };
	enum rc rc = RC_OK;

	for (int64_t part = 0; rc == RC_OK && row.bytes.n == PART_BYTES; part++) {
		arena_reset(p->a);
		rc = q_document_part_get(p->db, id, part, &row, e);
		if (rc == RC_NOT_FOUND && part > 0)
			rc = RC_OK, row.bytes.n = 0; /* ended at the end of a part */
		else if (rc == RC_OK)
			rc = append(fd, id, row.bytes, e);
	}
	if (rc == RC_NOT_FOUND)
		return err_set(e, rc, N_("Berkas tidak ditemukan."),
		    "document %.*s has no parts", STR_ARG(id));
	return rc == RC_OK && lseek(fd, 0, SEEK_SET) != 0 ? file_error(e, "seek", id)
							  : rc;
}

static enum rc
parts_open(void *arg, str id, int *out_fd, struct err *e)
{
	struct parts *p = arg;
	int fd = memfd_create("document", MFD_CLOEXEC);
	enum rc rc;

	if (fd < 0)
		return file_error(e, "memory", id);
	pthread_mutex_lock(&p->lock);
	rc = fetch(p, id, fd, e);
	arena_reset(p->a);
	pthread_mutex_unlock(&p->lock);
	if (rc == RC_OK)
		*out_fd = fd;
	else
		close(fd);
	return rc;
}

/* ---- away ---- */

static enum rc
delete_in_write(struct db *tx, void *arg, struct err *e)
{
	return q_document_parts_delete(tx, *(const str *)arg, e);
}

static enum rc
parts_destroy(void *arg, str id, struct err *e)
{
	struct parts *p = arg;
	struct arena *a = arena_new();
	enum rc rc = store_write(p->store, a, delete_in_write, &id, e);

	arena_free(a);
	return rc;
}

/* The next old documents, copied to `a`: `exists` may use a connection of its own meanwhile. */
static enum rc
list_old(struct parts *p, struct arena *a, str after, int64_t before_s,
    struct row_document_parts_old_list *out, struct err *e)
{
	enum rc rc;

	pthread_mutex_lock(&p->lock);
	db_use_arena(p->db, a);
	rc = q_document_parts_old(p->db, after, before_s, out, e);
	db_use_arena(p->db, p->a);
	pthread_mutex_unlock(&p->lock);
	return rc;
}

struct unknown {
	str *at;
	size_t n;
};

static enum rc
find_unknown(const struct row_document_parts_old_list *l, vault_exists_fn exists,
    void *exists_arg, struct unknown *out, struct err *e)
{
	enum rc rc = RC_OK;

	out->n = 0;
	for (size_t i = 0; rc == RC_OK && i < l->n; i++) {
		bool known = false;

		rc = exists(exists_arg, l->at[i].document, &known, e);
		if (rc == RC_OK && !known)
			out->at[out->n++] = l->at[i].document;
	}
	return rc;
}

static enum rc
delete_all_in_write(struct db *tx, void *arg, struct err *e)
{
	const struct unknown *u = arg;
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < u->n; i++)
		rc = q_document_parts_delete(tx, u->at[i], e);
	return rc;
}

static enum rc
parts_sweep(void *arg, int64_t older_than_s, vault_exists_fn exists, void *exists_arg,
    size_t *removed, struct err *e)
{
	struct parts *p = arg;
	struct arena *a = arena_new();
	struct unknown u = { .at = ARENA_ARRAY(a, ROWS, str) };
	struct row_document_parts_old_list old;
	str after = STR("");
	bool more = true;
	enum rc rc = RC_OK;

	while (rc == RC_OK && more) {
		rc = list_old(p, a, after, older_than_s, &old, e);
		if (rc != RC_OK)
			break;
		more = old.n == ROWS;
		if (more)
			after = old.at[ROWS - 1].document;
		rc = find_unknown(&old, exists, exists_arg, &u, e);
		if (rc == RC_OK && u.n > 0)
			rc = store_write(p->store, a, delete_all_in_write, &u, e);
		if (rc == RC_OK)
			*removed += u.n;
	}
	arena_free(a);
	return rc;
}

/* ---- opening ---- */

static void
parts_close(void *arg)
{
	struct parts *p = arg;

	db_close(p->db);
	arena_free(p->a);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

enum rc
document_parts_use(struct store *store, struct vault *v, struct err *e)
{
	struct parts *p = calloc(1, sizeof(*p));
	enum rc rc;

	if (p == NULL)
		BUG("out of memory");
	p->store = store;
	rc = db_open(store, &p->db, e);
	if (rc != RC_OK) {
		free(p);
		return rc;
	}
	p->a = arena_new();
	db_use_arena(p->db, p->a);
	pthread_mutex_init(&p->lock, NULL);
	vault_keep_with(v, &(struct vault_keeper){ .keep = parts_keep,
			       .open = parts_open,
			       .destroy = parts_destroy,
			       .sweep = parts_sweep,
			       .close = parts_close,
			       .arg = p });
	return RC_OK;
}

enum rc
document_vault_open(const struct conf *c, struct arena *a, struct store *store,
    struct vault **out, struct err *e)
{
	struct vault *v = NULL;
	enum rc rc =
	    vault_open(str_z(a, c->vault_dir), str_z(a, c->vault_key_file), &v, e);

	if (rc == RC_OK && str_eq_z(c->vault_store, "database"))
		rc = document_parts_use(store, v, e);
	if (rc == RC_OK)
		*out = v;
	else
		vault_close(v);
	return rc;
}
