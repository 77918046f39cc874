/* make_csr.h - a PKCS#10 request with a new P-256 key, made without a shell; for tests and bench. */
#ifndef SUPPORT_MAKE_CSR_H
#define SUPPORT_MAKE_CSR_H

#include "pki/key.h"

struct made_csr {
	struct pki_key *key; /* pki_key_free */
	str der, spki;       /* in the arena */
};
/* Aborts if the library cannot. */
struct made_csr make_csr(struct arena *a);

#endif
