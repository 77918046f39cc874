/* signature.c - signatures as they travel, and how keys are named. */
#include "pki/hash.h"
#include "statement/cbor.h"
#include "statement/statement.h"

#define BAD N_("Tanda tangan petugas tidak dapat dibaca. Ulangi dari halaman sebelumnya.")

/* Nothing here can be longer: client data is some 250 bytes, authenticator data 37 and extensions. */
#define PART_BYTES 4096

static bool
signature_ok(const struct statement_signature *s)
{
	bool passkey = s->kind == STATEMENT_BY_PASSKEY;

	if (s->kind < STATEMENT_BY_PASSKEY || s->kind > STATEMENT_BY_CERTIFICATE)
		return false;
	return s->key_id.n >= 1 && s->key_id.n <= 1023 && s->signature.n >= 1 &&
	       s->signature.n <= PART_BYTES && s->auth_data.n <= PART_BYTES &&
	       s->client_data.n <= PART_BYTES &&
	       passkey == (s->auth_data.n > 0 && s->client_data.n > 0) &&
	       (passkey || (s->auth_data.n == 0 && s->client_data.n == 0));
}

enum rc
statement_signatures_encode(struct arena *a, const struct statement_signature *at,
    size_t n, str *out, struct err *e)
{
	struct buf b;

	if (n < 1 || n > STATEMENT_SIGNED_BY)
		return err_set(e, RC_INVALID, BAD, "%zu signatures", n);
	buf_init(&b, a, 1024);
	st_cbor_array(&b, n);
	for (size_t i = 0; i < n; i++) {
		if (!signature_ok(&at[i]))
			return err_set(e, RC_INVALID, BAD, "signature %zu: shape", i);
		st_cbor_array(&b, 5);
		st_cbor_uint(&b, (uint64_t)at[i].kind);
		st_cbor_bytes(&b, at[i].key_id);
		st_cbor_bytes(&b, at[i].auth_data);
		st_cbor_bytes(&b, at[i].client_data);
		st_cbor_bytes(&b, at[i].signature);
	}
	if (b.n > STATEMENT_BYTES)
		return err_set(e, RC_INVALID, BAD, "signatures: too long");
	*out = buf_get(&b);
	return RC_OK;
}

static bool
take_one(str *in, struct statement_signature *s)
{
	uint64_t kind;
	size_t five;

	if (!st_cbor_take_array(in, 5, &five) || five != 5 ||
	    !st_cbor_take_uint(in, &kind) || kind > 9)
		return false;
	s->kind = (enum statement_signature_kind)kind;
	return st_cbor_take_bytes(in, &s->key_id) &&
	       st_cbor_take_bytes(in, &s->auth_data) &&
	       st_cbor_take_bytes(in, &s->client_data) &&
	       st_cbor_take_bytes(in, &s->signature);
}

enum rc
statement_signatures_decode(struct arena *a, str bytes, struct statement_signature **out,
    size_t *out_n, struct err *e)
{
	struct statement_signature *at;
	str in = bytes, again;
	enum rc rc;
	size_t n;

	if (bytes.n > STATEMENT_BYTES ||
	    !st_cbor_take_array(&in, STATEMENT_SIGNED_BY, &n))
		return err_set(e, RC_INVALID, BAD, "signatures: not a short list");
	at = ARENA_ARRAY(a, n + 1, struct statement_signature);
	for (size_t i = 0; i < n; i++)
		if (!take_one(&in, &at[i]))
			return err_set(e, RC_INVALID, BAD, "signature %zu: shape", i);
	if ((rc = statement_signatures_encode(a, at, n, &again, e)) != RC_OK)
		return rc;
	if (!str_eq(again, bytes))
		return err_set(
		    e, RC_INVALID, BAD, "signatures: not the deterministic encoding");
	*out = at;
	*out_n = n;
	return RC_OK;
}

str
statement_browser_key_id(struct arena *a, str point)
{
	return statement_sha256(a, point);
}

str
statement_key_words(struct arena *a, const struct statement_key *k)
{
	static const char abc[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	unsigned char md[PKI_SHA256_BYTES];
	char *q = arena_alloc(a, 12);
	struct buf b;
	uint64_t bits = 0;

	buf_init(&b, a, 80);
	buf_char(&b, (char)k->alg);
	buf_str(&b, k->point);
	pki_sha256(buf_get(&b), md);
	for (size_t i = 0; i < 8; i++)
		bits = bits << 8 | md[i];
	for (size_t i = 0; i < 11; i++) {
		if (i == 5) {
			q[i] = '-';
			continue;
		}
		q[i] = abc[bits >> 59];
		bits <<= 5;
	}
	return (str){ q, 11 };
}
