/*
 * application_collect.c - the holder makes the key and takes the certificate (DESIGN 3.8).
 *
 * The order of DESIGN 7, seen from the portal: the request is stored with everything that the signer
 * will be told, the signer is asked, its answer becomes the certificate in one transaction. A crash
 * after any step leaves a pending row from which the same question is asked again, and the signer
 * answers the same question with the same certificate.
 */
#include "base/codec.h"
#include "base/json.h"
#include "base/log.h"
#include "base/rnd.h"
#include "base/utf8.h"
#include "domain/certificate_finish.h"
#include "domain/certificate_mail.h"
#include "domain/codes.h"
#include "domain/letter_edit.h"
#include "domain/mask.h"
#include "domain/record.h"
#include "domain/renewal_request.h"
#include "domain/signing.h"
#include "pki/activation.h"
#include "pki/cert.h"
#include "pki/csr.h"
#include "pki/hash.h"

#define HEAD_START_S  3  /* the page asks the signer first, the worker after that */
#define CHECK_LETTERS 11 /* twelve with the check letter: three groups of four */

/* ---- what the signer is told ---- */

/* The account of the holder, if he has one: for the mail box of the portal. */
static enum rc
account_of_holder(
    struct domain *d, const struct row_application *app, str *out, struct err *e)
{
	struct row_account_list l;
	enum rc rc;

	*out = STR("");
	if (app->nip.n == 0)
		return RC_OK;
	rc = q_account_by_nip(d->db, app->nip, &l, e);
	if (rc == RC_OK && l.n > 0)
		*out = l.at[0].id;
	return rc;
}

static enum rc
new_request(struct domain *d, const struct row_application *app,
    const struct pki_csr *csr, const struct collect_proof *proof, str agent,
    struct row_issuance *out, struct err *e)
{
	int64_t now = domain_now(d);
	struct row_office office;
	str holder;
	enum rc rc = q_office_by_code(d->db, app->office, &office, e);

	if (rc == RC_OK)
		rc = account_of_holder(d, app, &holder, e);
	if (rc != RC_OK)
		return rc;
	*out = (struct row_issuance){ .request_id = rnd_id(d->a),
		.application = app->id,
		.key_id = pki_public_id(d->a, csr->key.spki),
		.csr = csr->der,
		.office_name = office.name,
		.holder = holder,
		.two_person = d->conf->two_person ? 1 : 0,
		.evidence = app->approval_statement,
		.agent = utf8_head(agent.p == NULL ? STR("") : agent, 200),
		.state = STR("pending"),
		.next_s = now + HEAD_START_S,
		.created_s = now,
		.changed_s = SQL_NULL_INT,
		.approval = app->approval_statement,
		.activation_signature = proof->signature,
		.revocation_hash = proof->revocation_hash };
	return RC_OK;
}

/* Approval and review with their signatures, as they were signed. */
static enum rc
question(struct domain *d, const struct row_issuance *r,
    const struct row_application *app, struct ipc_certify *out, struct err *e)
{
	struct row_statement approval, review;
	enum rc rc = RC_NOT_FOUND;

	if (r->approval.p != NULL && app->review_statement.p != NULL)
		rc = q_statement_by_id(d->db, r->approval, &approval, e);
	if (rc == RC_OK)
		rc = q_statement_by_id(d->db, app->review_statement, &review, e);
	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_DENIED,
		    N_("Persetujuan ini belum ditandatangani petugas. Hubungi kantor Anda."),
		    "no signed approval");
	if (rc != RC_OK)
		return rc;
	*out = (struct ipc_certify){ .request_id = r->request_id,
		.approval = approval.bytes,
		.approval_signatures = approval.signatures,
		.review = review.bytes,
		.review_signatures = review.signatures,
		.csr = r->csr,
		.activation_signature = r->activation_signature,
		.revocation_sha256 =
		    r->revocation_hash.p == NULL ? STR("") : r->revocation_hash };
	return RC_OK;
}

