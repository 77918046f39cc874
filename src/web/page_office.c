/* page_office.c - /kantor/permohonan/{number}: compare, note, decide, see the mail, confirm. */
#include "domain/application_sign.h"
#include "domain/workdays.h"
#include "office_decision.tpl.h"
#include "office_review.tpl.h"
#include "web/autosave.h"
#include "web/bounce.h"
#include "web/office_parts.h"
#include "web/pages.h"
#include "web/sign.h"
#include "web/ui.h"
#include "web/view_office.h"

static const struct field_option yes_no[] = {
	{ "ya", N_("Sesuai"), NULL },
	{ "tidak", N_("Beda"), NULL },
	{ NULL, NULL, NULL },
};
static const struct field_option decisions[] = {
	{ "lengkap", N_("Lengkap"), NULL },
	{ "perbaiki", N_("Minta perbaikan"), NULL },
	{ "tolak", N_("Tolak"), NULL },
	{ NULL, NULL, NULL },
};

static const struct field_spec review_fields[] = {
#define OFFICE_ITEM(id, item, group, text)                                               \
	{ .name = (item),                                                                \
		.kind = F_RADIO,                                                         \
		.options = yes_no,                                                       \
		.label = (text),                                                         \
		.conditional = true },                                                   \
	    { .name = item "_alasan",                                                    \
		    .kind = F_TEXT,                                                      \
		    .max = 300,                                                          \
		    .label = (text),                                                     \
		    .conditional = true },
#include "domain/office_items.def"
	{ .name = "peringatan",
	    .kind = F_TEXTAREA,
	    .max = 500,
	    .rows = 2,
	    .conditional = true,
	    .label = N_("Mengapa peringatan ini dapat diterima?") },
	{ .name = "decision",
	    .kind = F_RADIO,
	    .options = decisions,
	    .conditional = true,
	    .label = N_("Keputusan") },
	{ .name = "pesan",
	    .kind = F_TEXTAREA,
	    .max = 1000,
	    .rows = 4,
	    .conditional = true,
	    .label = N_("Alasan penolakan untuk pemohon") },
	{ .name = "version", .kind = F_INT, .required = true, .label = N_("Versi") },
	{ .name = "aksi", .kind = F_HIDDEN, .label = N_("Tombol") },
};
const struct form_spec form_office_review = FORM_SPEC(review_fields);

static const struct field_spec version_fields[] = {
	{ .name = "version", .kind = F_INT, .required = true, .label = N_("Versi") },
};
const struct form_spec form_version = FORM_SPEC(version_fields);

static const struct field_spec signed_version_fields[] = {
	{ .name = "version", .kind = F_INT, .required = true, .label = N_("Versi") },
	SIGN_FIELDS,
};
const struct form_spec form_signed_version = FORM_SPEC(signed_version_fields);

static const struct field_spec note_fields[] = {
	{ .name = "catatan",
	    .kind = F_TEXTAREA,
	    .min = 2,
	    .max = 1000,
	    .rows = 2,
	    .required = true,
	    .label = N_("Catatan untuk petugas lain"),
	    .msg_empty = N_("Isi catatan.") },
};
const struct form_spec form_office_note = FORM_SPEC(note_fields);

/* ---- from the form and back ---- */

static const char *
reason_name(struct page *p, int item)
{
	return str_z(p->a, str_fmt(p->a, "%s_alasan", office_items[item].name));
}

static struct office_checks
checks_of(struct page *p)
{
	struct office_checks c = { .decision = office_decision_parse(
				       form_str(&p->form, "decision")),
		.message = form_str(&p->form, "pesan"),
		.warnings_reason = form_str(&p->form, "peringatan") };

	for (int i = 0; i < ITEM__COUNT; i++)
		c.at[i] = (struct office_check){ form_str(&p->form, office_items[i].name),
			form_str(&p->form, reason_name(p, i)) };
	return c;
}

static void
fill_form(struct page *p, struct form *f, const struct office_checks *c)
{
	for (int i = 0; i < ITEM__COUNT; i++) {
		form_set(f, office_items[i].name, c->at[i].verdict);
		form_set(f, reason_name(p, i), c->at[i].reason);
	}
	form_set(f, "peringatan", c->warnings_reason);
	form_set(f, "decision", str_from_z(office_decision_text(c->decision)));
	form_set(f, "pesan", c->message);
}

