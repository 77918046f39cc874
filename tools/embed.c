/*
 * embed.c - turns files into C: a table of assets with hashed URLs and compressed forms, or one blob.
 *
 *   embed OUT.c OUT.h DIR...                 struct asset asset_table[], asset_table_n (html/asset.h)
 *   embed --dep FILE OUT.c OUT.h DIR...      and the files read, for ninja
 *   embed --blob NAME OUT.c OUT.h FILE       const unsigned char NAME[], size_t NAME_len
 *
 * Names are relative to their DIR. In .css a relative url(...), in .js a relative import, is
 * replaced by the hashed URL of that asset; one that does not exist is an error.
 */
#include <brotli/encode.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/file.h"
#include "tools/sha256.h"

#define LIMIT_ASSET_BYTES (8 * 1024 * 1024)
#define LIMIT_ASSETS      2000

enum stage { RAW, BUSY, DONE };

struct item {
	str name, path, bytes, br, gz, url, etag;
	const struct kind *kind;
	enum stage stage;
};

static const struct kind {
	const char *ext, *type;
	bool compress;
} kinds[] = {
	{ "css", "text/css; charset=utf-8", true },
	{ "gif", "image/gif", false },
	{ "ico", "image/x-icon", true },
	{ "jpg", "image/jpeg", false },
	{ "js", "text/javascript; charset=utf-8", true },
	{ "json", "application/json", true },
	{ "map", "application/json", true },
	{ "mjs", "text/javascript; charset=utf-8", true },
	{ "pdf", "application/pdf", false },
	{ "png", "image/png", false },
	{ "svg", "image/svg+xml", true },
	{ "txt", "text/plain; charset=utf-8", true },
	{ "wasm", "application/wasm", true },
	{ "webmanifest", "application/manifest+json", true },
	{ "webp", "image/webp", false },
	{ "woff2", "font/woff2", false },
	{ "xml", "application/xml", true },
};

static struct arena *arena;
static struct item items[LIMIT_ASSETS];
static size_t n_items;
static struct buf deps;

static NORETURN void
fail(str what, const char *why)
{
	fprintf(stderr, "embed: %.*s: %s\n", STR_ARG(what), why);
	exit(EXIT_FAILURE);
}

static str
read_all(str path)
{
	struct err e = { 0 };
	str data;

	if (file_read(arena, str_z(arena, path), LIMIT_ASSET_BYTES, &data, &e) != RC_OK)
		fail(path, e.why);
	return data;
}

/* --- collecting ----------------------------------------------------------------------------- */

static const struct kind *
kind_of(str name)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_ends(name, str_fmt(arena, ".%s", kinds[i].ext)))
			return &kinds[i];
	fail(name, "unknown file type");
}

static void
collect_file(str path, str name)
{
	struct item *it = &items[n_items];

	if (n_items == LIMIT_ASSETS)
		fail(path, "too many assets");
	it->path = path;
	it->name = name;
	it->kind = kind_of(name);
	it->bytes = read_all(path);
	n_items++;
	buf_fmt(&deps, " %.*s", STR_ARG(path));
}

/* All files below `dir`; hidden ones are left out. `prefix` is the path from the root given. */
static void
/* NOLINTNEXTLINE(misc-no-recursion): `depth` ends it */
collect_dir(str dir, str prefix, int depth)
{
	DIR *d = opendir(str_z(arena, dir));

	if (d == NULL || depth > 8)
		fail(dir, "cannot read the folder");
	buf_fmt(&deps, " %.*s", STR_ARG(dir));
	for (const struct dirent *entry; (entry = readdir(d)) != NULL;) {
		str path, name;
		struct stat st;

		if (entry->d_name[0] == '.')
			continue;
		path = str_fmt(arena, "%.*s/%s", STR_ARG(dir), entry->d_name);
		name = str_fmt(arena, "%.*s%s", STR_ARG(prefix), entry->d_name);
		if (stat(str_z(arena, path), &st) != 0)
			fail(path, "cannot be read");
		if (S_ISDIR(st.st_mode))
			collect_dir(
			    path, str_fmt(arena, "%.*s/", STR_ARG(name)), depth + 1);
		else
			collect_file(path, name);
	}
	closedir(d);
}

