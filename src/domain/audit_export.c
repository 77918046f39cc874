/* audit_export.c - the record as lines. */
#include "domain/audit_export.h"

#include "base/file.h"
#include "pki/key.h"

#define ROWS       250
#define FILE_LIMIT 65536
#define BROKEN     N_("Rantai jejak audit putus.")

static enum rc
published(struct domain *d, const char *name, str *out, struct err *e)
{
	return file_read(d->a,
	    str_fmt(d->a, "%.*s/%s", STR_ARG(d->conf->publish_dir), name).p, FILE_LIMIT,
	    out, e);
}

enum rc
audit_key(struct domain *d, str *out_spki, struct err *e)
{
	str pem;
	enum rc rc = published(d, "audit.pem", &pem, e);

	if (rc == RC_OK)
		rc = pki_public_from_pem(d->a, pem, out_spki, e);
	return rc;
}

enum rc
audit_published(struct domain *d, str spki, struct audit_checkpoint *out, struct err *e)
{
	str line;
	enum rc rc = published(d, "checkpoint.json", &line, e);

	if (rc == RC_OK && !audit_checkpoint_parse(d->a, line, out))
		rc = err_set(
		    e, RC_CONFLICT, BROKEN, "the published checkpoint cannot be read");
	return rc == RC_OK ? audit_checkpoint_verify(d->a, out, spki, e) : rc;
}

/* ---- the whole record ---- */

struct out {
	struct domain d; /* with an arena that is emptied after each piece */
	const struct audit_sink *sink;
	struct buf b;
	int64_t leaf;        /* the next one */
	int64_t size;        /* leaves of the tree when it began, */
	int64_t signed_size; /* and of its newest checkpoint: the head names its CA */
	struct row_audit_checkpoint next; /* size 0: no more */
};

static enum rc
flush(struct out *o, struct err *e)
{
	enum rc rc = o->sink->put(o->sink->arg, buf_get(&o->b), e);

	o->b.n = 0;
	return rc;
}

static enum rc
next_checkpoint(struct out *o, int64_t after, struct err *e)
{
	struct row_audit_checkpoint_list list;
	enum rc rc = q_audit_checkpoints_from(o->d.db, after, 1, &list, e);

	if (rc == RC_OK && list.n == 1 && list.at[0].size <= o->signed_size)
		o->next = list.at[0];
	else
		o->next.size = 0;
	return rc;
}

static enum rc
put_checkpoints(struct out *o, struct err *e)
{
	struct audit_checkpoint c;
	enum rc rc = RC_OK;

	while (rc == RC_OK && o->next.size != 0 && o->next.size <= o->leaf) {
		if (!audit_checkpoint_of_row(&o->next, &c))
			return err_set(e, RC_CONFLICT, BROKEN, "checkpoint without root");
		audit_log_checkpoint(&o->b, &c);
		if (o->next.anchored_s != SQL_NULL_INT && o->next.anchor.n > 0)
			audit_log_timestamp(&o->b, o->next.anchor);
		rc = next_checkpoint(o, o->next.size, e);
	}
	return rc;
}

/* Up to ROWS leaves of one run, from its `done`th on. */
static enum rc
put_rows(struct out *o, const struct row_audit_range *run, int64_t done, int64_t n,
    struct err *e)
{
	struct row_audit_list list;
	int64_t seq = run->seq + done;
	enum rc rc = q_audit_after(o->d.db, run->node, seq - 1, n, &list, e);

	for (size_t i = 0; rc == RC_OK && i < (size_t)n; i++, seq++) {
		const struct row_audit *r = &list.at[i];

		if (i >= list.n || r->seq != seq)
			return err_set(e, RC_CONFLICT, BROKEN,
			    "leaf %lld (%.*s %lld): the event is missing",
			    (long long)o->leaf, STR_ARG(run->node), (long long)seq);
		audit_log_event(&o->b, o->leaf, NULL, r->prev_hash, r->hash,
		    audit_row_json(o->d.a, r));
		o->leaf++;
		rc = put_checkpoints(o, e);
	}
	return rc;
}

static enum rc
put_run(struct out *o, const struct row_audit_range *run, struct err *e)
{
	enum rc rc = RC_OK;
	struct arena *keep = o->d.a, *piece = arena_new();
	int64_t n = run->n;

	if (run->first != o->leaf)
		rc = err_set(e, RC_CONFLICT, BROKEN, "leaf %lld: a run is missing",
		    (long long)o->leaf);
	if (run->first + n > o->size)
		n = o->size - run->first; /* grown while we were at it */
	o->d.a = piece;
	for (int64_t done = 0; rc == RC_OK && done < n; done += ROWS) {
		arena_reset(piece);
		db_use_arena(o->d.db, piece);
		buf_init(&o->b, piece, 128 * 1024);
		o->next.size = 0;
		rc = next_checkpoint(o, o->leaf, e);
		if (rc == RC_OK)
			rc = put_rows(o, run, done, n - done < ROWS ? n - done : ROWS, e);
		if (rc == RC_OK)
			rc = flush(o, e);
	}
	o->d.a = keep;
	db_use_arena(o->d.db, keep);
	arena_free(piece);
	return rc;
}

