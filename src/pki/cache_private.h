/* cache_private.h - the side of cache.h that src/pki uses. */
#ifndef PKI_CACHE_PRIVATE_H
#define PKI_CACHE_PRIVATE_H

#include <openssl/evp.h>

#include "base/str.h"

/* A reference to free, or NULL. */
EVP_PKEY *pki_cache_get(str spki);
/* Does nothing when nothing is kept. Only keys that were found good. */
void pki_cache_put(str spki, EVP_PKEY *pkey);

#endif
