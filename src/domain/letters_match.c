/* letters_match.c - signed letters come back. */
#include "domain/letters_match.h"

#include "base/i18n.h"

#define DPI      150
#define DPI_FINE 250 /* a second look at a page without a code */
/*
 * A stroke of a pen, half a millimetre wide and a centimetre long, in a place of 73 x 15 mm; a fold or
 * a scratch of the scanner is less.
 */
#define INK_PPM 4000
/* The edge of a place is not looked at: text above and below may stand a little off. */
#define INSET_X 11.0
#define INSET_Y 8.5

struct scan {
	struct domain *d;
	str bytes;
	const struct letters_wanted *wanted;
	size_t n;
	struct letters_match *out;
};

/* What of the wanted letters stands on one page of the scan. */
struct on_page {
	int64_t page[LETTERS_MATCHED]; /* of the letter; 0: none */
	bool any;
};

static enum rc
take_code(struct scan *s, str code, int64_t page, struct on_page *out, struct err *e)
{
	struct row_letter letter;
	enum rc rc;

	out->any = true;
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(code, s->wanted[i].letter->check_code)) {
			page = page == 0 ? 1 : page;
			if (page <= s->wanted[i].pages)
				out->page[i] = page;
			return RC_OK;
		}
	rc = q_letter_by_check_code(s->d->db, code, &letter, e);
	if (rc == RC_OK && str_eq(letter.noun_id, s->wanted[0].letter->noun_id))
		s->out->outdated = true;
	else if (rc == RC_OK || rc == RC_NOT_FOUND)
		s->out->foreign = true;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc
codes_at(struct scan *s, int number, int dpi, struct on_page *out, struct err *e)
{
	struct inspect_texts codes;
	enum rc rc =
	    inspect_pdf_codes(s->d->inspector, s->d->a, s->bytes, number, dpi, &codes, e);

	for (size_t i = 0; rc == RC_OK && i < codes.n; i++) {
		int64_t of = 0;
		str code = letters_code_in(s->d->a, codes.at[i], &of);

		if (code.p != NULL)
			rc = take_code(s, code, of, out, e);
	}
	return rc;
}

/* Ink in the places to sign of one page of the letter; a second scan of a page adds to the first. */
static enum rc
ink_on(struct scan *s, int number, size_t i, int64_t page, struct err *e)
{
	const struct row_letter *letter = s->wanted[i].letter;
	struct letters_place places[LETTER_SIGNS];
	struct inspect_rect at[INSPECT_PLACES], code = { 0 };
	struct inspect_ink ink = { .found = false };
	size_t all, n = 0, which[INSPECT_PLACES];
	enum rc rc = letters_places_parse(letter->signs, places, &all, e);

	for (size_t k = 0; rc == RC_OK && k < all && n < INSPECT_PLACES; k++) {
		const struct letter_rect *r = &places[k].sign, *c = &places[k].code;

		if (r->page != page)
			continue;
		code = (struct inspect_rect){ c->x, c->y, c->width, c->height };
		which[n] = k;
		at[n++] = (struct inspect_rect){ r->x + INSET_X, r->y + INSET_Y,
			r->width - 2 * INSET_X, r->height - 2 * INSET_Y };
	}
	if (rc != RC_OK || n == 0)
		return rc;
	rc = inspect_pdf_ink(s->d->inspector, s->d->a, s->bytes, number,
	    letter->check_code, &code, at, n, &ink, e);
	for (size_t k = 0; rc == RC_OK && ink.found && k < n; k++)
		if (ink.ppm[k] >= INK_PPM)
			s->out->at[i].ink |= 1u << which[k];
	return rc;
}

static enum rc
scan_page(struct scan *s, int number, struct err *e)
{
	struct on_page on = { .any = false };
	enum rc rc = codes_at(s, number, DPI, &on, e);

	if (rc == RC_OK && !on.any)
		rc = codes_at(s, number, DPI_FINE, &on, e);
	for (size_t i = 0; rc == RC_OK && i < s->n; i++) {
		uint32_t bit = on.page[i] > 0 ? 1u << (on.page[i] - 1) : 0;

		if (bit == 0)
			continue;
		s->out->at[i].pages |= bit;
		rc = ink_on(s, number, i, on.page[i], e);
	}
	return rc;
}

