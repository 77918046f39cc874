/* cmd_demo_keys.c - the chain of authority of a demonstration: true statements by throw-away keys. */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/rnd.h"
#include "domain/application_sign.h"
#include "domain/authority.h"
#include "domain/grant.h"
#include "domain/record.h"
#include "domain/session.h"
#include "prog/demo.h"
#include "signer/ceremony.h"
#include "signer/server.h"
#include "statement/softkey.h"

#define PEOPLE_MOST 16

/* ---- a signer for the time being ---- */

static int
run_signer(const char *state, const struct clock *clock, int listen_fd, int stop_fd)
{
	struct signer_options options = { .state = state, .clock = clock };
	uid_t self = geteuid();
	struct signer_server server = { .listen_fd = listen_fd,
		.stop_fd = stop_fd,
		.allow = &self,
		.n_allow = 1,
		.ocsp_fd = -1 };
	struct err e;
	enum rc rc = signer_open(&options, &server.signer, &e);

	if (rc == RC_OK)
		rc = signer_serve(&server, &e);
	signer_close(server.signer);
	return rc == RC_OK ? 0 : 1;
}

enum rc
demo_signer_begin(
    struct prog *p, const struct clock *clock, struct demo_signer *out, struct err *e)
{
	const char *socket = str_z(p->a, p->conf.signer_socket);
	const char *state = str_z(p->a, p->conf.signer_dir);
	int stop[2], listen_fd;
	pid_t pid;
	enum rc rc = ipc_listen(socket, 0600, &listen_fd, e);

	if (rc != RC_OK)
		return rc;
	if (pipe(stop) != 0 || (pid = fork()) < 0) {
		close(listen_fd);
		return err_set(
		    e, RC_INTERNAL, N_("Ada gangguan di sistem kami."), "pipe or fork");
	}
	if (pid == 0) {
		close(stop[1]);
		_exit(run_signer(state, clock, listen_fd, stop[0]));
	}
	close(stop[0]);
	close(listen_fd);
	*out = (struct demo_signer){ (int)pid, stop[1] };
	return RC_OK;
}

void
demo_signer_end(struct demo_signer *s)
{
	if (write(s->stop_fd, "x", 1) != 1 || waitpid(s->pid, NULL, 0) < 0)
		BUG("the signer of the set-up does not stop");
	close(s->stop_fd);
}

/* ---- keys ---- */

struct demo_keys {
	struct tools *t;
	struct arena *a; /* of the rows: longer than one deed */
	struct actor verifier;
	struct softkey *all[PEOPLE_MOST]; /* the first one is the verifier's */
	struct row_officer_key rows[PEOPLE_MOST];
	bool kept[PEOPLE_MOST]; /* known to the signer for good */
	size_t n;
};

static size_t
find(const struct demo_keys *k, str account)
{
	for (size_t i = 0; i < k->n; i++)
		if (str_eq(k->rows[i].account, account))
			return i;
	BUG("an invented person without a key");
}

void
demo_key_keep(struct demo_keys *k, str account)
{
	k->kept[find(k, account)] = true;
}

/* One signature as a form would bring it. */
static enum rc
sign_by(struct demo_keys *k, size_t i, str bytes, struct officer_sig *out, struct err *e)
{
	struct arena *a = k->t->d.a;
	struct statement_signature s;
	enum rc rc = softkey_sign(k->all[i], a, bytes, &s, e);

	if (rc == RC_OK)
		*out = (struct officer_sig){ .kind = k->rows[i].kind,
			.key = base64url_encode(a, s.key_id.p, s.key_id.n),
			.auth_data = base64url_encode(a, s.auth_data.p, s.auth_data.n),
			.client_data =
			    base64url_encode(a, s.client_data.p, s.client_data.n),
			.value = base64url_encode(a, s.signature.p, s.signature.n) };
	return rc;
}

static enum rc
sign(struct demo_keys *k, str bytes, struct officer_sig *out, struct err *e)
{
	return sign_by(k, 0, bytes, out, e);
}

enum rc
demo_sign(struct demo_keys *k, const struct actor *who, signing_fill fill, void *arg,
    int64_t life_s, struct signing *out, struct err *e)
{
	struct domain *d = &k->t->d;
	struct officer_sig sig;
	struct statement st;
	str bytes;
	enum rc rc = signing_make(d, who, fill, arg, life_s, &st, &bytes, e);

	if (rc == RC_OK)
		rc = sign_by(k, find(k, who->account), bytes, &sig, e);
	if (rc == RC_OK)
		rc = signing_take(d, who, fill, arg, life_s, bytes, &sig, out, e);
	return rc;
}

