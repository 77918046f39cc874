/* page_counter.c - /kantor/loket: search, serve step by step, Aktivasi. */
#include "base/utf8.h"
#include "counter.tpl.h"
#include "counter_activate.tpl.h"
#include "counter_done.tpl.h"
#include "counter_list.tpl.h"
#include "domain/application_sign.h"
#include "domain/counter_slot.h"
#include "web/office_parts.h"
#include "web/pages.h"
#include "web/sign.h"
#include "web/slots.h"
#include "web/ui.h"
#include "web/view_counter.h"

#define LATE_S (15 * 60) /* after the time that was chosen */
#define VERSION                                                                          \
	{                                                                                \
		.name = "version", .kind = F_INT, .required = true, .label = N_("Versi") \
	}
#define TICK(tick_name, text)                                                            \
	{ .name = (tick_name),                                                           \
		.kind = F_RADIO,                                                         \
		.options = ticks,                                                        \
		.label = (text),                                                         \
		.required = true },                                                      \
	{                                                                                \
		.name = tick_name "_alasan", .kind = F_TEXT, .max = 300,                 \
		.conditional = true, .label = N_("Alasan")                               \
	}

static const struct field_option ticks[] = {
	{ "ya", N_("Ya"), NULL },
	{ "tidak", N_("Tidak"), NULL },
	{ NULL, NULL, NULL },
};
static const struct field_option ways[] = {
	{ "nanti", N_("Pemohon datang lagi nanti"),
	    N_("Permohonan tetap siap; yang sudah dicatat disimpan.") },
	{ "perbaiki", N_("Minta perbaikan"),
	    N_("Satu bagian dibuka kembali untuk pemohon.") },
	{ "tolak", N_("Tolak"), NULL },
	{ NULL, NULL, NULL },
};
static const struct field_option items[] = {
	{ "", N_("Pilih bagian"), NULL },
#define OFFICE_ITEM(id, item, group, text) { item, text, NULL },
#include "domain/office_items.def"
	{ NULL, NULL, NULL },
};

static const struct field_spec search_fields[] = {
	{ .name = "cari",
	    .kind = F_TEXT,
	    .max = 40,
	    .conditional = true,
	    .label = N_("Nomor permohonan atau NIP"),
	    .hint = N_("Boleh dipindai dari kode QR di bukti pendaftaran.") },
};
const struct form_spec form_counter_search = FORM_SPEC(search_fields);
static const struct field_spec nik_fields[] = {
	{ .name = "nik",
	    .kind = F_DIGITS,
	    .min = 16,
	    .max = 16,
	    .required = true,
	    .width = 20,
	    .label = N_("NIK"),
	    .hint = N_("Ketik dari e-KTP asli yang Anda pegang, 16 angka."),
	    .msg_empty = N_("Isi NIK.") },
	VERSION,
};
const struct form_spec form_counter_nik = FORM_SPEC(nik_fields);
static const struct field_spec identity_fields[] = {
	TICK("kartu", N_("e-KTP asli dilihat")),
	TICK("wajah", N_("Wajah sama dengan e-KTP")),
	TICK("nama", N_("Nama di e-KTP asli sama")),
	VERSION,
};
const struct form_spec form_counter_identity = FORM_SPEC(identity_fields);
static const struct field_spec letter_fields[] = {
	{ .name = "surat_asli",
	    .kind = F_CHECK,
	    .conditional = true,
	    .label = N_("Surat asli (cetak) diterima") },
	{ .name = "surat_lunak",
	    .kind = F_CHECK,
	    .conditional = true,
	    .label = N_("Berkas lunak (PDF) diterima") },
	VERSION,
};
const struct form_spec form_counter_letter = FORM_SPEC(letter_fields);
static const struct field_spec photo_fields[] = {
	{ .name = "photo",
	    .kind = F_FILE,
	    .required = true,
	    .camera = true,
	    .label = N_("Foto pemohon"),
	    .accept = "image/jpeg,image/png",
	    .hint = N_(
		"Wajah menghadap kamera, cahaya dari depan. JPG atau PNG, paling besar 10 MB."),
	    .msg_empty = N_("Ambil atau pilih foto pemohon.") },
	VERSION,
};
const struct form_spec form_counter_photo = FORM_SPEC(photo_fields);
static const struct field_spec statement_fields[] = {
	TICK("pernyataan", N_("Surat pernyataan dibaca dan ditegaskan pemohon")),
	VERSION,
};
const struct form_spec form_counter_statement = FORM_SPEC(statement_fields);
static const struct field_spec stop_fields[] = {
	{ .name = "jalan",
	    .kind = F_RADIO,
	    .options = ways,
	    .required = true,
	    .label = N_("Apa yang terjadi berikutnya?"),
	    .msg_empty = N_("Pilih salah satu.") },
	{ .name = "bagian",
	    .kind = F_SELECT,
	    .options = items,
	    .conditional = true,
	    .label = N_("Bagian yang perlu diperbaiki") },
	{ .name = "reason",
	    .kind = F_TEXTAREA,
	    .min = 3,
	    .max = 300,
	    .rows = 3,
	    .required = true,
	    .label = N_("Alasan"),
	    .msg_empty = N_("Tulis alasannya.") },
	VERSION,
};
const struct form_spec form_counter_stop = FORM_SPEC(stop_fields);

