/* application_review.c - an officer's view on a file, and the decision about it. */
#include "base/rnd.h"
#include "base/utf8.h"
#include "domain/counter_slot.h"
#include "domain/office_rules.h"
#include "domain/workdays.h"

#define DAY_S 86400

/* ---- looking ---- */

/* When it was sent last, and how many working days ago. */
static enum rc
set_age(struct domain *d, struct office_file *f, struct err *e)
{
	int64_t now = domain_now(d);
	struct holidays h;
	enum rc rc;

	f->sent_s =
	    f->app.submitted_s != SQL_NULL_INT ? f->app.submitted_s : f->app.created_s;
	for (size_t i = 0; i < f->history.n; i++) { /* newest first */
		if (!str_eq_z(f->history.at[i].event, "submit"))
			continue;
		f->sent_s = f->history.at[i].at_s;
		break;
	}
	rc = domain_holidays(d, d->db, &h, e);
	if (rc != RC_OK)
		return rc;
	f->age_tenths = workdays_tenths(f->sent_s, now, f->zone, &h);
	f->used = workdays_used(f->sent_s, now, d->conf->sla_office_days, f->zone, &h);
	return RC_OK;
}

/* The rules as sentences, so that no control is shown that would be refused. */
static enum rc
set_rules(struct domain *d, const struct actor *who, struct office_file *f, struct err *e)
{
	struct row_account holder;
	enum rc rc = office_rule_not_own(d, d->db, who, &f->app, e);

	if (rc == RC_DENIED)
		f->why_not = f->why_not_activate = str_dup(d->a, str_from_z(e->msg));
	else if (rc != RC_OK)
		return rc;
	if (f->why_not.p == NULL) {
		rc = office_rule_second_person(d, d->db, who, &f->app, e);
		if (rc == RC_DENIED)
			f->why_not_activate = str_dup(d->a, str_from_z(e->msg));
		else if (rc != RC_OK)
			return rc;
	}
	if (f->app.claimed_by.p == NULL)
		return RC_OK;
	f->mine = str_eq(f->app.claimed_by, who->account);
	f->claim_ends_s = office_claim_ends(d, &f->app);
	rc = q_account_by_id(d->db, f->app.claimed_by, &holder, e);
	if (rc != RC_OK)
		return rc;
	f->claimer_name = holder.name;
	if (!f->mine && office_rule_holder(d, d->db, who, &f->app, e) == RC_CONFLICT)
		f->held = str_from_z(str_z(d->a, str_from_z(e->msg)));
	return RC_OK;
}

static enum rc
set_numbers(struct domain *d, struct office_file *f, struct err *e)
{
	struct nik nik;
	enum rc rc = office_warnings(d, &f->app, &f->warnings, &f->nip_parts, &nik, e);

	if (rc != RC_OK)
		return rc;
	f->nip_known = f->nip_parts.digits[0] != '\0';
	if (f->mine && str_eq_z(f->app.state, "in_review")) {
		f->nik_birth = nik.birth;
		return office_nik(d, &f->app, &f->nik, e);
	}
	return RC_OK;
}

/* No page has a link to the card, or shows it, for whom document_open() would refuse it. */
static void
hide_card(struct domain *d, const struct actor *who, struct office_file *f)
{
	struct row_document *kept =
	    ARENA_ARRAY(d->a, f->documents.n + 1, struct row_document);
	size_t n = 0;

	f->card_hidden = office_card_hidden(d, who, &f->app);
	if (!f->card_hidden)
		return;
	for (size_t i = 0; i < f->documents.n; i++)
		if (!str_eq_z(f->documents.at[i].class, "ektp"))
			kept[n++] = f->documents.at[i];
	f->documents.at = kept;
	f->documents.n = n;
}

enum rc
office_file_load(struct domain *d, const struct actor *who, str number,
    struct office_file *out, struct err *e)
{
	static const struct office_file none;
	const str noun = STR("application");
	enum rc rc;

	*out = none;
	rc = application_by_number(d, who, number, &out->app, e);
	if (rc == RC_OK && str_eq_z(out->app.state, "draft"))
		return err_set(e, RC_NOT_FOUND,
		    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
		    "a draft is nobody's but the applicant's");
	if (rc == RC_OK)
		rc = q_office_by_code(d->db, out->app.office, &out->office, e);
	if (rc != RC_OK)
		return rc;
	out->zone = zone_parse(out->office.zone);
	rc = set_rules(d, who, out, e);
	if (rc == RC_OK)
		rc = set_numbers(d, out, e);
	if (rc == RC_OK)
		rc = office_checks_read(d, d->db, &out->app, &out->checks, e);
	if (rc == RC_OK)
		rc = q_application_open_twin(
		    d->db, out->app.id, out->app.nip, out->app.nik_mac, &out->twins, e);
	if (rc == RC_OK)
		rc = q_documents_of(d->db, noun, out->app.id, &out->documents, e);
	if (rc == RC_OK)
		rc = q_history_of(d->db, noun, out->app.id, &out->history, e);
	if (rc == RC_OK)
		rc = q_note_of_noun(d->db, noun, out->app.id, &out->notes, e);
	if (rc == RC_OK)
		rc = q_returned_item_all(d->db, noun, out->app.id, &out->returned, e);
	if (rc != RC_OK)
		return rc;
	hide_card(d, who, out);
	return set_age(d, out, e);
}

