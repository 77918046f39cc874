/* counter_schedule.c - opening hours of a counter, closed days, and the times they leave. */
#include "domain/counter_slot.h"

#include "base/json.h"
#include "domain/record.h"

#define NOUN "counter_schedule"

/* What most offices begin with; nothing is offered until it is saved. */
static void
propose(struct domain *d, struct counter_schedule *out)
{
	struct say ignored;

	*out = (struct counter_schedule){
		.minutes = 30, .places = 1, .changed_by = STR_NONE
	};
	for (int day = 1; day <= 5; day++)
		if (slot_day_parse(d->a,
			day == 5 ? STR("08.00-11.00, 13.30-15.00")
				 : STR("08.00-12.00, 13.00-15.00"),
			&out->week.day[day], &ignored) != RC_OK)
			out->week.day[day].n = 0;
}

enum rc
counter_schedule_load(struct domain *d, struct db *db, str office,
    struct counter_schedule *out, struct err *e)
{
	struct row_counter_schedule row;
	struct row_account by;
	enum rc rc = q_counter_schedule_of(db, office, &row, e);

	if (rc == RC_NOT_FOUND) {
		propose(d, out);
		return RC_OK;
	}
	if (rc != RC_OK)
		return rc;
	*out = (struct counter_schedule){ .minutes = (int)row.minutes,
		.places = (int)row.places,
		.version = row.version,
		.changed_s = row.changed_s };
	rc = slot_week_parse(d->a, row.hours, &out->week, e);
	if (rc == RC_OK)
		rc = q_account_by_id(db, row.changed_by, &by, e);
	if (rc != RC_OK)
		return rc;
	out->changed_by = by.name;
	for (size_t i = 0; i < ARRAY_LEN(out->week.day); i++)
		out->open = out->open || out->week.day[i].n > 0;
	return RC_OK;
}

enum rc
counter_offers(struct domain *d, struct db *db, str office, bool *out, struct err *e)
{
	struct counter_schedule s;
	enum rc rc = counter_schedule_load(d, db, office, &s, e);

	*out = rc == RC_OK && s.open;
	return rc;
}

/* ---- changing it ---- */

struct schedule_change {
	struct domain *d;
	const struct actor *who;
	const struct counter_schedule *in;
	const char *event; /* of a day */
	str day, reason, hours;
	int64_t n;
};

static enum rc
trace(struct schedule_change *c, struct db *tx, const char *event, str to, struct err *e)
{
	struct domain *d = c->d;
	struct buf detail;
	struct json j;
	enum rc rc = history_add(d, tx, c->who, NOUN, c->who->office, str_from_z(event),
	    STR_NONE, to, c->day, e);

	if (rc != RC_OK)
		return rc;
	buf_init(&detail, d->a, 256);
	json_begin(&j, &detail);
	if (c->day.p != NULL)
		json_text(&j, "day", c->day);
	json_text(&j, "to", to);
	json_end(&j);
	return audit_add(d, tx, c->who, str_z(d->a, str_fmt(d->a, NOUN ".%s", event)),
	    str_fmt(d->a, NOUN "/%.*s", STR_ARG(c->who->office)), c->who->office,
	    buf_get(&detail), e);
}

static enum rc
save_in_write(struct db *tx, void *arg, struct err *e)
{
	struct schedule_change *c = arg;
	const struct counter_schedule *in = c->in;
	int64_t now = domain_now(c->d);
	enum rc rc;

	if (in->version == 0)
		rc = q_counter_schedule_insert(tx,
		    &(struct row_counter_schedule){ .office = c->who->office,
			.hours = c->hours,
			.minutes = in->minutes,
			.places = in->places,
			.version = 1,
			.changed_s = now,
			.changed_by = c->who->account },
		    e);
	else
		rc = q_counter_schedule_update(tx,
		    &(struct q_counter_schedule_update_in){ .office = c->who->office,
			.version = in->version,
			.hours = c->hours,
			.minutes = in->minutes,
			.places = in->places,
			.now_s = now,
			.changed_by = c->who->account },
		    e);
	if (rc == RC_CONFLICT)
		return err_set(e, RC_CONFLICT,
		    N_("Jadwal ini baru saja diubah orang lain. Muat ulang, lalu ulangi."),
		    "version");
	if (rc != RC_OK)
		return rc;
	return trace(c, tx, "save",
	    str_fmt(c->d->a, "%d menit, %d tempat, %.*s", in->minutes, in->places,
		STR_ARG(c->hours)),
	    e);
}