/* ---- the list ---- */

static enum rc
put_visits(struct page *p, struct view_counter_list *v, enum zone z, struct err *e)
{
	struct row_counter_slot_visits_list l;
	struct view_visit *at;
	enum rc rc = counter_offers(&p->d, p->d.db, p->who.office, &v->slots, e);

	if (rc == RC_OK)
		rc = counter_slots_today(&p->d, &p->who, &l, e);
	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, l.n + 1, struct view_visit);
	for (size_t i = 0; i < l.n; i++) {
		const struct row_counter_slot_visits *r = &l.at[i];
		bool ready = str_eq_z(r->state, "ready");

		at[i] = (struct view_visit){ .href = str_fmt(p->a, "/kantor/loket/%.*s",
						 STR_ARG(r->number)),
			.when = slots_span(p->a, r->at_s, r->at_s + r->minutes * 60, z),
			.name = r->name,
			.nip =
			    r->nip.p == NULL ? STR_NONE : ident_nip_spaced(p->a, r->nip),
			.number = r->number,
			.state = state_label(&words_application, r->state),
			.colour = ready ? TAG_YELLOW : TAG_BLUE,
			.late = ready && r->at_s + LATE_S < domain_now(&p->d) };
	}
	v->visits.at = at;
	v->visits.n = l.n;
	return RC_OK;
}

static enum rc
show_list(struct page *p, struct err *e)
{
	struct office_query q = { .tab = TAB_READY,
		.state = APP_AT_COUNTER,
		.text = STR_NONE,
		.place = STR_NONE };
	struct office_page serving, ready;
	struct view_counter_list v = { .form = &p->form };
	enum rc rc = office_queue(&p->d, &p->who, &q, &serving, e);

	q.state = APP_READY;
	if (rc == RC_OK)
		rc = office_queue(&p->d, &p->who, &q, &ready, e);
	if (rc != RC_OK)
		return rc;
	rc = put_visits(p, &v, ready.zone, e);
	if (rc != RC_OK)
		return rc;
	v.shell = page_shell(p, N_("Loket"));
	v.serving = office_lines(p, serving.at, serving.n, serving.zone, "/kantor/loket");
	v.ready = office_lines(p, ready.at, ready.n, ready.zone, "/kantor/loket");
	if (ready.after.p != NULL)
		v.all_href = STR("/kantor/permohonan?tab=loket");
	page_render(p, tpl_counter_list, &v);
	return RC_OK;
}

