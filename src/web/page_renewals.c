/*
 * page_renewals.c - /kantor/perpanjangan: holders of the office who lost their key. The OPIP recognises the
 * holder, types the code that he reads out, and signs; the code itself is shown nowhere here.
 */
#include "domain/ident.h"
#include "domain/renewal_request.h"
#include "renewals.tpl.h"
#include "web/pages.h"
#include "web/sign.h"
#include "web/ui.h"
#include "web/view_renewal.h"

static const struct field_option decisions[] = {
	{ "setuju", N_("Setujui perpanjangan"), NULL },
	{ "tolak", N_("Tolak"), NULL },
	{ NULL, NULL, NULL },
};
/* What happens to the old one: words of certificate_reasons (DOMAIN 4.7). */
static const struct field_option fates[] = {
	{ "tetap", N_("Tetap berlaku sampai akhir masanya"),
	    N_("Tanda tangan yang sedang berjalan tidak terganggu.") },
	{ "diganti", N_("Dicabut: kuncinya tidak dapat dipakai lagi"),
	    N_("Passphrase lupa, berkas rusak atau terhapus.") },
	{ "kunci_bocor", N_("Dicabut: kuncinya mungkin di tangan orang lain"),
	    N_("Perangkat atau berkas kunci hilang atau dicuri.") },
	{ NULL, NULL, NULL },
};
static const struct field_spec answer_fields[] = {
	{ .name = "decision",
	    .kind = F_RADIO,
	    .options = decisions,
	    .required = true,
	    .label = N_("Keputusan"),
	    .msg_empty = N_("Pilih keputusan.") },
	{ .name = "called",
	    .kind = F_CHECK,
	    .conditional = true,
	    .label = N_(
		"Saya menelepon balik ke nomor di berkas ini, dan pemiliknya sendiri yang menjawab.") },
	{ .name = "faced",
	    .kind = F_CHECK,
	    .conditional = true,
	    .label = N_("Saya bertatap muka dengan pemiliknya dan mengenalinya.") },
	{ .name = "code",
	    .kind = F_TEXT,
	    .max = 30,
	    .conditional = true,
	    .width = 20,
	    .label = N_("Kode kontrol yang dibacakan pemilik"),
	    .hint = N_(
		"Dua belas huruf dan angka. Hanya pemilik yang melihatnya; minta ia membacakannya.") },
	{ .name = "old",
	    .kind = F_RADIO,
	    .options = fates,
	    .conditional = true,
	    .label = N_("Sertifikat yang lama") },
	{ .name = "reason",
	    .kind = F_TEXTAREA,
	    .max = 500,
	    .rows = 3,
	    .conditional = true,
	    .label = N_("Alasan, bila ditolak"),
	    .hint = N_("Dikirim kepada pemilik lewat email.") },
	{ .name = "version", .kind = F_INT, .required = true, .label = N_("Versi") },
	SIGN_FIELDS,
};
const struct form_spec form_renewal = FORM_SPEC(answer_fields);

static const char *
colour_of(str state)
{
	return str_eq_z(state, "asked")      ? TAG_YELLOW
	       : str_eq_z(state, "approved") ? TAG_BLUE
	       : str_eq_z(state, "issued")   ? TAG_GREEN
					     : TAG_GREY;
}

/* ---- the list ---- */

enum rc
page_renewals(struct page *p, struct err *e)
{
	struct view_renewals v = { .shell = page_shell(
				       p, N_("Perpanjangan tanpa kunci lama")) };
	struct row_renewal_line_list l;
	struct view_renewal_line *at;
	enum zone zone = page_zone(p);
	enum rc rc = renewal_list(&p->d, &p->who, &l, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, l.n + 1, struct view_renewal_line);
	for (size_t i = 0; i < l.n; i++)
		at[i] = (struct view_renewal_line){ .href = str_fmt(p->a,
							"/kantor/perpanjangan/%.*s",
							STR_ARG(l.at[i].id)),
			.name = l.at[i].name,
			.serial = l.at[i].serial,
			.asked = time_long(p->a, l.at[i].asked_s, zone, p->lang),
			.until = time_long(p->a, l.at[i].not_after_s, zone, p->lang),
			.state = state_label(&words_renewal, l.at[i].state),
			.colour = colour_of(l.at[i].state) };
	v.lines.at = at;
	v.lines.n = l.n;
	page_render(p, tpl_renewals, &v);
	return RC_OK;
}

/* ---- one request ---- */

