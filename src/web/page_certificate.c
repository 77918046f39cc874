/*
 * page_certificate.c - one's own certificate (/sertifikat) and the office's view of one
 * (/kantor/sertifikat/{serial}): what it is, and orders to suspend, lift and revoke it.
 */
#include "base/codec.h"
#include "certificate.tpl.h"
#include "certificate_order.tpl.h"
#include "domain/document.h"
#include "domain/grant.h"
#include "domain/holder.h"
#include "prove.tpl.h"
#include "web/app.h"
#include "web/certificate_view.h"
#include "web/pages.h"
#include "web/sign.h"

static const struct field_spec number_fields[] = {
	{ .name = "number",
	    .kind = F_CODE,
	    .max = 30,
	    .required = true,
	    .label = N_("Nomor permohonan"),
	    .hint = N_("Contoh: DS-082-7K4M-2PXA"),
	    .width = 20,
	    .msg_empty = N_("Isi nomor permohonan.") },
};
const struct form_spec form_holder_number = FORM_SPEC(number_fields);

static const struct field_spec enter_fields[] = {
	{ .name = "number",
	    .kind = F_HIDDEN,
	    .max = 30,
	    .required = true,
	    .label = N_("Nomor permohonan") },
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
const struct form_spec form_holder_enter = FORM_SPEC(enter_fields);

#define NOTE                                                                             \
	{                                                                                \
		.name = "note", .kind = F_TEXTAREA, .max = 500, .rows = 3,               \
		.label = N_("Keterangan"),                                               \
		.hint = N_("Apa yang terjadi, dan kapan. Jangan tulis passphrase.")      \
	}
#define VERSION                                                                          \
	{                                                                                \
		.name = "version", .kind = F_INT, .required = true, .label = N_("Versi") \
	}

static const struct field_spec order_fields[] = { NOTE, VERSION, SIGN_FIELDS };
const struct form_spec form_certificate_order = FORM_SPEC(order_fields);

static const struct field_spec revoke_fields[] = {
	{ .name = "reason",
	    .kind = F_RADIO,
	    .required = true,
	    .label = N_("Alasan pencabutan"),
	    .msg_empty = N_("Pilih alasan.") },
	NOTE,
	VERSION,
	{ .name = "sure", .kind = F_HIDDEN, .max = 2, .label = N_("Yakin") },
	{ .name = "revocation_code",
	    .kind = F_CODE,
	    .max = 40,
	    .conditional = true,
	    .label = N_("Kode pencabutan"),
	    .hint = N_(
		"Dicetak saat Anda mengambil sertifikat: empat kelompok huruf dan angka.") },
	{ .name = "key_signature",
	    .kind = F_TEXTAREA,
	    .max = 1200,
	    .rows = 4,
	    .conditional = true,
	    .label = N_("Tanda tangan kunci"),
	    .hint = N_("Tempel baris yang dicetak perintah di atas.") },
	SIGN_FIELDS,
};
const struct form_spec form_certificate_revoke = FORM_SPEC(revoke_fields);

/* ---- proving oneself on /sertifikat ---- */

static enum rc
show_prove(struct page *p, bool sent)
{
	struct view_prove v = { .shell = page_shell(p, N_("Sertifikat saya")),
		.form = &p->form,
		.heading = N_("Sertifikat saya"),
		.send_action = STR("/sertifikat/kode"),
		.enter_action = STR("/sertifikat/masuk"),
		.sent = sent };

	page_render(p, tpl_prove, &v);
	return RC_OK;
}

enum rc
page_holder_send_post(struct page *p, struct err *e)
{
	str number = form_str(&p->form, "number");
	enum rc rc;

	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		return show_prove(p, false);
	}
	rc = holder_send_code(&p->d, HOLDER_ENTER, number, p->who.net, e);
	if (rc == RC_LIMIT) {
		form_error_whole(&p->form, e->msg);
		p->rs->status = 429;
		return show_prove(p, false);
	}
	form_init(&p->form, &form_holder_enter, p->lang, p->a);
	form_set(&p->form, "number", number);
	return rc != RC_OK ? rc : show_prove(p, true);
}

