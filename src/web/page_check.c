/* page_check.c - /cek: is this letter or certificate ours, and does it hold? Never a document. */
#include "check.tpl.h"
#include "check_result.tpl.h"
#include "domain/certificate.h"
#include "web/pages.h"
#include "web/view_check.h"

static const struct field_spec check_fields[] = {
	{ .name = "kode",
	    .kind = F_CODE,
	    .max = 40,
	    .label = N_("Kode cek"),
	    .hint = N_("Tercetak di samping kode QR, contoh 7K4M-2PXA-9D3T."),
	    .width = 20 },
	{ .name = "letter",
	    .kind = F_FILE,
	    .label = N_("Berkas PDF surat"),
	    .hint = N_(
		"Kami bandingkan dengan yang kami terbitkan. Kode cek tidak perlu diisi. Berkas tidak disimpan."),
	    .accept = "application/pdf" },
};
const struct form_spec form_check = FORM_SPEC(check_fields);

static enum rc
show_check(struct page *p)
{
	struct view_check v = { .shell = page_shell(p, N_("Cek keaslian")),
		.form = &p->form };

	v.shell.use_files = true;
	http_header_z(p->rs, "X-Robots-Tag", "noindex, nofollow");
	page_render(p, tpl_check, &v);
	return RC_OK;
}

static void
fill_certificate(
    struct page *p, const struct check_result *r, struct view_check_result *v)
{
	enum zone zone = zone_parse(r->office.zone);

	v->issuer = r->issuer;
	v->from = time_long(p->a, r->from_s, zone, p->lang);
	v->to = time_long(p->a, r->to_s, zone, p->lang);
	v->state_label = state_label(&words_certificate, r->state);
	v->reason = r->reason.p != NULL ? certificate_reason_label(r->reason) : "";
	v->suspended = str_eq_z(r->state, "suspended");
	v->expired = str_eq_z(r->state, "expired");
	v->replaced = str_eq_z(r->state, "superseded");
	if (r->list_s > 0)
		v->list_age =
		    str_fmt(p->a, "%lld", (long long)((r->checked_s - r->list_s) / 3600));
}

static enum rc
show_result(struct page *p, const struct check_result *r)
{
	static const char *const colours[] = { [CHECK_GENUINE] = "ok",
		[CHECK_NO_MATCH] = "bad",
		[CHECK_UNSURE] = "grey",
		[CHECK_NOT_VALID] = "warn",
		[CHECK_INCOMPLETE] = "info" };
	enum zone zone = zone_parse(r->office.zone);
	struct view_check_result v = { .shell = page_shell(p, N_("Hasil cek keaslian")),
		.answer = r->answer,
		.colour = colours[r->answer],
		.known = r->code.p != NULL,
		.certificate = r->certificate,
		.registration = r->registration,
		.file = r->file,
		.file_pages = r->file_pages,
		.our_pages = r->our_pages,
		.file_page = r->file_page,
		.code = r->code,
		.title = r->title,
		.number = r->number,
		.holder = r->holder,
		.office = r->office.name,
		.signed_n = r->signed_n,
		.signed_of = r->signed_of,
		.replaced = true,
		.state_label = "",
		.reason = "",
		.checked = time_long(p->a, r->checked_s, zone, p->lang) };

	if (r->people > 0) {
		str n = str_fmt(p->a, "%lld", (long long)r->people);

		v.holder = form_fill(
		    p->a, page_tr(p, N_("{0} orang dalam daftar terlampir")), &n, 1);
	}
	if (v.known)
		v.url = page_url(
		    p->a, p->d.conf, str_fmt(p->a, "/cek/%.*s", STR_ARG(r->code)));
	if (v.known)
		v.issued = date_long(p->a, time_civil(r->issued_s, zone).date, p->lang);
	if (r->changed_s != SQL_NULL_INT)
		v.changed = date_long(p->a, time_civil(r->changed_s, zone).date, p->lang);
	if (r->certificate)
		fill_certificate(p, r, &v);
	v.shell.back_href = STR("/cek");
	http_header_z(p->rs, "X-Robots-Tag", "noindex, nofollow");
	page_render(p, tpl_check_result, &v);
	return RC_OK;
}

/* /cek and /cek?kode=... (the form of the home page, and without script) */
enum rc
page_check(struct page *p, struct err *e)
{
	str code = page_query(p, "kode");

	(void)e;
	if (code.n > 0 && code.n <= 40)
		return page_redirect(
		    p, str_fmt(p->a, "/cek/%.*s",
			   STR_ARG(str_without(p->a, code, " /?#%&\\"))));
	return show_check(p);
}

enum rc
page_check_result(struct page *p, struct err *e)
{
	struct check_result r;
	enum rc rc = check_code(&p->d, page_param(p, "code"), p->who.net, &r, e);

	return rc != RC_OK ? rc : show_result(p, &r);
}

/* What was wrong is said beside its field. */
static enum rc
refuse(struct page *p, const char *field, const char *msg)
{
	form_error(&p->form, field, msg);
	p->rs->status = 422;
	return show_check(p);
}

/* With a file, which is looked at and thrown away. */
enum rc
page_check_post(struct page *p, struct err *e)
{
	const struct http_file *file = form_file(&p->form, "letter");
	str code = form_str(&p->form, "kode"), bytes;
	struct check_result r;
	enum rc rc;

	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		return show_check(p);
	}
	if (file == NULL || file->stage == NULL) {
		if (code.n == 0)
			return refuse(
			    p, "kode", N_("Isi kode cek, atau pilih berkas PDF surat."));
		return page_redirect(
		    p, str_fmt(p->a, "/cek/%.*s",
			   STR_ARG(str_without(p->a, code, " /?#%&\\"))));
	}
	rc = memory_stage_read(file->stage, &bytes, e);
	if (rc == RC_OK)
		rc = check_file(&p->d, code, memory_stage_sha256(file->stage), bytes,
		    p->who.net, &r, e);
	if (rc == RC_INVALID)
		return refuse(p, "letter", e->msg);
	return rc != RC_OK ? rc : show_result(p, &r);
}
