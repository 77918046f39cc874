/*
 * test_apply.c - the applicant's rules on a real store: skipped steps, a mailbox with a file already,
 * sending twice, the same person twice, returned items, links used twice, other people's files,
 * drafts that end. Engine named on the command line: sqlite or postgresql.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdlib.h>

#include <cmocka.h>

#include "base/rnd.h"
#include "domain/application_apply.h"
#include "domain/retention.h"
#include "domain/session.h"
#include "support/fresh_domain.h"

#define DAY   INT64_C(86400)
#define NIP_1 "199008052015032001"
#define NIK_1 "3174054508900001"
#define NIP_2 "198707052010121003"
#define NIK_2 "7204010507870001"

static const char *engine_name;

struct world {
	struct fresh_domain t;
	struct domain d;
	int64_t now;
};

static int
setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	fresh_domain_init(&w->t, &w->d, &w->now, engine_name, "");
	*state = w;
	return 0;
}

static int
teardown(void **state)
{
	struct world *w = *state;

	fresh_domain_release(&w->t, &w->d);
	free(w);
	return 0;
}

/* ---- steps of the road ---- */

static struct actor
visitor(void)
{
	return (struct actor){ .roles = R_VISITOR, .net = STR("test") };
}

/* The browser that holds this token, as the next request would see it. */
static struct actor
holder(struct world *w, str token)
{
	struct actor who = visitor();
	int64_t ends;

	must(session_actor(&w->d, STR_NONE, token, &who, &ends, &e));
	return who;
}

static struct apply_file
file_of(struct world *w, const struct actor *who)
{
	struct apply_file f;

	must(apply_load(&w->d, who, &f, &e));
	return f;
}

static struct row_outbox
last_mail(struct world *w, str application, const char *kind)
{
	struct row_outbox_list l;

	must(q_outbox_of(w->d.db, STR("application"), application, &l, &e));
	for (size_t i = 0; i < l.n; i++)
		if (str_eq_z(l.at[i].kind, kind))
			return l.at[i];
	fail_msg("no mail %s", kind);
	return (struct row_outbox){ .id = STR_NONE };
}

static str
code_in(str subject)
{
	return str_from(subject, subject.n - 6);
}

/* What stands behind /lanjut/ in the mail. */
static str
token_in(str text)
{
	ptrdiff_t at = str_find(text, STR("/lanjut/"));

	assert_true(at >= 0);
	return str_sub(text, (size_t)at + 8, 40);
}

static struct actor
start(struct world *w)
{
	struct actor who = visitor();
	str token;

	must(apply_start(&w->d, &who, STR("082"), STR("test"), STR_NONE, &token, &e));
	return holder(w, token);
}

static struct actor
prove(struct world *w, const struct actor *who, const char *email)
{
	struct say why;
	str token;

	must(apply_send_code(&w->d, who, str_from_z(email), &why, &e));
	must(apply_prove_email(&w->d, who,
	    code_in(last_mail(w, who->application, "code").subject), STR("test"),
	    STR_NONE, &token, &e));
	return holder(w, token);
}

static enum rc
set_person(struct world *w, const struct actor *who, const char *nip, const char *name)
{
	struct apply_says why;

	return apply_set_person(&w->d, who,
	    &(struct apply_person){ str_from_z(nip), str_from_z(name), STR("III/b"),
		STR("Pelaksana"), STR("KPPN Tolitoli"), STR("0812 3456 7890") },
	    &why, &e);
}

struct made {
	struct domain *d;
	struct row_document row;
};

static enum rc
record(struct db *tx, void *arg, struct err *why)
{
	struct made *m = arg;

	return document_record_tx(m->d, tx, &m->row, why);
}

static void
give(struct world *w, const struct actor *who, enum document_class c)
{
	struct document_owner owner = { "application", who->application };
	struct made m = { .d = &w->d };

	must(document_store(&w->d, &owner, c, STR("isi"), STR("berkas"), &m.row, &e));
	must(store_write(w->d.store, w->d.a, record, &m, &e));
}

