/* page_forgot.c - a new password by way of one's mailbox. */
#include "domain/account.h"
#include "domain/password_rules.h"
#include "forgot.tpl.h"
#include "web/pages.h"
#include "web/view_account.h"

static const struct field_spec forgot_fields[] = {
	{ .name = "username",
	    .kind = F_TEXT,
	    .max = 254,
	    .required = true,
	    .label = N_("Nama pengguna atau email"),
	    .autocomplete = "username",
	    .width = 20,
	    .msg_empty = N_("Isi nama pengguna atau email.") },
};
const struct form_spec form_forgot = FORM_SPEC(forgot_fields);

#define NEW_PASSWORD                                                                           \
	{ .name = "new_password",                                                              \
		.kind = F_PASSWORD,                                                            \
		.max = 256,                                                                    \
		.required = true,                                                              \
		.label = N_("Kata sandi baru"),                                                \
		.autocomplete = "new-password",                                                \
		.hint = N_(                                                                    \
		    "Paling sedikit 12 karakter. Boleh kalimat. Jangan pakai nama atau NIP."), \
		.msg_empty = N_("Isi kata sandi baru.") },                                     \
	{                                                                                      \
		.name = "repeat_password", .kind = F_PASSWORD, .max = 256,                     \
		.required = true, .label = N_("Ulangi kata sandi baru"),                       \
		.autocomplete = "new-password",                                                \
		.msg_empty = N_("Ulangi kata sandi baru.")                                     \
	}

static const struct field_spec code_fields[] = {
	{ .name = "untuk", .kind = F_HIDDEN, .max = 900, .label = N_("Untuk") },
	{ .name = "code",
	    .kind = F_CODE,
	    .min = 6,
	    .max = 6,
	    .required = true,
	    .width = 10,
	    .label = N_("Kode 6 angka"),
	    .autocomplete = "one-time-code",
	    .msg_empty = N_("Isi kode dari email."),
	    .msg_short = N_("Kode terdiri dari 6 angka."),
	    .msg_long = N_("Kode terdiri dari 6 angka.") },
	NEW_PASSWORD,
};
const struct form_spec form_forgot_code = FORM_SPEC(code_fields);

static const struct field_spec link_fields[] = { NEW_PASSWORD };
const struct form_spec form_forgot_link = FORM_SPEC(link_fields);

/* ---- asking ---- */

static enum rc
show_forgot(struct page *p)
{
	struct view_forgot v = { .shell = page_shell(p, N_("Lupa kata sandi")),
		.form = &p->form };

	v.shell.back_href = STR("/masuk");
	page_render(p, tpl_forgot, &v);
	return RC_OK;
}

enum rc
page_forgot(struct page *p, struct err *e)
{
	(void)e;
	return show_forgot(p);
}

/* Whoever asks is led to the same page, whether there is such an account or not. */
enum rc
page_forgot_post(struct page *p, struct err *e)
{
	str ticket;
	enum rc rc;

	if (!form_ok(&p->form))
		return page_again(p, show_forgot);
	rc =
	    account_forgot(&p->d, form_str(&p->form, "username"), p->who.net, &ticket, e);
	if (rc == RC_LIMIT) {
		form_error_whole(&p->form, e->msg);
		p->rs->status = 429;
		return show_forgot(p);
	}
	if (rc != RC_OK)
		return rc;
	return page_redirect(
	    p, str_fmt(p->a, "/kata-sandi/lupa/kode?untuk=%.*s", STR_ARG(ticket)));
}

/* ---- by code ---- */

static enum rc
show_code(struct page *p)
{
	struct view_forgot v = { .shell = page_shell(p, N_("Buat kata sandi baru")),
		.form = &p->form };

	v.shell.back_href = STR("/kata-sandi/lupa");
	page_render(p, tpl_forgot_code, &v);
	return RC_OK;
}

enum rc
page_forgot_code(struct page *p, struct err *e)
{
	(void)e;
	if (page_query(p, "untuk").n == 0)
		return page_redirect_z(p, "/kata-sandi/lupa");
	form_set(&p->form, "untuk", page_query(p, "untuk"));
	return show_code(p);
}

/* What both ways share: use the proof, or put the sentence where it belongs. */
static enum rc
change(struct page *p, const struct forgot_proof *proof, enum rc (*show)(struct page *p),
    struct err *e)
{
	str next = form_str(&p->form, "new_password");
	struct say why;
	enum rc rc;

	if (form_ok(&p->form) &&
	    password_repeat(next, form_str(&p->form, "repeat_password"), &why) != RC_OK)
		form_error(&p->form, "repeat_password", why.id);
	if (!form_ok(&p->form))
		return page_again(p, show);
	rc = account_forgot_change(&p->d, proof, next, e);
	if (rc == RC_OK)
		return page_redirect_flash(p, STR("/masuk"),
		    N_("Kata sandi Anda sudah diganti. Silakan masuk."));
	if (rc == RC_INVALID)
		form_error(&p->form, "new_password", e->msg);
	else if (rc == RC_DENIED && proof->token.p == NULL)
		form_error(&p->form, "code", e->msg);
	else if (rc == RC_DENIED || rc == RC_LIMIT)
		form_error_whole(&p->form, e->msg);
	else
		return rc;
	p->rs->status = rc == RC_LIMIT ? 429 : 422;
	return show(p);
}

enum rc
page_forgot_code_post(struct page *p, struct err *e)
{
	struct forgot_proof proof = { .token = STR_NONE,
		.ticket = form_str(&p->form, "untuk"),
		.code = form_str(&p->form, "code"),
		.net = p->who.net,
		.agent = page_agent(p) };

	return change(p, &proof, show_code, e);
}

/* ---- by link: looking at it does not use it up ---- */

static enum rc
show_link(struct page *p)
{
	struct view_forgot v = { .shell = page_shell(p, N_("Buat kata sandi baru")),
		.form = &p->form,
		.token = page_param(p, "token") };
	int64_t until;
	struct err e;

	if (account_forgot_link(&p->d, v.token, &until, &e) != RC_OK) {
		v.shell.title = N_("Tautan tidak berlaku");
		v.shell.has_error = false;
		p->rs->status = 410;
		page_render(p, tpl_forgot_over, &v);
		return RC_OK;
	}
	v.until = time_long(p->a, until, page_zone(p), p->lang);
	page_render(p, tpl_forgot_link, &v);
	return RC_OK;
}

enum rc
page_forgot_link(struct page *p, struct err *e)
{
	(void)e;
	return show_link(p);
}

enum rc
page_forgot_link_post(struct page *p, struct err *e)
{
	struct forgot_proof proof = {
		.token = page_param(p, "token"), .net = p->who.net, .agent = page_agent(p)
	};

	return change(p, &proof, show_link, e);
}
