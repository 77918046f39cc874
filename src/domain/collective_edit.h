/* collective_edit.h - inside the collective letters: who a row is, for making and for correcting. */
#ifndef DOMAIN_COLLECTIVE_EDIT_H
#define DOMAIN_COLLECTIVE_EDIT_H

#include "domain/collective.h"

/*
 * Fill name, NIK as printed, grade and so on of the person, from what we know and from what was typed; state
 * and refused say whether he can stand in a letter of that office. `before`: rows of the same letter.
 */
MUST_USE enum rc collective_find(struct domain *d, str office,
    const struct collective_row *typed, const struct row_collective_person *before,
    size_t n_before, struct row_collective_person *out, struct err *e);
/* Does that row stand in the letter? */
bool collective_listed(const struct row_collective_person *row);

#endif
