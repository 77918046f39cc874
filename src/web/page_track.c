/* page_track.c - where an application stands: for everybody a line, for its owner all of it. */
#include "base/utf8.h"
#include "domain/inbox.h"
#include "track.tpl.h"
#include "track_search.tpl.h"
#include "web/bounce.h"
#include "web/page_apply.h"
#include "web/pages.h"
#include "withdraw.tpl.h"

static const struct field_spec search_fields[] = {
	{ .name = "nomor",
	    .kind = F_TEXT,
	    .max = 40,
	    .required = true,
	    .label = N_("Nomor permohonan"),
	    .width = 20,
	    .hint = N_("Contoh: DS-082-7K4M-2PXA"),
	    .msg_empty = N_("Isi nomor permohonan.") },
};
const struct form_spec form_track = FORM_SPEC(search_fields);

static const struct field_spec withdraw_fields[] = {
	{ .name = "reason",
	    .kind = F_TEXTAREA,
	    .max = 500,
	    .conditional = true,
	    .rows = 3,
	    .label = N_("Alasan pembatalan"),
	    .hint = N_("Kantor akan membaca alasan ini.") },
};
const struct form_spec form_withdraw = FORM_SPEC(withdraw_fields);

static void
show_search(struct page *p)
{
	struct view_track_search v = { .shell = page_shell(p, N_("Lacak permohonan")),
		.form = &p->form };

	v.shell.back_href = STR("/");
	page_render(p, tpl_track_search, &v);
}

/* Look the typed number up; a wrong one comes back with its sentence. */
static enum rc
search(struct page *p, str typed, struct err *e)
{
	struct apply_public pub;
	enum rc rc = apply_public_by_number(&p->d, &p->who, typed, &pub, e);

	if (rc == RC_OK)
		return page_redirect(
		    p, str_fmt(p->a, "/lacak/%.*s", STR_ARG(pub.number)));
	if (rc != RC_NOT_FOUND && rc != RC_LIMIT)
		return rc;
	form_error(&p->form, "nomor", e->msg);
	p->rs->status = rc == RC_LIMIT ? 429 : 422;
	show_search(p);
	return RC_OK;
}

enum rc
page_track_search(struct page *p, struct err *e)
{
	str typed = page_query(p, "nomor");

	if (typed.p == NULL) {
		show_search(p);
		return RC_OK;
	}
	form_set(&p->form, "nomor", utf8_head(typed, 40));
	if (str_trim(typed).n > 0)
		return search(p, typed, e);
	form_error(&p->form, "nomor", N_("Isi nomor permohonan."));
	p->rs->status = 422;
	show_search(p);
	return RC_OK;
}

enum rc
page_track_search_post(struct page *p, struct err *e)
{
	if (form_ok(&p->form))
		return search(p, form_str(&p->form, "nomor"), e);
	p->rs->status = 422;
	show_search(p);
	return RC_OK;
}

/* A number in the address that is none: the same form with what was in it, to be put right. */
static enum rc
ask_again(struct page *p, const struct err *e)
{
	form_init(&p->form, &form_track, p->lang, p->a);
	form_set(&p->form, "nomor", utf8_head(page_param(p, "number"), 40));
	form_error(&p->form, "nomor", e->msg);
	p->rs->status = 404;
	show_search(p);
	return RC_OK;
}

/* ---- words for each state (SCREENS 6.10) ---- */

