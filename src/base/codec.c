/* codec.c - hex, base64, base64url, Crockford base 32. */
#include "base/codec.h"

#include "base/rnd.h"

static const char b64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char b64url[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char crock[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

str
hex_encode(struct arena *a, const void *p, size_t n)
{
	static const char digit[] = "0123456789abcdef";
	const unsigned char *u = p;
	char *q = arena_alloc(a, 2 * n + 1);

	for (size_t i = 0; i < n; i++) {
		q[2 * i] = digit[u[i] >> 4];
		q[2 * i + 1] = digit[u[i] & 15];
	}
	return (str){ q, 2 * n };
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

enum rc
hex_decode(struct arena *a, str s, str *out, struct err *e)
{
	char *q = arena_alloc(a, s.n / 2 + 1);

	if (s.n % 2 != 0)
		return err_set(
		    e, RC_INVALID, N_("Kode tidak lengkap."), "odd hex length");
	for (size_t i = 0; i < s.n; i += 2) {
		int h = hex_value(s.p[i]), l = hex_value(s.p[i + 1]);

		if (h < 0 || l < 0)
			return err_set(
			    e, RC_INVALID, N_("Kode tidak dikenal."), "not hex");
		q[i / 2] = (char)(h << 4 | l);
	}
	*out = (str){ q, s.n / 2 };
	return RC_OK;
}

static str
b64_encode(struct arena *a, const unsigned char *u, size_t n, const char *abc, bool pad)
{
	char *q = arena_alloc(a, (n + 2) / 3 * 4 + 1);
	size_t k = 0;

	for (size_t i = 0; i < n; i += 3) {
		size_t left = n - i;
		unsigned v = (unsigned)u[i] << 16 |
			     (left > 1 ? (unsigned)u[i + 1] << 8 : 0) |
			     (left > 2 ? u[i + 2] : 0);

		q[k++] = abc[v >> 18];
		q[k++] = abc[v >> 12 & 63];
		if (left > 1)
			q[k++] = abc[v >> 6 & 63];
		else if (pad)
			q[k++] = '=';
		if (left > 2)
			q[k++] = abc[v & 63];
		else if (pad)
			q[k++] = '=';
	}
	return (str){ q, k };
}

static enum rc
b64_decode(struct arena *a, str s, const char *abc, str *out, struct err *e)
{
	char *q = arena_alloc(a, s.n / 4 * 3 + 3);
	unsigned v = 0;
	int bits = 0;
	size_t k = 0;

	for (size_t i = 0; i < s.n; i++) {
		const char *at = s.p[i] == '\0' ? NULL : strchr(abc, s.p[i]);

		if (at == NULL)
			return err_set(
			    e, RC_INVALID, N_("Kode tidak dikenal."), "not base64");
		v = v << 6 | (unsigned)(at - abc);
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			q[k++] = (char)(v >> bits & 255);
		}
	}
	if (bits >= 6 || (v & ((1U << bits) - 1)) != 0)
		return err_set(
		    e, RC_INVALID, N_("Kode tidak lengkap."), "left-over bits");
	*out = (str){ q, k };
	return RC_OK;
}

str
base64_encode(struct arena *a, const void *p, size_t n)
{
	return b64_encode(a, p, n, b64, true);
}

enum rc
base64_decode(struct arena *a, str s, str *out, struct err *e)
{
	size_t pad = 0;

	s = str_without(a, s, " \t\r\n");
	while (pad < 2 && s.n > 0 && s.p[s.n - 1] == '=') {
		s.n--;
		pad++;
	}
	if ((s.n + pad) % 4 != 0)
		return err_set(
		    e, RC_INVALID, N_("Kode tidak lengkap."), "base64 padding");
	return b64_decode(a, s, b64, out, e);
}

str
base64url_encode(struct arena *a, const void *p, size_t n)
{
	return b64_encode(a, p, n, b64url, false);
}

enum rc
base64url_decode(struct arena *a, str s, str *out, struct err *e)
{
	return b64_decode(a, s, b64url, out, e);
}

/* Weighted sum modulo 31 (a prime, so swaps and single errors show), as one alphabet letter. */
static char
crock_check_letter(str s)
{
	unsigned sum = 0;

	for (size_t i = 0; i < s.n; i++)
		sum += (unsigned)(i + 1) * (unsigned)(strchr(crock, s.p[i]) - crock);
	return crock[sum % 31];
}

str
crockford_random(struct arena *a, size_t letters)
{
	unsigned char r[32];
	char *q = arena_alloc(a, letters + 2);

	BUG_ON(letters > sizeof(r));
	rnd_bytes(r, letters);
	for (size_t i = 0; i < letters; i++)
		q[i] = crock[r[i] & 31];
	q[letters] = crock_check_letter((str){ q, letters });
	return (str){ q, letters + 1 };
}

enum rc
crockford_check(struct arena *a, str typed, size_t letters, str *out, struct err *e)
{
	static const char wrong[] =
	    N_("Periksa huruf dan angkanya; nomor tidak memakai huruf I, L, O, dan U.");
	str s = str_upper(a, str_without(a, typed, " -\t\r\n"));
	char *q = arena_copy(a, s.p, s.n);

	for (size_t i = 0; i < s.n; i++) {
		if (q[i] == 'I' || q[i] == 'L')
			q[i] = '1';
		if (q[i] == 'O')
			q[i] = '0';
		if (q[i] == '\0' || strchr(crock, q[i]) == NULL)
			return err_set(
			    e, RC_INVALID, wrong, "letter outside the alphabet");
	}
	if (s.n != letters + 1 || crock_check_letter((str){ q, letters }) != q[letters])
		return err_set(e, RC_INVALID, wrong, "wrong length or check letter");
	*out = (str){ q, s.n };
	return RC_OK;
}
