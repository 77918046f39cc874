/* refusals.c - see refusals.h. */
#include "domain/refusals.h"

#include "base/json.h"
#include "domain/record.h"
#include "ipc/signer_client.h"

#define SETTING "signer.refusals" /* the last one that is an event */

struct turn {
	struct domain *d;
	struct ipc_refusal at[REFUSALS_MOST];
	size_t n;
};

static enum rc
last_recorded(struct db *db, int64_t *out, struct err *e)
{
	struct row_setting row;
	enum rc rc = q_setting_by_key(db, STR(SETTING), &row, e);

	*out = 0;
	if (rc == RC_NOT_FOUND)
		return RC_OK;
	return rc == RC_OK ? str_int64(row.value, out, e) : rc;
}

static enum rc
add_event(struct domain *d, struct db *tx, const struct ipc_refusal *r, struct err *e)
{
	struct actor us = actor_system("signer");
	struct buf detail;
	struct json j;

	buf_init(&detail, d->a, 256);
	json_begin(&j, &detail);
	json_text(&j, "code", r->code);
	json_text(&j, "peer", r->peer);
	json_int(&j, "at", r->at_s);
	json_int(&j, "number", r->id);
	json_end(&j);
	return audit_add(d, tx, &us, "signer.refused",
	    str_fmt(d->a, "signer/%.*s", STR_ARG(r->message)), STR_NONE, buf_get(&detail),
	    e);
}

/* The mark is read again here: another worker may have been faster. */
static enum rc
record_tx(struct db *tx, void *arg, struct err *e)
{
	struct turn *t = arg;
	int64_t last;
	enum rc rc = last_recorded(tx, &last, e);

	for (size_t i = 0; rc == RC_OK && i < t->n; i++)
		if (t->at[i].id > last)
			rc = add_event(t->d, tx, &t->at[i], e);
	if (rc == RC_OK && t->at[t->n - 1].id > last)
		rc = q_setting_put(tx,
		    &(struct row_setting){ .key = STR(SETTING),
			.value = str_fmt(t->d->a, "%lld", (long long)t->at[t->n - 1].id),
			.changed_s = domain_now(t->d),
			.changed_by = STR("system") },
		    e);
	return rc;
}

enum rc
refusals_job(struct domain *d, struct err *e)
{
	struct turn t = { .d = d };
	int64_t after;
	enum rc rc = last_recorded(d->db, &after, e);

	if (rc == RC_OK && d->signer == NULL)
		rc = err_set(e, RC_UNAVAILABLE, N_("Ada gangguan di sistem kami."),
		    "no connection to the signer");
	while (rc == RC_OK && t.n < REFUSALS_MOST) {
		rc = signer_refusal(d->signer, d->a, after, &t.at[t.n], e);
		if (rc != RC_OK || t.at[t.n].id <= after)
			break;
		after = t.at[t.n++].id;
	}
	if (rc == RC_OK && t.n > 0)
		rc = store_write(d->store, d->a, record_tx, &t, e);
	return rc;
}
