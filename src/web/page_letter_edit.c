/*
 * page_letter_edit.c - templates of letters (SCREENS S4): list, text, preview, versions, rolling back.
 * Under /pusat/templat/{kind} for everybody's, under /kantor/kop for the letterhead of one's own office.
 */
#include "domain/letter_edit.h"
#include "letter_edit.tpl.h"
#include "web/pages.h"

static const struct field_spec edit_fields[] = {
	{ .name = "body",
	    .kind = F_TEXTAREA,
	    .max = LETTER_EDIT_BYTES,
	    .required = true,
	    .rows = 28,
	    .label = N_("Isi templat"),
	    .hint = N_(
		"Satu perintah tiap baris. Baris yang diawali # hanya catatan. Data ditulis {{nama}}."),
	    .msg_empty = N_("Isi templat tidak boleh kosong.") },
	{ .name = "note",
	    .kind = F_TEXT,
	    .max = 200,
	    .label = N_("Alasan perubahan"),
	    .hint = N_("Dibaca di daftar versi. Contoh: alamat kantor pindah.") },
	{ .name = "based", .kind = F_INT, .required = true, .label = N_("Versi") },
};
const struct form_spec form_letter_edit = FORM_SPEC(edit_fields);

static const struct field_spec restore_fields[] = {
	{ .name = "version", .kind = F_INT, .required = true, .label = N_("Versi") },
	{ .name = "based", .kind = F_INT, .required = true, .label = N_("Versi") },
};
const struct form_spec form_letter_restore = FORM_SPEC(restore_fields);

static const struct field_spec logo_fields[] = {
	{ .name = "logo",
	    .kind = F_FILE,
	    .conditional = true,
	    .label = N_("Logo kantor"),
	    .accept = "image/jpeg,image/png",
	    .hint = N_("JPG atau PNG, paling besar 1000 × 1000 piksel, latar putih.") },
};
const struct form_spec form_letter_logo = FORM_SPEC(logo_fields);

/* ---- whose template is it ---- */

static bool
of_office(const struct page *p)
{
	return (p->route->roles & R_CENTRAL) == 0;
}

static str
kind_of(const struct page *p)
{
	return of_office(p) ? STR(LETTER_HEAD) : page_param(p, "kind");
}

static str
office_of(const struct page *p)
{
	return of_office(p) ? p->who.office : STR("");
}

static str
base_of(struct page *p)
{
	return of_office(p) ? STR("/kantor/kop")
			    : str_fmt(p->a, "/pusat/templat/%.*s", STR_ARG(kind_of(p)));
}

/* ---- list ---- */

enum rc
page_letter_templates(struct page *p, struct err *e)
{
	struct view_templates v = { .shell = page_shell(p, N_("Templat surat")) };
	struct view_template_line *at = ARENA_ARRAY(p->a, 32, struct view_template_line);
	const struct letter_template *t;

	for (size_t i = 0; i < 32 && (t = letter_edit_kind(i)) != NULL; i++) {
		struct view_template_line *l = &at[v.kinds.n++];
		struct letter_edit now;

		if (letter_edit_load(&p->d, str_from_z(t->name), STR(""), &now, e) !=
		    RC_OK)
			return e->rc;
		*l = (struct view_template_line){ .title = str_from_z(t->title),
			.href = str_fmt(p->a, "/pusat/templat/%s", t->name),
			.version = now.version };
		if (now.versions.n > 0) {
			l->changed = time_long(
			    p->a, now.versions.at[0].created_s, page_zone(p), p->lang);
			l->by = now.versions.at[0].by_name;
		}
	}
	v.kinds.at = at;
	page_render(p, tpl_letter_templates, &v);
	return RC_OK;
}

/* ---- one template ---- */

static void
put_versions(struct page *p, const struct letter_edit *now, struct view_template_edit *v)
{
	struct view_template_version *at =
	    ARENA_ARRAY(p->a, now->versions.n + 1, struct view_template_version);
	size_t n = now->versions.n;

	for (size_t i = 0; i <= n; i++) {
		struct view_template_version *x = &at[i];

		*x = (struct view_template_version){ .restored = -1 };
		if (i < n) {
			const struct row_letter_version *r = &now->versions.at[i];

			x->version = r->version;
			if (r->restored != SQL_NULL_INT)
				x->restored = r->restored;
			x->changed = time_long(p->a, r->created_s, page_zone(p), p->lang);
			x->by = r->by_name;
			x->note = r->note;
			x->sha = str_sub(r->sha256, 0, 12);
		} else {
			x->sha = str_from_z(now->shipped->version);
		}
		x->current = x->version == now->version;
		x->pdf_href = str_fmt(
		    p->a, "%.*s/pdf?versi=%lld", STR_ARG(v->base), (long long)x->version);
	}
	v->versions.at = at;
	v->versions.n = n + 1;
}

