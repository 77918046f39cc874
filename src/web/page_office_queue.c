/* page_office_queue.c - /kantor/permohonan: what waits, who holds it, how long. */
#include "base/utf8.h"
#include "domain/application_office.h"
#include "domain/office_queue.h"
#include "office_queue.tpl.h"
#include "web/office_parts.h"
#include "web/pages.h"
#include "web/view_office.h"

static const struct field_spec filter_fields[] = {
	{ .name = "cari",
	    .kind = F_TEXT,
	    .max = 100,
	    .conditional = true,
	    .label = N_("Nama, nomor, atau NIP") },
	{ .name = "status",
	    .kind = F_SELECT,
	    .conditional = true,
	    .label = N_("Status") },
};
const struct form_spec form_office_filter = FORM_SPEC(filter_fields);

static const char *const empty_words[TAB__COUNT] = {
	[TAB_NEW] =
	    N_("Tidak ada permohonan yang menunggu diperiksa. Semua sudah dikerjakan."),
	[TAB_MINE] = N_("Anda tidak memegang berkas. Ambil satu dari Baru."),
	[TAB_READY] = N_("Belum ada pemohon yang siap datang ke loket."),
	[TAB_RETURNED] = N_("Tidak ada permohonan yang menunggu perbaikan."),
	[TAB_DONE] = N_("Belum ada permohonan yang selesai."),
};

/* As one part of a query. */
static str
url_part(struct arena *a, str text)
{
	struct html h = { .lang = LANG_ID, .base = "" };
	struct buf b;

	buf_init(&b, a, text.n + 16);
	h.out = &b;
	html_url_part(&h, text);
	return buf_get(&b);
}

static str
address(struct page *p, const struct office_query *q, const char *key, str place)
{
	struct buf b;

	buf_init(&b, p->a, 128);
	buf_fmt(&b, "/kantor/permohonan?tab=%s", office_tab_name(q->tab));
	if (q->text.n > 0)
		buf_fmt(&b, "&cari=%.*s", STR_ARG(url_part(p->a, q->text)));
	if (q->state >= 0)
		buf_fmt(&b, "&status=%s", words_application.states[q->state].text);
	if (place.p != NULL)
		buf_fmt(&b, "&%s=%.*s", key, STR_ARG(place));
	return buf_get(&b);
}

/* The states of the tab as choices, and the one that is chosen. */
static const struct field_option *
state_options(struct page *p, enum office_tab tab)
{
	struct field_option *o =
	    ARENA_ARRAY(p->a, OFFICE_TAB_STATES + 2, struct field_option);
	const int *states = office_tab_states(tab);
	size_t n = 0;

	o[n++] = (struct field_option){ "", N_("Semua"), NULL };
	for (int i = 0; i < OFFICE_TAB_STATES && states[i] >= 0; i++)
		o[n++] = (struct field_option){ words_application.states[states[i]].text,
			words_application.states[states[i]].label, NULL };
	o[n] = (struct field_option){ NULL, NULL, NULL };
	return o;
}

static struct office_query
query_of(struct page *p)
{
	struct office_query q = { .tab = office_tab_parse(page_query(p, "tab")),
		.text = utf8_head(page_query(p, "cari"), 100),
		.state = state_parse(&words_application, page_query(p, "status")) };
	const int *states = office_tab_states(q.tab);
	bool of_tab = false;

	for (int i = 0; i < OFFICE_TAB_STATES; i++)
		of_tab |= q.state >= 0 && states[i] == q.state;
	if (!of_tab)
		q.state = -1;
	q.place = page_query(p, "sesudah");
	if (q.place.p == NULL) {
		q.place = page_query(p, "sebelum");
		q.back = q.place.p != NULL;
	}
	return q;
}

enum rc
page_office_queue(struct page *p, struct err *e)
{
	struct view_office_tab *tabs =
	    ARENA_ARRAY(p->a, TAB__COUNT, struct view_office_tab);
	struct office_query q = query_of(p);
	struct view_office_queue v = { .form = &p->form,
		.tab = str_from_z(office_tab_name(q.tab)),
		.empty = empty_words[q.tab],
		.filtered = q.text.n > 0 || q.state >= 0,
		.limit_days = p->d.conf->sla_office_days };
	int64_t counts[TAB__COUNT];
	struct office_page page;
	enum rc rc = office_queue(&p->d, &p->who, &q, &page, e);

	if (rc == RC_OK)
		rc = office_queue_counts(&p->d, &p->who, counts, e);
	if (rc == RC_OK)
		rc = page_followup_notice(p, &v.followup, e);
	if (rc != RC_OK)
		return rc;
	form_set_options(&p->form, "status", state_options(p, q.tab));
	form_set(&p->form, "cari", q.text);
	form_set(&p->form, "status",
	    str_from_z(q.state >= 0 ? words_application.states[q.state].text : ""));
	for (int t = 0; t < TAB__COUNT; t++)
		tabs[t] = (struct view_office_tab){ office_tab_label((enum office_tab)t),
			str_fmt(p->a, "/kantor/permohonan?tab=%s",
			    office_tab_name((enum office_tab)t)),
			counts[t], t == (int)q.tab };
	v.shell = page_shell(p, N_("Permohonan DS"));
	v.shell.wide = true;
	v.tabs.at = tabs;
	v.tabs.n = TAB__COUNT;
	v.clear_href = tabs[q.tab].href;
	v.rows = office_lines(p, page.at, page.n, page.zone, "/kantor/permohonan");
	if (page.before.p != NULL)
		v.newer = address(p, &q, "sebelum", page.before);
	if (page.after.p != NULL)
		v.older = address(p, &q, "sesudah", page.after);
	page_render(p, tpl_office_queue, &v);
	return RC_OK;
}
