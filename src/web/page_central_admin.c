/* page_central_admin.c - office administrators: who there is, and making one (SCREENS S3, SEED-A1). */
#include "base/utf8.h"
#include "central.tpl.h"
#include "domain/ident.h"
#include "users.tpl.h"
#include "web/central.h"
#include "web/pages.h"
#include "web/users.h"

/* ---- list: one line an office ---- */

static const struct view_choice states[] = { { "", N_("Semua keadaan"), false },
	{ "tanpa", N_("Belum ada"), false }, { "initial", N_("Kata sandi awal"), false },
	{ "active", N_("Aktif"), false } };

static bool
in_state(const struct office_figures *f, str state)
{
	if (state.n == 0)
		return true;
	if (f->admin.id.p == NULL)
		return str_eq(state, STR("tanpa"));
	return str_eq_z(state, account_status(&f->admin));
}

enum rc
page_admins(struct page *p, struct err *e)
{
	struct view_offices v = { .shell = page_shell(p, N_("Admin kantor")),
		.text = utf8_head(str_trim(page_query(p, "cari")), 100) };
	struct view_choice *choice =
	    ARENA_ARRAY(p->a, ARRAY_LEN(states), struct view_choice);
	str state = page_query(p, "keadaan");
	struct view_office_line *at;
	struct office_table table;
	enum rc rc = central_offices(&p->d, &table, e);

	if (rc != RC_OK)
		return rc;
	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		choice[i] = states[i];
		choice[i].chosen = state.n > 0 && str_eq_z(state, states[i].value);
	}
	v.states = (struct view_choices){ choice, ARRAY_LEN(states) };
	at = ARENA_ARRAY(p->a, table.n + 1, struct view_office_line);
	for (size_t i = 0; i < table.n; i++)
		if (central_matches(p, &table.at[i].office, v.text) &&
		    in_state(&table.at[i], state))
			at[v.offices.n++] = central_line(p, &table.at[i]);
	v.offices.at = at;
	v.all = (int64_t)table.n;
	v.filtered = v.text.n > 0 || state.n > 0;
	page_render(p, tpl_admins, &v);
	return RC_OK;
}

/* ---- making one ---- */

static const struct field_spec admin_fields[] = {
	{ .name = "office",
	    .kind = F_SELECT,
	    .required = true,
	    .label = N_("Kantor"),
	    .hint = N_("Hanya kantor yang belum punya admin."),
	    .msg_empty = N_("Pilih kantor.") },
	{ .name = "name",
	    .kind = F_TEXT,
	    .max = 100,
	    .required = true,
	    .label = N_("Nama lengkap"),
	    .msg_empty = N_("Isi nama lengkap.") },
	{ .name = "email",
	    .kind = F_EMAIL,
	    .max = 254,
	    .label = N_("Email kedinasan"),
	    .hint = N_("Undangan dikirim ke alamat ini.") },
};
const struct form_spec form_admin = FORM_SPEC(admin_fields);

/* Offices without an administrator, and the one named in the form that was just sent. */
static enum rc
set_offices(struct page *p, str keep, struct err *e)
{
	struct field_option *at;
	struct office_table table;
	size_t n = 1;
	enum rc rc = central_offices(&p->d, &table, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, table.n + 2, struct field_option);
	at[0] = (struct field_option){ "", N_("Pilih kantor"), NULL };
	for (size_t i = 0; i < table.n; i++) {
		const struct row_office *o = &table.at[i].office;

		if (table.at[i].admin.id.p == NULL ||
		    (keep.n > 0 && str_eq(keep, o->code)))
			at[n++] = (struct field_option){ str_z(p->a, o->code),
				str_z(p->a, str_fmt(p->a, "%.*s %.*s", STR_ARG(o->code),
						STR_ARG(o->name))),
				NULL };
	}
	form_set_options(&p->form, "office", at);
	return RC_OK;
}

static enum rc
show_admin_new(struct page *p)
{
	struct view_record v = { .shell = page_shell(p, N_("Buat admin kantor")),
		.form = &p->form,
		.once = page_once(p),
		.admin = true };

	v.shell.back_href = STR("/pusat/admin");
	page_render(p, tpl_user_record, &v);
	return RC_OK;
}

enum rc
page_admin_new(struct page *p, struct err *e)
{
	enum rc rc = set_offices(p, STR_NONE, e);

	if (rc != RC_OK)
		return rc;
	form_set(&p->form, "office", page_query(p, "kantor"));
	return show_admin_new(p);
}

static struct account_new
read_admin(struct page *p)
{
	struct form *f = &p->form;
	const struct conf_list *domains = &p->d.conf->email_domains;
	struct account_new in = { .role = ACCOUNT_OFFICE_ADMIN,
		.office = form_str(f, "office"),
		.once = page_once_sent(p) };
	str name = form_str(f, "name"), email = form_str(f, "email");
	struct email mail;
	struct say why;

	in.username = ident_office_admin(p->a, in.office);
	if (name.n > 0 && ident_name(p->a, name, &in.name, &why) != RC_OK)
		form_error_with(f, "name", why.id, why.arg, 2);
	if (email.n > 0 && form_error_of(f, "email").p == NULL) {
		if (ident_email(p->a, email, domains->at, domains->n, &mail, &why) !=
		    RC_OK)
			form_error_with(f, "email", why.id, why.arg, 2);
		else
			in.email = mail.address;
	}
	return in;
}

enum rc
page_admin_new_post(struct page *p, struct err *e)
{
	struct account_new in;
	str id, password;
	enum rc rc = set_offices(p, http_value(&p->rq->form, "office"), e);

	if (rc == RC_OK)
		rc = form_read(&p->form, &p->rq->form, &p->rq->files, e);
	if (rc != RC_OK)
		return rc;
	in = read_admin(p);
	if (!form_ok(&p->form))
		return page_again(p, show_admin_new);
	rc = account_record(&p->d, &p->who, &in, &id, &password, e);
	if (rc == RC_CONFLICT) {
		form_error(&p->form, "office", N_("Kantor ini sudah punya admin."));
		return page_again(p, show_admin_new);
	}
	return rc != RC_OK ? rc
			   : user_slip(p, STR("/pusat/admin"), id, password, true, e);
}
