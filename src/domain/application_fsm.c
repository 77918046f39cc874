/* application_fsm.c - the state machine of Road B: who may move an application where. */
#include "base/codec.h"
#include "domain/counter_slot.h"

#define OFFICE (R_OPIP | R_KEPALA)

/* clang-format off */
static const struct transition rows[] = {
	/* from            event            to             roles                    guard                              effect */
	{ APP_DRAFT,       APP_EV_SUBMIT,   APP_SUBMITTED, R_APPLICANT,             application_guard_submit,          application_effect_submit },
	{ APP_RETURNED,    APP_EV_SUBMIT,   APP_SUBMITTED, R_APPLICANT,             application_guard_submit,          application_effect_submit },

	{ APP_SUBMITTED,   APP_EV_CLAIM,    APP_IN_REVIEW, OFFICE,                  application_guard_not_own,         application_effect_claim },
	{ APP_IN_REVIEW,   APP_EV_RELEASE,  APP_SUBMITTED, OFFICE | R_SYSTEM,       application_guard_holder_of_claim, application_effect_release },
	{ APP_IN_REVIEW,   APP_EV_COMPLETE, APP_READY,     OFFICE,                  application_guard_complete,        application_effect_complete },
	{ APP_IN_REVIEW,   APP_EV_RETURN,   APP_RETURNED,  OFFICE,                  application_guard_return,          application_effect_return },
	{ APP_IN_REVIEW,   APP_EV_REFUSE,   APP_REFUSED,   OFFICE,                  application_guard_refuse,          application_effect_refuse },

	{ APP_READY,       APP_EV_SLOT,     APP_READY,     R_APPLICANT,             NULL,                              application_effect_slot },
	{ APP_READY,       APP_EV_UNSLOT,   APP_READY,     R_APPLICANT | R_SYSTEM,  application_guard_unslot,          application_effect_unslot },
	{ APP_READY,       APP_EV_ARRIVE,   APP_AT_COUNTER, R_OPIP,                 application_guard_arrive,          application_effect_claim },
	{ APP_AT_COUNTER,  APP_EV_LEAVE,    APP_READY,     R_OPIP | R_SYSTEM,       NULL,                              application_effect_release },
	{ APP_AT_COUNTER,  APP_EV_RETURN,   APP_RETURNED,  R_OPIP,                  application_guard_return,          application_effect_return },
	{ APP_AT_COUNTER,  APP_EV_REFUSE,   APP_REFUSED,   R_OPIP,                  application_guard_refuse,          application_effect_refuse },
	{ APP_AT_COUNTER,  APP_EV_APPROVE,  APP_APPROVED,  R_OPIP,                  application_guard_approve,         application_effect_approve },

	{ APP_APPROVED,    APP_EV_ISSUE,    APP_ISSUED,    R_APPLICANT | R_SYSTEM,  application_guard_issue,           application_effect_issue },

	{ APP_DRAFT,       APP_EV_WITHDRAW, APP_WITHDRAWN, R_APPLICANT,             NULL,                              application_effect_withdraw },
	{ APP_SUBMITTED,   APP_EV_WITHDRAW, APP_WITHDRAWN, R_APPLICANT,             NULL,                              application_effect_withdraw },
	{ APP_IN_REVIEW,   APP_EV_WITHDRAW, APP_WITHDRAWN, R_APPLICANT,             NULL,                              application_effect_withdraw },
	{ APP_READY,       APP_EV_WITHDRAW, APP_WITHDRAWN, R_APPLICANT,             NULL,                              application_effect_withdraw },
	{ APP_RETURNED,    APP_EV_WITHDRAW, APP_WITHDRAWN, R_APPLICANT,             NULL,                              application_effect_withdraw },

	{ APP_DRAFT,       APP_EV_LAPSE,    APP_LAPSED,    R_SYSTEM,                NULL,                              application_effect_lapse },
	{ APP_RETURNED,    APP_EV_LAPSE,    APP_LAPSED,    R_SYSTEM,                NULL,                              application_effect_lapse },
	{ APP_READY,       APP_EV_LAPSE,    APP_LAPSED,    R_SYSTEM,                NULL,                              application_effect_lapse },
	{ APP_APPROVED,    APP_EV_LAPSE,    APP_LAPSED,    R_SYSTEM,                application_guard_lapse_collect,   application_effect_lapse },
};
/* clang-format on */

struct scope
application_scope(const struct row_application *app)
{
	return (struct scope){
		.office = app->office, .application = app->id, .nip = app->nip
	};
}

static enum rc
load(struct change *c, struct err *e)
{
	struct row_application *app = ARENA_NEW(c->d->a, struct row_application);
	struct scope scope;
	enum rc rc;

	rc = q_application_by_id(c->tx, c->id, app, e);
	if (rc != RC_OK)
		return rc;
	scope = application_scope(app);
	c->object = app;
	c->number = app->number;
	c->office = app->office;
	c->state = app->state;
	c->version = app->version;
	return scope_check(c->who, &scope, e);
}

static enum rc
set_state(struct change *c, struct err *e)
{
	bool waits = c->to == APP_READY || c->to == APP_AT_COUNTER;
	enum rc rc;

	if (c->event == APP_EV_SLOT || c->event == APP_EV_UNSLOT)
		return q_application_touch(c->tx, c->id, c->version, c->now_s, e);
	rc = q_application_set_state(c->tx, c->id, c->version,
	    str_from_z(c->fsm->words->states[c->to].text), c->now_s, e);
	/* who is served, or does not come any more, leaves his place to somebody else */
	if (rc == RC_OK && !waits && (c->from == APP_READY || c->from == APP_AT_COUNTER))
		rc = counter_slot_leave(c, e);
	return rc;
}

const struct fsm application_fsm = {
	.words = &words_application,
	.at = rows,
	.n = ARRAY_LEN(rows),
	.load = load,
	.set_state = set_state,
	.counted = true,
};

enum rc
application_number_parse(struct arena *a, str typed, str *out_number, struct err *e)
{
	static const char wrong[] =
	    N_("Nomor tidak ditemukan. Periksa huruf dan angkanya; nomor "
	       "tidak memakai huruf I, L, O, dan U.");
	str s = str_upper(a, str_without(a, typed, " -\t\r\n")), code;

	/* DS + three digits of the office + seven letters + check letter */
	if (!str_starts(s, STR("DS")) || s.n != 13 || !str_digits(str_sub(s, 2, 3)) ||
	    crockford_check(a, str_from(s, 5), 7, &code, e) != RC_OK)
		return err_set(e, RC_INVALID, wrong, "not an application number");
	*out_number = str_fmt(a, "DS-%.3s-%.4s-%.4s", s.p + 2, code.p, code.p + 4);
	return RC_OK;
}

enum rc
application_by_number(struct domain *d, const struct actor *who, str number,
    struct row_application *out, struct err *e)
{
	struct row_application app;
	struct scope scope;
	str canonical;
	enum rc rc;

	rc = application_number_parse(d->a, number, &canonical, e);
	if (rc == RC_INVALID)
		return err_set(e, RC_NOT_FOUND,
		    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
		    "malformed number");
	if (rc == RC_OK)
		rc = q_application_by_number(d->db, canonical, &app, e);
	if (rc != RC_OK)
		return rc;
	scope = application_scope(&app);
	rc = scope_check(who, &scope, e);
	if (rc == RC_OK)
		*out = app;
	return rc;
}
