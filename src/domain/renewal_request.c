/* renewal_request.c - see renewal_request.h. */
#include "domain/renewal_request.h"

#include "base/rnd.h"
#include "base/utf8.h"
#include "domain/certificate_finish.h"
#include "domain/certificate_mail.h"
#include "domain/grant.h"
#include "domain/record.h"
#include "domain/scope.h"
#include "domain/session.h"
#include "pki/cert.h"
#include "pki/csr.h"
#include "pki/raw.h"

#define HEAD_START_S 3 /* the page asks the signer first, the worker after that */
#define BATCH        50

static enum rc guard_approve(struct change *c, struct err *e);
static enum rc guard_other(struct change *c, struct err *e);
static enum rc effect_approve(struct change *c, struct err *e);
static enum rc effect_refuse(struct change *c, struct err *e);

/* clang-format off */
static const struct transition rows[] = {
	/* from            event              to               roles        guard          effect */
	{ RENEW_ASKED,    RENEW_EV_APPROVE,  RENEW_APPROVED,  R_OPIP,      guard_approve, effect_approve },
	{ RENEW_ASKED,    RENEW_EV_REFUSE,   RENEW_REFUSED,   R_OPIP,      guard_other,   effect_refuse },
	{ RENEW_ASKED,    RENEW_EV_WITHDRAW, RENEW_WITHDRAWN, R_APPLICANT, NULL,          NULL },
	{ RENEW_ASKED,    RENEW_EV_LAPSE,    RENEW_LAPSED,    R_SYSTEM,    NULL,          NULL },
	{ RENEW_APPROVED, RENEW_EV_ISSUE,    RENEW_ISSUED,    R_SYSTEM,    NULL,          NULL },
	{ RENEW_APPROVED, RENEW_EV_RETURN,   RENEW_ASKED,     R_SYSTEM,    NULL,          NULL },
};
/* clang-format on */

/* ---- the machine ---- */

struct object {
	struct row_renewal row;
	struct row_certificate cert;
	struct row_application app;
};

static struct scope
scope_of(const struct object *o)
{
	return (struct scope){ .office = o->row.office,
		.application = o->row.application,
		.account = o->row.account,
		.nip = o->app.nip };
}

static enum rc
load(struct change *c, struct err *e)
{
	struct object *o = ARENA_NEW(c->d->a, struct object);
	struct actor *acting = ARENA_NEW(c->d->a, struct actor);
	struct scope scope;
	enum rc rc = q_renewal_by_id(c->tx, c->id, &o->row, e);

	if (rc == RC_OK)
		rc = q_certificate_by_serial(c->tx, o->row.serial, &o->cert, e);
	if (rc == RC_OK)
		rc = q_application_by_id(c->tx, o->row.application, &o->app, e);
	if (rc != RC_OK)
		return rc;
	scope = scope_of(o);
	c->object = o;
	c->number = o->row.serial;
	c->office = o->row.office;
	c->state = o->row.state;
	c->version = o->row.version;
	/* an officer of another office, or another holder, acts on nothing here */
	*acting = *c->who;
	if (acting->office.p == NULL || !str_eq(acting->office, o->row.office))
		acting->roles &= ~(unsigned)R_OPIP;
	if (acting->application.p == NULL ||
	    !str_eq(acting->application, o->row.application))
		acting->roles &= ~(unsigned)R_APPLICANT;
	rc = scope_check(c->who, &scope, e);
	c->who = acting;
	return rc;
}

static enum rc
set_state(struct change *c, struct err *e)
{
	return q_renewal_set_state(
	    c->tx, c->id, c->version, str_from_z(c->fsm->words->states[c->to].text), e);
}

const struct fsm renewal_fsm = {
	.words = &words_renewal,
	.at = rows,
	.n = ARRAY_LEN(rows),
	.load = load,
	.set_state = set_state,
	.counted = true,
};

