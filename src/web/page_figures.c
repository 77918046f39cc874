/* page_figures.c - an office in figures, and its monthly report (SCREENS 6.11: A1, K1, K4; 6.12). */
#include "domain/figures.h"
#include "figures_page.tpl.h"
#include "web/figures_office.h"
#include "web/pages.h"
#include "web/users.h"

#define BLOCKS        5
#define REPORT_MONTHS 24 /* as far back as reports go */

/* ---- open files ---- */

/* The open states of the road, who has to act there, and in which tab of the queue they stand. */
static const struct {
	enum application_state state;
	const char *whose, *tab;
} waits[] = {
	{ APP_SUBMITTED, N_("Kantor"), "baru" },
	{ APP_IN_REVIEW, N_("Kantor"), "baru" },
	{ APP_RETURNED, N_("Pemohon"), "perbaikan" },
	{ APP_READY, N_("Pemohon"), "loket" },
	{ APP_AT_COUNTER, N_("Loket"), "loket" },
	{ APP_APPROVED, N_("Pemohon"), "selesai" },
};

static const struct view_column status_columns[] = {
	{ .label = N_("Status") },
	{ .label = N_("Jumlah"), .number = true },
	{ .label = N_("Giliran") },
	{ .label = N_("Terlama (hari kerja)"), .number = true },
	{ .label = N_("Sampai 50% batas"), .number = true },
	{ .label = N_("Sampai 100% batas"), .number = true },
	{ .label = N_("Lewat batas"), .number = true },
};

static void
status_row(struct block *b, size_t i, const struct figure_open *x, bool lists)
{
	const struct word *w = &words_application.states[waits[i].state];
	struct page *p = b->p;
	str href = lists ? str_fmt(p->a, "/kantor/permohonan?tab=%s&status=%s",
			       waits[i].tab, w->text)
			 : STR_NONE;
	struct view_cell cells[ARRAY_LEN(status_columns)];

	cells[0] = cell_tr(p, w->label);
	cells[1] = cell_number(p, x->n, href);
	cells[2] = cell_tr(p, waits[i].whose);
	cells[3] = cell_tenths(p, x->tenths, x->n > 0);
	for (int s = 0; s < SPLIT__COUNT; s++)
		cells[4 + s] = x->limit_days > 0 ? cell_number(p, x->split[s], STR_NONE)
						 : cell_text(STR("–"));
	cells[3].late = cells[4 + SPLIT_OVER].late = x->split[SPLIT_OVER] > 0;
	block_row(b, cells);
}

static struct chart_bar
status_bar(
    const struct page *p, enum application_state state, const struct figure_open *x)
{
	return (struct chart_bar){
		.label = str_from_z(page_tr(p, words_application.states[state].label)),
		.value = str_fmt(p->a, "%lld · %lld · %lld",
		    (long long)x->split[SPLIT_HALF], (long long)x->split[SPLIT_WHOLE],
		    (long long)x->split[SPLIT_OVER]),
		.n = { x->split[SPLIT_HALF], x->split[SPLIT_WHOLE], x->split[SPLIT_OVER] }
	};
}

static str
limits_note(const struct page *p)
{
	const struct conf *c = p->d.conf;
	str days[] = { str_fmt(p->a, "%d", (int)c->sla_office_days),
		str_fmt(p->a, "%d", (int)c->fix_days),
		str_fmt(p->a, "%d", (int)c->collect_days) };

	return form_fill(p->a,
	    page_tr(p,
		N_("Batas periksa {0} hari kerja sejak dikirim; perbaikan {1} hari; pengambilan sertifikat {2} hari.")),
	    days, ARRAY_LEN(days));
}

enum rc
office_block_status(struct page *p, str office, bool lists, const char *csv,
    struct view_block *out, struct err *e)
{
	struct figure_open open[APP__COUNT];
	struct chart_bar bars[ARRAY_LEN(waits)];
	size_t n_bars = 0;
	int64_t n = 0;
	struct block b;
	enum rc rc = figures_open(&p->d, &p->who, office, open, e);

	if (rc != RC_OK)
		return rc;
	block_start(&b, p, "status", N_("Permohonan DS menurut status"), status_columns,
	    ARRAY_LEN(status_columns), ARRAY_LEN(waits), csv);
	for (size_t i = 0; i < ARRAY_LEN(waits); i++) {
		const struct figure_open *x = &open[waits[i].state];

		n += x->n;
		status_row(&b, i, x, lists);
		if (x->limit_days > 0 && x->n > 0)
			bars[n_bars++] = status_bar(p, waits[i].state, x);
	}
	block_bars(&b,
	    N_("Permohonan menurut status: berapa yang memakai sampai separuh batas waktunya, sampai seluruhnya, dan lewat batas."),
	    bars, n_bars);
	b.v.note = limits_note(p);
	b.v.none = n == 0;
	b.v.empty = N_("Tidak ada permohonan yang berjalan.");
	if (n_bars > 0) {
		b.v.parts[0] = N_("Sampai 50% batas");
		b.v.parts[1] = N_("Sampai 100% batas");
		b.v.parts[2] = N_("Lewat batas");
	}
	*out = b.v;
	return RC_OK;
}