/* clang-format off */
static const struct {
	const char *state, *colour;
	int at; /* index of the step in the tracker; -1: stopped */
	const char *sentence; /* {0} office, {1} a time; see sentence_of */
} words[] = {
	{ "draft",      TAG_GREY,   0, N_("Belum terkirim. Dihapus otomatis {1}.") },
	{ "submitted",  TAG_BLUE,   1, N_("Menunggu diperiksa {0}. Paling lambat {1}.") },
	{ "in_review",  TAG_BLUE,   1, N_("Sedang diperiksa {0} sejak {2}. Paling lambat {1}.") },
	{ "returned",   TAG_ORANGE, 1, N_("Ada hal yang perlu diperbaiki, paling lambat {1}.") },
	{ "ready",      TAG_YELLOW, 2, N_("Datang ke {0} untuk aktivasi. Bawa e-KTP dan surat asli.") },
	{ "at_counter", TAG_BLUE,   2, N_("Sedang dilayani di loket {0}.") },
	{ "approved",   TAG_PURPLE, 3, N_("Ambil sertifikat paling lambat {1}.") },
	{ "issued",     TAG_GREEN,  4, N_("Sertifikat terbit {2}.") },
	{ "refused",    TAG_RED,   -1, N_("Ditolak {2}. Anda boleh mendaftar lagi setelah penyebabnya diperbaiki.") },
	{ "withdrawn",  TAG_GREY,  -1, N_("Dibatalkan {2}. Anda boleh mendaftar lagi.") },
	{ "lapsed",     TAG_GREY,  -1, N_("Kedaluwarsa {2}. Anda boleh mendaftar lagi.") },
};

/* An issued certificate that no longer holds. */
static const struct {
	const char *state, *colour, *sentence;
} ended[] = {
	{ "suspended", TAG_ORANGE, N_("Sertifikat ditangguhkan sejak {1}. Hubungi {0} untuk memulihkannya.") },
	{ "revoked",   TAG_RED,    N_("Sertifikat dicabut {1}. Anda boleh mendaftar lagi.") },
	{ "expired",   TAG_GREY,   N_("Masa berlaku sertifikat berakhir {1}. Anda boleh mendaftar lagi.") },
};
/* clang-format on */

/* -1: the certificate holds, or there is none. */
static int
ended_of(const struct apply_public *pub)
{
	for (size_t i = 0; i < ARRAY_LEN(ended); i++)
		if (pub->certificate.p != NULL &&
		    str_eq_z(pub->certificate, ended[i].state))
			return (int)i;
	return -1;
}

static size_t
word_of(str state)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq_z(state, words[i].state))
			return i;
	return 0;
}

static str
sentence_of(struct page *p, const struct apply_public *pub, const struct apply_file *own)
{
	str v[3] = { pub->office_name,
		pub->due_s > 0 ? time_long(p->a, pub->due_s, pub->zone, p->lang)
			       : STR(""),
		time_long(p->a, pub->since_s, pub->zone, p->lang) };
	str n[2];

	if (ended_of(pub) >= 0) {
		n[0] = pub->office_name;
		n[1] = time_long(p->a, pub->certificate_s, pub->zone, p->lang);
		return form_fill(p->a, page_tr(p, ended[ended_of(pub)].sentence), n, 2);
	}
	if (own != NULL && str_eq_z(pub->state, "returned")) {
		n[0] = str_fmt(p->a, "%zu", own->items.n);
		n[1] = v[1];
		return form_fill(p->a,
		    page_tr(
			p, N_("Ada {0} hal yang perlu diperbaiki, paling lambat {1}.")),
		    n, 2);
	}
	return form_fill(p->a, page_tr(p, words[word_of(pub->state)].sentence), v, 3);
}

/* ---- the tracker ---- */

/* A step that is behind: when, and who did it. Steps as in tracker(). */
static void
done_step(
    struct page *p, const struct apply_public *pub, size_t i, struct view_track_step *out)
{
	const struct {
		int64_t at_s;
		const char *who;
	} done[] = {
		{ pub->submitted_s == SQL_NULL_INT ? 0 : pub->submitted_s,
		    N_("Dikirim pemohon") },
		{ pub->complete_s, N_("Dinyatakan lengkap oleh {0}") },
		{ pub->approved_s, N_("Diaktifkan di loket {0}") },
		{ pub->issued_s, N_("Diambil pemohon") },
	};

	if (i >= ARRAY_LEN(done) || done[i].at_s == 0)
		return;
	out->when = time_long(p->a, done[i].at_s, pub->zone, p->lang);
	out->who = form_fill(p->a, page_tr(p, done[i].who), &pub->office_name, 1);
}

