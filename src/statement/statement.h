/*
 * statement.h - what officers sign (DESIGN 5): one canonical encoding for each kind.
 *
 * A statement is a CBOR map in the core deterministic encoding (RFC 8949 4.2.1) with small integers as
 * keys: 0 kind, 1 version (1), 2 authority, 3 id, 4 made_s, 5 expires_s, then the fields of its kind
 * in the order of statement.def from 6 on. Nothing may be missing, added, repeated or written another
 * way: statement_decode refuses what statement_encode would not have written.
 *
 * What is signed:
 *   passkey      a WebAuthn assertion whose challenge is the SHA-256 of the encoded statement
 *   browser      ECDSA P-256 with SHA-256, r || s (64 bytes), over "paraf statement v1\0" || statement
 *   certificate  as browser, with the holder's certified key: ECDSA r || s (64 or 96 bytes; P-384 with
 *                SHA-384) or RSASSA-PKCS1-v1_5 with SHA-256
 *
 * Texts and bytes of a decoded statement point into the bytes that were given.
 */
#ifndef STATEMENT_STATEMENT_H
#define STATEMENT_STATEMENT_H

#include "base/buf.h"
#include "base/str.h"

#define STATEMENT_BYTES     16384 /* one statement, or the list of its signatures */
#define STATEMENT_DOCS      32
#define STATEMENT_WORDS     48
#define STATEMENT_KEYS      4
#define STATEMENT_SIGNED_BY 4                    /* signatures under one statement */
#define STATEMENT_PREFIX    "paraf statement v1" /* and one NUL byte */

/* One document by name ("ektp") and hash. */
struct statement_doc {
	str name;   /* 1 to 64 bytes */
	str sha256; /* 32 bytes */
};
struct statement_docs {
	const struct statement_doc *at;
	size_t n;
};
struct statement_words {
	const str *at; /* 1 to 64 bytes each */
	size_t n;
};

enum statement_key_kind {
	STATEMENT_KEY_PASSKEY = 1,
	STATEMENT_KEY_BROWSER = 2, /* non-extractable WebCrypto key: the weaker kind */
};
enum statement_key_alg {
	STATEMENT_ES256 = 1, /* point: x || y, 64 bytes, on P-256 */
	STATEMENT_EDDSA = 2, /* point: Ed25519, 32 bytes; passkeys only */
};
/* The public key of an officer. */
struct statement_key {
	enum statement_key_kind kind;
	enum statement_key_alg alg;
	str id; /* passkey: credential id, 1 to 1023 bytes; browser: SHA-256 of point */
	str point; /* see above */
};
struct statement_keys {
	const struct statement_key *at;
	size_t n;
};

#define ST_BEGIN(kind, number)             struct statement_##kind {
#define ST_TEXT(kind, field, least, most)  str field;
#define ST_BYTES(kind, field, least, most) str field;
#define ST_INT(kind, field)                int64_t field;
#define ST_DOCS(kind, field)               struct statement_docs field;
#define ST_WORDS(kind, field)              struct statement_words field;
#define ST_KEYS(kind, field)               struct statement_keys field;
#define ST_END(kind)                                                                     \
	}                                                                                \
	;
#include "statement/statement.def"
#undef ST_BEGIN
#undef ST_TEXT
#undef ST_BYTES
#undef ST_INT
#undef ST_DOCS
#undef ST_WORDS
#undef ST_KEYS
#undef ST_END

#define ST_TEXT(kind, field, least, most)
#define ST_BYTES(kind, field, least, most)
#define ST_INT(kind, field)
#define ST_DOCS(kind, field)
#define ST_WORDS(kind, field)
#define ST_KEYS(kind, field)
#define ST_END(kind)

enum statement_kind {
#define ST_BEGIN(kind, number) STATEMENT_##kind = (number),
#include "statement/statement.def"
#undef ST_BEGIN
};

