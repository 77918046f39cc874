/* key_int.h - the private key as the files of src/pki that speak OpenSSL see it. */
#ifndef PKI_KEY_INT_H
#define PKI_KEY_INT_H

#include <openssl/evp.h>

#include "pki/key.h"

#define KEY_TROUBLE N_("Kunci penerbit sertifikat tidak dapat dipakai.")

struct pki_key {
	EVP_PKEY *pkey; /* the public half alone when there is a device */
	enum pki_key_kind kind;
	struct pki_key_device device; /* sign is NULL when the key is here */
};

/* RC_INTERNAL with OpenSSL's own words. */
MUST_USE enum rc pki_crypto_fail(struct err *e, const char *what);
/* Takes `pkey`, also on failure. RC_INVALID when it is of no kind we use. */
MUST_USE enum rc pki_key_wrap(EVP_PKEY *pkey, struct pki_key **out, struct err *e);

#endif