/* ---- what happened ---- */

static const struct view_column stage_columns[] = {
	{ .label = N_("Tahap") },
	{ .label = N_("Median (hari kerja)"), .number = true },
	{ .label = N_("Permohonan"), .number = true },
};

static struct view_block
block_stages(struct page *p, const struct figures_office *f, const char *csv)
{
	struct chart_bar bars[STAGE__COUNT];
	struct block b;
	size_t n = 0;

	block_start(&b, p, "tahap", N_("Lama tiap tahap, hari kerja"), stage_columns,
	    ARRAY_LEN(stage_columns), STAGE__COUNT, csv);
	for (int s = 0; s < STAGE__COUNT; s++) {
		const struct figure_median *m = &f->stage[s];
		struct view_cell cells[] = { cell_tr(p, figure_stages[s]),
			cell_tenths(p, m->tenths, m->n > 0),
			cell_number(p, m->n, STR_NONE) };

		block_row(&b, cells);
		if (m->n > 0)
			bars[n++] = (struct chart_bar){ cells[0].text, cells[1].text,
				{ m->tenths, 0, 0 } };
	}
	block_bars(&b,
	    N_("Median hari kerja tiap tahap, dari terkirim sampai sertifikat diambil."),
	    bars, n);
	b.v.none = n == 0;
	b.v.empty = N_("Belum ada tahap yang selesai dalam masa ini.");
	return b.v;
}

static const struct view_column hour_columns[] = {
	{ .label = N_("Jam") },
	{ .label = N_("Kunjungan loket"), .number = true },
};

/* From the first hour with a visit to the last. */
static struct view_block
block_hours(struct page *p, const struct figures_office *f, const char *csv)
{
	struct chart_bar bars[24];
	int first = 24, last = -1;
	struct block b;

	block_start(&b, p, "jam", N_("Kunjungan loket menurut jam"), hour_columns,
	    ARRAY_LEN(hour_columns), 24, csv);
	for (int h = 0; h < 24; h++)
		if (f->visits[h] > 0) {
			first = h < first ? h : first;
			last = h;
		}
	for (int h = first; h <= last; h++) {
		struct view_cell cells[] = { cell_text(
						 str_fmt(p->a, "%02d.00–%02d.59", h, h)),
			cell_number(p, f->visits[h], STR_NONE) };

		block_row(&b, cells);
		bars[h - first] = (struct chart_bar){ cells[0].text, cells[1].text,
			{ f->visits[h], 0, 0 } };
	}
	block_bars(
	    &b, N_("Berapa pemohon datang ke loket pada tiap jam."), bars, b.v.rows.n);
	b.v.none = last < 0;
	b.v.empty = N_("Belum ada yang datang ke loket dalam masa ini.");
	return b.v;
}

static const struct view_column reason_columns[] = {
	{ .label = N_("Yang dikembalikan") },
	{ .label = N_("Berapa kali"), .number = true },
};

static struct view_block
block_reasons(struct page *p, const struct figures_office *f, const char *csv)
{
	struct chart_bar bars[FIGURES_REASONS];
	struct block b;

	block_start(&b, p, "alasan", N_("Yang paling sering dikembalikan"),
	    reason_columns, ARRAY_LEN(reason_columns), FIGURES_REASONS, csv);
	for (size_t i = 0; i < f->n_reasons; i++) {
		struct view_cell cells[] = { cell_tr(p, f->reason[i].label),
			cell_number(p, f->reason[i].n, STR_NONE) };

		block_row(&b, cells);
		bars[i] = (struct chart_bar){ cells[0].text, cells[1].text,
			{ f->reason[i].n, 0, 0 } };
	}
	block_bars(&b, N_("Lima hal yang paling sering dikembalikan untuk diperbaiki."),
	    bars, f->n_reasons);
	b.v.none = f->n_reasons == 0;
	b.v.empty = N_("Tidak ada yang dikembalikan dalam masa ini.");
	return b.v;
}

static const struct view_column month_columns[] = {
	{ .label = N_("Ukuran") },
	{ .label = N_("Bulan ini"), .number = true },
	{ .label = N_("Bulan sebelumnya"), .number = true },
};

