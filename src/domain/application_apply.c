/* application_apply.c - sending, withdrawing and lapsing: guards, effects, and who is told. */
#include "base/json.h"
#include "domain/application_edit.h"
#include "domain/outbox.h"
#include "domain/record.h"
#include "mail/mail_views.h"

#define DAY_S         INT64_C(86400)
#define WARN_DAYS     7
#define UNPROVEN_DAYS 2
#define BATCH         100

enum rc
apply_office_due(struct domain *d, struct db *db, int64_t from_s, enum zone z,
    int64_t *out_s, struct err *e)
{
	return domain_due(d, db, from_s, d->conf->sla_office_days, z, out_s, e);
}

/* ---- the same person twice ---- */

struct twins {
	struct row_application_line_list open, live;
};

static enum rc
find_twins(struct domain *d, struct db *db, const struct row_application *app,
    struct twins *out, struct err *e)
{
	enum rc rc =
	    q_application_open_twin(db, app->id, app->nip, app->nik_mac, &out->open, e);

	if (rc != RC_OK)
		return rc;
	return q_application_live_twin(db,
	    &(struct q_application_live_twin_in){ .id = app->id,
		.nip = app->nip,
		.nik_mac = app->nik_mac,
		.email_ci = app->email_ci,
		.after_s = domain_now(d) + d->conf->renew_days * DAY_S },
	    &out->live, e);
}

/* Tell the mailbox that is registered already; at most once a day for each. */
static enum rc
tell_one(struct domain *d, struct db *tx, const struct row_application_line *twin,
    struct err *e)
{
	int64_t now = domain_now(d);
	str token =
	    str_fmt(d->a, "twin/%.*s/%lld", STR_ARG(twin->id), (long long)(now / DAY_S));
	struct row_once_by_token seen;
	struct mail_text t;
	enum rc rc = q_once_by_token(tx, token, &seen, e);

	if (rc != RC_NOT_FOUND)
		return rc;
	rc = q_once_insert(tx, token, STR("mailed"), now, e);
	if (rc != RC_OK || twin->email.n == 0)
		return rc;
	mail_compose_ds_twin(d->a, LANG_ID,
	    &(struct mailview_ds_twin){ twin->number, twin->office_name,
		time_long(d->a, now, ZONE_WIB, LANG_ID),
		str_fmt(d->a, "%.*s/lacak/%.*s", STR_ARG(d->conf->public_url),
		    STR_ARG(twin->number)) },
	    &t);
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = "ds_twin",
		.to = twin->email,
		.subject = t.subject,
		.text = t.text,
		.noun = "application",
		.noun_id = twin->id },
	    e);
}

struct tell_args {
	struct domain *d;
	const struct actor *who;
	const struct row_application *app;
	struct twins twins;
};

static enum rc
tell_in_write(struct db *tx, void *arg, struct err *e)
{
	struct tell_args *x = arg;
	struct buf detail;
	struct json j;
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < x->twins.open.n; i++)
		rc = tell_one(x->d, tx, &x->twins.open.at[i], e);
	for (size_t i = 0; rc == RC_OK && i < x->twins.live.n; i++)
		rc = tell_one(x->d, tx, &x->twins.live.at[i], e);
	if (rc != RC_OK)
		return rc;
	buf_init(&detail, x->d->a, 128);
	json_begin(&j, &detail);
	json_int(&j, "open", (int64_t)x->twins.open.n);
	json_int(&j, "live", (int64_t)x->twins.live.n);
	json_end(&j);
	return audit_add(x->d, tx, x->who, "application.twin",
	    str_fmt(x->d->a, "application/%.*s", STR_ARG(x->app->id)), x->app->office,
	    buf_get(&detail), e);
}

static bool
same_mailbox(const struct row_application *app, const struct row_application_line_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq_nocase(l->at[i].email, app->email))
			return true;
	return false;
}

