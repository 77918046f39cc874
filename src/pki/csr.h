/* csr.h - certification requests (PKCS#10, RFC 2986): read, and made for keys of our own. */
#ifndef PKI_CSR_H
#define PKI_CSR_H

#include "pki/key.h"

#define PKI_CSR_BYTES 16384 /* longest request we look at */

struct pki_csr {
	str der;
	struct pki_public key;
};

/*
 * Read DER or PEM (RFC 7468) strictly, apply the key policy (key.h) and verify the proof of
 * possession (signature over CertificationRequestInfo). Subject and attributes of the request are
 * checked for form and otherwise ignored: the certificate is built from approved fields.
 * RC_INVALID with a sentence that says what the file is or what is wrong with it. Results live in `a`.
 */
MUST_USE enum rc pki_csr_parse(
    struct arena *a, str bytes, struct pki_csr *out, struct err *e);

/*
 * A request (DER, in `a`) signed by `key`, which is on P-256; subject and attributes are empty, as the
 * certificate is built from approved fields.
 */
MUST_USE enum rc pki_csr_write(
    const struct pki_key *key, struct arena *a, str *out, struct err *e);

#endif
