/*
 * certificate_order.c - orders to suspend, lift and revoke, and the jobs of the worker.
 *
 * An order is stored, then the signer is told, then the portal's own row follows. While the signer is
 * away the order stays open: nobody is told that it is done, and it is not forgotten.
 */
#include "base/codec.h"
#include "base/log.h"
#include "base/rnd.h"
#include "domain/certificate_finish.h"
#include "domain/certificate_mail.h"
#include "domain/grant.h"
#include "domain/record.h"

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
	const struct order_proof *proof;
	struct row_status_order row;
};

enum rc
certificate_order_fill(struct domain *d, const struct actor *who, void *arg,
    struct statement *st, struct err *e)
{
	const struct order_about *x = arg;
	bool lift = x->reason->event == CERT_EV_UNSUSPEND;
	struct row_signing_grant grant = { .id = STR("") };
	enum rc rc = RC_OK;

	/* the holder acts under no grant */
	if (!(who->roles & (R_VERIFIER | R_APPLICANT)))
		rc = grant_mine(d, d->db, who, x->cert->office, &grant, e);
	st->kind = STATEMENT_order;
	st->u.order = (struct statement_order){ .serial = x->cert->serial,
		.action = lift ? STR("lift") : STR("revoke"),
		.reason = lift ? 0 : x->reason->crl,
		.who = who->account.p != NULL ? who->account : STR(""),
		.grant = grant.id };
	return rc;
}

/* Lifting and revoking are believed by nobody without a proof. */
static enum rc
proven(const struct order_args *p, struct err *e)
{
	const struct signing *s = p->proof->s;
	const char *action = p->reason->event == CERT_EV_UNSUSPEND ? "lift" : "revoke";

	if (p->reason->event == CERT_EV_SUSPEND)
		return RC_OK;
	if (s != NULL && s->st.kind == STATEMENT_order &&
	    str_eq(s->st.u.order.serial, p->serial) &&
	    str_eq_z(s->st.u.order.action, action))
		return RC_OK;
	if (p->proof->code.n > 0 && p->reason->event != CERT_EV_UNSUSPEND)
		return RC_OK;
	return err_set(e, RC_DENIED,
	    N_("Langkah ini harus ditandatangani dengan kunci petugas, atau dibuktikan dengan kode pencabutan."),
	    "order without a proof");
}

/* The code waits sealed while the signer is away. */
static str
sealed_code(struct domain *d, str id, str code)
{
	str box;

	if (code.n == 0)
		return STR_NONE;
	box = vault_seal(
	    d->vault, d->a, str_fmt(d->a, "status_order.code/%.*s", STR_ARG(id)), code);
	return base64url_encode(d->a, box.p, box.n);
}

