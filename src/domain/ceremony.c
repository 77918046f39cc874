/* ceremony.c - verifiers' keys: the first by a code of the ceremony, further ones by two verifiers. */
#include "base/codec.h"
#include "domain/grant.h"
#include "domain/record.h"

#define OTHERS 2 /* signatures of other verifiers under a further key */

enum rc
ceremony_fill(struct domain *d, const struct actor *who, void *arg, struct statement *st,
    struct err *e)
{
	const struct row_officer_key *row = arg;
	struct statement_key *key = ARENA_NEW(d->a, struct statement_key);
	enum rc rc = officer_key_public(d->a, row, key, e);

	if (rc != RC_OK)
		return rc;
	st->kind = STATEMENT_key_add;
	st->u.key_add = (struct statement_key_add){ .person = who->account,
		.name = who->name,
		.nip = who->nip.p == NULL ? STR("") : who->nip,
		.keys = { key, 1 } };
	return RC_OK;
}

struct enrol_args {
	struct domain *d;
	const struct actor *who;
	const struct row_officer_key *key;
	const struct signing *s;
	const char *state;
};

static enum rc
enrol_in_write(struct db *tx, void *arg, struct err *e)
{
	struct enrol_args *p = arg;
	bool done = strcmp(p->state, "done") == 0;
	enum rc rc = signing_keep_tx(
	    p->d, tx, p->who, p->s, "officer_key", p->key->id, p->state, e);

	if (rc == RC_OK && done)
		rc = q_officer_key_known(tx, p->key->id, domain_now(p->d), STR_NONE, e);
	if (rc == RC_OK)
		rc = audit_add(p->d, tx, p->who, done ? "key.ceremony" : "key.ask",
		    str_fmt(p->d->a, "account/%.*s", STR_ARG(p->who->account)), STR_NONE,
		    str_fmt(p->d->a, "{\"key\":\"%.*s\"}", STR_ARG(p->key->id)), e);
	return rc;
}

/* The new key itself signs, so that somebody is known to have it. */
static enum rc
take_own(struct domain *d, const struct actor *who, struct row_officer_key *key,
    str bytes, const struct officer_sig *sig, struct signing *out, struct err *e)
{
	enum rc rc =
	    signing_take(d, who, ceremony_fill, key, CEREMONY_LIFE_S, bytes, sig, out, e);

	if (rc == RC_OK && !str_eq(out->key.id, key->id))
		return err_set(e, RC_DENIED,
		    N_("Tanda tangani dengan kunci baru itu sendiri."), "proof");
	return rc;
}

enum rc
ceremony_enrol_key(struct domain *d, const struct actor *who, struct row_officer_key *key,
    str code, str bytes, const struct officer_sig *sig, struct err *e)
{
	struct signing s;
	struct enrol_args p = { d, who, key, &s, "done" };
	struct ipc_message in = { .type = IPC_ceremony_enrol }, answer;
	enum rc rc = take_own(d, who, key, bytes, sig, &s, e);

	if (rc != RC_OK)
		return rc;
	in.u.ceremony_enrol = (struct ipc_ceremony_enrol){
		.code = code, .statement = s.bytes, .signatures = s.signatures
	};
	rc = signing_ask(d, who, &in, IPC_recorded, &answer, e);
	return rc != RC_OK ? rc : store_write(d->store, d->a, enrol_in_write, &p, e);
}

enum rc
ceremony_ask(struct domain *d, const struct actor *who, struct row_officer_key *key,
    str bytes, const struct officer_sig *sig, struct err *e)
{
	struct signing s;
	struct enrol_args p = { d, who, key, &s, "collecting" };
	enum rc rc = take_own(d, who, key, bytes, sig, &s, e);

	return rc != RC_OK ? rc : store_write(d->store, d->a, enrol_in_write, &p, e);
}

/* ---- what waits for signatures ---- */

/* How many signatures are not by the new key, and whether the actor's is among them. */
static enum rc
count(struct domain *d, const struct actor *who, struct ceremony_open *c, struct err *e)
{
	struct statement_signature *at;
	struct row_officer_key key;
	size_t n;
	enum rc rc = statement_decode(d->a, c->row.bytes, &c->st, e);

	if (rc == RC_OK)
		rc = statement_signatures_decode(d->a, c->row.signatures, &at, &n, e);
	c->n = 0;
	c->mine = str_eq(c->row.account, who->account);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		if (str_eq(at[i].key_id, c->st.u.key_add.keys.at[0].id))
			continue;
		c->n++;
		rc = q_officer_key_by_key_id(d->db,
		    base64url_encode(d->a, at[i].key_id.p, at[i].key_id.n), &key, e);
		if (rc == RC_OK && str_eq(key.account, who->account))
			c->mine = true;
	}
	return rc;
}

