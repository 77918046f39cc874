/* grant.c - grants of authority as the signer knows them, and what takes them away. */
#include "domain/grant.h"

#include "base/log.h"
#include "base/rnd.h"
#include "domain/record.h"
#include "domain/session.h"

#define BATCH         50
#define PAUSE_FIRST_S 2
#define PAUSE_MOST_S  300

/* ---- a grant ---- */

enum rc
grant_for_account(
    struct domain *d, const struct row_account *acc, struct grant_for *out, struct err *e)
{
	struct statement_key *keys =
	    ARENA_ARRAY(d->a, STATEMENT_KEYS, struct statement_key);
	struct row_officer_key *rows =
	    ARENA_ARRAY(d->a, STATEMENT_KEYS, struct row_officer_key);
	struct row_officer_key_list all;
	size_t n = 0;
	enum rc rc = q_officer_keys_of_account(d->db, acc->id, &all, e);

	for (size_t i = 0; rc == RC_OK && i < all.n && n < STATEMENT_KEYS; i++) {
		if (!str_eq_z(all.at[i].kind, "passkey") &&
		    !session_takes_browser_keys(d->conf))
			continue;
		rows[n] = all.at[i];
		rc = officer_key_public(d->a, &all.at[i], &keys[n++], e);
	}
	if (rc != RC_OK)
		return rc;
	*out = (struct grant_for){ .account = acc->id,
		.name = acc->name,
		.nip = acc->nip.p == NULL ? STR("") : acc->nip,
		.office = acc->office,
		.role = "opip",
		.keys = { keys, n },
		.rows = { rows, n } };
	return RC_OK;
}

enum rc
grant_fill(struct domain *d, const struct actor *who, void *arg, struct statement *st,
    struct err *e)
{
	const struct grant_for *g = arg;

	(void)who;
	if (g->keys.n == 0)
		return err_set(e, RC_INVALID,
		    N_("Orang ini belum menambah kunci. Minta ia membuka Profil, lalu Keamanan, dan menambah kunci."),
		    "no key");
	st->kind = STATEMENT_grant;
	st->u.grant = (struct statement_grant){ .person = g->account,
		.name = g->name,
		.nip = g->nip,
		.role = str_from_z(g->role),
		.office = g->office,
		.candidacy = g->candidacy.p == NULL ? STR("") : g->candidacy,
		.from_s = st->made_s,
		.to_s = st->made_s + d->conf->grant_days * 86400,
		.keys = g->keys };
	return RC_OK;
}

enum rc
grant_keep_tx(struct domain *d, struct db *tx, const struct actor *who,
    const struct signing *s, const struct grant_for *g, str authority, struct err *e)
{
	int64_t now = domain_now(d);
	enum rc rc = signing_keep_tx(d, tx, who, s, "account", g->account, "done", e);

	if (rc == RC_OK)
		rc = q_signing_grant_insert(tx,
		    &(struct row_signing_grant){ .id = s->st.id,
			.account = g->account,
			.office = g->office,
			.role = str_from_z(g->role),
			.authority = authority,
			.state = STR("active"),
			.from_s = s->st.u.grant.from_s,
			.to_s = s->st.u.grant.to_s,
			.granted_by = who->account,
			.granted_s = now,
			.ended_s = SQL_NULL_INT },
		    e);
	for (size_t i = 0; rc == RC_OK && i < g->rows.n; i++)
		rc = q_officer_key_known(tx, g->rows.at[i].id, now, s->st.id, e);
	if (rc == RC_CONFLICT)
		return err_set(e, rc,
		    N_("Orang ini sudah punya kewenangan tanda tangan untuk kantor itu."),
		    "grant is open");
	if (rc != RC_OK)
		return rc;
	return audit_add(d, tx, who, "grant.give",
	    str_fmt(d->a, "account/%.*s", STR_ARG(g->account)), g->office,
	    str_fmt(
		d->a, "{\"grant\":\"%.*s\",\"role\":\"%s\"}", STR_ARG(s->st.id), g->role),
	    e);
}

enum rc
grant_mine(struct domain *d, struct db *db, const struct actor *who, str office,
    struct row_signing_grant *out, struct err *e)
{
	enum rc rc = q_signing_grant_open(db, who->account, office, out, e);

