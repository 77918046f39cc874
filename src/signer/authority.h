/*
 * authority.h - may this certificate be issued? The one place where the signer decides.
 *
 * What is checked now: the statement of approval that the portal sends is complete and consistent.
 * What is NOT checked yet: that an OPIP made it. The portal is still believed about who reviewed
 * and who activated; the signatures over these statements (officer keys, grants by BSSN verifiers,
 * WebAuthn assertions: DESIGN 5) come with the chain of authority and are verified in this function,
 * from the signer's own database. Nothing else in the signer decides about issuing.
 */
#ifndef SIGNER_AUTHORITY_H
#define SIGNER_AUTHORITY_H

#include "ipc/ipc.h"

/* The signer's own rules; the portal can be stricter, never laxer. */
struct authority_rules {
	bool two_person; /* reviewer and activator differ, whatever the request says */
	int64_t approval_max_s; /* an approval older than this is stale */
};

/* One request as the signer judges it. */
struct issue_request {
	const struct ipc_issue *in;
	int64_t now_s;
	struct authority_rules rules;
};

/*
 * RC_OK, or RC_INVALID / RC_DENIED with a sentence for people and, in `out_code`, the fixed word
 * under which the refusal is recorded: incomplete, two_person, own_file, approval_future,
 * approval_stale, approval_order, office_differs.
 */
MUST_USE enum rc authority_check(
    const struct issue_request *request, const char **out_code, struct err *e);

#endif
