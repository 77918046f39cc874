/* hold.c - legal holds: nothing of a case is destroyed until the hold is lifted. */
#include "base/rnd.h"
#include "domain/record.h"
#include "domain/retention.h"

struct hold {
	struct domain *d;
	const struct actor *who;
	str text, reason; /* a number, or the id of a hold */
};

/* The case of a number: application or candidacy. */
static enum rc
find_case(struct db *tx, str number, struct row_legal_hold *out, struct err *e)
{
	struct row_application app;
	struct row_candidacy cand;
	enum rc rc = q_application_by_number(tx, number, &app, e);

	if (rc == RC_OK) {
		out->noun = STR("application");
		out->noun_id = app.id;
		out->office = app.office;
		out->number = app.number;
		return RC_OK;
	}
	if (rc == RC_NOT_FOUND)
		rc = q_candidacy_by_number(tx, number, &cand, e);
	if (rc == RC_OK) {
		out->noun = STR("candidacy");
		out->noun_id = cand.id;
		out->office = cand.office;
		out->number = cand.number;
	}
	return rc != RC_NOT_FOUND
		   ? rc
		   : err_set(e, RC_INVALID, N_("Nomor ini tidak ada."), "hold");
}

static enum rc
event(const struct hold *h, struct db *tx, const char *action,
    const struct row_legal_hold *row, struct err *e)
{
	struct arena *a = h->d->a;

	return audit_add(h->d, tx, h->who, action,
	    str_fmt(a, "%.*s/%.*s", STR_ARG(row->noun), STR_ARG(row->noun_id)),
	    row->office, str_fmt(a, "{\"hold\":\"%.*s\"}", STR_ARG(row->id)), e);
}

static enum rc
set_tx(struct db *tx, void *arg, struct err *e)
{
	struct hold *h = arg;
	struct domain *d = h->d;
	struct row_legal_hold row = { .id = rnd_id(d->a),
		.reason = h->reason,
		.set_by = h->who->account,
		.set_s = domain_now(d),
		.lifted_s = SQL_NULL_INT };
	struct row_legal_hold other;
	enum rc rc = find_case(tx, h->text, &row, e);

	if (rc != RC_OK)
		return rc;
	rc = q_legal_hold_open(tx, row.noun, row.noun_id, &other, e);
	if (rc == RC_OK)
		return err_set(e, RC_INVALID, N_("Berkas ini sudah ditahan."), "hold");
	if (rc == RC_NOT_FOUND)
		rc = q_legal_hold_insert(tx, &row, e);
	if (rc == RC_OK)
		rc = event(h, tx, "hold.set", &row, e);
	return rc;
}

enum rc
hold_set(struct domain *d, const struct actor *who, str number, str reason, struct err *e)
{
	struct hold h = { d, who, str_upper(d->a, str_trim(number)), reason };

	return store_write(d->store, d->a, set_tx, &h, e);
}

static enum rc
lift_tx(struct db *tx, void *arg, struct err *e)
{
	struct hold *h = arg;
	struct domain *d = h->d;
	struct row_legal_hold row;
	enum rc rc = q_legal_hold_by_id(tx, h->text, &row, e);

	if (rc == RC_OK && row.lifted_s != SQL_NULL_INT)
		return err_set(e, RC_CONFLICT, N_("Penahanan ini sudah dicabut."),
		    "hold was lifted");
	if (rc == RC_OK)
		rc = q_legal_hold_lift(
		    tx, row.id, h->who->account, domain_now(d), h->reason, e);
	if (rc == RC_OK)
		rc = event(h, tx, "hold.lifted", &row, e);
	return rc;
}

enum rc
hold_lift(struct domain *d, const struct actor *who, str id, str reason, struct err *e)
{
	struct hold h = { d, who, id, reason };

	return store_write(d->store, d->a, lift_tx, &h, e);
}

enum rc
hold_list(struct domain *d, struct row_legal_hold_list *out, struct err *e)
{
	return q_legal_hold_list(d->db, 200, out, e);
}
