/*
 * bench_files.c - looking at files, and taking them in.
 *
 *   bench-files inspect PROGRAM SECONDS   a line a kind: files a second of one core (processor time of the
 *                                         inspector's processes), ms on the clock, peak memory
 *   bench-files upload DIR ROUNDS         medians: MB/s of an upload hashed, encrypted and durable, MB/s of the
 *                                         same bytes written and synced as they are, in turn
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "measure.h"
#include "support/make_files.h"
#include "vault/inspect.h"
#include "vault/vault.h"

#define BODY_BYTES ((size_t)10 * 1000 * 1000)
#define PART_BYTES 65536
#define UPLOADS    8 /* a round */
#define MAX_ROUNDS 9

static void
must(enum rc rc, const struct err *e, const char *what)
{
	if (rc == RC_OK)
		return;
	(void)fprintf(stderr, "%s: %s\n", what, e->why);
	exit(1);
}

/* ---- inspecting ---- */

static int64_t
children_us(long *peak_kb)
{
	struct rusage r;

	if (getrusage(RUSAGE_CHILDREN, &r) != 0)
		give_up("getrusage");
	*peak_kb = r.ru_maxrss;
	return (int64_t)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1000000 +
	       r.ru_utime.tv_usec + r.ru_stime.tv_usec;
}

enum kind { KIND_IMAGE, KIND_PDF, KIND_PAGE };

static void
look(const struct inspector *ins, struct arena *a, enum kind kind, str bytes)
{
	struct inspect_image image;
	struct inspect_page page;
	struct inspect_pdf pdf;
	struct err e;

	if (kind == KIND_IMAGE)
		must(inspect_image(ins, a, bytes, INSPECT_CARD, &image, &e), &e, "image");
	else if (kind == KIND_PDF)
		must(inspect_pdf(ins, a, bytes, &pdf, &e), &e, "pdf");
	else
		must(inspect_pdf_page(ins, a, bytes, 1, 150, &page, &e), &e, "page");
}

static void
measure(const struct inspector *ins, const char *name, enum kind kind, str bytes,
    int64_t for_us)
{
	struct arena *a = arena_new();
	int64_t begin = now_us(), cpu, n = 0;
	long peak;

	cpu = children_us(&peak);
	do {
		arena_reset(a);
		look(ins, a, kind, bytes);
		n++;
	} while (now_us() - begin < for_us);
	cpu = children_us(&peak) - cpu;
	(void)printf(
	    "%-22s %6zu KiB %7.1f /s of one core %7.1f ms %6.1f MiB peak so far\n", name,
	    bytes.n / 1024, (double)n * 1e6 / (double)cpu,
	    (double)(now_us() - begin) / 1e3 / (double)n, (double)peak / 1024);
	(void)fflush(stdout);
	arena_free(a);
}

static int
inspect_all(const char *program, int seconds)
{
	int64_t us = (int64_t)seconds * 1000000;
	struct arena *a = arena_new();
	struct inspector *ins;
	struct err e;

	must(inspector_new(program, 0, &ins, &e), &e, program);
	measure(ins, "jpeg-1600x1000", KIND_IMAGE,
	    make_jpeg(a, PICTURE_CARD, 1600, 1000, (struct jpeg_want){ 0 }), us);
	measure(ins, "jpeg-12-megapixels", KIND_IMAGE,
	    make_jpeg(a, PICTURE_SOFT, 4000, 3000, (struct jpeg_want){ 0 }), us);
	measure(ins, "png-1600x1000", KIND_IMAGE,
	    make_png(a, PICTURE_CARD, 1600, 1000, 3, 8), us);
	measure(ins, "pdf-1-page", KIND_PDF, make_pdf(a, (struct pdf_want){ .pages = 1 }),
	    us);
	measure(ins, "pdf-50-pages", KIND_PDF,
	    make_pdf(a, (struct pdf_want){ .pages = 50 }), us);
	measure(ins, "page-with-qr-150-dpi", KIND_PAGE,
	    make_pdf_qr(a, "https://paraf.example/cek/7K4M2PXA9QRT"), us);
	inspector_free(ins);
	arena_free(a);
	return 0;
}

/* ---- taking in ---- */

static double
mb_per_s(int64_t us)
{
	return (double)BODY_BYTES * UPLOADS / (double)us;
}

/* As the server does: pieces as they come from the socket, then durable. */
static double
vaulted(struct vault *v, const char *body)
{
	int64_t begin = now_us();

	for (int i = 0; i < UPLOADS; i++) {
		struct arena *a = arena_new();
		struct vault_stage *stage;
		struct vault_doc doc;
		struct err e;

		must(vault_stage_open(v, (int64_t)BODY_BYTES, &stage, &e), &e, "open");
		for (size_t at = 0; at < BODY_BYTES; at += PART_BYTES) {
			size_t n =
			    BODY_BYTES - at < PART_BYTES ? BODY_BYTES - at : PART_BYTES;

			must(vault_stage_write(stage, (str){ body + at, n }, &e), &e,
			    "write");
		}
		must(vault_stage_close(stage, &e), &e, "close");
		must(vault_commit(stage, a, &doc, &e), &e, "commit");
		must(vault_destroy(v, doc.id, &e), &e, "remove");
		arena_free(a);
	}
	return mb_per_s(now_us() - begin);
}

static double
raw(const char *dir, const char *body)
{
	int64_t begin = now_us();
	char path[4096];

	snprintf(path, sizeof(path), "%s/raw", dir);
	for (int i = 0; i < UPLOADS; i++) {
		int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		if (fd < 0)
			give_up(path);
		for (size_t at = 0; at < BODY_BYTES; at += PART_BYTES) {
			size_t n =
			    BODY_BYTES - at < PART_BYTES ? BODY_BYTES - at : PART_BYTES;

			if (write(fd, body + at, n) != (ssize_t)n)
				give_up("write");
		}
		if (fsync(fd) != 0 || close(fd) != 0 || unlink(path) != 0)
			give_up("fsync");
	}
	return mb_per_s(now_us() - begin);
}

static int
upload(const char *dir, int rounds)
{
	double ours[MAX_ROUNDS], disk[MAX_ROUNDS];
	char *body = malloc(BODY_BYTES), key[4096], folder[4096];
	uint32_t x = 1;
	struct vault *v;
	struct err e;

	if (body == NULL || rounds < 1 || rounds > MAX_ROUNDS)
		give_up("upload");
	for (size_t i = 0; i < BODY_BYTES; i++) {
		x = x * 1664525u + 1013904223u;
		body[i] = (char)(x >> 24);
	}
	snprintf(key, sizeof(key), "%s/vault.key", dir);
	snprintf(folder, sizeof(folder), "%s/vault", dir);
	must(vault_key_create(key, &e), &e, key);
	must(vault_open(folder, key, &v, &e), &e, folder);
	for (int r = 0; r < rounds; r++) {
		ours[r] = vaulted(v, body);
		disk[r] = raw(dir, body);
	}
	(void)printf(
	    "%.0f %.0f\n", median(ours, (size_t)rounds), median(disk, (size_t)rounds));
	vault_close(v);
	free(body);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "inspect") == 0)
		return inspect_all(argv[2], atoi(argv[3]));
	if (argc == 4 && strcmp(argv[1], "upload") == 0)
		return upload(argv[2], atoi(argv[3]));
	(void)fputs(
	    "usage: bench-files inspect PROGRAM SECONDS | upload DIR ROUNDS\n", stderr);
	return 2;
}
