/* page_slot.c - choosing a time at the counter, as the applicant does it (SCREENS P11). */
#include "domain/application_apply.h"
#include "domain/counter_slot.h"
#include "web/page_apply.h"
#include "web/pages.h"
#include "web/slots.h"

static str
slot_path(struct page *p, const struct apply_file *f, const char *rest)
{
	return str_fmt(p->a, "/lacak/%.*s%s", STR_ARG(f->app.number), rest);
}

/* The own file of the number in the path, while it is ready for the counter. */
static enum rc
enter(struct page *p, struct apply_file *f, struct err *e)
{
	enum rc rc = apply_own(p, f, e);

	if (rc != RC_OK)
		return rc;
	if (!str_eq_z(f->app.state, "ready"))
		return err_set(e, RC_CONFLICT,
		    N_("Jadwal loket dipilih setelah berkas Anda dinyatakan lengkap, sampai Anda dilayani."),
		    "state");
	return RC_OK;
}

static const struct slot_offer *
offers_of(struct page *p, const struct counter_days *days, size_t *out_n)
{
	struct slot_offer *at;
	size_t most = 0, n = 0;

	for (size_t i = 0; i < days->n; i++)
		most += days->at[i].n;
	at = ARENA_ARRAY(p->a, most + 1, struct slot_offer);
	for (size_t i = 0; i < days->n; i++)
		for (size_t k = 0; k < days->at[i].n; k++) {
			const struct counter_time *t = &days->at[i].at[k];

			if (t->left > 0)
				at[n++] = (struct slot_offer){ str_fmt(p->a, "%lld",
								   (long long)t->at_s),
					t->at_s, t->at_s + (int64_t)days->minutes * 60,
					STR_NONE };
		}
	*out_n = n;
	return at;
}

/* The time that was sent; 0, at which no counter is open: nothing that can be read. */
static int64_t
chosen(struct page *p)
{
	struct err ignored;
	int64_t at_s;

	return str_int64(form_str(&p->form, "waktu"), &at_s, &ignored) == RC_OK ? at_s
										: 0;
}

static enum rc
show(struct page *p, const struct apply_file *f, const char *error, struct err *e)
{
	enum zone z = zone_parse(f->office.zone);
	struct view_slots v = { .title = N_("Pilih jadwal loket"),
		.how = N_(
		    "Pada waktu yang Anda pilih petugas menunggu Anda. Tanpa jadwal pun Anda dilayani pada jam buka."),
		.empty = N_(
		    "Tidak ada waktu kosong dalam empat minggu ini. Datang saja pada jam buka: Anda tetap dilayani."),
		.number = f->app.number,
		.place = f->office.name };
	const struct slot_offer *offers;
	struct row_counter_slot slot;
	struct counter_days days;
	bool has = false;
	int64_t at_s = 0;
	size_t n;
	enum rc rc = counter_days(&p->d, &f->office, &days, e);

	if (rc == RC_OK)
		rc = counter_slot_load(&p->d, f->app.id, &slot, &has, e);
	if (rc != RC_OK)
		return rc;
	if (error != NULL)
		at_s = chosen(p);
	if (has) {
		v.now = time_full(p->a, slot.at_s, z, p->lang);
		v.calendar_href = slot_path(p, f, "/jadwal/kalender");
		v.drop_href = slot_path(p, f, "/jadwal/lepas");
		v.title = N_("Ganti jadwal loket");
		at_s = at_s == 0 ? slot.at_s : at_s;
	}
	offers = offers_of(p, &days, &n);
	slots_show(p, &v, z, slot_path(p, f, "/jadwal"), slot_path(p, f, ""), offers, n,
	    at_s, error);
	return RC_OK;
}

enum rc
page_slot(struct page *p, struct err *e)
{
	struct apply_file f;
	enum rc rc = enter(p, &f, e);

	return rc != RC_OK ? rc : show(p, &f, NULL, e);
}

enum rc
page_slot_post(struct page *p, struct err *e)
{
	struct apply_file f;
	const char *why;
	enum rc rc = enter(p, &f, e);

	if (rc != RC_OK)
		return rc;
	why = slots_unchosen(p);
	if (why == NULL) {
		rc = counter_slot_take(&p->d, &p->who, chosen(p), e);
		if (rc == RC_OK)
			return page_redirect_flash(
			    p, slot_path(p, &f, ""), N_("Jadwal loket Anda disimpan."));
		why = slots_refused(p, rc, e);
	}
	return why == NULL ? rc : show(p, &f, why, e);
}

enum rc
page_slot_drop_post(struct page *p, struct err *e)
{
	struct apply_file f;
	enum rc rc = enter(p, &f, e);

	if (rc == RC_OK)
		rc = counter_slot_give_back(&p->d, &p->who, e);
	return rc != RC_OK
		   ? rc
		   : page_redirect_flash(p, slot_path(p, &f, ""),
			 N_("Jadwal dilepas. Anda tetap dilayani pada jam buka."));
}

enum rc
page_slot_calendar(struct page *p, struct err *e)
{
	struct row_counter_slot slot;
	struct ical_event ev;
	struct apply_file f;
	bool has = false;
	enum rc rc = enter(p, &f, e);

	if (rc == RC_OK)
		rc = counter_slot_load(&p->d, f.app.id, &slot, &has, e);
	if (rc != RC_OK)
		return rc;
	if (!has)
		return err_set(e, RC_NOT_FOUND, N_("Anda belum memilih jadwal."), "none");
	ev = counter_slot_event(&p->d, p->lang, &f.app, &f.office, &slot);
	page_calendar(p, str_fmt(p->a, "%.*s-loket", STR_ARG(f.app.number)), &ev);
	return RC_OK;
}

enum rc
page_slot_fill(
    struct page *p, const struct apply_file *f, struct view_track *v, struct err *e)
{
	enum zone z = zone_parse(f->office.zone);
	struct row_counter_slot slot;
	bool has = false;
	enum rc rc;

	if (!str_eq_z(f->app.state, "ready"))
		return RC_OK;
	rc = counter_offers(&p->d, p->d.db, f->app.office, &v->slot_open, e);
	if (rc == RC_OK)
		rc = counter_slot_load(&p->d, f->app.id, &slot, &has, e);
	if (rc != RC_OK)
		return rc;
	v->slot_href = slot_path(p, f, "/jadwal");
	if (!has)
		return RC_OK;
	v->slot_when = time_full(p->a, slot.at_s, z, p->lang);
	v->slot_over = slot.at_s + slot.minutes * 60 < domain_now(&p->d);
	return RC_OK;
}
