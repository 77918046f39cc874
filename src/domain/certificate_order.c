/*
 * certificate_order.c - orders to suspend, lift and revoke, and the jobs of the worker.
 *
 * An order is stored, then the signer is told, then the portal's own row follows. While the signer is
 * away the order stays open: nobody is told that it is done, and it is not forgotten.
 */
#include "base/log.h"
#include "base/rnd.h"
#include "domain/certificate_finish.h"
#include "domain/certificate_mail.h"
#include "domain/record.h"
#include "ipc/signer_client.h"

#define DAY           86400
#define BATCH         50
#define PAUSE_FIRST_S 2
#define PAUSE_MOST_S  60

enum rc
certificate_ask(enum rc answer, struct err *e)
{
	char why[sizeof(e->why)];

	switch (answer) {
	case RC_OK:
	case RC_INVALID:
	case RC_NOT_FOUND:
	case RC_DENIED:
	case RC_CONFLICT:
		return answer;
	default:
		memcpy(why, e->why, sizeof(why));
		return err_set(e, RC_UNAVAILABLE,
		    N_("Permintaan disimpan dan dicoba lagi otomatis. Pemohon tidak perlu menunggu."),
		    "%s", why);
	}
}

/* ---- storing the order ---- */

struct order_args {
	struct domain *d;
	const struct actor *who;
	const struct certificate_reason *reason;
	str serial, note;
	int64_t version;
	struct row_status_order row;
};

static enum rc
order_in_write(struct db *tx, void *arg, struct err *e)
{
	struct order_args *p = arg;
	int64_t now = domain_now(p->d);
	struct change c;
	enum rc rc = fsm_check_tx(&certificate_fsm, p->d, tx, p->who, p->serial,
	    (int)p->reason->event, p->version, (void *)(uintptr_t)p->reason, &c, e);

	if (rc != RC_OK)
		return rc;
	p->row = (struct row_status_order){ .id = rnd_id(p->d->a),
		.serial = p->serial,
		.event = str_from_z(words_certificate.events[p->reason->event].text),
		.reason = str_from_z(p->reason->name),
		.note = p->note,
		.actor_roles = p->who->roles,
		.actor_account = p->who->account,
		.actor_application = p->who->application,
		.actor_name = p->who->name,
		.actor_nip = p->who->nip,
		.actor_office = p->who->office,
		.actor_net = p->who->net,
		.state = STR("open"),
		.next_s = now + PAUSE_FIRST_S,
		.created_s = now,
		.changed_s = SQL_NULL_INT };
	rc = q_status_order_insert(tx, &p->row, e);
	if (rc == RC_CONFLICT)
		return err_set(e, rc, N_("Permintaan yang sama sedang diproses."),
		    "the same order is open");
	if (rc != RC_OK)
		return rc;
	return audit_add(p->d, tx, p->who, "certificate.order",
	    str_fmt(p->d->a, "certificate/%.*s", STR_ARG(p->serial)), c.office,
	    str_fmt(p->d->a, "{\"reason\":\"%s\"}", p->reason->name), e);
}

/* ---- carrying it out ---- */

static struct actor
giver(const struct row_status_order *o)
{
	return (struct actor){ .roles = (unsigned)o->actor_roles,
		.account = o->actor_account,
		.application = o->actor_application,
		.name = o->actor_name,
		.nip = o->actor_nip,
		.office = o->actor_office,
		.net = o->actor_net };
}

struct close_args {
	struct domain *d;
	const struct row_status_order *order;
	const struct certificate_reason *reason;
	str refusal; /* p NULL: carried out */
};

/* Both programs may have told the signer: the first one to get here records it. */
static enum rc
close_in_write(struct db *tx, void *arg, struct err *e)
{
	struct close_args *p = arg;
	bool done = p->refusal.p == NULL;
	struct actor who = giver(p->order);
	enum rc rc = q_status_order_close(tx, p->order->id,
	    done ? STR("done") : STR("refused"), p->refusal, domain_now(p->d), e);

	if (rc == RC_CONFLICT)
		return RC_OK;
	if (rc != RC_OK || !done)
		return rc;
	rc = fsm_apply_tx(&certificate_fsm, p->d, tx, &who, p->order->serial,
	    (int)p->reason->event, FSM_ANY_VERSION, (void *)(uintptr_t)p->reason,
	    p->order->note, NULL, e);
	/* it ended, or stands there already, while the order was under way */
	return rc == RC_CONFLICT ? RC_OK : rc;
}