static void
put_values(struct page *p, struct view_template_edit *v)
{
	const struct letter_data *d = letter_sample(kind_of(p));
	struct view_template_value *at;
	size_t n = d->n_fields;

	for (size_t i = 0; i < d->n_lists; i++)
		n += d->lists[i].n_columns;
	at = ARENA_ARRAY(p->a, n + 1, struct view_template_value);
	n = 0;
	for (size_t i = 0; i < d->n_fields; i++)
		at[n++] = (struct view_template_value){
			str_fmt(p->a, "{{%s}}", d->fields[i].name), d->fields[i].value
		};
	for (size_t i = 0; i < d->n_lists; i++)
		for (size_t k = 0; k < d->lists[i].n_columns; k++)
			at[n++] = (struct view_template_value){
				str_fmt(p->a, "each %s: {{.%s}}", d->lists[i].name,
				    d->lists[i].columns[k]),
				d->lists[i].cells[k]
			};
	v->values.at = at;
	v->values.n = n;
}

static enum rc
show(struct page *p, const struct letter_edit *now, str bad_line, str bad_mark,
    struct err *e)
{
	struct form *edit = ARENA_NEW(p->a, struct form),
		    *logo = ARENA_NEW(p->a, struct form);
	struct letter_logo have;
	struct view_template_edit v = { .shell = page_shell(p, of_office(p)
								   ? N_("Kop surat")
								   : N_("Templat surat")),
		.title = str_from_z(now->shipped->title),
		.base = base_of(p),
		.version = now->version,
		.bad_line = bad_line,
		.bad_mark = bad_mark,
		.head = str_eq_z(kind_of(p), LETTER_HEAD),
		.office = of_office(p) };
	enum rc rc = letter_edit_logo(&p->d, office_of(p), &have, e);

	if (rc != RC_OK)
		return rc;
	v.based = now->version;
	form_init(edit, &form_letter_edit, p->lang, p->a);
	form_set(edit, "body", now->body);
	form_init(logo, &form_letter_logo, p->lang, p->a);
	v.form = p->form.spec == &form_letter_edit && p->rq->form.n > 0 ? &p->form : edit;
	if (v.form ==
	    &p->form) /* what was typed stands on that version, not on a newer one */
		v.based = form_int(&p->form, "based");
	v.logo = p->form.spec == &form_letter_logo ? &p->form : logo;
	v.has_logo = have.width > 0;
	v.shell.use_files = v.office;
	v.shell.has_error = !form_ok(v.form) || !form_ok(v.logo);
	if (!v.office) {
		v.shell.back_href = STR("/pusat/templat");
		v.shell.back_label = N_("Templat surat");
	}
	put_versions(p, now, &v);
	put_values(p, &v);
	page_render(p, tpl_letter_edit, &v);
	return RC_OK;
}

enum rc
page_letter_edit(struct page *p, struct err *e)
{
	struct letter_edit now;
	enum rc rc = letter_edit_load(&p->d, kind_of(p), office_of(p), &now, e);

	return rc == RC_OK ? show(p, &now, STR_NONE, STR_NONE, e) : rc;
}

/* ---- what is sent ---- */

/* The template as it is kept: line ends of one kind, one at the end. */
static str
body_sent(struct page *p)
{
	return str_fmt(p->a, "%.*s\n", STR_ARG(form_str(&p->form, "body")));
}

static int64_t
number_in(str text, str word)
{
	ptrdiff_t at = str_find(text, word);
	struct err ignored;
	int64_t n;
	str digits;

	if (at < 0)
		return 0;
	digits = str_from(text, (size_t)at + word.n);
	for (n = 0; n < (int64_t)digits.n && digits.p[n] >= '0' && digits.p[n] <= '9';
	     n++)
		;
	return str_int64(str_sub(digits, 0, (size_t)n), &n, &ignored) == RC_OK ? n : 0;
}

/*
 * "Baris 3, kolom 7: perintah tidak dikenal." in the reader's language, and that line with a mark
 * under the place. An error in the letterhead, seen from a letter, has no line to show.
 */
static str
told(struct page *p, str msg, str body, str *out_line, str *out_mark)
{
	bool other =
	    str_starts(msg, STR("Kop surat, ")) && !str_eq_z(kind_of(p), LETTER_HEAD);
	int64_t line = number_in(msg, STR("aris ")),
		column = number_in(msg, STR("kolom "));
	str what = msg, parts[3];
	struct buf mark;

	*out_line = *out_mark = STR_NONE;
	if (line < 1 || column < 1 || other)
		return str_from_z(page_tr(p, str_z(p->a, msg)));
	(void)str_cut(&what, ':');
	for (int64_t i = 0; i < line; i++)
		*out_line = str_cut(&body, '\n');
	buf_init(&mark, p->a, 64);
	for (int64_t i = 1; i < column && i < 500; i++)
		buf_char(&mark, ' ');
	*out_mark = buf_get(&mark);
	parts[0] = str_fmt(p->a, "%lld", (long long)line);
	parts[1] = str_fmt(p->a, "%lld", (long long)column);
	parts[2] = str_from_z(page_tr(p, str_z(p->a, str_trim(what))));
	return form_fill(p->a, page_tr(p, N_("Baris {0}, kolom {1}: {2}")), parts, 3);
}

