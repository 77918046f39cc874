/*
 * test_candidacy.c - the candidate's road on a real store and a real inspector: guards, the register
 * of letters under many hands, letters that come back, a round of corrections. Engine named on the
 * command line: sqlite or postgresql; PARAF_INSPECTOR is the program.
 */
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/rnd.h"
#include "base/utf8.h"
#include "domain/candidacy_file.h"
#include "domain/document_scan.h"
#include "domain/letters_issue.h"
#include "domain/record.h"
#include "domain/retention.h"
#include "support/fresh_store.h"
#include "support/make_files.h"
#include "support/run.h"
#include "vault/inspect_wire.h"

#define NOW    INT64_C(1795399200) /* 23 November 2026 */
#define NIP    "199008052015032001"
#define NIK    "7204014508900001"
#define HANDS  16
#define ROUNDS 3 /* letters that each hand makes */
#define FAILS  1 /* the round whose transaction fails */

static const char *engine_name;
static struct err e;

struct world {
	struct fresh_store f;
	struct domain d;
	struct clock clock;
	int64_t now;
	struct conf conf;
	const char *dir;
};

static int64_t
world_now(void *arg)
{
	return ((struct world *)arg)->now;
}

static void
must(enum rc rc)
{
	if (rc != RC_OK)
		fail_msg("%s: %s (%s)", err_name(rc), e.msg, e.why);
}

static int
setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	struct conf_draft *draft;
	const char *key;

	fresh_store_init(&w->f, engine_name, true);
	w->now = NOW;
	w->clock = (struct clock){ world_now, w };
	w->d = (struct domain){ .store = w->f.store,
		.conf = &w->conf,
		.clock = &w->clock,
		.a = arena_new(),
		.node = STR("test") };
	w->dir = run_temp(w->d.a);
	draft = conf_draft_new(w->d.a);
	must(conf_set(draft, STR("state_dir"), str_from_z(w->dir), &e));
	must(conf_finish(draft, &w->conf, &e));
	must(db_open(w->f.store, &w->d.db, &e));
	db_use_arena(w->d.db, w->d.a);
	key = str_z(w->d.a, w->conf.vault_key_file);
	must(vault_key_create(key, &e));
	must(vault_open(str_z(w->d.a, w->conf.vault_dir), key, &w->d.vault, &e));
	must(inspector_new(getenv("PARAF_INSPECTOR"), 0, &w->d.inspector, &e));
	*state = w;
	return 0;
}

static int
teardown(void **state)
{
	struct world *w = *state;

	db_close(w->d.db);
	vault_close(w->d.vault);
	inspector_free(w->d.inspector);
	fresh_store_release(&w->f);
	run_temp_drop(w->d.a, w->dir);
	arena_free(w->d.a);
	free(w);
	return 0;
}

/* ---- people and files ---- */

struct birth {
	struct domain *d;
	struct actor who;
	str id, number;
};

static enum rc
born_in_write(struct db *tx, void *arg, struct err *why)
{
	struct birth *b = arg;
	struct actor us = actor_system("test");
	enum rc rc = q_account_insert(tx,
	    &(struct row_account){ .id = b->who.account,
		.username = b->who.username,
		.role = STR("staff"),
		.office = b->who.office,
		.nip = b->who.nip,
		.name = b->who.name,
		.level = STR("kasi_mski"),
		.email_proven_s = SQL_NULL_INT,
		.state = STR("active"),
		.pass_set_s = SQL_NULL_INT,
		.initial_expires_s = SQL_NULL_INT,
		.opip_candidate = 1,
		.created_s = 5,
		.created_by = STR("system"),
		.last_login_s = SQL_NULL_INT,
		.disabled_s = SQL_NULL_INT,
		.version = 1 },
	    why);

	if (rc == RC_OK)
		rc = q_candidacy_open(tx,
		    &(struct q_candidacy_open_in){ .id = b->id,
			.number = b->number,
			.account = b->who.account,
			.office = b->who.office,
			.name = b->who.name,
			.nip = b->who.nip,
			.now_s = NOW },
		    why);
	if (rc == RC_OK)
		rc = fsm_born(&candidacy_fsm, b->d, tx, &us, b->id, b->number,
		    b->who.office, CAND_PROFILE, "record", why);
	return rc;
}

static struct actor
candidate(struct world *w, int n)
{
	struct arena *a = w->d.a;
	struct birth b = { .d = &w->d,
		.id = str_fmt(a, "cand%d", n),
		.number = str_fmt(a, "OPIP-082-0000-%04d", n),
		.who = { .roles = R_STAFF | R_CANDIDATE,
		    .account = str_fmt(a, "acc%d", n),
		    .username = str_fmt(a, "calon.ke%d", n),
		    .name = STR("Dewi Contoh"),
		    .nip = STR(NIP),
		    .office = STR("082"),
		    .net = STR("test") } };

	must(store_write(w->f.store, a, born_in_write, &b, &e));
	return b.who;
}

static struct vault_stage *
staged(struct world *w, str bytes)
{
	struct vault_stage *s;

	must(vault_stage_open(w->d.vault, 10 << 20, &s, &e));
	must(vault_stage_write(s, bytes, &e));
	must(vault_stage_close(s, &e));
	return s;
}

static const struct candidacy_data good = { .nik = { NIK, sizeof(NIK) - 1 },
	.birth_place = { "Tolitoli", 8 },
	.birth_date = { "1990-08-05", 10 },
	.sex = { "P", 1 },
	.grade = { "III/b", 5 },
	.position = { "Kasi MSKI", 9 },
	.unit = { "KPPN Tolitoli", 13 },
	.office_address = { "Jalan Magamu 12", 15 },
	.phone = { "0812 3456 7890", 14 } };

static struct candidacy_file
load(struct world *w, const struct actor *who)
{
	struct candidacy_file f;

	must(candidacy_load(&w->d, who, &f, &e));
	return f;
}