static enum rc
agree(struct world *w, const struct actor *who)
{
	return apply_set_statement(&w->d, who, file_of(w, who).statement.sha256, &e);
}

static void
fill_rest(struct world *w, const struct actor *who, const char *nik)
{
	struct apply_says why;

	give(w, who, DOC_EKTP);
	must(apply_set_card(
	    &w->d, who, &(struct apply_card){ .nik = str_from_z(nik) }, &why, &e));
	give(w, who, DOC_LETTER);
	must(apply_set_letter(&w->d, who,
	    &(struct apply_letter){ .number = STR("S-1/2026"),
		.signer = STR("Hasan"),
		.date = { 2026, 11, 9 },
		.has_date = true },
	    &why, &e));
	must(agree(w, who));
}

/* A file with all steps done, not sent. */
static struct actor
ready(struct world *w, const char *email, const char *nip, const char *nik)
{
	struct actor who = start(w);

	who = prove(w, &who, email);
	must(set_person(w, &who, nip, "Dewi Contoh"));
	fill_rest(w, &who, nik);
	assert_int_equal(
	    apply_first_open(&(struct apply_file[]){ file_of(w, &who) }[0]), APPLY_CHECK);
	return who;
}

static enum rc
send(struct world *w, const struct actor *who)
{
	return apply_submit(&w->d, who, file_of(w, who).app.version, &e);
}

/* ---- tests ---- */

static void
steps_cannot_be_skipped(void **state)
{
	struct world *w = *state;
	struct actor who = start(w);
	struct apply_file f = file_of(w, &who);

	assert_int_equal(apply_first_open(&f), APPLY_EMAIL);
	assert_true(str_starts(f.app.number, STR("DS-082-")));
	assert_int_equal(set_person(w, &who, NIP_1, "Dewi"), RC_CONFLICT);
	assert_int_equal(agree(w, &who), RC_CONFLICT);
	assert_int_equal(send(w, &who), RC_INVALID);
	who = prove(w, &who, "dewi@kemenkeu.go.id");
	must(set_person(w, &who, NIP_1, "Dewi Contoh"));
	assert_int_equal(send(w, &who), RC_INVALID);
	assert_true(str_eq_z(file_of(w, &who).app.state, "draft"));
}

static void
another_office_gives_another_number(void **state)
{
	struct world *w = *state;
	struct actor who = start(w);

	must(apply_set_office(&w->d, &who, STR("051"), &e));
	assert_true(str_starts(file_of(w, &who).app.number, STR("DS-051-")));
	assert_int_equal(apply_set_office(&w->d, &who, STR("069"), &e), RC_INVALID);
}

static void
a_mailbox_has_one_open_file(void **state)
{
	struct world *w = *state;
	struct actor first = start(w), second = start(w);
	struct say why;
	str code, token;

	first = prove(w, &first, "dewi@kemenkeu.go.id");
	/* typing the address of somebody else binds nothing and tells nothing */
	must(apply_send_code(&w->d, &second, STR("Dewi@Kemenkeu.go.id"), &why, &e));
	assert_int_equal(file_of(w, &second).app.email.n, 0);
	code = code_in(last_mail(w, second.application, "code").subject);
	w->now += 120;
	assert_int_equal(
	    apply_prove_email(&w->d, &second, code, STR("test"), STR_NONE, &token, &e),
	    RC_CONFLICT);
	assert_non_null(strstr(e.msg, "Email ini sudah punya pendaftaran aktif."));
	assert_int_equal(file_of(w, &second).app.email.n, 0);
	assert_true(last_mail(w, first.application, "resume").created_s == w->now);
}

