/* account_restore.c - undoing a deactivation that was a mistake (SCREENS A6). */
#include "domain/account_private.h"
#include "domain/followup.h"
#include "domain/outbox.h"
#include "domain/record.h"
#include "mail/mail_views.h"

struct restore {
	struct domain *d;
	const struct actor *who;
	struct row_account acc;
	bool asked; /* BSSN was */
};

/* Every verifier that can be reached: whoever is there first takes it up. */
static enum rc
ask_bssn(struct restore *r, struct db *tx, struct err *e)
{
	struct domain *d = r->d;
	struct row_account_list to;
	struct row_office office;
	enum rc rc = q_account_verifiers(tx, &to, e);

	if (rc == RC_OK)
		rc = q_office_by_code(tx, r->acc.office, &office, e);
	for (size_t i = 0; rc == RC_OK && i < to.n; i++) {
		struct mail_text t;

		mail_compose_opip_restore_asked(d->a, LANG_ID,
		    &(struct mailview_opip_restore_asked){ to.at[i].name, r->acc.name,
			office.name, r->who->name, r->acc.disabled_reason,
			str_fmt(d->a, "%.*s/bssn", STR_ARG(d->conf->public_url)) },
		    &t);
		rc = outbox_put_tx(d, tx,
		    &(struct outbox_mail){ .kind = "opip_restore_asked",
			.to = to.at[i].email,
			.subject = t.subject,
			.text = t.text,
			.noun = "account",
			.noun_id = r->acc.id,
			.account = to.at[i].id },
		    e);
	}
	return rc;
}

/* Who was an OPIP, or about to become one, stands again from the beginning. */
static enum rc
stand_again(struct restore *r, struct db *tx, bool *out, struct err *e)
{
	struct row_authority_ended_of_account_list ended;
	struct row_candidacy_closed_of_account_list closed;
	enum rc rc =
	    q_authority_ended_of_account(tx, r->acc.id, r->acc.disabled_s, &ended, e);

	if (rc == RC_OK)
		rc = q_candidacy_closed_of_account(
		    tx, r->acc.id, r->acc.disabled_s, &closed, e);
	if (rc != RC_OK)
		return rc;
	*out = ended.n > 0 || closed.n > 0;
	r->asked = ended.n > 0;
	if (*out)
		rc = account_stand_tx(r->d, tx, r->who, &r->acc, e);
	return rc == RC_OK && r->asked ? ask_bssn(r, tx, e) : rc;
}

static enum rc
restore_in_write(struct db *tx, void *arg, struct err *e)
{
	struct restore *r = arg;
	str state = r->acc.pass_initial ? STR("invited") : STR("active");
	struct row_account_list same;
	bool stands;
	enum rc rc =
	    q_account_by_nip(tx, r->acc.nip.p != NULL ? r->acc.nip : STR("-"), &same, e);

	if (rc == RC_OK && same.n > 0)
		return err_set(e, RC_CONFLICT,
		    N_("NIP ini sudah punya akun lain, jadi akun lama tidak dapat dipulihkan."),
		    "NIP in use");
	if (rc == RC_OK)
		rc = stand_again(r, tx, &stands, e);
	if (rc == RC_OK)
		rc = q_account_restore(tx, r->acc.id, r->acc.version, state, stands, e);
	if (rc == RC_OK)
		rc = followup_drop_tx(r->d, tx, r->who, r->acc.id, e);
	if (rc == RC_OK)
		rc = history_add(r->d, tx, r->who, "account", r->acc.id, STR("restore"),
		    STR("disabled"), state, STR_NONE, e);
	if (rc == RC_OK)
		rc = account_audit(r->d, tx, r->who, "account.restore", &r->acc, e);
	return rc;
}

enum rc
account_restore(
    struct domain *d, const struct actor *who, str id, bool *out_asked, struct err *e)
{
	struct restore r = { .d = d, .who = who };
	enum rc rc = account_managed(d, who, id, &r.acc, e);

	if (rc != RC_OK)
		return rc;
	if (!str_eq_z(r.acc.role, ACCOUNT_STAFF))
		return err_set(e, RC_DENIED,
		    N_("Hanya akun pegawai kantor yang dapat dipulihkan. Buat admin kantor yang baru."),
		    "not staff");
	if (!str_eq_z(r.acc.state, "disabled"))
		return err_set(
		    e, RC_CONFLICT, N_("Pengguna ini sudah aktif lagi."), "not disabled");
	if (domain_now(d) - r.acc.disabled_s > ACCOUNT_UNDO_S)
		return err_set(e, RC_DENIED,
		    N_("Penonaktifan hanya dapat dibatalkan dalam 24 jam. Rekam pengguna baru."),
		    "too late");
	rc = store_write(d->store, d->a, restore_in_write, &r, e);
	if (rc == RC_OK) {
		*out_asked = r.asked;
		domain_mail_poke(d);
	}
	return rc;
}
