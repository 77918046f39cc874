/* buf.c - growing text in an arena. */
#include "base/buf.h"

#include <stdio.h>

void
buf_init(struct buf *b, struct arena *a, size_t first_cap)
{
	b->a = a;
	b->cap = first_cap < 64 ? 64 : first_cap;
	b->p = arena_alloc(a, b->cap);
	b->n = 0;
}

char *
buf_room(struct buf *b, size_t n)
{
	if (b->cap - b->n < n) {
		size_t cap = b->cap * 2;
		char *p;

		if (cap - b->n < n)
			cap = b->n + n;
		p = arena_alloc(b->a, cap);
		memcpy(p, b->p, b->n);
		b->p = p;
		b->cap = cap;
	}
	return b->p + b->n;
}

void
buf_put(struct buf *b, const void *p, size_t n)
{
	if (n == 0)
		return;
	memcpy(buf_room(b, n), p, n);
	b->n += n;
}

void
buf_str(struct buf *b, str s)
{
	buf_put(b, s.p, s.n);
}

void
buf_z(struct buf *b, const char *z)
{
	buf_put(b, z, strlen(z));
}

void
buf_char(struct buf *b, char c)
{
	*buf_room(b, 1) = c;
	b->n++;
}

void
buf_int(struct buf *b, int64_t v)
{
	char t[24];
	int n = snprintf(t, sizeof(t), "%lld", (long long)v);

	buf_put(b, t, (size_t)n);
}

void
buf_fmt(struct buf *b, const char *fmt, ...)
{
	size_t room = 128;
	va_list ap;
	int n;

	for (;;) {
		char *p = buf_room(b, room);

		va_start(ap, fmt);
		n = vsnprintf(p, room, fmt, ap);
		va_end(ap);
		if (n < 0)
			BUG("bad format");
		if ((size_t)n < room)
			break;
		room = (size_t)n + 1;
	}
	b->n += (size_t)n;
}

str
buf_get(const struct buf *b)
{
	return (str){ b->p, b->n };
}
