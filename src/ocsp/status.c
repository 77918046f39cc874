/* status.c - two statements on a database that somebody else writes. */
#include "ocsp/status.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>

struct status_reader {
	sqlite3 *db;
	sqlite3_stmt *get, *cas;
	dev_t device;
	ino_t inode;
};

static enum rc
trouble(struct status_reader *r, struct err *e, const char *what)
{
	return err_set(e, RC_UNAVAILABLE,
	    N_("Catatan status sertifikat sedang tidak dapat dibaca."),
	    "status.db: %s: %s", what, sqlite3_errmsg(r->db));
}

static enum rc
prepare(struct status_reader *r, struct err *e)
{
	/* the folder is not ours: never try to make or change anything in it */
	if (sqlite3_busy_timeout(r->db, 1000) != SQLITE_OK ||
	    sqlite3_exec(r->db,
		"PRAGMA query_only = ON; PRAGMA cache_size = -4096;"
		"PRAGMA mmap_size = 268435456",
		NULL, NULL, NULL) != SQLITE_OK)
		return trouble(r, e, "open");
	if (sqlite3_prepare_v3(r->db,
		"SELECT state, reason, at_s, invalidity_s, change FROM certificate"
		" WHERE serial = ?1 AND ca = ?2",
		-1, SQLITE_PREPARE_PERSISTENT, &r->get, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v3(r->db,
		"SELECT name, der, not_before_s, not_after_s FROM ca ORDER BY name", -1,
		SQLITE_PREPARE_PERSISTENT, &r->cas, NULL) != SQLITE_OK)
		return trouble(r, e, "prepare");
	return RC_OK;
}

enum rc
status_reader_open(const char *path, struct status_reader **out, struct err *e)
{
	struct status_reader *r = calloc(1, sizeof(*r));
	struct arena *a = arena_new();
	const char *uri = str_fmt(a, "file:%s?mode=ro&readonly_shm=1", path).p;
	struct stat st;
	enum rc rc;

	if (r == NULL)
		BUG("out of memory");
	/* taken before it is opened: should it change meanwhile, we look again */
	if (stat(path, &st) == 0) {
		r->device = st.st_dev;
		r->inode = st.st_ino;
	}
	if (sqlite3_open_v2(uri, &r->db,
		SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
		NULL) != SQLITE_OK)
		rc = trouble(r, e, path);
	else
		rc = prepare(r, e);
	arena_free(a);
	if (rc != RC_OK) {
		status_reader_close(r);
		return rc;
	}
	*out = r;
	return RC_OK;
}

void
status_reader_close(struct status_reader *r)
{
	if (r == NULL)
		return;
	sqlite3_finalize(r->get);
	sqlite3_finalize(r->cas);
	sqlite3_close(r->db);
	free(r);
}

bool
status_reader_is(const struct status_reader *r, const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && st.st_dev == r->device && st.st_ino == r->inode;
}

enum rc
status_reader_get(struct status_reader *r, str ca, str serial, struct ocsp_status *out,
    bool *out_found, struct err *e)
{
	int code = sqlite3_bind_blob64(r->get, 1, serial.p, serial.n, SQLITE_STATIC);
	enum rc rc = RC_OK;

	if (code == SQLITE_OK)
		code = sqlite3_bind_text64(
		    r->get, 2, ca.p, ca.n, SQLITE_STATIC, SQLITE_UTF8);
	if (code == SQLITE_OK)
		code = sqlite3_step(r->get);
	if (code == SQLITE_ROW) {
		*out_found = true;
		*out = (struct ocsp_status){ .reason = sqlite3_column_int(r->get, 1),
			.at_s = sqlite3_column_int64(r->get, 2),
			.invalidity_s = sqlite3_column_int64(r->get, 3),
			.change = sqlite3_column_int64(r->get, 4) };
		switch (sqlite3_column_int(r->get, 0)) {
		case 0:
			out->state = OCSP_GOOD;
			break;
		case 1:
			out->state = OCSP_SUSPENDED;
			break;
		default: /* whatever it is, it is not good */
			out->state = OCSP_REVOKED;
			break;
		}
	} else if (code == SQLITE_DONE) {
		*out_found = false;
	} else {
		rc = trouble(r, e, "get");
	}
	sqlite3_reset(r->get);
	return rc;
}

static str
copy(struct arena *a, sqlite3_stmt *st, int i)
{
	const void *p = sqlite3_column_blob(st, i);
	size_t n = (size_t)sqlite3_column_bytes(st, i);

	return (str){ arena_copy(a, p, n), n };
}

enum rc
status_reader_cas(struct status_reader *r, struct arena *a, struct ocsp_ca *out,
    size_t max, size_t *out_n, struct err *e)
{
	size_t n = 0;
	int code;

	while ((code = sqlite3_step(r->cas)) == SQLITE_ROW && n < max)
		out[n++] = (struct ocsp_ca){ copy(a, r->cas, 0), copy(a, r->cas, 1),
			sqlite3_column_int64(r->cas, 2),
			sqlite3_column_int64(r->cas, 3) };
	sqlite3_reset(r->cas);
	if (code != SQLITE_DONE && code != SQLITE_ROW)
		return trouble(r, e, "ca");
	*out_n = n;
	return RC_OK;
}
