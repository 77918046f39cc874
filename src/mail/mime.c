/*
 * mime.c - building a message. Every header goes out through put_header_*(), which refuse or encode
 * whatever could end a line; bodies are quoted-printable or base64, so no boundary ("=_...") can
 * occur in them.
 */
#include "mail/mail.h"

#include "base/buf.h"
#include "base/codec.h"
#include "base/i18n.h"
#include "base/rnd.h"
#include "base/utf8.h"

#define LINE       76
#define NAME_BYTES 200
#define WORD_BYTES                                                                       \
	39 /* of text in one encoded word: 52 letters of base64 + 12; with "Subject: " a line of 73 */

/* --- what is allowed -------------------------------------------------------------------------- */

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool
all_of(str s, const char *also)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && (s.p[i] == '\0' || strchr(also, s.p[i]) == NULL))
			return false;
	return s.n > 0;
}

/* Parts between dots, none empty. */
static bool
dotted(str s, const char *also)
{
	while (s.n > 0) {
		bool last = !str_has(s, '.');

		if (!all_of(str_cut(&s, '.'), also))
			return false;
		if (last)
			return true;
	}
	return false;
}

bool
mail_address_valid(str addr)
{
	str domain = addr, local = str_cut(&domain, '@');

	return addr.n <= MAIL_ADDRESS_BYTES && local.n <= 64 && str_has(addr, '@') &&
	       dotted(local, "!#$%&'*+/=?^_`{|}~-") && dotted(domain, "-") &&
	       domain.p[0] != '-';
}

/* One line of clean text. */
static bool
line_valid(str s, size_t limit)
{
	return s.n <= limit && utf8_valid_text(s) && !str_has(s, '\n') &&
	       !str_has(s, '\r') && !str_has(s, '\t');
}

static bool
type_valid(str type)
{
	str main, sub;
	size_t i;

	if (type.n > 100)
		return false;
	for (i = 0; i < type.n; i++)
		if (type.p[i] < 0x20 || type.p[i] > 0x7e)
			return false;
	main = str_cut(&type, '/');
	sub = str_trim(str_cut(&type, ';'));
	return all_of(main, "-") && all_of(sub, ".+-") &&
	       !str_eq_nocase(main, STR("multipart")) &&
	       !str_eq_nocase(main, STR("message"));
}

static bool
attachment_valid(const struct mail_attachment *at)
{
	return at->name.n > 0 && line_valid(at->name, NAME_BYTES) &&
	       !str_has(at->name, '/') && !str_has(at->name, '\\') &&
	       type_valid(at->type) && at->data.n <= MAIL_ATTACHMENT_BYTES;
}

static enum rc
refuse(struct err *e, const char *what)
{
	return err_set(e, RC_INVALID, N_("Email tidak dapat disusun."), "mail: %s", what);
}

static enum rc
message_check(const struct mail_message *m, struct err *e)
{
	size_t i;

	if (!mail_address_valid(m->from_addr))
		return refuse(e, "sender address");
	if (!mail_address_valid(m->to_addr))
		return refuse(e, "recipient address");
	if (!line_valid(m->from_name, NAME_BYTES) || !line_valid(m->to_name, NAME_BYTES))
		return refuse(e, "name of sender or recipient");
	if (m->subject.n == 0 || !line_valid(m->subject, MAIL_SUBJECT_BYTES))
		return refuse(e, "subject");
	if (m->text.n > MAIL_TEXT_BYTES || !utf8_valid_text(m->text) ||
	    m->html.n > 4 * MAIL_TEXT_BYTES || !utf8_valid_text(m->html))
		return refuse(e, "text");
	if ((m->id.p != NULL && (!all_of(m->id, "._-") || m->id.n > 64)) ||
	    (m->thread.p != NULL && (!all_of(m->thread, "._-") || m->thread.n > 64)))
		return refuse(e, "id");
	if (m->n_attachments > MAIL_ATTACHMENTS)
		return refuse(e, "number of attachments");
	for (i = 0; i < m->n_attachments; i++)
		if (!attachment_valid(&m->attachments[i]))
			return refuse(e, "attachment");
	return RC_OK;
}