enum rc
page_counter_list(struct page *p, struct err *e)
{
	str typed = page_query(p, "cari"), number;
	enum rc rc;

	if (typed.n == 0)
		return show_list(p, e);
	/* The receipt's QR holds an address; a reader types all of it. */
	for (ptrdiff_t i = str_find(typed, STR("/")); i >= 0;
	     i = str_find(typed, STR("/")))
		typed = str_from(typed, (size_t)i + 1);
	rc = counter_search(&p->d, &p->who, typed, &number, e);
	if (rc == RC_OK)
		return page_redirect(
		    p, str_fmt(p->a, "/kantor/loket/%.*s", STR_ARG(number)));
	if (rc != RC_NOT_FOUND && rc != RC_INVALID)
		return rc;
	form_set(&p->form, "cari", utf8_head(typed, 40));
	form_error(&p->form, "cari", e->msg);
	p->rs->status = 422;
	return show_list(p, e);
}

/* ---- one applicant ---- */

static str
counter_path(struct page *p, const struct office_file *f, const char *rest)
{
	return str_fmt(p->a, "/kantor/loket/%.*s%s", STR_ARG(f->app.number), rest);
}

/* The form that was sent if it is of that kind, else a new one. */
static struct form *
form_for(struct page *p, const struct form_spec *spec)
{
	struct form *f;

	if (p->form.spec == spec)
		return &p->form;
	f = ARENA_NEW(p->a, struct form);
	form_init(f, spec, p->lang, p->a);
	return f;
}

static struct view_ticks
ticks_of(struct page *p, const struct form *f, const struct counter_record *r, int first,
    int last)
{
	struct view_tick *at = ARENA_ARRAY(p->a, COUNTER_TICKS, struct view_tick);
	size_t n = 0;

	for (int i = first; i <= last; i++) {
		const char *name = counter_tick_names[i];
		const char *why = str_z(p->a, str_fmt(p->a, "%s_alasan", name));
		bool typed = f == &p->form;

		at[n] = (struct view_tick){ .name = name,
			.label = counter_tick_labels[i],
			.state = typed ? form_str(f, name) : r->ticks[i].verdict,
			.reason = typed ? form_str(f, why) : r->ticks[i].reason,
			.error = form_error_of(f, name) };
		if (at[n].error.p == NULL)
			at[n].error = form_error_of(f, why);
		n++;
	}
	return (struct view_ticks){ at, n };
}

static bool
said_yes(const struct counter_record *r, int first, int last)
{
	for (int i = first; i <= last; i++)
		if (!str_eq_z(r->ticks[i].verdict, "ya"))
			return false;
	return true;
}

static struct view_conditions
conditions(struct page *p, const struct counter_record *r)
{
	struct view_condition *at = ARENA_ARRAY(p->a, 8, struct view_condition);
	size_t n = 0;

	at[n++] = (struct view_condition){ N_("NIK dari kartu asli sama"), r->nik_match };
	for (int i = TICK_CARD; i <= TICK_NAME; i++)
		at[n++] =
		    (struct view_condition){ counter_tick_labels[i], said_yes(r, i, i) };
	at[n++] = (struct view_condition){ letter_fields[0].label, r->letter_original };
	at[n++] = (struct view_condition){ letter_fields[1].label, r->letter_soft };
	at[n++] = (struct view_condition){ N_("Foto di loket diambil"), r->photo.n > 0 };
	at[n++] = (struct view_condition){ counter_tick_labels[TICK_STATEMENT],
		said_yes(r, TICK_STATEMENT, TICK_STATEMENT) };
	return (struct view_conditions){ at, n };
}

static str
picture_src(struct page *p, const struct row_document *doc)
{
	return doc == NULL ? STR_NONE
			   : str_fmt(p->a, "/dokumen/%.*s/gambar", STR_ARG(doc->id));
}

