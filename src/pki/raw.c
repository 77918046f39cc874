/* raw.c - r || s and DER, there and back. */
#include "pki/raw.h"

#include "pki/internal.h"
#include "pki/oid.h"

#define WRONG N_("Tanda tangan itu tidak cocok.")

/* SEQUENCE { SEQUENCE { ecPublicKey, prime256v1 }, BIT STRING { 0x04 || point } } */
static const char p256_head[] =
    "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08"
    "\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04";
#define HEAD_BYTES (sizeof(p256_head) - 1)

str
pki_p256_spki(struct arena *a, str point)
{
	struct buf b;

	buf_init(&b, a, HEAD_BYTES + 64);
	buf_put(&b, p256_head, HEAD_BYTES);
	buf_str(&b, point);
	return buf_get(&b);
}

str
pki_p256_point(const struct pki_public *key)
{
	if (key->kind != PKI_KEY_P256 || key->spki.n != HEAD_BYTES + 64)
		return STR_NONE;
	return str_from(key->spki, HEAD_BYTES);
}

/* The content of AlgorithmIdentifier with which that kind of key signs. */
static str
alg_of(struct arena *a, enum pki_key_kind kind)
{
	struct buf b;
	str in, content = STR("");

	buf_init(&b, a, 32);
	pki_put_sig_alg(&b, kind);
	in = buf_get(&b);
	if (!der_take(&in, DER_SEQUENCE, &content))
		BUG("AlgorithmIdentifier");
	return content;
}

enum rc
pki_raw_verify(const struct pki_public *key, str data, str sig, struct err *e)
{
	size_t half = key->kind == PKI_KEY_P384 ? 48 : 32, mark;
	struct arena *a;
	struct buf der;
	enum rc rc;

	if (key->kind != PKI_KEY_RSA && sig.n != 2 * half)
		return err_set(e, RC_INVALID, WRONG, "r || s of %zu bytes", sig.n);
	a = arena_new();
	if (key->kind != PKI_KEY_RSA) {
		buf_init(&der, a, 128);
		mark = der_open(&der, DER_SEQUENCE);
		der_put_unsigned(&der, str_sub(sig, 0, half));
		der_put_unsigned(&der, str_from(sig, half));
		der_close(&der, mark);
		sig = buf_get(&der);
	}
	rc = pki_verify(key, alg_of(a, key->kind), data, sig, e);
	arena_free(a);
	return rc;
}

enum rc
pki_der_verify(const struct pki_public *key, str data, str sig, struct err *e)
{
	struct arena *a = arena_new();
	enum rc rc = pki_verify(key, alg_of(a, key->kind), data, sig, e);

	arena_free(a);
	return rc;
}

/* Big-endian `s` into exactly n bytes at `to`. */
static bool
pad_to(char *to, size_t n, str s)
{
	if (s.n > n)
		return false;
	memset(to, 0, n);
	memcpy(to + (n - s.n), s.p, s.n);
	return true;
}

bool
pki_raw_of_der(struct arena *a, enum pki_key_kind kind, str sig, str *out)
{
	size_t half = kind == PKI_KEY_P384 ? 48 : 32;
	str seq, r, s;
	char *both;

	*out = sig;
	if (kind == PKI_KEY_RSA || sig.n == 2 * half)
		return true;
	both = arena_alloc(a, 2 * half);
	if (!der_take(&sig, DER_SEQUENCE, &seq) || sig.n > 0 ||
	    !der_take_unsigned(&seq, &r) || !der_take_unsigned(&seq, &s) || seq.n > 0 ||
	    !pad_to(both, half, r) || !pad_to(both + half, half, s))
		return false;
	*out = (str){ both, 2 * half };
	return true;
}

enum rc
pki_raw_sign(
    const struct pki_key *key, struct arena *a, str data, str *out, struct err *e)
{
	str der;
	enum rc rc = pki_key_sign(key, a, data, &der, e);

	if (rc == RC_OK && !pki_raw_of_der(a, pki_key_kind(key), der, out))
		BUG("ECDSA signature");
	return rc;
}
