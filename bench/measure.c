/* measure.c - clocks, medians, raw limits. */
#include "measure.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SLOTS 256 /* of 4 KiB, written one after the other */

int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t
process_cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t
process_written(void)
{
	FILE *f = fopen("/proc/self/io", "re");
	char line[128];
	long long n = 0;

	if (f == NULL)
		give_up("/proc/self/io");
	while (fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "wchar: ", 7) == 0)
			n = atoll(line + 7);
	fclose(f);
	return n;
}

void
give_up(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(1);
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

double
median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_value);
	return v[n / 2];
}

double
raw_fdatasync(const char *dir, int ms)
{
	char path[4096];
	static char block[4096];
	int64_t begin, end;
	long n = 0;
	int fd;

	snprintf(path, sizeof(path), "%s/fdatasync", dir);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		give_up(path);
	for (int i = 0; i < SLOTS; i++)
		if (write(fd, block, sizeof(block)) != (ssize_t)sizeof(block))
			give_up("write");
	if (fsync(fd) != 0)
		give_up("fsync");
	begin = now_us();
	end = begin + (int64_t)ms * 1000;
	while (now_us() < end) {
		memset(block, (int)n, sizeof(block));
		if (pwrite(fd, block, sizeof(block), (n % SLOTS) * (long)sizeof(block)) !=
			(ssize_t)sizeof(block) ||
		    fdatasync(fd) != 0)
			give_up("fdatasync");
		n++;
	}
	end = now_us();
	close(fd);
	unlink(path);
	return (double)n * 1e6 / (double)(end - begin);
}

struct hashing {
	int64_t end;
	atomic_long n;
};

static void *
hash_main(void *arg)
{
	struct hashing *h = arg;
	static const unsigned char salt[crypto_pwhash_SALTBYTES] = "bench";
	unsigned char key[32];

	while (now_us() < h->end) {
		if (crypto_pwhash(key, sizeof(key), "kata sandi", 10, salt, 2,
			(size_t)19456 * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0)
			give_up("argon2id");
		atomic_fetch_add(&h->n, 1);
	}
	return NULL;
}

double
raw_argon2(int threads, int ms)
{
	pthread_t *t = calloc((size_t)threads, sizeof(*t));
	int64_t begin = now_us();
	struct hashing h = { .end = begin + (int64_t)ms * 1000 };

	if (t == NULL || sodium_init() < 0)
		give_up("argon2id");
	for (int i = 0; i < threads; i++)
		if (pthread_create(&t[i], NULL, hash_main, &h) != 0)
			give_up("pthread_create");
	for (int i = 0; i < threads; i++)
		pthread_join(t[i], NULL);
	free(t);
	return (double)atomic_load(&h.n) * 1e6 / (double)(now_us() - begin);
}