/* ---- the answer becomes the certificate ---- */

struct issue_input {
	const struct row_issuance *request;
	const struct ipc_issued *issued;
	struct row_certificate cert; /* filled by the effect */
};

/* Only with the signer's answer to the request that is pending for this application. */
enum rc
application_guard_issue(struct change *c, struct err *e)
{
	const struct issue_input *in = c->input;

	if (in == NULL || !str_eq(in->request->application, c->id))
		return err_set(e, RC_DENIED,
		    N_("Peran Anda tidak berwenang melakukan langkah ini."),
		    "no certificate");
	return RC_OK;
}

/* An application whose holder has asked in time does not lapse while the signer is away. */
enum rc
application_guard_lapse_collect(struct change *c, struct err *e)
{
	struct row_issuance r;
	enum rc rc = q_issuance_of_application(c->tx, c->id, &r, e);

	if (rc == RC_NOT_FOUND)
		return RC_OK;
	return rc != RC_OK ? rc
			   : err_set(e, RC_CONFLICT, N_("Sertifikat sedang diterbitkan."),
				 "issuance pending");
}

enum rc
application_effect_issue(struct change *c, struct err *e)
{
	const struct row_application *app = c->object;
	struct issue_input *in = c->input;
	struct domain *d = c->d;
	enum rc rc;

	in->cert = (struct row_certificate){ .serial = in->issued->serial,
		.application = app->id,
		.office = app->office,
		.name = app->name,
		.email = app->email,
		.nip_mask = app->nip.n > 0 ? mask_nip(d->a, app->nip) : STR("-"),
		.state = STR("active"),
		.not_before_s = in->issued->not_before_s,
		.not_after_s = in->issued->not_after_s,
		.der = in->issued->der,
		.fingerprint = pki_sha256_hex(d->a, in->issued->der),
		.check_code = crockford_random(d->a, CHECK_LETTERS),
		.issued_s = in->issued->issued_s,
		.changed_s = SQL_NULL_INT,
		.version = 1 };
	rc = q_certificate_insert(c->tx, &in->cert, e);
	if (rc == RC_OK)
		rc = q_issuance_set_issued(
		    c->tx, in->request->request_id, in->cert.serial, c->now_s, e);
	if (rc == RC_OK)
		rc = fsm_born(&certificate_fsm, d, c->tx, c->who, in->cert.serial,
		    in->cert.serial, app->office, CERT_ACTIVE, "issue", e);
	if (rc == RC_OK)
		rc = q_codes_kill(c->tx, STR(CERTIFICATE_LINK), app->id, c->now_s, e);
	if (rc != RC_OK)
		return rc;
	return certificate_mail_collected_tx(c, &in->cert, in->request->agent,
	    in->request->holder.n > 0 ? in->request->holder : STR_NONE, e);
}

struct issue_args {
	struct domain *d;
	const struct actor *who;
	struct issue_input in;
};

/* Somebody else may have finished the same request meanwhile: then his certificate is the answer. */
static enum rc
issue_in_write(struct db *tx, void *arg, struct err *e)
{
	struct issue_args *p = arg;
	struct row_issuance now;
	enum rc rc = q_issuance_by_id(tx, p->in.request->request_id, &now, e);

	if (rc != RC_OK)
		return rc;
	if (str_eq_z(now.state, "issued"))
		return q_certificate_by_serial(tx, now.serial, &p->in.cert, e);
	if (now.follows.p != NULL)
		return certificate_renewed_tx(
		    p->d, tx, p->who, &now, p->in.issued, &p->in.cert, e);
	return fsm_apply_tx(&application_fsm, p->d, tx, p->who,
	    p->in.request->application, APP_EV_ISSUE, FSM_ANY_VERSION, &p->in, STR_NONE,
	    NULL, e);
}

