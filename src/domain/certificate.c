/* certificate.c - the state machine of certificates, reading them, and their forms. */
#include "domain/certificate.h"

#include "domain/certificate_mail.h"
#include "domain/followup.h"
#include "domain/publication.h"
#include "domain/renewal_request.h"
#include "pki/cert.h"
#include "pki/crl.h"

#define OFFICE (R_OPIP | R_KEPALA)
/* R_SYSTEM: followed by another one, by rule of profile or approval (certificate_renew.c) */
#define ENDS (R_APPLICANT | R_OPIP | R_VERIFIER | R_SYSTEM)
/* R_SYSTEM: by rule of an answer about somebody who left (followup.h) */
#define HOLDS (R_APPLICANT | OFFICE | R_SYSTEM)

static enum rc guard_order(struct change *c, struct err *e);
static enum rc guard_lift(struct change *c, struct err *e);
static enum rc effect_tell(struct change *c, struct err *e);
static enum rc effect_over(struct change *c, struct err *e);

/* clang-format off */
static const struct transition rows[] = {
	/* from            event                to               roles                 guard        effect */
	{ CERT_ACTIVE,     CERT_EV_SUSPEND,     CERT_SUSPENDED,  HOLDS,               guard_order, effect_tell },
	{ CERT_SUSPENDED,  CERT_EV_UNSUSPEND,   CERT_ACTIVE,     R_OPIP,               guard_lift,  effect_tell },
	{ CERT_ACTIVE,     CERT_EV_REVOKE,      CERT_REVOKED,    ENDS,                 guard_order, effect_tell },
	{ CERT_SUSPENDED,  CERT_EV_REVOKE,      CERT_REVOKED,    ENDS,                 guard_order, effect_tell },
	{ CERT_ACTIVE,     CERT_EV_SUPERSEDE,   CERT_SUPERSEDED, ENDS,                 guard_order, effect_tell },
	{ CERT_SUSPENDED,  CERT_EV_SUPERSEDE,   CERT_SUPERSEDED, ENDS,                 guard_order, effect_tell },
	{ CERT_ACTIVE,     CERT_EV_EXPIRE,      CERT_EXPIRED,    R_SYSTEM,             NULL,        effect_over },
	{ CERT_SUSPENDED,  CERT_EV_EXPIRE,      CERT_EXPIRED,    R_SYSTEM,             NULL,        effect_over },
};
/* clang-format on */

const struct certificate_reason certificate_reasons[] = {
	{ "kunci_bocor", N_("Passphrase bocor, atau berkas kunci hilang atau dicuri"),
	    NULL, PKI_REASON_KEY_COMPROMISE, CERT_EV_REVOKE },
	{ "data_berubah", N_("Nama, email, atau unit kerja berubah"), NULL,
	    PKI_REASON_AFFILIATION_CHANGED, CERT_EV_REVOKE },
	{ "diganti", N_("Sudah ada sertifikat baru"), NULL, PKI_REASON_SUPERSEDED,
	    CERT_EV_SUPERSEDE },
	{ "berhenti", N_("Pindah, pensiun, berhenti, atau meninggal"), NULL,
	    PKI_REASON_CESSATION, CERT_EV_REVOKE },
	{ "disalahgunakan", N_("Disalahgunakan, atau identitas ternyata tidak benar"),
	    NULL, PKI_REASON_PRIVILEGE_WITHDRAWN, CERT_EV_REVOKE },
	{ "ditahan", N_("Ditahan sampai kantor memeriksa"), NULL, PKI_REASON_HOLD,
	    CERT_EV_SUSPEND },
	{ "dipulihkan", N_("Identitas pemilik sudah diperiksa kantor"), NULL,
	    PKI_REASON_UNSPECIFIED, CERT_EV_UNSUSPEND },
};
const size_t certificate_n_reasons = ARRAY_LEN(certificate_reasons);

