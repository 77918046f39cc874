/*
 * confine.h - what paraf-signer gives up, from inside itself, whoever starts it.
 *
 * Order: signer_confine_self before anything is read, signer_confine_files before the state is opened,
 * signer_confine_calls when the socket listens and every module is loaded. Each holds for good.
 * docs/decisions/0007-signer-confinement.md says what is left and why.
 */
#ifndef SIGNER_CONFINE_H
#define SIGNER_CONFINE_H

#include "base/sandbox.h"
#include "signer/signer.h"

/*
 * No core file, not dumpable, no new privileges, no capabilities; memory out of swap as far as the
 * limit allows (*out_locked), a locked heap for the numbers of private keys in any case.
 * RC_UNAVAILABLE when the kernel refuses.
 */
MUST_USE enum rc signer_confine_self(bool *out_locked, struct err *e);

/*
 * Landlock: STATE/signer, STATE/pki and STATE/status to write, the folder of `socket` for the socket
 * alone, the files of the secrets to read, `more` as it says (a token's module). The folders are made
 * if they are not there. *out_enforced: whether the kernel has Landlock. RC_UNAVAILABLE.
 */
MUST_USE enum rc signer_confine_files(const struct signer_options *o, const char *socket,
    const struct sandbox_path *more, size_t n_more, bool *out_enforced, struct err *e);

/* seccomp; with a token its module may map code and use Unix sockets. RC_UNAVAILABLE. */
MUST_USE enum rc signer_confine_calls(bool token, struct err *e);

#endif
