/* page_suspend.c - /cabut: a lost or leaked certificate is suspended at once, at any hour. */
#include "domain/holder.h"
#include "prove.tpl.h"
#include "web/pages.h"
#include "web/view_certificate.h"

static const struct field_spec lost_fields[] = {
	{ .name = "number",
	    .kind = F_CODE,
	    .max = 30,
	    .required = true,
	    .label = N_("Nomor permohonan atau NIP"),
	    .hint = N_("NIP 18 angka, atau nomor seperti DS-082-7K4M-2PXA."),
	    .width = 20,
	    .msg_empty = N_("Isi nomor permohonan atau NIP.") },
};
const struct form_spec form_lost = FORM_SPEC(lost_fields);

static const struct field_spec code_fields[] = {
	{ .name = "number",
	    .kind = F_HIDDEN,
	    .max = 30,
	    .required = true,
	    .label = N_("Nomor permohonan atau NIP") },
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
const struct form_spec form_lost_code = FORM_SPEC(code_fields);

static struct view_prove
lost_view(struct page *p)
{
	return (struct view_prove){ .shell =
					page_shell(p, N_("Sertifikat hilang atau bocor")),
		.form = &p->form,
		.heading = N_("Sertifikat hilang atau bocor?"),
		.send_action = STR("/cabut/kode"),
		.enter_action = STR("/cabut"),
		.suspend = true };
}

static enum rc
show_lost(struct page *p, bool sent, int status)
{
	struct view_prove v = lost_view(p);

	v.sent = sent;
	p->rs->status = status;
	page_render(p, tpl_prove, &v);
	return RC_OK;
}

enum rc
page_lost(struct page *p, struct err *e)
{
	(void)e;
	return show_lost(p, false, 200);
}

enum rc
page_lost_send_post(struct page *p, struct err *e)
{
	str typed = form_str(&p->form, "number");
	enum rc rc;

	if (!form_ok(&p->form))
		return show_lost(p, false, 422);
	rc = holder_send_code(&p->d, HOLDER_SUSPEND, typed, p->who.net, e);
	if (rc == RC_LIMIT) {
		form_error_whole(&p->form, e->msg);
		return show_lost(p, false, 429);
	}
	form_init(&p->form, &form_lost_code, p->lang, p->a);
	form_set(&p->form, "number", typed);
	return rc != RC_OK ? rc : show_lost(p, true, 200);
}

enum rc
page_lost_post(struct page *p, struct err *e)
{
	struct view_prove v;
	size_t n = 0;
	enum rc rc;

	if (!form_ok(&p->form))
		return show_lost(p, true, 422);
	rc = holder_suspend(&p->d, &p->who, form_str(&p->form, "number"),
	    form_str(&p->form, "code"), STR_NONE, &n, e);
	if (rc == RC_DENIED || rc == RC_LIMIT) {
		if (rc == RC_DENIED)
			form_error(&p->form, "code", e->msg);
		else
			form_error_whole(&p->form, e->msg);
		return show_lost(p, true, rc == RC_LIMIT ? 429 : 422);
	}
	if (rc != RC_OK && rc != RC_UNAVAILABLE)
		return rc;
	v = lost_view(p);
	v.done = true;
	v.waiting = rc == RC_UNAVAILABLE;
	if (v.waiting)
		p->rs->status = 503;
	page_render(p, tpl_prove, &v);
	return RC_OK;
}