/* ---- holding ---- */

enum rc
office_claim(
    struct domain *d, const struct actor *who, str id, int64_t version, struct err *e)
{
	struct row_application app;
	struct err why;
	enum rc rc = fsm_apply(
	    &application_fsm, d, who, id, APP_EV_CLAIM, version, NULL, STR_NONE, NULL, e);

	/* somebody has it already: say who, rather than what state that is */
	if (rc == RC_CONFLICT && q_application_by_id(d->db, id, &app, &why) == RC_OK &&
	    app.version == version && app.claimed_by.n > 0 &&
	    !str_eq(app.claimed_by, who->account) &&
	    office_rule_holder(d, d->db, who, &app, &why) == RC_CONFLICT)
		*e = why;
	return rc;
}

enum rc
office_release(
    struct domain *d, const struct actor *who, str id, int64_t version, struct err *e)
{
	return fsm_apply(&application_fsm, d, who, id, APP_EV_RELEASE, version, NULL,
	    STR_NONE, NULL, e);
}

static enum rc
release_state(struct domain *d, const char *state, int event, int64_t *n, struct err *e)
{
	struct actor us = actor_system("Paraf");
	struct row_application_list list;
	enum rc rc = q_application_idle(
	    d->db, str_from_z(state), domain_now(d) - d->conf->claim_s, 50, &list, e);

	for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
		rc = fsm_apply(&application_fsm, d, &us, list.at[i].id, event,
		    list.at[i].version, NULL,
		    STR("Lepas sendiri karena lama tanpa kegiatan"), NULL, e);
		if (rc == RC_OK)
			++*n;
		else if (rc == RC_CONFLICT) /* somebody came back to it */
			rc = RC_OK;
	}
	return rc;
}

enum rc
office_release_idle(struct domain *d, int64_t *out_n, struct err *e)
{
	enum rc rc;

	*out_n = 0;
	rc = release_state(d, "in_review", APP_EV_RELEASE, out_n, e);
	return rc != RC_OK ? rc : release_state(d, "at_counter", APP_EV_LEAVE, out_n, e);
}

/* ---- comparing ---- */

static enum rc
save_in_write(struct office_edit *x, struct db *tx, struct err *e)
{
	enum rc rc = office_checks_write(x->d, tx, x->who, x->id, x->in, e);

	if (rc == RC_OK)
		rc = q_application_touch(tx, x->id, x->app.version, domain_now(x->d), e);
	return rc;
}

enum rc
office_save_checks(struct domain *d, const struct actor *who, str id, int64_t version,
    const struct office_checks *in, struct err *e)
{
	struct office_edit x = { .d = d,
		.who = who,
		.id = id,
		.version = version,
		.state = "in_review",
		.change = save_in_write,
		.in = in };

	return office_edit_run(&x, e);
}

static enum rc
note_in_write(struct db *tx, void *arg, struct err *e)
{
	return q_note_insert(tx, arg, e);
}

enum rc
office_note(
    struct domain *d, const struct actor *who, str number, str text, struct err *e)
{
	struct row_application app;
	struct row_note note;
	enum rc rc = application_by_number(d, who, number, &app, e);

	if (rc != RC_OK)
		return rc;
	note = (struct row_note){ .id = rnd_id(d->a),
		.noun = STR("application"),
		.noun_id = app.id,
		.author = who->account,
		.text = text,
		.created_s = domain_now(d) };
	return store_write(d->store, d->a, note_in_write, &note, e);
}

/* ---- deciding ---- */

static enum rc
check_complete(struct domain *d, const struct office_checks *c,
    const struct ident_warnings *warnings, struct err *e)
{
	size_t open = c->n_to_compare - c->n_compared;

	if (c->n_different > 0 || open > 0)
		return err_say(e, RC_INVALID,
		    i18n_tr(d->lang,
			N_("Belum bisa dinyatakan lengkap: %zu data berbeda, %zu "
			   "belum dicek.")),
		    c->n_different, open);
	if (warnings->n > 0 && c->warnings_reason.n == 0)
		return err_set(e, RC_INVALID,
		    N_("Ada peringatan pada data ini. Tulis mengapa peringatan itu dapat "
		       "diterima."),
		    "warnings without a reason");
	return RC_OK;
}

