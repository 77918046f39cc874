/* page_apply_send.c - checking the answers, sending them, and what comes after. */
#include "apply_check.tpl.h"
#include "apply_sent.tpl.h"
#include "domain/ident.h"
#include "web/page_apply.h"
#include "web/pages.h"

static const struct field_spec check_fields[] = {
	{ .name = "version", .kind = F_INT, .required = true, .label = N_("Versi") },
};
const struct form_spec form_apply_check = FORM_SPEC(check_fields);

/* ---- the answers ---- */

struct rows {
	struct view_row *at;
	size_t n;
};

static void
add(struct rows *r, const char *label, str value, str href)
{
	r->at[r->n++] = (struct view_row){ label, value, href };
}

/* Where an answer is changed; STR_NONE when it cannot be. */
static str
change_href(
    struct page *p, const struct apply_file *f, enum apply_step step, const char *item)
{
	if (step <= APPLY_EMAIL)
		return str_eq_z(f->app.state, "draft") ? str_from_z(apply_path(step))
						       : STR_NONE;
	if (!apply_may_edit_item(f, item))
		return STR_NONE;
	return str_fmt(p->a, "%s#%s", apply_path(step), item);
}

static str
grade_text(struct page *p, str code)
{
	str label = ident_rank_label(code);

	return label.p != NULL ? str_from_z(page_tr(p, label.p)) : STR_NONE;
}

static str
iso_text(struct page *p, str iso)
{
	struct date d;
	struct err ignored;

	if (iso.p == NULL || date_parse_iso(iso, &d, &ignored) != RC_OK)
		return STR_NONE;
	return date_long(p->a, d, p->lang);
}

static struct view_rows
rows_place(struct page *p, const struct apply_file *f)
{
	struct rows r = { ARENA_ARRAY(p->a, 2, struct view_row), 0 };

	add(&r, N_("Kantor aktivasi"),
	    str_fmt(
		p->a, "%.*s (%.*s)", STR_ARG(f->office.name), STR_ARG(f->office.code)),
	    change_href(p, f, APPLY_OFFICE, ""));
	add(&r, N_("Email kedinasan"), f->app.email, change_href(p, f, APPLY_EMAIL, ""));
	return (struct view_rows){ r.at, r.n };
}

static struct view_rows
rows_person(struct page *p, const struct apply_file *f)
{
	struct rows r = { ARENA_ARRAY(p->a, 6, struct view_row), 0 };
	const struct row_application *a = &f->app;

	add(&r, N_("NIP"), a->nip.p != NULL ? ident_nip_spaced(p->a, a->nip) : STR_NONE,
	    change_href(p, f, APPLY_PERSON, "nip"));
	add(&r, N_("Nama lengkap"), a->name, change_href(p, f, APPLY_PERSON, "name"));
	add(&r, N_("Pangkat/golongan"), grade_text(p, a->grade),
	    change_href(p, f, APPLY_PERSON, "grade"));
	add(&r, N_("Jabatan"), a->position, change_href(p, f, APPLY_PERSON, "position"));
	add(&r, N_("Unit kerja"), a->unit, change_href(p, f, APPLY_PERSON, "unit"));
	add(&r, N_("Nomor ponsel"),
	    a->phone.p != NULL ? ident_phone_shown(p->a, a->phone) : STR_NONE,
	    change_href(p, f, APPLY_PERSON, "phone"));
	return (struct view_rows){ r.at, r.n };
}

static struct view_rows
rows_card(struct page *p, const struct apply_file *f)
{
	struct rows r = { ARENA_ARRAY(p->a, 3, struct view_row), 0 };

	add(&r, N_("NIK"), f->nik, change_href(p, f, APPLY_CARD, "nik"));
	add(&r, N_("Foto e-KTP"), f->ektp.name, change_href(p, f, APPLY_CARD, "ektp"));
	if (f->app.warning_reason.n > 0)
		add(&r, N_("Penjelasan perbedaan data"), f->app.warning_reason,
		    change_href(p, f, APPLY_CARD, "nik"));
	return (struct view_rows){ r.at, r.n };
}

static struct view_rows
rows_letter(struct page *p, const struct apply_file *f)
{
	struct rows r = { ARENA_ARRAY(p->a, 4, struct view_row), 0 };
	const struct row_application *a = &f->app;

	add(&r, N_("Surat rekomendasi"), f->letter.name,
	    change_href(p, f, APPLY_LETTER, "letter"));
	add(&r, N_("Nomor surat"), a->letter_number,
	    change_href(p, f, APPLY_LETTER, "letter_number"));
	add(&r, N_("Tanggal surat"), iso_text(p, a->letter_date),
	    change_href(p, f, APPLY_LETTER, "letter_date"));
	add(&r, N_("Pejabat penanda tangan"), a->letter_signer,
	    change_href(p, f, APPLY_LETTER, "letter_signer"));
	return (struct view_rows){ r.at, r.n };
}

static struct view_rows
rows_statement(struct page *p, const struct apply_file *f)
{
	struct rows r = { ARENA_ARRAY(p->a, 1, struct view_row), 0 };
	str value = STR_NONE;

	if (f->done & 1U << APPLY_STATEMENT) {
		value =
		    time_long(p->a, f->app.agreed_s, zone_parse(f->office.zone), p->lang);
		value = form_fill(p->a, page_tr(p, N_("Disetujui {0}")), &value, 1);
	}
	add(&r, N_("Surat pernyataan"), value,
	    change_href(p, f, APPLY_STATEMENT, "statement"));
	return (struct view_rows){ r.at, r.n };
}

