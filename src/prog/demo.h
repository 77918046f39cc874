/* demo.h - the parts of paraf demo. */
#ifndef PROG_DEMO_H
#define PROG_DEMO_H

#include "domain/signing.h"
#include "prog/commands.h"

/* Who is in a demonstration: the accounts of DESIGN 9; with officers of an office; with people's files. */
enum demo_extent { DEMO_EMPTY, DEMO_OFFICERS, DEMO_PEOPLE };

/* ---- the hour of the story (demo_clock.c) ---- */

/* A clock that this process sets and the signer of the set-up reads. */
struct demo_clock {
	struct clock clock;
	int64_t *at_s;
};
/* Standing at that second; kept to the end of the process. RC_UNAVAILABLE: no memory to share. */
MUST_USE enum rc demo_clock_new(int64_t at_s, struct demo_clock *out, struct err *e);
/* The second at which the story begins, weeks before `now_s`. */
int64_t demo_clock_begin(int64_t now_s);
/* Forward to that second; a clock never goes back. */
void demo_clock_to(struct demo_clock *c, int64_t at_s);

/* ---- a signer of the new state, for as long as its invented people are being made ---- */

struct demo_signer {
	int pid, stop_fd;
};
/* Starts before anything of the portal is open in this process. */
MUST_USE enum rc demo_signer_begin(
    struct prog *p, const struct clock *clock, struct demo_signer *out, struct err *e);
void demo_signer_end(struct demo_signer *s);

/* ---- keys (cmd_demo_keys.c) ---- */

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
/* The signer goes on believing this account's key: approvals that it signed wait for their holders. */
void demo_key_keep(struct demo_keys *k, str account);
/* A statement signed by the actor's key, as his page would bring it. */
MUST_USE enum rc demo_sign(struct demo_keys *k, const struct actor *who,
    signing_fill fill, void *arg, int64_t life_s, struct signing *out, struct err *e);
/* The same, for an approval with that activation key (32 bytes). */
MUST_USE enum rc demo_sign_approval(struct demo_keys *k, const struct actor *who,
    void *arg, str activation_key, struct signing *out, struct err *e);
/* The grant of an OPIP, in `tx` with the authority; and of a head of an office. */
MUST_USE enum rc demo_grant_opip(struct demo_keys *k, str account, struct err *e);
MUST_USE enum rc demo_grant_head(struct demo_keys *k, str account, struct err *e);
MUST_USE enum rc demo_keys_forget(struct demo_keys *k, struct err *e);
void demo_keys_free(struct demo_keys *k);

/* ---- people (cmd_demo_people.c) ---- */

/* The one who has just got that initial password chooses his own, noted in `credentials`. */
MUST_USE enum rc demo_account_activate(struct tools *t, const struct actor *who,
    str initial, const char *shown, struct buf *credentials, struct err *e);

/*
 * The accounts of a demonstration and who else is wanted; `clock` is that of t->d with DEMO_PEOPLE.
 * Writes credentials.txt, and people.txt with DEMO_PEOPLE, into the folder `state`.
 */
MUST_USE enum rc demo_people(struct tools *t, const char *state, enum demo_extent extent,
    struct demo_clock *clock, struct err *e);

#endif
