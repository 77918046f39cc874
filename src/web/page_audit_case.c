/* page_audit_case.c - case files for auditors (SCREENS U2) and who opened whose documents (U3). */
#include "audit_case.tpl.h"
#include "base/utf8.h"
#include "domain/audit_case.h"
#include "domain/ident.h"
#include "domain/record.h"
#include "model/states.h"
#include "web/pages.h"
#include "web/ui.h"
#include "web/users.h"
#include "web/view_audit.h"

#define PAGE_ROWS 50

static const struct field_spec find_fields[] = {
	{ .name = "number",
	    .kind = F_TEXT,
	    .max = 40,
	    .required = true,
	    .label = N_("Nomor"),
	    .hint = N_("DS-082-7K4M-2PXA atau OPIP-082-7K4M-2PXA"),
	    .width = 20,
	    .msg_empty = N_("Isi nomor.") },
};
const struct form_spec form_audit_find = FORM_SPEC(find_fields);

static const struct field_spec reason_fields[] = {
	{ .name = "reason",
	    .kind = F_TEXTAREA,
	    .max = 300,
	    .rows = 3,
	    .required = true,
	    .label = N_("Alasan membuka berkas ini"),
	    .hint = N_("Tercatat, dan dibaca oleh orang yang bersangkutan."),
	    .msg_empty = N_("Tulis alasan membuka berkas ini.") },
};
const struct form_spec form_audit_reason = FORM_SPEC(reason_fields);

enum rc
page_audit_find(struct page *p, struct err *e)
{
	struct view_audit_find v = { .shell = page_shell(p, N_("Berkas kasus")),
		.form = &p->form };
	str typed = page_query(p, "number");
	struct audit_case c;
	enum rc rc;

	if (typed.p != NULL) {
		typed = utf8_head(str_trim(typed), 40);
		form_set(&p->form, "number", typed);
		rc = typed.n > 0 ? audit_case_get(&p->d, &p->who, typed, &c, e)
				 : err_set(e, RC_NOT_FOUND, N_("Isi nomor."), "empty");
		if (rc == RC_OK)
			return page_redirect(
			    p, str_fmt(p->a, "/audit/berkas/%.*s", STR_ARG(c.number)));
		if (rc != RC_NOT_FOUND)
			return rc;
		form_error(&p->form, "number", e->msg);
		p->rs->status = 422;
		v.shell.has_error = true;
	}
	page_render(p, tpl_audit_find, &v);
	return RC_OK;
}

static void
put_documents(struct page *p, const struct audit_case *c, struct view_audit_case *v)
{
	struct view_audit_document *at =
	    ARENA_ARRAY(p->a, c->documents.n + 1, struct view_audit_document);

	for (size_t i = 0; i < c->documents.n; i++) {
		const struct row_document *doc = &c->documents.at[i];
		int class = document_class_parse(doc->class);

		at[i] = (struct view_audit_document){
			class < 0 ? N_("Dokumen")
				  : document_class_label((enum document_class) class),
			str_fmt(p->a, "/dokumen/%.*s/gambar", STR_ARG(doc->id)),
			time_long(p->a, doc->created_s, page_zone(p), p->lang)
		};
	}
	v->documents.at = at;
	v->documents.n = c->documents.n;
}

static void
put_lines(struct page *p, const struct audit_case *c, struct view_audit_case *v)
{
	struct view_audit_line *past =
	    ARENA_ARRAY(p->a, c->history.n + 1, struct view_audit_line);
	struct view_audit_line *events =
	    ARENA_ARRAY(p->a, c->events.n + 1, struct view_audit_line);
	const struct noun_words *w =
	    strcmp(c->noun, "application") == 0 ? &words_application : &words_candidacy;

	for (size_t i = 0; i < c->history.n; i++) {
		const struct row_history *h = &c->history.at[i];

		past[i] = (struct view_audit_line){ time_long(p->a, h->at_s, page_zone(p),
							p->lang),
			str_from_z(
			    page_tr(p, h->from_state.p == NULL
					   ? N_("Berkas dibuat")
					   : history_label(w, h->event, h->to_state))),
			h->actor_name, h->note };
	}
	for (size_t i = 0; i < c->events.n; i++) {
		const struct row_audit *r = &c->events.at[i];

		events[i] = (struct view_audit_line){
			time_long(p->a, r->at_s, page_zone(p), p->lang), r->action,
			str_eq_z(r->role, "applicant") || str_eq_z(r->role, "system")
			    ? str_from_z(page_tr(p, audit_role_word(r->role)))
			    : audit_actor_name(&p->d, r->actor),
			r->detail
		};
	}
	v->history.at = past;
	v->history.n = c->history.n;
	v->events.at = events;
	v->events.n = c->events.n;
}

