/* page_bssn.c - /bssn: the queue of BSSN, and what a verifier decided. */
#include "base/utf8.h"
#include "bssn_history.tpl.h"
#include "bssn_queue.tpl.h"
#include "domain/workdays.h"
#include "web/bssn_parts.h"
#include "web/pages.h"
#include "web/ui.h"

static const struct field_spec filter_fields[] = {
	{ .name = "nama",
	    .kind = F_TEXT,
	    .max = 100,
	    .conditional = true,
	    .label = N_("Nama atau NIP") },
	{ .name = "kantor",
	    .kind = F_TEXT,
	    .max = 3,
	    .conditional = true,
	    .label = N_("Kode kantor") },
	{ .name = "nomor",
	    .kind = F_TEXT,
	    .max = 20,
	    .conditional = true,
	    .label = N_("Nomor permohonan") },
};
const struct form_spec form_bssn_filter = FORM_SPEC(filter_fields);

static struct bssn_filter
filter_of(struct page *p)
{
	struct bssn_filter f = { .tab = BSSN_TAB_FRESH,
		.name = utf8_head(str_trim(page_query(p, "nama")), 100),
		.office = utf8_head(str_trim(page_query(p, "kantor")), 3),
		.number = utf8_head(str_trim(page_query(p, "nomor")), 20),
		.after = page_query(p, "sesudah") };
	str tab = page_query(p, "tab");

	for (int i = 0; i < BSSN_TAB__COUNT; i++)
		if (str_eq_z(tab, bssn_tabs[i].name))
			f.tab = (enum bssn_tab)i;
	return f;
}

/* The queue's address with the filters that are set. */
static str
address(struct page *p, const struct bssn_filter *f, enum bssn_tab tab, str after)
{
	const struct {
		const char *name;
		str value;
	} parts[] = { { "nama", f->name }, { "kantor", f->office },
		{ "nomor", f->number }, { "sesudah", after } };
	struct buf b;

	buf_init(&b, p->a, 128);
	buf_fmt(&b, "/bssn?tab=%s", bssn_tabs[tab].name);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (parts[i].value.n > 0)
			buf_fmt(&b, "&%s=%.*s", parts[i].name,
			    STR_ARG(bssn_url_part(p, parts[i].value)));
	return buf_get(&b);
}

static struct view_bssn_line
line_of(struct page *p, const struct bssn_line *l)
{
	const struct row_bssn_line *r = &l->row;
	enum zone z = zone_parse(r->zone);
	int64_t age = l->tenths < 0 ? 0 : l->tenths;
	struct view_bssn_line v = { .number = r->number,
		.href = str_fmt(p->a, "/bssn/%.*s", STR_ARG(r->number)),
		.name = r->name,
		.office = str_fmt(
		    p->a, "%.*s (%.*s)", STR_ARG(r->office_name), STR_ARG(r->office)),
		.state = state_label(&words_candidacy, r->state),
		.colour = bssn_state_colour(r->state),
		.timed = l->tenths >= 0,
		.age = workdays_text(p->a, age, p->lang),
		.late = l->used > 100,
		.share = l->used > 100 ? 100 : l->used,
		.again = r->rounds > 0,
		.mine =
		    r->claimed_by.p != NULL && str_eq(r->claimed_by, p->who.account) };

	if (r->claimed_by.p != NULL) {
		str parts[2] = { r->claimer_name,
			bssn_short_time(p, r->claimed_s, ZONE_WIB) };

		v.held = form_fill(p->a,
		    page_tr(p, v.mine ? N_("Anda, sejak {1}") : N_("{0}, sejak {1}")),
		    parts, 2);
	} else if (!v.timed)
		v.held = r->claimer_name; /* who decided */
	if (!v.timed)
		v.when = bssn_short_time(p, r->sent_s, z);
	else if (str_eq_z(r->state, "interview_scheduled") &&
		 r->interview_at_s != SQL_NULL_INT)
		v.when = bssn_short_time(p, r->interview_at_s, z);
	return v;
}

