/* view_check.h - the public check of letters and certificates. */
#ifndef WEB_VIEW_CHECK_H
#define WEB_VIEW_CHECK_H

#include "domain/check.h"
#include "web/form.h"
#include "web/view_shell.h"

struct view_check {
	struct view_shell shell;
	const struct form *form;
};

struct view_check_result {
	struct view_shell shell;
	enum check_answer answer;
	const char *colour; /* of the box: "ok", "bad", "grey", "warn", "" */
	bool known, certificate, registration;
	enum check_file file;
	int64_t file_pages, our_pages, file_page;
	bool suspended, expired, replaced; /* why it does not hold */
	str code, title, number, holder, office, issued, issuer, from, to, changed,
	    checked, url; /* url: where the same check is made again */
	str list_age; /* hours since the published list, as a number; p NULL: none published */
	int64_t signed_n, signed_of;
	const char *state_label; /* N_() of a certificate */
	const char *reason;      /* N_() or "" */
};

#endif
