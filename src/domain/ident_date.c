/* ident_date.c - dates as people type them in three boxes, and which of them can be. */
#include "domain/ident.h"

/* The first three letters tell months apart, in Indonesian and in English. */
static int
month_word(struct arena *a, str s)
{
	static const char *const names[][3] = { { "jan", "", "" }, { "feb", "peb", "" },
		{ "mar", "", "" }, { "apr", "", "" }, { "mei", "may", "" },
		{ "jun", "", "" }, { "jul", "", "" }, { "agu", "agt", "aug" },
		{ "sep", "", "" }, { "okt", "oct", "" }, { "nov", "nop", "" },
		{ "des", "dec", "" } };
	str head = str_sub(str_lower(a, s), 0, 3);

	for (int m = 0; m < 12; m++)
		for (int i = 0; i < 3; i++)
			if (head.n == 3 && str_eq_z(head, names[m][i]))
				return m + 1;
	return 0;
}

/* A number of at most four digits, or 0. */
static int
small_number(str s)
{
	int v = 0;

	if (!str_digits(s) || s.n > 4)
		return 0;
	for (size_t i = 0; i < s.n; i++)
		v = v * 10 + (s.p[i] - '0');
	return v;
}

enum rc
ident_date(struct arena *a, str day, str month, str year, str what, const char *empty,
    struct date *out, struct say *why)
{
	struct date d;

	day = str_trim(day);
	month = str_trim(month);
	year = str_trim(year);
	if (day.n == 0 && month.n == 0 && year.n == 0)
		return say_invalid(why, empty, STR_NONE, STR_NONE);
	if (day.n == 0)
		return say_invalid(why, N_("{0} harus berisi tanggal."), what, STR_NONE);
	if (month.n == 0)
		return say_invalid(why, N_("{0} harus berisi bulan."), what, STR_NONE);
	if (year.n == 0)
		return say_invalid(why, N_("{0} harus berisi tahun."), what, STR_NONE);
	d.day = small_number(day);
	d.month = str_digits(month) ? small_number(month) : month_word(a, month);
	d.year = small_number(year);
	if (year.n != 4 || d.year < 1900)
		return say_invalid(why,
		    N_("{0}: tulis tahun dengan 4 angka, contoh 1988."), what, STR_NONE);
	if (!date_valid(d.year, d.month, d.day))
		return say_invalid(
		    why, N_("{0}: tanggal ini tidak ada di kalender."), what, STR_NONE);
	*out = d;
	return RC_OK;
}

enum rc
ident_birth(struct date birth, struct date today, struct say *why)
{
	int years = date_years(birth, today);

	if (years < 17 || years > 100)
		return say_invalid(why,
		    N_("Tanggal lahir tidak masuk akal. Periksa lagi."), STR_NONE,
		    STR_NONE);
	return RC_OK;
}

enum rc
ident_letter_date(struct date d, struct date today, struct say *why)
{
	if (date_to_days(d) > date_to_days(today))
		return say_invalid(why, N_("Tanggal surat tidak boleh setelah hari ini."),
		    STR_NONE, STR_NONE);
	if (d.year < today.year - 10)
		return say_invalid(why,
		    N_("Tanggal surat lebih dari sepuluh tahun yang lalu. Periksa lagi."),
		    STR_NONE, STR_NONE);
	return RC_OK;
}
