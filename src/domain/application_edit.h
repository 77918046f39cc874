/*
 * application_edit.h - inside the applicant's files: one change of one's own application, with its
 * audit event, in one transaction.
 */
#ifndef DOMAIN_APPLICATION_EDIT_H
#define DOMAIN_APPLICATION_EDIT_H

#include "domain/application_apply.h"

struct apply_edit {
	struct domain *d;
	const struct actor *who;
	const char *step;           /* for the audit: "person" */
	struct row_application app; /* as it stands in the transaction */
	struct row_returned_item_list items;
	/* The change itself; app.version is the one to name. */
	enum rc (*change)(struct apply_edit *x, struct db *tx, struct err *e);
	const void *in;
	struct document_taking *document; /* for changes that take one; NULL otherwise */
	str token, agent, old_token;      /* of sessions */
	str office;
	bool flag;
};

/* Run x->change on the actor's own application, if it is open (draft or returned). */
MUST_USE enum rc apply_edit_run(struct apply_edit *x, struct err *e);
/* Is that item open in the transaction? */
bool apply_edit_open(const struct apply_edit *x, const char *item);
/* The item was put right, if it was named at all. */
MUST_USE enum rc apply_edit_fixed(
    struct apply_edit *x, struct db *tx, const char *item, struct err *e);
/* Context of the sealed NIK. */
str apply_nik_context(struct arena *a, str id);
/* What fsm_apply needs besides, for APP_EV_SUBMIT. */
struct apply_letters;
struct apply_submission {
	const struct apply_letters *letters;
	const struct letter_parts *words; /* of the statement, without personal data */
	str office_name, version;         /* version: of the statement */
	int64_t due_s;
	enum zone zone;
	bool twin; /* set by the guard: somebody is registered with these numbers */
};
/*
 * The points of the statement as a mail may say them: a value that an edited template may put into one is
 * "…" here, since no mail carries personal data that the page behind a code can show (SCREENS 7).
 */
MUST_USE enum rc apply_statement_points(struct domain *d, const struct apply_file *f,
    struct letter_parts *out, struct err *e);
/* Receipt and statement of an application sent at `sent_s`, stored durably before it is. */
struct apply_letters {
	struct row_document receipt, statement;
};
MUST_USE enum rc apply_make_letters(struct domain *d, const struct apply_file *f,
    int64_t sent_s, struct apply_letters *out, struct err *e);
/* Until when the office has to look at what was sent at `from_s`. */
MUST_USE enum rc apply_office_due(struct domain *d, struct db *db, int64_t from_s,
    enum zone z, int64_t *out_s, struct err *e);

#endif
