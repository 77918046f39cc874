/* chain.c - the messages of the chain of authority: one transaction each. */
#include "signer/internal.h"

#define NOT_NOW                                                                          \
	N_("Jam penerbit sertifikat berjalan mundur. Pengelola mesin perlu memeriksanya.")

enum rc
signer_authority(
    struct signer *s, struct authority *out, const char **out_code, struct err *e)
{
	int64_t now_s = clock_now(s->clock);

	/* a clock that was set back would bring expired statements back to life */
	if (now_s < s->latest_s - AUTHORITY_SKEW_S) {
		*out_code = "clock";
		return err_set(e, RC_UNAVAILABLE, NOT_NOW, "clock: %lld s behind",
		    (long long)(s->latest_s - now_s));
	}
	*out = (struct authority){ .db = s->chain,
		.rules = s->profile.rules,
		.party = s->profile.party,
		.now_s = now_s };
	return RC_OK;
}

static enum rc
tell_rules(struct signer *s, struct arena *a, struct ipc_authority *out, struct err *e)
{
	const struct signer_profile *p = &s->profile;
	struct chain_code *codes;
	size_t n_codes;
	struct buf origins;
	int64_t verifiers;
	enum rc rc;

	if ((rc = chain_verifiers(s->chain, &verifiers, e)) != RC_OK ||
	    (rc = chain_codes_open(
		 s->chain, a, clock_now(s->clock), &codes, &n_codes, e)) != RC_OK)
		return rc;
	buf_init(&origins, a, 256);
	for (size_t i = 0; i < p->party.n_origins; i++) {
		if (i > 0)
			buf_char(&origins, ' ');
		buf_str(&origins, p->party.origins[i]);
	}
	*out = (struct ipc_authority){ .authority = chain_db_authority(s->chain),
		.officer_key =
		    p->rules.browser_keys ? STR("passkey,browser") : STR("passkey"),
		.rp_id = p->party.rp_id,
		.origins = buf_get(&origins),
		.two_person = p->rules.two_person,
		.approval_max_s = p->rules.approval_max_s,
		.statement_max_s = AUTHORITY_STATEMENT_S,
		.verifiers = verifiers,
		.codes_open = (int64_t)n_codes };
	return RC_OK;
}

/* ---- orders ---- */

/* A signed order, as the change of status that it asks for; none if it was carried out before. */
static enum rc
do_order(struct signer *s, const struct authority *au, struct arena *a,
    const struct ipc_order_record *in, str *out_serial, const char **out_code,
    struct err *e)
{
	struct authority_paper p;
	const struct statement_order *o = &p.st.u.order;
	struct status_order set;
	enum rc rc = authority_order(au, a, in, &p, out_code, e);
	bool revoke;

	if (rc != RC_OK)
		return rc;
	*out_serial = o->serial;
	if (p.repeated)
		return RC_OK;
	revoke = str_eq_z(o->action, "revoke");
	if (!revoke) { /* only what is suspended can be lifted */
		struct record_status now;

		*out_code = "serial";
		if ((rc = record_status_get(s->record, a, o->serial, &now, e)) != RC_OK)
			return rc;
		if (!str_eq_z(now.state, "suspended"))
			return authority_no(e, RC_CONFLICT, out_code, "order_state",
			    N_("Sertifikat itu tidak sedang ditangguhkan."));
	}
	set = (struct status_order){ .serial = o->serial,
		.state = revoke ? STR("revoked") : STR("active"),
		.reason = o->reason,
		.invalidity_s = o->invalidity_s,
		.actor = o->who.n > 0 ? o->who : STR("holder") };
	return signer_status_change(s, a, &set, out_code, e);
}

static enum rc
do_order_code(struct signer *s, const struct authority *au, struct arena *a,
    const struct ipc_order_code *in, const char **out_code, struct err *e)
{
	const struct status_order set = { .serial = in->serial,
		.state = STR("revoked"),
		.reason = in->reason,
		.invalidity_s = in->invalidity_s,
		.actor = STR("holder") };
	enum rc rc = authority_revocation_code(au, a, in, out_code, e);

	return rc == RC_OK ? signer_status_change(s, a, &set, out_code, e) : rc;
}

/* Only an active certificate changes; the repeated wish to suspend is not counted. */
static enum rc
do_suspend(struct signer *s, const struct authority *au, struct arena *a,
    const struct ipc_order_suspend *in, const char **out_code, struct err *e)
{
	const struct status_order set = { .serial = in->serial,
		.state = STR("suspended"),
		.reason = PKI_REASON_HOLD,
		.invalidity_s = in->invalidity_s,
		.actor = in->actor };
	struct record_status now;
	enum rc rc;

	*out_code = "serial";
	if ((rc = record_status_get(s->record, a, in->serial, &now, e)) != RC_OK)
		return rc;
	if (str_eq_z(now.state, "suspended"))
		return RC_OK;
	if ((rc = authority_suspend(au, in, out_code, e)) != RC_OK)
		return rc;
	return signer_status_change(s, a, &set, out_code, e);
}

