/* officer_key.c - registering, naming, giving up and checking the keys of accounts. */
#include "domain/officer_key.h"

#include <arpa/inet.h>

#include "base/codec.h"
#include "base/rnd.h"
#include "domain/outbox.h"
#include "domain/record.h"
#include "domain/session.h"
#include "domain/throttle.h"
#include "mail/mail_views.h"
#include "pki/raw.h"
#include "webauthn/webauthn.h"

#define TOKEN_RANDOM 16
#define WRONG                                                                            \
	N_("Tanda tangan kunci tidak dapat diterima. Muat ulang halaman ini dan coba sekali lagi.")

/* ---- party and token ---- */

struct officer_party
officer_party_of(const struct domain *d)
{
	str rest = d->conf->public_url, host;
	struct officer_party out = { .origin = d->conf->public_url };
	unsigned char address[16];
	const char *z;
	ptrdiff_t slashes = str_find(rest, STR("://"));

	host = str_from(rest, slashes < 0 ? 0 : (size_t)slashes + 3);
	host = host.n > 0 && host.p[0] == '[' ? STR("") : str_cut(&host, ':');
	z = str_z(d->a, host);
	out.rp_id = host;
	out.possible = host.n > 0 && z != NULL && inet_pton(AF_INET, z, address) != 1;
	return out;
}

static str
token_mac(struct domain *d, str head, const char *purpose, str account)
{
	return str_sub(
	    vault_mac(d->vault, d->a, STR("officer-token"),
		str_fmt(d->a, "%s|%.*s|%.*s", purpose, STR_ARG(account), STR_ARG(head))),
	    0, 32);
}

str
officer_token(struct domain *d, const char *purpose, str account)
{
	unsigned char random[TOKEN_RANDOM];
	str head;

	rnd_bytes(random, sizeof(random));
	head = str_fmt(d->a, "%lld.%.*s", (long long)domain_now(d),
	    STR_ARG(base64url_encode(d->a, random, sizeof(random))));
	return str_fmt(d->a, "%.*s.%.*s", STR_ARG(head),
	    STR_ARG(token_mac(d, head, purpose, account)));
}

bool
officer_token_ok(struct domain *d, str token, const char *purpose, str account)
{
	str rest = token, time = str_cut(&rest, '.'), random = str_cut(&rest, '.');
	str head = str_fmt(d->a, "%.*s.%.*s", STR_ARG(time), STR_ARG(random));
	struct err ignored;
	int64_t at;

	return str_int64(time, &at, &ignored) == RC_OK && rest.n == 32 &&
	       str_eq_secret(rest, token_mac(d, head, purpose, account)) &&
	       domain_now(d) - at >= 0 && domain_now(d) - at <= OFFICER_TOKEN_S;
}

static enum rc
stale(struct err *e)
{
	return err_set(e, RC_INVALID,
	    N_("Halaman ini sudah terlalu lama terbuka. Muat ulang, lalu coba lagi."),
	    "officer token");
}

/* ---- signatures ---- */

enum rc
officer_sig_read(struct arena *a, const struct officer_sig *in,
    struct statement_signature *out, struct err *e)
{
	bool passkey = str_eq_z(in->kind, "passkey");
	struct err why;

	*out = (struct statement_signature){ .kind = passkey ? STATEMENT_BY_PASSKEY
							     : STATEMENT_BY_BROWSER };
	if ((passkey || str_eq_z(in->kind, "browser")) && in->key.n > 0 &&
	    in->value.n > 0 &&
	    base64url_decode(a, in->key, &out->key_id, &why) == RC_OK &&
	    base64url_decode(a, in->auth_data, &out->auth_data, &why) == RC_OK &&
	    base64url_decode(a, in->client_data, &out->client_data, &why) == RC_OK &&
	    base64url_decode(a, in->value, &out->signature, &why) == RC_OK)
		return RC_OK;
	return err_set(e, RC_INVALID, WRONG, "signature fields");
}

static enum rc
refused(struct err *e, const char *code)
{
	return err_set(e, RC_DENIED, WRONG, "officer key: %s", code);
}

