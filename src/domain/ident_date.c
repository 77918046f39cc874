/* ident_date.c - which dates of a person and of a letter can be. */
#include "domain/ident.h"

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
