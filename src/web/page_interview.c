/* page_interview.c - choosing a time for the interview, as the candidate does it (SCREENS C9). */
#include "domain/candidacy_bssn.h"
#include "domain/candidacy_profile.h"
#include "domain/interview.h"
#include "web/pages.h"
#include "web/slots.h"

static const struct field_spec give_back_fields[] = {
	{ .name = "reason",
	    .kind = F_TEXT,
	    .max = INTERVIEW_REASON_MAX,
	    .required = true,
	    .label = N_("Sebab"),
	    .hint = N_("Dibaca verifikator. Contoh: dinas luar ke Buol."),
	    .msg_empty = N_("Tulis sebab Anda berhalangan.") },
};
const struct form_spec form_give_back = FORM_SPEC(give_back_fields);

/* The own candidacy, if it has come as far as that event: CAND_EV_CHOOSE, CAND_EV_GIVE_BACK. */
static enum rc
enter(struct page *p, struct candidacy_file *f, int event, struct err *e)
{
	enum rc rc = candidacy_load(&p->d, &p->who, f, e);

	if (rc != RC_OK)
		return rc;
	if (!fsm_allows(&candidacy_fsm, f->cand.state, event, p->who.roles))
		return err_set(e, RC_CONFLICT,
		    N_("Jadwal wawancara dipilih setelah surat bertanda tangan kami terima, sampai wawancara selesai."),
		    "state");
	return RC_OK;
}

static void
put_drop(struct page *p, struct view_slots *v)
{
	struct form *f = ARENA_NEW(p->a, struct form);

	form_init(f, &form_give_back, p->lang, p->a);
	v->drop_href = STR("/profil/wawancara/lepas");
	v->drop = p->form.spec == &form_give_back ? &p->form : f;
}

static enum rc
put_now(struct page *p, const struct candidacy_file *f, struct view_slots *v)
{
	const struct row_candidacy *c = &f->cand;

	if (!str_eq_z(c->state, "interview_scheduled") ||
	    c->interview_at_s == SQL_NULL_INT)
		return RC_OK;
	v->now = str_fmt(p->a, "%.*s. %s",
	    STR_ARG(
		time_full(p->a, c->interview_at_s, zone_parse(f->office.zone), p->lang)),
	    page_tr(p, bssn_mode_label(c->interview_mode)));
	if (str_starts(c->interview_place, STR("https://")))
		v->join_href = c->interview_place;
	else
		v->where = c->interview_place;
	v->calendar_href = STR("/profil/wawancara/kalender");
	v->title = N_("Ganti jadwal wawancara");
	return RC_OK;
}

static const struct slot_offer *
offers_of(struct page *p, const struct row_interview_slot_list *l)
{
	struct slot_offer *at = ARENA_ARRAY(p->a, l->n + 1, struct slot_offer);

	for (size_t i = 0; i < l->n; i++) {
		const struct row_interview_slot *s = &l->at[i];
		bool video = str_eq_z(s->mode, "video");

		at[i] = (struct slot_offer){ s->id, s->at_s, s->at_s + s->minutes * 60,
			video ? str_from_z(page_tr(p, bssn_mode_label(s->mode)))
			      : str_fmt(p->a, "%s: %.*s",
				    page_tr(p, bssn_mode_label(s->mode)),
				    STR_ARG(s->place)) };
	}
	return at;
}

static enum rc
show(struct page *p, const struct candidacy_file *f, const char *error, struct err *e)
{
	struct view_slots v = { .title = N_("Pilih jadwal wawancara"),
		.how = N_(
		    "Siapkan e-KTP asli, surat rekomendasi, dan surat pernyataan asli. Wawancara oleh verifikator BSSN."),
		.empty = N_("Belum ada jadwal. Kami kabari lewat email."),
		.number = f->cand.number };
	struct row_interview_slot_list l = { .n = 0 };
	const char *fixed;
	enum rc rc = interview_fixed(&p->d, p->d.db, &f->cand, &fixed, e);

	if (rc == RC_OK && fixed == NULL)
		rc = interview_offers(&p->d, &l, e);
	if (rc == RC_OK)
		rc = put_now(p, f, &v);
	if (rc != RC_OK)
		return rc;
	if (fixed != NULL)
		v.empty = fixed;
	else if (v.now.p != NULL)
		v.empty = N_("Belum ada jadwal lain yang kosong.");
	if (fixed == NULL && v.now.p != NULL)
		put_drop(p, &v);
	slots_show(p, &v, zone_parse(f->office.zone), STR("/profil/wawancara"),
	    STR("/profil"), offers_of(p, &l), l.n, 0, error);
	return RC_OK;
}

enum rc
page_interview(struct page *p, struct err *e)
{
	struct candidacy_file f;
	enum rc rc = enter(p, &f, CAND_EV_CHOOSE, e);

	return rc != RC_OK ? rc : show(p, &f, NULL, e);
}

enum rc
page_interview_post(struct page *p, struct err *e)
{
	struct candidacy_file f;
	const char *why;
	enum rc rc = enter(p, &f, CAND_EV_CHOOSE, e);

	if (rc != RC_OK)
		return rc;
	why = slots_unchosen(p);
	if (why == NULL) {
		rc = interview_choose(
		    &p->d, &p->who, f.cand.id, form_str(&p->form, "waktu"), e);
		if (rc == RC_OK)
			return page_redirect_flash(p, STR("/profil"),
			    N_("Jadwal wawancara disimpan. Rinciannya kami kirim lewat email."));
		why = slots_refused(p, rc, e);
	}
	return why == NULL ? rc : show(p, &f, why, e);
}

enum rc
page_interview_drop_post(struct page *p, struct err *e)
{
	struct candidacy_file f;
	enum rc rc = enter(p, &f, CAND_EV_GIVE_BACK, e);

	if (rc != RC_OK)
		return rc;
	if (form_ok(&p->form)) {
		rc = interview_give_back(
		    &p->d, &p->who, f.cand.id, form_str(&p->form, "reason"), e);
		if (rc == RC_OK)
			return page_redirect_flash(p, STR("/profil"),
			    N_("Jadwal wawancara dilepas. Verifikator sudah dikabari."));
		if (rc == RC_INVALID)
			form_error(&p->form, "reason", e->msg);
		else if (rc != RC_DENIED) /* too late, too often: the page says so */
			return rc;
	}
	p->rs->status = 422;
	return show(p, &f, NULL, e);
}

enum rc
page_interview_calendar(struct page *p, struct err *e)
{
	struct candidacy_file f;
	struct bssn_interview at;
	struct ical_event ev;
	enum rc rc = candidacy_load(&p->d, &p->who, &f, e);

	if (rc == RC_OK)
		rc = interview_load(p->d.db, &f.cand, &at, e);
	if (rc != RC_OK)
		return rc;
	if (!str_eq_z(f.cand.state, "interview_scheduled") ||
	    f.cand.interview_at_s == SQL_NULL_INT)
		return err_set(
		    e, RC_NOT_FOUND, N_("Wawancara belum dijadwalkan."), "none");
	ev = interview_event(&p->d, p->lang, &f.cand, &at,
	    page_url(p->a, p->d.conf, STR("/profil/wawancara")));
	page_calendar(p, str_fmt(p->a, "%.*s-wawancara", STR_ARG(f.cand.number)), &ev);
	return RC_OK;
}
