/* ident.c - NIP and NIK: the numbers of people (DOMAIN 3.1, 3.2). */
#include "domain/ident.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/utf8.h"

#define TYPED_MAX 400 /* bytes of a number as typed, separators included */

const char *const nip_kind_names[NIP__COUNT] = { "PNS", "PPPK" };

enum sex
sex_parse(str s)
{
	if (str_eq_z(s, "L"))
		return SEX_MAN;
	return str_eq_z(s, "P") ? SEX_WOMAN : SEX_UNKNOWN;
}

const char *
sex_code(enum sex s)
{
	static const char *const codes[SEX__COUNT] = { "", "L", "P" };

	return codes[s];
}

const char *
sex_label(enum sex s)
{
	static const char *const labels[SEX__COUNT] = { N_("tidak diketahui"),
		N_("Laki-laki"), N_("Perempuan") };

	return labels[s];
}

/* Space of any width, dot, or dash: what comes along when a number is copied. */
static bool
is_separator(uint32_t cp)
{
	return cp == ' ' || cp == '\t' || cp == '\r' || cp == '\n' || cp == '.' ||
	       cp == '-' || cp == 0xa0 || (cp >= 0x2000 && cp <= 0x200b) ||
	       (cp >= 0x2010 && cp <= 0x2015) || cp == 0x202f || cp == 0x2060 ||
	       cp == 0x2212 || cp == 0x3000 || cp == 0xfeff;
}

struct number_says {
	const char *empty, *digits, *length;
};

/* Drop separators; what is left must be digits, `least` to `most` of them. */
static enum rc
clean_number(struct arena *a, str typed, size_t least, size_t most,
    const struct number_says *says, str *out, struct say *why)
{
	str rest = str_sub(typed, 0, TYPED_MAX);
	struct buf b;
	uint32_t cp;

	buf_init(&b, a, rest.n + 1);
	while (rest.n > 0) {
		if (!utf8_next(&rest, &cp))
			return say_invalid(why, says->digits, STR_NONE, STR_NONE);
		if (is_separator(cp))
			continue;
		if (cp < '0' || cp > '9')
			return say_invalid(why, says->digits, STR_NONE, STR_NONE);
		buf_char(&b, (char)cp);
	}
	if (b.n == 0)
		return say_invalid(why, says->empty, STR_NONE, STR_NONE);
	if (b.n < least || b.n > most || typed.n > TYPED_MAX)
		return say_invalid(why, says->length, str_fmt(a, "%zu", b.n), STR_NONE);
	*out = buf_get(&b);
	return RC_OK;
}

/* The number that stands in digits[from .. from+n). */
static int
number_at(const char *digits, int from, int n)
{
	int v = 0;

	for (int i = from; i < from + n; i++)
		v = v * 10 + (digits[i] - '0');
	return v;
}

static bool
is_after(struct date d, struct date today)
{
	return date_to_days(d) > date_to_days(today);
}

/* Year between birth + 17 and now, month 01-12 and not in the future; PPPK: 21-29 (DOMAIN 3.1). */
static bool
read_appointment(struct nip *n, struct date today)
{
	int code = number_at(n->digits, 12, 2);

	n->year = number_at(n->digits, 8, 4);
	if (n->year < n->birth.year + 17 || n->year > today.year)
		return false;
	if (code >= 21 && code <= 29) {
		n->kind = NIP_PPPK;
		n->contract = code - 20;
		return true;
	}
	n->kind = NIP_PNS;
	n->month = code;
	return code >= 1 && code <= 12 && (n->year < today.year || code <= today.month);
}

enum rc
ident_nip(struct arena *a, str typed, struct date today, struct nip *out, struct say *why)
{
	static const struct number_says says = { N_("Isi NIP."),
		N_("NIP hanya berisi angka."),
		N_("NIP harus 18 angka. Anda mengisi {0} angka.") };
	struct nip n = { .kind = NIP_PNS };
	str digits;
	enum rc rc = clean_number(a, typed, 18, 18, &says, &digits, why);

	if (rc != RC_OK)
		return rc;
	memcpy(n.digits, digits.p, 18);
	n.birth = (struct date){ number_at(n.digits, 0, 4), number_at(n.digits, 4, 2),
		number_at(n.digits, 6, 2) };
	n.sex = n.digits[14] == '1'   ? SEX_MAN
		: n.digits[14] == '2' ? SEX_WOMAN
				      : SEX_UNKNOWN;
	n.seq = number_at(n.digits, 15, 3);
	if (n.birth.year < 1900 ||
	    !date_valid(n.birth.year, n.birth.month, n.birth.day) ||
	    is_after(n.birth, today))
		return say_invalid(why,
		    N_("Tanggal lahir di dalam NIP tidak masuk akal. Periksa lagi."),
		    STR_NONE, STR_NONE);
	if (!read_appointment(&n, today))
		return say_invalid(why,
		    N_("Tahun atau bulan pengangkatan di dalam NIP (angka ke-9 sampai ke-14) tidak "
		       "masuk akal. Periksa lagi."),
		    STR_NONE, STR_NONE);
	if (n.sex == SEX_UNKNOWN)
		return say_invalid(why,
		    N_("Angka ke-15 NIP harus 1 (laki-laki) atau 2 (perempuan). Periksa lagi."),
		    STR_NONE, STR_NONE);
	if (n.seq == 0)
		return say_invalid(why,
		    N_("Tiga angka terakhir NIP tidak mungkin 000. Periksa lagi."),
		    STR_NONE, STR_NONE);
	*out = n;
	return RC_OK;
}

