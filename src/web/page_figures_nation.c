/* page_figures_nation.c - all offices in figures (SCREENS 6.11, S1). */
#include <stdlib.h>

#include "domain/figures.h"
#include "figures_page.tpl.h"
#include "web/figures_nation.h"
#include "web/pages.h"

#define CSV      "/pusat/angka/unduh.csv"
#define TOP_LATE 15
#define BLOCKS   4

enum order {
	ORDER_CODE,
	ORDER_OPEN,
	ORDER_OLDEST,
	ORDER_OVER,
	ORDER_TIME,
	ORDER_ACTIVATED,
	ORDER_OPIPS,
	ORDER__COUNT
};
static const char *const order_names[ORDER__COUNT] = { "kode", "berjalan", "terlama",
	"lewat", "median", "aktivasi", "opip" };
static const char *const order_labels[ORDER__COUNT] = { N_("Kantor"),
	N_("Permohonan berjalan"), N_("Terlama (hari kerja)"), N_("Lewat batas"),
	N_("Median sampai aktivasi (hari kerja)"), N_("Aktivasi bulan ini"),
	N_("OPIP aktif") };

static int64_t
value_of(const struct figure_line *l, enum order by)
{
	switch (by) {
	case ORDER_OPEN:
		return l->figures->applications_open;
	case ORDER_OLDEST:
		return l->oldest_tenths;
	case ORDER_OVER:
		return l->over;
	case ORDER_TIME:
		return l->time.tenths;
	case ORDER_ACTIVATED:
		return l->activated;
	case ORDER_OPIPS:
		return l->figures->authority[AUTH_ACTIVE];
	default:
		return 0;
	}
}

/* Most first; offices of the same number by code, as they came. */
static const struct figure_line **
sorted(struct page *p, const struct figures_nation *n, enum order by)
{
	size_t count = n->lines.n;
	const struct figure_line **at =
	    ARENA_ARRAY(p->a, count + 1, const struct figure_line *);

	for (size_t i = 0; i < count; i++) {
		const struct figure_line *x = &n->lines.at[i];
		size_t j = i;

		for (; j > 0 && value_of(at[j - 1], by) < value_of(x, by); j--)
			at[j] = at[j - 1];
		at[j] = x;
	}
	return at;
}

static str
office_name(struct page *p, const struct figure_line *l)
{
	const struct row_office *o = &l->figures->office;

	return str_fmt(p->a, "%.*s %.*s", STR_ARG(o->code), STR_ARG(o->name));
}

static str
office_href(struct page *p, const struct figure_line *l)
{
	return str_fmt(
	    p->a, "/pusat/kantor/%.*s/angka", STR_ARG(l->figures->office.code));
}

static struct view_block
block_offices(struct page *p, const struct figures_nation *n, enum order by)
{
	struct view_column *columns = ARENA_ARRAY(p->a, ORDER__COUNT, struct view_column);
	const struct figure_line **at = sorted(p, n, by);
	struct block b;

	for (int i = 0; i < ORDER__COUNT; i++)
		columns[i] = (struct view_column){ .label = order_labels[i],
			.number = i != ORDER_CODE,
			.href = str_fmt(p->a, "/pusat/angka?urut=%s", order_names[i]),
			.sorted = i != (int)by      ? NULL
				  : i == ORDER_CODE ? "ascending"
						    : "descending" };
	block_start(
	    &b, p, "kantor", N_("Tiap kantor"), columns, ORDER__COUNT, n->lines.n, CSV);
	for (size_t i = 0; i < n->lines.n; i++) {
		const struct figure_line *l = at[i];
		struct view_cell cells[ORDER__COUNT];

		cells[ORDER_CODE] = cell_text(office_name(p, l));
		cells[ORDER_CODE].href = office_href(p, l);
		for (int c = ORDER_OPEN; c < ORDER__COUNT; c++)
			cells[c] = cell_number(p, value_of(l, (enum order)c), STR_NONE);
		cells[ORDER_OLDEST] = cell_tenths(p, l->oldest_tenths, l->waiting > 0);
		cells[ORDER_TIME] = cell_tenths(p, l->time.tenths, l->time.n > 0);
		cells[ORDER_OVER].late = cells[ORDER_OLDEST].late = l->over > 0;
		block_row(&b, cells);
	}
	b.v.note = str_from_z(page_tr(p,
	    N_("Median dari terkirim sampai diaktivasi, 30 hari terakhir. Pilih judul kolom untuk mengurutkan.")));
	return b.v;
}

