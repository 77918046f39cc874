/*
 * html.c - the HTML part of a mail, made from its plain text: the text is the source, so the two can
 * never say different things. Inline styles and a table-free page, as mail readers want it.
 */
#include "base/buf.h"
#include "base/i18n.h"
#include "mail/mail.h"

#define P_STYLE "margin:0 0 16px;"
#define BUTTON_STYLE                                                                     \
	"display:inline-block;padding:12px 20px;border-radius:6px;background:#0b3b77;"   \
	"color:#ffffff;font-weight:600;text-decoration:none"

static void
put_text(struct buf *b, str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '&':
			BUF_LIT(b, "&amp;");
			break;
		case '<':
			BUF_LIT(b, "&lt;");
			break;
		case '>':
			BUF_LIT(b, "&gt;");
			break;
		case '"':
			BUF_LIT(b, "&quot;");
			break;
		case '\'':
			BUF_LIT(b, "&#39;");
			break;
		case '\r':
			break;
		default:
			buf_char(b, s.p[i]);
			break;
		}
	}
}

/* `[Label] https://...` and nothing behind it. */
static bool
button_line(str line, str *label, str *url)
{
	ptrdiff_t end = str_find(line, STR("] http"));

	if (end < 2 || line.p[0] != '[')
		return false;
	*label = str_sub(line, 1, (size_t)end - 1);
	*url = str_from(line, (size_t)end + 2);
	return (str_starts(*url, STR("https://")) || str_starts(*url, STR("http://"))) &&
	       !str_has(*url, ' ');
}

static void
put_button(struct buf *b, str label, str url)
{
	BUF_LIT(b, "<p style=\"" P_STYLE "\"><a style=\"" BUTTON_STYLE "\" href=\"");
	put_text(b, url);
	BUF_LIT(b, "\">");
	put_text(b, label);
	BUF_LIT(b,
	    "</a><br><span style=\"font-size:13px;color:#4b5a6b;word-break:break-all\">");
	put_text(b, url);
	BUF_LIT(b, "</span></p>\n");
}

/* Which element the last line left open. */
enum block { BLOCK_NONE, BLOCK_P, BLOCK_LIST };

static enum block
block_close(struct buf *b, enum block open)
{
	if (open == BLOCK_P)
		BUF_LIT(b, "</p>\n");
	else if (open == BLOCK_LIST)
		BUF_LIT(b, "</ul>\n");
	return BLOCK_NONE;
}

static enum block
put_line(struct buf *b, str line, enum block open)
{
	str label, url;

	if (line.n == 0)
		return block_close(b, open);
	if (button_line(line, &label, &url)) {
		(void)block_close(b, open);
		put_button(b, label, url);
		return BLOCK_NONE;
	}
	if (str_starts(line, STR("- "))) {
		if (open != BLOCK_LIST) {
			(void)block_close(b, open);
			BUF_LIT(b, "<ul style=\"margin:0 0 16px;padding-left:24px\">\n");
		}
		BUF_LIT(b, "<li>");
		put_text(b, str_from(line, 2));
		BUF_LIT(b, "</li>\n");
		return BLOCK_LIST;
	}
	if (open == BLOCK_P) {
		BUF_LIT(b, "<br>\n");
	} else {
		(void)block_close(b, open);
		BUF_LIT(b, "<p style=\"" P_STYLE "\">");
	}
	put_text(b, line);
	return BLOCK_P;
}

str
mail_html(struct arena *a, enum lang lang, str subject, str text)
{
	enum block open = BLOCK_NONE;
	struct buf b;

	buf_init(&b, a, text.n * 2 + 2048);
	buf_fmt(&b,
	    "<!doctype html>\n<html lang=\"%s\">\n<head><meta charset=\"utf-8\">"
	    "<meta name=\"viewport\" content=\"width=device-width\"><title>",
	    i18n_code(lang));
	put_text(&b, subject);
	BUF_LIT(&b,
	    "</title></head>\n<body style=\"margin:0;padding:24px;background:#f3f6fa\">\n"
	    "<div style=\"max-width:600px;margin:0 auto;padding:24px;background:#ffffff;"
	    "border-top:4px solid #f2b705;font:16px/1.5 Arial,Helvetica,sans-serif;"
	    "color:#16202c;overflow-wrap:anywhere\">\n");
	while (text.n > 0)
		open = put_line(&b, str_trim(str_cut(&text, '\n')), open);
	(void)block_close(&b, open);
	BUF_LIT(&b, "</div>\n</body>\n</html>\n");
	return buf_get(&b);
}