/* The certificate is for the key of the request, and its serial is the one the signer named. */
static enum rc
check_answer(struct domain *d, const struct row_issuance *r,
    const struct ipc_issued *issued, struct err *e)
{
	struct pki_cert cert;
	enum rc rc = pki_cert_parse(d->a, issued->der, &cert, e);

	if (rc != RC_OK)
		return rc;
	if (str_eq(pki_public_id(d->a, cert.key.spki), r->key_id) &&
	    str_eq(cert.serial, issued->serial))
		return RC_OK;
	return err_set(e, RC_INTERNAL, N_("Ada gangguan di sistem kami."),
	    "the signer answered with another certificate");
}

struct refuse_args {
	struct domain *d;
	const struct row_issuance *request;
	int64_t now_s;
	str why;
};

static enum rc
refuse_in_write(struct db *tx, void *arg, struct err *e)
{
	const struct refuse_args *p = arg;
	enum rc rc =
	    q_issuance_set_refused(tx, p->request->request_id, p->why, p->now_s, e);

	if (rc == RC_OK && p->request->follows.p != NULL)
		rc = renewal_returned_tx(p->d, tx, p->request, p->why, e);
	return rc == RC_CONFLICT ? RC_OK : rc;
}

static enum rc
keep_refusal(struct domain *d, const struct row_issuance *r, struct err *e)
{
	str why = str_fmt(d->a, "%s %s", i18n_tr(d->lang, e->msg),
	    i18n_tr(d->lang,
		r->follows.p != NULL
		    ? N_("Coba sekali lagi, atau hubungi kantor Anda.")
		    : N_("Hubungi kantor Anda; petugas dapat mengaktifkan sekali lagi.")));
	struct refuse_args p = { d, r, domain_now(d), why };
	struct err refusal = *e;
	enum rc rc;

	(void)err_say(&refusal, e->rc, "%.*s", STR_ARG(why));
	memcpy(refusal.why, e->why, sizeof(refusal.why));
	log_line(LOG_WARN_, "issue_refused", "request=%.*s why=\"%s\"",
	    STR_ARG(r->request_id), e->why);
	rc = store_write(d->store, d->a, refuse_in_write, &p, e);
	if (rc == RC_OK)
		*e = refusal;
	return rc == RC_OK ? refusal.rc : rc;
}

enum rc
certificate_finish_request(struct domain *d, const struct actor *who,
    const struct row_issuance *r, struct row_certificate *out, struct err *e)
{
	struct row_application app;
	struct ipc_message in = { .type = IPC_certify }, answer;
	struct ipc_issued issued = { 0 };
	struct issue_args p = {
		.d = d, .who = who, .in = { .request = r, .issued = &issued }
	};
	enum rc rc = q_application_by_id(d->db, r->application, &app, e);

	if (rc == RC_OK && r->follows.p != NULL)
		rc = certificate_renew_question(d, r, &in.u.certify, e);
	else if (rc == RC_OK)
		rc = question(d, r, &app, &in.u.certify, e);
	if (rc == RC_DENIED)
		return keep_refusal(d, r, e);
	if (rc != RC_OK)
		return rc;
	rc = certificate_ask(signing_ask(d, who, &in, IPC_issued, &answer, e), e);
	if (rc == RC_UNAVAILABLE)
		return rc;
	issued = answer.u.issued;
	if (rc != RC_OK)
		return keep_refusal(d, r, e);
	rc = check_answer(d, r, &issued, e);
	if (rc == RC_OK)
		rc = store_write(d->store, d->a, issue_in_write, &p, e);
	if (rc == RC_OK)
		*out = p.in.cert;
	return rc;
}

/* ---- the request ---- */

struct store_args {
	struct domain *d;
	const struct actor *who;
	struct row_issuance row;
};

/* Who asks for his certificate accepts the agreement: the text in force is kept with it. */
static enum rc
agree_tx(
    struct store_args *p, struct db *tx, const struct row_application *app, struct err *e)
{
	struct letter_edit_mark mark;
	struct buf detail;
	struct json j;
	enum rc rc = letter_edit_mark(p->d, tx, AGREEMENT_KIND, &mark, e);

