/* busy.c - see busy_private.h. A few places, the one used least often of late gives way. */
#define OPENSSL_SUPPRESS_DEPRECATED /* EC_GROUP_precompute_mult: there is no other way to a table */
#include "pki/busy_private.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <pthread.h>
#include <string.h>

#include "pki/cert.h"
#include "pki/der.h"
#include "pki/hash.h"

#define PLACES      32   /* a table takes 151 KB: under 5 MB in all */
#define BUSY_AFTER  128  /* a table is paid for by some 700 verifications */
#define HALVED_EACH 4096 /* after so many verifications all counts are halved */
#define P256_SPKI   91
#define POINT_AT    26 /* 0x04 || x || y, the end of the SubjectPublicKeyInfo */
#define POINT_BYTES (P256_SPKI - POINT_AT)

struct busy_key {
	char spki[P256_SPKI];
	unsigned uses, users; /* verifications of late; threads that hold it */
	uint64_t last;        /* when it was used, in verifications of all keys */
	bool tried;           /* a table was, or is being, made */
	EC_GROUP *group;      /* the curve with the key's point as generator */
};

static struct {
	pthread_mutex_t lock;
	bool on;
	uint64_t clock;
	EC_GROUP *curve;
	BN_MONT_CTX *by_order; /* arithmetic modulo n, and n - 2 */
	BIGNUM *order_less_2;
	struct busy_key at[PLACES];
} busy = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void
forget(struct busy_key *k)
{
	EC_GROUP_free(k->group);
	*k = (struct busy_key){ 0 };
}

static void
make_curve(void)
{
	BN_CTX *ctx = BN_CTX_new();
	const BIGNUM *n;

	if (ctx == NULL ||
	    (busy.curve = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)) == NULL ||
	    (n = EC_GROUP_get0_order(busy.curve)) == NULL ||
	    (busy.by_order = BN_MONT_CTX_new()) == NULL ||
	    BN_MONT_CTX_set(busy.by_order, n, ctx) != 1 ||
	    (busy.order_less_2 = BN_dup(n)) == NULL ||
	    BN_sub_word(busy.order_less_2, 2) != 1)
		BUG("P-256 is not available");
	BN_CTX_free(ctx);
}

void
pki_busy_keep(bool on)
{
	pthread_mutex_lock(&busy.lock);
	for (size_t i = 0; i < PLACES; i++)
		forget(&busy.at[i]);
	if (busy.curve == NULL)
		make_curve();
	busy.on = on;
	pthread_mutex_unlock(&busy.lock);
}

/* Does the first give way before the second? Keys of requests come once, and come by the thousand. */
static bool
is_idler(const struct busy_key *k, const struct busy_key *than)
{
	return than == NULL || k->uses < than->uses ||
	       (k->uses == than->uses && k->last < than->last);
}

/* With the lock held: the key's place, if need be another one's. NULL: all are in use. */
static struct busy_key *
place_of(str spki)
{
	struct busy_key *idle = NULL;

	for (size_t i = 0; i < PLACES; i++) {
		struct busy_key *k = &busy.at[i];

		if (memcmp(k->spki, spki.p, P256_SPKI) == 0)
			return k;
		if (k->users == 0 && is_idler(k, idle))
			idle = k;
	}
	if (idle != NULL) {
		forget(idle);
		memcpy(idle->spki, spki.p, P256_SPKI);
	}
	return idle;
}

/* With the lock held. */
static void
count_use(struct busy_key *k)
{
	k->last = ++busy.clock;
	k->uses++;
	for (size_t i = 0; busy.clock % HALVED_EACH == 0 && i < PLACES; i++)
		busy.at[i].uses /= 2;
}

/* NULL when OpenSSL cannot: then the key is verified as any other. */
static EC_GROUP *
make_table(const char *spki)
{
	const unsigned char *octets = (const unsigned char *)spki + POINT_AT;
	EC_GROUP *group = EC_GROUP_dup(busy.curve);
	BN_CTX *ctx = BN_CTX_new();
	EC_POINT *point = group == NULL ? NULL : EC_POINT_new(group);

	if (ctx == NULL || point == NULL ||
	    EC_POINT_oct2point(group, point, octets, POINT_BYTES, ctx) != 1 ||
	    EC_GROUP_set_generator(group, point, EC_GROUP_get0_order(busy.curve),
		EC_GROUP_get0_cofactor(busy.curve)) != 1 ||
	    EC_GROUP_precompute_mult(group, ctx) != 1) {
		EC_GROUP_free(group);
		group = NULL;
	}
	EC_POINT_free(point);
	BN_CTX_free(ctx);
	ERR_clear_error();
	return group;
}

