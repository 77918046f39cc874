/*
 * artifact.c - what stands on a page for its looks alone is marked as such (ISO 14289-1, 7.1; ISO 32000-1,
 * 14.8.2.2): rules, the foot with its QR code, page numbers. cairo 1.16 marks what was tagged and leaves the
 * rest bare; every bare stretch that paints becomes /Artifact BMC ... EMC.
 *
 * Reads what cairo writes, so no more of the syntax than it uses: strings, names, numbers, arrays,
 * dictionaries. Anything that would not stay balanced is refused.
 */
#include "letters/artifact.h"

#include "base/buf.h"

#include <string.h>

struct marking {
	str rest; /* not read yet */
	str stmt; /* from the first operand of the operator that is read; a view into the page */
	int depth; /* marked by cairo */
	bool open; /* our artifact */
	bool text; /* between BT and ET */
	bool path; /* under construction */
	struct buf out;
};

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

static bool
is_mark(char c)
{
	return c != '\0' && strchr("()<>[]{}/%", c) != NULL;
}

static void
skip_string(str *s)
{
	size_t i, open = 0;

	for (i = 0; i < s->n; i++) {
		if (s->p[i] == '\\')
			i++;
		else if (s->p[i] == '(')
			open++;
		else if (s->p[i] == ')' && --open == 0)
			break;
	}
	*s = str_from(*s, i < s->n ? i + 1 : s->n);
}

/* The next operator, its operands passed; n 0 at the end. */
static str
next_operator(str *s)
{
	while (s->n > 0) {
		size_t n = 0;
		str word;

		if (s->p[0] == '(') {
			skip_string(s);
			continue;
		}
		if (is_space(s->p[0]) || (is_mark(s->p[0]) && s->p[0] != '/')) {
			*s = str_from(*s, 1);
			continue;
		}
		n = s->p[0] == '/';
		while (n < s->n && !is_space(s->p[n]) && !is_mark(s->p[n]))
			n++;
		word = str_sub(*s, 0, n);
		*s = str_from(*s, n);
		if (word.n > 0 && word.p[0] != '/' && word.p[0] != '-' &&
		    word.p[0] != '+' && word.p[0] != '.' &&
		    !(word.p[0] >= '0' && word.p[0] <= '9'))
			return word;
	}
	return STR_NONE;
}

static bool
one_of(str word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (str_eq_z(word, *words))
			return true;
	return false;
}

static void
open_ours(struct marking *m)
{
	if (!m->open)
		BUF_LIT(&m->out, "/Artifact BMC\n");
	m->open = true;
}

static void
close_ours(struct marking *m)
{
	if (m->open)
		BUF_LIT(&m->out, "EMC\n");
	m->open = false;
}

/* Before the operator is copied; false: cairo wrote what this file does not understand. */
static bool
before(struct marking *m, str word)
{
	static const char *const begin[] = { "m", "re", "BT", "Do", "sh", NULL };
	static const char *const marks[] = { "BDC", "BMC", NULL };
	static const char *const states[] = { "q", "Q", NULL };

	if (str_eq(word, STR("BI")))
		return false;
	if (one_of(word, marks)) {
		if (m->open && (m->text || m->path))
			return false;
		close_ours(m);
		m->depth++;
	} else if (str_eq(word, STR("EMC"))) {
		return --m->depth >= 0;
	} else if (m->depth == 0 && one_of(word, begin)) {
		open_ours(m);
	} else if (m->depth == 0 && !m->text && !m->path && one_of(word, states)) {
		close_ours(m);
	}
	return true;
}

static void
after(struct marking *m, str word)
{
	static const char *const builds[] = { "m", "re", NULL };
	static const char *const paints[] = { "S", "s", "f", "F", "f*", "B", "B*", "b",
		"b*", "n", NULL };

	if (str_eq(word, STR("BT")) || str_eq(word, STR("ET")))
		m->text = str_eq(word, STR("BT"));
	else if (one_of(word, builds))
		m->path = true;
	else if (one_of(word, paints))
		m->path = false;
}

enum rc
artifact_mark(str page, struct arena *a, str *out, struct err *e)
{
	struct marking m = { .rest = page, .stmt = page };
	str word;

	buf_init(&m.out, a, page.n + 256);
	while ((word = next_operator(&m.rest)).n > 0) {
		str stmt = str_sub(m.stmt, 0, (size_t)(word.p + word.n - m.stmt.p));

		if (!before(&m, word))
			return err_set(e, RC_INTERNAL, N_("Surat tidak dapat dibuat."),
			    "page content: %.*s where it cannot be marked",
			    STR_ARG(word));
		buf_str(&m.out, str_trim(stmt));
		buf_char(&m.out, '\n');
		after(&m, word);
		m.stmt = m.rest;
	}
	close_ours(&m);
	if (m.depth != 0)
		return err_set(e, RC_INTERNAL, N_("Surat tidak dapat dibuat."),
		    "page content: marks that are not balanced");
	*out = buf_get(&m.out);
	return RC_OK;
}
