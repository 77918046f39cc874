/* collective_fsm.c - the states of a collective letter and of each row in it. */
#include "domain/collective_edit.h"
#include "domain/scope.h"

#define OFFICE (R_OFFICE_ADMIN | R_KEPALA)

static enum rc effect_redraw(struct change *c, struct err *e);
static enum rc effect_sign(struct change *c, struct err *e);
static enum rc effect_correct(struct change *c, struct err *e);
static enum rc effect_drop(struct change *c, struct err *e);

/* clang-format off */
static const struct transition letter_rows[] = {
	/* from          event            to            roles   guard effect */
	{ COLL_DRAWN,    COLL_EV_AMEND,   COLL_CHANGED, OFFICE, NULL, NULL },
	{ COLL_CHANGED,  COLL_EV_AMEND,   COLL_CHANGED, OFFICE, NULL, NULL },
	{ COLL_SIGNED,   COLL_EV_AMEND,   COLL_CHANGED, OFFICE, NULL, NULL },
	{ COLL_CHANGED,  COLL_EV_REDRAW,  COLL_DRAWN,   OFFICE, NULL, effect_redraw },
	{ COLL_DRAWN,    COLL_EV_SIGN,    COLL_SIGNED,  OFFICE, NULL, effect_sign },
};

static const struct transition person_rows[] = {
	{ PERSON_REFUSED, PERSON_EV_CORRECT, PERSON_LISTED,  OFFICE, NULL, effect_correct },
	{ PERSON_LISTED,  PERSON_EV_CORRECT, PERSON_LISTED,  OFFICE, NULL, effect_correct },
	{ PERSON_REFUSED, PERSON_EV_DROP,    PERSON_DROPPED, OFFICE, NULL, NULL },
	{ PERSON_LISTED,  PERSON_EV_DROP,    PERSON_DROPPED, OFFICE, NULL, effect_drop },
};
/* clang-format on */

/* ---- the letter ---- */

static enum rc
load_letter(struct change *c, struct err *e)
{
	struct row_collective *row = ARENA_NEW(c->d->a, struct row_collective);
	enum rc rc = q_collective_by_id(c->tx, c->id, row, e);

	if (rc != RC_OK)
		return rc;
	c->object = row;
	c->number = row->id;
	c->office = row->office;
	c->state = row->state;
	c->version = row->version;
	return scope_check(c->who, &(struct scope){ .office = row->office }, e);
}

static enum rc
set_letter(struct change *c, struct err *e)
{
	return q_collective_set_state(
	    c->tx, c->id, c->version, str_from_z(c->fsm->words->states[c->to].text), e);
}

const struct fsm collective_fsm = {
	.words = &words_collective,
	.at = letter_rows,
	.n = ARRAY_LEN(letter_rows),
	.load = load_letter,
	.set_state = set_letter,
};

/* The new letter is not signed, and all who are listed stand in it. */
static enum rc
effect_redraw(struct change *c, struct err *e)
{
	enum rc rc = q_collective_sign(c->tx, c->id, STR_NONE, SQL_NULL_INT, STR_NONE, e);

	return rc == RC_OK ? q_collective_printed(c->tx, c->id, e) : rc;
}

static enum rc
effect_sign(struct change *c, struct err *e)
{
	const str *document = c->input;

	return q_collective_sign(c->tx, c->id, *document, c->now_s, c->who->account, e);
}

/* ---- a row ---- */

struct object {
	struct row_collective_person row;
	struct row_collective letter;
};

static enum rc
load_person(struct change *c, struct err *e)
{
	struct object *o = ARENA_NEW(c->d->a, struct object);
	enum rc rc = q_collective_person_by_id(c->tx, c->id, &o->row, e);

	if (rc == RC_OK)
		rc = q_collective_by_id(c->tx, o->row.collective, &o->letter, e);
	if (rc != RC_OK)
		return rc;
	c->object = o;
	c->number = o->row.id;
	c->office = o->letter.office;
	c->state = o->row.state;
	c->version = o->row.version;
	return scope_check(c->who, &(struct scope){ .office = o->letter.office }, e);
}

static enum rc
set_person(struct change *c, struct err *e)
{
	return q_collective_person_set_state(
	    c->tx, c->id, c->version, str_from_z(c->fsm->words->states[c->to].text), e);
}

const struct fsm collective_person_fsm = {
	.words = &words_collective_person,
	.at = person_rows,
	.n = ARRAY_LEN(person_rows),
	.load = load_person,
	.set_state = set_person,
};

/* The letter no longer says what the list says. */
static enum rc
effect_drop(struct change *c, struct err *e)
{
	const struct object *o = c->object;

	return fsm_apply_tx(&collective_fsm, c->d, c->tx, c->who, o->letter.id,
	    COLL_EV_AMEND, FSM_ANY_VERSION, NULL, STR_NONE, NULL, e);
}

static enum rc
effect_correct(struct change *c, struct err *e)
{
	const struct row_collective_person *in = c->input;
	enum rc rc = q_collective_person_put(c->tx,
	    &(struct q_collective_person_put_in){ .id = c->id,
		.nip = in->nip,
		.name = in->name,
		.nik_shown = in->nik_shown,
		.grade = in->grade,
		.position = in->position,
		.unit = in->unit,
		.email = in->email },
	    e);

	return rc == RC_OK ? effect_drop(c, e) : rc;
}