const struct certificate_reason *
certificate_reason_find(str name)
{
	for (size_t i = 0; i < certificate_n_reasons; i++)
		if (str_eq_z(name, certificate_reasons[i].name))
			return &certificate_reasons[i];
	return NULL;
}

const char *
certificate_reason_label(str name)
{
	const struct certificate_reason *r = certificate_reason_find(name);

	return r != NULL ? r->label : "";
}

/* ---- the machine ---- */

/* A holder's session says nothing about other people's certificates, an office about its own. */
static struct actor
acting_on(const struct actor *who, const struct row_certificate *cert)
{
	struct actor a = *who;

	if (a.application.p == NULL || !str_eq(a.application, cert->application))
		a.roles &= ~(unsigned)R_APPLICANT;
	if (a.office.p == NULL || !str_eq(a.office, cert->office))
		a.roles &= ~(unsigned)(OFFICE | R_OFFICE_ADMIN);
	return a;
}

static struct scope
scope_of(const struct row_certificate *cert, const struct row_application *app)
{
	return (struct scope){
		.office = cert->office, .application = cert->application, .nip = app->nip
	};
}

static enum rc
load(struct change *c, struct err *e)
{
	struct certificate_object *o = ARENA_NEW(c->d->a, struct certificate_object);
	struct actor *acting = ARENA_NEW(c->d->a, struct actor);
	struct scope scope;
	enum rc rc;

	rc = q_certificate_by_serial(c->tx, c->id, &o->cert, e);
	if (rc == RC_OK)
		rc = q_application_by_id(c->tx, o->cert.application, &o->app, e);
	if (rc != RC_OK)
		return rc;
	scope = scope_of(&o->cert, &o->app);
	c->object = o;
	c->number = o->cert.serial;
	c->office = o->cert.office;
	c->state = o->cert.state;
	c->version = o->cert.version;
	rc = scope_check(c->who, &scope, e);
	*acting = acting_on(c->who, &o->cert);
	c->who = acting;
	return rc;
}

static enum rc
set_state(struct change *c, struct err *e)
{
	const struct certificate_reason *reason = c->input;

	return q_certificate_set_state(c->tx,
	    &(struct q_certificate_set_state_in){ .serial = c->id,
		.version = c->version,
		.state = str_from_z(c->fsm->words->states[c->to].text),
		.reason = reason != NULL ? str_from_z(reason->name) : STR_NONE,
		.now_s = c->now_s },
	    e);
}

/* Only an order that the signer has carried out, or is about to, may change a status. */
static enum rc
guard_order(struct change *c, struct err *e)
{
	const struct certificate_reason *reason = c->input;

	if (reason == NULL || (int)reason->event != c->event)
		return err_set(
		    e, RC_INVALID, N_("Pilih alasan."), "no reason for this event");
	return RC_OK;
}

static enum rc
guard_lift(struct change *c, struct err *e)
{
	const struct certificate_object *o = c->object;
	struct scope scope = scope_of(&o->cert, &o->app);

	if (scope_is_own(c->who, &scope))
		return err_set(e, RC_DENIED,
		    N_("Anda tidak boleh memproses berkas Anda sendiri. Minta rekan Anda."),
		    "own certificate");
	return guard_order(c, e);
}

static enum rc
effect_tell(struct change *c, struct err *e)
{
	enum rc rc = certificate_mail_status_tx(c, e);

	return rc != RC_OK ? rc : effect_over(c, e);
}

/* What was asked about this certificate is answered by that; what is not in use is not followed. */
static enum rc
effect_over(struct change *c, struct err *e)
{
	enum rc rc = followup_certificate_tx(c->d, c->tx, c->who, c->id, c->event, e);

	return rc != RC_OK || c->to == CERT_ACTIVE
		   ? rc
		   : renewal_lapse_tx(c->d, c->tx, c->id, e);
}

const struct fsm certificate_fsm = {
	.words = &words_certificate,
	.at = rows,
	.n = ARRAY_LEN(rows),
	.load = load,
	.set_state = set_state,
	.counted = true,
};

