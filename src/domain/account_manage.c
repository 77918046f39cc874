/* account_manage.c - what administrators do to accounts: a new initial password, switching off. */
#include "domain/account_private.h"
#include "domain/authority.h"
#include "domain/candidacy.h"
#include "domain/followup.h"
#include "domain/grant.h"
#include "domain/outbox.h"
#include "domain/record.h"
#include "domain/second_factor.h"
#include "domain/session.h"
#include "mail/mail_views.h"
#include "vault/password.h"

struct change_args {
	struct domain *d;
	const struct actor *who;
	struct row_account acc;
	str hash, reason, once, note, successor /* name; STR_NONE */;
	const struct followup_leaving *leaving;
	struct date date;
};

static enum rc
is_off(struct err *e)
{
	return err_set(
	    e, RC_CONFLICT, N_("Pengguna ini sudah dinonaktifkan."), "account disabled");
}

/* ---- a new initial password ---- */

static enum rc
reset_in_write(struct db *tx, void *arg, struct err *e)
{
	struct change_args *p = arg;
	int64_t now = domain_now(p->d);
	enum rc rc;

	rc = account_once_tx(p->d, tx, p->who, p->once, p->acc.id, e);
	if (rc == RC_OK)
		rc = q_account_set_initial(tx, p->acc.id, p->hash, now,
		    now + p->d->conf->initial_password_days * 86400, e);
	if (rc == RC_OK)
		rc = session_end_all_tx(p->d, tx, p->acc.id, STR_NONE, e);
	/* who lost the telephone and the codes comes in again this way alone */
	if (rc == RC_OK)
		rc = second_factor_forget_tx(p->d, tx, &p->acc, e);
	if (rc == RC_OK)
		rc = history_add(p->d, tx, p->who, "account", p->acc.id, STR("reset"),
		    p->acc.state, p->acc.state, STR_NONE, e);
	if (rc == RC_OK)
		rc = account_audit(p->d, tx, p->who, "account.reset", &p->acc, e);
	return rc;
}

enum rc
account_reset(struct domain *d, const struct actor *who, str id, str once,
    str *out_password, struct err *e)
{
	struct change_args p = { .d = d, .who = who, .once = once };
	enum rc rc = account_managed(d, who, id, &p.acc, e);
	str password, seen;

	if (rc != RC_OK)
		return rc;
	if (str_eq(p.acc.state, STR("disabled")))
		return is_off(e);
	if (account_once_seen(d, who, once, &seen, out_password, e) == RC_OK &&
	    str_eq(seen, id))
		return RC_OK;
	password = account_initial_password(d, who, once, p.acc.username);
	rc = password_hash(d->a, password, &p.hash, e);
	if (rc == RC_OK)
		rc = store_write(d->store, d->a, reset_in_write, &p, e);
	if (rc == RC_CONFLICT &&
	    account_once_seen(d, who, once, &seen, out_password, e) == RC_OK)
		return RC_OK;
	if (rc == RC_OK)
		*out_password = password;
	return rc;
}

/* ---- switching off ---- */

static enum rc
mail_ended_one(struct change_args *p, struct db *tx, struct mailview_opip_ended *v,
    str copy, str to, str account, struct err *e)
{
	struct domain *d = p->d;
	struct mail_text t;

	v->copy = copy;
	mail_compose_opip_ended(d->a, LANG_ID, v, &t);
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = "opip_ended",
		.to = to,
		.subject = t.subject,
		.text = t.text,
		.noun = "account",
		.noun_id = p->acc.id,
		.account = account },
	    e);
}

/* E11 to the OPIP, unless he died, and a copy to the head of the office. */
static enum rc
mail_ended(
    struct change_args *p, struct db *tx, const struct row_office *office, struct err *e)
{
	struct domain *d = p->d;
	struct mailview_opip_ended v = { .name = p->acc.name,
		.office = office->name,
		.reason = p->reason,
		.date = date_long(d->a, p->date, LANG_ID),
		.contact = p->who->name,
		.successor = p->successor };
	str copy = str_fmt(d->a, "kepala %.*s", STR_ARG(office->name));
	struct row_office_leaders_list people;
	enum rc rc = q_office_leaders(tx, office->code, &people, e);

	if (rc == RC_OK && p->acc.email.p != NULL &&
	    strcmp(p->leaving->name, FOLLOWUP_DEATH) != 0)
		rc = mail_ended_one(p, tx, &v, STR_NONE, p->acc.email, p->acc.id, e);
	for (size_t i = 0; rc == RC_OK && i < people.n; i++)
		if (str_eq_z(people.at[i].level, "kepala_kppn") &&
		    !str_eq(people.at[i].id, p->acc.id))
			rc = mail_ended_one(
			    p, tx, &v, copy, people.at[i].email, people.at[i].id, e);
	return rc;
}

