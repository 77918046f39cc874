/*
 * tmpl_check.c - does every translation keep the tags and values of its original? A value was
 * escaped for the place it has in the Indonesian text; moved into another tag it would not be.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tools/tmplc.h"

/* The next "{N}", "{base}" or tag in `*s`; STR_NONE at the end. */
static str
next_part(str *s)
{
	while (s->n > 0) {
		char close = s->p[0] == '<' ? '>' : '}';
		size_t n = 1;
		str part;

		if (s->p[0] != '<' && s->p[0] != '{') {
			*s = str_from(*s, 1);
			continue;
		}
		while (n < s->n && s->p[n] != close)
			n++;
		part = str_sub(*s, 0, n + 1);
		*s = str_from(*s, part.n);
		return part;
	}
	return STR_NONE;
}

static int
compare(const void *a, const void *b)
{
	return str_cmp(*(const str *)a, *(const str *)b);
}

/* Tags and values of a text, sorted, one a line. */
static str
parts(struct arena *a, str s)
{
	str list[64] = { 0 }, part;
	size_t n = 0;
	struct buf out;

	while (n < ARRAY_LEN(list) && (part = next_part(&s)).p != NULL)
		list[n++] = part;
	qsort(list, n, sizeof(*list), compare);
	buf_init(&out, a, 256);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&out, "%.*s\n", STR_ARG(list[i]));
	return buf_get(&out);
}

static uint32_t
word(str mo, size_t at)
{
	uint32_t v = 0;

	if (at + 4 <= mo.n)
		memcpy(&v, mo.p + at, 4);
	return v;
}

/* The text that entry `i` of that table of a .mo names. */
static str
entry(str mo, size_t table, uint32_t i)
{
	size_t at = word(mo, table) + 8 * (size_t)i;

	return str_sub(mo, word(mo, at + 4), word(mo, at));
}

bool
tmpl_check(struct arena *a, str mo)
{
	bool ok = true;

	if (word(mo, 0) != 0x950412de) {
		fprintf(stderr, "tmplc: not a .mo file\n");
		return false;
	}
	for (uint32_t i = 0; i < word(mo, 8); i++) {
		str id = entry(mo, 12, i), text = entry(mo, 16, i);

		if (id.n == 0 || str_eq(parts(a, id), parts(a, text)))
			continue;
		fprintf(stderr, "the English has other tags or values:\n  %.*s\n  %.*s\n",
		    STR_ARG(id), STR_ARG(text));
		ok = false;
	}
	return ok;
}