enum rc
page_holder_enter_post(struct page *p, struct err *e)
{
	str token, number;
	enum rc rc = RC_INVALID;

	if (form_ok(&p->form)) {
		rc = holder_enter(&p->d, &p->who, form_str(&p->form, "number"),
		    form_str(&p->form, "code"), page_agent(p), page_applicant_token(p),
		    &token, &number, e);
		if (rc == RC_DENIED)
			form_error(&p->form, "code", e->msg);
		else if (rc == RC_LIMIT)
			form_error_whole(&p->form, e->msg);
		else if (rc != RC_OK)
			return rc;
	}
	if (rc != RC_OK) {
		p->rs->status = rc == RC_LIMIT ? 429 : 422;
		return show_prove(p, true);
	}
	page_applicant_in(p, token);
	return page_redirect_z(p, "/sertifikat");
}

/* ---- the page of a certificate ---- */

static bool
office_side(const struct page *p)
{
	return str_starts(p->path, STR("/kantor/"));
}

static const char *
base_of(const struct page *p)
{
	return office_side(p) ? "/kantor/sertifikat" : "/sertifikat";
}

static str
class_label(struct page *p, str class)
{
	int c = document_class_parse(class);

	return c < 0
		   ? str_from_z(page_tr(p, N_("Seluruh berkas")))
		   : str_from_z(page_tr(p, document_class_label((enum document_class)c)));
}

static enum rc
views_of(struct page *p, str application, enum zone zone, struct cert_view_lines *out,
    struct err *e)
{
	struct row_doc_views_of_list l;
	struct cert_view_line *at;
	enum rc rc = certificate_views_of(&p->d, application, &l, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, l.n, struct cert_view_line);
	for (size_t i = 0; i < l.n; i++)
		at[i] = (struct cert_view_line){ .at = time_long(
						     p->a, l.at[i].at_s, zone, p->lang),
			.who = page_viewer(p, &l.at[i]),
			.document = class_label(p, l.at[i].class),
			.reason = l.at[i].reason };
	*out = (struct cert_view_lines){ at, l.n };
	return RC_OK;
}

/* The other certificates of its application: before and after a renewal. */
static enum rc
others_of(struct page *p, const struct certificate_file *f, struct cert_lines *out,
    struct err *e)
{
	enum zone zone = zone_parse(f->office.zone);
	struct row_certificate_list l;
	struct cert_line *at;
	size_t n = 0;
	enum rc rc = certificate_list_of(&p->d, f->app.id, &l, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, l.n + 1, struct cert_line);
	for (size_t i = 0; i < l.n; i++) {
		const struct row_certificate *c = &l.at[i];

		if (str_eq(c->serial, f->cert.serial))
			continue;
		at[n++] = (struct cert_line){ .serial = c->serial,
			.until = time_long(p->a, c->not_after_s, zone, p->lang),
			.href = str_fmt(p->a, "%s/%.*s", base_of(p), STR_ARG(c->serial)),
			.state = state_label(&words_certificate, c->state),
			.colour = certificate_colour(c->state) };
	}
	*out = (struct cert_lines){ at, n };
	return RC_OK;
}

static enum rc
show_certificate(
    struct page *p, const struct certificate_file *f, str notice, struct err *e)
{
	bool office = office_side(p);
	struct view_certificate v = {
		.shell = page_shell(p, office ? N_("Sertifikat") : N_("Sertifikat saya")),
		.notice = notice,
		.number = f->app.number,
		.office_name = f->office.name,
		.office_phone = f->office.phone,
		.office_side = office,
		.application_href =
		    str_fmt(p->a, "/kantor/permohonan/%.*s", STR_ARG(f->app.number))
	};
	enum rc rc = certificate_block_fill(p, f, base_of(p), &v.block, e);

