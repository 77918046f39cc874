/*
 * signed.h - officers of store tests with keys made of software: what they sign goes through the same
 * functions as what a browser sends.
 */
#ifndef SUPPORT_SIGNED_H
#define SUPPORT_SIGNED_H

#include "domain/application_sign.h"
#include "statement/softkey.h"

/* Without a signer: the name that statements carry. */
void signed_authority(struct domain *d, const char *authority);
/* Register `key` (kind browser) for the account. */
void signed_key(struct domain *d, str account, const struct softkey *key);
/* A grant in the portal's own rows, for tests without a signer. */
void signed_grant(struct domain *d, str account, const char *role, const char *office);
/* One signature as a form brings it. */
struct officer_sig signed_sig(struct domain *d, struct softkey *key, str bytes);
/* Made, signed and taken; fails the test if that is refused. */
struct signing signed_statement(struct domain *d, const struct actor *who,
    struct softkey *key, signing_fill fill, void *arg, int64_t life_s);

#endif
