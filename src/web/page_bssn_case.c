/* page_bssn_case.c - /bssn/{number}: documents beside what is compared, notes, the decision. */
#include "bssn_case.tpl.h"
#include "domain/candidacy_profile.h"
#include "domain/interview.h"
#include "domain/workdays.h"
#include "web/autosave.h"
#include "web/bounce.h"
#include "web/bssn_parts.h"
#include "web/pages.h"
#include "web/ui.h"
#include "web/viewer.h"

static const struct field_option verdicts[] = { { "ya", N_("Sesuai"), NULL },
	{ "tidak", N_("Beda"), NULL }, { NULL, NULL, NULL } };
static const struct field_option decisions[] = { { "setuju", N_("Setujui"), NULL },
	{ "perbaiki", N_("Minta perbaikan"), NULL }, { "tolak", N_("Tolak"), NULL },
	{ NULL, NULL, NULL } };

static const struct field_spec case_fields[] = {
#define BSSN_ITEM(id, item, group, text, returns)                                        \
	{ .name = (item),                                                                \
		.kind = F_RADIO,                                                         \
		.options = verdicts,                                                     \
		.label = (text),                                                         \
		.conditional = true },                                                   \
	    { .name = item "_alasan",                                                    \
		    .kind = F_TEXT,                                                      \
		    .max = 300,                                                          \
		    .label = (text),                                                     \
		    .conditional = true },                                               \
	    { .name = item "_terima",                                                    \
		    .kind = F_CHECK,                                                     \
		    .label = (text),                                                     \
		    .conditional = true },
#include "domain/bssn_items.def"
	{ .name = "decision",
	    .kind = F_RADIO,
	    .options = decisions,
	    .conditional = true,
	    .label = N_("Keputusan") },
	{ .name = "sebab",
	    .kind = F_RADIO,
	    .conditional = true,
	    .label = N_("Alasan penolakan") },
	{ .name = "pesan",
	    .kind = F_TEXTAREA,
	    .max = 600,
	    .conditional = true,
	    .label = N_("Pesan untuk calon OPIP") },
	{ .name = "pesan_tolak",
	    .kind = F_TEXTAREA,
	    .max = 600,
	    .conditional = true,
	    .label = N_("Penjelasan penolakan") },
	{ .name = "version", .kind = F_INT, .required = true, .label = N_("Versi") },
	{ .name = "aksi", .kind = F_HIDDEN, .label = N_("Tombol") },
};
const struct form_spec form_bssn_case = FORM_SPEC(case_fields);

static const struct field_spec version_fields[] = {
	{ .name = "version", .kind = F_INT, .required = true, .label = N_("Versi") },
};
const struct form_spec form_bssn_version = FORM_SPEC(version_fields);

static const struct field_spec note_fields[] = {
	{ .name = "catatan",
	    .kind = F_TEXTAREA,
	    .max = 1000,
	    .rows = 2,
	    .required = true,
	    .label = N_("Catatan untuk verifikator lain"),
	    .msg_empty = N_("Tulis catatannya dulu.") },
};
const struct form_spec form_bssn_note = FORM_SPEC(note_fields);

/* ---- what was typed ---- */

static const char *
sub_name(struct page *p, size_t item, const char *suffix)
{
	return str_z(p->a, str_fmt(p->a, "%s%s", bssn_items[item].name, suffix));
}

static struct bssn_checks
checks_of(struct page *p)
{
	const struct form *f = &p->form;
	struct bssn_checks x = { .decision = bssn_decision_parse(form_str(f, "decision")),
		.cause = form_str(f, "sebab") };

	x.message = form_str(f, x.decision == BSSN_REFUSE ? "pesan_tolak" : "pesan");
	for (size_t i = 0; i < BSSN_ITEM__COUNT; i++) {
		str verdict = form_str(f, bssn_items[i].name);

		if (str_eq_z(verdict, "tidak") && form_bool(f, sub_name(p, i, "_terima")))
			verdict = STR("terima");
		x.at[i] = (struct bssn_check){ verdict.n > 0 ? verdict : STR_NONE,
			form_str(f, sub_name(p, i, "_alasan")) };
		if (x.at[i].verdict.p == NULL || str_eq_z(verdict, "ya"))
			x.at[i].reason = STR_NONE;
	}
	return x;
}

