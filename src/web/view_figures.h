/* view_figures.h - figures in blocks: a chart, its table, the same table as a file. */
#ifndef WEB_VIEW_FIGURES_H
#define WEB_VIEW_FIGURES_H

#include "web/chart.h"
#include "web/view_followup.h"
#include "web/view_shell.h"

struct view_column {
	const char *label; /* N_() */
	bool number;
	str href;           /* sorts by it; p NULL: does not sort */
	const char *sorted; /* "ascending", "descending"; NULL: not by it */
};

struct view_cell {
	str text;
	str href; /* the list behind it; p NULL: only told */
	bool late;
	const struct view_column *column;
};
struct view_cells {
	const struct view_cell *at;
	size_t n;
};

/* One row is as many cells as there are columns; the first names it. */
struct view_grid_row {
	struct view_cell name;
	struct view_cells cells; /* the others */
};

struct view_block {
	const char *name;  /* in addresses and as id */
	const char *title; /* N_() */
	str note;          /* a sentence under it; n 0: none */
	const char *empty; /* N_(): said instead of all of it when `none` */
	const char
	    *parts[CHART_PARTS]; /* N_(): what the parts of a bar are; NULL: one part */
	bool none, folded;       /* folded: the table opens on demand */
	struct chart chart;
	struct {
		const struct view_column *at;
		size_t n;
	} columns;
	struct {
		const struct view_grid_row *at;
		size_t n;
	} rows;
	str csv_href;
};
struct view_blocks {
	const struct view_block *at;
	size_t n;
};

struct view_link {
	const char *label; /* N_() */
	str href;
};

struct view_figures_page {
	struct view_shell shell;
	const char *title; /* N_() */
	str of;            /* whose figures, and of when */
	str made;          /* when they were counted; n 0: not said */
	str newer, older;  /* other months; p NULL: none */
	struct {
		const struct view_link *at;
		size_t n;
	} links;
	struct view_blocks blocks;
};

#endif