/* Authority and candidacy end with the account; the person is told if he was an OPIP. */
static enum rc
end_rights(struct change_args *p, struct db *tx, struct err *e)
{
	struct row_authority authority;
	struct row_candidacy cand;
	struct row_office office;
	enum rc rc = q_authority_active_of_account(tx, p->acc.id, &authority, e);

	if (rc == RC_OK)
		rc = q_office_by_code(tx, authority.office, &office, e);
	if (rc == RC_OK)
		rc = mail_ended(p, tx, &office, e);
	if (rc == RC_OK || rc == RC_NOT_FOUND)
		rc = authority_end_all_tx(p->d, tx, p->who, p->acc.id, p->note, e);
	if (rc == RC_OK)
		rc = grant_end_all_tx(p->d, tx, p->who, p->acc.id, p->note, e);
	if (rc != RC_OK)
		return rc;
	rc = q_candidacy_open_of_account(tx, p->acc.id, &cand, e);
	if (rc == RC_OK)
		rc = fsm_apply_tx(&candidacy_fsm, p->d, tx, p->who, cand.id,
		    CAND_EV_CLOSE, FSM_ANY_VERSION, NULL, p->note, NULL, e);
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc
deactivate_in_write(struct db *tx, void *arg, struct err *e)
{
	struct change_args *p = arg;
	enum rc rc;

	rc = q_account_disable(
	    tx, p->acc.id, p->acc.version, domain_now(p->d), p->reason, e);
	if (rc == RC_OK && str_eq_z(p->acc.role, ACCOUNT_OFFICE_ADMIN))
		rc = q_account_free_username(tx, p->acc.id,
		    str_lower(p->d->a, str_fmt(p->d->a, "%.*s~%.*s",
					   STR_ARG(p->acc.username), STR_ARG(p->acc.id))),
		    e);
	if (rc == RC_OK)
		rc = session_end_all_tx(p->d, tx, p->acc.id, STR_NONE, e);
	/* before the authority ends: the question says why the person leaves */
	if (rc == RC_OK)
		rc = followup_ask_tx(p->d, tx, p->who, &p->acc, p->leaving->name, e);
	if (rc == RC_OK)
		rc = end_rights(p, tx, e);
	if (rc == RC_OK)
		rc = history_add(p->d, tx, p->who, "account", p->acc.id,
		    STR("deactivate"), p->acc.state, STR("disabled"), p->note, e);
	if (rc == RC_OK)
		rc = account_audit(p->d, tx, p->who, "account.deactivate", &p->acc, e);
	return rc;
}

/* Reason, date and successor as one line of the history. */
static enum rc
leave_note(struct change_args *p, const struct account_leave *leave, struct err *e)
{
	struct domain *d = p->d;
	struct date today = time_civil(domain_now(d), domain_zone(d, p->acc.office)).date;
	struct row_account next;
	enum rc rc;

	p->date = leave->date.year == 0 ? today : leave->date;
	if (date_to_days(p->date) > date_to_days(today))
		return err_set(e, RC_INVALID,
		    N_("Tanggal tidak boleh setelah hari ini. Nonaktifkan pada harinya."),
		    "date in the future");
	p->leaving =
	    followup_leaving_find(leave->leaving.n > 0 ? leave->leaving : STR("pindah"));
	if (p->leaving == NULL)
		return err_set(
		    e, RC_INVALID, N_("Pilih sebabnya."), "unknown kind of leaving");
	p->note = str_fmt(d->a, "%s: %.*s (%.*s)", p->leaving->label, STR_ARG(p->reason),
	    STR_ARG(date_long(d->a, p->date, LANG_ID)));
	if (leave->successor.p == NULL || leave->successor.n == 0)
		return RC_OK;
	rc = q_account_by_id(d->db, leave->successor, &next, e);
	if (rc == RC_NOT_FOUND || (rc == RC_OK && (!str_eq(next.office, p->acc.office) ||
						      str_eq(next.id, p->acc.id))))
		return err_set(e, RC_INVALID,
		    N_("Pilih pengganti dari kantor yang sama."),
		    "successor of another office");
	p->successor = next.name;
	if (rc == RC_OK)
		p->note = str_fmt(
		    d->a, "%.*s; pengganti: %.*s", STR_ARG(p->note), STR_ARG(next.name));
	return rc;
}

/* Somebody changed the row since it was looked at: say who and when, if the history knows. */
static enum rc
changed_meanwhile(struct domain *d, const struct row_account *acc, struct err *e)
{
	struct row_history last;

	if (q_history_last(d->db, STR("account"), acc->id, &last, e) != RC_OK)
		return err_set(e, RC_CONFLICT,
		    N_("Pengguna ini baru saja berubah. Periksa lagi, lalu ulangi."),
		    "version");
	return err_say(e, RC_CONFLICT,
	    i18n_tr(d->lang,
		N_("Pengguna ini baru saja diubah oleh %s. Periksa lagi, lalu ulangi.")),
	    str_z(d->a, last.actor_name));
}

enum rc
account_deactivate(struct domain *d, const struct actor *who, str id,
    const struct account_leave *leave, struct err *e)
{
	struct change_args p = { .d = d, .who = who, .reason = str_trim(leave->reason) };
	enum rc rc;

	if (p.reason.n == 0)
		return err_set(
		    e, RC_INVALID, N_("Tulis alasan penonaktifan."), "no reason");
	if (who->account.p != NULL && str_eq(id, who->account))
		return err_set(e, RC_DENIED,
		    N_("Anda tidak dapat menonaktifkan akun sendiri."), "own account");
	rc = account_managed(d, who, id, &p.acc, e);
	if (rc != RC_OK)
		return rc;
	if (str_eq(p.acc.state, STR("disabled")))
		return is_off(e);
	if (leave->version != FSM_ANY_VERSION && leave->version != p.acc.version)
		return changed_meanwhile(d, &p.acc, e);
	rc = leave_note(&p, leave, e);
	if (rc == RC_OK)
		rc = store_write(d->store, d->a, deactivate_in_write, &p, e);
	if (rc == RC_CONFLICT)
		return changed_meanwhile(d, &p.acc, e);
	return rc != RC_OK ? rc : followup_carry_out(d, id, e);
}