static enum rc
tell_signer(struct domain *d, const struct row_status_order *o,
    const struct certificate_reason *reason, struct err *e)
{
	static const char *const states[CERT_EV__COUNT] = { [CERT_EV_SUSPEND] =
								"suspended",
		[CERT_EV_UNSUSPEND] = "active",
		[CERT_EV_REVOKE] = "revoked",
		[CERT_EV_SUPERSEDE] = "revoked" };
	struct ipc_status_set in = { .serial = o->serial,
		.state = str_from_z(states[reason->event]),
		.reason = reason->crl,
		/* the signer takes no word for what is older than a day */
		.at_s = domain_now(d) - o->created_s < DAY ? o->created_s : 0,
		.actor = o->actor_account.p != NULL ? o->actor_account : STR("pemilik") };
	struct ipc_status out;
	enum rc rc = RC_UNAVAILABLE;

	*e = (struct err){ .why = "no connection to the signer" };
	if (d->signer != NULL)
		rc = signer_status_set(d->signer, d->a, &in, &out, e);
	return certificate_ask(rc, e);
}

static enum rc
carry_out(struct domain *d, const struct row_status_order *o, struct err *e)
{
	const struct certificate_reason *reason = certificate_reason_find(o->reason);
	struct close_args p = { .d = d, .order = o, .reason = reason };
	struct err refusal;
	enum rc rc;

	if (reason == NULL)
		return err_set(e, RC_INTERNAL, N_("Ada gangguan di sistem kami."),
		    "unknown reason in a stored order");
	rc = tell_signer(d, o, reason, e);
	if (rc == RC_UNAVAILABLE)
		return rc;
	if (rc != RC_OK) {
		p.refusal = str_dup(d->a, str_from_z(e->msg));
		log_line(LOG_WARN_, "order_refused", "order=%.*s why=\"%s\"",
		    STR_ARG(o->id), e->why);
	}
	refusal = *e;
	rc = store_write(d->store, d->a, close_in_write, &p, e);
	if (rc != RC_OK || p.refusal.p == NULL)
		return rc;
	*e = refusal;
	return refusal.rc;
}

enum rc
certificate_order(struct domain *d, const struct actor *who, str serial, str reason,
    str note, int64_t version, struct err *e)
{
	struct order_args p = { .d = d,
		.who = who,
		.serial = str_lower(d->a, serial),
		.note = note.n > 0 ? note : STR_NONE,
		.version = version,
		.reason = certificate_reason_find(reason) };
	enum rc rc;

	if (p.reason == NULL)
		return err_set(e, RC_INVALID, N_("Pilih alasan."), "unknown reason");
	rc = store_write(d->store, d->a, order_in_write, &p, e);
	return rc != RC_OK ? rc : carry_out(d, &p.row, e);
}

/* ---- what is left over ---- */

static int64_t
pause_s(int64_t tries)
{
	int64_t s = PAUSE_FIRST_S;

	while (tries-- > 0 && s < PAUSE_MOST_S)
		s *= 2;
	return s < PAUSE_MOST_S ? s : PAUSE_MOST_S;
}

struct put_off_args {
	str id;
	int64_t tries, next_s;
	bool order;
};

static enum rc
put_off_in_write(struct db *tx, void *arg, struct err *e)
{
	const struct put_off_args *p = arg;

	if (p->order)
		return q_status_order_put_off(tx, p->id, p->tries, p->next_s, e);
	return q_issuance_put_off(tx, p->id, p->tries, p->next_s, e);
}

/* A failure of one row is not the end of the others; the database being away is. */
static enum rc
put_off(struct domain *d, str id, int64_t tries, bool order, enum rc rc, struct err *e)
{
	struct put_off_args p = { id, tries + 1, domain_now(d) + pause_s(tries), order };

	if (rc == RC_OK)
		return RC_OK;
	log_line(LOG_WARN_, order ? "order" : "issue",
	    "id=%.*s try=%lld rc=%s why=\"%s\"", STR_ARG(id), (long long)p.tries,
	    err_name(rc), e->why);
	return store_write(d->store, d->a, put_off_in_write, &p, e);
}

