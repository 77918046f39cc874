/* view_central.h - Dit. SITP: dashboard, offices, administrators; the home of one office. */
#ifndef WEB_VIEW_CENTRAL_H
#define WEB_VIEW_CENTRAL_H

#include "web/form.h"
#include "web/view_figures.h"
#include "web/view_followup.h"
#include "web/view_shell.h"
#include "web/view_users.h"

/* A number that leads to the list behind it. */
struct view_figure {
	const char *label; /* N_() */
	str href;          /* p NULL: only told */
	int64_t n;
	bool late;
};
struct view_figures {
	const struct view_figure *at;
	size_t n;
};

struct view_central {
	struct view_shell shell;
	struct view_figures top, candidacies, applications;
	struct view_blocks blocks;
};

struct view_office_line {
	str code, name, city, kanwil, zone;
	bool ds_open, opip_open;
	const char *admin; /* N_() */
	const char *admin_colour;
	str admin_id; /* p NULL: none */
	str admin_name, admin_username, admin_last;
	int64_t applications, candidacies, opips, n;
};
struct view_offices {
	struct view_shell shell;
	str text;
	struct view_choices kanwils, states;
	const char *shown; /* N_(): what column "Jumlah" counts; NULL: no such column */
	str shown_value;   /* as in the address */
	bool filtered;
	int64_t all;
	struct {
		const struct view_office_line *at;
		size_t n;
	} offices;
};

struct view_office {
	struct view_shell shell;
	const struct form *form;
	str code, name, kanwil, province, city, zone;
	struct view_figures figures;
	struct view_office_line line;
};

struct view_candidate {
	str name, number, id, since;
	const char *state, *colour;
	int64_t days;
	bool late;
};
struct view_office_home {
	struct view_shell shell;
	struct view_followup_notice followup;
	str office;
	bool admin;      /* may look at the people */
	bool open_lists; /* may look at the applications */
	struct view_figures figures, stages;
	struct view_block status; /* of the applications */
	const char *stage;        /* N_(): only candidates there; NULL: all */
	struct {
		const struct view_candidate *at;
		size_t n;
	} candidates;
};

struct view_authority {
	str name, account, from, to, reason;
	const char *state, *colour;
};
struct view_authorities {
	struct view_shell shell;
	str office;
	bool admin;
	int64_t active, limit;
	struct {
		const struct view_authority *at;
		size_t n;
	} authorities;
};

struct view_policy_line {
	str id, when, who, text;
	const char *label; /* N_() */
};
struct view_policy_lines {
	const struct view_policy_line *at;
	size_t n;
};
struct view_policy {
	struct view_shell shell;
	const struct form *notice, *holiday;
	struct view_policy_lines holidays, rules, log;
};

#endif
