/* mask.c - leaving out the middle. */
#include "domain/mask.h"

#include "base/buf.h"
#include "base/utf8.h"

#define DOT "\xe2\x80\xa2" /* U+2022 */

/* Take one character with its bytes; malformed bytes come one by one. */
static str
take(str *s)
{
	str before = *s;
	uint32_t cp;

	if (!utf8_next(s, &cp))
		*s = str_from(before, 1);
	return str_sub(before, 0, before.n - s->n);
}

static void
put_word(struct buf *b, str word)
{
	size_t n = utf8_length(word);

	for (size_t i = 0; word.n > 0; i++) {
		str c = take(&word);

		if (i == 0 || (i == n - 1 && n > 2))
			buf_str(b, c);
		else
			buf_z(b, DOT);
	}
}

str
mask_name(struct arena *a, str name)
{
	struct buf b;
	bool first = true;

	name = str_squeeze(a, name);
	buf_init(&b, a, name.n * 3 + 1);
	while (name.n > 0) {
		if (!first)
			buf_char(&b, ' ');
		first = false;
		put_word(&b, str_cut(&name, ' '));
	}
	return buf_get(&b);
}

str
mask_email(struct arena *a, str address)
{
	str domain = address, local = str_cut(&domain, '@'), first, last = STR("");
	struct buf b;

	if (local.n == 0 || local.n == address.n)
		return STR(DOT DOT DOT);
	first = take(&local);
	while (local.n > 0)
		last = take(&local);
	buf_init(&b, a, address.n + 16);
	buf_str(&b, first);
	buf_z(&b, DOT DOT DOT);
	buf_str(&b, last);
	buf_char(&b, '@');
	buf_str(&b, domain);
	return buf_get(&b);
}

/* The first `head` and last `tail` characters stay; a text too short for that is dots only. */
static str
mask_middle(struct arena *a, str s, size_t head, size_t tail)
{
	bool shown = s.n > head + tail;
	struct buf b;

	buf_init(&b, a, s.n * 3 + 1);
	for (size_t i = 0; i < s.n; i++) {
		if (shown && (i < head || i >= s.n - tail))
			buf_char(&b, s.p[i]);
		else
			buf_z(&b, DOT);
	}
	return buf_get(&b);
}

str
mask_nik(struct arena *a, str digits)
{
	return mask_middle(a, digits, 6, 4);
}

str
mask_nip(struct arena *a, str digits)
{
	return mask_middle(a, digits, 4, 4);
}
