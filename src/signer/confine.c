/* confine.c - the walls around paraf-signer, on base/sandbox.h. */
#include "signer/confine.h"

#include <libgen.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "signer/internal.h"

#define MAX_PATHS  48
#define MAX_FILES  512
#define KEY_MEMORY 65536

enum rc
signer_confine_self(bool *out_locked, struct err *e)
{
	const struct sandbox_limits limits = { .cpu_s = SANDBOX_UNLIMITED,
		.file_bytes = SANDBOX_UNLIMITED,
		.files = MAX_FILES,
		.threads = true };
	enum rc rc;

	umask(077);
	if ((rc = sandbox_private(e)) != RC_OK ||
	    (rc = sandbox_limit(&limits, e)) != RC_OK ||
	    (rc = pki_key_memory(KEY_MEMORY, e)) != RC_OK)
		return rc;
	*out_locked = sandbox_lock_memory();
	return sandbox_no_capabilities(e);
}

/* SQLite's own temporary files belong where we may write. */
static enum rc
temporary_files(const char *folder, struct err *e)
{
	if (setenv("SQLITE_TMPDIR", folder, 1) != 0)
		return err_set(
		    e, RC_UNAVAILABLE, N_("Penerbit sertifikat belum siap."), "setenv");
	return RC_OK;
}

enum rc
signer_confine_files(const struct signer_options *o, const char *socket,
    const struct sandbox_path *more, size_t n_more, bool *out_enforced, struct err *e)
{
	/* the last one for the reports of a sanitizer, which name functions */
	static const char *const read_only[] = { "/etc/localtime", "/usr/share/zoneinfo",
		"/etc/ssl/openssl.cnf", "/dev/urandom", "/dev/null",
		SANDBOX_SANITIZED ? "/proc/self" : "/dev/null" };
	struct sandbox_path at[MAX_PATHS];
	struct arena *a = arena_new();
	const char *own = signer_path(a, o->state, "signer");
	const char *pki = signer_path(a, o->state, "pki");
	const char *status = signer_path(a, o->state, "status");
	char *folder = arena_copy(a, socket, strlen(socket));
	size_t n = 0;
	enum rc rc;

	BUG_ON(n_more + ARRAY_LEN(read_only) + 6 > MAX_PATHS);
	at[n++] = (struct sandbox_path){ .path = own, .write = true };
	at[n++] = (struct sandbox_path){ .path = pki, .write = true };
	at[n++] = (struct sandbox_path){ .path = status, .write = true };
	at[n++] = (struct sandbox_path){ .path = dirname(folder), .sockets = true };
	at[n++] = (struct sandbox_path){ .path = signer_secret_path(a, o->state,
					     o->secrets.secret_file, "signer.secret") };
	at[n++] = (struct sandbox_path){ .path = signer_secret_path(a, o->state,
					     o->secrets.pin_file, "token.pin") };
	for (size_t i = 0; i < ARRAY_LEN(read_only); i++)
		at[n++] = (struct sandbox_path){ .path = read_only[i] };
	for (size_t i = 0; i < n_more; i++)
		at[n++] = more[i];
	umask(022);
	rc = file_make_dirs(pki, 0755, e);
	if (rc == RC_OK)
		rc = file_make_dirs(status, 0755, e);
	umask(077);
	if (rc == RC_OK)
		rc = temporary_files(own, e);
	if (rc == RC_OK)
		rc = sandbox_paths(at, n, out_enforced, e);
	arena_free(a);
	return rc;
}

enum rc
signer_confine_calls(bool token, struct err *e)
{
	const struct sandbox_service service = { .code = token, .unix_sockets = token };
	enum rc rc = sandbox_no_tasks(e);

	return rc == RC_OK ? sandbox_service_syscalls(&service, e) : rc;
}