/* What was typed as one text, to be copied from the page of a conflict. */
static str
typed_text(struct page *p)
{
	struct office_checks c = checks_of(p);
	str items = office_items_text(p->a, p->lang, &c);

	return str_trim(str_fmt(p->a, "%.*s\n%.*s\n%.*s", STR_ARG(items),
	    STR_ARG(c.warnings_reason), STR_ARG(c.message)));
}

/* ---- the view ---- */

static str
value_of(struct page *p, const struct office_file *f, int item)
{
	const struct row_application *a = &f->app;
	struct err ignored;
	struct date d;

	switch (item) {
	case ITEM_EKTP:
		return str_from_z(page_tr(p, N_("Jelas, berwarna, utuh?")));
	case ITEM_NIK:
		return f->nik.n == 16 ? str_fmt(p->a, "%.4s %.4s %.4s %.4s", f->nik.p,
					    f->nik.p + 4, f->nik.p + 8, f->nik.p + 12)
				      : f->nik;
	case ITEM_NAME:
		return a->name;
	case ITEM_LETTER:
		return str_from_z(page_tr(p, N_("Terbaca, nama pemohon tercantum?")));
	case ITEM_LETTER_NUMBER:
		return a->letter_number;
	case ITEM_LETTER_DATE:
		return a->letter_date.p != NULL &&
			       date_parse_iso(a->letter_date, &d, &ignored) == RC_OK
			   ? date_long(p->a, d, p->lang)
			   : a->letter_date;
	case ITEM_LETTER_SIGNER:
		return a->letter_signer;
	case ITEM_NIP:
		return a->nip.p != NULL ? ident_nip_spaced(p->a, a->nip) : STR_NONE;
	case ITEM_POSITION:
		return a->position;
	case ITEM_UNIT:
		return a->unit;
	case ITEM_GRADE:
		return a->grade;
	default:
		return a->phone.p != NULL ? ident_phone_shown(p->a, a->phone) : STR_NONE;
	}
}

static struct view_matches
matches(struct page *p, const struct office_file *f, const struct form *form,
    enum office_item_group group)
{
	struct view_match *at = ARENA_ARRAY(p->a, ITEM__COUNT, struct view_match);
	size_t n = 0;

	for (int i = 0; i < ITEM__COUNT; i++) {
		const char *name = office_items[i].name, *why = reason_name(p, i);
		str value = value_of(p, f, i);

		if (office_items[i].group != group)
			continue;
		at[n++] = (struct view_match){ .name = name,
			.label = office_items[i].label,
			.value = value.n > 0 ? value : STR("–"),
			.state = form_str(form, name),
			.reason = form_str(form, why),
			.error = form_error_of(form, name),
			.reason_error = form_error_of(form, why) };
	}
	return (struct view_matches){ at, n };
}

static struct view_events
history_of(struct page *p, const struct office_file *f)
{
	struct view_event *at = ARENA_ARRAY(p->a, f->history.n + 1, struct view_event);

	for (size_t i = 0; i < f->history.n; i++) {
		const struct row_history *h = &f->history.at[i];

		at[i] = (struct view_event){ .at = office_when(p, h->at_s, f->zone),
			.label = str_eq_z(h->event, "start")
				     ? N_("Pendaftaran dimulai")
				     : history_label(
					   &words_application, h->event, h->to_state),
			.who = h->actor_name,
			.note = h->note };
	}
	return (struct view_events){ at, f->history.n };
}

static void
put_trail(struct page *p, struct view_office_review *v, const struct office_file *f)
{
	struct view_event *notes = ARENA_ARRAY(p->a, f->notes.n + 1, struct view_event);
	struct view_event *items =
	    ARENA_ARRAY(p->a, f->returned.n + 1, struct view_event);

	for (size_t i = 0; i < f->notes.n; i++)
		notes[i] = (struct view_event){ .at = office_when(
						    p, f->notes.at[i].created_s, f->zone),
			.who = f->notes.at[i].author_name,
			.text = f->notes.at[i].text };
	for (size_t i = 0; i < f->returned.n; i++) {
		const struct row_returned_item *r = &f->returned.at[i];
		int item = office_item_parse(r->item);

		items[i] =
		    (struct view_event){ .at = office_when(p, r->created_s, f->zone),
			    .label = item >= 0 ? office_items[item].label : N_("Lainnya"),
			    .text = r->reason,
			    .who = r->fixed_s != SQL_NULL_INT ? STR("ya") : STR_NONE };
	}
	v->notes = (struct view_events){ notes, f->notes.n };
	v->returned = (struct view_events){ items, f->returned.n };
	v->history = history_of(p, f);
}

