/* letters_issue.c - the register of letters. */
#include "domain/letters_issue.h"

#include "base/codec.h"
#include "base/rnd.h"

#define CODE_LETTERS 11

/* ---- names and codes ---- */

static const struct {
	const char *province, *code;
} kanwils[] = { { "Aceh", "01" }, { "Sumatera Utara", "02" }, { "Sumatera Barat", "03" },
	{ "Riau", "04" }, { "Jambi", "05" }, { "Sumatera Selatan", "06" },
	{ "Lampung", "07" }, { "Bengkulu", "08" }, { "Kepulauan Bangka Belitung", "09" },
	{ "Banten", "10" }, { "DKI Jakarta", "11" }, { "Jawa Barat", "12" },
	{ "Jawa Tengah", "13" }, { "DI Yogyakarta", "14" }, { "Jawa Timur", "15" },
	{ "Kalimantan Barat", "16" }, { "Kalimantan Tengah", "17" },
	{ "Kalimantan Selatan", "18" }, { "Kalimantan Timur", "19" }, { "Bali", "20" },
	{ "Nusa Tenggara Barat", "21" }, { "Nusa Tenggara Timur", "22" },
	{ "Sulawesi Selatan", "23" }, { "Sulawesi Tengah", "24" },
	{ "Sulawesi Tenggara", "25" }, { "Gorontalo", "26" }, { "Sulawesi Utara", "27" },
	{ "Maluku Utara", "28" }, { "Maluku", "29" }, { "Papua", "30" },
	{ "Kepulauan Riau", "31" }, { "Sulawesi Barat", "32" }, { "Papua Barat", "33" },
	{ "Kalimantan Utara", "34" } };

/* The two digits of an office's Kanwil, "00" when it is not known (DOMAIN 3.4). */
static const char *
letters_kanwil_code(str kanwil_name)
{
	static const char before[] = "Kanwil DJPb Provinsi ";
	str province = kanwil_name;

	if (str_starts(province, STR("Kanwil DJPb Provinsi ")))
		province = str_from(province, sizeof(before) - 1);
	for (size_t i = 0; i < ARRAY_LEN(kanwils); i++)
		if (str_eq_z(province, kanwils[i].province))
			return kanwils[i].code;
	return "00";
}

str
letters_code_shown(struct arena *a, str code)
{
	return str_fmt(a, "%.4s-%.4s-%.4s", code.p, code.p + 4, code.p + 8);
}

str
letters_check_url(struct arena *a, const struct conf *conf, str code)
{
	return str_fmt(a, "%.*s/cek/%.*s", STR_ARG(conf->public_url), STR_ARG(code));
}

str
letters_code_in(struct arena *a, str text, int64_t *out_page)
{
	/* the address before it may have been another one when the letter was made */
	ptrdiff_t at = str_find(text, STR("/cek/"));
	struct err ignored;
	str code, page;

	if (at < 0)
		return STR_NONE;
	text = str_from(text, (size_t)at + 5);
	page = str_cut(&text, '#');
	if (crockford_check(a, page, CODE_LETTERS, &code, &ignored) != RC_OK)
		return STR_NONE;
	*out_page = 0;
	if (text.n > 0 && (str_int64(text, out_page, &ignored) != RC_OK ||
			      *out_page < 1 || *out_page > LETTER_PAGES))
		return STR_NONE;
	return code;
}

/* ---- drawing ---- */

static enum rc
number_of(struct domain *d, const struct row_office *o, const char *type, int64_t seq,
    int year, str *out, struct err *e)
{
	enum rc rc = letter_number_make(d->a, d->conf->letter_number_pattern,
	    &(struct letter_number){ .seq = seq,
		.office = o->code,
		.kanwil = str_from_z(letters_kanwil_code(o->kanwil)),
		.year = year },
	    out, e);

	if (rc == RC_OK && type != NULL && str_starts(*out, STR("S-")))
		*out = str_fmt(d->a, "%s-%.*s", type, STR_ARG(str_from(*out, 2)));
	return rc;
}

/* In the zone of the office. */
static int
year_of(const struct row_office *o, int64_t at_s)
{
	return time_civil(at_s, zone_parse(o->zone)).date.year;
}

static str
register_of(struct domain *d, const struct row_office *o, int year)
{
	return str_fmt(d->a, "letter:%.*s:%d", STR_ARG(o->code), year);
}

/* One letter: number, code, picture of both, stored. */
static enum rc
make_one(struct domain *d, const struct letters_set *set,
    const struct letters_order *order, int64_t seq, int64_t at_s,
    struct letters_made *out, struct err *e)
{
	int year = year_of(set->office, at_s);
	const struct row_office *o = set->office;
	struct letters_text text = { .kind = order->kind,
		.office = o,
		.fields = set->fields,
		.n_fields = set->n_fields,
		.rows = set->rows,
		.at_s = at_s };
	str code = crockford_random(d->a, CODE_LETTERS);
	struct letter_pdf pdf;
	enum rc rc = number_of(d, o, order->type, seq, year, &text.number, e);

