/*
 * data_request.h - people ask that their data be erased or corrected; the office in charge answers within
 * 3 x 24 hours (UU 27/2022 art. 30, 43) and is reminded when 24 of them are left.
 *
 * Erasing destroys the pictures of the card and the face, or everything where the case ended without a
 * certificate; the rest must be kept by law as long as the certificate counts (DOMAIN 5.3).
 */
#ifndef DOMAIN_DATA_REQUEST_H
#define DOMAIN_DATA_REQUEST_H

#include "domain/domain.h"

#define DATA_REQUEST_S  ((int64_t)3 * 24 * 3600)
#define DATA_REMINDER_S ((int64_t)24 * 3600)
#define DATA_WISH_BYTES 1000
#define DATA_QUEUE_PAGE 50 /* requests on one page of the list */

/* What may be put right on request (data_correct.h), as stored. */
enum data_field {
	DATA_NAME,
	DATA_NIP,
	DATA_GRADE,
	DATA_POSITION,
	DATA_UNIT,
	DATA_PHONE,
	DATA_EMAIL, /* of an account; a mailbox that somebody proved is his alone to change */
	DATA__COUNT
};
struct data_values {
	str at[DATA__COUNT];
};

/* The case of the actor himself: of an applicant's session his application, of an account its candidacy. */
struct data_case {
	const char *noun;
	str id, number, office, name, email, account, state;
};
MUST_USE enum rc data_case_own(
    struct domain *d, const struct actor *who, struct data_case *out, struct err *e);

/* What was asked about it, newest first. */
MUST_USE enum rc data_request_list(struct domain *d, const struct data_case *c,
    struct row_data_request_list *out, struct err *e);
/* Ask; `kind` "erase" or "correct". Mails the office. RC_CONFLICT: one is open already. */
MUST_USE enum rc data_request_ask(struct domain *d, const struct actor *who,
    const struct data_case *c, str kind, str wish, struct err *e);

/*
 * Requests to the actor's office in that state: "open", the most urgent first; "done" or "refused", those
 * answered last first. `behind`: the last one of the page before, NULL for the first page. One more than
 * DATA_QUEUE_PAGE says that there are more.
 */
struct data_place {
	int64_t at_s; /* data_request_place() of that request */
	str id;
};
MUST_USE enum rc data_request_queue(struct domain *d, const struct actor *who, str state,
    const struct data_place *behind, struct row_data_request_list *out, struct err *e);
/* Where a request stands in its list: until when it has to be answered, or when it was. */
int64_t data_request_place(const struct row_data_request *r);
/* Is it open after its time, or was it answered after it? */
bool data_request_late(const struct row_data_request *r, int64_t now_s);
MUST_USE enum rc data_request_get(struct domain *d, const struct actor *who, str id,
    struct row_data_request *out, struct err *e);
/*
 * Grant it or refuse it, with an answer that the person reads. Granting "erase" destroys what may be destroyed
 * in the same transaction; RC_CONFLICT while there is a legal hold or the case is not ended. Granting
 * "correct" makes the case say `values` (cleaned; NULL otherwise); RC_INVALID when they are what it says
 * already, RC_CONFLICT with a sentence when it cannot be changed. Heavy.
 */
MUST_USE enum rc data_request_answer(struct domain *d, const struct actor *who, str id,
    bool grant, str answer, const struct data_values *values, struct err *e);
/* The case that a request is about. */
MUST_USE enum rc data_request_case(struct domain *d, const struct row_data_request *r,
    struct data_case *out, struct err *e);

/* Job of paraf-worker: mail those who answer when 24 hours are left. */
MUST_USE enum rc data_request_remind_job(struct domain *d, struct err *e);

#endif