enum rc
counter_schedule_save(struct domain *d, const struct actor *who,
    const struct counter_schedule *in, struct err *e)
{
	struct schedule_change c = { .d = d,
		.who = who,
		.in = in,
		.day = STR_NONE,
		.hours = slot_week_text(d->a, &in->week) };

	if (in->minutes < SLOT_MINUTES_MIN || in->minutes > SLOT_MINUTES_MAX)
		return err_set(
		    e, RC_INVALID, N_("Pilih lama satu kunjungan."), "minutes");
	if (in->places < 1 || in->places > COUNTER_PLACES_MAX)
		return err_set(
		    e, RC_INVALID, N_("Isi 1 sampai 20 orang sekaligus."), "places");
	return store_write(d->store, d->a, save_in_write, &c, e);
}

/* ---- closed days ---- */

static str
today_of(struct domain *d, str office)
{
	return date_iso(d->a, time_civil(domain_now(d), domain_zone(d, office)).date);
}

enum rc
counter_closed_list(
    struct domain *d, str office, struct row_counter_closed_list *out, struct err *e)
{
	return q_counter_closed_of(
	    d->db, office, today_of(d, office), STR("9999-12-31"), out, e);
}

static enum rc
day_in_write(struct db *tx, void *arg, struct err *e)
{
	struct schedule_change *c = arg;
	str office = c->who->office;
	enum rc rc;

	if (c->reason.p != NULL)
		rc = q_counter_closed_put(
		    tx, &(struct row_counter_closed){ office, c->day, c->reason }, e);
	else
		rc = q_counter_closed_drop(tx, office, c->day, e);
	if (rc == RC_CONFLICT) /* dropped already: nothing to trace */
		return RC_OK;
	if (rc != RC_OK)
		return rc;
	return trace(c, tx, c->event, c->reason.p != NULL ? c->reason : STR("-"), e);
}

enum rc
counter_close_day(struct domain *d, const struct actor *who, struct date day, str reason,
    int64_t *out_n, struct err *e)
{
	enum zone z = domain_zone(d, who->office);
	int64_t first = time_from_civil(day, 0, 0, z);
	int64_t away =
	    date_to_days(day) - date_to_days(time_civil(domain_now(d), z).date);
	struct row_counter_slot_taken_list taken;
	struct schedule_change c = { .d = d,
		.who = who,
		.event = "close_day",
		.day = date_iso(d->a, day),
		.reason = str_squeeze(d->a, reason) };
	enum rc rc;

	if (away < 0 || away > 366)
		return err_set(e, RC_INVALID,
		    N_("Pilih tanggal mulai hari ini sampai setahun ke depan."), "day");
	if (c.reason.n == 0)
		return err_set(
		    e, RC_INVALID, N_("Tulis sebab kantor tutup."), "no reason");
	rc = store_write(d->store, d->a, day_in_write, &c, e);
	if (rc == RC_OK)
		rc = q_counter_slot_taken(
		    d->db, who->office, first, first + 86400, &taken, e);
	if (rc != RC_OK)
		return rc;
	*out_n = 0;
	for (size_t i = 0; i < taken.n; i++)
		*out_n += taken.at[i].n;
	return RC_OK;
}

enum rc
counter_open_day(struct domain *d, const struct actor *who, str iso, struct err *e)
{
	struct schedule_change c = {
		.d = d, .who = who, .event = "open_day", .day = iso, .reason = STR_NONE
	};
	struct date ignored;

	if (date_parse_iso(iso, &ignored, e) != RC_OK)
		return err_set(e, RC_INVALID, N_("Tanggal ini tidak dikenal."), "date");
	return store_write(d->store, d->a, day_in_write, &c, e);
}

/* ---- the times that are left ---- */

struct calendar {
	struct counter_schedule s;
	struct row_counter_closed_list closed;
	struct row_holiday_list holidays;
	struct row_counter_slot_taken_list taken;
	enum zone z;
};

static enum rc
calendar_load(struct domain *d, struct db *db, const struct row_office *office,
    struct date from, struct date to, struct calendar *out, struct err *e)
{
	str first = date_iso(d->a, from), last = date_iso(d->a, to);
	enum rc rc = counter_schedule_load(d, db, office->code, &out->s, e);

