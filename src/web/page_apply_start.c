/* page_apply_start.c - the first two steps: the office, and a mailbox that is proven. */
#include "apply_email.tpl.h"
#include "apply_office.tpl.h"
#include "base/utf8.h"
#include "domain/mask.h"
#include "domain/record.h"
#include "web/page_apply.h"
#include "web/pages.h"

#define OFFICES_SHOWN 25

static const struct field_spec office_fields[] = {
	{ .name = "cari",
	    .kind = F_TEXT,
	    .max = 80,
	    .conditional = true,
	    .label = N_("Kota, nama, atau kode KPPN"),
	    .width = 20,
	    .hint = N_(
		"Anda harus datang sendiri ke kantor ini untuk aktivasi. Contoh: Tolitoli atau "
		"082.") },
	{ .name = "kata", .kind = F_HIDDEN, .max = 80, .label = N_("Kata yang dicari") },
	{ .name = "office",
	    .kind = F_RADIO,
	    .required = true,
	    .label = N_("Pilih kantor"),
	    .msg_empty = N_("Pilih satu kantor."),
	    .msg_bad = N_("Pilih satu kantor.") },
};
const struct form_spec form_apply_office = FORM_SPEC(office_fields);

/* ---- the office ---- */

/* "Tolitoli, Sulawesi Tengah. Senin-Jumat 08.00-15.00 WITA. 3 berkas menunggu diperiksa." */
static const char *
office_hint(struct page *p, const struct row_office *o)
{
	struct buf b;
	struct err ignored;
	int64_t waiting = 0;

	buf_init(&b, p->a, 160);
	if (o->address.n > 0) {
		buf_str(&b, o->address);
		BUF_LIT(&b, ". ");
	} else {
		buf_fmt(&b, "%.*s, %.*s. ", STR_ARG(o->city), STR_ARG(o->province));
	}
	buf_fmt(&b, "%.*s %.*s.", STR_ARG(o->hours), STR_ARG(o->zone));
	if (counter_get(&p->d, "application", o->code, "submitted", &waiting, &ignored) ==
		RC_OK &&
	    waiting > 0) {
		str n = str_fmt(p->a, "%lld", (long long)waiting);

		buf_char(&b, ' ');
		buf_str(&b, form_fill(p->a,
				page_tr(p, N_("{0} berkas menunggu diperiksa.")), &n, 1));
	}
	return str_z(p->a, buf_get(&b));
}

static const struct field_option *
office_options(struct page *p, const struct row_office_list *l, size_t most, bool hints)
{
	size_t n = l->n < most ? l->n : most;
	struct field_option *at = ARENA_ARRAY(p->a, n + 1, struct field_option);

	for (size_t i = 0; i < n; i++) {
		const struct row_office *o = &l->at[i];

		at[i].value = str_z(p->a, o->code);
		at[i].label = str_z(p->a,
		    str_fmt(p->a, "%.*s (%.*s)", STR_ARG(o->name), STR_ARG(o->code)));
		at[i].hint = hints ? office_hint(p, o) : NULL;
	}
	return at;
}

