/*
 * sqlc.c - the query compiler: sqlc OUT.c OUT.h FILE.sql...
 *
 * Turns the named statements of db/queries into typed C functions. What it refuses is a build error
 * with file and line. HACKING.md shows how a query is written.
 */
#include <stdio.h>
#include <stdlib.h>

#include "sqlc.h"

#define FILE_BYTES (4 * 1024 * 1024)

static void
check_query(struct sqlc *c, struct query *q)
{
	int before = c->errors;

	if (q->does.n == 0)
		sqlc_error(
		    c, q->at, "%.*s: say what it does (-- does: ...)", STR_ARG(q->name));
	if (str_find(q->does, STR("*/")) >= 0)
		sqlc_error(c, q->at, "%.*s: does: ends a comment", STR_ARG(q->name));
	if (q->returns == RETURNS_NONE)
		sqlc_error(c, q->at, "%.*s: say what it returns (-- returns: ...)",
		    STR_ARG(q->name));
	if (q->has_in && q->in.n == 0)
		sqlc_error(c, q->at, "%.*s: in: declares no input", STR_ARG(q->name));
	for (int i = 0; i < ENGINE__COUNT; i++)
		if (str_trim(q->text[i]).n == 0)
			sqlc_error(c, q->at, "%.*s: no text for %s", STR_ARG(q->name),
			    i == ENGINE_SQLITE ? "SQLite" : "PostgreSQL");
	if (c->errors != before)
		return;
	/* a text that both share has the same mistakes: report them once */
	if (sqlc_text(c, q, ENGINE_SQLITE) || !q->both)
		sqlc_text(c, q, ENGINE_PGSQL);
}

/* Check each query and turn its text into that of the engines. After all files are read. */
static void
sqlc_check(struct sqlc *c)
{
	for (struct query *q = c->queries; q != NULL; q = q->next)
		check_query(c, q);
}

static str
read_all(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	struct buf b;
	size_t n;

	if (f == NULL) {
		fprintf(stderr, "%s: cannot be read\n", path);
		exit(1);
	}
	buf_init(&b, a, 16 * 1024);
	while ((n = fread(buf_room(&b, 8192), 1, 8192, f)) > 0 && b.n < FILE_BYTES)
		b.n += n;
	if (ferror(f) || b.n >= FILE_BYTES) {
		fprintf(stderr, "%s: cannot be read, or is too large\n", path);
		exit(1);
	}
	(void)fclose(f);
	return buf_get(&b);
}

static void
write_all(const char *path, str s)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL || fwrite(s.p, 1, s.n, f) != s.n || fclose(f) != 0) {
		fprintf(stderr, "%s: cannot be written\n", path);
		exit(1);
	}
}

/* The part of a path after the last slash. */
static const char *
file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* From the root of the tree, whatever folder the build runs us in. */
static const char *
from_root(const char *path)
{
	const char *root = strstr(path, "db/queries/");

	return root != NULL ? root : path;
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct buf source, header;
	struct sqlc c;

	if (argc < 4) {
		fprintf(stderr, "usage: sqlc OUT.c OUT.h FILE.sql...\n");
		return 2;
	}
	sqlc_init(&c, a);
	for (int i = 3; i < argc; i++)
		sqlc_parse(&c, from_root(argv[i]), read_all(a, argv[i]));
	if (c.queries == NULL && c.errors == 0)
		sqlc_error(&c, (struct place){ argv[3], 1 }, "no query in any file");
	sqlc_check(&c);
	if (c.errors > 0)
		return 1;
	buf_init(&header, a, 64 * 1024);
	sqlc_emit_header(&c, &header);
	buf_init(&source, a, 256 * 1024);
	sqlc_emit_source(&c, &source, file_name(argv[2]));
	write_all(argv[2], buf_get(&header));
	write_all(argv[1], buf_get(&source));
	arena_free(a);
	return 0;
}
