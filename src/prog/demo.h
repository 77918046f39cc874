/* demo.h - the parts of paraf demo. */
#ifndef PROG_DEMO_H
#define PROG_DEMO_H

#include "prog/commands.h"

/* A signer of the new state, for as long as its invented people are being made. */
struct demo_signer {
	int pid, stop_fd;
};
/* Starts before anything of the portal is open in this process. */
MUST_USE enum rc demo_signer_begin(
    struct prog *p, struct demo_signer *out, struct err *e);
void demo_signer_end(struct demo_signer *s);

/*
 * Keys of invented people: made of software, enrolled and granted by true statements as anybody's, and
 * thrown away when the people are made (demo_keys_forget): who plays such a person adds a key of his
 * own, and a verifier confirms it.
 */
struct demo_keys;
MUST_USE enum rc demo_keys_new(
    struct tools *t, const struct actor *verifier, struct demo_keys **out, struct err *e);
/* A key for that account. */
MUST_USE enum rc demo_key_add(struct demo_keys *k, str account, struct err *e);
/* The grant of an OPIP, in `tx` with the authority; and of a head of an office. */
MUST_USE enum rc demo_grant_opip(struct demo_keys *k, str account, struct err *e);
MUST_USE enum rc demo_grant_head(struct demo_keys *k, str account, struct err *e);
MUST_USE enum rc demo_keys_forget(struct demo_keys *k, struct err *e);
void demo_keys_free(struct demo_keys *k);

#endif