/* The registered mailbox hears of it; the applicant hears no more than where to ask. */
static enum rc
refuse_twin(
    struct domain *d, const struct actor *who, const struct apply_file *f, struct err *e)
{
	struct tell_args x = { .d = d, .who = who, .app = &f->app };
	enum rc rc = find_twins(d, d->db, &f->app, &x.twins, e);

	if (rc == RC_OK)
		rc = store_write(d->store, d->a, tell_in_write, &x, e);
	if (rc != RC_OK)
		return rc;
	if (same_mailbox(&f->app, &x.twins.open) || same_mailbox(&f->app, &x.twins.live))
		return err_say(e, RC_DENIED,
		    i18n_tr(
			d->lang, N_("NIP ini sudah terdaftar. Masuk atau hubungi %.*s.")),
		    STR_ARG(f->office.name));
	return err_say(e, RC_DENIED,
	    i18n_tr(d->lang,
		N_("Pendaftaran ini belum dapat kami terima. Isian Anda tersimpan. Hubungi %.*s dan "
		   "sebutkan nomor %.*s.")),
	    STR_ARG(f->office.name), STR_ARG(f->app.number));
}

/* ---- sending ---- */

enum rc
application_guard_submit(struct change *c, struct err *e)
{
	const struct row_application *app = c->object;
	struct apply_submission *in = c->input;
	struct twins twins;
	enum rc rc;

	if (in == NULL || in->letters == NULL)
		return err_set(e, RC_INVALID, N_("Masih ada langkah yang belum selesai."),
		    "not through apply_submit");
	rc = find_twins(c->d, c->tx, app, &twins, e);
	if (rc != RC_OK)
		return rc;
	in->twin = twins.open.n + twins.live.n > 0;
	if (in->twin)
		return err_set(
		    e, RC_DENIED, N_("Pendaftaran ini belum dapat kami terima."), "twin");
	return RC_OK;
}

/* E14: no attachment (SCREENS 7), the points of the statement in words. */
static enum rc
mail_submitted(struct change *c, const struct row_application *app,
    const struct apply_submission *in, struct err *e)
{
	struct domain *d = c->d;
	struct mailview_item *words =
	    ARENA_ARRAY(d->a, in->words->n + 1, struct mailview_item);
	struct mail_text t;

	for (size_t i = 0; i < in->words->n; i++)
		words[i] = (struct mailview_item){ in->words->at[i].mark,
			in->words->at[i].text };
	mail_compose_ds_submitted(d->a, LANG_ID,
	    &(struct mailview_ds_submitted){ .name = app->name,
		.number = app->number,
		.office = in->office_name,
		.target = time_long(d->a, in->due_s, in->zone, LANG_ID),
		.url = str_fmt(d->a, "%.*s/lacak/%.*s", STR_ARG(d->conf->public_url),
		    STR_ARG(app->number)),
		.agreed = time_long(d->a, app->agreed_s, in->zone, LANG_ID),
		.version = in->version,
		.words = { words, in->words->n } },
	    &t);
	return outbox_put_tx(d, c->tx,
	    &(struct outbox_mail){ .kind = "ds_submitted",
		.to = app->email,
		.subject = t.subject,
		.text = t.text,
		.noun = "application",
		.noun_id = app->id },
	    e);
}

enum rc
application_effect_submit(struct change *c, struct err *e)
{
	const struct row_application *app = c->object;
	const struct apply_submission *in = c->input;
	const struct row_document *const letters[] = { &in->letters->receipt,
		&in->letters->statement };
	enum rc rc = RC_OK;

	if (app->submitted_s == SQL_NULL_INT)
		rc = q_application_set_submitted(
		    c->tx, c->id, c->version + 1, c->now_s, e);
	if (rc == RC_OK)
		rc = document_record_all_tx(c->d, c->tx, letters, ARRAY_LEN(letters), e);
	return rc == RC_OK ? mail_submitted(c, app, in, e) : rc;
}

/* Pressed twice: the first press did it. */
static bool
sent_already(const struct apply_file *f)
{
	static const char *const states[] = { "submitted", "in_review", "ready",
		"at_counter", "approved", "issued" };

	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (str_eq_z(f->app.state, states[i]))
			return true;
	return false;
}

