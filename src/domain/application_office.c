/* application_office.c - guards and effects of the office: review, return, refuse, activate. */
#include "domain/application_sign.h"

#include "base/rnd.h"
#include "domain/certificate.h"
#include "domain/codes.h"
#include "domain/office_rules.h"

#define DAY_S 86400

static const struct row_application *
app_of(const struct change *c)
{
	return c->object;
}

enum rc
application_guard_not_own(struct change *c, struct err *e)
{
	return office_rule_not_own(c->d, c->tx, c->who, app_of(c), e);
}

enum rc
application_guard_arrive(struct change *c, struct err *e)
{
	enum rc rc = application_guard_not_own(c, e);

	return rc != RC_OK ? rc
			   : office_rule_second_person(c->d, c->tx, c->who, app_of(c), e);
}

enum rc
application_effect_claim(struct change *c, struct err *e)
{
	enum rc rc = q_application_claim(
	    c->tx, c->id, c->version + 1, c->who->account, c->now_s, e);

	if (rc == RC_OK && c->event == APP_EV_CLAIM)
		rc = q_application_checks_renew(c->tx, c->id, c->who->account, e);
	return rc;
}

/* The holder, the head of the office, or our own programs when nothing happened for long. */
enum rc
application_guard_holder_of_claim(struct change *c, struct err *e)
{
	if (c->who->roles & R_SYSTEM) {
		if (office_claim_ends(c->d, app_of(c)) <= c->now_s)
			return RC_OK;
		return err_set(
		    e, RC_CONFLICT, N_("Berkas ini masih dikerjakan."), "not idle");
	}
	if (c->who->roles & R_KEPALA)
		return RC_OK;
	return office_rule_holder(c->d, c->tx, c->who, app_of(c), e);
}

enum rc
application_effect_release(struct change *c, struct err *e)
{
	return q_application_claim(
	    c->tx, c->id, c->version + 1, STR_NONE, SQL_NULL_INT, e);
}

/* Nobody goes on without the statement that the signer will ask for. */
static enum rc
signed_for(const struct signing *s, enum statement_kind kind, struct err *e)
{
	if (s != NULL && s->st.kind == kind)
		return RC_OK;
	return err_set(e, RC_DENIED,
	    N_("Langkah ini harus ditandatangani dengan kunci petugas."), "not signed");
}

static enum rc
keep_signed(struct change *c, const struct signing *s, struct err *e)
{
	return signing_keep_tx(c->d, c->tx, c->who, s, "application", c->id, "kept", e);
}

/* What every decision needs: not one's own file, held by oneself, the decision possible. */
static enum rc
guard_decision(struct change *c, enum office_decision decision, struct err *e)
{
	const struct row_application *app = app_of(c);
	struct ident_warnings warnings;
	struct office_checks checks;
	struct nip nip;
	struct nik nik;
	enum rc rc = office_rule_not_own(c->d, c->tx, c->who, app, e);

	if (rc == RC_OK)
		rc = office_rule_holder(c->d, c->tx, c->who, app, e);
	if (rc == RC_OK)
		rc = office_checks_read(c->d, c->tx, app, &checks, e);
	if (rc == RC_OK)
		rc = office_warnings(c->d, app, &warnings, &nip, &nik, e);
	if (rc == RC_OK)
		rc = office_decision_check(c->d, app, &checks, &warnings, decision, e);
	return rc;
}

enum rc
application_guard_complete(struct change *c, struct err *e)
{
	enum rc rc = guard_decision(c, DECIDE_COMPLETE, e);

	return rc != RC_OK ? rc : signed_for(c->input, STATEMENT_review, e);
}

enum rc
application_guard_return(struct change *c, struct err *e)
{
	return guard_decision(c, DECIDE_RETURN, e);
}

enum rc
application_guard_refuse(struct change *c, struct err *e)
{
	return guard_decision(c, DECIDE_REFUSE, e);
}

/* Compose the mail from what is stored and queue it. */
static enum rc
mail_decision(struct change *c, const struct office_checks *checks,
    enum office_decision decision, const char *kind, struct err *e)
{
	struct mail_text t;
	enum rc rc = office_decision_mail(c->d, app_of(c), checks, decision, &t, e);

	if (rc == RC_OK)
		rc = office_mail_tx(
		    c->d, c->tx, app_of(c), kind, &t, decision == DECIDE_RETURN, e);
	return rc;
}

static enum rc
set_review(struct change *c, str reason, struct err *e)
{
	return q_application_set_review(c->tx,
	    &(struct q_application_set_review_in){ .id = c->id,
		.version = c->version + 1,
		.reviewer = c->who->account,
		.reviewed_s = c->now_s,
		.decision_reason = reason },
	    e);
}

enum rc
application_effect_complete(struct change *c, struct err *e)
{
	struct office_checks checks = { .decision = DECIDE_COMPLETE };
	const struct signing *s = c->input;
	enum rc rc = set_review(c, STR_NONE, e);

	if (rc == RC_OK)
		rc = keep_signed(c, s, e);
	if (rc == RC_OK)
		rc = q_application_set_review_statement(c->tx, c->id, s->st.id, e);
	if (rc == RC_OK)
		rc = office_evidence_tx(c->d, c->tx, c->who, app_of(c), e);
	if (rc == RC_OK)
		rc = mail_decision(c, &checks, DECIDE_COMPLETE, "ds_ready", e);
	return rc;
}

