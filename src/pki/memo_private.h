/* memo_private.h - the side of memo.h that src/pki uses. */
#ifndef PKI_MEMO_PRIVATE_H
#define PKI_MEMO_PRIVATE_H

#include "pki/memo.h"

#include "base/str.h"
#include "pki/hash.h"

/* What a verification is about; `open` false: no memo is open, there is nothing to know or enter. */
struct memo_id {
	bool open;
	unsigned char at[PKI_SHA256_BYTES];
};
/* `alg`: any name that no other algorithm has. */
struct memo_id pki_memo_id(str alg, str key, str text, str sig);
bool pki_memo_has(const struct memo_id *id);
/* Only for what has just been found right. */
void pki_memo_put(const struct memo_id *id);

#endif
