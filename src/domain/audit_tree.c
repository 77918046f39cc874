/* audit_tree.c - from chained events to leaves, tiles and signed checkpoints. */
#include "domain/audit_tree.h"
#include "domain/signing.h"

#include "audit/event.h"
#include "base/codec.h"
#include "base/log.h"
#include "ipc/signer_client.h"

#define TILE       256
#define TILE_BYTES (TILE * MERKLE_BYTES)
#define TILE_LEVEL 8 /* levels of the tree in one level of tiles */
#define TOP_LEVELS 8 /* 256^8 leaves */
#define BATCH      1000
#define BROKEN     N_("Rantai jejak audit putus.")

str
audit_row_json(struct arena *a, const struct row_audit *r)
{
	return audit_event_json(a, &(struct audit_event){ .node = r->node,
				       .seq = r->seq,
				       .at_s = r->at_s,
				       .actor = r->actor,
				       .role = r->role,
				       .action = r->action,
				       .object = r->object,
				       .office = r->office,
				       .addr = r->addr,
				       .detail = r->detail });
}

/* ---- reading the stored tree ---- */

static enum rc
tile_read(
    struct domain *d, uint64_t level, uint64_t idx, size_t need, str *out, struct err *e)
{
	struct row_audit_tile_get row;
	enum rc rc = q_audit_tile_get(d->db, (int64_t)level, (int64_t)idx, &row, e);

	if (rc == RC_NOT_FOUND ||
	    (rc == RC_OK && row.hashes.n < need * (size_t)MERKLE_BYTES))
		return err_set(e, RC_CONFLICT, BROKEN, "audit tile %llu/%llu is missing",
		    (unsigned long long)level, (unsigned long long)idx);
	if (rc == RC_OK)
		*out = row.hashes;
	return rc;
}

static enum rc
tree_node(
    void *arg, unsigned level, uint64_t index, struct merkle_hash *out, struct err *e)
{
	unsigned inside = level % TILE_LEVEL;
	uint64_t first = index << inside;
	size_t at = (size_t)(first % TILE), n = (size_t)1 << inside;
	struct merkle_edge edge = { 0 };
	str hashes = STR_NONE;
	enum rc rc = tile_read(arg, level / TILE_LEVEL, first / TILE, at + n, &hashes, e);

	if (rc != RC_OK)
		return rc;
	for (size_t i = 0; i < n; i++) {
		struct merkle_hash h;

		memcpy(h.b, hashes.p + (at + i) * MERKLE_BYTES, MERKLE_BYTES);
		merkle_add(&edge, &h);
	}
	*out = edge.at[inside];
	return RC_OK;
}

struct merkle_source
audit_tree_source(struct domain *d)
{
	return (struct merkle_source){ tree_node, d };
}

enum rc
audit_leaf_of(struct domain *d, str node, int64_t seq, int64_t *out_leaf, struct err *e)
{
	struct row_audit_range r;
	enum rc rc = q_audit_range_of_event(d->db, node, seq, &r, e);

	if (rc == RC_OK && seq - r.seq >= r.n)
		rc = RC_NOT_FOUND;
	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_NOT_FOUND,
		    N_("Kejadian itu belum masuk pohon jejak audit. Coba lagi sebentar lagi."),
		    "event is not sequenced");
	if (rc == RC_OK)
		*out_leaf = r.first + (seq - r.seq);
	return rc;
}

/* ---- sequencing ---- */

struct tile {
	uint64_t idx;
	size_t n; /* hashes in it */
	bool loaded;
	char hashes[TILE_BYTES];
};

struct put {
	int64_t level, idx;
	str hashes;
};

struct grow {
	struct domain *d;
	int64_t old_size;
	struct merkle_edge edge;
	struct tile *tiles; /* the growing tile of each level */
	struct put *puts;
	size_t n_puts, cap_puts;
	struct row_audit_range *ranges;
	size_t n_ranges;
	struct row_audit_about *abouts;
	size_t n_abouts;
	str root;
};

static void
keep_tile(struct grow *g, unsigned level)
{
	struct tile *t = &g->tiles[level];

	BUG_ON(g->n_puts == g->cap_puts);
	g->puts[g->n_puts++] = (struct put){ level, (int64_t)t->idx,
		{ arena_copy(g->d->a, t->hashes, t->n * MERKLE_BYTES),
		    t->n * (size_t)MERKLE_BYTES } };
}