static enum rc
events_of(struct page *p, str id, struct view_renewal *v, struct err *e)
{
	struct row_history_list l;
	struct view_renewal_event *at;
	enum rc rc = renewal_history(&p->d, id, &l, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, l.n + 1, struct view_renewal_event);
	for (size_t i = 0; i < l.n; i++)
		at[i] = (struct view_renewal_event){ .when = time_long(p->a, l.at[i].at_s,
							 page_zone(p), p->lang),
			.who = l.at[i].actor_name,
			.note = l.at[i].note,
			.what = event_label(&words_renewal, l.at[i].event) };
	v->events.at = at;
	v->events.n = l.n;
	return RC_OK;
}

static str
self_of(struct page *p, const struct renewal_case *c)
{
	return str_fmt(p->a, "/kantor/perpanjangan/%.*s", STR_ARG(c->row.id));
}

static enum rc
show(struct page *p, const struct renewal_case *c, str notice, struct err *e)
{
	enum zone zone = page_zone(p);
	const struct row_application *app = &c->f.app;
	struct view_renewal v = { .shell =
				      page_shell(p, N_("Perpanjangan tanpa kunci lama")),
		.form = &p->form,
		.action = self_of(p, c),
		.name = c->f.cert.name,
		.nip = ident_nip_spaced(p->a, app->nip),
		.email = c->f.cert.email,
		.phone = app->phone,
		.serial = c->row.serial,
		.until = time_long(p->a, c->f.cert.not_after_s, zone, p->lang),
		.asked = time_long(p->a, c->row.asked_s, zone, p->lang),
		.device = c->row.agent.n > 0 ? c->row.agent : STR("-"),
		.notice = notice,
		.certificate_href =
		    str_fmt(p->a, "/kantor/sertifikat/%.*s", STR_ARG(c->row.serial)),
		.factors = str_eq_z(c->row.factors, "passkey")
			       ? N_("Kunci sandi (passkey)")
			       : N_("Kata sandi dan aplikasi kode"),
		.state = state_label(&words_renewal, c->row.state),
		.colour = colour_of(c->row.state),
		.own = p->who.nip.p != NULL && str_eq(p->who.nip, app->nip) };
	enum rc rc = events_of(p, c->row.id, &v, e);

	if (rc != RC_OK)
		return rc;
	v.open = !v.own &&
		 fsm_allows(&renewal_fsm, c->row.state, RENEW_EV_REFUSE, p->who.roles);
	v.why = v.open ? c->why : NULL;
	v.shell.subject = c->f.cert.name;
	v.shell.back_href = STR("/kantor/perpanjangan");
	page_render(p, tpl_renewal, &v);
	return RC_OK;
}

static enum rc
load(struct page *p, struct renewal_case *out, struct err *e)
{
	return renewal_case_load(&p->d, &p->who, page_param(p, "id"), out, e);
}

enum rc
page_renewal(struct page *p, struct err *e)
{
	struct renewal_case c;
	enum rc rc = load(p, &c, e);

	if (rc != RC_OK)
		return rc;
	form_set_int(&p->form, "version", c.row.version);
	form_set(&p->form, "old", STR("tetap"));
	return show(p, &c, STR_NONE, e);
}

/* What was found, as far as it can be told before the signature. */
static enum rc
read_found(struct page *p, const struct renewal_case *c, struct renewal_found *out,
    struct err *e)
{
	str old = form_str(&p->form, "old");
	enum rc rc;

	*out = (struct renewal_found){ .c = c,
		.called = form_bool(&p->form, "called"),
		.faced = form_bool(&p->form, "faced"),
		.old = str_eq_z(old, "tetap") ? NULL : certificate_reason_find(old) };
	if (!out->called && !out->faced)
		form_error(&p->form, "called",
		    N_("Tandai bagaimana Anda mengenali pemiliknya."));
	if (old.n == 0)
		form_error(&p->form, "old",
		    N_("Pilih apa yang berlaku untuk sertifikat yang lama."));
	rc = renewal_code_check(
	    &p->d, &p->who, c, form_str(&p->form, "code"), &out->code, e);
	if (rc == RC_INVALID) {
		form_error(&p->form, "code", e->msg);
		rc = RC_OK;
	}
	return rc;
}

static void
hide(struct page *p, struct view_sign_fact *at, size_t *n, const char *name)
{
	str value = form_str(&p->form, name);

	if (value.n > 0)
		at[(*n)++] = (struct view_sign_fact){ name, value };
}

