/*
 * test_golden.c - rights as files: the matrix of routes and roles, and the four state machines, are
 * printed and compared with tests/golden. A change of rights is a diff that somebody has to read.
 *
 * usage: test_golden DIR          compare, TAP output
 *        test_golden --write DIR  write the files anew
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "domain/application.h"
#include "domain/authority.h"
#include "domain/candidacy.h"
#include "domain/certificate.h"
#include "domain/collective.h"
#include "domain/followup.h"
#include "domain/renewal_request.h"
#include "web/pages.h"

static void
put_roles(struct buf *out, unsigned roles)
{
	const char *sep = "";

	for (int i = 0; i < R__BITS; i++) {
		if (!(roles & (1U << i)))
			continue;
		buf_fmt(out, "%s%s", sep, role_names[i]);
		sep = ",";
	}
}

static void
routes_text(struct buf *out)
{
	for (size_t i = 0; i < page_routes_n; i++) {
		const struct page_route *r = &page_routes[i];

		buf_fmt(out, "%-4s %-44s ", r->at.method, r->at.pattern);
		put_roles(out, r->roles);
		if (r->flags & PAGE_NO_CSRF)
			BUF_LIT(out, " NO-CSRF");
		if (r->flags & PAGE_KEY)
			BUF_LIT(out, " key");
		if (r->flags & PAGE_FILES)
			BUF_LIT(out, " files");
		if (r->flags & PAGE_MEMORY)
			BUF_LIT(out, " memory");
		buf_char(out, '\n');
	}
}

/* Every state with every event, so that what is impossible stands there too. */
static void
fsm_text(struct buf *out, const struct fsm *f)
{
	for (int s = 0; s < f->words->n_states; s++) {
		for (int v = 0; v < f->words->n_events; v++) {
			bool any = false;

			buf_fmt(out, "%-20s %-12s ", f->words->states[s].text,
			    f->words->events[v].text);
			for (size_t i = 0; i < f->n; i++) {
				const struct transition *t = &f->at[i];

				if (t->from != s || t->event != v)
					continue;
				buf_fmt(
				    out, "-> %-20s by ", f->words->states[t->to].text);
				put_roles(out, t->roles);
				buf_fmt(out, "%s%s", t->guard != NULL ? " guarded" : "",
				    t->effect != NULL ? " effect" : "");
				any = true;
			}
			buf_z(out, any ? "\n" : "-\n");
		}
	}
}

static int
check(struct arena *a, const char *dir, const char *name, const struct buf *got,
    bool write, int n)
{
	const char *path = str_fmt(a, "%s/%s", dir, name).p;
	struct err e;
	str want;

	if (write) {
		if (file_write_durable(path, buf_get(got), 0644, &e) != RC_OK) {
			fprintf(stderr, "%s: %s\n", path, e.why);
			return 1;
		}
		return 0;
	}
	if (file_read(a, path, 1024 * 1024, &want, &e) == RC_OK &&
	    str_eq(want, buf_get(got))) {
		printf("ok %d - %s\n", n, name);
		return 0;
	}
	printf(
	    "not ok %d - %s: rights changed; read the difference, then write it anew\n",
	    n, name);
	return 1;
}

static int
check_roles(int n)
{
	for (size_t i = 0; i < page_routes_n; i++) {
		const struct page_route *r = &page_routes[i];

		if (r->roles == 0 || r->fn == NULL) {
			printf("not ok %d - %s %s has no role or no handler\n", n,
			    r->at.method, r->at.pattern);
			return 1;
		}
	}
	printf("ok %d - every route names its roles\n", n);
	return 0;
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		const struct fsm *fsm;
	} machines[] = { { "application.fsm", &application_fsm },
		{ "authority.fsm", &authority_fsm }, { "candidacy.fsm", &candidacy_fsm },
		{ "certificate.fsm", &certificate_fsm },
		{ "collective.fsm", &collective_fsm },
		{ "collective_person.fsm", &collective_person_fsm },
		{ "followup.fsm", &followup_fsm }, { "renewal.fsm", &renewal_fsm } };
	bool write = argc == 3 && strcmp(argv[1], "--write") == 0;
	struct arena *a = arena_new();
	struct buf out;
	int bad = 0, n = 0;

	if (argc != 2 && !write)
		return 2;
	if (!write)
		printf("1..%d\n", 2 + (int)ARRAY_LEN(machines));
	buf_init(&out, a, 8192);
	routes_text(&out);
	bad += check(a, argv[argc - 1], "routes.txt", &out, write, ++n);
	for (size_t i = 0; i < ARRAY_LEN(machines); i++) {
		buf_init(&out, a, 8192);
		fsm_text(&out, machines[i].fsm);
		bad += check(a, argv[argc - 1], machines[i].name, &out, write, ++n);
	}
	if (!write)
		bad += check_roles(++n);
	arena_free(a);
	return bad > 0;
}
