/* session.c - sessions in the store. */
#include "domain/session.h"

#include "base/rnd.h"
#include "base/utf8.h"
#include "domain/record.h"

/* A row is touched at most this often, so that reading pages does not write all the time. */
#define TOUCH_S 60

static str
token_hash(struct domain *d, str token)
{
	return vault_mac(d->vault, d->a, STR("session"), token);
}

bool
session_takes_browser_keys(const struct conf *conf)
{
	return str_find(conf->officer_key, STR("browser")) >= 0;
}

bool
session_may_sign(const struct conf *conf, const struct actor *who)
{
	return who->proof == PROOF_PASSKEY ||
	       (who->proof == PROOF_BROWSER && session_takes_browser_keys(conf));
}

bool
session_may_add_key(const struct conf *conf, const struct actor *who, bool has_key)
{
	return !has_key || session_may_sign(conf, who);
}

bool
session_two_factors(const struct actor *who)
{
	return who->proof == PROOF_PASSKEY || who->proof == PROOF_TOTP;
}

static enum actor_proof
proof_parse(str text)
{
	for (int i = 0; i < PROOF__COUNT; i++)
		if (str_eq_z(text, proof_names[i]))
			return (enum actor_proof)i;
	return PROOF_PASSWORD;
}

static enum rc
open_tx(struct domain *d, struct db *tx, str account, str application,
    enum actor_proof proof, str agent, str net, str old_token, str *out_token,
    struct err *e)
{
	str token = rnd_token(d->a);
	int64_t now = domain_now(d);
	enum rc rc;

	if (old_token.p != NULL) {
		rc = q_session_delete(tx, token_hash(d, old_token), e);
		if (rc != RC_OK)
			return rc;
	}
	rc = q_session_insert(tx,
	    &(struct row_session){ .id_hash = token_hash(d, token),
		.account = account,
		.application = application,
		.created_s = now,
		.seen_s = now,
		.expires_s = now + d->conf->session_absolute_s,
		.agent = utf8_head(agent.p == NULL ? STR("") : agent, 200),
		.addr_net = net,
		.proof = str_from_z(proof_names[proof]) },
	    e);
	if (rc == RC_OK)
		*out_token = token;
	return rc;
}

enum rc
session_open_proven_tx(struct domain *d, struct db *tx, str account,
    enum actor_proof proof, str agent, str net, str old_token, str *out_token,
    struct err *e)
{
	return open_tx(
	    d, tx, account, STR_NONE, proof, agent, net, old_token, out_token, e);
}

enum rc
session_open_application_tx(struct domain *d, struct db *tx, str application, str agent,
    str net, str old_token, str *out_token, struct err *e)
{
	return open_tx(d, tx, STR_NONE, application, PROOF_NONE, agent, net, old_token,
	    out_token, e);
}

static enum rc
touch_in_write(struct db *tx, void *arg, struct err *e)
{
	const struct row_session *s = arg;

	return q_session_touch(tx, s->id_hash, s->seen_s, e);
}

/* The living session of that token. RC_NOT_FOUND when unknown or over. */
static enum rc
find(struct domain *d, str token, int64_t idle_s, struct row_session *out, struct err *e)
{
	int64_t now = domain_now(d);
	enum rc rc;

	rc = q_session_by_hash(d->db, token_hash(d, token), out, e);
	if (rc != RC_OK)
		return rc;
	if (now >= out->expires_s || now - out->seen_s >= idle_s)
		return err_set(e, RC_NOT_FOUND,
		    N_("Waktu masuk Anda sudah habis. Silakan masuk lagi."),
		    "session over");
	if (now - out->seen_s < TOUCH_S || d->quiet)
		return RC_OK;
	out->seen_s = now;
	return store_write(d->store, d->a, touch_in_write, out, e);
}

static enum rc
add_account(
    struct domain *d, const struct row_session *s, struct actor *who, struct err *e)
{
	struct row_account acc;
	struct row_authority authority;
	enum rc rc;