static struct merkle_hash
tile_root(const struct tile *t)
{
	struct merkle_edge edge = { 0 };

	for (size_t i = 0; i < t->n; i++) {
		struct merkle_hash h;

		memcpy(h.b, t->hashes + i * MERKLE_BYTES, MERKLE_BYTES);
		merkle_add(&edge, &h);
	}
	return merkle_edge_root(&edge);
}

/* The tile of that level at the edge of the tree as it was. */
static enum rc
tile_load(struct grow *g, unsigned level, struct err *e)
{
	struct tile *t = &g->tiles[level];
	uint64_t have = (uint64_t)g->old_size >> (TILE_LEVEL * level);
	enum rc rc = RC_OK;
	str hashes = STR_NONE;

	t->idx = have / TILE;
	t->n = (size_t)(have % TILE);
	t->loaded = true;
	if (t->n == 0)
		return RC_OK;
	rc = tile_read(g->d, level, t->idx, t->n, &hashes, e);
	if (rc == RC_OK)
		memcpy(t->hashes, hashes.p, t->n * MERKLE_BYTES);
	return rc;
}

static enum rc
add_leaf(struct grow *g, const struct merkle_hash *leaf, struct err *e)
{
	struct merkle_hash h = *leaf;

	merkle_add(&g->edge, leaf);
	for (unsigned level = 0; level < TOP_LEVELS; level++) {
		struct tile *t = &g->tiles[level];
		enum rc rc = t->loaded ? RC_OK : tile_load(g, level, e);

		if (rc != RC_OK)
			return rc;
		memcpy(t->hashes + t->n * MERKLE_BYTES, h.b, MERKLE_BYTES);
		if (++t->n < TILE)
			return RC_OK;
		h = tile_root(t);
		keep_tile(g, level);
		t->n = 0;
		t->idx++;
	}
	return err_set(e, RC_LIMIT, N_("Jejak audit penuh."), "more than 256^8 leaves");
}

/* The right edge of the tree as it is stored; must have the root that is stored beside it. */
static enum rc
load_edge(struct grow *g, str root, struct err *e)
{
	uint64_t size = (uint64_t)g->old_size;
	struct merkle_hash got;
	enum rc rc;

	g->edge.size = size;
	for (unsigned level = 0; level < MERKLE_LEVELS && size >> level != 0; level++) {
		if (!(size >> level & 1))
			continue;
		rc = tree_node(g->d, level, (size >> level) - 1, &g->edge.at[level], e);
		if (rc != RC_OK)
			return rc;
	}
	got = merkle_edge_root(&g->edge);
	if (!str_eq(merkle_hex(g->d->a, &got), root))
		return err_set(
		    e, RC_CONFLICT, BROKEN, "the stored audit tree has another root");
	return RC_OK;
}

static enum rc
prev_hash(struct domain *d, str node, int64_t seq, str *out, struct err *e)
{
	struct row_audit row;
	enum rc rc;

	*out = STR("");
	if (seq == 0)
		return RC_OK;
	rc = q_audit_one(d->db, node, seq, &row, e);
	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_CONFLICT, BROKEN, "event %.*s %lld is missing",
		    STR_ARG(node), (long long)seq);
	if (rc == RC_OK)
		*out = row.hash;
	return rc;
}

/* The text of a field of the detail, which is JSON of our own; STR_NONE. */
static str
detail_field(str detail, const char *begin)
{
	ptrdiff_t at = str_find(detail, str_from_z(begin));
	str rest;

	if (at < 0)
		return STR_NONE;
	rest = str_from(detail, (size_t)at + strlen(begin));
	return str_cut(&rest, '"');
}

static void
note_about(struct grow *g, const struct row_audit *r, str about)
{
	if (about.n > 0)
		g->abouts[g->n_abouts++] = (struct row_audit_about){ about,
			(int64_t)g->edge.size - 1, r->node, r->seq };
}