/* As one text, to be copied from a page on which it cannot be stored. */
static str
typed_text(struct page *p, const struct bssn_checks *x)
{
	struct buf b;

	buf_init(&b, p->a, 256);
	for (size_t i = 0; i < BSSN_ITEM__COUNT; i++)
		if (x->at[i].reason.n > 0)
			buf_fmt(&b, "%s: %.*s\n", page_tr(p, bssn_items[i].label),
			    STR_ARG(x->at[i].reason));
	buf_str(&b, x->message);
	return str_trim(buf_get(&b));
}

/* ---- the view ---- */

static str
date_text(struct page *p, str iso)
{
	struct err ignored;
	struct date d;

	if (iso.p == NULL || date_parse_iso(iso, &d, &ignored) != RC_OK)
		return iso;
	return date_long(p->a, d, p->lang);
}

static str
value_of(struct page *p, const struct bssn_case *k, size_t item)
{
	const struct row_candidacy *c = &k->cand;

	switch (item) {
	case BSSN_NIK:
		return k->nik.n == 16 ? str_fmt(p->a, "%.4s %.4s %.4s %.4s", k->nik.p,
					    k->nik.p + 4, k->nik.p + 8, k->nik.p + 12)
				      : k->nik;
	case BSSN_NAME:
		return c->name;
	case BSSN_BIRTH_PLACE:
		return c->birth_place;
	case BSSN_BIRTH_DATE:
		return date_text(p, c->birth_date);
	case BSSN_FACE:
		return str_from_z(page_tr(p, N_("Orang yang sama?")));
	case BSSN_NIP:
		return c->nip.p == NULL ? STR_NONE : ident_nip_spaced(p->a, c->nip);
	case BSSN_APPOINTMENT:
		return str_from_z(
		    page_tr(p, N_("Atas nama yang sama, lengkap, terbaca?")));
	case BSSN_RECOMMENDATION:
	case BSSN_STATEMENT:
		return str_from_z(page_tr(p, N_("Ditandatangani pejabat yang benar?")));
	case BSSN_EKTP:
	case BSSN_PHOTO:
		return str_from_z(page_tr(p, N_("Jelas, berwarna, utuh?")));
	case BSSN_SEX:
		return str_from_z(page_tr(p, sex_label(sex_parse(c->sex))));
	case BSSN_EMAIL:
		return c->email;
	case BSSN_PHONE:
		return c->phone.p == NULL ? STR_NONE : ident_phone_shown(p->a, c->phone);
	case BSSN_GRADE:
		return c->grade;
	case BSSN_POSITION:
		return c->position;
	case BSSN_UNIT:
		return c->unit;
	default:
		return c->office_address;
	}
}

static struct view_bssn_matches
matches(struct page *p, const struct bssn_case *k, const struct form *form,
    const struct bssn_checks *x, enum bssn_group group)
{
	struct view_bssn_match *at =
	    ARENA_ARRAY(p->a, BSSN_ITEM__COUNT, struct view_bssn_match);
	size_t n = 0;

	for (size_t i = 0; i < BSSN_ITEM__COUNT; i++) {
		str value = value_of(p, k, i), verdict = x->at[i].verdict;
		bool accepted = str_eq_z(verdict, "terima");

		if (bssn_items[i].group != group)
			continue;
		at[n++] = (struct view_bssn_match){ .name = bssn_items[i].name,
			.label = bssn_items[i].label,
			.value = value.n > 0 ? value : STR("–"),
			.state = accepted ? STR("tidak") : verdict,
			.reason = x->at[i].reason,
			.error = form_error_of(form, sub_name(p, i, "_alasan")),
			.accepted = accepted,
			.optional = group == BSSN_OTHER };
	}
	return (struct view_bssn_matches){ at, n };
}

