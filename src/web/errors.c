/* errors.c - error pages. */
#include "web/errors.h"

#include "base/i18n.h"
#include "base/json.h"
#include "error.tpl.h"
#include "web/app.h"
#include "web/csrf.h"
#include "web/view_error.h"

static const char *
title_of(int status)
{
	switch (status) {
	case 400:
		return N_("Permintaan tidak dapat dibaca");
	case 403:
		return N_("Tidak ada akses");
	case 404:
		return N_("Halaman tidak ditemukan");
	case 405:
		return N_("Cara ini tidak dipakai di sini");
	case 409:
		return N_("Berkas sudah berubah");
	case 413:
		return N_("Kiriman terlalu besar");
	case 429:
		return N_("Terlalu sering");
	case 503:
		return N_("Layanan sedang terganggu");
	case 500:
		return N_("Ada gangguan di sistem kami");
	default:
		return N_("Permintaan tidak dapat diproses");
	}
}

/* Words for errors that the HTTP server finds before a handler runs. */
static const char *
sentence_of(int status)
{
	switch (status) {
	case 404:
		return N_(
		    "Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda.");
	case 405:
		return N_("Alamat ini ada, tetapi tidak menerima cara kirim itu.");
	case 500:
		return N_("Ada gangguan di sistem kami. Isian Anda aman.");
	default:
		return N_(
		    "Permintaan tidak dapat diproses. Coba ulangi dari halaman sebelumnya.");
	}
}

static void
render(struct page *p, int status, const char *msg)
{
	struct view_error v = { .shell = page_shell(p, title_of(status)),
		.sentence = str_from_z(i18n_tr(p->lang, msg)),
		.incident = status >= 500 ? p->rq->id : STR_NONE };

	v.shell.has_error = false;
	p->rs->status = status;
	page_render(p, tpl_error, &v);
}

void
errors_page(struct page *p, enum rc rc, const struct err *e)
{
	int status = err_http_status(rc);
	const char *msg = rc == RC_INTERNAL ? sentence_of(500) : e->msg;

	p->rs->body.n = 0;
	if (p->route->flags & PAGE_JSON) {
		struct buf out;
		struct json j;

		buf_init(&out, p->a, 256);
		json_begin(&j, &out);
		json_text(&j, "error", str_from_z(i18n_tr(p->lang, msg)));
		json_end(&j);
		p->rs->status = status;
		if (page_json(p, buf_get(&out)) != RC_OK)
			BUG("page_json cannot fail");
		return;
	}
	if (p->csrf.p == NULL)
		p->csrf = csrf_token(p);
	if (rc == RC_UNAVAILABLE || rc == RC_LIMIT)
		http_header_z(p->rs, "Retry-After", "30");
	render(p, status, msg);
}

void
errors_page_plain(struct page *p, enum rc rc, const char *msg)
{
	int status = p->rs->status;

	(void)rc;
	p->rs->log_route = "(refused)";
	render(p, status, msg != NULL ? msg : sentence_of(status));
}
