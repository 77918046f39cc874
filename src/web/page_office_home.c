/* page_office_home.c - the home of an office, and its OPIP (SCREENS A1, A5; DESIGN 2.9). */
#include "office_home.tpl.h"
#include "web/central.h"
#include "web/figures_office.h"
#include "web/pages.h"
#include "web/users.h"

#define LATE_DAYS 14 /* a candidate who has not moved that long is shown as late */

static const char *
stage_colour(str state)
{
	if (str_eq(state, STR("returned")))
		return TAG_ORANGE;
	return str_eq(state, STR("profile")) || str_eq(state, STR("letters_sent"))
		   ? TAG_YELLOW
		   : TAG_BLUE;
}

static void
set_candidates(struct page *p, const struct office_home *home, struct view_office_home *v)
{
	size_t n = home->candidates.n;
	struct view_candidate *at = ARENA_ARRAY(p->a, n + 1, struct view_candidate);
	int64_t now = domain_now(&p->d);

	for (size_t i = 0; i < n; i++) {
		const struct row_candidacy_line *c = &home->candidates.at[i];
		int64_t days = (now - c->state_since_s) / 86400;

		at[i] = (struct view_candidate){ .name = c->name,
			.number = c->number,
			.id = c->account,
			.since = date_long(p->a,
			    time_civil(c->state_since_s, page_zone(p)).date, p->lang),
			.state = state_label(&words_candidacy, c->state),
			.colour = stage_colour(c->state),
			.days = days,
			.late = days >= LATE_DAYS };
	}
	v->candidates.at = at;
	v->candidates.n = n;
}

static void
set_figures(struct page *p, const struct office_home *home, struct view_office_home *v)
{
	const struct office_figures *f = &home->figures;
	struct view_figure *at = ARENA_ARRAY(p->a, 4, struct view_figure);

	at[0] = (struct view_figure){ N_("Belum mengganti kata sandi awal"),
		v->admin ? STR("/kantor/pengguna?keadaan=initial") : STR_NONE,
		home->still_initial, true };
	at[1] = (struct view_figure){ N_("Surat bertanda tangan belum kembali"),
		STR("/kantor?tahap=letters_sent#calon"), f->candidacy[CAND_LETTERS_SENT],
		true };
	at[2] = (struct view_figure){ N_("Calon OPIP perlu perbaikan"),
		STR("/kantor?tahap=returned#calon"), f->candidacy[CAND_RETURNED], true };
	at[3] = (struct view_figure){ N_("OPIP aktif"),
		p->who.roles & (R_OFFICE_ADMIN | R_KEPALA) ? STR("/kantor/opip")
							   : STR_NONE,
		f->authority[AUTH_ACTIVE],
		f->authority[AUTH_ACTIVE] > p->d.conf->max_opip_per_office };
	v->figures = (struct view_figures){ at, 4 };
}

/* The stages as tabs; the chosen one is marked (late). */
static void
set_stages(
    struct page *p, const struct office_figures *f, str state, struct view_office_home *v)
{
	static const int stages[] = { CAND_PROFILE, CAND_LETTERS_SENT, CAND_RETURNED,
		CAND_LETTERS_RETURNED, CAND_INTERVIEW_SCHEDULED, CAND_INTERVIEWED };
	struct view_figure *at = ARENA_ARRAY(p->a, ARRAY_LEN(stages), struct view_figure);

	for (size_t i = 0; i < ARRAY_LEN(stages); i++) {
		const struct word *w = &words_candidacy.states[stages[i]];
		bool chosen = state.p != NULL && str_eq_z(state, w->text);

		at[i] = (struct view_figure){ w->label,
			str_fmt(p->a, "/kantor?tahap=%s#calon", w->text),
			f->candidacy[stages[i]], chosen };
		if (chosen)
			v->stage = w->label;
	}
	v->stages = (struct view_figures){ at, ARRAY_LEN(stages) };
}

enum rc
page_office_home(struct page *p, struct err *e)
{
	struct view_office_home v = { .shell = page_shell(p, N_("Beranda kantor")),
		.office = user_office(p, p->who.office),
		.admin = (p->who.roles & R_OFFICE_ADMIN) != 0,
		.open_lists = (p->who.roles & (R_OPIP | R_KEPALA)) != 0 };
	str state = page_query(p, "tahap");
	struct office_home home;
	enum rc rc;

	if (state.n == 0 || state_parse(&words_candidacy, state) < 0)
		state = STR_NONE;
	rc = central_office_home(&p->d, &p->who, state, &home, e);
	if (rc == RC_OK)
		rc = page_followup_notice(p, &v.followup, e);
	if (rc != RC_OK)
		return rc;
	rc = office_block_status(
	    p, p->who.office, v.open_lists, "/kantor/angka/unduh.csv", &v.status, e);
	if (rc != RC_OK)
		return rc;
	set_figures(p, &home, &v);
	set_stages(p, &home.figures, state, &v);
	set_candidates(p, &home, &v);
	page_render(p, tpl_office_home, &v);
	return RC_OK;
}

enum rc
page_office_opips(struct page *p, struct err *e)
{
	struct view_authorities v = { .shell = page_shell(p, N_("OPIP kantor")),
		.office = user_office(p, p->who.office),
		.admin = (p->who.roles & R_OFFICE_ADMIN) != 0,
		.limit = p->d.conf->max_opip_per_office };
	struct row_authority_line_list list;
	struct view_authority *at;
	enum zone zone = page_zone(p);
	enum rc rc = central_authorities(&p->d, &p->who, &list, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, list.n + 1, struct view_authority);
	for (size_t i = 0; i < list.n; i++) {
		const struct row_authority_line *l = &list.at[i];
		bool active = str_eq(l->state, STR("active"));

		v.active += active;
		at[i] = (struct view_authority){ .name = l->name,
			.account = l->account,
			.from =
			    date_long(p->a, time_civil(l->from_s, zone).date, p->lang),
			.to =
			    l->to_s != SQL_NULL_INT
				? date_long(p->a, time_civil(l->to_s, zone).date, p->lang)
				: STR_NONE,
			.reason = l->reason,
			.state = state_label(&words_authority, l->state),
			.colour = active                               ? TAG_GREEN
				  : str_eq(l->state, STR("suspended")) ? TAG_ORANGE
								       : TAG_GREY };
	}
	v.authorities.at = at;
	v.authorities.n = list.n;
	page_render(p, tpl_office_opips, &v);
	return RC_OK;
}
