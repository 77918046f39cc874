/*
 * page_bssn_interview.c - the interviews of a verifier (SCREENS B4): the times he opens, the time he sets
 * for one candidate, who did not come, what came out of it.
 */
#include "bssn_interview.tpl.h"
#include "bssn_slots.tpl.h"
#include "domain/interview.h"
#include "web/autosave.h"
#include "web/bssn_parts.h"
#include "web/pages.h"
#include "web/slots.h"
#include "web/ui.h"

/* ---- what both forms ask ---- */

static const struct field_option modes[] = {
	{ "video", N_("Video"), N_("Calon OPIP membuka tautan yang Anda tulis.") },
	{ "tatap_muka", N_("Tatap muka"),
	    N_("Calon OPIP datang ke tempat yang Anda tulis.") },
	{ NULL, NULL, NULL },
};

#define FIELD_DATE                                                                       \
	{                                                                                \
		.name = "tanggal", .kind = F_DATE, .required = true,                     \
		.label = N_("Tanggal wawancara"),                                        \
		.msg_empty = N_("Isi tanggal wawancara.")                                \
	}
#define FIELD_HOUR(field_name, text, hint_text, empty_text)                              \
	{                                                                                \
		.name = (field_name), .kind = F_TEXT, .max = 10, .required = true,       \
		.width = 5, .label = (text), .hint = (hint_text),                        \
		.msg_empty = (empty_text)                                                \
	}
#define FIELDS_WHERE                                                                     \
	{ .name = "cara",                                                                \
		.kind = F_RADIO,                                                         \
		.required = true,                                                        \
		.options = modes,                                                        \
		.label = N_("Cara"),                                                     \
		.msg_empty = N_("Pilih cara wawancara.") },                              \
	{                                                                                \
		.name = "tempat", .kind = F_TEXT, .max = 300, .required = true,          \
		.label = N_("Tempat atau tautan"),                                       \
		.hint = N_("Untuk bimtek: gedung, ruang, dan kota."),                    \
		.msg_empty = N_("Isi tempat atau tautan wawancara.")                     \
	}

/* "9.30", "09:30" or "0930" as minutes of the day; what is none of these says so at its field. */
static int
minutes_of(struct page *p, const char *field)
{
	str typed = form_str(&p->form, field), digits = str_without(p->a, typed, ".: ");
	struct err ignored;
	int64_t n = 0;

	if (typed.n == 0) /* the form says that it is empty */
		return 0;
	if (digits.n < 3 || digits.n > 4 || !str_digits(digits) ||
	    str_int64(digits, &n, &ignored) != RC_OK || n / 100 >= 24 || n % 100 >= 60) {
		form_error(&p->form, field, N_("Tulis jam seperti 09.30."));
		return 0;
	}
	return (int)(n / 100 * 60 + n % 100);
}

static void
check_place(struct page *p)
{
	str place = form_str(&p->form, "tempat");

	if (str_eq_z(form_str(&p->form, "cara"), "video") && place.n > 0 &&
	    !str_starts(place, STR("https://")))
		form_error(&p->form, "tempat",
		    N_("Untuk video, tulis tautan yang dimulai dengan https://."));
}

/* ---- times to choose from ---- */

static const struct field_option lengths[] = {
	{ "20", N_("20 menit"), NULL },
	{ "30", N_("30 menit"), NULL },
	{ "45", N_("45 menit"), NULL },
	{ "60", N_("60 menit"), NULL },
	{ NULL, NULL, NULL },
};
static const struct field_option zones[] = {
	{ "WIB", "WIB", NULL },
	{ "WITA", "WITA", NULL },
	{ "WIT", "WIT", NULL },
	{ NULL, NULL, NULL },
};

