/*
 * page_renew.c - /sertifikat/{serial}/perpanjang: the holder signs with the current key and takes a new
 * certificate. With script in one go (kunci.js); without it in two steps, the signature made elsewhere.
 */
#include "base/codec.h"
#include "domain/certificate_renew.h"
#include "renew.tpl.h"
#include "web/app.h"
#include "web/certificate_view.h"
#include "web/csr_field.h"
#include "web/pages.h"
#include "web/sign.h"

#define SIGNATURE_BYTES 2048

static const struct field_spec request_fields[] = {
	CSR_FIELDS,
};
const struct form_spec form_renew = FORM_SPEC(request_fields);

static const struct field_spec text_fields[] = {
	SIGN_HIDDEN("statement", SIGN_STATEMENT_LETTERS),
};
const struct form_spec form_renew_text = FORM_SPEC(text_fields);

static const struct field_spec signed_fields[] = {
	{ .name = "signature",
	    .kind = F_FILE,
	    .conditional = true,
	    .label = N_("Berkas tanda tangan"),
	    .hint = N_("Hasil openssl, paling besar 2 KB.") },
	SIGN_HIDDEN("csr", CSR_BYTES * 2),
	SIGN_HIDDEN("statement", SIGN_STATEMENT_LETTERS),
};
const struct form_spec form_renew_signed = FORM_SPEC(signed_fields);

static const struct field_spec ask_fields[] = {
	CSR_FIELD_SCRIPT,
	SIGN_HIDDEN("revocation", 50),
};
const struct form_spec form_renew_ask = FORM_SPEC(ask_fields);

static const struct field_spec json_fields[] = {
	CSR_FIELD_SCRIPT,
	SIGN_HIDDEN("revocation", 50),
	SIGN_HIDDEN("statement", SIGN_STATEMENT_LETTERS),
	SIGN_HIDDEN("signature", SIGNATURE_BYTES),
};
const struct form_spec form_renew_json = FORM_SPEC(json_fields);

/* ---- the page ---- */

static void
fill_key(struct page *p, const struct renewal_file *r, str action, struct view_key *out)
{
	const struct conf *c = p->app->conf;

	*out = (struct view_key){ .action = action,
		.number = r->f.app.number,
		.csrf = p->csrf,
		.country = c->cert_country,
		.organisation = c->cert_organization.n > 0 ? c->cert_organization
							   : c->directorate_name,
		.unit = r->f.office.name,
		.name = r->f.cert.name,
		.serial = r->f.app.number,
		.follows = r->f.cert.serial,
		.issued = r->follower.serial.p != NULL };
}

/* What the second step without script has in its hands; statement STR_NONE: the first. */
struct step {
	str statement, csr, notice;
};

static enum rc
show(struct page *p, const struct renewal_file *r, const struct step *step)
{
	enum zone zone = zone_parse(r->f.office.zone);
	struct view_renew v = { .shell = page_shell(p, N_("Perpanjang sertifikat")),
		.form = &p->form,
		.number = r->f.app.number,
		.serial = r->f.cert.serial,
		.until = time_long(p->a, r->f.cert.not_after_s, zone, p->lang),
		.why = r->why,
		.done = r->follower.serial.p != NULL,
		.pending =
		    r->follower.serial.p == NULL && r->request.request_id.p != NULL,
		.notice = step->notice,
		.statement = step->statement,
		.csr = step->csr };

	v.action =
	    str_fmt(p->a, "/sertifikat/%.*s/perpanjang", STR_ARG(r->f.cert.serial));
	if (v.done)
		v.renewed = time_long(p->a, r->follower.issued_s, zone, p->lang);
	if (domain_now(&p->d) < r->from_s)
		v.from = time_long(p->a, r->from_s, zone, p->lang);
	v.shell.path = v.action;
	v.shell.back_href = STR("/sertifikat");
	v.shell.use_key = v.done || (v.why == NULL && v.statement.p == NULL);
	v.shell.use_files = v.why == NULL;
	fill_key(p, r, v.action, &v.key);
	page_render(p, tpl_renew, &v);
	return RC_OK;
}

static enum rc
load(struct page *p, struct renewal_file *out, struct err *e)
{
	return certificate_renewal_load(&p->d, &p->who, page_param(p, "serial"), out, e);
}

enum rc
page_renew(struct page *p, struct err *e)
{
	struct renewal_file r;
	enum rc rc = load(p, &r, e);

	return rc != RC_OK ? rc : show(p, &r, &(struct step){ .notice = STR_NONE });
}

/* What went wrong, on the same step; what is stored for later, as a notice. */
static enum rc
again(struct page *p, enum rc rc, const char *field, struct step *step, struct err *e)
{
	struct renewal_file r;

	if (rc == RC_UNAVAILABLE) {
		step->notice = str_dup(p->a, str_from_z(page_tr(p, e->msg)));
		step->statement = STR_NONE;
		form_init(&p->form, &form_renew, p->lang, p->a);
	} else if (rc == RC_INVALID || rc == RC_CONFLICT || rc == RC_DENIED) {
		form_error(&p->form, field, e->msg);
	} else if (rc != RC_OK) {
		return rc;
	}
	p->rs->status = rc == RC_UNAVAILABLE ? 503 : 422;
	rc = load(p, &r, e);
	return rc != RC_OK ? rc : show(p, &r, step);
}