static str
code_mailed(struct world *w, str id)
{
	struct row_outbox_list mails;

	must(q_outbox_of(w->d.db, STR("candidacy"), id, &mails, &e));
	for (size_t i = 0; i < mails.n; i++)
		if (str_eq_z(mails.at[i].kind, "code"))
			return str_sub(mails.at[i].body_text,
			    (size_t)str_find(mails.at[i].body_text, STR(": ")) + 2, 6);
	fail_msg("no code was mailed");
	return STR_NONE;
}

static void
prove_email(struct world *w, const struct actor *who, const char *address)
{
	struct candidacy_file f = load(w, who);
	struct say why;

	w->now += 61;
	must(candidacy_email_send(&w->d, who, str_from_z(address), &why, &e));
	must(candidacy_email_prove(&w->d, who, code_mailed(w, f.cand.id), &e));
}

static void
upload(struct world *w, const struct actor *who, enum candidacy_item i, str bytes)
{
	struct document_taken taken;

	must(
	    candidacy_upload(&w->d, who, i, staged(w, bytes), STR("berkas"), &taken, &e));
}

static void
fill(struct world *w, const struct actor *who)
{
	struct candidacy_faults faults;

	must(candidacy_set_data(&w->d, who, FSM_ANY_VERSION, &good, &faults, &e));
	upload(w, who, CAND_ITEM_APPOINTMENT,
	    make_pdf(w->d.a, (struct pdf_want){ .pages = 3 }));
	must(candidacy_set_spmt(&w->d, who, 3, &e));
	for (int i = CAND_ITEM_EKTP; i <= CAND_ITEM_PHOTO; i++)
		for (int round = 0; round < CANDIDACY_TRIES; round++) {
			struct candidacy_file f;

			upload(w, who, (enum candidacy_item)i,
			    make_jpeg(w->d.a, PICTURE_TEXT, 800, 1200,
				(struct jpeg_want){ 0 }));
			f = load(w, who);
			if (candidacy_hints(&f, (enum candidacy_item)i) == 0)
				break;
			if (round == CANDIDACY_TRIES - 1)
				must(candidacy_keep_picture(
				    &w->d, who, (enum candidacy_item)i, &e));
		}
	prove_email(w, who, "dewi.contoh@kemenkeu.go.id");
}

/* How a letter comes back: where there is ink, and what scanner and paper did to it. */
enum ink { UNSIGNED, ON_THE_RIGHT, SIGNED };
struct paper {
	enum ink ink;
	const char *turn;  /* an SVG transform; NULL: none */
	const char *spoil; /* options of convert; NULL: none */
};

/* The pages of a letter as pictures in a PDF. */
static str
scanned_as(struct world *w, str pdf, struct paper how)
{
	static const char script[] =
	    "rm -f p*.jpg p*.svg && pdftoppm -r 150 -jpeg in.pdf p && for j in p*.jpg; do "
	    "convert $j %s $j; echo "
	    "'<svg xmlns=\"http://www.w3.org/2000/svg\" "
	    "xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"595\" height=\"842\"><g "
	    "transform=\"%s\"><image xlink:href=\"'$j'\" width=\"595\" height=\"842\"/>"
	    "<g fill=\"none\" stroke=\"navy\" stroke-width=\"2\">%s%s</g></g></svg>' "
	    "> ${j%%.jpg}.svg; done && rsvg-convert --unlimited -f pdf -o out.pdf p*.svg";
	str command = str_fmt(w->d.a, script, how.spoil != NULL ? how.spoil : "",
	    how.turn != NULL ? how.turn : "",
	    how.ink != UNSIGNED ? "<path d=\"M360 640c20-60 30-60 34-10s18-50 30-40\"/>"
				: "",
	    how.ink == SIGNED ? "<path d=\"M110 640c20-60 30-60 34-10s18-50 30-40\"/>"
			      : "");
	str out;

	run_write(w->d.a, w->dir, "in.pdf", pdf);
	(void)run_in(w->d.a, w->dir, str_z(w->d.a, command));
	must(file_read(w->d.a, str_z(w->d.a, str_fmt(w->d.a, "%s/out.pdf", w->dir)),
	    10 << 20, &out, &e));
	return out;
}

static str
scanned(struct world *w, str pdf)
{
	return scanned_as(w, pdf, (struct paper){ .ink = SIGNED });
}

static str
letter_pdf(struct world *w, const struct actor *who, enum candidacy_letter l)
{
	struct candidacy_file f = load(w, who);
	str bytes;

	must(document_bytes(&w->d, &f.papers[l].pdf, &bytes, &e));
	return bytes;
}

static void
sign(struct world *w, const struct actor *who, enum candidacy_letter l)
{
	must(candidacy_return_letter(&w->d, who, l,
	    staged(w, scanned(w, letter_pdf(w, who, l))), STR("surat.pdf"), &e));
}

/* ---- filling in ---- */

static void
test_nothing_goes_out_before_all_is_there(void **state)
{
	struct world *w = *state;
	struct actor who = candidate(w, 1);
	struct candidacy_faults faults;
	struct candidacy_data bad = good;
	struct candidacy_file f;

	assert_int_equal(candidacy_save_ds(&w->d, &who, FSM_ANY_VERSION, &e), RC_INVALID);
	assert_int_equal(
	    candidacy_confirm_ds(&w->d, &who, FSM_ANY_VERSION, &e), RC_CONFLICT);
	bad.nik = STR("720401450890001");
	bad.grade = STR("V/a");
	assert_int_equal(
	    candidacy_set_data(&w->d, &who, FSM_ANY_VERSION, &bad, &faults, &e),
	    RC_INVALID);
	assert_int_equal(faults.n, 2);
	assert_string_equal(faults.at[0].field, "nik");
	must(candidacy_set_data(&w->d, &who, FSM_ANY_VERSION, &good, &faults, &e));
	assert_int_equal(
	    candidacy_set_data(&w->d, &who, 1, &good, &faults, &e), RC_CONFLICT);
	f = load(w, &who);
	CHECK_STR("nik", f.nik, NIK);
	assert_int_equal(f.warnings.n, 0);
	assert_int_equal(str_find(f.cand.nik_box, STR(NIK)), -1);
	assert_int_equal(candidacy_set_spmt(&w->d, &who, 1, &e), RC_CONFLICT);
	upload(w, &who, CAND_ITEM_APPOINTMENT,
	    make_pdf(w->d.a, (struct pdf_want){ .pages = 2 }));
	assert_int_equal(candidacy_set_spmt(&w->d, &who, 3, &e), RC_INVALID);
	assert_int_equal(
	    candidacy_keep_picture(&w->d, &who, CAND_ITEM_PHOTO, &e), RC_CONFLICT);
	assert_int_equal(candidacy_save_ds(&w->d, &who, FSM_ANY_VERSION, &e), RC_INVALID);
}

