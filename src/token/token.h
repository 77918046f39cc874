/*
 * token.h - a private key in a PKCS#11 token (version 2.40), called directly through p11-kit.
 *
 * One session stays open and the key's handle is kept; when the token says that either is gone, both
 * are opened again once, and if that fails the call answers RC_UNAVAILABLE and the next one tries
 * again: taking the token away and putting it back needs no restart. A PIN that was refused is never
 * tried twice by the same struct, so a wrong one cannot lock the token.
 *
 * Not to be used across fork: whoever forks opens again in the child.
 */
#ifndef TOKEN_TOKEN_H
#define TOKEN_TOKEN_H

#include "base/secret.h"

enum token_kind { TOKEN_RSA, TOKEN_P256, TOKEN_P384, TOKEN_KIND__COUNT };

#define TOKEN_SIGNATURE_BYTES 1024 /* room that token_sign needs: RSA 8192 */

struct token;

struct token_place {
	const char *module; /* path of the module, /usr/lib/softhsm/libsofthsm2.so */
	str token;          /* CKA label of the token, at most 32 bytes */
	str key;            /* CKA_LABEL of the key pair, at most 64 bytes */
};

/* The public half as it lies in the token; texts live in the arena given. */
struct token_public {
	enum token_kind kind;
	str point;             /* EC: 04 || x || y */
	str modulus, exponent; /* RSA: big-endian */
};

/*
 * Load the module, log in, find the private key. RC_UNAVAILABLE: no such module, token away.
 * RC_DENIED: the PIN was refused, is locked or has one try left (it is not used then); *out_refused
 * says that this PIN itself was tried and refused. RC_NOT_FOUND: no private key of that label;
 * RC_CONFLICT: more than one. `pin` is borrowed until token_close.
 */
MUST_USE enum rc token_open(const struct token_place *place, const struct secret *pin,
    struct token **out, bool *out_refused, struct err *e);
/*
 * As token_open, but make the key pair first: sensitive, never extractable. RC_CONFLICT if the label
 * is taken. `bits` for RSA.
 */
MUST_USE enum rc token_make(const struct token_place *place, const struct secret *pin,
    enum token_kind kind, int bits, struct token **out, bool *out_refused, struct err *e);
void token_close(struct token *t); /* accepts NULL */

/*
 * The raw signature over `input`: for an EC key a digest, giving r || s (CKM_ECDSA); for RSA a
 * DigestInfo, giving the block (CKM_RSA_PKCS, RFC 8017 8.2). `out` has TOKEN_SIGNATURE_BYTES.
 * RC_UNAVAILABLE: the token is away.
 */
MUST_USE enum rc token_sign(
    struct token *t, str input, unsigned char *out, size_t *out_n, struct err *e);
/* RC_NOT_FOUND if the token keeps no public half. */
MUST_USE enum rc token_public(
    struct token *t, struct arena *a, struct token_public *out, struct err *e);

#endif
