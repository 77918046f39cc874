/*
 * flow.h - laying the lines of a letter out on pages: the result is a list of things to draw, in
 * reading order, so that the number of pages is known before the first one is painted.
 * Internal to src/letters; one thread, one letter.
 */
#ifndef LETTERS_FLOW_H
#define LETTERS_FLOW_H

#include <pango/pangocairo.h>

#include "letters/template.h"

#define MM          (72.0 / 25.4)
#define PAGE_WIDTH  (210 * MM)
#define PAGE_HEIGHT (297 * MM)

enum flow_op_kind {
	OP_BEGIN,  /* tag */
	OP_END,    /* tag */
	OP_TEXT,   /* layout, lines from..to-1, at x y */
	OP_BOX,    /* x y w h, shade */
	OP_RULE,   /* x y w, h = line width */
	OP_SHIELD, /* x y h */
	OP_LOGO,   /* x y w h: the office's own */
};

struct flow_op {
	enum flow_op_kind kind;
	unsigned page;
	const char *tag;
	PangoLayout *layout;
	int from, to;
	double x, y, w, h, shade;
};

struct flow_sig {
	bool right;
	PangoLayout *head, *tail;
};

/* One page as it lies: the margins are the letter's. */
struct flow_sheet {
	double width, height, right, bottom;
};

struct flow {
	struct arena *a;
	PangoContext *pc;
	struct letter_values values;
	const struct letter_rows *lists;
	size_t n_lists;
	const struct letter_logo *logo; /* NULL: the shield stands in its place */
	const struct letter_line *line; /* being laid out */
	struct flow_op *ops;
	size_t n_ops, cap_ops;
	unsigned page;
	double y;
	/* the page */
	const char *family;
	double size, left, right, top, bottom; /* right, bottom: of this page */
	double margin_right, margin_bottom, foot_room;
	double qr_side; /* 0: no code */
	bool landscape;
	struct flow_sheet sheets[LETTER_PAGES];
	PangoLayout *foot;
	/* the letterhead */
	double logo_width, logo_height, kop_top;
	bool had_heading, had_logo;
	struct letter_rect logo_at; /* its place, if it had one */
	int list;                   /* levels of lists that are open, each with an item */
	/* the table, while inside one */
	double widths[LETTER_CELLS];
	size_t n_widths;
	const struct letter_line *table_head;
	struct letter_rect signs[LETTER_SIGNS];
	size_t n_signs;
};

/* Lay out all lines. flow_release() in any case. */
MUST_USE enum rc flow_run(
    struct flow *f, const struct letter_lines *lines, struct err *e);
void flow_release(struct flow *f);

/* For flow_table.c and flow_sig.c */
PangoLayout *flow_layout(struct flow *f, const char *markup, double size, double width,
    PangoAlignment align, struct err *e);
MUST_USE enum rc flow_layout_cell(struct flow *f, str text, double size, double width,
    PangoAlignment align, PangoLayout **out, struct err *e);
double flow_height(PangoLayout *l);
struct flow_op *flow_put(struct flow *f, enum flow_op_kind kind);
void flow_tag(struct flow *f, enum flow_op_kind kind, const char *tag);
void flow_text(struct flow *f, PangoLayout *l, double x, double y);
/* Room for `height` on this page, or a new page. RC_LIMIT: it never fits, or too many pages. */
MUST_USE enum rc flow_need(struct flow *f, double height, struct err *e);

MUST_USE enum rc flow_table(struct flow *f, struct err *e);
MUST_USE enum rc flow_table_row(struct flow *f, struct err *e);
/* One or two signature places side by side; `second` may be NULL. */
MUST_USE enum rc flow_sign(
    struct flow *f, const struct letter_line *second, struct err *e);

#endif
