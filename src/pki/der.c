/* der.c - DER elements written into a buf and read from a str. */
#include "pki/der.h"

#include <string.h>

#include "base/clock.h"

static size_t
length_bytes(size_t n, unsigned char out[9])
{
	size_t k = 0;

	if (n < 0x80) {
		out[0] = (unsigned char)n;
		return 1;
	}
	for (size_t v = n; v != 0; v >>= 8)
		k++;
	out[0] = (unsigned char)(0x80 | k);
	for (size_t i = 0; i < k; i++)
		out[k - i] = (unsigned char)(n >> (8 * i));
	return k + 1;
}

void
der_put_header(struct buf *b, unsigned tag, size_t n)
{
	unsigned char len[9];

	buf_char(b, (char)tag);
	buf_put(b, len, length_bytes(n, len));
}

void
der_put(struct buf *b, unsigned tag, str content)
{
	der_put_header(b, tag, content.n);
	buf_put(b, content.p, content.n);
}

size_t
der_open(struct buf *b, unsigned tag)
{
	buf_char(b, (char)tag);
	buf_char(b, 0);
	return b->n;
}

void
der_close(struct buf *b, size_t mark)
{
	unsigned char len[9];
	size_t n = b->n - mark, k = length_bytes(n, len);

	if (k > 1) {
		buf_room(b, k - 1);
		memmove(b->p + mark + k - 1, b->p + mark, n);
		b->n += k - 1;
	}
	memcpy(b->p + mark - 1, len, k);
}

void
der_put_unsigned(struct buf *b, str bytes)
{
	size_t mark = der_open(b, DER_INTEGER);

	while (bytes.n > 1 && bytes.p[0] == 0)
		bytes = str_from(bytes, 1);
	if (bytes.n == 0 || ((unsigned char)bytes.p[0] & 0x80) != 0)
		buf_char(b, 0);
	buf_put(b, bytes.p, bytes.n);
	der_close(b, mark);
}

void
der_put_int(struct buf *b, unsigned tag, int64_t v)
{
	unsigned char be[9] = { 0 };
	size_t from = 0;

	BUG_ON(v < 0);
	for (size_t i = 0; i < 8; i++)
		be[8 - i] = (unsigned char)((uint64_t)v >> (8 * i));
	while (from < 8 && be[from] == 0 && (be[from + 1] & 0x80) == 0)
		from++;
	der_put(b, tag, (str){ (const char *)be + from, 9 - from });
}

void
der_put_bits(struct buf *b, unsigned unused, str bytes)
{
	size_t mark = der_open(b, DER_BITS);

	buf_char(b, (char)unused);
	buf_put(b, bytes.p, bytes.n);
	der_close(b, mark);
}

void
der_put_generalized(struct buf *b, int64_t at_s)
{
	struct datetime t = time_civil_utc(at_s);
	size_t mark = der_open(b, DER_GENERALIZED);

	buf_fmt(b, "%04d%02d%02d%02d%02d%02dZ", t.date.year, t.date.month, t.date.day,
	    t.hour, t.minute, t.second);
	der_close(b, mark);
}

void
der_put_time(struct buf *b, int64_t at_s)
{
	struct datetime t = time_civil_utc(at_s);
	size_t mark;

	if (t.date.year >= 2050 || t.date.year < 1950) {
		der_put_generalized(b, at_s);
		return;
	}
	mark = der_open(b, DER_UTCTIME);
	buf_fmt(b, "%02d%02d%02d%02d%02d%02dZ", t.date.year % 100, t.date.month,
	    t.date.day, t.hour, t.minute, t.second);
	der_close(b, mark);
}

static void
put_base128(struct buf *b, uint64_t v)
{
	int shift = 63;

	while (shift > 0 && (v >> shift) == 0)
		shift -= 7;
	for (; shift > 0; shift -= 7)
		buf_char(b, (char)(0x80 | ((v >> shift) & 0x7f)));
	buf_char(b, (char)(v & 0x7f));
}

/* One arc: decimal without leading zero, below 2^40. */
static bool
arc_parse(str s, uint64_t *out)
{
	uint64_t v = 0;

	if (s.n == 0 || s.n > 12 || (s.n > 1 && s.p[0] == '0'))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(s.p[i] - '0');
	}
	*out = v;
	return true;
}

bool
der_put_oid_dotted(struct buf *b, str dotted)
{
	size_t at = b->n, mark = der_open(b, DER_OID), n = 0;
	uint64_t first = 0, v;

	while (dotted.n > 0 || n == 0) {
		bool last = !str_has(dotted, '.');

		if (!arc_parse(str_cut(&dotted, '.'), &v) || (!last && dotted.n == 0))
			goto bad;
		if (n == 0 && v > 2)
			goto bad;
		if (n == 1 && first < 2 && v > 39)
			goto bad;
		if (n == 0)
			first = v;
		else
			put_base128(b, n == 1 ? first * 40 + v : v);
		n++;
	}
	if (n < 2)
		goto bad;
	der_close(b, mark);
	return true;
bad:
	b->n = at;
	return false;
}

