/* check_registration.c - see check_registration.h. */
#include "domain/check_registration.h"

#include "domain/application.h"
#include "domain/certificate.h"
#include "domain/document.h"
#include "domain/mask.h"
#include "letters/letter.h"
#include "pki/hash.h"

#define DPI 150

enum rc
check_registration_find(
    struct domain *d, str typed, struct row_application *out, struct err *e)
{
	str number;
	enum rc rc = application_number_parse(d->a, typed, &number, e);

	if (rc == RC_OK)
		rc = q_application_by_number(d->db, number, out, e);
	if (rc == RC_OK && out->submitted_s == SQL_NULL_INT)
		rc = RC_NOT_FOUND; /* a draft, of which there is no paper */
	return rc == RC_INVALID ? RC_NOT_FOUND : rc;
}

bool
check_registration_typed(const struct domain *d, str typed)
{
	struct err ignored;
	str number;

	return application_number_parse(d->a, typed, &number, &ignored) == RC_OK;
}

str
check_registration_number(str text)
{
	/* the address before it may have been another one when the paper was made */
	ptrdiff_t at = str_find(text, STR("/lacak/"));

	if (at < 0)
		return STR_NONE;
	text = str_from(text, (size_t)at + 7);
	return str_cut(&text, '#');
}

static bool
has_ended(str state)
{
	return str_eq_z(state, "refused") || str_eq_z(state, "withdrawn") ||
	       str_eq_z(state, "lapsed");
}

static str
title_of(const char *kind)
{
	const struct letter_template *t = letter_template_find(str_from_z(kind));

	BUG_ON(t == NULL);
	return str_from_z(t->title);
}

enum rc
check_registration(struct domain *d, const struct row_application *app,
    struct check_result *out, struct err *e)
{
	out->registration = true;
	out->code = out->number = app->number;
	out->title = title_of("bukti-pendaftaran");
	out->holder = STR("");
	out->issued_s = app->submitted_s;
	out->answer = CHECK_GENUINE;
	if (has_ended(app->state)) {
		out->answer = CHECK_NOT_VALID;
		out->changed_s = app->state_since_s;
	}
	return q_office_by_code(d->db, app->office, &out->office, e);
}

/* ---- files ---- */

#define PAPERS 3

struct paper {
	const char *kind; /* name of the template */
	str bytes, sha256;
};

struct papers {
	struct paper at[PAPERS];
	size_t n;
};

/* The newest kept document of that class. */
static enum rc
add_kept(struct domain *d, const struct row_application *app, enum document_class class,
    const char *kind, struct papers *out, struct err *e)
{
	struct paper *p = &out->at[out->n];
	struct row_document row;
	enum rc rc = q_document_current(d->db, STR("application"), app->id,
	    str_from_z(document_class_text(class)), &row, e);

	if (rc == RC_OK)
		rc = document_bytes(d, &row, &p->bytes, e);
	if (rc != RC_OK)
		return rc == RC_NOT_FOUND ? RC_OK : rc;
	p->kind = kind;
	p->sha256 = row.sha256;
	out->n++;
	return RC_OK;
}

/* The agreement is not kept: it is drawn for whoever reads it, always the same once it is accepted. */
static enum rc
add_agreement(struct domain *d, const struct row_application *app,
    const struct row_office *office, struct papers *out, struct err *e)
{
	struct paper *p = &out->at[out->n];
	enum rc rc;

	if (app->approved_s == SQL_NULL_INT || app->forgotten_s != SQL_NULL_INT)
		return RC_OK;
	rc = collect_agreement_pdf(d, app, office, &p->bytes, e);
	if (rc != RC_OK)
		return rc;
	p->kind = AGREEMENT_KIND;
	p->sha256 = pki_sha256_hex(d->a, p->bytes);
	out->n++;
	return RC_OK;
}

/* Do all pages look the same, drawn in the same way? *out_page: the first that does not, 0: other pages. */
static enum rc
looks_same(const struct domain *d, str bytes, const struct inspect_pdf *pdf, str ours,
    int64_t *out_pages, int64_t *out_page, struct err *e)
{
	struct inspect_pdf mine;
	enum rc rc = inspect_pdf(d->inspector, d->a, ours, &mine, e);
	bool same = true;

	*out_page = 0;
	if (rc != RC_OK)
		return rc;
	*out_pages = mine.pages;
	for (int page = 1;
	     rc == RC_OK && same && mine.pages == pdf->pages && page <= pdf->pages;
	     page++) {
		struct arena *a = arena_new(); /* the pictures of a page live no longer */
		struct inspect_page one = { .width = 0 }, other = { .width = 0 };

		rc = inspect_pdf_page(d->inspector, a, bytes, page, DPI, &one, e);
		if (rc == RC_OK)
			rc =
			    inspect_pdf_page(d->inspector, a, ours, page, DPI, &other, e);
		same = rc == RC_OK && str_eq(one.jpeg, other.jpeg);
		if (!same)
			*out_page = page;
		arena_free(a);
	}
	return rc;
}

/* None is it byte for byte: what do the pages show? */
static enum rc
by_looks(struct domain *d, const struct papers *all, str bytes,
    const struct inspect_pdf *pdf, struct check_result *out, struct err *e)
{
	enum rc rc = RC_OK;

	out->answer = CHECK_NO_MATCH;
	out->file = CHECK_FILE_PAGES;
	out->file_pages = pdf->pages;
	for (size_t i = 0; rc == RC_OK && i < all->n; i++) {
		int64_t pages = 0, differs;

		rc = looks_same(d, bytes, pdf, all->at[i].bytes, &pages, &differs, e);
		if (rc != RC_OK)
			break;
		if (pages != pdf->pages) {
			if (out->our_pages == 0)
				out->our_pages = pages;
			continue;
		}
		out->file = differs == 0 ? CHECK_FILE_RESAVED : CHECK_FILE_CONTENT;
		out->file_page = differs;
		if (differs != 0)
			continue;
		out->title = title_of(all->at[i].kind);
		break;
	}
	return rc;
}

enum rc
check_registration_file(struct domain *d, const struct row_application *app, str bytes,
    str sha256, const struct inspect_pdf *pdf, struct check_result *out, struct err *e)
{
	struct papers all = { .n = 0 };
	enum rc rc = add_kept(d, app, DOC_RECEIPT, "bukti-pendaftaran", &all, e);

	if (rc == RC_OK)
		rc = add_kept(d, app, DOC_GEN_STATEMENT, "pernyataan-pemohon", &all, e);
	if (rc == RC_OK)
		rc = add_agreement(d, app, &out->office, &all, e);
	for (size_t i = 0; rc == RC_OK && i < all.n; i++)
		if (str_eq(all.at[i].sha256, sha256)) {
			out->file = CHECK_FILE_SAME;
			out->title = title_of(all.at[i].kind);
			out->holder =
			    mask_name(d->a, app->name.p != NULL ? app->name : STR(""));
			return RC_OK;
		}
	if (rc != RC_OK)
		return rc;
	if (all.n == 0 || pdf->scan) {
		out->answer = CHECK_UNSURE;
		out->file = all.n == 0 ? CHECK_FILE_GONE : CHECK_FILE_SCAN;
		return RC_OK;
	}
	return by_looks(d, &all, bytes, pdf, out, e);
}
