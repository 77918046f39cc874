/* certificate_renew.c - see certificate_renew.h; in the order of application_collect.c. */
#include "domain/certificate_renew.h"

#include "base/codec.h"
#include "base/rnd.h"
#include "base/utf8.h"
#include "domain/certificate_finish.h"
#include "domain/certificate_mail.h"
#include "domain/record.h"
#include "domain/renewal_request.h"
#include "domain/signing.h"
#include "pki/cert.h"
#include "pki/csr.h"
#include "pki/hash.h"
#include "pki/raw.h"

#define DAY INT64_C(86400)
#define RENEWAL_LIFE_S                                                                   \
	(3 * DAY) /* of the statement: the signer may be away for a while */
#define HEAD_START_S  3
#define CHECK_LETTERS 11

/* ---- may it be renewed? ---- */

static int64_t
opens_s(const struct domain *d, const struct row_certificate *c)
{
	return c->not_after_s - d->conf->renew_days * DAY;
}

static const char *
why_not(struct domain *d, const struct row_certificate *c, bool followed, bool leaving,
    bool ordered)
{
	int64_t now = domain_now(d);

	if (followed)
		return N_("Sertifikat itu sudah diperpanjang.");
	if (now >= c->not_after_s || str_eq_z(c->state, "expired"))
		return N_(
		    "Sertifikat itu sudah berakhir. Daftar kembali untuk sertifikat baru.");
	if (leaving)
		return N_(
		    "Kantor Anda belum memutuskan apa yang berlaku untuk sertifikat ini, karena tercatat bahwa pemiliknya pindah, berhenti, atau meninggal. Sampai diputuskan sertifikat tidak dapat diperpanjang; hubungi kantor Anda.");
	if (!str_eq_z(c->state, "active"))
		return N_(
		    "Sertifikat yang ditangguhkan atau dicabut tidak dapat diperpanjang.");
	if (ordered)
		return N_("Perintah atas sertifikat ini sedang diproses.");
	if (now < opens_s(d, c))
		return N_(
		    "Belum waktunya: sertifikat baru dapat diperpanjang menjelang berakhir.");
	return NULL;
}

enum rc
certificate_renewal_open(struct domain *d, struct db *db,
    const struct row_certificate *cert, const struct row_application *app,
    const char **out_why, struct err *e)
{
	struct row_followup_open_of_nip leaving = { .n = 0 };
	struct row_status_order_list orders;
	struct row_certificate follower;
	bool followed;
	enum rc rc = q_certificate_follower(db, cert->serial, &follower, e);

	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	followed = rc == RC_OK;
	rc = q_status_orders_open(db, cert->serial, &orders, e);
	if (rc == RC_OK && app->nip.n > 0)
		rc = q_followup_open_of_nip(db, app->nip, &leaving, e);
	if (rc == RC_OK)
		*out_why = why_not(d, cert, followed, leaving.n > 0, orders.n > 0);
	return rc;
}

enum rc
certificate_renewal_check_tx(struct domain *d, struct db *tx, str serial,
    struct row_certificate *out, struct err *e)
{
	struct row_application app;
	const char *why;
	enum rc rc = q_certificate_by_serial(tx, serial, out, e);

	if (rc == RC_OK)
		rc = q_application_by_id(tx, out->application, &app, e);
	if (rc == RC_OK)
		rc = certificate_renewal_open(d, tx, out, &app, &why, e);
	if (rc == RC_OK && why != NULL)
		return err_set(e, RC_CONFLICT, why, "renewal closed");
	return rc;
}

enum rc
certificate_renewal_load(struct domain *d, const struct actor *who, str serial,
    struct renewal_file *out, struct err *e)
{
	enum rc rc;

