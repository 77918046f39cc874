/* confine.c - the two sandboxes (docs/decisions/0003-inspector-sandbox.md). */
#include <iconv.h>

#include "base/sandbox.h"
#include "inspector/inspector.h"

#define MEMORY ((uint64_t)512 * 1024 * 1024)
#define CPU_S  10

/* zbar converts QR texts with these; glibc loads each converter as a plug-in at its first use. */
static void
load_converters(void)
{
	static const char *const from[] = { "ISO8859-1", "SJIS", "BIG-5", "CP437",
		"UTF-8" };
	static iconv_t keep[ARRAY_LEN(from)];

	for (size_t i = 0; i < ARRAY_LEN(from); i++)
		keep[i] = iconv_open("UTF-8", from[i]);
	(void)keep;
}

enum rc
inspector_confine(struct err *e)
{
	const struct sandbox_limits limits = {
		.memory_bytes = MEMORY, .cpu_s = CPU_S, .file_bytes = 0, .files = 8
	};
	bool landlock;
	enum rc rc;

	load_converters();
	rc = sandbox_limit(&limits, e);
	if (rc == RC_OK)
		rc = sandbox_paths(NULL, 0, &landlock, e);
	if (rc == RC_OK)
		rc = sandbox_syscalls(SANDBOX_COMPUTE, e);
	return rc;
}

enum rc
inspector_confine_renderer(struct err *e)
{
	static const struct sandbox_path paths[] = {
		{ INSPECTOR_RENDERER, true },
		{ "/usr/lib",
		    true }, /* the dynamic loader is executed; /lib and /lib64 point here */
		{ "/lib", true },
		{ "/lib64", true },
		{ "/usr/share", false },
		{ "/usr/local/share/fonts", false },
		{ "/etc/ld.so.cache", false },
		{ "/etc/fonts", false },
		{ "/var/cache/fontconfig", false },
		{ "/dev/null", false },
	};
	const struct sandbox_limits limits = {
		.memory_bytes = MEMORY, .cpu_s = CPU_S, .file_bytes = 0, .files = 64
	};
	bool landlock = false;
	enum rc rc = sandbox_limit(&limits, e);

	if (rc == RC_OK)
		rc = sandbox_paths(paths, ARRAY_LEN(paths), &landlock, e);
	if (rc == RC_OK && !landlock)
		rc = err_set(e, RC_UNAVAILABLE,
		    N_("Pemeriksa berkas sedang tidak dapat dijalankan."),
		    "this kernel has no Landlock: pages are not rendered");
	if (rc == RC_OK)
		rc = sandbox_syscalls(SANDBOX_READER, e);
	return rc;
}
