/*
 * softkey.h - an officer's key made of software: for tests, measurements and the invented people of a
 * demonstration. It signs as a browser with a passkey, or with a WebCrypto key, would.
 *
 * Not for real officers: whoever can read the process has the key.
 */
#ifndef STATEMENT_SOFTKEY_H
#define STATEMENT_SOFTKEY_H

#include "statement/statement.h"

struct softkey;

/* A new P-256 key (ES256). `kind` passkey or browser. Aborts if there is no randomness. */
struct softkey *softkey_new(enum statement_key_kind kind);
void softkey_free(struct softkey *k); /* accepts NULL */
/* Its public half; texts live as long as the key. */
const struct statement_key *softkey_public(const struct softkey *k);
/* For whom a passkey signs; ignored by browser keys. Copied. */
void softkey_party(struct softkey *k, str rp_id, str origin);

/* How a passkey's next assertion is made; for tests that want a wrong one. */
struct softkey_quirks {
	unsigned flags;   /* 0x05: UP and UV */
	int64_t counter;  /* signature counter, added to authenticatorData */
	const char *type; /* webauthn.get */
	bool framed;      /* signed within a page of another site (crossOrigin) */
};
struct softkey_quirks *softkey_quirks(struct softkey *k);

/* Sign an encoded statement. */
MUST_USE enum rc softkey_sign(struct softkey *k, struct arena *a, str statement,
    struct statement_signature *out, struct err *e);

#endif
