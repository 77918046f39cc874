/*
 * signer.h - the part of Paraf that holds the key of the issuing CA.
 *
 * For one thread; those it starts itself see bytes alone (crew.h). One process per state folder: signer_open takes a lock that ends with the process.
 * The program around it (server.h) only moves messages.
 */
#ifndef SIGNER_SIGNER_H
#define SIGNER_SIGNER_H

#include "base/clock.h"
#include "ipc/ipc.h"
#include "signer/keys.h"

struct signer;

struct signer_options {
	const char *state;    /* STATE: see signer_init.h for what lies in it */
	const char *base_url; /* NULL = as profile.conf */
	const char *ocsp_url; /* NULL = as profile.conf */
	struct signer_secrets secrets;
	const struct clock *clock;
	unsigned
	    threads; /* that help to verify and sign; 0 = none. Started by signer_open */
};

/*
 * Open the key (keys.h), check that key and certificate belong together, open the
 * record, lint the profile, complete what a crash left half done. RC_CONFLICT: another signer runs
 * on this state. RC_NOT_FOUND: `paraf init` has not been run.
 */
MUST_USE enum rc signer_open(
    const struct signer_options *options, struct signer **out, struct err *e);
void signer_close(struct signer *s); /* accepts NULL */

/* Do what one message asks and fill the answer, which may be a failure. Texts live in `a`. */
void signer_answer(struct signer *s, struct arena *a, const struct ipc_message *in,
    struct ipc_message *out);

/* At the door of paraf-ocsp something was asked that is not answered there: its record keeps that. */
void signer_at_wrong_door(struct signer *s, enum ipc_type asked);

/* The same for several that wait: requests for certificates share their durable commits. */
void signer_answer_all(struct signer *s, struct arena *a, const struct ipc_message *in,
    struct ipc_message *out, size_t n);

/*
 * Work of its own: sign and publish the list when a change is not in it yet, when it is a day old, or
 * when the file is gone. RC_UNAVAILABLE: could not write, try again soon.
 */
MUST_USE enum rc signer_tick(struct signer *s, struct arena *a, struct err *e);
/* Second at which signer_tick should run next. */
int64_t signer_next_s(const struct signer *s);

/* The steps of issuing in their order (DESIGN 7); the last one is of a change of status. */
enum signer_step {
	SIGNER_STEP_CHECKED,
	SIGNER_STEP_RESERVED,
	SIGNER_STEP_BUILT,
	SIGNER_STEP_TBS_KEPT,
	SIGNER_STEP_SIGNED,
	SIGNER_STEP_KEPT,
	SIGNER_STEP_STATUS_KEPT, /* the status record knows it */
	SIGNER_STEP__ISSUE_COUNT,
	SIGNER_STEP_CHANGE_KEPT =
	    SIGNER_STEP__ISSUE_COUNT, /* recorded, not yet in the status record */
	SIGNER_STEP_CHAIN_JUDGED, /* an act of the chain of authority, before its commit */
	SIGNER_STEP_CHAIN_KEPT,   /* and after it */
	SIGNER_STEP__COUNT
};
/* For tests only: called after each step when set. Programs leave it NULL. */
extern struct signer_hooks {
	void (*after_step)(enum signer_step step);
} signer_hooks;

#endif