static int
by_name(const void *a, const void *b)
{
	return str_cmp(((const struct item *)a)->name, ((const struct item *)b)->name);
}

static struct item *
find(str name)
{
	struct item key = { .name = name };

	return bsearch(&key, items, n_items, sizeof(*items), by_name);
}

/* --- references ----------------------------------------------------------------------------- */

/* "../x.svg" seen from "css/app.css" is "x.svg". */
static str
resolve(str from, str link)
{
	size_t n = from.n;

	while (n > 0 && from.p[n - 1] != '/')
		n--;
	for (;;) {
		if (str_starts(link, STR("./"))) {
			link = str_from(link, 2);
		} else if (str_starts(link, STR("../")) && n > 0) {
			link = str_from(link, 3);
			n--;
			while (n > 0 && from.p[n - 1] != '/')
				n--;
		} else {
			return str_fmt(arena, "%.*s%.*s", (int)n, from.p, STR_ARG(link));
		}
	}
}

/* NOLINTBEGIN(misc-no-recursion): as deep as files name each other; `stage` refuses a circle */
static void finish(struct item *it);

/* Write the URL of what `link` names; the part from "?" or "#" stays. */
static void
put_link(struct buf *out, const struct item *it, str link)
{
	str file = link, tail;
	struct item *target;
	size_t n = 0;

	while (n < file.n && file.p[n] != '?' && file.p[n] != '#')
		n++;
	tail = str_from(file, n);
	file = str_sub(file, 0, n);
	target = find(resolve(it->name, file));
	if (target == NULL)
		fail(it->path,
		    str_z(arena, str_fmt(arena, "no asset '%.*s'", STR_ARG(link))));
	finish(target);
	buf_str(out, target->url);
	buf_str(out, tail);
}

static bool
is_relative(str link)
{
	str scheme = link;

	if (link.n == 0 || link.p[0] == '/' || link.p[0] == '#')
		return false;
	str_cut(&scheme, ':');
	return scheme.n == 0;
}

/* The text that stands in quotes (or not) up to the closing bracket of url(. */
static str
css_link(str s, size_t *out_skip)
{
	size_t end = 0;
	char quote = s.n > 0 ? s.p[0] : ')';

	*out_skip = quote == '"' || quote == '\'' ? 1 : 0;
	while (end + *out_skip < s.n &&
	       s.p[end + *out_skip] != (*out_skip > 0 ? quote : ')'))
		end++;
	return str_sub(s, *out_skip, end);
}

static void
rewrite_css(struct item *it)
{
	struct buf out;
	str rest = it->bytes;

	buf_init(&out, arena, it->bytes.n + 256);
	for (ptrdiff_t at; (at = str_find(rest, STR("url("))) >= 0;) {
		size_t from = (size_t)at + 4, skip;
		str link = css_link(str_from(rest, from), &skip);

		buf_str(&out, str_sub(rest, 0, from + skip));
		if (is_relative(link))
			put_link(&out, it, link);
		else
			buf_str(&out, link);
		rest = str_from(rest, from + skip + link.n);
	}
	buf_str(&out, rest);
	it->bytes = buf_get(&out);
}

/* Behind from, import or import( ? Looks back over spaces and one bracket. */
static bool
is_import(str before)
{
	before = str_trim(before);
	if (str_ends(before, STR("(")))
		before = str_trim(str_sub(before, 0, before.n - 1));
	return str_ends(before, STR("from")) || str_ends(before, STR("import"));
}

