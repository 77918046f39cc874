/*
 * tmplc.h - the template compiler as a library: tmplc.c is its command line, the tests call it too.
 *
 * tmpl_parse.c reads directives and drives, tmpl_html.c follows the HTML so that every value has
 * a known position, tmpl_emit.c collects messages and writes C.
 */
#ifndef TOOLS_TMPLC_H
#define TOOLS_TMPLC_H

#include <setjmp.h>

#include "base/buf.h"

enum tmpl_state {
	AT_TEXT,     /* between tags */
	AT_RCDATA,   /* inside title or textarea */
	AT_RAW,      /* inside script or style */
	AT_COMMENT,  /* inside <!-- --> */
	AT_DECL,     /* inside <!doctype> */
	AT_TAG_NAME, /* right behind "<" and the letters of the name */
	AT_TAG,      /* in a tag, behind white space */
	AT_TAG_TIGHT, /* in a tag, behind a value or directive: white space, "/" or ">" must follow */
	AT_NAME,       /* in an attribute name */
	AT_AFTER_NAME, /* behind the name and white space */
	AT_EQUALS,     /* behind "=" */
	AT_VALUE,      /* in a quoted value; ctx.quote is its quote */
	AT_BARE        /* in an unquoted value */
};

enum tmpl_attr {
	ATTR_PLAIN,
	ATTR_MESSAGE, /* literal text is for people */
	ATTR_URL,
	ATTR_URL_LOCAL, /* and the language base goes in front of our paths */
	ATTR_ASSET,     /* script src, srcset: only an asset */
	ATTR_NO_VALUE   /* literal only, ctx.why says why */
};

enum tmpl_url {
	URL_START,  /* nothing yet */
	URL_SCHEME, /* letters that may be a scheme */
	URL_ADDR,   /* behind mailto: or tel: */
	URL_REST,   /* behind the scheme or the first "/", "?", "#" */
	URL_MIXED   /* depends on an if without else */
};

/* Where in the HTML the compiler stands. Plain data: copied at every branch. */
struct tmpl_ctx {
	enum tmpl_state state;
	enum tmpl_attr kind;
	enum tmpl_url url;
	char quote;
	bool end_tag, closed; /* </x>, <x/> */
	bool tag_quiet, tag_hreflang, tag_describes, tag_refresh;
	bool pre; /* white space and text stay as they are */
	char element[32], attr[48], scheme[16];
	char quiet_element[32]; /* the element with translate="no" we are in */
	unsigned quiet_depth, verbatim;
	const char *why;
	int attr_line, attr_col; /* where the attribute begins */
};

enum tmpl_piece_kind { PIECE_TEXT, PIECE_VALUE, PIECE_BASE };

/* One piece of a run: literal text, a statement that writes a value, the language base. */
struct tmpl_piece {
	enum tmpl_piece_kind kind;
	struct buf text;
	int line;
};

/* Text between two tags (or a block {{ t }}, a line of a mail) that may be one message. */
struct tmpl_run {
	struct tmpl_piece *at;
	size_t n, cap;
	int line, col; /* of the first byte that is not white space; 0: none yet */
	bool attr;     /* inside a quoted attribute */
	bool block;    /* {{ t }}: markup belongs to the run */
};

struct tmpl_message {
	str id;
	str where; /* "path:line", several separated by a space */
	bool values;
};

struct tmpl_messages {
	struct tmpl_message *at;
	size_t n, cap;
};

enum tmpl_frame_kind { FRAME_IF, FRAME_FOR, FRAME_VERBATIM, FRAME_T };

struct tmpl_frame {
	enum tmpl_frame_kind kind;
	struct tmpl_ctx start, joined;
	bool has_joined, has_else;
	int line;
};

struct tmpl {
	struct arena *a;
	const char *path;
	str text;
	size_t at;
	int line, col;
	int mark_line, mark_col; /* where the construct under work begins, for messages */
	bool mail;               /* text mode */
	bool subject;            /* in the first line of a mail */
	bool check_files;        /* {{ use x }}: x.html must stand beside this file */

	bool in_template;
	bool fresh; /* the template has written nothing yet */
	str name, view;
	struct tmpl_ctx ctx;
	struct tmpl_frame frames[24];
	size_t n_frames;
	struct tmpl_run run;

	struct buf literal; /* markup not yet written as C */
	struct buf code, protos, includes, uses;
	struct tmpl_messages *messages;

	jmp_buf failed;
	char error[512];
};

struct tmpl_output {
	str c, h;
	char error[512]; /* "path:line:column: what" when tmpl_compile returned false */
};

/*
 * Compile one file. `header` is the file name of the generated header. Messages are added to
 * `messages`. False: `out->error` says what and where.
 */
bool tmpl_compile(struct arena *a, const char *path, str text, const char *header,
    bool check_files, struct tmpl_messages *messages, struct tmpl_output *out);
/* Add a message; one that is known gets another place. */
void tmpl_message_add(
    struct tmpl *t, struct tmpl_messages *messages, str id, int line, bool values);
/* All messages as a .pot file. */
str tmpl_pot(struct arena *a, const struct tmpl_messages *messages);
/* Do all texts of that .mo file keep the tags and values of their ids? Complains to stderr. */
bool tmpl_check(struct arena *a, str mo);

/* Shared by the three files. */
NORETURN void tmpl_fail(struct tmpl *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
void tmpl_mark(struct tmpl *t);
bool tmpl_looking_at(const struct tmpl *t, const char *z);
/* The byte there, 0 at the end; take one. */
char tmpl_peek(const struct tmpl *t, size_t ahead);
char tmpl_next(struct tmpl *t);
bool tmpl_is_space(char c);

void tmpl_html_step(struct tmpl *t);  /* take at least one byte of HTML */
void tmpl_html_pause(struct tmpl *t); /* a directive follows: settle what a name was */
/* The writer ("html_text") of a value here; fails where a value must not stand. */
const char *tmpl_html_writer(struct tmpl *t);
void tmpl_html_value_done(struct tmpl *t);
void tmpl_html_asset_here(struct tmpl *t);
/* Where two branches meet; fails if they leave the HTML in different places. */
void tmpl_html_join(
    struct tmpl *t, struct tmpl_ctx *a, const struct tmpl_ctx *b, int line);
bool tmpl_quiet(const struct tmpl *t);

void tmpl_out(
    struct tmpl *t, const char *p, size_t n); /* markup: run in a block, else code */
void tmpl_run_text(struct tmpl *t, char c);   /* text for people, perhaps */
void tmpl_run_value(struct tmpl *t, int line, str statement);
void tmpl_run_base(struct tmpl *t);
void tmpl_run_flush(struct tmpl *t);
void tmpl_literal_flush(struct tmpl *t);
void tmpl_statement(struct tmpl *t, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
