/*
 * check_registration.h - the papers of a registration: receipt, statement, agreement. They stand in no register of
 * letters; their QR code leads to the page of the registration, and its number is what they are checked by.
 */
#ifndef DOMAIN_CHECK_REGISTRATION_H
#define DOMAIN_CHECK_REGISTRATION_H

#include "domain/check_private.h"
#include "vault/inspect.h"

/*
 * A registration that was sent, by its number as typed; RC_NOT_FOUND for anything else. Nothing is counted
 * here against who guesses.
 */
MUST_USE enum rc check_registration_find(
    struct domain *d, str typed, struct row_application *out, struct err *e);
/* Is it such a number, known or not? A slip of the hand is none. */
bool check_registration_typed(const struct domain *d, str typed);
/* The number in the text of a QR code, STR_NONE: it leads elsewhere. */
str check_registration_number(str text);
/* Facts of it, without a name: a number is known to more people than the paper. */
MUST_USE enum rc check_registration(struct domain *d, const struct row_application *app,
    struct check_result *out, struct err *e);
/*
 * Which of its papers the PDF is: to the last byte, by what its pages show, or none. `pdf` and `sha256` are those
 * of `bytes`. Heavy.
 */
MUST_USE enum rc check_registration_file(struct domain *d,
    const struct row_application *app, str bytes, str sha256,
    const struct inspect_pdf *pdf, struct check_result *out, struct err *e);

#endif
