/* blocks.c - see blocks.h. */
#include "web/blocks.h"

#include "base/csv.h"
#include "web/users.h"

void
block_start(struct block *b, struct page *p, const char *name, const char *title,
    const struct view_column *columns, size_t n_columns, size_t most, const char *csv)
{
	struct buf href;

	buf_init(&href, p->a, 64);
	buf_z(&href, csv);
	link_add(&href, "tabel", str_from_z(name));
	*b = (struct block){ .p = p,
		.v = { .name = name,
		    .title = title,
		    .columns = { columns, n_columns },
		    .csv_href = buf_get(&href) },
		.rows = ARENA_ARRAY(p->a, most + 1, struct view_grid_row),
		.most = most };
	b->v.rows.at = b->rows;
}

void
block_row(struct block *b, const struct view_cell *cells)
{
	size_t n = b->v.columns.n;
	struct view_cell *others = ARENA_ARRAY(b->p->a, n, struct view_cell);

	if (b->v.rows.n == b->most)
		BUG("more rows than said");
	for (size_t i = 1; i < n; i++) {
		others[i - 1] = cells[i];
		others[i - 1].column = &b->v.columns.at[i];
	}
	b->rows[b->v.rows.n++] = (struct view_grid_row){ cells[0], { others, n - 1 } };
}

void
block_bars(struct block *b, const char *sentence, const struct chart_bar *at, size_t n)
{
	if (n > 0)
		b->v.chart =
		    chart_bars(b->p->a, str_from_z(page_tr(b->p, sentence)), at, n);
}

struct view_cell
cell_text(str text)
{
	return (struct view_cell){ .text = text, .href = STR_NONE };
}

struct view_cell
cell_tr(const struct page *p, const char *label)
{
	return cell_text(str_from_z(page_tr(p, label)));
}

struct view_cell
cell_number(const struct page *p, int64_t n, str href)
{
	return (struct view_cell){ .text = str_fmt(p->a, "%lld", (long long)n),
		.href = n > 0 ? href : STR_NONE };
}

struct view_cell
cell_tenths(const struct page *p, int64_t tenths, bool measured)
{
	if (!measured)
		return cell_text(STR("–"));
	if (tenths == 0)
		return cell_tr(p, N_("kurang dari 0,1"));
	return cell_text(str_fmt(p->a, "%lld%c%lld", (long long)(tenths / 10),
	    p->lang == LANG_ID ? ',' : '.', (long long)(tenths % 10)));
}

/* ---- files ---- */

static void
put_rows(const struct page *p, const struct view_block *b, struct buf *out)
{
	for (size_t i = 0; i < b->columns.n; i++)
		csv_put(out, str_from_z(page_tr(p, b->columns.at[i].label)),
		    i + 1 == b->columns.n);
	for (size_t r = 0; r < b->rows.n; r++) {
		const struct view_grid_row *row = &b->rows.at[r];

		csv_put(out, row->name.text, row->cells.n == 0);
		for (size_t i = 0; i < row->cells.n; i++)
			csv_put(out, row->cells.at[i].text, i + 1 == row->cells.n);
	}
}

enum rc
blocks_csv(struct page *p, struct view_blocks blocks, str what, struct err *e)
{
	str asked = page_query(p, "tabel");
	struct buf out;

	for (size_t i = 0; i < blocks.n; i++) {
		const struct view_block *b = &blocks.at[i];

		if (!str_eq_z(asked, b->name))
			continue;
		buf_init(&out, p->a, 1024);
		put_rows(p, b, &out);
		return csv_send(
		    p, &out, str_fmt(p->a, "%s-%.*s.csv", b->name, STR_ARG(what)));
	}
	return err_set(e, RC_NOT_FOUND,
	    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
	    "no such table");
}
