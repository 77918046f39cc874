/*
 * mail.h - one e-mail: built as MIME (RFC 5322, 2045, 2047, 2231) and handed to SMTP or a Maildir.
 *
 * Nothing that comes from outside can add a header or a recipient: addresses and header values with
 * control characters are RC_INVALID, everything not plain ASCII is encoded.
 */
#ifndef MAIL_MAIL_H
#define MAIL_MAIL_H

#include "base/clock.h"
#include "base/str.h"

#define MAIL_ADDRESS_BYTES    254
#define MAIL_SUBJECT_BYTES    400
#define MAIL_TEXT_BYTES       (128 * 1024)
#define MAIL_ATTACHMENTS      6
#define MAIL_ATTACHMENT_BYTES (10 * 1024 * 1024)

struct mail_attachment {
	str name; /* file name; UTF-8, no path separators */
	str type; /* "application/pdf", "text/calendar; method=REQUEST" */
	str data;
};

struct mail_message {
	str from_name, from_addr;
	str to_name; /* may be STR_NONE */
	str to_addr;
	str subject;
	str text; /* plain text: paragraphs between blank lines, "- " lists, "[Label] https://..." */
	str html; /* STR_NONE: made from `text` by mail_html() */
	str id;   /* left part of the Message-ID, [A-Za-z0-9._-]; STR_NONE: random */
	str thread; /* id of an earlier message of the same case, for References; or STR_NONE */
	int64_t date_s;
	enum lang lang;
	const struct mail_attachment *attachments;
	size_t n_attachments;
};

/* A mailbox of the shape local@domain that we can deliver to: ASCII, one @, no quoting. */
bool mail_address_valid(str addr);

/* The whole message with CRLF line ends, in `a`. The domain of from_addr ends the Message-ID. */
MUST_USE enum rc mail_build(
    struct arena *a, const struct mail_message *m, str *out, struct err *e);

/* HTML of a plain text (see mail_message.text): a whole document, styles inline, no images. */
str mail_html(struct arena *a, enum lang lang, str subject, str text);

/* Does that kind of mail carry a code or a link that opens something once? */
bool mail_is_secret(str kind);

/*
 * Subject or text of a mail as the portal shows it again: of a kind with secrets without codes and links, used
 * or not, because an open session must not be enough to read them; of all others as it is. In `a`.
 */
str mail_again(struct arena *a, str kind, str text);

enum mail_tls {
	MAIL_TLS_OFF,
	MAIL_TLS_TRY,
	MAIL_TLS_REQUIRE /* STARTTLS */,
	MAIL_TLS_WRAPPED
};

/* Where mail goes. With `maildir` set it is written there and nothing else is used. */
struct mail_route {
	str maildir;
	str host;
	int port;
	enum mail_tls tls;
	str ca_file;     /* PEM of the trusted roots; STR_NONE: those of the system */
	str user;        /* STR_NONE: no AUTH */
	str secret_file; /* password, first line; read for each connection */
	int timeout_s;   /* whole conversation; 0 = 60 */
};

/*
 * The settings `mail` (maildir:PATH, smtp://HOST[:PORT], smtps://HOST[:PORT]) and `mail_starttls`
 * (require, try, off) as a route; ports 25 and 465 unless given. The other fields stay empty.
 */
MUST_USE enum rc mail_route_parse(
    str where, str starttls, struct mail_route *out, struct err *e);

/*
 * Deliver one built message. RC_OK: the server has taken it (250 after DATA), or the file stands in
 * the Maildir, synced. RC_INVALID: refused for good (5xx for this recipient or message).
 * RC_UNAVAILABLE: try again later. `e->why` holds the server's code, never an address.
 */
MUST_USE enum rc mail_send(struct arena *a, const struct mail_route *r, str from, str to,
    str message, struct err *e);

/* Maildir delivery alone: tmp, fsync, rename into new, fsync of new. Folders are made (0700). */
MUST_USE enum rc mail_maildir_put(
    struct arena *a, const char *dir, str message, struct err *e);

#endif
