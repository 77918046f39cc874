/* figures_office.h - the blocks of an office's figures, for its own people and for who looks at all offices. */
#ifndef WEB_FIGURES_OFFICE_H
#define WEB_FIGURES_OFFICE_H

#include "domain/figures.h"
#include "web/blocks.h"

/* Open files by state. `lists`: the actor may open the lists of this office; `csv`: address of the file. */
MUST_USE enum rc office_block_status(struct page *p, str office, bool lists,
    const char *csv, struct view_block *out, struct err *e);

#endif
