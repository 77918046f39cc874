/* page_figures_bssn.c - BSSN in figures (SCREENS 6.11, B7). */
#include "domain/figures.h"
#include "figures_page.tpl.h"
#include "web/blocks.h"
#include "web/pages.h"

#define CSV    "/bssn/angka/unduh.csv"
#define BLOCKS 4

static const struct view_column queue_columns[] = {
	{ .label = N_("Antrean") },
	{ .label = N_("Jumlah"), .number = true },
	{ .label = N_("Terlama (hari kerja)"), .number = true },
	{ .label = N_("Lewat batas"), .number = true },
};

static struct view_block
block_queues(struct page *p, const struct figures_bssn *f)
{
	static const enum bssn_tab tabs[] = { BSSN_TAB_FRESH, BSSN_TAB_AGAIN,
		BSSN_TAB_READY, BSSN_TAB_WAITING };
	str limit = str_fmt(p->a, "%d", (int)p->d.conf->sla_bssn_days);
	struct chart_bar bars[ARRAY_LEN(tabs)];
	struct block b;
	int64_t n = 0;

	block_start(&b, p, "antrean", N_("Antrean BSSN"), queue_columns,
	    ARRAY_LEN(queue_columns), ARRAY_LEN(tabs), CSV);
	for (size_t i = 0; i < ARRAY_LEN(tabs); i++) {
		const struct figure_queue *q = &f->queue[tabs[i]];
		str list = str_fmt(p->a, "/bssn?tab=%s", bssn_tabs[tabs[i]].name);
		struct view_cell cells[] = { cell_tr(p, bssn_tabs[tabs[i]].label),
			cell_number(p, q->n, list), cell_tenths(p, q->tenths, q->n > 0),
			cell_number(p, q->over, list) };

		cells[2].late = cells[3].late = q->over > 0;
		block_row(&b, cells);
		bars[i] = (struct chart_bar){ cells[0].text, cells[1].text,
			{ q->n - q->over, 0, q->over } };
		n += q->n;
	}
	block_bars(&b, N_("Berkas di tiap antrean BSSN, dan berapa yang lewat batas."),
	    bars, ARRAY_LEN(tabs));
	b.v.note = form_fill(p->a,
	    page_tr(p, N_("Batas {0} hari kerja sejak surat diterima.")), &limit, 1);
	b.v.none = n == 0;
	b.v.empty = N_("Tidak ada calon OPIP yang menunggu BSSN.");
	return b.v;
}

static const struct view_column week_columns[] = {
	{ .label = N_("Wawancara") },
	{ .label = N_("Minggu ini"), .number = true },
};

static struct view_block
block_week(struct page *p, const struct figures_bssn *f)
{
	struct block b;

	block_start(&b, p, "wawancara", N_("Wawancara minggu ini"), week_columns,
	    ARRAY_LEN(week_columns), 3, CSV);
	block_row(&b, (struct view_cell[]){ cell_tr(p, N_("Dijadwalkan")),
			  cell_number(p, f->set, STR("/bssn/jadwal")) });
	block_row(&b, (struct view_cell[]){ cell_tr(p, N_("Sudah dicatat")),
			  cell_number(p, f->held, STR_NONE) });
	block_row(&b, (struct view_cell[]){ cell_tr(p, N_("Tidak hadir")),
			  cell_number(p, f->absent, STR_NONE) });
	b.v.none = f->set + f->held + f->absent == 0;
	b.v.empty = N_("Tidak ada wawancara minggu ini.");
	return b.v;
}

static const struct view_column verifier_columns[] = {
	{ .label = N_("Verifikator") },
	{ .label = N_("Disetujui"), .number = true },
	{ .label = N_("Dikembalikan"), .number = true },
	{ .label = N_("Ditolak"), .number = true },
	{ .label = N_("Median per berkas (hari kerja)"), .number = true },
};

