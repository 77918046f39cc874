/* csrf.c - signed double submit, masked. */
#include "web/csrf.h"

#include "base/codec.h"
#include "base/rnd.h"
#include "web/app.h"

#define COOKIE    "paraf_formulir"
#define MAC_BYTES 32

/* The keyed MAC of what identifies this browser, 32 bytes. */
static str
expected(struct page *p, str cookie)
{
	str account = page_account_token(p), applicant = page_applicant_token(p), hex,
	    out;
	struct err ignored;

	hex = vault_mac(p->d.vault, p->a, STR("csrf"),
	    str_fmt(p->a, "%.*s|%.*s|%.*s", STR_ARG(cookie), STR_ARG(account),
		STR_ARG(applicant)));
	if (hex_decode(p->a, hex, &out, &ignored) != RC_OK || out.n != MAC_BYTES)
		BUG("vault_mac is not 32 bytes of hex");
	return out;
}

str
csrf_token(struct page *p)
{
	str cookie = http_request_cookie(p->rq, COOKIE), mac;
	unsigned char out[2 * MAC_BYTES];

	if (cookie.n != 40) {
		cookie = rnd_token(p->a);
		http_set_cookie(p->rs, &(struct cookie){ .name = STR(COOKIE),
					   .value = cookie,
					   .max_age_s = 0,
					   .site = COOKIE_STRICT });
	}
	mac = expected(p, cookie);
	rnd_bytes(out, MAC_BYTES);
	for (int i = 0; i < MAC_BYTES; i++)
		out[MAC_BYTES + i] = (unsigned char)(out[i] ^ (unsigned char)mac.p[i]);
	return base64url_encode(p->a, out, sizeof(out));
}

static enum rc
refuse(struct err *e, const char *why)
{
	return err_set(e, RC_DENIED,
	    N_("Formulir ini sudah kedaluwarsa atau tidak berasal dari halaman kami. Muat ulang "
	       "halaman sebelumnya, lalu kirim lagi."),
	    "%s", why);
}

static bool
from_elsewhere(struct page *p)
{
	str site = http_request_header(p->rq, "Sec-Fetch-Site");
	str origin = http_request_header(p->rq, "Origin");
	str host = http_request_header(p->rq, "Host");

	/* The browser's own word; a page sent with no-referrer has "Origin: null" beside it. */
	if (site.p != NULL)
		return !str_eq(site, STR("same-origin")) && !str_eq(site, STR("none"));
	if (origin.p == NULL || str_eq(origin, p->app->conf->public_url))
		return false;
	/* Behind a proxy or on a free port the public address may differ: the host must not. */
	return !str_ends(origin, str_fmt(p->a, "://%.*s", STR_ARG(host)));
}

enum rc
csrf_check(struct page *p, struct err *e)
{
	str cookie = http_request_cookie(p->rq, COOKIE), token, mac, raw;
	char got[MAC_BYTES];

	if (from_elsewhere(p))
		return refuse(e, "csrf: other site");
	token = http_value(&p->rq->form, "csrf");
	if (cookie.n != 40 || token.p == NULL)
		return refuse(e, "csrf: cookie or field missing");
	if (base64url_decode(p->a, token, &raw, e) != RC_OK || raw.n != 2 * MAC_BYTES)
		return refuse(e, "csrf: malformed");
	mac = expected(p, cookie);
	for (int i = 0; i < MAC_BYTES; i++)
		got[i] = (char)(raw.p[i] ^ raw.p[MAC_BYTES + i]);
	if (!str_eq_secret(mac, (str){ got, MAC_BYTES }))
		return refuse(e, "csrf: wrong");
	return RC_OK;
}
