/* page_policy.c - announcement, holidays, and the rules in force (SCREENS S6, S7, S10). */
#include "conf/conf.h"
#include "domain/policy.h"
#include "policy.tpl.h"
#include "web/app.h"
#include "web/pages.h"

static const struct field_spec notice_fields[] = {
	{ .name = "notice",
	    .kind = F_TEXTAREA,
	    .max = POLICY_NOTICE_CHARS,
	    .rows = 3,
	    .conditional = true,
	    .label = N_("Pengumuman di semua halaman"),
	    .hint = N_(
		"Satu atau dua kalimat, dengan tanggal dan zona waktunya. Kosongkan untuk menurunkannya.") },
};
const struct form_spec form_policy_notice = FORM_SPEC(notice_fields);

static const struct field_spec holiday_fields[] = {
	{ .name = "date",
	    .kind = F_DATE,
	    .required = true,
	    .label = N_("Tanggal"),
	    .msg_empty = N_("Isi tanggal.") },
	{ .name = "name",
	    .kind = F_TEXT,
	    .max = 100,
	    .required = true,
	    .width = 20,
	    .label = N_("Nama hari libur"),
	    .msg_empty = N_("Isi nama hari libur.") },
};
const struct form_spec form_policy_holiday = FORM_SPEC(holiday_fields);

static const struct field_spec drop_fields[] = {
	{ .name = "date",
	    .kind = F_TEXT,
	    .max = 10,
	    .required = true,
	    .label = N_("Tanggal") },
};
const struct form_spec form_policy_drop = FORM_SPEC(drop_fields);

/* The rules that people ask about, in the order of the procedure. */
static const struct {
	const char *name, *label;
} rules[] = {
	{ "two_person", N_("Pemeriksa dan pengaktif harus orang yang berbeda") },
	{ "sla_office_days", N_("Batas periksa di kantor (hari kerja)") },
	{ "sla_bssn_days", N_("Batas periksa di BSSN (hari kerja)") },
	{ "fix_days", N_("Waktu memperbaiki (hari)") },
	{ "draft_days", N_("Umur draf (hari)") },
	{ "collect_days", N_("Waktu mengambil sertifikat (hari)") },
	{ "approval_days", N_("Umur persetujuan aktivasi (hari)") },
	{ "followup_days", N_("Waktu memutuskan sertifikat orang yang pergi (hari)") },
	{ "max_opip_per_office", N_("OPIP aktif paling banyak tiap kantor") },
	{ "initial_password", N_("Kata sandi awal") },
	{ "session_idle_s", N_("Sesi petugas berakhir bila diam") },
	{ "applicant_idle_s", N_("Sesi pemohon berakhir bila diam") },
	{ "email_domains", N_("Domain email kedinasan") },
	{ "upload_file_bytes", N_("Ukuran berkas paling besar") },
};

static const char *
event_label(str event)
{
	if (str_eq_z(event, "notice"))
		return N_("Pengumuman diubah");
	if (str_eq_z(event, "holiday"))
		return N_("Hari libur ditetapkan");
	return N_("Hari libur dihapus");
}

static str
shown_or_none(struct page *p, str text)
{
	return text.n > 0 ? text : str_from_z(page_tr(p, N_("(kosong)")));
}

/* A value as it stands in the file, but yes and no as people say it. */
static str
in_words(struct page *p, str value)
{
	if (str_eq_z(value, "yes"))
		return str_from_z(page_tr(p, N_("Ya")));
	return str_eq_z(value, "no") ? str_from_z(page_tr(p, N_("Tidak"))) : value;
}