static void
rewrite_js(struct item *it)
{
	struct buf out;
	str all = it->bytes;
	size_t done = 0;

	buf_init(&out, arena, all.n + 256);
	for (size_t i = 1; i + 2 < all.n; i++) {
		char quote = all.p[i - 1];
		size_t end = i;
		bool dots = str_starts(str_from(all, i), STR("./")) ||
			    str_starts(str_from(all, i), STR("../"));

		if ((quote != '"' && quote != '\'') || !dots ||
		    !is_import(str_sub(all, 0, i - 1)))
			continue;
		while (end < all.n && all.p[end] != quote && all.p[end] != '\n')
			end++;
		buf_str(&out, str_sub(all, done, i - done));
		put_link(&out, it, str_sub(all, i, end - i));
		done = end;
	}
	buf_str(&out, str_from(all, done));
	it->bytes = buf_get(&out);
}

/* --- compressing ---------------------------------------------------------------------------- */

static str
brotli(str s)
{
	size_t n = BrotliEncoderMaxCompressedSize(s.n);
	uint8_t *p = arena_alloc(arena, n);

	if (!BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_MAX_WINDOW_BITS,
		BROTLI_MODE_GENERIC, s.n, (const uint8_t *)s.p, &n, p))
		fail(STR("brotli"), "cannot compress");
	return (str){ (const char *)p, n };
}

/* With a header that holds no time, so that builds repeat byte by byte. */
static str
gzip(str s)
{
	z_stream z = { 0 };
	size_t room;
	char *p;

	if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		fail(STR("gzip"), "cannot start");
	room = deflateBound(&z, s.n);
	p = arena_alloc(arena, room);
	z.next_in = (unsigned char *)s.p; /* zlib does not write there */
	z.avail_in = (unsigned)s.n;
	z.next_out = (unsigned char *)p;
	z.avail_out = (unsigned)room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		fail(STR("gzip"), "cannot compress");
	deflateEnd(&z);
	return (str){ p, z.total_out };
}

static void
finish(struct item *it)
{
	unsigned char hash[32];
	str hex, ext;

	if (it->stage == DONE)
		return;
	if (it->stage == BUSY)
		fail(it->path, "refers to itself");
	it->stage = BUSY;
	ext = str_fmt(arena, ".%s", it->kind->ext);
	if (str_eq(ext, STR(".css")))
		rewrite_css(it);
	else if (str_eq(ext, STR(".js")) || str_eq(ext, STR(".mjs")))
		rewrite_js(it);
	sha256(it->bytes, hash);
	hex = hex_encode(arena, hash, sizeof(hash));
	it->url = str_fmt(arena, "/aset/%.*s.%.8s%.*s", (int)(it->name.n - ext.n),
	    it->name.p, hex.p, STR_ARG(ext));
	it->etag = str_fmt(arena, "\"%.32s\"", hex.p);
	if (it->kind->compress) {
		str br = brotli(it->bytes), gz = gzip(it->bytes);

		it->br = br.n < it->bytes.n - it->bytes.n / 20 ? br : STR_NONE;
		it->gz = gz.n < it->bytes.n - it->bytes.n / 20 ? gz : STR_NONE;
	}
	it->stage = DONE;
}
/* NOLINTEND(misc-no-recursion) */

/* --- writing -------------------------------------------------------------------------------- */

static void
put_bytes(FILE *f, str s)
{
	(void)fputs("\n    \"", f);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '"' || c == '\\' || c == '?')
			fprintf(f, "\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			fprintf(f, "\\%03o", c);
		else
			(void)fputc(c, f);
		if (c == '\n' && i + 1 < s.n)
			(void)fputs("\"\n    \"", f);
	}
	(void)fputc('"', f);
}

static void
put_str(FILE *f, const char *field, str s)
{
	if (s.p == NULL)
		return;
	fprintf(f, "\t  .%s = { ", field);
	put_bytes(f, s);
	fprintf(f, ", %zu },\n", s.n);
}

static FILE *
out_open(const char *path)
{
	FILE *f = fopen(path, "w");

	if (f == NULL)
		fail(str_from_z(path), "cannot be written");
	return f;
}

static void
out_close(FILE *f, const char *path)
{
	bool bad = ferror(f) != 0;

	if (fclose(f) != 0 || bad)
		fail(str_from_z(path), "cannot be written");
}