enum rc
office_decision_check(struct domain *d, const struct row_application *app,
    const struct office_checks *c, const struct ident_warnings *warnings,
    enum office_decision decision, struct err *e)
{
	(void)app;
	switch (decision) {
	case DECIDE_COMPLETE:
		return check_complete(d, c, warnings, e);
	case DECIDE_RETURN:
		if (c->n_different == 0)
			return err_set(e, RC_INVALID,
			    N_("Tandai Beda pada yang perlu diperbaiki, dan tulis alasannya."),
			    "no item");
		for (int i = 0; i < ITEM__COUNT; i++)
			if (str_eq_z(c->at[i].verdict, "tidak") && c->at[i].reason.n == 0)
				return err_say(e, RC_INVALID,
				    i18n_tr(
					d->lang, N_("Tulis apa yang berbeda pada %s.")),
				    i18n_tr(d->lang, office_items[i].label));
		return RC_OK;
	case DECIDE_REFUSE:
		if (c->message.n == 0)
			return err_set(
			    e, RC_INVALID, N_("Tulis alasan penolakan."), "no reason");
		return RC_OK;
	case DECIDE_NONE:
		break;
	}
	return err_set(e, RC_INVALID, N_("Pilih keputusan Anda."), "no decision");
}

static void
compose_returned(struct domain *d, const struct row_application *app,
    const struct office_checks *c, const struct row_office *office, struct mail_text *out)
{
	struct mailview_item *items =
	    ARENA_ARRAY(d->a, ITEM__COUNT, struct mailview_item);
	int64_t until = domain_now(d) + d->conf->fix_days * DAY_S;
	size_t n = 0;

	for (int i = 0; i < ITEM__COUNT; i++)
		if (str_eq_z(c->at[i].verdict, "tidak"))
			items[n++] =
			    (struct mailview_item){ str_from_z(office_items[i].label),
				    c->at[i].reason };
	mail_compose_ds_returned(d->a, LANG_ID,
	    &(struct mailview_ds_returned){ .name = app->name,
		.number = app->number,
		.office = office->name,
		.until = date_long(
		    d->a, time_civil(until, zone_parse(office->zone)).date, LANG_ID),
		.url = str_fmt(d->a, "%.*s/lanjut", STR_ARG(d->conf->public_url)),
		.items = { items, n } },
	    out);
}

enum rc
office_decision_mail(struct domain *d, const struct row_application *app,
    const struct office_checks *c, enum office_decision decision, struct mail_text *out,
    struct err *e)
{
	struct row_office office;
	bool slots = false;
	enum rc rc = q_office_by_code(d->db, app->office, &office, e);

	if (rc == RC_OK && decision == DECIDE_COMPLETE)
		rc = counter_offers(d, d->db, app->office, &slots, e);
	if (rc != RC_OK)
		return rc;
	switch (decision) {
	case DECIDE_COMPLETE:
		mail_compose_ds_ready(d->a, LANG_ID,
		    &(struct mailview_ds_ready){ .name = app->name,
			.number = app->number,
			.office = office.name,
			.address = office.address,
			.hours = str_fmt(d->a, "%.*s %.*s", STR_ARG(office.hours),
			    STR_ARG(office.zone)),
			.phone = office.phone,
			.slots = slots,
			.url = str_fmt(d->a, "%.*s/lacak/%.*s%s",
			    STR_ARG(d->conf->public_url), STR_ARG(app->number),
			    slots ? "/jadwal" : "") },
		    out);
		return RC_OK;
	case DECIDE_RETURN:
		compose_returned(d, app, c, &office, out);
		return RC_OK;
	case DECIDE_REFUSE:
		mail_compose_ds_refused(d->a, LANG_ID,
		    &(struct mailview_ds_refused){ .name = app->name,
			.number = app->number,
			.office = office.name,
			.reason = c->message,
			.url = str_fmt(
			    d->a, "%.*s/registrasi", STR_ARG(d->conf->public_url)) },
		    out);
		return RC_OK;
	case DECIDE_NONE:
		break;
	}
	return err_set(e, RC_INVALID, N_("Pilih keputusan Anda."), "no decision");
}

enum rc
office_decide(struct domain *d, const struct actor *who, str id, int64_t version,
    const struct signing *s, struct err *e)
{
	static const int events[] = { [DECIDE_COMPLETE] = APP_EV_COMPLETE,
		[DECIDE_RETURN] = APP_EV_RETURN,
		[DECIDE_REFUSE] = APP_EV_REFUSE };
	struct row_application app;
	struct office_checks checks;
	str note = STR_NONE;
	enum rc rc = q_application_by_id(d->db, id, &app, e);

	if (rc == RC_OK)
		rc = office_checks_read(d, d->db, &app, &checks, e);
	if (rc != RC_OK)
		return rc;
	if (checks.decision ==
	    DECIDE_NONE) /* somebody else took it over and began anew */
		return fsm_conflict(&application_fsm, d, d->db, id, app.office, e);
	if (checks.decision == DECIDE_RETURN)
		note = utf8_head(office_items_text(d->a, LANG_ID, &checks), 1000);
	else if (checks.decision == DECIDE_REFUSE)
		note = checks.message;
	return fsm_apply(&application_fsm, d, who, id, events[checks.decision], version,
	    (void *)(uintptr_t)s, note, NULL, e);
}
