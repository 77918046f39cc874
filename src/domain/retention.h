/*
 * retention.h - documents are destroyed when their time is over (DOMAIN 5.3, UU 27/2022 art. 43, 44): their
 * keys are erased, which makes every copy unreadable, backups included, and a record of it stays. A legal
 * hold keeps a case from it.
 *
 * Classes: "identity" (pictures of the card and the face: retention_identity_days after the case ended), "case"
 * (everything else, and what the tables say of the person: retention_case_days after it ended, and after the last
 * certificate or authority) and "record" (what the register of certificates says of its holder:
 * retention_record_days after the certificate's end). docs/decisions/0015-what-is-forgotten.md.
 */
#ifndef DOMAIN_RETENTION_H
#define DOMAIN_RETENTION_H

#include "domain/domain.h"

/* Destroy what is due, a transaction a case. *out_n: cases. Job of paraf-worker. */
MUST_USE enum rc retention_run(struct domain *d, int64_t *out_n, struct err *e);
MUST_USE enum rc retention_job(struct domain *d, struct err *e);

/*
 * In the caller's transaction: destroy the documents of a case, those of the identity class alone or all.
 * *out_ids (in d->a): whose files retention_remove_files() removes once it is committed. RC_CONFLICT with a
 * sentence while there is a hold. No picture of identity is RC_OK and leaves no record.
 */
struct retention_case {
	const char *noun; /* "application", "candidacy", "collective" */
	str id, number, office;
	const char *basis; /* "identity", "case", "request" */
	bool all;
};
struct retention_done {
	str *ids;
	size_t n;
	str destruction; /* id of the record; STR_NONE: there was nothing */
};
MUST_USE enum rc retention_destroy_tx(struct domain *d, struct db *tx,
    const struct actor *who, const struct retention_case *c, struct retention_done *out,
    struct err *e);
/* What cannot be removed now is unreadable already, and the sweep of the vault removes it. */
void retention_remove_files(struct domain *d, const struct retention_done *done);

/* --- the record, for auditors --- */

/* Newest first, those before that place; first page: before_s INT64_MAX, before_id "". */
MUST_USE enum rc retention_list(struct domain *d, int64_t before_s, str before_id,
    int64_t n, struct row_destruction_list *out, struct err *e);
/*
 * The receipt of one as a PDF: numbered with the act, drawn when it is first asked for, kept from then on.
 * Heavy.
 */
MUST_USE enum rc retention_receipt(struct domain *d, str id,
    struct row_destruction *out_row, str *out_pdf, struct err *e);
/* Whose data it was; STR_NONE when that is forgotten. */
MUST_USE enum rc retention_person(
    struct domain *d, const struct row_destruction *row, str *out_name, struct err *e);
/* N_() of a basis as stored. */
const char *retention_basis_label(str basis);

/* --- legal hold, by central --- */

/* RC_INVALID: no such case, or there is a hold already (sentence for the field "number"). */
MUST_USE enum rc hold_set(
    struct domain *d, const struct actor *who, str number, str reason, struct err *e);
MUST_USE enum rc hold_lift(
    struct domain *d, const struct actor *who, str id, str reason, struct err *e);
MUST_USE enum rc hold_list(
    struct domain *d, struct row_legal_hold_list *out, struct err *e);

#endif