static enum rc
guard_other(struct change *c, struct err *e)
{
	struct scope scope = scope_of(c->object);

	if (scope_is_own(c->who, &scope))
		return err_set(e, RC_DENIED,
		    N_("Anda tidak boleh memproses berkas Anda sendiri. Minta rekan Anda."),
		    "own renewal");
	return RC_OK;
}

/* What the effect of an approval needs: the statement, and the row that it becomes. */
struct approval {
	const struct signing *s;
	str office_name;
	struct row_issuance issuance;
};

static enum rc
guard_approve(struct change *c, struct err *e)
{
	const struct object *o = c->object;
	const struct approval *in = c->input;
	const char *why;
	enum rc rc = guard_other(c, e);

	if (rc == RC_OK)
		rc = certificate_renewal_open(c->d, c->tx, &o->cert, &o->app, &why, e);
	if (rc != RC_OK)
		return rc;
	if (why != NULL)
		return err_set(e, RC_CONFLICT, why, "renewal closed");
	if (in == NULL || in->s->st.kind != STATEMENT_renewal_approval ||
	    !str_eq(in->s->st.u.renewal_approval.serial, o->row.serial))
		return err_set(e, RC_DENIED,
		    N_("Langkah ini harus ditandatangani dengan kunci petugas, atau dibuktikan dengan kode pencabutan."),
		    "renewal without a statement");
	return RC_OK;
}

static enum rc
effect_approve(struct change *c, struct err *e)
{
	const struct object *o = c->object;
	struct approval *in = c->input;
	struct domain *d = c->d;
	const struct statement *st = &in->s->st;
	enum rc rc;

	in->issuance = (struct row_issuance){ .request_id = rnd_id(d->a),
		.application = o->row.application,
		.key_id = o->row.key_id,
		.csr = o->row.csr,
		.office_name = in->office_name,
		.holder = o->row.account,
		.evidence = st->id,
		.agent = o->row.agent,
		.state = STR("pending"),
		.next_s = c->now_s + HEAD_START_S,
		.created_s = c->now_s,
		.changed_s = SQL_NULL_INT,
		.approval = st->id,
		.revocation_hash = o->row.revocation_hash,
		.follows = o->row.serial };
	rc = signing_keep_tx(d, c->tx, c->who, in->s, "renewal", c->id, "kept", e);
	if (rc == RC_OK)
		rc = q_renewal_set_answer(
		    c->tx, c->id, st->id, c->who->account, c->now_s, e);
	if (rc == RC_OK)
		rc = q_issuance_insert(c->tx, &in->issuance, e);
	/* the holder has found his key and was faster */
	if (rc == RC_CONFLICT)
		return err_set(e, RC_CONFLICT, N_("Sertifikat itu sudah diperpanjang."),
		    "another issuance");
	return rc != RC_OK
		   ? rc
		   : audit_add(d, c->tx, c->who, "certificate.renew_approve",
			 str_fmt(d->a, "certificate/%.*s", STR_ARG(o->row.serial)),
			 c->office, STR_NONE, e);
}

static enum rc
effect_refuse(struct change *c, struct err *e)
{
	const struct object *o = c->object;
	enum rc rc =
	    q_renewal_set_answer(c->tx, c->id, STR_NONE, c->who->account, c->now_s, e);

	return rc != RC_OK ? rc
			   : certificate_mail_renewal_refused_tx(
				 c->d, c->tx, &o->cert, c->note, e);
}

/* ---- the holder ---- */

/* The account of the same person, and how he signed in. */
static bool
is_holder(const struct actor *who, const struct row_application *app)
{
	return who->account.p != NULL && app->nip.n > 0 && who->nip.p != NULL &&
	       str_eq(who->nip, app->nip);
}

enum rc
renewal_own_load(struct domain *d, const struct actor *who, str serial,
    struct renewal_own *out, struct err *e)
{
	struct pki_csr csr;
	enum rc rc;