static void
test_advice_twice_then_on(void **state)
{
	struct world *w = *state;
	struct actor who = candidate(w, 1);
	str grey =
	    make_jpeg(w->d.a, PICTURE_GREY, 300, 300, (struct jpeg_want){ .grey = true });
	struct candidacy_file f;

	upload(w, &who, CAND_ITEM_PHOTO, grey);
	f = load(w, &who);
	assert_true(candidacy_hints(&f, CAND_ITEM_PHOTO) & INSPECT_SMALL);
	assert_false(f.done & 1U << CAND_ITEM_PHOTO);
	assert_int_equal(
	    candidacy_keep_picture(&w->d, &who, CAND_ITEM_PHOTO, &e), RC_CONFLICT);
	upload(w, &who, CAND_ITEM_PHOTO, grey);
	must(candidacy_keep_picture(&w->d, &who, CAND_ITEM_PHOTO, &e));
	f = load(w, &who);
	assert_true(f.done & 1U << CAND_ITEM_PHOTO);
}

static void
test_mailbox_is_proven(void **state)
{
	struct world *w = *state;
	struct actor who = candidate(w, 1);
	struct candidacy_file f;
	struct row_account acc;
	struct say why;

	assert_int_equal(
	    candidacy_email_send(&w->d, &who, STR("dewi@contoh.test"), &why, &e),
	    RC_INVALID);
	must(candidacy_email_send(&w->d, &who, STR("dewi.c@kemenkeu.go.id"), &why, &e));
	assert_int_equal(
	    candidacy_email_send(&w->d, &who, STR("dewi.c@kemenkeu.go.id"), &why, &e),
	    RC_LIMIT);
	assert_int_equal(candidacy_email_prove(&w->d, &who, STR("x"), &e), RC_DENIED);
	f = load(w, &who);
	assert_false(f.done & 1U << CAND_ITEM_EMAIL);
	must(candidacy_email_prove(&w->d, &who, code_mailed(w, f.cand.id), &e));
	f = load(w, &who);
	assert_true(f.done & 1U << CAND_ITEM_EMAIL);
	must(q_account_by_id(w->d.db, who.account, &acc, &e));
	CHECK_STR("account", acc.email, "dewi.c@kemenkeu.go.id");
}

/* ---- letters ---- */

static size_t
mails_of_kind(struct world *w, str id, const char *kind, struct row_outbox *out)
{
	struct row_outbox_list mails;
	size_t n = 0;

	must(q_outbox_of(w->d.db, STR("candidacy"), id, &mails, &e));
	for (size_t i = 0; i < mails.n; i++)
		if (str_eq_z(mails.at[i].kind, kind)) {
			if (n == 0)
				*out = mails.at[i];
			n++;
		}
	return n;
}

static void
test_letters_go_out_once(void **state)
{
	struct world *w = *state;
	struct actor who = candidate(w, 1);
	struct candidacy_data changed = good;
	struct candidacy_faults faults;
	struct row_letter_list all;
	struct candidacy_file f;
	struct row_outbox mail;

	fill(w, &who);
	f = load(w, &who);
	assert_int_equal(
	    candidacy_save_ds(&w->d, &who, f.cand.version - 1, &e), RC_CONFLICT);
	must(candidacy_save_ds(&w->d, &who, f.cand.version, &e));
	must(candidacy_save_ds(&w->d, &who, f.cand.version, &e)); /* pressed twice */
	f = load(w, &who);
	CHECK_STR("state", f.cand.state, "letters_sent");
	CHECK_STR("number", f.papers[0].letter.number, "S-1/WPB.24/KP.082/2026");
	CHECK_STR("number", f.papers[1].letter.number, "S-2/WPB.24/KP.082/2026");
	assert_int_equal(mails_of_kind(w, f.cand.id, "opip_letters", &mail), 1);
	assert_int_equal(str_find(mail.attachments, f.papers[1].pdf.id), 21);
	/* opened, nothing changed: the same letters go out again */
	must(candidacy_reopen(&w->d, &who, f.cand.version, &e));
	must(candidacy_save_ds(&w->d, &who, FSM_ANY_VERSION, &e));
	/* opened, and what the letters say changed: new letters, the old ones end */
	must(candidacy_reopen(&w->d, &who, FSM_ANY_VERSION, &e));
	changed.position = STR("Pelaksana");
	must(candidacy_set_data(&w->d, &who, FSM_ANY_VERSION, &changed, &faults, &e));
	f = load(w, &who);
	assert_true(f.stale);
	must(candidacy_save_ds(&w->d, &who, FSM_ANY_VERSION, &e));
	f = load(w, &who);
	assert_false(f.stale);
	assert_int_equal(f.papers[1].letter.seq, 4);
	must(q_letter_of_noun(w->d.db, STR("candidacy"), f.cand.id, &all, &e));
	assert_int_equal(all.n, 4);
	assert_int_equal(candidacy_mail_again(&w->d, &who, &e), RC_LIMIT);
	w->now += 61;
	must(candidacy_mail_again(&w->d, &who, &e));
}

