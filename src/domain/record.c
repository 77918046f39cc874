/* record.c - history, audit chain, list counters. */
#include "domain/record.h"

#include <sodium.h>

#include "base/codec.h"
#include "base/json.h"
#include "base/rnd.h"

enum rc
history_add(struct domain *d, struct db *tx, const struct actor *who, const char *noun,
    str id, str event, str from, str to, str note, struct err *e)
{
	return q_history_insert(tx,
	    &(struct row_history){ .id = rnd_id(d->a),
		.noun = str_from_z(noun),
		.noun_id = id,
		.at_s = domain_now(d),
		.actor = who->account.p != NULL ? who->account : STR("pemohon"),
		.actor_name = who->name.p != NULL ? who->name : STR("Pemohon"),
		.event = event,
		.from_state = from,
		.to_state = to,
		.note = note },
	    e);
}

/* The most telling role of an actor, for the record. */
static const char *
role_of(const struct actor *who)
{
	for (int i = R__BITS - 1; i >= 0; i--)
		if (who->roles & (1U << i) && (1U << i) != R_STAFF)
			return role_names[i];
	return role_names[who->roles & R_STAFF ? 3 : 0];
}

/* SHA-256(0x00 || previous hash || event): the leaf form of RFC 9162 2.1.1 over a chained event. */
static str
leaf(struct arena *a, str prev, const struct row_audit *in)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state st;
	struct buf event;
	struct json j;

	buf_init(&event, a, 512);
	json_begin(&j, &event);
	json_text(&j, "node", in->node);
	json_int(&j, "seq", in->seq);
	json_int(&j, "at", in->at_s);
	json_text(&j, "actor", in->actor);
	json_text(&j, "role", in->role);
	json_text(&j, "action", in->action);
	json_text(&j, "object", in->object);
	json_text(&j, "office", in->office);
	json_text(&j, "addr", in->addr);
	json_text(&j, "detail", in->detail);
	json_end(&j);
	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, (const unsigned char *)"", 1);
	crypto_hash_sha256_update(&st, (const unsigned char *)prev.p, prev.n);
	crypto_hash_sha256_update(&st, (const unsigned char *)event.p, event.n);
	crypto_hash_sha256_final(&st, hash);
	return hex_encode(a, hash, sizeof(hash));
}

enum rc
audit_add(struct domain *d, struct db *tx, const struct actor *who, const char *action,
    str object, str office, str detail, struct err *e)
{
	struct row_audit in;
	struct row_audit_head_take head;
	enum rc rc;

	rc = q_audit_head_take(tx, d->node, &head, e);
	if (rc == RC_NOT_FOUND) {
		rc = q_audit_head_begin(tx, d->node, e);
		if (rc == RC_OK)
			rc = q_audit_head_take(tx, d->node, &head, e);
	}
	if (rc != RC_OK)
		return rc;
	in = (struct row_audit){ .node = d->node,
		.seq = head.seq + 1,
		.at_s = domain_now(d),
		.actor = who->account.p != NULL       ? who->account
			 : who->application.p != NULL ? who->application
						      : STR("visitor"),
		.role = str_from_z(role_of(who)),
		.action = str_from_z(action),
		.object = object,
		.office = office,
		.addr = who->net,
		.detail = detail.p != NULL ? detail : STR("{}"),
		.prev_hash = head.hash };
	in.hash = leaf(d->a, in.prev_hash, &in);
	rc = q_audit_insert(tx, &in, e);
	if (rc == RC_OK)
		rc = q_audit_head_set(tx, in.node, in.seq, in.hash, e);
	return rc;
}

/* Nearly always it is there, and an UPDATE costs half of what making it at need does. */
static enum rc
count(struct db *tx, str name, int64_t delta, struct err *e)
{
	enum rc rc = q_counter_change(tx, name, delta, e);

	return rc == RC_CONFLICT ? q_counter_add(tx, name, delta, e) : rc;
}

static str
counter_name(struct arena *a, const char *noun, str office, const char *state)
{
	if (office.p == NULL)
		office = STR("*");
	return str_fmt(a, "%s:%.*s:%s", noun, STR_ARG(office), state);
}

