/*
 * publication.h - what paraf-signer publishes for everybody: certificates of the CAs and their lists
 * of revoked certificates, in conf.publish_dir. Names are checked against a closed list or alphabet;
 * nothing that comes from outside becomes part of a path unchecked.
 */
#ifndef DOMAIN_PUBLICATION_H
#define DOMAIN_PUBLICATION_H

#include "domain/domain.h"

struct publication {
	str bytes;
	const char *type;       /* media type */
	int64_t this_s, next_s; /* of a list (RFC 5280 5.1.2); 0 for a certificate */
};

/* "ca.cer", "root.cer", "chain.pem", "chain.p7c", or "NAME.crl", and of each
 * authority NAME "NAME.cer", "NAME.pem" and "NAME.p7c". RC_NOT_FOUND for anything else. */
MUST_USE enum rc publication_read(
    struct domain *d, str name, struct publication *out, struct err *e);

/*
 * The certificate of the CA that signed `cert` (DER), also one before the CA in use. RC_NOT_FOUND when
 * it is not published.
 */
MUST_USE enum rc publication_issuer(
    struct domain *d, str cert, struct publication *out, struct err *e);

/* A fingerprint of its bytes (64 hex digits), for caches. */
str publication_tag(struct domain *d, const struct publication *f);

/*
 * The list of the issuer of that Name (DER). RC_NOT_FOUND when none is published: the status of its
 * certificates then cannot be told from outside.
 */
MUST_USE enum rc publication_list(
    struct domain *d, str issuer, struct publication *out, struct err *e);

#endif
