/* page_apply.c - the way into a registration, and what all its steps share. */
#include "web/page_apply.h"

#include "kind.tpl.h"
#include "leave.tpl.h"
#include "prepare.tpl.h"
#include "web/pages.h"

#define STEPS_SHOWN 6

/* clang-format off */
static const struct {
	const char *path, *label;
} steps[APPLY__COUNT] = {
	[APPLY_OFFICE]    = { "/registrasi-djpb/kantor",     N_("Kantor") },
	[APPLY_EMAIL]     = { "/registrasi-djpb/surel",      N_("Email") },
	[APPLY_PERSON]    = { "/registrasi-djpb/data",       N_("Data diri") },
	[APPLY_CARD]      = { "/registrasi-djpb/ektp",       N_("e-KTP") },
	[APPLY_LETTER]    = { "/registrasi-djpb/surat",      N_("Surat") },
	[APPLY_STATEMENT] = { "/registrasi-djpb/pernyataan", N_("Pernyataan") },
	[APPLY_CHECK]     = { "/registrasi-djpb/periksa",    N_("Periksa & kirim") },
};
/* clang-format on */

const char *
apply_path(enum apply_step step)
{
	return steps[step].path;
}

const char *
apply_label(enum apply_step step)
{
	return steps[step].label;
}

str
apply_home(struct page *p, const struct apply_file *f)
{
	if (f->open)
		return str_from_z(apply_path(apply_first_open(f)));
	return str_fmt(p->a, "/lacak/%.*s", STR_ARG(f->app.number));
}

enum rc
apply_enter(struct page *p, enum apply_step step, struct apply_file *f, bool *out_go,
    struct err *e)
{
	enum rc rc = apply_load(&p->d, &p->who, f, e);
	enum apply_step first;

	*out_go = false;
	if (rc != RC_OK)
		return rc;
	first = apply_first_open(f);
	if (!f->open)
		return page_redirect_flash(p, apply_home(p, f),
		    N_("Pendaftaran ini sudah terkirim. Anda dapat mengikutinya di sini."));
	if (!apply_may_edit(f, step))
		return page_redirect_flash(p, str_from_z(apply_path(first)),
		    N_("Hanya bagian yang diminta kantor yang dibuka kembali."));
	/* the list of answers may be looked at once it was reached: it names what is missing */
	if (step > first &&
	    !(step == APPLY_CHECK && f->app.step >= APPLY_CHECK &&
		(f->done & 1U << APPLY_EMAIL)) &&
	    str_eq_z(f->app.state, "draft"))
		return page_redirect_flash(p, str_from_z(apply_path(first)),
		    N_("Selesaikan langkah ini lebih dulu."));
	*out_go = true;
	return RC_OK;
}

enum rc
apply_own(struct page *p, struct apply_file *f, struct err *e)
{
	str number = STR_NONE;
	enum rc rc = apply_load(&p->d, &p->who, f, e);

	if (rc == RC_OK)
		rc = application_number_parse(p->a, page_param(p, "number"), &number, e);
	if (rc != RC_OK && rc != RC_NOT_FOUND && rc != RC_DENIED && rc != RC_INVALID)
		return rc;
	if (rc != RC_OK || !str_eq(number, f->app.number))
		return err_set(e, RC_NOT_FOUND,
		    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
		    "number of somebody else");
	return RC_OK;
}

enum rc
apply_next(struct page *p, struct err *e)
{
	struct apply_file f;
	enum rc rc = apply_load(&p->d, &p->who, &f, e);

	return rc != RC_OK ? rc : page_redirect(p, apply_home(p, &f));
}

/* ---- the frame ---- */

static str
saved_text(struct page *p, const struct apply_file *f)
{
	enum zone z = zone_parse(f->office.zone);
	struct datetime at = time_civil(f->app.updated_s, z),
			now = time_civil(domain_now(&p->d), z);
	str when;

	if (date_to_days(at.date) != date_to_days(now.date))
		return time_long(p->a, f->app.updated_s, z, p->lang);
	when = time_of_day(p->a, f->app.updated_s, z);
	return form_fill(p->a, page_tr(p, N_("pukul {0}")), &when, 1);
}

