/* check_file.c - the public check of a PDF: which letter it says it is, and whether it is that one. */
#include "domain/check_registration.h"
#include "domain/document.h"
#include "domain/letters_issue.h"
#include "domain/throttle.h"

#define DPI          150
#define DPI_FINE     250 /* a second look at a page without a code */
#define SEARCH_PAGES 5   /* that may be looked at for a code */

struct looking {
	struct domain *d;
	str bytes, sha256;
	struct inspect_pdf pdf;
	struct row_letter letter;
	struct row_application
	    app; /* of a paper of a registration; id.p NULL: it is none */
};

/* The paper of a registration that the code leads to, unless one was found before. */
static enum rc
note_registration(struct looking *x, str text, struct err *e)
{
	str number = check_registration_number(text);
	struct row_application app;
	enum rc rc;

	if (number.p == NULL || x->app.id.p != NULL)
		return RC_OK;
	rc = check_registration_find(x->d, number, &app, e);
	if (rc == RC_OK)
		x->app = app;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* The first letter of ours among the codes on that page; RC_NOT_FOUND. */
static enum rc
letter_on_page(struct looking *x, int page, int dpi, struct err *e)
{
	struct inspect_texts codes;
	enum rc rc =
	    inspect_pdf_codes(x->d->inspector, x->d->a, x->bytes, page, dpi, &codes, e);

	if (rc != RC_OK)
		return rc;
	rc = RC_NOT_FOUND;
	for (size_t i = 0; rc == RC_NOT_FOUND && i < codes.n; i++) {
		int64_t of_page;
		str code = letters_code_in(x->d->a, codes.at[i], &of_page);

		if (code.p != NULL)
			rc = check_letter_by_code(x->d, code, &x->letter, e);
		else if (note_registration(x, codes.at[i], e) != RC_OK)
			return e->rc;
	}
	return rc;
}

static enum rc
find_letter(struct looking *x, struct err *e)
{
	enum rc rc = RC_NOT_FOUND;

	for (int page = 1;
	     rc == RC_NOT_FOUND && page <= x->pdf.pages && page <= SEARCH_PAGES; page++) {
		rc = letter_on_page(x, page, DPI, e);
		if (rc == RC_NOT_FOUND && x->app.id.p == NULL)
			rc = letter_on_page(x, page, DPI_FINE, e);
	}
	return rc;
}

/* ---- is it that one? ---- */

/* Byte for byte what we made, or one signed copy of it that was handed in. */
static enum rc
same_bytes(
    struct looking *x, struct check_result *out, struct row_document *ours, struct err *e)
{
	struct row_document_list docs;
	enum rc rc = q_document_by_id(x->d->db, x->letter.document, ours, e);

	if (rc == RC_OK && str_eq(ours->sha256, x->sha256))
		out->file = CHECK_FILE_SAME;
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	if (rc == RC_NOT_FOUND)
		ours->state = STR("erased");
	if (out->file == CHECK_FILE_SAME)
		return RC_OK;
	rc = q_documents_of(x->d->db, x->letter.noun, x->letter.noun_id, &docs, e);
	for (size_t i = 0; rc == RC_OK && i < docs.n; i++)
		if ((str_starts(docs.at[i].class, STR("signed_")) ||
			str_eq_z(docs.at[i].class, "collective")) &&
		    str_eq(docs.at[i].sha256, x->sha256))
			out->file = CHECK_FILE_RECEIVED;
	return rc;
}

/* One page, drawn in the same way. The pictures live no longer than this. */
static enum rc
same_page(struct looking *x, const struct row_document *ours, int page, bool *out_same,
    struct err *e)
{
	struct domain d = *x->d;
	struct inspect_page theirs;
	enum rc rc;
	str mine = STR_NONE;

	d.a = arena_new();
	rc = inspect_pdf_page(d.inspector, d.a, x->bytes, page, DPI, &theirs, e);
	if (rc == RC_OK)
		rc = document_page(&d, ours, page, DPI, &mine, e);
	*out_same = rc == RC_OK && str_eq(mine, theirs.jpeg);
	arena_free(d.a);
	return rc;
}

/* Page by page; ends at the first that differs. */
static enum rc
same_pages(struct looking *x, const struct row_document *ours, struct check_result *out,
    struct err *e)
{
	enum rc rc = RC_OK;
	bool same = true;

	out->file = CHECK_FILE_RESAVED;
	for (int page = 1; rc == RC_OK && same && page <= ours->pages; page++) {
		rc = same_page(x, ours, page, &same, e);
		if (rc == RC_OK && !same) {
			out->file = CHECK_FILE_CONTENT;
			out->file_page = page;
		}
	}
	return rc;
}

static enum rc
compare(struct looking *x, struct check_result *out, struct err *e)
{
	struct row_document ours = { 0 };
	enum rc rc = same_bytes(x, out, &ours, e);

	if (rc != RC_OK || out->file != CHECK_FILE_NONE)
		return rc;
	out->file_pages = x->pdf.pages;
	out->our_pages = ours.pages;
	out->answer = CHECK_NO_MATCH;
	if (!str_eq_z(ours.state, "kept")) {
		out->file = CHECK_FILE_GONE;
		out->answer = CHECK_UNSURE;
	} else if (x->pdf.scan && x->pdf.pages >= ours.pages) {
		out->file = CHECK_FILE_SCAN;
		out->answer = CHECK_UNSURE;
	} else if (x->pdf.pages != ours.pages) {
		out->file = CHECK_FILE_PAGES;
	} else {
		return same_pages(x, &ours, out, e);
	}
	return RC_OK;
}

/* ---- the answer ---- */

/* With a number typed as well, it must be of that registration. */
static enum rc
judge_registration(struct looking *x, const struct row_application *app,
    struct check_result *out, struct err *e)
{
	enum rc rc = check_registration(x->d, app, out, e);

	if (rc == RC_OK && x->app.id.p != NULL && str_eq(x->app.id, app->id))
		return check_registration_file(
		    x->d, app, x->bytes, x->sha256, &x->pdf, out, e);
	out->answer = CHECK_NO_MATCH;
	out->file = CHECK_FILE_OTHER;
	return rc;
}

/* With a code typed as well: the facts are of that letter, and the file must be it. */
static enum rc
against_typed(
    struct looking *x, str typed, bool found, struct check_result *out, struct err *e)
{
	str id = found ? x->letter.id : STR_NONE;
	struct row_application app;
	enum rc rc = check_registration_find(x->d, typed, &app, e);
	str code;

	if (rc != RC_NOT_FOUND)
		return rc == RC_OK ? judge_registration(x, &app, out, e) : rc;
	if (!check_code_read(x->d, typed, &code))
		return RC_OK;
	rc = check_letter_by_code(x->d, code, &x->letter, e);
	if (rc == RC_OK)
		rc = check_letter(x->d, &x->letter, out, e);
	if (rc == RC_NOT_FOUND)
		return RC_OK;
	if (rc == RC_OK && (found ? str_eq(id, x->letter.id) : x->app.id.p == NULL))
		return compare(x, out, e);
	out->answer = CHECK_NO_MATCH;
	out->file = CHECK_FILE_OTHER;
	return rc;
}

static enum rc
judge_file(struct looking *x, str typed, struct check_result *out, struct err *e)
{
	enum rc rc = find_letter(x, e);
	bool found = rc == RC_OK;

	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	if (typed.n > 0)
		return against_typed(x, typed, found, out, e);
	if (!found && x->app.id.p != NULL)
		return judge_registration(x, &x->app, out, e);
	if (!found) {
		out->file = CHECK_FILE_FOREIGN;
		return RC_OK;
	}
	rc = check_letter(x->d, &x->letter, out, e);
	return rc == RC_OK ? compare(x, out, e) : rc;
}

enum rc
check_file(struct domain *d, str typed, str sha256, str bytes, str net,
    struct check_result *out, struct err *e)
{
	struct looking x = { .d = d, .bytes = bytes, .sha256 = sha256 };
	struct throttle_key k = { "check-file", sha256, net };
	struct err failed;
	int64_t left;
	enum rc rc = throttle_check(d, &k, &left, e);

	check_begin(d, out);
	if (rc != RC_OK)
		return rc;
	rc = inspect_pdf(d->inspector, d->a, bytes, &x.pdf, e);
	if (rc == RC_OK)
		rc = judge_file(&x, typed, out, e);
	if (rc == RC_OK &&
	    (out->file == CHECK_FILE_SAME || out->file == CHECK_FILE_RECEIVED))
		return RC_OK;
	/* a hostile file costs as much as any other; its sentence stays what is said */
	if ((rc == RC_OK || rc == RC_INVALID) && throttle_fail(d, &k, &failed) != RC_OK) {
		*e = failed;
		return failed.rc;
	}
	return rc;
}