static void
a_code_is_for_one_draft(void **state)
{
	struct world *w = *state;
	struct actor first = start(w), second = start(w);
	struct say why;
	str code, token;

	must(apply_send_code(&w->d, &first, STR("dewi@kemenkeu.go.id"), &why, &e));
	code = code_in(last_mail(w, first.application, "code").subject);
	assert_int_equal(
	    apply_prove_email(&w->d, &second, code, STR("test"), STR_NONE, &token, &e),
	    RC_DENIED);
	assert_int_equal(
	    apply_send_code(&w->d, &first, STR("dewi@kemenkeu.go.id"), &why, &e),
	    RC_LIMIT);
	must(apply_prove_email(&w->d, &first, code, STR("test"), STR_NONE, &token, &e));
	assert_int_equal(
	    apply_prove_email(&w->d, &first, code, STR("test"), STR_NONE, &token, &e),
	    RC_DENIED);
}

static bool
reads(struct world *w, const struct apply_file *f, const char *words)
{
	struct letter_parts parts;

	must(apply_statement_read(&w->d, f, &parts, &e));
	for (size_t i = 0; i < parts.n; i++)
		if (str_find(parts.at[i].text, str_from_z(words)) >= 0)
			return true;
	return false;
}

static enum rc
central_in_write(struct db *tx, void *arg, struct err *why)
{
	const struct row_account *acc = arg;

	return q_account_insert(tx, acc, why);
}

/* What a page shows is the text of the template in force; who agreed to another reads the new one. */
static void
an_edited_statement_is_read_again(void **state)
{
	struct world *w = *state;
	struct actor who = ready(w, "dewi@kemenkeu.go.id", NIP_1, NIK_1),
		     central =
			 fresh_actor(&w->d, "pusat", "Pusat", NULL, NULL, R_CENTRAL);
	struct row_account acc = fresh_account(&w->d, &central, "central", NULL);
	struct apply_file f = file_of(w, &who);
	str old = f.statement.sha256, shipped, body;
	ptrdiff_t at;

	must(store_write(w->d.store, w->d.a, central_in_write, &acc, &e));

	assert_true(str_starts(f.statement.version, STR("0.")));
	assert_true(str_eq(f.app.statement_version, f.statement.version));
	assert_true(str_eq(f.app.statement_sha256, old));
	assert_true(reads(w, &f, "hadir sendiri untuk aktivasi"));
	must(
	    letter_edit_body(&w->d, STR(APPLY_STATEMENT_KIND), STR(""), 0, &shipped, &e));
	at = str_find(shipped, STR("hadir sendiri untuk aktivasi"));
	assert_true(at > 0);
	body = str_fmt(w->d.a, "%.*s<b>datang</b> sendiri & tepat waktu%.*s", (int)at,
	    shipped.p, STR_ARG(str_from(shipped, (size_t)at + 28)));
	must(letter_edit_save(&w->d, &central,
	    &(struct letter_edit_save){ .kind = STR(APPLY_STATEMENT_KIND),
		.office = STR(""),
		.body = body,
		.note = STR("uji") },
	    &e));
	f = file_of(w, &who);
	assert_int_equal(apply_first_open(&f), APPLY_STATEMENT);
	assert_true(str_starts(f.statement.version, STR("1.")));
	assert_true(reads(w, &f, "datang sendiri & tepat waktu"));
	assert_false(reads(w, &f, "hadir sendiri untuk aktivasi"));
	/* neither sent with the old one, nor agreed to without having read the new one */
	assert_int_equal(send(w, &who), RC_INVALID);
	assert_int_equal(apply_set_statement(&w->d, &who, old, &e), RC_INVALID);
	assert_int_equal(apply_set_statement(&w->d, &who, STR_NONE, &e), RC_INVALID);
	must(agree(w, &who));
	f = file_of(w, &who);
	assert_true(str_eq(f.app.statement_sha256, f.statement.sha256));
	assert_false(str_eq(f.app.statement_sha256, old));
	/* the old text again: who agreed to the edited one is asked once more */
	must(letter_edit_restore(
	    &w->d, &central, STR(APPLY_STATEMENT_KIND), STR(""), 0, 1, &e));
	assert_int_equal(send(w, &who), RC_INVALID);
	must(apply_set_statement(&w->d, &who, old, &e));
	must(send(w, &who));
	/* what was sent stays what was agreed to */
	must(letter_edit_restore(
	    &w->d, &central, STR(APPLY_STATEMENT_KIND), STR(""), 1, 2, &e));
	f = file_of(w, &who);
	assert_true(str_eq(f.statement.sha256, old));
	assert_true(reads(w, &f, "hadir sendiri untuk aktivasi"));
}

