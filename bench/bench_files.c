/*
 * bench_files.c - looking at files, and taking them in.
 *
 *   bench-files inspect PROGRAM SECONDS   a line a kind: files a second of one core (processor time of the
 *                                         inspector's processes), ms on the clock, peak memory
 *   bench-files upload DIR ROUNDS         medians of 4 threads: MB/s of uploads hashed, encrypted and durable, MB/s
 *                                         of the same bytes written and synced as they are, in turn
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "measure.h"
#include "support/make_files.h"
#include "vault/inspect.h"
#include "vault/vault.h"

#define BODY_BYTES ((size_t)5 * 1000 * 1000)
#define PART_BYTES 65536
#define THREADS    4
#define UPLOADS    8 /* a thread and round */
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

/* What a thread does in a round; the files it made are removed when the clock has stopped. */
struct uploader {
	struct vault *v;
	const char *dir, *body;
	int number;
	struct arena *a;
	struct vault_doc docs[UPLOADS];
};

static size_t
part_at(size_t at)
{
	return BODY_BYTES - at < PART_BYTES ? BODY_BYTES - at : PART_BYTES;
}

/* As the server does: pieces as they come from the socket, then durable. */
static void *
vaulted(void *arg)
{
	struct uploader *u = arg;

	for (int i = 0; i < UPLOADS; i++) {
		struct vault_stage *stage;
		struct err e;

		must(vault_stage_open(u->v, (int64_t)BODY_BYTES, &stage, &e), &e, "open");
		for (size_t at = 0; at < BODY_BYTES; at += PART_BYTES)
			must(vault_stage_write(
				 stage, (str){ u->body + at, part_at(at) }, &e),
			    &e, "write");
		must(vault_stage_close(stage, &e), &e, "close");
		must(vault_commit(stage, u->a, &u->docs[i], &e), &e, "commit");
	}
	return NULL;
}

static void
vaulted_remove(struct uploader *u)
{
	struct err e;

	for (int i = 0; i < UPLOADS; i++)
		must(vault_destroy(u->v, u->docs[i].id, &e), &e, "remove");
}

static void
raw_path(const struct uploader *u, int i, char out[4096])
{
	snprintf(out, 4096, "%s/raw-%d-%d", u->dir, u->number, i);
}

static void *
raw(void *arg)
{
	const struct uploader *u = arg;
	char path[4096];

	for (int i = 0; i < UPLOADS; i++) {
		int fd;

		raw_path(u, i, path);
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
		if (fd < 0)
			give_up(path);
		for (size_t at = 0; at < BODY_BYTES; at += PART_BYTES)
			if (write(fd, u->body + at, part_at(at)) != (ssize_t)part_at(at))
				give_up("write");
		if (fsync(fd) != 0 || close(fd) != 0)
			give_up("fsync");
	}
	return NULL;
}

static void
raw_remove(struct uploader *u)
{
	char path[4096];

	for (int i = 0; i < UPLOADS; i++) {
		raw_path(u, i, path);
		if (unlink(path) != 0)
			give_up(path);
	}
}

/* MB/s of all threads together. */
static double
round_of(
    struct uploader u[THREADS], void *(*work)(void *), void (*done)(struct uploader *))
{
	int64_t begin = now_us(), us;
	pthread_t t[THREADS];

	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&t[i], NULL, work, &u[i]) != 0)
			give_up("pthread_create");
	for (int i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
	us = now_us() - begin;
	for (int i = 0; i < THREADS; i++) {
		done(&u[i]);
		arena_reset(u[i].a);
	}
	return (double)BODY_BYTES * UPLOADS * THREADS / (double)us;
}

static char *
make_body(void)
{
	char *body = malloc(BODY_BYTES);
	uint32_t x = 1;

	if (body == NULL)
		give_up("upload");
	for (size_t i = 0; i < BODY_BYTES; i++) {
		x = x * 1664525u + 1013904223u;
		body[i] = (char)(x >> 24);
	}
	return body;
}

static int
upload(const char *dir, int rounds)
{
	double ours[MAX_ROUNDS], disk[MAX_ROUNDS];
	struct uploader u[THREADS];
	char *body = make_body(), key[4096], folder[4096];
	struct vault *v;
	struct err e;

	if (rounds < 1 || rounds > MAX_ROUNDS)
		give_up("upload");
	snprintf(key, sizeof(key), "%s/vault.key", dir);
	snprintf(folder, sizeof(folder), "%s/vault", dir);
	must(vault_key_create(key, &e), &e, key);
	must(vault_open(folder, key, &v, &e), &e, folder);
	for (int i = 0; i < THREADS; i++)
		u[i] = (struct uploader){
			.v = v, .dir = dir, .body = body, .number = i, .a = arena_new()
		};
	for (int r = 0; r < rounds; r++) {
		ours[r] = round_of(u, vaulted, vaulted_remove);
		disk[r] = round_of(u, raw, raw_remove);
	}
	(void)printf(
	    "%.0f %.0f\n", median(ours, (size_t)rounds), median(disk, (size_t)rounds));
	for (int i = 0; i < THREADS; i++)
		arena_free(u[i].a);
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
