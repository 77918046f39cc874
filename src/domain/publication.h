/*
 * publication.h - what paraf-signer publishes for everybody: certificates of the CAs and their lists
 * of revoked certificates, in conf.publish_dir. Names are checked against a closed list or alphabet;
 * nothing that comes from outside becomes part of a path unchecked.
 */
#ifndef DOMAIN_PUBLICATION_H
#define DOMAIN_PUBLICATION_H

#include "domain/domain.h"

struct publication {
	str bytes;        /* by publication_read; STR_NONE when the file is only open */
	const char *type; /* media type */
	int64_t this_s, next_s; /* of a list (RFC 5280 5.1.2); 0 for a certificate */
	str tag;                /* names these contents, for caches (64 hex digits) */
	int64_t size;
	int fd; /* of publication_open and publication_list_open; otherwise -1 */
};

/* "ca.cer", "root.cer", "chain.pem", "chain.p7c", and of each authority NAME "NAME.cer", "NAME.pem" and
 * "NAME.p7c". RC_NOT_FOUND for anything else. */
MUST_USE enum rc publication_read(
    struct domain *d, str name, struct publication *out, struct err *e);

/*
 * The same, and "NAME.crl" of any size: open, for the caller to send and to close. A list that is made
 * anew meanwhile gets the name, this one stays as it is.
 */
MUST_USE enum rc publication_open(
    struct domain *d, str name, struct publication *out, struct err *e);

/*
 * The certificate of the CA that signed `cert` (DER), also one before the CA in use. RC_NOT_FOUND when
 * it is not published.
 */
MUST_USE enum rc publication_issuer(
    struct domain *d, str cert, struct publication *out, struct err *e);

/*
 * The list of the issuer of that Name (DER): its times. RC_NOT_FOUND when none is published: the status
 * of its certificates then cannot be told from outside.
 */
MUST_USE enum rc publication_list(
    struct domain *d, str issuer, struct publication *out, struct err *e);
/* The same, and open, for the caller to read and to close. */
MUST_USE enum rc publication_list_open(
    struct domain *d, str issuer, struct publication *out, struct err *e);

#endif