/* ---- the dashboard ---- */

static const struct view_column late_columns[] = {
	{ .label = N_("Kantor") },
	{ .label = N_("Lewat batas"), .number = true },
	{ .label = N_("Menunggu diperiksa"), .number = true },
	{ .label = N_("Terlama (hari kerja)"), .number = true },
};

static struct view_block
block_late(struct page *p, const struct figures_nation *n)
{
	const struct figure_line **at = sorted(p, n, ORDER_OVER);
	struct chart_bar bars[TOP_LATE];
	struct block b;
	size_t count = 0;

	block_start(&b, p, "terlama", N_("Kantor yang lewat batas periksa"), late_columns,
	    ARRAY_LEN(late_columns), TOP_LATE, CSV);
	for (; count < TOP_LATE && count < n->lines.n && at[count]->over > 0; count++) {
		const struct figure_line *l = at[count];
		struct view_cell cells[] = { cell_text(office_name(p, l)),
			cell_number(p, l->over, STR_NONE),
			cell_number(p, l->waiting, STR_NONE),
			cell_tenths(p, l->oldest_tenths, true) };

		cells[0].href = office_href(p, l);
		block_row(&b, cells);
		bars[count] =
		    (struct chart_bar){ cells[0].text, cells[1].text, { 0, 0, l->over } };
	}
	block_bars(&b, N_("Lima belas kantor dengan permohonan lewat batas terbanyak."),
	    bars, count);
	b.v.folded = true;
	b.v.none = count == 0;
	b.v.empty = N_("Tidak ada kantor yang lewat batas periksa.");
	return b.v;
}

static const struct view_column month_columns[] = {
	{ .label = N_("Bulan") },
	{ .label = N_("Aktivasi"), .number = true },
};

static struct view_block
block_year(struct page *p, const struct figures_nation *n)
{
	struct chart_bar dots[FIGURES_MONTHS];
	struct block b;
	int64_t all = 0;

	block_start(&b, p, "aktivasi", N_("Aktivasi dua belas bulan"), month_columns,
	    ARRAY_LEN(month_columns), FIGURES_MONTHS, CSV);
	for (int i = 0; i < FIGURES_MONTHS; i++) {
		str name = date_long(
		    p->a, time_civil(n->month[i].from_s, ZONE_WIB).date, p->lang);
		struct view_cell cells[2];

		str_cut(&name, ' ');
		cells[0] = cell_text(name);
		cells[1] = cell_number(p, n->month[i].n, STR_NONE);
		block_row(&b, cells);
		dots[i] = (struct chart_bar){ str_sub(name, 0, 3), cells[1].text,
			{ n->month[i].n, 0, 0 } };
		all += n->month[i].n;
	}
	b.v.chart = chart_course(p->a,
	    str_from_z(
		page_tr(p, N_("Aktivasi tiap bulan selama dua belas bulan terakhir."))),
	    dots, FIGURES_MONTHS);
	b.v.folded = true;
	b.v.none = all == 0;
	b.v.empty = N_("Belum ada aktivasi dalam dua belas bulan terakhir.");
	return b.v;
}

static const struct view_column funnel_columns[] = {
	{ .label = N_("Langkah") },
	{ .label = N_("Sampai di sini"), .number = true },
	{ .label = N_("Masih di sini"), .number = true },
	{ .label = N_("Berhenti di sini"), .number = true },
};

