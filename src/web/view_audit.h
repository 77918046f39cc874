/* view_audit.h - the audit trail. */
#ifndef WEB_VIEW_AUDIT_H
#define WEB_VIEW_AUDIT_H

#include "web/view_shell.h"

struct view_audit_event {
	str when, actor, role, action, object, office, addr, detail;
	str number; /* "1/web 42" */
};

struct view_audit {
	struct view_shell shell;
	str actor, object, action, office, from, to; /* filters as typed */
	bool filtered;
	bool bad_date;       /* a date was not one, and does not filter */
	bool checked, whole; /* the chain was looked at just now, and holds */
	int64_t checked_events;
	str checked_at;
	str first_href, next_href;
	struct {
		const struct view_audit_event *at;
		size_t n;
	} events;
};

#endif