static const struct field_spec slot_fields[] = {
	FIELD_DATE,
	FIELD_HOUR("mulai", N_("Mulai"), N_("Misalnya 09.00."), N_("Isi jam mulai.")),
	FIELD_HOUR("selesai", N_("Selesai"),
	    N_("Misalnya 12.00. Waktu di antaranya dibagi rata."),
	    N_("Isi jam selesai.")),
	{ .name = "zona",
	    .kind = F_SELECT,
	    .options = zones,
	    .required = true,
	    .label = N_("Zona waktu"),
	    .hint = N_("Calon OPIP membacanya dalam zona kantornya.") },
	{ .name = "lama",
	    .kind = F_SELECT,
	    .options = lengths,
	    .required = true,
	    .label = N_("Lama satu wawancara"),
	    .msg_empty = N_("Pilih lama satu wawancara.") },
	FIELDS_WHERE,
};
const struct form_spec form_bssn_slots = FORM_SPEC(slot_fields);

static enum rc
put_lines(struct page *p, struct view_bssn_slots *v, struct err *e)
{
	struct row_interview_slot_lines_list l;
	struct view_bssn_slot *at;
	enum rc rc = interview_lines(&p->d, &l, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, l.n + 1, struct view_bssn_slot);
	for (size_t i = 0; i < l.n; i++) {
		const struct row_interview_slot_lines *r = &l.at[i];
		enum zone z = zone_parse(r->zone);

		at[i] = (struct view_bssn_slot){ .id = r->id,
			.day = date_full(p->a, time_civil(r->at_s, z).date, p->lang),
			.when = slots_span(p->a, r->at_s, r->at_s + r->minutes * 60, z),
			.mode = bssn_mode_label(r->mode),
			.place = r->place,
			.verifier = r->verifier_name,
			.name = r->name,
			.office = r->office_name,
			.own = str_eq(r->verifier, p->who.account),
			.over = r->at_s <= domain_now(&p->d) };
		if (r->number.p == NULL)
			continue;
		at[i].href = str_fmt(p->a, "/bssn/%.*s", STR_ARG(r->number));
		at[i].late = interview_missed(&p->d, r->state, r->at_s);
	}
	v->lines.at = at;
	v->lines.n = l.n;
	return RC_OK;
}

static enum rc
show_slots_with_err(struct page *p, struct err *e)
{
	struct view_bssn_slots v = { .form = &p->form };
	enum rc rc = put_lines(p, &v, e);

	if (rc != RC_OK)
		return rc;
	v.shell = page_shell(p, N_("Jadwal wawancara"));
	page_render(p, tpl_bssn_slots, &v);
	return RC_OK;
}

static enum rc
show_slots(struct page *p)
{
	struct err e;

	return show_slots_with_err(p, &e);
}

enum rc
page_bssn_slots(struct page *p, struct err *e)
{
	form_set(&p->form, "lama", STR("30"));
	form_set(&p->form, "zona", STR("WIB"));
	return show_slots_with_err(p, e);
}

enum rc
page_bssn_slots_post(struct page *p, struct err *e)
{
	struct interview_series in = { .mode = form_str(&p->form, "cara"),
		.place = form_str(&p->form, "tempat"),
		.from = minutes_of(p, "mulai"),
		.to = minutes_of(p, "selesai"),
		.zone = zone_parse(form_str(&p->form, "zona")) };
	int64_t minutes, n;
	str count;
	enum rc rc;

	check_place(p);
	if (!form_ok(&p->form) || !form_date(&p->form, "tanggal", &in.date) ||
	    str_int64(form_str(&p->form, "lama"), &minutes, e) != RC_OK)
		return page_again(p, show_slots);
	in.minutes = (int)minutes;
	rc = interview_publish(&p->d, &p->who, &in, &n, e);
	if (rc == RC_INVALID) {
		form_error(&p->form, "tanggal", e->msg);
		return page_again(p, show_slots);
	}
	if (rc != RC_OK)
		return rc;
	count = str_fmt(p->a, "%lld", (long long)n);
	return page_redirect_flash_str(p, STR("/bssn/jadwal"),
	    form_fill(p->a,
		page_tr(p,
		    N_("{0} waktu wawancara dibuka. Calon OPIP yang siap kami kabari lewat email.")),
		&count, 1));
}

