/* view_apply.h - the pages of somebody who asks for a certificate. */
#ifndef WEB_VIEW_APPLY_H
#define WEB_VIEW_APPLY_H

#include "domain/letter_edit.h"
#include "web/form.h"
#include "web/ui.h"
#include "web/view_bounce.h"
#include "web/view_shell.h"

/* What stands around each step. */
struct view_apply {
	struct view_shell shell;
	const struct form *form;
	const struct ui_step *steps;
	size_t n_steps, now;
	str number;       /* p NULL: no draft yet */
	str saved;        /* "pukul 10.42 WITA"; p NULL: nothing saved yet */
	str resume_until; /* "6 Desember 2026"; p NULL: mailbox not proven yet */
	const char *why;  /* N_(): why we ask for this */
	str office_name, office_hours, office_phone; /* p NULL: no office chosen yet */
	bool returned;                               /* only the named items are open */
};

struct view_line {
	const char *label; /* N_() */
	str value;
};
struct view_lines {
	const struct view_line *at;
	size_t n;
};
struct view_texts {
	const str *at;
	size_t n;
};

/* A reason given by the office for an item of this step. */
struct view_fix {
	const char *label; /* N_() */
	str reason;
	str href; /* of the step with the field; p NULL on the step itself */
};
struct view_fixes {
	const struct view_fix *at;
	size_t n;
};

struct view_kind {
	struct view_shell shell;
	const struct form *form;
};

struct view_prepare {
	struct view_shell shell;
	str helpdesk;
};

struct view_office {
	struct view_apply frame;
	str searched; /* p NULL: not searched yet */
	bool found;   /* there are radios to show */
	str more;     /* "182": too many to show; p NULL: all are shown */
};

struct view_email {
	struct view_apply frame;
	str proven;                  /* the proven address; p NULL: none */
	str sent_to;                 /* masked; p NULL: no code is waited for */
	bool failed;                 /* the mail with the code came back */
	str helpdesk, helpdesk_href; /* href p NULL: no link */
};

struct view_person {
	struct view_apply frame;
	struct view_fixes fixes;
	bool open_nip, open_name, open_grade, open_position, open_unit, open_phone;
	struct view_lines locked;
};

struct view_card {
	struct view_apply frame;
	struct view_fixes fixes;
	bool open_nik, open_photo;
	struct view_lines locked;
	struct ui_file file;
	struct view_texts hints; /* advice on the stored photo */
	bool may_keep;           /* advised often enough: it may be kept */
	bool kept;               /* it was */
	struct view_texts warnings;
};

struct view_letter {
	struct view_apply frame;
	struct view_fixes fixes;
	bool open_file, open_number, open_date, open_signer;
	struct view_lines locked;
	struct ui_file file;
	bool collective; /* the office holds letters to choose from */
};

struct view_statement {
	struct view_apply frame;
	struct letter_parts parts;
	bool agreed;
	bool outdated; /* another text was accepted before */
	str agreed_at;
	str version, sha256;
};

struct view_row {
	const char *label; /* N_() */
	str value, href;   /* href p NULL: cannot be changed */
};
struct view_rows {
	const struct view_row *at;
	size_t n;
};
struct view_group {
	const char *title; /* N_() */
	str thumb;         /* p NULL: none */
	struct view_rows rows;
};
struct view_groups {
	const struct view_group *at;
	size_t n;
};

struct view_missing {
	const char *label; /* N_() */
	str href;
};
struct view_missings {
	const struct view_missing *at;
	size_t n;
};

struct view_check {
	struct view_apply frame;
	struct view_groups groups;
	struct view_missings missing;
	struct view_fixes fixes; /* still to be put right */
	int64_t version;
};

struct view_sent {
	struct view_shell shell;
	str number, office, address, hours, phone, email, due, receipt_href, status_href,
	    calendar_href;
	bool mail_failed, again; /* sent after a return */
};

struct view_leave {
	struct view_shell shell;
	str number, until, resume_until, email;
	bool proven;
	str next_href;
};

struct view_resume {
	struct view_shell shell;
	const struct form *form;
	str handle; /* p NULL: ask for the address; else: ask for the code */
};

struct view_resume_link {
	struct view_shell shell;
	str token, until;
	bool works;
};

struct view_track_search {
	struct view_shell shell;
	const struct form *form;
};

enum track_mark { TRACK_LATER, TRACK_NOW, TRACK_DONE, TRACK_STOP };
struct view_track_step {
	const char *label; /* N_() */
	enum track_mark mark;
	str when; /* "22 November 2026, 09.14 WITA"; p NULL */
	str who;  /* whose turn, and until when; translated; p NULL */
};
struct view_track_steps {
	const struct view_track_step *at;
	size_t n;
};
struct view_event {
	str when, what, who, note;
};
struct view_events {
	const struct view_event *at;
	size_t n;
};
struct view_message {
	str when, subject, text;
	bool failed;
	bool fresh; /* shown for the first time */
};
struct view_messages {
	const struct view_message *at;
	size_t n;
};
struct view_doc {
	const char *label; /* N_() */
	str name, when, href;
	int64_t bytes;
};
struct view_docs {
	const struct view_doc *at;
	size_t n;
};

struct view_track {
	struct view_shell shell;
	str number, office;
	const char *state;  /* N_() */
	const char *colour; /* of the tag */
	str sentence;       /* translated */
	struct view_track_steps steps;
	bool own; /* the applicant himself: all that follows */
	str name;
	struct view_fixes fixes;
	str go_href;                   /* p NULL: nothing to do now */
	const char *go_label;          /* N_() */
	str withdraw_href, proof_href; /* p NULL: not possible now */
	str slot_href,
	    slot_when; /* a time at the counter; p NULL: not now, none chosen */
	bool slot_open,
	    slot_over; /* the office offers times; the chosen one has passed */
	str reason;    /* of a refusal or withdrawal; p NULL: none */
	struct view_events history, views;
	struct view_messages messages;
	struct view_docs documents;
	struct view_bounce bounce;
};

struct view_withdraw {
	struct view_shell shell;
	const struct form *form;
	str number, action;
	bool draft;
};

#endif