static enum rc
show(struct page *p, struct err *e)
{
	struct view_audit_case v = { .shell = page_shell(p, N_("Berkas kasus")),
		.form = &p->form };
	struct audit_case c = { 0 };
	enum rc rc = audit_case_get(&p->d, &p->who, page_param(p, "number"), &c, e);

	if (rc != RC_OK)
		return rc;
	v.shell.back_href = STR("/audit/berkas");
	v.shell.subject = v.number = c.number;
	v.office = c.office;
	v.path = str_fmt(p->a, "/audit/berkas/%.*s", STR_ARG(c.number));
	v.state = state_label(
	    strcmp(c.noun, "application") == 0 ? &words_application : &words_candidacy,
	    c.state);
	v.colour = TAG_BLUE;
	v.open = c.reason.p != NULL;
	if (v.open) {
		v.name = c.name;
		v.nip = c.nip.n > 0 ? ident_nip_spaced(p->a, c.nip) : STR_NONE;
		v.email = c.email;
		v.reviewer = c.reviewer;
		v.activator = c.activator;
		v.reason = c.reason;
		v.printed = p->who.name;
		v.now = time_long(p->a, domain_now(&p->d), page_zone(p), p->lang);
		v.until = time_long(p->a, c.until_s, page_zone(p), p->lang);
		put_documents(p, &c, &v);
		put_lines(p, &c, &v);
	}
	page_render(p, tpl_audit_case, &v);
	return RC_OK;
}

enum rc
page_audit_case(struct page *p, struct err *e)
{
	return show(p, e);
}

enum rc
page_audit_case_post(struct page *p, struct err *e)
{
	enum rc rc;

	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		return show(p, e);
	}
	rc = audit_case_open(
	    &p->d, &p->who, page_param(p, "number"), form_str(&p->form, "reason"), e);
	if (rc != RC_OK)
		return rc;
	return page_redirect(
	    p, str_fmt(p->a, "/audit/berkas/%.*s", STR_ARG(page_param(p, "number"))));
}

/* ---- who opened whose documents ---- */

static void
put_views(struct page *p, const struct row_doc_views_all_list *rows, bool all,
    struct view_audit_views *v)
{
	struct view_audit_view *at =
	    ARENA_ARRAY(p->a, rows->n + 1, struct view_audit_view);

	v->lines.n = rows->n > PAGE_ROWS ? PAGE_ROWS : rows->n;
	for (size_t i = 0; i < v->lines.n; i++) {
		const struct row_doc_views_all *r = &rows->at[i];
		int class = document_class_parse(r->class);

		at[i] = (struct view_audit_view){ .when = time_long(p->a, r->at_s,
						      page_zone(p), p->lang),
			.viewer = r->viewer,
			.href = str_fmt(p->a, "/audit?pelaku=%.*s", STR_ARG(r->viewer)),
			.role = str_fmt(p->a, "%s %.*s",
			    page_tr(p, audit_role_word(r->viewer_role)),
			    STR_ARG(r->viewer_office)),
			.what =
			    class < 0
				? r->class
				: str_from_z(page_tr(p,
				      document_class_label((enum document_class) class))),
			.object = r->number,
			.reason = r->reason };
	}
	v->lines.at = at;
	if (rows->n > PAGE_ROWS) {
		const struct row_doc_views_all *r = &rows->at[PAGE_ROWS - 1];

		v->older = str_fmt(p->a, "/audit/akses-data?%ssetelah=%lld.%.*s",
		    all ? "jenis=semua&" : "", (long long)r->at_s, STR_ARG(r->id));
	}
}

enum rc
page_audit_views(struct page *p, struct err *e)
{
	struct view_audit_views v = { .shell = page_shell(p, N_("Akses data pribadi")) };
	struct row_doc_views_all_list rows;
	int64_t before_s = INT64_MAX;
	str rest = STR("");
	enum rc rc;

	v.shell.wide = true;
	v.all = str_eq(page_query(p, "jenis"), STR("semua"));
	if (!link_after(p, "setelah", &before_s, &rest))
		before_s = INT64_MAX;
	rc = audit_views(&p->d, v.all ? STR_NONE : STR("ektp"), before_s,
	    rest.p != NULL ? rest : STR(""), PAGE_ROWS + 1, &rows, e);
	if (rc != RC_OK)
		return rc;
	put_views(p, &rows, v.all, &v);
	page_render(p, tpl_audit_views, &v);
	return RC_OK;
}
