/* cookie.c - see cookie.h. */
#include "http/cookie.h"

#include "base/buf.h"
#include "base/limits.h"

/* cookie-octet of RFC 6265 4.1.1 */
static bool
value_ok(str v)
{
	for (size_t i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];

		if (c <= 0x20 || c >= 0x7f || c == '"' || c == ',' || c == ';' ||
		    c == '\\')
			return false;
	}
	return true;
}

static bool
name_ok(str name)
{
	if (name.n == 0 || !value_ok(name))
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (strchr("()<>@:/[]?={}", name.p[i]) != NULL)
			return false;
	return true;
}

str
cookie_find(str header, str name)
{
	str found = STR_NONE;

	for (int i = 0; i < LIMIT_COOKIES && header.n > 0; i++) {
		str value = str_trim(str_cut(&header, ';'));
		str key;

		if (!str_has(value, '='))
			continue;
		key = str_trim(str_cut(&value, '='));
		if (!str_eq(key, name))
			continue;
		if (found.p != NULL)
			return STR_NONE;
		value = str_trim(value);
		if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
			value = str_sub(value, 1, value.n - 2);
		if (!value_ok(value))
			return STR_NONE;
		found = value.p != NULL ? value : STR("");
	}
	return found;
}

str
cookie_render(struct arena *a, const struct cookie *c, bool secure)
{
	struct buf b;

	if (!name_ok(c->name) || !value_ok(c->value))
		BUG("cookie with forbidden octets");
	buf_init(&b, a, 128);
	buf_str(&b, c->name);
	buf_char(&b, '=');
	buf_str(&b, c->value);
	BUF_LIT(&b, "; Path=/; HttpOnly");
	if (c->site == COOKIE_STRICT)
		BUF_LIT(&b, "; SameSite=Strict");
	else
		BUF_LIT(&b, "; SameSite=Lax");
	if (secure)
		BUF_LIT(&b, "; Secure");
	if (c->max_age_s != 0) {
		BUF_LIT(&b, "; Max-Age=");
		buf_int(&b, c->max_age_s < 0 ? 0 : c->max_age_s);
	}
	return buf_get(&b);
}