static void
put_forms(struct page *p, struct view_counter *v)
{
	struct form *letter = form_for(p, &form_counter_letter);
	const struct form *identity = form_for(p, &form_counter_identity);
	const struct form *statement = form_for(p, &form_counter_statement);

	if (letter != &p->form) {
		form_set(letter, "surat_asli",
		    v->record.letter_original ? STR("ya") : STR_NONE);
		form_set(
		    letter, "surat_lunak", v->record.letter_soft ? STR("ya") : STR_NONE);
	}
	v->nik = form_for(p, &form_counter_nik);
	v->identity = identity;
	v->letter = letter;
	v->photo = form_for(p, &form_counter_photo);
	v->statement = statement;
	v->stop = form_for(p, &form_counter_stop);
	v->ticks = ticks_of(p, identity, &v->record, TICK_CARD, TICK_NAME);
	v->statement_tick =
	    ticks_of(p, statement, &v->record, TICK_STATEMENT, TICK_STATEMENT);
	v->posted = p->form.spec != NULL && !form_ok(&p->form) ? &p->form : NULL;
}

static void
put_record(struct page *p, struct view_counter *v, const struct office_file *f)
{
	counter_record_read(&f->app, &v->record);
	v->lacks = counter_record_lacks(&v->record);
	v->conditions = conditions(p, &v->record);
	v->identity_done = said_yes(&v->record, TICK_CARD, TICK_NAME);
	v->letter_done = v->record.letter_original && v->record.letter_soft;
	v->photo_done = v->record.photo.n > 0;
	v->statement_done = said_yes(&v->record, TICK_STATEMENT, TICK_STATEMENT);
	v->ektp_src = picture_src(p, office_document(f, "ektp"));
	v->photo_src = picture_src(p, office_document(f, "counter_photo"));
	v->letter_src = picture_src(p, office_document(f, "letter"));
	v->facts = office_facts(p, f);
}

static void
put_standing(struct page *p, struct view_counter *v, const struct office_file *f)
{
	bool at_counter = str_eq_z(f->app.state, "at_counter");

	v->serving = at_counter && f->mine && f->why_not_activate.p == NULL;
	v->can_start =
	    f->why_not_activate.p == NULL &&
	    fsm_allows(&application_fsm, f->app.state, APP_EV_ARRIVE, p->who.roles);
	v->can_stop = at_counter && !f->mine && f->why_not.p == NULL;
	if (str_eq_z(f->app.state, "ready") || at_counter)
		v->refusal = f->why_not_activate.p != NULL ? f->why_not_activate
			     : at_counter && !f->mine      ? f->held
							   : STR_NONE;
	else
		v->refusal = str_from_z(page_tr(p,
		    str_eq_z(f->app.state, "approved") || str_eq_z(f->app.state, "issued")
			? N_("Permohonan ini sudah diaktifkan.")
			: N_("Berkas ini belum siap untuk loket. Periksa dulu berkasnya.")));
	if (f->claimer_name.p != NULL && at_counter) {
		str parts[2] = { f->claimer_name,
			office_when(p, f->app.claimed_s, f->zone) };

		v->served =
		    form_fill(p->a, page_tr(p, N_("Dilayani {0} sejak {1}")), parts, 2);
	}
}

static enum rc
show_counter(struct page *p, const struct office_file *f)
{
	struct view_counter v = { .f = f,
		.state = state_label(&words_application, f->app.state),
		.colour = office_state_colour(f->app.state) };

	put_record(p, &v, f);
	put_standing(p, &v, f);
	put_forms(p, &v);
	v.shell = page_shell(p, N_("Loket"));
	v.shell.subject = f->app.name;
	v.shell.back_href = STR("/kantor/loket");
	v.shell.back_label = N_("Kembali ke daftar loket");
	v.shell.use_files = true;
	page_render(p, tpl_counter, &v);
	return RC_OK;
}

static enum rc
load(struct page *p, struct office_file *f, struct err *e)
{
	return office_file_load(&p->d, &p->who, page_param(p, "number"), f, e);
}

