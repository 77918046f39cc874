/* page_bssn_decide.c - the interview, and "Tinjau keputusan" with the very mail to be sent. */
#include "bssn_decision.tpl.h"
#include "bssn_interview.tpl.h"
#include "web/autosave.h"
#include "web/bssn_parts.h"
#include "web/pages.h"
#include "web/sign.h"
#include "web/ui.h"

/* ---- interview ---- */

static const struct field_spec schedule_fields[] = {
	{ .name = "tanggal",
	    .kind = F_DATE,
	    .required = true,
	    .label = N_("Tanggal wawancara"),
	    .msg_empty = N_("Isi tanggal wawancara.") },
	{ .name = "jam",
	    .kind = F_TEXT,
	    .max = 10,
	    .required = true,
	    .width = 5,
	    .label = N_("Jam"),
	    .hint = N_("Jam setempat di kantor calon, misalnya 09.30."),
	    .msg_empty = N_("Isi jam wawancara.") },
	{ .name = "cara",
	    .kind = F_RADIO,
	    .required = true,
	    .options = bssn_modes,
	    .label = N_("Cara"),
	    .msg_empty = N_("Pilih cara wawancara.") },
	{ .name = "tempat",
	    .kind = F_TEXT,
	    .max = 300,
	    .required = true,
	    .label = N_("Tempat atau tautan"),
	    .msg_empty = N_("Isi tempat atau tautan wawancara.") },
	{ .name = "version", .kind = F_INT, .required = true, .label = N_("Versi") },
};
const struct form_spec form_bssn_schedule = FORM_SPEC(schedule_fields);

static const struct field_spec record_fields[] = {
	{ .name = "hasil",
	    .kind = F_RADIO,
	    .required = true,
	    .label = N_("Hasil wawancara"),
	    .msg_empty = N_("Pilih hasil wawancara.") },
	{ .name = "catatan",
	    .kind = F_TEXTAREA,
	    .max = 2000,
	    .rows = 6,
	    .conditional = true,
	    .label = N_("Catatan wawancara"),
	    .hint = N_("Pertanyaan identitas yang diajukan, jawaban, dan kesan Anda.") },
	{ .name = "version", .kind = F_INT, .required = true, .label = N_("Versi") },
};
const struct form_spec form_bssn_record = FORM_SPEC(record_fields);

static void
fill_schedule(struct page *p, struct form *f, const struct bssn_case *k)
{
	const struct row_candidacy *c = &k->cand;
	struct datetime t;

	form_set_int(f, "version", c->version);
	if (c->interview_at_s == SQL_NULL_INT ||
	    !str_eq_z(c->state, "interview_scheduled"))
		return;
	t = time_civil(c->interview_at_s, k->zone);
	form_set_date(f, "tanggal", t.date);
	form_set(f, "jam", str_fmt(p->a, "%02d.%02d", t.hour, t.minute));
	form_set(f, "cara", c->interview_mode);
	form_set(f, "tempat", c->interview_place);
}

static enum rc
show_interview(struct page *p, const struct bssn_case *k)
{
	struct form *schedule = ARENA_NEW(p->a, struct form),
		    *record = ARENA_NEW(p->a, struct form);
	const struct row_candidacy *c = &k->cand;
	bool set = c->interview_at_s != SQL_NULL_INT &&
		   str_eq_z(c->state, "interview_scheduled");
	bool mine = k->mine && k->why_not.p == NULL;
	struct view_bssn_interview v = { .k = k,
		.path = bssn_path(p, k, ""),
		.zone = str_from_z(zone_name(k->zone)) };

	form_init(schedule, &form_bssn_schedule, p->lang, p->a);
	form_init(record, &form_bssn_record, p->lang, p->a);
	form_set_options(record, "hasil", bssn_options(p, bssn_results, false));
	fill_schedule(p, schedule, k);
	form_set_int(record, "version", c->version);
	(void)autosave_fill(p, record);
	if (mine && fsm_allows(&candidacy_fsm, c->state, CAND_EV_SCHEDULE, p->who.roles))
		v.schedule = p->form.spec == &form_bssn_schedule ? &p->form : schedule;
	if (mine && fsm_allows(&candidacy_fsm, c->state, CAND_EV_INTERVIEW, p->who.roles))
		v.record = p->form.spec == &form_bssn_record ? &p->form : record;
	if (set) {
		v.now_set = time_long(p->a, c->interview_at_s, k->zone, p->lang);
		v.passed = domain_now(&p->d) > c->interview_at_s + 900;
	}
	v.shell = page_shell(p, N_("Wawancara"));
	v.shell.subject = c->name;
	v.shell.back_href = v.path;
	v.shell.back_label = N_("Kembali ke berkas");
	page_render(p, tpl_bssn_interview, &v);
	return RC_OK;
}