/* --- headers ---------------------------------------------------------------------------------- */

static bool
is_plain(str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] < 0x20 || s.p[i] > 0x7e)
			return false;
	return str_find(s, STR("=?")) < 0;
}

/* RFC 2047, one encoded word a line, never cutting a character in two. */
static void
put_words(struct buf *b, str s)
{
	bool first = true;

	while (s.n > 0) {
		size_t n = s.n < WORD_BYTES ? s.n : WORD_BYTES;

		while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
			n--;
		if (!first)
			BUF_LIT(b, "\r\n ");
		BUF_LIT(b, "=?UTF-8?B?");
		buf_str(b, base64_encode(b->a, s.p, n));
		BUF_LIT(b, "?=");
		s = str_from(s, n);
		first = false;
	}
}

static void
put_subject(struct buf *b, str s)
{
	BUF_LIT(b, "Subject: ");
	if (is_plain(s) && s.n <= LINE - 9)
		buf_str(b, s);
	else
		put_words(b, s);
	BUF_LIT(b, "\r\n");
}

static void
put_mailbox(struct buf *b, const char *header, str name, str addr)
{
	size_t i;

	buf_z(b, header);
	if (name.n > 0 && is_plain(name)) {
		buf_char(b, '"');
		for (i = 0; i < name.n; i++) {
			if (name.p[i] == '"' || name.p[i] == '\\')
				buf_char(b, '\\');
			buf_char(b, name.p[i]);
		}
		BUF_LIT(b, "\"\r\n ");
	} else if (name.n > 0) {
		put_words(b, name);
		BUF_LIT(b, "\r\n ");
	}
	buf_char(b, '<');
	buf_str(b, addr);
	BUF_LIT(b, ">\r\n");
}

static void
put_date(struct buf *b, int64_t at_s)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct datetime t = time_civil_utc(at_s);

	buf_fmt(b, "Date: %.3s, %d %.3s %d %02d:%02d:%02d +0000\r\n",
	    days + 3 * t.weekday, t.date.day, months + 3 * (t.date.month - 1),
	    t.date.year, t.hour, t.minute, t.second);
}

static void
put_headers(struct buf *b, const struct mail_message *m, str id)
{
	str domain = m->from_addr;

	(void)str_cut(&domain, '@');
	put_date(b, m->date_s);
	put_mailbox(b, "From: ", m->from_name, m->from_addr);
	put_mailbox(b, "To: ", m->to_name, m->to_addr);
	put_subject(b, m->subject);
	buf_fmt(b, "Message-ID: <%.*s@%.*s>\r\n", STR_ARG(id), STR_ARG(domain));
	if (m->thread.n > 0)
		buf_fmt(b, "In-Reply-To: <%.*s@%.*s>\r\nReferences: <%.*s@%.*s>\r\n",
		    STR_ARG(m->thread), STR_ARG(domain), STR_ARG(m->thread),
		    STR_ARG(domain));
	BUF_LIT(b, "MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n"
		   "X-Auto-Response-Suppress: All\r\n");
	buf_fmt(b, "Content-Language: %s\r\n", i18n_code(m->lang));
}

/* --- bodies ----------------------------------------------------------------------------------- */

/* RFC 2045 6.7. Any of CR LF, LF, CR in the text is a line end. */
static void
put_quoted(struct buf *b, str s)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t i, column = 0;

	for (i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool eol = i + 1 == s.n || s.p[i + 1] == '\n' || s.p[i + 1] == '\r';
		bool safe = (c > 0x20 && c < 0x7f && c != '=') ||
			    ((c == ' ' || c == '\t') && !eol);

		if (c == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
			continue;
		if (c == '\n' || c == '\r') {
			BUF_LIT(b, "\r\n");
			column = 0;
			continue;
		}
		if (column + (safe ? 1 : 3) > LINE - 1) {
			BUF_LIT(b, "=\r\n");
			column = 0;
		}
		if (safe) {
			buf_char(b, (char)c);
			column++;
		} else {
			buf_char(b, '=');
			buf_char(b, hex[c >> 4]);
			buf_char(b, hex[c & 15]);
			column += 3;
		}
	}
	BUF_LIT(b, "\r\n");
}

