/*
 * tmplc.c - compiles one template file to C, or prints the messages of many as .pot.
 *
 *   tmplc OUT.c OUT.h TEMPLATE        tmplc --pot FILE...        tmplc --check FILE.mo
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "tools/tmplc.h"

#define LIMIT_TEMPLATE_BYTES  (1024 * 1024)
#define LIMIT_CATALOGUE_BYTES (4 * 1024 * 1024)

static bool
compile(struct arena *a, const char *path, const char *header,
    struct tmpl_messages *messages, struct tmpl_output *out)
{
	struct err e = { 0 };
	str text;

	if (file_read(a, path, LIMIT_TEMPLATE_BYTES, &text, &e) != RC_OK) {
		fprintf(stderr, "tmplc: %s: %s\n", path, e.why);
		return false;
	}
	if (!tmpl_compile(a, path, text, header, true, messages, out)) {
		fprintf(stderr, "%s\n", out->error);
		return false;
	}
	return true;
}

static bool
write_file(const char *path, str data)
{
	FILE *f = fopen(path, "w");
	bool ok = f != NULL && fwrite(data.p, 1, data.n, f) == data.n;

	if (f != NULL && fclose(f) != 0)
		ok = false;
	if (!ok)
		perror(path);
	return ok;
}

static bool
print_pot(struct arena *a, char **paths, int n)
{
	struct tmpl_messages messages = { 0 };
	struct tmpl_output out;
	str pot;

	for (int i = 0; i < n; i++)
		if (!compile(a, paths[i], "none.h", &messages, &out))
			return false;
	pot = tmpl_pot(a, &messages);
	return fwrite(pot.p, 1, pot.n, stdout) == pot.n && fflush(stdout) == 0;
}

static bool
check(struct arena *a, const char *path)
{
	struct err e = { 0 };
	str mo;

	if (file_read(a, path, LIMIT_CATALOGUE_BYTES, &mo, &e) != RC_OK) {
		fprintf(stderr, "tmplc: %s: %s\n", path, e.why);
		return false;
	}
	return tmpl_check(a, mo);
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct tmpl_messages messages = { 0 };
	struct tmpl_output out;
	bool ok = false;

	if (argc >= 2 && strcmp(argv[1], "--pot") == 0) {
		ok = print_pot(a, argv + 2, argc - 2);
	} else if (argc == 3 && strcmp(argv[1], "--check") == 0) {
		ok = check(a, argv[2]);
	} else if (argc == 4) {
		const char *slash = strrchr(argv[2], '/');

		ok = compile(a, argv[3], slash == NULL ? argv[2] : slash + 1, &messages,
			 &out) &&
		     write_file(argv[1], out.c) && write_file(argv[2], out.h);
	} else {
		fprintf(stderr,
		    "usage: tmplc OUT.c OUT.h TEMPLATE\n       tmplc --pot FILE...\n"
		    "       tmplc --check FILE.mo\n");
	}
	arena_free(a);
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
