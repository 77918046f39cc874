/* say.c - sentences with values. */
#include "domain/say.h"

#include "base/buf.h"

enum rc
say_invalid(struct say *out, const char *id, str arg0, str arg1)
{
	*out = (struct say){ id, { arg0, arg1 } };
	return RC_INVALID;
}

str
say_text(struct arena *a, enum lang lang, const struct say *s)
{
	str text = str_from_z(i18n_tr(lang, s->id));
	struct buf b;

	buf_init(&b, a, text.n + 32);
	while (text.n > 0) {
		if (text.n >= 3 && text.p[0] == '{' && text.p[2] == '}' &&
		    (text.p[1] == '0' || text.p[1] == '1')) {
			buf_str(&b, s->arg[text.p[1] - '0']);
			text = str_from(text, 3);
			continue;
		}
		buf_char(&b, text.p[0]);
		text = str_from(text, 1);
	}
	return buf_get(&b);
}