enum rc
page_counter(struct page *p, struct err *e)
{
	struct office_file f;
	enum rc rc = load(p, &f, e);

	return rc != RC_OK ? rc : show_counter(p, &f);
}

/* After a step: on, or the page again with the sentence where it belongs (`field` may be NULL). */
static enum rc
after(struct page *p, struct office_file *f, enum rc rc, const char *field,
    const char *anchor, struct err *e)
{
	char msg[sizeof(e->msg)];

	if (rc == RC_OK)
		return page_redirect(p, counter_path(p, f, anchor));
	if (rc != RC_INVALID && rc != RC_CONFLICT)
		return rc;
	memcpy(msg, e->msg, sizeof(msg));
	if (field != NULL && rc == RC_INVALID)
		form_error(&p->form, field, msg);
	else
		form_error_whole(&p->form, msg);
	p->rs->status = rc == RC_CONFLICT ? 409 : 422;
	rc = load(p, f, e);
	return rc != RC_OK ? rc : show_counter(p, f);
}

static enum rc
invalid(struct page *p, const struct office_file *f)
{
	p->rs->status = 422;
	return show_counter(p, f);
}

enum rc
page_counter_start_post(struct page *p, struct err *e)
{
	struct office_file f;
	enum rc rc = load(p, &f, e);

	if (rc != RC_OK)
		return rc;
	rc = counter_arrive(&p->d, &p->who, f.app.id, form_int(&p->form, "version"), e);
	return rc != RC_OK ? rc : page_redirect(p, counter_path(p, &f, ""));
}

enum rc
page_counter_nik_post(struct page *p, struct err *e)
{
	struct office_file f;
	struct say why;
	bool match;
	enum rc rc = load(p, &f, e);

	if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form))
		return invalid(p, &f);
	rc = counter_nik(&p->d, &p->who, f.app.id, form_int(&p->form, "version"),
	    form_str(&p->form, "nik"), &match, &why, e);
	if (rc == RC_INVALID && why.id != NULL) {
		form_error_with(&p->form, "nik", why.id, why.arg, 2);
		return invalid(p, &f);
	}
	return after(p, &f, rc, "nik", match ? "#identitas" : "#nik-bagian", e);
}

static struct office_check
tick_of(struct page *p, int i)
{
	return (struct office_check){ form_str(&p->form, counter_tick_names[i]),
		form_str(&p->form,
		    str_z(p->a, str_fmt(p->a, "%s_alasan", counter_tick_names[i]))) };
}

/* A "Tidak" without a reason is said at its own field. */
static void
need_reasons(struct page *p, int first, int last)
{
	for (int i = first; i <= last; i++) {
		struct office_check c = tick_of(p, i);

		if (str_eq_z(c.verdict, "tidak") && c.reason.n == 0)
			form_error(&p->form, counter_tick_names[i],
			    N_("Setiap jawaban Tidak perlu alasan."));
	}
}

enum rc
page_counter_identity_post(struct page *p, struct err *e)
{
	struct office_check said[3] = { tick_of(p, TICK_CARD), tick_of(p, TICK_FACE),
		tick_of(p, TICK_NAME) };
	struct office_file f;
	enum rc rc = load(p, &f, e);

	if (rc != RC_OK)
		return rc;
	need_reasons(p, TICK_CARD, TICK_NAME);
	if (!form_ok(&p->form))
		return invalid(p, &f);
	rc = counter_identity(
	    &p->d, &p->who, f.app.id, form_int(&p->form, "version"), said, e);
	return after(p, &f, rc, NULL, "#surat", e);
}

enum rc
page_counter_letter_post(struct page *p, struct err *e)
{
	struct office_file f;
	enum rc rc = load(p, &f, e);

	if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form))
		return invalid(p, &f);
	rc = counter_letter(&p->d, &p->who, f.app.id, form_int(&p->form, "version"),
	    form_bool(&p->form, "surat_asli"), form_bool(&p->form, "surat_lunak"), e);
	return after(p, &f, rc, NULL, "#foto", e);
}