	if (rc != RC_OK)
		return rc;
	text.check_url = letters_check_url(d->a, d->conf, code);
	text.check_code = letters_code_shown(d->a, code);
	rc = letters_draw(d, &text, &pdf, e);
	if (rc == RC_OK)
		rc = document_store(d, &set->owner, order->class, pdf.bytes, order->file,
		    &out->document, e);
	if (rc != RC_OK)
		return rc;
	out->document.pages = pdf.pages;
	out->letter = (struct row_letter){ .id = rnd_id(d->a),
		.office = o->code,
		.seq = seq,
		.year = year,
		.number = text.number,
		.kind = str_from_z(order->kind),
		.noun = str_from_z(set->owner.noun),
		.noun_id = set->owner.id,
		.check_code = code,
		.document = out->document.id,
		.data_hash = set->data_hash,
		.template_version = pdf.version,
		.template_hash = pdf.template_sha256,
		.signs = letters_places_text(d->a, &pdf),
		.created_s = at_s,
		.superseded_s = SQL_NULL_INT };
	return RC_OK;
}

enum rc
letters_make(struct domain *d, const struct letters_set *set, struct letters_issue *out,
    struct err *e)
{
	/* one moment for all: number and date must not stand on two sides of a midnight */
	int64_t at_s = set->at_s != 0 ? set->at_s : domain_now(d);
	struct row_counter_get last = { 0 };
	enum rc rc;

	BUG_ON(set->n_orders > LETTERS_MAX);
	memset(out, 0, sizeof(*out));
	out->counter = register_of(d, set->office, year_of(set->office, at_s));
	rc = q_counter_get(d->db, out->counter, &last, e);
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	for (size_t i = 0; i < set->n_orders; i++) {
		rc = make_one(d, set, &set->orders[i], last.n + 1 + (int64_t)i, at_s,
		    &out->at[i], e);
		if (rc != RC_OK) {
			letters_discard(d, out);
			return rc;
		}
		out->n++;
	}
	return RC_OK;
}

/* ---- recording ---- */

enum rc
letters_record_tx(struct domain *d, struct db *tx, struct letters_issue *x, struct err *e)
{
	enum rc rc;

	BUG_ON(x->n == 0);
	x->overtaken = false;
	rc = q_letter_supersede(
	    tx, x->at[0].letter.noun, x->at[0].letter.noun_id, domain_now(d), e);
	for (size_t i = 0; rc == RC_OK && i < x->n; i++) {
		struct letters_made *m = &x->at[i];
		struct row_counter_next next;

		rc = q_counter_next(tx, x->counter, &next, e);
		if (rc == RC_OK && next.n != m->letter.seq) {
			x->overtaken = true;
			return err_set(e, RC_CONFLICT,
			    N_("Banyak surat sedang dibuat di kantor Anda. Coba lagi sebentar."),
			    "letter number %lld was taken", (long long)m->letter.seq);
		}
		if (rc == RC_OK)
			rc = document_record_tx(d, tx, &m->document, e);
		if (rc == RC_OK)
			rc = q_letter_insert(tx, &m->letter, e);
	}
	return rc;
}

enum rc
letters_number_tx(
    struct domain *d, struct db *tx, const struct letters_ahead *in, struct err *e)
{
	int64_t now = domain_now(d);
	int year = year_of(in->office, now);
	struct row_letter row = { .id = rnd_id(d->a),
		.office = in->office->code,
		.year = year,
		.kind = str_from_z(in->kind),
		.noun = str_from_z(in->noun),
		.noun_id = in->noun_id,
		.check_code = crockford_random(d->a, CODE_LETTERS),
		.document = STR_NONE,
		.data_hash = in->data_hash,
		.template_version = STR(""),
		.created_s = now,
		.superseded_s = SQL_NULL_INT };
	struct row_counter_next next;
	enum rc rc = q_counter_next(tx, register_of(d, in->office, year), &next, e);

	if (rc != RC_OK)
		return rc;
	row.seq = next.n;
	rc = number_of(d, in->office, in->type, next.n, year, &row.number, e);
	return rc == RC_OK ? q_letter_insert(tx, &row, e) : rc;
}

void
letters_discard(struct domain *d, const struct letters_issue *x)
{
	struct err ignored;

	/* what cannot be removed now is an orphan, and the sweep of the vault removes it */
	for (size_t i = 0; i < x->n; i++)
		if (vault_destroy(d->vault, x->at[i].document.id, &ignored) != RC_OK)
			return;
}
