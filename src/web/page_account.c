/* page_account.c - signing in and out, changing the password. */
#include "base/codec.h"
#include "domain/account.h"
#include "domain/password_rules.h"
#include "domain/session.h"
#include "login.tpl.h"
#include "password.tpl.h"
#include "web/pages.h"
#include "web/sign.h"
#include "web/users.h"
#include "web/view_account.h"

static const struct field_spec login_fields[] = {
	{ .name = "username",
	    .kind = F_TEXT,
	    .max = 254,
	    .required = true,
	    .label = N_("Nama pengguna atau email"),
	    .autocomplete = "username",
	    .width = 20,
	    .msg_empty = N_("Isi nama pengguna.") },
	{ .name = "password",
	    .kind = F_PASSWORD,
	    .max = 256,
	    .required = true,
	    .label = N_("Kata sandi"),
	    .autocomplete = "current-password",
	    .msg_empty = N_("Isi kata sandi.") },
	{ .name = "lanjut", .kind = F_HIDDEN, .max = 400, .label = N_("Tujuan") },
};
const struct form_spec form_login = FORM_SPEC(login_fields);

static const struct field_spec password_fields[] = {
	{ .name = "password",
	    .kind = F_PASSWORD,
	    .max = 256,
	    .conditional = true,
	    .label = N_("Kata sandi sekarang"),
	    .autocomplete = "current-password" },
	{ .name = "new_password",
	    .kind = F_PASSWORD,
	    .max = 256,
	    .required = true,
	    .label = N_("Kata sandi baru"),
	    .autocomplete = "new-password",
	    .hint = N_(
		"Paling sedikit 12 karakter. Boleh kalimat. Jangan pakai nama atau NIP."),
	    .msg_empty = N_("Isi kata sandi baru.") },
	{ .name = "repeat_password",
	    .kind = F_PASSWORD,
	    .max = 256,
	    .required = true,
	    .label = N_("Ulangi kata sandi baru"),
	    .autocomplete = "new-password",
	    .msg_empty = N_("Ulangi kata sandi baru.") },
};
const struct form_spec form_password = FORM_SPEC(password_fields);

static enum rc
show_login(struct page *p)
{
	struct officer_party us = officer_party_of(&p->d);
	struct view_login v = { .shell = page_shell(p, N_("Masuk")),
		.form = &p->form,
		.next = form_str(&p->form, "lanjut") };
	str token = officer_token(&p->d, "masuk", STR_NONE);

	v.sign = (struct view_sign){ .action = STR("/masuk/kunci"),
		.csrf = p->csrf,
		.statement = base64url_encode(p->a, token.p, token.n),
		.keys = STR("[]"),
		.rp = us.rp_id,
		.button = N_("Masuk dengan kunci sandi (passkey)"),
		.passkey = us.possible };
	v.shell.use_officer = us.possible;
	page_render(p, tpl_login, &v);
	return RC_OK;
}

enum rc
page_login(struct page *p, struct err *e)
{
	(void)e;
	if (p->who.account.p != NULL)
		return page_redirect(p, page_next(p, page_query(p, "lanjut")));
	form_set(&p->form, "lanjut", page_query(p, "lanjut"));
	return show_login(p);
}

/* Where to after signing in; only the session that begins now can say whether its roles may open the page. */
static str
destination(struct page *p, bool must_change)
{
	struct buf link;

	if (must_change)
		return STR("/kata-sandi");
	buf_init(&link, p->a, 128);
	buf_z(&link, "/mulai");
	link_add(&link, "lanjut", form_str(&p->form, "lanjut"));
	return buf_get(&link);
}

/* The second step; what the password has proven travels in the form. */
static enum rc
show_second(struct page *p, str ticket, str next)
{
	struct view_login_second v = { .shell = page_shell(p, N_("Kode kedua")),
		.form = &p->form,
		.ticket = ticket,
		.next = next };

	v.shell.back_href = STR("/masuk");
	page_render(p, tpl_login_second, &v);
	return RC_OK;
}

enum rc
page_login_post(struct page *p, struct err *e)
{
	struct login in = { .username = form_str(&p->form, "username"),
		.password = form_str(&p->form, "password"),
		.agent = page_agent(p),
		.net = p->who.net,
		.old_token = page_account_token(p) };
	str next = form_str(&p->form, "lanjut");
	struct login_done done;
	enum rc rc;

	if (!form_ok(&p->form))
		return page_again(p, show_login);
	rc = account_login(&p->d, &in, &done, e);
	if (rc == RC_DENIED || rc == RC_LIMIT) {
		form_error_whole(&p->form, e->msg);
		p->rs->status = rc == RC_LIMIT ? 429 : 422;
		return show_login(p);
	}
	if (rc != RC_OK)
		return rc;
	if (done.ticket.p != NULL) {
		form_init(&p->form, &form_login_second, p->lang, p->a);
		return show_second(p, done.ticket, next);
	}
	page_sign_in(p, done.token);
	return page_redirect(p, destination(p, done.must_change));
}

