/*
 * cache.h - public keys that were read lately, so that a key which signs a thousand statements is read
 * once.
 */
#ifndef PKI_CACHE_H
#define PKI_CACHE_H

#include <stddef.h>

/* Keep up to `entries` keys from now on; 0 forgets them all and keeps none. */
void pki_public_cache(size_t entries);

#endif