static struct view_groups
groups(struct page *p, const struct apply_file *f)
{
	struct view_group *at = ARENA_ARRAY(p->a, 5, struct view_group);

	at[0] = (struct view_group){ N_("Kantor dan email"), STR_NONE, rows_place(p, f) };
	at[1] = (struct view_group){ N_("Data diri"), STR_NONE, rows_person(p, f) };
	at[2] = (struct view_group){ N_("e-KTP"), apply_stored(p, f, &f->ektp).thumb_href,
		rows_card(p, f) };
	at[3] = (struct view_group){ N_("Surat rekomendasi"),
		apply_stored(p, f, &f->letter).thumb_href, rows_letter(p, f) };
	at[4] =
	    (struct view_group){ N_("Surat pernyataan"), STR_NONE, rows_statement(p, f) };
	return (struct view_groups){ at, 5 };
}

static struct view_missings
missing(struct page *p, const struct apply_file *f)
{
	struct view_missing *at = ARENA_ARRAY(p->a, APPLY__COUNT, struct view_missing);
	size_t n = 0;

	for (enum apply_step s = APPLY_OFFICE; s < APPLY_CHECK; s++)
		if (!(f->done & 1U << s))
			at[n++] = (struct view_missing){ apply_label(s),
				str_from_z(apply_path(s)) };
	return (struct view_missings){ at, n };
}

static void
show_check(struct page *p, const struct apply_file *f)
{
	struct view_check v = { .groups = groups(p, f),
		.missing = missing(p, f),
		.fixes = apply_fixes(p, f, APPLY__COUNT),
		.version = f->app.version };

	v.frame = apply_frame(p, f, APPLY_CHECK, N_("Periksa jawaban Anda"), NULL);
	page_render(p, tpl_apply_check, &v);
}

enum rc
page_apply_check(struct page *p, struct err *e)
{
	struct apply_file f;
	bool go;
	enum rc rc = apply_enter(p, APPLY_CHECK, &f, &go, e);

	if (rc != RC_OK || !go)
		return rc;
	show_check(p, &f);
	return RC_OK;
}

enum rc
page_apply_check_post(struct page *p, struct err *e)
{
	struct apply_file f;
	enum rc rc;

	if (!form_ok(&p->form))
		return page_redirect_z(p, apply_path(APPLY_CHECK));
	rc = apply_submit(&p->d, &p->who, form_int(&p->form, "version"), e);
	if (rc == RC_OK)
		return page_redirect_z(p, "/registrasi-djpb/terkirim");
	if (rc != RC_INVALID && rc != RC_DENIED && rc != RC_CONFLICT)
		return rc;
	form_error_whole(&p->form, e->msg);
	p->rs->status = err_http_status(rc == RC_INVALID ? RC_CONFLICT : rc);
	if (rc != RC_CONFLICT)
		p->rs->status = 422;
	rc = apply_load(&p->d, &p->who, &f, e);
	if (rc != RC_OK)
		return rc;
	if (!f.open)
		return page_redirect(p, apply_home(p, &f));
	show_check(p, &f);
	return RC_OK;
}

/* ---- sent ---- */

static void
fill_trail(struct page *p, const struct apply_trail *t, struct view_sent *v)
{
	for (size_t i = 0; i < t->mails.n; i++)
		if (str_eq_z(t->mails.at[i].kind, "ds_submitted")) {
			v->mail_failed = str_eq_z(t->mails.at[i].state, "failed");
			break;
		}
	for (size_t i = 0; i < t->documents.n; i++)
		if (str_eq_z(t->documents.at[i].class, "receipt")) {
			v->receipt_href = str_fmt(
			    p->a, "/dokumen/%.*s/unduh", STR_ARG(t->documents.at[i].id));
			break;
		}
	v->again = t->returned.n > 0;
}

enum rc
page_apply_sent(struct page *p, struct err *e)
{
	struct apply_file f;
	struct apply_public pub;
	struct apply_trail trail;
	struct view_sent v = { .number = STR_NONE };
	enum rc rc = apply_load(&p->d, &p->who, &f, e);

	if (rc != RC_OK)
		return rc;
	if (f.open || f.app.submitted_s == SQL_NULL_INT)
		return page_redirect(p, apply_home(p, &f));
	rc = apply_public_by_number(&p->d, &p->who, f.app.number, &pub, e);
	if (rc == RC_OK)
		rc = apply_trail(&p->d, &f.app, &trail, e);
	if (rc != RC_OK)
		return rc;
	v.shell = page_shell(p, N_("Pendaftaran terkirim"));
	v.number = f.app.number;
	v.office = f.office.name;
	v.address = f.office.address.n > 0
			? f.office.address
			: str_fmt(p->a, "%.*s, %.*s", STR_ARG(f.office.city),
			      STR_ARG(f.office.province));
	v.hours =
	    str_fmt(p->a, "%.*s %.*s", STR_ARG(f.office.hours), STR_ARG(f.office.zone));
	v.phone = f.office.phone.n > 0 ? f.office.phone : STR_NONE;
	v.email = f.app.email;
	if (pub.due_s > 0)
		v.due = time_long(p->a, pub.due_s, pub.zone, p->lang);
	v.status_href = str_fmt(p->a, "/lacak/%.*s", STR_ARG(f.app.number));
	v.calendar_href = str_fmt(p->a, "/lacak/%.*s/kalender", STR_ARG(f.app.number));
	fill_trail(p, &trail, &v);
	page_render(p, tpl_apply_sent, &v);
	return RC_OK;
}