static const struct field_spec login_second_fields[] = {
	{ .name = "code",
	    .kind = F_CODE,
	    .max = 20,
	    .required = true,
	    .width = 10,
	    .label = N_("Kode dari aplikasi, atau kode pemulihan"),
	    .hint = N_(
		"Enam angka yang sekarang tampil di aplikasi kode Anda. Ponsel hilang? Isi satu kode pemulihan."),
	    .autocomplete = "one-time-code",
	    .msg_empty = N_("Isi kode dari aplikasi.") },
	SIGN_HIDDEN("ticket", 400),
	SIGN_HIDDEN("lanjut", 400),
};
const struct form_spec form_login_second = FORM_SPEC(login_second_fields);

enum rc
page_login_second(struct page *p, struct err *e)
{
	(void)e;
	return page_redirect_z(p, "/masuk");
}

/* The password form again, with what was wrong above it. */
static enum rc
login_again(struct page *p, enum rc rc, const char *why)
{
	str to = form_str(&p->form, "lanjut");

	form_init(&p->form, &form_login, p->lang, p->a);
	form_set(&p->form, "lanjut", to);
	form_error_whole(&p->form, why);
	p->rs->status = rc == RC_LIMIT ? 429 : 422;
	return show_login(p);
}

enum rc
page_login_second_post(struct page *p, struct err *e)
{
	struct login in = { .agent = page_agent(p),
		.net = p->who.net,
		.old_token = page_account_token(p) };
	str ticket = form_str(&p->form, "ticket"), next = form_str(&p->form, "lanjut");
	struct login_done done = { .token = STR_NONE };
	enum rc rc = RC_OK;

	if (form_ok(&p->form))
		rc = account_login_second(
		    &p->d, &in, ticket, form_str(&p->form, "code"), &done, e);
	if (rc == RC_INVALID || rc == RC_LIMIT)
		return login_again(p, rc, e->msg);
	if (rc == RC_DENIED)
		form_error(&p->form, "code", e->msg);
	else if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		return show_second(p, ticket, next);
	}
	page_sign_in(p, done.token);
	return page_redirect(p, destination(p, done.must_change));
}

static const struct field_spec login_key_fields[] = {
	SIGN_FIELDS,
	SIGN_HIDDEN("lanjut", 400),
};
const struct form_spec form_login_key = FORM_SPEC(login_key_fields);

enum rc
page_login_key_post(struct page *p, struct err *e)
{
	struct officer_login in = { .agent = page_agent(p),
		.net = p->who.net,
		.old_token = page_account_token(p) };
	struct sign_sent sent;
	str session;
	enum rc rc = sign_read(p, &sent, e);

	if (rc == RC_OK) {
		in.token = sent.bytes;
		in.sig = sent.sig;
		rc = officer_key_login(&p->d, &in, &session, e);
	}
	if (rc == RC_INVALID || rc == RC_DENIED || rc == RC_LIMIT)
		return login_again(p, rc, e->msg);
	if (rc != RC_OK)
		return rc;
	page_sign_in(p, session);
	return page_redirect(p, destination(p, false));
}

enum rc
page_start_redirect(struct page *p, struct err *e)
{
	(void)e;
	return page_redirect(p, page_next(p, page_query(p, "lanjut")));
}

enum rc
page_logout_post(struct page *p, struct err *e)
{
	str token = page_account_token(p);
	enum rc rc = RC_OK;

	if (token.p != NULL)
		rc = session_end(&p->d, token, e);
	if (rc != RC_OK)
		return rc;
	page_sign_out(p);
	return page_redirect_flash(p, STR("/"), N_("Anda sudah keluar."));
}

static enum rc
show_password(struct page *p)
{
	struct view_password v = { .shell = page_shell(p, N_("Ganti kata sandi")),
		.form = &p->form,
		.first = (p->who.roles & R_FRESH) != 0 };

	page_render(p, tpl_password, &v);
	return RC_OK;
}

enum rc
page_password(struct page *p, struct err *e)
{
	(void)e;
	return show_password(p);
}

enum rc
page_password_post(struct page *p, struct err *e)
{
	str current = form_str(&p->form, "password"),
	    next = form_str(&p->form, "new_password");
	bool first = (p->who.roles & R_FRESH) != 0;
	struct say why;
	str token;
	enum rc rc;

	if (!first && current.n == 0)
		form_error(&p->form, "password", N_("Isi kata sandi sekarang."));
	if (form_ok(&p->form) &&
	    password_repeat(next, form_str(&p->form, "repeat_password"), &why) != RC_OK)
		form_error(&p->form, "repeat_password", why.id);
	if (!form_ok(&p->form))
		return page_again(p, show_password);
	rc = account_change_password(
	    &p->d, &p->who, current, next, page_agent(p), &token, e);
	if (rc == RC_INVALID || rc == RC_DENIED) {
		form_error(
		    &p->form, rc == RC_INVALID ? "new_password" : "password", e->msg);
		return page_again(p, show_password);
	}
	if (rc != RC_OK)
		return rc;
	page_sign_in(p, token);
	return page_redirect_flash(p, STR("/mulai"),
	    first ? N_("Akun Anda aktif.") : N_("Kata sandi Anda sudah diganti."));
}
