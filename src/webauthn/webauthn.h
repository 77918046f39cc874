/*
 * webauthn.h - checking what a browser's authenticator made (W3C Web Authentication, level 2, 7.1 and
 * 7.2), with libfido2. Nothing here talks to a device.
 *
 * Leaf on base: used by the signer for statements and by the domain for signing in.
 */
#ifndef WEBAUTHN_WEBAUTHN_H
#define WEBAUTHN_WEBAUTHN_H

#include "base/str.h"

#define WEBAUTHN_DATA_BYTES                                                              \
	4096 /* longest client data, authenticator data, attestation object */
#define WEBAUTHN_ORIGINS 8

enum webauthn_alg {
	WEBAUTHN_ES256 = 1, /* public key: x || y, 64 bytes */
	WEBAUTHN_EDDSA = 2, /* public key: 32 bytes */
};

/* For whom it must have been made. */
struct webauthn_party {
	str rp_id;          /* "paraf.example.go.id" */
	const str *origins; /* "https://paraf.example.go.id", any one of them */
	size_t n_origins;
};

/* One assertion, as it came. */
struct webauthn_assertion {
	str auth_data;   /* authenticatorData */
	str client_data; /* clientDataJSON */
	str signature;   /* ES256: DER; EdDSA: 64 bytes */
};

/*
 * The assertion was made by that key, for this party, over `challenge` (bytes), with the user present
 * and verified (UP and UV), not inside a frame of another site. out_counter is the signature counter
 * (0: the authenticator has none); comparing it with the last one is the caller's.
 *
 * RC_INVALID: not readable. RC_DENIED: does not hold; `out_code` (a fixed word) says why: type,
 * challenge, origin, rp_id, user_present, user_verified, signature.
 */
MUST_USE enum rc webauthn_assertion_check(struct arena *a,
    const struct webauthn_party *party, enum webauthn_alg alg, str public_key,
    str challenge, const struct webauthn_assertion *in, int64_t *out_counter,
    const char **out_code, struct err *e);

/*
 * All of that but the signature, for who keeps keys ready (the signer): out_text is what it must be over,
 * authenticatorData || SHA-256(clientDataJSON), with ECDSA and SHA-256.
 */
MUST_USE enum rc webauthn_assertion_read(struct arena *a,
    const struct webauthn_party *party, str challenge,
    const struct webauthn_assertion *in, str *out_text, int64_t *out_counter,
    const char **out_code, struct err *e);

/* A new key. Texts live in the arena. */
struct webauthn_key {
	enum webauthn_alg alg;
	str id; /* credential id */
	str public_key;
	int64_t counter;
	bool backed_up; /* may be synced between devices (BE flag) */
};
/*
 * Read a registration: attestationObject and clientDataJSON (type webauthn.create). UP and UV are
 * required. The attestation statement itself is not judged: who may have which authenticator is
 * decided by the ceremony or the grant that follows. Codes as above, and `algorithm`.
 */
MUST_USE enum rc webauthn_registration_check(struct arena *a,
    const struct webauthn_party *party, str challenge, str attestation_object,
    str client_data, struct webauthn_key *out, const char **out_code, struct err *e);

/* The parts of clientDataJSON that count. */
struct webauthn_client {
	str type;      /* webauthn.get */
	str challenge; /* bytes */
	str origin;
	bool cross_origin;
};
/* Strict JSON object without repeated names. RC_INVALID otherwise. */
MUST_USE enum rc webauthn_client_parse(
    struct arena *a, str client_data, struct webauthn_client *out, struct err *e);

/* authenticatorData (6.1): its head. */
struct webauthn_auth {
	str rp_id_hash; /* 32 bytes */
	unsigned flags;
	int64_t counter;
};
#define WEBAUTHN_UP 0x01u
#define WEBAUTHN_UV 0x04u
#define WEBAUTHN_BE 0x08u
MUST_USE enum rc webauthn_auth_parse(
    str auth_data, struct webauthn_auth *out, struct err *e);

#endif
