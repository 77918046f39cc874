/* view_audit.h - the audit trail. */
#ifndef WEB_VIEW_AUDIT_H
#define WEB_VIEW_AUDIT_H

#include "web/form.h"
#include "web/view_shell.h"

struct view_audit_event {
	str when, actor, action, object, office, addr, detail;
	const char *role; /* N_(), NULL: actor says it */
	str number;       /* "1/web 42" */
};

struct view_audit {
	struct view_shell shell;
	str actor, object, action, office, from, to; /* filters as typed */
	bool filtered;
	bool bad_date;     /* a date was not one, and does not filter */
	bool known, whole; /* the chain has been looked at, and holds */
	bool now;          /* just now, by this person */
	int64_t checked_events;
	str checked_at, place; /* place: where it breaks */
	str first_href, next_href;
	struct {
		const struct view_audit_event *at;
		size_t n;
	} events;
};

/* Finding a case file, giving a reason, reading it. */
struct view_audit_find {
	struct view_shell shell;
	const struct form *form;
};
struct view_audit_line {
	str when, what, who, note;
};
struct view_audit_document {
	const char *label; /* N_() */
	str href, when;
};
struct view_audit_case {
	struct view_shell shell;
	const struct form *form;
	str number, office, path;
	const char *state, *colour;
	bool open;
	str name, nip, email, reviewer, activator, reason, until;
	str printed,
	    now; /* who reads it, and when: on the page and across each printed sheet */
	struct {
		const struct view_audit_document *at;
		size_t n;
	} documents;
	struct {
		const struct view_audit_line *at;
		size_t n;
	} history, events;
};

/* Who opened whose documents. */
struct view_audit_view {
	str when, viewer, role, what, href, object, reason;
};
struct view_audit_views {
	struct view_shell shell;
	bool all; /* every class, not the e-KTP alone */
	str older;
	struct {
		const struct view_audit_view *at;
		size_t n;
	} lines;
};

#endif
