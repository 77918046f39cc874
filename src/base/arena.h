/*
 * arena.h - memory that lives as long as one request or one job, freed all at once.
 *
 * Never put a secret into an arena: it is not locked and not wiped (secret.h is for those).
 * Running out of memory, or going past LIMIT_ARENA_BYTES, aborts: every input has a ceiling in
 * limits.h long before that.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/attr.h"

struct arena;

struct arena *arena_new(void);
/* Free the arena and all it holds. Accepts NULL. */
void arena_free(struct arena *a);
/* Forget all contents but keep the first blocks, up to a bound, for the next request. */
void arena_reset(struct arena *a);
/* `bytes` zeroed bytes, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *a, size_t bytes);
/* Room for n elements of `size` bytes, zeroed; aborts on overflow of n * size. */
void *arena_array(struct arena *a, size_t n, size_t size);
/* A copy of `n` bytes with one NUL after them. */
char *arena_copy(struct arena *a, const void *p, size_t n);
/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *a);

#define ARENA_NEW(a, type)      ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))

#endif
