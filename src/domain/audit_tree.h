/*
 * audit_tree.h - the record as one Merkle tree (RFC 9162) over the chains of all nodes.
 *
 * Events are written, chained on their node, in the transaction of the act (record.h); no lock is
 * shared between nodes. A sequencer, any number of them, makes them leaves in batches: reading and
 * hashing happen outside the transaction, which only succeeds if the tree has still the size it was
 * read at. What waits to be sequenced is held by the chain of its node.
 */
#ifndef DOMAIN_AUDIT_TREE_H
#define DOMAIN_AUDIT_TREE_H

#include "audit/checkpoint.h"
#include "domain/domain.h"

/*
 * Make every waiting event a leaf, each checked against the one before it. RC_CONFLICT: the chain of
 * a node is broken (why names the event), or the tree is not what it was; nothing was added then.
 */
MUST_USE enum rc audit_sequence(struct domain *d, int64_t *out_n, struct err *e);

/*
 * Have the tree as it is now signed by paraf-signer and keep the checkpoint. Nothing happens when
 * the last one covers it. RC_DENIED: the signer says that this tree does not grow out of the last.
 */
MUST_USE enum rc audit_checkpoint_make(struct domain *d, struct err *e);
/* RC_NOT_FOUND: none yet. */
MUST_USE enum rc audit_checkpoint_newest(
    struct domain *d, struct audit_checkpoint *out, struct err *e);
bool audit_checkpoint_of_row(
    const struct row_audit_checkpoint *row, struct audit_checkpoint *out);

/* The stored tree, for proofs; `d` outlives it. */
struct merkle_source audit_tree_source(struct domain *d);
/* Which leaf is that event? RC_NOT_FOUND: none yet. */
MUST_USE enum rc audit_leaf_of(
    struct domain *d, str node, int64_t seq, int64_t *out_leaf, struct err *e);

/* As an event of src/audit, and the bytes that are hashed. */
str audit_row_json(struct arena *a, const struct row_audit *row);

/* Jobs of paraf-worker. */
MUST_USE enum rc audit_sequence_job(struct domain *d, struct err *e);
MUST_USE enum rc audit_checkpoint_job(struct domain *d, struct err *e);

#endif
