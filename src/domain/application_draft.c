/* application_draft.c - the applicant's file while it is open: loading, starting, the office. */
#include "base/codec.h"
#include "base/json.h"
#include "base/rnd.h"
#include "base/utf8.h"
#include "domain/application_edit.h"
#include "domain/record.h"
#include "domain/session.h"

#define CURRENT(f, s) ((f)->done |= 1U << (s))

const struct application_item application_items[] = {
	{ "nip", N_("NIP"), APPLY_PERSON },
	{ "name", N_("Nama lengkap"), APPLY_PERSON },
	{ "grade", N_("Pangkat/golongan"), APPLY_PERSON },
	{ "position", N_("Jabatan"), APPLY_PERSON },
	{ "unit", N_("Unit kerja"), APPLY_PERSON },
	{ "phone", N_("Nomor ponsel"), APPLY_PERSON },
	{ "nik", N_("NIK"), APPLY_CARD },
	{ "ektp", N_("Foto e-KTP"), APPLY_CARD },
	{ "letter", N_("Berkas surat rekomendasi"), APPLY_LETTER },
	{ "letter_number", N_("Nomor surat"), APPLY_LETTER },
	{ "letter_date", N_("Tanggal surat"), APPLY_LETTER },
	{ "letter_signer", N_("Pejabat penanda tangan"), APPLY_LETTER },
	{ "statement", N_("Surat pernyataan"), APPLY_STATEMENT },
};
const size_t application_n_items = ARRAY_LEN(application_items);

const struct application_item *
application_item_find(str item)
{
	for (size_t i = 0; i < application_n_items; i++)
		if (str_eq_z(item, application_items[i].item))
			return &application_items[i];
	return NULL;
}

str
apply_nik_context(struct arena *a, str id)
{
	return str_fmt(a, "application.nik/%.*s", STR_ARG(id));
}

/* ---- loading ---- */

static bool
has(str s)
{
	return s.p != NULL && s.n > 0;
}

bool
apply_card_settled(const struct row_application *app)
{
	return app->card_hints == 0 || app->card_accepted;
}

static enum rc
document_or_none(struct domain *d, const struct document_owner *owner,
    enum document_class c, struct row_document *out, struct err *e)
{
	enum rc rc = document_current(d, owner, c, out, e);

	if (rc != RC_NOT_FOUND)
		return rc;
	memset(out, 0, sizeof(*out));
	return RC_OK;
}

/* The letter in use: the own upload, or the office's collective one. */
static enum rc
load_letter(struct domain *d, const struct document_owner *owner, struct apply_file *f,
    struct err *e)
{
	enum rc rc;

	memset(&f->letter, 0, sizeof(f->letter));
	if (!has(f->app.letter_document))
		return document_or_none(d, owner, DOC_LETTER, &f->letter, e);
	rc = q_document_by_id(d->db, f->app.letter_document, &f->letter, e);
	if (rc == RC_NOT_FOUND ||
	    (rc == RC_OK && !str_eq(f->letter.state, STR("kept")))) {
		memset(&f->letter, 0, sizeof(f->letter));
		return RC_OK;
	}
	return rc;
}

static enum rc
load_nik(struct domain *d, struct apply_file *f, struct err *e)
{
	f->nik = STR_NONE;
	if (!has(f->app.nik_box))
		return RC_OK;
	return vault_unseal(d->vault, d->a, apply_nik_context(d->a, f->app.id),
	    f->app.nik_box, &f->nik, e);
}

static void
compare(struct domain *d, struct apply_file *f)
{
	struct ident_facts facts = { .name = f->app.name,
		.email = f->app.email,
		.mailboxes = d->conf->functional_mailboxes.at,
		.n_mailboxes = d->conf->functional_mailboxes.n,
		.today = time_civil(domain_now(d), ZONE_WIB).date };
	struct nip nip;
	struct nik nik;
	struct say ignored;

	memset(&f->warnings, 0, sizeof(f->warnings));
	if (has(f->app.nip) &&
	    ident_nip(d->a, f->app.nip, facts.today, &nip, &ignored) == RC_OK)
		facts.nip = &nip;
	if (has(f->nik) && ident_nik(d->a, f->nik, facts.today, &nik, &ignored) == RC_OK)
		facts.nik = &nik;
	ident_compare(d->a, &facts, &f->warnings);
}

