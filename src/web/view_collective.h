/* view_collective.h - collective recommendation letters of an office (SCREENS A8). */
#ifndef WEB_VIEW_COLLECTIVE_H
#define WEB_VIEW_COLLECTIVE_H

#include "web/form.h"
#include "web/view_shell.h"

struct view_collective_line {
	str href, number, made;
	int64_t people, refused;
	const char *state; /* N_() */
	const char *state_colour;
};
struct view_collectives {
	struct view_shell shell;
	struct {
		const struct view_collective_line *at;
		size_t n;
	} lines;
};

struct view_collective_person {
	int64_t seq;
	str nip, name, grade, position, unit;
	const char *why;          /* N_(), why it is not in the letter; "" */
	const char *state;        /* N_(), what became of it */
	const char *state_colour; /* TAG_... */
	str case_href;            /* of the application; p NULL: none */
	str case_number;
	str edit_href; /* where the row is corrected; p NULL: it cannot be */
	bool fresh;    /* listed, but not in the letter that was drawn last */
};
struct view_collective_people {
	const struct view_collective_person *at;
	size_t n;
};
struct view_collective_bad {
	struct view_collective_people rows;
};

struct view_collective_new {
	struct view_shell shell;
	const struct form *form;
	str once;
	bool any_choice; /* there are colleagues to pick */
	/* the preview */
	str typed; /* p NULL: not yet */
	struct view_collective_people good;
	struct view_collective_bad bad;
};

struct view_collective {
	struct view_shell shell;
	const struct form *form;
	str number, made, code, pdf_href, scan_href, action, signed_at;
	int64_t pages, version;
	const char *state, *state_colour;
	bool may_sign;   /* the scan is waited for */
	bool may_redraw; /* the list says something else than the letter */
	struct view_collective_people good;
	struct view_collective_bad bad;
};

struct view_collective_row {
	struct view_shell shell;
	const struct form *form;
	str action;
	int64_t seq, version;
	const char *why; /* N_(), why it is refused; "" */
	bool signed_;    /* others may use the signed letter meanwhile */
};

#endif
