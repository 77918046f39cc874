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
	int fd; /* -1: the data; otherwise `size` bytes of this open file, which may be a list of any length */
	int64_t size;
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

/* issuing.crl, open: the list of the issuer of that Name (DER). None is published: nothing is added. */
MUST_USE enum rc evidence_list(
    struct domain *d, str issuer, struct evidence *out, struct err *e);

/*
 * Needs the signer. RC_NOT_FOUND: no such certificate, or its events are not under a checkpoint yet. Call
 * evidence_close() in any case.
 */
MUST_USE enum rc evidence_gather(
    struct domain *d, str serial, struct evidence *out, struct err *e);
/*
 * All files into the new folder `dir` (0700: they hold names and numbers of one person), and
 * MANIFEST.sha256 over them; memory does not depend on the length of the list. RC_CONFLICT: it is there.
 */
MUST_USE enum rc evidence_write(
    struct arena *a, const char *dir, const struct evidence *v, struct err *e);
void evidence_close(struct evidence *v);

#endif