	memset(out, 0, sizeof(*out));
	rc = certificate_renewal_load(d, who, serial, &out->r, e);
	if (rc == RC_OK)
		rc = signing_authority(d, &out->authority, e);
	if (rc != RC_OK)
		return rc;
	out->account = is_holder(who, &out->r.f.app);
	out->two_factors = out->account && session_two_factors(who);
	rc = q_renewal_last(d->db, out->r.f.cert.serial, &out->last, e);
	if (rc == RC_NOT_FOUND) {
		out->last = (struct row_renewal){ .id = STR_NONE };
		return RC_OK;
	}
	if (rc != RC_OK)
		return rc;
	out->open =
	    str_eq_z(out->last.state, "asked") || str_eq_z(out->last.state, "approved");
	if (!out->open)
		return RC_OK;
	rc = pki_csr_parse(d->a, out->last.csr, &csr, e);
	if (rc == RC_OK)
		out->code = statement_renewal_code(
		    d->a, out->authority, out->r.f.cert.serial, csr.key.spki);
	return rc;
}

struct ask_args {
	struct domain *d;
	const struct actor *who;
	struct row_renewal row;
};

static enum rc
ask_in_write(struct db *tx, void *arg, struct err *e)
{
	struct ask_args *p = arg;
	struct row_certificate cert;
	enum rc rc = certificate_renewal_check_tx(p->d, tx, p->row.serial, &cert, e);

	if (rc == RC_OK)
		rc = q_renewal_insert(tx, &p->row, e);
	if (rc == RC_CONFLICT)
		return err_set(e, rc,
		    N_("Perpanjangan dengan kunci lain sedang diproses. Pakai perangkat dan peramban yang sama, atau hubungi kantor Anda."),
		    "another renewal open");
	if (rc == RC_OK)
		rc = fsm_born(&renewal_fsm, p->d, tx, p->who, p->row.id, p->row.serial,
		    p->row.office, RENEW_ASKED, "ask", e);
	if (rc == RC_OK)
		rc = audit_add(p->d, tx, p->who, "certificate.renew_request",
		    str_fmt(p->d->a, "certificate/%.*s", STR_ARG(p->row.serial)),
		    p->row.office, STR_NONE, e);
	return rc != RC_OK ? rc
			   : certificate_mail_renewal_asked_tx(
				 p->d, tx, &cert, p->row.id, p->row.agent, e);
}

static enum rc
may_ask(const struct renewal_own *own, struct err *e)
{
	if (!own->two_factors)
		return err_set(e, RC_DENIED,
		    N_("Masuk dahulu dengan akun Anda sendiri dan dua faktor: passkey, atau kata sandi dan aplikasi kode."),
		    "not the holder with two factors");
	if (own->r.why != NULL)
		return err_set(e, RC_CONFLICT, own->r.why, "renewal closed");
	return RC_OK;
}

/* A new key always. */
static enum rc
fresh_key(struct domain *d, const struct pki_csr *csr, const struct renewal_own *own,
    struct err *e)
{
	struct pki_cert old;
	enum rc rc = pki_cert_parse(d->a, own->r.f.cert.der, &old, e);

	if (rc == RC_OK && str_eq(old.key.spki, csr->key.spki))
		return err_set(e, RC_INVALID,
		    N_("Kunci ini sudah dipakai untuk sertifikat lain. Buat kunci baru."),
		    "the old key");
	return rc;
}

