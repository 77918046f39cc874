/* batch.c - what the functions of one transaction add up in memory: counters, the end of the chain. */
#include <stdlib.h>

#include "store/engine.h"
#include "store/queries.h"

void
batch_reset(struct db *db)
{
	struct batch *b = &db->batch;

	if (b->a == NULL)
		b->a = arena_new();
	arena_reset(b->a);
	*b = (struct batch){ .a = b->a };
}

void
batch_release(struct db *db)
{
	arena_free(db->batch.a);
	db->batch = (struct batch){ 0 };
}

void
tx_count(struct db *tx, str name, int64_t delta)
{
	struct batch *b = &tx->batch;

	BUG_ON(b->a == NULL);
	tx->dirty = true;
	for (size_t i = 0; i < b->n_counts; i++)
		if (str_eq(b->counts[i].name, name)) {
			b->counts[i].delta += delta;
			return;
		}
	if (b->n_counts == b->cap_counts) {
		size_t cap = b->cap_counts == 0 ? 16 : b->cap_counts * 2;
		struct batch_count *at = arena_array(b->a, cap, sizeof(*at));

		if (b->n_counts > 0)
			memcpy(at, b->counts, b->n_counts * sizeof(*at));
		b->counts = at;
		b->cap_counts = cap;
	}
	b->counts[b->n_counts++] = (struct batch_count){ str_dup(b->a, name), delta };
}

enum rc
tx_chain_take(struct db *tx, str *node, int64_t *out_seq, str *out_hash, struct err *e)
{
	struct batch *b = &tx->batch;
	struct row_audit_head_take head;
	enum rc rc;

	BUG_ON(b->a == NULL);
	if (tx->lane > 0)
		*node = str_fmt(b->a, "%.*s.%d", STR_ARG(*node), tx->lane);
	if (b->chain.node.p == NULL) {
		rc = q_audit_head_take(tx, *node, &head, e);
		if (rc == RC_NOT_FOUND) {
			rc = q_audit_head_begin(tx, *node, e);
			if (rc == RC_OK)
				rc = q_audit_head_take(tx, *node, &head, e);
		}
		if (rc != RC_OK)
			return rc;
		b->chain.node = str_dup(b->a, *node);
		b->chain.hash = str_dup(b->a, head.hash);
		b->chain.seq = b->chain.stored = head.seq;
	}
	BUG_ON(!str_eq(b->chain.node, *node));
	*out_seq = b->chain.seq;
	*out_hash = b->chain.hash;
	return RC_OK;
}

void
tx_chain_set(struct db *tx, int64_t seq, str hash)
{
	struct batch *b = &tx->batch;

	BUG_ON(b->chain.node.p == NULL);
	tx->dirty = true;
	b->chain.seq = seq;
	b->chain.hash = str_dup(b->a, hash);
}

static int
by_name(const void *a, const void *b)
{
	const struct batch_count *x = a, *y = b;

	return str_cmp(x->name, y->name);
}

/* Counters in the order of their names, so that two nodes never wait for each other. */
enum rc
batch_flush(struct db *db, struct err *e)
{
	struct batch *b = &db->batch;
	enum rc rc = RC_OK;

	db_use_arena(db, b->a);
	if (b->chain.seq != b->chain.stored)
		rc = q_audit_head_set(
		    db, b->chain.node, b->chain.seq, b->chain.hash, b->chain.stored, e);
	if (b->n_counts > 1)
		qsort(b->counts, b->n_counts, sizeof(*b->counts), by_name);
	for (size_t i = 0; i < b->n_counts && rc == RC_OK; i++)
		if (b->counts[i].delta != 0)
			rc = q_counter_add(db, b->counts[i].name, b->counts[i].delta, e);
	if (rc == RC_OK) {
		b->chain.stored = b->chain.seq;
		b->n_counts = 0;
	}
	return rc;
}
