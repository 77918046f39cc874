/* second_factor.c - the authenticator app of an account and its recovery codes. */
#include "domain/second_factor.h"

#include "base/codec.h"
#include "base/rnd.h"
#include "domain/account_private.h"
#include "domain/outbox.h"
#include "domain/session.h"
#include "domain/throttle.h"
#include "mail/mail_views.h"
#include "vault/otp.h"

#define LETTERS 9 /* random ones of a recovery code, and one to check: 45 bits */
#define ISSUER  "Paraf"

static const char used_up[] =
    N_("Kode itu sudah dipakai. Tunggu kode berikutnya, lalu coba lagi.");

static str
secret_context(struct domain *d, str account)
{
	return str_fmt(d->a, "totp/%.*s", STR_ARG(account));
}

static str
recovery_hash(struct domain *d, str account, str code)
{
	return vault_mac(d->vault, d->a, STR("recovery"),
	    str_fmt(d->a, "%.*s|%.*s", STR_ARG(account), STR_ARG(code)));
}

static enum rc
none(struct err *e)
{
	return err_set(
	    e, RC_NOT_FOUND, N_("Belum ada aplikasi kode di akun ini."), "no totp");
}

enum rc
second_factor_of(struct domain *d, str account, struct second_factor *out, struct err *e)
{
	struct row_totp t;
	struct row_recovery_left left;
	enum rc rc = q_totp_of_account(d->db, account, &t, e);

	*out = (struct second_factor){ .on = false };
	if (rc == RC_NOT_FOUND || (rc == RC_OK && t.confirmed_s == SQL_NULL_INT))
		return RC_OK;
	if (rc == RC_OK)
		rc = q_recovery_left(d->db, account, &left, e);
	if (rc == RC_OK)
		*out = (struct second_factor){ true, t.confirmed_s, left.n };
	return rc;
}

/* ---- mail ---- */

enum tell { TELL_ADDED, TELL_REMOVED, TELL_CODES, TELL_RECOVERY };

static enum rc
tell(struct domain *d, struct db *tx, const struct row_account *acc, enum tell what,
    struct err *e)
{
	struct row_recovery_left left;
	struct mail_text t;
	enum rc rc = q_recovery_left(tx, acc->id, &left, e);

	if (rc != RC_OK || acc->email.p == NULL)
		return rc;
	mail_compose_second_factor(d->a, LANG_ID,
	    &(struct mailview_second_factor){ .name = acc->name,
		.when =
		    time_long(d->a, domain_now(d), domain_zone(d, acc->office), LANG_ID),
		.left = str_fmt(d->a, "%lld", (long long)left.n),
		.url =
		    str_fmt(d->a, "%.*s/profil/keamanan", STR_ARG(d->conf->public_url)),
		.added = what == TELL_ADDED,
		.removed = what == TELL_REMOVED,
		.codes = what == TELL_CODES },
	    &t);
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = "second_factor",
		.to = acc->email,
		.subject = t.subject,
		.text = t.text,
		.noun = "account",
		.noun_id = acc->id,
		.account = acc->id },
	    e);
}

/* ---- proving ---- */

static struct throttle_key
throttle_of(const struct row_account *acc, str net)
{
	return (struct throttle_key){
		.what = "totp", .subject = acc->id, .net = net, .everywhere = true
	};
}

static enum rc
wrong(struct domain *d, const struct throttle_key *key, const char *msg, struct err *e)
{
	enum rc rc = throttle_fail(d, key, e);

	return rc != RC_OK ? rc : err_set(e, RC_DENIED, msg, "second factor refused");
}

/* The step of a code of the app, which must be later than the last one that was used. */
static enum rc
check_app(struct domain *d, const struct row_totp *t, str code, int64_t *out_step,
    const char **out_msg, struct err *e)
{
	str secret;
	enum rc rc = vault_unseal(
	    d->vault, d->a, secret_context(d, t->account), t->secret_box, &secret, e);

	if (rc != RC_OK)
		return rc;
	*out_msg = N_("Kode salah. Periksa jam di ponsel Anda, lalu pakai kode terbaru.");
	rc = otp_check(secret, domain_now(d), code, out_step, e);
	if (rc == RC_OK && *out_step <= t->last_step) {
		*out_msg = used_up;
		return RC_DENIED;
	}
	return rc;
}

