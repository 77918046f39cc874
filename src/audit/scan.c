/* scan.c - strict reading of our own lines. */
#include "audit/scan.h"

#include "base/buf.h"

bool
scan_lit(str *s, const char *literal)
{
	str l = str_from_z(literal);

	if (!str_starts(*s, l))
		return false;
	*s = str_from(*s, l.n);
	return true;
}

bool
scan_int(str *s, int64_t *out)
{
	struct err ignored;
	size_t n = 0;

	while (n < s->n && s->p[n] >= '0' && s->p[n] <= '9')
		n++;
	if (n == 0 || (n > 1 && s->p[0] == '0') ||
	    str_int64(str_sub(*s, 0, n), out, &ignored) != RC_OK)
		return false;
	*s = str_from(*s, n);
	return true;
}

bool
scan_text(str *s, str *out)
{
	size_t n = 1;

	if (s->n < 2 || s->p[0] != '"')
		return false;
	for (; n < s->n && s->p[n] != '"'; n++)
		if (s->p[n] == '\\' || (unsigned char)s->p[n] < 0x20)
			return false;
	if (n == s->n)
		return false;
	*out = str_sub(*s, 1, n - 1);
	*s = str_from(*s, n + 1);
	return true;
}

bool
scan_hash(str *s, struct merkle_hash *out)
{
	str hex;

	return scan_text(s, &hex) && merkle_unhex(hex, out);
}

bool
scan_path(str *s, struct merkle_path *out)
{
	out->n = 0;
	if (!scan_lit(s, "["))
		return false;
	if (scan_lit(s, "]"))
		return true;
	do {
		if (out->n == MERKLE_PATH || !scan_hash(s, &out->at[out->n++]))
			return false;
	} while (scan_lit(s, ","));
	return scan_lit(s, "]");
}

void
put_path(struct buf *b, const struct merkle_path *path)
{
	buf_char(b, '[');
	for (size_t i = 0; i < path->n; i++) {
		if (i > 0)
			buf_char(b, ',');
		buf_char(b, '"');
		buf_str(b, merkle_hex(b->a, &path->at[i]));
		buf_char(b, '"');
	}
	buf_char(b, ']');
}