static void
put_trail(struct page *p, struct view_bssn_case *v, const struct bssn_case *k)
{
	struct view_bssn_event *notes =
	    ARENA_ARRAY(p->a, k->notes.n + 1, struct view_bssn_event);
	struct view_bssn_event *items =
	    ARENA_ARRAY(p->a, k->returned.n + 1, struct view_bssn_event);

	for (size_t i = 0; i < k->notes.n; i++)
		notes[i] = (struct view_bssn_event){
			.at = bssn_short_time(p, k->notes.at[i].created_s, k->zone),
			.who = k->notes.at[i].author_name,
			.text = k->notes.at[i].text
		};
	for (size_t i = 0; i < k->returned.n; i++) {
		const struct row_returned_item *r = &k->returned.at[i];
		int item = candidacy_item_parse(r->item);

		items[i] = (struct view_bssn_event){ .at = bssn_short_time(
							 p, r->created_s, k->zone),
			.label = item < 0
				     ? N_("Lainnya")
				     : candidacy_item_label((enum candidacy_item)item),
			.text = r->reason,
			.who = r->fixed_s == SQL_NULL_INT ? STR_NONE : STR("ya") };
	}
	v->notes = (struct view_bssn_events){ notes, k->notes.n };
	v->returned = (struct view_bssn_events){ items, k->returned.n };
	v->history = bssn_events(p, &k->history, &words_candidacy, k->zone);
}

static void
put_viewer(struct page *p, struct view_bssn_case *v, const struct bssn_case *k)
{
	const struct row_document **docs =
	    ARENA_ARRAY(p->a, ARRAY_LEN(k->documents), const struct row_document *);
	bool *seen = ARENA_ARRAY(p->a, ARRAY_LEN(k->documents), bool);
	struct viewer in = { .path = v->path,
		.docs = docs,
		.seen = seen,
		.person = k->cand.name,
		.zone = k->zone };

	for (size_t i = 0; i < ARRAY_LEN(k->documents); i++)
		if (k->documents[i].id.p != NULL) {
			docs[in.n] = &k->documents[i];
			seen[in.n++] = k->seen[i];
		}
	v->viewer = viewer_view(p, &in);
}

/* Only what the server would carry out; otherwise the sentence why not. */
static void
put_controls(struct page *p, struct view_bssn_case *v, const struct bssn_case *k)
{
	const struct fsm *m = &candidacy_fsm;
	unsigned roles = p->who.roles;
	str state = k->cand.state;
	bool open = fsm_allows(m, state, CAND_EV_CLAIM, roles);

	v->working = open && k->mine && k->why_not.p == NULL;
	v->can_claim = open && k->claimer_name.p == NULL && k->why_not.p == NULL;
	v->can_schedule = v->working && fsm_allows(m, state, CAND_EV_SCHEDULE, roles);
	v->can_interview = v->working && fsm_allows(m, state, CAND_EV_INTERVIEW, roles);
	if (k->claimer_name.p != NULL)
		v->held_since = bssn_short_time(p, k->cand.claimed_s, ZONE_WIB);
	if (k->why_not.p != NULL)
		v->refusal = k->why_not;
	else if (!k->mine && k->claimer_name.p != NULL) {
		str parts[2] = { k->claimer_name, v->held_since };

		v->refusal = form_fill(
		    p->a, page_tr(p, N_("Sudah dipegang {0} sejak {1}.")), parts, 2);
	}
}

