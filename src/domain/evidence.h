/*
 * evidence.h - how one certificate came into being, as files that need nobody to be believed:
 * certificate and chain, the list of revoked ones, every event about it with the proof that it is in
 * the signed tree, and the programs that check all of it.
 */
#ifndef DOMAIN_EVIDENCE_H
#define DOMAIN_EVIDENCE_H

#include "domain/domain.h"

#define EVIDENCE_FILES 1024 /* two for each statement */

struct evidence_file {
	const char *name;
	str data;
};
struct evidence {
	struct evidence_file at[EVIDENCE_FILES];
	size_t n;
};

/*
 * The statements behind a certificate with their signatures, and statements.json that says which is
 * which; nothing for one from before the chain. RC_LIMIT: more than fit.
 */
MUST_USE enum rc evidence_statements(struct ipc_client *signer, struct arena *a,
    str serial, struct evidence *out, struct err *e);

/*
 * Needs the signer. RC_NOT_FOUND: no such certificate, or its events are not under a checkpoint yet. The last file is
 * MANIFEST.sha256 over the others.
 */
MUST_USE enum rc evidence_gather(
    struct domain *d, str serial, struct evidence *out, struct err *e);

#endif
