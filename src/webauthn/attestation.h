/* attestation.h - the one part of an attestation object that counts. Used inside src/webauthn. */
#ifndef WEBAUTHN_ATTESTATION_H
#define WEBAUTHN_ATTESTATION_H

#include "base/str.h"

/*
 * authData out of an attestation object (WebAuthn 6.5.4), pointing into it; STR_NONE if it is not one map
 * with exactly one such member. Reads item by item and allocates nothing: lengths that a stranger
 * writes reserve no memory.
 */
str attestation_auth_data(str object);
/*
 * Whole items of definite length up to the end, none of which says that it holds more than there is:
 * libfido2 reserves memory for what a length says.
 */
bool attestation_items_ok(str cbor);

#endif