enum rc
renewal_request(struct domain *d, const struct actor *who, str serial,
    const struct renewal_ask *ask, str agent, struct err *e)
{
	struct ask_args p = { .d = d, .who = who };
	struct renewal_own own;
	struct pki_csr csr;
	enum rc rc = renewal_own_load(d, who, serial, &own, e);

	if (rc == RC_OK)
		rc = may_ask(&own, e);
	if (rc == RC_OK)
		rc = pki_csr_parse(d->a, ask->pkcs10, &csr, e);
	if (rc == RC_OK)
		rc = fresh_key(d, &csr, &own, e);
	if (rc != RC_OK)
		return rc;
	p.row = (struct row_renewal){ .id = rnd_id(d->a),
		.serial = own.r.f.cert.serial,
		.application = own.r.f.cert.application,
		.office = own.r.f.cert.office,
		.account = who->account,
		.factors =
		    who->proof == PROOF_PASSKEY ? STR("passkey") : STR("password totp"),
		.key_id = pki_public_id(d->a, csr.key.spki),
		.csr = csr.der,
		.revocation_hash = ask->revocation_hash,
		.agent = utf8_head(agent.p == NULL ? STR("") : agent, 200),
		.state = str_from_z(words_renewal.states[RENEW_ASKED].text),
		.asked_s = domain_now(d),
		.answered_s = SQL_NULL_INT,
		.version = 1 };
	if (own.open && str_eq(own.last.key_id, p.row.key_id))
		return RC_OK;
	rc = store_write(d->store, d->a, ask_in_write, &p, e);
	if (rc == RC_OK)
		domain_mail_poke(d);
	return rc;
}

enum rc
renewal_withdraw(struct domain *d, const struct actor *who, str serial, struct err *e)
{
	struct renewal_file r;
	struct row_renewal row;
	enum rc rc = certificate_renewal_load(d, who, serial, &r, e);

	if (rc == RC_OK)
		rc = q_renewal_open(d->db, r.f.cert.serial, &row, e);
	return rc != RC_OK ? rc
			   : fsm_apply(&renewal_fsm, d, who, row.id, RENEW_EV_WITHDRAW,
				 row.version, NULL, STR_NONE, NULL, e);
}

/* ---- the office ---- */

enum rc
renewal_list(struct domain *d, const struct actor *who, struct row_renewal_line_list *out,
    struct err *e)
{
	return q_renewals_of_office(d->db, who->office, 200, out, e);
}

enum rc
renewal_case_load(struct domain *d, const struct actor *who, str id,
    struct renewal_case *out, struct err *e)
{
	struct scope scope;
	enum rc rc;

	memset(out, 0, sizeof(*out));
	rc = q_renewal_by_id(d->db, id, &out->row, e);
	if (rc != RC_OK)
		return rc;
	scope = (struct scope){ .office = out->row.office };
	rc = scope_check(who, &scope, e);
	if (rc == RC_OK)
		rc = certificate_load(d, who, out->row.serial, &out->f, e);
	if (rc == RC_OK)
		rc = q_account_by_id(d->db, out->row.account, &out->holder, e);
	return rc != RC_OK ? rc
			   : certificate_renewal_open(
				 d, d->db, &out->f.cert, &out->f.app, &out->why, e);
}

enum rc
renewal_history(struct domain *d, str id, struct row_history_list *out, struct err *e)
{
	return q_history_of(d->db, str_from_z(words_renewal.noun), id, out, e);
}

/* The key in the request, and its code. */
static enum rc
key_of(struct domain *d, const struct renewal_case *c, struct pki_csr *out, str *out_code,
    struct err *e)
{
	str authority;
	enum rc rc = signing_authority(d, &authority, e);

	if (rc == RC_OK)
		rc = pki_csr_parse(d->a, c->row.csr, out, e);
	if (rc == RC_OK)
		*out_code =
		    statement_renewal_code(d->a, authority, c->row.serial, out->key.spki);
	return rc;
}

struct wrong_args {
	struct domain *d;
	const struct actor *who;
	const struct row_renewal *row;
};

static enum rc
wrong_in_write(struct db *tx, void *arg, struct err *e)
{
	const struct wrong_args *p = arg;

	return audit_add(p->d, tx, p->who, "renewal.wrong_code",
	    str_fmt(p->d->a, "renewal/%.*s", STR_ARG(p->row->id)), p->row->office,
	    STR_NONE, e);
}

