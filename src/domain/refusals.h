/*
 * refusals.h - what the signer refused to others than the portal becomes events of the record, too. (What
 * it refuses to the portal is one at once: signing.h.)
 */
#ifndef DOMAIN_REFUSALS_H
#define DOMAIN_REFUSALS_H

#include "domain/domain.h"

#define REFUSALS_MOST 100 /* events a turn; what is left waits for the next one */

/*
 * Ask the signer for refusals that are not events yet and record each exactly once: how far we are is
 * kept in the same transaction. The signer keeps the newest thousand of each reason, so that who asks a
 * million times fills neither its disk nor ours. RC_UNAVAILABLE: the signer is away; nothing is lost.
 */
MUST_USE enum rc refusals_job(struct domain *d, struct err *e);

#endif