	if (rc == RC_OK)
		rc = q_application_set_agreement(
		    tx, app->id, mark.version, mark.sha256, e);
	if (rc != RC_OK)
		return rc;
	buf_init(&detail, p->d->a, 160);
	json_begin(&j, &detail);
	json_text(&j, "agreement", mark.version);
	json_text(&j, "sha256", mark.sha256);
	json_end(&j);
	return audit_add(p->d, tx, p->who, "certificate.request",
	    str_fmt(p->d->a, "application/%.*s", STR_ARG(app->id)), app->office,
	    buf_get(&detail), e);
}

/* Whether the application can still be collected is asked again where nobody can change it. */
static enum rc
store_in_write(struct db *tx, void *arg, struct err *e)
{
	struct store_args *p = arg;
	struct row_application app;
	struct row_office office;
	enum rc rc = q_application_by_id(tx, p->row.application, &app, e);

	if (rc == RC_OK)
		rc = q_office_by_code(tx, app.office, &office, e);
	if (rc != RC_OK)
		return rc;
	if (!str_eq_z(app.state, "approved"))
		return err_set(e, RC_CONFLICT,
		    N_("Sertifikat untuk permohonan ini belum dapat diambil atau sudah tidak dapat diambil."),
		    "application is %.*s", STR_ARG(app.state));
	if (app.collect_expires_s != SQL_NULL_INT &&
	    domain_now(p->d) >= app.collect_expires_s)
		return err_say(e, RC_CONFLICT,
		    i18n_tr(p->d->lang,
			N_("Batas waktu pengambilan sudah lewat. Hubungi %.*s, atau daftar kembali.")),
		    STR_ARG(office.name));
	rc = q_issuance_insert(tx, &p->row, e);
	return rc == RC_OK ? agree_tx(p, tx, &app, e) : rc;
}

/* A request that is there already: of the same key it is ours, of another one it is in the way. */
static enum rc
same_key(struct domain *d, const struct row_issuance *r, const struct pki_csr *csr,
    struct err *e)
{
	if (str_eq(r->key_id, pki_public_id(d->a, csr->key.spki)))
		return RC_OK;
	if (str_eq_z(r->state, "issued"))
		return err_set(e, RC_CONFLICT,
		    N_("Sertifikat ini sudah diambil dengan kunci lain. Bukan Anda? Segera cabut sertifikat itu."),
		    "another key");
	return err_set(e, RC_CONFLICT,
	    N_("Permintaan dengan kunci lain sedang diproses. Pakai perangkat dan peramban yang sama, atau hubungi kantor Anda."),
	    "another key pending");
}

static enum rc
store_request(struct domain *d, const struct actor *who,
    const struct row_application *app, const struct pki_csr *csr,
    const struct collect_proof *proof, str agent, struct row_issuance *out, struct err *e)
{
	struct store_args p = { .d = d, .who = who };
	enum rc rc = new_request(d, app, csr, proof, agent, &p.row, e);

	if (rc == RC_OK)
		rc = store_write(d->store, d->a, store_in_write, &p, e);
	if (rc == RC_OK) {
		*out = p.row;
		return rc;
	}
	/* two windows at once: the other one was faster */
	if (rc == RC_CONFLICT) {
		struct err lookup;

		if (q_issuance_of_application(d->db, app->id, out, &lookup) == RC_OK)
			return same_key(d, out, csr, e);
	}
	return rc;
}

/*
 * The holder has the activation code: told here, so that a slip of the fingers does not become a refused
 * request. The signer checks it again. Who types the code lets us sign for him.
 */
