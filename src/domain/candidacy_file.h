/*
 * candidacy_file.h - inside the candidate's files: reading a candidacy through any connection, and
 * one change of one's own candidacy with its audit event in one transaction.
 */
#ifndef DOMAIN_CANDIDACY_FILE_H
#define DOMAIN_CANDIDACY_FILE_H

#include "domain/candidacy_profile.h"

/* Fill all but `nik` and `warnings` of a file whose `cand` is set, through `db`. */
MUST_USE enum rc candidacy_file_read(
    struct domain *d, struct db *db, struct candidacy_file *f, struct err *e);
/* Keyed hash of what the letters say about the person. */
str candidacy_data_hash(struct domain *d, const struct candidacy_file *f);
/* Context of the sealed NIK. */
str candidacy_nik_context(struct arena *a, str id);

struct candidacy_edit {
	struct domain *d;
	const struct actor *who;
	enum candidacy_item item;
	int64_t version;         /* FSM_ANY_VERSION: whatever it is */
	struct candidacy_file f; /* as it stands in the transaction */
	/* Change f.cand or other rows; may be NULL. */
	enum rc (*change)(struct candidacy_edit *x, struct db *tx, struct err *e);
	const void *in;
	struct document_taking *document; /* for changes that take one; NULL otherwise */
	bool fixed;                       /* this settles a returned item */
};
/* Run it on the actor's own candidacy, if the item may be edited. */
MUST_USE enum rc candidacy_edit_run(struct candidacy_edit *x, struct err *e);
/* Whether the item may be edited now, before work is begun for it. */
MUST_USE enum rc candidacy_edit_check(
    const struct candidacy_file *f, enum candidacy_item i, struct err *e);

#endif
