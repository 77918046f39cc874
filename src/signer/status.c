/* status.c - suspending, lifting, revoking. */
#include "signer/internal.h"

#define DAY_S  86400
#define SKEW_S 120

static enum rc
no(struct err *e, enum rc rc, const char **out_code, const char *code, const char *msg)
{
	*out_code = code;
	return err_set(e, rc, msg, "%s", code);
}

/* Is the wanted state and reason one of the pairs that exist? */
static enum rc
check_order(
    const struct status_order *in, int64_t now_s, const char **out_code, struct err *e)
{
	bool ok = (str_eq_z(in->state, "active") && in->reason == 0) ||
		  (str_eq_z(in->state, "suspended") && in->reason == PKI_REASON_HOLD) ||
		  (str_eq_z(in->state, "revoked") && in->reason != PKI_REASON_HOLD &&
		      pki_reason_allowed(in->reason));

	if (!ok)
		return no(e, RC_INVALID, out_code, "reason",
		    N_("Status dan alasan yang diminta tidak cocok."));
	if (in->actor.n == 0)
		return no(e, RC_INVALID, out_code, "actor",
		    N_("Tidak disebutkan siapa yang meminta perubahan status."));
	if (in->invalidity_s < 0 || in->invalidity_s > now_s + SKEW_S)
		return no(e, RC_INVALID, out_code, "invalidity",
		    N_("Waktu kunci mulai diragukan tidak boleh di masa depan."));
	return RC_OK;
}

/* Revoked is the end; everything else may be repeated. */
static enum rc
check_from(const struct record_status *now, const struct status_order *in, bool *out_same,
    const char **out_code, struct err *e)
{
	*out_same = str_eq(now->state, in->state) && now->reason == in->reason;
	if (str_eq_z(now->state, "revoked") && !*out_same)
		return no(e, RC_CONFLICT, out_code, "revoked",
		    N_("Sertifikat ini sudah dicabut. Pencabutan tidak dapat dibatalkan atau diganti alasannya."));
	return RC_OK;
}

/* The list that shows this status: 0 when it is not published yet. */
static enum rc
fill_status(
    struct signer *s, struct arena *a, str serial, struct ipc_status *out, struct err *e)
{
	struct record_status st;
	struct status_list list;
	enum rc rc;
	str name;

	if ((rc = record_status_get(s->record, a, serial, &st, e)) != RC_OK ||
	    (rc = status_db_follow(s->status, s->record, e)) != RC_OK ||
	    (rc = status_db_list_of(s->status, a, serial, &name, e)) != RC_OK ||
	    (rc = status_db_list_get(s->status, a, name, &list, e)) != RC_OK)
		return rc;
	*out = (struct ipc_status){ .serial = st.serial,
		.state = st.state,
		.reason = st.reason,
		.at_s = st.at_s,
		.invalidity_s = st.invalidity_s,
		.crl_number = st.change <= list.changes ? list.number : 0 };
	return RC_OK;
}

enum rc
signer_do_status_get(
    struct signer *s, struct arena *a, str serial, struct ipc_status *out, struct err *e)
{
	return fill_status(s, a, str_lower(a, serial), out, e);
}

enum rc
signer_status_change(struct signer *s, struct arena *a, const struct status_order *in,
    const char **out_code, struct err *e)
{
	int64_t now_s = clock_now(s->clock), change;
	str serial = str_lower(a, in->serial);
	struct record_status now, next;
	bool same;
	enum rc rc;

	if ((rc = check_order(in, now_s, out_code, e)) != RC_OK)
		return rc;
	*out_code = "serial";
	if ((rc = record_status_get(s->record, a, serial, &now, e)) != RC_OK ||
	    (rc = check_from(&now, in, &same, out_code, e)) != RC_OK)
		return rc;
	*out_code = "record";
	if (same)
		return RC_OK;
	next = (struct record_status){ .serial = serial,
		.state = in->state,
		.reason = in->reason,
		.at_s = now_s,
		.invalidity_s = in->invalidity_s };
	/* unusable since it was suspended: the earlier date stands (5.3.1) */
	if (str_eq_z(now.state, "suspended") && str_eq_z(in->state, "revoked"))
		next.at_s = now.at_s;
	return record_status_set(s->record, &next, in->actor, now_s, &change, e);
}

enum rc
signer_status_tell(
    struct signer *s, struct arena *a, str serial, struct ipc_status *out, struct err *e)
{
	struct err later;
	enum rc rc;

	signer_step_done(SIGNER_STEP_CHANGE_KEPT);
	/* nobody is told before the responder can know it; a repeated order tries again */
	if ((rc = status_db_follow(s->status, s->record, e)) != RC_OK)
		return rc;
	/* recorded for good; a list that cannot be written now is tried again by signer_tick */
	if (signer_tick(s, a, &later) != RC_OK)
		s->next_tick_s = clock_now(s->clock) + RETRY_S;
	return fill_status(s, a, str_lower(a, serial), out, e);
}
