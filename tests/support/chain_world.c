/* chain_world.c - see chain_world.h. */
#include "support/chain_world.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/rnd.h"
#include "pki/activation.h"
#include "pki/csr.h"
#include "signer/ceremony.h"
#include "signer/server.h"
#include "signer/signer_init.h"

#define MUST(call)                                                                       \
	do {                                                                             \
		if (!(call)) {                                                           \
			fprintf(stderr, "chain_world: %s\n", #call);                     \
			abort();                                                         \
		}                                                                        \
	} while (0)

static void
must_rc(enum rc rc, const struct err *e, const char *what)
{
	if (rc != RC_OK) {
		fprintf(stderr, "chain_world: %s: %s (%s)\n", what, e->msg, e->why);
		abort();
	}
}

/* ---- the signer's process ---- */

static struct chain_world *child_world;

static int64_t
child_now(void *arg)
{
	(void)arg;
	return clock_now(&clock_system) + child_world->shared->skew_s;
}

static void
child_step(enum signer_step step)
{
	if (child_world->shared->die_at == (int)step) {
		child_world->shared->die_at = -1;
		kill(getpid(), SIGKILL);
	}
}

static void
child_run(struct chain_world *w, int ready, int stop)
{
	static const struct clock clock = { child_now, NULL };
	const struct signer_options o = {
		.state = w->state, .clock = &clock, .threads = 1
	};
	const uid_t me = geteuid();
	struct signer_server server = {
		.stop_fd = stop, .ocsp_fd = -1, .allow = &me, .n_allow = 1
	};
	struct err e = { 0 };

	child_world = w;
	signer_hooks.after_step = child_step;
	must_rc(signer_open(&o, &server.signer, &e), &e, "open");
	must_rc(ipc_listen(w->socket, 0600, &server.listen_fd, &e), &e, "listen");
	MUST(write(ready, "r", 1) == 1);
	must_rc(signer_serve(&server, &e), &e, "serve");
	_exit(0);
}

void
chain_world_start(struct chain_world *w)
{
	int ready[2], stop[2];
	char byte;

	MUST(pipe2(ready, O_CLOEXEC) == 0 && pipe2(stop, O_CLOEXEC) == 0);
	w->pid = fork();
	MUST(w->pid >= 0);
	if (w->pid == 0) {
		close(STDERR_FILENO); /* its log; what must be seen is in its answers */
		MUST(open("/dev/null", O_WRONLY) == STDERR_FILENO);
		child_run(w, ready[1], stop[0]);
	}
	close(ready[1]);
	close(stop[0]);
	MUST(read(ready[0], &byte, 1) == 1);
	close(ready[0]);
}

void
chain_world_stop(struct chain_world *w)
{
	if (w->pid <= 0)
		return;
	kill(w->pid, SIGKILL);
	waitpid(w->pid, NULL, 0);
	w->pid = 0;
}

void
chain_world_profile(struct chain_world *w, const char *line)
{
	const char *path = str_fmt(w->a, "%s/signer/profile.conf", w->state).p;
	struct err e;
	str text;

	must_rc(file_read(w->a, path, 65536, &text, &e), &e, "profile");
	must_rc(file_write_durable(
		    path, str_fmt(w->a, "%.*s%s\n", STR_ARG(text), line), 0600, &e),
	    &e, "profile");
}

/* ---- statements ---- */

struct statement
chain_statement(struct chain_world *w, enum statement_kind kind)
{
	int64_t now_s = clock_now(&clock_system) + w->shared->skew_s;

	return (struct statement){ .kind = kind,
		.authority = w->authority,
		.id = rnd_id(w->a),
		.made_s = now_s,
		.expires_s = kind == STATEMENT_review ? 0 : now_s + 3600 };
}

struct chain_paper
chain_sign(struct chain_world *w, const struct statement *s, struct softkey *one,
    struct softkey *two, struct softkey *three)
{
	struct softkey *keys[] = { one, two, three };
	struct statement_signature by[3];
	struct chain_paper p;
	struct err e;
	size_t n = 0;

	must_rc(statement_encode(w->a, s, &p.statement, &e), &e, "encode");
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (keys[i] != NULL)
			must_rc(softkey_sign(keys[i], w->a, p.statement, &by[n++], &e),
			    &e, "sign");
	must_rc(
	    statement_signatures_encode(w->a, by, n, &p.signatures, &e), &e, "encode");
	return p;
}

struct statement
chain_grant_of(struct chain_world *w, const struct chain_person *p, const char *role,
    const char *office)
{
	struct statement s = chain_statement(w, STATEMENT_grant);

	s.u.grant = (struct statement_grant){ .person = str_from_z(p->account),
		.name = str_from_z(p->name),
		.nip = str_from_z(p->nip),
		.role = str_from_z(role),
		.office = str_from_z(office),
		.candidacy = STR("OP-1"),
		.from_s = s.made_s - 60,
		.to_s = s.made_s + 86400 * 365,
		.keys = { softkey_public(p->key), 1 } };
	return s;
}

/* ---- asking ---- */

enum rc
chain_ask(struct chain_world *w, const struct ipc_message *in, enum ipc_type want,
    struct ipc_message *out, char *out_code)
{
	struct ipc_message ignored;
	struct err e = { 0 };
	enum rc rc =
	    signer_ask(w->client, w->a, in, want, out == NULL ? &ignored : out, &e);

	if (out_code != NULL)
		snprintf(out_code, 32, "%.*s", (int)strcspn(e.why, ":"), e.why);
	return rc;
}

enum rc
chain_certify(struct chain_world *w, const struct ipc_certify *in, struct ipc_issued *out,
    char *out_code)
{
	const struct ipc_message m = { .type = IPC_certify, .u.certify = *in };
	struct ipc_message got;
	enum rc rc = chain_ask(w, &m, IPC_issued, &got, out_code);

	if (rc == RC_OK && out != NULL)
		*out = got.u.issued;
	return rc;
}

enum rc
chain_record(struct chain_world *w, struct chain_paper p, char *out_code)
{
	const struct ipc_message m = { .type = IPC_statement_record,
		.u.statement_record = { p.statement, p.signatures } };

	return chain_ask(w, &m, IPC_recorded, NULL, out_code);
}

int64_t
chain_count(struct chain_world *w, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	int64_t n;

	MUST(sqlite3_open(str_fmt(w->a, "%s/signer/signer.db", w->state).p, &db) ==
	     SQLITE_OK);
	MUST(sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK);
	MUST(sqlite3_step(st) == SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(db);
	return n;
}

void
chain_codes(struct chain_world *w, size_t n, str *out)
{
	struct err e;

	must_rc(
	    ceremony_codes(w->state, &clock_system, n, 24, w->a, out, &e), &e, "codes");
}

/* ---- one certificate ---- */

void
chain_request_activate(struct chain_world *w, struct chain_request *r, str code)
{
	unsigned char *sig = arena_alloc(w->a, ACTIVATION_SIGNATURE_BYTES);
	struct err e;

	must_rc(activation_sign(code, r->csr.spki, r->in.revocation_sha256,
		    r->approval.u.approval.application, sig, &e),
	    &e, "activation");
	r->in.activation_signature =
	    (str){ (const char *)sig, ACTIVATION_SIGNATURE_BYTES };
}

void
chain_request_sign(struct chain_world *w, struct chain_request *r, struct softkey *by,
    struct softkey *as)
{
	struct chain_paper review = chain_sign(w, &r->review, by, NULL, NULL), approval;

	r->approval.u.approval.review_sha256 = statement_sha256(w->a, review.statement);
	approval = chain_sign(w, &r->approval, as, NULL, NULL);
	r->in.review = review.statement;
	r->in.review_signatures = review.signatures;
	r->in.approval = approval.statement;
	r->in.approval_signatures = approval.signatures;
}

static void
fill_statements(struct chain_world *w, struct chain_request *r, str number)
{
	static const str ticks[1] = { { "ektp", 4 } };
	static const char hash[] = "0123456789abcdef0123456789abcdef";
	static const struct statement_doc docs[2] = { { { "ektp", 4 }, { hash, 32 } },
		{ { "foto", 4 }, { hash, 32 } } };
	unsigned char *pub = arena_alloc(w->a, ACTIVATION_KEY_BYTES);
	struct err e;

	must_rc(activation_public(STR(CHAIN_CODE), pub, &e), &e, "activation");
	r->review = chain_statement(w, STATEMENT_review);
	r->review.u.review = (struct statement_review){ .application = number,
		.office = STR("082"),
		.office_name = STR("KPPN Tolitoli"),
		.name = STR("Ni Luh Putu \xc3\x89lise"),
		.email = STR("elise@kemenkeu.go.id"),
		.nip = STR("199001012015012009"),
		.documents = { docs, 1 },
		.ticks = { ticks, 1 },
		.reviewer = str_from_z(w->reviewer.account),
		.grant = w->reviewer.grant };
	r->approval = chain_statement(w, STATEMENT_approval);
	r->approval.u.approval = (struct statement_approval){ .application = number,
		.office = r->review.u.review.office,
		.office_name = r->review.u.review.office_name,
		.name = r->review.u.review.name,
		.email = r->review.u.review.email,
		.nip = r->review.u.review.nip,
		.documents = { docs, 2 },
		.ticks = { ticks, 1 },
		.activator = str_from_z(w->opip.account),
		.grant = w->opip.grant,
		.activation_key = { (const char *)pub, ACTIVATION_KEY_BYTES } };
}

struct chain_request
chain_request_for(struct chain_world *w, const char *request_id, str csr)
{
	struct chain_request r = { 0 };
	struct pki_csr read;
	struct err e;

	must_rc(pki_csr_parse(w->a, csr, &read, &e), &e, "csr");
	r.csr = (struct made_csr){ .der = read.der, .spki = read.key.spki };
	fill_statements(w, &r, str_fmt(w->a, "DS-082-TEST-%04d", ++w->n));
	r.in = (struct ipc_certify){ .request_id = str_from_z(request_id),
		.csr = csr,
		.revocation_sha256 = STR("") };
	chain_request_activate(w, &r, STR(CHAIN_CODE));
	chain_request_sign(w, &r, w->reviewer.key, w->opip.key);
	return r;
}

struct ipc_message
chain_order(struct chain_world *w, str serial, const char *action, int64_t reason)
{
	struct statement s = chain_statement(w, STATEMENT_order);
	struct chain_paper p;

	s.u.order = (struct statement_order){ serial, str_from_z(action), reason, 0,
		str_from_z(w->opip.account), w->opip.grant };
	p = chain_sign(w, &s, w->opip.key, NULL, NULL);
	return (struct ipc_message){ .type = IPC_order_record,
		.u.order_record = { p.statement, p.signatures } };
}

void
chain_request_new(struct chain_world *w, struct chain_request *r)
{
	str number = str_fmt(w->a, "DS-082-TEST-%04d", ++w->n);

	*r = (struct chain_request){ 0 };
	r->csr = make_csr(w->a);
	pki_key_free(r->csr.key);
	fill_statements(w, r, number);
	r->in = (struct ipc_certify){ .request_id = rnd_id(w->a),
		.csr = r->csr.der,
		.revocation_sha256 =
		    statement_sha256(w->a, STR("00000111112222233333")) };
	chain_request_activate(w, r, STR(CHAIN_CODE));
	chain_request_sign(w, r, w->reviewer.key, w->opip.key);
}

/* ---- the people ---- */

static void
enrol(struct chain_world *w, const struct chain_person *p, str code)
{
	struct statement s = chain_statement(w, STATEMENT_key_add);
	struct ipc_message m = { .type = IPC_ceremony_enrol };
	struct chain_paper paper;
	char why[32];

	s.u.key_add = (struct statement_key_add){ str_from_z(p->account),
		str_from_z(p->name), str_from_z(p->nip), { softkey_public(p->key), 1 } };
	paper = chain_sign(w, &s, p->key, NULL, NULL);
	m.u.ceremony_enrol =
	    (struct ipc_ceremony_enrol){ code, paper.statement, paper.signatures };
	if (chain_ask(w, &m, IPC_recorded, NULL, why) != RC_OK) {
		fprintf(stderr, "chain_world: enrol: %s\n", why);
		abort();
	}
}

static void
grant(struct chain_world *w, struct chain_person *p, const char *role, const char *office)
{
	struct statement s = chain_grant_of(w, p, role, office);
	char why[32];

	if (chain_record(w, chain_sign(w, &s, w->v1.key, NULL, NULL), why) != RC_OK) {
		fprintf(stderr, "chain_world: grant: %s\n", why);
		abort();
	}
	p->grant = s.id;
}

static void
people(struct chain_world *w, enum statement_key_kind kind)
{
	struct chain_person *all[] = { &w->v1, &w->v2, &w->opip, &w->opip2, &w->reviewer,
		&w->far };
	const char *const words[][3] = { { "v1", "Verifikator Satu",
					     "197001011995011001" },
		{ "v2", "Verifikator Dua", "197001011995011002" },
		{ "opip1", "OPIP Satu", "198001012005011001" },
		{ "opip2", "OPIP Dua", "198001012005011002" },
		{ "kepala", "Kepala Kantor", "197501012000011001" },
		{ "far", "OPIP Jauh", "198001012005011009" } };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		*all[i] = (struct chain_person){ words[i][0], words[i][1], words[i][2],
			softkey_new(kind), STR_NONE };
}

static struct chain_world *
world_alloc(void)
{
	struct chain_world *w = calloc(1, sizeof(*w));

	MUST(w != NULL);
	w->a = arena_new();
	w->shared = mmap(NULL, sizeof(*w->shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	MUST(w->shared != MAP_FAILED);
	w->shared->die_at = -1;
	return w;
}

/* Two verifiers by ceremony, four grants. */
static void
settle(struct chain_world *w)
{
	const struct ipc_message get = { .type = IPC_authority_get };
	struct ipc_message rules;
	str codes[2];

	MUST(chain_ask(w, &get, IPC_authority, &rules, NULL) == RC_OK);
	w->authority = rules.u.authority.authority;
	chain_codes(w, 2, codes);
	enrol(w, &w->v1, codes[0]);
	enrol(w, &w->v2, codes[1]);
	grant(w, &w->opip, "opip", "082");
	grant(w, &w->opip2, "opip", "082");
	grant(w, &w->reviewer, "reviewer", "082");
	grant(w, &w->far, "opip", "014");
}

struct chain_world *
chain_world_attach(const char *state, struct ipc_client *client)
{
	struct chain_world *w = world_alloc();

	snprintf(w->state, sizeof(w->state), "%s", state);
	w->client = client;
	w->attached = true;
	people(w, STATEMENT_KEY_PASSKEY);
	settle(w);
	return w;
}

struct chain_world *
chain_world_new(bool browser)
{
	struct signer_names names = signer_names_development;
	struct chain_world *w = world_alloc();
	struct err e;

	snprintf(w->dir, sizeof(w->dir), "%s/paraf-chain-XXXXXX",
	    getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
	MUST(mkdtemp(w->dir) != NULL);
	snprintf(w->state, sizeof(w->state), "%s/state", w->dir);
	snprintf(w->socket, sizeof(w->socket), "%s/sock", w->dir);
	names.base_url = STR("http://localhost:8080");
	names.officer_key = browser ? STR("passkey,browser") : STR("passkey");
	must_rc(signer_init(w->state, &names, &clock_system, &e), &e, "init");
	people(w, browser ? STATEMENT_KEY_BROWSER : STATEMENT_KEY_PASSKEY);
	chain_world_start(w);
	w->client = ipc_client_new(w->socket, 60000);
	settle(w);
	return w;
}

void
chain_world_free(struct chain_world *w)
{
	struct chain_person *all[] = { &w->v1, &w->v2, &w->opip, &w->opip2, &w->reviewer,
		&w->far };

	chain_world_stop(w);
	if (!w->attached)
		ipc_client_free(w->client);
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		softkey_free(all[i]->key);
	if (!w->attached)
		MUST(system(str_fmt(w->a, "rm -rf '%s'", w->dir).p) == 0);
	munmap(w->shared, sizeof(*w->shared));
	arena_free(w->a);
	free(w);
}