static void
put_lists(struct page *p, const struct policy *now, struct view_policy *v)
{
	struct view_policy_line *days =
	    ARENA_ARRAY(p->a, now->holidays.n + 1, struct view_policy_line);
	struct view_policy_line *log =
	    ARENA_ARRAY(p->a, now->history.n + 1, struct view_policy_line);
	struct view_policy_line *set =
	    ARENA_ARRAY(p->a, ARRAY_LEN(rules), struct view_policy_line);
	struct date date;
	struct err ignored;

	for (size_t i = 0; i < now->holidays.n; i++) {
		const struct row_holiday *h = &now->holidays.at[i];

		days[i] = (struct view_policy_line){ .id = h->date, .text = h->name };
		if (date_parse_iso(h->date, &date, &ignored) == RC_OK)
			days[i].when = date_long(p->a, date, p->lang);
	}
	for (size_t i = 0; i < now->history.n; i++) {
		const struct row_history *h = &now->history.at[i];
		str parts[2] = { shown_or_none(p, h->from_state),
			shown_or_none(p, h->to_state) };

		log[i] = (struct view_policy_line){ .id = h->note,
			.when = time_long(p->a, h->at_s, ZONE_WIB, p->lang),
			.who = h->actor_name,
			.label = event_label(h->event),
			.text = form_fill(
			    p->a, page_tr(p, N_("dari “{0}” menjadi “{1}”")), parts, 2) };
	}
	v->rules.at = set;
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		str value;

		if (conf_get(p->d.conf, p->a, str_from_z(rules[i].name), &value,
			&ignored) != RC_OK)
			continue;
		set[v->rules.n++] =
		    (struct view_policy_line){ .id = str_from_z(rules[i].name),
			    .label = rules[i].label,
			    .text = in_words(p, value) };
	}
	v->holidays.at = days;
	v->holidays.n = now->holidays.n;
	v->log.at = log;
	v->log.n = now->history.n;
}

static enum rc
show_policy(struct page *p)
{
	struct form *notice = ARENA_NEW(p->a, struct form),
		    *holiday = ARENA_NEW(p->a, struct form);
	struct view_policy v = { .shell = page_shell(p, N_("Kebijakan")) };
	struct policy now;
	struct err e;
	enum rc rc = policy_load(&p->d, &now, &e);

	if (rc != RC_OK)
		return rc;
	form_init(notice, &form_policy_notice, p->lang, p->a);
	form_init(holiday, &form_policy_holiday, p->lang, p->a);
	form_set(notice, "notice", now.notice);
	v.notice = p->form.spec == &form_policy_notice ? &p->form : notice;
	v.holiday = p->form.spec == &form_policy_holiday ? &p->form : holiday;
	put_lists(p, &now, &v);
	page_render(p, tpl_policy, &v);
	return RC_OK;
}

enum rc
page_policy(struct page *p, struct err *e)
{
	(void)e;
	return show_policy(p);
}

static enum rc
done(struct page *p, enum rc rc, const char *field, const char *said, struct err *e)
{
	if (rc == RC_INVALID && field != NULL) {
		form_error(&p->form, field, e->msg);
		return page_again(p, show_policy);
	}
	return rc != RC_OK ? rc : page_redirect_flash(p, STR("/pusat/kebijakan"), said);
}

enum rc
page_policy_notice_post(struct page *p, struct err *e)
{
	enum rc rc;

	if (!form_ok(&p->form))
		return page_again(p, show_policy);
	rc = policy_set_notice(&p->d, &p->who, form_str(&p->form, "notice"), e);
	if (rc == RC_OK)
		atomic_fetch_add(&p->app->notice_edition, 1);
	return done(p, rc, "notice",
	    N_("Pengumuman disimpan. Semua halaman menampilkannya dalam 10 detik."), e);
}

enum rc
page_policy_holiday_post(struct page *p, struct err *e)
{
	struct date date;

	if (!form_ok(&p->form) || !form_date(&p->form, "date", &date))
		return page_again(p, show_policy);
	return done(p,
	    policy_set_holiday(&p->d, &p->who, date, form_str(&p->form, "name"), e),
	    "date",
	    N_("Hari libur disimpan. Batas waktu dihitung dengannya mulai sekarang."), e);
}

enum rc
page_policy_drop_post(struct page *p, struct err *e)
{
	if (!form_ok(&p->form))
		return page_again(p, show_policy);
	return done(p, policy_drop_holiday(&p->d, &p->who, form_str(&p->form, "date"), e),
	    NULL, N_("Hari libur dihapus."), e);
}