static struct view_track_steps
tracker(struct page *p, const struct apply_public *pub, str sentence)
{
	static const char *const labels[] = { N_("Isi pendaftaran"),
		N_("Diperiksa kantor"), N_("Aktivasi di loket"), N_("Ambil sertifikat"),
		N_("Siap dipakai") };
	struct view_track_step *at =
	    ARENA_ARRAY(p->a, ARRAY_LEN(labels) + 1, struct view_track_step);
	int now = words[word_of(pub->state)].at;
	size_t n = ARRAY_LEN(labels);

	for (size_t i = 0; i < n; i++)
		at[i] = (struct view_track_step){ .label = labels[i],
			.mark = now == 4 || (int)i < now ? TRACK_DONE
				: (int)i == now          ? TRACK_NOW
							 : TRACK_LATER };
	if (pub->submitted_s != SQL_NULL_INT)
		at[0].mark = TRACK_DONE;
	if (now < 0 && pub->complete_s != 0)
		at[1].mark = TRACK_DONE;
	for (size_t i = 0; i < n; i++)
		if (at[i].mark == TRACK_DONE)
			done_step(p, pub, i, &at[i]);
	if (now < 0) {
		n = at[1].mark == TRACK_DONE ? 2 : at[0].mark == TRACK_DONE ? 1 : 0;
		at[n++] = (struct view_track_step){ .label = state_label(
							&words_application, pub->state),
			.mark = TRACK_STOP,
			.when = time_long(p->a, pub->since_s, pub->zone, p->lang),
			.who = sentence };
		return (struct view_track_steps){ at, n };
	}
	at[now].when = time_long(p->a, pub->since_s, pub->zone, p->lang);
	if (ended_of(pub) >= 0)
		at[now] = (struct view_track_step){
			.label = state_label(&words_certificate, pub->certificate),
			.mark = TRACK_STOP,
			.when = time_long(p->a, pub->certificate_s, pub->zone, p->lang)
		};
	if (now == 0)
		at[now].when = STR_NONE;
	at[now].who = sentence;
	return (struct view_track_steps){ at, n };
}

/* ---- what only the owner sees ---- */

static struct view_events
history(struct page *p, const struct apply_trail *t, enum zone z)
{
	struct view_event *at = ARENA_ARRAY(p->a, t->history.n + 1, struct view_event);
	size_t n = 0;

	for (size_t i = 0; i < t->history.n; i++) {
		const struct row_history *h = &t->history.at[i];
		const char *what =
		    str_eq_z(h->event, "start")
			? N_("Draf dibuat")
			: history_label(&words_application, h->event, h->to_state);
		bool own = str_eq_z(h->actor, "pemohon");
		bool read = own || str_eq_z(h->event, "correct");

		at[n++] = (struct view_event){ time_long(p->a, h->at_s, z, p->lang),
			str_from_z(page_tr(p, what)),
			own ? str_from_z(page_tr(p, N_("Anda")))
			    : str_from_z(page_tr(p, N_("Kantor"))),
			read ? h->note : STR_NONE };
	}
	return (struct view_events){ at, n };
}

static struct view_events
views(struct page *p, const struct apply_trail *t, enum zone z)
{
	struct view_event *at = ARENA_ARRAY(p->a, t->views.n + 1, struct view_event);

	for (size_t i = 0; i < t->views.n; i++) {
		const struct row_doc_views_of *w = &t->views.at[i];
		int c = document_class_parse(w->class);

		at[i] = (struct view_event){ time_long(p->a, w->at_s, z, p->lang),
			c >= 0 ? str_from_z(page_tr(
				     p, document_class_label((enum document_class)c)))
			       : str_from_z(page_tr(p, N_("Seluruh berkas"))),
			page_viewer(p, w), w->reason };
	}
	return (struct view_events){ at, t->views.n };
}

static struct view_messages
messages(struct page *p, const struct apply_trail *t, enum zone z)
{
	struct view_message *at = ARENA_ARRAY(p->a, t->mails.n + 1, struct view_message);

	for (size_t i = 0; i < t->mails.n; i++)
		at[i] = (struct view_message){ time_long(p->a, t->mails.at[i].created_s,
						   z, p->lang),
			t->mails.at[i].subject, t->mails.at[i].body_text,
			str_eq_z(t->mails.at[i].state, "failed"),
			t->mails.at[i].read_s == SQL_NULL_INT };
	return (struct view_messages){ at, t->mails.n };
}

