/* view_users.h - accounts as administrators see them: lists, one account, slips, switching off. */
#ifndef WEB_VIEW_USERS_H
#define WEB_VIEW_USERS_H

#include "web/form.h"
#include "web/view_shell.h"

struct view_choice {
	const char *value;
	const char *label; /* N_() or data */
	bool chosen;
};
struct view_choices {
	const struct view_choice *at;
	size_t n;
};

struct view_user {
	str id, name, username, nip, email, office;
	const char *level;  /* N_() */
	const char *status; /* N_() */
	const char *colour; /* of the status */
	str expires;        /* of a living initial password; p NULL: none */
	bool expired;       /* the initial password is dead */
	str last_login;     /* p NULL: never */
	str recorded;
	str why; /* it was disabled; p NULL */
	bool opip, candidate;
};

struct view_users {
	struct view_shell shell;
	str text;
	struct view_choices levels, states;
	bool filtered;
	bool may_record;
	str csv_href, first_href, next_href; /* p NULL: none */
	struct {
		const struct view_user *at;
		size_t n;
	} users;
};

struct view_record {
	struct view_shell shell;
	const struct form *form;
	str once;
	bool admin; /* central makes an office administrator */
};

struct view_slip {
	struct view_shell shell;
	str list_href, user_href;
	str office, name, username, password, until, login_url;
	str mailed; /* address the invitation went to; p NULL: none */
	bool made;  /* a new account, not a new password for an old one */
};

struct view_import_row {
	size_t line;
	str username, nip, name, why, password;
	const char *level; /* N_(), NULL: unknown */
	bool candidate;
};
struct view_import {
	struct view_shell shell;
	const struct form *form;
	str once, csv; /* csv p NULL: nothing was read yet */
	size_t n, n_good;
	struct {
		const struct view_import_row *at;
		size_t n;
	} good, bad;
	str office, login_url, until; /* of the slips */
};

struct view_event {
	str when, who, note;
	const char *what; /* N_() */
};

struct view_user_page {
	struct view_shell shell;
	str here; /* "/kantor/pengguna" or "/pusat/admin" */
	str once;
	struct view_user user;
	bool disabled, own;
	str undo_until; /* p NULL: it cannot be undone */
	str candidacy;
	const char *candidacy_state;
	int64_t sessions;
	struct {
		const struct view_event *at;
		size_t n;
	} events;
};

struct view_user_off {
	struct view_shell shell;
	str here;
	const struct form *form;
	struct view_user user;
	int64_t sessions;
	bool opip;
	str candidacy;        /* p NULL: none open */
	int64_t certificates; /* that can still be used or put back into use */
	/* the review */
	str leaving;
	const char *leaving_label; /* N_() */
	bool died;
	str reason, date, successor;
	str day, month, year, successor_id, version;
};

#endif