/* What must happen in one transaction. out_serial: a status that is told afterwards. */
static enum rc
in_transaction(struct signer *s, struct arena *a, const struct ipc_message *in,
    struct ipc_message *out, str *out_serial, const char **out_code, struct err *e)
{
	struct authority au;
	enum rc rc = signer_authority(s, &au, out_code, e);

	if (rc != RC_OK)
		return rc;
	switch ((int)in->type) {
	case IPC_ceremony_enrol:
		return authority_enrol(
		    &au, a, &in->u.ceremony_enrol, &out->u.recorded, out_code, e);
	case IPC_statement_record:
		return authority_record(
		    &au, a, &in->u.statement_record, &out->u.recorded, out_code, e);
	case IPC_authority_end:
		return authority_take_away(
		    &au, a, &in->u.authority_end, &out->u.grant_state, out_code, e);
	case IPC_order_record:
		return do_order(s, &au, a, &in->u.order_record, out_serial, out_code, e);
	case IPC_order_code:
		*out_serial = in->u.order_code.serial;
		return do_order_code(s, &au, a, &in->u.order_code, out_code, e);
	case IPC_order_suspend:
		*out_serial = in->u.order_suspend.serial;
		return do_suspend(s, &au, a, &in->u.order_suspend, out_code, e);
	default:
		BUG("not a message of the chain");
	}
}

/* Guesses are counted where a refusal cannot undo the counting. */
static enum rc
count_guess(
    struct signer *s, const struct ipc_message *in, const char *code, struct err *e)
{
	int64_t now_s = clock_now(s->clock);

	if (in->type == IPC_ceremony_enrol && strcmp(code, "ceremony_code") == 0)
		return chain_unsigned(s->chain, code, STR(""), STR(""), now_s, e);
	if (in->type == IPC_order_code && strcmp(code, "revocation_code") == 0)
		return chain_unsigned(
		    s->chain, code, in->u.order_code.serial, STR(""), now_s, e);
	return RC_OK;
}

static enum rc
change(struct signer *s, struct arena *a, const struct ipc_message *in,
    struct ipc_message *out, const char **out_code, struct err *e)
{
	str serial = STR_NONE;
	struct err later;
	enum rc rc = record_begin(s->record, e);

	if (rc != RC_OK)
		return rc;
	rc = in_transaction(s, a, in, out, &serial, out_code, e);
	if (rc == RC_OK)
		signer_step_done(SIGNER_STEP_CHAIN_JUDGED);
	rc = record_finish(s->record, rc, e);
	if (rc == RC_OK) {
		signer_step_done(SIGNER_STEP_CHAIN_KEPT);
		s->latest_s = clock_now(s->clock);
		return serial.p == NULL
			   ? RC_OK
			   : signer_status_tell(s, a, serial, &out->u.status, e);
	}
	if (count_guess(s, in, *out_code, &later) != RC_OK) {
		*e = later;
		return later.rc;
	}
	return rc;
}

enum rc
signer_do_chain(struct signer *s, struct arena *a, const struct ipc_message *in,
    struct ipc_message *out, const char **out_code, struct err *e)
{
	switch ((int)in->type) {
	case IPC_authority_get:
		out->type = IPC_authority;
		return tell_rules(s, a, &out->u.authority, e);
	case IPC_grant_get:
		out->type = IPC_grant_state;
		return authority_grant_state(&(struct authority){ .db = s->chain }, a,
		    in->u.grant_get.grant, &out->u.grant_state, e);
	case IPC_ceremony_enrol:
	case IPC_statement_record:
		out->type = IPC_recorded;
		break;
	case IPC_authority_end:
		out->type = IPC_grant_state;
		break;
	default:
		out->type = IPC_status;
	}
	return change(s, a, in, out, out_code, e);
}

str
signer_paper_subject(struct arena *a, str statement)
{
	struct statement st;
	struct err ignored;

	if (statement_decode(a, statement, &st, &ignored) != RC_OK)
		return STR("");
	switch (st.kind) {
	case STATEMENT_approval:
		return st.u.approval.application;
	case STATEMENT_renewal:
		return st.u.renewal.serial;
	case STATEMENT_renewal_approval:
		return st.u.renewal_approval.serial;
	case STATEMENT_order:
		return st.u.order.serial;
	case STATEMENT_key_add:
		return st.u.key_add.person;
	case STATEMENT_grant:
		return st.u.grant.person;
	case STATEMENT_key_remove:
	case STATEMENT_grant_key_add:
	case STATEMENT_grant_key_remove:
	case STATEMENT_authority_change:
	case STATEMENT_review:
	default:
		return st.id;
	}
}
