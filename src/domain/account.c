/* account.c - accounts of officials. */
#include "domain/account.h"

#include "base/codec.h"
#include "base/json.h"
#include "base/rnd.h"
#include "domain/authority.h"
#include "domain/candidacy.h"
#include "domain/ident.h"
#include "domain/outbox.h"
#include "domain/record.h"
#include "domain/scope.h"
#include "domain/session.h"
#include "mail/mail_views.h"
#include "vault/password.h"

/* Letters without look-alikes, for passwords that are read off a slip and typed. */
static const char slip_letters[] = "abcdefghjkmnpqrstuvwxyz23456789";

static str
random_password(struct arena *a)
{
	char *p = arena_alloc(a, 20);
	size_t n = 0;

	while (n < 19) {
		unsigned char r;

		if (n % 5 == 4) {
			p[n++] = '-';
			continue;
		}
		rnd_bytes(&r, 1);
		if (r < 8 * (sizeof(slip_letters) - 1))
			p[n++] = slip_letters[r % (sizeof(slip_letters) - 1)];
	}
	return (str){ p, n };
}

static str
initial_password(struct domain *d)
{
	if (str_eq(d->conf->initial_password, STR("fixed")))
		return d->conf->initial_password_word;
	return random_password(d->a);
}

static enum rc
audit_account(struct domain *d, struct db *tx, const struct actor *who, const char *action,
    const struct row_account *acc, struct err *e)
{
	struct buf detail;
	struct json j;

	buf_init(&detail, d->a, 128);
	json_begin(&j, &detail);
	json_text(&j, "role", acc->role);
	json_text(&j, "level", acc->level);
	json_end(&j);
	return audit_add(d, tx, who, action, str_fmt(d->a, "account/%.*s", STR_ARG(acc->id)),
	    acc->office, buf_get(&detail), e);
}

/* ---- recording ---- */

struct record_args {
	struct domain *d;
	const struct actor *who;
	struct row_account acc;
	str office_name;
	bool fixed;
};

/* Words for the mail: what the level is called. */
static const char *
level_label(str level)
{
	if (level.p != NULL && str_eq(level, STR("kepala_kppn")))
		return "Kepala KPPN";
	if (level.p != NULL && str_eq(level, STR("kasi_mski")))
		return "Kasi MSKI/PDMS";
	if (level.p != NULL && str_eq(level, STR("administrator_kppn")))
		return "Administrator KPPN (CSO)";
	return "-";
}

static enum rc
mail_invited(struct record_args *p, struct db *tx, struct err *e)
{
	struct domain *d = p->d;
	str url = str_fmt(d->a, "%.*s/masuk", STR_ARG(d->conf->public_url));
	str until = time_long(d->a, p->acc.initial_expires_s, ZONE_WIB, LANG_ID);
	bool admin = str_eq_z(p->acc.role, ACCOUNT_OFFICE_ADMIN);
	struct mail_text t;

	if (p->acc.email.p == NULL)
		return RC_OK;
	if (admin)
		mail_compose_admin_invited(d->a, LANG_ID,
		    &(struct mailview_admin_invited){ p->acc.name, p->office_name, p->acc.office,
			p->acc.username, url, until },
		    &t);
	else
		mail_compose_user_invited(d->a, LANG_ID,
		    &(struct mailview_user_invited){ p->acc.name, p->who->name, p->office_name,
			str_from_z(level_label(p->acc.level)), p->acc.username, url, until },
		    &t);
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = admin ? "admin_invited" : "user_invited",
		.to = p->acc.email,
		.subject = t.subject,
		.text = t.text,
		.noun = "account",
		.noun_id = p->acc.id,
		.account = p->acc.id },
	    e);
}

static enum rc
record_in_write(struct db *tx, void *arg, struct err *e)
{
	struct record_args *p = arg;
	struct domain *d = p->d;
	enum rc rc = q_account_insert(tx, &p->acc, e);
	str id, number;

	if (rc == RC_CONFLICT)
		return err_set(
		    e, RC_CONFLICT, N_("Nama pengguna sudah dipakai."), "user name taken");
	if (rc == RC_OK)
		rc = audit_account(d, tx, p->who, "account.record", &p->acc, e);
	if (rc == RC_OK)
		rc = mail_invited(p, tx, e);
	if (rc != RC_OK || !p->acc.opip_candidate)
		return rc;
	id = rnd_id(d->a);
	number = crockford_random(d->a, 7);
	number = str_fmt(d->a, "OPIP-%.*s-%.4s-%.4s", STR_ARG(p->acc.office), number.p,
	    number.p + 4);
	rc = q_candidacy_open(tx,
	    &(struct q_candidacy_open_in){ .id = id,
		.number = number,
		.account = p->acc.id,
		.office = p->acc.office,
		.name = p->acc.name,
		.nip = p->acc.nip,
		.email = p->acc.email,
		.now_s = domain_now(d) },
	    e);
	if (rc == RC_OK)
		rc = fsm_born(&candidacy_fsm, d, tx, p->who, id, number, p->acc.office,
		    CAND_PROFILE, "record", e);
	return rc;
}

