/* authority.c - the state machine of an OPIP's authority. */
#include "domain/authority.h"

#include "base/rnd.h"
#include "domain/followup.h"
#include "domain/grant.h"
#include "domain/record.h"
#include "domain/scope.h"

#define ENDS (R_VERIFIER | R_OFFICE_ADMIN | R_CENTRAL | R_SYSTEM)

static enum rc effect_stamp(struct change *c, struct err *e);
static enum rc guard_signed(struct change *c, struct err *e);

/* clang-format off */
static const struct transition rows[] = {
	/* from           event             to              roles       guard  effect */
	{ AUTH_ACTIVE,    AUTH_EV_SUSPEND,  AUTH_SUSPENDED, R_VERIFIER, NULL,  effect_stamp },
	{ AUTH_SUSPENDED, AUTH_EV_RESUME,   AUTH_ACTIVE,    R_VERIFIER, guard_signed, effect_stamp },
	{ AUTH_ACTIVE,    AUTH_EV_END,      AUTH_ENDED,     ENDS,       NULL,  effect_stamp },
	{ AUTH_SUSPENDED, AUTH_EV_END,      AUTH_ENDED,     ENDS,       NULL,  effect_stamp },
};
/* clang-format on */

static enum rc
load(struct change *c, struct err *e)
{
	struct row_authority *a = ARENA_NEW(c->d->a, struct row_authority);
	struct scope scope;
	enum rc rc;

	rc = q_authority_by_id(c->tx, c->id, a, e);
	if (rc != RC_OK)
		return rc;
	scope = (struct scope){ .office = a->office, .account = a->account };
	c->object = a;
	c->number = a->id;
	c->office = a->office;
	c->state = a->state;
	c->version = a->version;
	return scope_check(c->who, &scope, e);
}

static enum rc
set_state(struct change *c, struct err *e)
{
	return q_authority_set_state(
	    c->tx, c->id, c->version, str_from_z(c->fsm->words->states[c->to].text), e);
}

/* When and why, beside the state; ended is final and names who ended it. */
static enum rc
effect_stamp(struct change *c, struct err *e)
{
	const struct row_authority *a = c->object;
	bool end = c->event == AUTH_EV_END;
	struct row_account acc;
	enum rc rc;

	if (end) {
		rc = q_authority_set_ended(
		    c->tx, c->id, c->now_s, c->who->account, c->note, e);
		if (rc == RC_OK)
			rc = q_account_by_id(c->tx, a->account, &acc, e);
		if (rc == RC_OK)
			rc = followup_ask_tx(
			    c->d, c->tx, c->who, &acc, FOLLOWUP_AUTHORITY, e);
	} else
		rc = q_authority_set_suspended(c->tx, c->id,
		    c->event == AUTH_EV_SUSPEND ? c->now_s : SQL_NULL_INT, c->note, e);
	if (rc != RC_OK)
		return rc;
	/* signed and taken by the signer already; or to be told without a signature */
	if (c->input != NULL)
		return grant_changed_tx(c->d, c->tx, c->who, c->id, c->input, e);
	return grant_take_tx(
	    c->d, c->tx, c->who, c->id, end ? "end" : "suspend", c->note, e);
}

/* Giving back is believed by nobody without a signature. */
static enum rc
guard_signed(struct change *c, struct err *e)
{
	struct row_signing_grant g;
	enum rc rc = q_signing_grant_of_authority(c->tx, c->id, &g, e);

	if (rc == RC_NOT_FOUND || c->input != NULL)
		return RC_OK;
	return rc != RC_OK
		   ? rc
		   : err_set(e, RC_DENIED,
			 N_("Langkah ini harus ditandatangani dengan kunci petugas."),
			 "not signed");
}

const struct fsm authority_fsm = {
	.words = &words_authority,
	.at = rows,
	.n = ARRAY_LEN(rows),
	.load = load,
	.set_state = set_state,
	.counted = true,
};

enum rc
authority_grant_tx(struct domain *d, struct db *tx, const struct actor *who,
    const struct row_candidacy *cand, str *out_id, struct err *e)
{
	str id = rnd_id(d->a);
	enum rc rc;

	rc = q_authority_insert(tx,
	    &(struct q_authority_insert_in){ .id = id,
		.account = cand->account,
		.office = cand->office,
		.from_s = domain_now(d),
		.candidacy = cand->id,
		.granted_by = who->account,
		.granted_s = domain_now(d) },
	    e);
	if (rc != RC_OK)
		return rc;
	*out_id = id;
	return fsm_born(&authority_fsm, d, tx, who, id, cand->number, cand->office,
	    AUTH_ACTIVE, "grant", e);
}

enum rc
authority_end_all_tx(struct domain *d, struct db *tx, const struct actor *who,
    str account, str reason, struct err *e)
{
	struct row_authority_list list;
	enum rc rc;

	rc = q_authorities_open_of_account(tx, account, &list, e);
	for (size_t i = 0; rc == RC_OK && i < list.n; i++)
		rc = fsm_apply_tx(&authority_fsm, d, tx, who, list.at[i].id, AUTH_EV_END,
		    FSM_ANY_VERSION, NULL, reason, NULL, e);
	return rc;
}

enum rc
authority_mine(struct domain *d, const struct actor *who, struct row_authority_list *out,
    struct err *e)
{
	return q_authorities_open_of_account(d->db, who->account, out, e);
}
