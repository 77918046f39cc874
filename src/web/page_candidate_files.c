/* page_candidate_files.c - "Kelengkapan DS": SK and SPMT, e-KTP, portrait (C2 to C4). */
#include "candidate_step.tpl.h"
#include "web/candidate_step.h"
#include "web/pages.h"

/* clang-format off */
static const struct field_spec sk_fields[] = {
	{ .name = "appointment", .kind = F_FILE, .conditional = true, .accept = "application/pdf",
	    .label = N_("SK pengangkatan PNS dan SPMT"),
	    .hint = N_("SK dan SPMT dalam 1 PDF, paling besar 10 MB. Punya dua berkas? Unggah SK di sini dan "
		       "SPMT di bawahnya, kami gabungkan.") },
	{ .name = "spmt", .kind = F_FILE, .conditional = true, .accept = "application/pdf",
	    .label = N_("SPMT, bila berkasnya terpisah (boleh dikosongkan)"),
	    .hint = N_("PDF, paling besar 10 MB.") },
	{ .name = "spmt_page", .kind = F_INT, .min = 1, .max = 50, .width = 2,
	    .label = N_("Halaman SPMT mulai dari halaman"),
	    .hint = N_("Contoh: 3 bila SK ada di halaman 1 dan 2. Kosongkan bila SPMT berkas terpisah.") },
	{ .name = "satu_halaman", .kind = F_CHECK, .conditional = true,
	    .label = N_("Ya, tetap kirim PDF 1 halaman") },
};
const struct form_spec form_cand_sk = FORM_SPEC(sk_fields);

static const struct field_spec ektp_fields[] = {
	{ .name = "ektp", .kind = F_FILE, .conditional = true, .camera = true,
	    .accept = "image/jpeg,image/png", .label = N_("Foto e-KTP"),
	    .hint = N_("JPG atau PNG, paling besar 10 MB. Kami yang mengecilkan ukurannya.") },
};
const struct form_spec form_cand_ektp = FORM_SPEC(ektp_fields);

static const struct field_spec photo_fields[] = {
	{ .name = "photo", .kind = F_FILE, .conditional = true, .camera = true,
	    .accept = "image/jpeg,image/png", .label = N_("Pasfoto 4×6"),
	    .hint = N_("JPG atau PNG, paling besar 10 MB. Kami yang mengecilkan ukurannya.") },
};
const struct form_spec form_cand_photo = FORM_SPEC(photo_fields);
/* clang-format on */

static const struct picture {
	enum candidacy_item item;
	enum inspect_use use;
	const char *field, *post, *keep, *advice, *empty;
} pictures[] = {
	{ CAND_ITEM_EKTP, INSPECT_CARD, "ektp", "/profil/kelengkapan-ds/ektp",
	    "/profil/kelengkapan-ds/ektp/tetap",
	    N_("Letakkan kartu di meja gelap, cahaya merata, keempat sudut terlihat."),
	    N_("Pilih atau ambil foto e-KTP.") },
	{ CAND_ITEM_PHOTO, INSPECT_PHOTO, "photo", "/profil/kelengkapan-ds/pasfoto",
	    "/profil/kelengkapan-ds/pasfoto/tetap",
	    N_("Terbaru, berwarna, wajah menghadap depan. Paling kecil 472 × 709 piksel."),
	    N_("Pilih atau ambil pasfoto.") },
};

/* ---- shared ---- */

static void
show_stored(struct page *p, const struct row_document *doc, struct view_candidate_step *v)
{
	if (doc->id.p == NULL)
		return;
	v->stored = (struct ui_file){ .name = doc->name,
		.bytes = doc->bytes,
		.when = time_of_day(p->a, doc->created_s, page_zone(p)) };
}

/* ---- C2: SK and SPMT ---- */

static enum rc
show_sk(struct page *p)
{
	struct candidate_step s;
	struct err e;

	if (candidate_step(p, CAND_ITEM_APPOINTMENT, &s, &e) != RC_OK)
		return page_redirect_z(p, "/profil");
	show_stored(p, &s.f.appointment, &s.v);
	if (s.f.appointment.id.p != NULL)
		s.v.view_href =
		    str_fmt(p->a, "/dokumen/%.*s/unduh", STR_ARG(s.f.appointment.id));
	s.v.one_page = s.f.appointment.id.p != NULL && s.f.appointment.pages == 1;
	s.v.shell.use_files = true;
	page_render(p, tpl_candidate_appointment, &s.v);
	return RC_OK;
}