static enum rc
check_recovery(struct domain *d, str account, str typed, struct second_proof *out,
    const char **out_msg, struct err *e)
{
	struct row_recovery_unused row;
	str code;
	enum rc rc = crockford_check(d->a, typed, LETTERS, &code, e);

	*out_msg = N_("Kode pemulihan salah atau sudah dipakai.");
	if (rc != RC_OK)
		return RC_DENIED;
	out->recovery_hash = recovery_hash(d, account, code);
	rc = q_recovery_unused(d->db, account, out->recovery_hash, &row, e);
	return rc == RC_NOT_FOUND ? RC_DENIED : rc;
}

enum rc
second_factor_check(struct domain *d, const struct row_account *acc, str net, str typed,
    struct second_proof *out, struct err *e)
{
	struct throttle_key key = throttle_of(acc, net);
	str code = str_without(d->a, typed, " -\t");
	struct second_proof proof = { .acc = acc, .net = net, .recovery_hash = STR_NONE };
	const char *msg = NULL;
	struct row_totp t;
	int64_t left;
	enum rc rc = throttle_check(d, &key, &left, e);

	if (rc != RC_OK)
		return rc;
	rc = q_totp_of_account(d->db, acc->id, &t, e);
	if (rc == RC_NOT_FOUND || (rc == RC_OK && t.confirmed_s == SQL_NULL_INT))
		return none(e);
	if (rc != RC_OK)
		return rc;
	rc = code.n == OTP_DIGITS ? check_app(d, &t, code, &proof.step, &msg, e)
				  : check_recovery(d, acc->id, code, &proof, &msg, e);
	if (rc == RC_DENIED)
		return wrong(d, &key, msg, e);
	if (rc == RC_OK)
		*out = proof;
	return rc;
}

enum rc
second_factor_spend_tx(
    struct domain *d, struct db *tx, const struct second_proof *proof, struct err *e)
{
	struct throttle_key key = throttle_of(proof->acc, proof->net);
	bool recovery = proof->recovery_hash.p != NULL;
	enum rc rc = recovery ? q_recovery_use(tx, proof->acc->id, proof->recovery_hash,
				    domain_now(d), e)
			      : q_totp_use(tx, proof->acc->id, proof->step, e);

	if (rc == RC_CONFLICT)
		return err_set(e, RC_DENIED, used_up, "second factor used meanwhile");
	if (rc == RC_OK)
		rc = throttle_clear_tx(d, tx, &key, e);
	if (rc == RC_OK && recovery)
		rc = tell(d, tx, proof->acc, TELL_RECOVERY, e);
	return rc;
}

/* ---- adding ---- */

struct factor_args {
	struct domain *d;
	const struct actor *who;
	struct row_account acc;
	struct row_totp totp;
	struct second_proof proof;
	bool by_key; /* nothing to use up */
	str *codes;
};

static enum rc
self(struct factor_args *p, struct err *e)
{
	return q_account_by_id(p->d->db, p->who->account, &p->acc, e);
}

static enum rc
begin_in_write(struct db *tx, void *arg, struct err *e)
{
	struct factor_args *p = arg;
	struct row_officer_key_list keys;
	struct row_totp old;
	enum rc rc = q_officer_keys_of_account(tx, p->acc.id, &keys, e);

	if (rc != RC_OK)
		return rc;
	if (!session_may_add_key(p->d->conf, p->who, keys.n > 0))
		return err_set(e, RC_DENIED,
		    N_("Anda punya kunci. Masuk dengan kunci itu dulu untuk menambah aplikasi kode."),
		    "session may not add a second factor");
	rc = q_totp_of_account(tx, p->acc.id, &old, e);
	if (rc == RC_OK && old.confirmed_s != SQL_NULL_INT)
		return err_set(e, RC_CONFLICT,
		    N_("Aplikasi kode sudah dipakai di akun ini. Hapus dulu untuk mengganti."),
		    "totp in use");
	if (rc == RC_OK)
		rc = q_totp_delete(tx, p->acc.id, e);
	if (rc == RC_OK || rc == RC_NOT_FOUND)
		rc = q_totp_insert(tx, &p->totp, e);
	return rc;
}

