/*
 * certify.h - certificates for approved requests, in the order of DESIGN 7: reserve the serial, build the
 * to-be-signed bytes, lint them, keep them, sign, keep the certificate, answer.
 *
 * Requests that wait at the same time share the two durable commits, each in a savepoint of its own:
 * one that is refused undoes nothing of the others.
 */
#ifndef SIGNER_CERTIFY_H
#define SIGNER_CERTIFY_H

#include "signer/internal.h"

/* One request and where its answer goes. */
struct certify_task {
	const struct ipc_certify *in;
	struct ipc_issued out; /* when rc is RC_OK */
	enum rc rc;
	const char *code; /* of the refusal */
	struct err e;
	/* used while it is under way */
	struct record_issue row;
	bool known; /* the request had been reserved before */
};

/*
 * certify_ahead.c: verify their signatures on all threads. Leaves the memo of src/pki open, for the
 * judgement to find in it what was right.
 */
void certify_ahead(
    struct signer *s, struct arena *a, const struct certify_task *tasks, size_t n);

/* Answer all of them. A refusal is recorded in the same transaction. */
void certify_all(struct signer *s, struct arena *a, struct certify_task *tasks, size_t n);

#endif