enum rc
page_bssn_slot_drop_post(struct page *p, struct err *e)
{
	enum rc rc = interview_withdraw(&p->d, &p->who, page_param(p, "id"), e);

	return rc != RC_OK ? rc
			   : page_redirect_flash(
				 p, STR("/bssn/jadwal"), N_("Waktu wawancara ditutup."));
}

/* ---- one candidate ---- */

static const struct field_spec schedule_fields[] = {
	FIELD_DATE,
	FIELD_HOUR("jam", N_("Jam"), N_("Jam setempat di kantor calon, misalnya 09.30."),
	    N_("Isi jam wawancara.")),
	FIELDS_WHERE,
	{ .name = "version", .kind = F_INT, .required = true, .label = N_("Versi") },
};
const struct form_spec form_bssn_schedule = FORM_SPEC(schedule_fields);

static const struct field_spec record_fields[] = {
	{ .name = "hasil",
	    .kind = F_RADIO,
	    .required = true,
	    .label = N_("Hasil wawancara"),
	    .msg_empty = N_("Pilih hasil wawancara.") },
	{ .name = "catatan",
	    .kind = F_TEXTAREA,
	    .max = 2000,
	    .rows = 6,
	    .conditional = true,
	    .label = N_("Catatan wawancara"),
	    .hint = N_("Pertanyaan identitas yang diajukan, jawaban, dan kesan Anda.") },
	{ .name = "version", .kind = F_INT, .required = true, .label = N_("Versi") },
};
const struct form_spec form_bssn_record = FORM_SPEC(record_fields);

static void
fill_schedule(struct page *p, struct form *f, const struct bssn_case *k)
{
	const struct row_candidacy *c = &k->cand;
	struct datetime t;

	form_set_int(f, "version", c->version);
	if (c->interview_at_s == SQL_NULL_INT ||
	    !str_eq_z(c->state, "interview_scheduled"))
		return;
	t = time_civil(c->interview_at_s, k->zone);
	form_set_date(f, "tanggal", t.date);
	form_set(f, "jam", str_fmt(p->a, "%02d.%02d", t.hour, t.minute));
	form_set(f, "cara", c->interview_mode);
	form_set(f, "tempat", c->interview_place);
}

static enum rc
show_interview(struct page *p, const struct bssn_case *k)
{
	struct form *schedule = ARENA_NEW(p->a, struct form),
		    *record = ARENA_NEW(p->a, struct form);
	const struct row_candidacy *c = &k->cand;
	bool set = c->interview_at_s != SQL_NULL_INT &&
		   str_eq_z(c->state, "interview_scheduled");
	bool mine = k->mine && k->why_not.p == NULL;
	struct view_bssn_interview v = { .k = k,
		.path = bssn_path(p, k, ""),
		.zone = str_from_z(zone_name(k->zone)) };

	form_init(schedule, &form_bssn_schedule, p->lang, p->a);
	form_init(record, &form_bssn_record, p->lang, p->a);
	form_set_options(record, "hasil", bssn_options(p, bssn_results, false));
	fill_schedule(p, schedule, k);
	form_set_int(record, "version", c->version);
	(void)autosave_fill(p, record);
	if (mine && fsm_allows(&candidacy_fsm, c->state, CAND_EV_SCHEDULE, p->who.roles))
		v.schedule = p->form.spec == &form_bssn_schedule ? &p->form : schedule;
	if (mine && fsm_allows(&candidacy_fsm, c->state, CAND_EV_INTERVIEW, p->who.roles))
		v.record = p->form.spec == &form_bssn_record ? &p->form : record;
	if (set) {
		v.now_set = time_long(p->a, c->interview_at_s, k->zone, p->lang);
		v.missed = interview_missed(&p->d, c->state, c->interview_at_s);
		v.can_claim = k->claimer_name.p == NULL && k->why_not.p == NULL;
	}
	v.shell = page_shell(p, N_("Wawancara"));
	v.shell.subject = c->name;
	v.shell.back_href = v.path;
	v.shell.back_label = N_("Kembali ke berkas");
	page_render(p, tpl_bssn_interview, &v);
	return RC_OK;
}