static void
put_tabs(struct page *p, struct view_bssn_queue *v, const struct bssn_filter *f,
    const struct bssn_queue *q)
{
	struct view_bssn_tab *at =
	    ARENA_ARRAY(p->a, BSSN_TAB__COUNT, struct view_bssn_tab);

	for (int i = 0; i < BSSN_TAB__COUNT; i++)
		at[i] = (struct view_bssn_tab){ bssn_tabs[i].label,
			address(p, f, (enum bssn_tab)i, STR_NONE), q->counts[i],
			i == (int)f->tab };
	v->tabs.at = at;
	v->tabs.n = BSSN_TAB__COUNT;
}

enum rc
page_bssn(struct page *p, struct err *e)
{
	struct bssn_filter f = filter_of(p), none = { .tab = f.tab };
	struct view_bssn_queue v = { .form = &p->form,
		.tab = str_from_z(bssn_tabs[f.tab].name),
		.filtered = f.name.n > 0 || f.office.n > 0 || f.number.n > 0,
		.done = f.tab == BSSN_TAB_DONE,
		.limit = p->d.conf->sla_bssn_days };
	struct view_bssn_line *at;
	struct bssn_queue q;
	enum rc rc = bssn_queue_load(&p->d, &p->who, &f, &q, e);

	if (rc == RC_OK)
		rc = page_followup_notice(p, &v.followup, e);
	if (rc != RC_OK)
		return rc;
	form_set(&p->form, "nama", f.name);
	form_set(&p->form, "kantor", f.office);
	form_set(&p->form, "nomor", f.number);
	put_tabs(p, &v, &f, &q);
	at = ARENA_ARRAY(p->a, q.n + 1, struct view_bssn_line);
	for (size_t i = 0; i < q.n; i++)
		at[i] = line_of(p, &q.at[i]);
	v.lines.at = at;
	v.lines.n = q.n;
	v.clear_href = address(p, &none, f.tab, STR_NONE);
	if (q.next.p != NULL)
		v.older = address(p, &f, f.tab, q.next);
	if (f.after.n > 0)
		v.first = address(p, &f, f.tab, STR_NONE);
	v.shell = page_shell(p, N_("Antrean BSSN"));
	v.shell.wide = true;
	page_render(p, tpl_bssn_queue, &v);
	return RC_OK;
}

/* ---- own decisions ---- */

enum rc
page_bssn_history(struct page *p, struct err *e)
{
	struct row_bssn_decisions_list rows;
	struct view_bssn_history v = { .older = STR_NONE };
	struct view_bssn_line *at;
	struct holidays h;
	str next;
	enum rc rc =
	    bssn_decisions(&p->d, &p->who, page_query(p, "sebelum"), &rows, &next, e);

	if (rc == RC_OK)
		rc = domain_holidays(&p->d, p->d.db, &h, e);
	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, rows.n + 1, struct view_bssn_line);
	for (size_t i = 0; i < rows.n; i++) {
		const struct row_bssn_decisions *r = &rows.at[i];
		enum zone z = zone_parse(r->zone);
		bool granted = str_eq_z(r->event, "grant"),
		     refused = str_eq_z(r->event, "refuse");

		at[i] = (struct view_bssn_line){ .number = r->number,
			.href = str_fmt(p->a, "/bssn/%.*s", STR_ARG(r->number)),
			.name = r->name,
			.office = r->office_name,
			.state = event_label(&words_candidacy, r->event),
			.colour = granted   ? TAG_GREEN
				  : refused ? TAG_RED
					    : TAG_ORANGE,
			.when = bssn_short_time(p, r->at_s, z),
			.held = r->note,
			.age = r->sent_s == SQL_NULL_INT
				   ? STR("–")
				   : workdays_text(p->a,
					 workdays_tenths(r->sent_s, r->at_s, z, &h),
					 p->lang) };
	}
	v.lines.at = at;
	v.lines.n = rows.n;
	if (next.p != NULL)
		v.older = str_fmt(p->a, "/bssn/riwayat?sebelum=%.*s", STR_ARG(next));
	v.shell = page_shell(p, N_("Riwayat keputusan saya"));
	v.shell.wide = true;
	page_render(p, tpl_bssn_history, &v);
	return RC_OK;
}