/* The file of this browser if it is a draft; *out_f->app.id.p NULL when there is none. */
static enum rc
own_draft(struct page *p, struct apply_file *f, struct err *e)
{
	enum rc rc;

	memset(f, 0, sizeof(*f));
	if (p->who.application.p == NULL)
		return RC_OK;
	rc = apply_load(&p->d, &p->who, f, e);
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static bool
is_over(const struct apply_file *f)
{
	static const char *const states[] = { "issued", "refused", "withdrawn",
		"lapsed" };

	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (str_eq_z(f->app.state, states[i]))
			return true;
	return false;
}

static enum rc
show_office(
    struct page *p, const struct apply_file *f, str words, bool searched, struct err *e)
{
	bool draft = f->app.id.p != NULL && !is_over(f);
	struct view_office v = { .searched = searched ? words : STR_NONE };
	struct row_office_list found = { NULL, 0 };
	str shown = words;
	enum rc rc = RC_OK;

	if (searched && str_trim(words).n == 0)
		form_error(&p->form, "cari", N_("Isi kota, nama, atau kode kantor."));
	else if (searched)
		rc = apply_office_search(&p->d, words, &found, e);
	else if (draft)
		found = (struct row_office_list){ &f->office, 1 };
	if (rc != RC_OK)
		return rc;
	if (searched && found.n == 0 && str_trim(words).n > 0)
		form_error_with(&p->form, "cari",
		    N_("Tidak ada kantor yang cocok dengan \"{0}\". Coba nama kabupaten."),
		    &shown, 1);
	form_set_options(
	    &p->form, "office", office_options(p, &found, OFFICES_SHOWN, true));
	if (form_str(&p->form, "office").n == 0 && (draft || found.n == 1) && found.n > 0)
		form_set(&p->form, "office", draft ? f->app.office : found.at[0].code);
	v.found = found.n > 0;
	if (found.n > OFFICES_SHOWN)
		v.more = str_fmt(p->a, "%zu", found.n);
	v.frame = apply_frame(p, draft ? f : NULL, APPLY_OFFICE,
	    N_("Di kantor mana Anda akan mengaktifkan?"),
	    N_("Petugas kantor ini memeriksa berkas Anda dan melayani aktivasi di loket. Pilih yang "
	       "paling mudah Anda datangi, atau yang ditentukan unit Anda."));
	page_render(p, tpl_apply_office, &v);
	return RC_OK;
}

enum rc
page_apply_office(struct page *p, struct err *e)
{
	str words = page_query(p, "cari");
	struct apply_file f;
	enum rc rc = own_draft(p, &f, e);

	if (rc != RC_OK)
		return rc;
	if (f.app.id.p != NULL && !is_over(&f) && !str_eq_z(f.app.state, "draft"))
		return page_redirect_flash(p, apply_home(p, &f),
		    N_("Kantor tidak dapat diganti setelah terkirim."));
	form_set(&p->form, "cari", utf8_head(words, 80));
	return show_office(p, &f, words, words.p != NULL, e);
}

enum rc
page_apply_office_post(struct page *p, struct err *e)
{
	struct row_office_list all;
	struct apply_file f;
	str office, token, words;
	enum rc rc = apply_office_search(&p->d, STR(""), &all, e);

	if (rc != RC_OK)
		return rc;
	form_set_options(&p->form, "office", office_options(p, &all, all.n, false));
	rc = form_read(&p->form, &p->rq->form, &p->rq->files, e);
	if (rc == RC_OK)
		rc = own_draft(p, &f, e);
	if (rc != RC_OK)
		return rc;
	office = form_str(&p->form, "office");
	words = form_str(&p->form, "kata");
	form_set(&p->form, "cari", words);
	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		return show_office(p, &f, words, words.n > 0, e);
	}
	if (f.app.id.p != NULL && !is_over(&f)) {
		rc = apply_set_office(&p->d, &p->who, office, e);
		return rc != RC_OK ? rc : apply_next(p, e);
	}
	rc = apply_start(
	    &p->d, &p->who, office, page_agent(p), page_applicant_token(p), &token, e);
	if (rc != RC_OK)
		return rc;
	page_applicant_in(p, token);
	return page_redirect_z(p, apply_path(APPLY_EMAIL));
}

/* ---- the mailbox ---- */

static const struct field_spec email_fields[] = {
	{ .name = "email",
	    .kind = F_TEXT,
	    .max = 254,
	    .conditional = true,
	    .label = N_("Email kedinasan"),
	    .autocomplete = "email",
	    .width = 30,
	    .hint = N_("Harus berakhiran @kemenkeu.go.id dan masih aktif.") },
	{ .name = "code",
	    .kind = F_CODE,
	    .max = 20,
	    .conditional = true,
	    .label = N_("Kode verifikasi"),
	    .autocomplete = "one-time-code",
	    .width = 10,
	    .hint = N_("6 angka, ada di email yang baru kami kirim.") },
	{ .name = "ulang", .kind = F_HIDDEN, .max = 4, .label = N_("Kirim ulang") },
};
const struct form_spec form_apply_email = FORM_SPEC(email_fields);

