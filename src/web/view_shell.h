/*
 * view_shell.h - what is around every page: {{ use page_top(&v->shell) }} ... {{ use page_end(&v->shell) }}
 *
 * page_top writes everything up to the content and leaves <main id="isi"> to the page, because some
 * pages have columns around it. page_open / page_close do both for an ordinary one-column page.
 */
#ifndef WEB_VIEW_SHELL_H
#define WEB_VIEW_SHELL_H

#include "base/str.h"

struct menu_item {
	str href;          /* without language prefix */
	const char *label; /* N_() */
	int64_t count;     /* shown in brackets; negative: none */
	bool current;
};

struct menu {
	const struct menu_item *at;
	size_t n;
};

struct view_shell {
	const char *title; /* N_() */
	str subject; /* data put before the title in <title>, e.g. a name; p NULL: none */
	str path; /* this page without language prefix, with query: for the language switch */
	bool demo;        /* a bar says that this is a demonstration */
	bool has_error;   /* "Ada kesalahan: " before the title */
	bool wide;        /* 1440 px instead of 1080: queues and review */
	str notice;       /* notice of the operator to everybody, p NULL: none */
	str flash;        /* what was just done ("Pengguna dibuat."), p NULL: none */
	str user;         /* name of who is signed in; p NULL: header for visitors */
	struct menu menu; /* role menu of who is signed in */
	str back_href;    /* p NULL: no back link */
	const char *back_label; /* N_(), NULL: "Kembali" */
	str leave_href; /* instead of the visitor's menu one link "Simpan & keluar"; p NULL: no */
	str help_name, help_href; /* who repairs mailboxes; p NULL: not shown */
	str csrf; /* of the session, for the sign-out button and the scripts */
	int64_t
	    session_left_s; /* until the idle session ends, for the warning; 0: no session */
	bool use_files;     /* the page has file fields: load berkas.js */
	bool use_key;       /* the page makes a key: load kunci.js */
	bool use_officer; /* an officer makes or uses a key: load petugas.js */
};

#endif
