/*
 * memory.h - an upload that is looked at and never kept: its bytes stand in sealed memory of this process
 * (memfd_create(2)), not in the vault and not in any folder, and are gone with memory_stage_free(). The system
 * may write memory to its swap, as any other.
 */
#ifndef VAULT_MEMORY_H
#define VAULT_MEMORY_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* How many may be open at once in this process: with LIMIT_FILE_BYTES that many bytes at most. */
#define MEMORY_STAGES_MOST 16

struct memory_stage;

/* Begin; more than `limit` bytes will be refused. RC_UNAVAILABLE: too many are open. Any thread. */
MUST_USE enum rc memory_stage_open(
    int64_t limit, struct memory_stage **out, struct err *e);
/* RC_LIMIT past the limit. */
MUST_USE enum rc memory_stage_write(struct memory_stage *s, str part, struct err *e);
/* The last byte has come: from now on nobody can change them, not even we. */
MUST_USE enum rc memory_stage_close(struct memory_stage *s, struct err *e);
/* Of a closed one: lower-case hex of SHA-256, and all bytes, which live as long as the stage. */
str memory_stage_sha256(const struct memory_stage *s);
MUST_USE enum rc memory_stage_read(struct memory_stage *s, str *out, struct err *e);
/* Accepts NULL. */
void memory_stage_free(struct memory_stage *s);

#endif
