/*
 * page_collect.c - /ambil/{number}: the holder proves himself, makes his key, takes his certificate.
 *
 * The link of the mail is only looked at by GET, so that a mail scanner does not use it up.
 */
#include "base/codec.h"
#include "collect.tpl.h"
#include "domain/holder.h"
#include "prove.tpl.h"
#include "web/app.h"
#include "web/certificate_view.h"
#include "web/csr_field.h"
#include "web/pages.h"

static const struct field_spec open_fields[] = {
	{ .name = "t",
	    .kind = F_HIDDEN,
	    .max = 100,
	    .required = true,
	    .label = N_("Tautan") },
};
const struct form_spec form_collect_open = FORM_SPEC(open_fields);

static const struct field_spec code_fields[] = {
	{ .name = "code",
	    .kind = F_DIGITS,
	    .min = 6,
	    .max = 6,
	    .required = true,
	    .label = N_("Kode dari email"),
	    .autocomplete = "one-time-code",
	    .width = 10,
	    .hint = N_("Enam angka dari email kami."),
	    .msg_empty = N_("Isi kode dari email.") },
};
const struct form_spec form_collect_code = FORM_SPEC(code_fields);

static const struct field_spec json_fields[] = {
	CSR_FIELD_SCRIPT,
	{ .name = "activation",
	    .kind = F_HIDDEN,
	    .max = 100,
	    .label = N_("Tanda tangan kode aktivasi") },
	{ .name = "revocation",
	    .kind = F_HIDDEN,
	    .max = 50,
	    .label = N_("Sidik kode pencabutan") },
};
const struct form_spec form_collect_json = FORM_SPEC(json_fields);

static const struct field_spec request_fields[] = {
	CSR_FIELDS,
	{ .name = "activation_code",
	    .kind = F_CODE,
	    .max = 40,
	    .conditional = true,
	    .label = N_("Kode aktivasi dari loket"),
	    .hint = N_(
		"Empat kelompok huruf dan angka. Di sini kode ini dikirim ke server kami; dengan skrip ia tetap di perangkat Anda."),
	    .width = 30 },
};
const struct form_spec form_collect_request = FORM_SPEC(request_fields);

/* ---- proving oneself ---- */

static enum rc
number_of(struct page *p, str *out, struct err *e)
{
	return application_number_parse(p->a, page_param(p, "number"), out, e) == RC_OK
		   ? RC_OK
		   : err_set(e, RC_NOT_FOUND, e->msg, "malformed number");
}

static str
path_of(struct page *p, str number, const char *what)
{
	return str_fmt(p->a, "/ambil/%.*s%s", STR_ARG(number), what);
}

static enum rc
show_prove(struct page *p, bool sent, struct err *e)
{
	struct view_prove v = { .shell = page_shell(p, N_("Ambil sertifikat")),
		.form = &p->form,
		.heading = N_("Ambil sertifikat"),
		.sent = sent };
	str token = page_query(p, "t"), number;
	struct holder_link link = { .usable = false };
	enum rc rc = number_of(p, &number, e);

	if (rc == RC_OK && token.p != NULL)
		rc = holder_link_look(&p->d, number, token, &link, e);
	if (rc != RC_OK)
		return rc;
	/* the token is a secret: not into the link of the language switch */
	v.shell.path = p->path;
	v.number = number;
	v.send_action = path_of(p, number, "/kode");
	v.enter_action = path_of(p, number, "/masuk");
	v.link_action = path_of(p, number, "/buka");
	if (link.usable)
		v.link_token = token;
	else if (link.used_s > 0)
		v.used = time_long(p->a, link.used_s, page_zone(p), p->lang);
	else
		v.over = token.p != NULL;
	page_render(p, tpl_prove, &v);
	return RC_OK;
}

/* Wrong code or too many tries: the same page with the sentence. */
static enum rc
prove_again(struct page *p, enum rc rc, struct err *e)
{
	struct err again;

	if (rc == RC_DENIED && p->form.spec == &form_collect_code)
		form_error(&p->form, "code", e->msg);
	else
		form_error_whole(&p->form, e->msg);
	p->rs->status = rc == RC_LIMIT ? 429 : 422;
	rc = show_prove(p, true, &again);
	if (rc != RC_OK)
		*e = again;
	return rc;
}