static enum rc
check_proof(struct domain *d, const struct row_application *app,
    const struct pki_csr *csr, struct collect_proof *proof, struct err *e)
{
	str revocation =
	    proof->revocation_hash.p == NULL ? STR("") : proof->revocation_hash;
	unsigned char *sig = arena_alloc(d->a, ACTIVATION_SIGNATURE_BYTES);
	struct row_statement row;
	struct statement st;
	struct err why;
	str code;
	enum rc rc = RC_NOT_FOUND;

	/* whether it can be collected at all is said where the request is stored */
	if (!str_eq_z(app->state, "approved") ||
	    (app->collect_expires_s != SQL_NULL_INT &&
		domain_now(d) >= app->collect_expires_s))
		return RC_OK;
	if (app->approval_statement.p != NULL)
		rc = q_statement_by_id(d->db, app->approval_statement, &row, e);
	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_DENIED,
		    N_("Persetujuan ini belum ditandatangani petugas. Hubungi kantor Anda."),
		    "no signed approval");
	if (rc == RC_OK)
		rc = statement_decode(d->a, row.bytes, &st, e);
	if (rc != RC_OK)
		return rc;
	if (proof->code.n > 0 &&
	    crockford_check(d->a, proof->code, ACTIVATION_LETTERS, &code, &why) ==
		RC_OK &&
	    activation_sign(str_sub(code, 0, ACTIVATION_LETTERS), csr->key.spki,
		revocation, app->number, sig, &why) == RC_OK)
		proof->signature = (str){ (const char *)sig, ACTIVATION_SIGNATURE_BYTES };
	if (activation_verify(st.u.approval.activation_key, csr->key.spki, revocation,
		app->number, proof->signature, &why) == RC_OK)
		return RC_OK;
	return err_set(e, RC_INVALID,
	    N_("Kode aktivasi salah. Kode itu diberikan petugas di loket: empat kelompok huruf dan angka."),
	    "activation code");
}

enum rc
certificate_request(struct domain *d, const struct actor *who, str application,
    str pkcs10, const struct collect_proof *in, str agent, struct row_certificate *out,
    struct err *e)
{
	struct collect_proof proof = *in;
	struct row_application app;
	struct row_issuance r;
	struct pki_csr csr;
	struct scope scope;
	enum rc rc = pki_csr_parse(d->a, pkcs10, &csr, e);

	if (rc == RC_OK)
		rc = q_application_by_id(d->db, application, &app, e);
	if (rc != RC_OK)
		return rc;
	scope = application_scope(&app);
	rc = scope_check(who, &scope, e);
	if (rc != RC_OK)
		return rc;
	rc = q_issuance_of_application(d->db, app.id, &r, e);
	if (rc == RC_OK)
		rc = same_key(d, &r, &csr, e);
	else if (rc == RC_NOT_FOUND) {
		rc = check_proof(d, &app, &csr, &proof, e);
		if (rc == RC_OK)
			rc = store_request(d, who, &app, &csr, &proof, agent, &r, e);
	}
	if (rc != RC_OK)
		return rc;
	if (str_eq_z(r.state, "issued"))
		return q_certificate_by_serial(d->db, r.serial, out, e);
	return certificate_finish_request(d, who, &r, out, e);
}

/* ---- where collecting stands ---- */

enum rc
collect_load(struct domain *d, const struct actor *who, str number,
    struct collect_file *out, struct err *e)
{
	enum rc rc;

	memset(out, 0, sizeof(*out));
	rc = application_by_number(d, who, number, &out->app, e);
	if (rc == RC_OK)
		rc = q_office_by_code(d->db, out->app.office, &out->office, e);
	if (rc != RC_OK)
		return rc;
	out->over = str_eq_z(out->app.state, "approved") &&
		    out->app.collect_expires_s != SQL_NULL_INT &&
		    domain_now(d) >= out->app.collect_expires_s;
	rc = q_issuance_of_application(d->db, out->app.id, &out->request, e);
	if (rc == RC_OK && out->request.serial.p != NULL)
		rc = q_certificate_by_serial(d->db, out->request.serial, &out->cert, e);
	if (rc != RC_NOT_FOUND)
		return rc;
	memset(&out->request, 0, sizeof(out->request));
	return RC_OK;
}
