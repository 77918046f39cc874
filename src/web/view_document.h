/* view_document.h - why somebody wants the stored bytes of a document. */
#ifndef WEB_VIEW_DOCUMENT_H
#define WEB_VIEW_DOCUMENT_H

#include "web/form.h"
#include "web/view_shell.h"

struct view_document_original {
	struct view_shell shell;
	const struct form *form;
	const char *label; /* N_() of the document */
	str path;
};

#endif