	memset(out, 0, sizeof(*out));
	rc = certificate_load(d, who, serial, &out->f, e);
	if (rc != RC_OK)
		return rc;
	out->from_s = opens_s(d, &out->f.cert);
	rc = q_certificate_follower(d->db, out->f.cert.serial, &out->follower, e);
	if (rc == RC_NOT_FOUND) {
		out->follower = (struct row_certificate){ .serial = STR_NONE };
		rc = q_issuance_of_renewal(
		    d->db, out->f.cert.application, out->f.cert.serial, &out->request, e);
	}
	if (rc == RC_NOT_FOUND) {
		out->request = (struct row_issuance){ .request_id = STR_NONE };
		rc = RC_OK;
	}
	return rc != RC_OK ? rc
			   : certificate_renewal_open(
				 d, d->db, &out->f.cert, &out->f.app, &out->why, e);
}

/* ---- what is signed ---- */

struct about {
	const struct renewal_file *r;
	const struct renewal_ask *ask;
	struct pki_csr csr;
	str office_name; /* as in the certificate */
};

static enum rc
fill(struct domain *d, const struct actor *who, void *arg, struct statement *st,
    struct err *e)
{
	const struct about *x = arg;
	const struct row_certificate *c = &x->r->f.cert;

	(void)who;
	(void)e;
	st->kind = STATEMENT_renewal;
	st->u.renewal = (struct statement_renewal){ .serial = c->serial,
		.office = c->office,
		.office_name = x->office_name,
		.name = c->name,
		.email = c->email,
		.spki_sha256 = statement_sha256(d->a, x->csr.key.spki),
		.revocation_sha256 = x->ask->revocation_hash.p == NULL
					 ? STR("")
					 : x->ask->revocation_hash };
	return RC_OK;
}

/* The unit of the certificate itself: the office may have another name by now. */
static enum rc
office_name(struct domain *d, const struct renewal_file *r, str *out, struct err *e)
{
	struct row_issuance first;
	enum rc rc = q_issuance_of_serial(
	    d->db, r->f.cert.application, r->f.cert.serial, &first, e);

	if (rc == RC_OK)
		*out = first.office_name;
	return rc;
}

static enum rc
about_new(struct domain *d, const struct renewal_file *r, const struct renewal_ask *ask,
    struct about *out, struct err *e)
{
	enum rc rc;

	*out = (struct about){ .r = r, .ask = ask };
	rc = pki_csr_parse(d->a, ask->pkcs10, &out->csr, e);
	return rc != RC_OK ? rc : office_name(d, r, &out->office_name, e);
}

static enum rc
closed(const struct renewal_file *r, struct err *e)
{
	return err_set(e, RC_CONFLICT, r->why, "renewal closed");
}

enum rc
certificate_renewal_statement(struct domain *d, const struct actor *who, str serial,
    const struct renewal_ask *ask, str *out_bytes, struct err *e)
{
	struct renewal_file r;
	struct statement st;
	struct about x;
	enum rc rc = certificate_renewal_load(d, who, serial, &r, e);

	if (rc == RC_OK && r.why != NULL)
		return closed(&r, e);
	if (rc == RC_OK)
		rc = about_new(d, &r, ask, &x, e);
	return rc != RC_OK
		   ? rc
		   : signing_make(d, who, fill, &x, RENEWAL_LIFE_S, &st, out_bytes, e);
}

/* The signature as the signer reads it. Told here too, so that a wrong file is no refused request. */
static enum rc
take_signature(struct domain *d, const struct renewal_file *r, str statement,
    str signature, str *out_list, struct err *e)
{
	struct statement_signature by = { .kind = STATEMENT_BY_CERTIFICATE,
		.auth_data = STR(""),
		.client_data = STR("") };
	struct pki_cert old;
	struct err why;
	enum rc rc = pki_cert_parse(d->a, r->f.cert.der, &old, e);

	if (rc != RC_OK)
		return rc;
	by.key_id = statement_sha256(d->a, old.key.spki);
	by.signature = signature;
	if (pki_raw_of_der(d->a, old.key.kind, signature, &by.signature) &&
	    pki_raw_verify(&old.key, statement_signed_text(d->a, statement), by.signature,
		&why) == RC_OK)
		return statement_signatures_encode(d->a, &by, 1, out_list, e);
	return err_set(e, RC_INVALID,
	    N_("Tanda tangan itu bukan dari kunci sertifikat ini."), "renewal signature");
}

/* ---- storing the question ---- */