enum rc
page_bssn_interview(struct page *p, struct err *e)
{
	struct bssn_case k;
	enum rc rc = bssn_case_load(&p->d, &p->who, page_param(p, "number"), &k, e);

	return rc != RC_OK ? rc : show_interview(p, &k);
}

/* The form again with the sentence; what was typed stays. */
static enum rc
interview_again(struct page *p, const struct bssn_case *k, enum rc rc, const char *field,
    struct err *e)
{
	if (rc != RC_OK && rc != RC_INVALID && rc != RC_CONFLICT)
		return rc;
	if (rc == RC_INVALID)
		form_error(&p->form, field, e->msg);
	else if (rc == RC_CONFLICT)
		form_error_whole(&p->form, e->msg);
	p->rs->status = rc == RC_CONFLICT ? 409 : 422;
	return show_interview(p, k);
}

enum rc
page_bssn_schedule_post(struct page *p, struct err *e)
{
	struct bssn_interview in = { .mode = form_str(&p->form, "cara"),
		.place = form_str(&p->form, "tempat") };
	int hour = 0, minute = 0;
	struct bssn_case k;
	struct date day;
	enum rc rc = bssn_case_load(&p->d, &p->who, page_param(p, "number"), &k, e);

	if (rc != RC_OK)
		return rc;
	if (form_str(&p->form, "jam").n > 0 &&
	    !bssn_parse_hour(p->a, form_str(&p->form, "jam"), &hour, &minute))
		form_error(&p->form, "jam", N_("Tulis jam seperti 09.30."));
	if (str_eq_z(in.mode, "video") && in.place.n > 0 &&
	    !str_starts(in.place, STR("https://")))
		form_error(&p->form, "tempat",
		    N_("Untuk video, tulis tautan yang dimulai dengan https://."));
	if (!form_ok(&p->form) || !form_date(&p->form, "tanggal", &day))
		return interview_again(p, &k, RC_OK, "jam", e);
	in.at_s = time_from_civil(day, hour, minute, k.zone);
	rc = bssn_schedule(
	    &p->d, &p->who, k.cand.id, form_int(&p->form, "version"), &in, e);
	if (rc != RC_OK)
		return interview_again(p, &k, rc, "tanggal", e);
	return page_redirect_flash(
	    p, bssn_path(p, &k, ""), N_("Wawancara dijadwalkan. Undangannya dikirim."));
}

enum rc
page_bssn_record_post(struct page *p, struct err *e)
{
	struct bssn_result in;
	struct bssn_case k;
	enum rc rc;

	form_set_options(&p->form, "hasil", bssn_options(p, bssn_results, false));
	rc = form_read(&p->form, &p->rq->form, &p->rq->files, e);
	if (rc == RC_OK)
		rc = bssn_case_load(&p->d, &p->who, page_param(p, "number"), &k, e);
	if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form))
		return interview_again(p, &k, RC_OK, "hasil", e);
	in = (struct bssn_result){ form_str(&p->form, "hasil"),
		form_str(&p->form, "catatan") };
	rc = bssn_record_interview(
	    &p->d, &p->who, k.cand.id, form_int(&p->form, "version"), &in, e);
	if (rc == RC_OK)
		autosave_done_at(p, bssn_path(p, &k, "/wawancara"));
	if (rc != RC_OK)
		return interview_again(p, &k, rc,
		    str_eq_z(in.result, "tidak_hadir") ? "hasil" : "catatan", e);
	if (str_eq_z(in.result, "tidak_hadir"))
		return page_redirect_flash(p, bssn_path(p, &k, "/wawancara"),
		    N_("Ketidakhadiran dicatat. Tetapkan jadwal baru."));
	return page_redirect_flash(p, bssn_path(p, &k, ""), N_("Wawancara dicatat."));
}

/* ---- decision ---- */

static const struct {
	const char *what, *effect, *button, *done;
} words[] = {
	[BSSN_GRANT] = { N_("Setujui sebagai OPIP"),
	    N_("Calon OPIP menerima tautan sekali pakai untuk mengaktifkan aksesnya. Tidak ada kata "
	       "sandi yang dikirim."),
	    N_("Setujui sebagai OPIP"),
	    N_("Disetujui. Tautan aktivasi dikirim ke calon OPIP.") },
	[BSSN_RETURN] = { N_("Minta perbaikan"),
	    N_("Hanya bagian yang disebut di email ini yang dibuka kembali."),
	    N_("Kirim permintaan perbaikan"), N_("Permintaan perbaikan dikirim.") },
	[BSSN_REFUSE] = { N_("Tolak pendaftaran OPIP"),
	    N_("Berkas ini selesai dan tidak dapat dibuka kembali."),
	    N_("Tolak pendaftaran OPIP"),
	    N_("Pendaftaran OPIP ditolak. Calon sudah dikabari.") },
};