static enum rc
order_in_write(struct db *tx, void *arg, struct err *e)
{
	struct order_args *p = arg;
	int64_t now = domain_now(p->d);
	struct change c;
	enum rc rc = fsm_check_tx(&certificate_fsm, p->d, tx, p->who, p->serial,
	    (int)p->reason->event, p->version, (void *)(uintptr_t)p->reason, &c, e);

	if (rc == RC_OK)
		rc = proven(p, e);
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
	p->row.revocation_code = sealed_code(p->d, p->row.id, p->proof->code);
	if (p->proof->s != NULL) {
		p->row.statement = p->proof->s->st.id;
		rc = signing_keep_tx(
		    p->d, tx, p->who, p->proof->s, "certificate", p->serial, "kept", e);
	}
	if (rc != RC_OK)
		return rc;
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

enum rc
certificate_order_put_tx(struct domain *d, struct db *tx, const struct actor *who,
    str serial, str reason, str note, struct err *e)
{
	struct order_args p = { .d = d,
		.who = who,
		.proof = &(struct order_proof){ .s = NULL },
		.serial = serial,
		.note = note,
		.version = FSM_ANY_VERSION,
		.reason = certificate_reason_find(reason) };

	if (p.reason == NULL)
		return err_set(e, RC_INVALID, N_("Pilih alasan."), "unknown reason");
	return order_in_write(tx, &p, e);
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

/* The message that belongs to the order: signed, by code, or without proof. */
static enum rc
order_message(struct domain *d, const struct row_status_order *o,
    const struct certificate_reason *reason, struct ipc_message *in, struct err *e)
{
	struct row_statement row;
	str box, code = STR("");
	enum rc rc;

	if (o->statement.p != NULL) {
		rc = q_statement_by_id(d->db, o->statement, &row, e);
		*in = (struct ipc_message){ .type = IPC_order_record,
			.u.order_record = { row.bytes, row.signatures } };
		return rc;
	}
	if (o->revocation_code.p != NULL) {
		rc = base64url_decode(d->a, o->revocation_code, &box, e);
		if (rc == RC_OK)
			rc = vault_unseal(d->vault, d->a,
			    str_fmt(d->a, "status_order.code/%.*s", STR_ARG(o->id)), box,
			    &code, e);
		*in = (struct ipc_message){ .type = IPC_order_code,
			.u.order_code = {
			    .serial = o->serial, .code = code, .reason = reason->crl } };
		return rc;
	}
	*in = (struct ipc_message){ .type = IPC_order_suspend,
		.u.order_suspend = { .serial = o->serial,
		    .actor = o->actor_account.p != NULL ? o->actor_account
							: STR("pemilik") } };
	return RC_OK;
}

static enum rc
tell_signer(struct domain *d, const struct row_status_order *o,
    const struct certificate_reason *reason, struct err *e)
{
	struct actor who = giver(o);
	struct ipc_message in, out;
	enum rc rc = order_message(d, o, reason, &in, e);

	if (rc != RC_OK)
		return rc;
	rc = signing_ask(d, &who, &in, IPC_status, &out, e);
	/* too many codes tried: that is said; too many suspended just now: this one waits its turn */
	if (rc == RC_LIMIT && in.type == IPC_order_code)
		return rc;
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
    str note, int64_t version, const struct order_proof *proof, struct err *e)
{
	struct order_args p = { .d = d,
		.who = who,
		.proof = proof,
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

enum rc
certificate_order_now(struct domain *d, str serial, struct err *e)
{
	struct row_status_order_list l;
	enum rc rc = q_status_orders_open(d->db, serial, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		rc = carry_out(d, &l.at[i], e);
		if (rc ==
		    RC_UNAVAILABLE) /* kept: certificate_finish_pending() repeats it */
			return RC_OK;
	}
	return rc;
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

/* Nobody answers: the others of this round would only wait as long. */
static enum rc
away(struct err *e)
{
	return err_set(e, RC_UNAVAILABLE, N_("Penerbit sedang tidak dapat dihubungi."),
	    "the signer does not answer");
}

static enum rc
finish_orders(struct domain *d, struct err *e)
{
	struct row_status_order_list l;
	enum rc rc = q_status_order_due(d->db, domain_now(d), BATCH, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		enum rc done = carry_out(d, &l.at[i], e);

		rc = put_off(d, l.at[i].id, l.at[i].tries, true, done, e);
		if (rc == RC_OK && done == RC_UNAVAILABLE)
			return away(e);
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
		enum rc done = certificate_finish_request(d, &us, &l.at[i], &cert, e);

		rc = put_off(d, l.at[i].request_id, l.at[i].tries, false, done, e);
		if (rc == RC_OK && done == RC_UNAVAILABLE)
			return away(e);
	}
	return rc;
}

enum rc
certificate_finish_pending(struct domain *d, struct err *e)
{
	enum rc rc = grant_tell_pending(d, e);

	if (rc == RC_OK)
		rc = finish_orders(d, e);
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

enum rc
certificate_expire_due(struct domain *d, struct err *e)
{
	enum rc rc = expire_state(d, "active", e);

	if (rc == RC_OK)
		rc = expire_state(d, "suspended", e);
	return rc != RC_OK ? rc : lapse_uncollected(d, e);
}
