/*
 * page_followup.c - certificates of people who moved away, stopped, died, or whose authority ended:
 * the list of what waits for a decision, and one question with its answer (DESIGN 2.9, SCREENS A6).
 */
#include "domain/certificate.h"
#include "domain/followup.h"
#include "followup.tpl.h"
#include "web/certificate_view.h"
#include "web/pages.h"
#include "web/ui.h"
#include "web/users.h"

#define DAY 86400

static const struct field_option decisions[] = {
	{ "tetap", N_("Tetap berlaku sampai masanya habis"),
	    N_("Orangnya tetap bertugas di DJPb; kantor barunya mengambil alih.") },
	{ "tahan", N_("Tangguhkan sampai diputuskan"),
	    N_("Langsung tidak berlaku, dan dapat dipulihkan oleh OPIP.") },
	{ "cabut", N_("Cabut"),
	    N_("Tidak dapat dibatalkan. OPIP atau verifikator menandatanganinya; sampai saat itu sertifikat ditangguhkan.") },
	{ NULL, NULL, NULL }
};

static const struct field_spec answer_fields[] = {
	{ .name = "decision",
	    .kind = F_RADIO,
	    .required = true,
	    .label = N_("Jawaban"),
	    .options = decisions,
	    .msg_empty = N_("Pilih jawaban.") },
	{ .name = "reason",
	    .kind = F_SELECT,
	    .conditional = true,
	    .label = N_("Alasan pencabutan, bila dicabut") },
	{ .name = "note",
	    .kind = F_TEXTAREA,
	    .max = 500,
	    .rows = 3,
	    .label = N_("Keterangan") },
	{ .name = "version", .kind = F_INT, .required = true, .label = N_("Versi") },
};
const struct form_spec form_followup = FORM_SPEC(answer_fields);

static const char *
colour_of(str state)
{
	if (str_eq_z(state, "kept") || str_eq_z(state, "done"))
		return TAG_GREEN;
	return str_eq_z(state, "dropped") ? TAG_GREY : TAG_ORANGE;
}

static const char *
leaving_of(str name)
{
	const struct followup_leaving *l = followup_leaving_find(name);

	return l != NULL ? l->label : "";
}

/* ---- the list, and the notice above other lists ---- */

enum rc
page_followup_notice(struct page *p, struct view_followup_notice *out, struct err *e)
{
	struct row_followup_line_list l;
	enum rc rc = followup_list(&p->d, &p->who, &l, e);

	if (rc == RC_OK)
		*out = (struct view_followup_notice){ .n = (int64_t)l.n,
			.days =
			    l.n > 0 ? (domain_now(&p->d) - l.at[0].asked_s) / DAY : 0 };
	return rc;
}

static struct view_followup_lines
lines_of(struct page *p, const struct row_followup_line_list *l, int64_t limit)
{
	struct view_followup_line *at =
	    ARENA_ARRAY(p->a, l->n + 1, struct view_followup_line);

	for (size_t i = 0; i < l->n; i++) {
		const struct row_followup_line *r = &l->at[i];
		int64_t days = (domain_now(&p->d) - r->asked_s) / DAY;

		at[i] = (struct view_followup_line){
			.href = str_fmt(p->a, "/tindak-lanjut/%.*s", STR_ARG(r->id)),
			.name = r->name,
			.serial = r->serial,
			.office = r->office,
			.days = days,
			.leaving = leaving_of(r->leaving),
			.state = state_label(&words_followup, r->state),
			.colour = colour_of(r->state),
			.late = days >= limit
		};
	}
	return (struct view_followup_lines){ at, l->n };
}

enum rc
page_followups(struct page *p, struct err *e)
{
	struct view_followups v = { .shell = page_shell(p, N_("Tindak lanjut")),
		.everywhere = (p->who.roles & (R_VERIFIER | R_CENTRAL)) != 0,
		.days = p->d.conf->followup_days };
	struct row_followup_line_list l, left;
	enum rc rc = followup_list(&p->d, &p->who, &l, e);

	if (rc == RC_OK)
		rc = followup_left(&p->d, &p->who, &left, e);
	if (rc != RC_OK)
		return rc;
	v.lines = lines_of(p, &l, v.days);
	v.left = lines_of(p, &left, INT64_MAX);
	page_render(p, tpl_followups, &v);
	return RC_OK;
}

/* ---- one question ---- */

static const struct field_option *
reasons(struct page *p)
{
	struct field_option *at =
	    ARENA_ARRAY(p->a, certificate_n_reasons + 1, struct field_option);
	size_t n = 0;

	for (size_t i = 0; i < certificate_n_reasons; i++)
		if (certificate_reasons[i].event == CERT_EV_REVOKE)
			at[n++] = (struct field_option){ certificate_reasons[i].name,
				certificate_reasons[i].label, NULL };
	return at;
}

/* Held already: what is left to say is that it shall be revoked. */
static void
set_options(struct page *p, const struct followup_file *f)
{
	bool held =
	    fsm_allows(&followup_fsm, f->row.state, FOLLOW_EV_REVOKE, p->who.roles) &&
	    !fsm_allows(&followup_fsm, f->row.state, FOLLOW_EV_HOLD, p->who.roles);

	form_set_options(&p->form, "decision", held ? &decisions[2] : decisions);
	form_set_options(&p->form, "reason", reasons(p));
}

static enum rc
events_of(
    struct page *p, const struct followup_file *f, struct view_followup *v, struct err *e)
{
	struct row_history_list l;
	struct view_followup_event *at;
	enum rc rc = followup_history(&p->d, f->row.id, &l, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, l.n + 1, struct view_followup_event);
	for (size_t i = 0; i < l.n; i++)
		at[i] = (struct view_followup_event){
			.when = time_long(p->a, l.at[i].at_s, page_zone(p), p->lang),
			.who = l.at[i].actor_name,
			.note = l.at[i].note,
			.what = event_label(&words_followup, l.at[i].event)
		};
	v->events.at = at;
	v->events.n = l.n;
	return RC_OK;
}

