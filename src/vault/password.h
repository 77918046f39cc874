/*
 * password.h - Argon2id hashes of passwords.
 *
 * One hash takes about 20 ms and 19 MiB: call on the heavy pool, never on an event thread.
 */
#ifndef VAULT_PASSWORD_H
#define VAULT_PASSWORD_H

#include "base/str.h"

#define PASSWORD_HASH_MAX_BYTES 1024

/* A new hash in PHC text form ("$argon2id$..."). RC_INVALID when longer than PASSWORD_HASH_MAX_BYTES. */
MUST_USE enum rc password_hash(
    struct arena *a, str password, str *out_hash, struct err *e);
/*
 * Whether the password is the one `hash` was made of. STR_NONE as `hash` (no such account, or no
 * password yet) does the same amount of work and is false, so that time tells nothing.
 */
bool password_verify(str hash, str password);
/* The hash was made with weaker settings than today's: hash again at the next good log-in. */
bool password_needs_rehash(str hash);

#endif
