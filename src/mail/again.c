/* again.c - a mail as it may be read again inside the portal. */
#include "base/buf.h"
#include "mail/mail.h"

#define CODE_DIGITS 6

/* Kinds that carry a code or a link that opens something once. */
static const char *const secret_kinds[] = { "code", "resume", "password_reset",
	"certificate_ready", "opip_granted" };

bool
mail_is_secret(str kind)
{
	for (size_t i = 0; i < ARRAY_LEN(secret_kinds); i++)
		if (str_eq_z(kind, secret_kinds[i]))
			return true;
	return false;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The line without six digits in a row; a longer number is no code of ours. */
static void
put_without_codes(struct buf *b, str line)
{
	while (line.n > 0) {
		size_t n = 0;

		while (n < line.n && is_digit(line.p[n]))
			n++;
		if (n == CODE_DIGITS)
			BUF_LIT(b, "••••••");
		else
			buf_str(b, str_sub(line, 0, n > 0 ? n : 1));
		line = str_from(line, n > 0 ? n : 1);
	}
}

str
mail_again(struct arena *a, str kind, str text)
{
	struct buf b;

	if (!mail_is_secret(kind))
		return text;
	buf_init(&b, a, text.n + 64);
	while (text.n > 0) {
		str line = str_cut(&text, '\n');
		ptrdiff_t link = str_find(line, STR("http"));

		put_without_codes(&b, link < 0 ? line : str_sub(line, 0, (size_t)link));
		if (link >= 0)
			BUF_LIT(&b, "•••");
		if (text.n > 0)
			buf_char(&b, '\n');
	}
	return buf_get(&b);
}
