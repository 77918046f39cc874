/* bssn_world.c - verifiers, a candidate, the signer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "domain/record.h"
#include "store/bssn_world.h"

const char *bssn_engine;
struct err e;

static int64_t
world_now(void *arg)
{
	return ((struct world *)arg)->now;
}

void
must(enum rc rc)
{
	if (rc != RC_OK)
		fail_msg("%s: %s (%s)", err_name(rc), e.msg, e.why);
}

static struct actor
person(struct world *w, const char *username, const char *nip, unsigned roles)
{
	return (struct actor){ .roles = R_STAFF | roles,
		.account = str_fmt(w->d.a, "acc-%s", username),
		.username = str_from_z(username),
		.name = str_from_z(username),
		.nip = str_from_z(nip),
		.office = roles & R_VERIFIER ? STR_NONE : STR("082"),
		.net = STR("test") };
}

static enum rc
insert_documents(struct world *w, struct db *tx, struct err *why)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(bssn_documents); i++)
		rc = q_document_insert(tx,
		    &(struct row_document){ .id = str_fmt(w->d.a, "doc-%zu", i),
			.noun = STR("candidacy"),
			.noun_id = STR(CAND),
			.class = str_from_z(document_class_text(bssn_documents[i])),
			.state = STR("kept"),
			.type = STR("image/jpeg"),
			.bytes = 1,
			.sha256 = STR("00"),
			.key_box = STR("x"),
			.pages = 1,
			.width = 1,
			.height = 1,
			.name = STR("a"),
			.created_s = 5,
			.created_by = STR("x"),
			.erased_s = SQL_NULL_INT },
		    why);
	return rc;
}

static enum rc
insert_world(struct db *tx, void *arg, struct err *why)
{
	struct world *w = arg;
	const struct actor *all[] = { &w->one, &w->two, &w->dewi, &w->admin };
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(all); i++)
		rc = q_account_insert(tx,
		    &(struct row_account){ .id = all[i]->account,
			.username = all[i]->username,
			.role = i < 2    ? STR("verifier")
				: i == 2 ? STR("staff")
					 : STR("office_admin"),
			.office = all[i]->office,
			.nip = all[i]->nip,
			.name = all[i]->name,
			.level = i == 2 ? STR("kasi_mski") : STR_NONE,
			.email = str_fmt(
			    w->d.a, "%.*s@kemenkeu.go.id", STR_ARG(all[i]->username)),
			.email_proven_s = SQL_NULL_INT,
			.state = STR("active"),
			.pass_set_s = SQL_NULL_INT,
			.initial_expires_s = SQL_NULL_INT,
			.created_s = 5,
			.created_by = STR("system"),
			.last_login_s = SQL_NULL_INT,
			.disabled_s = SQL_NULL_INT,
			.version = 1 },
		    why);
	if (rc == RC_OK)
		rc = q_candidacy_open(tx,
		    &(struct q_candidacy_open_in){ .id = STR(CAND),
			.number = STR(NUMBER),
			.account = w->dewi.account,
			.office = STR("082"),
			.name = w->dewi.name,
			.nip = w->dewi.nip,
			.email = STR("dewi@kemenkeu.go.id"),
			.now_s = w->now },
		    why);
	if (rc == RC_OK)
		rc = q_candidacy_set_state(
		    tx, STR(CAND), 1, STR("letters_returned"), w->now, why);
	if (rc == RC_OK)
		rc = history_add(&w->d, tx, &w->dewi, "candidacy", STR(CAND),
		    STR("confirm_ds"), STR("letters_sent"), STR("letters_returned"),
		    STR_NONE, why);
	return rc != RC_OK ? rc : insert_documents(w, tx, why);
}

/* A real signer at the time of this test, which knows the verifier's key; the candidate has one too. */
static void
begin_chain(struct world *w)
{
	w->chain = chain_world_new(true);
	w->chain->shared->skew_s = w->now - clock_now(&clock_system);
	w->d.signer = ipc_client_new(w->chain->socket, SIGNER_TIMEOUT_MS);
	w->key = softkey_new(STATEMENT_KEY_BROWSER);
	signed_key(&w->d, w->one.account, w->chain->v1.key);
	signed_key(&w->d, w->dewi.account, w->key);
}