static struct view_docs
documents(struct page *p, const struct apply_trail *t, enum zone z)
{
	struct view_doc *at = ARENA_ARRAY(p->a, t->documents.n + 1, struct view_doc);

	for (size_t i = 0; i < t->documents.n; i++) {
		const struct row_document *doc = &t->documents.at[i];
		int c = document_class_parse(doc->class);

		at[i] = (struct view_doc){
			c >= 0 ? document_class_label((enum document_class)c)
			       : N_("Dokumen"),
			doc->name, time_long(p->a, doc->created_s, z, p->lang),
			str_fmt(p->a, "/dokumen/%.*s/unduh", STR_ARG(doc->id)), doc->bytes
		};
	}
	return (struct view_docs){ at, t->documents.n };
}

static enum rc
fill_own(struct page *p, const struct apply_file *f, struct view_track *v, struct err *e)
{
	enum zone z = zone_parse(f->office.zone);
	struct apply_trail t;
	enum rc rc = apply_trail(&p->d, &f->app, &t, e);

	if (rc != RC_OK)
		return rc;
	v->own = true;
	v->name = f->app.name;
	v->fixes = apply_fixes(p, f, APPLY__COUNT);
	if (f->open) {
		v->go_href = apply_home(p, f);
		v->go_label = str_eq_z(f->app.state, "draft")
				  ? N_("Lanjutkan pendaftaran")
			      : f->items.n > 0 ? N_("Perbaiki")
					       : N_("Periksa & kirim lagi");
	}
	if (str_eq_z(f->app.state, "approved")) {
		v->go_href = str_fmt(p->a, "/ambil/%.*s", STR_ARG(f->app.number));
		v->go_label = N_("Ambil sertifikat");
	}
	if (fsm_allows(&application_fsm, f->app.state, APP_EV_WITHDRAW, p->who.roles))
		v->withdraw_href =
		    str_fmt(p->a, "/lacak/%.*s/batal", STR_ARG(f->app.number));
	if (f->app.decision_reason.n > 0 &&
	    (str_eq_z(f->app.state, "refused") || str_eq_z(f->app.state, "withdrawn")))
		v->reason = f->app.decision_reason;
	v->proof_href = str_fmt(p->a, "/lacak/%.*s/bukti", STR_ARG(f->app.number));
	v->history = history(p, &t, z);
	v->views = views(p, &t, z);
	v->messages = messages(p, &t, z);
	v->documents = documents(p, &t, z);
	rc = page_slot_fill(p, f, v, e);
	if (rc == RC_OK)
		rc = inbox_mark_read(&p->d, t.mails.at, t.mails.n, e);
	if (rc == RC_OK)
		rc = bounce_fill(p, "application", f->app.id, STR_NONE, z, &v->bounce, e);
	v->bounce.own = true;
	return rc;
}

/* The own file if this number is of this browser's application. */
static enum rc
own_file(struct page *p, str number, struct apply_file *f, bool *out_own, struct err *e)
{
	enum rc rc;

	*out_own = false;
	if (p->who.application.p == NULL)
		return RC_OK;
	rc = apply_load(&p->d, &p->who, f, e);
	if (rc == RC_NOT_FOUND)
		return RC_OK;
	*out_own = rc == RC_OK && str_eq(f->app.number, number);
	return rc;
}

enum rc
page_track(struct page *p, struct err *e)
{
	struct apply_public pub;
	struct apply_file f;
	struct view_track v = { .number = STR_NONE };
	bool own = false;
	enum rc rc =
	    apply_public_by_number(&p->d, &p->who, page_param(p, "number"), &pub, e);

	if (rc == RC_NOT_FOUND)
		return ask_again(p, e);
	if (rc == RC_OK)
		rc = own_file(p, pub.number, &f, &own, e);
	if (rc != RC_OK)
		return rc;
	v.shell = page_shell(p, N_("Status permohonan"));
	v.shell.subject = pub.number;
	v.shell.back_href = STR("/lacak");
	v.number = pub.number;
	v.office = pub.office_name;
	v.state = state_label(&words_application, pub.state);
	v.colour = words[word_of(pub.state)].colour;
	if (ended_of(&pub) >= 0) {
		v.state = state_label(&words_certificate, pub.certificate);
		v.colour = ended[ended_of(&pub)].colour;
	}
	v.sentence = sentence_of(p, &pub, own ? &f : NULL);
	v.steps = tracker(p, &pub, v.sentence);
	if (own)
		rc = fill_own(p, &f, &v, e);
	if (rc == RC_OK)
		page_render(p, tpl_track, &v);
	return rc;
}

