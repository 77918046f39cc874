/* counter_slot.c - choosing a time at the counter, giving it back, and who comes today. */
#include "domain/counter_slot.h"

#include "domain/application_apply.h"
#include "domain/office_rules.h"
#include "domain/outbox.h"
#include "mail/mail_views.h"

/* What APP_EV_SLOT needs. */
struct slot_choice {
	int64_t at_s;
};
/* What APP_EV_UNSLOT needs when it is not the applicant: why he cannot come then. */
struct slot_loss {
	str reason;
};

static enum rc
say_taken(struct err *e)
{
	return err_set(e, RC_CONFLICT,
	    N_("Jadwal ini baru saja diambil orang lain. Pilih yang lain."),
	    "no place left");
}

/* ---- mails ---- */

struct ical_event
counter_slot_event(struct domain *d, enum lang lang, const struct row_application *app,
    const struct row_office *office, const struct row_counter_slot *slot)
{
	return (struct ical_event){ .uid = str_fmt(
					d->a, "%.*s-loket@paraf", STR_ARG(app->number)),
		.sequence = app->version,
		.stamp_s = domain_now(d),
		.start_s = slot->at_s,
		.end_s = slot->at_s + slot->minutes * 60,
		.summary = str_fmt(d->a, "%s, %.*s",
		    i18n_tr(lang, N_("Aktivasi tanda tangan digital")),
		    STR_ARG(office->name)),
		.location = str_fmt(
		    d->a, "%.*s, %.*s", STR_ARG(office->name), STR_ARG(office->address)),
		.description = str_from_z(i18n_tr(lang,
		    N_("Bawa e-KTP asli, surat rekomendasi asli, dan salinan digitalnya (PDF)."))),
		.url = str_fmt(d->a, "%.*s/lacak/%.*s", STR_ARG(d->conf->public_url),
		    STR_ARG(app->number)),
		.alarm_s = 3600 };
}

/* What the mails of one change of an appointment say. */
struct telling {
	struct change *c;
	const struct row_application *app;
	const struct row_counter_slot *slot;
	struct row_office office;
	str when, url;
};

static enum rc
begin(struct telling *x, struct change *c, const struct row_counter_slot *slot,
    struct err *e)
{
	struct domain *d = c->d;
	enum rc rc;

	*x = (struct telling){ .c = c, .app = c->object, .slot = slot };
	rc = q_office_by_code(c->tx, c->office, &x->office, e);
	if (rc != RC_OK)
		return rc;
	x->when = time_full(d->a, slot->at_s, zone_parse(x->office.zone), LANG_ID);
	x->url = str_fmt(d->a, "%.*s/lacak/%.*s/jadwal", STR_ARG(d->conf->public_url),
	    STR_ARG(x->app->number));
	return RC_OK;
}

static enum rc
put(const struct telling *x, const char *kind, const struct mail_text *t, bool cancelled,
    struct err *e)
{
	struct domain *d = x->c->d;
	struct row_application now = *x->app;
	struct ical_event ev;

	now.version = x->c->version + 1;
	ev = counter_slot_event(d, LANG_ID, &now, &x->office, x->slot);
	ev.cancelled = cancelled;
	return outbox_put_tx(d, x->c->tx,
	    &(struct outbox_mail){ .kind = kind,
		.to = x->app->email,
		.subject = t->subject,
		.text = t->text,
		.noun = "application",
		.noun_id = x->app->id,
		.account = STR_NONE,
		.calendar = outbox_calendar(d, &ev) },
	    e);
}

/* `before`: the time he had until now, p NULL: none. */
static enum rc
mail_taken(struct change *c, const struct row_counter_slot *slot, int64_t before_s,
    struct err *e)
{
	struct telling x;
	struct mail_text t;
	enum rc rc = begin(&x, c, slot, e);
	str before = STR("");

	if (rc != RC_OK)
		return rc;
	if (before_s != SQL_NULL_INT)
		before = time_full(c->d->a, before_s, zone_parse(x.office.zone), LANG_ID);
	mail_compose_counter_slot(c->d->a, LANG_ID,
	    &(struct mailview_counter_slot){ .name = x.app->name,
		.number = x.app->number,
		.office = x.office.name,
		.address = x.office.address,
		.when = x.when,
		.before = before,
		.url = x.url },
	    &t);
	return put(&x, "counter_slot", &t, false, e);
}

