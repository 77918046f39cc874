/* certificate_world.c - see certificate_world.h. */
#include "store/certificate_world.h"

#include "base/codec.h"
#include "domain/account.h"
#include "domain/application_sign.h"
#include "domain/authority.h"
#include "pki/activation.h"
#include "signer/ceremony.h"
#include "support/run.h"

const char *certificate_engine = "sqlite";
int64_t shift_s;

static int64_t
test_now(void *arg)
{
	(void)arg;
	return clock_now(&clock_system) + shift_s;
}

static const struct clock test_clock = { test_now, NULL };

str
sql(struct certificate_world *x, const char *text)
{
	run_write(x->a, x->t.dir, "statement.sql", str_from_z(text));
	if (strcmp(certificate_engine, "sqlite") == 0)
		return str_trim(run_in(x->a, x->t.dir,
		    str_fmt(x->a, "sqlite3 -cmd '.timeout 5000' '%s' <statement.sql",
			x->t.f.url + sizeof("sqlite:") - 1)
			.p));
	return str_trim(run_in(x->a, x->t.dir,
	    str_fmt(x->a, "psql -X -q -A -t -v ON_ERROR_STOP=1 -d '%s' -f statement.sql",
		x->t.f.url)
		.p));
}

static void
approved(struct certificate_world *x)
{
	int64_t now = test_now(NULL);

	(void)sql(x,
	    str_fmt(x->a,
		"INSERT INTO account (id, username, role, office, name, email, state, pass_initial,"
		" opip_candidate, created_s, created_by, version) VALUES"
		" ('b', 'b', 'verifier', NULL, 'Verifikator', NULL, 'active', 0, 0, 1, 't', 1),"
		" ('r', 'r', 'office_admin', '082', 'Ratna', 'r@kemenkeu.go.id', 'active', 0, 0, 1, 't', 1),"
		" ('v', 'v', 'staff', '082', 'Yusuf', NULL, 'active', 0, 0, 1, 't', 1);"
		"INSERT INTO application (id, number, office, state, state_since_s, version, kind,"
		" email, email_ci, nip, name, step, card_hints, card_tries, card_accepted, reviewer,"
		" reviewed_s, activator, approved_s, collect_expires_s, created_s, updated_s) VALUES"
		" ('" HOLDER "', 'DS-082-7K4M-2PXH', '082', 'approved', %lld, 1, 'djpb',"
		" 'd@kemenkeu.go.id', 'd@kemenkeu.go.id', '199008052015032001', 'Dewi Cahyani', 7, 0, 0,"
		" 0, 'r', %lld, 'v', %lld, %lld, 1, 1);",
		(long long)now, (long long)now - 200, (long long)now - 100,
		(long long)now + 7 * DAY)
		.p);
}

const char *
ocsp_door(struct certificate_world *x)
{
	return str_fmt(x->a, "%.*s.ocsp", STR_ARG(x->t.conf.signer_socket)).p;
}

void
signer_start(struct certificate_world *x)
{
	fresh_signer_start(&x->t, x->a, ocsp_door(x));
}

void
signer_stop(struct certificate_world *x)
{
	fresh_signer_stop(&x->t);
}

/* ---- the chain of authority behind the approval ---- */

struct actor
officer_of(const char *account, const char *name, const char *nip, unsigned roles)
{
	return (struct actor){ .roles = R_STAFF | roles,
		.account = str_from_z(account),
		.name = str_from_z(name),
		.nip = str_from_z(nip),
		.office = roles & R_VERIFIER ? STR_NONE : STR("082"),
		.net = STR("test") };
}

/* BSSN's first verifier, by a code of the ceremony. */
static void
enrol_verifier(struct certificate_world *x)
{
	struct officer_sig sig;
	struct row_officer_key_list keys;
	struct row_officer_key key;
	struct statement st;
	struct err e;
	str code, bytes;

	signed_key(&x->d, x->bssn.account, x->keys[0]);
	CHECK_OK("keys", officer_key_list(&x->d, x->bssn.account, &keys, &e), &e);
	key = keys.at[0];
	CHECK_OK(
	    "code", ceremony_codes(x->t.dir, &clock_system, 1, 1, x->d.a, &code, &e), &e);
	CHECK_OK("make",
	    signing_make(
		&x->d, &x->bssn, ceremony_fill, &key, CEREMONY_LIFE_S, &st, &bytes, &e),
	    &e);
	sig = signed_sig(&x->d, x->keys[0], bytes);
	CHECK_OK("enrol",
	    ceremony_enrol_key(&x->d, &x->bssn, &key, code, bytes, &sig, &e), &e);
}