enum rc
second_factor_begin(struct domain *d, const struct actor *who, struct err *e)
{
	struct factor_args p = { .d = d, .who = who };
	enum rc rc = self(&p, e);

	if (rc != RC_OK)
		return rc;
	p.totp = (struct row_totp){ .account = who->account,
		.secret_box = vault_seal(d->vault, d->a, secret_context(d, who->account),
		    otp_secret_new(d->a)),
		.confirmed_s = SQL_NULL_INT,
		.last_step = 0,
		.created_s = domain_now(d) };
	return store_write(d->store, d->a, begin_in_write, &p, e);
}

/* The secret that waits for its first code. */
static enum rc
waiting(
    struct domain *d, str account, struct row_totp *out, str *out_secret, struct err *e)
{
	enum rc rc = q_totp_of_account(d->db, account, out, e);

	if (rc == RC_NOT_FOUND || (rc == RC_OK && out->confirmed_s != SQL_NULL_INT))
		return none(e);
	return rc != RC_OK ? rc
			   : vault_unseal(d->vault, d->a, secret_context(d, account),
				 out->secret_box, out_secret, e);
}

enum rc
second_factor_offer(struct domain *d, const struct actor *who, str *out_secret,
    str *out_uri, struct err *e)
{
	struct row_totp t;
	str secret;
	enum rc rc = waiting(d, who->account, &t, &secret, e);

	if (rc != RC_OK)
		return rc;
	*out_secret = otp_secret_text(d->a, secret);
	*out_uri = otp_uri(d->a, STR(ISSUER), who->username, secret);
	return RC_OK;
}

/* Ten new codes in place of all old ones; p->codes as people type them. */
static enum rc
put_codes(struct factor_args *p, struct db *tx, struct err *e)
{
	struct domain *d = p->d;
	enum rc rc = q_recovery_delete_all(tx, p->acc.id, e);

	p->codes = ARENA_ARRAY(d->a, RECOVERY_CODES, str);
	for (size_t i = 0; rc == RC_OK && i < RECOVERY_CODES; i++) {
		str code = crockford_random(d->a, LETTERS);

		p->codes[i] = str_fmt(d->a, "%.*s-%.*s", STR_ARG(str_sub(code, 0, 5)),
		    STR_ARG(str_from(code, 5)));
		rc = q_recovery_insert(
		    tx, rnd_id(d->a), p->acc.id, recovery_hash(d, p->acc.id, code), e);
	}
	return rc;
}

/* A session that was made with the password alone is worth more from now on. */
static enum rc
raise_session(struct factor_args *p, struct db *tx, struct err *e)
{
	if (p->who->proof >= PROOF_TOTP)
		return RC_OK;
	return q_session_set_proof(
	    tx, p->who->session, str_from_z(proof_names[PROOF_TOTP]), e);
}

static enum rc
confirm_in_write(struct db *tx, void *arg, struct err *e)
{
	struct factor_args *p = arg;
	struct throttle_key key = throttle_of(&p->acc, p->who->net);
	enum rc rc = q_totp_confirm(tx, p->acc.id, domain_now(p->d), p->proof.step, e);

	if (rc == RC_CONFLICT)
		return none(e);
	if (rc == RC_OK)
		rc = throttle_clear_tx(p->d, tx, &key, e);
	if (rc == RC_OK)
		rc = put_codes(p, tx, e);
	if (rc == RC_OK)
		rc = raise_session(p, tx, e);
	if (rc == RC_OK)
		rc = account_audit(p->d, tx, p->who, "totp.add", &p->acc, e);
	return rc != RC_OK ? rc : tell(p->d, tx, &p->acc, TELL_ADDED, e);
}

