/* ident_text.c - names, user names, offices, ranks, lines of text and dates (DOMAIN 3.3 to 3.7). */
#include <stdlib.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "domain/ident.h"

#define NAME_MAX_CHARS 100
#define USERNAME_MIN   8
#define USERNAME_MAX   32

/* Apostrophes and dashes that phones and word processors put in place of the plain ones. */
static uint32_t
plain(uint32_t cp)
{
	if (cp == 0x2018 || cp == 0x2019 || cp == 0x02bc || cp == 0x60 || cp == 0xb4)
		return '\'';
	if (cp >= 0x2010 && cp <= 0x2015)
		return '-';
	if (cp == 0xa0 || cp == '\t')
		return ' ';
	return cp;
}

static bool
combining(uint32_t cp)
{
	return cp >= 0x300 && cp <= 0x36f;
}

enum rc
ident_name(struct arena *a, str typed, str *out, struct say *why)
{
	str rest = typed, before;
	struct buf b;
	uint32_t cp;
	bool letter = false, strange = false, comma = false;

	buf_init(&b, a, typed.n + 1);
	for (before = rest; rest.n > 0; before = rest) {
		if (!utf8_next(&rest, &cp)) {
			strange = true;
			break;
		}
		cp = plain(cp);
		letter = letter || utf8_is_letter(cp);
		comma = comma || cp == ',';
		if (cp < 0x80)
			buf_char(&b, (char)cp);
		else
			buf_str(&b, str_sub(before, 0, before.n - rest.n));
		strange =
		    strange || !(utf8_is_letter(cp) || combining(cp) || cp == ' ' ||
				   cp == '\'' || cp == '.' || cp == '-' || cp == ',');
	}
	*why = (struct say){ NULL, { STR_NONE, STR_NONE } };
	if (str_trim(typed).n == 0)
		return say_invalid(why, N_("Isi nama lengkap."), STR_NONE, STR_NONE);
	if (!strange && comma && letter)
		return say_invalid(why,
		    N_("Tulis nama tanpa gelar, seperti di e-KTP. Hapus koma dan gelar sesudahnya."),
		    STR_NONE, STR_NONE);
	if (strange || !letter)
		return say_invalid(why,
		    N_("Nama hanya boleh berisi huruf, spasi, titik, tanda petik, dan tanda hubung."),
		    STR_NONE, STR_NONE);
	*out = str_squeeze(a, buf_get(&b));
	if (utf8_length(*out) > NAME_MAX_CHARS)
		return say_invalid(why,
		    N_("Nama paling banyak 100 karakter. Anda mengisi {0} karakter."),
		    str_fmt(a, "%zu", utf8_length(*out)), STR_NONE);
	return RC_OK;
}

bool
ident_name_has_title(struct arena *a, str name)
{
	static const char *const titles[] = { "dr", "dr.", "drs", "drs.", "dra", "dra.",
		"ir", "ir.", "prof", "prof.", "drg.", "s.e", "s.e.", "s.h", "s.h.",
		"s.kom", "s.kom.", "s.sos", "s.sos.", "s.t", "s.t.", "s.tr", "s.ak",
		"s.ak.", "s.pd", "s.pd.", "a.md", "a.md.", "m.m", "m.m.", "m.si", "m.si.",
		"m.kom", "m.kom.", "m.ak", "m.ak.", "m.h", "m.h.", "m.sc", "m.sc.", "m.e",
		"m.e.", "ph.d", "ph.d.", "mm.", "se.", "sh.", "st." };
	str rest = str_lower(a, str_squeeze(a, name));

	while (rest.n > 0) {
		str word = str_cut(&rest, ' ');

		for (size_t i = 0; i < ARRAY_LEN(titles); i++)
			if (str_eq_z(word, titles[i]))
				return true;
	}
	return false;
}

static bool
username_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
	       c == '-';
}

/* Names that our own accounts have, or that people would take for them. */
static bool
username_reserved(str s)
{
	static const char *const starts[] = { "adminkppn", "verifikator", "auditor",
		"administrator", "superadmin", "paraf-", "paraf.", "paraf_", "system",
		"sistem", "postmaster", "webmaster", "hostmaster" };

	for (size_t i = 0; i < ARRAY_LEN(starts); i++)
		if (str_starts(s, str_from_z(starts[i])))
			return true;
	return false;
}

