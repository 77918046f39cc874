/* public.c - the key policy: which public keys may stand in a certificate, and verifying by them. */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <pthread.h>

#include "pki/cache_private.h"
#include "pki/hash.h"
#include "pki/internal.h"
#include "pki/memo_private.h"
#include "pki/oid.h"

#define NOT_A_KEY                                                                        \
	N_("Kunci publik di dalam permintaan tidak dapat dibaca. Buat permintaan baru.")

static const unsigned short small_primes[] = { 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37,
	41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127,
	131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197, 199, 211,
	223, 227, 229, 233, 239, 241, 251, 257, 263, 269, 271, 277, 281, 283, 293, 307,
	311, 313, 317, 331, 337, 347, 349, 353, 359, 367, 373, 379, 383, 389, 397, 401,
	409, 419, 421, 431, 433, 439, 443, 449, 457, 461, 463, 467, 479, 487, 491, 499,
	503, 509, 521, 523, 541, 547, 557, 563, 569, 571, 577, 587, 593, 599, 601, 607,
	613, 617, 619, 631, 641, 643, 647, 653, 659, 661, 673, 677, 683, 691, 701, 709,
	719, 727, 733, 739, 743, 751 };
#define ROCA_PRIMES 38 /* those up to 167 are what the known fingerprint uses */

/* Two large primes only: nothing below 752 divides the modulus (CA/B baseline 6.1.6). */
static bool
has_small_factor(const BIGNUM *n)
{
	for (size_t i = 0; i < ARRAY_LEN(small_primes); i++)
		if (BN_mod_word(n, small_primes[i]) == 0)
			return true;
	return false;
}

/*
 * Moduli made by a well-known faulty chip library (CVE-2017-15361) are powers of 65537 modulo
 * every small prime; an honest one is that with a probability below 2^-27.
 */
static bool
is_roca(const BIGNUM *n)
{
	for (size_t i = 0; i < ROCA_PRIMES; i++) {
		unsigned long p = small_primes[i], want = BN_mod_word(n, p), x = 1;
		bool found = false;

		do {
			found = found || x == want;
			x = x * 65537 % p;
		} while (x != 1);
		if (!found)
			return false;
	}
	return true;
}

static enum rc
check_rsa(struct pki_public *out, str modulus, str exponent, struct err *e)
{
	unsigned char first = (unsigned char)modulus.p[0];
	BIGNUM *n;
	enum rc rc = RC_OK;
	int bits = (int)(modulus.n * 8);

	for (; bits > 0 && (first & 0x80) == 0; first = (unsigned char)(first << 1))
		bits--;
	out->bits = bits;
	if (bits < 2048)
		return err_set(e, RC_INVALID,
		    N_("Kunci RSA terlalu pendek. Pakai RSA 2048 bit atau lebih (disarankan 3072), atau P-256."),
		    "RSA of %d bits", bits);
	if (bits > 8192)
		return err_set(e, RC_INVALID,
		    N_("Kunci RSA terlalu panjang. Paling panjang 8192 bit."),
		    "RSA of %d bits", bits);
	if (exponent.n < 3 || exponent.n > 4 || (exponent.p[exponent.n - 1] & 1) == 0 ||
	    (exponent.n == 3 && exponent.p[0] == 0))
		return err_set(e, RC_INVALID,
		    N_("Eksponen kunci RSA tidak boleh dipakai. Pakai 65537."),
		    "RSA exponent");
	n = BN_bin2bn((const unsigned char *)modulus.p, (int)modulus.n, NULL);
	if (n == NULL)
		BUG("out of memory");
	if (!BN_is_odd(n) || has_small_factor(n) || is_roca(n))
		rc = err_set(e, RC_INVALID,
		    N_("Kunci RSA ini lemah dan dapat dibongkar. Buat kunci baru dengan perangkat lunak atau kartu lain."),
		    "weak RSA modulus");
	BN_free(n);
	return rc;
}

/* RSAPublicKey (RFC 8017 A.1.1) inside the bit string. */
static bool
rsa_parts(str bits, str *modulus, str *exponent)
{
	str seq;

	return der_take(&bits, DER_SEQUENCE, &seq) && bits.n == 0 &&
	       der_take_unsigned(&seq, modulus) && der_take_unsigned(&seq, exponent) &&
	       seq.n == 0;
}

static EVP_PKEY *
from_params(const char *type, int selection, OSSL_PARAM_BLD *bld)
{
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(bld);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *pkey = NULL;

	if (params == NULL || ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &pkey, selection, params) != 1)
		pkey = NULL;
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	return pkey;
}

/* A key on each curve that has no point yet: a copy of it takes a quarter of the time of a new one. */
static EVP_PKEY *on_curve[2];
static pthread_once_t curves_once = PTHREAD_ONCE_INIT;