/* ---- without script ---- */

static enum rc
file_bytes(struct page *p, const char *name, uint64_t most, str *out, struct err *e)
{
	const struct http_file *file = form_file(&p->form, name);

	*out = STR_NONE;
	if (file == NULL || file->stage == NULL)
		return RC_OK;
	if (file->bytes > most)
		return err_set(e, RC_INVALID, N_("Berkas ini terlalu besar."), "size");
	return vault_stage_read(file->stage, p->a, out, e);
}

enum rc
page_renew_post(struct page *p, struct err *e)
{
	struct renewal_ask ask = { .revocation_hash = STR_NONE };
	struct step step = { .notice = STR_NONE };
	struct renewal_file r;
	str statement;
	enum rc rc = csr_field_bytes(p, &ask.pkcs10, e);

	if (rc == RC_OK)
		rc = certificate_renewal_statement(
		    &p->d, &p->who, page_param(p, "serial"), &ask, &statement, e);
	if (rc != RC_OK)
		return again(p, rc, "request", &step, e);
	step.statement = base64url_encode(p->a, statement.p, statement.n);
	step.csr = base64url_encode(p->a, ask.pkcs10.p, ask.pkcs10.n);
	form_init(&p->form, &form_renew_signed, p->lang, p->a);
	rc = load(p, &r, e);
	return rc != RC_OK ? rc : show(p, &r, &step);
}

/* The very bytes that the key signs. */
enum rc
page_renew_text_post(struct page *p, struct err *e)
{
	struct statement st;
	str bytes;
	enum rc rc = base64url_decode(p->a, form_str(&p->form, "statement"), &bytes, e);

	if (rc == RC_OK)
		rc = statement_decode(p->a, bytes, &st, e);
	if (rc != RC_OK)
		return rc;
	http_header_z(p->rs, "Content-Type", "application/octet-stream");
	http_disposition(p->rs, true, STR("perpanjangan.bin"));
	buf_str(&p->rs->body, statement_signed_text(p->a, bytes));
	return RC_OK;
}

enum rc
page_renew_signed_post(struct page *p, struct err *e)
{
	struct renewal_ask ask = { .revocation_hash = STR_NONE };
	struct step step = { .notice = STR_NONE,
		.statement = form_str(&p->form, "statement"),
		.csr = form_str(&p->form, "csr") };
	struct row_certificate cert;
	str statement, signature;
	enum rc rc = base64url_decode(p->a, step.statement, &statement, e);

	if (rc == RC_OK)
		rc = base64url_decode(p->a, step.csr, &ask.pkcs10, e);
	if (rc != RC_OK)
		return rc;
	rc = file_bytes(p, "signature", SIGNATURE_BYTES, &signature, e);
	if (rc == RC_OK && signature.n == 0)
		rc = err_set(
		    e, RC_INVALID, N_("Pilih berkas tanda tangan."), "no signature");
	if (rc == RC_OK)
		rc = certificate_renew(&p->d, &p->who, page_param(p, "serial"), &ask,
		    statement, signature, page_agent(p), &cert, e);
	return rc != RC_OK ? again(p, rc, "signature", &step, e)
			   : page_redirect_flash(p, STR("/sertifikat"),
				 N_("Sertifikat Anda sudah diperpanjang."));
}

/* ---- with script ---- */

static enum rc
read_ask(struct page *p, struct renewal_ask *out, struct err *e)
{
	str hash = form_str(&p->form, "revocation");

	*out = (struct renewal_ask){ .pkcs10 = form_str(&p->form, "csr"),
		.revocation_hash = STR_NONE };
	if (form_ok(&p->form) &&
	    (hash.n == 0 ||
		(base64url_decode(p->a, hash, &out->revocation_hash, e) == RC_OK &&
		    out->revocation_hash.n == 32)))
		return RC_OK;
	return err_set(
	    e, RC_INVALID, N_("Permintaan sertifikat tidak dapat dibaca."), "csr");
}

enum rc
page_renew_ask_post(struct page *p, struct err *e)
{
	struct renewal_ask ask;
	str statement;
	enum rc rc = read_ask(p, &ask, e);

	if (rc == RC_OK)
		rc = certificate_renewal_statement(
		    &p->d, &p->who, page_param(p, "serial"), &ask, &statement, e);
	if (rc != RC_OK)
		return rc;
	return page_json(
	    p, str_fmt(p->a, "{\"statement\":\"%.*s\"}",
		   STR_ARG(base64url_encode(p->a, statement.p, statement.n))));
}

enum rc
page_renew_json_post(struct page *p, struct err *e)
{
	struct renewal_ask ask;
	struct row_certificate cert;
	str statement = STR(""), signature = STR("");
	enum rc rc = read_ask(p, &ask, e);

	if (rc == RC_OK)
		rc = base64url_decode(
		    p->a, form_str(&p->form, "statement"), &statement, e);
	if (rc == RC_OK)
		rc = base64url_decode(
		    p->a, form_str(&p->form, "signature"), &signature, e);
	if (rc == RC_OK)
		rc = certificate_renew(&p->d, &p->who, page_param(p, "serial"), &ask,
		    statement, signature, page_agent(p), &cert, e);
	return rc != RC_OK ? rc : certificate_json(p, &cert, e);
}
