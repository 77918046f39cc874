/*
 * audit_case.h - what an auditor opens, and what a person is told about the record of his own file.
 */
#ifndef DOMAIN_AUDIT_CASE_H
#define DOMAIN_AUDIT_CASE_H

#include "domain/document.h"
#include "domain/domain.h"

#define AUDIT_OPENING_S 1800 /* how long a reason holds */

/* A case by its number: an application (DS-...) or a candidacy (OPIP-...). */
struct audit_case {
	const char *noun;
	str id, number, state, office, name, nip, email;
	str reviewer, activator; /* user names, STR_NONE */
	int64_t created_s;
	str object; /* "application/<id>" */
	str reason; /* of the opening that holds, STR_NONE: not open */
	int64_t until_s;
	/* filled only while it is open */
	struct row_history_list history;
	struct row_document_list documents;
	struct row_audit_list events; /* newest first, those in the tree */
};

/* RC_NOT_FOUND: no such number. Nothing personal is filled unless a reason was given. */
MUST_USE enum rc audit_case_get(struct domain *d, const struct actor *who, str number,
    struct audit_case *out, struct err *e);
/* Open it: the reason, an event, and for AUDIT_OPENING_S all of it. RC_INVALID without a reason. */
MUST_USE enum rc audit_case_open(
    struct domain *d, const struct actor *who, str number, str reason, struct err *e);
/* The reason under which `who` has that object open, STR_NONE if not. */
MUST_USE enum rc audit_case_reason(
    struct domain *d, const struct actor *who, str object, str *out, struct err *e);

/*
 * Every event about a file, its documents and its certificates with the proof that it is in the
 * record (audit/log.h), for the person it is about. RC_NOT_FOUND: nothing is covered yet.
 */
MUST_USE enum rc audit_holder_proof(
    struct domain *d, const struct document_owner *owner, struct buf *out, struct err *e);

/* U3: who opened documents of a class (STR_NONE: any); n + 1 rows say that there are more. */
MUST_USE enum rc audit_views(struct domain *d, str class, int64_t before_s, str before_id,
    int64_t n, struct row_doc_views_all_list *out, struct err *e);

/* What an account may be called to somebody it is not: "OPIP", "Verifikator BSSN"; N_(). */
const char *audit_role_word(str role);

#endif
