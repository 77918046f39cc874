/*
 * bench_submit.c - durable submissions a second, in one process, through the rules themselves: guard
 * for twins, state, history, audit, two letters' records, mail, counters (the letters are not drawn
 * and no file is written: that is another limit).
 *
 *   bench-submit fill URL OFFICE ROWS      put ROWS sent applications of that office into the store
 *   bench-submit people URL OFFICE ROWS    put ROWS accounts of that office into the store
 *   bench-submit run URL DIR ROUNDS [THREADS]
 *                                          print medians: threads, submissions/s, p99 ms, fdatasync/s,
 *                                          and for one submission CPU microseconds and KiB written
 *
 * In a run each figure is measured right after the fdatasync rate of the same disk (DIR). CPU and
 * bytes are those of this process: they hardly depend on what else the machine does.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rnd.h"
#include "domain/application_edit.h"
#include "measure.h"

#define BATCH      200 /* applications a transaction while filling */
#define MAX_ROUNDS 9
#define ROUND_MS   1500 /* at most, of submitting */
#define SYNC_MS    400

struct world {
	struct store *store;
	struct conf conf;
	struct arena *a;
	str office;
	str *drafts; /* ids, ready to be sent */
	size_t n_drafts;
	atomic_size_t next, stop_at;
	int64_t end_us;
	float *ms; /* of each submission, by draft */
};

static void
must(enum rc rc, const struct err *e, const char *what)
{
	if (rc == RC_OK)
		return;
	fprintf(stderr, "%s: %s\n", what, e->why);
	exit(1);
}

static struct domain
domain_of(struct world *w, struct arena *a)
{
	return (struct domain){ .store = w->store,
		.conf = &w->conf,
		.clock = &clock_system,
		.a = a,
		.lang = LANG_ID,
		.node = STR("1/bench") };
}

/* ---- drafts that lack nothing but being sent ---- */

static enum rc
draft_add(struct world *w, struct domain *d, struct db *tx, str id, struct err *e)
{
	int64_t now = domain_now(d);
	str mail = str_lower(
	    d->a, str_fmt(d->a, "%.*s@kemenkeu.go.id", STR_ARG(rnd_token(d->a))));
	struct row_application app = { .id = id,
		.number = str_fmt(
		    d->a, "DS-%.*s-%.*s", STR_ARG(w->office), STR_ARG(rnd_token(d->a))),
		.office = w->office,
		.state = STR("draft"),
		.state_since_s = now,
		.version = 1,
		.kind = STR(APPLICATION_KIND_DJPB),
		.email = mail,
		.email_ci = mail,
		.email_proven_s = now,
		.nip = rnd_token(d->a),
		.nip_kind = STR("pns"),
		.name = STR("Pegawai Contoh Pengukuran"),
		.nik_box = rnd_token(d->a),
		.nik_mac = rnd_token(d->a),
		.birth_place = STR("Tolitoli"),
		.birth_date = STR("1990-01-02"),
		.sex = STR("L"),
		.phone = STR("081200000000"),
		.grade = STR("III/a"),
		.position = STR("Pelaksana"),
		.unit = STR("Seksi Pencairan Dana"),
		.letter_number = STR("S-1/WPB.23/2026"),
		.letter_date = STR("2026-11-01"),
		.letter_signer = STR("Kepala Contoh"),
		.statement_version = STR("1"),
		.agreed_s = now,
		.step = APPLY_CHECK,
		.reviewed_s = SQL_NULL_INT,
		.claimed_s = SQL_NULL_INT,
		.counter_nik_match = SQL_NULL_INT,
		.counter_letter_original = SQL_NULL_INT,
		.counter_letter_soft = SQL_NULL_INT,
		.approved_s = SQL_NULL_INT,
		.collect_expires_s = SQL_NULL_INT,
		.created_s = now,
		.updated_s = now,
		.submitted_s = SQL_NULL_INT,
		.forgotten_s = SQL_NULL_INT };

	return q_application_insert(tx, &app, e);
}

static struct row_document
letter_row(struct domain *d, str id, enum document_class c)
{
	return (struct row_document){ .id = rnd_id(d->a),
		.noun = STR("application"),
		.noun_id = id,
		.class = str_from_z(document_class_text(c)),
		.state = STR("kept"),
		.type = STR("application/pdf"),
		.bytes = 40000,
		.sha256 = rnd_token(d->a),
		.key_box = rnd_token(d->a),
		.pages = 1,
		.width = SQL_NULL_INT,
		.height = SQL_NULL_INT,
		.name = STR("surat.pdf"),
		.created_s = domain_now(d),
		.created_by = STR("bench"),
		.erased_s = SQL_NULL_INT };
}

