/*
 * office_proof.c - what activation leaves on paper: the minutes that both sign, the holder's proof, and
 * the agreement that he reads before he collects.
 */
#include "domain/certificate.h"
#include "domain/letter_edit.h"
#include "domain/letters_draw.h"
#include "domain/mask.h"
#include "domain/office_rules.h"

#define FIELDS_MAX 24
#define DAY_S      86400

struct fields {
	struct letter_field at[FIELDS_MAX];
	size_t n;
};

static void
put(struct fields *f, const char *name, str value)
{
	BUG_ON(f->n >= FIELDS_MAX);
	f->at[f->n++] = (struct letter_field){ name, value };
}

/* "dua puluh tiga bulan November tahun dua ribu dua puluh enam" */
static str
date_words(struct arena *a, struct date date)
{
	str words = date_long(a, date, LANG_ID), month = words;

	(void)str_cut(&month, ' ');
	return str_fmt(a, "%.*s bulan %.*s tahun %.*s",
	    STR_ARG(letter_words(a, date.day)), STR_ARG(str_cut(&month, ' ')),
	    STR_ARG(letter_words(a, date.year)));
}

static void
put_time(struct domain *d, struct fields *f, int64_t now, enum zone z)
{
	static const char *const days[] = { "Minggu", "Senin", "Selasa", "Rabu", "Kamis",
		"Jumat", "Sabtu" };
	struct datetime t = time_civil(now, z);

	put(f, "activated", time_long(d->a, now, z, LANG_ID));
	put(f, "activated_day", str_from_z(days[t.weekday]));
	put(f, "activated_words", date_words(d->a, t.date));
	put(f, "activated_time", time_of_day(d->a, now, z));
	put(f, "collect_until",
	    time_long(d->a, now + d->conf->collect_days * DAY_S, z, LANG_ID));
}

static enum rc
put_holder(
    struct domain *d, struct fields *f, const struct row_application *app, struct err *e)
{
	str nik;
	enum rc rc = office_nik(d, app, &nik, e);

	if (rc != RC_OK)
		return rc;
	put(f, "name", app->name);
	put(f, "nip", app->nip.p != NULL ? ident_nip_spaced(d->a, app->nip) : STR_NONE);
	put(f, "nik", nik.p != NULL ? mask_nik(d->a, nik) : STR_NONE);
	put(f, "position", app->position);
	put(f, "unit", app->unit);
	put(f, "email", app->email);
	return RC_OK;
}

static enum rc
put_people(struct domain *d, struct fields *f, const struct actor *who,
    const struct row_application *app, struct err *e)
{
	struct row_account reviewer = { .name = STR_NONE };
	enum rc rc = put_holder(d, f, app, e);

	if (rc == RC_OK && app->reviewer.p != NULL)
		rc = q_account_by_id(d->db, app->reviewer, &reviewer, e);
	if (rc != RC_OK)
		return rc;
	put(f, "officer_name", who->name);
	put(f, "officer_nip",
	    who->nip.p != NULL ? ident_nip_spaced(d->a, who->nip) : STR_NONE);
	put(f, "reviewer_name", reviewer.name);
	/* Activation is only possible when all of them are so. */
	put(f, "check_face", STR("Sesuai"));
	put(f, "check_nik", STR("Sesuai"));
	put(f, "check_letter", STR("Diterima"));
	put(f, "check_statement", STR("Ditegaskan"));
	return RC_OK;
}

enum rc
office_proof_make(struct domain *d, const struct actor *who,
    const struct row_application *app, struct office_proof *out, struct err *e)
{
	const struct letters_order orders[] = {
		{ "bukti-aktivasi", DOC_ACTIVATION,
		    str_fmt(d->a, "Bukti aktivasi %.*s.pdf", STR_ARG(app->number)),
		    LETTERS_STATEMENT },
		{ "berita-acara-aktivasi", DOC_MINUTES,
		    str_fmt(d->a, "Berita acara aktivasi %.*s.pdf", STR_ARG(app->number)),
		    LETTERS_MINUTES },
	};
	struct fields f = { .n = 0 };
	struct row_office office;
	struct letters_set set = { .owner = { "application", app->id },
		.office = &office,
		.orders = orders,
		.n_orders = ARRAY_LEN(orders),
		.fields = f.at,
		.at_s = domain_now(d) };
	enum rc rc = q_office_by_code(d->db, app->office, &office, e);

	if (rc == RC_OK)
		rc = put_people(d, &f, who, app, e);
	if (rc != RC_OK)
		return rc;
	put(&f, "case_number", app->number);
	put_time(d, &f, set.at_s, zone_parse(office.zone));
	set.n_fields = f.n;
	set.data_hash = vault_mac(d->vault, d->a, STR("activation"),
	    str_fmt(d->a, "%.*s\n%.*s", STR_ARG(app->number), STR_ARG(app->nip)));
	return letters_make(d, &set, &out->papers, e);
}

/* When the holder asked for his certificate; 0: what he asked is destroyed. */
static enum rc
accepted(struct domain *d, str application, int64_t *out_s, struct err *e)
{
	struct row_issuance asked;
	enum rc rc = q_issuance_of_application(d->db, application, &asked, e);

	*out_s = rc == RC_OK ? asked.created_s : 0;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
collect_agreement_pdf(struct domain *d, const struct row_application *app,
    const struct row_office *office, str *out, struct err *e)
{
	struct fields f = { .n = 0 };
	struct letter_edit_mark mark = { app->agreement_version, app->agreement_sha256 };
	struct letters_text text = { .kind = AGREEMENT_KIND,
		.office = office,
		.fields = f.at,
		.number = app->number,
		.check_code = app->number,
		.check_url = str_fmt(d->a, "%.*s/lacak/%.*s",
		    STR_ARG(d->conf->public_url), STR_ARG(app->number)) };
	struct letter_pdf pdf;
	enum rc rc = put_holder(d, &f, app, e);

	/* once accepted it stays the text that was accepted, with the day on which that was */
	if (rc == RC_OK && mark.sha256.p == NULL)
		rc = letter_edit_mark(d, d->db, AGREEMENT_KIND, &mark, e);
	else if (rc == RC_OK)
		rc = accepted(d, app->id, &text.at_s, e);
	if (rc != RC_OK)
		return rc;
	put(&f, "statement_version", mark.version);
	text.sha256 = mark.sha256;
	text.n_fields = f.n;
	rc = letters_draw(d, &text, &pdf, e);
	if (rc == RC_OK)
		*out = pdf.bytes;
	return rc;
}
