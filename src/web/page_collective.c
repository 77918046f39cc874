/*
 * page_collective.c - one recommendation letter for many people (SCREENS A8): pick or paste, look at good
 * and bad rows, make the letter, upload the signed scan.
 */
#include "collective.tpl.h"
#include "domain/application.h"
#include "domain/collective.h"
#include "domain/ident.h"
#include "domain/letters_issue.h"
#include "web/pages.h"
#include "web/ui.h"

static const struct field_spec new_fields[] = {
	{ .name = "people",
	    .kind = F_CHECK,
	    .conditional = true,
	    .max = 4000,
	    .label = N_("Pegawai kantor Anda") },
	{ .name = "nips",
	    .kind = F_TEXTAREA,
	    .conditional = true,
	    .max = 6000,
	    .rows = 8,
	    .label = N_("Atau tempel NIP"),
	    .hint = N_(
		"Satu NIP tiap baris, atau dipisah koma. Yang belum dikenal kantor Anda: NIP; nama; email. "
		"Paling banyak 150.") },
	{ .name = "confirm", .kind = F_HIDDEN, .max = 4, .label = N_("Konfirmasi") },
};
const struct form_spec form_collective = FORM_SPEC(new_fields);

static const struct field_spec scan_fields[] = {
	{ .name = "scan",
	    .kind = F_FILE,
	    .conditional = true,
	    .label = N_("Hasil pindai surat bertanda tangan"),
	    .accept = "application/pdf",
	    .hint = N_("PDF, semua halaman surat dan lampirannya, paling besar 10 MB.") },
};
const struct form_spec form_collective_scan = FORM_SPEC(scan_fields);

static const struct field_spec redraw_fields[] = {
	{ .name = "version", .kind = F_INT, .required = true, .label = N_("Versi") },
};
const struct form_spec form_collective_redraw = FORM_SPEC(redraw_fields);

static const struct field_option row_decisions[] = {
	{ "perbaiki", N_("Perbaiki dan cantumkan"), NULL },
	{ "keluarkan", N_("Keluarkan dari daftar"), NULL },
	{ NULL, NULL, NULL },
};
static const struct field_spec row_fields[] = {
	{ .name = "decision",
	    .kind = F_RADIO,
	    .required = true,
	    .options = row_decisions,
	    .label = N_("Apa yang dilakukan dengan baris ini?"),
	    .msg_empty = N_("Pilih: perbaiki atau keluarkan.") },
	{ .name = "nip",
	    .kind = F_TEXT,
	    .conditional = true,
	    .max = 40,
	    .width = 20,
	    .label = N_("NIP"),
	    .hint = N_("18 angka.") },
	{ .name = "name",
	    .kind = F_TEXT,
	    .conditional = true,
	    .max = 120,
	    .label = N_("Nama lengkap"),
	    .hint = N_(
		"Hanya dipakai bila orangnya belum dikenal kantor Anda. Seperti di e-KTP, tanpa gelar.") },
	{ .name = "email",
	    .kind = F_TEXT,
	    .conditional = true,
	    .max = 120,
	    .label = N_("Email kedinasan"),
	    .hint = N_("Hanya dipakai bila orangnya belum dikenal kantor Anda.") },
	{ .name = "version", .kind = F_INT, .required = true, .label = N_("Versi") },
};
const struct form_spec form_collective_row = FORM_SPEC(row_fields);

static const char *
colour_of(str state)
{
	return str_eq_z(state, "signed")    ? TAG_GREEN
	       : str_eq_z(state, "changed") ? TAG_ORANGE
					    : TAG_YELLOW;
}

/* ---- list ---- */

enum rc
page_collectives(struct page *p, struct err *e)
{
	struct view_collectives v = { .shell = page_shell(p, N_("Surat kolektif")) };
	struct row_collective_list all;
	struct view_collective_line *at;
	enum rc rc = collective_list(&p->d, &p->who, &all, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, all.n + 1, struct view_collective_line);
	for (size_t i = 0; i < all.n; i++) {
		struct collective_file f;

		rc = collective_load(&p->d, &p->who, all.at[i].id, &f, e);
		if (rc != RC_OK)
			return rc;
		at[i] = (struct view_collective_line){
			.href = str_fmt(p->a, "/kantor/surat/%.*s", STR_ARG(f.row.id)),
			.number = f.letter.number,
			.made = time_long(p->a, f.row.created_s, page_zone(p), p->lang),
			.state = state_label(&words_collective, f.row.state),
			.state_colour = colour_of(f.row.state),
		};
		for (size_t k = 0; k < f.people.n; k++) {
			at[i].refused += str_eq_z(f.people.at[k].state, "refused");
			at[i].people += str_eq_z(f.people.at[k].state, "listed");
		}
	}
	v.lines.at = at;
	v.lines.n = all.n;
	page_render(p, tpl_collectives, &v);
	return RC_OK;
}