static const struct ui_step *
progress(struct page *p, const struct apply_file *f, enum apply_step step)
{
	struct ui_step *at = ARENA_ARRAY(p->a, STEPS_SHOWN, struct ui_step);

	for (int i = 0; i < STEPS_SHOWN; i++) {
		enum apply_step s =
		    i == STEPS_SHOWN - 1 ? APPLY_CHECK : (enum apply_step)i;

		at[i].label = apply_label(s);
		if (f != NULL && s < step && s < APPLY_CHECK && f->done & 1U << s &&
		    apply_may_edit(f, s))
			at[i].href = apply_path(s);
	}
	return at;
}

struct view_apply
apply_frame(struct page *p, const struct apply_file *f, enum apply_step step,
    const char *title, const char *why)
{
	struct view_apply v = { .shell = page_shell(p, title),
		.form = &p->form,
		.steps = progress(p, f, step),
		.n_steps = STEPS_SHOWN,
		.now = step >= APPLY_STATEMENT ? STEPS_SHOWN - 1 : (size_t)step,
		.why = why };

	if (f == NULL) {
		v.shell.back_href = STR("/registrasi");
		return v;
	}
	v.shell.leave_href = STR("/registrasi-djpb/keluar");
	v.shell.back_href = f->open && str_eq_z(f->app.state, "returned")
				? str_fmt(p->a, "/lacak/%.*s", STR_ARG(f->app.number))
			    : step == APPLY_OFFICE ? STR("/registrasi")
						   : str_from_z(apply_path(step - 1));
	v.number = f->app.number;
	v.saved = saved_text(p, f);
	v.returned = str_eq_z(f->app.state, "returned");
	if (f->resume_until_s > 0)
		v.resume_until = date_long(p->a,
		    time_civil(f->resume_until_s, zone_parse(f->office.zone)).date,
		    p->lang);
	v.office_name = f->office.name;
	v.office_hours =
	    str_fmt(p->a, "%.*s %.*s", STR_ARG(f->office.hours), STR_ARG(f->office.zone));
	v.office_phone = f->office.phone.n > 0 ? f->office.phone : STR_NONE;
	return v;
}

struct view_fixes
apply_fixes(struct page *p, const struct apply_file *f, enum apply_step step)
{
	struct view_fix *at = ARENA_ARRAY(p->a, f->items.n + 1, struct view_fix);
	size_t n = 0;

	for (size_t i = 0; i < f->items.n; i++) {
		const struct application_item *it =
		    application_item_find(f->items.at[i].item);

		if (it == NULL || (step != APPLY__COUNT && it->step != step))
			continue;
		at[n++] = (struct view_fix){ .label = it->label,
			.reason = f->items.at[i].reason,
			.href = str_fmt(p->a, "%s#%s", apply_path(it->step), it->item) };
	}
	return (struct view_fixes){ at, n };
}

struct ui_file
apply_stored(struct page *p, const struct apply_file *f, const struct row_document *doc)
{
	struct ui_file out = { .name = STR_NONE };

	if (doc->id.p == NULL)
		return out;
	out.name = doc->name;
	out.bytes = doc->bytes;
	out.when = time_long(p->a, doc->created_s, zone_parse(f->office.zone), p->lang);
	if (str_eq_z(doc->noun, "application"))
		out.thumb_href =
		    str_fmt(p->a, "/dokumen/%.*s/gambar?dpi=50", STR_ARG(doc->id));
	return out;
}

/* ---- forms ---- */

static void
clear_error(struct form *f, size_t i)
{
	if (f->values[i].error.p == NULL)
		return;
	f->values[i].error = STR_NONE;
	f->n_errors--;
}

void
apply_lock(struct form *f, const char *name, str value)
{
	size_t i = form_index(f, name);

	clear_error(f, i);
	f->values[i].raw = value;
	f->values[i].file = NULL;
}

static void
apply_replace_error(struct form *f, const char *name, const char *msg, str arg)
{
	clear_error(f, form_index(f, name));
	form_error_with(f, name, msg, &arg, 1);
}

void
apply_says_to_form(struct form *f, const struct apply_says *why)
{
	for (size_t i = 0; i < why->n; i++)
		form_error_with(
		    f, why->at[i].field, why->at[i].say.id, why->at[i].say.arg, 2);
}

void
apply_say_size(struct page *p, const char *field)
{
	const struct http_file *file = form_file(&p->form, field);
	uint64_t tenths;

	if (file == NULL || file->rc != RC_LIMIT)
		return;
	tenths = (file->bytes * 10 + 1048575) / 1048576;
	apply_replace_error(&p->form, field, N_("Berkas {0} MB. Batasnya 10 MB."),
	    tenths % 10 == 0
		? str_fmt(p->a, "%llu", (unsigned long long)(tenths / 10))
		: str_fmt(p->a, "%llu,%llu", (unsigned long long)(tenths / 10),
		      (unsigned long long)(tenths % 10)));
}

