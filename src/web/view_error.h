/* view_error.h - an error page. */
#ifndef WEB_VIEW_ERROR_H
#define WEB_VIEW_ERROR_H

#include "web/view_shell.h"

struct view_error {
	struct view_shell shell;
	str sentence; /* translated: what is wrong and what to do */
	str incident; /* id to tell the desk; p NULL: none */
};

#endif