enum rc
page_candidate_sk(struct page *p, struct err *e)
{
	struct candidacy_file f;
	enum rc rc = candidacy_load(&p->d, &p->who, &f, e);

	if (rc != RC_OK)
		return rc;
	if (f.cand.spmt_page != SQL_NULL_INT)
		form_set_int(&p->form, "spmt_page", f.cand.spmt_page);
	return show_sk(p);
}

/* A refused file is an error of its field, and nothing is lost. */
static enum rc
sk_taken(struct page *p, const char *field, enum rc rc, struct err *e)
{
	if (rc != RC_INVALID && rc != RC_CONFLICT && rc != RC_LIMIT)
		return rc;
	form_error(&p->form, field, e->msg);
	return RC_OK;
}

/* Both came as files of their own. */
static enum rc
take_two(
    struct page *p, struct vault_stage *sk, str name, int64_t *out_pages, struct err *e)
{
	struct vault_stage *const stages[2] = { sk, page_take_stage(p, "spmt", NULL) };
	struct document_taken taken = { .hints = 0 };
	enum rc rc = candidacy_upload_two(&p->d, &p->who, stages, name, &taken, e);

	if (rc == RC_OK)
		*out_pages = taken.row.pages;
	return sk_taken(p, "appointment", rc, e);
}

/* The file, if one came: kept even when the page number is wrong. *out_two: the SPMT came apart. */
static enum rc
take_sk(struct page *p, int64_t *out_pages, bool *out_two, struct err *e)
{
	struct document_taken taken = { .hints = 0 };
	struct vault_stage *sk = NULL;
	struct candidacy_file f;
	str name;
	enum rc rc = candidacy_load(&p->d, &p->who, &f, e);

	if (rc != RC_OK)
		return rc;
	*out_pages = f.appointment.id.p != NULL ? f.appointment.pages : 0;
	*out_two = form_file(&p->form, "spmt") != NULL;
	if (*out_two && form_file(&p->form, "appointment") == NULL) {
		form_error(&p->form, "appointment",
		    N_("Pilih juga berkas SK: keduanya kami gabungkan."));
		return RC_OK;
	}
	if (form_error_of(&p->form, "appointment").p == NULL &&
	    form_error_of(&p->form, "spmt").p == NULL)
		sk = page_take_stage(p, "appointment", &name);
	if (sk != NULL && *out_two)
		return take_two(p, sk, name, out_pages, e);
	if (sk == NULL) {
		if (*out_pages == 0)
			form_error(
			    &p->form, "appointment", N_("Pilih berkas SK dan SPMT."));
		return RC_OK;
	}
	rc = candidacy_upload(&p->d, &p->who, CAND_ITEM_APPOINTMENT, sk, name, &taken, e);
	if (rc == RC_OK)
		*out_pages = taken.row.pages;
	return sk_taken(p, "appointment", rc, e);
}

enum rc
page_candidate_sk_post(struct page *p, struct err *e)
{
	int64_t pages;
	bool two;
	enum rc rc = take_sk(p, &pages, &two, e);

	if (rc != RC_OK)
		return rc;
	if (two && form_ok(&p->form))
		return candidate_after(p, CAND_ITEM_APPOINTMENT, e);
	if (pages == 1 && !form_bool(&p->form, "satu_halaman"))
		form_error(&p->form, "satu_halaman",
		    N_("PDF hanya 1 halaman. SK dan SPMT biasanya paling sedikit 2 halaman. Tetap "
		       "kirim?"));
	if (!two && form_str(&p->form, "spmt_page").n == 0)
		form_error(&p->form, "spmt_page", N_("Isi halaman tempat SPMT mulai."));
	if (!form_ok(&p->form))
		return page_again(p, show_sk);
	rc = candidacy_set_spmt(&p->d, &p->who, form_int(&p->form, "spmt_page"), e);
	rc = sk_taken(p, "spmt_page", rc, e);
	if (rc == RC_OK && !form_ok(&p->form))
		return page_again(p, show_sk);
	return rc != RC_OK ? rc : candidate_after(p, CAND_ITEM_APPOINTMENT, e);
}

/* ---- C3, C4: pictures ---- */

