/* systems.c - reading accepted_in. */
#include "conf/systems.h"

#include "base/clock.h"

static enum rc
bad(str name, const char *what, struct err *e)
{
	return err_say(e, RC_INVALID, "accepted_in: %.*s: %s", STR_ARG(name), what);
}

static bool
all_in(str s, const char *letters)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr(letters, s.p[i]) == NULL)
			return false;
	return s.n > 0;
}

static void
add(struct conf_list *l, str value)
{
	((str *)l->at)[l->n++] = value;
}

static enum rc
read_day(str name, str value, int64_t *out, struct err *e)
{
	struct date day;

	if (*out != 0 || date_parse_iso(value, &day, e) != RC_OK)
		return bad(
		    name, N_("tulis from dan until sekali, misalnya from=2026-01-31"), e);
	*out = date_to_days(day);
	return RC_OK;
}

static enum rc
read_word(struct conf_system *s, str word, struct err *e)
{
	str value = word, key = str_cut(&value, '=');

	if (str_eq_z(word, "sign")) {
		s->signs = true;
	} else if (str_eq_z(word, "enter")) {
		s->enters = true;
	} else if (str_eq_z(key, "policy")) {
		if (!all_in(value, "0123456789.") || !str_has(value, '.'))
			return bad(s->name,
			    N_("policy adalah OID, misalnya policy=2.16.360.1.1.1"), e);
		add(&s->policies, value);
	} else if (str_eq_z(key, "office")) {
		if (value.n != 3 || !all_in(value, "0123456789"))
			return bad(s->name,
			    N_("office adalah kode tiga angka, misalnya 082"), e);
		add(&s->offices, value);
	} else if (str_eq_z(key, "from")) {
		return read_day(s->name, value, &s->from_day, e);
	} else if (str_eq_z(key, "until")) {
		return read_day(s->name, value, &s->until_day, e);
	} else {
		return bad(s->name,
		    N_("kata yang dikenal: sign enter policy= office= from= until="), e);
	}
	return RC_OK;
}

static enum rc
read_system(struct arena *a, str text, struct conf_system *s, struct err *e)
{
	str words = text, name = str_trim(str_cut(&words, ':'));

	*s = (struct conf_system){ .name = name };
	if (name.n == 0 || words.n == 0)
		return bad(name, N_("tulis NAMA: sign enter ..."), e);
	words = str_squeeze(a, words);
	s->policies.at = ARENA_ARRAY(a, words.n / 2 + 1, str);
	s->offices.at = ARENA_ARRAY(a, words.n / 2 + 1, str);
	while (words.n > 0)
		if (read_word(s, str_cut(&words, ' '), e) != RC_OK)
			return e->rc;
	if (!s->signs && !s->enters)
		return bad(name, N_("tulis sign, enter, atau keduanya"), e);
	if (s->from_day != 0 && s->until_day != 0 && s->until_day < s->from_day)
		return bad(name, N_("until lebih awal daripada from"), e);
	return RC_OK;
}

enum rc
conf_systems_parse(struct arena *a, str text, struct conf_systems *out, struct err *e)
{
	struct conf_system *at = ARENA_ARRAY(a, CONF_SYSTEMS, struct conf_system);
	size_t n = 0;

	while (str_trim(text).n > 0) {
		str one = str_trim(str_cut(&text, ';'));

		if (one.n == 0)
			continue;
		if (n == CONF_SYSTEMS)
			return bad(one, N_("terlalu banyak sistem"), e);
		if (read_system(a, one, &at[n], e) != RC_OK)
			return e->rc;
		for (size_t i = 0; i < n; i++)
			if (str_eq(at[i].name, at[n].name))
				return bad(one, N_("tertulis dua kali"), e);
		n++;
	}
	*out = (struct conf_systems){ at, n };
	return RC_OK;
}