/* What apply_submit hands to the state machine, without drawing the letters. */
static void
submission(
    struct domain *d, str id, struct apply_letters *letters, struct apply_submission *in)
{
	*letters = (struct apply_letters){ letter_row(d, id, DOC_RECEIPT),
		letter_row(d, id, DOC_GEN_STATEMENT) };
	*in = (struct apply_submission){ .letters = letters,
		.office_name = STR("KPPN Tolitoli"),
		.due_s = domain_now(d) + 2 * 86400,
		.zone = ZONE_WITA };
}

static struct actor
applicant(str id)
{
	return (struct actor){ .roles = R_VISITOR | R_APPLICANT,
		.application = id,
		.net = STR("127.0.0.0/24") };
}

struct batch {
	struct world *w;
	struct domain *d;
	size_t n;
	str *ids; /* where the ids go when only drafts are wanted */
};

static enum rc
batch_in_write(struct db *tx, void *arg, struct err *e)
{
	struct batch *b = arg;
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < b->n; i++) {
		str id = rnd_id(b->ids != NULL ? b->w->a : b->d->a);
		struct actor who = applicant(id);
		struct apply_letters letters;
		struct apply_submission in;

		rc = draft_add(b->w, b->d, tx, id, e);
		if (b->ids != NULL)
			b->ids[i] = id;
		if (rc != RC_OK || b->ids != NULL)
			continue;
		submission(b->d, id, &letters, &in);
		rc = fsm_apply_tx(&application_fsm, b->d, tx, &who, id, APP_EV_SUBMIT,
		    FSM_ANY_VERSION, &in, STR_NONE, NULL, e);
	}
	return rc;
}

static enum rc
people_in_write(struct db *tx, void *arg, struct err *e)
{
	struct batch *b = arg;
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < b->n; i++) {
		str id = rnd_id(b->d->a);

		rc = q_account_insert(tx,
		    &(struct row_account){ .id = id,
			.username = str_lower(b->d->a,
			    str_fmt(b->d->a, "u.%.*s", STR_ARG(rnd_token(b->d->a)))),
			.role = STR("staff"),
			.office = b->w->office,
			.nip = rnd_token(b->d->a),
			.name = STR("Pegawai Contoh Pengukuran"),
			.level = STR("administrator_kppn"),
			.email = STR("pegawai.contoh@kemenkeu.go.id"),
			.email_proven_s = SQL_NULL_INT,
			.state = STR("active"),
			.pass_set_s = SQL_NULL_INT,
			.initial_expires_s = SQL_NULL_INT,
			.created_s = domain_now(b->d),
			.created_by = STR("bench"),
			.last_login_s = SQL_NULL_INT,
			.disabled_s = SQL_NULL_INT,
			.version = 1 },
		    e);
	}
	return rc;
}

static void
fill(struct world *w, store_fn fn, size_t rows, str *ids)
{
	struct arena *a = arena_new();
	struct domain d = domain_of(w, a);
	struct err e;

	for (size_t done = 0; done < rows; done += BATCH) {
		struct batch b = { w, &d, rows - done < BATCH ? rows - done : BATCH,
			ids != NULL ? ids + done : NULL };

		must(store_write(w->store, a, fn, &b, &e), &e, "fill");
		arena_reset(a);
	}
	arena_free(a);
}

/* ---- submitting ---- */

static void *
submit_main(void *arg)
{
	struct world *w = arg;
	struct arena *a = arena_new();
	struct domain d = domain_of(w, a);
	size_t i;

	while (now_us() < w->end_us &&
	       (i = atomic_fetch_add(&w->next, 1)) < atomic_load(&w->stop_at)) {
		struct actor who = applicant(w->drafts[i]);
		struct apply_letters letters;
		struct apply_submission in;
		int64_t begin = now_us();
		struct err e;

		submission(&d, w->drafts[i], &letters, &in);
		must(fsm_apply(&application_fsm, &d, &who, w->drafts[i], APP_EV_SUBMIT, 1,
			 &in, STR_NONE, NULL, &e),
		    &e, "submit");
		w->ms[i] = (float)(now_us() - begin) / 1000;
		arena_reset(a);
	}
	arena_free(a);
	return NULL;
}

struct measured {
	double rate, p99_ms, sync_rate, cpu_us, kib;
};

