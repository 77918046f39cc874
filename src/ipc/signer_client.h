/*
 * signer_client.h - what the portal can ask of paraf-signer. Blocking calls, results in the arena.
 *
 * One ipc_client (ipc.h) per calling thread: ipc_client_new(socket, SIGNER_TIMEOUT_MS).
 * RC_UNAVAILABLE means that the signer is away: the caller keeps the request and repeats it later;
 * repeating is always safe. RC_DENIED and RC_INVALID are the signer's refusals, with a sentence.
 */
#ifndef IPC_SIGNER_CLIENT_H
#define IPC_SIGNER_CLIENT_H

#include "ipc/ipc.h"

#define SIGNER_TIMEOUT_MS 10000

/* Is it there, and how is it? */
MUST_USE enum rc signer_ping(
    struct ipc_client *c, struct arena *a, struct ipc_pong *out, struct err *e);
/* Its state; out->crl_number is the published list that shows it, 0 if it is not written yet. */
MUST_USE enum rc signer_status(struct ipc_client *c, struct arena *a, str serial,
    struct ipc_status *out, struct err *e);
/* DER of the issuing CA and of the root. */
MUST_USE enum rc signer_chain(
    struct ipc_client *c, struct arena *a, struct ipc_chain *out, struct err *e);
/* The record: have a checkpoint signed; the last one. RC_DENIED: the tree does not grow out of it. */
MUST_USE enum rc signer_checkpoint(struct ipc_client *c, struct arena *a,
    const struct ipc_checkpoint *in, struct ipc_checkpoint_signed *out, struct err *e);
MUST_USE enum rc signer_checkpoint_last(struct ipc_client *c, struct arena *a,
    struct ipc_checkpoint_signed *out, struct err *e);

/*
 * Any other question of ipc.def, with the one type of answer that belongs to it:
 *   authority_get: authority    ceremony_enrol, statement_record: recorded
 *   authority_end, grant_get: grant_state    certify: issued
 *   order_record, order_code, order_suspend: status
 * A refusal has its fixed word at the head of e->why, "two_person: ...".
 */
MUST_USE enum rc signer_ask(struct ipc_client *c, struct arena *a,
    const struct ipc_message *in, enum ipc_type want, struct ipc_message *out,
    struct err *e);
/* The next statement behind a certificate. RC_NOT_FOUND: not a serial of ours. */
MUST_USE enum rc signer_evidence(struct ipc_client *c, struct arena *a, str serial,
    int64_t after, struct ipc_evidence *out, struct err *e);
/* The next refusal of another peer after that one; id 0: none. */
MUST_USE enum rc signer_refusal(struct ipc_client *c, struct arena *a, int64_t after,
    struct ipc_refusal *out, struct err *e);

#endif
