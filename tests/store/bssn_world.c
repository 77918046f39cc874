/* bssn_world.c - verifiers, a candidate, the signer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdlib.h>

#include <cmocka.h>

#include "domain/record.h"
#include "store/bssn_world.h"

const char *bssn_engine;

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

	for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(all); i++) {
		struct row_account acc = fresh_account(&w->d, all[i],
		    i < 2    ? "verifier"
		    : i == 2 ? "staff"
			     : "office_admin",
		    i == 2 ? "kasi_mski" : NULL);

		rc = q_account_insert(tx, &acc, why);
	}
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
bssn_world_unsigned(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	fresh_domain_init(
	    &w->t, &w->d, &w->now, bssn_engine, "officer_key = passkey,browser\n");
	/* ahead of us: the signer never goes back in time */
	w->now = time_from_civil((struct date){ 2076, 11, 23 }, 9, 0, ZONE_WITA);
	w->one =
	    fresh_actor(&w->d, "verifikator1", "verifikator1", NULL, NULL, R_VERIFIER);
	w->two =
	    fresh_actor(&w->d, "verifikator2", "verifikator2", NULL, NULL, R_VERIFIER);
	w->dewi = fresh_actor(&w->d, "dewi.tolitoli", "dewi.tolitoli",
	    "198803272012122001", "082", R_CANDIDATE);
	w->dewi_verifier = fresh_actor(&w->d, "verifikator2", "verifikator2",
	    "198803272012122001", NULL, R_VERIFIER);
	w->admin = fresh_actor(
	    &w->d, "adminkppn082", "adminkppn082", NULL, "082", R_OFFICE_ADMIN);
	must(store_write(w->d.store, w->d.a, insert_world, w, &e));
	*state = w;
	return 0;
}

int
bssn_world_new(void **state)
{
	int failed = bssn_world_unsigned(state);

	if (failed == 0)
		begin_chain(*state);
	return failed;
}

int
bssn_world_free(void **state)
{
	struct world *w = *state;

	if (w->chain != NULL) {
		ipc_client_free(w->d.signer);
		chain_world_free(w->chain);
		softkey_free(w->key);
	}
	fresh_domain_release(&w->t, &w->d);
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
