/* page_data.c - a person asks about his data, and the office answers within 3 x 24 hours. */
#include "data_one.tpl.h"
#include "data_own.tpl.h"
#include "data_queue.tpl.h"
#include "domain/data_request.h"
#include "web/pages.h"
#include "web/ui.h"
#include "web/view_retention.h"

#define HOUR 3600

static const struct field_option kinds[] = {
	{ "erase", N_("Hapus data saya"),
	    N_("Gambar e-KTP dan foto dimusnahkan. Bila tidak ada sertifikat, seluruh berkas.") },
	{ "correct", N_("Perbaiki data saya"), NULL },
	{ NULL, NULL, NULL },
};
static const struct field_spec own_fields[] = {
	{ .name = "kind",
	    .kind = F_RADIO,
	    .options = kinds,
	    .required = true,
	    .label = N_("Apa yang Anda minta?"),
	    .msg_empty = N_("Pilih apa yang Anda minta.") },
	{ .name = "wish",
	    .kind = F_TEXTAREA,
	    .max = DATA_WISH_BYTES,
	    .rows = 4,
	    .required = true,
	    .label = N_("Penjelasan"),
	    .hint = N_("Sebutkan data mana, dan bila salah, apa yang benar."),
	    .msg_empty = N_("Tulis penjelasan.") },
};
const struct form_spec form_data_own = FORM_SPEC(own_fields);

static const struct field_option decisions[] = {
	{ "kabul", N_("Kabulkan"), NULL },
	{ "tolak", N_("Tolak"), NULL },
	{ NULL, NULL, NULL },
};
static const struct field_spec answer_fields[] = {
	{ .name = "decision",
	    .kind = F_RADIO,
	    .options = decisions,
	    .required = true,
	    .label = N_("Keputusan"),
	    .msg_empty = N_("Pilih keputusan.") },
	{ .name = "answer",
	    .kind = F_TEXTAREA,
	    .max = DATA_WISH_BYTES,
	    .rows = 4,
	    .required = true,
	    .label = N_("Jawaban untuk pemilik data"),
	    .hint = N_("Dikirim lewat email. Bila ditolak, sebutkan dasar hukumnya."),
	    .msg_empty = N_("Tulis jawaban.") },
};
const struct form_spec form_data_answer = FORM_SPEC(answer_fields);

static struct view_data_request
shown(struct page *p, const struct row_data_request *r)
{
	int64_t left = r->due_s - domain_now(&p->d);
	bool open = str_eq_z(r->state, "open");
	struct view_data_request v = { .number = r->number,
		.wish = r->wish,
		.asked = time_long(p->a, r->created_s, page_zone(p), p->lang),
		.due = time_long(p->a, r->due_s, page_zone(p), p->lang),
		.left = str_fmt(
		    p->a, "%lld", (long long)(left > 0 ? left / HOUR : -left / HOUR)),
		.answer = r->answer,
		.href = str_fmt(p->a, "/kantor/data-pribadi/%.*s", STR_ARG(r->id)),
		.kind =
		    str_eq_z(r->kind, "erase") ? N_("Hapus data") : N_("Perbaiki data"),
		.state = open                         ? N_("Menunggu jawaban")
			 : str_eq_z(r->state, "done") ? N_("Dikabulkan")
						      : N_("Ditolak"),
		.colour = open ? TAG_YELLOW : TAG_GREY,
		.late = data_request_late(r, domain_now(&p->d)),
		.open = open };

	if (r->answered_s != SQL_NULL_INT)
		v.answered = time_long(p->a, r->answered_s, page_zone(p), p->lang);
	return v;
}

static struct view_data_requests
all_shown(struct page *p, const struct row_data_request_list *list)
{
	struct view_data_request *at =
	    ARENA_ARRAY(p->a, list->n + 1, struct view_data_request);

	for (size_t i = 0; i < list->n; i++)
		at[i] = shown(p, &list->at[i]);
	return (struct view_data_requests){ at, list->n };
}

/* ---- the person ---- */

static bool
by_session(struct page *p)
{
	return str_starts(p->path, STR("/lacak/"));
}