enum rc
demo_sign_approval(struct demo_keys *k, const struct actor *who, void *arg,
    str activation_key, struct signing *out, struct err *e)
{
	struct domain *d = &k->t->d;
	int64_t life_s = approval_life_s(d);
	struct officer_sig sig;
	struct statement st;
	str bytes;
	enum rc rc = signing_make(d, who, approval_fill, arg, life_s, &st, &bytes, e);

	if (rc == RC_OK) {
		st.u.approval.activation_key = activation_key;
		rc = statement_encode(d->a, &st, &bytes, e);
	}
	if (rc == RC_OK)
		rc = sign_by(k, find(k, who->account), bytes, &sig, e);
	if (rc == RC_OK)
		rc =
		    signing_take(d, who, approval_fill, arg, life_s, bytes, &sig, out, e);
	return rc;
}

static enum rc
insert_in_write(struct db *tx, void *arg, struct err *e)
{
	return q_officer_key_insert(tx, arg, e);
}

enum rc
demo_key_add(struct demo_keys *k, str account, struct err *e)
{
	struct domain *d = &k->t->d;
	bool browser = session_takes_browser_keys(d->conf);
	struct softkey *key =
	    softkey_new(browser ? STATEMENT_KEY_BROWSER : STATEMENT_KEY_PASSKEY);
	const struct statement_key *public = softkey_public(key);
	struct officer_party us = officer_party_of(d);

	BUG_ON(k->n >= PEOPLE_MOST);
	if (!browser)
		softkey_party(key, us.rp_id, us.origin);
	k->all[k->n] = key;
	k->rows[k->n] = (struct row_officer_key){ .id = rnd_id(k->a),
		.account = str_dup(k->a, account),
		.kind = browser ? STR("browser") : STR("passkey"),
		.alg = public->alg,
		.key_id = base64url_encode(k->a, public->id.p, public->id.n),
		.point = str_dup(k->a, public->point),
		.words = statement_key_words(k->a, public),
		.name = STR("Kunci contoh"),
		.transports = STR(""),
		.created_s = domain_now(d),
		.used_s = SQL_NULL_INT,
		.known_s = SQL_NULL_INT,
		.removed_s = SQL_NULL_INT };
	return store_write(d->store, d->a, insert_in_write, &k->rows[k->n++], e);
}

/* The verifier's key joins the signer's list as every first one does: by a code of a ceremony. */
static enum rc
enrol(struct demo_keys *k, struct err *e)
{
	struct domain *d = &k->t->d;
	struct officer_sig sig;
	struct statement st;
	str bytes, code;
	enum rc rc = ceremony_codes(
	    str_z(d->a, d->conf->signer_dir), d->clock, 1, 1, d->a, &code, e);

	if (rc == RC_OK)
		rc = signing_make(d, &k->verifier, ceremony_fill, &k->rows[0],
		    CEREMONY_LIFE_S, &st, &bytes, e);
	if (rc == RC_OK)
		rc = sign(k, bytes, &sig, e);
	if (rc == RC_OK)
		rc = ceremony_enrol_key(
		    d, &k->verifier, &k->rows[0], code, bytes, &sig, e);
	return rc;
}

enum rc
demo_keys_new(
    struct tools *t, const struct actor *verifier, struct demo_keys **out, struct err *e)
{
	struct demo_keys *k = calloc(1, sizeof(*k));
	enum rc rc;

	if (k == NULL)
		BUG("out of memory");
	k->t = t;
	k->a = t->d.a;
	k->verifier = *verifier;
	rc = demo_key_add(k, verifier->account, e);
	if (rc == RC_OK)
		rc = enrol(k, e);
	if (rc != RC_OK) {
		demo_keys_free(k);
		return rc;
	}
	*out = k;
	return RC_OK;
}

/* ---- grants ---- */

struct grant_args {
	struct demo_keys *k;
	struct grant_for g;
	struct signing s;
	str account;
};

/* A grant that was made before this demonstration began: the road itself is walked by people. */
static enum rc
grant_in_write(struct db *tx, void *arg, struct err *e)
{
	struct grant_args *p = arg;
	struct domain *d = &p->k->t->d;
	const struct actor *who = &p->k->verifier;
	struct row_candidacy cand;
	str id;
	enum rc rc;

	rc = q_candidacy_open_of_account(tx, p->account, &cand, e);
	if (rc == RC_OK)
		rc = q_candidacy_set_state(
		    tx, cand.id, cand.version, STR("granted"), domain_now(d), e);
	if (rc == RC_OK)
		rc = history_add(d, tx, who, "candidacy", cand.id, STR("grant"),
		    STR("profile"), STR("granted"), STR("Data contoh"), e);
	if (rc == RC_OK)
		rc = counter_add(d, tx, "candidacy", cand.office, "profile", -1, e);
	if (rc == RC_OK)
		rc = counter_add(d, tx, "candidacy", cand.office, "granted", 1, e);
	if (rc == RC_OK)
		rc = authority_grant_tx(d, tx, who, &cand, &id, e);
	if (rc == RC_OK)
		rc = grant_keep_tx(d, tx, who, &p->s, &p->g, id, e);
	return rc != RC_OK ? rc : q_authority_accept(tx, id, domain_now(d), e);
}

