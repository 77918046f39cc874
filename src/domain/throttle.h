/*
 * throttle.h - slowing down those who guess: wrong passwords and codes are counted by account and
 * by network. An account is never locked for the networks that did not guess, so nobody can lock
 * another person out for long (SCREENS M1).
 */
#ifndef DOMAIN_THROTTLE_H
#define DOMAIN_THROTTLE_H

#include "base/i18n.h"
#include "domain/domain.h"

/* What is being tried: "login", "code", "resume", "lookup"; subject may be STR_NONE. */
struct throttle_key {
	const char *what;
	str subject; /* user name, e-mail, number: kept only as a keyed MAC */
	str net;
	bool
	    everywhere; /* count the subject over all networks: the guesser knows a secret already */
};

/*
 * RC_LIMIT with "Coba lagi dalam {n} detik/menit" when this subject from this network, or the whole
 * network, has failed too often. *out_left is how many tries are left (SCREENS: "Sisa percobaan").
 */
MUST_USE enum rc throttle_check(
    struct domain *d, const struct throttle_key *k, int64_t *out_left, struct err *e);
/* Count one failure, in a transaction of its own. */
MUST_USE enum rc throttle_fail(
    struct domain *d, const struct throttle_key *k, struct err *e);
/* The same in the caller's transaction. */
MUST_USE enum rc throttle_fail_tx(
    struct domain *d, struct db *tx, const struct throttle_key *k, struct err *e);
/* Forget the failures of this subject from this network after a success. */
MUST_USE enum rc throttle_clear_tx(
    struct domain *d, struct db *tx, const struct throttle_key *k, struct err *e);

#endif