	(void)d;
	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_DENIED,
		    N_("Anda belum punya kewenangan tanda tangan untuk kantor ini. Verifikator BSSN yang memberikannya."),
		    "no grant");
	if (rc == RC_OK && !str_eq_z(out->state, "active"))
		return err_set(e, RC_DENIED,
		    N_("Kewenangan tanda tangan Anda sedang ditangguhkan. Hubungi BSSN."),
		    "grant suspended");
	return rc;
}

/* ---- heads of offices ---- */

enum rc
grant_heads(struct domain *d, struct row_signing_grant_heads_list *out, struct err *e)
{
	return q_signing_grant_heads(d->db, 500, out, e);
}

enum rc
grant_head(struct domain *d, str account, struct grant_for *out, struct err *e)
{
	struct row_account acc;
	enum rc rc = q_account_by_id(d->db, account, &acc, e);

	if (rc == RC_NOT_FOUND || (rc == RC_OK && (!str_eq_z(acc.level, "kepala_kppn") ||
						      !str_eq_z(acc.state, "active"))))
		return err_set(e, RC_NOT_FOUND,
		    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
		    "no head of an office");
	if (rc == RC_OK)
		rc = grant_for_account(d, &acc, out, e);
	if (rc == RC_OK)
		out->role = "reviewer";
	return rc;
}

struct reviewer_args {
	struct domain *d;
	const struct actor *who;
	const struct grant_for *g;
	const struct signing *s;
};

static enum rc
reviewer_in_write(struct db *tx, void *arg, struct err *e)
{
	struct reviewer_args *p = arg;

	return grant_keep_tx(p->d, tx, p->who, p->s, p->g, STR_NONE, e);
}

enum rc
grant_reviewer(struct domain *d, const struct actor *who, struct grant_for *g, str bytes,
    const struct officer_sig *sig, struct err *e)
{
	struct signing s;
	struct reviewer_args p = { d, who, g, &s };
	struct row_signing_grant open;
	enum rc rc = q_signing_grant_open(d->db, g->account, g->office, &open, e);

	if (rc == RC_OK)
		return err_set(e, RC_CONFLICT,
		    N_("Orang ini sudah punya kewenangan tanda tangan untuk kantor itu."),
		    "grant is open");
	if (rc != RC_NOT_FOUND)
		return rc;
	rc = signing_take(d, who, grant_fill, g, SIGNING_LIFE_S, bytes, sig, &s, e);
	if (rc == RC_OK)
		rc = signing_record(d, who, &s, e);
	return rc != RC_OK ? rc : store_write(d->store, d->a, reviewer_in_write, &p, e);
}

/* ---- taking away ---- */

static enum rc
take_tx(struct domain *d, struct db *tx, const struct actor *who,
    const struct row_signing_grant *g, const char *action, str reason, struct err *e)
{
	bool end = strcmp(action, "end") == 0;
	int64_t now = domain_now(d);
	enum rc rc = q_signing_grant_set_state(tx, g->id,
	    end ? STR("ended") : STR("suspended"), end ? now : SQL_NULL_INT, e);

	if (rc == RC_OK)
		rc = q_grant_order_insert(tx,
		    &(struct row_grant_order){ .id = rnd_id(d->a),
			.grant_id = g->id,
			.action = str_from_z(action),
			.reason = reason.p == NULL ? STR("") : reason,
			.state = STR("open"),
			.next_s = now,
			.created_s = now,
			.changed_s = SQL_NULL_INT },
		    e);
	if (rc != RC_OK)
		return rc;
	return audit_add(d, tx, who, "grant.take",
	    str_fmt(d->a, "account/%.*s", STR_ARG(g->account)), g->office,
	    str_fmt(
		d->a, "{\"grant\":\"%.*s\",\"action\":\"%s\"}", STR_ARG(g->id), action),
	    e);
}

enum rc
grant_end_all_tx(struct domain *d, struct db *tx, const struct actor *who, str account,
    str reason, struct err *e)
{
	struct row_signing_grant_list l;
	enum rc rc = q_signing_grants_open_of_account(tx, account, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++)
		rc = take_tx(d, tx, who, &l.at[i], "end", reason, e);
	return rc;
}