/* With the lock held, which is given up meanwhile: `k` is held, so that its place stays. */
static void
become_busy(struct busy_key *k)
{
	EC_GROUP *group;

	k->tried = true;
	pthread_mutex_unlock(&busy.lock);
	group = make_table(k->spki);
	pthread_mutex_lock(&busy.lock);
	k->group = group;
}

struct busy_key *
pki_busy_take(str spki)
{
	struct busy_key *k = NULL;

	if (spki.n != P256_SPKI)
		return NULL;
	pthread_mutex_lock(&busy.lock);
	if (busy.on && (k = place_of(spki)) != NULL) {
		count_use(k);
		k->users++;
		if (k->uses >= BUSY_AFTER && !k->tried)
			become_busy(k);
		if (k->group == NULL) {
			k->users--;
			k = NULL;
		}
	}
	pthread_mutex_unlock(&busy.lock);
	return k;
}

void
pki_busy_give(struct busy_key *key)
{
	if (key == NULL)
		return;
	pthread_mutex_lock(&busy.lock);
	key->users--;
	pthread_mutex_unlock(&busy.lock);
}

/* Both numbers of a signature in strict DER, each from 1 to n - 1. */
static bool
read_numbers(str sig, const BIGNUM *n, BIGNUM *r, BIGNUM *s)
{
	str seq, part[2];
	BIGNUM *const to[] = { r, s };

	if (!der_take(&sig, DER_SEQUENCE, &seq) || sig.n > 0 ||
	    !der_take_unsigned(&seq, &part[0]) || !der_take_unsigned(&seq, &part[1]) ||
	    seq.n > 0)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(to); i++)
		if (part[i].n > PKI_SHA256_BYTES ||
		    BN_bin2bn((const unsigned char *)part[i].p, (int)part[i].n, to[i]) ==
			NULL ||
		    BN_is_zero(to[i]) || BN_cmp(to[i], n) >= 0)
			return false;
	return true;
}

/* SEC 1 4.1.4, steps 4 to 8; u[0] is the digest as a number, u[1] becomes the affine x of the sum. 1 / s
 * as a power (n is prime): BN_mod_inverse takes twice the time. */
static bool
check_sum(const struct busy_key *k, BIGNUM *u[2], const BIGNUM *r, const BIGNUM *s,
    EC_POINT *sum, EC_POINT *part, BN_CTX *ctx)
{
	const BIGNUM *n = EC_GROUP_get0_order(busy.curve);

	return BN_mod_exp_mont(u[1], s, busy.order_less_2, n, ctx, busy.by_order) == 1 &&
	       BN_to_montgomery(u[1], u[1], busy.by_order, ctx) == 1 &&
	       BN_mod_mul_montgomery(u[0], u[0], u[1], busy.by_order, ctx) == 1 &&
	       BN_mod_mul_montgomery(u[1], r, u[1], busy.by_order, ctx) == 1 &&
	       EC_POINT_mul(busy.curve, sum, u[0], NULL, NULL, ctx) == 1 &&
	       EC_POINT_mul(k->group, part, u[1], NULL, NULL, ctx) == 1 &&
	       EC_POINT_add(busy.curve, sum, sum, part, ctx) == 1 &&
	       /* fails for the point at infinity */
	       EC_POINT_get_affine_coordinates(busy.curve, sum, u[1], NULL, ctx) == 1 &&
	       BN_nnmod(u[1], u[1], n, ctx) == 1 && BN_cmp(u[1], r) == 0;
}

bool
pki_busy_right(const struct busy_key *key, str md, str sig)
{
	BN_CTX *ctx = BN_CTX_new();
	EC_POINT *sum = EC_POINT_new(busy.curve), *part = EC_POINT_new(key->group);
	BIGNUM *r, *s, *u[2];
	bool ok = false;

	if (ctx == NULL || sum == NULL || part == NULL || md.n != PKI_SHA256_BYTES)
		BUG("no memory, or no digest");
	BN_CTX_start(ctx);
	r = BN_CTX_get(ctx);
	s = BN_CTX_get(ctx);
	u[0] = BN_CTX_get(ctx);
	u[1] = BN_CTX_get(ctx); /* NULL if any of them is */
	if (u[1] == NULL ||
	    BN_bin2bn((const unsigned char *)md.p, (int)md.n, u[0]) == NULL)
		BUG("out of memory");
	if (read_numbers(sig, EC_GROUP_get0_order(busy.curve), r, s))
		ok = check_sum(key, u, r, s, sum, part, ctx);
	BN_CTX_end(ctx);
	EC_POINT_free(part);
	EC_POINT_free(sum);
	BN_CTX_free(ctx);
	ERR_clear_error();
	return ok;
}
