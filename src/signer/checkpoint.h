/*
 * checkpoint.h - the signer's word that the record only grows.
 *
 * The key (STATE/signer/audit.key, P-256) signs nothing but a checkpoint that was built here, of a
 * tree that was shown to begin with the last one signed (RFC 9162 2.1.4). Table `checkpoint` of
 * signer.db; rows can only be added. The last checkpoint and the public
 * key are published beside the CRL: STATE/pki/checkpoint.json, STATE/pki/audit.pem.
 */
#ifndef SIGNER_CHECKPOINT_H
#define SIGNER_CHECKPOINT_H

#include "ipc/ipc.h"

struct checkpoints;
struct record;

/*
 * Begin to open the key, which is encrypted under `secret_file` (keys.h) and takes as long as that of the
 * CA: on a thread of its own where `thread` says so, so that both are opened at once. The texts stay
 * the caller's until checkpoints_open or checkpoint_key_drop, one of which must follow.
 */
struct checkpoint_key;
struct checkpoint_key *checkpoint_key_begin(
    const char *state, const char *secret_file, bool thread);
void checkpoint_key_drop(struct checkpoint_key *k); /* accepts NULL */
/*
 * `origin` names the CA in every checkpoint; takes `key`. Makes a key at the first start; a key that is
 * gone while checkpoints exist is RC_DENIED: another key would look like another record.
 */
MUST_USE enum rc checkpoints_open(struct arena *a, struct checkpoint_key *key, str origin,
    struct record *record, struct checkpoints **out, struct err *e);
void checkpoints_close(struct checkpoints *c); /* accepts NULL */

/*
 * RC_CONFLICT "stale": `previous` is not the last size. RC_DENIED "shrunk", "forked",
 * "inconsistent", "proof": not a tree that grew out of the last one. RC_UNAVAILABLE: it cannot be
 * recorded, and so is not signed.
 */
MUST_USE enum rc checkpoints_sign(struct checkpoints *c, struct arena *a, int64_t now_s,
    const struct ipc_checkpoint *in, struct ipc_checkpoint_signed *out,
    const char **out_code, struct err *e);
MUST_USE enum rc checkpoints_last(struct checkpoints *c, struct arena *a,
    struct ipc_checkpoint_signed *out, struct err *e);

#endif
