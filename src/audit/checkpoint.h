/*
 * checkpoint.h - what paraf-signer says about the tree: so many leaves, this root, at this time.
 *
 * It signs these lines, each ended by one newline, with ECDSA on P-256 and SHA-256 (FIPS 186-5), the
 * signature in DER:
 *	paraf audit checkpoint 1
 *	origin <name of the CA>
 *	size <leaves>
 *	root <hex>
 *	time <seconds since 1970>
 *	previous <leaves of the checkpoint before, 0 for the first>
 */
#ifndef AUDIT_CHECKPOINT_H
#define AUDIT_CHECKPOINT_H

#include "audit/merkle.h"

struct audit_checkpoint {
	str origin;
	int64_t size;
	struct merkle_hash root;
	int64_t time_s;
	int64_t previous;
	str signature;
};

/* The bytes that are signed. */
str audit_checkpoint_text(struct arena *a, const struct audit_checkpoint *c);
/* RC_DENIED when the signature is not of the key `spki` (SubjectPublicKeyInfo, DER). */
MUST_USE enum rc audit_checkpoint_verify(
    struct arena *a, const struct audit_checkpoint *c, str spki, struct err *e);
/* {"checkpoint":{"origin":...,"previous":n},"signature":"base64"} */
str audit_checkpoint_json(struct arena *a, const struct audit_checkpoint *c);
/* Texts in `out` point into `line` or live in `a`. */
bool audit_checkpoint_parse(struct arena *a, str line, struct audit_checkpoint *out);

#endif
