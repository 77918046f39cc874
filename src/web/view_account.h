/* view_account.h - signing in, passwords. */
#ifndef WEB_VIEW_ACCOUNT_H
#define WEB_VIEW_ACCOUNT_H

#include "web/form.h"
#include "web/view_shell.h"

struct view_login {
	struct view_shell shell;
	const struct form *form;
};

struct view_password {
	struct view_shell shell;
	const struct form *form;
	bool first; /* the initial password must be replaced: that activates the account */
};

#endif
