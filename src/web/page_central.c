/* page_central.c - Dit. SITP: dashboard and offices (SCREENS S1, S2). */
#include "base/utf8.h"
#include "central.tpl.h"
#include "domain/account.h"
#include "domain/inbox.h"
#include "web/central.h"
#include "web/figures_nation.h"
#include "web/pages.h"
#include "web/users.h"

/* ---- what a number counts: "application", "candidacy.profile", "authority.active" ---- */

struct counted {
	const struct noun_words *words;
	int state; /* -1: everything that is open */
	const char *label;
};

static const struct noun_words *const nouns[] = { &words_application, &words_candidacy,
	&words_authority };

static bool
counted_parse(str text, struct counted *out)
{
	str noun = str_cut(&text, '.');

	for (size_t i = 0; i < ARRAY_LEN(nouns); i++) {
		if (!str_eq_z(noun, nouns[i]->noun))
			continue;
		out->words = nouns[i];
		out->state = -1;
		out->label = nouns[i] == &words_application ? N_("Permohonan DS berjalan")
			     : nouns[i] == &words_candidacy ? N_("Calon OPIP berjalan")
							    : N_("OPIP aktif");
		if (text.n == 0)
			return nouns[i] != &words_authority;
		out->state = state_parse(nouns[i], text);
		if (out->state >= 0)
			out->label = nouns[i]->states[out->state].label;
		return out->state >= 0;
	}
	return false;
}

static int64_t
count_of(const struct office_figures *f, const struct counted *c)
{
	if (c->words == &words_application)
		return c->state < 0 ? f->applications_open : f->application[c->state];
	if (c->words == &words_candidacy)
		return c->state < 0 ? f->candidacies_open : f->candidacy[c->state];
	return f->authority[c->state];
}

/* ---- dashboard ---- */

static struct view_figures
by_state(struct page *p, const struct noun_words *w, const int64_t *counts, int from)
{
	struct view_figure *at =
	    ARENA_ARRAY(p->a, (size_t)w->n_states, struct view_figure);
	size_t n = 0;

	for (int s = from; s < w->n_states; s++, n++)
		at[n] = (struct view_figure){ .label = w->states[s].label,
			.n = counts[s],
			.href = str_fmt(p->a, "/pusat/kantor?tampil=%s.%s", w->noun,
			    w->states[s].text) };
	return (struct view_figures){ at, n };
}

static struct view_figures
top_figures(struct page *p, const struct office_table *t, int64_t late, int64_t failed)
{
	struct view_figure *at = ARENA_ARRAY(p->a, 8, struct view_figure);
	int64_t without = 0, initial = 0;

	for (size_t i = 0; i < t->n; i++) {
		without += t->at[i].admin.id.p == NULL;
		initial += t->at[i].admin.id.p != NULL && t->at[i].admin.pass_initial;
	}
	at[0] = (struct view_figure){ N_("Permohonan DS berjalan"),
		STR("/pusat/kantor?tampil=application"), t->all.applications_open,
		false };
	at[1] = (struct view_figure){ N_("Kantor lewat batas periksa"),
		STR("/pusat/angka?urut=lewat"), late, true };
	at[2] = (struct view_figure){ N_("Calon OPIP berjalan"),
		STR("/pusat/kantor?tampil=candidacy"), t->all.candidacies_open, false };
	at[3] = (struct view_figure){ N_("OPIP aktif"),
		STR("/pusat/kantor?tampil=authority.active"),
		t->all.authority[AUTH_ACTIVE], false };
	at[4] = (struct view_figure){ N_("Kantor"), STR("/pusat/kantor"), (int64_t)t->n,
		false };
	at[5] = (struct view_figure){ N_("Kantor tanpa admin"),
		STR("/pusat/admin?keadaan=tanpa"), without, true };
	at[6] = (struct view_figure){ N_("Admin belum mengganti kata sandi awal"),
		STR("/pusat/admin?keadaan=initial"), initial, true };
	at[7] =
	    (struct view_figure){ N_("Email gagal terkirim"), STR_NONE, failed, true };
	return (struct view_figures){ at, 8 };
}

enum rc
page_central(struct page *p, struct err *e)
{
	struct view_central v = { .shell = page_shell(p, N_("Dasbor nasional")) };
	struct figures_nation nation;
	struct office_table table;
	struct inbox_health mails;
	enum rc rc = central_offices(&p->d, &table, e);

	if (rc == RC_OK)
		rc = figures_nation(&p->d, &table, &nation, e);
	if (rc == RC_OK)
		rc = nation_blocks(p, &nation, &v.blocks, e);
	if (rc == RC_OK)
		rc = inbox_health(&p->d, &mails, e);
	if (rc != RC_OK)
		return rc;
	v.top = top_figures(p, &table, nation.late, mails.failed);
	v.candidacies = by_state(p, &words_candidacy, table.all.candidacy, CAND_PROFILE);
	v.applications =
	    by_state(p, &words_application, table.all.application, APP_SUBMITTED);
	page_render(p, tpl_central, &v);
	return RC_OK;
}

