/*
 * crew.h - a few threads that share one piece of work with the thread that gives it.
 *
 * For work on bytes alone: what runs in a crew touches neither record nor state of the signer.
 */
#ifndef SIGNER_CREW_H
#define SIGNER_CREW_H

#include <stdbool.h>
#include <stddef.h>

struct crew;

#define CREW_MOST 3 /* threads besides the caller */

/* Never fails: threads that cannot be started are missing, and the caller does their share. */
struct crew *crew_new(unsigned threads);
/* Is there anybody besides the caller? */
bool crew_helps(const struct crew *c);
void crew_free(struct crew *c); /* accepts NULL */
/*
 * fn(arg, i) for every i below n, each once, in any order and at the same time; returns when all are done.
 * Not from within fn.
 */
void crew_run(struct crew *c, void (*fn)(void *arg, size_t i), void *arg, size_t n);

#endif
