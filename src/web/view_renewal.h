/* view_renewal.h - renewal when the key is lost: the holder's page, the office's list and one request. */
#ifndef WEB_VIEW_RENEWAL_H
#define WEB_VIEW_RENEWAL_H

#include "web/form.h"
#include "web/view_key.h"
#include "web/view_shell.h"

/* /sertifikat/{serial}/perpanjang/kantor */
struct view_renew_lost {
	struct view_shell shell;
	const struct form *form;
	struct view_key key;
	str action, serial, until, office_name, office_phone;
	str authority;   /* id of the signer, for who computes the code himself */
	const char *why; /* N_(): why not now; NULL: it can be */
	bool account;    /* signed in with the account of the same NIP */
	bool two_factors;
	str login_href;
	bool open, approved; /* a request waits for the office; is being issued */
	str code, asked;     /* of the request that is open */
	bool done;
	str take_href; /* where the certificate is put together with its key */
	const char
	    *last; /* N_(): how the last request ended; NULL: none, or it is open */
	str last_note;
};

struct view_renewal_line {
	str href, name, serial, asked, until;
	const char *state, *colour; /* N_(), TAG_... */
};
struct view_renewals {
	struct view_shell shell;
	struct {
		const struct view_renewal_line *at;
		size_t n;
	} lines;
};

struct view_renewal_event {
	str when, who, note;
	const char *what; /* N_() */
};
struct view_renewal {
	struct view_shell shell;
	const struct form *form;
	str action, name, nip, email, phone, serial, until, asked, device, notice;
	str certificate_href;
	const char *factors, *state, *colour; /* N_(), N_(), TAG_... */
	const char *why; /* N_(): why it cannot be approved now; NULL: it can */
	bool open;       /* this officer can answer it */
	bool own;        /* it is his own */
	struct {
		const struct view_renewal_event *at;
		size_t n;
	} events;
};

#endif