static const struct picture *
picture_of(enum candidacy_item i)
{
	return &pictures[i == CAND_ITEM_EKTP ? 0 : 1];
}

static void
show_hints(
    struct page *p, enum inspect_use use, unsigned hints, struct view_candidate_step *v)
{
	const char **at = ARENA_ARRAY(p->a, INSPECT_HINT_COUNT, const char *);
	size_t n = 0;

	for (unsigned bit = 0; bit < INSPECT_HINT_COUNT; bit++) {
		const char *text =
		    hints & 1U << bit ? inspect_hint_text(use, 1U << bit) : NULL;

		if (text != NULL)
			at[n++] = text;
	}
	v->hints.at = at;
	v->hints.n = n;
}

static enum rc
show_picture(struct page *p, enum candidacy_item i)
{
	const struct picture *pic = picture_of(i);
	const struct row_document *doc;
	struct candidate_step s;
	struct err e;

	if (candidate_step(p, i, &s, &e) != RC_OK)
		return page_redirect_z(p, "/profil");
	doc = i == CAND_ITEM_EKTP ? &s.f.ektp : &s.f.photo;
	show_stored(p, doc, &s.v);
	if (doc->id.p != NULL)
		s.v.view_href = str_fmt(p->a, "/dokumen/%.*s/gambar", STR_ARG(doc->id));
	s.v.photo = i == CAND_ITEM_PHOTO;
	s.v.field = pic->field;
	s.v.post = pic->post;
	s.v.keep = pic->keep;
	s.v.advice = pic->advice;
	s.v.may_keep = candidacy_tries(&s.f, i) >= CANDIDACY_TRIES;
	show_hints(p, pic->use, candidacy_hints(&s.f, i), &s.v);
	s.v.shell.use_files = true;
	page_render(p, tpl_candidate_picture, &s.v);
	return RC_OK;
}

static enum rc
show_ektp(struct page *p)
{
	return show_picture(p, CAND_ITEM_EKTP);
}

static enum rc
show_photo(struct page *p)
{
	return show_picture(p, CAND_ITEM_PHOTO);
}

static enum rc
picture_post(
    struct page *p, enum candidacy_item i, enum rc (*show)(struct page *p), struct err *e)
{
	const struct picture *pic = picture_of(i);
	struct document_taken taken;
	struct candidacy_file f;
	struct vault_stage *stage;
	str name;
	enum rc rc = candidacy_load(&p->d, &p->who, &f, e);

	if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form))
		return page_again(p, show);
	stage = page_take_stage(p, pic->field, &name);
	if (stage == NULL && f.done & 1U << i)
		return candidate_after(
		    p, i, e); /* nothing new, and what is there is good */
	if (stage == NULL) {
		form_error(&p->form, pic->field, pic->empty);
		return page_again(p, show);
	}
	rc = candidacy_upload(&p->d, &p->who, i, stage, name, &taken, e);
	if (rc == RC_INVALID || rc == RC_CONFLICT) {
		form_error(&p->form, pic->field, e->msg);
		return page_again(p, show);
	}
	if (rc != RC_OK)
		return rc;
	if (taken.hints != 0)
		return page_redirect_z(p, pic->post);
	return candidate_after(p, i, e);
}

static enum rc
picture_keep(struct page *p, enum candidacy_item i, struct err *e)
{
	enum rc rc = candidacy_keep_picture(&p->d, &p->who, i, e);

	return rc != RC_OK ? rc : candidate_after(p, i, e);
}

enum rc
page_candidate_ektp(struct page *p, struct err *e)
{
	(void)e;
	return show_ektp(p);
}

enum rc
page_candidate_ektp_post(struct page *p, struct err *e)
{
	return picture_post(p, CAND_ITEM_EKTP, show_ektp, e);
}

enum rc
page_candidate_ektp_keep_post(struct page *p, struct err *e)
{
	return picture_keep(p, CAND_ITEM_EKTP, e);
}

enum rc
page_candidate_photo(struct page *p, struct err *e)
{
	(void)e;
	return show_photo(p);
}

enum rc
page_candidate_photo_post(struct page *p, struct err *e)
{
	return picture_post(p, CAND_ITEM_PHOTO, show_photo, e);
}

enum rc
page_candidate_photo_keep_post(struct page *p, struct err *e)
{
	return picture_keep(p, CAND_ITEM_PHOTO, e);
}