/* ---- offices ---- */

struct view_office_line
central_line(struct page *p, const struct office_figures *f)
{
	const struct row_account *admin = &f->admin;
	bool none = admin->id.p == NULL;
	const char *status = none ? "" : account_status(admin);

	return (struct view_office_line){ .code = f->office.code,
		.name = f->office.name,
		.city = f->office.city,
		.kanwil = f->office.kanwil,
		.zone = f->office.zone,
		.ds_open = f->office.ds_open != 0,
		.opip_open = f->office.opip_open != 0,
		.admin = none ? N_("Belum ada") : account_status_label(status),
		.admin_colour = none                             ? TAG_RED
				: strcmp(status, "initial") == 0 ? TAG_YELLOW
								 : TAG_GREEN,
		.admin_id = admin->id,
		.admin_name = admin->name,
		.admin_username = admin->username,
		.admin_last =
		    !none && admin->last_login_s != SQL_NULL_INT
			? time_long(p->a, admin->last_login_s, page_zone(p), p->lang)
			: STR_NONE,
		.applications = f->applications_open,
		.candidacies = f->candidacies_open,
		.opips = f->authority[AUTH_ACTIVE] };
}

bool
central_matches(struct page *p, const struct row_office *o, str text)
{
	str needle = str_lower(p->a, str_squeeze(p->a, text));

	return needle.n == 0 || str_find(o->code, needle) >= 0 ||
	       str_find(str_lower(p->a, o->name), needle) >= 0 ||
	       str_find(str_lower(p->a, o->city), needle) >= 0;
}

/* Every Kanwil once, in the order of the offices; *out is the one that was chosen. */
static struct view_choices
kanwils(struct page *p, const struct office_table *table, str *out)
{
	struct view_choice *at = ARENA_ARRAY(p->a, table->n + 1, struct view_choice);
	str asked = page_query(p, "kanwil");
	size_t n = 1;

	*out = STR_NONE;
	at[0] = (struct view_choice){ "", N_("Semua Kanwil"), false };
	for (size_t i = 0; i < table->n; i++) {
		const char *name = str_z(p->a, table->at[i].office.kanwil);
		bool seen = false;

		for (size_t j = 1; j < n; j++)
			seen = seen || strcmp(at[j].value, name) == 0;
		if (seen)
			continue;
		at[n] = (struct view_choice){ name, name,
			asked.n > 0 && str_eq_z(asked, name) };
		if (at[n].chosen)
			*out = str_from_z(name);
		n++;
	}
	return (struct view_choices){ at, n };
}

/* Most first; offices of the same number keep their order. */
static void
sort_by_n(struct view_office_line *at, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct view_office_line x = at[i];
		size_t j = i;

		for (; j > 0 && at[j - 1].n < x.n; j--)
			at[j] = at[j - 1];
		at[j] = x;
	}
}

enum rc
page_offices(struct page *p, struct err *e)
{
	struct view_offices v = { .shell = page_shell(p, N_("Kantor")),
		.text = utf8_head(str_trim(page_query(p, "cari")), 100),
		.shown_value = page_query(p, "tampil") };
	struct counted what = { NULL, -1, NULL };
	struct view_office_line *at;
	struct office_table table;
	str kanwil;
	enum rc rc = central_offices(&p->d, &table, e);

	if (rc != RC_OK)
		return rc;
	if (v.shown_value.n > 0 && counted_parse(v.shown_value, &what))
		v.shown = what.label;
	v.kanwils = kanwils(p, &table, &kanwil);
	v.filtered = v.text.n > 0 || kanwil.p != NULL || v.shown != NULL;
	at = ARENA_ARRAY(p->a, table.n + 1, struct view_office_line);
	for (size_t i = 0; i < table.n; i++) {
		const struct office_figures *f = &table.at[i];

		if (!central_matches(p, &f->office, v.text) ||
		    (kanwil.p != NULL && !str_eq(kanwil, f->office.kanwil)) ||
		    (v.shown != NULL && count_of(f, &what) <= 0))
			continue;
		at[v.offices.n] = central_line(p, f);
		at[v.offices.n++].n = v.shown != NULL ? count_of(f, &what) : 0;
	}
	if (v.shown != NULL)
		sort_by_n(at, v.offices.n);
	v.offices.at = at;
	v.all = (int64_t)table.n;
	v.shell.wide = true;
	page_render(p, tpl_offices, &v);
	return RC_OK;
}