enum rc
page_collect_open_post(struct page *p, struct err *e)
{
	str number, token;
	enum rc rc = number_of(p, &number, e);

	if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form))
		return page_redirect(p, path_of(p, number, ""));
	rc = holder_link_use(&p->d, &p->who, number, form_str(&p->form, "t"),
	    page_agent(p), page_applicant_token(p), &token, e);
	if (rc == RC_DENIED)
		return page_redirect(
		    p, str_fmt(p->a, "/ambil/%.*s?t=%.*s", STR_ARG(number),
			   STR_ARG(form_str(&p->form, "t"))));
	if (rc != RC_OK)
		return rc;
	page_applicant_in(p, token);
	return page_redirect(p, path_of(p, number, ""));
}

enum rc
page_collect_send_post(struct page *p, struct err *e)
{
	str number;
	enum rc rc = number_of(p, &number, e);

	if (rc == RC_OK)
		rc = holder_send_code(&p->d, HOLDER_ENTER, number, p->who.net, e);
	form_init(&p->form, &form_collect_code, p->lang, p->a);
	if (rc == RC_LIMIT)
		return prove_again(p, rc, e);
	return rc != RC_OK ? rc : show_prove(p, true, e);
}

enum rc
page_collect_enter_post(struct page *p, struct err *e)
{
	str number, token, same;
	enum rc rc = number_of(p, &number, e);

	if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		return show_prove(p, true, e);
	}
	rc = holder_enter(&p->d, &p->who, number, form_str(&p->form, "code"),
	    page_agent(p), page_applicant_token(p), &token, &same, e);
	if (rc == RC_DENIED || rc == RC_LIMIT)
		return prove_again(p, rc, e);
	if (rc != RC_OK)
		return rc;
	page_applicant_in(p, token);
	return page_redirect(p, path_of(p, number, ""));
}

/* ---- the key page ---- */

static void
fill_key(struct page *p, const struct collect_file *f, struct view_key *out)
{
	const struct conf *c = p->app->conf;

	*out = (struct view_key){ .action = path_of(p, f->app.number, "/permintaan"),
		.number = f->app.number,
		.csrf = p->csrf,
		.country = c->cert_country,
		.organisation = c->cert_organization.n > 0 ? c->cert_organization
							   : c->directorate_name,
		.unit = f->office.name,
		.name = f->app.name,
		.serial = f->app.number,
		.issued = f->cert.serial.p != NULL };
}

static enum rc
show_collect(struct page *p, const struct collect_file *f, str notice, struct err *e)
{
	enum zone zone = zone_parse(f->office.zone);
	struct view_collect v = { .shell = page_shell(p, N_("Ambil sertifikat")),
		.form = &p->form,
		.notice = notice,
		.number = f->app.number,
		.office_name = f->office.name,
		.office_phone = f->office.phone,
		.request_action = path_of(p, f->app.number, "/pkcs10"),
		.state =
		    str_from_z(page_tr(p, state_label(&words_application, f->app.state))),
		.issued = f->cert.serial.p != NULL,
		.pending = f->request.request_id.p != NULL && f->cert.serial.p == NULL };

	v.over = !v.issued && !v.pending && (f->over || str_eq_z(f->app.state, "lapsed"));
	v.open = !v.issued && !v.over && str_eq_z(f->app.state, "approved");
	if (f->app.collect_expires_s != SQL_NULL_INT)
		v.until = time_long(p->a, f->app.collect_expires_s, zone, p->lang);
	if (v.issued) {
		v.collected = time_long(p->a, f->cert.issued_s, zone, p->lang);
		v.downloads = certificate_downloads(p, "/sertifikat", f->cert.serial);
	}
	if (certificate_papers(p, &f->app, &v.papers, e) != RC_OK)
		return e->rc;
	v.shell.use_key = v.open || v.issued;
	v.shell.use_files = v.open;
	fill_key(p, f, &v.key);
	page_render(p, tpl_collect, &v);
	return RC_OK;
}

