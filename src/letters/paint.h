/* paint.h - the laid out letter as a tagged cairo PDF. Internal to src/letters. */
#ifndef LETTERS_PAINT_H
#define LETTERS_PAINT_H

#include "base/buf.h"
#include "letters/flow.h"
#include "letters/shape.h"

struct paint_foot {
	const struct shape_qr *qr; /* one a page; NULL: none */
	str check_code, check_url;
};

/* Where the code of a page (from 0) stands. */
struct letter_rect paint_code_place(const struct flow *f, unsigned page);
MUST_USE enum rc paint_pdf(struct flow *f, const struct paint_foot *foot, struct buf *out,
    unsigned *out_pages, struct err *e);

#endif
