/*
 * test_hostile.c - every file of the hostile corpus (support/hostile.h) through the real
 * paraf-inspector: refused with its own sentence, or what comes back is harmless; never more
 * memory or time than its limits; nothing left running. Argument: the program.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include "base/sandbox.h"
#include "inspector/inspector.h"
#include "support/hostile.h"
#include "vault/inspect.h"
#include "vault/sniff.h"

/* What confine.c sets (512 MB of address space, 10 s of processor) and a little for starting the
 * process. Time on the clock is what other work on the machine makes of it: as long as the portal
 * waits for what gets on (inspect_run.c). */
#define MEMORY_KB (512 * 1024)
#define CPU_MS    11000
#define WALL_MS   60000

static struct inspector *ins;
static struct arena *a;
static struct err e;
static int64_t worst_cpu_ms, worst_wall_ms;
static int wrong;
static char worst_cpu[64], worst_wall[64];

static int64_t
wall_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Processor time of all children that have ended. */
static int64_t
cpu_ms(void)
{
	struct rusage r;

	getrusage(RUSAGE_CHILDREN, &r);
	return (int64_t)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1000 +
	       (r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1000;
}

static void
harmless_jpeg(const char *name, str jpeg)
{
	static const char *const gone[] = { "<script", "PK\3\4", "xpacket", "xmpmeta",
		"Exif", "%PDF", "<?php", "ICC_PROFILE" };

	if (sniff_type(jpeg) != FILE_JPEG)
		fail_msg("%s: what came back is no JPEG", name);
	for (size_t i = 0; i < ARRAY_LEN(gone); i++)
		if (str_find(jpeg, str_from_z(gone[i])) >= 0)
			fail_msg("%s: %s is still in it", name, gone[i]);
}

/* All wrong rows are named before the test fails. */
static bool
as_expected(const char *name, const char *part, enum rc rc, const char *says)
{
	bool right =
	    says == NULL ? rc == RC_OK : rc == RC_INVALID && strstr(e.msg, says) != NULL;

	if (!right) {
		print_message("# %s%s: rc %d, %s\n", name, part, rc,
		    rc == RC_OK ? "accepted" : e.msg);
		wrong++;
	}
	return rc == RC_OK;
}

static void
through_image(const struct hostile *h, str bytes)
{
	struct inspect_image out;
	enum rc rc = inspect_image(ins, a, bytes, INSPECT_CARD, &out, &e);

	if (!as_expected(h->name, "", rc, h->says))
		return;
	harmless_jpeg(h->name, out.jpeg);
	assert_in_range(out.jpeg_width, 1, 2000);
	assert_in_range(out.jpeg_height, 1, 2000);
}

static void
through_pdf(const struct hostile *h, str bytes)
{
	struct inspect_page page;
	struct inspect_pdf out;
	enum rc rc = inspect_pdf(ins, a, bytes, &out, &e);

	if (!as_expected(h->name, "", rc, h->says))
		return;
	assert_in_range(out.pages, 1, 50);
	rc = inspect_pdf_page(ins, a, bytes, 1, 72, &page, &e);
	if (!as_expected(h->name, ", page 1", rc,
		h->or_drawn && rc == RC_OK ? NULL : h->page_says))
		return;
	harmless_jpeg(h->name, page.jpeg);
	assert_in_range(page.width, 1, 936);
	assert_in_range(page.height, 1, 936);
}

/* The two processes of a page run beside each other, each with limits of its own. */
static void
within_limits(const char *name, int64_t cpu, int64_t wall)
{
	if (cpu > 2 * CPU_MS || wall > 2 * WALL_MS + 2000)
		fail_msg("%s: %lld ms of processor, %lld ms", name, (long long)cpu,
		    (long long)wall);
	if (cpu > worst_cpu_ms) {
		worst_cpu_ms = cpu;
		snprintf(worst_cpu, sizeof(worst_cpu), "%s", name);
	}
	if (wall > worst_wall_ms) {
		worst_wall_ms = wall;
		snprintf(worst_wall, sizeof(worst_wall), "%s", name);
	}
	errno = 0;
	if (waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD)
		fail_msg("%s: a process is left", name);
}

static void
every_file_is_refused_or_made_harmless(void **state)
{
	const struct hostile *h;
	struct rusage most;
	size_t n;

	(void)state;
	for (n = 0; (h = hostile_at(n)) != NULL; n++) {
		int64_t cpu = cpu_ms(), wall = wall_ms();
		str bytes;

		arena_reset(a);
		bytes = hostile_make(a, h);
		if (h->job == HOSTILE_IMAGE)
			through_image(h, bytes);
		else
			through_pdf(h, bytes);
		within_limits(h->name, cpu_ms() - cpu, wall_ms() - wall);
	}
	assert_true(n >= 60);
	assert_int_equal(wrong, 0);
	getrusage(RUSAGE_CHILDREN, &most);
	print_message(
	    "# %zu files; most memory %ld MB; most processor %lld ms (%s), longest "
	    "%lld ms (%s)\n",
	    n, most.ru_maxrss / 1024, (long long)worst_cpu_ms, worst_cpu,
	    (long long)worst_wall_ms, worst_wall);
	/* address space is what is limited, which the sanitizers cannot live with; what is resident
	 * is part of it */
	if (!SANDBOX_SANITIZED)
		assert_in_range(most.ru_maxrss, 1, MEMORY_KB);
}

static void
names_are_files(void **state)
{
	const struct hostile *h, *other;

	(void)state;
	for (size_t i = 0; (h = hostile_at(i)) != NULL; i++) {
		arena_reset(a);
		/* the corpus is small on disk, whatever it becomes */
		if (hostile_make(a, h).n > (size_t)2 << 20)
			fail_msg("%s is large", h->name);
		for (size_t k = 0; k < i && (other = hostile_at(k)) != NULL; k++)
			assert_string_not_equal(h->name, other->name);
	}
}

static int
group_up(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int
group_down(void **state)
{
	(void)state;
	inspector_free(ins);
	arena_free(a);
	return 0;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_files),
		cmocka_unit_test(every_file_is_refused_or_made_harmless),
	};

	if (inspector_new(argc > 1 ? argv[1] : NULL, 0, &ins, &e) != RC_OK) {
		fprintf(stderr, "%s\n", e.why);
		return 1;
	}
	return cmocka_run_group_tests(tests, group_up, group_down);
}
