/* page_retention.c - the auditors' list of what was destroyed, and legal holds of central. */
#include "destructions.tpl.h"
#include "domain/record.h"
#include "domain/retention.h"
#include "hold_lift.tpl.h"
#include "holds.tpl.h"
#include "web/pages.h"
#include "web/users.h"
#include "web/view_retention.h"

#define PAGE_ROWS 50

/* ---- /audit/pemusnahan ---- */

enum rc
page_destructions(struct page *p, struct err *e)
{
	struct view_destructions v = { .shell = page_shell(p, N_("Pemusnahan data")),
		.identity_time = page_days(p, p->d.conf->retention_identity_days),
		.case_time = page_days(p, p->d.conf->retention_case_days),
		.record_time = page_days(p, p->d.conf->retention_record_days) };
	struct row_destruction_list list;
	struct view_destruction *at;
	int64_t before_s = INT64_MAX;
	str before = STR("");
	enum rc rc;

	if (link_after(p, "setelah", &before_s, &before))
		v.first_href = STR("/audit/pemusnahan");
	rc = retention_list(&p->d, before_s, before, PAGE_ROWS + 1, &list, e);
	if (rc != RC_OK)
		return rc;
	if (list.n > PAGE_ROWS) {
		const struct row_destruction *last = &list.at[--list.n - 1];

		v.next_href = str_fmt(p->a, "/audit/pemusnahan?setelah=%lld.%.*s",
		    (long long)last->at_s, STR_ARG(last->id));
	}
	at = ARENA_ARRAY(p->a, list.n + 1, struct view_destruction);
	for (size_t i = 0; i < list.n; i++)
		at[i] = (struct view_destruction){ time_long(p->a, list.at[i].at_s,
						       page_zone(p), p->lang),
			list.at[i].number, list.at[i].office,
			str_fmt(p->a, "%lld", (long long)list.at[i].n),
			str_fmt(p->a, "/audit/pemusnahan/%.*s", STR_ARG(list.at[i].id)),
			retention_basis_label(list.at[i].basis) };
	v.rows.at = at;
	v.rows.n = list.n;
	page_render(p, tpl_destructions, &v);
	return RC_OK;
}

/* The receipt as a PDF. */
enum rc
page_destruction_receipt(struct page *p, struct err *e)
{
	struct row_destruction row;
	str pdf;
	enum rc rc = retention_receipt(&p->d, page_param(p, "id"), &row, &pdf, e);

	if (rc != RC_OK)
		return rc;
	http_header_z(p->rs, "Content-Type", "application/pdf");
	http_disposition(
	    p->rs, true, str_fmt(p->a, "Bukti pemusnahan %.*s.pdf", STR_ARG(row.number)));
	buf_str(&p->rs->body, pdf);
	return RC_OK;
}

/* ---- /pusat/penahanan ---- */

static const struct field_spec hold_fields[] = {
	{ .name = "number",
	    .kind = F_TEXT,
	    .max = 40,
	    .required = true,
	    .label = N_("Nomor berkas"),
	    .hint = N_("DS-082-7K4M-2PXA atau OPIP-082-7K4M-2PXA"),
	    .width = 20,
	    .msg_empty = N_("Isi nomor.") },
	{ .name = "reason",
	    .kind = F_TEXTAREA,
	    .max = 300,
	    .rows = 3,
	    .required = true,
	    .label = N_("Alasan penahanan"),
	    .hint = N_("Misalnya nomor surat penyidik atau perkara. Tercatat."),
	    .msg_empty = N_("Tulis alasan penahanan.") },
};
const struct form_spec form_hold = FORM_SPEC(hold_fields);

static const struct field_spec lift_fields[] = {
	{ .name = "reason",
	    .kind = F_TEXTAREA,
	    .max = 300,
	    .rows = 3,
	    .required = true,
	    .label = N_("Alasan pencabutan"),
	    .msg_empty = N_("Tulis alasan pencabutan.") },
};
const struct form_spec form_hold_lift = FORM_SPEC(lift_fields);

static enum rc
show_holds(struct page *p)
{
	struct view_holds v = { .shell = page_shell(p, N_("Penahanan berkas")),
		.form = &p->form };
	struct row_legal_hold_list list;
	struct view_hold *at;
	struct err e;
	enum rc rc = hold_list(&p->d, &list, &e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, list.n + 1, struct view_hold);
	for (size_t i = 0; i < list.n; i++) {
		const struct row_legal_hold *h = &list.at[i];

		at[i] = (struct view_hold){ .id = h->id,
			.number = h->number,
			.reason = h->reason,
			.set = time_long(p->a, h->set_s, page_zone(p), p->lang),
			.by = audit_actor_name(&p->d, h->set_by),
			.lift_reason = h->lift_reason };
		if (h->lifted_s != SQL_NULL_INT)
			at[i].lifted =
			    time_long(p->a, h->lifted_s, page_zone(p), p->lang);
	}
	v.rows.at = at;
	v.rows.n = list.n;
	page_render(p, tpl_holds, &v);
	return RC_OK;
}

enum rc
page_holds(struct page *p, struct err *e)
{
	(void)e;
	return show_holds(p);
}

enum rc
page_hold_post(struct page *p, struct err *e)
{
	enum rc rc;

	if (!form_ok(&p->form))
		return page_again(p, show_holds);
	rc = hold_set(&p->d, &p->who, form_str(&p->form, "number"),
	    form_str(&p->form, "reason"), e);
	if (rc == RC_INVALID) {
		form_error(&p->form, "number", e->msg);
		return page_again(p, show_holds);
	}
	return rc != RC_OK
		   ? rc
		   : page_redirect_flash(p, STR("/pusat/penahanan"),
			 N_("Berkas ditahan. Tidak ada dokumennya yang dimusnahkan sampai "
			    "penahanan dicabut."));
}

static enum rc
show_lift(struct page *p)
{
	struct view_hold_lift v = { .shell = page_shell(p, N_("Cabut penahanan")),
		.form = &p->form,
		.id = page_param(p, "id") };

	v.shell.back_href = STR("/pusat/penahanan");
	page_render(p, tpl_hold_lift, &v);
	return RC_OK;
}

enum rc
page_hold_lift(struct page *p, struct err *e)
{
	(void)e;
	return show_lift(p);
}

enum rc
page_hold_lift_post(struct page *p, struct err *e)
{
	enum rc rc;

	if (!form_ok(&p->form))
		return page_again(p, show_lift);
	rc = hold_lift(
	    &p->d, &p->who, page_param(p, "id"), form_str(&p->form, "reason"), e);
	return rc != RC_OK ? rc
			   : page_redirect_flash(
				 p, STR("/pusat/penahanan"), N_("Penahanan dicabut."));
}
