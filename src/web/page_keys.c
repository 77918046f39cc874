/* page_keys.c - an officer's own keys: adding, naming, giving up, proving one, signing in with one. */
#include "base/json.h"
#include "domain/account.h"
#include "domain/session.h"
#include "officer_key.tpl.h"
#include "web/pages.h"
#include "web/sign.h"

static const struct field_spec add_fields[] = {
	{ .name = "name",
	    .kind = F_TEXT,
	    .max = OFFICER_KEY_NAME,
	    .required = true,
	    .label = N_("Nama kunci"),
	    .hint = N_(
		"Agar Anda mengenalinya nanti, misalnya \"Laptop kantor\" atau \"Kunci USB biru\"."),
	    .width = 20,
	    .msg_empty = N_("Beri nama kunci ini.") },
	SIGN_HIDDEN("kind", 10),
	SIGN_HIDDEN("token", 200),
	SIGN_HIDDEN("lanjut", 400),
	SIGN_HIDDEN("key_attestation", 8000),
	SIGN_HIDDEN("key_client", 6000),
	SIGN_HIDDEN("key_transports", 200),
	SIGN_HIDDEN("key_point", 200),
	SIGN_HIDDEN("sig_value", 1400),
};
const struct form_spec form_key_add = FORM_SPEC(add_fields);

static const struct field_spec one_fields[] = {
	{ .name = "name",
	    .kind = F_TEXT,
	    .max = OFFICER_KEY_NAME,
	    .required = true,
	    .label = N_("Nama kunci"),
	    .width = 20,
	    .msg_empty = N_("Beri nama kunci ini.") },
};
const struct form_spec form_key_one = FORM_SPEC(one_fields);

static const struct field_spec prove_fields[] = {
	SIGN_FIELDS,
	SIGN_HIDDEN("lanjut", 400),
};
const struct form_spec form_key_prove = FORM_SPEC(prove_fields);

/* A path of ours that was asked for before, or STR_NONE. */
static str
next_path(str to)
{
	bool ours = to.n > 1 && to.p[0] == '/' && to.p[1] != '/' && to.p[1] != '\\';

	return ours ? to : STR_NONE;
}

/* ---- adding ---- */

/* Ids of what is registered, so that an authenticator is not registered twice. */
static str
known_ids(struct page *p, const struct row_officer_key_list *rows)
{
	struct buf out;

	buf_init(&out, p->a, 256);
	buf_char(&out, '[');
	for (size_t i = 0; i < rows->n; i++) {
		if (i > 0)
			buf_char(&out, ',');
		json_string(&out, rows->at[i].key_id);
	}
	buf_char(&out, ']');
	return buf_get(&out);
}

static enum rc
show_add(struct page *p, struct err *e)
{
	struct officer_party us = officer_party_of(&p->d);
	struct view_key_add v = { .shell = page_shell(p, N_("Tambah kunci")),
		.form = &p->form,
		.passkey = us.possible,
		.address = !us.possible,
		.browser = session_takes_browser_keys(p->d.conf),
		.token = officer_token(&p->d, "tambah", p->who.account),
		.rp = us.rp_id,
		.user = p->who.account,
		.user_name = p->who.username,
		.next = next_path(form_str(&p->form, "lanjut")) };
	struct row_officer_key_list rows;
	enum rc rc = officer_key_list(&p->d, p->who.account, &rows, e);

	if (rc != RC_OK)
		return rc;
	v.denied = !session_may_add_key(p->d.conf, &p->who, rows.n > 0);
	v.known = known_ids(p, &rows);
	v.shell.use_officer = true;
	v.shell.back_href = STR("/profil/keamanan");
	page_render(p, tpl_key_add, &v);
	return RC_OK;
}

enum rc
page_key_add(struct page *p, struct err *e)
{
	form_set(&p->form, "lanjut", page_query(p, "lanjut"));
	return show_add(p, e);
}

enum rc
page_key_add_post(struct page *p, struct err *e)
{
	struct officer_key_new in = { .kind = form_str(&p->form, "kind"),
		.token = form_str(&p->form, "token"),
		.name = form_str(&p->form, "name"),
		.attestation = form_str(&p->form, "key_attestation"),
		.client_data = form_str(&p->form, "key_client"),
		.transports = form_str(&p->form, "key_transports"),
		.point = form_str(&p->form, "key_point"),
		.sig = form_str(&p->form, "sig_value") };
	str id, next = next_path(form_str(&p->form, "lanjut"));
	struct err again;
	enum rc rc = RC_OK;

	if (form_ok(&p->form) && in.kind.n == 0)
		rc = err_set(e, RC_INVALID,
		    N_("Kunci hanya dapat dibuat dengan skrip, di perangkat Anda sendiri. Nyalakan skrip, lalu coba lagi."),
		    "no key in the form");
	else if (form_ok(&p->form))
		rc = officer_key_add(&p->d, &p->who, &in, &id, e);
	if (rc == RC_INVALID || rc == RC_DENIED || rc == RC_CONFLICT || rc == RC_LIMIT)
		form_error_whole(&p->form, e->msg);
	else if (rc != RC_OK)
		return rc;
	if (form_ok(&p->form))
		return page_redirect_flash(p,
		    next.p != NULL ? next : STR("/profil/keamanan"),
		    N_("Kunci sudah ditambahkan."));
	p->rs->status = 422;
	rc = show_add(p, &again);
	if (rc != RC_OK)
		*e = again;
	return rc;
}

