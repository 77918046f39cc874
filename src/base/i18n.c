/* i18n.c - reading the .mo catalogue in place: a sorted table of ids, searched by halves. */
#include "base/i18n.h"

#include <string.h>

static struct catalogue {
	const char *at;
	uint32_t count, ids,
	    texts; /* offsets of the two tables of (length, offset) pairs */
} catalogues[LANG__COUNT];

static uint32_t
word(const char *at, uint32_t offset)
{
	uint32_t v;

	memcpy(&v, at + offset, sizeof(v));
	return v;
}

enum rc
i18n_install(enum lang lang, const void *mo, size_t n, struct err *e)
{
	struct catalogue c = { mo, 0, 0, 0 };

	if (n < 28 || word(c.at, 0) != 0x950412de)
		return err_set(
		    e, RC_INTERNAL, N_("Terjemahan rusak."), "bad magic in .mo");
	c.count = word(c.at, 8);
	c.ids = word(c.at, 12);
	c.texts = word(c.at, 16);
	if (c.count > n / 16 || c.ids > n - 8 * (size_t)c.count ||
	    c.texts > n - 8 * (size_t)c.count)
		return err_set(
		    e, RC_INTERNAL, N_("Terjemahan rusak."), "bad table in .mo");
	for (uint32_t i = 0; i < c.count; i++)
		if (word(c.at, c.ids + 8 * i + 4) >= n ||
		    word(c.at, c.texts + 8 * i + 4) >= n)
			return err_set(
			    e, RC_INTERNAL, N_("Terjemahan rusak."), "bad entry in .mo");
	catalogues[lang] = c;
	return RC_OK;
}

const char *
i18n_tr(enum lang lang, const char *id)
{
	const struct catalogue *c = &catalogues[lang];
	uint32_t low = 0, high = c->count;

	if (id[0] == '\0')
		return id; /* the empty id is the catalogue's header */
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		int d = strcmp(id, c->at + word(c->at, c->ids + 8 * mid + 4));

		if (d == 0)
			return c->at + word(c->at, c->texts + 8 * mid + 4);
		if (d < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return id;
}

str
i18n_tr_str(enum lang lang, const char *id)
{
	return str_from_z(i18n_tr(lang, id));
}

const char *
i18n_code(enum lang lang)
{
	return lang == LANG_EN ? "en" : "id";
}
