/* password_rules.c - length, own data, common words, patterns. */
#include "domain/password_rules.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "domain/common_passwords.h"

#define OWN_PART_MIN 4 /* shorter parts of a name say nothing */

static int
compare_word(const void *key, const void *entry)
{
	return str_cmp(*(const str *)key, str_from_z(*(const char *const *)entry));
}

bool
password_common(str word)
{
	return bsearch(&word, common_passwords, common_passwords_n,
		   sizeof(common_passwords[0]), compare_word) != NULL;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Letters that people write as digits and signs. */
static char
unleet(char c)
{
	static const char from[] = "0134578@$!", to[] = "oieastbasi";
	const char *p = c != '\0' ? strchr(from, c) : NULL;

	return p != NULL ? to[p - from] : c;
}

static bool
is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Does `text` (lower case) hold `part`, whatever its case? */
static bool
holds(str text, str part)
{
	for (size_t i = 0; part.n > 0 && i + part.n <= text.n; i++) {
		size_t k = 0;

		while (k < part.n && text.p[i + k] == lower(part.p[k]))
			k++;
		if (k == part.n)
			return true;
	}
	return false;
}

static bool
holds_word_of(str text, str words, char between)
{
	while (words.n > 0) {
		str word = str_cut(&words, between);

		if (word.n >= OWN_PART_MIN && holds(text, word))
			return true;
	}
	return false;
}

static bool
holds_own(str text, const struct password_owner *who)
{
	str mail = who->email, local = str_cut(&mail, '@');

	if (who->username.n >= OWN_PART_MIN && holds(text, who->username))
		return true;
	if (local.n >= OWN_PART_MIN && holds(text, local))
		return true;
	if (who->nip.n >= 8 &&
	    (holds(text, who->nip) || holds(text, str_sub(who->nip, 0, 8))))
		return true;
	return holds_word_of(text, who->name, ' ') || holds_word_of(text, local, '.');
}

/* One unit of up to four bytes again and again, or bytes that go up or down by one all the way. */
static bool
is_pattern(str s)
{
	bool up = true, down = true;

	for (size_t unit = 1; unit <= 4; unit++) {
		size_t i = unit;

		while (i < s.n && s.p[i] == s.p[i - unit])
			i++;
		if (i >= s.n)
			return true;
	}
	for (size_t i = 1; i < s.n; i++) {
		int step = s.p[i] - s.p[i - 1];
		bool wrap_up = s.p[i - 1] == '9' && s.p[i] == '0';
		bool wrap_down = s.p[i - 1] == '0' && s.p[i] == '9';

		up = up && (step == 1 || wrap_up);
		down = down && (step == -1 || wrap_down);
	}
	return up || down;
}

/*
 * Where the letters of a word may lie, digits and signs around them cut off: at both ends, at the
 * end only (digits in front may be letters: "1ndonesia2026"), or nowhere.
 */
static str
core_of(str text, bool cut_front, bool cut_back)
{
	while (cut_back && text.n > 0 && !is_letter(text.p[text.n - 1]))
		text.n--;
	while (cut_front && text.n > 0 && !is_letter(text.p[0]))
		text = str_from(text, 1);
	return text;
}

/* On the list as it is, or with digits and signs read as the letters they look like. */
static bool
is_listed(str core)
{
	char work[PASSWORD_MAX_BYTES];
	bool listed;

	for (size_t i = 0; i < core.n; i++)
		work[i] = unleet(core.p[i]);
	listed = password_common(core) || password_common((str){ work, core.n });
	explicit_bzero(work, sizeof(work));
	return listed;
}

/* A common word with nothing but digits and signs around it. */
static bool
is_common(str text)
{
	return is_listed(text) || is_listed(core_of(text, true, true)) ||
	       is_listed(core_of(text, false, true));
}

static enum rc
check_text(str text, const struct password_owner *who, struct say *why)
{
	if (who->initial.n == text.n && text.n > 0 && holds(text, who->initial))
		return password_same_as_initial(why);
	if (holds_own(text, who))
		return say_invalid(why,
		    N_("Kata sandi tidak boleh memuat nama, nama pengguna, email, atau NIP Anda."),
		    STR_NONE, STR_NONE);
	if (is_common(text))
		return say_invalid(why,
		    N_("Kata sandi ini pernah bocor di tempat lain. Pilih yang lain."),
		    STR_NONE, STR_NONE);
	if (is_pattern(text))
		return say_invalid(why,
		    N_("Kata sandi ini terlalu mudah ditebak. Pilih yang lain."),
		    STR_NONE, STR_NONE);
	return RC_OK;
}

enum rc
password_check(
    struct arena *a, str password, const struct password_owner *who, struct say *why)
{
	char work[PASSWORD_MAX_BYTES];
	size_t chars = utf8_length(password);
	enum rc rc;

	if (password.n == 0)
		return say_invalid(why, N_("Isi kata sandi baru."), STR_NONE, STR_NONE);
	if (password.n > sizeof(work))
		return say_invalid(why, N_("Kata sandi paling panjang 256 karakter."),
		    STR_NONE, STR_NONE);
	if (str_has(password, '\0'))
		return say_invalid(why,
		    N_("Kata sandi memuat karakter yang tidak dapat dipakai. Ketik ulang."),
		    STR_NONE, STR_NONE);
	for (size_t i = 0; i < password.n; i++)
		work[i] = lower(password.p[i]);
	rc = check_text((str){ work, password.n }, who, why);
	explicit_bzero(work, sizeof(work));
	if (chars < PASSWORD_MIN_CHARS)
		return say_invalid(why,
		    N_("Kata sandi terlalu pendek. Anda mengisi {0} karakter."),
		    str_fmt(a, "%zu", chars), STR_NONE);
	return rc;
}

enum rc
password_repeat(str password, str repeat, struct say *why)
{
	if (repeat.n == 0)
		return say_invalid(
		    why, N_("Ulangi kata sandi baru."), STR_NONE, STR_NONE);
	if (!str_eq_secret(password, repeat))
		return say_invalid(why, N_("Kedua isian berbeda."), STR_NONE, STR_NONE);
	return RC_OK;
}

enum rc
password_same_as_initial(struct say *why)
{
	return say_invalid(why,
	    N_("Kata sandi baru tidak boleh sama dengan kata sandi awal."), STR_NONE,
	    STR_NONE);
}
