/* arena.c - a list of growing blocks. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

#define FIRST_BLOCK (32 * 1024)
#define KEEP_BYTES  (160 * 1024) /* of blocks, from one request to the next */

struct block {
	struct block *next;
	size_t cap, used;
	_Alignas(16) unsigned char at[];
};

struct arena {
	struct block *head; /* the block being filled */
	struct block *first;
	size_t used;
};

static struct block *
block_new(size_t cap)
{
	struct block *b = malloc(sizeof(*b) + cap);

	if (b == NULL)
		BUG("out of memory");
	b->next = NULL;
	b->cap = cap;
	b->used = 0;
	return b;
}

struct arena *
arena_new(void)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (a == NULL)
		BUG("out of memory");
	a->first = a->head = block_new(FIRST_BLOCK);
	return a;
}

static void
free_after(struct block *b)
{
	while (b != NULL) {
		struct block *next = b->next;

		free(b);
		b = next;
	}
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	free_after(a->first);
	free(a);
}

void
arena_reset(struct arena *a)
{
	struct block *b = a->first;
	size_t kept = b->cap;

	while (b->next != NULL && kept + b->next->cap <= KEEP_BYTES) {
		b = b->next;
		kept += b->cap;
	}
	free_after(b->next);
	b->next = NULL;
	a->first->used = 0;
	a->head = a->first;
	a->used = 0;
}

/* A block after `b` with room for `bytes`: the one that was kept, if it is large enough. */
static struct block *
block_after(struct block *b, size_t bytes)
{
	struct block *fresh;
	size_t cap = b->cap * 2;

	if (b->next != NULL && b->next->cap >= bytes) {
		b->next->used = 0;
		return b->next;
	}
	if (cap > 1024 * 1024)
		cap = 1024 * 1024;
	if (cap < bytes)
		cap = bytes;
	fresh = block_new(cap);
	fresh->next = b->next;
	b->next = fresh;
	return fresh;
}

void *
arena_alloc(struct arena *a, size_t bytes)
{
	struct block *b = a->head;
	void *p;

	if (bytes > LIMIT_ARENA_BYTES || a->used > LIMIT_ARENA_BYTES - bytes)
		BUG("arena limit reached");
	bytes = (bytes + 15) & ~(size_t)15;
	if (b->cap - b->used < bytes)
		a->head = b = block_after(b, bytes);
	p = b->at + b->used;
	b->used += bytes;
	a->used += bytes;
	memset(p, 0, bytes);
	return p;
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		BUG("array size overflow");
	return arena_alloc(a, n * size);
}

char *
arena_copy(struct arena *a, const void *p, size_t n)
{
	char *q = arena_alloc(a, n + 1);

	if (n > 0)
		memcpy(q, p, n);
	return q;
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}
