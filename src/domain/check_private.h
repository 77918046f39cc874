/* check_private.h - what the check of a code and the check of a file share. */
#ifndef DOMAIN_CHECK_PRIVATE_H
#define DOMAIN_CHECK_PRIVATE_H

#include "domain/check.h"

/* An answer that says nothing yet: no match, now. */
void check_begin(struct domain *d, struct check_result *out);
/* The code as stored, when its check letter is right; false: a slip of the hand, nothing was guessed. */
bool check_code_read(struct domain *d, str typed, str *out);
/* Facts of a letter, and whether it holds. */
MUST_USE enum rc check_letter(struct domain *d, const struct row_letter *l,
    struct check_result *out, struct err *e);
/* The letter of a code as stored (both forms that were ever printed); RC_NOT_FOUND. */
MUST_USE enum rc check_letter_by_code(
    struct domain *d, str code, struct row_letter *out, struct err *e);

#endif