static void
put_warnings(struct page *p, struct view_office_review *v, const struct office_file *f)
{
	str *texts = ARENA_ARRAY(p->a, IDENT_WARNINGS, str);
	struct view_fact *twins = ARENA_ARRAY(p->a, f->twins.n + 1, struct view_fact);

	for (size_t i = 0; i < f->warnings.n; i++)
		texts[i] = say_text(p->a, p->lang, &f->warnings.at[i]);
	for (size_t i = 0; i < f->twins.n; i++)
		twins[i] = (struct view_fact){ state_label(&words_application,
						   f->twins.at[i].state),
			str_fmt(p->a, "%.*s · %.*s", STR_ARG(f->twins.at[i].number),
			    STR_ARG(f->twins.at[i].office_name)) };
	v->warnings = (struct view_texts){ texts, v->working ? f->warnings.n : 0 };
	v->twins = (struct view_facts){ twins, f->twins.n };
}

/* Which controls there are: those the server would carry out, and else the sentence why not. */
static void
put_controls(struct page *p, struct view_office_review *v, const struct office_file *f)
{
	const struct fsm *m = &application_fsm;
	unsigned roles = p->who.roles;
	str state = f->app.state;

	v->working = f->mine && f->why_not.p == NULL && str_eq_z(state, "in_review");
	v->can_claim = f->why_not.p == NULL && fsm_allows(m, state, APP_EV_CLAIM, roles);
	v->can_release =
	    fsm_allows(m, state, APP_EV_RELEASE, roles) && (f->mine || roles & R_KEPALA);
	v->to_counter = f->why_not_activate.p == NULL && f->claimer_name.p == NULL &&
			fsm_allows(m, state, APP_EV_ARRIVE, roles);
	if (f->why_not.p != NULL)
		v->refusal = f->why_not;
	else if (!f->mine && f->held.p != NULL)
		v->refusal = f->held;
	else if (str_eq_z(state, "ready"))
		v->refusal = f->why_not_activate;
}

/* `form` is the comparison as typed, or NULL to show what is stored. */
static enum rc
show_review(struct page *p, const struct office_file *f, struct form *form, str conflict,
    str kept, struct err *e)
{
	struct form *stored = ARENA_NEW(p->a, struct form),
		    *note = ARENA_NEW(p->a, struct form);
	struct view_office_review v = { .f = f,
		.state = state_label(&words_application, f->app.state),
		.colour = office_state_colour(f->app.state),
		.held_since = f->claimer_name.p != NULL
				  ? office_when(p, f->app.claimed_s, f->zone)
				  : STR_NONE,
		.sent = office_when(p, f->sent_s, f->zone),
		.age = workdays_text(p->a, f->age_tenths, p->lang),
		.timed = str_eq_z(f->app.state, "submitted") ||
			 str_eq_z(f->app.state, "in_review"),
		.used = f->used,
		.limit_days = p->d.conf->sla_office_days,
		.conflict = conflict,
		.kept = kept };

	put_controls(p, &v, f);
	if (form == NULL) {
		form_init(stored, &form_office_review, p->lang, p->a);
		fill_form(p, stored, &f->checks);
		form = stored;
	}
	form_init(note, &form_office_note, p->lang, p->a);
	v.form = form;
	v.note_form = p->form.spec == &form_office_note ? &p->form : note;
	v.card = matches(p, f, form, ITEM_CARD);
	v.paper = matches(p, f, form, ITEM_PAPER);
	v.other = matches(p, f, form, ITEM_OTHER);
	v.facts = office_facts(p, f);
	put_warnings(p, &v, f);
	put_trail(p, &v, f);
	v.viewer = office_viewer(
	    p, f, str_fmt(p->a, "/kantor/permohonan/%.*s", STR_ARG(f->app.number)));
	v.shell = page_shell(p, N_("Periksa permohonan"));
	v.shell.subject = f->app.name;
	v.shell.wide = true;
	if (bounce_fill(p, "application", f->app.id, f->app.phone, f->zone, &v.bounce,
		e) != RC_OK)
		return e->rc;
	page_render(p, tpl_office_review, &v);
	return RC_OK;
}

enum rc
page_office_review(struct page *p, struct err *e)
{
	struct office_file f;
	struct form kept;
	enum rc rc = office_file_load(&p->d, &p->who, page_param(p, "number"), &f, e);

	if (rc != RC_OK)
		return rc;
	form_init(&kept, &form_office_review, p->lang, p->a);
	if (f.mine && str_eq_z(f.app.state, "in_review") && autosave_fill(p, &kept))
		return show_review(p, &f, &kept, STR_NONE, STR_NONE, e);
	return show_review(p, &f, NULL, STR_NONE, STR_NONE, e);
}

