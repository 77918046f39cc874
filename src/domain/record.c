/* record.c - history, audit events, list counters. */
#include "domain/record.h"

#include "audit/event.h"
#include "base/rnd.h"
#include "domain/audit_tree.h"

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

enum rc
audit_add(struct domain *d, struct db *tx, const struct actor *who, const char *action,
    str object, str office, str detail, struct err *e)
{
	struct row_audit in;
	struct merkle_hash hash;
	int64_t last;
	str prev, node = d->node;
	enum rc rc;

	rc = tx_chain_take(tx, &node, &last, &prev, e);
	if (rc != RC_OK)
		return rc;
	in = (struct row_audit){ .node = node,
		.seq = last + 1,
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
		.prev_hash = prev };
	hash = audit_event_hash(d->a, in.prev_hash, audit_row_json(d->a, &in));
	in.hash = merkle_hex(d->a, &hash);
	rc = q_audit_insert(tx, &in, e);
	if (rc == RC_OK)
		tx_chain_set(tx, in.seq, in.hash);
	return rc;
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
	(void)e; /* a count that cannot be stored fails the transaction at its end */
	if (office.p != NULL)
		tx_count(tx, counter_name(d->a, noun, office, state), delta);
	tx_count(tx, counter_name(d->a, noun, STR_NONE, state), delta);
	return RC_OK;
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
