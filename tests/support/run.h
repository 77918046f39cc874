/*
 * run.h - ask other programs what they think: temporary folders, and what a shell command prints.
 * Use inside a cmocka test; a command that fails, fails the test.
 */
#ifndef SUPPORT_RUN_H
#define SUPPORT_RUN_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "support/check.h"

#define RUN_OUTPUT_BYTES (512 * 1024)

/* A new folder, removed by run_temp_drop. */
static inline const char *
run_temp(struct arena *a)
{
	const char *base = getenv("TMPDIR");
	str s = str_fmt(a, "%s/paraf-test-XXXXXX", base != NULL ? base : "/tmp");
	char *dir = arena_copy(a, s.p, s.n);

	if (mkdtemp(dir) == NULL)
		fail_msg("mkdtemp %s", dir);
	return dir;
}

/* Standard output of the command, run in the folder. */
static inline str
run_in(struct arena *a, const char *dir, const char *command)
{
	const char *line = str_z(a, str_fmt(a, "cd '%s' && %s", dir, command));
	char *p = arena_alloc(a, RUN_OUTPUT_BYTES);
	FILE *f = popen(line, "r");
	size_t n;

	if (f == NULL)
		fail_msg("popen: %s", line);
	n = fread(p, 1, RUN_OUTPUT_BYTES, f);
	if (pclose(f) != 0)
		fail_msg("failed: %s\n%.*s", line, (int)n, p);
	return (str){ p, n };
}

static inline void
run_temp_drop(struct arena *a, const char *dir)
{
	(void)run_in(a, "/", str_z(a, str_fmt(a, "rm -r '%s'", dir)));
}

static inline void
run_write(struct arena *a, const char *dir, const char *name, str data)
{
	struct err e;

	CHECK_OK(name,
	    file_write_durable(str_z(a, str_fmt(a, "%s/%s", dir, name)), data, 0600, &e),
	    &e);
}

#endif