/* One row an item; the applicant's side opens exactly these. */
static enum rc
insert_items(struct change *c, const struct office_checks *checks, struct err *e)
{
	struct row_returned_item_round round;
	enum rc rc = q_returned_item_round(c->tx, STR("application"), c->id, &round, e);

	for (int i = 0; rc == RC_OK && i < ITEM__COUNT; i++) {
		if (!str_eq_z(checks->at[i].verdict, "tidak"))
			continue;
		rc = q_returned_item_insert(c->tx,
		    &(struct row_returned_item){ .id = rnd_id(c->d->a),
			.noun = STR("application"),
			.noun_id = c->id,
			.item = str_from_z(office_items[i].name),
			.reason = checks->at[i].reason,
			.round = round.n + 1,
			.created_s = c->now_s,
			.fixed_s = SQL_NULL_INT },
		    e);
	}
	return rc;
}

enum rc
application_effect_return(struct change *c, struct err *e)
{
	struct office_checks checks;
	enum rc rc = office_checks_read(c->d, c->tx, app_of(c), &checks, e);

	if (rc == RC_OK)
		rc = insert_items(c, &checks, e);
	if (rc == RC_OK)
		rc = set_review(c, STR_NONE, e);
	if (rc == RC_OK)
		rc = q_application_clear_counter(c->tx, c->id, c->version + 2, e);
	if (rc == RC_OK)
		rc = office_evidence_tx(c->d, c->tx, c->who, app_of(c), e);
	if (rc == RC_OK)
		rc = mail_decision(c, &checks, DECIDE_RETURN, "ds_returned", e);
	return rc;
}

enum rc
application_effect_refuse(struct change *c, struct err *e)
{
	struct office_checks checks;
	enum rc rc = office_checks_read(c->d, c->tx, app_of(c), &checks, e);

	if (rc == RC_OK)
		rc = set_review(c, checks.message, e);
	if (rc == RC_OK)
		rc = office_evidence_tx(c->d, c->tx, c->who, app_of(c), e);
	if (rc == RC_OK)
		rc = mail_decision(c, &checks, DECIDE_REFUSE, "ds_refused", e);
	return rc;
}

enum rc
application_guard_approve(struct change *c, struct err *e)
{
	const struct row_application *app = app_of(c);
	const struct approve_input *in = c->input;
	struct counter_record record;
	const char *lacks;
	enum rc rc = office_rule_not_own(c->d, c->tx, c->who, app, e);

	if (rc == RC_OK)
		rc = office_rule_second_person(c->d, c->tx, c->who, app, e);
	if (rc == RC_OK)
		rc = office_rule_holder(c->d, c->tx, c->who, app, e);
	if (rc != RC_OK)
		return rc;
	counter_record_read(app, &record);
	lacks = counter_record_lacks(&record);
	if (lacks != NULL)
		return err_set(e, RC_INVALID, lacks, "counter record incomplete");
	return signed_for(c->input == NULL ? NULL : in->signing, STATEMENT_approval, e);
}

/* `input` is both papers, drawn and stored already, and the signed approval. */
enum rc
application_effect_approve(struct change *c, struct err *e)
{
	const struct row_application *app = app_of(c);
	struct approve_input *in = c->input;
	int64_t life = c->d->conf->collect_days * DAY_S, until = c->now_s + life;
	struct row_office office;
	struct code_issued code;
	struct mail_text t;
	enum rc rc;

	rc = q_application_approve(c->tx,
	    &(struct q_application_approve_in){ .id = c->id,
		.version = c->version + 1,
		.activator = c->who->account,
		.now_s = c->now_s,
		.collect_expires_s = until },
	    e);
	if (rc == RC_OK)
		rc = letters_record_tx(c->d, c->tx, &in->proof->papers, e);
	if (rc == RC_OK)
		rc = keep_signed(c, in->signing, e);
	if (rc == RC_OK)
		rc = q_application_set_approval_statement(
		    c->tx, c->id, in->signing->st.id, e);
	if (rc == RC_OK)
		rc = office_evidence_tx(c->d, c->tx, c->who, app, e);
	if (rc == RC_OK)
		rc = code_issue_tx(
		    c->d, c->tx, CERTIFICATE_LINK, app->id, life, STR_NONE, &code, e);
	if (rc == RC_OK)
		rc = q_office_by_code(c->tx, app->office, &office, e);
	if (rc != RC_OK)
		return rc;
	mail_compose_certificate_ready(c->d->a, LANG_ID,
	    &(struct mailview_certificate_ready){ .name = app->name,
		.number = app->number,
		.code = code.code,
		.url = str_fmt(c->d->a, "%.*s/ambil/%.*s?t=%.*s",
		    STR_ARG(c->d->conf->public_url), STR_ARG(app->number),
		    STR_ARG(code.token)),
		.until = time_long(c->d->a, until, zone_parse(office.zone), LANG_ID) },
	    &t);
	return office_mail_tx(c->d, c->tx, app, "certificate_ready", &t, false, e);
}
