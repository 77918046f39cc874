/* candidacy_fsm.c - the state machine of Road A: who may move a candidacy where. */
#include "base/codec.h"
#include "domain/interview.h"

#define RELEASES (R_VERIFIER | R_SYSTEM)
#define ENDS     (R_OFFICE_ADMIN | R_CENTRAL | R_SYSTEM)

/* clang-format off */
static const struct transition rows[] = {
	/* from                     event                to                        roles        guard                       effect */
	{ CAND_PROFILE,             CAND_EV_SAVE_DS,     CAND_LETTERS_SENT,        R_CANDIDATE, candidacy_guard_save_ds,    candidacy_effect_save_ds },
	{ CAND_LETTERS_SENT,        CAND_EV_SAVE_DS,     CAND_LETTERS_SENT,        R_CANDIDATE, candidacy_guard_save_ds,    candidacy_effect_save_ds },
	{ CAND_RETURNED,            CAND_EV_SAVE_DS,     CAND_LETTERS_SENT,        R_CANDIDATE, candidacy_guard_save_ds,    candidacy_effect_save_ds },
	{ CAND_LETTERS_SENT,        CAND_EV_REOPEN,      CAND_PROFILE,             R_CANDIDATE, candidacy_guard_reopen,     NULL },
	{ CAND_LETTERS_SENT,        CAND_EV_CONFIRM_DS,  CAND_LETTERS_RETURNED,    R_CANDIDATE, candidacy_guard_confirm_ds, candidacy_effect_confirm_ds },
	{ CAND_RETURNED,            CAND_EV_CONFIRM_DS,  CAND_LETTERS_RETURNED,    R_CANDIDATE, candidacy_guard_confirm_ds, candidacy_effect_confirm_ds },

	{ CAND_LETTERS_RETURNED,    CAND_EV_CLAIM,       CAND_LETTERS_RETURNED,    R_VERIFIER,  candidacy_guard_claim,      candidacy_effect_claim },
	{ CAND_INTERVIEW_SCHEDULED, CAND_EV_CLAIM,       CAND_INTERVIEW_SCHEDULED, R_VERIFIER,  candidacy_guard_claim,      candidacy_effect_claim },
	{ CAND_INTERVIEWED,         CAND_EV_CLAIM,       CAND_INTERVIEWED,         R_VERIFIER,  candidacy_guard_claim,      candidacy_effect_claim },
	{ CAND_LETTERS_RETURNED,    CAND_EV_RELEASE,     CAND_LETTERS_RETURNED,    RELEASES,    candidacy_guard_release,    candidacy_effect_release },
	{ CAND_INTERVIEW_SCHEDULED, CAND_EV_RELEASE,     CAND_INTERVIEW_SCHEDULED, RELEASES,    candidacy_guard_release,    candidacy_effect_release },
	{ CAND_INTERVIEWED,         CAND_EV_RELEASE,     CAND_INTERVIEWED,         RELEASES,    candidacy_guard_release,    candidacy_effect_release },
	{ CAND_LETTERS_RETURNED,    CAND_EV_SCHEDULE,    CAND_INTERVIEW_SCHEDULED, R_VERIFIER,  candidacy_guard_schedule,   candidacy_effect_schedule },
	{ CAND_INTERVIEW_SCHEDULED, CAND_EV_SCHEDULE,    CAND_INTERVIEW_SCHEDULED, R_VERIFIER,  candidacy_guard_schedule,   candidacy_effect_schedule },
	{ CAND_LETTERS_RETURNED,    CAND_EV_CHOOSE,      CAND_INTERVIEW_SCHEDULED, R_CANDIDATE, candidacy_guard_choose,     candidacy_effect_choose },
	{ CAND_INTERVIEW_SCHEDULED, CAND_EV_CHOOSE,      CAND_INTERVIEW_SCHEDULED, R_CANDIDATE, candidacy_guard_choose,     candidacy_effect_choose },
	{ CAND_INTERVIEW_SCHEDULED, CAND_EV_GIVE_BACK,   CAND_LETTERS_RETURNED,    R_CANDIDATE, candidacy_guard_give_back,  NULL },
	{ CAND_INTERVIEW_SCHEDULED, CAND_EV_INTERVIEW,   CAND_INTERVIEWED,         R_VERIFIER,  candidacy_guard_interview,  candidacy_effect_interview },
	{ CAND_LETTERS_RETURNED,    CAND_EV_INTERVIEW,   CAND_INTERVIEWED,         R_VERIFIER,  candidacy_guard_interview,  candidacy_effect_interview },
	{ CAND_INTERVIEW_SCHEDULED, CAND_EV_ABSENT,      CAND_LETTERS_RETURNED,    R_VERIFIER,  candidacy_guard_absent,     NULL },
	{ CAND_INTERVIEWED,         CAND_EV_GRANT,       CAND_GRANTED,             R_VERIFIER,  candidacy_guard_grant,      candidacy_effect_grant },

	{ CAND_LETTERS_RETURNED,    CAND_EV_RETURN,      CAND_RETURNED,            R_VERIFIER,  candidacy_guard_return,     candidacy_effect_return },
	{ CAND_INTERVIEW_SCHEDULED, CAND_EV_RETURN,      CAND_RETURNED,            R_VERIFIER,  candidacy_guard_return,     candidacy_effect_return },
	{ CAND_INTERVIEWED,         CAND_EV_RETURN,      CAND_RETURNED,            R_VERIFIER,  candidacy_guard_return,     candidacy_effect_return },
	{ CAND_LETTERS_RETURNED,    CAND_EV_REFUSE,      CAND_REFUSED,             R_VERIFIER,  candidacy_guard_refuse,     candidacy_effect_refuse },
	{ CAND_INTERVIEW_SCHEDULED, CAND_EV_REFUSE,      CAND_REFUSED,             R_VERIFIER,  candidacy_guard_refuse,     candidacy_effect_refuse },
	{ CAND_INTERVIEWED,         CAND_EV_REFUSE,      CAND_REFUSED,             R_VERIFIER,  candidacy_guard_refuse,     candidacy_effect_refuse },

	{ CAND_PROFILE,             CAND_EV_CLOSE,       CAND_CLOSED,              ENDS,        NULL,                       NULL },
	{ CAND_LETTERS_SENT,        CAND_EV_CLOSE,       CAND_CLOSED,              ENDS,        NULL,                       NULL },
	{ CAND_LETTERS_RETURNED,    CAND_EV_CLOSE,       CAND_CLOSED,              ENDS,        NULL,                       NULL },
	{ CAND_INTERVIEW_SCHEDULED, CAND_EV_CLOSE,       CAND_CLOSED,              ENDS,        NULL,                       NULL },
	{ CAND_INTERVIEWED,         CAND_EV_CLOSE,       CAND_CLOSED,              ENDS,        NULL,                       NULL },
	{ CAND_RETURNED,            CAND_EV_CLOSE,       CAND_CLOSED,              ENDS,        NULL,                       NULL },
};
/* clang-format on */

