/* page_resume.c - going on with a registration from another browser: by link, or by code. */
#include "resume.tpl.h"
#include "resume_link.tpl.h"
#include "web/page_apply.h"
#include "web/pages.h"

static const struct field_spec resume_fields[] = {
	{ .name = "email",
	    .kind = F_TEXT,
	    .max = 254,
	    .conditional = true,
	    .label = N_("Email kedinasan atau nomor permohonan"),
	    .autocomplete = "email",
	    .width = 30,
	    .hint = N_("Alamat yang Anda pakai saat mendaftar, atau nomor seperti "
		       "DS-082-7K4M-2PXA.") },
	{ .name = "code",
	    .kind = F_CODE,
	    .max = 20,
	    .conditional = true,
	    .label = N_("Kode dari email"),
	    .autocomplete = "one-time-code",
	    .width = 10,
	    .hint = N_("6 angka.") },
	{ .name = "untuk", .kind = F_HIDDEN, .max = 1200, .label = N_("Pendaftaran") },
};
const struct form_spec form_resume = FORM_SPEC(resume_fields);

static const struct field_spec link_fields[] = {
	{ .name = "baru", .kind = F_HIDDEN, .max = 4, .label = N_("Kirim tautan baru") },
};
const struct form_spec form_resume_link = FORM_SPEC(link_fields);

static void
show_resume(struct page *p, str handle)
{
	struct view_resume v = { .shell = page_shell(p, N_("Lanjutkan pendaftaran")),
		.form = &p->form,
		.handle = handle };

	v.shell.back_href = handle.p != NULL ? STR("/lanjut") : STR("/");
	page_render(p, tpl_resume, &v);
}

enum rc
page_resume(struct page *p, struct err *e)
{
	str handle = page_query(p, "untuk");

	(void)e;
	show_resume(p, handle.n > 0 ? handle : STR_NONE);
	return RC_OK;
}

/* The session is open: to where the file stands. */
static enum rc
enter(struct page *p, str token, str application, struct err *e)
{
	struct apply_file f;
	enum rc rc;

	page_applicant_in(p, token);
	p->who.roles |= R_APPLICANT;
	p->who.application = application;
	rc = apply_load(&p->d, &p->who, &f, e);
	if (rc != RC_OK)
		return rc;
	return page_redirect(p, str_eq_z(f.app.state, "returned")
				    ? str_fmt(p->a, "/lacak/%.*s", STR_ARG(f.app.number))
				    : apply_home(p, &f));
}

static enum rc
resume_code(struct page *p, str handle, struct err *e)
{
	str code = form_str(&p->form, "code"), token, application;
	enum rc rc;

	if (code.n == 0) {
		form_error(&p->form, "code", N_("Isi kode verifikasi."));
		p->rs->status = 422;
		show_resume(p, handle);
		return RC_OK;
	}
	rc = apply_resume_code(&p->d, &p->who, handle, code, page_agent(p),
	    page_applicant_token(p), &token, &application, e);
	if (rc == RC_OK)
		return enter(p, token, application, e);
	if (rc != RC_DENIED && rc != RC_LIMIT)
		return rc;
	form_error(&p->form, "code", e->msg);
	p->rs->status = rc == RC_LIMIT ? 429 : 422;
	show_resume(p, handle);
	return RC_OK;
}

enum rc
page_resume_post(struct page *p, struct err *e)
{
	str handle = form_str(&p->form, "untuk"), typed = form_str(&p->form, "email");
	enum rc rc;

	if (handle.n > 0)
		return resume_code(p, handle, e);
	if (typed.n == 0)
		form_error(&p->form, "email", N_("Isi email atau nomor permohonan."));
	rc = form_ok(&p->form) ? apply_resume_send(&p->d, &p->who, typed, &handle, e)
			       : RC_INVALID;
	if (rc == RC_OK)
		return page_redirect(
		    p, str_fmt(p->a, "/lanjut?untuk=%.*s", STR_ARG(handle)));
	if (rc != RC_INVALID && rc != RC_LIMIT)
		return rc;
	if (rc == RC_LIMIT)
		form_error(&p->form, "email", e->msg);
	p->rs->status = rc == RC_LIMIT ? 429 : 422;
	show_resume(p, STR_NONE);
	return RC_OK;
}

/* ---- the link: looking at it does not use it (mail scanners) ---- */

static enum rc
show_link(struct page *p, struct err *e)
{
	str token = page_param(p, "token");
	struct view_resume_link v = { .token = token, .works = true };
	int64_t until = 0;
	enum rc rc = apply_resume_peek(&p->d, token, &until, e);

	if (rc != RC_OK && rc != RC_DENIED)
		return rc;
	v.works = rc == RC_OK;
	if (v.works)
		v.until = time_long(p->a, until, ZONE_WIB, p->lang);
	v.shell = page_shell(
	    p, v.works ? N_("Lanjutkan pendaftaran") : N_("Tautan kedaluwarsa"));
	v.shell.path = STR("/lanjut");
	page_render(p, tpl_resume_link, &v);
	return RC_OK;
}

enum rc
page_resume_link(struct page *p, struct err *e)
{
	return show_link(p, e);
}

enum rc
page_resume_link_post(struct page *p, struct err *e)
{
	str token = page_param(p, "token"), session, application;
	enum rc rc;

	if (form_str(&p->form, "baru").n > 0) {
		rc = apply_resume_again(&p->d, &p->who, token, e);
		return rc != RC_OK
			   ? rc
			   : page_redirect_flash(p, STR("/lanjut"),
				 N_("Bila pendaftaran itu masih ada, tautan baru sudah kami "
				    "kirim ke email Anda."));
	}
	rc = apply_resume_link(&p->d, &p->who, token, page_agent(p),
	    page_applicant_token(p), &session, &application, e);
	if (rc == RC_OK)
		return enter(p, session, application, e);
	if (rc != RC_DENIED)
		return rc;
	p->rs->status = 422;
	return show_link(p, e);
}