static void
sending_twice_sends_once(void **state)
{
	struct world *w = *state;
	struct actor who = ready(w, "dewi@kemenkeu.go.id", NIP_1, NIK_1);
	int64_t version = file_of(w, &who).app.version;
	struct row_outbox_list mails;
	struct row_outbox mail;
	size_t n = 0;

	assert_int_equal(apply_submit(&w->d, &who, version - 1, &e), RC_CONFLICT);
	must(apply_submit(&w->d, &who, version, &e));
	must(apply_submit(&w->d, &who, version, &e));
	assert_true(str_eq_z(file_of(w, &who).app.state, "submitted"));
	must(q_outbox_of(w->d.db, STR("application"), who.application, &mails, &e));
	for (size_t i = 0; i < mails.n; i++)
		n += str_eq_z(mails.at[i].kind, "ds_submitted");
	assert_int_equal(n, 1);
	mail = last_mail(w, who.application, "ds_submitted");
	/* a copy of what was accepted, and nothing else about the person (SCREENS 7) */
	assert_int_equal(mail.attachments.n, 0);
	assert_true(str_find(mail.body_text, STR("- 1. memberikan data")) > 0);
	assert_true(str_find(mail.body_text, STR("- 6. bertanggung jawab")) > 0);
	assert_int_equal(str_find(mail.body_text, STR(NIP_1)), -1);
	assert_int_equal(str_find(mail.body_text, STR(NIK_1)), -1);
	assert_int_equal(set_person(w, &who, NIP_1, "Orang Lain"), RC_CONFLICT);
	assert_int_equal(agree(w, &who), RC_CONFLICT);
}

static void
the_same_person_twice(void **state)
{
	struct world *w = *state;
	struct actor first = ready(w, "dewi@kemenkeu.go.id", NIP_1, NIK_1), second;

	must(send(w, &first));
	/* a draft may name anybody; sending is what counts */
	second = ready(w, "sari@kemenkeu.go.id", NIP_1, NIK_1);
	assert_int_equal(send(w, &second), RC_DENIED);
	assert_non_null(strstr(e.msg, "belum dapat kami terima"));
	assert_null(strstr(e.msg, "NIP"));
	assert_true(str_eq_z(file_of(w, &second).app.state, "draft"));
	assert_true(str_eq_z(
	    last_mail(w, first.application, "ds_twin").recipient, "dewi@kemenkeu.go.id"));
	/* once a day is enough */
	assert_int_equal(send(w, &second), RC_DENIED);
	must(apply_withdraw(&w->d, &first, STR("Salah kantor."), &e));
	must(send(w, &second));
}

struct giving_back {
	struct world *w;
	struct row_application app;
	const char *item;
};

static enum rc
give_back_in_write(struct db *tx, void *arg, struct err *why)
{
	struct giving_back *g = arg;
	enum rc rc = q_application_set_state(
	    tx, g->app.id, g->app.version, STR("returned"), g->w->now, why);

	if (rc == RC_OK)
		rc = q_returned_item_insert(tx,
		    &(struct row_returned_item){ .id = rnd_id(g->w->d.a),
			.noun = STR("application"),
			.noun_id = g->app.id,
			.item = str_from_z(g->item),
			.reason = STR("Tidak sama dengan surat."),
			.round = 1,
			.created_s = g->w->now,
			.fixed_s = SQL_NULL_INT },
		    why);
	return rc;
}

