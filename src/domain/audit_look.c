/* audit_look.c - the look at the whole record in the database. */
#include "base/log.h"
#include "domain/audit_export.h"

#define ROWS   250
#define BROKEN N_("Rantai jejak audit putus.")

/* Whatever the exporter writes goes into the checker, line by line. */
static enum rc
feed(void *arg, str lines, struct err *e)
{
	enum rc rc = RC_OK;

	while (rc == RC_OK && lines.n > 0)
		rc = audit_checker_line(arg, str_cut(&lines, '\n'), e);
	return rc;
}

/* Events of a node that are not in the tree yet must go on where the tree ends. */
static enum rc
follow_rows(struct domain *d, const struct row_audit_waiting *w, int64_t *last, str *prev,
    struct err *e)
{
	struct row_audit_list list;
	enum rc rc = q_audit_after(d->db, w->node, *last, ROWS, &list, e);

	if (rc == RC_OK && list.n == 0)
		rc = err_set(e, RC_CONFLICT, BROKEN, "%.*s %lld: the event is missing",
		    STR_ARG(w->node), (long long)(*last + 1));
	for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
		const struct row_audit *r = &list.at[i];
		struct merkle_hash h =
		    audit_event_hash(d->a, *prev, audit_row_json(d->a, r));

		if (r->seq != *last + 1 || !str_eq(r->prev_hash, *prev) ||
		    !str_eq(merkle_hex(d->a, &h), r->hash))
			return err_set(e, RC_CONFLICT, BROKEN,
			    "%.*s %lld: the event was changed or does not follow",
			    STR_ARG(w->node), (long long)(*last + 1));
		*last = r->seq;
		*prev = r->hash;
	}
	return rc;
}

static enum rc
follow_waiting(
    struct domain *d, const struct row_audit_waiting *w, int64_t *waiting, struct err *e)
{
	struct row_audit row;
	int64_t last = w->done;
	str prev = STR("");
	enum rc rc = RC_OK;

	if (w->done > 0)
		rc = q_audit_one(d->db, w->node, w->done, &row, e);
	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_CONFLICT, BROKEN, "%.*s %lld: the event is missing",
		    STR_ARG(w->node), (long long)w->done);
	if (rc == RC_OK && w->done > 0)
		prev = row.hash;
	while (rc == RC_OK && last < w->seq)
		rc = follow_rows(d, w, &last, &prev, e);
	if (rc == RC_OK && last == w->seq && !str_eq(prev, w->hash))
		rc = err_set(e, RC_CONFLICT, BROKEN,
		    "%.*s %lld: the end of the chain is another one", STR_ARG(w->node),
		    (long long)w->seq);
	*waiting += last - w->done;
	return rc;
}

/* Rows that no chain and no leaf knows. */
static enum rc
count_rows(struct domain *d, struct audit_state *out, struct err *e)
{
	struct row_audit_count n;
	enum rc rc = q_audit_count(d->db, &n, e);

	if (rc != RC_OK)
		return rc;
	out->events = n.n;
	/* one statement, so no event can come in between */
	if (n.n != n.heads)
		return err_set(e, RC_CONFLICT, BROKEN,
		    "%lld events stand in the record, %lld in its chains", (long long)n.n,
		    (long long)n.heads);
	return RC_OK;
}

static enum rc
look_tree(struct domain *d, const struct audit_found *f, struct err *e)
{
	struct merkle_source src = audit_tree_source(d);
	struct merkle_hash root;
	enum rc rc = merkle_root(&src, (uint64_t)f->leaves, &root, e);

	if (rc == RC_OK && !merkle_eq(&root, &f->root))
		rc = err_set(
		    e, RC_CONFLICT, BROKEN, "the stored tree is not that of its events");
	return rc;
}

static enum rc
look_leaves(struct domain *d, struct audit_state *out, struct err *e)
{
	struct audit_checkpoint known;
	struct audit_checker *c;
	struct audit_found f;
	struct audit_sink sink = { .put = feed };
	str spki;
	enum rc rc = audit_key(d, &spki, e);
	bool have;

	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	if (rc == RC_NOT_FOUND)
		spki = STR("");
	else
		rc = audit_published(d, spki, &known, e);
	have = rc == RC_OK;
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc == RC_DENIED ? (e->rc = RC_CONFLICT) : rc;
	sink.arg = c = audit_checker_new(spki, have ? &known : NULL);
	rc = audit_export(d, &sink, e);
	if (rc == RC_OK)
		rc = audit_checker_end(c, &f, e);
	if (rc == RC_OK)
		rc = look_tree(d, &f, e);
	if (rc == RC_OK) {
		out->leaves = f.leaves;
		out->checkpoints = f.checkpoints;
		out->uncovered = f.uncovered;
	}
	audit_checker_free(c);
	return rc;
}

static enum rc
look(struct domain *d, struct audit_state *out, struct err *e)
{
	struct row_audit_waiting_list nodes;
	enum rc rc = look_leaves(d, out, e);

	if (rc == RC_OK)
		rc = count_rows(d, out, e);
	if (rc == RC_OK)
		rc = q_audit_waiting(d->db, &nodes, e);
	for (size_t i = 0; rc == RC_OK && i < nodes.n; i++)
		rc = follow_waiting(d, &nodes.at[i], &out->waiting, e);
	return rc;
}

enum rc
audit_look(struct domain *d, struct audit_state *out, struct err *e)
{
	enum rc rc;

	*out = (struct audit_state){ .at_s = domain_now(d), .place = STR("") };
	rc = look(d, out, e);
	out->whole = rc == RC_OK;
	if (rc != RC_CONFLICT)
		return rc;
	out->place = str_dup(d->a, str_from_z(e->why));
	return RC_OK;
}

static enum rc
keep_tx(struct db *tx, void *arg, struct err *e)
{
	const struct audit_state *s = arg;

	return q_audit_check_put(tx, s->at_s, s->whole, s->events, s->place, e);
}

enum rc
audit_look_keep(struct domain *d, struct audit_state *out, struct err *e)
{
	enum rc rc = audit_look(d, out, e);

	if (rc == RC_OK && !out->whole)
		log_line(
		    LOG_ERROR_, "audit_broken", "place=\"%.*s\"", STR_ARG(out->place));
	return rc == RC_OK ? store_write(d->store, d->a, keep_tx, out, e) : rc;
}

enum rc
audit_look_last(struct domain *d, struct audit_state *out, struct err *e)
{
	struct row_audit_check row;
	enum rc rc = q_audit_check_get(d->db, &row, e);

	if (rc == RC_OK)
		*out = (struct audit_state){ .at_s = row.at_s,
			.whole = row.whole != 0,
			.events = row.events,
			.place = row.place };
	return rc;
}

enum rc
audit_look_job(struct domain *d, struct err *e)
{
	struct audit_state s;

	return audit_look_keep(d, &s, e);
}
