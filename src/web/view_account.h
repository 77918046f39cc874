/* view_account.h - signing in, passwords, sessions, the mails in the portal. */
#ifndef WEB_VIEW_ACCOUNT_H
#define WEB_VIEW_ACCOUNT_H

#include "web/form.h"
#include "web/view_officer.h"
#include "web/view_shell.h"

struct view_login {
	struct view_shell shell;
	const struct form *form;
	struct view_sign sign; /* signing in with a passkey */
	str next;
};

struct view_login_second {
	struct view_shell shell;
	const struct form *form;
	str ticket, next;
};

struct view_password {
	struct view_shell shell;
	const struct form *form;
	bool
	    first; /* the initial password must be replaced: that activates the account */
};

struct view_forgot {
	struct view_shell shell;
	const struct form *form;
	str token; /* of a link; p NULL: by code */
	str until; /* of a link, with its zone */
};

struct view_session {
	str device; /* "Chrome, Android" */
	str net, seen, since;
	str id;
	bool current;
};
struct view_security {
	struct view_shell shell;
	str username, email; /* email p NULL: none recorded */
	bool proven;         /* the mailbox is */
	bool candidate;      /* has more tabs in the profile */
	struct view_officer_keys keys;
	bool second; /* an authenticator app is in use */
	str second_since, second_left;
	struct {
		const struct view_session *at;
		size_t n;
	} sessions;
};

/* The authenticator app: making it known to the app, changing it, its recovery codes. */
struct view_second {
	struct view_shell shell;
	const struct form *form;
	bool on, by_key; /* by_key: this session may take it off without a code */
	str secret, uri; /* waits for its first code; p NULL: nothing waits */
	str since, left;
};
struct view_recovery {
	struct view_shell shell;
	struct {
		const str *at;
		size_t n;
	} codes;
};

struct view_account_email {
	struct view_shell shell;
	const struct form *form;
	str email; /* p NULL: none recorded */
	bool proven, waiting;
	str helpdesk, helpdesk_contact;
};

struct view_mail {
	str id, subject, to, when;
	bool fresh;        /* not read yet */
	const char *state; /* N_() */
	const char *colour;
};
struct view_mails {
	struct view_shell shell;
	bool demo; /* all mails of a demonstration, not one person's */
	bool candidate;
	struct {
		const struct view_mail *at;
		size_t n;
	} mails;
};
struct view_mail_one {
	struct view_shell shell;
	struct view_mail mail;
	str text;
	bool demo;
	bool secret; /* its code or link is left out */
	struct {
		const str *at;
		size_t n;
	} attachments; /* names */
	struct {
		const str *at;
		size_t n;
	} links; /* of a demonstration: the addresses in the text, to be followed */
};

#endif
