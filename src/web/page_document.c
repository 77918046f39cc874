/* page_document.c - personal documents as pictures, and the original for those who may. */
#include "document_original.tpl.h"
#include "domain/document.h"
#include "domain/document_scan.h"
#include "web/pages.h"
#include "web/view_document.h"

/* GET /dokumen/{id}/gambar?hal=N&dpi=N: one page as a JPEG; every opening is an event. */
enum rc
page_document_image(struct page *p, struct err *e)
{
	int64_t page = 1, dpi = 100;
	struct row_document doc = { .id = STR_NONE };
	str text, jpeg;
	enum rc rc;

	text = page_query(p, "hal");
	if (text.p != NULL && str_int64(text, &page, e) != RC_OK)
		return e->rc;
	text = page_query(p, "dpi");
	if (text.p != NULL && str_int64(text, &dpi, e) != RC_OK)
		return e->rc;
	if (page < 1 || page > 50 || dpi < 36 || dpi > 200)
		return err_set(
		    e, RC_INVALID, N_("Halaman itu tidak ada."), "page or dpi");
	rc = document_open(
	    &p->d, &p->who, page_param(p, "id"), page_query(p, "alasan"), &doc, e);
	if (rc == RC_OK)
		rc = document_page_marked(
		    &p->d, &p->who, &doc, (int)page, (int)dpi, page_zone(p), &jpeg, e);
	if (rc != RC_OK)
		return rc;
	http_header_z(p->rs, "Content-Type", "image/jpeg");
	http_header_z(p->rs, "Cache-Control", "private, max-age=300");
	buf_str(&p->rs->body, jpeg);
	return RC_OK;
}

static const struct field_spec reason_fields[] = {
	{ .name = "reason",
	    .kind = F_TEXTAREA,
	    .max = 300,
	    .rows = 3,
	    .required = true,
	    .label = N_("Alasan mengunduh berkas asli"),
	    .hint = N_("Tercatat, dan dibaca oleh orang yang bersangkutan."),
	    .msg_empty = N_("Tulis alasan mengunduh berkas ini.") },
};
const struct form_spec form_document_reason = FORM_SPEC(reason_fields);

static enum rc
ask_reason(struct page *p, const struct row_document *doc)
{
	struct view_document_original v = {
		.shell = page_shell(p, N_("Unduh berkas asli")), .form = &p->form
	};
	int class = document_class_parse(doc->class);

	if (!form_ok(&p->form))
		p->rs->status = 422;
	v.path = str_fmt(p->a, "/dokumen/%.*s/unduh", STR_ARG(doc->id));
	v.label = class < 0 ? "" : document_class_label((enum document_class) class);
	page_render(p, tpl_document_original, &v);
	return RC_OK;
}

/* The bytes as they are kept, or the question why he wants them. */
static enum rc
give_original(struct page *p, str reason, struct err *e)
{
	struct row_document doc = { .id = STR_NONE };
	str id = page_param(p, "id"), bytes;
	bool ask = false;
	enum rc rc = document_original(&p->d, &p->who, id, STR_NONE, &doc, &ask, e);

	if (rc == RC_OK && p->who.roles & R_STAFF)
		rc = document_scan_check(&p->d, doc.id, e);
	if (rc == RC_OK && ask && reason.n == 0)
		return ask_reason(p, &doc);
	if (rc == RC_OK && ask)
		rc = document_original(&p->d, &p->who, id, reason, &doc, &ask, e);
	if (rc == RC_OK)
		rc = document_bytes(&p->d, &doc, &bytes, e);
	if (rc != RC_OK)
		return rc;
	http_header(p->rs, "Content-Type", doc.type);
	http_disposition(p->rs, true, doc.name);
	buf_str(&p->rs->body, bytes);
	return RC_OK;
}

/* GET: straight away to the owner and of what we made; else the question. */
enum rc
page_document_download(struct page *p, struct err *e)
{
	return give_original(p, STR_NONE, e);
}

enum rc
page_document_download_post(struct page *p, struct err *e)
{
	return give_original(
	    p, form_ok(&p->form) ? form_str(&p->form, "reason") : STR_NONE, e);
}
