/* page_profile.c - "Profil": own data and tasks, the outcome, who looked at one's documents. */
#include "candidate_step.tpl.h"
#include "domain/authority.h"
#include "profile.tpl.h"
#include "web/candidate_tasks.h"
#include "web/pages.h"

static struct view_tabs
tabs(const struct page *p, enum profile_tab current)
{
	return (struct view_tabs){ (p->who.roles & R_CANDIDATE) != 0, current };
}

/* ---- own data ---- */

static const char *
role_word(const struct actor *who)
{
	static const struct {
		unsigned role;
		const char *word;
	} words[] = { { R_CENTRAL, N_("Dit. SITP") },
		{ R_VERIFIER, N_("Verifikator BSSN") }, { R_AUDITOR, N_("Auditor") },
		{ R_OFFICE_ADMIN, N_("Admin kantor") }, { R_OPIP, N_("OPIP") },
		{ R_KEPALA, N_("Kepala kantor") }, { R_CANDIDATE, N_("Calon OPIP") },
		{ R_STAFF, N_("Pegawai") } };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (who->roles & words[i].role)
			return words[i].word;
	return "";
}

static enum rc
own_facts(struct page *p, struct view_profile *v, struct err *e)
{
	struct view_fact *at = ARENA_ARRAY(p->a, 6, struct view_fact);
	struct row_office office;
	size_t n = 0;
	enum rc rc;

	v->name = p->who.name;
	v->wrong = p->who.roles & (R_CENTRAL | R_VERIFIER | R_AUDITOR)
		       ? N_("Data salah? Beri tahu pengelola sistem.")
		   : p->who.roles & R_OFFICE_ADMIN
		       ? N_("Data salah? Beri tahu Dit. SITP.")
		       : N_("Data salah? Beri tahu admin kantor Anda.");
	at[n++] = (struct view_fact){ N_("Nama"), p->who.name };
	at[n++] = (struct view_fact){ N_("Nama pengguna"), p->who.username };
	if (p->who.nip.n > 0)
		at[n++] =
		    (struct view_fact){ N_("NIP"), ident_nip_spaced(p->a, p->who.nip) };
	if (p->who.office.n > 0) {
		rc = domain_office(&p->d, p->who.office, &office, e);
		if (rc != RC_OK)
			return rc;
		at[n++] = (struct view_fact){ N_("Kantor"),
			str_fmt(p->a, "%.*s (%.*s)", STR_ARG(office.name),
			    STR_ARG(office.code)) };
	}
	at[n++] =
	    (struct view_fact){ N_("Peran"), str_from_z(page_tr(p, role_word(&p->who))) };
	v->facts.at = at;
	v->facts.n = n;
	return RC_OK;
}

static enum rc
own_authorities(struct page *p, struct view_profile *v, struct err *e)
{
	struct row_authority_list rows;
	struct view_authority *at;
	struct row_office office;
	enum rc rc = authority_mine(&p->d, &p->who, &rows, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, rows.n + 1, struct view_authority);
	for (size_t i = 0; i < rows.n; i++) {
		rc = domain_office(&p->d, rows.at[i].office, &office, e);
		if (rc != RC_OK)
			return rc;
		at[i] = (struct view_authority){ .office = office.name,
			.since = time_long(
			    p->a, rows.at[i].from_s, zone_parse(office.zone), p->lang),
			.word = state_label(&words_authority, rows.at[i].state),
			.colour = str_eq_z(rows.at[i].state, "active") ? TAG_GREEN
								       : TAG_ORANGE };
	}
	v->authorities.at = at;
	v->authorities.n = rows.n;
	return RC_OK;
}

/* The tasks of a candidate; nothing for everybody else. */
static enum rc
own_tasks(struct page *p, struct view_profile *v, struct err *e)
{
	struct candidacy_file f;
	enum rc rc;

	if (!(p->who.roles & R_CANDIDATE))
		return RC_OK;
	rc = candidacy_load(&p->d, &p->who, &f, e);
	if (rc == RC_NOT_FOUND)
		return RC_OK;
	if (rc != RC_OK)
		return rc;
	v->number = f.cand.number;
	v->sections.at = candidate_sections(p, &f);
	v->sections.n = SECTION__COUNT;
	candidate_next(p, &f, v);
	return RC_OK;
}

enum rc
page_profile(struct page *p, struct err *e)
{
	struct view_profile v = { .shell = page_shell(p, N_("Profil")),
		.tabs = tabs(p, TAB_PROFILE) };
	enum rc rc = own_facts(p, &v, e);

	if (rc == RC_OK)
		rc = own_authorities(p, &v, e);
	if (rc == RC_OK)
		rc = own_tasks(p, &v, e);
	if (rc == RC_OK && v.number.p != NULL && v.authorities.n > 0)
		v.sections.n = 0; /* an OPIP has other work */
	if (rc == RC_OK)
		page_render(p, tpl_profile, &v);
	return rc;
}

