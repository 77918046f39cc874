/*
 * holder.h - how the holder of a certificate proves himself: by the link that was mailed, or by his
 * number (or NIP) and a code mailed to him. At any hour, without an account.
 *
 * What a stranger types is never answered with whether it exists: holder_send_code() says the same
 * for every number, and is counted against the network in any case.
 */
#ifndef DOMAIN_HOLDER_H
#define DOMAIN_HOLDER_H

#include "domain/domain.h"

/* What the code is for: a code for one does not open the other. */
#define HOLDER_ENTER   "holder" /* number: a session of the application */
#define HOLDER_SUSPEND "cabut"  /* number or NIP: suspend at once */

/*
 * Mail a code to the mailbox of that application, if there is one whose certificate is collected or
 * waits to be. RC_LIMIT: this network asks too often.
 */
MUST_USE enum rc holder_send_code(
    struct domain *d, const char *purpose, str typed, str net, struct err *e);

/*
 * The code opens a session of the application. RC_DENIED with one sentence for a wrong code, an
 * old one and an unknown number alike; RC_LIMIT.
 */
MUST_USE enum rc holder_enter(struct domain *d, const struct actor *who, str typed,
    str code, str agent, str old_token, str *out_token, str *out_number, struct err *e);

/* The link of mail E18, before it is used. */
struct holder_link {
	bool usable;
	int64_t used_s; /* 0: it was not used, it is over or was never ours */
};
MUST_USE enum rc holder_link_look(
    struct domain *d, str number, str token, struct holder_link *out, struct err *e);
/* Use it. RC_DENIED when it is used or over, or is not of that application. */
MUST_USE enum rc holder_link_use(struct domain *d, const struct actor *who, str number,
    str token, str agent, str old_token, str *out_token, struct err *e);

/*
 * Suspend every active certificate that the typed number or NIP stands for, by the mailed code.
 * *out_n: how many there were (0: suspended already). RC_UNAVAILABLE: the signer is away, the orders
 * are kept and carried out as soon as it is back.
 */
MUST_USE enum rc holder_suspend(struct domain *d, const struct actor *who, str typed,
    str code, str note, size_t *out_n, struct err *e);

#endif
