/* account.c - accounts of officials. */
#include "domain/account_private.h"

#include "base/codec.h"
#include "base/json.h"
#include "base/rnd.h"
#include "domain/candidacy.h"
#include "domain/outbox.h"
#include "domain/record.h"
#include "mail/mail_views.h"
#include "vault/password.h"

/* No look-alikes, for passwords that are read off a slip and typed; no vowels, so no words. */
static const char slip_letters[] = "bcdfghjkmnpqrstvwxyz23456789";

/* Sixteen letters in fours, as many as are needed from a stream that `seed` and our key make. */
static str
letters_of(struct domain *d, str seed)
{
	char *p = arena_alloc(d->a, 20);
	struct err ignored;
	str bytes = STR("");
	size_t n = 0, at = 0;

	for (int round = 0; n < 19;) {
		unsigned char r;

		if (n % 5 == 4) {
			p[n++] = '-';
			continue;
		}
		if (at == bytes.n) {
			str mac = vault_mac(d->vault, d->a, STR("slip"),
			    str_fmt(d->a, "%d|%.*s", round++, STR_ARG(seed)));

			if (hex_decode(d->a, mac, &bytes, &ignored) != RC_OK)
				BUG("vault_mac is not hex");
			at = 0;
		}
		r = (unsigned char)bytes.p[at++];
		if (r < 256 - 256 % (sizeof(slip_letters) - 1))
			p[n++] = slip_letters[r % (sizeof(slip_letters) - 1)];
	}
	return (str){ p, n };
}

str
account_initial_password(
    struct domain *d, const struct actor *who, str once, str username)
{
	if (str_eq(d->conf->initial_password, STR("fixed")))
		return d->conf->initial_password_word;
	if (once.p == NULL)
		once = rnd_token(d->a);
	return letters_of(d, str_fmt(d->a, "%.*s|%.*s|%.*s", STR_ARG(who->account),
				 STR_ARG(username), STR_ARG(once)));
}

/* ---- forms that are sent twice ---- */

/* The row of `once` for this actor: nobody else's token can meet it. */
static str
once_key(struct domain *d, const struct actor *who, str once)
{
	return vault_mac(d->vault, d->a, STR("once"),
	    str_fmt(d->a, "%.*s|%.*s", STR_ARG(who->account), STR_ARG(once)));
}

enum rc
account_once_tx(struct domain *d, struct db *tx, const struct actor *who, str once,
    str id, struct err *e)
{
	if (once.p == NULL)
		return RC_OK;
	return q_once_insert(tx, once_key(d, who, once), id, domain_now(d), e);
}

enum rc
account_once_seen(struct domain *d, const struct actor *who, str once, str *out_id,
    str *out_password, struct err *e)
{
	struct row_once_by_token seen;
	struct row_account acc;
	enum rc rc;

	if (once.p == NULL)
		return err_set(e, RC_NOT_FOUND, N_("Belum ada."), "no once token");
	rc = q_once_by_token(d->db, once_key(d, who, once), &seen, e);
	if (rc == RC_OK)
		rc = q_account_by_id(d->db, seen.result, &acc, e);
	if (rc != RC_OK)
		return rc;
	*out_id = acc.id;
	*out_password = account_initial_password(d, who, once, acc.username);
	if (domain_now(d) - seen.created_s >= SLIP_S || !acc.pass_initial ||
	    !password_verify(acc.pass_hash, *out_password))
		*out_password = STR_NONE;
	return RC_OK;
}

enum rc
account_audit(struct domain *d, struct db *tx, const struct actor *who,
    const char *action, const struct row_account *acc, struct err *e)
{
	struct buf detail;
	struct json j;

	buf_init(&detail, d->a, 128);
	json_begin(&j, &detail);
	json_text(&j, "role", acc->role);
	json_text(&j, "level", acc->level);
	json_end(&j);
	return audit_add(d, tx, who, action,
	    str_fmt(d->a, "account/%.*s", STR_ARG(acc->id)), acc->office,
	    buf_get(&detail), e);
}

/* ---- recording ---- */

