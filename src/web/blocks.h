/* blocks.h - figures in blocks: one description of a table is its page, its file and what its chart says. */
#ifndef WEB_BLOCKS_H
#define WEB_BLOCKS_H

#include "web/page.h"
#include "web/view_figures.h"

/* A block that is being filled. */
struct block {
	struct page *p;
	struct view_block v;
	struct view_grid_row *rows;
	size_t most;
};

/* `columns` must live as long as the page; at most `most` rows. `csv` is the address of the file. */
void block_start(struct block *b, struct page *p, const char *name, const char *title,
    const struct view_column *columns, size_t n_columns, size_t most, const char *csv);
/* As many cells as columns, copied; the first names the row. */
void block_row(struct block *b, const struct view_cell *cells);
/* The bars of a chart, as many as it says; `sentence` is N_(). */
void block_bars(
    struct block *b, const char *sentence, const struct chart_bar *at, size_t n);

struct view_cell cell_text(str text);
struct view_cell cell_tr(const struct page *p, const char *label);
/* A number, and the list behind it if there is something in it (href p NULL: only told). */
struct view_cell cell_number(const struct page *p, int64_t n, str href);
/* Tenths as "1,8"; less than one as words; a dash when nothing was measured. */
struct view_cell cell_tenths(const struct page *p, int64_t tenths, bool measured);

/* Answer with the table of the block that ?tabel= names; RC_NOT_FOUND when there is none. */
MUST_USE enum rc blocks_csv(
    struct page *p, struct view_blocks blocks, str what, struct err *e);

#endif