static enum rc
finish_orders(struct domain *d, struct err *e)
{
	struct row_status_order_list l;
	enum rc rc = q_status_order_due(d->db, domain_now(d), BATCH, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		rc = carry_out(d, &l.at[i], e);
		rc = put_off(d, l.at[i].id, l.at[i].tries, true, rc, e);
	}
	return rc;
}

static enum rc
finish_requests(struct domain *d, struct err *e)
{
	struct actor us = actor_system("penerbitan");
	struct row_issuance_list l;
	struct row_certificate cert;
	enum rc rc = q_issuance_due(d->db, domain_now(d), BATCH, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		rc = certificate_finish_request(d, &us, &l.at[i], &cert, e);
		rc = put_off(d, l.at[i].request_id, l.at[i].tries, false, rc, e);
	}
	return rc;
}

enum rc
certificate_finish_pending(struct domain *d, struct err *e)
{
	enum rc rc = finish_orders(d, e);

	return rc != RC_OK ? rc : finish_requests(d, e);
}

/* ---- what time does ---- */

static enum rc
expire_state(struct domain *d, const char *state, struct err *e)
{
	struct actor us = actor_system("masa berlaku");
	struct row_certificate_list l;
	enum rc rc =
	    q_certificate_ending(d->db, str_from_z(state), domain_now(d), BATCH, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		rc = fsm_apply(&certificate_fsm, d, &us, l.at[i].serial, CERT_EV_EXPIRE,
		    l.at[i].version, NULL, STR_NONE, NULL, e);
		if (rc == RC_CONFLICT)
			rc = RC_OK;
	}
	return rc;
}

static enum rc
lapse_uncollected(struct domain *d, struct err *e)
{
	struct actor us = actor_system("masa berlaku");
	struct row_application_list l;
	enum rc rc = q_application_uncollected(d->db, domain_now(d), BATCH, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		rc = fsm_apply(&application_fsm, d, &us, l.at[i].id, APP_EV_LAPSE,
		    l.at[i].version, NULL, STR_NONE, NULL, e);
		if (rc == RC_CONFLICT)
			rc = RC_OK;
	}
	return rc;
}

struct warn_args {
	struct domain *d;
	const struct row_certificate *cert;
	int64_t since_s;
};

/* One mail for each mark that was passed, however often the job comes round. */
static enum rc
warn_in_write(struct db *tx, void *arg, struct err *e)
{
	struct warn_args *p = arg;
	struct row_outbox_list sent;
	enum rc rc = q_outbox_of(tx, STR("certificate"), p->cert->serial, &sent, e);

	for (size_t i = 0; rc == RC_OK && i < sent.n; i++)
		if (str_eq_z(sent.at[i].kind, "certificate_ending") &&
		    sent.at[i].created_s >= p->since_s)
			return RC_OK;
	return rc != RC_OK ? rc : certificate_mail_ending_tx(p->d, tx, p->cert, e);
}

static enum rc
warn_ending(struct domain *d, struct err *e)
{
	int64_t now = domain_now(d), marks[] = { 1, 7, d->conf->renew_days };
	struct row_certificate_list l;
	enum rc rc = q_certificate_ending(
	    d->db, STR("active"), now + d->conf->renew_days * DAY, 1000, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		struct warn_args p = { .d = d, .cert = &l.at[i] };

		for (size_t k = 0; k < ARRAY_LEN(marks); k++) {
			p.since_s = l.at[i].not_after_s - marks[k] * DAY;
			if (now >= p.since_s)
				break;
		}
		rc = store_write(d->store, d->a, warn_in_write, &p, e);
	}
	return rc;
}

enum rc
certificate_expire_due(struct domain *d, struct err *e)
{
	enum rc rc = expire_state(d, "active", e);

	if (rc == RC_OK)
		rc = expire_state(d, "suspended", e);
	if (rc == RC_OK)
		rc = lapse_uncollected(d, e);
	return rc != RC_OK ? rc : warn_ending(d, e);
}
