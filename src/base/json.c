/* json.c - writing JSON. */
#include "base/json.h"

#include "base/utf8.h"

void
json_string(struct buf *out, str value)
{
	str left = value;
	uint32_t cp;

	buf_char(out, '"');
	while (left.n > 0) {
		const char *at = left.p;

		if (!utf8_next(&left, &cp)) {
			left = str_from(left, 1);
			BUF_LIT(out, "\xef\xbf\xbd");
		} else if (cp == '"' || cp == '\\') {
			buf_char(out, '\\');
			buf_char(out, (char)cp);
		} else if (cp < 0x20) {
			buf_fmt(out, "\\u%04x", (unsigned)cp);
		} else {
			buf_put(out, at, (size_t)(left.p - at));
		}
	}
	buf_char(out, '"');
}

void
json_begin(struct json *j, struct buf *out)
{
	j->out = out;
	j->first = true;
	buf_char(out, '{');
}

void
json_end(struct json *j)
{
	buf_char(j->out, '}');
}

static void
key_put(struct json *j, const char *key)
{
	if (!j->first)
		buf_char(j->out, ',');
	j->first = false;
	json_string(j->out, str_from_z(key));
	buf_char(j->out, ':');
}

void
json_text(struct json *j, const char *key, str value)
{
	key_put(j, key);
	if (value.p == NULL)
		BUF_LIT(j->out, "null");
	else
		json_string(j->out, value);
}

void
json_int(struct json *j, const char *key, int64_t value)
{
	key_put(j, key);
	buf_int(j->out, value);
}

void
json_bool(struct json *j, const char *key, bool value)
{
	key_put(j, key);
	buf_z(j->out, value ? "true" : "false");
}

void
json_raw(struct json *j, const char *key, str value)
{
	key_put(j, key);
	buf_str(j->out, value);
}
