/* view_bounce.h - a mail of this case that did not arrive, and what to do. */
#ifndef WEB_VIEW_BOUNCE_H
#define WEB_VIEW_BOUNCE_H

#include <stdbool.h>

#include "base/str.h"

struct view_bounce {
	bool any;
	bool own; /* seen by the person whose mailbox it is */
	str subject, to, when, phone, helpdesk, helpdesk_contact;
	const char *why; /* N_() */
};

#endif