enum rc
renewal_code_check(struct domain *d, const struct actor *who,
    const struct renewal_case *c, str typed, str *out, struct err *e)
{
	struct wrong_args p = { d, who, &c->row };
	struct pki_csr csr;
	str code = STR_NONE;
	enum rc rc = statement_renewal_code_read(d->a, typed, out, e);

	if (rc == RC_OK)
		rc = key_of(d, c, &csr, &code, e);
	if (rc != RC_OK || str_eq(code, *out))
		return rc;
	rc = store_write(d->store, d->a, wrong_in_write, &p, e);
	return rc != RC_OK
		   ? rc
		   : err_set(e, RC_INVALID,
			 N_("Kode kontrol tidak cocok dengan kunci baru. Minta pemilik membacakannya sekali lagi."),
			 "renewal code");
}

/* Words of a statement from a text with spaces between. */
static struct statement_words
words_of(struct arena *a, str text)
{
	str *at = ARENA_ARRAY(a, STATEMENT_WORDS, str);
	size_t n = 0;

	while (text.n > 0 && n < STATEMENT_WORDS)
		at[n++] = str_cut(&text, ' ');
	return (struct statement_words){ at, n };
}

/* The unit of the certificate itself: the office may have another name by now. */
static enum rc
unit_of(struct domain *d, const struct renewal_case *c, str *out, struct err *e)
{
	struct row_issuance first;
	enum rc rc =
	    q_issuance_of_serial(d->db, c->row.application, c->row.serial, &first, e);

	if (rc == RC_OK)
		*out = first.office_name;
	return rc;
}

enum rc
renewal_fill(struct domain *d, const struct actor *who, void *arg, struct statement *st,
    struct err *e)
{
	const struct renewal_found *x = arg;
	const struct row_certificate *c = &x->c->f.cert;
	struct row_signing_grant grant = { .id = STR_NONE };
	str *ticks = ARENA_ARRAY(d->a, 2, str), unit = STR_NONE, ignored;
	struct pki_csr csr;
	size_t n = 0;
	enum rc rc = grant_mine(d, d->db, who, c->office, &grant, e);

	if (rc == RC_OK)
		rc = key_of(d, x->c, &csr, &ignored, e);
	if (rc == RC_OK)
		rc = unit_of(d, x->c, &unit, e);
	if (rc != RC_OK)
		return rc;
	if (x->called)
		ticks[n++] = STR(STATEMENT_BY_CALL);
	if (x->faced)
		ticks[n++] = STR(STATEMENT_BY_FACE);
	st->kind = STATEMENT_renewal_approval;
	st->u.renewal_approval = (struct statement_renewal_approval){ .serial = c->serial,
		.office = c->office,
		.office_name = unit,
		.name = c->name,
		.email = c->email,
		.spki_sha256 = statement_sha256(d->a, csr.key.spki),
		.revocation_sha256 = x->c->row.revocation_hash.p == NULL
					 ? STR("")
					 : x->c->row.revocation_hash,
		.nip = x->c->f.app.nip,
		.code = x->code,
		.factors = words_of(d->a, x->c->row.factors),
		.ticks = { ticks, n },
		.revoke = x->old == NULL ? 0 : x->old->crl,
		.approver = who->account,
		.grant = grant.id };
	return RC_OK;
}

struct approve_args {
	struct domain *d;
	const struct actor *who;
	str id;
	int64_t version;
	struct approval in;
};

static enum rc
approve_in_write(struct db *tx, void *arg, struct err *e)
{
	struct approve_args *p = arg;

	return fsm_apply_tx(&renewal_fsm, p->d, tx, p->who, p->id, RENEW_EV_APPROVE,
	    p->version, &p->in, STR_NONE, NULL, e);
}

