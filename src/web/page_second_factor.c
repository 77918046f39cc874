/* page_second_factor.c - /profil/keamanan/aplikasi: the authenticator app of one's own account. */
#include "domain/second_factor.h"
#include "domain/session.h"
#include "second_factor.tpl.h"
#include "web/pages.h"
#include "web/sign.h"
#include "web/view_account.h"

#define HOME "/profil/keamanan/aplikasi"

static const struct field_spec code_fields[] = {
	{ .name = "code",
	    .kind = F_CODE,
	    .max = 20,
	    .conditional = true,
	    .width = 10,
	    .label = N_("Kode dari aplikasi"),
	    .hint = N_("Enam angka yang sekarang tampil di aplikasi."),
	    .autocomplete = "one-time-code" },
	SIGN_HIDDEN("act", 10),
};
const struct form_spec form_second = FORM_SPEC(code_fields);

static enum rc
show(struct page *p, struct err *e)
{
	struct view_second v = { .shell = page_shell(p, N_("Aplikasi kode")),
		.form = &p->form,
		.by_key = session_may_sign(p->d.conf, &p->who) };
	struct second_factor second;
	enum rc rc = second_factor_of(&p->d, p->who.account, &second, e);

	if (rc != RC_OK)
		return rc;
	v.on = second.on;
	v.shell.back_href = STR("/profil/keamanan");
	if (v.on) {
		v.since = time_long(p->a, second.since_s, page_zone(p), p->lang);
		v.left = str_fmt(p->a, "%lld", (long long)second.recovery_left);
	} else {
		rc = second_factor_offer(&p->d, &p->who, &v.secret, &v.uri, e);
		if (rc != RC_OK && rc != RC_NOT_FOUND)
			return rc;
	}
	page_render(p, tpl_second_factor, &v);
	return RC_OK;
}

/* The page again with what was wrong, or the error itself. */
static enum rc
again(struct page *p, enum rc rc, struct err *e)
{
	if (rc == RC_DENIED)
		form_error(&p->form, "code", e->msg);
	else if (rc == RC_LIMIT)
		form_error_whole(&p->form, e->msg);
	else if (rc != RC_OK)
		return rc;
	p->rs->status = rc == RC_LIMIT ? 429 : 422;
	return show(p, e);
}

static enum rc
show_codes(struct page *p, const str *codes)
{
	struct view_recovery v = { .shell = page_shell(p, N_("Kode pemulihan Anda")),
		.codes = { codes, RECOVERY_CODES } };

	page_render(p, tpl_recovery_codes, &v);
	return RC_OK;
}

enum rc
page_second(struct page *p, struct err *e)
{
	return show(p, e);
}

enum rc
page_second_post(struct page *p, struct err *e)
{
	enum rc rc = second_factor_begin(&p->d, &p->who, e);

	if (rc == RC_DENIED)
		return page_redirect_flash(
		    p, STR("/profil/keamanan/pastikan?lanjut=" HOME), e->msg);
	if (rc == RC_CONFLICT)
		return page_redirect_flash(p, STR(HOME), e->msg);
	return rc != RC_OK ? rc : page_redirect_z(p, HOME);
}

/* A code is needed: the field says so when it is empty. */
static bool
has_code(struct page *p)
{
	if (form_ok(&p->form) && form_str(&p->form, "code").n == 0)
		form_error(&p->form, "code", N_("Isi kode dari aplikasi."));
	return form_ok(&p->form);
}

enum rc
page_second_code_post(struct page *p, struct err *e)
{
	const str *codes;
	enum rc rc = RC_OK;

	if (!has_code(p))
		return again(p, RC_OK, e);
	rc = second_factor_confirm(&p->d, &p->who, form_str(&p->form, "code"), &codes, e);
	if (rc == RC_NOT_FOUND) /* confirmed already, or given up in another window */
		return page_redirect_z(p, HOME);
	return rc != RC_OK ? again(p, rc, e) : show_codes(p, codes);
}

enum rc
page_second_change_post(struct page *p, struct err *e)
{
	bool removing = str_eq_z(form_str(&p->form, "act"), "hapus");
	str code = form_str(&p->form, "code");
	const str *codes = NULL;
	enum rc rc;

	if (!(removing && session_may_sign(p->d.conf, &p->who)) && !has_code(p))
		return again(p, RC_OK, e);
	rc = removing ? second_factor_remove(&p->d, &p->who, code, e)
		      : second_factor_new_codes(&p->d, &p->who, code, &codes, e);
	if (rc == RC_NOT_FOUND)
		return page_redirect_z(p, HOME);
	if (rc != RC_OK)
		return again(p, rc, e);
	return removing ? page_redirect_flash(p, STR("/profil/keamanan"),
			      N_("Aplikasi kode sudah dihapus."))
			: show_codes(p, codes);
}