static enum rc
put_all(struct out *o, struct err *e)
{
	struct row_audit_range_list runs;
	int64_t next = 0;
	enum rc rc;

	do {
		arena_reset(o->d.a);
		rc = q_audit_ranges_from(o->d.db, next, ROWS, &runs, e);
		if (rc == RC_OK && runs.n == 0 && o->leaf < o->size)
			rc = err_set(e, RC_CONFLICT, BROKEN,
			    "leaf %lld: a run is missing", (long long)o->leaf);
		for (size_t i = 0; rc == RC_OK && i < runs.n && o->leaf < o->size; i++)
			rc = put_run(o, &runs.at[i], e);
		if (rc == RC_OK && runs.n > 0)
			next = runs.at[runs.n - 1].first + 1;
	} while (rc == RC_OK && o->leaf < o->size);
	return rc;
}

enum rc
audit_export(struct domain *d, const struct audit_sink *sink, struct err *e)
{
	struct audit_checkpoint last;
	struct row_audit_tree_get tree;
	struct out o = { .d = *d, .sink = sink };
	str spki, origin = STR("");
	enum rc rc = audit_key(d, &spki, e);

	if (rc == RC_NOT_FOUND) { /* the signer has never run, so nothing is signed */
		spki = STR("");
		rc = RC_OK;
	}
	if (rc == RC_OK)
		rc = q_audit_tree_get(d->db, &tree, e);
	if (rc != RC_OK)
		return rc;
	rc = audit_checkpoint_newest(d, &last, e);
	if (rc == RC_OK) {
		origin = last.origin;
		o.signed_size = last.size;
	} else if (rc != RC_NOT_FOUND)
		return rc;
	o.size = tree.size;
	o.d.a = arena_new();
	db_use_arena(d->db, o.d.a);
	buf_init(&o.b, d->a, 1024);
	audit_log_head(&o.b, false, origin, spki);
	rc = flush(&o, e);
	if (rc == RC_OK && o.size > 0)
		rc = put_all(&o, e);
	buf_init(&o.b, d->a, 64);
	audit_log_end(&o.b, o.leaf);
	if (rc == RC_OK)
		rc = flush(&o, e);
	db_use_arena(d->db, d->a);
	arena_free(o.d.a);
	return rc;
}

/* ---- proofs ---- */

static enum rc
prove_head(struct domain *d, struct audit_checkpoint *out, struct buf *b, struct err *e)
{
	str spki;
	enum rc rc = audit_key(d, &spki, e);

	if (rc == RC_OK)
		rc = audit_checkpoint_newest(d, out, e);
	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_NOT_FOUND,
		    N_("Belum ada titik periksa bertanda tangan. Coba lagi satu menit lagi."),
		    "no checkpoint yet");
	if (rc == RC_OK)
		audit_log_head(b, true, out->origin, spki);
	return rc;
}

static enum rc
prove_one(struct domain *d, const struct audit_checkpoint *c,
    const struct audit_place *at, struct buf *out, struct err *e)
{
	struct merkle_source src = audit_tree_source(d);
	struct merkle_path path;
	struct row_audit row;
	int64_t leaf;
	enum rc rc = q_audit_one(d->db, at->node, at->seq, &row, e);

	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_NOT_FOUND, N_("Kejadian itu tidak ada."),
		    "no event %.*s %lld", STR_ARG(at->node), (long long)at->seq);
	if (rc == RC_OK)
		rc = audit_leaf_of(d, at->node, at->seq, &leaf, e);
	if (rc == RC_OK && leaf >= c->size)
		rc = err_set(e, RC_NOT_FOUND,
		    N_("Kejadian itu belum tercakup titik periksa. Coba lagi satu menit lagi."),
		    "leaf %lld is after the last checkpoint", (long long)leaf);
	if (rc == RC_OK)
		rc = merkle_inclusion(&src, (uint64_t)leaf, (uint64_t)c->size, &path, e);
	if (rc == RC_OK)
		audit_log_event(out, leaf, &path, row.prev_hash, row.hash,
		    audit_row_json(d->a, &row));
	return rc;
}

enum rc
audit_prove(struct domain *d, const struct audit_place *at, size_t n, struct buf *out,
    struct err *e)
{
	struct audit_checkpoint c;
	enum rc rc = prove_head(d, &c, out, e);

	if (rc == RC_OK)
		audit_log_checkpoint(out, &c);
	for (size_t i = 0; rc == RC_OK && i < n; i++)
		rc = prove_one(d, &c, &at[i], out, e);
	if (rc == RC_OK)
		audit_log_end(out, (int64_t)n);
	return rc;
}

enum rc
audit_prove_growth(struct domain *d, int64_t from, struct buf *out, struct err *e)
{
	struct merkle_source src = audit_tree_source(d);
	struct audit_checkpoint to, old;
	struct row_audit_checkpoint row;
	struct merkle_path path;
	enum rc rc = prove_head(d, &to, out, e);

	if (rc == RC_OK)
		rc = q_audit_checkpoint_at(d->db, from, &row, e);
	if (rc == RC_NOT_FOUND ||
	    (rc == RC_OK && (row.size != from || !audit_checkpoint_of_row(&row, &old))))
		return err_set(e, RC_NOT_FOUND,
		    N_("Tidak ada titik periksa dengan jumlah kejadian itu."),
		    "no checkpoint over %lld leaves", (long long)from);
	if (rc == RC_OK)
		rc =
		    merkle_consistency(&src, (uint64_t)from, (uint64_t)to.size, &path, e);
	if (rc != RC_OK)
		return rc;
	audit_log_checkpoint(out, &old);
	audit_log_checkpoint(out, &to);
	audit_log_consistency(out, &path);
	audit_log_end(out, 0);
	return RC_OK;
}
