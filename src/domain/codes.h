/*
 * codes.h - one-time proofs sent by mail: a six-digit code to type and, for the same purpose, a link
 * with a long token. Either may be used once; a GET of the link never uses it (mail scanners).
 */
#ifndef DOMAIN_CODES_H
#define DOMAIN_CODES_H

#include "base/i18n.h"
#include "domain/domain.h"

struct code_issued {
	str code;  /* six digits, to be mailed, never stored in clear */
	str token; /* for a link */
	int64_t expires_s;
};

/*
 * A new code for `purpose` ("email", "resume", "forgot", "collect", ...) and `subject` (what is
 * being proven: a draft's id, an account's id). Earlier unused codes of both die. RC_LIMIT within
 * conf.code_resend_s of the one before.
 */
MUST_USE enum rc code_issue_tx(struct domain *d, struct db *tx, const char *purpose,
    str subject, int64_t life_s, str payload, struct code_issued *out, struct err *e);

/*
 * Use the newest code of purpose and subject. RC_DENIED: "Kode salah." (counted; after
 * conf.code_tries the code is dead) or "Kode sudah kedaluwarsa. Minta kode baru." *out_payload as
 * given to code_issue_tx. A wrong try is counted durably before the answer.
 */
MUST_USE enum rc code_use(struct domain *d, const char *purpose, str subject, str typed,
    str *out_payload, struct err *e);
/*
 * The two steps of code_use apart, for acts that must not use the code up when something else is
 * wrong: code_check counts a wrong try as code_use does and gives the code's id; code_spend_tx uses
 * it up in the transaction of the act (RC_CONFLICT when it was used meanwhile).
 */
MUST_USE enum rc code_check(struct domain *d, const char *purpose, str subject, str typed,
    str *out_id, struct err *e);
MUST_USE enum rc code_spend_tx(struct domain *d, struct db *tx, str id, struct err *e);
/* The same for a link: looks only. */
MUST_USE enum rc code_check_token(struct domain *d, const char *purpose, str token,
    str *out_id, str *out_subject, struct err *e);
/* Use a link's token. RC_DENIED when unknown, used or over. */
MUST_USE enum rc code_use_token(struct domain *d, const char *purpose, str token,
    str *out_subject, str *out_payload, struct err *e);
/* Whether the token would work, without using it: for the page with the button. */
MUST_USE enum rc code_peek_token(struct domain *d, const char *purpose, str token,
    str *out_subject, int64_t *out_expires_s, struct err *e);
/* What a link's token was for, whether or not it still works: to offer a new one. RC_NOT_FOUND. */
MUST_USE enum rc code_token_subject(
    struct domain *d, const char *purpose, str token, str *out_subject, struct err *e);
/*
 * Why a link no longer works, for the page that says so: RC_OK and *out_used_s when it was used,
 * RC_NOT_FOUND when it is unknown, forgotten, over, or was replaced by a newer one.
 */
MUST_USE enum rc code_token_used(struct domain *d, const char *purpose, str token,
    str *out_subject, int64_t *out_used_s, struct err *e);

#endif