/* ---- people ---- */

static struct view_collective_person
person_of(struct page *p, const struct row_collective_person *r)
{
	return (struct view_collective_person){ .seq = r->seq,
		.nip = ident_nip_spaced(p->a, r->nip),
		.name = r->name,
		.grade = ident_rank_label(r->grade),
		.position = r->position,
		.unit = r->unit,
		.why = collective_refusal(r->refused),
		.edit_href = r->collective.n == 0
				 ? STR_NONE
				 : str_fmt(p->a, "/kantor/surat/%.*s/baris/%lld",
				       STR_ARG(r->collective), (long long)r->seq),
		.fresh = r->collective.n > 0 && r->printed == 0 };
}

/* Good and bad rows apart, in their order. */
static void
apart(struct page *p, const struct row_collective_person *rows, size_t n,
    struct view_collective_people *good, struct view_collective_people *bad)
{
	struct view_collective_person *g =
	    ARENA_ARRAY(p->a, n + 1, struct view_collective_person);
	struct view_collective_person *b =
	    ARENA_ARRAY(p->a, n + 1, struct view_collective_person);

	good->n = bad->n = 0;
	for (size_t i = 0; i < n; i++) {
		struct view_collective_person one = person_of(p, &rows[i]);

		if (str_eq_z(rows[i].state, "listed"))
			g[good->n++] = one;
		else if (str_eq_z(rows[i].state, "refused"))
			b[bad->n++] = one;
	}
	good->at = g;
	bad->at = b;
}

/* ---- making one ---- */

static enum rc
set_choices(struct page *p, bool *out_any, struct err *e)
{
	struct row_account_list all;
	struct field_option *at;
	size_t n = 0;
	enum rc rc = collective_choices(&p->d, &p->who, &all, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, all.n + 1, struct field_option);
	for (size_t i = 0; i < all.n; i++)
		if (all.at[i].nip.p != NULL && !str_eq_z(all.at[i].state, "disabled"))
			at[n++] = (struct field_option){ str_z(p->a, all.at[i].nip),
				str_z(p->a, all.at[i].name), NULL };
	form_set_options(&p->form, "people", at);
	*out_any = n > 0;
	return RC_OK;
}

static void
frame(struct page *p, struct view_collective_new *v)
{
	v->shell = page_shell(p, N_("Buat surat kolektif"));
	v->shell.back_href = STR("/kantor/surat");
	v->shell.back_label = N_("Surat kolektif");
	v->shell.has_error = !form_ok(&p->form);
	v->form = &p->form;
	v->once = page_once(p);
}

enum rc
page_collective_new(struct page *p, struct err *e)
{
	struct view_collective_new v = { .typed = STR_NONE };
	enum rc rc = set_choices(p, &v.any_choice, e);

	if (rc != RC_OK)
		return rc;
	frame(p, &v);
	page_render(p, tpl_collective_new, &v);
	return RC_OK;
}

/* Ticked and pasted ones as one list. */
static str
typed_of(struct page *p)
{
	return str_trim(str_fmt(p->a, "%.*s\n%.*s", STR_ARG(form_str(&p->form, "people")),
	    STR_ARG(form_str(&p->form, "nips"))));
}

static enum rc
made(struct page *p, str typed, struct err *e)
{
	str id;
	enum rc rc = collective_make(&p->d, &p->who, typed, page_once_sent(p), &id, e);

	return rc != RC_OK
		   ? rc
		   : page_redirect_flash(p,
			 str_fmt(p->a, "/kantor/surat/%.*s", STR_ARG(id)),
			 N_("Surat dibuat. Cetak, mintakan tanda tangan, lalu unggah hasil pindainya."));
}

enum rc
page_collective_new_post(struct page *p, struct err *e)
{
	struct view_collective_new v = { .typed = STR_NONE };
	struct collective_people people = { .n = 0 };
	str typed;
	enum rc rc = set_choices(p, &v.any_choice, e);

	if (rc == RC_OK)
		rc = form_read(&p->form, &p->rq->form, NULL, e);
	if (rc != RC_OK)
		return rc;
	typed = typed_of(p);
	if (form_ok(&p->form)) {
		if (str_eq_z(form_str(&p->form, "confirm"), "ya"))
			rc = made(p, typed, e);
		else
			rc = collective_check(&p->d, &p->who, typed, &people, e);
		if (rc == RC_INVALID)
			form_error(&p->form, "nips", e->msg);
		else if (rc != RC_OK || people.n == 0)
			return rc;
	}
	frame(p, &v);
	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		page_render(p, tpl_collective_new, &v);
		return RC_OK;
	}
	v.typed = typed;
	apart(p, people.at, people.n, &v.good, &v.bad.rows);
	page_render(p, tpl_collective_check, &v);
	return RC_OK;
}

