/*
 * merkle.h - the Merkle tree of RFC 9162 2.1: hashes, roots, inclusion and consistency proofs.
 *
 * Knows neither store nor server. A tree of `size` leaves is never held in memory: adding leaves
 * needs one hash a level (struct merkle_edge), proofs ask a callback for hashes of whole subtrees.
 */
#ifndef AUDIT_MERKLE_H
#define AUDIT_MERKLE_H

#include <stdint.h>

#include "base/str.h"

#define MERKLE_BYTES  32
#define MERKLE_LEVELS 63 /* a tree of 2^62 leaves has no more */
#define MERKLE_PATH   64 /* hashes in the longest proof */

struct merkle_hash {
	unsigned char b[MERKLE_BYTES];
};

/* SHA-256(0x00 || data) */
struct merkle_hash merkle_leaf(str data);
/* SHA-256(0x01 || left || right) */
struct merkle_hash merkle_node(
    const struct merkle_hash *left, const struct merkle_hash *right);
/* SHA-256 of nothing: the root of a tree without leaves. */
struct merkle_hash merkle_empty(void);
bool merkle_eq(const struct merkle_hash *a, const struct merkle_hash *b);
str merkle_hex(struct arena *a, const struct merkle_hash *h);
/* 64 lower-case hex letters; false for anything else. */
bool merkle_unhex(str hex, struct merkle_hash *out);

/* The right edge of a growing tree: one whole subtree for each bit of `size`. Zeroed = empty. */
struct merkle_edge {
	uint64_t size;
	struct merkle_hash at[MERKLE_LEVELS]; /* at[l] counts when bit l of size is set */
};
void merkle_add(struct merkle_edge *edge, const struct merkle_hash *leaf);
struct merkle_hash merkle_edge_root(const struct merkle_edge *edge);

/* The hash of the whole subtree of 2^level leaves that begins at leaf index * 2^level. */
struct merkle_source {
	enum rc (*node)(void *arg, unsigned level, uint64_t index,
	    struct merkle_hash *out, struct err *e);
	void *arg;
};
struct merkle_path {
	struct merkle_hash at[MERKLE_PATH];
	size_t n;
};

/* Root of the first `size` leaves. */
MUST_USE enum rc merkle_root(const struct merkle_source *src, uint64_t size,
    struct merkle_hash *out, struct err *e);
/* Proof that leaf `index` is in the tree of `size` leaves (2.1.3.1); index < size. */
MUST_USE enum rc merkle_inclusion(const struct merkle_source *src, uint64_t index,
    uint64_t size, struct merkle_path *out, struct err *e);
/* Proof that the tree of `to` leaves begins with the tree of `from` (2.1.4.1); 0 < from <= to. */
MUST_USE enum rc merkle_consistency(const struct merkle_source *src, uint64_t from,
    uint64_t to, struct merkle_path *out, struct err *e);

/* 2.1.3.2 */
bool merkle_included(const struct merkle_hash *leaf, uint64_t index, uint64_t size,
    const struct merkle_path *path, const struct merkle_hash *root);
/* 2.1.4.2; an empty tree is the beginning of every tree. */
bool merkle_extends(uint64_t from, const struct merkle_hash *from_root, uint64_t to,
    const struct merkle_hash *to_root, const struct merkle_path *path);

#endif
