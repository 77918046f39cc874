/* view_retention.h - what was destroyed, what is held, and what people ask about their data. */
#ifndef WEB_VIEW_RETENTION_H
#define WEB_VIEW_RETENTION_H

#include "web/form.h"
#include "web/view_shell.h"

struct view_destruction {
	str when, number, office, n, href;
	const char *basis; /* N_() */
};
struct view_destructions {
	struct view_shell shell;
	str identity_time, case_time, record_time; /* "90 hari" */
	str first_href, next_href; /* STR_NONE: this is the first page, the last */
	struct {
		const struct view_destruction *at;
		size_t n;
	} rows;
};

struct view_hold {
	str id, number, reason, set, by, lifted,
	    lift_reason; /* lifted p NULL: it holds */
};
struct view_holds {
	struct view_shell shell;
	const struct form *form;
	struct {
		const struct view_hold *at;
		size_t n;
	} rows;
};
struct view_hold_lift {
	struct view_shell shell;
	const struct form *form;
	str id;
};

struct view_data_request {
	str number, wish, asked, due, left, answer, answered, href;
	const char *kind, *state, *colour; /* N_(), TAG_ */
	bool late, open, refused;
	str changed; /* labels of what was put right, STR_NONE: nothing */
	struct {
		const char *const *at; /* N_() sentences: what follows */
		size_t n;
	} follows;
};
struct view_data_requests {
	const struct view_data_request *at;
	size_t n;
};
/* The person's own page. */
struct view_data_own {
	struct view_shell shell;
	const struct form *form;
	str number, action, contact;
	bool may_ask;
	struct view_data_requests rows;
};
/* The office's queue, and one of it. */
struct view_data_tab {
	const char *label; /* N_() */
	str href;
	bool current;
};
struct view_data_queue {
	struct view_shell shell;
	struct {
		const struct view_data_tab *at;
		size_t n;
	} tabs;
	bool open; /* the tab of those that wait */
	struct view_data_requests rows;
	str first_href, next_href; /* STR_NONE: this is the first page, the last */
};
struct view_data_one {
	struct view_shell shell;
	const struct form *form;
	struct view_data_request r;
	str action, case_href; /* p NULL: the actor sees no such page */
	bool correct,
	    email; /* fields to put right are shown, the account's address among them */
};

#endif
