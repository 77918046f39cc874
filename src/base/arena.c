/* arena.c - a list of growing blocks. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

#define FIRST_BLOCK (32 * 1024)

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
	free_after(a->first->next);
	a->first->next = NULL;
	a->first->used = 0;
	a->head = a->first;
	a->used = 0;
}

void *
arena_alloc(struct arena *a, size_t bytes)
{
	struct block *b = a->head;
	void *p;

	if (bytes > LIMIT_ARENA_BYTES || a->used > LIMIT_ARENA_BYTES - bytes)
		BUG("arena limit reached");
	bytes = (bytes + 15) & ~(size_t)15;
	if (b->cap - b->used < bytes) {
		size_t cap = b->cap * 2;

		if (cap > 1024 * 1024)
			cap = 1024 * 1024;
		if (cap < bytes)
			cap = bytes;
		b->next = block_new(cap);
		a->head = b = b->next;
	}
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
