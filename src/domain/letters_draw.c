/* letters_draw.c - one letter of an office. */
#include "domain/letters_draw.h"

#include "domain/letter_edit.h"

#include <math.h>

static str
or_none(str s)
{
	return s.n > 0 ? s : STR_NONE;
}

/* What every letter of that office says; `out` has room for LETTERS_FIELDS. */
static size_t
office_fields(struct domain *d, const struct letters_text *in, struct letter_field *out)
{
	const struct row_office *o = in->office;
	str place = str_starts(o->name, STR("KPPN ")) ? str_from(o->name, 5) : o->name;
	int64_t at_s = in->at_s != 0 ? in->at_s : domain_now(d);
	struct date day = time_civil(at_s, zone_parse(o->zone)).date;
	str hours = o->hours.n == 0
			? STR_NONE
			: str_fmt(d->a, "%.*s %.*s", STR_ARG(o->hours), STR_ARG(o->zone));
	const struct letter_field fields[] = { { "kanwil_name", or_none(o->kanwil) },
		{ "office_place", place }, { "office_name", o->name },
		{ "office_code", o->code }, { "office_address", or_none(o->address) },
		{ "office_phone", or_none(o->phone) }, { "office_hours", hours },
		{ "city", or_none(o->city) },
		{ "signer_title", str_fmt(d->a, "Kepala %.*s", STR_ARG(o->name)) },
		{ "number", in->number }, { "date", date_long(d->a, day, LANG_ID) } };

	memcpy(out, fields, sizeof(fields));
	return ARRAY_LEN(fields);
}

/* All values of the letter; `fields` has room for LETTERS_FIELDS and has to live as long as *out. */
static void
gather(struct domain *d, const struct letters_text *in, struct letter_field *fields,
    struct letter_data *out)
{
	size_t n = office_fields(d, in, fields);

	BUG_ON(n + in->n_fields > LETTERS_FIELDS);
	for (size_t i = 0; i < in->n_fields; i++)
		fields[n++] = (struct letter_field){ in->fields[i].name,
			or_none(in->fields[i].value) };
	*out = (struct letter_data){ .fields = fields,
		.n_fields = n,
		.lists = in->rows,
		.n_lists = in->rows != NULL ? 1 : 0,
		.made_s = in->at_s != 0 ? in->at_s : domain_now(d),
		.number = in->number,
		.author = in->office->name,
		.check_url = in->check_url,
		.check_code = in->check_code };
	BUG_ON(!letter_complete(in->kind, out));
}

static enum rc
template_of(struct domain *d, const struct letters_text *in, struct letter_template *out,
    struct err *e)
{
	return in->sha256.n > 0
		   ? letter_edit_with_text(
			 d, in->kind, in->office->code, in->sha256, out, e)
		   : letter_edit_in_force(d, in->kind, in->office->code, out, e);
}

enum rc
letters_draw(struct domain *d, const struct letters_text *in, struct letter_pdf *out,
    struct err *e)
{
	struct letter_template t;
	struct letter_logo logo;
	struct letter_field fields[LETTERS_FIELDS];
	struct letter_data data;
	enum rc rc;

	gather(d, in, fields, &data);
	rc = template_of(d, in, &t, e);
	if (rc == RC_OK)
		rc = letter_edit_logo(d, in->office->code, &logo, e);
	if (rc != RC_OK)
		return rc;
	data.logo = logo.width > 0 ? &logo : NULL;
	return letter_render(&t, &data, d->a, out, e);
}

enum rc
letters_read(struct domain *d, const struct letters_text *in, struct letter_parts *out,
    struct err *e)
{
	struct letter_template t;
	struct letter_field fields[LETTERS_FIELDS];
	struct letter_data data;
	enum rc rc;

	gather(d, in, fields, &data);
	rc = template_of(d, in, &t, e);
	if (rc != RC_OK)
		return rc;
	t.head = STR_NONE;
	return letter_read(&t, &data, d->a, out, e);
}

str
letters_places_text(struct arena *a, const struct letter_pdf *pdf)
{
	struct buf b;

	buf_init(&b, a, 64);
	for (size_t i = 0; pdf->coded && i < pdf->n_signs; i++) {
		const struct letter_rect *r = &pdf->signs[i],
					 *c = &pdf->codes[r->page - 1];

		buf_fmt(&b, "%s%u %ld %ld %ld %ld %ld %ld %ld", i > 0 ? ";" : "", r->page,
		    lround(r->x), lround(r->y), lround(r->width), lround(r->height),
		    lround(c->x), lround(c->y), lround(c->width));
	}
	return buf_get(&b);
}

enum rc
letters_places_parse(
    str text, struct letters_place out[LETTER_SIGNS], size_t *out_n, struct err *e)
{
	*out_n = 0;
	while (text.n > 0) {
		str one = str_cut(&text, ';');
		int64_t v[8];

		for (size_t i = 0; i < ARRAY_LEN(v); i++)
			if (str_int64(str_cut(&one, ' '), &v[i], e) != RC_OK ||
			    v[i] < 0 || v[i] > 2000 || *out_n == LETTER_SIGNS)
				return err_set(e, RC_INTERNAL, "",
				    "places to sign of a letter cannot be read");
		out[(*out_n)++] = (struct letters_place){
			.sign = { (unsigned)v[0], (double)v[1], (double)v[2],
			    (double)v[3], (double)v[4] },
			.code = { (unsigned)v[0], (double)v[5], (double)v[6],
			    (double)v[7], (double)v[7] },
		};
	}
	return RC_OK;
}