enum rc
demo_grant_opip(struct demo_keys *k, str account, struct err *e)
{
	struct domain *d = &k->t->d;
	struct grant_args p = { .k = k, .account = account };
	struct row_account acc;
	struct row_candidacy cand;
	struct officer_sig sig;
	struct statement st;
	str bytes;
	enum rc rc = q_account_by_id(d->db, account, &acc, e);

	if (rc == RC_OK)
		rc = q_candidacy_open_of_account(d->db, account, &cand, e);
	if (rc == RC_OK)
		rc = grant_for_account(d, &acc, &p.g, e);
	if (rc != RC_OK)
		return rc;
	p.g.candidacy = cand.number;
	rc = signing_make(
	    d, &k->verifier, grant_fill, &p.g, SIGNING_LIFE_S, &st, &bytes, e);
	if (rc == RC_OK)
		rc = sign(k, bytes, &sig, e);
	if (rc == RC_OK)
		rc = signing_take(d, &k->verifier, grant_fill, &p.g, SIGNING_LIFE_S,
		    bytes, &sig, &p.s, e);
	if (rc == RC_OK)
		rc = signing_record(d, &k->verifier, &p.s, e);
	return rc != RC_OK ? rc : store_write(d->store, d->a, grant_in_write, &p, e);
}

enum rc
demo_grant_head(struct demo_keys *k, str account, struct err *e)
{
	struct domain *d = &k->t->d;
	struct grant_for g;
	struct officer_sig sig;
	struct statement st;
	str bytes;
	enum rc rc = grant_head(d, account, &g, e);

	if (rc == RC_OK)
		rc = signing_make(
		    d, &k->verifier, grant_fill, &g, SIGNING_LIFE_S, &st, &bytes, e);
	if (rc == RC_OK)
		rc = sign(k, bytes, &sig, e);
	return rc != RC_OK ? rc : grant_reviewer(d, &k->verifier, &g, bytes, &sig, e);
}

/* ---- throwing away ---- */

static enum rc
forget_in_write(struct db *tx, void *arg, struct err *e)
{
	struct demo_keys *k = arg;
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < k->n; i++)
		rc = q_officer_key_remove(
		    tx, k->rows[i].id, domain_now(&k->t->d), k->rows[i].account, e);
	return rc;
}

/* The signer is told too, while the verifier's key can still sign. */
static enum rc
forget_at_signer(struct demo_keys *k, size_t i, struct err *e)
{
	struct domain *d = &k->t->d;
	struct grant_key key;
	struct officer_sig sig;
	struct statement st;
	str bytes;
	enum rc rc = grant_key_load(d, &k->verifier, k->rows[i].id, &key, e);

	if (rc == RC_OK)
		rc = signing_make(d, &k->verifier, grant_key_fill, &key, SIGNING_LIFE_S,
		    &st, &bytes, e);
	if (rc == RC_OK)
		rc = sign(k, bytes, &sig, e);
	return rc != RC_OK ? rc
			   : grant_key_confirm(d, &k->verifier, &key, bytes, &sig, e);
}

struct one_args {
	struct demo_keys *k;
	size_t i;
};

static enum rc
one_in_write(struct db *tx, void *arg, struct err *e)
{
	struct one_args *p = arg;

	return q_officer_key_remove(tx, p->k->rows[p->i].id, domain_now(&p->k->t->d),
	    p->k->rows[p->i].account, e);
}

enum rc
demo_keys_forget(struct demo_keys *k, struct err *e)
{
	struct domain *d = &k->t->d;
	enum rc rc = RC_OK;

	for (size_t i = 1; rc == RC_OK && i < k->n; i++) {
		struct one_args p = { k, i };

		rc = store_write(d->store, d->a, one_in_write, &p, e);
		if (rc == RC_OK && !k->kept[i])
			rc = forget_at_signer(k, i, e);
	}
	k->n = rc == RC_OK ? 1 : k->n;
	return rc != RC_OK ? rc : store_write(d->store, d->a, forget_in_write, k, e);
}

void
demo_keys_free(struct demo_keys *k)
{
	if (k == NULL)
		return;
	for (size_t i = 0; i < PEOPLE_MOST; i++)
		softkey_free(k->all[i]);
	free(k);
}
