/*
 * memo.h - signatures that were verified a moment ago, on another thread.
 *
 * Whether a signature fits a key and a text is a fact about bytes: it does not depend on who asked, on
 * the time, or on anybody's rights, and all of those are judged where they always were. An entry is the
 * SHA-256 over algorithm, key, text and signature, entered only after the signature was verified. The
 * program opens the memo for one piece of work and closes it afterwards: nothing is remembered longer.
 */
#ifndef PKI_MEMO_H
#define PKI_MEMO_H

#include <stdbool.h>
#include <stddef.h>

/* Remember up to `entries` from now on, in place of what was; 0 forgets all and remembers nothing. */
void pki_memo_open(size_t entries);
/* Does this thread enter what it verifies? False at first. */
void pki_memo_collect(bool on);

#endif