enum rc
page_counter_statement_post(struct page *p, struct err *e)
{
	struct office_check said = tick_of(p, TICK_STATEMENT);
	struct office_file f;
	enum rc rc = load(p, &f, e);

	if (rc != RC_OK)
		return rc;
	need_reasons(p, TICK_STATEMENT, TICK_STATEMENT);
	if (!form_ok(&p->form))
		return invalid(p, &f);
	rc = counter_statement(
	    &p->d, &p->who, f.app.id, form_int(&p->form, "version"), &said, e);
	return after(p, &f, rc, NULL, "#aktivasi", e);
}

enum rc
page_counter_photo_post(struct page *p, struct err *e)
{
	str name;
	struct vault_stage *stage = page_take_stage(p, "photo", &name);
	struct office_file f;
	enum rc rc = load(p, &f, e);

	if (rc == RC_OK && form_ok(&p->form) && stage != NULL) {
		rc = counter_photo(&p->d, &p->who, f.app.id,
		    form_int(&p->form, "version"), stage, name, e);
		return after(p, &f, rc, "photo", "#pernyataan", e);
	}
	if (stage != NULL)
		vault_discard(stage);
	return rc != RC_OK ? rc : invalid(p, &f);
}

/* ---- not today ---- */

static enum rc
send_back(struct page *p, struct office_file *f, str way, struct err *e)
{
	struct office_checks c = { .decision = office_decision_parse(way),
		.message = form_str(&p->form, "reason") };
	int item = office_item_parse(form_str(&p->form, "bagian"));
	enum rc rc;

	if (c.decision == DECIDE_RETURN && item < 0) {
		form_error(&p->form, "bagian", N_("Pilih bagian yang perlu diperbaiki."));
		return invalid(p, f);
	}
	if (c.decision == DECIDE_RETURN)
		c.at[item] = (struct office_check){ STR("tidak"), c.message };
	rc = counter_prepare(
	    &p->d, &p->who, f->app.id, form_int(&p->form, "version"), &c, e);
	if (rc != RC_OK)
		return after(p, f, rc, NULL, "", e);
	return page_redirect(
	    p, str_fmt(p->a, "/kantor/permohonan/%.*s/putusan", STR_ARG(f->app.number)));
}

enum rc
page_counter_stop_post(struct page *p, struct err *e)
{
	str way = form_str(&p->form, "jalan");
	struct office_file f;
	enum rc rc = load(p, &f, e);

	if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form))
		return invalid(p, &f);
	if (!str_eq_z(way, "nanti"))
		return send_back(p, &f, way, e);
	rc = counter_leave(&p->d, &p->who, f.app.id, form_int(&p->form, "version"),
	    form_str(&p->form, "reason"), e);
	if (rc != RC_OK)
		return after(p, &f, rc, NULL, "", e);
	return page_redirect_flash(p,
	    f.mine ? STR("/kantor/loket") : counter_path(p, &f, ""),
	    N_("Pelayanan dihentikan."));
}

/* ---- Aktivasi ---- */

/* The approval in words and as bytes; its last 32 bytes are the place of the activation key. */
static enum rc
put_approval(
    struct page *p, const struct office_file *f, struct view_counter *v, struct err *e)
{
	struct office_sign x = { &f->app, &f->office };
	struct statement st;
	str bytes;
	enum rc rc = signing_make(
	    &p->d, &p->who, approval_fill, &x, approval_life_s(&p->d), &st, &bytes, e);

	if (rc == RC_OK)
		rc = sign_view(p, counter_path(p, f, "/aktivasi"), bytes, true,
		    v->renew ? N_("Tanda tangani dengan kode baru") : N_("Aktivasi"),
		    &v->sign, e);
	if (rc != RC_OK)
		return rc;
	v->sign.slot = (int64_t)bytes.n - 32;
	v->sign.number = f->app.number;
	v->sign_facts = sign_facts(p, &st);
	v->shell.use_officer = true;
	return RC_OK;
}