/* One month beside the one before it. */
static struct view_block
block_months(struct page *p, const struct figures_office *now,
    const struct figures_office *before, const char *csv)
{
	struct block b;

	block_start(&b, p, "bulan", N_("Dibanding bulan sebelumnya"), month_columns,
	    ARRAY_LEN(month_columns), FLOW__COUNT + STAGE__COUNT, csv);
	for (int i = 0; i < FLOW__COUNT; i++)
		block_row(&b, (struct view_cell[]){ cell_tr(p, figure_events[i]),
				  cell_number(p, now->flow[i], STR_NONE),
				  cell_number(p, before->flow[i], STR_NONE) });
	for (int s = 0; s < STAGE__COUNT; s++)
		block_row(&b,
		    (struct view_cell[]){
			cell_text(
			    form_fill(p->a, page_tr(p, N_("Median hari kerja: {0}")),
				(str[]){ str_from_z(page_tr(p, figure_stages[s])) }, 1)),
			cell_tenths(p, now->stage[s].tenths, now->stage[s].n > 0),
			cell_tenths(
			    p, before->stage[s].tenths, before->stage[s].n > 0) });
	return b.v;
}

/* ---- the page ---- */

static enum rc
month_of(struct page *p, str office, int64_t at_s, int back, enum zone z,
    struct figures_office *out, struct err *e)
{
	return figures_office(
	    &p->d, &p->who, office, figures_month(at_s, back, z), out, e);
}

static enum rc
blocks_of(struct page *p, str office, bool lists, const char *csv,
    struct view_blocks *out, struct err *e)
{
	struct view_block *at = ARENA_ARRAY(p->a, BLOCKS, struct view_block);
	struct figures_office lately, now, before;
	enum zone z = domain_zone(&p->d, office);
	int64_t today = domain_now(&p->d);
	enum rc rc = office_block_status(p, office, lists, csv, &at[0], e);

	if (rc == RC_OK)
		rc = figures_office(
		    &p->d, &p->who, office, figures_lately(&p->d), &lately, e);
	if (rc == RC_OK)
		rc = month_of(p, office, today, 0, z, &now, e);
	if (rc == RC_OK)
		rc = month_of(p, office, today, 1, z, &before, e);
	if (rc != RC_OK)
		return rc;
	at[1] = block_stages(p, &lately, csv);
	at[2] = block_hours(p, &lately, csv);
	at[3] = block_reasons(p, &lately, csv);
	at[4] = block_months(p, &now, &before, csv);
	for (int i = 1; i <= 3; i++) {
		at[i].folded = true;
		at[i].note = str_from_z(page_tr(p, N_("30 hari terakhir.")));
	}
	*out = (struct view_blocks){ at, BLOCKS };
	return RC_OK;
}

enum rc
page_office_figures(struct page *p, struct err *e)
{
	struct view_figures_page v = { .title = N_("Angka kantor"),
		.of = user_office(p, p->who.office) };
	bool lists = (p->who.roles & (R_OPIP | R_KEPALA)) != 0;
	enum rc rc =
	    blocks_of(p, p->who.office, lists, "/kantor/angka/unduh.csv", &v.blocks, e);

	if (rc != RC_OK)
		return rc;
	if (p->who.roles & R_KEPALA) {
		struct view_link *at = ARENA_NEW(p->a, struct view_link);

		*at = (struct view_link){ N_("Laporan bulanan"), STR("/kantor/laporan") };
		v.links.at = at;
		v.links.n = 1;
	}
	v.shell = page_shell(p, v.title);
	v.shell.wide = true;
	page_render(p, tpl_figures_page, &v);
	return RC_OK;
}

enum rc
page_office_figures_csv(struct page *p, struct err *e)
{
	struct view_blocks blocks;
	enum rc rc =
	    blocks_of(p, p->who.office, false, "/kantor/angka/unduh.csv", &blocks, e);

	return rc != RC_OK ? rc : blocks_csv(p, blocks, p->who.office, e);
}

/* ---- an office, for who looks at all of them ---- */

static const char *
one_office_csv(struct page *p, str code)
{
	return str_z(
	    p->a, str_fmt(p->a, "/pusat/kantor/%.*s/angka/unduh.csv", STR_ARG(code)));
}

enum rc
page_one_office_figures(struct page *p, struct err *e)
{
	str code = page_param(p, "code");
	struct view_figures_page v = { .title = N_("Angka kantor") };
	enum rc rc = blocks_of(p, code, false, one_office_csv(p, code), &v.blocks, e);

	if (rc != RC_OK)
		return rc;
	v.of = user_office(p, code);
	v.shell = page_shell(p, v.title);
	v.shell.wide = true;
	v.shell.subject = v.of;
	v.shell.back_href = STR("/pusat/angka");
	page_render(p, tpl_figures_page, &v);
	return RC_OK;
}