struct grant_args {
	struct certificate_world *x;
	const struct grant_for *g;
	const struct signing *s;
};

static enum rc
grant_in_write(struct db *tx, void *arg, struct err *e)
{
	struct grant_args *p = arg;

	return grant_keep_tx(&p->x->d, tx, &p->x->bssn, p->s, p->g, STR_NONE, e);
}

static void
give(struct certificate_world *x, const struct actor *who, struct softkey *key)
{
	struct row_account acc;
	struct grant_for g;
	struct signing s;
	struct grant_args p = { x, &g, &s };
	struct err e;

	signed_key(&x->d, who->account, key);
	CHECK_OK("account", q_account_by_id(x->d.db, who->account, &acc, &e), &e);
	CHECK_OK("for", grant_for_account(&x->d, &acc, &g, &e), &e);
	s = signed_statement(&x->d, &x->bssn, x->keys[0], grant_fill, &g, SIGNING_LIFE_S);
	CHECK_OK("record", signing_record(&x->d, &x->bssn, &s, &e), &e);
	CHECK_OK("keep", store_write(x->d.store, x->d.a, grant_in_write, &p, &e), &e);
}

struct keep_args {
	struct certificate_world *x;
	const struct actor *who;
	const struct signing *s;
	bool review;
};

static enum rc
keep_in_write(struct db *tx, void *arg, struct err *e)
{
	struct keep_args *p = arg;
	enum rc rc = signing_keep_tx(
	    &p->x->d, tx, p->who, p->s, "application", STR(HOLDER), "kept", e);

	if (rc != RC_OK)
		return rc;
	return p->review
		   ? q_application_set_review_statement(tx, STR(HOLDER), p->s->st.id, e)
		   : q_application_set_approval_statement(
			 tx, STR(HOLDER), p->s->st.id, e);
}

void
sign_application(struct certificate_world *x)
{
	unsigned char *key = arena_alloc(x->d.a, ACTIVATION_KEY_BYTES);
	struct row_application app;
	struct row_office office;
	struct office_sign about = { &app, &office };
	struct statement st;
	struct officer_sig sig;
	struct signing s;
	struct keep_args p = { x, &x->ratna, &s, true };
	struct err e;
	str bytes;

	CHECK_OK("office", q_office_by_code(x->d.db, STR("082"), &office, &e), &e);
	CHECK_OK("app", q_application_by_id(x->d.db, STR(HOLDER), &app, &e), &e);
	s = signed_statement(
	    &x->d, &x->ratna, x->keys[1], review_fill, &about, REVIEW_LIFE_S);
	CHECK_OK("keep", store_write(x->d.store, x->d.a, keep_in_write, &p, &e), &e);
	CHECK_OK("app", q_application_by_id(x->d.db, STR(HOLDER), &app, &e), &e);
	CHECK_OK("make",
	    signing_make(&x->d, &x->yusuf, approval_fill, &about, approval_life_s(&x->d),
		&st, &bytes, &e),
	    &e);
	CHECK_OK("code",
	    activation_public(str_sub(x->code, 0, ACTIVATION_LETTERS), key, &e), &e);
	st.u.approval.activation_key = (str){ (const char *)key, ACTIVATION_KEY_BYTES };
	CHECK_OK("encode", statement_encode(x->d.a, &st, &bytes, &e), &e);
	sig = signed_sig(&x->d, x->keys[2], bytes);
	CHECK_OK("take",
	    signing_take(&x->d, &x->yusuf, approval_fill, &about, approval_life_s(&x->d),
		bytes, &sig, &s, &e),
	    &e);
	p = (struct keep_args){ x, &x->yusuf, &s, false };
	CHECK_OK("keep", store_write(x->d.store, x->d.a, keep_in_write, &p, &e), &e);
}

