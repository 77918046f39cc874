/* make_csr.c - see make_csr.h. */
#include "support/make_csr.h"

#include "pki/csr.h"

struct made_csr
make_csr(struct arena *a)
{
	struct made_csr c = { 0 };
	struct err e;

	if (pki_key_generate(PKI_KEY_P256, 0, &c.key, &e) != RC_OK ||
	    pki_key_spki(c.key, a, &c.spki, &e) != RC_OK ||
	    pki_csr_write(c.key, a, &c.der, &e) != RC_OK)
		BUG("no request");
	return c;
}
