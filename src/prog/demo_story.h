/*
 * demo_story.h - what happened in a demonstration before it was opened: invented people walk both roads
 * through the functions that pages call, in the order of time, under a clock that starts weeks ago.
 *
 * Nothing is written past the rules: guards, two persons, signatures and the signer's own checks hold
 * for them as for anybody. Only the hour is told by the story.
 */
#ifndef PROG_DEMO_STORY_H
#define PROG_DEMO_STORY_H

#include "prog/demo.h"
#include "prog/demo_draw.h"

/* Who works in an office of the story. */
struct demo_office {
	const char *code;
	struct row_office row;
	struct actor admin, head, reviewer, activator;
};
#define DEMO_OFFICES 3 /* Tolitoli, Palu, Jayapura */

struct demo_story {
	struct tools *t;
	struct demo_clock *clock;
	struct demo_keys *keys;
	struct actor verifiers[2];
	struct demo_office offices[DEMO_OFFICES];
	struct buf *credentials; /* lines of credentials.txt */
	struct buf people;       /* lines of people.txt */
};

/* One thing that somebody does. */
struct demo_deed {
	int act;     /* enum demo_act; 0 ends a list */
	int days;    /* so many working days before today; 0: today, */
	int minutes; /* so many minutes ago */
};

enum demo_act {
	ACT_END,
	/* the road of an applicant */
	ACT_START, /* office, mailbox */
	ACT_FILL,  /* the other steps */
	ACT_SEND,
	ACT_WITHDRAW,
	ACT_OPEN_COUNTER, /* the head says when the counter is open, */
	ACT_TIME,         /* and who is ready chooses a time */
	ACT_CLAIM,        /* the office takes the file, */
	ACT_COMPLETE,
	ACT_RETURN,
	ACT_REFUSE,
	ACT_ARRIVE, /* the applicant comes, */
	ACT_COUNTER,
	ACT_APPROVE,
	ACT_COLLECT,
	ACT_SUSPEND,
	ACT_REVOKE,
	ACT_EXPIRE, /* what the worker does by the clock */
	/* the road of a candidate */
	CAND_ACT_RECORD,
	CAND_ACT_ACTIVATE,
	CAND_ACT_FILL,
	CAND_ACT_SAVE,
	CAND_ACT_RETURN_LETTERS,
	CAND_ACT_CLAIM,
	CAND_ACT_OPEN_TIMES, /* both verifiers open times, */
	CAND_ACT_TIME,       /* and the candidate chooses one; */
	CAND_ACT_SCHEDULE,   /* or the verifier sets one */
	CAND_ACT_INTERVIEW,
	CAND_ACT_GRANT,
	CAND_ACT_RETURN,
	CAND_ACT_REFUSE,
	CAND_ACT_FIX, /* what was sent back comes again */
	CAND_ACT_ACCEPT,
};

/* Somebody on a road, and what is known of him so far. */
struct demo_walker {
	struct demo_person person;
	int office; /* index into demo_story.offices */
	const char *username;
	struct demo_deed deeds[14];
	/* filled on the way */
	struct actor who;
	str id, serial, activation, revocation;
	const char *hint; /* of people.txt: what to do with him */
};

/* Do one deed; the clock stands at its hour. */
MUST_USE enum rc demo_applicant_act(
    struct demo_story *s, struct demo_walker *w, enum demo_act act, struct err *e);
MUST_USE enum rc demo_candidate_act(
    struct demo_story *s, struct demo_walker *w, enum demo_act act, struct err *e);

/* Everybody, in the order of time. */
MUST_USE enum rc demo_story_tell(struct demo_story *s, struct err *e);

/* ---- for the deeds ---- */

/* Let the clock go on. */
void demo_pass(struct demo_story *s, int64_t seconds);
/* A finished upload of these bytes. */
MUST_USE enum rc demo_stage(
    struct domain *d, str bytes, struct vault_stage **out, struct err *e);
/* The six digits of the newest code that was mailed about the noun. */
MUST_USE enum rc demo_code_mailed(
    struct domain *d, const char *noun, str id, str *out, struct err *e);

#endif