struct scope
candidacy_scope(const struct row_candidacy *c)
{
	return (
	    struct scope){ .office = c->office, .account = c->account, .nip = c->nip };
}

static enum rc
load(struct change *c, struct err *e)
{
	struct row_candidacy *cand = ARENA_NEW(c->d->a, struct row_candidacy);
	struct scope scope;
	enum rc rc;

	rc = q_candidacy_by_id(c->tx, c->id, cand, e);
	if (rc != RC_OK)
		return rc;
	scope = candidacy_scope(cand);
	c->object = cand;
	c->number = cand->number;
	c->office = cand->office;
	c->state = cand->state;
	c->version = cand->version;
	return scope_check(c->who, &scope, e);
}

static enum rc
set_state(struct change *c, struct err *e)
{
	enum rc rc;

	if (c->event == CAND_EV_CLAIM || c->event == CAND_EV_RELEASE)
		return q_candidacy_touch(c->tx, c->id, c->version, c->now_s, e);
	rc = q_candidacy_set_state(c->tx, c->id, c->version,
	    str_from_z(c->fsm->words->states[c->to].text), c->now_s, e);
	if (rc == RC_OK && c->from == CAND_INTERVIEW_SCHEDULED && c->to != c->from)
		rc = interview_leave(c, e);
	return rc;
}

const struct fsm candidacy_fsm = {
	.words = &words_candidacy,
	.at = rows,
	.n = ARRAY_LEN(rows),
	.load = load,
	.set_state = set_state,
	.counted = true,
};

enum rc
candidacy_by_number(struct domain *d, const struct actor *who, str number,
    struct row_candidacy *out, struct err *e)
{
	str s = str_upper(d->a, str_without(d->a, number, " -\t\r\n")), code, canonical;
	struct row_candidacy c;
	struct scope scope;
	enum rc rc;

	if (!str_starts(s, STR("OPIP")) || s.n != 15 || !str_digits(str_sub(s, 4, 3)) ||
	    crockford_check(d->a, str_from(s, 7), 7, &code, e) != RC_OK)
		return err_set(e, RC_NOT_FOUND,
		    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
		    "malformed number");
	canonical = str_fmt(d->a, "OPIP-%.3s-%.4s-%.4s", s.p + 4, code.p, code.p + 4);
	rc = q_candidacy_by_number(d->db, canonical, &c, e);
	if (rc != RC_OK)
		return rc;
	scope = candidacy_scope(&c);
	rc = scope_check(who, &scope, e);
	if (rc == RC_OK)
		*out = c;
	return rc;
}
