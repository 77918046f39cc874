/* page_users.c - the people of an office: list, file, recording (SCREENS A2, A3). */
#include "base/csv.h"
#include "base/utf8.h"
#include "domain/ident.h"
#include "users.tpl.h"
#include "web/pages.h"
#include "web/users.h"

#define PAGE_ROWS 25

/* ---- list ---- */

static const struct view_choice level_choices[] = { { "", N_("Semua level"), false },
	{ "kepala_kppn", N_("Kepala KPPN"), false },
	{ "kasi_mski", N_("Kasi MSKI/PDMS"), false },
	{ "administrator_kppn", N_("Administrator KPPN (CSO)"), false } };
static const struct view_choice state_choices[] = { { "", N_("Semua status"), false },
	{ "active", N_("Aktif"), false }, { "initial", N_("Kata sandi awal"), false },
	{ "disabled", N_("Nonaktif"), false } };

/* The table with the choice that was made marked; *out_value is it, STR_NONE for all. */
static struct view_choices
choices(struct page *p, const struct view_choice *of, size_t n, const char *name,
    str *out_value)
{
	struct view_choice *at = ARENA_ARRAY(p->a, n, struct view_choice);
	str asked = page_query(p, name);

	*out_value = STR_NONE;
	for (size_t i = 0; i < n; i++) {
		at[i] = of[i];
		at[i].chosen = asked.n > 0 && str_eq_z(asked, of[i].value);
		if (at[i].chosen)
			*out_value = str_from_z(of[i].value);
	}
	return (struct view_choices){ at, n };
}

/* The filters that the address names, and their controls. */
static struct account_filter
read_filter(struct page *p, struct view_users *v)
{
	struct account_filter f = {
		.before_s = INT64_MAX, .before_id = STR(""), .n = PAGE_ROWS + 1
	};

	v->text = f.text = utf8_head(str_trim(page_query(p, "cari")), 100);
	v->levels =
	    choices(p, level_choices, ARRAY_LEN(level_choices), "level", &f.level);
	v->states =
	    choices(p, state_choices, ARRAY_LEN(state_choices), "keadaan", &f.status);
	v->filtered = f.text.n > 0 || f.level.p != NULL || f.status.p != NULL;
	if (link_after(p, "setelah", &f.before_s, &f.before_id))
		v->first_href = STR("");
	return f;
}

static str
list_link(struct page *p, const char *path, const struct account_filter *f, str after)
{
	struct buf link;

	buf_init(&link, p->a, 128);
	buf_z(&link, path);
	link_add(&link, "cari", f->text);
	link_add(&link, "level", f->level);
	link_add(&link, "keadaan", f->status);
	link_add(&link, "setelah", after);
	return buf_get(&link);
}

enum rc
page_users(struct page *p, struct err *e)
{
	struct view_users v = { .shell = page_shell(p, N_("Pengguna kantor")),
		.may_record = true };
	struct account_filter f = read_filter(p, &v);
	struct row_account_list list;
	struct view_user *at;
	const bool *opip;
	enum rc rc = account_list(&p->d, &p->who, &f, &list, e);

	if (rc == RC_OK)
		rc = account_opips(&p->d, p->who.office, &list, &opip, e);
	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, list.n + 1, struct view_user);
	for (size_t i = 0; i < list.n; i++)
		at[i] = user_line(p, &list.at[i], opip[i]);
	v.users.at = at;
	v.users.n = list.n > PAGE_ROWS ? PAGE_ROWS : list.n;
	if (list.n > PAGE_ROWS)
		v.next_href = list_link(p, "/kantor/pengguna", &f,
		    str_fmt(p->a, "%lld.%.*s",
			(long long)list.at[PAGE_ROWS - 1].created_s,
			STR_ARG(list.at[PAGE_ROWS - 1].id)));
	if (v.first_href.p != NULL)
		v.first_href = list_link(p, "/kantor/pengguna", &f, STR_NONE);
	v.csv_href = list_link(p, "/kantor/pengguna/unduh.csv", &f, STR_NONE);
	v.shell.wide = true;
	page_render(p, tpl_users, &v);
	return RC_OK;
}

enum rc
page_users_csv(struct page *p, struct err *e)
{
	static const char *const heads[] = { N_("Nama"), N_("Nama pengguna"), N_("NIP"),
		N_("Level"), N_("Status akun"), N_("Terakhir masuk"), N_("OPIP") };
	struct view_users ignored = { .text = STR_NONE };
	struct account_filter f = read_filter(p, &ignored);
	struct row_account_list list;
	const bool *opip;
	struct buf out;
	enum rc rc = account_export(&p->d, &p->who, &f, &list, e);

	if (rc == RC_OK)
		rc = account_opips(&p->d, p->who.office, &list, &opip, e);
	if (rc != RC_OK)
		return rc;
	buf_init(&out, p->a, 4096);
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		csv_put(
		    &out, str_from_z(page_tr(p, heads[i])), i + 1 == ARRAY_LEN(heads));
	for (size_t i = 0; i < list.n; i++) {
		struct view_user u = user_line(p, &list.at[i], opip[i]);

		csv_put(&out, u.name, false);
		csv_put(&out, u.username, false);
		csv_put(&out, u.nip, false);
		csv_put(
		    &out, str_from_z(page_tr(p, u.level != NULL ? u.level : "-")), false);
		csv_put(&out, str_from_z(page_tr(p, u.status)), false);
		csv_put(&out, u.last_login, false);
		csv_put(&out,
		    str_from_z(page_tr(p, u.opip        ? N_("OPIP")
					  : u.candidate ? N_("Calon")
							: "-")),
		    true);
	}
	return csv_send(
	    p, &out, str_fmt(p->a, "pengguna-%.*s.csv", STR_ARG(p->who.office)));
}