/* The approval in words, to be signed; what was typed goes along. */
static enum rc
ask_signature(struct page *p, struct renewal_found *found, struct err *e)
{
	struct view_sign_fact *hidden = ARENA_ARRAY(p->a, 8, struct view_sign_fact);
	str self = self_of(p, found->c);
	struct sign_page page = { .title = N_("Perpanjangan tanpa kunci lama"),
		.heading = N_("Setujui perpanjangan"),
		.intro = N_(
		    "Penerbit sertifikat menghitung sendiri kode kontrol dari kunci baru. Kode yang bukan milik kunci itu ditolaknya."),
		.button = N_("Tanda tangani persetujuan"),
		.caption = found->c->f.cert.name,
		.action = self,
		.back = self };
	struct statement st;
	str bytes;
	enum rc rc = signing_make(
	    &p->d, &p->who, renewal_fill, found, RENEWAL_APPROVE_S, &st, &bytes, e);

	if (rc != RC_OK)
		return rc;
	hidden[page.hidden.n++] = (struct view_sign_fact){ "version",
		str_fmt(p->a, "%lld", (long long)form_int(&p->form, "version")) };
	hide(p, hidden, &page.hidden.n, "decision");
	hide(p, hidden, &page.hidden.n, "called");
	hide(p, hidden, &page.hidden.n, "faced");
	hide(p, hidden, &page.hidden.n, "code");
	hide(p, hidden, &page.hidden.n, "old");
	page.hidden.at = hidden;
	return sign_show(p, &page, &st, bytes, e);
}

/* The same page, with what was wrong; stored for later, as a notice. */
static enum rc
again(struct page *p, enum rc rc, struct err *e)
{
	struct renewal_case c;
	str notice = STR_NONE;

	if (rc == RC_UNAVAILABLE)
		notice = str_dup(p->a, str_from_z(page_tr(p, e->msg)));
	else if (rc == RC_INVALID || rc == RC_CONFLICT || rc == RC_DENIED)
		form_error_whole(&p->form, e->msg);
	else
		return rc;
	p->rs->status = rc == RC_UNAVAILABLE ? 503
			: rc == RC_CONFLICT  ? 409
			: rc == RC_DENIED    ? 403
					     : 422;
	rc = load(p, &c, e);
	if (rc == RC_OK)
		form_set_int(&p->form, "version", c.row.version);
	return rc != RC_OK ? rc : show(p, &c, notice, e);
}

static enum rc
refuse(struct page *p, const struct renewal_case *c, struct err *e)
{
	enum rc rc;

	if (form_str(&p->form, "reason").n == 0) {
		form_error(&p->form, "reason", N_("Tulis alasannya."));
		p->rs->status = 422;
		return show(p, c, STR_NONE, e);
	}
	rc = renewal_refuse(&p->d, &p->who, c->row.id, form_str(&p->form, "reason"),
	    form_int(&p->form, "version"), e);
	return rc != RC_OK ? again(p, rc, e)
			   : page_redirect_flash(p, STR("/kantor/perpanjangan"),
				 N_("Perpanjangan ditolak; pemiliknya diberi tahu."));
}

static enum rc
approve(struct page *p, const struct renewal_case *c, struct renewal_found *found,
    struct err *e)
{
	struct row_certificate cert;
	struct sign_sent sent;
	struct signing s;
	enum rc rc = sign_read(p, &sent, e);

	if (rc == RC_OK)
		rc = signing_take(&p->d, &p->who, renewal_fill, found, RENEWAL_APPROVE_S,
		    sent.bytes, &sent.sig, &s, e);
	if (rc == RC_OK)
		rc = renewal_approve(
		    &p->d, &p->who, c, &s, form_int(&p->form, "version"), &cert, e);
	return rc != RC_OK
		   ? again(p, rc, e)
		   : page_redirect_flash(p,
			 str_fmt(p->a, "/kantor/sertifikat/%.*s", STR_ARG(cert.serial)),
			 N_("Sertifikat baru terbit; pemiliknya diberi tahu."));
}

enum rc
page_renewal_post(struct page *p, struct err *e)
{
	struct renewal_case c;
	struct renewal_found found = { .c = &c };
	enum rc rc = load(p, &c, e);

	if (rc != RC_OK)
		return rc;
	if (form_ok(&p->form) && str_eq_z(form_str(&p->form, "decision"), "tolak"))
		return refuse(p, &c, e);
	if (form_ok(&p->form) && c.why != NULL)
		return again(p, err_set(e, RC_CONFLICT, c.why, "closed"), e);
	if (form_ok(&p->form) && (rc = read_found(p, &c, &found, e)) != RC_OK)
		return rc;
	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		return show(p, &c, STR_NONE, e);
	}
	if (form_str(&p->form, "sig_value").n == 0) {
		rc = ask_signature(p, &found, e);
		return rc == RC_OK ? rc : again(p, rc, e);
	}
	return approve(p, &c, &found, e);
}
