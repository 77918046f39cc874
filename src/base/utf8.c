/* utf8.c - strict UTF-8 decoding. */
#include "base/utf8.h"

bool
utf8_next(str *s, uint32_t *out_cp)
{
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *u = (const unsigned char *)s->p;
	uint32_t cp;
	size_t n;

	if (s->n == 0)
		return false;
	if (u[0] < 0x80) {
		n = 1;
		cp = u[0];
	} else if ((u[0] & 0xe0) == 0xc0) {
		n = 2;
		cp = u[0] & 0x1f;
	} else if ((u[0] & 0xf0) == 0xe0) {
		n = 3;
		cp = u[0] & 0x0f;
	} else if ((u[0] & 0xf8) == 0xf0) {
		n = 4;
		cp = u[0] & 0x07;
	} else {
		return false;
	}
	if (s->n < n)
		return false;
	for (size_t i = 1; i < n; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return false;
		cp = cp << 6 | (u[i] & 0x3f);
	}
	if (cp < least[n] || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		return false;
	*s = str_from(*s, n);
	*out_cp = cp;
	return true;
}

static bool
is_text(uint32_t cp)
{
	return (cp >= 0x20 || cp == '\t' || cp == '\r' || cp == '\n') &&
	       (cp < 0x7f || cp >= 0xa0) && cp != 0xfffe && cp != 0xffff;
}

bool
utf8_valid_text(str s)
{
	uint32_t cp;

	while (s.n > 0)
		if (!utf8_next(&s, &cp) || !is_text(cp))
			return false;
	return true;
}

str
utf8_head(str s, size_t bytes)
{
	str rest = str_sub(s, 0, bytes);
	size_t whole = rest.n, good = 0;
	uint32_t cp;

	while (utf8_next(&rest, &cp) && is_text(cp))
		good = whole - rest.n;
	return str_sub(s, 0, good);
}

size_t
utf8_length(str s)
{
	size_t n = 0;
	uint32_t cp;

	while (s.n > 0) {
		if (!utf8_next(&s, &cp))
			s = str_from(s, 1);
		n++;
	}
	return n;
}

bool
utf8_is_letter(uint32_t cp)
{
	if (cp < 0x80)
		return (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z');
	if (cp == 0xd7 || cp == 0xf7)
		return false;
	return (cp >= 0xc0 && cp <= 0x24f) || (cp >= 0x1e00 && cp <= 0x1eff);
}

bool
utf8_is_plain(uint32_t cp)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{ 0x20, 0x7e }, { 0xa0, 0xac },
		{ 0xae, 0x24f }, /* Latin, without the soft hyphen */
		{ 0x2b0, 0x2ff }, { 0x300, 0x34e },
		{ 0x350, 0x36f }, /* marks, without the joiner */
		{ 0x1e00, 0x1eff }, { 0x2010, 0x2027 },
		{ 0x2030, 0x205e },                     /* punctuation */
		{ 0x2070, 0x20bf }, { 0x2100, 0x22ff }, /* numbers, signs, arrows */
	};

	for (size_t i = 0; i < ARRAY_LEN(ranges); i++)
		if (cp >= ranges[i].first && cp <= ranges[i].last)
			return true;
	return false;
}