enum rc
second_factor_confirm(struct domain *d, const struct actor *who, str code,
    const str **out_codes, struct err *e)
{
	struct factor_args p = { .d = d, .who = who };
	const char *msg = NULL;
	struct throttle_key key;
	int64_t left;
	str secret;
	enum rc rc = self(&p, e);

	if (rc == RC_OK)
		rc = waiting(d, who->account, &p.totp, &secret, e);
	if (rc != RC_OK)
		return rc;
	key = throttle_of(&p.acc, who->net);
	rc = throttle_check(d, &key, &left, e);
	if (rc == RC_OK)
		rc = check_app(
		    d, &p.totp, str_without(d->a, code, " -\t"), &p.proof.step, &msg, e);
	if (rc == RC_DENIED)
		return wrong(d, &key, msg, e);
	if (rc == RC_OK)
		rc = store_write(d->store, d->a, confirm_in_write, &p, e);
	if (rc == RC_OK)
		*out_codes = p.codes;
	return rc;
}

/* ---- changing it ---- */

/* Look at the code that was typed for the actor's own account. */
static enum rc
own_proof(struct factor_args *p, str code, struct err *e)
{
	enum rc rc = self(p, e);

	return rc != RC_OK
		   ? rc
		   : second_factor_check(p->d, &p->acc, p->who->net, code, &p->proof, e);
}

static enum rc
spend(struct factor_args *p, struct db *tx, struct err *e)
{
	return p->by_key ? RC_OK : second_factor_spend_tx(p->d, tx, &p->proof, e);
}

static enum rc
codes_in_write(struct db *tx, void *arg, struct err *e)
{
	struct factor_args *p = arg;
	enum rc rc = spend(p, tx, e);

	if (rc == RC_OK)
		rc = put_codes(p, tx, e);
	if (rc == RC_OK)
		rc = account_audit(p->d, tx, p->who, "totp.codes", &p->acc, e);
	return rc != RC_OK ? rc : tell(p->d, tx, &p->acc, TELL_CODES, e);
}

enum rc
second_factor_new_codes(struct domain *d, const struct actor *who, str code,
    const str **out_codes, struct err *e)
{
	struct factor_args p = { .d = d, .who = who };
	enum rc rc = own_proof(&p, code, e);

	if (rc == RC_OK)
		rc = store_write(d->store, d->a, codes_in_write, &p, e);
	if (rc == RC_OK)
		*out_codes = p.codes;
	return rc;
}

enum rc
second_factor_forget_tx(
    struct domain *d, struct db *tx, const struct row_account *acc, struct err *e)
{
	struct row_totp t;
	enum rc rc = q_totp_of_account(tx, acc->id, &t, e);

	if (rc == RC_NOT_FOUND)
		return RC_OK;
	if (rc == RC_OK)
		rc = q_recovery_delete_all(tx, acc->id, e);
	if (rc == RC_OK)
		rc = q_totp_delete(tx, acc->id, e);
	if (rc != RC_OK || t.confirmed_s == SQL_NULL_INT)
		return rc;
	return tell(d, tx, acc, TELL_REMOVED, e);
}

static enum rc
remove_in_write(struct db *tx, void *arg, struct err *e)
{
	struct factor_args *p = arg;
	enum rc rc = spend(p, tx, e);

	if (rc == RC_OK)
		rc = second_factor_forget_tx(p->d, tx, &p->acc, e);
	return rc != RC_OK ? rc
			   : account_audit(p->d, tx, p->who, "totp.remove", &p->acc, e);
}

enum rc
second_factor_remove(struct domain *d, const struct actor *who, str code, struct err *e)
{
	struct factor_args p = { .d = d, .who = who };
	enum rc rc;

	p.by_key = code.n == 0 && session_may_sign(d->conf, who);
	rc = p.by_key ? self(&p, e) : own_proof(&p, code, e);
	return rc != RC_OK ? rc : store_write(d->store, d->a, remove_in_write, &p, e);
}