enum rc
page_bssn_interview(struct page *p, struct err *e)
{
	struct bssn_case k;
	enum rc rc = bssn_case_load(&p->d, &p->who, page_param(p, "number"), &k, e);

	return rc != RC_OK ? rc : show_interview(p, &k);
}

/* The form again with the sentence; what was typed stays. */
static enum rc
interview_again(struct page *p, const struct bssn_case *k, enum rc rc, const char *field,
    struct err *e)
{
	if (rc != RC_OK && rc != RC_INVALID && rc != RC_CONFLICT)
		return rc;
	if (rc == RC_INVALID)
		form_error(&p->form, field, e->msg);
	else if (rc == RC_CONFLICT)
		form_error_whole(&p->form, e->msg);
	p->rs->status = rc == RC_CONFLICT ? 409 : 422;
	return show_interview(p, k);
}

enum rc
page_bssn_schedule_post(struct page *p, struct err *e)
{
	struct bssn_interview in = { .mode = form_str(&p->form, "cara"),
		.place = form_str(&p->form, "tempat") };
	int minutes = minutes_of(p, "jam");
	struct bssn_case k;
	struct date day;
	enum rc rc = bssn_case_load(&p->d, &p->who, page_param(p, "number"), &k, e);

	if (rc != RC_OK)
		return rc;
	check_place(p);
	if (!form_ok(&p->form) || !form_date(&p->form, "tanggal", &day))
		return interview_again(p, &k, RC_OK, "jam", e);
	in.at_s = time_from_civil(day, minutes / 60, minutes % 60, k.zone);
	rc = bssn_schedule(
	    &p->d, &p->who, k.cand.id, form_int(&p->form, "version"), &in, e);
	if (rc != RC_OK)
		return interview_again(p, &k, rc, "tanggal", e);
	return page_redirect_flash(
	    p, bssn_path(p, &k, ""), N_("Wawancara dijadwalkan. Undangannya dikirim."));
}

enum rc
page_bssn_record_post(struct page *p, struct err *e)
{
	struct bssn_result in;
	struct bssn_case k;
	enum rc rc;

	form_set_options(&p->form, "hasil", bssn_options(p, bssn_results, false));
	rc = form_read(&p->form, &p->rq->form, &p->rq->files, e);
	if (rc == RC_OK)
		rc = bssn_case_load(&p->d, &p->who, page_param(p, "number"), &k, e);
	if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form))
		return interview_again(p, &k, RC_OK, "hasil", e);
	in = (struct bssn_result){ form_str(&p->form, "hasil"),
		form_str(&p->form, "catatan") };
	rc = bssn_record_interview(
	    &p->d, &p->who, k.cand.id, form_int(&p->form, "version"), &in, e);
	if (rc == RC_OK)
		autosave_done_at(p, bssn_path(p, &k, "/wawancara"));
	if (rc != RC_OK)
		return interview_again(p, &k, rc,
		    str_eq_z(in.result, "tidak_hadir") ? "hasil" : "catatan", e);
	if (str_eq_z(in.result, "tidak_hadir"))
		return page_redirect_flash(p, bssn_path(p, &k, "/wawancara"),
		    N_("Ketidakhadiran dicatat. Tetapkan jadwal baru."));
	return page_redirect_flash(p, bssn_path(p, &k, ""), N_("Wawancara dicatat."));
}
