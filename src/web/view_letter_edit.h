/* view_letter_edit.h - templates of letters and the letterhead of an office, edited in the portal. */
#ifndef WEB_VIEW_LETTER_EDIT_H
#define WEB_VIEW_LETTER_EDIT_H

#include "web/form.h"
#include "web/view_shell.h"

struct view_template_line {
	str title, href, changed, by;
	int64_t version; /* 0: as shipped */
};
struct view_templates {
	struct view_shell shell;
	struct {
		const struct view_template_line *at;
		size_t n;
	} kinds;
};

struct view_template_version {
	int64_t version, restored; /* restored < 0: typed */
	str changed, by, note, sha;
	str pdf_href;
	bool current;
};
struct view_template_value {
	str name, value;
};

struct view_template_edit {
	struct view_shell shell;
	const struct form *form;
	str title, base; /* base: address without what follows */
	int64_t version, based;
	str bad_line; /* the line with the error; p NULL: none */
	str bad_mark; /* spaces up to the column */
	bool head;    /* a letterhead */
	bool office;  /* of one office: with its logo */
	bool has_logo;
	const struct form *logo;
	struct {
		const struct view_template_version *at;
		size_t n;
	} versions;
	struct {
		const struct view_template_value *at;
		size_t n;
	} values;
};

#endif