static void
put_state(struct page *p, struct view_bssn_case *v, const struct bssn_case *k)
{
	const struct row_candidacy *c = &k->cand;

	v->state = state_label(&words_candidacy, c->state);
	v->colour = bssn_state_colour(c->state);
	v->age = workdays_text(p->a, k->age_tenths, p->lang);
	v->used = k->used;
	v->limit_days = p->d.conf->sla_bssn_days;
	if (c->interview_at_s != SQL_NULL_INT) {
		v->interview_at = time_long(p->a, c->interview_at_s, k->zone, p->lang);
		v->interview_mode = bssn_mode_label(c->interview_mode);
		v->missed = interview_missed(&p->d, c->state, c->interview_at_s);
	}
	if (str_eq_z(c->state, "interviewed") || c->decided_s != SQL_NULL_INT)
		v->interview_result = c->interview_result.p == NULL
					  ? NULL
					  : bssn_result_label(c->interview_result);
	if (c->decided_s != SQL_NULL_INT && k->decider_name.p != NULL) {
		str parts[2] = { k->decider_name,
			time_long(p->a, c->decided_s, k->zone, p->lang) };

		v->decided = form_fill(p->a, page_tr(p, N_("{0}, {1}")), parts, 2);
	}
}

static void
put_decision(struct page *p, struct view_bssn_case *v, const struct bssn_case *k,
    const struct bssn_checks *x)
{
	struct view_bssn_cause *at;
	size_t n = 0;

	while (bssn_causes[n].name != NULL)
		n++;
	at = ARENA_ARRAY(p->a, n, struct view_bssn_cause);
	for (size_t i = 0; i < n; i++)
		at[i] = (struct view_bssn_cause){ bssn_causes[i].name,
			bssn_causes[i].label, str_eq_z(x->cause, bssn_causes[i].name) };
	v->causes.at = at;
	v->causes.n = n;
	v->decision = str_from_z(bssn_decision_text(x->decision));
	v->message = x->message;
	v->grant_lacks = bssn_lacks(&p->d, k, BSSN_GRANT);
	v->decision_error = form_error_of(v->form, "decision");
}

/* `x` is what was typed, or NULL to show what is stored. */
static enum rc
show_case(struct page *p, const struct bssn_case *k, const struct bssn_checks *x,
    str kept, struct err *e)
{
	struct form *empty = ARENA_NEW(p->a, struct form),
		    *note = ARENA_NEW(p->a, struct form);
	struct view_bssn_case v = { .k = k, .kept = kept, .path = bssn_path(p, k, "") };

	if (x == NULL)
		x = &k->checks;
	form_init(empty, &form_bssn_case, p->lang, p->a);
	form_init(note, &form_bssn_note, p->lang, p->a);
	v.form = p->form.spec == &form_bssn_case ? &p->form : empty;
	v.note_form = p->form.spec == &form_bssn_note ? &p->form : note;
	put_controls(p, &v, k);
	put_state(p, &v, k);
	v.card = matches(p, k, v.form, x, BSSN_CARD);
	v.paper = matches(p, k, v.form, x, BSSN_PAPER);
	v.papers = matches(p, k, v.form, x, BSSN_SIGNED);
	v.other = matches(p, k, v.form, x, BSSN_OTHER);
	for (size_t i = 0; i < v.other.n; i++)
		v.other_open = v.other_open || v.other.at[i].state.n > 0;
	put_decision(p, &v, k, x);
	put_trail(p, &v, k);
	put_viewer(p, &v, k);
	v.shell = page_shell(p, N_("Periksa calon OPIP"));
	v.shell.subject = k->cand.name;
	v.shell.wide = true;
	if (bounce_fill(p, "candidacy", k->cand.id, k->cand.phone, k->zone, &v.bounce,
		e) != RC_OK)
		return e->rc;
	page_render(p, tpl_bssn_case, &v);
	return RC_OK;
}

enum rc
page_bssn_case(struct page *p, struct err *e)
{
	struct bssn_checks typed;
	struct bssn_case k;
	enum rc rc = bssn_case_load(&p->d, &p->who, page_param(p, "number"), &k, e);

	if (rc != RC_OK)
		return rc;
	form_set_options(&p->form, "sebab", bssn_options(p, bssn_causes, false));
	if (!k.mine || !autosave_fill(p, &p->form))
		return show_case(p, &k, NULL, STR_NONE, e);
	typed = checks_of(p);
	return show_case(p, &k, &typed, STR_NONE, e);
}

