/*
 * html.h - the output sink of one page and the escapers that compiled templates (tools/tmplc.c)
 * and C components call. Everything is appended to the borrowed buf; nothing can fail.
 *
 * A value is written by the function of its position: text, attribute, whole URL, part of a URL,
 * plain text (mails). tmplc picks it; C components pick it by hand.
 */
#ifndef HTML_HTML_H
#define HTML_HTML_H

#include "base/buf.h"
#include "base/i18n.h"

struct html {
	struct buf *out;
	enum lang lang;
	const char *base; /* what local links begin with: "" or "/en" */
};

/* Our own markup, written as it is. Never a value that came from outside. */
void html_raw_literal(struct html *h, const char *p, size_t n);
#define HTML_LIT(h, literal) html_raw_literal((h), ("" literal), sizeof(literal) - 1)

/* Text position, and quoted attribute: & < > " ' become references, NUL becomes U+FFFD. */
void html_text(struct html *h, str s);
void html_attr(struct html *h, str s);
/*
 * A whole URL as a quoted attribute. Allowed beginnings: "/" (not "//" or "/\"), "#", "?", and the
 * schemes https, http, mailto, tel; without control characters. Anything else, and the empty
 * value, is written as "#".
 */
void html_url(struct html *h, str s);
/*
 * As html_url, and a path of ours gets the language base in front, except under /aset/, /pki/,
 * /demo/, and where it begins with the base already.
 */
void html_url_local(struct html *h, str s);
/* One component inside a URL: everything but A-Z a-z 0-9 - . _ ~ percent-encoded (RFC 3986 2.3). */
void html_url_part(struct html *h, str s);
/* An address after "mailto:" or "tel:": as html_url_part, but "@" and "+" stay. */
void html_url_addr(struct html *h, str s);
/* A line of a mail: every run of white space and control characters is one space. */
void html_plain_line(struct html *h, str s);
/* The language base. */
void html_base(struct html *h);
/* The URL of that asset (asset.h). BUG() for a name that is not in the installed table. */
void html_asset(struct html *h, const char *name);

/*
 * A message of a template: `id` is HTML source text of ours, its translation too, so it is
 * written unescaped; in an attribute only quotes and angle brackets are replaced.
 */
void html_msg_n(struct html *h, const char *id, size_t n);
void html_msg_attr_n(struct html *h, const char *id, size_t n);
#define html_msg(h, literal)      html_msg_n((h), ("" literal), sizeof(literal) - 1)
#define html_msg_attr(h, literal) html_msg_attr_n((h), ("" literal), sizeof(literal) - 1)
/*
 * Write a translated message up to its next "{N}" and return N, with `*at` behind it; -1 at the
 * end. "{base}" is replaced by the language base.
 */
int html_msg_next(struct html *h, const char **at);
int html_msg_attr_next(struct html *h, const char **at);

/* For C components: a text marked N_() (plain text, not HTML source), translated and escaped. */
void html_tr(struct html *h, const char *id);
void html_tr_attr(struct html *h, const char *id);

/*
 * Any printable value as a str: str, char pointers, every integer type. The digits live in the
 * block that surrounds the call. Other types (bool, pointers, structs) do not compile.
 */
str html_from_str(str s, char *room);
str html_from_z(const char *z, char *room);
str html_from_int(int64_t v, char *room);
str html_from_uint(uint64_t v, char *room);
#define HTML_STR(...)                                                                    \
	_Generic((__VA_ARGS__),                                                              \
	    str: html_from_str,                                                              \
	    const char *: html_from_z,                                                       \
	    char *: html_from_z,                                                             \
	    signed char: html_from_int,                                                      \
	    short: html_from_int,                                                            \
	    int: html_from_int,                                                              \
	    long: html_from_int,                                                             \
	    long long: html_from_int,                                                        \
	    unsigned char: html_from_uint,                                                   \
	    unsigned short: html_from_uint,                                                  \
	    unsigned: html_from_uint,                                                        \
	    unsigned long: html_from_uint,                                                   \
	    unsigned long long: html_from_uint)((__VA_ARGS__), (char[24]){ 0 })
/* The value in text position; in a quoted attribute. */
#define html_put(h, ...)      html_text((h), HTML_STR(__VA_ARGS__))
#define html_put_attr(h, ...) html_attr((h), HTML_STR(__VA_ARGS__))

/*
 * Cut a rendered mail text ("Subjek: ...", blank line, body) in two. Both borrow from `whole`;
 * `*out_subject` is STR_NONE if there is no such first line.
 */
void html_mail_split(str whole, str *out_subject, str *out_body);

#endif
