/* sha256.h - FIPS 180-4, for the hashes in asset URLs; build time only. */
#ifndef TOOLS_SHA256_H
#define TOOLS_SHA256_H

#include "base/str.h"

void sha256(str data, unsigned char out[32]);

#endif
