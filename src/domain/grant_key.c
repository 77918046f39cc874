/* grant_key.c - further keys of people with a grant, and keys that are lost or given up. */
#include "base/codec.h"
#include "domain/account.h"
#include "domain/grant.h"
#include "domain/record.h"
#include "domain/session.h"

enum rc
grant_keys_waiting(
    struct domain *d, struct row_officer_keys_waiting_list *out, struct err *e)
{
	return q_officer_keys_waiting(d->db, 100, out, e);
}

enum rc
grant_verifier_keys_gone(
    struct domain *d, struct row_officer_keys_of_gone_verifiers_list *out, struct err *e)
{
	return q_officer_keys_of_gone_verifiers(d->db, 100, out, e);
}

static enum rc
gone(struct err *e)
{
	return err_set(e, RC_NOT_FOUND, N_("Kunci itu sudah tidak ada."), "no such key");
}

enum rc
grant_key_load(struct domain *d, const struct actor *who, str id, struct grant_key *out,
    struct err *e)
{
	bool own;
	enum rc rc = q_officer_key_by_id(d->db, id, &out->key, e);

	if (rc == RC_NOT_FOUND)
		return gone(e);
	if (rc != RC_OK)
		return rc;
	own = str_eq(out->key.account, who->account);
	if (!own && !(who->roles & R_VERIFIER))
		return gone(e);
	rc = q_account_by_id(d->db, out->key.account, &out->owner, e);
	if (rc != RC_OK)
		return rc;
	out->remove = out->key.removed_s != SQL_NULL_INT ||
		      (str_eq_z(out->owner.role, ACCOUNT_VERIFIER) &&
			  str_eq_z(out->owner.state, "disabled"));
	/* nothing to confirm: known and living, or unknown and gone */
	if (out->remove != (out->key.known_s != SQL_NULL_INT))
		return gone(e);
	out->grant = (struct row_signing_grant){ .id = STR_NONE };
	if (str_eq_z(out->owner.role, ACCOUNT_VERIFIER))
		return out->remove ? RC_OK : gone(e);
	rc =
	    q_signing_grant_open(d->db, out->owner.id, out->owner.office, &out->grant, e);
	return rc == RC_NOT_FOUND ? gone(e) : rc;
}

enum rc
grant_key_fill(struct domain *d, const struct actor *who, void *arg, struct statement *st,
    struct err *e)
{
	const struct grant_key *k = arg;
	struct statement_key *key = ARENA_NEW(d->a, struct statement_key);
	enum rc rc = officer_key_public(d->a, &k->key, key, e);

	(void)who;
	if (rc != RC_OK)
		return rc;
	if (k->grant.id.p == NULL) {
		st->kind = STATEMENT_key_remove;
		st->u.key_remove = (struct statement_key_remove){ .person = k->owner.id,
			.key_id = key->id,
			.reason = k->key.removed_s != SQL_NULL_INT
				      ? STR("dihapus pemiliknya")
				      : STR("akun dinonaktifkan") };
	} else if (k->remove) {
		st->kind = STATEMENT_grant_key_remove;
		st->u.grant_key_remove = (struct statement_grant_key_remove){
			.grant = k->grant.id, .person = k->owner.id, .key_id = key->id
		};
	} else {
		st->kind = STATEMENT_grant_key_add;
		st->u.grant_key_add = (struct statement_grant_key_add){
			.grant = k->grant.id, .person = k->owner.id, .keys = { key, 1 }
		};
	}
	return RC_OK;
}

struct confirm_args {
	struct domain *d;
	const struct actor *who;
	const struct grant_key *k;
	const struct signing *s;
};

static enum rc
confirm_in_write(struct db *tx, void *arg, struct err *e)
{
	struct confirm_args *p = arg;
	const struct grant_key *k = p->k;
	enum rc rc =
	    signing_keep_tx(p->d, tx, p->who, p->s, "account", k->owner.id, "done", e);

	if (rc == RC_OK)
		rc = q_officer_key_known(tx, k->key.id,
		    k->remove ? SQL_NULL_INT : domain_now(p->d),
		    k->remove ? STR_NONE : k->grant.id, e);
	if (rc == RC_OK)
		rc = audit_add(p->d, tx, p->who, k->remove ? "key.forget" : "key.confirm",
		    str_fmt(p->d->a, "account/%.*s", STR_ARG(k->owner.id)),
		    k->owner.office,
		    str_fmt(p->d->a, "{\"key\":\"%.*s\"}", STR_ARG(k->key.id)), e);
	return rc;
}

enum rc
grant_key_confirm(struct domain *d, const struct actor *who, struct grant_key *k,
    str bytes, const struct officer_sig *sig, struct err *e)
{
	struct signing s;
	struct confirm_args p = { d, who, k, &s };
	enum rc rc =
	    signing_take(d, who, grant_key_fill, k, SIGNING_LIFE_S, bytes, sig, &s, e);

	if (rc == RC_OK)
		rc = signing_record(d, who, &s, e);
	return rc != RC_OK ? rc : store_write(d->store, d->a, confirm_in_write, &p, e);
}
