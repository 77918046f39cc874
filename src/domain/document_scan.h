/*
 * document_scan.h - the virus scanner's word on PDFs (setting scan_socket). No verdict is never taken
 * for a good one: such a file is shown as pictures, which the sandbox makes, and not handed out.
 * Pictures are not asked about: what is kept of them is made anew.
 */
#ifndef DOMAIN_DOCUMENT_SCAN_H
#define DOMAIN_DOCUMENT_SCAN_H

#include "domain/domain.h"

enum document_scan { SCAN_OFF, SCAN_WAITING, SCAN_PASSED, SCAN_VIRUS };

/*
 * Ask about the bytes of a new PDF; blocks up to scan_s. *out_state NULL: scanning is off. RC_INVALID:
 * something was found, with the sentence to show; that is in the record already.
 */
MUST_USE enum rc document_scan_new(struct domain *d, const struct actor *who, str bytes,
    str class, const char **out_state, struct err *e);
/* What is known of a document. */
MUST_USE enum rc document_scan_state(
    struct domain *d, str document, enum document_scan *out, struct err *e);
/* RC_UNAVAILABLE with the sentence to show while there is no verdict; RC_NOT_FOUND: a virus. */
MUST_USE enum rc document_scan_check(struct domain *d, str document, struct err *e);
/* Job: ask again about those without a verdict; what carries a virus is erased. */
MUST_USE enum rc document_scan_waiting(struct domain *d, struct err *e);

#endif
