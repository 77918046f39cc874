/* application_track.c - following an application: what everybody may know, and what its owner may. */
#include "domain/application_edit.h"
#include "domain/inbox.h"
#include "domain/throttle.h"

#define DAY_S INT64_C(86400)

/* Until when somebody has to act; 0 when no limit is set. */
static enum rc
due_of(struct domain *d, const struct row_application *app, enum zone z, int64_t *out,
    struct err *e)
{
	*out = 0;
	if (str_eq_z(app->state, "submitted") || str_eq_z(app->state, "in_review"))
		return apply_office_due(d, d->db, app->state_since_s, z, out, e);
	if (str_eq_z(app->state, "draft"))
		*out = app->updated_s + d->conf->draft_days * DAY_S;
	else if (str_eq_z(app->state, "returned"))
		*out = app->state_since_s + d->conf->fix_days * DAY_S;
	else if (str_eq_z(app->state, "approved") &&
		 app->collect_expires_s != SQL_NULL_INT)
		*out = app->collect_expires_s;
	return RC_OK;
}

/* What became of the certificate: whether it still holds is no secret. */
static enum rc
certificate_of(struct domain *d, str application, struct apply_public *out, struct err *e)
{
	struct row_certificate_list l;
	enum rc rc = q_certificate_of_application(d->db, application, &l, e);

	if (rc != RC_OK || l.n == 0)
		return rc;
	out->certificate = l.at[0].state;
	out->certificate_s =
	    l.at[0].changed_s != SQL_NULL_INT ? l.at[0].changed_s : l.at[0].issued_s;
	return RC_OK;
}

/* When each step was done, last time it was. */
static enum rc
steps_of(struct domain *d, str application, struct apply_public *out, struct err *e)
{
	struct row_history_list l;
	enum rc rc = q_history_of(d->db, STR("application"), application, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++) { /* newest first */
		const struct row_history *h = &l.at[i];

		if (str_eq_z(h->event, "complete") && out->complete_s == 0)
			out->complete_s = h->at_s;
		else if (str_eq_z(h->event, "approve") && out->approved_s == 0)
			out->approved_s = h->at_s;
		else if (str_eq_z(h->event, "issue") && out->issued_s == 0)
			out->issued_s = h->at_s;
	}
	return rc;
}

enum rc
apply_public_by_number(struct domain *d, const struct actor *who, str typed,
    struct apply_public *out, struct err *e)
{
	static const char wrong[] =
	    N_("Nomor tidak ditemukan. Periksa huruf dan angkanya; nomor "
	       "tidak memakai huruf I, L, O, dan U.");
	struct throttle_key key = { "lookup", STR_NONE, who->net };
	struct row_application app;
	struct row_office office;
	int64_t left;
	str number;
	enum rc rc = application_number_parse(d->a, typed, &number, e);

	if (rc == RC_OK)
		rc = throttle_check(d, &key, &left, e);
	if (rc == RC_OK) {
		rc = q_application_by_number(d->db, number, &app, e);
		if (rc == RC_NOT_FOUND && throttle_fail(d, &key, e) != RC_OK)
			return e->rc;
	}
	if (rc == RC_INVALID || rc == RC_NOT_FOUND)
		return err_set(e, RC_NOT_FOUND, wrong, "no such number");
	if (rc == RC_OK)
		rc = q_office_by_code(d->db, app.office, &office, e);
	if (rc != RC_OK)
		return rc;
	*out = (struct apply_public){ .number = app.number,
		.office_code = office.code,
		.office_name = office.name,
		.state = app.state,
		.zone = zone_parse(office.zone),
		.since_s = app.state_since_s,
		.submitted_s = app.submitted_s };
	rc = steps_of(d, app.id, out, e);
	if (rc != RC_OK)
		return rc;
	if (str_eq_z(app.state, "issued"))
		return certificate_of(d, app.id, out, e);
	return due_of(d, &app, out->zone, &out->due_s, e);
}

enum rc
apply_trail(struct domain *d, const struct row_application *app, struct apply_trail *out,
    struct err *e)
{
	struct document_owner owner = { "application", app->id };
	str noun = STR("application");
	enum rc rc;

	rc = q_history_of(d->db, noun, app->id, &out->history, e);
	if (rc == RC_OK)
		rc = q_outbox_of_applicant(d->db, app->id, app->email, &out->mails, e);
	if (rc == RC_OK)
		inbox_again(d, &out->mails);
	if (rc == RC_OK)
		rc = document_list(d, &owner, &out->documents, e);
	if (rc == RC_OK)
		rc = q_doc_views_of(d->db, noun, app->id, &out->views, e);
	if (rc == RC_OK)
		rc = q_returned_item_all(d->db, noun, app->id, &out->returned, e);
	return rc;
}