static enum rc
verify_passkey(struct domain *d, const struct row_officer_key *row, str bytes,
    const struct statement_signature *sig, int64_t *out_counter, struct err *e)
{
	struct officer_party us = officer_party_of(d);
	struct webauthn_party party = { us.rp_id, &us.origin, 1 };
	struct webauthn_assertion assertion = { sig->auth_data, sig->client_data,
		sig->signature };
	const char *code = "";
	int64_t counter = 0;
	enum rc rc = webauthn_assertion_check(d->a, &party, (enum webauthn_alg)row->alg,
	    row->point, statement_sha256(d->a, bytes), &assertion, &counter, &code, e);

	if (rc != RC_OK)
		return refused(e, code);
	/* WebAuthn 7.2 step 21: a counter that does not grow is a copied authenticator */
	if ((counter != 0 || row->counter != 0) && counter <= row->counter)
		return refused(e, "counter");
	*out_counter = counter;
	return RC_OK;
}

static enum rc
verify_browser(struct domain *d, str point, str bytes, str sig, struct err *e)
{
	struct pki_public key;

	if (pki_public_parse(d->a, pki_p256_spki(d->a, point), &key, e) == RC_OK &&
	    pki_raw_verify(&key, statement_signed_text(d->a, bytes), sig, e) == RC_OK)
		return RC_OK;
	return refused(e, "signature");
}

enum rc
officer_key_verify(struct domain *d, str account, str bytes,
    const struct statement_signature *sig, struct row_officer_key *out, struct err *e)
{
	struct row_officer_key row;
	bool passkey = sig->kind == STATEMENT_BY_PASSKEY;
	int64_t counter = 0;
	enum rc rc = q_officer_key_by_key_id(
	    d->db, base64url_encode(d->a, sig->key_id.p, sig->key_id.n), &row, e);

	if (rc == RC_NOT_FOUND)
		return refused(e, "key_unknown");
	if (rc != RC_OK)
		return rc;
	if (row.removed_s != SQL_NULL_INT)
		return err_set(e, RC_DENIED,
		    N_("Kunci ini sudah dihapus. Pakai kunci Anda yang lain."),
		    "officer key: key_removed");
	if ((account.p != NULL && !str_eq(row.account, account)) ||
	    !str_eq_z(row.kind, passkey ? "passkey" : "browser"))
		return refused(e, "key_kind");
	if (!passkey && !session_takes_browser_keys(d->conf))
		return err_set(e, RC_DENIED,
		    N_("Kunci peramban tidak diterima di sini. Pakai kunci sandi (passkey)."),
		    "officer key: key_policy");
	rc = passkey ? verify_passkey(d, &row, bytes, sig, &counter, e)
		     : verify_browser(d, row.point, bytes, sig->signature, e);
	if (rc != RC_OK)
		return rc;
	row.counter = counter;
	*out = row;
	return RC_OK;
}

enum rc
officer_key_used_tx(
    struct domain *d, struct db *tx, const struct row_officer_key *key, struct err *e)
{
	return q_officer_key_used(tx, key->id, domain_now(d), key->counter, e);
}

/* ---- a new key ---- */

enum rc
officer_key_public(struct arena *a, const struct row_officer_key *row,
    struct statement_key *out, struct err *e)
{
	*out = (struct statement_key){ .kind = str_eq_z(row->kind, "passkey")
						   ? STATEMENT_KEY_PASSKEY
						   : STATEMENT_KEY_BROWSER,
		.alg = (enum statement_key_alg)row->alg,
		.point = row->point };
	return base64url_decode(a, row->key_id, &out->id, e);
}

const char *
officer_key_label(str kind)
{
	return str_eq_z(kind, "passkey") ? N_("Kunci sandi (passkey)")
					 : N_("Kunci peramban (lebih lemah)");
}

static enum rc
read_passkey(struct domain *d, const struct officer_key_new *in,
    struct row_officer_key *row, struct err *e)
{
	struct officer_party us = officer_party_of(d);
	struct webauthn_party party = { us.rp_id, &us.origin, 1 };
	struct webauthn_key key;
	const char *code = "";
	str attestation, client;

