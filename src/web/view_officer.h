/* view_officer.h - officers' keys: adding, naming, proving one, and the box that signs. */
#ifndef WEB_VIEW_OFFICER_H
#define WEB_VIEW_OFFICER_H

#include "web/form.h"
#include "web/view_shell.h"

/* A key as pages show it. */
struct view_officer_key {
	str id, name, words, since, used; /* used p NULL: never */
	const char *kind;                 /* N_(), with the mark of the weaker kind */
	bool weak, known;
	const char *standing,
	    *colour; /* N_(): does the signer believe it; NULL: no matter */
};
struct view_officer_keys {
	const struct view_officer_key *at;
	size_t n;
};

/*
 * The form that signs: {{ use sign_open(&v->sign) }} further fields {{ use sign_close(&v->sign) }}.
 * Its handler reads it with sign_read (web/sign.h). The statement must be shown in words above it.
 */
struct view_sign {
	str action, csrf;
	str statement; /* base64url */
	str keys;      /* JSON: [{"kind","id","transports"}] */
	str rp;
	int64_t slot;          /* where the activation key goes; 0: none */
	str number;            /* of the application, with slot */
	const char *button;    /* N_() */
	bool grave;            /* a warning button */
	bool passkey, browser; /* which buttons there are; none: why_not */
	const char *why_not;   /* N_(): why nothing can be signed here */
};

/* One field of a statement in words; also a hidden field of a form (its name in label). */
struct view_sign_fact {
	const char *label; /* N_() */
	str value;
};
struct view_sign_facts {
	const struct view_sign_fact *at;
	size_t n;
};

/* A page with a statement and its signature, and nothing else. */
struct view_sign_page {
	struct view_shell shell;
	const struct form *form;
	const char *heading, *intro; /* N_() */
	str caption;
	struct view_sign_facts facts;
	struct view_sign sign;
	const char *field; /* of the form, shown above the button; NULL: none */
	struct view_sign_facts hidden;
};

struct view_key_add {
	struct view_shell shell;
	const struct form *form;
	bool passkey, browser; /* what may be made here */
	bool address;          /* passkeys fail because the address is an IP address */
	bool denied;           /* the session may not add one: prove a key first */
	str token, rp, user, user_name, known;
	str next; /* where to go on afterwards, p NULL: /profil/keamanan */
};

struct view_key_one {
	struct view_shell shell;
	const struct form *form;
	struct view_officer_key key;
	bool last; /* no other one is left */
	bool
	    can_confirm; /* another key of the person, known to the signer, may vouch for it */
};

struct view_key_prove {
	struct view_shell shell;
	const struct form *form;
	struct view_sign sign;
	bool none; /* the person has no key yet */
	str next;
};

#endif