	if (rc == RC_OK)
		rc = others_of(p, f, &v.others, e);
	if (rc == RC_OK && !office)
		rc = views_of(p, f->app.id, zone_parse(f->office.zone), &v.views, e);
	if (rc != RC_OK)
		return rc;
	v.shell.subject = office ? f->cert.name : STR_NONE;
	page_render(p, tpl_certificate, &v);
	return RC_OK;
}

/* The session is there, a certificate is not yet. */
static enum rc
show_none(struct page *p, struct err *e)
{
	struct view_certificate v = { .shell = page_shell(p, N_("Sertifikat saya")),
		.none = true };
	struct row_application app;
	enum rc rc = certificate_holder_application(&p->d, &p->who, &app, e);

	if (rc != RC_OK)
		return rc;
	v.number = app.number;
	v.collectable = str_eq_z(app.state, "approved");
	v.state_sentence =
	    str_from_z(page_tr(p, state_label(&words_application, app.state)));
	page_render(p, tpl_certificate, &v);
	return RC_OK;
}

enum rc
page_certificate_own(struct page *p, struct err *e)
{
	struct row_certificate_list l;
	struct certificate_file f;
	enum rc rc;

	if (p->who.application.p == NULL) {
		form_init(&p->form, &form_holder_number, p->lang, p->a);
		form_set(&p->form, "number", page_query(p, "nomor"));
		return show_prove(p, false);
	}
	rc = certificate_list_of(&p->d, p->who.application, &l, e);
	if (rc != RC_OK || l.n == 0)
		return rc != RC_OK ? rc : show_none(p, e);
	rc = certificate_load(&p->d, &p->who, l.at[0].serial, &f, e);
	return rc != RC_OK ? rc : show_certificate(p, &f, STR_NONE, e);
}

enum rc
page_certificate_one(struct page *p, struct err *e)
{
	struct certificate_file f;
	enum rc rc = certificate_load(&p->d, &p->who, page_param(p, "serial"), &f, e);

	return rc != RC_OK ? rc : show_certificate(p, &f, STR_NONE, e);
}

enum rc
page_certificate_office(struct page *p, struct err *e)
{
	struct certificate_file f;
	enum rc rc = certificate_load(&p->d, &p->who, page_param(p, "serial"), &f, e);

	return rc != RC_OK ? rc : show_certificate(p, &f, STR_NONE, e);
}

enum rc
page_certificate_download(struct page *p, struct err *e)
{
	const struct certificate_form *form;
	struct certificate_file f;
	str bytes, name = page_query(p, "bentuk");
	enum rc rc = certificate_load(&p->d, &p->who, page_param(p, "serial"), &f, e);

	if (rc == RC_OK)
		rc = certificate_bytes(
		    &p->d, &f.cert, name.p == NULL ? STR("cer") : name, &form, &bytes, e);
	if (rc != RC_OK)
		return rc;
	http_header_z(p->rs, "Content-Type", form->type);
	http_disposition(p->rs, true,
	    str_fmt(p->a, "%.*s%s.%s", STR_ARG(f.app.number),
		str_eq_z(str_from_z(form->name), "chain") ? "-rantai" : "",
		str_eq_z(str_from_z(form->name), "chain") ? "pem" : form->name));
	buf_str(&p->rs->body, bytes);
	return RC_OK;
}

/* ---- orders ---- */

struct order_page {
	enum certificate_event event;
	const char *path, *title, *effect, *button, *done;
	const char *reason; /* fixed, or NULL: one is chosen */
};

static const struct order_page suspend_page = { CERT_EV_SUSPEND, "tangguhkan",
	N_("Tangguhkan sertifikat"),
	N_("Sertifikat langsung tidak berlaku. Kantor dapat mengaktifkannya kembali setelah identitas pemilik diperiksa."),
	N_("Tangguhkan sekarang"), N_("Sertifikat ditangguhkan."), "ditahan" };
static const struct order_page lift_page = { CERT_EV_UNSUSPEND, "aktifkan",
	N_("Cabut penangguhan"),
	N_("Pastikan identitas pemilik sudah diperiksa dan kuncinya masih di tangannya sendiri. Sertifikat langsung berlaku kembali."),
	N_("Aktifkan kembali"), N_("Sertifikat aktif kembali."), "dipulihkan" };