enum rc
grant_take_tx(struct domain *d, struct db *tx, const struct actor *who, str authority,
    const char *action, str reason, struct err *e)
{
	struct row_signing_grant g;
	enum rc rc = q_signing_grant_of_authority(tx, authority, &g, e);

	if (rc == RC_NOT_FOUND || (rc == RC_OK && str_eq_z(g.state, "ended")))
		return RC_OK;
	return rc != RC_OK ? rc : take_tx(d, tx, who, &g, action, reason, e);
}

enum rc
grant_changed_tx(struct domain *d, struct db *tx, const struct actor *who, str authority,
    const struct signing *s, struct err *e)
{
	str action = s->st.u.authority_change.action;
	bool end = str_eq_z(action, "end");
	struct row_signing_grant g;
	enum rc rc = q_signing_grant_of_authority(tx, authority, &g, e);

	if (rc == RC_OK)
		rc = signing_keep_tx(d, tx, who, s, "account", g.account, "done", e);
	if (rc == RC_OK)
		rc = q_signing_grant_set_state(tx, g.id,
		    end                           ? STR("ended")
		    : str_eq_z(action, "suspend") ? STR("suspended")
						  : STR("active"),
		    end ? domain_now(d) : SQL_NULL_INT, e);
	return rc;
}

/* ---- telling the signer ---- */

struct tell_args {
	const struct row_grant_order *o;
	str refusal; /* p NULL: done */
	int64_t now_s, tries, next_s;
};

static enum rc
close_in_write(struct db *tx, void *arg, struct err *e)
{
	struct tell_args *p = arg;
	enum rc rc = q_grant_order_close(tx, p->o->id,
	    p->refusal.p == NULL ? STR("done") : STR("refused"), p->refusal, p->now_s, e);

	return rc == RC_CONFLICT ? RC_OK : rc;
}

static enum rc
put_off_in_write(struct db *tx, void *arg, struct err *e)
{
	struct tell_args *p = arg;

	return q_grant_order_put_off(tx, p->o->id, p->tries, p->next_s, e);
}

static enum rc
tell_one(struct domain *d, const struct actor *who, const struct row_grant_order *o,
    struct err *e)
{
	struct ipc_message in = { .type = IPC_authority_end,
		.u.authority_end = { .grant = o->grant_id,
		    .action = o->action,
		    .actor = who->account } },
			   answer;
	struct tell_args p = { .o = o, .now_s = domain_now(d), .tries = o->tries + 1 };
	int64_t pause = PAUSE_FIRST_S;
	enum rc rc = signing_ask(d, who, &in, IPC_grant_state, &answer, e);

	if (rc == RC_UNAVAILABLE || rc == RC_LIMIT) {
		for (int64_t i = 0; i < o->tries && pause < PAUSE_MOST_S; i++)
			pause *= 2;
		p.next_s = p.now_s + pause;
		return store_write(d->store, d->a, put_off_in_write, &p, e);
	}
	if (rc != RC_OK) {
		log_line(LOG_ERROR_, "grant_order", "id=%.*s why=\"%s\"", STR_ARG(o->id),
		    e->why);
		p.refusal = str_dup(d->a, str_from_z(e->msg));
	}
	return store_write(d->store, d->a, close_in_write, &p, e);
}

enum rc
grant_tell_pending(struct domain *d, struct err *e)
{
	struct actor us = actor_system("kewenangan");
	struct row_grant_order_list l;
	enum rc rc = q_grant_order_due(d->db, domain_now(d), BATCH, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++)
		rc = tell_one(d, &us, &l.at[i], e);
	return rc;
}

/* ---- a change by a verifier ---- */

enum rc
grant_of_authority(
    struct domain *d, str authority, struct row_signing_grant *out, struct err *e)
{
	return q_signing_grant_of_authority(d->db, authority, out, e);
}

enum rc
grant_change_fill(struct domain *d, const struct actor *who, void *arg,
    struct statement *st, struct err *e)
{
	const struct grant_change *c = arg;

	(void)who;
	(void)e;
	st->kind = STATEMENT_authority_change;
	st->u.authority_change = (struct statement_authority_change){ .grant =
									  c->grant.id,
		.person = c->grant.account,
		.action = str_from_z(c->action),
		.reason = c->reason.p == NULL ? STR("") : str_squeeze(d->a, c->reason) };
	return RC_OK;
}
