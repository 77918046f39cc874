/*
 * bench_letter.c - how many letters of each kind one core draws in a second, and how much memory it
 * takes: bench-letter SECONDS [KIND...]. bench-letter --write DIR writes each kind as DIR/KIND.pdf.
 *
 * The rate is by processor time, the clock that a loaded machine does not bend; wall time is printed
 * beside it. Every letter has another number and check code, so no code or page is drawn twice.
 */
#include "letters/letter.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "measure.h"

static long
peak_kb(void)
{
	struct rusage r;

	if (getrusage(RUSAGE_SELF, &r) != 0)
		give_up("getrusage");
	return r.ru_maxrss;
}

static struct letter_pdf
draw(const struct letter_template *t, struct arena *a, int64_t serial)
{
	struct letter_data data = *letter_sample(str_from_z(t->name));
	struct letter_pdf pdf;
	struct err e;

	data.number = str_fmt(a, "S-%lld/WPB.24/KP.082/2026", (long long)serial);
	data.check_code = str_fmt(a, "7K3M-9QRT-%04lld", (long long)(serial % 10000));
	data.check_url = str_fmt(
	    a, "https://paraf.example/cek/7K3M9QRT%04lld", (long long)(serial % 10000));
	if (letter_render(t, &data, a, &pdf, &e) != RC_OK) {
		(void)fprintf(stderr, "%s: %s\n", t->name, e.msg);
		exit(1);
	}
	return pdf;
}

static void
measure(const struct letter_template *t, int64_t for_us)
{
	int64_t wall = now_us(), cpu = process_cpu_us(), n = 0;
	struct letter_pdf pdf = { .pages = 0 };
	size_t bytes = 0;
	struct arena *a;

	while (process_cpu_us() - cpu < for_us) {
		a = arena_new();
		pdf = draw(t, a, ++n);
		bytes = pdf.bytes.n;
		arena_free(a);
	}
	cpu = process_cpu_us() - cpu;
	wall = now_us() - wall;
	(void)printf("%-24s %u pages %6zu bytes %7.1f /s of one core %7.1f /s wall\n",
	    t->name, pdf.pages, bytes, (double)n * 1e6 / (double)cpu,
	    (double)n * 1e6 / (double)wall);
}

static void
write_all(const char *dir)
{
	size_t n;
	const struct letter_template *t = letter_templates(&n);

	for (size_t i = 0; i < n; i++) {
		struct arena *a = arena_new();
		struct letter_pdf pdf = draw(&t[i], a, 4);
		const char *path = str_z(a, str_fmt(a, "%s/%s.pdf", dir, t[i].name));
		FILE *f = fopen(path, "wb");

		if (f == NULL || fwrite(pdf.bytes.p, 1, pdf.bytes.n, f) != pdf.bytes.n ||
		    fclose(f) != 0)
			give_up(path);
		arena_free(a);
	}
}

int
main(int argc, char **argv)
{
	const struct letter_template *t;
	size_t n;

	if (argc == 3 && strcmp(argv[1], "--write") == 0) {
		write_all(argv[2]);
		return 0;
	}
	if (argc < 2 || atoi(argv[1]) < 1) {
		(void)fputs(
		    "usage: bench-letter SECONDS [KIND...] | --write DIR\n", stderr);
		return 2;
	}
	t = letter_templates(&n);
	for (size_t i = 0; i < n; i++) {
		bool wanted = argc == 2;

		for (int k = 2; k < argc; k++)
			wanted |= strcmp(argv[k], t[i].name) == 0;
		if (wanted)
			measure(&t[i], (int64_t)atoi(argv[1]) * 1000000);
	}
	(void)printf("peak memory %ld KiB\n", peak_kb());
	return 0;
}
