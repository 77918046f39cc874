/* view_landing.h - what the first page needs to know. */
#ifndef WEB_VIEW_LANDING_H
#define WEB_VIEW_LANDING_H

#include "web/form.h"
#include "web/view_shell.h"

struct view_landing {
	struct view_shell shell;
	bool open; /* registration is open */
	str opens; /* when it opens again, p NULL: not known */
};

#endif