static void
only_returned_items_reopen(void **state)
{
	struct world *w = *state;
	struct actor who = ready(w, "dewi@kemenkeu.go.id", NIP_1, NIK_1);
	struct giving_back g = { .w = w, .item = "name" };
	struct apply_says why;
	struct apply_file f;

	must(send(w, &who));
	g.app = file_of(w, &who).app;
	must(store_write(w->d.store, w->d.a, give_back_in_write, &g, &e));
	f = file_of(w, &who);
	assert_true(f.open);
	assert_int_equal(apply_first_open(&f), APPLY_PERSON);
	assert_true(apply_may_edit(&f, APPLY_PERSON));
	assert_false(apply_may_edit(&f, APPLY_LETTER));
	assert_true(apply_may_edit_item(&f, "name"));
	assert_false(apply_may_edit_item(&f, "nip"));
	assert_int_equal(send(w, &who), RC_INVALID);
	assert_int_equal(apply_set_card(&w->d, &who,
			     &(struct apply_card){ .nik = STR(NIK_2) }, &why, &e),
	    RC_CONFLICT);
	/* the NIP that comes along is not taken */
	must(set_person(w, &who, NIP_2, "Dewi Contoh Baru"));
	f = file_of(w, &who);
	assert_true(str_eq_z(f.app.name, "Dewi Contoh Baru"));
	assert_true(str_eq_z(f.app.nip, NIP_1));
	assert_int_equal(f.items.n, 0);
	assert_int_equal(apply_first_open(&f), APPLY_CHECK);
	must(send(w, &who));
	assert_true(str_eq_z(file_of(w, &who).app.state, "submitted"));
}

static void
what_does_not_fit_needs_a_reason(void **state)
{
	struct world *w = *state;
	struct actor who = start(w);
	struct apply_says why;

	who = prove(w, &who, "dewi@kemenkeu.go.id");
	must(set_person(w, &who, NIP_1, "Dewi Contoh"));
	fill_rest(w, &who, NIK_2);
	assert_int_equal(
	    apply_first_open(&(struct apply_file[]){ file_of(w, &who) }[0]), APPLY_CARD);
	assert_int_equal(send(w, &who), RC_INVALID);
	must(apply_set_card(&w->d, &who,
	    &(struct apply_card){ .nik = STR(NIK_2), .reason = STR("Akta baru.") }, &why,
	    &e));
	must(send(w, &who));
}

static void
a_link_works_once(void **state)
{
	struct world *w = *state;
	struct actor who = start(w), anybody = visitor(), other;
	str link, token, app;
	int64_t until;

	who = prove(w, &who, "dewi@kemenkeu.go.id");
	link = token_in(last_mail(w, who.application, "resume").body_text);
	must(apply_resume_peek(&w->d, link, &until, &e));
	must(apply_resume_peek(&w->d, link, &until, &e));
	must(apply_resume_link(
	    &w->d, &anybody, link, STR("test"), STR_NONE, &token, &app, &e));
	other = holder(w, token);
	assert_true(str_eq(other.application, who.application));
	assert_int_equal(apply_resume_link(&w->d, &anybody, link, STR("test"), STR_NONE,
			     &token, &app, &e),
	    RC_DENIED);
	assert_int_equal(apply_resume_peek(&w->d, link, &until, &e), RC_DENIED);
	w->now += 120;
	must(apply_resume_again(&w->d, &anybody, link, &e));
	assert_false(
	    str_eq(token_in(last_mail(w, who.application, "resume").body_text), link));
}

static void
a_link_ends(void **state)
{
	struct world *w = *state;
	struct actor who = start(w);
	str link;
	int64_t until;

	who = prove(w, &who, "dewi@kemenkeu.go.id");
	link = token_in(last_mail(w, who.application, "resume").body_text);
	w->now += 15 * DAY;
	assert_int_equal(apply_resume_peek(&w->d, link, &until, &e), RC_DENIED);
}