/* Crooked, small, upside down, pale: what is signed is seen to be so, and what is not. */
static void
test_ink_is_found_where_it_belongs(void **state)
{
	static const struct {
		const char *label;
		struct paper how;
		bool taken;
	} cases[] = {
		{ "as printed", { UNSIGNED, NULL, NULL }, false },
		{ "crooked", { UNSIGNED, "rotate(-1.5 297 421)", NULL }, false },
		{ "one of two", { ON_THE_RIGHT, NULL, NULL }, false },
		{ "shrunk", { SIGNED, "translate(12 20) scale(.95)", NULL }, true },
		{ "crooked and signed", { SIGNED, "rotate(1.5 297 421)", NULL }, true },
		{ "upside down", { SIGNED, "rotate(180 297.5 421)", NULL }, true },
		{ "pale", { SIGNED, NULL, "+level 25%,92% -quality 55" }, true },
	};
	struct world *w = *state;
	struct actor who = candidate(w, 1);
	str pdf;

	fill(w, &who);
	must(candidacy_save_ds(&w->d, &who, FSM_ANY_VERSION, &e));
	pdf = letter_pdf(w, &who, CAND_STATEMENT);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		enum rc rc = candidacy_return_letter(&w->d, &who, CAND_STATEMENT,
		    staged(w, scanned_as(w, pdf, cases[i].how)), STR("x.pdf"), &e);

		if (cases[i].taken)
			CHECK_OK(cases[i].label, rc, &e);
		else
			CHECK_INT(cases[i].label, rc, RC_INVALID);
		if (cases[i].how.ink == ON_THE_RIGHT)
			CHECK_HAS(cases[i].label, str_from_z(e.msg), "Baru 1 dari 2");
	}
}

static void
test_only_the_signed_own_letter_is_taken(void **state)
{
	static const char foreign[] = "Kode pada surat ini milik orang lain.";
	struct world *w = *state;
	struct actor one = candidate(w, 1), two = candidate(w, 2);
	str mine, other;
	size_t i;

	fill(w, &one);
	fill(w, &two);
	must(candidacy_save_ds(&w->d, &one, FSM_ANY_VERSION, &e));
	must(candidacy_save_ds(&w->d, &two, FSM_ANY_VERSION, &e));
	mine = letter_pdf(w, &one, CAND_RECOMMENDATION);
	other = letter_pdf(w, &two, CAND_RECOMMENDATION);
	const struct {
		const char *label;
		str bytes;
		const char *msg;
	} cases[] = {
		{ "as made", mine, "belum ditandatangani" },
		{ "foreign", scanned(w, other), foreign },
		{ "forged code", make_pdf_qr(w->d.a, "https://x/cek/000000000000"),
		    foreign },
		{ "no code", make_pdf(w->d.a, (struct pdf_want){ .pages = 1 }),
		    "tidak menemukan kode surat" },
		{ "other code", make_pdf_qr(w->d.a, "https://contoh.test"),
		    "tidak menemukan kode surat" },
		{ "swapped", scanned(w, letter_pdf(w, &one, CAND_STATEMENT)),
		    "tertukar" },
		{ "not a PDF", STR("halo"), "harus PDF" },
		{ "printed, not signed",
		    scanned_as(w, mine, (struct paper){ UNSIGNED, NULL, NULL }),
		    "belum ditandatangani" },
		{ "a bad scan of it",
		    scanned_as(w, mine,
			(struct paper){ UNSIGNED,
			    "rotate(1.2 297 421) translate(9 -7) scale(.97)",
			    "-attenuate 0.4 +noise Gaussian -quality 60" }),
		    "belum ditandatangani" },
	};
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		CHECK_INT(cases[i].label,
		    candidacy_return_letter(&w->d, &one, CAND_RECOMMENDATION,
			staged(w, cases[i].bytes), STR("x.pdf"), &e),
		    RC_INVALID);
		CHECK_HAS(cases[i].label, str_from_z(e.msg), cases[i].msg);
	}
	run_write(w->d.a, w->dir, "in.pdf", mine);
	CHECK_INT("saved anew",
	    candidacy_return_letter(&w->d, &one, CAND_RECOMMENDATION,
		staged(w,
		    run_in(w->d.a, w->dir, "qpdf --linearize in.pdf o.pdf && cat o.pdf")),
		STR("x.pdf"), &e),
	    RC_INVALID);
	CHECK_HAS("saved anew", str_from_z(e.msg), "belum ditandatangani");
	sign(w, &one, CAND_RECOMMENDATION);
	assert_int_equal(
	    candidacy_confirm_ds(&w->d, &one, FSM_ANY_VERSION, &e), RC_INVALID);
	sign(w, &one, CAND_STATEMENT);
	must(candidacy_confirm_ds(&w->d, &one, FSM_ANY_VERSION, &e));
	assert_int_equal(candidacy_return_letter(&w->d, &one, CAND_STATEMENT,
			     staged(w, mine), STR("x.pdf"), &e),
	    RC_CONFLICT);
}

/* ---- a round of corrections ---- */

struct returning {
	struct domain *d;
	struct row_candidacy c;
	const char *const *items;
};

static enum rc
return_in_write(struct db *tx, void *arg, struct err *why)
{
	struct returning *r = arg;
	enum rc rc = q_candidacy_set_state(
	    tx, r->c.id, r->c.version, STR("returned"), domain_now(r->d), why);

	for (size_t i = 0; rc == RC_OK && r->items[i] != NULL; i++)
		rc = q_returned_item_insert(tx,
		    &(struct row_returned_item){ .id = rnd_id(r->d->a),
			.noun = STR("candidacy"),
			.noun_id = r->c.id,
			.item = str_from_z(r->items[i]),
			.reason = STR("Tidak terbaca."),
			.round = r->c.version,
			.created_s = domain_now(r->d),
			.fixed_s = SQL_NULL_INT },
		    why);
	return rc;
}

static void
send_back(struct world *w, const struct actor *who, const char *const *items)
{
	struct returning r = { &w->d, load(w, who).cand, items };

	w->now += 3600;
	must(store_write(w->f.store, w->d.a, return_in_write, &r, &e));
}

