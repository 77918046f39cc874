/* otp.c - one-time passwords by time, through liboath. */
#include "vault/otp.h"

#include <liboath/oath.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/rnd.h"

#define AROUND 1 /* steps before and after that are taken too */

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
start(void)
{
	if (oath_init() != OATH_OK)
		BUG("liboath does not start");
}

str
otp_secret_new(struct arena *a)
{
	unsigned char bytes[OTP_SECRET_BYTES];

	rnd_bytes(bytes, sizeof(bytes));
	return str_dup(a, (str){ (const char *)bytes, sizeof(bytes) });
}

static str
base32(struct arena *a, str secret)
{
	char *text = NULL;
	size_t n = 0;
	str out;

	if (oath_base32_encode(secret.p, secret.n, &text, &n) != OATH_OK)
		BUG("base32 of a secret");
	out = str_dup(a, (str){ text, n });
	free(text);
	return out;
}

str
otp_secret_text(struct arena *a, str secret)
{
	str plain = base32(a, secret);
	struct buf out;

	buf_init(&out, a, 64);
	for (size_t i = 0; i < plain.n; i += 4) {
		if (i > 0)
			buf_char(&out, ' ');
		buf_str(&out, str_sub(plain, i, 4));
	}
	return buf_get(&out);
}

/* RFC 3986 2.1: what is not unreserved is written as %XX. */
static void
put_escaped(struct buf *out, str text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
			     (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_' ||
			     c == '~';

		if (plain)
			buf_char(out, (char)c);
		else
			buf_fmt(out, "%%%02X", c);
	}
}

str
otp_uri(struct arena *a, str issuer, str account, str secret)
{
	struct buf out;

	buf_init(&out, a, 160);
	buf_str(&out, STR("otpauth://totp/"));
	put_escaped(&out, issuer);
	buf_char(&out, ':');
	put_escaped(&out, account);
	buf_str(&out, STR("?secret="));
	buf_str(&out, base32(a, secret));
	buf_str(&out, STR("&issuer="));
	put_escaped(&out, issuer);
	return buf_get(&out);
}

enum rc
otp_check(str secret, int64_t now_s, str code, int64_t *out_step, struct err *e)
{
	char digits[OTP_DIGITS + 1] = "";
	uint64_t step = 0;
	int found = OATH_INVALID_OTP;

	pthread_once(&once, start);
	if (code.n == OTP_DIGITS && str_digits(code) && now_s >= 0) {
		memcpy(digits, code.p, OTP_DIGITS);
		found = oath_totp_validate3(secret.p, secret.n, now_s, OTP_STEP_S, 0,
		    AROUND, NULL, &step, digits);
	}
	if (found < 0)
		return err_set(
		    e, RC_DENIED, N_("Kode salah."), "%s", oath_strerror_name(found));
	*out_step = (int64_t)step;
	return RC_OK;
}