/* Whoever loses his time without his doing is told why, and where to choose another. */
static enum rc
mail_lost(
    struct change *c, const struct row_counter_slot *slot, str reason, struct err *e)
{
	struct telling x;
	struct mail_text t;
	enum rc rc = begin(&x, c, slot, e);

	if (rc != RC_OK)
		return rc;
	mail_compose_counter_cancelled(c->d->a, LANG_ID,
	    &(struct mailview_counter_cancelled){ .name = x.app->name,
		.number = x.app->number,
		.office = x.office.name,
		.when = x.when,
		.reason = reason,
		.url = x.url },
	    &t);
	return put(&x, "counter_cancelled", &t, true, e);
}

static str
reason_of(const struct change *c)
{
	switch (c->event) {
	case APP_EV_UNSLOT:
		return STR(
		    "Anda melepasnya; tanpa jadwal pun Anda dilayani pada jam buka");
	case APP_EV_WITHDRAW:
		return STR("Anda membatalkan pendaftaran");
	case APP_EV_APPROVE:
		return STR("Anda sudah dilayani");
	case APP_EV_RETURN:
		return STR("berkas dikembalikan untuk diperbaiki");
	default:
		return STR("pendaftaran berakhir");
	}
}

/* It was his own act, or follows from one: only the calendar has to be put right, if it is not over. */
static enum rc
mail_off(struct change *c, const struct row_counter_slot *slot, struct err *e)
{
	struct telling x;
	struct mail_text t;
	enum rc rc = begin(&x, c, slot, e);

	if (rc != RC_OK || slot->at_s <= c->now_s)
		return rc;
	mail_compose_counter_off(c->d->a, LANG_ID,
	    &(struct mailview_counter_off){ .name = x.app->name,
		.number = x.app->number,
		.office = x.office.name,
		.when = x.when,
		.reason = reason_of(c),
		.url = str_fmt(c->d->a, "%.*s/lacak/%.*s",
		    STR_ARG(c->d->conf->public_url), STR_ARG(x.app->number)) },
	    &t);
	return put(&x, "counter_off", &t, true, e);
}

/* ---- choosing ---- */

/*
 * The lowest place that is free. Who is slower by a moment finds the row there: the key decides. Whether
 * one is free is said by the same list, not by time.left: on PostgreSQL each statement sees what was
 * committed until then.
 */
static enum rc
take_place(struct change *c, const struct row_office *office, int64_t at_s,
    struct row_counter_slot *out, struct err *e)
{
	struct row_counter_slot_places_list taken;
	struct counter_time time;
	int64_t place = 1;
	int minutes = 0;
	enum rc rc = counter_time_find(c->d, c->tx, office, at_s, &time, &minutes, e);

	if (rc == RC_OK)
		rc = q_counter_slot_places(c->tx, office->code, at_s, &taken, e);
	if (rc != RC_OK)
		return rc;
	if ((int64_t)taken.n >= time.places)
		return say_taken(e);
	for (size_t i = 0; i < taken.n && taken.at[i].place == place; i++)
		place++;
	*out = (struct row_counter_slot){ .office = office->code,
		.at_s = at_s,
		.place = place,
		.application = c->id,
		.minutes = minutes,
		.taken_s = c->now_s,
		.reminded_s = SQL_NULL_INT };
	rc = q_counter_slot_take(c->tx, out, e);
	return rc == RC_CONFLICT ? say_taken(e) : rc;
}

/* The place of the application, dropped; *out_has: whether there was one. */
static enum rc
drop_place(struct change *c, struct row_counter_slot *out, bool *out_has, struct err *e)
{
	enum rc rc = q_counter_slot_of(c->tx, c->id, out, e);

	*out_has = rc == RC_OK;
	if (rc == RC_NOT_FOUND)
		return RC_OK;
	return rc != RC_OK ? rc : q_counter_slot_drop(c->tx, c->id, e);
}

enum rc
application_effect_slot(struct change *c, struct err *e)
{
	const struct slot_choice *in = c->input;
	struct row_counter_slot old, slot;
	struct row_office office;
	bool had = false;
	enum rc rc = q_office_by_code(c->tx, c->office, &office, e);

	if (rc == RC_OK)
		rc = drop_place(c, &old, &had, e);
	if (rc == RC_OK)
		rc = take_place(c, &office, in->at_s, &slot, e);
	if (rc != RC_OK)
		return rc;
	return mail_taken(c, &slot, had ? old.at_s : SQL_NULL_INT, e);
}

