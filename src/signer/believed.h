/*
 * believed.h - TEMPORARY: the old message `issue`, in which the portal is believed about who reviewed and
 * who activated. Answered only while the profile says believe_portal = yes; goes when the portal sends
 * statements (message `certify`, authority.h).
 */
#ifndef SIGNER_BELIEVED_H
#define SIGNER_BELIEVED_H

#include "signer/authority.h"

/* One request as the signer judges it. */
struct believed_request {
	const struct ipc_issue *in;
	int64_t now_s;
	struct authority_rules rules;
};

/*
 * RC_OK, or RC_INVALID / RC_DENIED with a sentence for people and, in `out_code`, the fixed word
 * under which the refusal is recorded: incomplete, two_person, own_file, approval_future,
 * approval_stale, approval_order, office_differs.
 */
MUST_USE enum rc believed_check(
    const struct believed_request *request, const char **out_code, struct err *e);

#endif
