/* pem.c - public keys as text (RFC 7468 13). */
#include "base/buf.h"
#include "base/codec.h"
#include "pki/key.h"

#define BEGIN STR("-----BEGIN PUBLIC KEY-----\n")
#define END   STR("-----END PUBLIC KEY-----\n")

str
pki_public_pem(struct arena *a, str spki)
{
	str text = base64_encode(a, spki.p, spki.n);
	struct buf b;

	buf_init(&b, a, text.n + text.n / 64 + 80);
	buf_str(&b, BEGIN);
	for (; text.n > 0; text = str_from(text, 64)) {
		buf_str(&b, str_sub(text, 0, 64));
		buf_char(&b, '\n');
	}
	buf_str(&b, END);
	return buf_get(&b);
}

enum rc
pki_public_from_pem(struct arena *a, str pem, str *out_spki, struct err *e)
{
	if (!str_starts(pem, BEGIN) || !str_ends(pem, END) || pem.n < BEGIN.n + END.n)
		return err_set(e, RC_INVALID, N_("Berkas itu bukan kunci publik PEM."),
		    "not a PEM public key");
	return base64_decode(
	    a, str_sub(pem, BEGIN.n, pem.n - BEGIN.n - END.n), out_spki, e);
}
