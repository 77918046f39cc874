/* page_import.c - many users at once: a table, what is wrong in it, the good lines (SCREENS A4). */
#include "base/csv.h"
#include "domain/account_import.h"
#include "domain/ident.h"
#include "users_import.tpl.h"
#include "web/pages.h"
#include "web/users.h"

static const struct field_spec import_fields[] = {
	{ .name = "file",
	    .kind = F_FILE,
	    .conditional = true,
	    .max = 65536,
	    .label = N_("Berkas CSV"),
	    .accept = ".csv,text/csv",
	    .hint = N_(
		"Dari templat, disimpan sebagai CSV UTF-8. Paling banyak 100 pengguna.") },
	{ .name = "csv",
	    .kind = F_TEXTAREA,
	    .conditional = true,
	    .max = 60000,
	    .rows = 6,
	    .label = N_("Atau tempel isinya"),
	    .hint = N_("Baris pertama berisi judul kolom.") },
	{ .name = "confirm", .kind = F_HIDDEN, .max = 4, .label = N_("Konfirmasi") },
};
const struct form_spec form_import = FORM_SPEC(import_fields);

static void
show(struct page *p, struct view_import *v)
{
	v->shell = page_shell(p, N_("Rekam banyak pengguna"));
	v->shell.back_href = STR("/kantor/pengguna");
	v->shell.back_label = N_("Pengguna kantor");
	v->shell.use_files = true;
	v->form = &p->form;
	v->once = page_once(p);
}

static enum rc
show_start(struct page *p)
{
	struct view_import v = { .n = 0 };

	show(p, &v);
	page_render(p, tpl_users_import, &v);
	return RC_OK;
}

enum rc
page_import(struct page *p, struct err *e)
{
	(void)e;
	return show_start(p);
}

enum rc
page_import_template(struct page *p, struct err *e)
{
	static const char *const rows[][6] = {
		{ "nama_pengguna", "nip", "nama", "level", "calon_opip", "email" },
		{ "contoh.hapus.baris.ini", "199001012015011001",
		    "Contoh Hapus Baris Ini", "administrator_kppn", "ya", "" },
	};
	struct buf out;

	(void)e;
	buf_init(&out, p->a, 256);
	for (size_t r = 0; r < ARRAY_LEN(rows); r++)
		for (size_t c = 0; c < 6; c++)
			csv_put(&out, str_from_z(rows[r][c]), c == 5);
	return csv_send(p, &out, STR("templat-pengguna.csv"));
}

/* Good and bad lines apart, in the order of the file. */
static void
put_rows(struct page *p, const struct import *all, struct view_import *v)
{
	struct view_import_row *good =
	    ARENA_ARRAY(p->a, all->n + 1, struct view_import_row);
	struct view_import_row *bad =
	    ARENA_ARRAY(p->a, all->n + 1, struct view_import_row);

	for (size_t i = 0; i < all->n; i++) {
		const struct import_row *r = &all->at[i];
		struct view_import_row row = { .line = r->line,
			.username = r->in.username,
			.nip = r->in.nip.p != NULL ? ident_nip_spaced(p->a, r->in.nip)
						   : STR(""),
			.name = r->in.name,
			.why = r->why,
			.password = r->password,
			.level = r->in.level.p != NULL ? account_level_label(r->in.level)
						       : NULL,
			.candidate = r->in.opip_candidate };

		if (r->why.n == 0)
			good[v->good.n++] = row;
		else
			bad[v->bad.n++] = row;
	}
	v->good.at = good;
	v->bad.at = bad;
	v->n = all->n;
	v->n_good = v->good.n;
}

/* The chosen file, or what was pasted or came back from the preview. */
static enum rc
read_table(struct page *p, str *out, struct err *e)
{
	const struct http_file *file = form_file(&p->form, "file");

	*out = form_str(&p->form, "csv");
	if (file == NULL || file->stage == NULL)
		return RC_OK;
	if (file->bytes > (int64_t)IMPORT_BYTES)
		return err_set(e, RC_INVALID,
		    N_("Berkas ini terlalu besar untuk daftar pengguna. Pakai templat, paling banyak 100 baris."),
		    "size");
	return vault_stage_read(file->stage, p->a, out, e);
}

static void
wipe_passwords(const struct import *all)
{
	for (size_t i = 0; i < all->n; i++)
		explicit_bzero(
		    (char *)(uintptr_t)all->at[i].password.p, all->at[i].password.n);
}

static enum rc
record(struct page *p, str csv, struct err *e)
{
	struct view_import v = { .csv = STR_NONE };
	struct import all = { .n = 0 };
	enum rc rc = account_import_check(&p->d, &p->who, csv, true, &all, e);

	if (rc == RC_OK)
		rc = account_import_run(&p->d, &p->who, page_once_sent(p), &all, e);
	if (rc != RC_OK)
		return rc;
	show(p, &v);
	put_rows(p, &all, &v);
	v.office = user_office(p, p->who.office);
	v.login_url = page_url(p->a, p->d.conf, STR("/masuk"));
	v.until = date_long(p->a,
	    time_civil(domain_now(&p->d) + p->d.conf->initial_password_days * 86400,
		page_zone(p))
		.date,
	    p->lang);
	http_header_z(p->rs, "Cache-Control", "no-store");
	page_render(p, tpl_users_imported, &v);
	wipe_passwords(&all);
	return RC_OK;
}

enum rc
page_import_post(struct page *p, struct err *e)
{
	struct view_import v = { .n = 0 };
	struct import all = { .n = 0 };
	str csv = STR_NONE;
	enum rc rc = form_ok(&p->form) ? read_table(p, &csv, e) : RC_OK;

	if (rc == RC_OK && form_ok(&p->form) && csv.n == 0)
		form_error(&p->form, "file", N_("Pilih berkas CSV, atau tempel isinya."));
	if (rc == RC_OK && form_ok(&p->form)) {
		if (str_eq_z(form_str(&p->form, "confirm"), "ya"))
			return record(p, csv, e);
		rc = account_import_check(&p->d, &p->who, csv, false, &all, e);
	}
	if (rc == RC_INVALID)
		form_error(
		    &p->form, form_str(&p->form, "csv").n > 0 ? "csv" : "file", e->msg);
	else if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form))
		return page_again(p, show_start);
	show(p, &v);
	put_rows(p, &all, &v);
	v.csv = csv;
	page_render(p, tpl_users_import_preview, &v);
	return RC_OK;
}