static void
make_curves(void)
{
	static const char *const names[] = { "P-256", "P-384" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();

		if (bld == NULL ||
		    OSSL_PARAM_BLD_push_utf8_string(
			bld, OSSL_PKEY_PARAM_GROUP_NAME, names[i], 0) != 1 ||
		    (on_curve[i] = from_params("EC", EVP_PKEY_KEY_PARAMETERS, bld)) ==
			NULL)
			BUG("a curve is not available");
		OSSL_PARAM_BLD_free(bld);
	}
}

/* NULL if the point is not on the curve. */
static EVP_PKEY *
ec_make(enum pki_key_kind kind, str point)
{
	EVP_PKEY *pkey;

	if (pthread_once(&curves_once, make_curves) != 0)
		BUG("pthread_once");
	pkey = EVP_PKEY_dup(on_curve[kind == PKI_KEY_P384]);
	if (pkey != NULL && EVP_PKEY_set1_encoded_public_key(
				pkey, (const unsigned char *)point.p, point.n) != 1) {
		EVP_PKEY_free(pkey);
		pkey = NULL;
	}
	return pkey;
}

static EVP_PKEY *
rsa_make(str bits)
{
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BIGNUM *n = NULL, *x = NULL;
	EVP_PKEY *pkey = NULL;
	str modulus, exponent;

	if (bld == NULL)
		BUG("out of memory");
	if (rsa_parts(bits, &modulus, &exponent) &&
	    (n = BN_bin2bn((const unsigned char *)modulus.p, (int)modulus.n, NULL)) !=
		NULL &&
	    (x = BN_bin2bn((const unsigned char *)exponent.p, (int)exponent.n, NULL)) !=
		NULL &&
	    OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
	    OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_E, x) == 1)
		pkey = from_params("RSA", EVP_PKEY_PUBLIC_KEY, bld);
	BN_free(n);
	BN_free(x);
	OSSL_PARAM_BLD_free(bld);
	return pkey;
}

/* By parts, not by d2i: 100 us less (LIMITS 3.2). */
static EVP_PKEY *
pkey_make(const struct pki_public *key, str bits)
{
	EVP_PKEY *pkey =
	    key->kind == PKI_KEY_RSA ? rsa_make(bits) : ec_make(key->kind, bits);

	ERR_clear_error();
	return pkey;
}

/* As pkey_make, from the cache where the program keeps one. */
static EVP_PKEY *
pkey_new(const struct pki_public *key, str bits)
{
	EVP_PKEY *pkey = pki_cache_get(key->spki);

	if (pkey == NULL) {
		pkey = pkey_make(key, bits);
		pki_cache_put(key->spki, pkey);
	}
	return pkey;
}

static enum rc
check_ec(struct pki_public *out, str params, str bits, struct err *e)
{
	size_t field;
	EVP_PKEY *pkey;
	str curve;

	if (!der_take(&params, DER_OID, &curve) || params.n != 0)
		return err_set(e, RC_INVALID,
		    N_("Kurva kunci harus disebut dengan namanya: P-256 atau P-384."),
		    "EC parameters are not a named curve");
	if (str_eq(curve, OID_P256))
		out->kind = PKI_KEY_P256;
	else if (str_eq(curve, OID_P384))
		out->kind = PKI_KEY_P384;
	else
		return err_set(e, RC_INVALID,
		    N_("Kurva kunci ini tidak diterima. Pakai P-256 atau P-384."),
		    "EC curve");
	out->bits = out->kind == PKI_KEY_P384 ? 384 : 256;
	field = (size_t)out->bits / 8;
	if (bits.n != 1 + 2 * field || bits.p[0] != 4)
		return err_set(e, RC_INVALID, NOT_A_KEY, "EC point is not uncompressed");
	pkey = pkey_new(out, bits);
	if (pkey == NULL)
		return err_set(e, RC_INVALID, NOT_A_KEY, "EC point is not on the curve");
	EVP_PKEY_free(pkey);
	return RC_OK;
}

/* SubjectPublicKeyInfo in pieces. */
static bool
spki_parts(str spki, str *oid, str *params, str *bits)
{
	str seq, alg;

	if (!der_take(&spki, DER_SEQUENCE, &seq) || spki.n != 0 ||
	    !der_take(&seq, DER_SEQUENCE, &alg) || !der_take_octet_bits(&seq, bits) ||
	    seq.n != 0 || !der_take(&alg, DER_OID, oid))
		return false;
	*params = alg;
	return true;
}