enum rc
ceremony_list(struct domain *d, const struct actor *who, struct ceremony_open **out,
    size_t *out_n, struct err *e)
{
	struct row_statement_list l;
	struct ceremony_open *at;
	enum rc rc = q_statements_collecting(d->db, domain_now(d), &l, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(d->a, l.n + 1, struct ceremony_open);
	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		at[i].row = l.at[i];
		rc = count(d, who, &at[i], e);
	}
	if (rc != RC_OK)
		return rc;
	*out = at;
	*out_n = l.n;
	return RC_OK;
}

enum rc
ceremony_load(struct domain *d, const struct actor *who, str id,
    struct ceremony_open *out, struct err *e)
{
	enum rc rc = q_statement_by_id(d->db, id, &out->row, e);

	if (rc == RC_NOT_FOUND ||
	    (rc == RC_OK && (!str_eq_z(out->row.state, "collecting") ||
				out->row.expires_s <= domain_now(d))))
		return err_set(e, RC_NOT_FOUND,
		    N_("Permintaan itu sudah selesai atau sudah lewat waktunya."),
		    "not collecting");
	return rc != RC_OK ? rc : count(d, who, out, e);
}

struct more_args {
	struct domain *d;
	const struct actor *who;
	const struct ceremony_open *c;
	const struct row_officer_key *key;
	str signatures;
	bool done;
};

static enum rc
more_in_write(struct db *tx, void *arg, struct err *e)
{
	struct more_args *p = arg;
	int64_t now = domain_now(p->d);
	enum rc rc = q_statement_set_signatures(
	    tx, p->c->row.id, p->c->row.signatures, p->signatures, e);

	if (rc == RC_OK)
		rc = officer_key_used_tx(p->d, tx, p->key, e);
	if (rc == RC_OK && p->done)
		rc = q_statement_set_state(tx, p->c->row.id, STR("done"), now, e);
	if (rc == RC_OK && p->done)
		rc = q_officer_key_known(tx, p->c->row.noun_id, now, STR_NONE, e);
	if (rc == RC_OK)
		rc = audit_add(p->d, tx, p->who, "key.vouch",
		    str_fmt(p->d->a, "account/%.*s", STR_ARG(p->c->row.account)),
		    STR_NONE, STR("{}"), e);
	return rc;
}

enum rc
ceremony_sign(struct domain *d, const struct actor *who, struct ceremony_open *c,
    const struct officer_sig *sig, bool *out_done, struct err *e)
{
	struct statement_signature *have, all[STATEMENT_SIGNED_BY];
	struct row_officer_key key;
	struct signing s = { .st = c->st, .bytes = c->row.bytes };
	struct more_args p = { .d = d, .who = who, .c = c, .key = &key };
	size_t n;
	enum rc rc;

	if (c->mine)
		return err_set(e, RC_DENIED,
		    N_("Anda sudah menandatanganinya, atau kunci itu milik Anda sendiri."),
		    "signed before");
	rc = statement_signatures_decode(d->a, c->row.signatures, &have, &n, e);
	if (rc == RC_OK && n >= STATEMENT_SIGNED_BY)
		return err_set(e, RC_CONFLICT,
		    N_("Permintaan itu sudah selesai atau sudah lewat waktunya."),
		    "full");
	for (size_t i = 0; rc == RC_OK && i < n; i++)
		all[i] = have[i];
	if (rc == RC_OK)
		rc = officer_sig_read(d->a, sig, &all[n], e);
	if (rc == RC_OK)
		rc = officer_key_verify(d, who->account, s.bytes, &all[n], &key, e);
	if (rc == RC_OK)
		rc = statement_signatures_encode(d->a, all, n + 1, &s.signatures, e);
	p.signatures = s.signatures;
	p.done = c->n + 1 >= OTHERS;
	if (rc == RC_OK && p.done)
		rc = signing_record(d, who, &s, e);
	if (rc == RC_OK)
		rc = store_write(d->store, d->a, more_in_write, &p, e);
	if (rc == RC_OK)
		*out_done = p.done;
	return rc;
}