/* One's own decisions are a list that one may open. */
static struct view_block
block_verifiers(struct page *p, const struct figures_bssn *f)
{
	struct block b;

	block_start(&b, p, "verifikator", N_("Keputusan per verifikator"),
	    verifier_columns, ARRAY_LEN(verifier_columns), f->verifiers.n, CSV);
	for (size_t i = 0; i < f->verifiers.n; i++) {
		const struct figure_verifier *v = &f->verifiers.at[i];
		bool own = str_eq(v->account, p->who.account);
		str list = own ? STR("/bssn/riwayat") : STR_NONE;

		block_row(&b, (struct view_cell[]){ cell_text(v->name),
				  cell_number(p, v->granted, list),
				  cell_number(p, v->returned, list),
				  cell_number(p, v->refused, list),
				  cell_tenths(p, v->time.tenths, v->time.n > 0) });
	}
	b.v.note = str_from_z(page_tr(p, N_("30 hari terakhir.")));
	b.v.none = f->verifiers.n == 0;
	b.v.empty = N_("Belum ada keputusan dalam masa ini.");
	return b.v;
}

static const struct view_column document_columns[] = {
	{ .label = N_("Dokumen") },
	{ .label = N_("Berapa kali"), .number = true },
	{ .label = N_("Dari keputusan"), .number = true },
};

/* How many of a hundred decisions sent it back. */
static struct view_block
block_documents(struct page *p, const struct figures_bssn *f)
{
	struct chart_bar *bars = ARENA_ARRAY(p->a, f->documents.n + 1, struct chart_bar);
	struct block b;

	block_start(&b, p, "dokumen", N_("Yang dikembalikan ke calon"), document_columns,
	    ARRAY_LEN(document_columns), f->documents.n, CSV);
	for (size_t i = 0; i < f->documents.n; i++) {
		const struct figure_reason *r = &f->documents.at[i];
		str rate = f->decided > 0 ? str_fmt(p->a, "%lld%%",
						(long long)(r->n * 100 / f->decided))
					  : STR("–");
		struct view_cell cells[] = { cell_tr(p, r->label),
			cell_number(p, r->n, STR_NONE), cell_text(rate) };

		block_row(&b, cells);
		bars[i] = (struct chart_bar){ cells[0].text, rate, { r->n, 0, 0 } };
	}
	block_bars(&b, N_("Berapa persen keputusan yang mengembalikan tiap dokumen."),
	    bars, f->documents.n);
	b.v.note = str_from_z(page_tr(p, N_("30 hari terakhir.")));
	b.v.folded = true;
	b.v.none = f->documents.n == 0;
	b.v.empty = N_("Tidak ada yang dikembalikan dalam masa ini.");
	return b.v;
}

static enum rc
blocks_of(struct page *p, struct view_blocks *out, struct err *e)
{
	struct view_block *at = ARENA_ARRAY(p->a, BLOCKS, struct view_block);
	struct figures_bssn f;
	enum rc rc = figures_bssn(&p->d, &f, e);

	if (rc != RC_OK)
		return rc;
	at[0] = block_queues(p, &f);
	at[1] = block_week(p, &f);
	at[2] = block_verifiers(p, &f);
	at[3] = block_documents(p, &f);
	*out = (struct view_blocks){ at, BLOCKS };
	return RC_OK;
}

enum rc
page_bssn_figures(struct page *p, struct err *e)
{
	struct view_figures_page v = { .title = N_("BSSN dalam angka") };
	enum rc rc = blocks_of(p, &v.blocks, e);

	if (rc != RC_OK)
		return rc;
	v.of = time_long(p->a, domain_now(&p->d), page_zone(p), p->lang);
	v.shell = page_shell(p, v.title);
	v.shell.wide = true;
	page_render(p, tpl_figures_page, &v);
	return RC_OK;
}

enum rc
page_bssn_figures_csv(struct page *p, struct err *e)
{
	struct view_blocks blocks;
	enum rc rc = blocks_of(p, &blocks, e);

	return rc != RC_OK ? rc : blocks_csv(p, blocks, STR("bssn"), e);
}