/* The collecting of the session's own application; RC_NOT_FOUND for everybody else. */
static enum rc
own_collect(struct page *p, struct collect_file *out, struct err *e)
{
	enum rc rc;

	if (p->who.application.p == NULL)
		return err_set(e, RC_NOT_FOUND,
		    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
		    "no session");
	rc = collect_load(&p->d, &p->who, page_param(p, "number"), out, e);
	if (rc == RC_OK && !str_eq(out->app.id, p->who.application))
		return err_set(e, RC_NOT_FOUND,
		    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
		    "another application");
	return rc;
}

enum rc
page_collect(struct page *p, struct err *e)
{
	struct collect_file f = { 0 };
	enum rc rc = own_collect(p, &f, e);

	http_header_z(p->rs, "Referrer-Policy", "same-origin");
	if (rc == RC_NOT_FOUND) {
		form_init(&p->form, &form_collect_code, p->lang, p->a);
		return show_prove(p, false, e);
	}
	if (rc != RC_OK)
		return rc;
	form_init(&p->form, &form_collect_request, p->lang, p->a);
	return show_collect(p, &f, STR_NONE, e);
}

enum rc
page_collect_agreement(struct page *p, struct err *e)
{
	struct collect_file f = { 0 };
	str pdf;
	enum rc rc = own_collect(p, &f, e);

	if (rc == RC_OK)
		rc = collect_agreement_pdf(&p->d, &f.app, &f.office, &pdf, e);
	if (rc != RC_OK)
		return rc;
	http_header_z(p->rs, "Content-Type", "application/pdf");
	http_disposition(p->rs, true,
	    str_fmt(p->a, "Perjanjian pemilik %.*s.pdf", STR_ARG(f.app.number)));
	buf_str(&p->rs->body, pdf);
	return RC_OK;
}

enum rc
page_collect_json_post(struct page *p, struct err *e)
{
	struct collect_proof proof = { .revocation_hash = STR_NONE };
	struct row_certificate cert;
	struct collect_file f = { 0 };
	str hash = form_str(&p->form, "revocation");
	enum rc rc = own_collect(p, &f, e);

	if (rc == RC_OK && (!form_ok(&p->form) ||
			       base64url_decode(p->a, form_str(&p->form, "activation"),
				   &proof.signature, e) != RC_OK ||
			       (hash.n > 0 && (base64url_decode(p->a, hash,
						   &proof.revocation_hash, e) != RC_OK ||
						  proof.revocation_hash.n != 32))))
		return err_set(e, RC_INVALID,
		    N_("Permintaan sertifikat tidak dapat dibaca."), "csr");
	if (rc == RC_OK)
		rc = certificate_request(&p->d, &p->who, f.app.id,
		    form_str(&p->form, "csr"), &proof, page_agent(p), &cert, e);
	return rc != RC_OK ? rc : certificate_json(p, &cert, e);
}

/* Without script: afterwards the same page says what became of it. */
enum rc
page_collect_request_post(struct page *p, struct err *e)
{
	struct row_certificate cert;
	struct collect_file f = { 0 };
	str bytes = STR_NONE;
	enum rc rc = own_collect(p, &f, e);

	if (rc != RC_OK)
		return rc;
	if (form_ok(&p->form))
		rc = csr_field_bytes(p, &bytes, e);
	if (rc == RC_OK && form_ok(&p->form)) {
		struct collect_proof proof = { .code = form_str(
						   &p->form, "activation_code") };

		rc = certificate_request(
		    &p->d, &p->who, f.app.id, bytes, &proof, page_agent(p), &cert, e);
		if (rc == RC_OK)
			return page_redirect_flash(p, path_of(p, f.app.number, ""),
			    N_("Sertifikat Anda sudah terbit."));
	}
	if (rc == RC_UNAVAILABLE) {
		str notice = str_dup(p->a, str_from_z(page_tr(p, e->msg)));

		p->rs->status = 503;
		rc = own_collect(p, &f, e);
		return rc != RC_OK ? rc : show_collect(p, &f, notice, e);
	}
	if (rc != RC_OK && rc != RC_INVALID && rc != RC_CONFLICT && rc != RC_DENIED)
		return rc;
	if (rc != RC_OK)
		form_error(&p->form, "request", e->msg);
	p->rs->status = 422;
	return show_collect(p, &f, STR_NONE, e);
}
