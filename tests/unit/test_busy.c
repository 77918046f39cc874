/*
 * test_busy.c - keys that are verified by again and again get a table: what it says is what OpenSSL says,
 * on right signatures, on each with one bit turned, and where the numbers are at their ends.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <string.h>

#include "base/codec.h"
#include "pki/busy_private.h"
#include "pki/cache.h"

#include "pki/hash.h"
#include "pki/internal.h"
#include "support/check.h"

#define ENOUGH 128 /* verifications after which there is a table */

static struct arena *a;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	pki_public_cache(8);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	pki_public_cache(0);
	arena_free(a);
	return 0;
}

static str
spki_of(const struct pki_key *key)
{
	struct err e;
	str spki;

	CHECK_OK("spki", pki_key_spki(key, a, &spki, &e), &e);
	return spki;
}

/* Its table: it is asked for until there is one. */
static struct busy_key *
make_busy(str spki)
{
	struct busy_key *k = NULL;

	for (int i = 0; k == NULL && i < ENOUGH; i++) {
		k = pki_busy_take(spki);
		CHECK_INT("a table too early", k != NULL, i == ENOUGH - 1);
	}
	assert_non_null(k);
	return k;
}

static bool
openssl_says(EVP_PKEY *pkey, str md, str sig)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(pkey, NULL);
	bool ok;

	assert_non_null(ctx);
	assert_int_equal(EVP_PKEY_verify_init(ctx), 1);
	ok = EVP_PKEY_verify(ctx, (const unsigned char *)sig.p, sig.n,
		 (const unsigned char *)md.p, md.n) == 1;
	EVP_PKEY_CTX_free(ctx);
	ERR_clear_error();
	return ok;
}

static void
every_bit(void **state)
{
	struct pki_key *key;
	struct busy_key *busy;
	unsigned char md[PKI_SHA256_BYTES];
	const str digest = { (const char *)md, sizeof(md) };
	struct err e;
	size_t agreed = 0;
	str sig;

	(void)state;
	CHECK_OK("key", pki_key_generate(PKI_KEY_P256, 0, &key, &e), &e);
	busy = make_busy(spki_of(key));
	pki_sha256(STR("berkas"), md);
	for (int round = 0; round < 8; round++) {
		char *bytes;

		CHECK_OK("sign", pki_key_sign(key, a, STR("berkas"), &sig, &e), &e);
		CHECK("right", pki_busy_right(busy, digest, sig));
		bytes = arena_copy(a, sig.p, sig.n);
		for (size_t bit = 0; bit < 8 * sig.n; bit++) {
			bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
			sig.p = bytes;
			CHECK_INT("one bit", pki_busy_right(busy, digest, sig),
			    openssl_says(pki_key_native(key), digest, sig));
			bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
			agreed++;
		}
		md[0] ^= 1;
		CHECK("other digest", !pki_busy_right(busy, digest, sig));
		md[0] ^= 1;
		CHECK("one byte more",
		    !pki_busy_right(busy, digest, str_fmt(a, "%.*sx", STR_ARG(sig))));
		CHECK("one byte less",
		    !pki_busy_right(busy, digest, str_sub(sig, 0, sig.n - 1)));
	}
	CHECK("bits", agreed > 8 * 8 * 68);
	pki_busy_give(busy);
	pki_key_free(key);
}

/* SEQUENCE { INTEGER r, INTEGER s } of hexadecimal contents, as they stand. */
static str
raw_sig(const char *r, const char *s)
{
	struct buf b;
	size_t seq;
	struct err e;
	str part;

	buf_init(&b, a, 128);
	seq = der_open(&b, DER_SEQUENCE);
	CHECK_OK(r, hex_decode(a, str_from_z(r), &part, &e), &e);
	der_put(&b, DER_INTEGER, part);
	CHECK_OK(s, hex_decode(a, str_from_z(s), &part, &e), &e);
	der_put(&b, DER_INTEGER, part);
	der_close(&b, seq);
	return buf_get(&b);
}

/* Of the key whose point is the generator, private key 1, we know everything. */
static struct pki_public
generator(EVP_PKEY **out_pkey)
{
	EC_GROUP *g = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	unsigned char point[65];
	struct pki_public key;
	struct err e;

	assert_int_equal(EC_POINT_point2oct(g, EC_GROUP_get0_generator(g),
			     POINT_CONVERSION_UNCOMPRESSED, point, sizeof(point), NULL),
	    sizeof(point));
	EC_GROUP_free(g);
	CHECK_OK("generator",
	    pki_public_parse(a,
		pki_spki_ec(a, PKI_KEY_P256, (str){ (const char *)point, sizeof(point) }),
		&key, &e),
	    &e);
	*out_pkey = EVP_EC_gen("P-256");
	assert_int_equal(
	    EVP_PKEY_set1_encoded_public_key(*out_pkey, point, sizeof(point)), 1);
	return key;
}

#define N_HEX "00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
#define GX    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"