static void
answers_do_not_tell_who_is_known(void **state)
{
	struct world *w = *state;
	struct actor who = start(w), anybody = visitor();
	str known, unknown, token, app;
	char first[sizeof(e.msg)];

	who = prove(w, &who, "dewi@kemenkeu.go.id");
	w->now += 120;
	must(apply_resume_send(&w->d, &anybody, STR("DEWI@kemenkeu.go.id"), &known, &e));
	must(apply_resume_send(
	    &w->d, &anybody, STR("tiada@kemenkeu.go.id"), &unknown, &e));
	assert_int_equal(apply_resume_code(&w->d, &anybody, known, STR("12345x"),
			     STR("t"), STR_NONE, &token, &app, &e),
	    RC_DENIED);
	memcpy(first, e.msg, sizeof(first));
	assert_int_equal(apply_resume_code(&w->d, &anybody, unknown, STR("12345x"),
			     STR("t"), STR_NONE, &token, &app, &e),
	    RC_DENIED);
	assert_string_equal(first, e.msg);
	assert_int_equal(apply_resume_code(&w->d, &anybody, STR("AAAA"), STR("1"),
			     STR("t"), STR_NONE, &token, &app, &e),
	    RC_DENIED);
}

static void
nobody_sees_the_draft_of_another(void **state)
{
	struct world *w = *state;
	struct actor mine = ready(w, "dewi@kemenkeu.go.id", NIP_1, NIK_1),
		     other = start(w);
	struct apply_file f = file_of(w, &mine);
	struct row_application app;
	struct row_document doc;
	struct apply_public pub;
	struct actor anybody = visitor();

	assert_int_equal(
	    application_by_number(&w->d, &other, f.app.number, &app, &e), RC_NOT_FOUND);
	assert_int_equal(
	    document_open(&w->d, &other, f.ektp.id, STR_NONE, &doc, &e), RC_NOT_FOUND);
	must(document_open(&w->d, &mine, f.ektp.id, STR_NONE, &doc, &e));
	must(apply_public_by_number(
	    &w->d, &anybody, str_lower(w->d.a, f.app.number), &pub, &e));
	assert_true(str_eq_z(pub.state, "draft"));
	assert_int_equal(
	    apply_public_by_number(&w->d, &anybody, STR("DS-082-1"), &pub, &e),
	    RC_NOT_FOUND);
	assert_int_equal(apply_load(&w->d, &anybody, &f, &e), RC_NOT_FOUND);
}

static void
drafts_end_after_a_warning(void **state)
{
	struct world *w = *state;
	struct actor mine = ready(w, "dewi@kemenkeu.go.id", NIP_1, NIK_1),
		     unproven = start(w);
	struct row_application app;
	struct row_document_list docs;
	int64_t n;

	must(apply_lapse_due(&w->d, &n, &e));
	assert_int_equal(n, 0);
	w->now += 24 * DAY;
	must(apply_lapse_due(&w->d, &n, &e));
	assert_int_equal(n, 2); /* one warned, the unproven one ended */
	must(q_application_by_id(w->d.db, unproven.application, &app, &e));
	assert_true(str_eq_z(app.state, "lapsed"));
	(void)last_mail(w, mine.application, "draft_ending");
	must(apply_lapse_due(&w->d, &n, &e));
	assert_int_equal(n, 0);
	w->now += 8 * DAY;
	must(apply_lapse_due(&w->d, &n, &e));
	assert_int_equal(n, 1);
	must(q_application_by_id(w->d.db, mine.application, &app, &e));
	assert_true(str_eq_z(app.state, "lapsed"));
	assert_true(app.name.p == NULL && app.nik_box.p == NULL && app.email.n == 0);
	must(q_documents_of(w->d.db, STR("application"), mine.application, &docs, &e));
	assert_int_equal(docs.n, 0);
}

