/* candidacy_return.c - signed letters come back: is it this candidate's letter, and is it signed? */
#include "domain/candidacy_file.h"
#include "domain/letters_issue.h"

#define SIGNED_PAGES 10 /* of one scan */
#define DPI          150
#define DPI_FINE     250 /* a second look at a page without a code */

static const char foreign[] = N_("Kode pada surat ini milik orang lain.");
static const char no_code[] =
    N_("Kami tidak menemukan kode surat. Pastikan semua halaman ikut terpindai.");
static const char unsigned_[] =
    N_("Anda mengunggah surat yang belum ditandatangani (sama persis "
       "dengan yang kami buat).");
static const char outdated[] =
    N_("Ini surat versi lama. Unduh surat yang baru, lalu tandatangani.");
static const char swapped[] =
    N_("Ini surat yang satunya. Periksa apakah kedua berkas tertukar.");

struct scan {
	struct domain *d;
	const struct candidacy_file *f;
	str bytes;
	int64_t pages[CAND_LETTER__COUNT];     /* that carry the code of the letter */
	int64_t untouched[CAND_LETTER__COUNT]; /* of these: exactly as we drew them */
	bool foreign, outdated;
};

/* ---- codes ---- */

static enum rc
count_code(struct scan *s, str code, bool seen[CAND_LETTER__COUNT], struct err *e)
{
	struct row_letter letter;
	enum rc rc;

	for (int l = 0; l < CAND_LETTER__COUNT; l++)
		if (str_eq(code, s->f->papers[l].letter.check_code)) {
			seen[l] = true;
			return RC_OK;
		}
	rc = q_letter_by_check_code(s->d->db, code, &letter, e);
	if (rc == RC_OK && str_eq(letter.noun_id, s->f->cand.id))
		s->outdated = true;
	else if (rc == RC_OK || rc == RC_NOT_FOUND)
		s->foreign = true;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc
codes_of(struct scan *s, const struct inspect_page *page, bool seen[CAND_LETTER__COUNT],
    bool *out_any, struct err *e)
{
	enum rc rc = RC_OK;

	*out_any = false;
	for (size_t i = 0; rc == RC_OK && i < page->qr.n; i++) {
		str code = letters_code_in(s->d->a, page->qr.at[i]);

		if (code.p == NULL)
			continue;
		*out_any = true;
		rc = count_code(s, code, seen, e);
	}
	return rc;
}

/* Does the picture equal a page of the letter as we made it (saved anew, but not signed)? */
static enum rc
same_as_ours(struct scan *s, int l, str jpeg, bool *out, struct err *e)
{
	const struct row_document *pdf = &s->f->papers[l].pdf;
	str ours;
	enum rc rc;

	*out = false;
	for (int page = 1; page <= pdf->pages && !*out; page++) {
		rc = document_page(s->d, pdf, page, DPI, &ours, e);
		if (rc != RC_OK)
			return rc;
		*out = str_eq(ours, jpeg);
	}
	return RC_OK;
}

static enum rc
scan_page(struct scan *s, int number, struct err *e)
{
	bool seen[CAND_LETTER__COUNT] = { false }, any, same;
	struct inspect_page page, fine;
	enum rc rc =
	    inspect_pdf_page(s->d->inspector, s->d->a, s->bytes, number, DPI, &page, e);

	if (rc == RC_OK)
		rc = codes_of(s, &page, seen, &any, e);
	if (rc == RC_OK && !any) {
		rc = inspect_pdf_page(
		    s->d->inspector, s->d->a, s->bytes, number, DPI_FINE, &fine, e);
		if (rc == RC_OK)
			rc = codes_of(s, &fine, seen, &any, e);
	}
	for (int l = 0; rc == RC_OK && l < CAND_LETTER__COUNT; l++) {
		if (!seen[l])
			continue;
		s->pages[l]++;
		rc = same_as_ours(s, l, page.jpeg, &same, e);
		if (rc == RC_OK && same)
			s->untouched[l]++;
	}
	return rc;
}

/* ---- the verdict ---- */

static bool
whole(const struct scan *s, int l)
{
	int64_t wanted = s->f->papers[l].pdf.pages;

	return s->pages[l] >= wanted && s->untouched[l] < wanted;
}

static enum rc
verdict(const struct scan *s, enum candidacy_letter l, struct err *e)
{
	int other = l == CAND_RECOMMENDATION ? CAND_STATEMENT : CAND_RECOMMENDATION;
	const char *msg = NULL;

	if (s->foreign)
		msg = foreign;
	else if (s->pages[l] == 0 && s->outdated)
		msg = outdated;
	else if (s->pages[l] == 0 && s->pages[other] > 0)
		msg = swapped;
	else if (s->pages[l] < s->f->papers[l].pdf.pages)
		msg = no_code;
	else if (!whole(s, (int)l))
		msg = unsigned_;
	return msg == NULL ? RC_OK : err_set(e, RC_INVALID, msg, "signed letter refused");
}

static enum rc
scan_all(struct scan *s, enum candidacy_letter l, enum file_type type, str sha256,
    struct err *e)
{
	struct inspect_pdf pdf;
	enum rc rc;

	if (type != FILE_PDF)
		return err_set(e, RC_INVALID, N_("Berkas harus PDF."), "not a PDF");
	for (int k = 0; k < CAND_LETTER__COUNT; k++)
		if (str_eq(sha256, s->f->papers[k].pdf.sha256))
			return err_set(e, RC_INVALID, unsigned_, "the letter itself");
	rc = inspect_pdf(s->d->inspector, s->d->a, s->bytes, &pdf, e);
	if (rc == RC_OK && pdf.pages > SIGNED_PAGES)
		return err_say(e, RC_INVALID,
		    i18n_tr(s->d->lang,
			N_("PDF ini %lld halaman. Unggah hanya surat yang sudah ditandatangani, "
			   "paling banyak %d halaman.")),
		    (long long)pdf.pages, SIGNED_PAGES);
	for (int page = 1; rc == RC_OK && page <= pdf.pages; page++)
		rc = scan_page(s, page, e);
	return rc == RC_OK ? verdict(s, l, e) : rc;
}

/* ---- taking it ---- */

static const enum document_class classes[CAND_LETTER__COUNT] = {
	[CAND_RECOMMENDATION] = DOC_SIGNED_RECOMMENDATION,
	[CAND_STATEMENT] = DOC_SIGNED_STATEMENT,
};

/* The scan belongs to that letter as long as it is the one in force. */
static enum rc
change_taken(struct candidacy_edit *x, struct db *tx, struct err *e)
{
	const struct row_document *row = x->in;

	return q_document_set_parent(tx, row->id, row->parent, e);
}

static enum rc
change_copied(struct candidacy_edit *x, struct db *tx, struct err *e)
{
	return document_record_tx(x->d, tx, x->in, e);
}

/* One PDF held both letters: it is the scan of the other one too. */
static enum rc
copy_for_other(
    const struct scan *s, const struct actor *who, int other, str name, struct err *e)
{
	struct document_owner owner = { "candidacy", s->f->cand.id };
	struct row_document row;
	struct candidacy_edit x = { .d = s->d,
		.who = who,
		.item = candidacy_letter_item((enum candidacy_letter)other),
		.version = FSM_ANY_VERSION,
		.change = change_copied,
		.in = &row,
		.fixed = true };
	struct inspect_pdf pdf;
	enum rc rc;

	if (!whole(s, other) || !candidacy_may_edit(s->f, x.item))
		return RC_OK;
	rc = inspect_pdf(s->d->inspector, s->d->a, s->bytes, &pdf, e);
	if (rc == RC_OK)
		rc =
		    document_store(s->d, &owner, classes[other], s->bytes, name, &row, e);
	if (rc != RC_OK)
		return rc;
	row.pages = pdf.pages;
	row.created_by = who->account;
	row.parent = s->f->papers[other].letter.document;
	return candidacy_edit_run(&x, e);
}

static enum rc
take(const struct scan *s, const struct actor *who, enum candidacy_letter l,
    struct vault_stage *stage, str name, struct err *e)
{
	struct document_owner owner = { "candidacy", s->f->cand.id };
	struct document_taken taken;
	struct candidacy_edit x = { .d = s->d,
		.who = who,
		.item = candidacy_letter_item(l),
		.version = FSM_ANY_VERSION,
		.change = change_taken,
		.in = &taken.row,
		.fixed = true };
	enum rc rc = document_take(
	    s->d, who, &owner, classes[l], stage, name, s->f->items.n == 0, &taken, e);

	if (rc != RC_OK)
		return rc;
	taken.row.parent = s->f->papers[l].letter.document;
	return candidacy_edit_run(&x, e);
}

enum rc
candidacy_return_letter(struct domain *d, const struct actor *who,
    enum candidacy_letter l, struct vault_stage *stage, str filename, struct err *e)
{
	int other = l == CAND_RECOMMENDATION ? CAND_STATEMENT : CAND_RECOMMENDATION;
	struct candidacy_file f;
	struct scan s = { .d = d, .f = &f };
	enum rc rc = candidacy_load(d, who, &f, e);

	if (rc == RC_OK && !candidacy_letters_valid(&f))
		rc = err_set(e, RC_CONFLICT,
		    N_("Data profil berubah setelah surat dibuat. Buat surat baru."),
		    "stale");
	if (rc == RC_OK)
		rc = candidacy_edit_check(&f, candidacy_letter_item(l), e);
	if (rc == RC_OK)
		rc = vault_stage_read(stage, d->a, &s.bytes, e);
	if (rc == RC_OK)
		rc = scan_all(
		    &s, l, vault_stage_type(stage), vault_stage_sha256(stage), e);
	if (rc != RC_OK) {
		vault_discard(stage);
		return rc;
	}
	rc = take(&s, who, l, stage, filename, e);
	return rc == RC_OK ? copy_for_other(&s, who, other, filename, e) : rc;
}