	out->z = zone_parse(office->zone);
	if (rc == RC_OK)
		rc = q_counter_closed_of(db, office->code, first, last, &out->closed, e);
	if (rc == RC_OK)
		rc = q_holiday_between(db, first, last, &out->holidays, e);
	if (rc == RC_OK)
		rc = q_counter_slot_taken(db, office->code,
		    time_from_civil(from, 0, 0, out->z),
		    time_from_civil(to, 24, 0, out->z), &out->taken, e);
	return rc;
}

static bool
is_closed(const struct calendar *c, str iso)
{
	for (size_t i = 0; i < c->closed.n; i++)
		if (str_eq(c->closed.at[i].date, iso))
			return true;
	for (size_t i = 0; i < c->holidays.n; i++)
		if (str_eq(c->holidays.at[i].date, iso))
			return true;
	return false;
}

static int64_t
left_at(const struct calendar *c, int64_t at_s)
{
	for (size_t i = 0; i < c->taken.n; i++)
		if (c->taken.at[i].at_s == at_s)
			return c->taken.at[i].n < c->s.places
				   ? c->s.places - c->taken.at[i].n
				   : 0;
	return c->s.places;
}

/* The times of one day that are still to come, with what is left of each. */
static struct counter_day
day_of(struct domain *d, const struct calendar *c, struct date date)
{
	int weekday = (int)(((date_to_days(date) + 4) % 7 + 7) % 7);
	int starts[SLOT_DAY_MOST];
	size_t n = slot_starts(&c->s.week.day[weekday], c->s.minutes, starts);
	struct counter_time *at;
	struct counter_day day = { .date = date };

	if (!c->s.open || n == 0 || is_closed(c, date_iso(d->a, date)))
		return day;
	at = ARENA_ARRAY(d->a, n, struct counter_time);
	for (size_t i = 0; i < n; i++) {
		int64_t at_s =
		    time_from_civil(date, starts[i] / 60, starts[i] % 60, c->z);

		if (at_s < domain_now(d) + COUNTER_LEAD_S)
			continue;
		at[day.n++] =
		    (struct counter_time){ at_s, left_at(c, at_s), c->s.places };
		day.left += at[day.n - 1].left;
	}
	day.at = at;
	return day;
}

enum rc
counter_days(struct domain *d, const struct row_office *office, struct counter_days *out,
    struct err *e)
{
	int64_t today =
	    date_to_days(time_civil(domain_now(d), zone_parse(office->zone)).date);
	struct counter_day *at =
	    ARENA_ARRAY(d->a, COUNTER_AHEAD_DAYS + 1, struct counter_day);
	struct calendar c;
	enum rc rc = calendar_load(d, d->db, office, date_from_days(today),
	    date_from_days(today + COUNTER_AHEAD_DAYS), &c, e);

	if (rc != RC_OK)
		return rc;
	*out =
	    (struct counter_days){ .at = at, .minutes = c.s.minutes, .open = c.s.open };
	for (int64_t i = 0; i <= COUNTER_AHEAD_DAYS; i++) {
		at[out->n] = day_of(d, &c, date_from_days(today + i));
		out->n += at[out->n].left > 0;
	}
	return RC_OK;
}

enum rc
counter_time_find(struct domain *d, struct db *db, const struct row_office *office,
    int64_t at_s, struct counter_time *out, int *out_minutes, struct err *e)
{
	enum zone z = zone_parse(office->zone);
	int64_t today = date_to_days(time_civil(domain_now(d), z).date);
	struct date date = time_civil(at_s, z).date;
	struct counter_day day = { .n = 0 };
	struct calendar c;
	enum rc rc = calendar_load(d, db, office, date, date, &c, e);

	if (rc != RC_OK)
		return rc;
	if (date_to_days(date) <= today + COUNTER_AHEAD_DAYS)
		day = day_of(d, &c, date);
	*out_minutes = c.s.minutes;
	for (size_t i = 0; i < day.n; i++)
		if (day.at[i].at_s == at_s) {
			*out = day.at[i];
			return RC_OK;
		}
	return err_set(e, RC_INVALID,
	    N_("Jadwal ini tidak tersedia lagi. Pilih yang lain."), "no such time");
}
