/*
 * csv.h - tables of spreadsheets. Read as they write them (RFC 4180, and what they really write): cells in
 * quotes or not, separated by ',' or ';' or tabs (the first line decides), lines ended by LF or CRLF,
 * a byte order mark in front, empty lines between. Written as RFC 4180 says.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#define CSV_ROWS  500
#define CSV_CELLS 32

struct csv_row {
	size_t line; /* where it begins in the file, from 1 */
	const str *cells;
	size_t n;
};
struct csv {
	const struct csv_row *rows; /* without empty lines */
	size_t n;
};

/*
 * Cells are trimmed and live in `a` (or in `text`). RC_INVALID with a sentence: not UTF-8, a NUL, a
 * quote that is not closed, more than CSV_ROWS lines or CSV_CELLS cells.
 */
MUST_USE enum rc csv_parse(struct arena *a, str text, struct csv *out, struct err *e);

/*
 * Write one cell (RFC 4180), `last` ends the line. Always in quotes; a beginning that a spreadsheet would
 * run as a formula gets an apostrophe in front.
 */
void csv_put(struct buf *out, str value, bool last);

#endif