enum rc
application_guard_unslot(struct change *c, struct err *e)
{
	struct row_counter_slot slot;
	enum rc rc = q_counter_slot_of(c->tx, c->id, &slot, e);

	if (rc == RC_NOT_FOUND)
		return err_set(
		    e, RC_CONFLICT, N_("Anda belum memilih jadwal."), "no slot");
	return rc;
}

enum rc
application_effect_unslot(struct change *c, struct err *e)
{
	const struct slot_loss *loss = c->input;
	struct row_counter_slot slot;
	bool had = false;
	enum rc rc = drop_place(c, &slot, &had, e);

	if (rc != RC_OK || !had)
		return rc;
	return loss != NULL ? mail_lost(c, &slot, loss->reason, e)
			    : mail_off(c, &slot, e);
}

enum rc
counter_slot_leave(struct change *c, struct err *e)
{
	struct row_counter_slot slot;
	bool had = false;
	enum rc rc = drop_place(c, &slot, &had, e);

	return rc == RC_OK && had ? mail_off(c, &slot, e) : rc;
}

enum rc
counter_slot_load(struct domain *d, str application, struct row_counter_slot *out,
    bool *out_has, struct err *e)
{
	enum rc rc = q_counter_slot_of(d->db, application, out, e);

	*out_has = rc == RC_OK;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
counter_slot_take(struct domain *d, const struct actor *who, int64_t at_s, struct err *e)
{
	struct slot_choice in = { at_s };
	struct row_office office;
	struct apply_file f;
	enum rc rc = apply_load(d, who, &f, e);

	if (rc == RC_OK)
		rc = q_office_by_code(d->db, f.app.office, &office, e);
	if (rc != RC_OK)
		return rc;
	return fsm_apply(&application_fsm, d, who, f.app.id, APP_EV_SLOT, FSM_ANY_VERSION,
	    &in, time_full(d->a, at_s, zone_parse(office.zone), LANG_ID), NULL, e);
}

enum rc
counter_slot_give_back(struct domain *d, const struct actor *who, struct err *e)
{
	struct apply_file f;
	enum rc rc = apply_load(d, who, &f, e);

	if (rc != RC_OK)
		return rc;
	return fsm_apply(&application_fsm, d, who, f.app.id, APP_EV_UNSLOT,
	    FSM_ANY_VERSION, NULL, STR_NONE, NULL, e);
}

enum rc
counter_slots_today(struct domain *d, const struct actor *who,
    struct row_counter_slot_visits_list *out, struct err *e)
{
	enum zone z = domain_zone(d, who->office);
	int64_t first = time_from_civil(time_civil(domain_now(d), z).date, 0, 0, z);

	return q_counter_slot_visits(d->db, who->office, first, first + 86400, out, e);
}

/* ---- for the worker ---- */

#define BATCH     500
#define FROM_HOUR 7

/* A day that is none any more: who had chosen a time on it. */
static enum rc
lose(struct domain *d, str application, str reason, int64_t *n, struct err *e)
{
	struct actor us = actor_system("Paraf");
	struct slot_loss loss = { reason };
	enum rc rc = fsm_apply(&application_fsm, d, &us, application, APP_EV_UNSLOT,
	    FSM_ANY_VERSION, &loss, reason, NULL, e);

	*n += rc == RC_OK;
	/* given back, or served, meanwhile */
	return rc == RC_CONFLICT || rc == RC_DENIED ? RC_OK : rc;
}

static enum rc
lose_closed(struct domain *d, str first, str last, int64_t *n, struct err *e)
{
	struct row_counter_closed_list days;
	enum rc rc = q_counter_closed_between(d->db, first, last, &days, e);

	for (size_t i = 0; rc == RC_OK && i < days.n; i++) {
		struct row_counter_slot_visits_list l;
		struct date date;
		int64_t from;

		rc = date_parse_iso(days.at[i].date, &date, e);
		if (rc != RC_OK)
			return rc;
		from = time_from_civil(date, 0, 0, domain_zone(d, days.at[i].office));
		rc = q_counter_slot_visits(
		    d->db, days.at[i].office, from, from + 86400, &l, e);
		for (size_t k = 0; rc == RC_OK && k < l.n; k++)
			if (l.at[k].at_s > domain_now(d))
				rc =
				    lose(d, l.at[k].application, days.at[i].reason, n, e);
	}
	return rc;
}

static enum rc
lose_holidays(struct domain *d, str first, str last, int64_t *n, struct err *e)
{
	struct row_holiday_list days;
	enum rc rc = q_holiday_between(d->db, first, last, &days, e);

	for (size_t i = 0; rc == RC_OK && i < days.n; i++) {
		struct row_counter_slot_list l;
		struct date date;

		rc = date_parse_iso(days.at[i].date, &date, e);
		if (rc ==
		    RC_OK) /* from the first zone's morning to the last one's midnight */
			rc = q_counter_slot_between(d->db,
			    time_from_civil(date, 0, 0, ZONE_WIT),
			    time_from_civil(date, 24, 0, ZONE_WIB), BATCH, &l, e);
		for (size_t k = 0; rc == RC_OK && k < l.n; k++) {
			enum zone z = domain_zone(d, l.at[k].office);
			str day = date_iso(d->a, time_civil(l.at[k].at_s, z).date);

			if (l.at[k].at_s > domain_now(d) && str_eq(day, days.at[i].date))
				rc = lose(d, l.at[k].application, days.at[i].name, n, e);
		}
	}
	return rc;
}

struct remind_args {
	struct domain *d;
	const struct row_counter_slot *slot;
	bool written;
};

static enum rc
remind_in_write(struct db *tx, void *arg, struct err *e)
{
	struct remind_args *p = arg;
	struct domain *d = p->d;
	struct row_application app;
	struct row_office office;
	struct mail_text t;
	enum rc rc = q_counter_slot_reminded(
	    tx, p->slot->application, p->slot->at_s, domain_now(d), e);

	p->written = false;
	if (rc ==
	    RC_CONFLICT) /* another worker was faster, or it is another time by now */
		return RC_OK;
	if (rc == RC_OK)
		rc = q_application_by_id(tx, p->slot->application, &app, e);
	if (rc == RC_OK)
		rc = q_office_by_code(tx, p->slot->office, &office, e);
	if (rc != RC_OK || !str_eq_z(app.state, "ready"))
		return rc;
	mail_compose_counter_reminder(d->a, LANG_ID,
	    &(struct mailview_counter_reminder){ .name = app.name,
		.number = app.number,
		.office = office.name,
		.address = office.address,
		.clock = time_of_day(d->a, p->slot->at_s, zone_parse(office.zone)),
		.when = time_full(d->a, p->slot->at_s, zone_parse(office.zone), LANG_ID),
		.url = str_fmt(d->a, "%.*s/lacak/%.*s/jadwal",
		    STR_ARG(d->conf->public_url), STR_ARG(app.number)) },
	    &t);
	p->written = true;
	return office_mail_tx(d, tx, &app, "counter_reminder", &t, false, e);
}

/* Tomorrow in the zone of the office, and no longer night there. */
static bool
is_time(struct domain *d, const struct row_counter_slot *slot)
{
	enum zone z = domain_zone(d, slot->office);
	struct datetime now = time_civil(domain_now(d), z);
	int64_t away =
	    date_to_days(time_civil(slot->at_s, z).date) - date_to_days(now.date);

	return away == 1 && now.hour >= FROM_HOUR;
}

static enum rc
remind(struct domain *d, int64_t *n, struct err *e)
{
	int64_t now = domain_now(d);
	struct row_counter_slot_list l;
	enum rc rc =
	    q_counter_slot_unreminded(d->db, now, now + INT64_C(2) * 86400, 20000, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		struct remind_args p = { .d = d, .slot = &l.at[i] };

		if (!is_time(d, p.slot))
			continue;
		rc = store_write(d->store, d->a, remind_in_write, &p, e);
		*n += rc == RC_OK && p.written;
	}
	return rc;
}

enum rc
counter_slots_mail(struct domain *d, int64_t *out_n, struct err *e)
{
	/* a day is over in one zone before it is in another: the widest span of dates */
	int64_t today = date_to_days(time_civil(domain_now(d), ZONE_WIB).date);
	str first = date_iso(d->a, date_from_days(today));
	str last = date_iso(d->a, date_from_days(today + COUNTER_AHEAD_DAYS + 1));
	int64_t n = 0;
	enum rc rc = lose_closed(d, first, last, &n, e);

	if (rc == RC_OK)
		rc = lose_holidays(d, first, last, &n, e);
	if (rc == RC_OK)
		rc = remind(d, &n, e);
	if (rc == RC_OK)
		*out_n = n;
	return rc;
}