static void
test_only_named_items_reopen(void **state)
{
	static const char *const first[] = { "sk", "pernyataan", NULL };
	static const char *const second[] = { "data", NULL };
	struct world *w = *state;
	struct actor who = candidate(w, 1);
	struct candidacy_data changed = good;
	struct candidacy_faults faults;
	struct candidacy_file f;

	fill(w, &who);
	must(candidacy_save_ds(&w->d, &who, FSM_ANY_VERSION, &e));
	sign(w, &who, CAND_RECOMMENDATION);
	sign(w, &who, CAND_STATEMENT);
	must(candidacy_confirm_ds(&w->d, &who, FSM_ANY_VERSION, &e));

	send_back(w, &who, first);
	f = load(w, &who);
	assert_int_equal(candidacy_to_fix(&f), 2);
	assert_true(candidacy_may_edit(&f, CAND_ITEM_APPOINTMENT));
	assert_false(candidacy_may_edit(&f, CAND_ITEM_DATA));
	assert_false(candidacy_may_edit(&f, CAND_ITEM_RECOMMENDATION));
	assert_int_equal(
	    candidacy_set_data(&w->d, &who, FSM_ANY_VERSION, &good, &faults, &e),
	    RC_CONFLICT);
	assert_int_equal(
	    candidacy_confirm_ds(&w->d, &who, FSM_ANY_VERSION, &e), RC_INVALID);
	upload(w, &who, CAND_ITEM_APPOINTMENT,
	    make_pdf(w->d.a, (struct pdf_want){ .pages = 4 }));
	must(candidacy_set_spmt(&w->d, &who, 2, &e));
	sign(w, &who, CAND_STATEMENT);
	must(candidacy_confirm_ds(&w->d, &who, FSM_ANY_VERSION, &e));

	send_back(w, &who, second);
	changed.phone = STR("0813 0000 1111");
	must(candidacy_set_data(&w->d, &who, FSM_ANY_VERSION, &changed, &faults, &e));
	f = load(w, &who);
	assert_true(f.stale);
	assert_false(candidacy_may_confirm(&f, &who));
	assert_int_equal(
	    candidacy_confirm_ds(&w->d, &who, FSM_ANY_VERSION, &e), RC_INVALID);
	must(candidacy_save_ds(&w->d, &who, FSM_ANY_VERSION, &e));
	assert_int_equal(candidacy_reopen(&w->d, &who, FSM_ANY_VERSION, &e), RC_DENIED);
	assert_int_equal(
	    candidacy_confirm_ds(&w->d, &who, FSM_ANY_VERSION, &e), RC_INVALID);
	sign(w, &who, CAND_RECOMMENDATION);
	sign(w, &who, CAND_STATEMENT);
	must(candidacy_confirm_ds(&w->d, &who, FSM_ANY_VERSION, &e));
	CHECK_STR("state", load(w, &who).cand.state, "letters_returned");
}

/* ---- documents ---- */

static int64_t
rows_of(struct world *w, const char *id)
{
	struct row_document_list l;

	must(q_documents_of(w->d.db, STR("candidacy"), str_from_z(id), &l, &e));
	return (int64_t)l.n;
}

/* The names of files come from people: what is kept of a long one is still text. */
static void
test_long_names_are_cut_between_letters(void **state)
{
	struct world *w = *state;
	struct actor who = candidate(w, 1);
	str pdf = make_pdf(w->d.a, (struct pdf_want){ .pages = 2 });
	struct document_taken taken;

	for (size_t n = DOCUMENT_NAME_BYTES - 3; n <= DOCUMENT_NAME_BYTES; n++) {
		char name[DOCUMENT_NAME_BYTES + 8];

		memset(name, 'a', n);
		memcpy(name + n, "\xe2\x80\xa2.pdf", 8);
		must(candidacy_upload(&w->d, &who, CAND_ITEM_APPOINTMENT, staged(w, pdf),
		    str_from_z(name), &taken, &e));
		assert_int_equal(taken.row.name.n,
		    n + 3 <= DOCUMENT_NAME_BYTES ? DOCUMENT_NAME_BYTES : n);
		assert_true(utf8_valid_text(load(w, &who).appointment.name));
	}
}

/* One file takes the place of another, in a draft; its key and its bytes are gone. */
static void
test_a_draft_keeps_one_file_of_a_kind(void **state)
{
	struct world *w = *state;
	struct actor who = candidate(w, 1), central = {
		.roles = R_CENTRAL, .account = STR("acc1"), .net = STR("test")
	};
	str pdf = make_pdf(w->d.a, (struct pdf_want){ .pages = 2 }), bytes;
	struct row_legal_hold_list holds;
	struct row_document first, second;

	upload(w, &who, CAND_ITEM_APPOINTMENT, pdf);
	first = load(w, &who).appointment;
	must(document_bytes(&w->d, &first, &bytes, &e));
	assert_true(str_eq(bytes, pdf));
	upload(w, &who, CAND_ITEM_APPOINTMENT, pdf);
	second = load(w, &who).appointment;
	assert_int_equal(rows_of(w, "cand1"), 1);
	assert_int_equal(document_bytes(&w->d, &first, &bytes, &e), RC_NOT_FOUND);
	must(q_document_by_id(w->d.db, first.id, &first, &e));
	CHECK_STR("state", first.state, "erased");
	assert_null(first.key_box.p);
	/* the file of the second, as a copy of the vault would still have it: unreadable without its key */
	first.id = second.id;
	assert_int_equal(document_bytes(&w->d, &first, &bytes, &e), RC_INTERNAL);

	must(hold_set(&w->d, &central, STR("OPIP-082-0000-0001"), STR("Perkara 7"), &e));
	upload(w, &who, CAND_ITEM_APPOINTMENT, pdf);
	assert_int_equal(rows_of(w, "cand1"), 2);
	must(document_bytes(&w->d, &second, &bytes, &e));
	must(hold_list(&w->d, &holds, &e));
	must(hold_lift(&w->d, &central, holds.at[0].id, STR("selesai"), &e));
	second = load(w, &who).appointment;
	upload(w, &who, CAND_ITEM_APPOINTMENT, pdf);
	assert_int_equal(document_bytes(&w->d, &second, &bytes, &e), RC_NOT_FOUND);
	assert_int_equal(rows_of(w, "cand1"), 2); /* the current one and what was held */
}