/* ---- recording (SEED-A2) ---- */

static const struct field_option record_levels[] = {
	{ "kepala_kppn", N_("Kepala KPPN"),
	    N_("Memimpin kantor dan menyetujui surat. Tidak dapat menjadi OPIP.") },
	{ "kasi_mski", N_("Kasi MSKI/PDMS"),
	    N_("Kepala seksi Manajemen Satker dan Kepatuhan Internal. Dapat menjadi OPIP.") },
	{ "administrator_kppn", N_("Administrator KPPN (CSO)"),
	    N_("Pelaksana seksi MSKI/PDMS yang melayani loket. Dapat menjadi OPIP.") },
	{ NULL, NULL, NULL }
};

static const struct field_spec record_fields[] = {
	{ .name = "username",
	    .kind = F_TEXT,
	    .max = 100,
	    .required = true,
	    .width = 20,
	    .label = N_("Nama pengguna"),
	    .hint = N_("Paling sedikit 8 karakter, huruf kecil, angka, titik."),
	    .msg_empty = N_("Isi nama pengguna.") },
	{ .name = "nip",
	    .kind = F_TEXT,
	    .max = 40,
	    .required = true,
	    .width = 20,
	    .label = N_("NIP"),
	    .hint = N_("18 angka."),
	    .msg_empty = N_("Isi NIP.") },
	{ .name = "name",
	    .kind = F_TEXT,
	    .max = 100,
	    .required = true,
	    .label = N_("Nama lengkap"),
	    .hint = N_("Seperti pada e-KTP, tanpa gelar."),
	    .msg_empty = N_("Isi nama lengkap.") },
	{ .name = "level",
	    .kind = F_RADIO,
	    .required = true,
	    .label = N_("Level"),
	    .options = record_levels,
	    .msg_empty = N_("Pilih level.") },
	{ .name = "opip_candidate",
	    .kind = F_CHECK,
	    .conditional = true,
	    .label = N_("Calon OPIP"),
	    .hint = N_("Hanya untuk Administrator KPPN (CSO) atau Kasi MSKI.") },
	{ .name = "email",
	    .kind = F_EMAIL,
	    .max = 254,
	    .label = N_("Email kedinasan"),
	    .hint = N_("Undangan dikirim ke alamat ini."),
	    .autocomplete = "off" },
};
const struct form_spec form_record = FORM_SPEC(record_fields);

static enum rc
show_record(struct page *p)
{
	struct view_record v = { .shell = page_shell(p, N_("Rekam pengguna")),
		.form = &p->form,
		.once = page_once(p) };

	v.shell.back_href = STR("/kantor/pengguna");
	v.shell.back_label = N_("Pengguna kantor");
	page_render(p, tpl_user_record, &v);
	return RC_OK;
}

enum rc
page_user_record(struct page *p, struct err *e)
{
	(void)e;
	return show_record(p);
}

static void
put(struct page *p, const char *field, const struct say *why)
{
	form_error_with(&p->form, field, why->id, why->arg, 2);
}

/* What was typed, understood; errors stand at their fields afterwards. */
static struct account_new
read_record(struct page *p)
{
	struct form *f = &p->form;
	struct account_new in = { .role = ACCOUNT_STAFF,
		.office = p->who.office,
		.level = form_str(f, "level"),
		.opip_candidate = form_bool(f, "opip_candidate"),
		.once = page_once_sent(p) };
	struct date today = time_civil(domain_now(&p->d), page_zone(p)).date;
	const struct conf_list *domains = &p->d.conf->email_domains;
	str username = form_str(f, "username"), nip = form_str(f, "nip"),
	    name = form_str(f, "name"), email = form_str(f, "email");
	struct email mail;
	struct nip number;
	struct say why;

	if (username.n > 0 && ident_username(p->a, username, &in.username, &why) != RC_OK)
		put(p, "username", &why);
	if (nip.n > 0 && ident_nip(p->a, nip, today, &number, &why) != RC_OK)
		put(p, "nip", &why);
	else if (nip.n > 0)
		in.nip = str_dup(p->a, str_from_z(number.digits));
	if (name.n > 0 && ident_name(p->a, name, &in.name, &why) != RC_OK)
		put(p, "name", &why);
	if (email.n > 0 && form_error_of(f, "email").p == NULL) {
		if (ident_email(p->a, email, domains->at, domains->n, &mail, &why) !=
		    RC_OK)
			put(p, "email", &why);
		else
			in.email = mail.address;
	}
	if (in.opip_candidate && in.level.n > 0 && str_eq(in.level, STR("kepala_kppn")))
		form_error(f, "level",
		    N_("Calon OPIP harus berlevel Administrator KPPN (CSO) atau Kasi MSKI."));
	return in;
}

enum rc
page_user_record_post(struct page *p, struct err *e)
{
	struct account_new in = read_record(p);
	str id, password;
	enum rc rc;

	if (!form_ok(&p->form))
		return page_again(p, show_record);
	rc = account_record(&p->d, &p->who, &in, &id, &password, e);
	if (rc == RC_CONFLICT)
		form_error(&p->form, "username", e->msg);
	else if (rc == RC_INVALID)
		form_error(&p->form, account_is_nip_taken(e) ? "nip" : "level", e->msg);
	else if (rc != RC_OK)
		return rc;
	if (rc != RC_OK)
		return page_again(p, show_record);
	return user_slip(p, STR("/kantor/pengguna"), id, password, true, e);
}