/* The file with a stored decision that can be carried out now. */
static enum rc
load_decided(struct page *p, struct bssn_case *k, struct err *e)
{
	enum rc rc = bssn_case_load(&p->d, &p->who, page_param(p, "number"), k, e);

	if (rc != RC_OK)
		return rc;
	if (k->claimer_name.p != NULL && !k->mine) {
		str at = bssn_short_time(p, k->cand.claimed_s, ZONE_WIB);

		return err_say(e, RC_CONFLICT,
		    page_tr(p, N_("Sudah dipegang %.*s sejak %.*s.")),
		    STR_ARG(k->claimer_name), STR_ARG(at));
	}
	return RC_OK;
}

/* The grant in words and as bytes: over the candidate's own keys. */
static enum rc
put_grant(struct page *p, const struct bssn_case *k, struct view_bssn_decision *v,
    struct err *e)
{
	struct grant_for g;
	struct statement st;
	str bytes;
	enum rc rc = bssn_grant_for(&p->d, &k->cand, &g, e);

	if (rc == RC_OK)
		rc = signing_make(
		    &p->d, &p->who, grant_fill, &g, SIGNING_LIFE_S, &st, &bytes, e);
	if (rc == RC_OK)
		rc = sign_view(p, bssn_path(p, k, "/keputusan"), bytes, true, v->button,
		    &v->sign, e);
	if (rc != RC_OK)
		return rc;
	v->facts = sign_facts(p, &st);
	v->signs = true;
	v->shell.use_officer = true;
	return RC_OK;
}

static enum rc
show_decision(struct page *p, const struct bssn_case *k, struct err *e)
{
	enum bssn_decision what = k->checks.decision;
	struct view_bssn_decision v = {
		.k = k, .form = &p->form, .path = bssn_path(p, k, "")
	};
	struct mail_text t;
	enum rc rc = bssn_decision_mail(&p->d, k, &t, e);

	if (rc != RC_OK)
		return rc;
	v.what = words[what].what;
	v.effect = words[what].effect;
	v.button = words[what].button;
	v.grave = what == BSSN_REFUSE;
	v.subject = t.subject;
	v.text = t.text;
	v.to = k->cand.email;
	v.shell = page_shell(p, N_("Tinjau keputusan"));
	v.shell.subject = k->cand.name;
	v.shell.back_href = v.path;
	v.shell.back_label = N_("Kembali ke berkas");
	if (what == BSSN_GRANT)
		rc = put_grant(p, k, &v, e);
	if (rc == RC_OK)
		page_render(p, tpl_bssn_decision, &v);
	return rc;
}

enum rc
page_bssn_decision(struct page *p, struct err *e)
{
	struct bssn_case k;
	str lacks;
	enum rc rc = load_decided(p, &k, e);

	if (rc != RC_OK)
		return rc;
	lacks = bssn_lacks(&p->d, &k, k.checks.decision);
	if (lacks.n > 0 ||
	    !k.mine) /* nothing to look over: say so where it is put right */
		return page_redirect_flash_str(p, bssn_path(p, &k, ""),
		    lacks.n > 0 ? lacks
				: str_from_z(page_tr(p, N_("Pegang berkas ini dulu."))));
	return show_decision(p, &k, e);
}

static enum rc
take_grant(struct page *p, const struct bssn_case *k, struct grant_for *g,
    struct signing *out, struct err *e)
{
	struct sign_sent sent;
	enum rc rc =
	    bssn_grant_check(&p->d, &p->who, k, form_int(&p->form, "version"), e);

	if (rc == RC_OK)
		rc = sign_read(p, &sent, e);
	if (rc == RC_OK)
		rc = bssn_grant_for(&p->d, &k->cand, g, e);
	if (rc == RC_OK)
		rc = signing_take(&p->d, &p->who, grant_fill, g, SIGNING_LIFE_S,
		    sent.bytes, &sent.sig, out, e);
	return rc;
}

enum rc
page_bssn_decision_post(struct page *p, struct err *e)
{
	struct grant_for g;
	struct signing s;
	struct bssn_grant grant = { &g, &s };
	struct bssn_case k;
	bool gives;
	enum rc rc = load_decided(p, &k, e);

	if (rc != RC_OK)
		return rc;
	gives = k.checks.decision == BSSN_GRANT;
	if (gives)
		rc = take_grant(p, &k, &g, &s, e);
	if (rc == RC_OK)
		rc = bssn_decide(&p->d, &p->who, k.cand.id, form_int(&p->form, "version"),
		    gives ? &grant : NULL, e);
	if (rc == RC_INVALID)
		return page_redirect_flash_str(
		    p, bssn_path(p, &k, ""), str_from_z(e->msg));
	if (rc != RC_OK)
		return rc;
	return page_redirect_flash(p, STR("/bssn"), words[k.checks.decision].done);
}