static str
file_path(struct page *p, const struct office_file *f, const char *rest)
{
	return str_fmt(p->a, "/kantor/permohonan/%.*s%s", STR_ARG(f->app.number), rest);
}

/* Nothing was done: the page as it is now, with what was typed and the sentence why. */
static enum rc
conflict_page(struct page *p, str number, struct err *e)
{
	str conflict = str_dup(p->a, str_from_z(page_tr(p, e->msg)));
	struct office_file f;
	bool mine;
	enum rc rc = office_file_load(&p->d, &p->who, number, &f, e);

	if (rc != RC_OK)
		return rc;
	p->rs->status = 409;
	mine = f.mine && str_eq_z(f.app.state, "in_review");
	return show_review(p, &f, &p->form, conflict, mine ? STR_NONE : typed_text(p), e);
}

enum rc
page_office_review_post(struct page *p, struct err *e)
{
	struct office_checks checks = checks_of(p);
	struct office_file f;
	enum rc rc = office_file_load(&p->d, &p->who, page_param(p, "number"), &f, e);

	if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		return show_review(p, &f, &p->form, STR_NONE, STR_NONE, e);
	}
	rc = office_save_checks(
	    &p->d, &p->who, f.app.id, form_int(&p->form, "version"), &checks, e);
	if (rc == RC_CONFLICT)
		return conflict_page(p, f.app.number, e);
	if (rc != RC_OK)
		return rc;
	autosave_done(p);
	if (str_eq_z(form_str(&p->form, "aksi"), "simpan"))
		return page_redirect_flash(
		    p, file_path(p, &f, ""), N_("Hasil pemeriksaan tersimpan."));
	rc = office_file_load(&p->d, &p->who, f.app.number, &f, e);
	if (rc == RC_OK)
		rc = office_decision_check(
		    &p->d, &f.app, &f.checks, &f.warnings, f.checks.decision, e);
	if (rc == RC_INVALID) {
		form_error(&p->form, "decision", e->msg);
		p->rs->status = 422;
		return show_review(p, &f, &p->form, STR_NONE, STR_NONE, e);
	}
	return rc != RC_OK ? rc : page_redirect(p, file_path(p, &f, "/putusan"));
}

/* ---- holding, notes ---- */

typedef enum rc (*holding_fn)(
    struct domain *d, const struct actor *who, str id, int64_t version, struct err *e);

static enum rc
hold(struct page *p, holding_fn fn, const char *done, const char *to, struct err *e)
{
	struct office_file f;
	enum rc rc = office_file_load(&p->d, &p->who, page_param(p, "number"), &f, e);

	if (rc == RC_OK)
		rc = fn(&p->d, &p->who, f.app.id, form_int(&p->form, "version"), e);
	if (rc != RC_OK)
		return rc;
	return page_redirect_flash(
	    p, to != NULL ? str_from_z(to) : file_path(p, &f, ""), done);
}

enum rc
page_office_claim_post(struct page *p, struct err *e)
{
	return hold(p, office_claim, N_("Berkas ini Anda pegang."), NULL, e);
}

enum rc
page_office_release_post(struct page *p, struct err *e)
{
	return hold(p, office_release, N_("Berkas dilepas kembali ke antrean."),
	    "/kantor/permohonan", e);
}

enum rc
page_office_note_post(struct page *p, struct err *e)
{
	struct office_file f;
	enum rc rc = office_file_load(&p->d, &p->who, page_param(p, "number"), &f, e);

	if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		return show_review(p, &f, NULL, STR_NONE, STR_NONE, e);
	}
	rc = office_note(&p->d, &p->who, f.app.number, form_str(&p->form, "catatan"), e);
	return rc != RC_OK ? rc
			   : page_redirect_flash(
				 p, file_path(p, &f, ""), N_("Catatan ditambahkan."));
}

/* ---- the decision ---- */

static const struct {
	const char *what, *effect, *button, *done;
} words[] = {
	[DECIDE_COMPLETE] = { N_("Berkas lengkap"),
	    N_("Pemohon diundang datang ke loket. Yang mengaktifkan harus petugas lain."),
	    N_("Nyatakan lengkap"),
	    N_("Berkas dinyatakan lengkap. Pemohon sudah dikabari.") },
	[DECIDE_RETURN] = { N_("Minta perbaikan"),
	    N_("Hanya bagian yang disebut di email ini yang dibuka kembali untuk pemohon."),
	    N_("Kirim permintaan perbaikan"),
	    N_("Permintaan perbaikan dikirim ke pemohon.") },
	[DECIDE_REFUSE] = { N_("Tolak pendaftaran"),
	    N_("Permohonan ini selesai dan tidak dapat dibuka kembali. Pemohon dapat mendaftar "
	       "lagi."),
	    N_("Tolak pendaftaran"), N_("Pendaftaran ditolak. Pemohon sudah dikabari.") },
};

