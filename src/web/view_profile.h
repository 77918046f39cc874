/* view_profile.h - "Profil": own data, the candidate's task list, letters, who saw what. */
#ifndef WEB_VIEW_PROFILE_H
#define WEB_VIEW_PROFILE_H

#include "web/form.h"
#include "web/ui.h"
#include "web/view_shell.h"

enum profile_tab {
	TAB_PROFILE,
	TAB_COMPLETE, /* Kelengkapan DS */
	TAB_CONFIRM,  /* Konfirmasi DS */
	TAB_SECURITY,
	TAB_INBOX,
	TAB_ACCESS
};
struct view_tabs {
	bool candidate;
	enum profile_tab current;
};

struct view_task {
	const char *label;         /* N_() */
	str href;                  /* p NULL: cannot be begun yet */
	const char *word, *colour; /* N_() status */
	str why;                   /* what it waits for, or holds; p NULL: nothing */
	str fix;                   /* reason why it was sent back; p NULL: it was not */
	const char *id;
};
struct view_section {
	const char *title; /* N_() */
	struct {
		const struct view_task *at;
		size_t n;
	} tasks;
};

struct view_fact {
	const char *key; /* N_() */
	str value;
};
struct view_facts {
	const struct view_fact *at;
	size_t n;
};

struct view_authority {
	str office, since;
	const char *word, *colour; /* N_() */
};

struct view_profile {
	struct view_shell shell;
	struct view_tabs tabs;
	str name;
	struct view_facts facts;
	const char *wrong; /* N_(): whom to tell if the data is wrong */
	/* of a candidate */
	str number;                /* p NULL: no candidate */
	const char *word, *colour; /* N_(): state */
	const char *next;          /* N_(): what to do now, NULL: nothing */
	str next_href, next_when;
	const char *next_label; /* N_() */
	bool fix;               /* something was sent back */
	bool turn;              /* it is the candidate's turn: next is a task */
	struct {
		const struct view_section *at;
		size_t n;
	} sections;
	struct {
		const struct view_authority *at;
		size_t n;
	} authorities;
};

/* One step of "Kelengkapan DS". */
struct view_candidate_step {
	struct view_shell shell;
	struct view_tabs tabs;
	const struct form *form;
	const char *title; /* N_() */
	bool open;         /* may be changed */
	str reason;        /* why it was sent back; p NULL */
	/* data */
	struct view_facts facts;
	struct view_facts warnings; /* value only */
	/* documents */
	struct ui_file stored;
	const char *field, *post; /* of the picture */
	const char *advice,
	    *keep;     /* N_() under the heading; address that keeps the picture */
	str view_href; /* the stored document, to be looked at */
	bool photo, may_keep, one_page;
	struct {
		const char *const *at; /* N_() */
		size_t n;
	} hints;
	/* mailbox */
	str email, waiting; /* proven; waits for its code */
	str helpdesk, helpdesk_contact;
	const struct form *code_form;
	/* check */
	struct {
		const struct view_section *at;
		size_t n;
	} missing;
	bool may_save, may_reopen, saved;
	int64_t version;
};

struct view_paper {
	const char *label; /* N_() */
	str number, made, signers, code;
	str download_href, picture_href;
	const char *field;       /* file field of its signed scan */
	struct ui_file returned; /* name.p NULL: not back yet */
	str returned_href;
	str reason; /* why the scan was sent back; p NULL */
	bool open;
};
struct view_candidate_letters {
	struct view_shell shell;
	struct view_tabs tabs;
	const struct form *form;
	struct {
		const struct view_paper *at;
		size_t n;
	} papers;
	bool out;   /* the letters are made */
	bool stale; /* and no longer say what is so */
	bool may_confirm, may_mail, done;
	bool to_fix; /* other items are still to be put right */
	str email, until;
	const char *word, *colour;
};

struct view_outcome {
	struct view_shell shell;
	struct view_tabs tabs;
	str number, office, reason, when;
	const char *word, *colour;
	bool granted, refused, returned, opip;
	struct {
		const struct view_task *at;
		size_t n;
	} items;
};

struct view_opening {
	str when, document, who, reason;
};
struct view_event {
	str when, what, who, note;
};
struct view_access {
	struct view_shell shell;
	struct view_tabs tabs;
	struct {
		const struct view_opening *at;
		size_t n;
	} openings;
	struct {
		const struct view_event *at;
		size_t n;
	} events;
};

#endif
