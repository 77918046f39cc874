/* make_csr.c - RFC 2986, by hand. */
#include "support/make_csr.h"

#include "pki/der.h"
#include "pki/oid.h"

struct made_csr
make_csr(struct arena *a)
{
	struct made_csr c = { 0 };
	struct buf info, all;
	size_t seq, alg;
	struct err e;
	str sig;

	if (pki_key_generate(PKI_KEY_P256, 0, &c.key, &e) != RC_OK ||
	    pki_key_spki(c.key, a, &c.spki, &e) != RC_OK)
		BUG("no key");
	buf_init(&info, a, 256);
	seq = der_open(&info, DER_SEQUENCE);
	der_put_int(&info, DER_INTEGER, 0);
	der_put(&info, DER_SEQUENCE, STR(""));
	buf_str(&info, c.spki);
	der_put(&info, DER_CONTEXT_CONS(0), STR(""));
	der_close(&info, seq);
	if (pki_key_sign(c.key, a, buf_get(&info), &sig, &e) != RC_OK)
		BUG("no signature");
	buf_init(&all, a, 512);
	seq = der_open(&all, DER_SEQUENCE);
	buf_str(&all, buf_get(&info));
	alg = der_open(&all, DER_SEQUENCE);
	der_put(&all, DER_OID, OID_SHA256_ECDSA);
	der_close(&all, alg);
	der_put_bits(&all, 0, sig);
	der_close(&all, seq);
	c.der = buf_get(&all);
	return c;
}