enum rc
letters_match(struct domain *d, str bytes, enum file_type type, str sha256,
    const struct letters_wanted *wanted, size_t n, struct letters_match *out,
    struct err *e)
{
	struct scan s = { d, bytes, wanted, n, out };
	struct inspect_pdf pdf;
	enum rc rc;

	BUG_ON(n < 1 || n > LETTERS_MATCHED);
	memset(out, 0, sizeof(*out));
	if (type != FILE_PDF)
		return err_set(e, RC_INVALID, N_("Berkas harus PDF."), "not a PDF");
	for (size_t i = 0; i < n; i++)
		out->itself |= str_eq(sha256, wanted[i].sha256);
	if (out->itself)
		return RC_OK;
	rc = inspect_pdf(d->inspector, d->a, bytes, &pdf, e);
	if (rc == RC_OK && pdf.pages > LETTERS_SCAN_PAGES)
		return err_say(e, RC_INVALID,
		    i18n_tr(d->lang,
			N_("PDF ini %lld halaman. Unggah hanya surat yang sudah ditandatangani, "
			   "paling banyak %d halaman.")),
		    (long long)pdf.pages, LETTERS_SCAN_PAGES);
	out->pages = pdf.pages;
	for (int page = 1; rc == RC_OK && page <= pdf.pages; page++)
		rc = scan_page(&s, page, e);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		struct letters_place ignored[LETTER_SIGNS];

		for (uint32_t ink = out->at[i].ink; ink != 0; ink &= ink - 1)
			out->at[i].inked++;
		out->at[i].whole = out->at[i].pages == (1u << wanted[i].pages) - 1;
		rc = letters_places_parse(
		    wanted[i].letter->signs, ignored, &out->at[i].places, e);
	}
	return rc;
}

/* ---- verdict ---- */

/* "Halaman 2, 3 belum ikut terpindai." */
static enum rc
missing(struct domain *d, const struct letters_found *f, int64_t pages, struct err *e)
{
	struct buf b;

	buf_init(&b, d->a, 64);
	for (int page = 1; page <= pages; page++)
		if ((f->pages & 1u << (page - 1)) == 0)
			buf_fmt(&b, "%s%d", b.n > 0 ? ", " : "", page);
	buf_char(&b, '\0');
	return err_say(e, RC_INVALID,
	    i18n_tr(d->lang, N_("Halaman %s surat ini belum ikut terpindai.")), b.p);
}

static const char *
what_it_is(const struct letters_match *m, size_t n, size_t i)
{
	if (m->itself)
		return N_("Anda mengunggah surat yang belum ditandatangani (sama persis "
			  "dengan yang kami buat).");
	if (m->foreign)
		return N_("Kode pada surat ini milik orang lain.");
	if (m->at[i].pages != 0)
		return NULL;
	if (m->outdated)
		return N_(
		    "Ini surat versi lama. Unduh surat yang baru, lalu tandatangani.");
	for (size_t k = 0; k < n; k++)
		if (m->at[k].pages != 0)
			return N_(
			    "Ini surat yang satunya. Periksa apakah kedua berkas tertukar.");
	return N_(
	    "Kami tidak menemukan kode surat. Pastikan semua halaman ikut terpindai.");
}

enum rc
letters_verdict(struct domain *d, const struct letters_wanted *wanted, size_t n,
    const struct letters_match *m, size_t i, struct err *e)
{
	const struct letters_found *f = &m->at[i];
	const char *msg = what_it_is(m, n, i);

	if (msg == NULL && !f->whole)
		return missing(d, f, wanted[i].pages, e);
	if (msg == NULL && f->places > 0 && f->inked == 0)
		msg = N_(
		    "Surat ini belum ditandatangani. Tandatangani cetakannya, lalu pindai "
		    "dan unggah lagi.");
	if (msg == NULL && f->inked < f->places)
		return err_say(e, RC_INVALID,
		    i18n_tr(d->lang,
			N_("Baru %zu dari %zu tempat tanda tangan yang terisi. Lengkapi, lalu pindai "
			   "dan unggah lagi.")),
		    f->inked, f->places);
	return msg == NULL ? RC_OK : err_set(e, RC_INVALID, msg, "signed letter refused");
}