static const struct order_page revoke_page = { CERT_EV_REVOKE, "cabut",
	N_("Cabut sertifikat"),
	N_("Pencabutan tidak dapat dibatalkan. Untuk sertifikat baru, pemilik harus mendaftar kembali."),
	N_("Cabut sertifikat ini"), N_("Sertifikat dicabut."), NULL };

/* The reasons this actor may give: misuse is not for the holder to say. */
static const struct field_option *
reasons_for(struct page *p)
{
	struct field_option *at =
	    ARENA_ARRAY(p->a, certificate_n_reasons + 1, struct field_option);
	size_t n = 0;

	for (size_t i = 0; i < certificate_n_reasons; i++) {
		const struct certificate_reason *r = &certificate_reasons[i];

		if (r->event != CERT_EV_REVOKE && r->event != CERT_EV_SUPERSEDE)
			continue;
		if (!office_side(p) && str_eq_z(str_from_z(r->name), "disalahgunakan"))
			continue;
		at[n++] = (struct field_option){ r->name, r->label, r->hint };
	}
	return at;
}

/* One of them may stand in the address: what was decided already (page_followup.c). */
static void
offer_reasons(struct page *p)
{
	const struct field_option *at = reasons_for(p);
	str said = page_query(p, "alasan");

	form_set_options(&p->form, "reason", at);
	for (; at->value != NULL; at++)
		if (str_eq_z(said, at->value))
			form_set(&p->form, "reason", said);
}

/* The order in words and as bytes, for an officer to sign. */
static enum rc
put_order(struct page *p, const struct order_page *o, const struct certificate_file *f,
    struct view_certificate_order *v, struct err *e)
{
	struct order_about x = { &f->cert,
		certificate_reason_find(o->reason != NULL
					    ? str_from_z(o->reason)
					    : form_str(&p->form, "reason")) };
	struct statement st;
	str bytes;
	enum rc rc;

	if (x.reason == NULL)
		return err_set(e, RC_INVALID, N_("Pilih alasan."), "unknown reason");
	rc = signing_make(
	    &p->d, &p->who, certificate_order_fill, &x, SIGNING_LIFE_S, &st, &bytes, e);
	if (rc == RC_OK)
		rc = sign_view(p, v->action, bytes, true, v->button, &v->sign, e);
	if (rc != RC_OK)
		return rc;
	v->sign.grave = !v->lift;
	v->facts = sign_facts(p, &st);
	v->signs = true;
	v->shell.use_officer = true;
	return RC_OK;
}

/* The same order for the holder's own key. */
static enum rc
put_holder_order(struct page *p, const struct certificate_file *f,
    struct view_certificate_order *v, struct err *e)
{
	struct order_about x = { &f->cert,
		certificate_reason_find(form_str(&p->form, "reason")) };
	struct statement st;
	str bytes, text;
	enum rc rc;

	if (x.reason == NULL)
		return err_set(e, RC_INVALID, N_("Pilih alasan."), "unknown reason");
	rc = certificate_digest(&p->d, &f->cert, &v->digest, e);
	if (rc == RC_OK)
		rc = signing_make(&p->d, &p->who, certificate_order_fill, &x,
		    SIGNING_LIFE_S, &st, &bytes, e);
	if (rc != RC_OK)
		return rc;
	text = statement_signed_text(p->a, bytes);
	v->slot = f->cert.follows.n == 0
		      ? f->app.number
		      : str_fmt(p->a, "%.*s/%.*s", STR_ARG(f->app.number),
			    STR_ARG(f->cert.follows));
	v->shell.use_key = true;
	v->statement = base64url_encode(p->a, bytes.p, bytes.n);
	v->signed_text = base64_encode(p->a, text.p, text.n);
	return RC_OK;
}