	if (base64url_decode(d->a, in->attestation, &attestation, e) != RC_OK ||
	    base64url_decode(d->a, in->client_data, &client, e) != RC_OK ||
	    webauthn_registration_check(d->a, &party, statement_sha256(d->a, in->token),
		attestation, client, &key, &code, e) != RC_OK)
		return err_set(e, RC_INVALID,
		    N_("Kunci ini tidak dapat didaftarkan. Coba sekali lagi, atau pakai kunci lain."),
		    "registration: %s", code);
	row->alg = key.alg;
	row->key_id = base64url_encode(d->a, key.id.p, key.id.n);
	row->point = key.public_key;
	row->counter = key.counter;
	row->backed_up = key.backed_up;
	return RC_OK;
}

static enum rc
read_browser(struct domain *d, const struct officer_key_new *in,
    struct row_officer_key *row, struct err *e)
{
	str sig, id;
	struct err why;

	if (!session_takes_browser_keys(d->conf))
		return err_set(e, RC_DENIED,
		    N_("Kunci peramban tidak diterima di sini. Pakai kunci sandi (passkey)."),
		    "policy");
	if (base64url_decode(d->a, in->point, &row->point, &why) != RC_OK ||
	    base64url_decode(d->a, in->sig, &sig, &why) != RC_OK || row->point.n != 64 ||
	    verify_browser(d, row->point, in->token, sig, &why) != RC_OK)
		return err_set(e, RC_INVALID,
		    N_("Kunci ini tidak dapat didaftarkan. Coba sekali lagi, atau pakai kunci lain."),
		    "browser key");
	row->alg = STATEMENT_ES256;
	id = statement_browser_key_id(d->a, row->point);
	row->key_id = base64url_encode(d->a, id.p, id.n);
	return RC_OK;
}

struct key_args {
	struct domain *d;
	const struct actor *who;
	struct row_officer_key row;
	str id, name;
	const char *action;
};

static enum rc
audit_key(struct key_args *p, struct db *tx, struct err *e)
{
	return audit_add(p->d, tx, p->who, p->action,
	    str_fmt(p->d->a, "account/%.*s", STR_ARG(p->row.account)), p->who->office,
	    str_fmt(p->d->a, "{\"key\":\"%.*s\",\"kind\":\"%.*s\"}", STR_ARG(p->row.id),
		STR_ARG(p->row.kind)),
	    e);
}

/* Whoever owns the account hears of every key that comes or goes. */
static enum rc
mail_key(struct key_args *p, struct db *tx, bool added, struct err *e)
{
	struct domain *d = p->d;
	struct row_account acc;
	struct mail_text t;
	enum rc rc = q_account_by_id(tx, p->row.account, &acc, e);

	if (rc != RC_OK || acc.email.p == NULL)
		return rc;
	mail_compose_officer_key(d->a, LANG_ID,
	    &(struct mailview_officer_key){ .name = acc.name,
		.key = p->row.name,
		.kind = str_from_z(officer_key_label(p->row.kind)),
		.when =
		    time_long(d->a, domain_now(d), domain_zone(d, acc.office), LANG_ID),
		.url =
		    str_fmt(d->a, "%.*s/profil/keamanan", STR_ARG(d->conf->public_url)),
		.added = added },
	    &t);
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = "officer_key",
		.to = acc.email,
		.subject = t.subject,
		.text = t.text,
		.noun = "account",
		.noun_id = acc.id,
		.account = acc.id },
	    e);
}

static enum rc
add_in_write(struct db *tx, void *arg, struct err *e)
{
	struct key_args *p = arg;
	struct row_officer_key_list have;
	enum rc rc = q_officer_keys_of_account(tx, p->row.account, &have, e);

	if (rc != RC_OK)
		return rc;
	if (!session_may_add_key(p->d->conf, p->who, have.n > 0))
		return err_set(e, RC_DENIED,
		    N_("Anda sudah punya kunci. Masuk dengan kunci itu dulu untuk menambah yang lain."),
		    "session may not add a key");
	if (have.n >= OFFICER_KEYS_MOST)
		return err_set(e, RC_LIMIT,
		    N_("Jumlah kunci sudah paling banyak. Hapus satu yang tidak dipakai."),
		    "too many keys");
	rc = q_officer_key_insert(tx, &p->row, e);
	if (rc == RC_CONFLICT)
		return err_set(e, rc, N_("Kunci ini sudah terdaftar."), "key used");
	if (rc == RC_OK)
		rc = audit_key(p, tx, e);
	return rc != RC_OK ? rc : mail_key(p, tx, true, e);
}