enum rc
page_candidate_overview(struct page *p, struct err *e)
{
	struct view_profile v = { .shell = page_shell(p, N_("Kelengkapan DS")),
		.tabs = tabs(p, TAB_COMPLETE) };
	enum rc rc = own_tasks(p, &v, e);

	if (rc != RC_OK)
		return rc;
	if (v.number.p == NULL)
		return page_redirect_z(p, "/profil");
	v.sections.at += SECTION_COMPLETE;
	v.sections.n = 1;
	page_render(p, tpl_candidate_overview, &v);
	return RC_OK;
}

/* ---- the outcome (C10) ---- */

static void
returned_items(struct page *p, const struct candidacy_file *f, struct view_outcome *v)
{
	struct view_task *at = ARENA_ARRAY(p->a, CAND_ITEM__COUNT, struct view_task);
	size_t n = 0;

	for (int i = 0; i < CAND_ITEM__COUNT; i++) {
		str reason = candidacy_reason(f, (enum candidacy_item)i);

		if (reason.p != NULL)
			at[n++] = (struct view_task){ .label = candidacy_item_label(
							  (enum candidacy_item)i),
				.href = str_from_z(
				    candidacy_item_page((enum candidacy_item)i)),
				.fix = reason };
	}
	v->items.at = at;
	v->items.n = n;
}

enum rc
page_candidate_outcome(struct page *p, struct err *e)
{
	struct view_outcome v = { .shell = page_shell(p, N_("Hasil")),
		.tabs = tabs(p, TAB_PROFILE),
		.opip = (p->who.roles & R_OPIP) != 0 };
	struct candidacy_file f;
	enum zone z;
	enum rc rc = candidacy_load(&p->d, &p->who, &f, e);

	if (rc != RC_OK)
		return rc;
	z = zone_parse(f.office.zone);
	v.number = f.cand.number;
	v.office = f.office.name;
	v.reason = f.cand.decision_reason;
	v.word = state_label(&words_candidacy, f.cand.state);
	v.colour = candidate_colour(f.cand.state);
	v.granted = str_eq_z(f.cand.state, "granted");
	v.refused = str_eq_z(f.cand.state, "refused");
	v.returned = str_eq_z(f.cand.state, "returned");
	v.when = time_long(p->a,
	    f.cand.decided_s != SQL_NULL_INT ? f.cand.decided_s : f.cand.state_since_s, z,
	    p->lang);
	if (v.returned)
		v.when = date_long(
		    p->a, time_civil(candidacy_deadline_s(&p->d, &f), z).date, p->lang);
	returned_items(p, &f, &v);
	page_render(p, tpl_profile_outcome, &v);
	return RC_OK;
}

/* ---- who looked ---- */

static void
openings(struct page *p, const struct row_doc_views_of_list *rows, struct view_access *v)
{
	struct view_opening *at = ARENA_ARRAY(p->a, rows->n + 1, struct view_opening);
	enum zone z = page_zone(p);

	for (size_t i = 0; i < rows->n; i++) {
		const struct row_doc_views_of *r = &rows->at[i];
		int class = document_class_parse(r->class);

		at[i] = (struct view_opening){ .when =
						   time_long(p->a, r->at_s, z, p->lang),
			.document =
			    class < 0
				? str_from_z(page_tr(p, N_("Seluruh berkas")))
				: str_from_z(page_tr(p,
				      document_class_label((enum document_class) class))),
			.who = page_viewer(p, r),
			.reason = r->reason.n > 0 ? r->reason : STR("–") };
	}
	v->openings.at = at;
	v->openings.n = rows->n;
}

static void
events(struct page *p, const struct row_history_list *rows, struct view_access *v)
{
	struct view_event *at = ARENA_ARRAY(p->a, rows->n + 1, struct view_event);
	enum zone z = page_zone(p);

	for (size_t i = 0; i < rows->n; i++) {
		const struct row_history *r = &rows->at[i];
		bool born = r->from_state.p == NULL;

		at[i] = (struct view_event){ .when = time_long(p->a, r->at_s, z, p->lang),
			.what = str_from_z(
			    page_tr(p, born ? N_("Direkam sebagai calon OPIP")
					    : event_label(&words_candidacy, r->event))),
			.who = r->actor_name,
			.note = r->note };
	}
	v->events.at = at;
	v->events.n = rows->n;
}

enum rc
page_candidate_access(struct page *p, struct err *e)
{
	struct view_access v = { .shell = page_shell(p, N_("Siapa melihat data saya")),
		.tabs = tabs(p, TAB_ACCESS) };
	struct row_doc_views_of_list seen;
	struct row_history_list happened;
	enum rc rc = candidacy_views(&p->d, &p->who, &seen, e);

	if (rc == RC_OK)
		rc = candidacy_history(&p->d, &p->who, &happened, e);
	if (rc != RC_OK)
		return rc;
	openings(p, &seen, &v);
	events(p, &happened, &v);
	page_render(p, tpl_profile_access, &v);
	return RC_OK;
}