static enum rc
check_ready(const struct apply_file *f, int64_t version, struct err *e)
{
	if (!f->open)
		return err_set(e, RC_CONFLICT,
		    N_("Pendaftaran ini sudah ditutup dan tidak dapat dikirim."),
		    "closed");
	if (version != f->app.version)
		return err_set(e, RC_CONFLICT,
		    N_("Isian berubah sejak Anda memeriksanya. Periksa lagi, lalu kirim."),
		    "version of the checked answers");
	if (apply_first_open(f) != APPLY_CHECK)
		return err_set(e, RC_INVALID, N_("Masih ada langkah yang belum selesai."),
		    "unfinished step");
	return RC_OK;
}

enum rc
apply_submit(struct domain *d, const struct actor *who, int64_t version, struct err *e)
{
	struct apply_letters letters;
	struct letter_parts words;
	struct apply_submission in = { .letters = &letters, .words = &words };
	struct apply_file f;
	struct err first;
	enum rc rc = apply_load(d, who, &f, e);

	if (rc != RC_OK || sent_already(&f))
		return rc;
	rc = check_ready(&f, version, e);
	in.zone = zone_parse(f.office.zone);
	in.office_name = f.office.name;
	in.version = f.statement.version;
	if (rc == RC_OK)
		rc = apply_office_due(d, d->db, domain_now(d), in.zone, &in.due_s, e);
	if (rc == RC_OK)
		rc = apply_make_letters(d, &f, domain_now(d), &letters, e);
	if (rc == RC_OK)
		rc = apply_statement_points(d, &f, &words, e);
	if (rc != RC_OK)
		return rc;
	rc = fsm_apply(&application_fsm, d, who, f.app.id, APP_EV_SUBMIT, f.app.version,
	    &in, STR_NONE, NULL, e);
	if (rc == RC_DENIED && in.twin)
		return refuse_twin(d, who, &f, e);
	if (rc != RC_CONFLICT)
		return rc;
	/* the other press was faster, or somebody else with these numbers was */
	first = *e;
	rc = apply_load(d, who, &f, e);
	if (rc != RC_OK || sent_already(&f))
		return rc;
	if (f.app.version == version)
		return refuse_twin(d, who, &f, e);
	*e = first;
	return RC_CONFLICT;
}

/* ---- ending ---- */

static enum rc
end_sessions(struct change *c, struct err *e)
{
	enum rc rc = q_codes_kill(c->tx, STR("resume"), c->id, c->now_s, e);

	return rc == RC_OK ? q_session_delete_of_application(c->tx, c->id, e) : rc;
}

/* A draft that ends leaves nothing of the person behind, unless it is held. */
static enum rc
forget(struct change *c, struct err *e)
{
	struct row_document_list docs;
	struct row_legal_hold hold;
	enum rc rc = q_legal_hold_open(c->tx, STR("application"), c->id, &hold, e);

	if (rc ==
	    RC_OK) /* goes when the hold is lifted and its time is over (retention.h) */
		return end_sessions(c, e);
	if (rc == RC_NOT_FOUND)
		rc = q_documents_of(c->tx, STR("application"), c->id, &docs, e);
	for (size_t i = 0; rc == RC_OK && i < docs.n; i++)
		rc = q_document_erase(c->tx, docs.at[i].id, c->now_s, e);
	if (rc == RC_OK)
		rc = q_application_wipe(c->tx, c->id, c->version + 1, e);
	if (rc == RC_OK)
		rc = q_form_draft_drop_owner(
		    c->tx, str_fmt(c->d->a, "application/%.*s", STR_ARG(c->id)), e);
	return rc != RC_OK ? rc : end_sessions(c, e);
}

enum rc
application_effect_withdraw(struct change *c, struct err *e)
{
	if (c->from == APP_DRAFT)
		return forget(c, e);
	return q_application_set_reason(c->tx, c->id, c->version + 1, c->note, e);
}

