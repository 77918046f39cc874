/*
 * opening.h - a key that is being opened while others go on: what locks it away (scrypt) takes a
 * processor for some 45 ms.
 */
#ifndef SIGNER_OPENING_H
#define SIGNER_OPENING_H

#include <stdbool.h>

#include "base/arena.h"
#include "pki/key.h"

struct opening;
/* Opens it; runs on another thread, with an arena of its own. */
typedef enum rc (*opening_fn)(
    void *arg, struct arena *a, struct pki_key **out, struct err *e);

/*
 * Begin; without `thread`, or if there can be none, it is done at once. `arg` is the caller's until
 * opening_end, which must follow.
 */
struct opening *opening_begin(opening_fn fn, void *arg, bool thread);
/* Wait, and take what became of it; frees `o`. `out` NULL: not wanted any more, the key is freed. */
enum rc opening_end(struct opening *o, struct pki_key **out, struct err *e);

#endif