enum rc
page_counter_activate(struct page *p, struct err *e)
{
	struct office_file f;
	struct view_counter v = { .f = &f };
	enum rc rc = load(p, &f, e);

	if (rc != RC_OK)
		return rc;
	put_record(p, &v, &f);
	put_standing(p, &v, &f);
	v.renew = str_eq_z(f.app.state, "approved");
	if (!v.renew && (!v.serving || v.lacks != NULL))
		return page_redirect(p, counter_path(p, &f, "#aktivasi"));
	v.shell = page_shell(p, N_("Tinjau dan aktifkan"));
	v.shell.subject = f.app.name;
	rc = put_approval(p, &f, &v, e);
	if (rc == RC_OK)
		page_render(p, tpl_counter_activate, &v);
	return rc;
}

enum rc
page_counter_activate_post(struct page *p, struct err *e)
{
	struct office_file f;
	struct office_sign x = { &f.app, &f.office };
	struct sign_sent sent;
	bool renew;
	struct signing s;
	enum rc rc = load(p, &f, e);

	if (rc != RC_OK)
		return rc;
	renew = str_eq_z(f.app.state, "approved");
	if (!renew)
		rc = counter_approve_check(
		    &p->d, &p->who, f.app.id, form_int(&p->form, "version"), e);
	if (rc == RC_INVALID)
		return after(p, &f, rc, NULL, "", e);
	if (rc == RC_OK)
		rc = sign_read(p, &sent, e);
	if (rc == RC_OK)
		rc = signing_take(&p->d, &p->who, approval_fill, &x,
		    approval_life_s(&p->d), sent.bytes, &sent.sig, &s, e);
	if (rc != RC_OK)
		return rc;
	if (renew)
		rc = approval_renew(&p->d, &p->who, &f.app, &s, e);
	else
		rc = counter_approve(
		    &p->d, &p->who, f.app.id, form_int(&p->form, "version"), &s, e);
	if (rc == RC_INVALID)
		return after(p, &f, rc, NULL, "", e);
	return rc != RC_OK ? rc : page_redirect(p, counter_path(p, &f, "/selesai"));
}

enum rc
page_counter_done(struct page *p, struct err *e)
{
	struct office_file f;
	struct view_counter_done v = { .f = &f, .officer = STR("–") };
	const struct row_document *proof;
	enum rc rc = load(p, &f, e);

	if (rc != RC_OK)
		return rc;
	if (f.app.approved_s == SQL_NULL_INT)
		return page_redirect(p, counter_path(p, &f, ""));
	proof = office_document(&f, "activation");
	if (proof != NULL)
		v.proof_href = str_fmt(p->a, "/dokumen/%.*s/unduh", STR_ARG(proof->id));
	proof = office_document(&f, "minutes");
	if (proof != NULL)
		v.minutes_href = str_fmt(p->a, "/dokumen/%.*s/unduh", STR_ARG(proof->id));
	for (size_t i = 0; i < f.history.n; i++)
		if (str_eq_z(f.history.at[i].event, "approve"))
			v.officer = f.history.at[i].actor_name;
	v.collect_url = page_url(
	    p->a, p->d.conf, str_fmt(p->a, "/ambil/%.*s", STR_ARG(f.app.number)));
	v.activated = time_long(p->a, f.app.approved_s, f.zone, p->lang);
	if (f.app.collect_expires_s != SQL_NULL_INT)
		v.until = time_long(p->a, f.app.collect_expires_s, f.zone, p->lang);
	v.issued = str_eq_z(f.app.state, "issued");
	if (str_eq_z(f.app.state, "approved"))
		v.renew_href = counter_path(p, &f, "/aktivasi");
	v.shell = page_shell(p, N_("Selesai"));
	v.shell.use_officer = true;
	v.shell.subject = f.app.number;
	page_render(p, tpl_counter_done, &v);
	return RC_OK;
}
