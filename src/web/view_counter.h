/* view_counter.h - the counter. */
#ifndef WEB_VIEW_COUNTER_H
#define WEB_VIEW_COUNTER_H

#include "web/view_office.h"

/* Who comes today. */
struct view_visit {
	str href, when, name, nip, number;
	const char *state, *colour; /* N_(), TAG_ */
	bool late;                  /* the time has begun, the person has not come */
};

struct view_counter_list {
	struct view_shell shell;
	bool slots; /* the office offers times */
	struct {
		const struct view_visit *at;
		size_t n;
	} visits;
	const struct form *form; /* search */
	struct view_office_lines serving, ready;
	str all_href;
};

struct view_tick {
	const char *name, *label; /* N_() */
	str state, reason, error;
};

struct view_ticks {
	const struct view_tick *at;
	size_t n;
};

struct view_condition {
	const char *text; /* N_() */
	bool ok;
};

struct view_conditions {
	const struct view_condition *at;
	size_t n;
};

struct view_counter {
	struct view_shell shell;
	const struct office_file *f;
	struct counter_record record;
	const char *state, *colour;
	const char *lacks; /* N_(), NULL: complete */
	str refusal;       /* why the actor cannot serve */
	str served;        /* "Ratna sejak 09.14 WITA" */
	bool can_start, serving, can_stop;
	const struct form *posted; /* what was sent and has errors, or NULL */
	const struct form *nik, *identity, *letter, *photo, *statement, *stop;
	struct view_ticks ticks, statement_tick;
	struct view_facts facts;
	str ektp_src, letter_src, photo_src;
	struct view_conditions conditions;
	bool identity_done, letter_done, photo_done, statement_done;
	bool renew; /* activated already: only a new code is signed */
	struct view_sign_facts sign_facts;
	struct view_sign sign;
};

struct view_counter_done {
	struct view_shell shell;
	const struct office_file *f;
	str proof_href, minutes_href, collect_url, until, activated, officer;
	bool issued;
	str renew_href;
};

#endif