enum rc
officer_key_add(struct domain *d, const struct actor *who,
    const struct officer_key_new *in, str *out_id, struct err *e)
{
	bool passkey = str_eq_z(in->kind, "passkey");
	struct key_args p = { .d = d, .who = who, .action = "key.add" };
	struct statement_key public;
	enum rc rc;

	if (!officer_token_ok(d, in->token, "tambah", who->account))
		return stale(e);
	p.row = (struct row_officer_key){ .id = rnd_id(d->a),
		.account = who->account,
		.kind = passkey ? STR("passkey") : STR("browser"),
		.name = in->name,
		.transports = in->transports.p == NULL ? STR("") : in->transports,
		.created_s = domain_now(d),
		.used_s = SQL_NULL_INT,
		.known_s = SQL_NULL_INT,
		.removed_s = SQL_NULL_INT };
	rc = passkey ? read_passkey(d, in, &p.row, e) : read_browser(d, in, &p.row, e);
	if (rc == RC_OK)
		rc = officer_key_public(d->a, &p.row, &public, e);
	if (rc != RC_OK)
		return rc;
	p.row.words = statement_key_words(d->a, &public);
	rc = store_write(d->store, d->a, add_in_write, &p, e);
	if (rc == RC_OK)
		*out_id = p.row.id;
	return rc;
}

/* ---- naming and giving up ---- */

enum rc
officer_key_list(
    struct domain *d, str account, struct row_officer_key_list *out, struct err *e)
{
	return q_officer_keys_of_account(d->db, account, out, e);
}

static enum rc
gone(struct err *e)
{
	return err_set(e, RC_NOT_FOUND, N_("Kunci itu sudah tidak ada."), "no such key");
}

static enum rc
rename_in_write(struct db *tx, void *arg, struct err *e)
{
	struct key_args *p = arg;

	return q_officer_key_rename(tx, p->id, p->who->account, p->name, e);
}

enum rc
officer_key_rename(
    struct domain *d, const struct actor *who, str id, str name, struct err *e)
{
	struct key_args p = { .d = d, .who = who, .id = id, .name = name };
	enum rc rc = store_write(d->store, d->a, rename_in_write, &p, e);

	return rc == RC_CONFLICT ? gone(e) : rc;
}

static enum rc
remove_in_write(struct db *tx, void *arg, struct err *e)
{
	struct key_args *p = arg;
	enum rc rc = q_officer_key_by_id(tx, p->id, &p->row, e);

	if (rc == RC_NOT_FOUND ||
	    (rc == RC_OK && !str_eq(p->row.account, p->who->account)))
		return gone(e);
	if (rc == RC_OK)
		rc =
		    q_officer_key_remove(tx, p->id, domain_now(p->d), p->who->account, e);
	if (rc == RC_CONFLICT)
		return gone(e);
	if (rc == RC_OK)
		rc = audit_key(p, tx, e);
	return rc != RC_OK ? rc : mail_key(p, tx, false, e);
}

enum rc
officer_key_remove(struct domain *d, const struct actor *who, str id, struct err *e)
{
	struct key_args p = { .d = d, .who = who, .id = id, .action = "key.remove" };

	return store_write(d->store, d->a, remove_in_write, &p, e);
}

/* ---- signing in ---- */

struct login_args {
	struct domain *d;
	const struct officer_login *in;
	const struct actor *who; /* of a step-up */
	struct row_officer_key key;
	struct row_account acc;
	str token, session;
	enum actor_proof proof;
};

static enum actor_proof
proof_of(const struct row_officer_key *key)
{
	return str_eq_z(key->kind, "passkey") ? PROOF_PASSKEY : PROOF_BROWSER;
}

/* A token proves once. */
static enum rc
spend_token(struct login_args *p, struct db *tx, struct err *e)
{
	enum rc rc = q_once_insert(tx,
	    vault_mac(p->d->vault, p->d->a, STR("officer-once"), p->token),
	    STR("dipakai"), domain_now(p->d), e);

	return rc == RC_CONFLICT ? stale(e) : rc;
}