static void
judge(struct apply_file *f)
{
	const struct row_application *p = &f->app;

	f->done = 1U << APPLY_OFFICE;
	if (p->email_proven_s != SQL_NULL_INT)
		CURRENT(f, APPLY_EMAIL);
	if (has(p->nip) && has(p->name) && has(p->grade) && has(p->position) &&
	    has(p->unit) && has(p->phone))
		CURRENT(f, APPLY_PERSON);
	if (has(f->nik) && f->ektp.id.p != NULL && apply_card_settled(p) &&
	    (f->warnings.n == 0 || has(p->warning_reason)))
		CURRENT(f, APPLY_CARD);
	if (f->letter.id.p != NULL && has(p->letter_number) && has(p->letter_date) &&
	    has(p->letter_signer))
		CURRENT(f, APPLY_LETTER);
	if (p->agreed_s != SQL_NULL_INT &&
	    str_eq(p->statement_sha256, f->statement.sha256))
		CURRENT(f, APPLY_STATEMENT);
	f->open = str_eq_z(p->state, "draft") || str_eq_z(p->state, "returned");
}

static enum rc
load_resume(struct domain *d, struct apply_file *f, struct err *e)
{
	struct row_code c;
	enum rc rc = q_code_latest(d->db, STR("resume"), f->app.id, &c, e);

	f->resume_until_s = 0;
	if (rc == RC_OK && c.used_s == SQL_NULL_INT && c.expires_s > domain_now(d))
		f->resume_until_s = c.expires_s;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

const char *
apply_card_hint(const struct row_application *app, size_t i)
{
	for (int b = 0; b < INSPECT_HINT_COUNT; b++) {
		unsigned bit = 1U << b;
		const char *text = inspect_hint_text(INSPECT_CARD, bit);

		if (!((uint64_t)app->card_hints & bit) || text == NULL)
			continue;
		if (i-- == 0)
			return text;
	}
	return NULL;
}

/* The text in force; of a file that was sent, the one that was agreed to. */
static enum rc
load_statement(struct domain *d, struct apply_file *f, struct err *e)
{
	bool open = str_eq_z(f->app.state, "draft") || str_eq_z(f->app.state, "returned");

	f->statement = (struct letter_edit_mark){ f->app.statement_version,
		f->app.statement_sha256 };
	return open || !has(f->statement.sha256)
		   ? letter_edit_mark(d, d->db, APPLY_STATEMENT_KIND, &f->statement, e)
		   : RC_OK;
}

enum rc
apply_load(
    struct domain *d, const struct actor *who, struct apply_file *out, struct err *e)
{
	struct document_owner owner = { "application", who->application };
	enum rc rc;

	if (who->application.p == NULL)
		return err_set(e, RC_NOT_FOUND,
		    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
		    "no applicant's session");
	rc = q_application_by_id(d->db, who->application, &out->app, e);
	if (rc == RC_OK)
		rc = q_office_by_code(d->db, out->app.office, &out->office, e);
	if (rc == RC_OK)
		rc = document_or_none(d, &owner, DOC_EKTP, &out->ektp, e);
	if (rc == RC_OK)
		rc = load_letter(d, &owner, out, e);
	if (rc == RC_OK)
		rc = q_returned_item_open(
		    d->db, STR("application"), out->app.id, &out->items, e);
	if (rc == RC_OK)
		rc = load_nik(d, out, e);
	if (rc == RC_OK)
		rc = load_resume(d, out, e);
	if (rc == RC_OK)
		rc = load_statement(d, out, e);
	if (rc != RC_OK)
		return rc;
	compare(d, out);
	judge(out);
	return RC_OK;
}

static bool
step_named(const struct apply_file *f, enum apply_step step)
{
	for (size_t i = 0; i < f->items.n; i++) {
		const struct application_item *it =
		    application_item_find(f->items.at[i].item);

		if (it != NULL && it->step == step)
			return true;
	}
	return false;
}

bool
apply_may_edit(const struct apply_file *f, enum apply_step step)
{
	if (!f->open)
		return false;
	if (step == APPLY_CHECK || str_eq_z(f->app.state, "draft"))
		return true;
	/* an answer that was put right may ask for a reason, or for the new statement */
	return step_named(f, step) || ((step == APPLY_CARD || step == APPLY_STATEMENT) &&
					  !(f->done & 1U << step));
}

bool
apply_may_edit_item(const struct apply_file *f, const char *item)
{
	if (str_eq_z(f->app.state, "draft"))
		return true;
	for (size_t i = 0; f->open && i < f->items.n; i++)
		if (str_eq_z(f->items.at[i].item, item))
			return true;
	return false;
}

enum apply_step
apply_first_open(const struct apply_file *f)
{
	bool returned = str_eq_z(f->app.state, "returned");

	for (enum apply_step s = APPLY_OFFICE; s < APPLY_CHECK; s++)
		if (!(f->done & 1U << s) || (returned && step_named(f, s)))
			return s;
	return APPLY_CHECK;
}

/* ---- offices ---- */

static bool
office_matches(struct arena *a, const struct row_office *o, str words)
{
	str text =
	    str_lower(a, str_fmt(a, "%.*s %.*s %.*s %.*s", STR_ARG(o->code),
			     STR_ARG(o->name), STR_ARG(o->city), STR_ARG(o->province)));

	while (words.n > 0) {
		str word = str_cut(&words, ' ');

		if (word.n > 0 && str_find(text, word) < 0)
			return false;
	}
	return true;
}

enum rc
apply_office_search(
    struct domain *d, str words, struct row_office_list *out, struct err *e)
{
	str typed = str_lower(d->a, str_squeeze(d->a, words));
	struct row_office_list all;
	struct row_office *at;
	size_t n = 0;
	enum rc rc = q_office_all(d->db, &all, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(d->a, all.n + 1, struct row_office);
	for (size_t i = 0; i < all.n; i++)
		if (all.at[i].ds_open && office_matches(d->a, &all.at[i], typed))
			at[n++] = all.at[i];
	*out = (struct row_office_list){ at, n };
	return RC_OK;
}

enum rc
apply_office(struct domain *d, str code, struct row_office *out, struct err *e)
{
	enum rc rc = q_office_by_code(d->db, code, out, e);

	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_INVALID, N_("Pilih satu kantor."), "no such office");
	if (rc == RC_OK && !out->ds_open)
		return err_set(e, RC_INVALID,
		    N_("Kantor ini belum membuka pendaftaran. Pilih kantor lain."),
		    "office closed");
	return rc;
}

static str
new_number(struct arena *a, str office)
{
	str code = crockford_random(a, 7);

	return str_fmt(a, "DS-%.*s-%.4s-%.4s", STR_ARG(office), code.p, code.p + 4);
}

/* ---- a new draft ---- */

static enum rc
start_in_write(struct db *tx, void *arg, struct err *e)
{
	struct apply_edit *x = arg;
	int64_t now = domain_now(x->d);
	struct actor who = *x->who;
	struct row_application app = { .id = rnd_id(x->d->a),
		.number = new_number(x->d->a, x->office),
		.office = x->office,
		.state = STR("draft"),
		.state_since_s = now,
		.version = 1,
		.kind = STR(APPLICATION_KIND_DJPB),
		.email = STR(""),
		.email_ci = STR(""),
		.email_proven_s = SQL_NULL_INT,
		.agreed_s = SQL_NULL_INT,
		.step = APPLY_EMAIL,
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
	enum rc rc = q_application_insert(tx, &app, e);

	who.roles |= R_APPLICANT;
	who.application = app.id;
	if (rc == RC_OK)
		rc = fsm_born(&application_fsm, x->d, tx, &who, app.id, app.number,
		    app.office, APP_DRAFT, "start", e);
	if (rc == RC_OK)
		rc = session_open_application_tx(
		    x->d, tx, app.id, x->agent, who.net, x->old_token, &x->token, e);
	return rc;
}

enum rc
apply_start(struct domain *d, const struct actor *who, str office, str agent,
    str old_token, str *out_token, struct err *e)
{
	struct apply_edit x = {
		.d = d, .who = who, .agent = agent, .old_token = old_token
	};
	struct row_office found;
	enum rc rc = apply_office(d, office, &found, e);

	if (rc != RC_OK)
		return rc;
	x.office = found.code;
	rc = store_write(d->store, d->a, start_in_write, &x, e);
	if (rc == RC_OK)
		*out_token = x.token;
	return rc;
}

/* ---- one change of one's own file ---- */

static enum rc
audit_edit(struct apply_edit *x, struct db *tx, struct err *e)
{
	struct buf detail;
	struct json j;

	buf_init(&detail, x->d->a, 64);
	json_begin(&j, &detail);
	json_text(&j, "step", str_from_z(x->step));
	json_end(&j);
	return audit_add(x->d, tx, x->who, "application.save",
	    str_fmt(x->d->a, "application/%.*s", STR_ARG(x->app.id)), x->app.office,
	    buf_get(&detail), e);
}

static enum rc
edit_in_write(struct db *tx, void *arg, struct err *e)
{
	struct apply_edit *x = arg;
	enum rc rc;

	if (x->who->application.p == NULL)
		return err_set(e, RC_NOT_FOUND,
		    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
		    "no applicant's session");
	rc = q_application_by_id(tx, x->who->application, &x->app, e);
	if (rc == RC_OK && !str_eq_z(x->app.state, "draft") &&
	    !str_eq_z(x->app.state, "returned"))
		return err_set(e, RC_CONFLICT,
		    N_("Pendaftaran ini sudah terkirim dan tidak dapat diubah."),
		    "not open");
	if (rc == RC_OK)
		rc =
		    q_returned_item_open(tx, STR("application"), x->app.id, &x->items, e);
	if (rc == RC_OK)
		rc = x->change(x, tx, e);
	return rc != RC_OK ? rc : audit_edit(x, tx, e);
}

enum rc
apply_edit_run(struct apply_edit *x, struct err *e)
{
	return store_write(x->d->store, x->d->a, edit_in_write, x, e);
}

bool
apply_edit_open(const struct apply_edit *x, const char *item)
{
	if (str_eq_z(x->app.state, "draft"))
		return true;
	for (size_t i = 0; i < x->items.n; i++)
		if (str_eq_z(x->items.at[i].item, item))
			return true;
	return false;
}

enum rc
apply_edit_fixed(struct apply_edit *x, struct db *tx, const char *item, struct err *e)
{
	if (str_eq_z(x->app.state, "draft") || !apply_edit_open(x, item))
		return RC_OK;
	return q_returned_item_fix(
	    tx, STR("application"), x->app.id, str_from_z(item), domain_now(x->d), e);
}

static enum rc
change_office(struct apply_edit *x, struct db *tx, struct err *e)
{
	enum rc rc;

	if (!str_eq_z(x->app.state, "draft"))
		return err_set(e, RC_CONFLICT,
		    N_("Kantor tidak dapat diganti setelah pendaftaran terkirim. Batalkan, lalu "
		       "daftar lagi di kantor lain."),
		    "office of a sent application");
	if (str_eq(x->office, x->app.office))
		return RC_OK;
	rc = counter_add(x->d, tx, "application", x->app.office, "draft", -1, e);
	if (rc == RC_OK)
		rc = counter_add(x->d, tx, "application", x->office, "draft", 1, e);
	if (rc == RC_OK)
		rc = q_application_set_office(tx,
		    &(struct q_application_set_office_in){ .id = x->app.id,
			.version = x->app.version,
			.office = x->office,
			.number = new_number(x->d->a, x->office),
			.step = x->app.step,
			.now_s = domain_now(x->d) },
		    e);
	return rc;
}

enum rc
apply_set_office(struct domain *d, const struct actor *who, str office, struct err *e)
{
	struct apply_edit x = {
		.d = d, .who = who, .step = "office", .change = change_office
	};
	struct row_office found;
	enum rc rc = apply_office(d, office, &found, e);

	if (rc != RC_OK)
		return rc;
	x.office = found.code;
	return apply_edit_run(&x, e);
}
