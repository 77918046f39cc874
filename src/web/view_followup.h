/* view_followup.h - what follows for certificates of people who leave. */
#ifndef WEB_VIEW_FOLLOWUP_H
#define WEB_VIEW_FOLLOWUP_H

#include "web/form.h"
#include "web/view_shell.h"

/* Above a queue: how many questions wait there. {{ use followup_notice(&v->followup) }} */
struct view_followup_notice {
	int64_t n, days; /* of the oldest */
};

struct view_followup_line {
	str href, name, serial, office;
	int64_t days;
	const char *leaving, *state, *colour; /* N_(), N_(), TAG_... */
	bool late;
};
struct view_followups {
	struct view_shell shell;
	bool everywhere; /* only what is late, of all offices */
	int64_t days;    /* after which BSSN is told */
	struct view_followup_lines {
		const struct view_followup_line *at;
		size_t n;
	} lines;
	struct view_followup_lines left; /* back, and still suspended */
};

struct view_followup_event {
	str when, who, note;
	const char *what; /* N_() */
};
struct view_followup {
	struct view_shell shell;
	const struct form *form;
	str action, name, serial, until, since;
	str certificate_href; /* p NULL: the actor has no page of it */
	str sign_href; /* where he signs the revocation; p NULL: not he, or not now */
	const char *leaving, *state, *colour; /* N_(), N_(), TAG_... */
	const char *cert_state, *cert_colour;
	const char *reason; /* N_() of the revocation asked for, "" */
	bool open;          /* it can be answered by this actor */
	bool held;          /* it was answered: revoke, or put back into use */
	bool waits;         /* for a signature */
	bool left;          /* who left is back, the certificate is still suspended */
	str lift_href;      /* where this actor lifts that; p NULL: not he */
	struct {
		const struct view_followup_event *at;
		size_t n;
	} events;
};

#endif
