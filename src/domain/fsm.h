/*
 * fsm.h - the engine behind every state machine: one table per noun says from which state which
 * event leads where, for which roles, under which guard, with which effect. Nothing else changes a
 * state. One change = one transaction: row version, history, audit, counters and outbox together.
 */
#ifndef DOMAIN_FSM_H
#define DOMAIN_FSM_H

#include "base/i18n.h"
#include "domain/domain.h"
#include "model/states.h"

/* One change of state while it happens; guards and effects read and use it. */
struct change {
	struct domain *d;
	struct db *tx; /* the writer's connection */
	const struct actor *who;
	const struct fsm *fsm;
	str id;
	int event;
	void *
	    input; /* what this event needs beyond the note; its type belongs to the event */
	str note; /* reason or remark for the history; may be STR_NONE */
	int64_t now_s;
	/* set by load() */
	void *object;
	str number, office, state;
	int64_t version;
	/* set by the engine before guard and effect run */
	int from, to;
};

typedef enum rc (*change_fn)(struct change *c, struct err *e);

struct transition {
	int from, event, to;
	unsigned roles;  /* mask of enum role_bit; any of them is enough */
	change_fn guard; /* may refuse with a sentence; NULL = always */
	change_fn
	    effect; /* further writes of the same act (mail, items, sessions); NULL = none */
};

struct fsm {
	const struct noun_words *words;
	const struct transition *at;
	size_t n;
	/* Load the object by c->id through c->tx, check scope, set the fields named above. */
	change_fn load;
	/* Store words->states[c->to] where id and version still match; RC_CONFLICT otherwise. */
	change_fn set_state;
	/* Counters of lists are kept per office under this noun's name. */
	bool counted;
};

#define FSM_ANY_VERSION (-1)

/*
 * Apply `event` to the object `id` on behalf of `who` inside the caller's transaction `tx`.
 *
 * `version` is the row version the person was looking at, or FSM_ANY_VERSION. `out`, if not NULL,
 * gets the change as done (object as it was loaded before the change).
 *
 * RC_NOT_FOUND  no such object, or out of the actor's scope
 * RC_DENIED     the role or a guard forbids it
 * RC_CONFLICT   not possible in this state, or somebody else was faster (says who and when)
 */
MUST_USE enum rc fsm_apply_tx(const struct fsm *f, struct domain *d, struct db *tx,
    const struct actor *who, str id, int event, int64_t version, void *input, str note,
    struct change *out, struct err *e);

/* What fsm_apply_tx would say, without changing anything: for acts that somebody else must do first. */
MUST_USE enum rc fsm_check_tx(const struct fsm *f, struct domain *d, struct db *tx,
    const struct actor *who, str id, int event, int64_t version, void *input,
    struct change *out, struct err *e);

/* As fsm_apply_tx, in a transaction of its own: durable when it returns RC_OK. */
MUST_USE enum rc fsm_apply(const struct fsm *f, struct domain *d, const struct actor *who,
    str id, int event, int64_t version, void *input, str note, struct change *out,
    struct err *e);

/*
 * RC_CONFLICT with who changed the object last and when: for changes that are not of its state but
 * go by its version all the same. `id` and `office` are those of the object.
 */
MUST_USE enum rc fsm_conflict(const struct fsm *f, struct domain *d, struct db *tx,
    str id, str office, struct err *e);

/* RC_CONFLICT: the step is none for that state, whoever changed it and when. */
enum rc fsm_not_now(const struct fsm *f, struct domain *d, str state, struct err *e);

/* Whether the table has a row for that state, event and roles: pages show only such controls. */
bool fsm_allows(const struct fsm *f, str state, int event, unsigned roles);

/*
 * Record the birth of an object (no state before): history, audit and counter, in `tx`.
 */
MUST_USE enum rc fsm_born(const struct fsm *f, struct domain *d, struct db *tx,
    const struct actor *who, str id, str number, str office, int state, const char *event,
    struct err *e);

#endif
