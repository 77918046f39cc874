/* view_office.h - the office's side of Road B: queue, review, decision. */
#ifndef WEB_VIEW_OFFICE_H
#define WEB_VIEW_OFFICE_H

#include "domain/application_office.h"
#include "domain/office_queue.h"
#include "web/form.h"
#include "web/view_bounce.h"
#include "web/view_followup.h"
#include "web/view_officer.h"
#include "web/view_shell.h"
#include "web/view_viewer.h"

struct view_office_tab {
	const char *label; /* N_() */
	str href;
	int64_t count;
	bool current;
};

struct view_office_line {
	str number, href, name, nip;
	const char *state, *colour; /* N_(), TAG_ */
	str held;                   /* "Ratna sejak 09.14 WITA", p NULL: nobody */
	bool mine;
	str since;  /* "20 November 2026, 09.14 WITA" */
	str age;    /* "1,8 hari kerja" */
	bool timed; /* an office's limit runs */
	bool late;
	int64_t share; /* of the limit, 0..100 */
};

struct view_office_lines {
	const struct view_office_line *at;
	size_t n;
};

struct view_office_queue {
	struct view_shell shell;
	struct view_followup_notice followup;
	struct {
		const struct view_office_tab *at;
		size_t n;
	} tabs;
	const struct form *form; /* filters */
	bool filtered;
	str tab, clear_href;
	struct view_office_lines rows;
	const char *empty; /* N_() */
	str newer, older;
	int64_t limit_days;
};

/* One document in the row of tabs. */
/* One comparison. */
struct view_match {
	const char *name;  /* of the field */
	const char *label; /* N_() */
	str value, state, reason, error, reason_error;
};

struct view_matches {
	const struct view_match *at;
	size_t n;
};

struct view_texts {
	const str *at;
	size_t n;
};

struct view_event {
	str at, text, who;
	const char *label; /* N_(), or NULL: `text` says it all */
	str note;
};

struct view_events {
	const struct view_event *at;
	size_t n;
};

struct view_fact {
	const char *label; /* N_() */
	str value;
};

struct view_facts {
	const struct view_fact *at;
	size_t n;
};

struct view_office_review {
	struct view_shell shell;
	const struct office_file *f;
	const struct form *form; /* the comparison, when `working` */
	const struct form *note_form;
	const char *state, *colour;
	bool working; /* the actor compares and decides */
	bool can_claim, can_release, to_counter;
	str held_since, refusal; /* sentence why he may not, p NULL */
	str sent, age;
	bool timed;
	int64_t used; /* percent, as in office_row */
	int64_t limit_days;
	struct view_bounce bounce;
	struct view_viewer viewer;
	struct view_matches card, paper, other;
	struct view_facts facts;
	struct view_texts warnings;
	struct view_events history, notes, returned;
	struct view_facts twins;
	str conflict; /* who was faster, and when; p NULL: nobody */
	str kept;     /* what was typed before that, when the form is gone */
};

struct view_office_decision {
	struct view_shell shell;
	const struct office_file *f;
	const char *what, *button, *effect; /* N_() */
	bool grave;                         /* a warning button */
	str subject, text, to;
	bool also_office;
	str back;
	const struct form *form;
	bool signs; /* "lengkap" is signed: */
	struct view_sign_facts facts;
	struct view_sign sign;
};

#endif
