/* office_proof.c - bukti aktivasi: who checked what, where and when, as a PDF. */
#include "domain/mask.h"
#include "domain/office_rules.h"
#include "letters/letter.h"

#define FIELDS_MAX 32
#define DAY_S      86400

struct fields {
	struct letter_field at[FIELDS_MAX];
	size_t n;
};

static void
put(struct fields *f, const char *name, str value)
{
	BUG_ON(f->n >= FIELDS_MAX);
	f->at[f->n++] = (struct letter_field){ name, value.n > 0 ? value : STR_NONE };
}

static void
put_office(struct domain *d, struct fields *f, const struct row_office *o)
{
	int64_t now = domain_now(d);
	enum zone z = zone_parse(o->zone);

	put(f, "kanwil_name", o->kanwil);
	put(f, "office_place",
	    str_starts(o->name, STR("KPPN ")) ? str_from(o->name, 5) : o->name);
	put(f, "office_name", o->name);
	put(f, "office_code", o->code);
	put(f, "office_address", o->address);
	put(f, "office_phone", o->phone);
	put(f, "city", o->city);
	put(f, "date", date_long(d->a, time_civil(now, z).date, LANG_ID));
	put(f, "activated", time_long(d->a, now, z, LANG_ID));
	put(f, "collect_until",
	    time_long(d->a, now + d->conf->collect_days * DAY_S, z, LANG_ID));
}

static enum rc
put_people(struct domain *d, struct fields *f, const struct actor *who,
    const struct row_application *app, struct err *e)
{
	struct row_account reviewer = { .name = STR_NONE };
	str nik;
	enum rc rc = office_nik(d, app, &nik, e);

	if (rc == RC_OK && app->reviewer.p != NULL)
		rc = q_account_by_id(d->db, app->reviewer, &reviewer, e);
	if (rc != RC_OK)
		return rc;
	put(f, "number", app->number);
	put(f, "name", app->name);
	put(f, "nip", app->nip.p != NULL ? ident_nip_spaced(d->a, app->nip) : STR_NONE);
	put(f, "nik", nik.p != NULL ? mask_nik(d->a, nik) : STR_NONE);
	put(f, "position", app->position);
	put(f, "unit", app->unit);
	put(f, "email", app->email);
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
    const struct row_application *app, struct row_document *out, struct err *e)
{
	const struct letter_template *t = letter_template_find(STR("bukti-aktivasi"));
	struct document_owner owner = { "application", app->id };
	struct fields f = { .n = 0 };
	struct letter_data data;
	struct row_office office;
	struct letter_pdf pdf;
	enum rc rc = q_office_by_code(d->db, app->office, &office, e);

	BUG_ON(t == NULL);
	if (rc == RC_OK)
		rc = put_people(d, &f, who, app, e);
	if (rc != RC_OK)
		return rc;
	put_office(d, &f, &office);
	data = (struct letter_data){ .fields = f.at,
		.n_fields = f.n,
		.made_s = domain_now(d),
		.number = app->number,
		.author = office.name,
		.check_url = str_fmt(d->a, "%.*s/lacak/%.*s",
		    STR_ARG(d->conf->public_url), STR_ARG(app->number)),
		.check_code = app->number };
	rc = letter_render(t, &data, d->a, &pdf, e);
	if (rc == RC_OK)
		rc = document_store(d, &owner, DOC_ACTIVATION, pdf.bytes,
		    str_fmt(d->a, "Bukti aktivasi %.*s.pdf", STR_ARG(app->number)), out,
		    e);
	if (rc == RC_OK)
		out->pages = (int64_t)pdf.pages;
	return rc;
}