static enum rc
login_in_write(struct db *tx, void *arg, struct err *e)
{
	struct login_args *p = arg;
	struct actor who = { .roles = R_STAFF,
		.account = p->acc.id,
		.name = p->acc.name,
		.office = p->acc.office,
		.net = p->in->net };
	enum rc rc = spend_token(p, tx, e);

	if (rc == RC_OK)
		rc = officer_key_used_tx(p->d, tx, &p->key, e);
	if (rc == RC_OK)
		rc = session_open_proven_tx(p->d, tx, p->acc.id, p->proof, p->in->agent,
		    p->in->net, p->in->old_token, &p->session, e);
	if (rc == RC_OK)
		rc = q_account_set_login(tx, p->acc.id, domain_now(p->d), e);
	if (rc == RC_OK)
		rc = audit_add(p->d, tx, &who, "account.login",
		    str_fmt(p->d->a, "account/%.*s", STR_ARG(p->acc.id)), p->acc.office,
		    str_fmt(p->d->a, "{\"proof\":\"%s\"}", proof_names[p->proof]), e);
	return rc;
}

enum rc
officer_key_login(
    struct domain *d, const struct officer_login *in, str *out_session, struct err *e)
{
	struct login_args p = { .d = d, .in = in, .token = in->token };
	struct throttle_key key = { "login", STR("passkey"), in->net };
	struct statement_signature sig;
	struct err why;
	int64_t left;
	enum rc rc = throttle_check(d, &key, &left, e);

	if (rc != RC_OK)
		return rc;
	if (!officer_token_ok(d, in->token, "masuk", STR_NONE))
		return stale(e);
	if (officer_sig_read(d->a, &in->sig, &sig, &why) != RC_OK)
		return err_set(e, RC_INVALID, WRONG, "signature fields");
	rc = officer_key_verify(d, STR_NONE, in->token, &sig, &p.key, &why);
	if (rc == RC_OK)
		rc = q_account_by_id(d->db, p.key.account, &p.acc, &why);
	/* the initial password dies by being changed, not by a key */
	if (rc == RC_OK && (!str_eq_z(p.acc.state, "active") || p.acc.pass_initial))
		rc = RC_DENIED;
	if (rc == RC_UNAVAILABLE || rc == RC_INTERNAL) {
		*e = why;
		return rc;
	}
	if (rc != RC_OK) {
		rc = throttle_fail(d, &key, e);
		return rc != RC_OK
			   ? rc
			   : err_set(e, RC_DENIED,
				 N_("Kunci ini tidak dikenal atau sudah dihapus. Masuk dengan kata sandi."),
				 "key login refused");
	}
	p.proof = proof_of(&p.key);
	rc = store_write(d->store, d->a, login_in_write, &p, e);
	if (rc == RC_OK)
		*out_session = p.session;
	return rc;
}

static enum rc
step_in_write(struct db *tx, void *arg, struct err *e)
{
	struct login_args *p = arg;
	enum rc rc = spend_token(p, tx, e);

	if (rc == RC_OK)
		rc = officer_key_used_tx(p->d, tx, &p->key, e);
	if (rc == RC_OK)
		rc = q_session_set_proof(
		    tx, p->who->session, str_from_z(proof_names[p->proof]), e);
	if (rc == RC_OK)
		rc = audit_add(p->d, tx, p->who, "session.prove",
		    str_fmt(p->d->a, "account/%.*s", STR_ARG(p->who->account)),
		    p->who->office,
		    str_fmt(p->d->a, "{\"proof\":\"%s\"}", proof_names[p->proof]), e);
	return rc;
}

enum rc
officer_key_step_up(struct domain *d, const struct actor *who, str token,
    const struct officer_sig *in, struct err *e)
{
	struct login_args p = { .d = d, .who = who, .token = token };
	struct statement_signature sig;
	enum rc rc;

	if (!officer_token_ok(d, token, "pastikan", who->account))
		return stale(e);
	rc = officer_sig_read(d->a, in, &sig, e);
	if (rc == RC_OK)
		rc = officer_key_verify(d, who->account, token, &sig, &p.key, e);
	if (rc != RC_OK)
		return rc;
	p.proof = proof_of(&p.key);
	return store_write(d->store, d->a, step_in_write, &p, e);
}
