/*
 * dsn.h - delivery status notifications (RFC 3464): which of our mails did not arrive, and why.
 */
#ifndef MAIL_DSN_H
#define MAIL_DSN_H

#include "base/str.h"

#define MAIL_DSN_BYTES                                                                   \
	(256 * 1024) /* that are read of one; the returned mail may be cut off */

struct mail_dsn {
	str id;      /* left part of the Message-ID of the mail that it is about */
	str status;  /* "5.1.1" (RFC 3463), digits and dots only */
	bool failed; /* for good; false: delayed, delivered, relayed */
};

/*
 * Read a message. RC_INVALID when it is no notification about a mail: an answer, an out-of-office, spam.
 * `message` may be anything at all; nothing of it is believed but these fields.
 */
MUST_USE enum rc mail_dsn_read(
    struct arena *a, str message, struct mail_dsn *out, struct err *e);

#endif