static str
sign_href(struct page *p, const struct followup_file *f)
{
	return str_fmt(p->a, "/kantor/sertifikat/%.*s/cabut?alasan=%.*s",
	    STR_ARG(f->row.serial), STR_ARG(f->row.reason));
}

static enum rc
show(struct page *p, const struct followup_file *f, struct err *e)
{
	struct view_followup v = { .shell = page_shell(p, N_("Tindak lanjut")),
		.form = &p->form,
		.action = str_fmt(p->a, "/tindak-lanjut/%.*s", STR_ARG(f->row.id)),
		.name = f->cert.name,
		.serial = f->cert.serial,
		.until = date_long(
		    p->a, time_civil(f->cert.not_after_s, page_zone(p)).date, p->lang),
		.since = time_long(p->a, f->row.asked_s, page_zone(p), p->lang),
		.leaving = leaving_of(f->row.leaving),
		.state = state_label(&words_followup, f->row.state),
		.colour = colour_of(f->row.state),
		.cert_state = state_label(&words_certificate, f->cert.state),
		.cert_colour = certificate_colour(f->cert.state),
		.reason = f->row.reason.p != NULL
			      ? certificate_reason_label(f->row.reason)
			      : "",
		.open = fsm_allows(
		    &followup_fsm, f->row.state, FOLLOW_EV_REVOKE, p->who.roles),
		.held = str_eq_z(f->row.state, "held"),
		.waits = str_eq_z(f->row.state, "revoking") };

	if (p->who.office.p == NULL || str_eq(p->who.office, f->row.office))
		v.certificate_href =
		    str_fmt(p->a, "/kantor/sertifikat/%.*s", STR_ARG(f->cert.serial));
	if (v.waits && f->signs)
		v.sign_href = sign_href(p, f);
	v.left = followup_is_left(f);
	if (v.left && (p->who.roles & R_OPIP) && str_eq(p->who.office, f->row.office))
		v.lift_href = str_fmt(
		    p->a, "/kantor/sertifikat/%.*s/aktifkan", STR_ARG(f->row.serial));
	v.shell.subject = f->cert.name;
	v.shell.back_href = STR("/tindak-lanjut");
	if (events_of(p, f, &v, e) != RC_OK)
		return e->rc;
	page_render(p, tpl_followup, &v);
	return RC_OK;
}

enum rc
page_followup(struct page *p, struct err *e)
{
	const struct followup_leaving *l;
	struct followup_file f;
	enum rc rc = followup_load(&p->d, &p->who, page_param(p, "id"), &f, e);

	if (rc != RC_OK)
		return rc;
	set_options(p, &f);
	l = followup_leaving_find(f.row.leaving);
	if (l != NULL)
		form_set(&p->form, "reason", str_from_z(l->reason));
	form_set_int(&p->form, "version", f.row.version);
	return show(p, &f, e);
}

/* To the signature, to the next certificate of that person, or back to the list. */
static enum rc
after_answer(struct page *p, const struct followup_file *f,
    const struct followup_answer *in, struct err *e)
{
	struct followup_file now = *f;
	struct row_followup next;
	enum rc rc;

	if (in->event == FOLLOW_EV_REVOKE && f->signs) {
		now.row.reason = in->reason;
		return page_redirect(p, sign_href(p, &now));
	}
	rc = followup_next(&p->d, f->row.account, &next, e);
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	return page_redirect_flash(p,
	    rc == RC_OK ? str_fmt(p->a, "/tindak-lanjut/%.*s", STR_ARG(next.id))
			: STR("/tindak-lanjut"),
	    in->event == FOLLOW_EV_KEEP ? N_("Jawaban dicatat: sertifikat tetap berlaku.")
	    : in->event == FOLLOW_EV_HOLD
		? N_("Jawaban dicatat: sertifikat ditangguhkan sampai diputuskan.")
		: N_("Jawaban dicatat: sertifikat ditangguhkan, dan OPIP diminta menandatangani pencabutannya."));
}

enum rc
page_followup_post(struct page *p, struct err *e)
{
	struct followup_answer in = { .event = FOLLOW_EV_REVOKE };
	struct followup_file f;
	str decision;
	enum rc rc = followup_load(&p->d, &p->who, page_param(p, "id"), &f, e);

	if (rc != RC_OK)
		return rc;
	set_options(p, &f);
	rc = form_read(&p->form, &p->rq->form, NULL, e);
	if (rc != RC_OK)
		return rc;
	decision = form_str(&p->form, "decision");
	in.reason = form_str(&p->form, "reason");
	if (str_eq_z(decision, "cabut") && in.reason.n == 0)
		form_error(&p->form, "reason", N_("Pilih alasan."));
	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		return show(p, &f, e);
	}
	if (!str_eq_z(decision, "cabut"))
		in.event = str_eq_z(decision, "tahan") ? FOLLOW_EV_HOLD : FOLLOW_EV_KEEP;
	in.note = form_str(&p->form, "note");
	in.version = form_int(&p->form, "version");
	rc = followup_answer(&p->d, &p->who, f.row.id, &in, e);
	if (rc == RC_CONFLICT || rc == RC_DENIED) {
		form_error_whole(&p->form, e->msg);
		p->rs->status = rc == RC_CONFLICT ? 409 : 403;
		return show(p, &f, e);
	}
	return rc != RC_OK ? rc : after_answer(p, &f, &in, e);
}
