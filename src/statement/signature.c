/* signature.c - signatures as they travel, and how keys are named. */
#include <string.h>

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

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* The first bits of SHA-256(text) as that many letters, at most twelve. */
static char *
letters_of(struct arena *a, str text, size_t letters)
{
	unsigned char md[PKI_SHA256_BYTES];
	char *q = arena_alloc(a, letters);
	uint64_t bits = 0;

	pki_sha256(text, md);
	for (size_t i = 0; i < 8; i++)
		bits = bits << 8 | md[i];
	for (size_t i = 0; i < letters; i++) {
		q[i] = crockford[bits >> 59];
		bits <<= 5;
	}
	return q;
}

str
statement_key_words(struct arena *a, const struct statement_key *k)
{
	struct buf b;
	const char *q;

	buf_init(&b, a, 80);
	buf_char(&b, (char)k->alg);
	buf_str(&b, k->point);
	q = letters_of(a, buf_get(&b), 10);
	return str_fmt(a, "%.5s-%.5s", q, q + 5);
}

str
statement_renewal_code(struct arena *a, str authority, str serial, str spki)
{
	struct buf b;

	buf_init(&b, a, spki.n + 160);
	buf_put(&b, STATEMENT_RENEWAL_LABEL, sizeof(STATEMENT_RENEWAL_LABEL));
	buf_str(&b, authority);
	buf_char(&b, '\0');
	buf_str(&b, serial);
	buf_char(&b, '\0');
	buf_str(&b, spki);
	return (str){ letters_of(a, buf_get(&b), STATEMENT_RENEWAL_LETTERS),
		STATEMENT_RENEWAL_LETTERS };
}

str
statement_renewal_code_shown(struct arena *a, str code)
{
	return code.n != STATEMENT_RENEWAL_LETTERS
		   ? code
		   : str_fmt(a, "%.4s-%.4s-%.4s", code.p, code.p + 4, code.p + 8);
}

enum rc
statement_renewal_code_read(struct arena *a, str typed, str *out, struct err *e)
{
	str s = str_upper(a, str_without(a, typed, " .-\t\r\n"));
	char *q = arena_copy(a, s.p, s.n);
	bool ok = s.n == STATEMENT_RENEWAL_LETTERS;

	for (size_t i = 0; i < s.n; i++) {
		if (q[i] == 'I' || q[i] == 'L')
			q[i] = '1';
		if (q[i] == 'O')
			q[i] = '0';
		ok = ok && q[i] != '\0' && strchr(crockford, q[i]) != NULL;
	}
	if (!ok)
		return err_set(e, RC_INVALID,
		    N_("Kode kontrol terdiri atas dua belas huruf dan angka, misalnya 7QK2-M9X4-TRC0."),
		    "renewal code: %zu letters", s.n);
	*out = (str){ q, s.n };
	return RC_OK;
}

bool
statement_has_word(const struct statement_words *words, const char *word)
{
	for (size_t i = 0; i < words->n; i++)
		if (str_eq_z(words->at[i], word))
			return true;
	return false;
}

bool
statement_two_factors(const struct statement_words *factors)
{
	/* a passkey is something one has, unlocked by something one knows or is */
	return statement_has_word(factors, "passkey") ||
	       (statement_has_word(factors, "password") &&
		   statement_has_word(factors, "totp"));
}
