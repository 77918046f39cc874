/*
 * paraf-inspector - look at one file from a stranger and say what it is.
 *
 * paraf-inspector image any|card|photo | mark | pdf | merge | qr | page | ink WHERE | render PAGE SIDE
 *
 * The file is standard input, the verdict standard output (vault/inspect_wire.h). `render` writes
 * a page of a PDF as PPM by becoming pdftoppm; `page` and `ink` read such a PPM. Started by the other
 * programs; the sandbox holds before the first byte of the file is read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "inspector/inspector.h"

#define EXIT_USAGE   2
#define EXIT_CONFINE 4

static const char *const use_names[INSPECT_USE__COUNT] = { "any", "card", "photo" };

static void
run(const char *job, const char *where, enum inspect_use use, str bytes,
    struct verdict *v)
{
	if (strcmp(job, "image") == 0)
		job_image(bytes, use, v);
	else if (strcmp(job, "pdf") == 0)
		job_pdf(bytes, v);
	else if (strcmp(job, "mark") == 0)
		job_mark(bytes, v);
	else if (strcmp(job, "merge") == 0)
		job_merge(bytes, v);
	else if (strcmp(job, "ink") == 0)
		job_ink(where, bytes, v);
	else if (strcmp(job, "qr") == 0)
		job_qr(bytes, v);
	else
		job_page(bytes, v);
}

static int
confine_failed(const struct err *e)
{
	fprintf(stderr, "paraf-inspector: %s\n", e->why);
	return EXIT_CONFINE;
}

static int
render(char *page, char *side)
{
	char *argv[] = { "pdftoppm", "-q", "-f", page, "-l", page, "-singlefile",
		"-scale-to", side, "-", NULL };
	char *env[] = { "LC_ALL=C", NULL };
	struct err e;

	if (inspector_confine_renderer(&e) != RC_OK)
		return confine_failed(&e);
	execve(INSPECTOR_RENDERER, argv, env);
	perror("paraf-inspector: " INSPECTOR_RENDERER);
	return EXIT_CONFINE;
}

static size_t
most_bytes(const char *job)
{
	if (strcmp(job, "page") == 0 || strcmp(job, "ink") == 0)
		return INSPECT_MAX_PAGE;
	if (strcmp(job, "mark") == 0)
		return LIMIT_FILE_BYTES + 4096; /* the text, and its length */
	return strcmp(job, "merge") == 0 ? sizeof(uint32_t) + 2 * LIMIT_FILE_BYTES
					 : LIMIT_FILE_BYTES;
}

static int
usage(void)
{
	(void)fputs(
	    "usage: paraf-inspector image any|card|photo | mark | pdf | merge | qr | page | ink WHERE | render PAGE SIDE\n",
	    stderr);
	return EXIT_USAGE;
}

int
main(int argc, char **argv)
{
	static struct verdict v;
	enum inspect_use use = INSPECT_ANY;
	bool image, page, mark, ink;
	struct err e;
	str bytes;

	if (close_range(3, ~0u, 0) != 0)
		return EXIT_CONFINE;
	if (argc == 4 && strcmp(argv[1], "render") == 0 &&
	    str_digits(str_from_z(argv[2])) && str_digits(str_from_z(argv[3])))
		return render(argv[2], argv[3]);
	image = argc == 3 && strcmp(argv[1], "image") == 0;
	page = argc == 2 && strcmp(argv[1], "page") == 0;
	ink = argc == 3 && strcmp(argv[1], "ink") == 0 && job_ink_understands(argv[2]);
	mark = argc == 2 && strcmp(argv[1], "mark") == 0;
	while (image && use < INSPECT_USE__COUNT && strcmp(argv[2], use_names[use]) != 0)
		use++;
	if (use == INSPECT_USE__COUNT ||
	    !(image || page || ink ||
		(argc == 2 &&
		    (mark || strcmp(argv[1], "pdf") == 0 ||
			strcmp(argv[1], "merge") == 0 || strcmp(argv[1], "qr") == 0))))
		return usage();
	if (mark && !mark_load()) {
		(void)fputs("paraf-inspector: no font for the mark\n", stderr);
		return EXIT_CONFINE;
	}
	if (inspector_confine(&e) != RC_OK)
		return confine_failed(&e);
	if (!inspector_say(INSPECT_READY, INSPECT_READY_N))
		return 1;
	if (inspector_hear(most_bytes(argv[1]), &bytes))
		run(argv[1], argv[2], use, bytes, &v);
	else
		v.wire.code = INSPECT_UNSAFE;
	/* Not exit(3): what libraries left to do at the end is nobody's need. */
	_exit(inspector_answer(&v) ? 0 : 1);
}
