/* csr_write.c - a certificate request (RFC 2986) for a P-256 key of our own. */
#include "pki/csr.h"
#include "pki/der.h"
#include "pki/oid.h"

enum rc
pki_csr_write(const struct pki_key *key, struct arena *a, str *out, struct err *e)
{
	struct buf info, all;
	size_t seq, alg;
	str spki, sig;
	enum rc rc;

	BUG_ON(pki_key_kind(key) != PKI_KEY_P256);
	rc = pki_key_spki(key, a, &spki, e);
	if (rc != RC_OK)
		return rc;
	buf_init(&info, a, 256);
	seq = der_open(&info, DER_SEQUENCE);
	der_put_int(&info, DER_INTEGER, 0);
	der_put(&info, DER_SEQUENCE, STR(""));
	buf_str(&info, spki);
	der_put(&info, DER_CONTEXT_CONS(0), STR(""));
	der_close(&info, seq);
	rc = pki_key_sign(key, a, buf_get(&info), &sig, e);
	if (rc != RC_OK)
		return rc;
	buf_init(&all, a, 512);
	seq = der_open(&all, DER_SEQUENCE);
	buf_str(&all, buf_get(&info));
	alg = der_open(&all, DER_SEQUENCE);
	der_put(&all, DER_OID, OID_SHA256_ECDSA);
	der_close(&all, alg);
	der_put_bits(&all, 0, sig);
	der_close(&all, seq);
	*out = buf_get(&all);
	return RC_OK;
}