static void
authorise(struct certificate_world *x)
{
	x->bssn = officer_of("b", "Verifikator", NULL, R_VERIFIER);
	x->ratna = officer_of("r", "Ratna", "198507172009012003", R_OPIP);
	x->yusuf = officer_of("v", "Yusuf", "199102052014021004", R_OPIP);
	x->code = crockford_random(x->a, ACTIVATION_LETTERS);
	for (size_t i = 0; i < ARRAY_LEN(x->keys); i++)
		x->keys[i] = softkey_new(STATEMENT_KEY_BROWSER);
	signer_start(x);
	enrol_verifier(x);
	give(x, &x->ratna, x->keys[1]);
	give(x, &x->yusuf, x->keys[2]);
	sign_application(x);
	signer_stop(x);
}

int
certificate_world_new(void **state)
{
	struct certificate_world *x = calloc(1, sizeof *x);
	const char *key;
	struct err e;

	shift_s = 0;
	x->a = arena_new();
	fresh_signer_init(&x->t, &x->d, x->a, certificate_engine, "passkey,browser");
	x->d.clock = &test_clock;
	x->d.node = STR("1/test");
	key = str_z(x->a, x->t.conf.vault_key_file);
	CHECK_OK("key", vault_key_create(key, &e), &e);
	CHECK_OK("vault",
	    vault_open(str_z(x->a, x->t.conf.vault_dir), key, &x->d.vault, &e), &e);
	x->holder = (struct actor){ .roles = R_VISITOR | R_APPLICANT,
		.application = STR(HOLDER),
		.net = STR("test") };
	(void)run_in(x->a, x->t.dir,
	    "for k in one two; do openssl req -new -newkey ec -pkeyopt "
	    "ec_paramgen_curve:P-256 -nodes -keyout $k.key -subj /CN=x -out $k.csr 2>/dev/null; done");
	approved(x);
	authorise(x);
	*state = x;
	return 0;
}

int
certificate_world_free(void **state)
{
	struct certificate_world *x = *state;

	for (size_t i = 0; i < ARRAY_LEN(x->keys); i++)
		softkey_free(x->keys[i]);
	fresh_signer_release(&x->t, &x->d, x->a);
	arena_free(x->a);
	free(x);
	return 0;
}

/* ---- what the tests do ---- */

enum rc
ask(struct certificate_world *x, const char *name, struct row_certificate *out,
    struct err *e)
{
	const char *path = str_fmt(x->a, "%s/%s.csr", x->t.dir, name).p;
	str csr;

	CHECK_OK("csr", file_read(x->a, path, 16384, &csr, e), e);
	return certificate_request(&x->d, &x->holder, STR(HOLDER), csr,
	    &(struct collect_proof){ .code = x->code }, STR("test"), out, e);
}

void
finish(struct certificate_world *x)
{
	struct err e;

	shift_s += 61;
	CHECK_OK("finish", certificate_finish_pending(&x->d, &e), &e);
}

struct row_certificate
issued(struct certificate_world *x)
{
	struct row_certificate cert;
	struct err e;

	signer_start(x);
	CHECK_OK("issue", ask(x, "one", &cert, &e), &e);
	return cert;
}

enum rc
order(struct certificate_world *x, const struct actor *who, str serial,
    const char *reason, struct err *e)
{
	const struct certificate_reason *r = certificate_reason_find(str_from_z(reason));
	struct row_certificate cert;
	struct order_about about = { &cert, r };
	struct order_proof proof = { .s = NULL };
	struct signing s;

	if (r != NULL && r->event != CERT_EV_SUSPEND && who->roles & R_OPIP &&
	    str_eq_z(who->office, "082") && str_eq(who->nip, x->yusuf.nip)) {
		CHECK_OK("cert", q_certificate_by_serial(x->d.db, serial, &cert, e), e);
		s = signed_statement(&x->d, who, x->keys[2], certificate_order_fill,
		    &about, SIGNING_LIFE_S);
		proof.s = &s;
	}
	return certificate_order(
	    &x->d, who, serial, str_from_z(reason), STR_NONE, FSM_ANY_VERSION, &proof, e);
}