/* ---- one office ---- */

static const struct field_spec office_fields[] = {
	{ .name = "address",
	    .kind = F_TEXTAREA,
	    .max = 300,
	    .rows = 3,
	    .label = N_("Alamat loket"),
	    .hint = N_("Dipakai di email dan halaman pemohon.") },
	{ .name = "phone",
	    .kind = F_TEXT,
	    .max = 60,
	    .width = 20,
	    .label = N_("Telepon") },
	{ .name = "hours",
	    .kind = F_TEXT,
	    .max = 120,
	    .label = N_("Jam loket"),
	    .hint = N_("Misalnya: Senin-Jumat 08.00-15.00") },
	{ .name = "ds_open",
	    .kind = F_CHECK,
	    .conditional = true,
	    .label = N_("Menerima permohonan DS") },
	{ .name = "opip_open",
	    .kind = F_CHECK,
	    .conditional = true,
	    .label = N_("Menerima calon OPIP") },
	{ .name = "version", .kind = F_HIDDEN, .max = 20, .label = N_("Versi") },
};
const struct form_spec form_office = FORM_SPEC(office_fields);

static enum rc
show_office(struct page *p)
{
	struct view_office v = { .shell = page_shell(p, N_("Kantor")), .form = &p->form };
	struct view_figure *at = ARENA_ARRAY(p->a, 3, struct view_figure);
	struct office_figures f;
	struct err e;
	enum rc rc = central_office(&p->d, page_param(p, "code"), &f, &e);

	if (rc != RC_OK)
		return rc;
	v.code = f.office.code;
	v.name = f.office.name;
	v.kanwil = f.office.kanwil;
	v.province = f.office.province;
	v.city = f.office.city;
	v.zone = f.office.zone;
	v.line = central_line(p, &f);
	at[0] = (struct view_figure){ N_("Permohonan DS berjalan"), STR_NONE,
		f.applications_open, false };
	at[1] = (struct view_figure){ N_("Calon OPIP berjalan"), STR_NONE,
		f.candidacies_open, false };
	at[2] = (struct view_figure){ N_("OPIP aktif"), STR_NONE,
		f.authority[AUTH_ACTIVE], false };
	v.figures = (struct view_figures){ at, 3 };
	v.shell.subject = f.office.name;
	v.shell.back_href = STR("/pusat/kantor");
	page_render(p, tpl_office_one, &v);
	return RC_OK;
}

enum rc
page_office(struct page *p, struct err *e)
{
	struct office_figures f;
	enum rc rc = central_office(&p->d, page_param(p, "code"), &f, e);

	if (rc != RC_OK)
		return rc;
	form_set(&p->form, "address", f.office.address);
	form_set(&p->form, "phone", f.office.phone);
	form_set(&p->form, "hours", f.office.hours);
	form_set(&p->form, "ds_open", f.office.ds_open ? STR("ya") : STR_NONE);
	form_set(&p->form, "opip_open", f.office.opip_open ? STR("ya") : STR_NONE);
	version_put(&p->form, f.office.version);
	return show_office(p);
}

static str
text_of(struct page *p, const char *field)
{
	str s = form_str(&p->form, field);

	return s.p != NULL ? s : STR("");
}

enum rc
page_office_post(struct page *p, struct err *e)
{
	struct office_words in = { .version = version_sent(&p->form),
		.address = text_of(p, "address"),
		.phone = text_of(p, "phone"),
		.hours = text_of(p, "hours"),
		.ds_open = form_bool(&p->form, "ds_open"),
		.opip_open = form_bool(&p->form, "opip_open") };
	struct office_figures now;
	str code = page_param(p, "code");
	enum rc rc = central_office(&p->d, code, &now, e);

	if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form))
		return page_again(p, show_office);
	rc = central_office_set(&p->d, &p->who, code, &in, e);
	if (rc ==
	    RC_CONFLICT) { /* what was typed stays; the next press overwrites knowingly */
		form_error_whole(&p->form, e->msg);
		version_put(&p->form, now.office.version);
		p->rs->status = 409;
		return show_office(p);
	}
	if (rc != RC_OK)
		return rc;
	return page_redirect_flash(p, str_fmt(p->a, "/pusat/kantor/%.*s", STR_ARG(code)),
	    N_("Data kantor disimpan."));
}
