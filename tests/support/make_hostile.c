/*
 * make_hostile DIR - write the hostile corpus: DIR/files (seeds for the fuzzers), DIR/heavy (files
 * that only a sandbox with limits should open) and DIR/TABLE, a line a file: name, kind, job, the
 * words of the sentence or "-", those of its first page or "-", separated by tabs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "support/hostile.h"

static void
write_file(const char *path, str bytes)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL || fwrite(bytes.p, 1, bytes.n, f) != bytes.n || fclose(f) != 0) {
		perror(path);
		exit(1);
	}
}

static void
make_dir(const char *path)
{
	struct stat st;

	if (mkdir(path, 0777) != 0 && (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))) {
		perror(path);
		exit(1);
	}
}

static const char *
or_dash(const char *s)
{
	return s != NULL ? s : "-";
}

int
main(int argc, char **argv)
{
	static const char *const jobs[HOSTILE_JOB__COUNT] = { "image", "pdf" };
	static const char *const folders[] = { "files", "heavy" };
	struct arena *a = arena_new();
	const struct hostile *h;
	char path[4096];
	FILE *table;

	if (argc != 2) {
		(void)fputs("usage: make_hostile DIR\n", stderr);
		return 2;
	}
	make_dir(argv[1]);
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		snprintf(path, sizeof(path), "%s/%s", argv[1], folders[i]);
		make_dir(path);
	}
	snprintf(path, sizeof(path), "%s/TABLE", argv[1]);
	table = fopen(path, "w");
	for (size_t i = 0; table != NULL && (h = hostile_at(i)) != NULL; i++) {
		arena_reset(a);
		snprintf(
		    path, sizeof(path), "%s/%s/%s", argv[1], folders[h->heavy], h->name);
		write_file(path, hostile_make(a, h));
		fprintf(table, "%s\t%s\t%s\t%s\t%s\n", h->name, h->kind, jobs[h->job],
		    or_dash(h->says), or_dash(h->page_says));
	}
	arena_free(a);
	if (table == NULL || fclose(table) != 0) {
		perror("TABLE");
		return 1;
	}
	return 0;
}