int
bssn_world_new(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	struct conf_draft *draft;

	fresh_store_init(&w->f, bssn_engine, true);
	w->d.a = arena_new();
	/* ahead of us: the signer never goes back in time */
	w->now = time_from_civil((struct date){ 2076, 11, 23 }, 9, 0, ZONE_WITA);
	w->clock = (struct clock){ world_now, w };
	snprintf(w->home, sizeof(w->home), "/tmp/paraf-bssn.XXXXXX");
	assert_non_null(mkdtemp(w->home));
	draft = conf_draft_new(w->d.a);
	must(conf_parse(draft, "test",
	    STR("state_dir = /nonexistent\nofficer_key = passkey,browser\n"), &e));
	must(conf_finish(draft, &w->conf, &e));
	must(vault_key_create(str_z(w->d.a, str_fmt(w->d.a, "%s/key", w->home)), &e));
	must(vault_open(str_z(w->d.a, str_fmt(w->d.a, "%s/docs", w->home)),
	    str_z(w->d.a, str_fmt(w->d.a, "%s/key", w->home)), &w->d.vault, &e));
	must(db_open(w->f.store, &w->d.db, &e));
	db_use_arena(w->d.db, w->d.a);
	w->d.store = w->f.store;
	w->d.conf = &w->conf;
	w->d.clock = &w->clock;
	w->d.node = STR("1/test");
	w->one = person(w, "verifikator1", NULL, R_VERIFIER);
	w->two = person(w, "verifikator2", NULL, R_VERIFIER);
	w->dewi = person(w, "dewi.tolitoli", "198803272012122001", R_CANDIDATE);
	w->dewi_verifier = person(w, "verifikator2", "198803272012122001", R_VERIFIER);
	w->admin = person(w, "adminkppn082", NULL, R_OFFICE_ADMIN);
	must(store_write(w->d.store, w->d.a, insert_world, w, &e));
	begin_chain(w);
	*state = w;
	return 0;
}

int
bssn_world_free(void **state)
{
	struct world *w = *state;
	char command[80];

	ipc_client_free(w->d.signer);
	chain_world_free(w->chain);
	softkey_free(w->key);
	db_close(w->d.db);
	vault_close(w->d.vault);
	fresh_store_release(&w->f);
	arena_free(w->d.a);
	snprintf(command, sizeof(command), "rm -rf %s", w->home);
	assert_int_equal(system(command), 0);
	free(w);
	return 0;
}

struct row_candidacy
now_of(struct world *w)
{
	struct row_candidacy c;

	must(q_candidacy_by_id(w->d.db, STR(CAND), &c, &e));
	return c;
}

int64_t
version(struct world *w)
{
	return now_of(w).version;
}

void
is_state(struct world *w, const char *state)
{
	struct row_candidacy c = now_of(w);

	if (!str_eq_z(c.state, state))
		fail_msg("state is %.*s, not %s", STR_ARG(c.state), state);
}

size_t
mails(struct world *w, const char *kind)
{
	struct row_outbox_list all;
	size_t n = 0;

	must(q_outbox_of(w->d.db, STR("candidacy"), STR(CAND), &all, &e));
	for (size_t i = 0; i < all.n; i++)
		n += str_eq_z(all.at[i].kind, kind);
	return n;
}

void
claim(struct world *w)
{
	must(bssn_claim(&w->d, &w->one, STR(CAND), version(w), &e));
}

void
interview(struct world *w, const char *result)
{
	must(bssn_record_interview(&w->d, &w->one, STR(CAND), version(w),
	    &(struct bssn_result){ str_from_z(result), STR("Catatan.") }, &e));
}
