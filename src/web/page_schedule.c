/* page_schedule.c - opening hours of the counter, and days on which it is closed (SCREENS A9). */
#include "domain/counter_slot.h"
#include "schedule.tpl.h"
#include "web/pages.h"
#include "web/users.h"
#include "web/view_slot.h"

static const struct field_option lengths[] = {
	{ "15", N_("15 menit"), NULL },
	{ "20", N_("20 menit"), NULL },
	{ "30", N_("30 menit"), NULL },
	{ "45", N_("45 menit"), NULL },
	{ "60", N_("60 menit"), NULL },
	{ NULL, NULL, NULL },
};

/* By weekday from Sunday, as struct slot_week has them. */
static const char *const days[7] = { "minggu", "senin", "selasa", "rabu", "kamis",
	"jumat", "sabtu" };

#define DAY(day_name, text)                                                              \
	{                                                                                \
		.name = (day_name), .kind = F_TEXT, .max = 100, .conditional = true,     \
		.width = 20, .label = (text)                                             \
	}
static const struct field_spec schedule_fields[] = {
	DAY("senin", N_("Senin")),
	DAY("selasa", N_("Selasa")),
	DAY("rabu", N_("Rabu")),
	DAY("kamis", N_("Kamis")),
	DAY("jumat", N_("Jumat")),
	DAY("sabtu", N_("Sabtu")),
	DAY("minggu", N_("Minggu")),
	{ .name = "lama",
	    .kind = F_SELECT,
	    .options = lengths,
	    .required = true,
	    .label = N_("Lama satu kunjungan"),
	    .msg_empty = N_("Pilih lama satu kunjungan.") },
	{ .name = "sekaligus",
	    .kind = F_INT,
	    .min = 1,
	    .max = COUNTER_PLACES_MAX,
	    .required = true,
	    .width = 2,
	    .label = N_("Orang yang dilayani sekaligus"),
	    .hint = N_("Sebanyak loket yang dijaga OPIP pada waktu yang sama."),
	    .msg_empty = N_("Isi 1 sampai 20 orang sekaligus."),
	    .msg_bad = N_("Isi 1 sampai 20 orang sekaligus.") },
	{ .name = "version", .kind = F_HIDDEN, .max = 20, .label = N_("Versi") },
};
const struct form_spec form_schedule = FORM_SPEC(schedule_fields);

static const struct field_spec closed_fields[] = {
	{ .name = "date",
	    .kind = F_DATE,
	    .required = true,
	    .label = N_("Tanggal tutup"),
	    .msg_empty = N_("Isi tanggal tutup.") },
	{ .name = "reason",
	    .kind = F_TEXT,
	    .max = 100,
	    .required = true,
	    .width = 20,
	    .label = N_("Sebab"),
	    .hint = N_("Dibaca pemohon. Contoh: rapat kerja di Palu."),
	    .msg_empty = N_("Tulis sebab kantor tutup.") },
};
const struct form_spec form_closed = FORM_SPEC(closed_fields);

static const struct field_spec drop_fields[] = {
	{ .name = "date",
	    .kind = F_TEXT,
	    .max = 10,
	    .required = true,
	    .label = N_("Tanggal") },
};
const struct form_spec form_closed_drop = FORM_SPEC(drop_fields);

static void
put_schedule(struct page *p, struct form *f, const struct counter_schedule *s)
{
	for (size_t i = 0; i < ARRAY_LEN(days); i++)
		form_set(f, days[i], slot_day_text(p->a, &s->week.day[i]));
	form_set(f, "lama", str_fmt(p->a, "%d", s->minutes));
	form_set_int(f, "sekaligus", s->places);
	form_set(f, "version", str_fmt(p->a, "%lld", (long long)s->version));
}

static enum rc
put_closed(struct page *p, struct view_schedule *v, struct err *e)
{
	struct row_counter_closed_list list;
	struct view_closed_day *at;
	struct date date;
	enum rc rc = counter_closed_list(&p->d, p->who.office, &list, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, list.n + 1, struct view_closed_day);
	for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
		rc = date_parse_iso(list.at[i].date, &date, e);
		if (rc == RC_OK)
			at[i] = (struct view_closed_day){ list.at[i].date,
				date_full(p->a, date, p->lang), list.at[i].reason };
	}
	v->days.at = at;
	v->days.n = list.n;
	return rc;
}

static bool
sent(const struct page *p, const struct form_spec *spec)
{
	return p->form.spec == spec && str_eq_z(p->rq->method, "POST");
}