str
ident_nip_spaced(struct arena *a, str digits)
{
	if (digits.n != 18)
		return digits;
	return str_fmt(a, "%.8s %.6s %.1s %.3s", digits.p, digits.p + 8, digits.p + 14,
	    digits.p + 15);
}

static const struct {
	int code;
	const char *name;
} provinces[] = {
	/* Kepmendagri 300.2.2-2430/2025 */
	{ 11, "Aceh" },
	{ 12, "Sumatera Utara" },
	{ 13, "Sumatera Barat" },
	{ 14, "Riau" },
	{ 15, "Jambi" },
	{ 16, "Sumatera Selatan" },
	{ 17, "Bengkulu" },
	{ 18, "Lampung" },
	{ 19, "Kepulauan Bangka Belitung" },
	{ 21, "Kepulauan Riau" },
	{ 31, "DKI Jakarta" },
	{ 32, "Jawa Barat" },
	{ 33, "Jawa Tengah" },
	{ 34, "DI Yogyakarta" },
	{ 35, "Jawa Timur" },
	{ 36, "Banten" },
	{ 51, "Bali" },
	{ 52, "Nusa Tenggara Barat" },
	{ 53, "Nusa Tenggara Timur" },
	{ 61, "Kalimantan Barat" },
	{ 62, "Kalimantan Tengah" },
	{ 63, "Kalimantan Selatan" },
	{ 64, "Kalimantan Timur" },
	{ 65, "Kalimantan Utara" },
	{ 71, "Sulawesi Utara" },
	{ 72, "Sulawesi Tengah" },
	{ 73, "Sulawesi Selatan" },
	{ 74, "Sulawesi Tenggara" },
	{ 75, "Gorontalo" },
	{ 76, "Sulawesi Barat" },
	{ 81, "Maluku" },
	{ 82, "Maluku Utara" },
	{ 91, "Papua" },
	{ 92, "Papua Barat" },
	{ 93, "Papua Selatan" },
	{ 94, "Papua Tengah" },
	{ 95, "Papua Pegunungan" },
	{ 96, "Papua Barat Daya" },
};

const char *
ident_province(int code)
{
	for (size_t i = 0; i < ARRAY_LEN(provinces); i++)
		if (provinces[i].code == code)
			return provinces[i].name;
	return NULL;
}

static bool
working_age(struct date birth, struct date today)
{
	int years = date_years(birth, today);

	return years >= 17 && years <= 70;
}

/*
 * DDMMYY with 40 added to the day of women. The century is the one that gives an age of 17 to 70;
 * if neither does, the later one that is not in the future. False if no such day exists.
 */
static bool
read_nik_birth(struct nik *n, struct date today)
{
	struct date best = { 0, number_at(n->digits, 8, 2), number_at(n->digits, 6, 2) };
	int yy = number_at(n->digits, 10, 2);

	n->sex = best.day > 40 ? SEX_WOMAN : SEX_MAN;
	if (best.day > 40)
		best.day -= 40;
	for (int century = 1900; century <= 2000; century += 100) {
		struct date d = { century + yy, best.month, best.day };

		if (!date_valid(d.year, d.month, d.day) || is_after(d, today))
			continue;
		if (best.year == 0 || !working_age(best, today))
			best.year = d.year;
	}
	n->birth = best;
	return best.year != 0;
}

enum rc
ident_nik(struct arena *a, str typed, struct date today, struct nik *out, struct say *why)
{
	static const struct number_says says = { N_("Isi NIK."),
		N_("NIK hanya berisi angka."),
		N_("NIK harus 16 angka. Anda mengisi {0} angka.") };
	struct nik n = { .province = 0 };
	str digits = STR_NONE;
	enum rc rc = clean_number(a, typed, 16, 16, &says, &digits, why);

	if (rc != RC_OK)
		return rc;
	BUG_ON(digits.p == NULL || digits.n != 16);
	memcpy(n.digits, digits.p, 16);
	n.province = number_at(n.digits, 0, 2);
	n.province_known = ident_province(n.province) != NULL;
	if (!read_nik_birth(&n, today))
		return say_invalid(why,
		    N_("Tanggal lahir di dalam NIK tidak masuk akal. Periksa lagi."),
		    STR_NONE, STR_NONE);
	if (number_at(n.digits, 12, 4) == 0)
		return say_invalid(why,
		    N_("Empat angka terakhir NIK tidak mungkin 0000. Periksa lagi."),
		    STR_NONE, STR_NONE);
	*out = n;
	return RC_OK;
}
