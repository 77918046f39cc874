/* ident_contact.c - e-mail addresses and telephone numbers (DOMAIN 3.7). */
#include "base/buf.h"
#include "domain/ident.h"

#define EMAIL_MAX 254
#define LOCAL_MAX 64
#define LABEL_MAX 63

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* dot-atom of RFC 5322, ASCII: no dot at the ends, none doubled. */
static bool
local_valid(str s)
{
	char last = '.';

	if (s.n == 0 || s.n > LOCAL_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.' && last == '.')
			return false;
		if (!is_alnum(s.p[i]) &&
		    (s.p[i] == '\0' || strchr(".!#$%&'*+-/=?^_`{|}~", s.p[i]) == NULL))
			return false;
		last = s.p[i];
	}
	return last != '.';
}

static bool
label_valid(str s)
{
	if (s.n == 0 || s.n > LABEL_MAX || s.p[0] == '-' || s.p[s.n - 1] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && s.p[i] != '-')
			return false;
	return true;
}

/* At least two labels, the last one not a number. */
static bool
domain_valid(str s)
{
	size_t labels = 0;
	str label = STR_NONE;

	if (s.n == 0 || str_ends(s, STR(".")))
		return false;
	while (s.n > 0) {
		label = str_cut(&s, '.');
		if (!label_valid(label))
			return false;
		labels++;
	}
	return labels >= 2 && label.n >= 2 && !str_digits(label);
}

enum rc
ident_email_any(struct arena *a, str typed, struct email *out, struct say *why)
{
	str s = str_trim(typed), domain = s, local;

	if (s.n == 0)
		return say_invalid(why, N_("Isi email kedinasan."), STR_NONE, STR_NONE);
	local = str_cut(&domain, '@');
	if (s.n > EMAIL_MAX || local.n == s.n || !local_valid(local) ||
	    !domain_valid(domain))
		return say_invalid(why,
		    N_("Tulis email lengkap, contoh nama@kemenkeu.go.id."), STR_NONE,
		    STR_NONE);
	domain = str_lower(a, domain);
	out->address = str_fmt(a, "%.*s@%.*s", STR_ARG(local), STR_ARG(domain));
	out->ci = str_lower(a, s);
	return RC_OK;
}

static bool
domain_allowed(struct arena *a, str domain, str allowed)
{
	allowed = str_lower(a, allowed);
	if (str_starts(allowed, STR("*.")))
		return str_ends(domain, str_from(allowed, 1)) && domain.n > allowed.n - 1;
	return str_eq(domain, allowed);
}

/* "@a atau @b" */
static str
domain_words(struct arena *a, const str *domains, size_t n)
{
	struct buf b;

	buf_init(&b, a, 64);
	for (size_t i = 0; i < n; i++) {
		bool below = str_starts(domains[i], STR("*."));

		buf_z(&b, i > 0 ? " atau " : "");
		buf_z(&b, below ? "." : "@");
		buf_str(&b, str_from(domains[i], below ? 2 : 0));
	}
	return buf_get(&b);
}

enum rc
ident_email(struct arena *a, str typed, const str *domains, size_t n_domains,
    struct email *out, struct say *why)
{
	struct email mail;
	str domain;
	enum rc rc = ident_email_any(a, typed, &mail, why);

	if (rc != RC_OK)
		return rc;
	domain = mail.ci;
	str_cut(&domain, '@');
	for (size_t i = 0; i < n_domains; i++) {
		if (!domain_allowed(a, domain, domains[i]))
			continue;
		*out = mail;
		return RC_OK;
	}
	return say_invalid(why,
	    N_("Email harus berakhiran {0}. Untuk email lain, hubungi admin kantor."),
	    domain_words(a, domains, n_domains), STR_NONE);
}

bool
ident_email_functional(struct arena *a, str address, const str *words, size_t n_words)
{
	str rest = str_lower(a, str_trim(address)), local = str_cut(&rest, '@');

	for (size_t i = 0; i < n_words; i++) {
		str word = str_lower(a, words[i]);
		char next;

		if (word.n == 0 || !str_starts(local, word))
			continue;
		if (local.n == word.n)
			return true;
		next = local.p[word.n];
		if ((next >= '0' && next <= '9') || next == '.' || next == '_' ||
		    next == '-')
			return true;
	}
	return false;
}

enum rc
ident_phone(struct arena *a, str typed, str *out, struct say *why)
{
	str s = str_without(a, typed, " \t\r\n.-()/");

	if (s.n == 0)
		return say_invalid(why, N_("Isi nomor ponsel."), STR_NONE, STR_NONE);
	if (str_starts(s, STR("+62")))
		s = str_from(s, 3);
	else if (str_starts(s, STR("62")))
		s = str_from(s, 2);
	else if (str_starts(s, STR("0")))
		s = str_from(s, 1);
	else
		s = STR("");
	/* now without the leading 0: 8 and 8 to 11 digits more */
	if (!str_digits(s) || s.p[0] != '8' || s.n < 9 || s.n > 12)
		return say_invalid(why,
		    N_("Nomor ponsel 10 sampai 13 angka, diawali 08 atau +62."), STR_NONE,
		    STR_NONE);
	*out = str_fmt(a, "+62%.*s", STR_ARG(s));
	return RC_OK;
}

str
ident_phone_shown(struct arena *a, str stored)
{
	struct buf b;

	if (!str_starts(stored, STR("+62")))
		return stored;
	stored = str_fmt(a, "0%.*s", STR_ARG(str_from(stored, 3)));
	buf_init(&b, a, 24);
	for (size_t i = 0; i < stored.n; i++) {
		if (i == 4 || i == 8)
			buf_char(&b, ' ');
		buf_char(&b, stored.p[i]);
	}
	return buf_get(&b);
}