/* What was sent, or else what is stored. */
static enum rc
show_with_err(struct page *p, struct err *e)
{
	struct form *schedule = ARENA_NEW(p->a, struct form),
		    *closed = ARENA_NEW(p->a, struct form);
	struct view_schedule v = { .office = user_office(p, p->who.office) };
	enum zone z = page_zone(p);
	struct counter_schedule s;
	enum rc rc = counter_schedule_load(&p->d, p->d.db, p->who.office, &s, e);

	if (rc == RC_OK)
		rc = put_closed(p, &v, e);
	if (rc != RC_OK)
		return rc;
	form_init(schedule, &form_schedule, p->lang, p->a);
	form_init(closed, &form_closed, p->lang, p->a);
	put_schedule(p, schedule, &s);
	v.form = sent(p, &form_schedule) ? &p->form : schedule;
	v.closed = sent(p, &form_closed) ? &p->form : closed;
	v.zone = str_from_z(zone_name(z));
	v.open = s.open;
	if (s.version > 0) {
		str parts[2] = { s.changed_by, time_long(p->a, s.changed_s, z, p->lang) };

		v.changed = form_fill(
		    p->a, page_tr(p, N_("Terakhir diubah {0}, {1}.")), parts, 2);
	}
	v.shell = page_shell(p, N_("Jadwal loket"));
	page_render(p, tpl_schedule, &v);
	return RC_OK;
}

static enum rc
show_schedule(struct page *p)
{
	struct err e;

	return show_with_err(p, &e);
}

enum rc
page_schedule(struct page *p, struct err *e)
{
	return show_with_err(p, e);
}

/* The week as typed; each day that cannot be read says so at its field. */
static struct slot_week
week_of(struct page *p)
{
	struct slot_week w;
	struct say why;

	for (size_t i = 0; i < ARRAY_LEN(days); i++)
		if (slot_day_parse(p->a, form_str(&p->form, days[i]), &w.day[i], &why) !=
		    RC_OK)
			form_error_with(&p->form, days[i], why.id, why.arg, 2);
	return w;
}

enum rc
page_schedule_post(struct page *p, struct err *e)
{
	struct counter_schedule in = { .week = week_of(p) };
	int64_t minutes;
	bool open = false;
	enum rc rc;

	if (!form_ok(&p->form) ||
	    str_int64(form_str(&p->form, "lama"), &minutes, e) != RC_OK ||
	    str_int64(form_str(&p->form, "version"), &in.version, e) != RC_OK)
		return page_again(p, show_schedule);
	in.minutes = (int)minutes;
	in.places = (int)form_int(&p->form, "sekaligus");
	rc = counter_schedule_save(&p->d, &p->who, &in, e);
	if (rc == RC_CONFLICT || rc == RC_INVALID) {
		form_error_whole(&p->form, e->msg);
		p->rs->status = rc == RC_CONFLICT ? 409 : 422;
		return show_with_err(p, e);
	}
	if (rc != RC_OK)
		return rc;
	for (size_t i = 0; i < ARRAY_LEN(days); i++)
		open = open || in.week.day[i].n > 0;
	return page_redirect_flash(p, STR("/kantor/jadwal"),
	    open
		? N_("Jadwal disimpan. Pemohon yang siap aktivasi dapat memilih waktu.")
		: N_("Jadwal dikosongkan. Pemohon datang pada jam buka, tanpa memilih waktu."));
}

enum rc
page_closed_post(struct page *p, struct err *e)
{
	struct date day;
	int64_t n = 0;
	str count;
	enum rc rc;

	if (!form_ok(&p->form) || !form_date(&p->form, "date", &day))
		return page_again(p, show_schedule);
	rc = counter_close_day(&p->d, &p->who, day, form_str(&p->form, "reason"), &n, e);
	if (rc == RC_INVALID) {
		form_error(&p->form, "date", e->msg);
		return page_again(p, show_schedule);
	}
	if (rc != RC_OK)
		return rc;
	if (n == 0)
		return page_redirect_flash(
		    p, STR("/kantor/jadwal"), N_("Hari tutup disimpan."));
	count = str_fmt(p->a, "%lld", (long long)n);
	return page_redirect_flash_str(p, STR("/kantor/jadwal"),
	    form_fill(p->a,
		page_tr(p,
		    N_("Hari tutup disimpan. {0} orang sudah memilih waktu pada hari itu; mereka kami kabari untuk memilih lagi.")),
		&count, 1));
}

enum rc
page_closed_drop_post(struct page *p, struct err *e)
{
	enum rc rc = counter_open_day(&p->d, &p->who, form_str(&p->form, "date"), e);

	return rc != RC_OK ? rc
			   : page_redirect_flash(
				 p, STR("/kantor/jadwal"), N_("Hari tutup dihapus."));
}
