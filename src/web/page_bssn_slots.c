/* page_bssn_slots.c - times that verifiers open for interviews, and who comes (SCREENS B4). */
#include "bssn_slots.tpl.h"
#include "domain/interview.h"
#include "web/bssn_parts.h"
#include "web/pages.h"
#include "web/slots.h"
#include "web/ui.h"

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
	{ .name = "tanggal",
	    .kind = F_DATE,
	    .required = true,
	    .label = N_("Tanggal wawancara"),
	    .msg_empty = N_("Isi tanggal wawancara.") },
	{ .name = "mulai",
	    .kind = F_TEXT,
	    .max = 10,
	    .required = true,
	    .width = 5,
	    .label = N_("Mulai"),
	    .hint = N_("Misalnya 09.00."),
	    .msg_empty = N_("Isi jam mulai.") },
	{ .name = "selesai",
	    .kind = F_TEXT,
	    .max = 10,
	    .required = true,
	    .width = 5,
	    .label = N_("Selesai"),
	    .hint = N_("Misalnya 12.00. Waktu di antaranya dibagi rata."),
	    .msg_empty = N_("Isi jam selesai.") },
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
	{ .name = "cara",
	    .kind = F_RADIO,
	    .required = true,
	    .options = bssn_modes,
	    .label = N_("Cara"),
	    .msg_empty = N_("Pilih cara wawancara.") },
	{ .name = "tempat",
	    .kind = F_TEXT,
	    .max = 300,
	    .required = true,
	    .label = N_("Tempat atau tautan"),
	    .hint = N_("Untuk bimtek: gedung, ruang, dan kota."),
	    .msg_empty = N_("Isi tempat atau tautan wawancara.") },
};
const struct form_spec form_bssn_slots = FORM_SPEC(slot_fields);

#define LATE_S (15 * 60)

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
		at[i].late = str_eq_z(r->state, "interview_scheduled") &&
			     r->at_s + LATE_S < domain_now(&p->d);
	}
	v->lines.at = at;
	v->lines.n = l.n;
	return RC_OK;
}

static enum rc
show_with_err(struct page *p, struct err *e)
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
show(struct page *p)
{
	struct err e;

	return show_with_err(p, &e);
}

enum rc
page_bssn_slots(struct page *p, struct err *e)
{
	form_set(&p->form, "lama", STR("30"));
	form_set(&p->form, "zona", STR("WIB"));
	return show_with_err(p, e);
}

/* Minutes of the day; an hour that cannot be read says so at its field. */
static int
minutes_of(struct page *p, const char *field)
{
	int hour = 0, minute = 0;

	if (form_str(&p->form, field).n > 0 &&
	    !bssn_parse_hour(p->a, form_str(&p->form, field), &hour, &minute))
		form_error(&p->form, field, N_("Tulis jam seperti 09.30."));
	return hour * 60 + minute;
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

	if (str_eq_z(in.mode, "video") && in.place.n > 0 &&
	    !str_starts(in.place, STR("https://")))
		form_error(&p->form, "tempat",
		    N_("Untuk video, tulis tautan yang dimulai dengan https://."));
	if (!form_ok(&p->form) || !form_date(&p->form, "tanggal", &in.date) ||
	    str_int64(form_str(&p->form, "lama"), &minutes, e) != RC_OK)
		return page_again(p, show);
	in.minutes = (int)minutes;
	rc = interview_publish(&p->d, &p->who, &in, &n, e);
	if (rc == RC_INVALID) {
		form_error(&p->form, "tanggal", e->msg);
		return page_again(p, show);
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
