/* application_letters.c - the receipt and the statement of an applicant as PDF. */
#include "domain/application_edit.h"
#include "domain/letters_draw.h"
#include "domain/mask.h"

#define FIELDS_MAX 32

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

static str
date_text(struct arena *a, str iso)
{
	struct date d;
	struct err ignored;

	if (iso.p == NULL || date_parse_iso(iso, &d, &ignored) != RC_OK)
		return STR_NONE;
	return date_long(a, d, LANG_ID);
}

static void
fill(struct domain *d, const struct apply_file *f, struct fields *out)
{
	const struct row_application *p = &f->app;
	enum zone z = zone_parse(f->office.zone);
	struct arena *a = d->a;

	put(out, "name", p->name);
	put(out, "nip", p->nip.p != NULL ? ident_nip_spaced(a, p->nip) : STR_NONE);
	put(out, "nik", f->nik.p != NULL ? mask_nik(a, f->nik) : STR_NONE);
	put(out, "birth", date_text(a, p->birth_date));
	put(out, "grade", ident_rank_label(p->grade));
	put(out, "position", p->position);
	put(out, "unit", p->unit);
	put(out, "email", p->email);
	put(out, "phone", p->phone.p != NULL ? ident_phone_shown(a, p->phone) : STR_NONE);
	put(out, "letter_number", p->letter_number);
	put(out, "letter_date", date_text(a, p->letter_date));
	put(out, "statement_version", f->statement.version);
	/* "... pada {{agreed}}" */
	put(out, "agreed",
	    f->done & 1U << APPLY_STATEMENT ? time_long(a, p->agreed_s, z, LANG_ID)
					    : STR("saat saya menyetujuinya"));
}

static struct letters_text
text_of(struct domain *d, const struct apply_file *f, const struct fields *fields,
    const char *kind)
{
	return (struct letters_text){ .kind = kind,
		.office = &f->office,
		.fields = fields->at,
		.n_fields = fields->n,
		.number = f->app.number,
		.check_url = str_fmt(d->a, "%.*s/lacak/%.*s",
		    STR_ARG(d->conf->public_url), STR_ARG(f->app.number)),
		.check_code = f->app.number };
}

/* Of the text that the page showed, whatever became of the template since. */
static struct letters_text
statement_of(struct domain *d, const struct apply_file *f, const struct fields *fields)
{
	struct letters_text text = text_of(d, f, fields, APPLY_STATEMENT_KIND);

	text.sha256 = f->statement.sha256;
	return text;
}

enum rc
apply_statement_read(
    struct domain *d, const struct apply_file *f, struct letter_parts *out, struct err *e)
{
	struct fields fields = { .n = 0 };
	struct letters_text text;

	fill(d, f, &fields);
	text = statement_of(d, f, &fields);
	return letters_read(d, &text, out, e);
}

enum rc
apply_statement_points(
    struct domain *d, const struct apply_file *f, struct letter_parts *out, struct err *e)
{
	struct fields fields = { .n = 0 };
	struct letter_parts all;
	struct letters_text text;
	enum rc rc;

	fill(d, f, &fields);
	for (size_t i = 0; i < fields.n; i++)
		fields.at[i].value = STR("…");
	text = statement_of(d, f, &fields);
	rc = letters_read(d, &text, &all, e);
	if (rc != RC_OK)
		return rc;
	*out =
	    (struct letter_parts){ ARENA_ARRAY(d->a, all.n + 1, struct letter_part), 0 };
	for (size_t i = 0; i < all.n; i++)
		if (all.at[i].kind == LETTER_PART_ITEM ||
		    all.at[i].kind == LETTER_PART_SUB)
			out->at[out->n++] = all.at[i];
	return RC_OK;
}

enum rc
apply_statement_pdf(struct domain *d, const struct apply_file *f, str *out, struct err *e)
{
	struct fields fields = { .n = 0 };
	struct letters_text text;
	struct letter_pdf pdf;
	enum rc rc;

	fill(d, f, &fields);
	text = statement_of(d, f, &fields);
	rc = letters_draw(d, &text, &pdf, e);
	if (rc == RC_OK)
		*out = pdf.bytes;
	return rc;
}

enum rc
apply_make_letters(struct domain *d, const struct apply_file *f, int64_t sent_s,
    struct apply_letters *out, struct err *e)
{
	struct document_owner owner = { "application", f->app.id };
	enum zone z = zone_parse(f->office.zone);
	int64_t due;
	struct fields fields = { .n = 0 };
	struct letters_text text;
	struct letter_pdf receipt, statement;
	enum rc rc = apply_office_due(d, d->db, sent_s, z, &due, e);

	if (rc != RC_OK)
		return rc;
	fill(d, f, &fields);
	put(&fields, "submitted", time_long(d->a, sent_s, z, LANG_ID));
	put(&fields, "target", time_long(d->a, due, z, LANG_ID));
	text = text_of(d, f, &fields, "bukti-pendaftaran");
	rc = letters_draw(d, &text, &receipt, e);
	text = statement_of(d, f, &fields);
	if (rc == RC_OK)
		rc = letters_draw(d, &text, &statement, e);
	if (rc == RC_OK)
		rc = document_store(d, &owner, DOC_RECEIPT, receipt.bytes,
		    str_fmt(d->a, "Bukti pendaftaran %.*s.pdf", STR_ARG(f->app.number)),
		    &out->receipt, e);
	if (rc == RC_OK)
		rc = document_store(d, &owner, DOC_GEN_STATEMENT, statement.bytes,
		    str_fmt(d->a, "Surat pernyataan %.*s.pdf", STR_ARG(f->app.number)),
		    &out->statement, e);
	return rc;
}