static void
write_table(const char *c_path, const char *h_path)
{
	FILE *f = out_open(h_path);

	(void)fputs(
	    "/* Made by embed. Do not edit. */\n#ifndef ASSET_TABLE_H\n#define ASSET_TABLE_H\n\n"
	    "#include \"html/asset.h\"\n\nextern const struct asset asset_table[];\n"
	    "extern const size_t asset_table_n;\n\n#endif\n",
	    f);
	out_close(f, h_path);
	f = out_open(c_path);
	(void)fputs(
	    "/* Made by embed. Do not edit. */\n#include \"html/asset.h\"\n\n"
	    "extern const struct asset asset_table[];\nextern const size_t asset_table_n;\n\n"
	    "const struct asset asset_table[] = {\n",
	    f);
	for (size_t i = 0; i < n_items; i++) {
		const struct item *it = &items[i];

		fprintf(f,
		    "\t{ .name = \"%.*s\",\n\t  .url = \"%.*s\",\n\t  .type = \"%s\",\n",
		    STR_ARG(it->name), STR_ARG(it->url), it->kind->type);
		fprintf(f, "\t  .etag = \"\\\"%.*s\\\"\",\n", (int)it->etag.n - 2,
		    it->etag.p + 1);
		put_str(f, "bytes", it->bytes);
		put_str(f, "br", it->br);
		put_str(f, "gz", it->gz);
		(void)fputs("\t},\n", f);
	}
	/* an empty array is not C */
	fprintf(
	    f, "\t{ .name = NULL },\n};\nconst size_t asset_table_n = %zu;\n", n_items);
	out_close(f, c_path);
}

static void
write_blob(const char *name, const char *c_path, const char *h_path, str data)
{
	FILE *f = out_open(h_path);

	fprintf(f,
	    "/* Made by embed. Do not edit. */\n#pragma once\n\n#include <stddef.h>\n\n"
	    "extern const unsigned char %s[];\nextern const size_t %s_len;\n",
	    name, name);
	out_close(f, h_path);
	f = out_open(c_path);
	fprintf(f,
	    "/* Made by embed. Do not edit. */\n#include <stddef.h>\n\n"
	    "extern const unsigned char %s[];\nextern const size_t %s_len;\n\n"
	    "const unsigned char %s[] =",
	    name, name, name);
	put_bytes(f, data);
	fprintf(f, ";\nconst size_t %s_len = %zu;\n", name, data.n);
	out_close(f, c_path);
}

static int
build_table(int argc, char **argv, const char *dep_path)
{
	for (int i = 2; i < argc; i++)
		collect_dir(str_from_z(argv[i]), STR(""), 0);
	qsort(items, n_items, sizeof(*items), by_name);
	for (size_t i = 1; i < n_items; i++)
		if (str_eq(items[i - 1].name, items[i].name))
			fail(items[i].path, "another folder has an asset of that name");
	for (size_t i = 0; i < n_items; i++)
		finish(&items[i]);
	write_table(argv[0], argv[1]);
	if (dep_path != NULL) {
		FILE *f = out_open(dep_path);

		fprintf(f, "%s:%.*s\n", argv[0], STR_ARG(buf_get(&deps)));
		out_close(f, dep_path);
	}
	return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	const char *dep_path = NULL;
	int rc = EXIT_FAILURE;

	arena = arena_new();
	buf_init(&deps, arena, 4096);
	if (argc == 6 && strcmp(argv[1], "--blob") == 0) {
		write_blob(argv[2], argv[3], argv[4], read_all(str_from_z(argv[5])));
		arena_free(arena);
		return EXIT_SUCCESS;
	}
	if (argc > 3 && strcmp(argv[1], "--dep") == 0) {
		dep_path = argv[2];
		argv += 2;
		argc -= 2;
	}
	if (argc >= 4)
		rc = build_table(argc - 1, argv + 1, dep_path);
	else
		fprintf(stderr, "usage: embed [--dep FILE] OUT.c OUT.h DIR...\n"
				"       embed --blob NAME OUT.c OUT.h FILE\n");
	arena_free(arena);
	return rc;
}
