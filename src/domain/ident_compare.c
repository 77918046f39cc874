/* ident_compare.c - what an officer must look at: facts that do not fit together (DOMAIN 3.1-3.3). */
#include "domain/ident.h"

static void
warn(struct ident_warnings *w, enum ident_warning bit, const char *id, str arg0, str arg1)
{
	w->bits |= (unsigned)bit;
	w->at[w->n++] = (struct say){ id, { arg0, arg1 } };
}

static bool
same_day(struct date one, struct date other)
{
	return date_to_days(one) == date_to_days(other);
}

static bool
differ(enum sex one, enum sex other)
{
	return one != SEX_UNKNOWN && other != SEX_UNKNOWN && one != other;
}

static void
compare_births(struct arena *a, const struct ident_facts *f, struct ident_warnings *w)
{
	if (f->nip != NULL && f->birth != NULL && !same_day(f->nip->birth, *f->birth))
		warn(w, W_BIRTH_NIP, N_("Tanggal lahir tidak cocok dengan NIP ({0})."),
		    date_iso(a, f->nip->birth), STR_NONE);
	if (f->nik != NULL && f->birth != NULL && !same_day(f->nik->birth, *f->birth))
		warn(w, W_BIRTH_NIK, N_("Tanggal lahir tidak cocok dengan NIK ({0})."),
		    date_iso(a, f->nik->birth), STR_NONE);
	if (f->nip != NULL && f->nik != NULL && !same_day(f->nip->birth, f->nik->birth))
		warn(w, W_NIP_NIK_BIRTH,
		    N_("Tanggal lahir di NIP ({0}) dan di NIK ({1}) berbeda."),
		    date_iso(a, f->nip->birth), date_iso(a, f->nik->birth));
}

static void
compare_sexes(const struct ident_facts *f, struct ident_warnings *w)
{
	enum sex nip = f->nip != NULL ? f->nip->sex : SEX_UNKNOWN;
	enum sex nik = f->nik != NULL ? f->nik->sex : SEX_UNKNOWN;

	if (differ(f->sex, nip))
		warn(w, W_SEX_NIP, N_("Jenis kelamin tidak cocok dengan NIP."), STR_NONE,
		    STR_NONE);
	if (differ(f->sex, nik))
		warn(w, W_SEX_NIK, N_("Jenis kelamin tidak cocok dengan NIK."), STR_NONE,
		    STR_NONE);
	if (differ(nip, nik))
		warn(w, W_NIP_NIK_SEX, N_("Jenis kelamin di NIP dan di NIK berbeda."),
		    STR_NONE, STR_NONE);
}

void
ident_compare(struct arena *a, const struct ident_facts *f, struct ident_warnings *out)
{
	int years;

	memset(out, 0, sizeof(*out));
	compare_births(a, f, out);
	compare_sexes(f, out);
	if (f->nik != NULL && !f->nik->province_known)
		warn(out, W_PROVINCE,
		    N_("Kode provinsi {0} di NIK tidak ada dalam daftar."),
		    str_fmt(a, "%02d", f->nik->province), STR_NONE);
	if (f->email.n > 0 &&
	    ident_email_functional(a, f->email, f->mailboxes, f->n_mailboxes))
		warn(out, W_MAILBOX,
		    N_("Alamat {0} tampak seperti kotak surat bersama, bukan milik satu orang."),
		    f->email, STR_NONE);
	if (f->name.n > 0 && ident_name_has_title(a, f->name))
		warn(out, W_TITLE, N_("Nama tampak memuat gelar."), STR_NONE, STR_NONE);
	if (f->nik == NULL)
		return;
	years = date_years(f->nik->birth, f->today);
	if (years < 17 || years > 70)
		warn(out, W_AGE, N_("Umur menurut NIK {0} tahun."),
		    str_fmt(a, "%d", years), STR_NONE);
}