/* ---- the way in ---- */

enum rc
page_prepare(struct page *p, struct err *e)
{
	struct view_prepare v = { .shell = page_shell(p, N_("Yang perlu disiapkan")),
		.helpdesk = p->d.conf->helpdesk_name };

	(void)e;
	page_render(p, tpl_prepare, &v);
	return RC_OK;
}

static const struct field_option kinds[] = {
	{ "djpb", N_("Pejabat/Pegawai DJPb"),
	    N_("Pejabat dan pegawai Direktorat Jenderal Perbendaharaan.") },
	{ "perbendaharaan", N_("Pejabat perbendaharaan satker"),
	    N_("KPA, PPK, PPSPM, dan bendahara.") },
	{ "operator", N_("Operator satker"), N_("Pengantar SPM dan petugas aplikasi.") },
	{ NULL, NULL, NULL },
};
static const struct field_spec kind_fields[] = {
	{ .name = "jenis",
	    .kind = F_RADIO,
	    .required = true,
	    .options = kinds,
	    .label = N_("Siapa yang mendaftar?"),
	    .msg_empty = N_("Pilih jenis pendaftar.") },
};
const struct form_spec form_kind = FORM_SPEC(kind_fields);

static void
show_kind(struct page *p)
{
	struct view_kind v = { .shell = page_shell(p, N_("Pilih jenis pendaftaran")),
		.form = &p->form };

	v.shell.back_href = STR("/");
	page_render(p, tpl_kind, &v);
}

enum rc
page_kind(struct page *p, struct err *e)
{
	(void)e;
	show_kind(p);
	return RC_OK;
}

enum rc
page_kind_post(struct page *p, struct err *e)
{
	(void)e;
	if (form_ok(&p->form) && !str_eq_z(form_str(&p->form, "jenis"), "djpb"))
		form_error(&p->form, "jenis",
		    N_("Pendaftaran jenis ini belum dibuka di portal ini."));
	if (form_ok(&p->form))
		return page_redirect_z(p, "/registrasi-djpb");
	p->rs->status = 422;
	show_kind(p);
	return RC_OK;
}

/* /registrasi-djpb: where this browser left off, or the first step. */
enum rc
page_apply(struct page *p, struct err *e)
{
	struct apply_file f;
	enum rc rc;

	if (p->who.application.p == NULL)
		return page_redirect_z(p, apply_path(APPLY_OFFICE));
	rc = apply_load(&p->d, &p->who, &f, e);
	if (rc == RC_NOT_FOUND)
		return page_redirect_z(p, apply_path(APPLY_OFFICE));
	return rc != RC_OK ? rc : page_redirect(p, apply_home(p, &f));
}

/* ---- leaving, to go on later ---- */

enum rc
page_apply_leave(struct page *p, struct err *e)
{
	struct apply_file f;
	struct view_leave v = { .proven = false };
	enum rc rc = apply_load(&p->d, &p->who, &f, e);
	enum zone z;

	if (rc != RC_OK)
		return rc;
	z = zone_parse(f.office.zone);
	v.shell = page_shell(p, N_("Simpan & keluar"));
	v.number = f.app.number;
	v.proven = f.app.email_proven_s != SQL_NULL_INT;
	v.email = f.app.email;
	v.next_href = apply_home(p, &f);
	v.shell.back_href = v.next_href;
	if (str_eq_z(f.app.state, "draft"))
		v.until = date_long(p->a,
		    time_civil(f.app.updated_s + p->d.conf->draft_days * 86400, z).date,
		    p->lang);
	if (f.resume_until_s > 0)
		v.resume_until =
		    date_long(p->a, time_civil(f.resume_until_s, z).date, p->lang);
	page_render(p, tpl_leave, &v);
	return RC_OK;
}

enum rc
page_apply_leave_post(struct page *p, struct err *e)
{
	enum rc rc = apply_leave(&p->d, page_applicant_token(p), e);

	if (rc != RC_OK)
		return rc;
	page_applicant_out(p);
	return page_redirect_flash(p, STR("/"),
	    N_("Isian Anda tersimpan. Lanjutkan kapan saja lewat tautan di email Anda."));
}