enum rc
page_one_office_figures_csv(struct page *p, struct err *e)
{
	str code = page_param(p, "code");
	struct view_blocks blocks;
	enum rc rc = blocks_of(p, code, false, one_office_csv(p, code), &blocks, e);

	return rc != RC_OK ? rc : blocks_csv(p, blocks, code, e);
}

/* ---- the monthly report ---- */

struct report {
	int back; /* months before this one */
	struct figure_span span;
	enum zone zone;
	str month; /* "2026-10" */
	struct view_blocks blocks;
};

static str
month_name(struct page *p, int64_t at_s, enum zone z)
{
	str day = date_long(p->a, time_civil(at_s, z).date, p->lang);

	str_cut(&day, ' ');
	return day;
}

static str
month_iso(struct page *p, int64_t at_s, enum zone z)
{
	return str_sub(date_iso(p->a, time_civil(at_s, z).date), 0, 7);
}

static str
report_href(struct page *p, const struct report *r, int back)
{
	if (back < 0 || back > REPORT_MONTHS)
		return STR_NONE;
	return str_fmt(p->a, "/kantor/laporan?bulan=%.*s",
	    STR_ARG(month_iso(
		p, figures_month(domain_now(&p->d), back, r->zone).from_s, r->zone)));
}

/* The month that was asked for, the last whole one if none was; RC_NOT_FOUND for one without a report. */
static enum rc
report_month(struct page *p, struct report *r, struct err *e)
{
	str asked = page_query(p, "bulan");

	r->zone = domain_zone(&p->d, p->who.office);
	for (r->back = asked.n > 0 ? 0 : 1; r->back <= REPORT_MONTHS; r->back++) {
		r->span = figures_month(domain_now(&p->d), r->back, r->zone);
		r->month = month_iso(p, r->span.from_s, r->zone);
		if (asked.n == 0 || str_eq(asked, r->month))
			return RC_OK;
	}
	return err_set(e, RC_NOT_FOUND,
	    N_("Tidak ada laporan untuk bulan itu. Pilih bulan dari dua tahun terakhir."),
	    "no such month");
}

static enum rc
report_load(struct page *p, struct report *r, struct err *e)
{
	struct view_block *at = ARENA_ARRAY(p->a, BLOCKS, struct view_block);
	struct figures_office now, before;
	enum rc rc = report_month(p, r, e);
	const char *csv;

	if (rc == RC_OK)
		rc = figures_office(&p->d, &p->who, p->who.office, r->span, &now, e);
	if (rc == RC_OK)
		rc = month_of(p, p->who.office, r->span.from_s, 1, r->zone, &before, e);
	if (rc != RC_OK)
		return rc;
	csv = str_z(p->a,
	    str_fmt(p->a, "/kantor/laporan/unduh.csv?bulan=%.*s", STR_ARG(r->month)));
	at[0] = block_months(p, &now, &before, csv);
	at[1] = block_stages(p, &now, csv);
	at[2] = block_reasons(p, &now, csv);
	at[3] = block_hours(p, &now, csv);
	r->blocks = (struct view_blocks){ at, 4 };
	return RC_OK;
}

enum rc
page_office_report(struct page *p, struct err *e)
{
	struct view_figures_page v = { .title = N_("Laporan bulanan") };
	struct report r;
	enum rc rc = report_load(p, &r, e);

	if (rc != RC_OK)
		return rc;
	v.of = str_fmt(p->a, "%.*s · %.*s", STR_ARG(user_office(p, p->who.office)),
	    STR_ARG(month_name(p, r.span.from_s, r.zone)));
	v.made = form_fill(p->a, page_tr(p, N_("Dihitung {0}.")),
	    (str[]){ time_long(p->a, domain_now(&p->d), r.zone, p->lang) }, 1);
	v.blocks = r.blocks;
	v.older = report_href(p, &r, r.back + 1);
	v.newer = report_href(p, &r, r.back - 1);
	v.shell = page_shell(p, v.title);
	v.shell.wide = true;
	v.shell.back_href = STR("/kantor/angka");
	page_render(p, tpl_figures_page, &v);
	return RC_OK;
}

enum rc
page_office_report_csv(struct page *p, struct err *e)
{
	struct report r;
	enum rc rc = report_load(p, &r, e);

	if (rc != RC_OK)
		return rc;
	return blocks_csv(p, r.blocks,
	    str_fmt(p->a, "%.*s-%.*s", STR_ARG(p->who.office), STR_ARG(r.month)), e);
}