static void
ends_of_numbers(void **state)
{
	/* k = 1 gives r = x(G); then s = digest + r modulo n */
	static const struct {
		const char *row, *md, *r, *s;
		bool right;
	} rows[] = {
		{ "digest 0, k = 1", "00", GX, GX, true },
		{ "digest 1, k = 1", "01", GX,
		    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c297",
		    true },
		{ "digest n, which is 0", N_HEX, GX, GX, true },
		{ "digest n + 1, which is 1",
		    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632552",
		    GX,
		    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c297",
		    true },
		/* then k = 2 * GX / s, and s = 2 * GX makes it 1 */
		{ "both products are the same point", GX, GX,
		    "00d62fa3e5c258848ff179cdcac74881e4ee06fb025bd66741e942728bb131852c",
		    true },
		{ "the sum is the point at infinity",
		    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254c",
		    "05", "07", false },
		{ "r = 0", "01", "00", "01", false },
		{ "s = 0", "01", GX, "00", false },
		{ "r = n", "01", N_HEX, "01", false },
		{ "s = n", "01", GX, N_HEX, false },
		{ "r below 0", "01", "ff", "01", false },
		{ "s with a needless zero", "00", GX, "00" GX, false },
		{ "r of 33 bytes", "01", "01" GX, "01", false },
		{ "r and s of no bytes", "01", "", "", false },
	};
	struct busy_key *busy;
	EVP_PKEY *pkey;
	struct pki_public key;

	(void)state;
	key = generator(&pkey);
	busy = make_busy(key.spki);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char md[PKI_SHA256_BYTES] = { 0 };
		str short_md, digest = { md, sizeof(md) };
		str sig = raw_sig(rows[i].r, rows[i].s);
		struct err e;

		CHECK_OK(rows[i].row,
		    hex_decode(a, str_from_z(rows[i].md), &short_md, &e), &e);
		if (short_md.n > sizeof(md))
			short_md = str_from(short_md, short_md.n - sizeof(md));
		memcpy(md + sizeof(md) - short_md.n, short_md.p, short_md.n);
		CHECK_INT(rows[i].row, pki_busy_right(busy, digest, sig), rows[i].right);
		CHECK_INT(rows[i].row, openssl_says(pkey, digest, sig), rows[i].right);
	}
	pki_busy_give(busy);
	EVP_PKEY_free(pkey);
}

/* Keys that come once, as those of requests do, do not push out one that comes always. */
static void
idlers_give_way(void **state)
{
	struct pki_key *key, *other;
	struct busy_key *k = NULL;
	struct err e;
	str always;

	(void)state;
	CHECK_OK("key", pki_key_generate(PKI_KEY_P256, 0, &key, &e), &e);
	CHECK_OK("key", pki_key_generate(PKI_KEY_P256, 0, &other, &e), &e);
	always = spki_of(key);
	for (int i = 0; i < ENOUGH; i++) {
		char *once = arena_copy(a, spki_of(other).p, always.n);

		k = pki_busy_take(always);
		memcpy(
		    once + 30, &i, sizeof(i)); /* no point: nobody asks for its table */
		for (int j = 0; j < 3; j++) {
			memcpy(once + 40, &j, sizeof(j));
			assert_null(pki_busy_take((str){ once, always.n }));
		}
	}
	assert_non_null(k);
	pki_busy_give(k);
	pki_public_cache(0);
	assert_null(pki_busy_take(always)); /* who keeps no keys keeps no tables */
	pki_key_free(key);
	pki_key_free(other);
}

/* ---- several threads, more keys than places ---- */

#define KEYS    36
#define ROUNDS  200
#define THREADS 4

static struct pki_public keys[KEYS];
static str sigs[KEYS];

static void *
verify_all(void *arg)
{
	size_t *wrong = arg;

	for (size_t i = 0; i < (size_t)ROUNDS * KEYS / THREADS; i++) {
		struct arena *own = arena_new();
		size_t k = i * 7 % KEYS;
		struct err e;

		*wrong +=
		    pki_public_verify(own, &keys[k], STR("sama"), sigs[k], &e) != RC_OK;
		*wrong += pki_public_verify(own, &keys[k], STR("sama"),
			      sigs[(k + 1) % KEYS], &e) != RC_DENIED;
		arena_free(own);
	}
	return NULL;
}

static void
many_keys(void **state)
{
	pthread_t thread[THREADS];
	size_t wrong[THREADS] = { 0 };

	(void)state;
	for (size_t i = 0; i < KEYS; i++) {
		struct pki_key *key;
		struct err e;

		CHECK_OK("key", pki_key_generate(PKI_KEY_P256, 0, &key, &e), &e);
		CHECK_OK("sign", pki_key_sign(key, a, STR("sama"), &sigs[i], &e), &e);
		CHECK_OK("read", pki_public_parse(a, spki_of(key), &keys[i], &e), &e);
		pki_key_free(key);
	}
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(
		    pthread_create(&thread[i], NULL, verify_all, &wrong[i]), 0);
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(thread[i], NULL);
		assert_int_equal(wrong[i], 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_bit, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ends_of_numbers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(idlers_give_way, set_up, tear_down),
		cmocka_unit_test_setup_teardown(many_keys, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
