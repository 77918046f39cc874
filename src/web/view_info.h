/* view_info.h - pages that explain: help, privacy, accessibility, security, status. */
#ifndef WEB_VIEW_INFO_H
#define WEB_VIEW_INFO_H

#include "web/view_shell.h"

struct view_info {
	struct view_shell shell;
	str help_name, help_contact; /* who repairs mailboxes */
	str security_contact, data_contact;
	str domains; /* of official mailboxes, commas between */
	int64_t code_minutes, draft_days, identity_days, session_minutes,
	    applicant_minutes;
	str case_time, record_time; /* "5 tahun" */
};

/* Where the certificate authority publishes. */
struct view_pki {
	struct view_shell shell;
	str name;     /* of the authority */
	str ocsp_url; /* n 0: no responder */
};

struct view_status {
	struct view_shell shell;
	bool database;          /* answers */
	int64_t queued, failed; /* mails */
	str at;
};

#endif