/* ---- one letter ---- */

/* What became of each: his newest application in this office says it. */
static enum rc
put_states(struct page *p, const struct collective_file *f,
    struct view_collective_people *people, struct err *e)
{
	struct view_collective_person *at = (struct view_collective_person *)people->at;
	size_t k = 0;

	for (size_t i = 0; i < f->people.n; i++) {
		struct row_application app;
		enum rc rc;

		if (!str_eq_z(f->people.at[i].state, "listed"))
			continue;
		at[k].state = N_("Belum mendaftar");
		at[k].state_colour = TAG_GREY;
		rc = collective_application(&p->d, &f->row, f->people.at[i].nip, &app, e);
		if (rc == RC_OK) {
			at[k].state = state_label(&words_application, app.state);
			at[k].state_colour =
			    str_eq_z(app.state, "issued") ? TAG_GREEN : TAG_BLUE;
			at[k].case_number = app.number;
		} else if (rc != RC_NOT_FOUND) {
			return rc;
		}
		k++;
	}
	return RC_OK;
}

static enum rc
show(struct page *p, const struct collective_file *f, struct err *e)
{
	struct view_collective v = {
		.shell = page_shell(p, N_("Surat kolektif")),
		.form = &p->form,
		.number = f->letter.number,
		.made = time_long(p->a, f->row.created_s, page_zone(p), p->lang),
		.code = letters_code_shown(p->a, f->letter.check_code),
		.pages = f->pdf.pages,
		.pdf_href = str_fmt(p->a, "/dokumen/%.*s/unduh", STR_ARG(f->pdf.id)),
		.action = str_fmt(p->a, "/kantor/surat/%.*s", STR_ARG(f->row.id)),
		.version = f->row.version,
		.state = state_label(&words_collective, f->row.state),
		.state_colour = colour_of(f->row.state),
		.may_sign =
		    fsm_allows(&collective_fsm, f->row.state, COLL_EV_SIGN, p->who.roles),
		.may_redraw = fsm_allows(
		    &collective_fsm, f->row.state, COLL_EV_REDRAW, p->who.roles),
	};

	if (f->scan.id.p != NULL) {
		v.scan_href = str_fmt(p->a, "/dokumen/%.*s/unduh", STR_ARG(f->scan.id));
		v.signed_at = time_long(p->a, f->row.signed_s, page_zone(p), p->lang);
	}
	v.shell.subject = f->letter.number;
	v.shell.back_href = STR("/kantor/surat");
	v.shell.back_label = N_("Surat kolektif");
	v.shell.use_files = v.may_sign;
	v.shell.has_error = !form_ok(&p->form);
	apart(p, f->people.at, f->people.n, &v.good, &v.bad.rows);
	if (put_states(p, f, &v.good, e) != RC_OK)
		return e->rc;
	page_render(p, tpl_collective, &v);
	return RC_OK;
}

enum rc
page_collective(struct page *p, struct err *e)
{
	struct collective_file f;
	enum rc rc = collective_load(&p->d, &p->who, page_param(p, "id"), &f, e);

	return rc == RC_OK ? show(p, &f, e) : rc;
}

enum rc
page_collective_post(struct page *p, struct err *e)
{
	struct collective_file f;
	struct vault_stage *stage;
	str name;
	enum rc rc = collective_load(&p->d, &p->who, page_param(p, "id"), &f, e);

	if (rc != RC_OK)
		return rc;
	stage = form_ok(&p->form) ? page_take_stage(p, "scan", &name) : NULL;
	if (stage != NULL) {
		rc = collective_return(&p->d, &p->who, f.row.id, stage, name, e);
		if (rc == RC_OK)
			return page_redirect_flash(p,
			    str_fmt(p->a, "/kantor/surat/%.*s", STR_ARG(f.row.id)),
			    N_("Surat diterima. Pegawai yang tercantum dapat memilihnya saat mendaftar."));
		if (rc != RC_INVALID && rc != RC_LIMIT)
			return rc;
		form_error(&p->form, "scan", e->msg);
	} else if (form_ok(&p->form)) {
		form_error(&p->form, "scan", N_("Pilih berkas surat rekomendasi."));
	}
	p->rs->status = 422;
	return show(p, &f, e);
}