struct store_args {
	struct domain *d;
	const struct actor *who;
	struct row_issuance row;
	struct row_statement statement;
};

static enum rc
store_in_write(struct db *tx, void *arg, struct err *e)
{
	struct store_args *p = arg;
	struct row_certificate cert;
	enum rc rc = certificate_renewal_check_tx(p->d, tx, p->row.follows, &cert, e);

	if (rc == RC_OK)
		rc = q_issuance_insert(tx, &p->row, e);
	if (rc == RC_OK)
		rc = q_statement_insert(tx, &p->statement, e);
	return rc != RC_OK
		   ? rc
		   : audit_add(p->d, tx, p->who, "certificate.renew_request",
			 str_fmt(p->d->a, "certificate/%.*s", STR_ARG(p->row.follows)),
			 cert.office, STR_NONE, e);
}

static void
fill_rows(struct store_args *p, const struct about *x, const struct statement *st,
    str bytes, str list, str agent)
{
	struct domain *d = p->d;
	int64_t now = domain_now(d);

	p->row = (struct row_issuance){ .request_id = rnd_id(d->a),
		.application = x->r->f.cert.application,
		.key_id = pki_public_id(d->a, x->csr.key.spki),
		.csr = x->csr.der,
		.office_name = x->office_name,
		.holder = STR(""),
		.evidence = st->id,
		.agent = utf8_head(agent.p == NULL ? STR("") : agent, 200),
		.state = STR("pending"),
		.next_s = now + HEAD_START_S,
		.created_s = now,
		.changed_s = SQL_NULL_INT,
		.approval = st->id,
		.revocation_hash = x->ask->revocation_hash,
		.follows = x->r->f.cert.serial };
	p->statement = (struct row_statement){ .id = st->id,
		.kind = str_from_z(statement_kind_name(st->kind)),
		.noun = STR("certificate"),
		.noun_id = x->r->f.cert.serial,
		.account = STR(""),
		.bytes = bytes,
		.signatures = list,
		.state = STR("kept"),
		.made_s = st->made_s,
		.expires_s = st->expires_s,
		.done_s = SQL_NULL_INT };
}

/* A request that is there already: of the same key it is ours, of another one it is in the way. */
static enum rc
same_key(
    struct domain *d, const struct row_issuance *r, const struct about *x, struct err *e)
{
	if (str_eq(r->key_id, pki_public_id(d->a, x->csr.key.spki)))
		return RC_OK;
	return err_set(e, RC_CONFLICT,
	    N_("Perpanjangan dengan kunci lain sedang diproses. Pakai perangkat dan peramban yang sama, atau hubungi kantor Anda."),
	    "another key pending");
}

static enum rc
store_request(struct domain *d, const struct actor *who, const struct about *x,
    str statement, str signature, str agent, struct row_issuance *out, struct err *e)
{
	struct store_args p = { .d = d, .who = who };
	struct statement st;
	str list;
	enum rc rc = signing_same(d, who, fill, (void *)(uintptr_t)x, RENEWAL_LIFE_S,
	    RENEWAL_OPEN_S, statement, &st, e);

	if (rc == RC_OK)
		rc = take_signature(d, x->r, statement, signature, &list, e);
	if (rc != RC_OK)
		return rc;
	fill_rows(&p, x, &st, statement, list, agent);
	rc = store_write(d->store, d->a, store_in_write, &p, e);
	if (rc == RC_OK)
		*out = p.row;
	return rc;
}

enum rc
certificate_renew(struct domain *d, const struct actor *who, str serial,
    const struct renewal_ask *ask, str statement, str signature, str agent,
    struct row_certificate *out, struct err *e)
{
	struct renewal_file r;
	struct row_issuance row;
	struct about x;
	enum rc rc = certificate_renewal_load(d, who, serial, &r, e);