bool
der_any(str *in, unsigned *out_tag, str *out_content, str *out_whole)
{
	const unsigned char *p = (const unsigned char *)in->p;
	size_t head = 2, n;

	if (in->n < 2 || (p[0] & 0x1f) == 0x1f)
		return false;
	n = p[1];
	if (n >= 0x80) {
		size_t k = n & 0x7f;

		if (k == 0 || k > 4 || in->n < 2 + k || p[2] == 0)
			return false;
		n = 0;
		for (size_t i = 0; i < k; i++)
			n = n << 8 | p[2 + i];
		if (n < 0x80)
			return false;
		head += k;
	}
	if (in->n - head < n)
		return false;
	*out_tag = p[0];
	*out_content = (str){ in->p + head, n };
	if (out_whole != NULL)
		*out_whole = (str){ in->p, head + n };
	*in = (str){ in->p + head + n, in->n - head - n };
	return true;
}

bool
der_enter(str *in, unsigned tag)
{
	size_t head = 2, k;

	if (in->n < 2 || !der_next_is(*in, tag))
		return false;
	k = (unsigned char)in->p[1];
	if (k > 0x84 || k == 0x80)
		return false;
	if (k > 0x80)
		head += k & 0x7f;
	if (in->n < head)
		return false;
	*in = str_from(*in, head);
	return true;
}

bool
der_next_is(str in, unsigned tag)
{
	return in.n > 0 && (unsigned char)in.p[0] == tag;
}

bool
der_take(str *in, unsigned tag, str *out_content)
{
	unsigned got;

	return der_next_is(*in, tag) && der_any(in, &got, out_content, NULL);
}

bool
der_take_whole(str *in, unsigned tag, str *out_whole)
{
	unsigned got;
	str content;

	return der_next_is(*in, tag) && der_any(in, &got, &content, out_whole);
}

/* Content of an INTEGER or ENUMERATED: not negative, shortest form. */
static bool
unsigned_content(str c, str *out_bytes)
{
	if (c.n == 0 || ((unsigned char)c.p[0] & 0x80) != 0)
		return false;
	if (c.n > 1 && c.p[0] == 0) {
		if (((unsigned char)c.p[1] & 0x80) == 0)
			return false;
		c = str_from(c, 1);
	}
	*out_bytes = c;
	return true;
}

bool
der_take_unsigned(str *in, str *out_bytes)
{
	str c;

	return der_take(in, DER_INTEGER, &c) && unsigned_content(c, out_bytes);
}

bool
der_take_small(str *in, unsigned tag, int64_t *out)
{
	int64_t v = 0;
	str c;

	if (!der_take(in, tag, &c) || !unsigned_content(c, &c) || c.n > 7)
		return false;
	for (size_t i = 0; i < c.n; i++)
		v = v << 8 | (unsigned char)c.p[i];
	*out = v;
	return true;
}

bool
der_take_octet_bits(str *in, str *out_bytes)
{
	str c;

	if (!der_take(in, DER_BITS, &c) || c.n < 1 || c.p[0] != 0)
		return false;
	*out_bytes = str_from(c, 1);
	return true;
}

static int
two(const char *p)
{
	return (p[0] - '0') * 10 + (p[1] - '0');
}

bool
der_take_time(str *in, int64_t *out_at_s)
{
	bool utc = der_next_is(*in, DER_UTCTIME);
	int year, hour, minute, second;
	struct date d;
	str c;

	if (!der_take(in, utc ? DER_UTCTIME : DER_GENERALIZED, &c) ||
	    c.n != (utc ? 13u : 15u) || c.p[c.n - 1] != 'Z' ||
	    !str_digits((str){ c.p, c.n - 1 }))
		return false;
	if (utc) {
		year = two(c.p) + (two(c.p) < 50 ? 2000 : 1900);
		c = str_from(c, 2);
	} else {
		year = two(c.p) * 100 + two(c.p + 2);
		c = str_from(c, 4);
		if (year < 2050)
			return false;
	}
	d = (struct date){ year, two(c.p), two(c.p + 2) };
	hour = two(c.p + 4);
	minute = two(c.p + 6);
	second = two(c.p + 8);
	if (!date_valid(d.year, d.month, d.day) || hour > 23 || minute > 59 ||
	    second > 59)
		return false;
	*out_at_s = date_to_days(d) * 86400 + hour * 3600 + minute * 60 + second;
	return true;
}
