/* view_certificate.h - collecting a certificate, one's own certificate, suspending and revoking. */
#ifndef WEB_VIEW_CERTIFICATE_H
#define WEB_VIEW_CERTIFICATE_H

#include "web/form.h"
#include "web/view_key.h"
#include "web/view_officer.h"
#include "web/view_shell.h"

/* Proving that one is the holder: by the mailed link, or by number and mailed code. */
struct view_prove {
	struct view_shell shell;
	const struct form *form;
	const char *heading; /* N_() */
	str number;          /* known already (/ambil), else p NULL: it is asked for */
	str send_action, enter_action;
	str link_token, link_action; /* a link that works; p NULL: none */
	str used;     /* when the link was used, as text; p NULL: it was not */
	bool over;    /* a link came that works no longer */
	bool sent;    /* the code was asked for: its field is first */
	bool suspend; /* the code suspends at once (/cabut) */
	bool done;    /* it is suspended now */
	bool waiting; /* it will be as soon as the signer is back */
};

struct cert_download {
	const char *label; /* N_() */
	str href;
};
struct cert_downloads {
	const struct cert_download *at;
	size_t n;
};
struct cert_action {
	const char *label; /* N_() */
	str href;
};
struct cert_actions {
	const struct cert_action *at;
	size_t n;
};
struct cert_event {
	str at, who, note;
	const char *event; /* N_() */
};
struct cert_events {
	const struct cert_event *at;
	size_t n;
};

/* One certificate, on the holder's page and on the office's: {{ use certificate_block(...) }}. */
/* A system, what people do there, and whether it takes the certificate. */
struct cert_system {
	str name;
	bool signs, enters, taken;
	str why; /* translated; of one that does not take it */
};
struct cert_systems {
	const struct cert_system *at;
	size_t n;
};
struct view_certificate_block {
	str serial, name, email, office, issuer, from, to, fingerprint, check_code,
	    check_href;
	const char *state_label; /* N_() */
	const char *colour;      /* TAG_... */
	str changed; /* since when it is in that state; p NULL: from the beginning */
	const char *reason;        /* N_(), "" when there is none */
	bool living;               /* active or suspended: the bar is shown */
	bool pending;              /* an order is on its way to the signer */
	const char *pending_label; /* N_() of that order */
	int64_t percent;           /* of its life that is over */
	int64_t days_left;
	bool in_force, signs, enters; /* may be used now; for what */
	str ocsp_url, crl_url;        /* where anybody asks; p NULL: none */
	const char *leaving;          /* N_(): a departure that ended it; NULL: none */
	str left;                     /* when */
	struct cert_systems systems;  /* as configured; none: only the general line */
	struct cert_downloads downloads;
	struct cert_downloads papers; /* of the holder: proof of activation, agreement */
	struct cert_actions actions;  /* only what the actor may do now */
	struct cert_events events;
};

struct cert_view_line {
	str at, who, document, reason;
};
struct cert_view_lines {
	const struct cert_view_line *at;
	size_t n;
};

/* Another certificate of the same application. */
struct cert_line {
	str serial, until, href;
	const char *state, *colour;
};
struct cert_lines {
	const struct cert_line *at;
	size_t n;
};

struct view_certificate {
	struct view_shell shell;
	str notice; /* what could not be finished just now; p NULL: nothing */
	struct view_certificate_block block;
	bool none; /* nothing was issued yet */
	str number, state_sentence;
	bool collectable;
	struct cert_lines others;     /* newest first */
	struct cert_view_lines views; /* who opened the holder's documents */
	str office_name, office_phone;
	bool office_side;
	str application_href; /* office side: the file it belongs to */
};

/* /kantor/sertifikat: the register of an office. */
struct cert_register_row {
	str href, name, serial, until, left; /* left: days, p NULL: it is over */
	const char *state, *colour;
};
struct view_certificates {
	struct view_shell shell;
	const struct form *form;
	bool ending, filtered;
	str older;
	struct {
		const struct cert_register_row *at;
		size_t n;
	} rows;
};

struct view_certificate_order {
	struct view_shell shell;
	const struct form *form;
	struct view_certificate_block block;
	const char *heading, *effect, *button; /* N_() */
	bool with_reason, review, final, lift;
	str action, back;
	str reason_label, note; /* of the review */
	bool by_code;           /* the holder types his revocation code, or signs: */
	str statement;          /* base64url */
	str signed_text;        /* base64, what his key signs */
	const char *digest;     /* for openssl dgst */
	str slot;               /* under which kunci.js keeps its .p12 on the device */
	bool signs;             /* an officer signs: */
	struct view_sign_facts facts;
	struct view_sign sign;
};

/* /sertifikat/{serial}/perpanjang */
struct view_renew {
	struct view_shell shell;
	const struct form *form;
	struct view_key key;
	str number, serial, until;
	const char *why; /* N_(): why not now; NULL: it can be */
	str from;        /* when it can be; p NULL: that is not why */
	bool pending, done;
	str renewed, notice, action;
	str statement,
	    csr; /* base64url, of the second step without script; p NULL: the first */
};

struct view_collect {
	struct view_shell shell;
	const struct form *form; /* without script: PKCS#10 */
	struct view_key key;
	bool open, pending, over, issued;
	str notice;
	str number, until, collected, office_name, office_phone;
	str state; /* of the application when nothing can be collected */
	str request_action;
	struct cert_downloads downloads, papers;
};

#endif