/* When the office answers at the latest, for one's own calendar (RFC 5545). */
enum rc
page_track_calendar(struct page *p, struct err *e)
{
	struct apply_public pub;
	struct ical_event ev = { .alarm_s = 0 };
	enum rc rc =
	    apply_public_by_number(&p->d, &p->who, page_param(p, "number"), &pub, e);

	if (rc != RC_OK)
		return rc;
	if (pub.due_s == 0)
		return err_set(
		    e, RC_NOT_FOUND, N_("Tidak ada tenggat untuk dicatat."), "no due");
	ev.uid = str_fmt(p->a, "%.*s@paraf", STR_ARG(pub.number));
	ev.stamp_s = domain_now(&p->d);
	ev.start_s = pub.due_s;
	ev.summary = str_fmt(p->a, "%.*s: %s", STR_ARG(pub.number),
	    page_tr(p, N_("batas pemeriksaan pendaftaran")));
	ev.url =
	    page_url(p->a, p->d.conf, str_fmt(p->a, "/lacak/%.*s", STR_ARG(pub.number)));
	page_calendar(p, pub.number, &ev);
	return RC_OK;
}

/* ---- withdrawing ---- */

static enum rc
show_withdraw(struct page *p, const struct apply_file *f)
{
	bool draft = str_eq_z(f->app.state, "draft");
	struct view_withdraw v = {
		.form = &p->form, .number = f->app.number, .draft = draft
	};

	v.shell = page_shell(p, draft ? N_("Hapus draf") : N_("Batalkan pendaftaran"));
	v.shell.back_href = str_fmt(p->a, "/lacak/%.*s", STR_ARG(f->app.number));
	v.action = str_fmt(p->a, "/lacak/%.*s/batal", STR_ARG(f->app.number));
	page_render(p, tpl_withdraw, &v);
	return RC_OK;
}

/* The own file of the number in the path, if it can be withdrawn. */
static enum rc
withdraw_enter(struct page *p, struct apply_file *f, struct err *e)
{
	enum rc rc = apply_own(p, f, e);

	if (rc != RC_OK)
		return rc;
	if (!fsm_allows(&application_fsm, f->app.state, APP_EV_WITHDRAW, p->who.roles))
		return err_set(e, RC_CONFLICT,
		    N_("Pendaftaran ini tidak dapat dibatalkan lagi."), "state");
	return RC_OK;
}

enum rc
page_withdraw(struct page *p, struct err *e)
{
	struct apply_file f;
	enum rc rc = withdraw_enter(p, &f, e);

	return rc != RC_OK ? rc : show_withdraw(p, &f);
}

enum rc
page_withdraw_post(struct page *p, struct err *e)
{
	struct apply_file f;
	enum rc rc = withdraw_enter(p, &f, e);

	if (rc != RC_OK)
		return rc;
	rc = apply_withdraw(&p->d, &p->who, form_str(&p->form, "reason"), e);
	if (rc == RC_INVALID) {
		form_error(&p->form, "reason", e->msg);
		p->rs->status = 422;
		return show_withdraw(p, &f);
	}
	if (rc != RC_OK)
		return rc;
	if (str_eq_z(f.app.state, "draft")) {
		page_applicant_out(p);
		return page_redirect_flash(
		    p, STR("/"), N_("Draf sudah dihapus beserta semua isinya."));
	}
	return page_redirect_flash(p, str_fmt(p->a, "/lacak/%.*s", STR_ARG(f.app.number)),
	    N_("Pendaftaran Anda sudah dibatalkan."));
}