static enum rc
show_email(struct page *p, const struct apply_file *f, bool ask_code, struct err *e)
{
	const struct conf *c = p->d.conf;
	struct view_email v = { .helpdesk = c->helpdesk_name };
	str pending = STR_NONE;
	enum rc rc = RC_NOT_FOUND;

	if (ask_code)
		rc = apply_pending_email(&p->d, &p->who, &pending, e);
	if (rc == RC_OK) {
		v.sent_to = mask_email(p->a, pending);
		rc = apply_code_failed(&p->d, &p->who, &v.failed, e);
	}
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	if (f->app.email_proven_s != SQL_NULL_INT)
		v.proven = f->app.email;
	if (c->helpdesk_contact.n > 0)
		v.helpdesk_href =
		    str_has(c->helpdesk_contact, '@')
			? str_fmt(p->a, "mailto:%.*s", STR_ARG(c->helpdesk_contact))
			: str_fmt(p->a, "https://%.*s", STR_ARG(c->helpdesk_contact));
	v.frame = apply_frame(p, f, APPLY_EMAIL,
	    v.sent_to.p != NULL ? N_("Masukkan kode dari email") : N_("Email kedinasan"),
	    N_("Semua kabar kami kirim ke alamat ini, dan alamat ini tertulis di sertifikat Anda. "
	       "Karena itu kami memastikannya lebih dulu."));
	if (v.sent_to.p != NULL)
		v.frame.shell.back_href = STR("/registrasi-djpb/surel");
	page_render(p, tpl_apply_email, &v);
	return RC_OK;
}

enum rc
page_apply_email(struct page *p, struct err *e)
{
	struct apply_file f;
	bool go;
	enum rc rc = apply_enter(p, APPLY_EMAIL, &f, &go, e);

	if (rc != RC_OK || !go)
		return rc;
	if (f.app.email.n > 0)
		form_set(&p->form, "email", f.app.email);
	return show_email(p, &f, page_query(p, "kode").p != NULL, e);
}

/* Send a code to what was typed, or again to where the last one went. */
static enum rc
send_code(struct page *p, const struct apply_file *f, bool again, struct err *e)
{
	str to = form_str(&p->form, "email");
	struct say why = { .id = NULL };
	enum rc rc = RC_OK;

	if (again)
		rc = apply_pending_email(&p->d, &p->who, &to, e);
	else if (f->app.email_proven_s != SQL_NULL_INT && str_eq_nocase(to, f->app.email))
		return apply_next(p, e);
	if (rc == RC_OK)
		rc = apply_send_code(&p->d, &p->who, to, &why, e);
	if (rc == RC_OK && again)
		return page_redirect_flash(p, STR("/registrasi-djpb/surel?kode=1"),
		    N_("Kode baru sudah dikirim."));
	if (rc == RC_OK)
		return page_redirect_z(p, "/registrasi-djpb/surel?kode=1");
	if (rc == RC_INVALID && why.id != NULL)
		form_error_with(&p->form, "email", why.id, why.arg, 2);
	else if (rc == RC_LIMIT)
		form_error(&p->form, again ? "code" : "email", e->msg);
	else
		return rc == RC_NOT_FOUND ? page_redirect_z(p, "/registrasi-djpb/surel")
					  : rc;
	p->rs->status = rc == RC_LIMIT ? 429 : 422;
	return show_email(p, f, again, e);
}

static enum rc
prove(struct page *p, const struct apply_file *f, str code, struct err *e)
{
	str token;
	enum rc rc;

	if (code.n == 0) {
		form_error(&p->form, "code", N_("Isi kode verifikasi."));
		p->rs->status = 422;
		return show_email(p, f, true, e);
	}
	rc = apply_prove_email(
	    &p->d, &p->who, code, page_agent(p), page_applicant_token(p), &token, e);
	if (rc == RC_OK) {
		page_applicant_in(p, token);
		return apply_next(p, e);
	}
	if (rc == RC_DENIED || rc == RC_LIMIT || rc == RC_CONFLICT) {
		form_error(&p->form, rc == RC_CONFLICT ? "email" : "code", e->msg);
		p->rs->status = rc == RC_LIMIT ? 429 : 422;
		return show_email(p, f, rc != RC_CONFLICT, e);
	}
	return rc;
}

enum rc
page_apply_email_post(struct page *p, struct err *e)
{
	struct apply_file f;
	bool go, again = form_str(&p->form, "ulang").n > 0;
	str code = form_str(&p->form, "code");
	enum rc rc = apply_enter(p, APPLY_EMAIL, &f, &go, e);

	if (rc != RC_OK || !go)
		return rc;
	if (!again && code.p != NULL)
		return prove(p, &f, code, e);
	return send_code(p, &f, again, e);
}