/* Office administrators record for their own office, central makes administrators (DESIGN 4). */
static enum rc
may_record(const struct actor *who, const struct account_new *in, struct err *e)
{
	bool staff = strcmp(in->role, ACCOUNT_STAFF) == 0;

	if (who->roles & R_SYSTEM)
		return RC_OK;
	if (who->roles & R_CENTRAL && strcmp(in->role, ACCOUNT_OFFICE_ADMIN) == 0)
		return RC_OK;
	if (who->roles & R_OFFICE_ADMIN && staff && in->office.p != NULL &&
	    str_eq(in->office, who->office))
		return RC_OK;
	return err_set(e, RC_DENIED,
	    N_("Peran Anda tidak berwenang merekam pengguna ini."), "record out of scope");
}

enum rc
account_record(struct domain *d, const struct actor *who, const struct account_new *in,
    str *out_id, str *out_password, struct err *e)
{
	struct record_args p = { .d = d, .who = who };
	struct row_office office;
	int64_t now = domain_now(d);
	str password, hash;
	enum rc rc;

	rc = may_record(who, in, e);
	if (rc == RC_OK && in->opip_candidate &&
	    (in->level.p == NULL || str_eq(in->level, STR("kepala_kppn"))))
		return err_set(e, RC_INVALID,
		    N_("Calon OPIP harus berlevel Administrator KPPN (CSO) atau Kasi MSKI."),
		    "level may not become OPIP");
	if (rc == RC_OK && in->office.p != NULL) {
		rc = q_office_by_code(d->db, in->office, &office, e);
		p.office_name = office.name;
	}
	if (rc != RC_OK)
		return rc;
	password = initial_password(d);
	rc = password_hash(d->a, password, &hash, e);
	if (rc != RC_OK)
		return rc;
	p.acc = (struct row_account){ .id = rnd_id(d->a),
		.username = in->username,
		.role = str_from_z(in->role),
		.office = in->office,
		.nip = in->nip,
		.name = in->name,
		.level = in->level,
		.email = in->email,
		.email_proven_s = SQL_NULL_INT,
		.state = STR("invited"),
		.pass_hash = hash,
		.pass_initial = 1,
		.pass_set_s = now,
		.initial_expires_s = now + d->conf->initial_password_days * 86400,
		.opip_candidate = in->opip_candidate,
		.created_s = now,
		.created_by = who->account,
		.last_login_s = SQL_NULL_INT,
		.disabled_s = SQL_NULL_INT,
		.disabled_reason = STR_NONE,
		.version = 1 };
	rc = store_write(d->store, d->a, record_in_write, &p, e);
	if (rc != RC_OK)
		return rc;
	*out_id = p.acc.id;
	*out_password = password;
	return RC_OK;
}

/* ---- reset and deactivate ---- */

struct change_args {
	struct domain *d;
	const struct actor *who;
	struct row_account acc;
	str hash, reason;
};

/* The account, if this actor may manage it. */
static enum rc
managed(struct domain *d, const struct actor *who, str id, struct row_account *out, struct err *e)
{
	bool admin;
	enum rc rc = q_account_by_id(d->db, id, out, e);

	if (rc != RC_OK || who->roles & R_SYSTEM)
		return rc;
	admin = str_eq_z(out->role, ACCOUNT_OFFICE_ADMIN);
	if (who->roles & R_CENTRAL && admin)
		return RC_OK;
	if (who->roles & R_OFFICE_ADMIN && !admin && out->office.p != NULL &&
	    str_eq(out->office, who->office))
		return RC_OK;
	return err_set(e, RC_NOT_FOUND,
	    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
	    "account out of scope");
}

