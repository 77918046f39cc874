/*
 * template.h - the letter language: lines, cells, fields, and which markup is allowed.
 *
 * Internal to src/letters. Every view points into the template's text, so that any place in it can
 * be named by line and column.
 */
#ifndef LETTERS_TEMPLATE_H
#define LETTERS_TEMPLATE_H

#include "letters/letter.h"

#define LETTER_LINES 600
#define LETTER_CELLS 10

/* directive, word, what follows */
#define LETTER_DIRECTIVES(X)                                                             \
	X(TITLE, "title", "TEXT: the document's title, not printed")                     \
	X(FONT, "font", "sans|serif SIZE in points, 8 to 14")                            \
	X(MARGIN, "margin", "TOP RIGHT BOTTOM LEFT in mm")                               \
	X(LETTERHEAD, "letterhead", ": the lines of the letterhead stand here")          \
	X(LOGO, "logo", "kantor|perisai HEIGHT in mm, left of the kop")                  \
	X(KOP, "kop", "TEXT: a centred line of the letterhead")                          \
	X(RULE, "rule", "[thin]: a double or a thin rule")                               \
	X(PAIR, "pair", "LABEL|VALUE[|RIGHT]: label, colon, value")                      \
	X(DATA, "data", "LABEL|VALUE: as pair, indented, inside the body")               \
	X(GAP, "gap", "HEIGHT in mm")                                                    \
	X(LEFT, "left", "TEXT: ragged right")                                            \
	X(CENTER, "center", "TEXT")                                                      \
	X(P, "p", "TEXT: justified, first line indented")                                \
	X(ITEM, "item", "MARK|TEXT: justified, hanging")                                 \
	X(SUB, "sub", "MARK|TEXT: as item, one level deeper")                            \
	X(TABLE, "table", "WIDTH...: in percent, until end")                             \
	X(TH, "th", "CELL|CELL...")                                                      \
	X(TD, "td", "CELL|CELL...")                                                      \
	X(EACH, "each", "LIST CELL|CELL...: a td for each row of the list")              \
	X(END, "end", "")                                                                \
	X(SIG, "sig", "left|right LINE|LINE|NAME|ID: a signature place")                 \
	X(PAGE, "page", "[landscape|portrait]: a new page")                              \
	X(QR, "qr", "MM: QR code and check code at the foot of every page")              \
	X(FOOT, "foot", "TEXT: small, at the foot of every page")

enum letter_directive {
#define X_ID(id, word, help) DIR_##id,
	LETTER_DIRECTIVES(X_ID)
#undef X_ID
	    DIR__COUNT
};

struct letter_line {
	enum letter_directive dir;
	unsigned number; /* from 1 */
	bool head;       /* a line of the letterhead; counted by itself */
	str whole,
	    text; /* text: what follows the directive, trimmed; a view into whole */
};

struct letter_lines {
	struct letter_line *at;
	size_t n;
};

MUST_USE enum rc letter_parse(const struct letter_template *t, struct arena *a,
    struct letter_lines *out, struct err *e);

/* Split at `|`; a backslash makes the next `|` literal. More than LETTER_CELLS: RC_INVALID. */
MUST_USE enum rc letter_cells(const struct letter_line *l, str text,
    str cells[LETTER_CELLS], size_t *out_n, struct err *e);

/*
 * Pango markup of one text of the line: markup checked, fields put in escaped. `fields` with
 * `n_fields`; a value that is missing is RC_INVALID.
 */
struct letter_values {
	const struct letter_field *fields;
	size_t n_fields;
	/* inside `each`: {{.column}} is of this row, {{.no}} its number from 1 */
	const struct letter_rows *rows;
	size_t row;
};
MUST_USE enum rc letter_markup(const struct letter_values *v, const struct letter_line *l,
    str text, struct arena *a, const char **out, struct err *e);

/* RC_INVALID "Baris 3, kolom 7: <what>", "Kop surat, baris ..."; `at` points into the line. */
enum rc letter_error(
    const struct letter_line *l, const char *at, const char *what, struct err *e);

#endif