enum rc
application_effect_lapse(struct change *c, struct err *e)
{
	return c->from == APP_DRAFT ? forget(c, e) : RC_OK;
}

enum rc
apply_withdraw(struct domain *d, const struct actor *who, str reason, struct err *e)
{
	struct apply_file f;
	struct say why;
	str note = STR_NONE;
	enum rc rc = apply_load(d, who, &f, e);

	if (rc != RC_OK)
		return rc;
	if (str_trim(reason).n == 0 && str_eq_z(f.app.state, "draft"))
		note = STR("-");
	else if (ident_line(d->a, reason, 500, N_("Tulis alasan pembatalan."), &note,
		     &why) != RC_OK)
		return err_set(e, RC_INVALID, i18n_tr(d->lang, why.id), "reason");
	return fsm_apply(&application_fsm, d, who, f.app.id, APP_EV_WITHDRAW,
	    FSM_ANY_VERSION, NULL, note, NULL, e);
}

/* ---- drafts nobody goes on with ---- */

struct warn_args {
	struct domain *d;
	const struct row_application *app;
};

static enum rc
warn_in_write(struct db *tx, void *arg, struct err *e)
{
	struct warn_args *x = arg;
	struct domain *d = x->d;
	int64_t until = x->app->updated_s + d->conf->draft_days * DAY_S;
	int64_t least = domain_now(d) + WARN_DAYS * DAY_S;
	struct row_office office;
	struct mail_text t;
	enum rc rc = q_office_by_code(tx, x->app->office, &office, e);

	if (rc != RC_OK)
		return rc;
	if (until < least)
		until = least;
	mail_compose_draft_ending(d->a, LANG_ID,
	    &(struct mailview_draft_ending){
		date_long(d->a, time_civil(until, zone_parse(office.zone)).date, LANG_ID),
		str_fmt(d->a, "%.*s/lanjut", STR_ARG(d->conf->public_url)) },
	    &t);
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = "draft_ending",
		.to = x->app->email,
		.subject = t.subject,
		.text = t.text,
		.noun = "application",
		.noun_id = x->app->id },
	    e);
}

/* End each of them; one that was changed meanwhile is left alone. */
static enum rc
lapse_all(
    struct domain *d, const struct row_application_list *l, int64_t *n, struct err *e)
{
	struct actor us = actor_system("draf");
	enum rc rc = RC_OK;

	for (size_t i = 0; i < l->n; i++) {
		rc = fsm_apply(&application_fsm, d, &us, l->at[i].id, APP_EV_LAPSE,
		    l->at[i].version, NULL, STR_NONE, NULL, e);
		if (rc == RC_CONFLICT)
			rc = RC_OK;
		else if (rc == RC_OK)
			(*n)++;
		if (rc != RC_OK)
			return rc;
	}
	return rc;
}

enum rc
apply_lapse_due(struct domain *d, int64_t *out_n, struct err *e)
{
	int64_t now = domain_now(d), n = 0;
	struct row_application_list l;
	enum rc rc;

	rc = q_application_drafts_unwarned(
	    d->db, now - (d->conf->draft_days - WARN_DAYS) * DAY_S, BATCH, &l, e);
	for (size_t i = 0; rc == RC_OK && i < l.n; i++, n++) {
		struct warn_args x = { d, &l.at[i] };

		rc = store_write(d->store, d->a, warn_in_write, &x, e);
	}
	if (rc == RC_OK)
		rc = q_application_drafts_idle(d->db, now - d->conf->draft_days * DAY_S,
		    now - WARN_DAYS * DAY_S, BATCH, &l, e);
	if (rc == RC_OK)
		rc = lapse_all(d, &l, &n, e);
	if (rc == RC_OK)
		rc = q_application_drafts_unproven(
		    d->db, now - UNPROVEN_DAYS * DAY_S, BATCH, &l, e);
	if (rc == RC_OK)
		rc = lapse_all(d, &l, &n, e);
	if (rc == RC_OK)
		*out_n = n;
	return rc;
}
