/* table.c - the table of settings, and how one value is read and written. */
#include "conf/table.h"

#define AT(name) offsetof(struct conf, name)

const struct conf_item conf_table[CONF__COUNT] = {
#define CONF_SECTION(id, title) { .help = (title), .kind = CONF_KIND_SECTION },
#define CONF_TEXT(name, def, help)                                                       \
	{ #name, def, help, NULL, CONF_KIND_TEXT, AT(name), 0, 0 },
#define CONF_PATH(name, def, help)                                                       \
	{ #name, def, help, NULL, CONF_KIND_PATH, AT(name), 0, 0 },
#define CONF_CHOICE(name, def, choices, help)                                            \
	{ #name, def, help, choices, CONF_KIND_CHOICE, AT(name), 0, 0 },
#define CONF_LIST(name, def, help)                                                       \
	{ #name, def, help, NULL, CONF_KIND_LIST, AT(name), 0, 0 },
#define CONF_BOOL(name, def, help)                                                       \
	{ #name, def, help, NULL, CONF_KIND_BOOL, AT(name), 0, 0 },
#define CONF_INT(name, def, min, max, help)                                              \
	{ #name, def, help, NULL, CONF_KIND_INT, AT(name), min, max },
#define CONF_SIZE(name, def, min, max, help)                                             \
	{ #name, def, help, NULL, CONF_KIND_SIZE, AT(name), min, max },
#define CONF_TIME(name, def, min, max, help)                                             \
	{ #name, def, help, NULL, CONF_KIND_TIME, AT(name), min, max },
#include "conf/conf.def"
};

struct unit {
	char letter;
	int64_t factor;
};

/* Largest first, so that printing finds the largest that divides. */
static const struct unit size_units[] = { { 'G', 1 << 30 }, { 'M', 1 << 20 },
	{ 'K', 1 << 10 } };
static const struct unit time_units[] = { { 'd', 86400 }, { 'h', 3600 }, { 'm', 60 },
	{ 's', 1 } };

static const struct unit *
units_of(enum conf_kind kind, size_t *out_n)
{
	*out_n = kind == CONF_KIND_SIZE ? ARRAY_LEN(size_units) : ARRAY_LEN(time_units);
	if (kind == CONF_KIND_SIZE)
		return size_units;
	if (kind == CONF_KIND_TIME)
		return time_units;
	*out_n = 0;
	return NULL;
}

const char *
conf_kind_name(enum conf_kind kind)
{
	static const char *const names[CONF_KIND__COUNT] = { "", "text", "path", "word",
		"words", "yes|no", "number", "size", "time" };

	return names[kind];
}

static bool
word_in(str word, const char *list)
{
	str rest = str_from_z(list);

	while (rest.n > 0)
		if (str_eq(str_cut(&rest, ' '), word))
			return word.n > 0;
	return false;
}

static bool
parse_bool(str s, bool *out)
{
	*out = word_in(s, "yes true on 1 ya");
	return *out || word_in(s, "no false off 0 tidak");
}

/* A number with an optional unit letter of the kind, within the setting's range. */
static bool
parse_number(const struct conf_item *it, str s, int64_t *out)
{
	struct err ignored;
	size_t n;
	const struct unit *units = units_of(it->kind, &n);
	int64_t factor = 1, v;

	for (size_t i = 0; i < n && s.n > 1; i++) {
		if (s.p[s.n - 1] != units[i].letter)
			continue;
		factor = units[i].factor;
		s.n--;
		break;
	}
	if (str_int64(s, &v, &ignored) != RC_OK || v < it->min / factor ||
	    v > it->max / factor)
		return false;
	*out = v * factor;
	return *out >= it->min;
}

static enum rc
wants(const struct conf_item *it, struct err *e)
{
	switch (it->kind) {
	case CONF_KIND_BOOL:
		return err_say(e, RC_INVALID, N_("%s: tulis yes atau no"), it->name);
	case CONF_KIND_CHOICE:
		return err_say(e, RC_INVALID, N_("%s: pilih salah satu dari: %s"),
		    it->name, it->choices);
	case CONF_KIND_PATH:
		return err_say(e, RC_INVALID,
		    N_("%s: tulis alamat berkas lengkap, diawali /"), it->name);
	case CONF_KIND_INT:
		return err_say(e, RC_INVALID, N_("%s: tulis angka dari %lld sampai %lld"),
		    it->name, (long long)it->min, (long long)it->max);
	case CONF_KIND_SIZE:
		return err_say(e, RC_INVALID,
		    N_("%s: tulis ukuran (misalnya 512K atau 10M) dari %lld sampai %lld byte"),
		    it->name, (long long)it->min, (long long)it->max);
	case CONF_KIND_TIME:
		return err_say(e, RC_INVALID,
		    N_("%s: tulis lama waktu (misalnya 90, 30m, 12h atau 14d) dari %lld sampai "
		       "%lld detik"),
		    it->name, (long long)it->min, (long long)it->max);
	default:
		return err_say(e, RC_INVALID,
		    N_("%s: teks tidak boleh memuat karakter kendali"), it->name);
	}
}

enum rc
conf_value_check(const struct conf_item *it, str text, struct err *e)
{
	int64_t number;
	bool yes, ok = true;

	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7f)
			return err_say(e, RC_INVALID,
			    N_("%s: teks tidak boleh memuat karakter kendali"), it->name);
	switch (it->kind) {
	case CONF_KIND_BOOL:
		ok = parse_bool(text, &yes);
		break;
	case CONF_KIND_CHOICE:
		ok = word_in(text, it->choices);
		break;
	case CONF_KIND_PATH:
		ok = str_starts(text, STR("/")) || str_starts(text, STR("{"));
		break;
	case CONF_KIND_INT:
	case CONF_KIND_SIZE:
	case CONF_KIND_TIME:
		ok = parse_number(it, text, &number);
		break;
	default:
		break;
	}
	return ok ? RC_OK : wants(it, e);
}

static struct conf_list
split(struct arena *a, str text)
{
	str *at = ARENA_ARRAY(a, text.n / 2 + 1, str);
	size_t n = 0;

	text = str_squeeze(a, text);
	while (text.n > 0)
		at[n++] = str_cut(&text, ' ');
	return (struct conf_list){ at, n };
}

enum rc
conf_value_store(
    const struct conf_item *it, struct arena *a, str text, struct conf *c, struct err *e)
{
	void *place = (char *)c + it->offset;
	enum rc rc = conf_value_check(it, text, e);

	if (rc != RC_OK)
		return rc;
	switch (it->kind) {
	case CONF_KIND_BOOL:
		parse_bool(text, place);
		break;
	case CONF_KIND_INT:
	case CONF_KIND_SIZE:
	case CONF_KIND_TIME:
		parse_number(it, text, place);
		break;
	case CONF_KIND_LIST:
		*(struct conf_list *)place = split(a, text);
		break;
	case CONF_KIND_PATH:
		if (!str_starts(text, STR("/")))
			return wants(it, e);
		*(str *)place = str_dup(a, text);
		break;
	default:
		*(str *)place = str_dup(a, text);
		break;
	}
	return RC_OK;
}

static void
print_number(const struct conf_item *it, int64_t v, struct buf *out)
{
	size_t n;
	const struct unit *units = units_of(it->kind, &n);

	for (size_t i = 0; i < n; i++) {
		if (v == 0 || units[i].factor == 1 || v % units[i].factor != 0)
			continue;
		buf_int(out, v / units[i].factor);
		buf_char(out, units[i].letter);
		return;
	}
	buf_int(out, v);
}

void
conf_value_print(const struct conf_item *it, const struct conf *c, struct buf *out)
{
	const void *place = (const char *)c + it->offset;
	const struct conf_list *list = place;

	switch (it->kind) {
	case CONF_KIND_SECTION:
		return;
	case CONF_KIND_BOOL:
		buf_z(out, *(const bool *)place ? "yes" : "no");
		return;
	case CONF_KIND_INT:
	case CONF_KIND_SIZE:
	case CONF_KIND_TIME:
		print_number(it, *(const int64_t *)place, out);
		return;
	case CONF_KIND_LIST:
		for (size_t i = 0; i < list->n; i++) {
			buf_z(out, i > 0 ? " " : "");
			buf_str(out, list->at[i]);
		}
		return;
	default:
		buf_str(out, *(const str *)place);
		return;
	}
}
