/* fuzz_ocsp.c - OCSP requests from strangers: read into texts inside the bytes, or refused. */
#include "fuzz.h"
#include "pki/ocsp.h"

static void
inside(str s, const uint8_t *data, size_t n)
{
	const char *from = (const char *)data;

	BUG_ON(s.p < from || s.n > n || (size_t)(s.p - from) > n - s.n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	str bytes = { (const char *)data, n };
	struct pki_ocsp_request rq;
	struct err e = { 0 };

	if (pki_ocsp_read(bytes, &rq, &e) != RC_OK) {
		BUG_ON(e.msg[0] == '\0');
		return 0;
	}
	BUG_ON(rq.n == 0 || rq.n > PKI_OCSP_IDS);
	for (size_t i = 0; i < rq.n; i++) {
		inside(rq.id[i].whole, data, n);
		inside(rq.id[i].serial, data, n);
		inside(rq.id[i].name_hash, data, n);
		inside(rq.id[i].key_hash, data, n);
	}
	if (rq.nonce.p != NULL) {
		inside(rq.nonce, data, n);
		BUG_ON(rq.nonce.n == 0 || rq.nonce.n > PKI_OCSP_NONCE_BYTES);
	}
	return 0;
}