/* Send up to `n` drafts with so many threads. */
static void
submit(struct world *w, int threads, size_t n, struct measured *out)
{
	pthread_t t[64];
	size_t first = atomic_load(&w->next), done = 0;
	int64_t begin = now_us(), cpu = process_cpu_us(), bytes = process_written();
	double *ms = calloc(n, sizeof(*ms));

	if (ms == NULL || first + n > w->n_drafts)
		give_up("drafts");
	w->end_us = begin + ROUND_MS * 1000;
	atomic_store(&w->stop_at, first + n);
	for (int i = 0; i < threads; i++)
		if (pthread_create(&t[i], NULL, submit_main, w) != 0)
			give_up("pthread_create");
	for (int i = 0; i < threads; i++)
		pthread_join(t[i], NULL);
	begin = now_us() - begin;
	cpu = process_cpu_us() - cpu;
	bytes = process_written() - bytes;
	for (size_t i = first; i < first + n; i++)
		if (w->ms[i] > 0)
			ms[done++] = (double)w->ms[i];
	(void)median(ms, done);
	out->p99_ms = ms[done * 99 / 100];
	free(ms);
	atomic_store(&w->next, first + n);
	out->rate = (double)done * 1e6 / (double)begin;
	out->cpu_us = (double)cpu / (double)done;
	out->kib = (double)bytes / 1024 / (double)done;
}

/* The median over the rounds of the field of that offset. */
static double
over_rounds(const struct measured *m, int rounds, size_t offset)
{
	double v[MAX_ROUNDS];

	for (int r = 0; r < rounds; r++)
		memcpy(&v[r], (const char *)&m[r] + offset, sizeof(v[r]));
	return median(v, (size_t)rounds);
}

/* `only`: that number of threads, or 0 for all. */
static void
run(struct world *w, const char *dir, int rounds, int only)
{
	static const struct {
		int threads;
		size_t n;
	} at[] = { { 1, 600 }, { 8, 2000 }, { 64, 12000 } };
	struct measured m[ARRAY_LEN(at)][MAX_ROUNDS];

	for (size_t k = 0; k < ARRAY_LEN(at); k++)
		if (only == 0 || only == at[k].threads)
			w->n_drafts += at[k].n * (size_t)rounds;
	w->drafts = ARENA_ARRAY(w->a, w->n_drafts, str);
	w->ms = ARENA_ARRAY(w->a, w->n_drafts, float);
	fill(w, batch_in_write, w->n_drafts, w->drafts);
	for (int r = 0; r < rounds; r++)
		for (size_t k = 0; k < ARRAY_LEN(at); k++) {
			if (only != 0 && only != at[k].threads)
				continue;
			m[k][r].sync_rate = raw_fdatasync(dir, SYNC_MS);
			submit(w, at[k].threads, at[k].n, &m[k][r]);
		}
	for (size_t k = 0; k < ARRAY_LEN(at); k++)
		if (only == 0 || only == at[k].threads)
			printf("%d %.0f %.1f %.0f %.0f %.1f\n", at[k].threads,
			    over_rounds(m[k], rounds, offsetof(struct measured, rate)),
			    over_rounds(m[k], rounds, offsetof(struct measured, p99_ms)),
			    over_rounds(
				m[k], rounds, offsetof(struct measured, sync_rate)),
			    over_rounds(m[k], rounds, offsetof(struct measured, cpu_us)),
			    over_rounds(m[k], rounds, offsetof(struct measured, kib)));
}

int
main(int argc, char **argv)
{
	struct world w = { .a = arena_new(), .office = STR("082") };
	int rounds = argc >= 5 ? atoi(argv[4]) : 0;
	struct err e;

	if (argc < 5 || argc > 6 || rounds < 1)
		return 2;
	must(conf_finish(conf_draft_new(w.a), &w.conf, &e), &e, "settings");
	must(store_open(argv[2], &w.store, &e), &e, "store");
	must(store_migrate(w.store, &e), &e, "migrate");
	if (strcmp(argv[1], "run") != 0) {
		w.office = str_from_z(argv[3]);
		fill(&w,
		    strcmp(argv[1], "people") == 0 ? people_in_write : batch_in_write,
		    (size_t)rounds, NULL);
	} else {
		run(&w, argv[3], rounds < MAX_ROUNDS ? rounds : MAX_ROUNDS,
		    argc == 6 ? atoi(argv[5]) : 0);
	}
	store_close(w.store);
	arena_free(w.a);
	return 0;
}
