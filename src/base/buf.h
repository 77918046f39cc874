/*
 * buf.h - text or bytes being built, growing inside an arena.
 *
 * A buf borrows its arena; the text it holds is valid until the arena is reset.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"
#include "base/str.h"

struct buf {
	struct arena *a;
	char *p;
	size_t n, cap;
};

void buf_init(struct buf *b, struct arena *a, size_t first_cap);
void buf_put(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, str s);
void buf_z(struct buf *b, const char *z);
void buf_char(struct buf *b, char c);
void buf_int(struct buf *b, int64_t v);
void buf_fmt(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Make room for n more bytes and return where they go; then add to b->n what was written. */
char *buf_room(struct buf *b, size_t n);
str buf_get(const struct buf *b);

#define BUF_LIT(b, literal) buf_put((b), ("" literal), sizeof(literal) - 1)

#endif