/* A draft that is held ends as any other, and stays; when the hold is lifted it goes in its time. */
static void
a_held_draft_stays(void **state)
{
	struct world *w = *state;
	struct actor one = ready(w, "dewi@kemenkeu.go.id", NIP_1, NIK_1),
		     two = ready(w, "budi@kemenkeu.go.id", NIP_2, NIK_2),
		     central =
			 fresh_actor(&w->d, "pusat", "Pusat", NULL, NULL, R_CENTRAL);
	struct row_account acc = fresh_account(&w->d, &central, "central", NULL);
	struct row_legal_hold_list holds;
	struct row_document_list docs;
	struct row_application app;
	int64_t n;

	must(store_write(w->d.store, w->d.a, central_in_write, &acc, &e));
	must(
	    hold_set(&w->d, &central, file_of(w, &one).app.number, STR("Perkara 7"), &e));
	must(
	    hold_set(&w->d, &central, file_of(w, &two).app.number, STR("Perkara 8"), &e));
	must(apply_withdraw(&w->d, &one, STR_NONE, &e));
	w->now += 24 * DAY;
	must(apply_lapse_due(&w->d, &n, &e));
	w->now += 8 * DAY;
	must(apply_lapse_due(&w->d, &n, &e));
	assert_int_equal(n, 1);
	for (int i = 0; i < 2; i++) {
		str id = i == 0 ? one.application : two.application;

		must(q_application_by_id(w->d.db, id, &app, &e));
		assert_true(str_eq_z(app.state, i == 0 ? "withdrawn" : "lapsed"));
		assert_true(app.name.n > 0 && app.nik_box.n > 0 && app.email.n > 0);
		must(q_documents_of(w->d.db, STR("application"), id, &docs, &e));
		assert_int_equal(docs.n, 2);
	}
	w->now += 4000 * DAY;
	must(retention_run(&w->d, &n, &e));
	assert_int_equal(n, 0);
	must(hold_list(&w->d, &holds, &e));
	for (size_t i = 0; i < holds.n; i++)
		must(hold_lift(&w->d, &central, holds.at[i].id, STR("selesai"), &e));
	must(retention_run(&w->d, &n, &e));
	assert_true(n >= 2);
	must(q_application_by_id(w->d.db, one.application, &app, &e));
	assert_true(app.name.p == NULL && app.nik_box.p == NULL && app.email.n == 0);
	must(q_documents_of(w->d.db, STR("application"), two.application, &docs, &e));
	assert_int_equal(docs.n, 0);
}

static void
withdrawing(void **state)
{
	struct world *w = *state;
	struct actor who = ready(w, "dewi@kemenkeu.go.id", NIP_1, NIK_1),
		     draft = start(w);

	must(send(w, &who));
	assert_int_equal(apply_withdraw(&w->d, &who, STR("  "), &e), RC_INVALID);
	must(apply_withdraw(&w->d, &who, STR("Pindah kantor."), &e));
	assert_int_equal(apply_withdraw(&w->d, &who, STR("Lagi."), &e), RC_CONFLICT);
	assert_int_equal(send(w, &who), RC_CONFLICT);
	must(apply_withdraw(&w->d, &draft, STR_NONE, &e));
}

int
main(int argc, char **argv)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(steps_cannot_be_skipped),
		T(another_office_gives_another_number),
		T(a_mailbox_has_one_open_file),
		T(a_code_is_for_one_draft),
		T(an_edited_statement_is_read_again),
		T(sending_twice_sends_once),
		T(the_same_person_twice),
		T(only_returned_items_reopen),
		T(what_does_not_fit_needs_a_reason),
		T(a_link_works_once),
		T(a_link_ends),
		T(answers_do_not_tell_who_is_known),
		T(nobody_sees_the_draft_of_another),
		T(drafts_end_after_a_warning),
		T(a_held_draft_stays),
		T(withdrawing),
	};

	engine_name = argc > 1 ? argv[1] : "sqlite";
	return cmocka_run_group_tests_name("apply", tests, NULL, NULL);
}