struct record_args {
	struct domain *d;
	const struct actor *who;
	struct row_account acc;
	str office_name, once;
};

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
		    &(struct mailview_admin_invited){ p->acc.name, p->office_name,
			p->acc.office, p->acc.username, url, until },
		    &t);
	else
		mail_compose_user_invited(d->a, LANG_ID,
		    &(struct mailview_user_invited){ .name = p->acc.name,
			.recorder = p->who->name,
			.office = p->office_name.n > 0 ? p->office_name
						       : d->conf->directorate_name,
			.username = p->acc.username,
			.url = url,
			.until = until,
			.level = p->acc.level.p != NULL
				     ? str_from_z(account_level_label(p->acc.level))
				     : STR_NONE,
			.role = str_from_z(account_role_label(p->acc.role)) },
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

static const char nip_taken[] = "NIP in use";

bool
account_is_nip_taken(const struct err *e)
{
	return strcmp(e->why, nip_taken) == 0;
}

/* Who held two accounts could review with one and activate with the other. */
static enum rc
nip_free(struct record_args *p, struct db *tx, struct err *e)
{
	struct row_account_list list;
	enum rc rc;

	if (p->acc.nip.p == NULL)
		return RC_OK;
	rc = q_account_by_nip(tx, p->acc.nip, &list, e);
	if (rc != RC_OK || list.n == 0)
		return rc;
	if (list.at[0].office.p != NULL && p->acc.office.p != NULL &&
	    str_eq(list.at[0].office, p->acc.office))
		return err_set(e, RC_INVALID,
		    N_("NIP ini sudah dipakai pengguna lain di kantor Anda."), nip_taken);
	return err_set(e, RC_INVALID,
	    N_("NIP ini masih terdaftar di kantor lain. Minta kantor itu menonaktifkan akunnya "
	       "lebih dulu."),
	    nip_taken);
}

enum rc
account_stand_tx(struct domain *d, struct db *tx, const struct actor *who,
    const struct row_account *acc, struct err *e)
{
	str id = rnd_id(d->a), number = crockford_random(d->a, 7);
	enum rc rc;

	number = str_fmt(
	    d->a, "OPIP-%.*s-%.4s-%.4s", STR_ARG(acc->office), number.p, number.p + 4);
	rc = q_candidacy_open(tx,
	    &(struct q_candidacy_open_in){ .id = id,
		.number = number,
		.account = acc->id,
		.office = acc->office,
		.name = acc->name,
		.nip = acc->nip,
		.email = acc->email,
		.now_s = domain_now(d) },
	    e);
	if (rc == RC_OK)
		rc = fsm_born(&candidacy_fsm, d, tx, who, id, number, acc->office,
		    CAND_PROFILE, "record", e);
	return rc;
}

static enum rc
record_in_write(struct db *tx, void *arg, struct err *e)
{
	struct record_args *p = arg;
	struct domain *d = p->d;
	enum rc rc = account_once_tx(d, tx, p->who, p->once, p->acc.id, e);

	if (rc == RC_OK)
		rc = nip_free(p, tx, e);
	if (rc == RC_OK)
		rc = q_account_insert(tx, &p->acc, e);

	if (rc == RC_CONFLICT)
		return err_set(e, RC_CONFLICT, N_("Nama pengguna sudah dipakai."),
		    "user name taken");
	if (rc == RC_OK)
		rc = account_audit(d, tx, p->who, "account.record", &p->acc, e);
	if (rc == RC_OK)
		rc = history_add(d, tx, p->who, "account", p->acc.id, STR("record"),
		    STR_NONE, p->acc.state, STR_NONE, e);
	if (rc == RC_OK)
		rc = mail_invited(p, tx, e);
	if (rc != RC_OK || !p->acc.opip_candidate)
		return rc;
	return account_stand_tx(d, tx, p->who, &p->acc, e);
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
	    N_("Peran Anda tidak berwenang merekam pengguna ini."),
	    "record out of scope");
}

/* SEED-A2: only two levels may become OPIP; and the directorate can close the intake of an office. */
static enum rc
may_stand(const struct account_new *in, const struct row_office *office, struct err *e)
{
	if (!in->opip_candidate)
		return RC_OK;
	if (in->level.p == NULL || str_eq(in->level, STR("kepala_kppn")))
		return err_set(e, RC_INVALID,
		    N_("Calon OPIP harus berlevel Administrator KPPN (CSO) atau Kasi MSKI."),
		    "level may not become OPIP");
	if (!office->opip_open)
		return err_set(e, RC_INVALID,
		    N_("Pencalonan OPIP untuk kantor ini sedang ditutup oleh Dit. SITP."),
		    "OPIP intake closed");
	return RC_OK;
}

static struct row_account
new_row(struct domain *d, const struct actor *who, const struct account_new *in, str hash)
{
	int64_t now = domain_now(d);

	return (struct row_account){ .id = rnd_id(d->a),
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
}

enum rc
account_record(struct domain *d, const struct actor *who, const struct account_new *in,
    str *out_id, str *out_password, struct err *e)
{
	struct record_args p = { .d = d, .who = who, .once = in->once };
	struct row_office office = { .opip_open = 0 };
	str password, hash;
	enum rc rc;

	rc = may_record(who, in, e);
	if (rc == RC_OK &&
	    account_once_seen(d, who, in->once, out_id, out_password, e) == RC_OK)
		return RC_OK;
	if (rc == RC_OK && in->office.p != NULL) {
		rc = q_office_by_code(d->db, in->office, &office, e);
		p.office_name = office.name;
	}
	if (rc == RC_OK)
		rc = may_stand(in, &office, e);
	if (rc != RC_OK)
		return rc;
	password = account_initial_password(d, who, in->once, in->username);
	rc = password_hash(d->a, password, &hash, e);
	if (rc != RC_OK)
		return rc;
	p.acc = new_row(d, who, in, hash);
	rc = store_write(d->store, d->a, record_in_write, &p, e);
	if (rc == RC_CONFLICT &&
	    account_once_seen(d, who, in->once, out_id, out_password, e) == RC_OK)
		return RC_OK;
	if (rc == RC_CONFLICT)
		return err_set(e, RC_CONFLICT, N_("Nama pengguna sudah dipakai."),
		    "user name taken");
	if (rc != RC_OK)
		return rc;
	*out_id = p.acc.id;
	*out_password = password;
	return RC_OK;
}
