/* page_document.c - personal documents as pictures, and the original for those who may. */
#include "domain/document.h"
#include "domain/document_scan.h"
#include "web/pages.h"

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

/* The stored bytes: for the owner, and for officers of the file; an event like every opening. */
enum rc
page_document_download(struct page *p, struct err *e)
{
	struct row_document doc = { .id = STR_NONE };
	str bytes;
	enum rc rc;

	rc = document_open(
	    &p->d, &p->who, page_param(p, "id"), page_query(p, "alasan"), &doc, e);
	if (rc == RC_OK && p->who.roles & R_STAFF)
		rc = document_scan_check(&p->d, doc.id, e);
	if (rc == RC_OK)
		rc = document_bytes(&p->d, &doc, &bytes, e);
	if (rc != RC_OK)
		return rc;
	http_header(p->rs, "Content-Type", doc.type);
	http_disposition(p->rs, true, doc.name);
	buf_str(&p->rs->body, bytes);
	return RC_OK;
}