enum rc
renewal_approve(struct domain *d, const struct actor *who, const struct renewal_case *c,
    const struct signing *s, int64_t version, struct row_certificate *out, struct err *e)
{
	struct approve_args p = {
		.d = d, .who = who, .id = c->row.id, .version = version, .in = { .s = s }
	};
	enum rc rc = unit_of(d, c, &p.in.office_name, e);

	if (rc == RC_OK)
		rc = store_write(d->store, d->a, approve_in_write, &p, e);
	if (rc == RC_OK)
		rc = certificate_finish_request(d, who, &p.in.issuance, out, e);
	domain_mail_poke(d);
	return rc;
}

enum rc
renewal_refuse(struct domain *d, const struct actor *who, str id, str note,
    int64_t version, struct err *e)
{
	enum rc rc;

	if (str_trim(note).n == 0)
		return err_set(
		    e, RC_INVALID, N_("Tulis alasannya."), "refusal without a reason");
	rc = fsm_apply(
	    &renewal_fsm, d, who, id, RENEW_EV_REFUSE, version, NULL, note, NULL, e);
	if (rc == RC_OK)
		domain_mail_poke(d);
	return rc;
}

/* ---- what else happens to it ---- */

/* The open request of that certificate, in the state it must have; *out.id.p NULL: none. */
static enum rc
open_in(struct db *tx, str serial, enum renewal_state state, struct row_renewal *out,
    struct err *e)
{
	enum rc rc = q_renewal_open(tx, serial, out, e);

	if (rc == RC_NOT_FOUND ||
	    (rc == RC_OK && !str_eq_z(out->state, words_renewal.states[state].text))) {
		*out = (struct row_renewal){ .id = STR_NONE };
		return RC_OK;
	}
	return rc;
}

static enum rc
by_rule(struct domain *d, struct db *tx, const char *us, str id, int event, str note,
    struct err *e)
{
	struct actor who = actor_system(us);

	return fsm_apply_tx(
	    &renewal_fsm, d, tx, &who, id, event, FSM_ANY_VERSION, NULL, note, NULL, e);
}

enum rc
renewal_issued_tx(
    struct domain *d, struct db *tx, const struct row_issuance *r, struct err *e)
{
	struct row_renewal row;
	enum rc rc = open_in(tx, r->follows, RENEW_APPROVED, &row, e);

	if (rc != RC_OK || row.id.p == NULL)
		return rc != RC_OK ? rc : renewal_lapse_tx(d, tx, r->follows, e);
	return by_rule(d, tx, "penerbitan", row.id, RENEW_EV_ISSUE, STR_NONE, e);
}

enum rc
renewal_returned_tx(
    struct domain *d, struct db *tx, const struct row_issuance *r, str why, struct err *e)
{
	struct row_renewal row;
	enum rc rc = open_in(tx, r->follows, RENEW_APPROVED, &row, e);

	if (rc != RC_OK || row.id.p == NULL || !str_eq(row.statement, r->approval))
		return rc;
	return by_rule(d, tx, "penerbitan", row.id, RENEW_EV_RETURN, why, e);
}

enum rc
renewal_lapse_tx(struct domain *d, struct db *tx, str serial, struct err *e)
{
	struct row_renewal row;
	enum rc rc = open_in(tx, serial, RENEW_ASKED, &row, e);

	return rc != RC_OK || row.id.p == NULL
		   ? rc
		   : by_rule(d, tx, "perpanjangan", row.id, RENEW_EV_LAPSE, STR_NONE, e);
}

enum rc
renewal_lapse_due(struct domain *d, struct err *e)
{
	struct actor us = actor_system("perpanjangan");
	struct row_renewal_list l;
	enum rc rc =
	    q_renewals_stale(d->db, domain_now(d) - RENEWAL_WAIT_S, BATCH, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		rc = fsm_apply(&renewal_fsm, d, &us, l.at[i].id, RENEW_EV_LAPSE,
		    l.at[i].version, NULL, STR_NONE, NULL, e);
		if (rc == RC_CONFLICT)
			rc = RC_OK;
	}
	return rc;
}