static void
put_base64(struct buf *b, str data)
{
	size_t i, step = LINE / 4 * 3;

	for (i = 0; i < data.n; i += step) {
		str part = str_sub(data, i, step);

		buf_str(b, base64_encode(b->a, part.p, part.n));
		BUF_LIT(b, "\r\n");
	}
}

static void
put_alternative(struct buf *b, const struct mail_message *m, str id)
{
	str html =
	    m->html.n > 0 ? m->html : mail_html(b->a, m->lang, m->subject, m->text);
	str edge = str_fmt(b->a, "--=_alt_%.*s", STR_ARG(id));

	buf_fmt(b, "Content-Type: multipart/alternative; boundary=\"=_alt_%.*s\"\r\n\r\n",
	    STR_ARG(id));
	buf_str(b, edge);
	BUF_LIT(b, "\r\nContent-Type: text/plain; charset=utf-8\r\n"
		   "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	put_quoted(b, m->text);
	buf_str(b, edge);
	BUF_LIT(b, "\r\nContent-Type: text/html; charset=utf-8\r\n"
		   "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	put_quoted(b, html);
	buf_str(b, edge);
	BUF_LIT(b, "--\r\n");
}

/* A plain file name as it is, any other by RFC 2231. */
static void
put_filename(struct buf *b, str name)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t i;

	BUF_LIT(b, "Content-Disposition: attachment;\r\n ");
	if (all_of(name, "._- ")) {
		buf_fmt(b, "filename=\"%.*s\"\r\n", STR_ARG(name));
		return;
	}
	BUF_LIT(b, "filename*=UTF-8''");
	for (i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];

		if (is_alnum(name.p[i]) || c == '.' || c == '_' || c == '-') {
			buf_char(b, (char)c);
			continue;
		}
		buf_char(b, '%');
		buf_char(b, hex[c >> 4]);
		buf_char(b, hex[c & 15]);
	}
	BUF_LIT(b, "\r\n");
}

static void
put_attachment(struct buf *b, const struct mail_attachment *at)
{
	BUF_LIT(b, "\r\nContent-Type: ");
	buf_str(b, at->type);
	BUF_LIT(b, "\r\nContent-Transfer-Encoding: base64\r\n");
	put_filename(b, at->name);
	BUF_LIT(b, "\r\n");
	put_base64(b, at->data);
}

enum rc
mail_build(struct arena *a, const struct mail_message *m, str *out, struct err *e)
{
	size_t i, size = m->text.n * 2 + 8192;
	struct buf b;
	str id, edge;

	if (message_check(m, e) != RC_OK)
		return e->rc;
	for (i = 0; i < m->n_attachments; i++)
		size += m->attachments[i].data.n / 3 * 4 + 1024;
	buf_init(&b, a, size);
	id = m->id.n > 0 ? m->id : rnd_id(a);
	put_headers(&b, m, id);
	if (m->n_attachments == 0) {
		put_alternative(&b, m, id);
		*out = buf_get(&b);
		return RC_OK;
	}
	edge = str_fmt(a, "--=_mix_%.*s", STR_ARG(id));
	buf_fmt(&b, "Content-Type: multipart/mixed; boundary=\"=_mix_%.*s\"\r\n\r\n",
	    STR_ARG(id));
	buf_str(&b, edge);
	BUF_LIT(&b, "\r\n");
	put_alternative(&b, m, id);
	for (i = 0; i < m->n_attachments; i++) {
		buf_str(&b, edge);
		put_attachment(&b, &m->attachments[i]);
	}
	buf_str(&b, edge);
	BUF_LIT(&b, "--\r\n");
	*out = buf_get(&b);
	return RC_OK;
}