/* The case of the page: of the browser's application, if its number is in the address; or the account's. */
static enum rc
own_case(struct page *p, struct data_case *c, struct err *e)
{
	enum rc rc = data_case_own(&p->d, &p->who, c, e);

	if (rc == RC_OK && by_session(p) && !str_eq(c->number, page_param(p, "number")))
		return err_set(e, RC_NOT_FOUND,
		    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
		    "not this browser's application");
	return rc;
}

static enum rc
show_own(struct page *p, const struct data_case *c, struct err *e)
{
	struct view_data_own v = { .shell = page_shell(p, N_("Data pribadi saya")),
		.form = &p->form,
		.number = c->number,
		.officer = p->d.conf->security_contact,
		.may_ask = true };
	struct row_data_request_list list;
	enum rc rc = data_request_list(&p->d, c, &list, e);

	if (rc != RC_OK)
		return rc;
	v.action = by_session(p)
		       ? str_fmt(p->a, "/lacak/%.*s/data-pribadi", STR_ARG(c->number))
		       : STR("/profil/data-pribadi");
	v.shell.back_href = by_session(p)
				? str_fmt(p->a, "/lacak/%.*s", STR_ARG(c->number))
				: STR("/profil");
	v.rows = all_shown(p, &list);
	for (size_t i = 0; i < list.n; i++)
		v.may_ask = v.may_ask && !v.rows.at[i].open;
	page_render(p, tpl_data_own, &v);
	return RC_OK;
}

enum rc
page_data_own(struct page *p, struct err *e)
{
	struct data_case c;
	enum rc rc = own_case(p, &c, e);

	return rc != RC_OK ? rc : show_own(p, &c, e);
}

enum rc
page_data_own_post(struct page *p, struct err *e)
{
	struct data_case c;
	enum rc rc = own_case(p, &c, e);

	if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		return show_own(p, &c, e);
	}
	rc = data_request_ask(&p->d, &p->who, &c, form_str(&p->form, "kind"),
	    form_str(&p->form, "wish"), e);
	return rc != RC_OK
		   ? rc
		   : page_redirect_flash(p, p->path,
			 N_("Permintaan Anda terkirim. Jawabannya paling lambat 3 x 24 jam, "
			    "lewat email dan di halaman ini."));
}

/* ---- the office ---- */

enum rc
page_data_queue(struct page *p, struct err *e)
{
	struct view_data_queue v = { .shell =
					 page_shell(p, N_("Permintaan data pribadi")) };
	struct row_data_request_list open, done;
	enum rc rc = data_request_queue(&p->d, &p->who, &open, &done, e);

	if (rc != RC_OK)
		return rc;
	v.open = all_shown(p, &open);
	v.done = all_shown(p, &done);
	page_render(p, tpl_data_queue, &v);
	return RC_OK;
}

static enum rc
show_one(struct page *p, const struct row_data_request *r)
{
	struct view_data_one v = { .shell =
				       page_shell(p, N_("Jawab permintaan data pribadi")),
		.form = &p->form,
		.r = shown(p, r) };

	v.action = v.r.href;
	v.shell.back_href = STR("/kantor/data-pribadi");
	page_render(p, tpl_data_one, &v);
	return RC_OK;
}

enum rc
page_data_one(struct page *p, struct err *e)
{
	struct row_data_request r;
	enum rc rc = data_request_get(&p->d, &p->who, page_param(p, "id"), &r, e);

	return rc != RC_OK ? rc : show_one(p, &r);
}

enum rc
page_data_one_post(struct page *p, struct err *e)
{
	struct row_data_request r;
	enum rc rc = data_request_get(&p->d, &p->who, page_param(p, "id"), &r, e);

	if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		return show_one(p, &r);
	}
	rc = data_request_answer(&p->d, &p->who, r.id,
	    str_eq_z(form_str(&p->form, "decision"), "kabul"),
	    form_str(&p->form, "answer"), e);
	if (rc == RC_CONFLICT && str_eq_z(r.state, "open")) {
		form_error(&p->form, "decision", e->msg);
		p->rs->status = 422;
		return show_one(p, &r);
	}
	return rc != RC_OK ? rc
			   : page_redirect_flash(
				 p, STR("/kantor/data-pribadi"), N_("Jawaban terkirim."));
}