	if (rc == RC_OK)
		rc = about_new(d, &r, ask, &x, e);
	if (rc != RC_OK)
		return rc;
	if (r.follower.serial.p != NULL) {
		rc = q_issuance_of_serial(
		    d->db, r.f.cert.application, r.follower.serial, &row, e);
		if (rc != RC_OK || same_key(d, &row, &x, e) != RC_OK)
			return rc != RC_OK ? rc : closed(&r, e);
		*out = r.follower;
		return RC_OK;
	}
	if (r.request.request_id.p != NULL) {
		row = r.request;
		rc = same_key(d, &row, &x, e);
	} else if (r.why != NULL) {
		return closed(&r, e);
	} else {
		rc = store_request(d, who, &x, statement, signature, agent, &row, e);
	}
	return rc != RC_OK ? rc : certificate_finish_request(d, who, &row, out, e);
}

/* ---- the answer ---- */

enum rc
certificate_renew_question(struct domain *d, const struct row_issuance *r,
    struct ipc_certify *out, struct err *e)
{
	struct row_statement st;
	enum rc rc = q_statement_by_id(d->db, r->approval, &st, e);

	if (rc != RC_OK)
		return rc;
	*out = (struct ipc_certify){ .request_id = r->request_id,
		.approval = st.bytes,
		.approval_signatures = st.signatures,
		.review = STR(""),
		.review_signatures = STR(""),
		.csr = r->csr,
		.activation_signature = STR(""),
		.revocation_sha256 =
		    r->revocation_hash.p == NULL ? STR("") : r->revocation_hash };
	return RC_OK;
}

/* The signer has revoked the one that was followed, as profile or officer said: the portal's row follows. */
static enum rc
end_old(struct domain *d, struct db *tx, const struct row_certificate *old,
    int64_t crl_reason, struct err *e)
{
	struct actor us = actor_system("penerbitan");
	const struct certificate_reason *reason = NULL;

	for (size_t i = 0; i < certificate_n_reasons; i++)
		if (crl_reason != 0 && certificate_reasons[i].crl == crl_reason)
			reason = &certificate_reasons[i];
	if (reason == NULL ||
	    !fsm_allows(&certificate_fsm, old->state, (int)reason->event, us.roles))
		return RC_OK;
	return fsm_apply_tx(&certificate_fsm, d, tx, &us, old->serial, (int)reason->event,
	    FSM_ANY_VERSION, (void *)(uintptr_t)reason, STR_NONE, NULL, e);
}

enum rc
certificate_renewed_tx(struct domain *d, struct db *tx, const struct actor *who,
    const struct row_issuance *r, const struct ipc_issued *issued,
    struct row_certificate *out, struct err *e)
{
	struct row_certificate old, cert;
	enum rc rc = q_certificate_by_serial(tx, r->follows, &old, e);

	if (rc != RC_OK)
		return rc;
	cert = (struct row_certificate){ .serial = issued->serial,
		.application = old.application,
		.office = old.office,
		.name = old.name,
		.email = old.email,
		.nip_mask = old.nip_mask,
		.state = STR("active"),
		.not_before_s = issued->not_before_s,
		.not_after_s = issued->not_after_s,
		.der = issued->der,
		.fingerprint = pki_sha256_hex(d->a, issued->der),
		.check_code = crockford_random(d->a, CHECK_LETTERS),
		.issued_s = issued->issued_s,
		.changed_s = SQL_NULL_INT,
		.version = 1,
		.follows = old.serial };
	rc = q_certificate_insert(tx, &cert, e);
	if (rc == RC_OK)
		rc = q_issuance_set_issued(
		    tx, r->request_id, cert.serial, domain_now(d), e);
	if (rc == RC_OK)
		rc = fsm_born(&certificate_fsm, d, tx, who, cert.serial, cert.serial,
		    cert.office, CERT_ACTIVE, "renew", e);
	if (rc == RC_OK)
		rc = renewal_issued_tx(d, tx, r, e);
	if (rc == RC_OK)
		rc = certificate_mail_renewed_tx(d, tx, &old, &cert,
		    &(struct renewal_mail){ .agent = r->agent,
			.by_office = r->holder.n > 0,
			.ended = issued->followed_reason != 0 },
		    e);
	if (rc == RC_OK)
		rc = end_old(d, tx, &old, issued->followed_reason, e);
	if (rc == RC_OK)
		*out = cert;
	return rc;
}
