/* slots.c - days as links, the times of one of them as radios. */
#include "web/slots.h"

#include "slots.tpl.h"

static const struct field_spec sent_fields[] = {
	{ .name = "waktu",
	    .kind = F_HIDDEN,
	    .max = 40,
	    .conditional = true,
	    .label = N_("Jam") },
};
const struct form_spec form_slots = FORM_SPEC(sent_fields);

/* As it is shown. */
static const struct field_spec choice_fields[] = {
	{ .name = "waktu", .kind = F_RADIO, .conditional = true, .label = N_("Jam") },
};
static const struct form_spec form_choice = FORM_SPEC(choice_fields);

const char *
slots_unchosen(struct page *p)
{
	if (form_ok(&p->form) && form_str(&p->form, "waktu").n > 0)
		return NULL;
	p->rs->status = 422;
	return N_("Pilih satu waktu.");
}

const char *
slots_refused(struct page *p, enum rc rc, const struct err *e)
{
	if (rc != RC_CONFLICT && rc != RC_INVALID && rc != RC_DENIED)
		return NULL;
	p->rs->status = rc == RC_CONFLICT ? 409 : 422;
	return str_z(p->a, str_from_z(e->msg));
}

str
slots_span(struct arena *a, int64_t at_s, int64_t end_s, enum zone z)
{
	struct datetime t = time_civil(at_s, z);
	str end = time_of_day(a, end_s, z);

	return str_fmt(a, "%02d.%02d\xe2\x80\x93%.*s", t.hour, t.minute, STR_ARG(end));
}

static int64_t
day_of(int64_t at_s, enum zone z)
{
	return date_to_days(time_civil(at_s, z).date);
}

/* "Sen 30 Nov", short enough for a phone; the day in full stands above its times. */
static str
short_day(struct page *p, struct date date)
{
	str day = date_short(p->a, date, p->lang);

	return str_fmt(p->a, "%.3s %.*s", date_full(p->a, date, p->lang).p,
	    STR_ARG(str_sub(day, 0, day.n - 5))); /* without the year */
}

static void
put_days(struct page *p, struct view_slots *v, enum zone z, str path,
    const struct slot_offer *offers, size_t n, int64_t shown)
{
	struct view_slot_day *at = ARENA_ARRAY(p->a, n + 1, struct view_slot_day);

	for (size_t i = 0; i < n; i++) {
		struct date date = time_civil(offers[i].at_s, z).date;

		if (i > 0 && day_of(offers[i - 1].at_s, z) == date_to_days(date)) {
			at[v->days.n - 1].left++;
			continue;
		}
		at[v->days.n++] = (struct view_slot_day){
			.href = str_fmt(p->a, "%.*s?hari=%.*s", STR_ARG(path),
			    STR_ARG(date_iso(p->a, date))),
			.label = short_day(p, date),
			.left = 1,
			.current = date_to_days(date) == shown
		};
	}
	v->days.at = at;
}

/* The day asked for, if it has times. */
static int64_t
choose_day(
    struct page *p, enum zone z, const struct slot_offer *offers, size_t n, int64_t at_s)
{
	str iso = page_query(p, "hari");
	struct err ignored;
	struct date asked;
	int64_t want = at_s > 0 ? day_of(at_s, z) : -1;

	if (iso.n > 0 && date_parse_iso(iso, &asked, &ignored) == RC_OK)
		want = date_to_days(asked);
	for (size_t i = 0; i < n; i++)
		if (day_of(offers[i].at_s, z) == want)
			return want;
	return n > 0 ? day_of(offers[0].at_s, z) : -1;
}

static void
fill(struct page *p, struct view_slots *v, enum zone z, str path,
    const struct slot_offer *offers, size_t n, int64_t at_s, const char *error)
{
	int64_t shown = choose_day(p, z, offers, n, at_s);
	struct field_option *o = ARENA_ARRAY(p->a, n + 1, struct field_option);
	struct form *f = ARENA_NEW(p->a, struct form);
	size_t k = 0;

	put_days(p, v, z, path, offers, n, shown);
	for (size_t i = 0; i < n; i++)
		if (day_of(offers[i].at_s, z) == shown)
			o[k++] = (struct field_option){ str_z(p->a, offers[i].value),
				str_z(p->a,
				    slots_span(p->a, offers[i].at_s, offers[i].end_s, z)),
				offers[i].hint.n > 0 ? str_z(p->a, offers[i].hint)
						     : NULL };
	form_init(f, &form_choice, p->lang, p->a);
	form_set_options(f, "waktu", o);
	if (error != NULL)
		form_error(f, "waktu", error);
	if (shown >= 0)
		v->day = date_full(p->a, date_from_days(shown), p->lang);
	v->form = f;
	v->zone = str_from_z(zone_name(z));
}

void
slots_show(struct page *p, struct view_slots *v, enum zone z, str path, str back,
    const struct slot_offer *offers, size_t n, int64_t at_s, const char *error)
{
	fill(p, v, z, path, offers, n, at_s, error);
	v->action = path;
	v->shell = page_shell(p, v->title);
	v->shell.subject = v->number;
	v->shell.back_href = back;
	page_render(p, tpl_slots, v);
}
