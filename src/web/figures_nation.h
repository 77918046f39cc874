/* figures_nation.h - the blocks of the national dashboard. */
#ifndef WEB_FIGURES_NATION_H
#define WEB_FIGURES_NATION_H

#include "domain/figures.h"
#include "web/blocks.h"

/* Offices over the limit, activations of twelve months, where people stop. */
MUST_USE enum rc nation_blocks(struct page *p, const struct figures_nation *n,
    struct view_blocks *out, struct err *e);

#endif