/* ---- reading ---- */

enum rc
certificate_load(struct domain *d, const struct actor *who, str serial,
    struct certificate_file *out, struct err *e)
{
	struct row_status_order_list orders;
	struct scope scope;
	enum rc rc;

	memset(out, 0, sizeof(*out));
	rc = q_certificate_by_serial(d->db, str_lower(d->a, serial), &out->cert, e);
	if (rc == RC_OK)
		rc = q_application_by_id(d->db, out->cert.application, &out->app, e);
	if (rc != RC_OK)
		return rc;
	scope = scope_of(&out->cert, &out->app);
	rc = scope_check(who, &scope, e);
	if (rc == RC_OK)
		rc = q_office_by_code(d->db, out->cert.office, &out->office, e);
	if (rc == RC_OK)
		rc = q_status_orders_open(d->db, out->cert.serial, &orders, e);
	if (rc == RC_OK && orders.n > 0)
		out->order = orders.at[0];
	return rc;
}

enum rc
certificate_list_of(
    struct domain *d, str application, struct row_certificate_list *out, struct err *e)
{
	return q_certificate_of_application(d->db, application, out, e);
}

enum rc
certificate_holder_application(
    struct domain *d, const struct actor *who, struct row_application *out, struct err *e)
{
	return q_application_by_id(d->db, who->application, out, e);
}

enum rc
certificate_use(struct domain *d, const struct row_certificate *row,
    struct certificate_use *out, struct err *e)
{
	const struct followup_leaving *why;
	struct row_followup left;
	struct pki_cert_links cert;
	enum rc rc = pki_cert_links_read(row->der, &cert, e);

	if (rc != RC_OK)
		return rc;
	*out = (struct certificate_use){ .signs = cert.key_usage & PKI_KU_NON_REPUDIATION,
		.enters = cert.key_usage & PKI_KU_DIGITAL_SIGNATURE,
		.ocsp_url = d->conf->ocsp_url.n > 0 ? d->conf->ocsp_url : STR_NONE,
		.crl_url = cert.crl_url };
	rc = certificate_where(d, row, out, &out->systems, e);
	if (rc != RC_OK)
		return rc;
	rc = q_followup_last(d->db, row->serial, &left, e);
	if (rc != RC_OK)
		return rc == RC_NOT_FOUND ? RC_OK : rc;
	why = followup_leaving_find(left.leaving);
	/* what the office kept or dropped has ended nothing */
	if (why != NULL &&
	    (str_eq_z(left.state, "held") || str_eq_z(left.state, "revoking") ||
		str_eq_z(left.state, "done"))) {
		out->leaving = why->label;
		out->left_s = left.asked_s;
	}
	return RC_OK;
}

/* A LIKE pattern that finds the text anywhere; its own wildcards mean themselves to nobody. */
static str
pattern(struct domain *d, str text)
{
	return text.n == 0 ? STR_NONE
			   : str_fmt(d->a, "%%%.*s%%",
				 STR_ARG(str_lower(d->a, str_without(d->a, text, "%_"))));
}

enum rc
certificate_register(struct domain *d, const struct actor *who,
    const struct certificate_filter *f, struct row_certificate_list *out, struct err *e)
{
	if (f->ending)
		return q_certificate_list_ending(d->db, who->office,
		    domain_now(d) + CERTIFICATE_ENDING_DAYS * INT64_C(86400),
		    CERTIFICATE_ROWS + 1, out, e);
	return q_certificate_list(d->db,
	    &(struct q_certificate_list_in){ .office = who->office,
		.state = f->state,
		.text = pattern(d, f->text),
		.before_s = f->before_s,
		.before_serial = f->before_serial,
		.n = CERTIFICATE_ROWS + 1 },
	    out, e);
}

enum rc
certificate_history(
    struct domain *d, str serial, struct row_history_list *out, struct err *e)
{
	return q_history_of(d->db, STR("certificate"), serial, out, e);
}