enum rc
ident_username(struct arena *a, str typed, str *out, struct say *why)
{
	str s = str_lower(a, str_trim(typed));

	if (s.n == 0)
		return say_invalid(why, N_("Isi nama pengguna."), STR_NONE, STR_NONE);
	for (size_t i = 0; i < s.n; i++)
		if (!username_char(s.p[i]))
			return say_invalid(why,
			    N_("Nama pengguna hanya boleh berisi huruf tanpa aksen, angka, titik, garis "
			       "bawah, dan tanda hubung."),
			    STR_NONE, STR_NONE);
	if (s.n < USERNAME_MIN)
		return say_invalid(why, N_("Nama pengguna terlalu pendek: {0} karakter."),
		    str_fmt(a, "%zu", s.n), STR_NONE);
	if (s.n > USERNAME_MAX)
		return say_invalid(why,
		    N_("Nama pengguna terlalu panjang: {0} karakter. Paling banyak 32."),
		    str_fmt(a, "%zu", s.n), STR_NONE);
	if (username_reserved(s))
		return say_invalid(why,
		    N_("Nama pengguna ini dicadangkan untuk akun sistem. Pilih yang lain."),
		    STR_NONE, STR_NONE);
	*out = s;
	return RC_OK;
}

str
ident_username_typed(struct arena *a, str typed)
{
	return str_lower(a, str_sub(str_trim(typed), 0, 100));
}

str
ident_office_admin(struct arena *a, str office)
{
	return str_fmt(a, "adminkppn%.*s", STR_ARG(office));
}

#define PNS(code, title)                                                                 \
	{                                                                                \
		code, title, title " (" code ")"                                         \
	}
#define PPPK(code)                                                                       \
	{                                                                                \
		code, NULL, "Golongan " code " (PPPK)"                                   \
	}
const struct rank ident_ranks[] = {
	PNS("I/a", "Juru Muda"),
	PNS("I/b", "Juru Muda Tingkat I"),
	PNS("I/c", "Juru"),
	PNS("I/d", "Juru Tingkat I"),
	PNS("II/a", "Pengatur Muda"),
	PNS("II/b", "Pengatur Muda Tingkat I"),
	PNS("II/c", "Pengatur"),
	PNS("II/d", "Pengatur Tingkat I"),
	PNS("III/a", "Penata Muda"),
	PNS("III/b", "Penata Muda Tingkat I"),
	PNS("III/c", "Penata"),
	PNS("III/d", "Penata Tingkat I"),
	PNS("IV/a", "Pembina"),
	PNS("IV/b", "Pembina Tingkat I"),
	PNS("IV/c", "Pembina Utama Muda"),
	PNS("IV/d", "Pembina Utama Madya"),
	PNS("IV/e", "Pembina Utama"),
	PPPK("I"),
	PPPK("II"),
	PPPK("III"),
	PPPK("IV"),
	PPPK("V"),
	PPPK("VI"),
	PPPK("VII"),
	PPPK("VIII"),
	PPPK("IX"),
	PPPK("X"),
	PPPK("XI"),
	PPPK("XII"),
	PPPK("XIII"),
	PPPK("XIV"),
	PPPK("XV"),
	PPPK("XVI"),
	PPPK("XVII"),
};
const size_t ident_n_ranks = ARRAY_LEN(ident_ranks);

enum rc
ident_rank(str code, const struct rank **out, struct say *why)
{
	for (size_t i = 0; i < ident_n_ranks; i++) {
		if (!str_eq_z(code, ident_ranks[i].code))
			continue;
		*out = &ident_ranks[i];
		return RC_OK;
	}
	return say_invalid(why, N_("Pilih golongan."), STR_NONE, STR_NONE);
}

str
ident_rank_label(str code)
{
	const struct rank *r;
	struct say ignored;

	return code.p != NULL && ident_rank(code, &r, &ignored) == RC_OK
		   ? str_from_z(r->label)
		   : STR_NONE;
}

/* What is typed may have to stand on a letter. */
static bool
printable(str s)
{
	uint32_t cp;

	while (utf8_next(&s, &cp))
		if (!utf8_is_plain(cp))
			return false;
	return true;
}

enum rc
ident_line(
    struct arena *a, str typed, size_t max, const char *empty, str *out, struct say *why)
{
	str s = str_squeeze(a, typed);

	if (s.n == 0)
		return say_invalid(why, empty, STR_NONE, STR_NONE);
	if (!utf8_valid_text(s))
		return say_invalid(why,
		    N_("Teks ini memuat karakter yang tidak dapat kami baca. Ketik ulang."),
		    STR_NONE, STR_NONE);
	if (!printable(s))
		return say_invalid(why,
		    N_("Teks ini memuat karakter yang tidak dapat dicetak pada surat, misalnya emoji. Ketik ulang."),
		    STR_NONE, STR_NONE);
	if (utf8_length(s) > max)
		return say_invalid(why,
		    N_("Terlalu panjang: {0} karakter. Paling banyak {1}."),
		    str_fmt(a, "%zu", utf8_length(s)), str_fmt(a, "%zu", max));
	*out = s;
	return RC_OK;
}