struct statement {
	enum statement_kind kind; /* says which member of `u` is filled */
	str authority; /* id of the signer it is meant for (message `authority`) */
	str id;        /* 16 to 64 bytes, never used twice; rnd_id() will do */
	int64_t made_s;
	int64_t expires_s; /* not accepted from this second on; 0: for a review alone */
	union {
#define ST_BEGIN(kind, number) struct statement_##kind kind;
#include "statement/statement.def"
#undef ST_BEGIN
	} u;
};
#undef ST_TEXT
#undef ST_BYTES
#undef ST_INT
#undef ST_DOCS
#undef ST_WORDS
#undef ST_KEYS
#undef ST_END

/* RC_INVALID: a field is too long, too short, or not clean text; names it in `why`. */
MUST_USE enum rc statement_encode(
    struct arena *a, const struct statement *s, str *out, struct err *e);
/* RC_INVALID for anything that statement_encode would not have written. */
MUST_USE enum rc statement_decode(
    struct arena *a, str bytes, struct statement *out, struct err *e);
/* SHA-256 of the encoded bytes, 32 bytes: the WebAuthn challenge, and how others refer to it. */
str statement_sha256(struct arena *a, str bytes);
/* STATEMENT_PREFIX, a NUL, the bytes: what `browser` and `certificate` keys sign. */
str statement_signed_text(struct arena *a, str bytes);
/* "approval"; "?" */
const char *statement_kind_name(enum statement_kind kind);

enum statement_signature_kind {
	STATEMENT_BY_PASSKEY = 1,
	STATEMENT_BY_BROWSER = 2,
	STATEMENT_BY_CERTIFICATE = 3,
};
struct statement_signature {
	enum statement_signature_kind kind;
	str key_id; /* id of the key; certificate: SHA-256 of its SubjectPublicKeyInfo */
	str auth_data;   /* passkey: authenticatorData; others: empty */
	str client_data; /* passkey: clientDataJSON; others: empty */
	str signature; /* passkey: as the authenticator gave it (ES256: DER; EdDSA: 64 bytes) */
};
/* The list of signatures as it travels beside a statement: a CBOR array of arrays, deterministic. */
MUST_USE enum rc statement_signatures_encode(struct arena *a,
    const struct statement_signature *at, size_t n, str *out, struct err *e);
/* 1 to STATEMENT_SIGNED_BY of them. RC_INVALID otherwise. */
MUST_USE enum rc statement_signatures_decode(struct arena *a, str bytes,
    struct statement_signature **out, size_t *out_n, struct err *e);

/* Is it one of the pairs of kind, algorithm, id and point that exist? */
bool statement_key_ok(const struct statement_key *k);
/* The id that a browser key has: SHA-256 of its point, 32 bytes. */
str statement_browser_key_id(struct arena *a, str point);
/*
 * The first 50 bits of SHA-256(one byte alg || point) as Crockford letters, "7QK2M-9X4TR": what officer
 * and verifier read to each other before a grant, so that nobody between them can exchange the key.
 */
str statement_key_words(struct arena *a, const struct statement_key *k);

/*
 * The code of a new key that a holder reads out to his office when the old key is lost: the first 60 bits
 * of
 *
 *	SHA-256("paraf renewal code v1" || 0x00 || authority || 0x00 || serial || 0x00 || SPKI)
 *
 * as twelve Crockford letters. `serial` is that of the certificate that is to be followed, lower-case
 * hex; `spki` the new SubjectPublicKeyInfo, DER. Who exchanges the key on the way has another code.
 */
#define STATEMENT_RENEWAL_LABEL   "paraf renewal code v1"
#define STATEMENT_RENEWAL_LETTERS 12
str statement_renewal_code(struct arena *a, str authority, str serial, str spki);
/* As people read it out: 7QK2-M9X4-TRC0. */
str statement_renewal_code_shown(struct arena *a, str code);
/* What a person typed in that canonical form; RC_INVALID: not twelve letters of the alphabet. */
MUST_USE enum rc statement_renewal_code_read(
    struct arena *a, str typed, str *out, struct err *e);
/* Does a sign-in with those factors count as two of different kind? */
bool statement_two_factors(const struct statement_words *factors);
/* Words of `ticks` in renewal_approval: called back at the number in his file; known by face. */
#define STATEMENT_BY_CALL "callback"
#define STATEMENT_BY_FACE "face"
bool statement_has_word(const struct statement_words *words, const char *word);

#endif