static enum rc
show_order(struct page *p, const struct order_page *o, const struct certificate_file *f,
    bool review, struct err *e)
{
	const char *base = base_of(p);
	struct view_certificate_order v = { .shell = page_shell(p, o->title),
		.form = &p->form,
		.heading = o->title,
		.effect = o->effect,
		.button = review || o->reason != NULL ? o->button : N_("Lanjutkan"),
		.with_reason = o->reason == NULL && !review,
		.review = review,
		.final = review || o->reason != NULL,
		.lift = o->event == CERT_EV_UNSUSPEND };
	enum rc rc = certificate_block_fill(p, f, base, &v.block, e);

	if (rc != RC_OK)
		return rc;
	v.action = str_fmt(p->a, "%s/%.*s/%s", base, STR_ARG(f->cert.serial), o->path);
	v.back = office_side(p) ? str_fmt(p->a, "%s/%.*s", base, STR_ARG(f->cert.serial))
				: STR("/sertifikat");
	v.shell.back_href = v.back;
	if (review) {
		v.reason_label = str_from_z(
		    page_tr(p, certificate_reason_label(form_str(&p->form, "reason"))));
		v.note = form_str(&p->form, "note");
		form_set(&p->form, "sure", STR("ya"));
	}
	v.by_code = !office_side(p) && v.final && o->event != CERT_EV_SUSPEND;
	if (office_side(p) && v.final && o->event != CERT_EV_SUSPEND)
		rc = put_order(p, o, f, &v, e);
	if (v.by_code)
		rc = put_holder_order(p, f, &v, e);
	if (rc != RC_OK)
		return rc;
	page_render(p, tpl_certificate_order, &v);
	return RC_OK;
}

static enum rc
get_order(struct page *p, const struct order_page *o, struct err *e)
{
	struct certificate_file f;
	enum rc rc = certificate_load(&p->d, &p->who, page_param(p, "serial"), &f, e);

	if (rc != RC_OK)
		return rc;
	if (!certificate_may(&f, &p->who, o->event))
		return err_set(e, RC_CONFLICT,
		    N_("Langkah ini tidak tersedia untuk sertifikat dalam keadaan sekarang."),
		    "not allowed now");
	if (o->reason == NULL)
		offer_reasons(p);
	form_set_int(&p->form, "version", f.cert.version);
	return show_order(p, o, &f, false, e);
}

/* Carried out: to the page of the certificate. Kept for later: that page, and it says so. */
static enum rc
order_done(struct page *p, const struct order_page *o, const struct certificate_file *f,
    enum rc rc, struct err *e)
{
	struct certificate_file now;
	struct err again;
	str back = office_side(p)
		       ? str_fmt(p->a, "/kantor/sertifikat/%.*s", STR_ARG(f->cert.serial))
		       : STR("/sertifikat"),
	    notice;

	if (rc == RC_OK)
		return page_redirect_flash(p, back, o->done);
	if (rc == RC_UNAVAILABLE) {
		notice = str_dup(p->a, str_from_z(page_tr(p, e->msg)));
		rc = certificate_load(&p->d, &p->who, f->cert.serial, &now, e);
		p->rs->status = 503;
		return rc != RC_OK ? rc : show_certificate(p, &now, notice, e);
	}
	if (rc != RC_INVALID && rc != RC_CONFLICT && rc != RC_DENIED && rc != RC_LIMIT)
		return rc;
	form_error_whole(&p->form, e->msg);
	p->rs->status = rc == RC_CONFLICT ? 409
			: rc == RC_DENIED ? 403
			: rc == RC_LIMIT  ? 429
					  : 422;
	return show_order(p, o, f, o->reason == NULL, &again) == RC_OK ? RC_OK : rc;
}

static enum rc
take_order(struct page *p, const struct certificate_file *f, str reason,
    struct signing *out, struct err *e)
{
	struct order_about x = { &f->cert, certificate_reason_find(reason) };
	struct sign_sent sent;
	enum rc rc = sign_read(p, &sent, e);

