/* retention_forget.c - columns and rows about a person, overwritten or deleted. */
#include "domain/retention_forget.h"

static enum rc
certificates_named(struct db *tx, str application, bool *out, struct err *e)
{
	struct row_certificate_list certs;
	enum rc rc = q_certificate_of_application(tx, application, &certs, e);

	*out = false;
	for (size_t i = 0; rc == RC_OK && i < certs.n; i++)
		*out = *out || certs.at[i].name.n > 0;
	return rc;
}

static enum rc
forget_application(struct domain *d, struct db *tx, str id, struct err *e)
{
	bool named;
	enum rc rc = certificates_named(tx, id, &named, e);

	if (rc == RC_OK)
		rc = q_application_forget(tx, id, domain_now(d), e);
	if (rc == RC_OK)
		rc = q_application_checks_forget(tx, id, e);
	if (rc == RC_OK && !named)
		rc = q_statements_forget(tx, STR("application"), id, STR(""), e);
	if (rc == RC_OK)
		rc = q_history_forget(tx, STR("application"), id, STR_NONE, e);
	if (rc == RC_OK)
		rc = q_form_draft_drop_owner(
		    tx, str_fmt(d->a, "application/%.*s", STR_ARG(id)), e);
	return rc;
}

static enum rc
forget_candidacy(struct domain *d, struct db *tx, str id, struct err *e)
{
	struct row_candidacy cand;
	enum rc rc = q_candidacy_by_id(tx, id, &cand, e);

	if (rc == RC_OK)
		rc = q_candidacy_forget(tx, id, domain_now(d), e);
	if (rc == RC_OK)
		rc = q_candidacy_checks_forget(tx, id, e);
	if (rc == RC_OK)
		rc = q_history_forget(tx, STR("candidacy"), id, cand.account, e);
	return rc;
}

static enum rc
forget_collective(struct domain *d, struct db *tx, str id, struct err *e)
{
	enum rc rc = q_collective_forget(tx, id, domain_now(d), e);

	if (rc == RC_OK)
		rc = q_collective_people_forget(tx, id, e);
	if (rc == RC_OK)
		rc = q_history_forget(tx, STR("collective"), id, STR_NONE, e);
	return rc == RC_OK ? q_collective_history_forget(tx, id, e) : rc;
}

enum rc
forget_leftovers_tx(struct db *tx, const char *noun, str id, struct err *e)
{
	enum rc rc = q_mails_forget(tx, str_from_z(noun), id, e);

	return rc == RC_OK ? q_data_requests_forget(tx, str_from_z(noun), id, e) : rc;
}

enum rc
forget_case_tx(
    struct domain *d, struct db *tx, const struct retention_case *c, struct err *e)
{
	str noun = str_from_z(c->noun);
	enum rc rc = str_eq_z(noun, "application") ? forget_application(d, tx, c->id, e)
		     : str_eq_z(noun, "candidacy") ? forget_candidacy(d, tx, c->id, e)
						   : forget_collective(d, tx, c->id, e);

	if (rc == RC_OK)
		rc = q_notes_forget(tx, noun, c->id, e);
	if (rc == RC_OK)
		rc = q_returned_items_forget(tx, noun, c->id, e);
	if (rc == RC_OK)
		rc = q_document_names_forget(tx, noun, c->id, e);
	if (rc == RC_OK)
		rc = q_receipts_erase(tx, noun, c->id, domain_now(d), e);
	if (rc == RC_OK)
		rc = q_receipts_undraw(tx, noun, c->id, e);
	if (rc == RC_OK && strcmp(c->basis, "request") != 0)
		rc = forget_leftovers_tx(tx, c->noun, c->id, e);
	return rc;
}

enum rc
forget_certificate_tx(struct db *tx, str serial, str application, struct err *e)
{
	bool named;
	enum rc rc = q_certificate_forget(tx, serial, STR(""), e);

	if (rc == RC_OK)
		rc = q_status_orders_forget(tx, serial, e);
	if (rc == RC_OK)
		rc = q_renewals_forget(tx, serial, STR(""), e);
	if (rc == RC_OK)
		rc = q_history_forget(tx, STR("certificate"), serial, STR_NONE, e);
	if (rc == RC_OK)
		rc = certificates_named(tx, application, &named, e);
	if (rc != RC_OK || named)
		return rc;
	/* a certificate that follows stands on what was said about the one before: all of it, or none */
	rc = q_issuances_forget(tx, application, STR(""), e);
	if (rc == RC_OK)
		rc = q_certificate_statements_forget(tx, application, STR(""), e);
	if (rc == RC_OK)
		rc = q_statements_forget(tx, STR("application"), application, STR(""), e);
	return rc;
}