static enum rc
reset_in_write(struct db *tx, void *arg, struct err *e)
{
	struct change_args *p = arg;
	int64_t now = domain_now(p->d);
	enum rc rc;

	rc = q_account_set_initial(tx, p->acc.id, p->hash, now,
	    now + p->d->conf->initial_password_days * 86400, e);
	if (rc == RC_OK)
		rc = session_end_all_tx(p->d, tx, p->acc.id, STR_NONE, e);
	if (rc == RC_OK)
		rc = audit_account(p->d, tx, p->who, "account.reset", &p->acc, e);
	return rc;
}

enum rc
account_reset(
    struct domain *d, const struct actor *who, str id, str *out_password, struct err *e)
{
	struct change_args p = { .d = d, .who = who };
	str password = initial_password(d);
	enum rc rc = managed(d, who, id, &p.acc, e);

	if (rc == RC_OK && str_eq(p.acc.state, STR("disabled")))
		return err_set(
		    e, RC_CONFLICT, N_("Pengguna ini sudah dinonaktifkan."), "account disabled");
	if (rc == RC_OK)
		rc = password_hash(d->a, password, &p.hash, e);
	if (rc == RC_OK)
		rc = store_write(d->store, d->a, reset_in_write, &p, e);
	if (rc == RC_OK)
		*out_password = password;
	return rc;
}

static enum rc
mail_ended(struct change_args *p, struct db *tx, str office_name, struct err *e)
{
	struct domain *d = p->d;
	struct mail_text t;

	if (p->acc.email.p == NULL)
		return RC_OK;
	mail_compose_opip_ended(d->a, LANG_ID,
	    &(struct mailview_opip_ended){ p->acc.name, office_name, p->reason,
		date_long(d->a, time_civil(domain_now(d), ZONE_WIB).date, LANG_ID),
		p->who->name },
	    &t);
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = "opip_ended",
		.to = p->acc.email,
		.subject = t.subject,
		.text = t.text,
		.noun = "account",
		.noun_id = p->acc.id,
		.account = p->acc.id },
	    e);
}

static enum rc
deactivate_in_write(struct db *tx, void *arg, struct err *e)
{
	struct change_args *p = arg;
	struct row_authority authority;
	struct row_candidacy cand;
	struct row_office office;
	bool opip;
	enum rc rc;

	rc = q_authority_active_of_account(tx, p->acc.id, &authority, e);
	opip = rc == RC_OK;
	if (rc == RC_OK || rc == RC_NOT_FOUND)
		rc = q_account_disable(tx, p->acc.id, p->acc.version, domain_now(p->d), p->reason, e);
	if (rc == RC_OK)
		rc = session_end_all_tx(p->d, tx, p->acc.id, STR_NONE, e);
	if (rc == RC_OK)
		rc = authority_end_all_tx(p->d, tx, p->who, p->acc.id, p->reason, e);
	if (rc != RC_OK)
		return rc;
	rc = q_candidacy_open_of_account(tx, p->acc.id, &cand, e);
	if (rc == RC_OK)
		rc = fsm_apply_tx(&candidacy_fsm, p->d, tx, p->who, cand.id, CAND_EV_CLOSE,
		    FSM_ANY_VERSION, NULL, p->reason, NULL, e);
	else if (rc == RC_NOT_FOUND)
		rc = RC_OK;
	if (rc == RC_OK)
		rc = audit_account(p->d, tx, p->who, "account.deactivate", &p->acc, e);
	if (rc == RC_OK && opip) {
		rc = q_office_by_code(tx, authority.office, &office, e);
		if (rc == RC_OK)
			rc = mail_ended(p, tx, office.name, e);
	}
	return rc;
}

enum rc
account_deactivate(
    struct domain *d, const struct actor *who, str id, str reason, struct err *e)
{
	struct change_args p = { .d = d, .who = who, .reason = str_trim(reason) };
	enum rc rc;

	if (p.reason.n == 0)
		return err_set(e, RC_INVALID, N_("Tulis alasan penonaktifan."), "no reason");
	if (str_eq(id, who->account))
		return err_set(e, RC_DENIED,
		    N_("Anda tidak dapat menonaktifkan akun sendiri."), "own account");
	rc = managed(d, who, id, &p.acc, e);
	if (rc == RC_OK && str_eq(p.acc.state, STR("disabled")))
		return err_set(
		    e, RC_CONFLICT, N_("Pengguna ini sudah dinonaktifkan."), "already disabled");
	return rc != RC_OK ? rc : store_write(d->store, d->a, deactivate_in_write, &p, e);
}