	if (rc == RC_OK && x.reason == NULL)
		return err_set(e, RC_INVALID, N_("Pilih alasan."), "unknown reason");
	if (rc == RC_OK)
		rc = signing_take(&p->d, &p->who, certificate_order_fill, &x,
		    SIGNING_LIFE_S, sent.bytes, &sent.sig, out, e);
	return rc;
}

/* The holder proves himself by the code that he printed, or by the key itself. */
static enum rc
take_holder(struct page *p, const struct certificate_file *f, str reason,
    struct order_proof *proof, struct signing *s, struct err *e)
{
	struct order_about x = { &f->cert, certificate_reason_find(reason) };
	str typed = str_without(p->a, form_str(&p->form, "key_signature"), " \r\n\t"),
	    bytes, sig;
	struct err why;

	proof->code = form_str(&p->form, "revocation_code");
	if (typed.n == 0) {
		if (proof->code.n == 0)
			form_error(&p->form, "revocation_code",
			    N_("Isi kode pencabutan. Hilang? Tangguhkan dulu, lalu minta kantor mencabut."));
		return RC_OK;
	}
	proof->code = STR_NONE;
	proof->s = s;
	if (x.reason == NULL)
		return err_set(e, RC_INVALID, N_("Pilih alasan."), "unknown reason");
	if (base64_decode(p->a, typed, &sig, &why) != RC_OK ||
	    base64url_decode(p->a, form_str(&p->form, "statement"), &bytes, &why) !=
		RC_OK) {
		form_error(&p->form, "key_signature",
		    N_("Tanda tangan itu bukan dari kunci sertifikat ini."));
		return RC_OK;
	}
	return signing_take_holder(&p->d, &p->who, certificate_order_fill, &x,
	    SIGNING_LIFE_S, bytes, f->cert.der, sig, s, e);
}

static enum rc
post_order(struct page *p, const struct order_page *o, struct err *e)
{
	struct certificate_file f;
	struct order_proof proof = { .s = NULL };
	struct signing s;
	str reason = o->reason != NULL ? str_from_z(o->reason) : STR_NONE;
	enum rc rc = certificate_load(&p->d, &p->who, page_param(p, "serial"), &f, e);

	if (rc != RC_OK)
		return rc;
	if (o->reason == NULL)
		form_set_options(&p->form, "reason", reasons_for(p));
	rc = form_read(&p->form, &p->rq->form, NULL, e);
	if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		return show_order(p, o, &f, false, e);
	}
	if (o->reason == NULL) {
		reason = form_str(&p->form, "reason");
		if (!str_eq_z(form_str(&p->form, "sure"), "ya"))
			return show_order(p, o, &f, true, e);
	}
	if (o->event != CERT_EV_SUSPEND && office_side(p)) {
		rc = take_order(p, &f, reason, &s, e);
		proof.s = &s;
	} else if (o->event != CERT_EV_SUSPEND) {
		rc = take_holder(p, &f, reason, &proof, &s, e);
		if (!form_ok(&p->form)) {
			p->rs->status = 422;
			return show_order(p, o, &f, o->reason == NULL, e);
		}
	}
	if (rc == RC_OK)
		rc = certificate_order(&p->d, &p->who, f.cert.serial, reason,
		    form_str(&p->form, "note"), form_int(&p->form, "version"), &proof, e);
	return order_done(p, o, &f, rc, e);
}

enum rc
page_certificate_suspend(struct page *p, struct err *e)
{
	return get_order(p, &suspend_page, e);
}

enum rc
page_certificate_suspend_post(struct page *p, struct err *e)
{
	return post_order(p, &suspend_page, e);
}

enum rc
page_certificate_lift(struct page *p, struct err *e)
{
	return get_order(p, &lift_page, e);
}

enum rc
page_certificate_lift_post(struct page *p, struct err *e)
{
	return post_order(p, &lift_page, e);
}

enum rc
page_certificate_revoke(struct page *p, struct err *e)
{
	return get_order(p, &revoke_page, e);
}

enum rc
page_certificate_revoke_post(struct page *p, struct err *e)
{
	return post_order(p, &revoke_page, e);
}
