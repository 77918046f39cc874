/*
 * activation.h - the activation code: why nobody between OPIP and holder can exchange the request.
 *
 * The OPIP's page makes a code in the officer's browser: 20 random Crockford letters (100 bits) and a
 * check letter (base/codec.h: crockford_random(20)), shown and printed for the holder only. Both sides
 * derive the same Ed25519 key (RFC 8032) from it:
 *
 *	ikm  = the first 20 letters, upper case, without dashes (ASCII; what was typed is brought into this
 *	       form as crockford_check does: I and L are 1, O is 0)
 *	seed = HKDF-SHA-256 (RFC 5869), salt empty, info "paraf activation v1" (no NUL), 32 bytes
 *	key  = Ed25519 with that seed
 *
 * The approval carries the public key alone. The holder's device signs with it
 *
 *	"paraf request v1" || 0x00 || SHA-256(SubjectPublicKeyInfo of the request, DER)
 *	|| SHA-256(revocation code), or 32 zero bytes if there is none || application number (ASCII)
 *
 * and the signer verifies this before it believes that the request is that of the approved person.
 * The code itself never travels. A revocation code is made and written like an activation code (20
 * letters and a check letter); what is hashed is its first 20 letters in canonical form.
 *
 * Test vector (tests/unit/test_statement.c and tests of the browser side use it):
 *	code             7QK2M-9X4TR-C0DE1-ZYXWV  (20 letters; check letter left out)
 *	seed             7d9dc53bb83b96339e0cae4a9cab6b01effcde569e86732aef9f318e1fe020d3
 *	public key       7b8b0dd8ef1b5f4f3dbdd284a6f57c84b33fadd0aca26e86868700597e1b6fd9
 *	SPKI             the 3 bytes "abc" (stands for DER)
 *	revocation code  00000-11111-22222-33333
 *	application      DS-082-7QK2-M9XB
 *	signature        7e6454d6822ae02a5f287dacaa305b8bac2c861ddb38c011859a0572b15bac93
 *	                 c625216b435cd95713e2c5a3bf635b9ee4a4909109d7bfac499eafdeee21df05
 */
#ifndef PKI_ACTIVATION_H
#define PKI_ACTIVATION_H

#include "base/str.h"

#define ACTIVATION_LETTERS         20
#define ACTIVATION_KEY_BYTES       32
#define ACTIVATION_SIGNATURE_BYTES 64

/* `code`: its 20 letters in canonical form. RC_INVALID if there are not 20. */
MUST_USE enum rc activation_public(
    str code, unsigned char out[ACTIVATION_KEY_BYTES], struct err *e);
/*
 * What the holder's device does; here for those who upload a request without scripts. `spki`: DER;
 * `revocation_sha256`: 32 bytes or empty.
 */
MUST_USE enum rc activation_sign(str code, str spki, str revocation_sha256,
    str application, unsigned char out[ACTIVATION_SIGNATURE_BYTES], struct err *e);
/* RC_DENIED: not made with that key over this. RC_INVALID: wrong lengths. */
MUST_USE enum rc activation_verify(str public_key, str spki, str revocation_sha256,
    str application, str signature, struct err *e);

#endif
