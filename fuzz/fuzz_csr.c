/* fuzz_csr.c - requests and certificates from strangers: read or refused, with a sentence. */
#include "fuzz.h"
#include "pki/cert.h"
#include "pki/csr.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();
	str bytes = { (const char *)data, n };
	struct pki_public again;
	struct pki_cert cert;
	struct pki_csr csr;
	struct err e = { 0 };

	if (pki_csr_parse(a, bytes, &csr, &e) == RC_OK)
		BUG_ON(pki_public_parse(a, csr.key.spki, &again, &e) != RC_OK);
	else
		BUG_ON(e.msg[0] == '\0');
	if (pki_cert_parse(a, bytes, &cert, &e) == RC_OK)
		BUG_ON(cert.fingerprint.n != 64 || cert.serial.n == 0);
	arena_free(a);
	return 0;
}