	rc = q_account_by_id(d->db, s->account, &acc, e);
	if (rc != RC_OK || str_eq(acc.state, STR("disabled")))
		return rc == RC_NOT_FOUND ? RC_OK : rc;
	who->account = acc.id;
	who->username = acc.username;
	who->name = acc.name;
	who->nip = acc.nip;
	who->office = acc.office;
	who->level = acc.level;
	who->session = s->id_hash;
	who->proof = proof_parse(s->proof);
	if (acc.pass_initial) {
		who->roles |= R_FRESH;
		return RC_OK;
	}
	who->roles |= R_STAFF;
	if (str_eq_z(acc.role, "central"))
		who->roles |= R_CENTRAL;
	else if (str_eq_z(acc.role, "office_admin"))
		who->roles |= R_OFFICE_ADMIN;
	else if (str_eq_z(acc.role, "verifier"))
		who->roles |= R_VERIFIER;
	else if (str_eq_z(acc.role, "auditor"))
		who->roles |= R_AUDITOR;
	if (acc.opip_candidate)
		who->roles |= R_CANDIDATE;
	if (acc.level.p != NULL && str_eq(acc.level, STR("kepala_kppn")))
		who->roles |= R_KEPALA;
	rc = q_authority_active_of_account(d->db, acc.id, &authority, e);
	if (rc == RC_OK && str_eq(authority.office, acc.office) &&
	    authority.accepted_s != SQL_NULL_INT)
		who->roles |= R_OPIP;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
session_actor(struct domain *d, str account_token, str application_token,
    struct actor *who, int64_t *out_ends_s, struct err *e)
{
	struct row_session s;
	enum rc rc = RC_OK;

	*out_ends_s = 0;
	if (account_token.p != NULL) {
		rc = find(d, account_token, d->conf->session_idle_s, &s, e);
		if (rc == RC_OK && s.account.p != NULL) {
			rc = add_account(d, &s, who, e);
			*out_ends_s = s.expires_s - domain_now(d);
			if (*out_ends_s > d->conf->session_idle_s)
				*out_ends_s = d->conf->session_idle_s;
		}
		if (rc != RC_OK && rc != RC_NOT_FOUND)
			return rc;
	}
	if (application_token.p != NULL) {
		rc = find(d, application_token, d->conf->applicant_idle_s, &s, e);
		if (rc == RC_OK && s.application.p != NULL) {
			who->roles |= R_APPLICANT;
			who->application = s.application;
			if (*out_ends_s == 0)
				*out_ends_s = d->conf->applicant_idle_s;
		}
	}
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

struct end_args {
	struct domain *d;
	const struct actor *who;
	str hash;
};

static enum rc
end_in_write(struct db *tx, void *arg, struct err *e)
{
	struct end_args *p = arg;

	return q_session_delete(tx, p->hash, e);
}

enum rc
session_end(struct domain *d, str token, struct err *e)
{
	struct end_args p = { .d = d, .hash = token_hash(d, token) };

	return store_write(d->store, d->a, end_in_write, &p, e);
}

static enum rc
audit_end(struct end_args *p, struct db *tx, const char *action, struct err *e)
{
	return audit_add(p->d, tx, p->who, action,
	    str_fmt(p->d->a, "account/%.*s", STR_ARG(p->who->account)), p->who->office,
	    STR("{}"), e);
}

static enum rc
end_other_in_write(struct db *tx, void *arg, struct err *e)
{
	struct end_args *p = arg;
	enum rc rc = q_session_delete_of_account(tx, p->hash, p->who->account, e);

	return rc != RC_OK ? rc : audit_end(p, tx, "session.end", e);
}

enum rc
session_end_other(struct domain *d, const struct actor *who, str hash, struct err *e)
{
	struct end_args p = { d, who, hash };
	enum rc rc = store_write(d->store, d->a, end_other_in_write, &p, e);

	if (rc != RC_CONFLICT)
		return rc;
	return err_set(
	    e, RC_NOT_FOUND, N_("Sesi itu sudah berakhir."), "no such session");
}

static enum rc
end_others_in_write(struct db *tx, void *arg, struct err *e)
{
	struct end_args *p = arg;
	enum rc rc = session_end_all_tx(p->d, tx, p->who->account, p->who->session, e);

	return rc != RC_OK ? rc : audit_end(p, tx, "session.end_others", e);
}

enum rc
session_end_others(struct domain *d, const struct actor *who, struct err *e)
{
	struct end_args p = { d, who, STR_NONE };

	return store_write(d->store, d->a, end_others_in_write, &p, e);
}

enum rc
session_end_all_tx(
    struct domain *d, struct db *tx, str account, str keep_hash, struct err *e)
{
	(void)d;
	return q_session_delete_all(tx, account, keep_hash, e);
}

enum rc
session_list(struct domain *d, const struct actor *who, struct row_session_list *out,
    struct err *e)
{
	int64_t now = domain_now(d);
	struct row_session_list all;
	struct row_session *at;
	size_t n = 0;
	enum rc rc = q_sessions_of_account(d->db, who->account, &all, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(d->a, all.n + 1, struct row_session);
	for (size_t i = 0; i < all.n; i++)
		if (all.at[i].expires_s > now &&
		    now - all.at[i].seen_s < d->conf->session_idle_s)
			at[n++] = all.at[i];
	*out = (struct row_session_list){ at, n };
	return RC_OK;
}