/* The next events of one node; each must follow from the one before. */
static enum rc
take_node(struct grow *g, const struct row_audit_waiting *w, int64_t room, struct err *e)
{
	struct row_audit_list list;
	str prev;
	enum rc rc = prev_hash(g->d, w->node, w->done, &prev, e);

	if (rc == RC_OK)
		rc = q_audit_after(g->d->db, w->node, w->done, room, &list, e);
	if (rc != RC_OK)
		return rc;
	if (list.n == 0)
		return err_set(e, RC_CONFLICT, BROKEN, "event %.*s %lld is missing",
		    STR_ARG(w->node), (long long)(w->done + 1));
	g->ranges[g->n_ranges++] = (struct row_audit_range){ (int64_t)g->edge.size,
		(int64_t)list.n, w->node, w->done + 1 };
	for (size_t i = 0; i < list.n; i++) {
		const struct row_audit *r = &list.at[i];
		struct merkle_hash h =
		    audit_event_hash(g->d->a, prev, audit_row_json(g->d->a, r));

		if (r->seq != w->done + 1 + (int64_t)i || !str_eq(r->prev_hash, prev) ||
		    !str_eq(merkle_hex(g->d->a, &h), r->hash))
			return err_set(e, RC_CONFLICT, BROKEN,
			    "the chain of %.*s breaks at event %lld", STR_ARG(w->node),
			    (long long)(w->done + 1 + (int64_t)i));
		rc = add_leaf(g, &h, e);
		if (rc != RC_OK)
			return rc;
		note_about(g, r, r->object);
		if (str_starts(r->action, STR("document.")))
			note_about(g, r, detail_field(r->detail, "\"owner\":\""));
		prev = r->hash;
	}
	return RC_OK;
}

static enum rc
grow_tx(struct db *tx, void *arg, struct err *e)
{
	struct grow *g = arg;
	enum rc rc =
	    q_audit_tree_grow(tx, (int64_t)g->edge.size, g->root, g->old_size, e);

	for (size_t i = 0; rc == RC_OK && i < g->n_ranges; i++)
		rc = q_audit_range_insert(tx, &g->ranges[i], e);
	for (size_t i = 0; rc == RC_OK && i < g->n_abouts; i++)
		rc = q_audit_about_insert(tx, &g->abouts[i], e);
	for (size_t i = 0; rc == RC_OK && i < g->n_puts; i++)
		rc = q_audit_tile_put(
		    tx, g->puts[i].level, g->puts[i].idx, g->puts[i].hashes, e);
	return rc;
}

/* One batch. *out_n 0: nothing waited, or another sequencer was faster. */
static enum rc
grow_once(struct domain *d, int64_t *out_n, struct err *e)
{
	struct row_audit_waiting_list nodes;
	struct row_audit_tree_get tree;
	struct grow g = { .d = d };
	struct merkle_hash root;
	enum rc rc = q_audit_waiting(d->db, &nodes, e);

	*out_n = 0;
	if (rc == RC_OK)
		rc = q_audit_tree_get(d->db, &tree, e);
	if (rc != RC_OK)
		return rc;
	g.old_size = tree.size;
	g.tiles = ARENA_ARRAY(d->a, TOP_LEVELS, struct tile);
	g.cap_puts = BATCH / TILE + 2 * TOP_LEVELS + 2;
	g.puts = ARENA_ARRAY(d->a, g.cap_puts, struct put);
	g.abouts = ARENA_ARRAY(d->a, 2 * BATCH, struct row_audit_about);
	g.ranges = ARENA_ARRAY(d->a, nodes.n + 1, struct row_audit_range);
	for (size_t i = 0; rc == RC_OK && i < nodes.n; i++) {
		int64_t room = BATCH - ((int64_t)g.edge.size - tree.size);

		if (nodes.at[i].done >= nodes.at[i].seq)
			continue;
		if (g.n_ranges == 0)
			rc = load_edge(&g, tree.root, e);
		if (rc == RC_OK && g.n_ranges == 0)
			room = BATCH;
		if (rc == RC_OK && room > 0)
			rc = take_node(&g, &nodes.at[i], room, e);
	}
	if (rc != RC_OK || g.n_ranges == 0)
		return rc;
	for (unsigned level = 0; level < TOP_LEVELS; level++)
		if (g.tiles[level].loaded && g.tiles[level].n > 0)
			keep_tile(&g, level);
	root = merkle_edge_root(&g.edge);
	g.root = merkle_hex(d->a, &root);
	rc = store_write(d->store, d->a, grow_tx, &g, e);
	if (rc == RC_OK)
		*out_n = (int64_t)g.edge.size - tree.size;
	return rc;
}

/* Is the tree another one than that of `size`? Then somebody else was faster, and nothing is wrong. */
static bool
overtaken(struct domain *d, int64_t size)
{
	struct row_audit_tree_get tree;
	struct err ignored;

	return q_audit_tree_get(d->db, &tree, &ignored) == RC_OK && tree.size != size;
}

