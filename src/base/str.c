/* str.c - views of text. */
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

str
str_from_z(const char *z)
{
	return z == NULL ? STR_NONE : (str){ z, strlen(z) };
}

bool
str_eq(str a, str b)
{
	if (a.n != b.n)
		return false;
	return a.n == 0 || (a.p != NULL && b.p != NULL && memcmp(a.p, b.p, a.n) == 0);
}

bool
str_eq_z(str a, const char *z)
{
	return str_eq(a, str_from_z(z));
}

bool
str_eq_nocase(str a, str b)
{
	return a.n == b.n && (a.n == 0 || strncasecmp(a.p, b.p, a.n) == 0);
}

bool
str_eq_secret(str a, str b)
{
	unsigned char d = 0;

	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		d = (unsigned char)(d | (a.p[i] ^ b.p[i]));
	return d == 0;
}

int
str_cmp(str a, str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n == 0 ? 0 : memcmp(a.p, b.p, n);

	return c != 0 ? c : (a.n > b.n) - (a.n < b.n);
}

bool
str_starts(str s, str prefix)
{
	return s.n >= prefix.n && str_eq(str_sub(s, 0, prefix.n), prefix);
}

bool
str_ends(str s, str suffix)
{
	return s.n >= suffix.n && str_eq(str_from(s, s.n - suffix.n), suffix);
}

bool
str_has(str s, char c)
{
	return s.n > 0 && memchr(s.p, c, s.n) != NULL;
}

ptrdiff_t
str_find(str s, str needle)
{
	const char *at;

	if (needle.n == 0)
		return 0;
	if (s.n == 0)
		return -1;
	at = memmem(s.p, s.n, needle.p, needle.n);
	return at == NULL ? -1 : at - s.p;
}

str
str_sub(str s, size_t from, size_t n)
{
	if (from > s.n)
		from = s.n;
	if (n > s.n - from)
		n = s.n - from;
	return (str){ s.p == NULL ? NULL : s.p + from, n };
}

str
str_from(str s, size_t from)
{
	return str_sub(s, from, s.n);
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

str
str_trim(str s)
{
	while (s.n > 0 && is_space(s.p[0]))
		s = str_from(s, 1);
	while (s.n > 0 && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

str
str_cut(str *s, char sep)
{
	const char *at = s->n == 0 ? NULL : memchr(s->p, sep, s->n);
	str head = *s;

	if (at == NULL) {
		*s = (str){ s->p == NULL ? NULL : s->p + s->n, 0 };
		return head;
	}
	head.n = (size_t)(at - s->p);
	*s = str_from(*s, head.n + 1);
	return head;
}

str
str_dup(struct arena *a, str s)
{
	return s.p == NULL ? STR_NONE : (str){ arena_copy(a, s.p, s.n), s.n };
}

static str
map_ascii(struct arena *a, str s, char first, char last, int shift)
{
	char *p;

	if (s.p == NULL)
		return s;
	p = arena_copy(a, s.p, s.n);
	for (size_t i = 0; i < s.n; i++)
		if (p[i] >= first && p[i] <= last)
			p[i] = (char)(p[i] + shift);
	return (str){ p, s.n };
}

str
str_lower(struct arena *a, str s)
{
	return map_ascii(a, s, 'A', 'Z', 'a' - 'A');
}

str
str_upper(struct arena *a, str s)
{
	return map_ascii(a, s, 'a', 'z', 'A' - 'a');
}

str
str_without(struct arena *a, str s, const char *set)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\0' || strchr(set, s.p[i]) == NULL)
			p[n++] = s.p[i];
	return (str){ p, n };
}

str
str_squeeze(struct arena *a, str s)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	s = str_trim(s);
	for (size_t i = 0; i < s.n; i++) {
		if (!is_space(s.p[i]))
			p[n++] = s.p[i];
		else if (!is_space(s.p[i - 1]))
			p[n++] = ' ';
	}
	return (str){ p, n };
}

bool
str_digits(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

str
str_vfmt(struct arena *a, const char *fmt, va_list ap)
{
	char most[256]; /* of what is ever formatted fits: then it is formatted once */
	va_list again;
	char *p;
	int n;

	va_copy(again, ap);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	n = vsnprintf(most, sizeof(most), fmt, again);
	va_end(again);
	if (n < 0)
		BUG("bad format");
	p = arena_alloc(a, (size_t)n + 1);
	if ((size_t)n < sizeof(most))
		memcpy(p, most, (size_t)n);
	else
		(void)vsnprintf(p, (size_t)n + 1, fmt, ap);
#pragma GCC diagnostic pop
	return (str){ p, (size_t)n };
}

str
str_fmt(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	str s;

	va_start(ap, fmt);
	s = str_vfmt(a, fmt, ap);
	va_end(ap);
	return s;
}

const char *
str_z(struct arena *a, str s)
{
	if (str_has(s, '\0'))
		return NULL;
	return arena_copy(a, s.p, s.n);
}

enum rc
str_int64(str s, int64_t *out_value, struct err *e)
{
	bool minus = s.n > 0 && s.p[0] == '-';
	int64_t v = 0;

	if (minus)
		s = str_from(s, 1);
	if (!str_digits(s))
		return err_set(e, RC_INVALID, N_("Isi dengan angka."), "not a number");
	for (size_t i = 0; i < s.n; i++)
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, s.p[i] - '0', &v))
			return err_set(
			    e, RC_INVALID, N_("Angka terlalu besar."), "overflow");
	*out_value = minus ? -v : v;
	return RC_OK;
}