/* A file is replaced, or not, together with what is said about it: never after the case went on. */
struct slow {
	struct world *w;
	struct actor who;
	enum rc rc;
};

static void *
slow_upload(void *arg)
{
	struct slow *s = arg;
	struct domain d = s->w->d;
	struct document_taken taken;
	struct vault_stage *stage;
	struct err why;

	d.a = arena_new();
	s->rc = db_open(d.store, &d.db, &why);
	if (s->rc != RC_OK)
		return NULL;
	db_use_arena(d.db, d.a);
	s->rc = vault_stage_open(d.vault, 100, &stage, &why);
	if (s->rc == RC_OK &&
	    vault_stage_write(stage, STR("%PDF-1.7 x"), &why) == RC_OK &&
	    vault_stage_close(stage, &why) == RC_OK)
		s->rc = candidacy_upload(&d, &s->who, CAND_ITEM_APPOINTMENT, stage,
		    STR("lain.pdf"), &taken, &why);
	db_close(d.db);
	arena_free(d.a);
	return NULL;
}

static void
test_what_was_sent_is_not_replaced(void **state)
{
	struct world *w = *state;
	struct slow s = { .w = w, .who = candidate(w, 1) };
	struct inspect_wire wire = { .magic = INSPECT_WIRE_MAGIC,
		.value[INSPECT_V_PAGES] = 3 };
	struct inspector *real = w->d.inspector;
	const char *path = str_z(w->d.a, str_fmt(w->d.a, "%s/slow", w->dir));
	struct row_document before;
	pthread_t thread;
	str bytes;
	FILE *f;

	fill(w, &s.who);
	before = load(w, &s.who).appointment;
	run_write(w->d.a, w->dir, "answer",
	    make_join(
		w->d.a, STR(INSPECT_READY), (str){ (const char *)&wire, sizeof(wire) }));
	(void)run_in(w->d.a, w->dir, "mkfifo begun go");
	run_write(w->d.a, w->dir, "slow",
	    str_fmt(w->d.a,
		"#!/bin/sh\ncd %s; echo >begun; read x <go; exec cat answer\n", w->dir));
	(void)run_in(w->d.a, w->dir, "chmod 700 slow");
	must(inspector_new(path, 60000, &w->d.inspector, &e));
	assert_int_equal(pthread_create(&thread, NULL, slow_upload, &s), 0);
	(void)run_in(w->d.a, w->dir, "read x <begun");
	/* his other window sends what he sees there */
	must(candidacy_save_ds(&w->d, &s.who, FSM_ANY_VERSION, &e));
	f = fopen(str_z(w->d.a, str_fmt(w->d.a, "%s/go", w->dir)), "w");
	assert_non_null(f);
	assert_int_equal(fputs("go\n", f) < 0 || fclose(f) != 0, 0);
	pthread_join(thread, NULL);
	inspector_free(w->d.inspector);
	w->d.inspector = real;
	assert_int_equal(s.rc, RC_CONFLICT);
	assert_true(str_eq(load(w, &s.who).appointment.id, before.id));
	must(document_bytes(&w->d, &before, &bytes, &e));
}

/* ---- openings ---- */

struct looker {
	struct world *w;
	const char *document;
	enum rc rc;
	struct err e;
};

static struct actor
reader(void)
{
	return (struct actor){ .roles = R_VERIFIER,
		.account = STR("acc2"),
		.name = STR("Verifikator Contoh"),
		.net = STR("test") };
}

static void *
look_once(void *arg)
{
	struct looker *l = arg;
	struct domain d = l->w->d;
	struct actor who = reader();
	struct row_document doc;

	d.a = arena_new();
	l->rc = db_open(d.store, &d.db, &l->e);
	if (l->rc != RC_OK)
		return NULL;
	db_use_arena(d.db, d.a);
	l->rc = document_open(&d, &who, str_from_z(l->document), STR_NONE, &doc, &l->e);
	db_close(d.db);
	arena_free(d.a);
	return NULL;
}

static int64_t
views(struct world *w, str document)
{
	struct row_doc_views_of_list l;

	(void)document;
	must(q_doc_views_of(w->d.db, STR("candidacy"), STR("cand1"), &l, &e));
	return (int64_t)l.n;
}

static void
test_an_opening_is_one_event(void **state)
{
	struct world *w = *state;
	struct actor owner = candidate(w, 1), other = candidate(w, 2), who = reader();
	struct looker all[HANDS];
	pthread_t threads[HANDS];
	struct row_document doc, got;
	bool ask;

	upload(w, &owner, CAND_ITEM_APPOINTMENT,
	    make_pdf(w->d.a, (struct pdf_want){ .pages = 2 }));
	doc = load(w, &owner).appointment;
	must(document_open(&w->d, &owner, doc.id, STR_NONE, &got, &e));
	assert_int_equal(views(w, doc.id), 0);
	assert_int_equal(
	    document_open(&w->d, &other, doc.id, STR_NONE, &got, &e), RC_NOT_FOUND);
	/* a page of many pictures asks for all of them at once */
	for (int i = 0; i < HANDS; i++) {
		all[i] = (struct looker){ .w = w, .document = str_z(w->d.a, doc.id) };
		assert_int_equal(
		    pthread_create(&threads[i], NULL, look_once, &all[i]), 0);
	}
	for (int i = 0; i < HANDS; i++) {
		pthread_join(threads[i], NULL);
		if (all[i].rc != RC_OK)
			fail_msg("%s: %s", err_name(all[i].rc), all[i].e.why);
	}
	assert_int_equal(views(w, doc.id), 1);
	w->now += 599;
	must(document_open(&w->d, &who, doc.id, STR_NONE, &got, &e));
	assert_int_equal(views(w, doc.id), 1);
	w->now += 1;
	must(document_open(&w->d, &who, doc.id, STR_NONE, &got, &e));
	assert_int_equal(views(w, doc.id), 2);
	/* the bytes: never without a reason, and each time */
	must(document_original(&w->d, &who, doc.id, STR(" \n "), &got, &ask, &e));
	assert_true(ask);
	assert_int_equal(views(w, doc.id), 2);
	for (int i = 0; i < 2; i++) {
		must(document_original(
		    &w->d, &who, doc.id, STR("Dicetak untuk arsip"), &got, &ask, &e));
		assert_false(ask);
	}
	assert_int_equal(views(w, doc.id), 4);
	must(document_original(&w->d, &owner, doc.id, STR_NONE, &got, &ask, &e));
	assert_false(ask);
	assert_int_equal(views(w, doc.id), 4);
	/* whoever records people has no business with their papers; an auditor says why */
	who.roles = R_CENTRAL;
	assert_int_equal(
	    document_open(&w->d, &who, doc.id, STR_NONE, &got, &e), RC_NOT_FOUND);
	who.roles = R_AUDITOR;
	w->now += 600;
	assert_int_equal(
	    document_open(&w->d, &who, doc.id, STR("  "), &got, &e), RC_INVALID);
	must(document_open(&w->d, &who, doc.id, STR("Aduan 3"), &got, &e));
	assert_int_equal(views(w, doc.id), 5);
	upload(w, &owner, CAND_ITEM_APPOINTMENT,
	    make_pdf(w->d.a, (struct pdf_want){ .pages = 2 }));
	assert_int_equal(
	    document_open(&w->d, &who, doc.id, STR("Aduan 3"), &got, &e), RC_NOT_FOUND);
}