enum rc
audit_sequence(struct domain *d, int64_t *out_n, struct err *e)
{
	struct arena *keep = d->a;
	struct row_audit_tree_get tree;
	int64_t n = 0, sum = 0;
	enum rc rc;

	d->a = arena_new();
	db_use_arena(d->db, d->a);
	do {
		arena_reset(d->a);
		rc = q_audit_tree_get(d->db, &tree, e);
		if (rc == RC_OK)
			rc = grow_once(d, &n, e);
		if (rc == RC_CONFLICT && overtaken(d, tree.size)) {
			rc = RC_OK;
			n = 1;
			continue;
		}
		sum += n;
	} while (rc == RC_OK && n > 0);
	arena_free(d->a);
	d->a = keep;
	db_use_arena(d->db, keep);
	if (rc == RC_OK)
		*out_n = sum;
	return rc;
}

/* ---- checkpoints ---- */

bool
audit_checkpoint_of_row(
    const struct row_audit_checkpoint *row, struct audit_checkpoint *out)
{
	*out = (struct audit_checkpoint){ .origin = row->origin,
		.size = row->size,
		.time_s = row->time_s,
		.previous = row->previous,
		.signature = row->signature };
	return merkle_unhex(row->root, &out->root);
}

enum rc
audit_checkpoint_newest(struct domain *d, struct audit_checkpoint *out, struct err *e)
{
	struct row_audit_checkpoint row;
	enum rc rc = q_audit_checkpoint_last(d->db, &row, e);

	if (rc == RC_OK && !audit_checkpoint_of_row(&row, out))
		return err_set(e, RC_CONFLICT, BROKEN, "checkpoint without root");
	return rc;
}

static enum rc
keep_tx(struct db *tx, void *arg, struct err *e)
{
	return q_audit_checkpoint_put(tx, arg, e);
}

static enum rc
keep_signed(struct domain *d, const struct ipc_checkpoint_signed *in, struct err *e)
{
	struct row_audit_checkpoint row = { .size = in->size,
		.origin = in->origin,
		.root = hex_encode(d->a, in->root.p, in->root.n),
		.time_s = in->time_s,
		.previous = in->previous,
		.signature = in->signature,
		.anchor = STR_NONE,
		.anchored_s = SQL_NULL_INT };

	return store_write(d->store, d->a, keep_tx, &row, e);
}

static enum rc
ask(struct domain *d, const struct row_audit_tree_get *tree, int64_t last,
    struct ipc_checkpoint_signed *out, struct err *e)
{
	struct merkle_source src = audit_tree_source(d);
	struct merkle_path path = { .n = 0 };
	struct ipc_checkpoint in = { .size = tree->size, .previous = last };
	enum rc rc = hex_decode(d->a, tree->root, &in.root, e);

	if (rc == RC_OK && last > 0 && last < tree->size)
		rc = merkle_consistency(
		    &src, (uint64_t)last, (uint64_t)tree->size, &path, e);
	if (rc != RC_OK)
		return rc;
	in.proof = (str){ (const char *)path.at, path.n * (size_t)MERKLE_BYTES };
	rc = signer_checkpoint(d->signer, d->a, &in, out, e);
	if (rc != RC_OK && rc != RC_UNAVAILABLE) {
		struct actor us = actor_system("checkpoint");

		e->rc = rc;
		return signing_refused(d, &us, "checkpoint", e);
	}
	return rc;
}

enum rc
audit_checkpoint_make(struct domain *d, struct err *e)
{
	struct ipc_checkpoint_signed last, made;
	struct row_audit_tree_get tree;
	struct row_audit_checkpoint kept = { .size = 0 };
	enum rc rc = q_audit_tree_get(d->db, &tree, e);

	if (rc != RC_OK || tree.size == 0)
		return rc;
	rc = q_audit_checkpoint_last(d->db, &kept, e);
	if (rc == RC_OK && kept.size == tree.size)
		return RC_OK;
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	rc = signer_checkpoint_last(d->signer, d->a, &last, e);
	/* signed, but a crash came before it was kept here */
	if (rc == RC_OK && kept.size < last.size)
		rc = keep_signed(d, &last, e);
	if (rc == RC_OK)
		rc = ask(d, &tree, last.size, &made, e);
	return rc == RC_OK ? keep_signed(d, &made, e) : rc;
}

/* ---- jobs ---- */

enum rc
audit_sequence_job(struct domain *d, struct err *e)
{
	int64_t n;

	return audit_sequence(d, &n, e);
}

enum rc
audit_checkpoint_job(struct domain *d, struct err *e)
{
	int64_t n;
	enum rc rc = audit_sequence(d, &n, e);

	return rc == RC_OK ? audit_checkpoint_make(d, e) : rc;
}
