/* page_candidate_letters.c - "Konfirmasi DS": the letters to be signed, and signed (C7, C8). */
#include "candidate_letters.tpl.h"
#include "web/candidate_step.h"
#include "web/candidate_tasks.h"
#include "web/pages.h"

/* clang-format off */
static const struct field_spec letters_fields[] = {
	{ .name = "signed_recommendation", .kind = F_FILE, .conditional = true, .accept = "application/pdf",
	    .label = N_("Surat rekomendasi bertanda tangan") },
	{ .name = "signed_statement", .kind = F_FILE, .conditional = true, .accept = "application/pdf",
	    .label = N_("Surat pernyataan bertanda tangan") },
};
const struct form_spec form_cand_letters = FORM_SPEC(letters_fields);
/* clang-format on */

static const char *const fields[CAND_LETTER__COUNT] = { "signed_recommendation",
	"signed_statement" };

/* ---- showing ---- */

static str
signers(struct page *p, enum candidacy_letter l, const struct candidacy_file *f)
{
	return form_fill(p->a,
	    page_tr(p, l == CAND_RECOMMENDATION
			   ? N_("Kepala {0}")
			   : N_("Anda sendiri, diketahui Kepala {0}")),
	    &f->office.name, 1);
}

static struct view_paper
paper(struct page *p, const struct candidacy_file *f, enum candidacy_letter l)
{
	const struct candidacy_paper *x = &f->papers[l];
	enum candidacy_item i = candidacy_letter_item(l);
	enum zone z = zone_parse(f->office.zone);
	struct view_paper v = { .label = candidacy_letter_label(l),
		.number = x->letter.number,
		.made = time_long(p->a, x->letter.created_s, z, p->lang),
		.signers = signers(p, l, f),
		.code = candidacy_code_shown(p->a, x->letter.check_code),
		.download_href = str_fmt(p->a, "/dokumen/%.*s/unduh", STR_ARG(x->pdf.id)),
		.picture_href = str_fmt(p->a, "/dokumen/%.*s/gambar", STR_ARG(x->pdf.id)),
		.field = fields[l],
		.returned_href = STR_NONE,
		.reason = candidacy_reason(f, i),
		.open = candidacy_may_edit(f, i) };

	if (x->returned.id.p != NULL) {
		v.returned = (struct ui_file){ .name = x->returned.name,
			.bytes = x->returned.bytes,
			.when = time_of_day(p->a, x->returned.created_s, z) };
		v.returned_href =
		    str_fmt(p->a, "/dokumen/%.*s/unduh", STR_ARG(x->returned.id));
	}
	return v;
}

static void
state_of(struct page *p, const struct candidacy_file *f, struct view_candidate_letters *v)
{
	int64_t until = candidacy_deadline_s(&p->d, f);

	v->out = f->papers[CAND_RECOMMENDATION].letter.id.p != NULL;
	v->stale = f->stale;
	v->may_confirm = candidacy_may_confirm(f, &p->who);
	v->may_mail = v->may_confirm;
	v->done = !v->may_confirm && !f->stale && !str_eq_z(f->cand.state, "profile");
	v->to_fix = false;
	for (int i = 0; i < CAND_ITEMS_DATA; i++)
		if (candidacy_reason(f, (enum candidacy_item)i).p != NULL)
			v->to_fix = true;
	v->email = f->cand.email;
	if (until > 0)
		v->until = date_long(
		    p->a, time_civil(until, zone_parse(f->office.zone)).date, p->lang);
	v->word = state_label(&words_candidacy, f->cand.state);
	v->colour = candidate_colour(f->cand.state);
}

static enum rc
show_letters(struct page *p)
{
	struct view_candidate_letters v = { .shell = page_shell(p, N_("Konfirmasi DS")),
		.tabs = { true, TAB_CONFIRM },
		.form = &p->form };
	struct view_paper *at = ARENA_ARRAY(p->a, CAND_LETTER__COUNT, struct view_paper);
	struct candidacy_file f;
	struct err e;

	if (candidacy_load(&p->d, &p->who, &f, &e) != RC_OK)
		return page_redirect_z(p, "/profil");
	state_of(p, &f, &v);
	for (int l = 0; v.out && l < CAND_LETTER__COUNT; l++)
		at[l] = paper(p, &f, (enum candidacy_letter)l);
	v.papers.at = at;
	v.papers.n = v.out ? CAND_LETTER__COUNT : 0;
	v.shell.use_files = true;
	page_render(p, tpl_candidate_letters, &v);
	return RC_OK;
}

enum rc
page_candidate_letters(struct page *p, struct err *e)
{
	(void)e;
	return show_letters(p);
}

/* ---- signed scans ---- */

/* A scan that is refused is an error of its field; the other one is kept all the same. */
static enum rc
take_letter(struct page *p, enum candidacy_letter l, struct err *e)
{
	struct vault_stage *stage;
	str name;
	enum rc rc;

	if (form_error_of(&p->form, fields[l]).p != NULL)
		return RC_OK;
	stage = page_take_stage(p, fields[l], &name);
	if (stage == NULL)
		return RC_OK;
	rc = candidacy_return_letter(&p->d, &p->who, l, stage, name, e);
	if (rc == RC_INVALID || rc == RC_CONFLICT || rc == RC_LIMIT) {
		form_error(&p->form, fields[l], e->msg);
		return RC_OK;
	}
	return rc;
}

static enum rc
ask_for_missing(struct page *p, const struct candidacy_file *f)
{
	static const char *const empty[CAND_LETTER__COUNT] = {
		N_("Pilih berkas surat rekomendasi yang sudah ditandatangani."),
		N_("Pilih berkas surat pernyataan yang sudah ditandatangani."),
	};

	for (int l = 0; l < CAND_LETTER__COUNT; l++) {
		enum candidacy_item i = candidacy_letter_item((enum candidacy_letter)l);

		if (!(f->done & 1U << i) || candidacy_reason(f, i).p != NULL)
			form_error(&p->form, fields[l], empty[l]);
	}
	return form_ok(&p->form) ? RC_OK : page_again(p, show_letters);
}

enum rc
page_candidate_letters_post(struct page *p, struct err *e)
{
	struct candidacy_file f;
	enum rc rc = RC_OK;

	for (int l = 0; rc == RC_OK && l < CAND_LETTER__COUNT; l++)
		rc = take_letter(p, (enum candidacy_letter)l, e);
	if (rc == RC_OK)
		rc = candidacy_load(&p->d, &p->who, &f, e);
	if (rc != RC_OK)
		return rc;
	rc = ask_for_missing(p, &f);
	if (rc != RC_OK || !form_ok(&p->form))
		return rc;
	rc = candidacy_confirm_ds(&p->d, &p->who, f.cand.version, e);
	if (rc == RC_INVALID) {
		form_error_whole(&p->form, e->msg);
		return page_again(p, show_letters);
	}
	return rc != RC_OK ? rc
			   : page_redirect_flash(p, STR("/profil/konfirmasi-ds"),
				 N_("Surat Anda sudah kami terima."));
}

enum rc
page_candidate_mail_post(struct page *p, struct err *e)
{
	enum rc rc = candidacy_mail_again(&p->d, &p->who, e);

	return rc != RC_OK ? rc
			   : page_redirect_flash(p, STR("/profil/konfirmasi-ds"),
				 N_("Surat sudah kami kirim ulang ke email Anda."));
}