/* The page again with what was wrong, at the text. */
static enum rc
again(struct page *p, enum rc rc, const char *field, struct err *e)
{
	struct letter_edit now;
	struct err why = *e;
	str line = STR_NONE, mark = STR_NONE;

	if (rc != RC_OK && rc != RC_INVALID && rc != RC_CONFLICT && rc != RC_LIMIT)
		return rc;
	if (rc != RC_OK && strcmp(field, "body") == 0)
		form_error(&p->form, field,
		    str_z(
			p->a, told(p, str_from_z(why.msg), body_sent(p), &line, &mark)));
	else if (rc != RC_OK)
		form_error(&p->form, field, why.msg);
	rc = letter_edit_load(&p->d, kind_of(p), office_of(p), &now, e);
	if (rc != RC_OK)
		return rc;
	p->rs->status = why.rc == RC_CONFLICT ? 409 : 422;
	return show(p, &now, line, mark, e);
}

enum rc
page_letter_edit_post(struct page *p, struct err *e)
{
	struct letter_edit_save in = { .kind = kind_of(p), .office = office_of(p) };
	enum rc rc;

	if (!form_ok(&p->form))
		return again(p, RC_OK, "body", e);
	in.body = body_sent(p);
	in.note = form_str(&p->form, "note");
	in.based = form_int(&p->form, "based");
	rc = letter_edit_save(&p->d, &p->who, &in, e);
	if (rc != RC_OK)
		return again(p, rc, "body", e);
	return page_redirect_flash(p, base_of(p),
	    N_("Versi baru disimpan dan berlaku untuk surat yang dibuat mulai sekarang."));
}

static enum rc
send_pdf(struct page *p, str body, str name, struct err *e)
{
	struct letter_pdf pdf;
	enum rc rc = letter_edit_preview(&p->d, kind_of(p), office_of(p), body, &pdf, e);

	if (rc != RC_OK)
		return rc;
	http_header_z(p->rs, "Content-Type", "application/pdf");
	http_disposition(p->rs, false, name);
	buf_str(&p->rs->body, pdf.bytes);
	return RC_OK;
}

enum rc
page_letter_preview_post(struct page *p, struct err *e)
{
	enum rc rc;

	if (!form_ok(&p->form))
		return again(p, RC_OK, "body", e);
	rc = send_pdf(p, body_sent(p), STR("pratinjau.pdf"), e);
	return rc == RC_OK ? rc : again(p, rc, "body", e);
}

enum rc
page_letter_version_pdf(struct page *p, struct err *e)
{
	int64_t version;
	str body;
	enum rc rc = str_int64(page_query(p, "versi"), &version, e);

	if (rc != RC_OK)
		return err_set(e, RC_NOT_FOUND, N_("Templat itu tidak ada."), "version");
	rc = letter_edit_body(&p->d, kind_of(p), office_of(p), version, &body, e);
	if (rc != RC_OK)
		return rc;
	return send_pdf(p, body,
	    str_fmt(p->a, "%.*s versi %lld.pdf", STR_ARG(kind_of(p)), (long long)version),
	    e);
}

enum rc
page_letter_restore_post(struct page *p, struct err *e)
{
	enum rc rc;

	if (!form_ok(&p->form))
		return err_set(e, RC_NOT_FOUND, N_("Templat itu tidak ada."), "version");
	rc = letter_edit_restore(&p->d, &p->who, kind_of(p), office_of(p),
	    form_int(&p->form, "version"), form_int(&p->form, "based"), e);
	return rc != RC_OK ? rc
			   : page_redirect_flash(p, base_of(p),
				 N_("Versi lama berlaku lagi, sebagai versi baru."));
}

enum rc
page_letter_logo_post(struct page *p, struct err *e)
{
	const struct http_file *file = form_file(&p->form, "logo");
	struct vault_stage *stage;
	enum rc rc;

	if (form_ok(&p->form) && (file == NULL || file->stage == NULL))
		form_error(&p->form, "logo", N_("Pilih berkas logo."));
	if (!form_ok(&p->form))
		return again(p, RC_OK, "logo", e);
	stage = page_take_stage(p, "logo", NULL);
	rc = letter_edit_logo_take(&p->d, &p->who, stage, e);
	if (rc != RC_OK)
		return again(p, rc, "logo", e);
	return page_redirect_flash(
	    p, base_of(p), N_("Logo disimpan. Periksa hasilnya pada pratinjau."));
}

enum rc
page_letter_logo_drop_post(struct page *p, struct err *e)
{
	enum rc rc = letter_edit_logo_drop(&p->d, &p->who, e);

	return rc != RC_OK ? rc : page_redirect_flash(p, base_of(p), N_("Logo dihapus."));
}