/* Nothing was done: the page as it is now, with the sentence why and everything that was typed. */
static enum rc
show_conflict(struct page *p, str number, const struct bssn_checks *typed, struct err *e)
{
	char msg[sizeof(e->msg)];
	struct bssn_case k;
	enum rc rc;

	memcpy(msg, e->msg, sizeof(msg));
	rc = bssn_case_load(&p->d, &p->who, number, &k, e);
	if (rc != RC_OK)
		return rc;
	form_error_whole(&p->form, msg);
	p->rs->status = 409;
	return show_case(p, &k, typed, k.mine ? STR_NONE : typed_text(p, typed), e);
}

enum rc
page_bssn_case_post(struct page *p, struct err *e)
{
	struct bssn_checks x;
	struct bssn_case k;
	str lacks;
	enum rc rc;

	form_set_options(&p->form, "sebab", bssn_options(p, bssn_causes, false));
	rc = form_read(&p->form, &p->rq->form, &p->rq->files, e);
	if (rc == RC_OK)
		rc = bssn_case_load(&p->d, &p->who, page_param(p, "number"), &k, e);
	if (rc != RC_OK)
		return rc;
	x = checks_of(p);
	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		return show_case(p, &k, &x, STR_NONE, e);
	}
	rc = bssn_save(&p->d, &p->who, k.cand.id, form_int(&p->form, "version"), &x, e);
	if (rc == RC_CONFLICT)
		return show_conflict(p, k.cand.number, &x, e);
	if (rc != RC_OK)
		return rc;
	autosave_done(p);
	if (!str_eq_z(form_str(&p->form, "aksi"), "tinjau"))
		return page_redirect_flash(
		    p, bssn_path(p, &k, ""), N_("Hasil pemeriksaan disimpan."));
	rc = bssn_case_load(&p->d, &p->who, k.cand.number, &k, e);
	if (rc != RC_OK)
		return rc;
	lacks = bssn_lacks(&p->d, &k, x.decision);
	if (lacks.n > 0) {
		form_error(&p->form, "decision", str_z(p->a, lacks));
		p->rs->status = 422;
		return show_case(p, &k, NULL, STR_NONE, e);
	}
	return page_redirect(p, bssn_path(p, &k, "/keputusan"));
}

/* ---- holding, notes ---- */

typedef enum rc (*holding_fn)(
    struct domain *d, const struct actor *who, str id, int64_t version, struct err *e);

static enum rc
hold(struct page *p, holding_fn fn, const char *done, bool stay, struct err *e)
{
	struct bssn_case k;
	enum rc rc = bssn_case_load(&p->d, &p->who, page_param(p, "number"), &k, e);

	if (rc == RC_OK)
		rc = fn(&p->d, &p->who, k.cand.id, form_int(&p->form, "version"), e);
	if (rc != RC_OK)
		return rc;
	return page_redirect_flash(p, stay ? bssn_path(p, &k, "") : STR("/bssn"), done);
}

enum rc
page_bssn_claim_post(struct page *p, struct err *e)
{
	return hold(p, bssn_claim, N_("Berkas ini Anda pegang."), true, e);
}

enum rc
page_bssn_release_post(struct page *p, struct err *e)
{
	return hold(p, bssn_release, N_("Berkas dilepas kembali ke antrean."), false, e);
}

enum rc
page_bssn_note_post(struct page *p, struct err *e)
{
	struct bssn_case k;
	enum rc rc = bssn_case_load(&p->d, &p->who, page_param(p, "number"), &k, e);

	if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		return show_case(p, &k, NULL, STR_NONE, e);
	}
	rc = bssn_note(&p->d, &p->who, k.cand.number, form_str(&p->form, "catatan"), e);
	if (rc != RC_OK)
		return rc;
	return page_redirect_flash(p, bssn_path(p, &k, ""), N_("Catatan ditambahkan."));
}