enum rc
certificate_views_of(
    struct domain *d, str application, struct row_doc_views_of_list *out, struct err *e)
{
	return q_doc_views_of(d->db, STR("application"), application, out, e);
}

bool
certificate_may(const struct certificate_file *f, const struct actor *who,
    enum certificate_event event)
{
	struct actor acting = acting_on(who, &f->cert);
	struct scope scope = scope_of(&f->cert, &f->app);

	if (f->order.id.p != NULL &&
	    str_eq_z(f->order.event, words_certificate.events[event].text))
		return false;
	if (event == CERT_EV_UNSUSPEND && scope_is_own(&acting, &scope))
		return false;
	return fsm_allows(&certificate_fsm, f->cert.state, (int)event, acting.roles);
}

/* ---- forms ---- */

const struct certificate_form certificate_forms[] = {
	{ "cer", "application/pkix-cert", N_("Sertifikat (.cer)") },
	{ "pem", "application/x-pem-file", N_("Sertifikat (.pem)") },
	{ "chain", "application/x-pem-file",
	    N_("Sertifikat dan rantai penerbit (.pem)") },
	{ "p7c", "application/pkcs7-mime", N_("Sertifikat dan rantai penerbit (.p7c)") },
};
const size_t certificate_n_forms = ARRAY_LEN(certificate_forms);

enum rc
certificate_digest(
    struct domain *d, const struct row_certificate *cert, const char **out, struct err *e)
{
	struct pki_cert parsed;
	enum rc rc = pki_cert_parse(d->a, cert->der, &parsed, e);

	if (rc == RC_OK)
		*out = parsed.key.kind == PKI_KEY_P384 ? "sha384" : "sha256";
	return rc;
}

enum rc
certificate_pems(struct domain *d, const struct row_certificate *cert,
    struct certificate_pem *out, struct err *e)
{
	struct publication ca, root;
	enum rc rc = publication_issuer(d, cert->der, &ca, e);

	if (rc == RC_OK)
		rc = publication_read(d, STR("root.cer"), &root, e);
	if (rc == RC_OK)
		*out = (struct certificate_pem){ pki_cert_pem(d->a, cert->der),
			pki_cert_pem(d->a, ca.bytes), pki_cert_pem(d->a, root.bytes) };
	return rc;
}

static enum rc
p7c_of(struct domain *d, const struct row_certificate *cert, str *out, struct err *e)
{
	struct publication ca, root;
	enum rc rc = publication_issuer(d, cert->der, &ca, e);

	if (rc == RC_OK)
		rc = publication_read(d, STR("root.cer"), &root, e);
	if (rc != RC_OK)
		return rc;
	*out = pki_certs_p7(d->a, (const str[]){ cert->der, ca.bytes, root.bytes }, 3);
	return RC_OK;
}

enum rc
certificate_bytes(struct domain *d, const struct row_certificate *cert, str form,
    const struct certificate_form **out_form, str *out, struct err *e)
{
	struct certificate_pem pem;
	enum rc rc;

	*out_form = NULL;
	for (size_t i = 0; i < certificate_n_forms; i++)
		if (str_eq_z(form, certificate_forms[i].name))
			*out_form = &certificate_forms[i];
	if (*out_form == NULL)
		return err_set(e, RC_NOT_FOUND,
		    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
		    "unknown form of a certificate");
	if (str_eq_z(form, "cer")) {
		*out = cert->der;
		return RC_OK;
	}
	if (str_eq_z(form, "pem")) {
		*out = pki_cert_pem(d->a, cert->der);
		return RC_OK;
	}
	if (str_eq_z(form, "p7c"))
		return p7c_of(d, cert, out, e);
	rc = certificate_pems(d, cert, &pem, e);
	if (rc == RC_OK)
		*out = str_fmt(d->a, "%.*s%.*s%.*s", STR_ARG(pem.certificate),
		    STR_ARG(pem.issuer), STR_ARG(pem.root));
	return rc;
}