/* The file with a stored decision that its holder may confirm now. */
static enum rc
load_decided(struct page *p, struct office_file *f, struct err *e)
{
	enum rc rc = office_file_load(&p->d, &p->who, page_param(p, "number"), f, e);

	if (rc != RC_OK)
		return rc;
	if (!f->mine)
		return err_set(e, RC_CONFLICT,
		    f->held.p != NULL
			? f->held.p
			: N_("Berkas ini belum Anda pegang, atau sudah lepas karena "
			     "lama tanpa kegiatan. Ambil dulu, baru lanjutkan."),
		    "not the holder");
	return office_decision_check(
	    &p->d, &f->app, &f->checks, &f->warnings, f->checks.decision, e);
}

/* The review statement, in words and as bytes. */
static enum rc
put_review(struct page *p, const struct office_file *f, struct view_office_decision *v,
    struct err *e)
{
	struct office_sign x = { &f->app, &f->office };
	struct statement st;
	str bytes;
	enum rc rc =
	    signing_make(&p->d, &p->who, review_fill, &x, REVIEW_LIFE_S, &st, &bytes, e);

	if (rc == RC_OK)
		rc = sign_view(p,
		    str_fmt(
			p->a, "/kantor/permohonan/%.*s/putusan", STR_ARG(f->app.number)),
		    bytes, true, v->button, &v->sign, e);
	v->facts = sign_facts(p, &st);
	v->signs = true;
	v->shell.use_officer = true;
	return rc;
}

enum rc
page_office_decision(struct page *p, struct err *e)
{
	struct mail_text mail;
	struct office_file f;
	struct view_office_decision v = { .f = &f };
	enum rc rc = load_decided(p, &f, e);

	if (rc == RC_OK)
		rc = office_decision_mail(
		    &p->d, &f.app, &f.checks, f.checks.decision, &mail, e);
	if (rc != RC_OK)
		return rc;
	v.what = words[f.checks.decision].what;
	v.effect = words[f.checks.decision].effect;
	v.button = words[f.checks.decision].button;
	v.grave = f.checks.decision == DECIDE_REFUSE;
	v.also_office = f.checks.decision == DECIDE_RETURN;
	v.subject = mail.subject;
	v.text = mail.text;
	v.to = f.app.email;
	v.back = str_eq_z(f.app.state, "at_counter")
		     ? str_fmt(p->a, "/kantor/loket/%.*s", STR_ARG(f.app.number))
		     : file_path(p, &f, "");
	v.shell = page_shell(p, N_("Tinjau keputusan"));
	v.shell.subject = f.app.name;
	if (f.checks.decision == DECIDE_COMPLETE)
		rc = put_review(p, &f, &v, e);
	if (rc == RC_OK)
		page_render(p, tpl_office_decision, &v);
	return rc;
}

/* "Lengkap" is signed; the other decisions give nothing away. */
static enum rc
take_review(
    struct page *p, const struct office_file *f, struct signing *out, struct err *e)
{
	struct office_sign x = { &f->app, &f->office };
	struct sign_sent sent;
	enum rc rc = sign_read(p, &sent, e);

	if (rc == RC_OK)
		rc = signing_take(&p->d, &p->who, review_fill, &x, REVIEW_LIFE_S,
		    sent.bytes, &sent.sig, out, e);
	return rc;
}

enum rc
page_office_decision_post(struct page *p, struct err *e)
{
	enum office_decision decision;
	struct signing review, *s = NULL;
	struct office_file f;
	bool counter;
	enum rc rc = load_decided(p, &f, e);

	if (rc != RC_OK)
		return rc;
	decision = f.checks.decision;
	counter = str_eq_z(f.app.state, "at_counter");
	if (decision == DECIDE_COMPLETE) {
		rc = take_review(p, &f, &review, e);
		s = &review;
	}
	if (rc == RC_OK)
		rc = office_decide(
		    &p->d, &p->who, f.app.id, form_int(&p->form, "version"), s, e);
	if (rc != RC_OK)
		return rc;
	return page_redirect_flash(p,
	    counter ? STR("/kantor/loket") : STR("/kantor/permohonan"),
	    words[decision].done);
}