static struct view_block
block_funnel(struct page *p, const struct figure_place at[STEP__COUNT])
{
	static const char *const labels[STEP__COUNT] = { N_("Dimulai"), N_("Terkirim"),
		N_("Lengkap"), N_("Diaktivasi"), N_("Sertifikat diambil") };
	str days = str_fmt(p->a, "%d", FIGURES_FUNNEL_DAYS);
	struct chart_bar bars[STEP__COUNT];
	struct block b;

	block_start(&b, p, "langkah", N_("Sampai mana pendaftaran berjalan"),
	    funnel_columns, ARRAY_LEN(funnel_columns), STEP__COUNT, CSV);
	for (int s = 0; s < STEP__COUNT; s++) {
		struct view_cell cells[] = { cell_tr(p, labels[s]),
			cell_number(p, at[s].reached, STR_NONE),
			cell_number(p, s == STEP_TAKEN ? 0 : at[s].open, STR_NONE),
			cell_number(p, at[s].ended, STR_NONE) };

		block_row(&b, cells);
		bars[s] = (struct chart_bar){ cells[0].text, cells[1].text,
			{ at[s].reached, 0, 0 } };
	}
	block_bars(&b,
	    N_("Berapa pendaftaran yang sampai di tiap langkah, dari dimulai sampai sertifikat diambil."),
	    bars, STEP__COUNT);
	b.v.note = form_fill(p->a,
	    page_tr(p,
		N_("Pendaftaran yang dimulai dalam {0} hari terakhir, menurut tempatnya sekarang.")),
	    &days, 1);
	b.v.none = at[STEP_BEGUN].reached == 0;
	b.v.empty = N_("Belum ada pendaftaran dalam masa ini.");
	return b.v;
}

enum rc
nation_blocks(struct page *p, const struct figures_nation *n, struct view_blocks *out,
    struct err *e)
{
	struct view_block *at = ARENA_ARRAY(p->a, BLOCKS, struct view_block);
	struct figure_place places[STEP__COUNT];
	enum rc rc = figures_funnel(&p->d, places, e);

	if (rc != RC_OK)
		return rc;
	at[0] = block_late(p, n);
	at[1] = block_year(p, n);
	at[2] = block_funnel(p, places);
	*out = (struct view_blocks){ at, 3 };
	return RC_OK;
}

/* ---- the table of offices ---- */

static enum rc
load(struct page *p, struct figures_nation *out, struct err *e)
{
	struct office_table *offices = ARENA_NEW(p->a, struct office_table);
	enum rc rc = central_offices(&p->d, offices, e);

	return rc == RC_OK ? figures_nation(&p->d, offices, out, e) : rc;
}

static enum order
asked(const struct page *p)
{
	str by = page_query(p, "urut");

	for (int i = 0; i < ORDER__COUNT; i++)
		if (str_eq_z(by, order_names[i]))
			return (enum order)i;
	return ORDER_OVER;
}

enum rc
page_nation_figures(struct page *p, struct err *e)
{
	struct view_figures_page v = { .title = N_("Kantor dalam angka") };
	struct view_block *at = ARENA_NEW(p->a, struct view_block);
	struct figures_nation n;
	enum rc rc = load(p, &n, e);

	if (rc != RC_OK)
		return rc;
	*at = block_offices(p, &n, asked(p));
	v.of = time_long(p->a, domain_now(&p->d), page_zone(p), p->lang);
	v.blocks = (struct view_blocks){ at, 1 };
	v.shell = page_shell(p, v.title);
	v.shell.wide = true;
	v.shell.back_href = STR("/pusat");
	page_render(p, tpl_figures_page, &v);
	return RC_OK;
}

enum rc
page_nation_figures_csv(struct page *p, struct err *e)
{
	struct view_block *at = ARENA_ARRAY(p->a, BLOCKS, struct view_block);
	struct figures_nation n;
	struct view_blocks others;
	enum rc rc = load(p, &n, e);

	if (rc == RC_OK)
		rc = nation_blocks(p, &n, &others, e);
	if (rc != RC_OK)
		return rc;
	at[0] = block_offices(p, &n, ORDER_CODE);
	for (size_t i = 0; i < others.n; i++)
		at[i + 1] = others.at[i];
	return blocks_csv(p, (struct view_blocks){ at, BLOCKS }, STR("nasional"), e);
}