enum rc
counter_add(struct domain *d, struct db *tx, const char *noun, str office,
    const char *state, int64_t delta, struct err *e)
{
	enum rc rc = RC_OK;

	if (office.p != NULL)
		rc = count(tx, counter_name(d->a, noun, office, state), delta, e);
	if (rc == RC_OK)
		rc = count(tx, counter_name(d->a, noun, STR_NONE, state), delta, e);
	return rc;
}

enum rc
counter_get(struct domain *d, const char *noun, str office, const char *state,
    int64_t *out_n, struct err *e)
{
	struct row_counter_get row;
	enum rc rc =
	    q_counter_get(d->db, counter_name(d->a, noun, office, state), &row, e);

	if (rc == RC_OK)
		*out_n = row.n;
	else if (rc == RC_NOT_FOUND) {
		*out_n = 0;
		rc = RC_OK;
	}
	return rc;
}

enum rc
audit_events(struct domain *d, const struct audit_filter *f, struct row_audit_list *out,
    struct err *e)
{
	struct row_account acc;
	str actor = f->actor;

	if (actor.p != NULL &&
	    q_account_by_username(d->db, str_lower(d->a, actor), &acc, e) == RC_OK)
		actor = acc.id;
	return q_audit_list(d->db,
	    &(struct q_audit_list_in){ .from_s = f->from_s,
		.to_s = f->to_s,
		.actor = actor,
		.action = f->action,
		.object = f->object,
		.office = f->office,
		.before_s = f->before_s,
		.before_node = f->before_node,
		.before_seq = f->before_seq,
		.n = f->n },
	    out, e);
}

str
audit_actor_name(struct domain *d, str actor)
{
	struct row_account acc;
	struct err ignored;

	return q_account_by_id(d->db, actor, &acc, &ignored) == RC_OK ? acc.username
								      : actor;
}

/* ---- checking the chain ---- */

#define VERIFY_ROWS 200

struct verify {
	struct domain d; /* with an arena that is emptied after each piece of the chain */
	struct arena *keep;
	int64_t events, last;
	str prev; /* in `keep` */
};

/* One piece: the rows must follow each other without a gap, each hashed from the one before. */
static enum rc
verify_rows(struct verify *v, str node, const struct row_audit_list *list, struct err *e)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct row_audit *r = &list->at[i];

		if (r->seq != v->last + 1 || !str_eq(r->prev_hash, v->prev) ||
		    !str_eq(leaf(v->d.a, v->prev, r), r->hash))
			return err_set(e, RC_CONFLICT, N_("Rantai jejak audit putus."),
			    "audit chain of node %.*s breaks at %lld", STR_ARG(node),
			    (long long)(v->last + 1));
		v->last = r->seq;
		v->prev = r->hash;
		v->events++;
	}
	v->prev = str_dup(v->keep, v->prev);
	return RC_OK;
}

/* Follow one node's chain in pieces, so that a long one never fills the arena. */
static enum rc
verify_node(struct verify *v, str node, struct err *e)
{
	struct row_audit_list list;
	enum rc rc;

	v->last = 0;
	v->prev = STR("");
	do {
		arena_reset(v->d.a);
		rc = q_audit_after(v->d.db, node, v->last, VERIFY_ROWS, &list, e);
		if (rc == RC_OK)
			rc = verify_rows(v, node, &list, e);
	} while (rc == RC_OK && list.n > 0);
	return rc;
}

enum rc
audit_verify(struct domain *d, int64_t *out_events, struct err *e)
{
	struct verify v = { .d = *d, .keep = d->a };
	struct row_audit_nodes_list nodes;
	enum rc rc = q_audit_nodes(d->db, &nodes, e);

	if (rc != RC_OK)
		return rc;
	v.d.a = arena_new();
	db_use_arena(d->db, v.d.a);
	for (size_t i = 0; rc == RC_OK && i < nodes.n; i++)
		rc = verify_node(&v, nodes.at[i].node, e);
	db_use_arena(d->db, d->a);
	arena_free(v.d.a);
	if (rc == RC_OK)
		*out_events = v.events;
	return rc;
}