/* ---- one key ---- */

static enum rc
show_one(struct page *p, struct err *e)
{
	struct view_key_one v = { .shell = page_shell(p, N_("Kunci")), .form = &p->form };
	struct row_officer_key_list rows;
	struct view_officer_keys keys;
	enum rc rc = officer_key_list(&p->d, p->who.account, &rows, e);

	if (rc != RC_OK)
		return rc;
	keys = sign_keys(p, &rows);
	for (size_t i = 0; i < keys.n; i++) {
		if (!str_eq(keys.at[i].id, page_param(p, "id")))
			continue;
		v.key = keys.at[i];
		v.last = keys.n == 1;
		for (size_t k = 0; k < rows.n; k++)
			v.can_confirm |= rows.at[k].authority_grant.p != NULL &&
					 rows.at[i].known_s == SQL_NULL_INT;
		v.shell.back_href = STR("/profil/keamanan");
		if (form_str(&p->form, "name").p == NULL)
			form_set(&p->form, "name", v.key.name);
		page_render(p, tpl_key_one, &v);
		return RC_OK;
	}
	return err_set(e, RC_NOT_FOUND, N_("Kunci itu sudah tidak ada."), "no such key");
}

enum rc
page_key_one(struct page *p, struct err *e)
{
	return show_one(p, e);
}

enum rc
page_key_one_post(struct page *p, struct err *e)
{
	enum rc rc;

	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		return show_one(p, e);
	}
	rc = officer_key_rename(
	    &p->d, &p->who, page_param(p, "id"), form_str(&p->form, "name"), e);
	return rc != RC_OK ? rc
			   : page_redirect_flash(p, STR("/profil/keamanan"),
				 N_("Nama kunci sudah diganti."));
}

enum rc
page_key_remove_post(struct page *p, struct err *e)
{
	enum rc rc = officer_key_remove(&p->d, &p->who, page_param(p, "id"), e);

	return rc != RC_OK ? rc
			   : page_redirect_flash(p, STR("/profil/keamanan"),
				 N_("Kunci sudah dihapus dan tidak diterima lagi."));
}

/* ---- proving a key in an open session ---- */

static enum rc
show_prove(struct page *p, struct err *e)
{
	struct view_key_prove v = { .shell = page_shell(p, N_("Pastikan dengan kunci")),
		.form = &p->form,
		.next = next_path(form_str(&p->form, "lanjut")) };
	str token = officer_token(&p->d, "pastikan", p->who.account);
	enum rc rc = sign_view(p, STR("/profil/keamanan/pastikan"), token, false,
	    N_("Pastikan dengan kunci"), &v.sign, e);

	if (rc != RC_OK)
		return rc;
	v.none = v.sign.why_not != NULL;
	v.shell.use_officer = true;
	page_render(p, tpl_key_prove, &v);
	return RC_OK;
}

enum rc
page_key_prove(struct page *p, struct err *e)
{
	str next = next_path(page_query(p, "lanjut"));

	if (session_may_sign(p->d.conf, &p->who))
		return page_redirect(p, next.p != NULL ? next : STR("/mulai"));
	form_set(&p->form, "lanjut", next);
	return show_prove(p, e);
}

enum rc
page_key_prove_post(struct page *p, struct err *e)
{
	str next = next_path(form_str(&p->form, "lanjut"));
	struct sign_sent sent;
	struct err again;
	enum rc rc = sign_read(p, &sent, e);

	if (rc == RC_OK)
		rc = officer_key_step_up(&p->d, &p->who, sent.bytes, &sent.sig, e);
	if (rc == RC_OK)
		return page_redirect(p, next.p != NULL ? next : STR("/mulai"));
	if (rc != RC_INVALID && rc != RC_DENIED)
		return rc;
	form_error_whole(&p->form, e->msg);
	p->rs->status = 422;
	rc = show_prove(p, &again);
	if (rc != RC_OK)
		*e = again;
	return rc;
}