/* ---- correcting ---- */

enum rc
page_collective_redraw_post(struct page *p, struct err *e)
{
	str id = page_param(p, "id"),
	    back = str_fmt(p->a, "/kantor/surat/%.*s", STR_ARG(id));
	struct collective_file f;
	enum rc rc;

	if (!form_ok(&p->form))
		return page_redirect(p, back);
	rc = collective_redraw(&p->d, &p->who, id, form_int(&p->form, "version"), e);
	if (rc == RC_OK)
		return page_redirect_flash(p, back,
		    N_("Surat dibuat ulang. Cetak, mintakan tanda tangan, lalu unggah hasil pindainya."));
	if (rc != RC_INVALID)
		return rc;
	form_init(&p->form, &form_collective_scan, p->lang, p->a);
	form_error_whole(&p->form, e->msg);
	p->rs->status = 422;
	rc = collective_load(&p->d, &p->who, id, &f, e);
	return rc == RC_OK ? show(p, &f, e) : rc;
}

/* The row named in the address; a dropped one is over. */
static enum rc
row_named(struct page *p, struct collective_file *f,
    const struct row_collective_person **out, struct err *e)
{
	struct err ignored;
	int64_t seq = 0;
	enum rc rc = collective_load(&p->d, &p->who, page_param(p, "id"), f, e);

	if (rc != RC_OK)
		return rc;
	if (str_int64(page_param(p, "seq"), &seq, &ignored) == RC_OK)
		for (size_t i = 0; i < f->people.n; i++)
			if (f->people.at[i].seq == seq &&
			    !str_eq_z(f->people.at[i].state, "dropped")) {
				*out = &f->people.at[i];
				return RC_OK;
			}
	return err_set(e, RC_NOT_FOUND,
	    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
	    "no such row");
}

static enum rc
show_row(struct page *p, const struct collective_file *f,
    const struct row_collective_person *row)
{
	struct view_collective_row v = { .shell = page_shell(p, N_("Perbaiki baris")),
		.form = &p->form,
		.seq = row->seq,
		.version = row->version,
		.why = collective_refusal(row->refused),
		.signed_ = f->scan.id.p != NULL };

	v.action = str_fmt(p->a, "/kantor/surat/%.*s/baris/%lld", STR_ARG(f->row.id),
	    (long long)row->seq);
	v.shell.back_href = str_fmt(p->a, "/kantor/surat/%.*s", STR_ARG(f->row.id));
	v.shell.back_label = N_("Surat kolektif");
	v.shell.has_error = !form_ok(&p->form);
	page_render(p, tpl_collective_row, &v);
	return RC_OK;
}

enum rc
page_collective_row(struct page *p, struct err *e)
{
	const struct row_collective_person *row;
	struct collective_file f;
	enum rc rc = row_named(p, &f, &row, e);

	if (rc != RC_OK)
		return rc;
	form_set(&p->form, "nip", row->nip);
	form_set(&p->form, "name", row->name);
	form_set(&p->form, "email", row->email);
	return show_row(p, &f, row);
}

/* The field that a refusal is about. */
static const char *
field_of(str refused)
{
	return str_eq_z(refused, "name") || str_eq_z(refused, "unknown") ? "name"
	       : str_eq_z(refused, "email")                              ? "email"
									 : "nip";
}

enum rc
page_collective_row_post(struct page *p, struct err *e)
{
	const struct row_collective_person *row;
	struct collective_file f;
	str refused = STR_NONE;
	enum rc rc = row_named(p, &f, &row, e);

	if (rc != RC_OK)
		return rc;
	if (form_ok(&p->form)) {
		const struct collective_row in = { form_str(&p->form, "nip"),
			form_str(&p->form, "name"), form_str(&p->form, "email") };
		bool drop = str_eq_z(form_str(&p->form, "decision"), "keluarkan");
		int64_t version = form_int(&p->form, "version");

		rc = drop
			 ? collective_drop(&p->d, &p->who, f.row.id, row->seq, version, e)
			 : collective_correct(&p->d, &p->who, f.row.id, row->seq, version,
			       &in, &refused, e);
		if (rc == RC_OK)
			return page_redirect_flash(p,
			    str_fmt(p->a, "/kantor/surat/%.*s", STR_ARG(f.row.id)),
			    drop ? N_("Baris dikeluarkan.") : N_("Baris diperbaiki."));
		if (rc != RC_INVALID || refused.p == NULL)
			return rc;
		form_error(&p->form, field_of(refused), e->msg);
	}
	p->rs->status = 422;
	return show_row(p, &f, row);
}
