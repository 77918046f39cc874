/*
 * responder.h - what is answered to an OCSP request (RFC 6960), and kept ready (RFC 5019).
 *
 * One struct responder for the program; one struct desk for each thread that answers: a reader of the
 * status record, a signing context, answers made ready. Every answer, ready-made or not, is given
 * after a look into the record: a ready-made one is used only while the change number of the
 * certificate is still the one it was made for, so a change is seen by the next request.
 *
 *	good       the CA signed it, and it is not suspended or revoked
 *	revoked    suspended (certificateHold) or revoked, since when, why, and since when suspect
 *	unknown    the CA signed no such certificate; or it is of another CA than the first in the request
 *
 * Errors: malformedRequest for what cannot be read; unauthorized (RFC 5019 2.2.3) when no certificate
 * in the request is of a CA of ours; tryLater when the record cannot be read or we have no certificate.
 *
 * Every answer has an archiveCutoff (4.4.4) of the CA's own beginning: a status is kept for ever,
 * beyond the end of the certificate (EN 319 411-2). When a CA ends, its answers become final: from one
 * validity span before its end they have no other nextUpdate than 99991231235959Z, as the last list has
 * (EN 319 411-1 6.3.9), and they go on after it, signed by the last responder certificate, which ends
 * in the same second as the CA; docs/decisions says why.
 */
#ifndef OCSP_RESPONDER_H
#define OCSP_RESPONDER_H

#include "base/clock.h"
#include "ocsp/identity.h"

struct responder;

struct responder_options {
	const char *status_path; /* .../status/status.db */
	const char *dir;         /* key and certificates */
	const char *signer_socket;
	int64_t validity_s; /* from thisUpdate to nextUpdate of a ready-made answer */
	const struct clock *clock;
};

/* Needs neither record nor signer to be there: it answers tryLater until they are. Texts are borrowed. */
struct responder *responder_new(const struct responder_options *o);
void responder_free(struct responder *r); /* accepts NULL; the desks must be gone */
/*
 * Ask for a certificate when one is due. Called by one thread from time to time; returns the seconds
 * until it should be called again. `e` says what failed when *out_rc is not RC_OK.
 */
int64_t responder_tick(struct responder *r, enum rc *out_rc, struct err *e);
/* Can questions be answered now? RC_UNAVAILABLE with the reason. */
MUST_USE enum rc responder_ready(struct responder *r, struct err *e);

struct desk;
struct desk *desk_new(struct responder *r);
void desk_free(struct desk *d); /* accepts NULL */

/* An answer; texts live until the next question at this desk or in the arena given. */
struct reply {
	str bytes; /* OCSPResponse */
	bool
	    keepable; /* signed, without nonce, of one known certificate: may be cached */
	int64_t this_s, next_s;
	str etag;   /* of a keepable answer, with quotes */
	bool ready; /* it was made before */
};
/* Never fails: what goes wrong is an OCSPResponse too. */
void desk_answer(struct desk *d, struct arena *a, str request, struct reply *out);

#endif