enum rc
pki_public_parse(struct arena *a, str spki, struct pki_public *out, struct err *e)
{
	struct pki_public key = { .spki = spki };
	str oid, params, bits, modulus, exponent;
	enum rc rc;

	if (!spki_parts(spki, &oid, &params, &bits))
		return err_set(
		    e, RC_INVALID, NOT_A_KEY, "SubjectPublicKeyInfo is malformed");
	if (str_eq(oid, OID_RSA)) {
		if (!str_eq(params, STR("\x05\x00")) ||
		    !rsa_parts(bits, &modulus, &exponent))
			return err_set(
			    e, RC_INVALID, NOT_A_KEY, "RSAPublicKey is malformed");
		key.kind = PKI_KEY_RSA;
		rc = check_rsa(&key, modulus, exponent, e);
	} else if (str_eq(oid, OID_EC)) {
		rc = check_ec(&key, params, bits, e);
	} else {
		rc = err_set(e, RC_INVALID,
		    N_("Jenis kunci ini tidak diterima. Pakai RSA (2048 bit atau lebih), P-256, atau P-384."),
		    "public key algorithm");
	}
	if (rc != RC_OK)
		return rc;
	key.spki = str_dup(a, spki);
	*out = key;
	return RC_OK;
}

str
pki_public_id(struct arena *a, str spki)
{
	return pki_sha256_hex(a, spki);
}

str
pki_key_id(struct arena *a, str spki)
{
	unsigned char md[PKI_SHA256_BYTES];
	str oid, params, bits;

	if (!spki_parts(spki, &oid, &params, &bits))
		BUG("key id of something that is not a key");
	pki_sha256(bits, md);
	return (str){ arena_copy(a, md, 20), 20 };
}

struct sig_alg {
	str oid;
	bool rsa;
	const EVP_MD *(*md)(void);
};

/* Which digest goes with the signature algorithm? RC_INVALID when we do not take it. */
static enum rc
alg_find(str alg, bool rsa, const EVP_MD **out, struct err *e)
{
	const struct sig_alg known[] = {
		{ OID_SHA256_RSA, true, EVP_sha256 },
		{ OID_SHA384_RSA, true, EVP_sha384 },
		{ OID_SHA512_RSA, true, EVP_sha512 },
		{ OID_SHA256_ECDSA, false, EVP_sha256 },
		{ OID_SHA384_ECDSA, false, EVP_sha384 },
		{ OID_SHA512_ECDSA, false, EVP_sha512 },
	};
	str oid;

	if (!der_take(&alg, DER_OID, &oid))
		return err_set(e, RC_INVALID,
		    N_("Tanda tangan pada berkas itu tidak dapat dibaca."),
		    "signature algorithm is malformed");
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		/* parameters: NULL for RSA (RFC 4055 5), absent for ECDSA (RFC 5758 3.2) */
		if (!str_eq(oid, known[i].oid) || known[i].rsa != rsa ||
		    !str_eq(alg, rsa ? STR("\x05\x00") : STR("")))
			continue;
		*out = known[i].md();
		return RC_OK;
	}
	if (str_eq(oid, OID_SHA1_RSA) || str_eq(oid, OID_SHA1_ECDSA) ||
	    str_eq(oid, OID_MD5_RSA))
		return err_set(e, RC_INVALID,
		    N_("Permintaan ditandatangani dengan SHA-1 atau MD5, yang tidak aman lagi. Buat permintaan dengan SHA-256."),
		    "signature digest");
	return err_set(e, RC_INVALID,
	    N_("Algoritma tanda tangan pada permintaan tidak diterima. Pakai SHA-256 dengan RSA atau ECDSA."),
	    "signature algorithm");
}

enum rc
pki_verify(const struct pki_public *key, str alg, str data, str sig, struct err *e)
{
	const EVP_MD *md = NULL;
	str oid, params, bits;
	struct memo_id id;
	EVP_MD_CTX *ctx;
	EVP_PKEY *pkey;
	bool ok;
	enum rc rc = alg_find(alg, key->kind == PKI_KEY_RSA, &md, e);

	if (rc != RC_OK)
		return rc;
	id = pki_memo_id(alg, key->spki, data, sig);
	if (pki_memo_has(&id))
		return RC_OK;
	if (!spki_parts(key->spki, &oid, &params, &bits) ||
	    (pkey = pkey_new(key, bits)) == NULL)
		return err_set(e, RC_INVALID, NOT_A_KEY, "public key is malformed");
	ctx = EVP_MD_CTX_new();
	ok = ctx != NULL && EVP_DigestVerifyInit(ctx, NULL, md, NULL, pkey) == 1 &&
	     EVP_DigestVerify(ctx, (const unsigned char *)sig.p, sig.n,
		 (const unsigned char *)data.p, data.n) == 1;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	ERR_clear_error();
	if (!ok)
		return err_set(e, RC_DENIED,
		    N_("Tanda tangan pada berkas itu tidak cocok."),
		    "signature does not verify");
	pki_memo_put(&id);
	return RC_OK;
}

enum rc
pki_public_verify(
    struct arena *a, const struct pki_public *key, str data, str sig, struct err *e)
{
	struct buf b;
	str whole, alg;

	buf_init(&b, a, 32);
	pki_put_sig_alg(&b, key->kind);
	whole = buf_get(&b);
	BUG_ON(!der_take(&whole, DER_SEQUENCE, &alg));
	return pki_verify(key, alg, data, sig, e);
}