/* ---- quarantine ---- */

/* A scanner for `n` conversations: too large a file is not looked at, one with the word is infected. */
struct scanner {
	int listening, n;
};

static void *
scan(void *arg)
{
	struct scanner *s = arg;
	static char file[1 << 20];

	for (int i = 0; i < s->n; i++) {
		int fd = accept(s->listening, NULL, NULL);
		unsigned char head[4];
		size_t n = 0, part = 1;
		const char *says = "stream: OK";

		if (recv(fd, file, sizeof("zINSTREAM"), MSG_WAITALL) < 0)
			return NULL;
		while (part > 0 && recv(fd, head, 4, MSG_WAITALL) == 4) {
			part = (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
			if (part > 0 && recv(fd, file + n, part, MSG_WAITALL) < 0)
				return NULL;
			n += part;
		}
		if (str_find((str){ file, n }, STR("TERLALU-BESAR")) >= 0)
			says = "INSTREAM size limit exceeded. ERROR";
		if (str_find((str){ file, n }, STR("VIRUS")) >= 0)
			says = "stream: Uji FOUND";
		if (send(fd, says, strlen(says) + 1, MSG_NOSIGNAL) < 0)
			return NULL;
		(void)close(fd);
	}
	return NULL;
}

static enum document_scan
scan_state(struct world *w, const struct row_document *doc)
{
	enum document_scan s;

	must(document_scan_state(&w->d, doc->id, &s, &e));
	return s;
}

/* Files that get no verdict, and broken ones, keep nobody else in quarantine. */
static void
test_quarantine_ends_by_itself(void **state)
{
	static const char *const contents[] = { "BT ET", "%TERLALU-BESAR\nBT ET", "BT ET",
		"%VIRUS\nBT ET" };
	struct world *w = *state;
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct scanner s = { socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), 3 };
	struct row_document doc[4];
	struct document_taken taken;
	struct actor who;
	pthread_t thread;

	snprintf(at.sun_path, sizeof(at.sun_path), "%s/clamd", w->dir);
	w->conf.scan_socket = str_from_z(at.sun_path);
	w->conf.scan_s = 30;
	for (int i = 0; i < 4; i++) {
		who = candidate(w, i + 1);
		upload(w, &who, CAND_ITEM_APPOINTMENT,
		    make_pdf(
			w->d.a, (struct pdf_want){ .pages = 2, .content = contents[i] }));
		doc[i] = load(w, &who).appointment;
		assert_int_equal(scan_state(w, &doc[i]), SCAN_WAITING);
		assert_int_equal(
		    document_scan_check(&w->d, doc[i].id, &e), RC_UNAVAILABLE);
		w->now++;
	}
	must(document_scan_waiting(&w->d, &e)); /* nobody there */
	for (int i = 0; i < 4; i++)
		assert_int_equal(scan_state(w, &doc[i]), SCAN_WAITING);
	/* switched off, they are still what they were */
	w->conf.scan_socket = STR("");
	must(document_scan_waiting(&w->d, &e));
	assert_int_equal(scan_state(w, &doc[2]), SCAN_WAITING);
	assert_int_equal(document_scan_check(&w->d, doc[2].id, &e), RC_UNAVAILABLE);
	w->conf.scan_socket = str_from_z(at.sun_path);
	must(vault_destroy(w->d.vault, doc[0].id, &e));
	assert_int_equal(bind(s.listening, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(s.listening, 8), 0);
	assert_int_equal(pthread_create(&thread, NULL, scan, &s), 0);
	must(document_scan_waiting(&w->d, &e));
	pthread_join(thread, NULL);
	assert_int_equal(scan_state(w, &doc[0]), SCAN_WAITING);
	assert_int_equal(scan_state(w, &doc[1]), SCAN_WAITING);
	assert_int_equal(scan_state(w, &doc[2]), SCAN_PASSED);
	must(document_scan_check(&w->d, doc[2].id, &e));
	assert_int_equal(scan_state(w, &doc[3]), SCAN_VIRUS);
	assert_int_equal(document_scan_check(&w->d, doc[3].id, &e), RC_NOT_FOUND);
	must(q_document_by_id(w->d.db, doc[3].id, &doc[3], &e));
	CHECK_STR("infected", doc[3].state, "erased");
	/* a new one is refused at once, and passes at once */
	s.n = 2;
	assert_int_equal(pthread_create(&thread, NULL, scan, &s), 0);
	who = candidate(w, 5);
	assert_int_equal(candidacy_upload(&w->d, &who, CAND_ITEM_APPOINTMENT,
			     staged(w, make_pdf(w->d.a, (struct pdf_want){ .pages = 2,
							    .content = contents[3] })),
			     STR("x"), &taken, &e),
	    RC_INVALID);
	assert_non_null(strstr(e.msg, "virus"));
	assert_int_equal(rows_of(w, "cand5"), 0);
	upload(w, &who, CAND_ITEM_APPOINTMENT,
	    make_pdf(w->d.a, (struct pdf_want){ .pages = 2, .content = contents[2] }));
	pthread_join(thread, NULL);
	doc[0] = load(w, &who).appointment;
	assert_int_equal(scan_state(w, &doc[0]), SCAN_PASSED);
	(void)close(s.listening);
}

/* ---- the register under many hands ---- */

struct hand {
	struct world *w;
	int n;
	int refused; /* acts that a guard undid after the letters were drawn */
	enum rc rc;
	struct err e;
};

/* Letters of office 082 in a transaction that fails on purpose every third time. */
static enum rc
record_or_fail(struct db *tx, void *arg, struct err *why)
{
	struct {
		struct domain *d;
		struct letters_issue *issue;
		bool fail;
	} *p = arg;
	enum rc rc = letters_record_tx(p->d, tx, p->issue, why);

	if (rc == RC_OK && p->fail)
		return err_set(why, RC_DENIED, "tidak", "on purpose");
	return rc;
}

/* Whose letter a hand makes in that round. */
static str
hand_id(struct arena *a, int hand, int round)
{
	return str_fmt(a, "hand%d-%d", hand, round);
}

static void *
work(void *arg)
{
	static const struct letters_order order = { "pernyataan-opip", DOC_GEN_STATEMENT,
		{ "surat.pdf", 9 } };
	static const struct letter_field fields[] = { { "name", { "Dewi", 4 } },
		{ "nip", { NIP, 18 } }, { "nik", { NIK, 16 } }, { "grade", { "-", 1 } },
		{ "position", { "-", 1 } }, { "unit", { "-", 1 } },
		{ "email", { "-", 1 } }, { "phone", { "-", 1 } },
		{ "signer_name", { NULL, 0 } }, { "signer_nip", { NULL, 0 } } };
	struct hand *h = arg;
	struct domain d = h->w->d;
	struct row_office office;
	struct letters_issue issue;
	int rounds = 0;

	d.a = arena_new();
	h->rc = db_open(d.store, &d.db, &h->e);
	if (h->rc != RC_OK)
		return NULL;
	db_use_arena(d.db, d.a);
	h->rc = q_office_by_code(d.db, STR("082"), &office, &h->e);
	for (int i = 0; h->rc == RC_OK && i < ROUNDS; i++) {
		struct letters_set set = { .owner = { "candidacy",
					       .id = hand_id(d.a, h->n, i) },
			.office = &office,
			.orders = &order,
			.n_orders = 1,
			.fields = fields,
			.n_fields = ARRAY_LEN(fields),
			.data_hash = STR("h") };
		struct {
			struct domain *d;
			struct letters_issue *issue;
			bool fail;
		} p = { &d, &issue, i == FAILS };

		do {
			h->rc = letters_make(&d, &set, &issue, &h->e);
			if (h->rc != RC_OK)
				break;
			h->rc = store_write(d.store, d.a, record_or_fail, &p, &h->e);
			if (h->rc != RC_OK)
				letters_discard(&d, &issue);
		} while (h->rc == RC_CONFLICT && issue.overtaken && ++rounds < 500);
		if (h->rc == RC_DENIED && p.fail) {
			h->refused++;
			h->rc = RC_OK;
		}
	}
	db_close(d.db);
	arena_free(d.a);
	return NULL;
}

static void
test_the_register_has_no_gaps(void **state)
{
	struct world *w = *state;
	struct hand hands[HANDS];
	pthread_t threads[HANDS];
	struct row_letter_list all;
	struct row_counter_get n;
	bool seen[2 * HANDS + 1] = { false };

	for (int i = 0; i < HANDS; i++) {
		hands[i] = (struct hand){ .w = w, .n = i };
		assert_int_equal(pthread_create(&threads[i], NULL, work, &hands[i]), 0);
	}
	for (int i = 0; i < HANDS; i++) {
		pthread_join(threads[i], NULL);
		if (hands[i].rc != RC_OK)
			fail_msg(
			    "hand %d: %s (%s)", i, err_name(hands[i].rc), hands[i].e.why);
		assert_int_equal(hands[i].refused, 1);
	}
	must(q_counter_get(w->d.db, STR("letter:082:2026"), &n, &e));
	assert_int_equal(n.n, 2 * HANDS);
	for (int i = 0; i < HANDS * ROUNDS; i++) {
		struct row_document doc;
		str id = hand_id(w->d.a, i / ROUNDS, i % ROUNDS);

		must(q_letter_of_noun(w->d.db, STR("candidacy"), id, &all, &e));
		assert_int_equal(all.n, i % ROUNDS == FAILS ? 0 : 1);
		if (all.n == 0)
			continue;
		assert_in_range(all.at[0].seq, 1, 2 * HANDS);
		assert_false(seen[all.at[0].seq]);
		seen[all.at[0].seq] = true;
		must(q_document_by_id(w->d.db, all.at[0].document, &doc, &e));
	}
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
		TEST(test_nothing_goes_out_before_all_is_there),
		TEST(test_advice_twice_then_on),
		TEST(test_mailbox_is_proven),
		TEST(test_letters_go_out_once),
		TEST(test_ink_is_found_where_it_belongs),
		TEST(test_only_the_signed_own_letter_is_taken),
		TEST(test_only_named_items_reopen),
		TEST(test_long_names_are_cut_between_letters),
		TEST(test_a_draft_keeps_one_file_of_a_kind),
		TEST(test_what_was_sent_is_not_replaced),
		TEST(test_an_opening_is_one_event),
		TEST(test_quarantine_ends_by_itself),
		TEST(test_the_register_has_no_gaps),
	};

	if (argc != 2)
		return 2;
	engine_name = argv[1];
	return cmocka_run_group_tests_name(engine_name, tests, NULL, NULL);
}
