/* application_answers.c - the answers of the applicant: person, card, letter, statement. */
#include "domain/application_edit.h"
#include "domain/collective.h"
#include "letters/letter.h"
#include "queries.h"

#define LINE_MAX_CHARS 120

static struct date
today_of(struct domain *d)
{
	return time_civil(domain_now(d), ZONE_WIB).date;
}

static void
add_say(struct apply_says *why, const char *field, struct say say)
{
	BUG_ON(why->n >= ARRAY_LEN(why->at));
	why->at[why->n].field = field;
	why->at[why->n++].say = say;
}

static enum rc
says_invalid(const struct apply_says *why, struct err *e)
{
	return err_set(e, RC_INVALID, why->at[0].say.id, "field %s", why->at[0].field);
}

/* Store every column of the person, as app says now. */
static enum rc
put_person(struct apply_edit *x, struct db *tx, enum apply_step step, struct err *e)
{
	const struct row_application *p = &x->app;

	return q_application_set_person(tx,
	    &(struct q_application_set_person_in){ .id = p->id,
		.version = p->version,
		.nip = p->nip,
		.nip_kind = p->nip_kind,
		.name = p->name,
		.nik_box = p->nik_box,
		.nik_mac = p->nik_mac,
		.birth_place = p->birth_place,
		.birth_date = p->birth_date,
		.sex = p->sex,
		.phone = p->phone,
		.grade = p->grade,
		.position = p->position,
		.unit = p->unit,
		.warning_reason = p->warning_reason,
		.step = p->step > (int64_t)step ? p->step : (int64_t)step,
		.now_s = domain_now(x->d) },
	    e);
}

/* ---- person ---- */

struct person_checked {
	struct nip nip;
	str name, position, unit, phone;
	const struct rank *rank;
	const struct apply_file *file; /* which fields are open */
};

static bool
open_item(const struct apply_file *f, const char *item)
{
	return apply_may_edit_item(f, item);
}

static void
check_person(struct domain *d, const struct apply_file *f, const struct apply_person *in,
    struct person_checked *out, struct apply_says *why)
{
	struct say say;

	if (open_item(f, "nip") &&
	    ident_nip(d->a, in->nip, today_of(d), &out->nip, &say) != RC_OK)
		add_say(why, "nip", say);
	if (open_item(f, "name") && ident_name(d->a, in->name, &out->name, &say) != RC_OK)
		add_say(why, "name", say);
	if (open_item(f, "grade") && ident_rank(in->grade, &out->rank, &say) != RC_OK)
		add_say(why, "grade", say);
	if (open_item(f, "position") &&
	    ident_line(d->a, in->position, LINE_MAX_CHARS, N_("Isi jabatan."),
		&out->position, &say) != RC_OK)
		add_say(why, "position", say);
	if (open_item(f, "unit") && ident_line(d->a, in->unit, LINE_MAX_CHARS,
					N_("Isi unit kerja."), &out->unit, &say) != RC_OK)
		add_say(why, "unit", say);
	if (open_item(f, "phone") &&
	    ident_phone(d->a, in->phone, &out->phone, &say) != RC_OK)
		add_say(why, "phone", say);
}

static enum rc
change_person(struct apply_edit *x, struct db *tx, struct err *e)
{
	static const char *const items[] = { "nip", "name", "grade", "position", "unit",
		"phone" };
	const struct person_checked *in = x->in;
	struct row_application *p = &x->app;
	enum rc rc;

	if (apply_edit_open(x, "nip")) {
		p->nip = str_dup(x->d->a, str_from_z(in->nip.digits));
		p->nip_kind = str_from_z(nip_kind_names[in->nip.kind]);
		p->birth_date = date_iso(x->d->a, in->nip.birth);
		p->sex = str_from_z(sex_code(in->nip.sex));
	}
	if (apply_edit_open(x, "name"))
		p->name = in->name;
	if (apply_edit_open(x, "grade"))
		p->grade = str_from_z(in->rank->code);
	if (apply_edit_open(x, "position"))
		p->position = in->position;
	if (apply_edit_open(x, "unit"))
		p->unit = in->unit;
	if (apply_edit_open(x, "phone"))
		p->phone = in->phone;
	rc = put_person(x, tx, APPLY_CARD, e);
	for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(items); i++)
		rc = apply_edit_fixed(x, tx, items[i], e);
	return rc;
}

/* Load one's file, and that this step may be changed. */
static enum rc
load_for(struct domain *d, const struct actor *who, enum apply_step step,
    struct apply_file *f, struct err *e)
{
	enum rc rc = apply_load(d, who, f, e);

	if (rc == RC_OK && step > APPLY_EMAIL && !(f->done & 1U << APPLY_EMAIL))
		return err_set(e, RC_CONFLICT,
		    N_("Buktikan email kedinasan Anda lebih dulu."),
		    "mailbox not proven");
	if (rc == RC_OK && !apply_may_edit(f, step))
		return err_set(e, RC_CONFLICT,
		    N_("Bagian ini sudah terkirim dan tidak dapat diubah."),
		    "step not open");
	return rc;
}

enum rc
apply_set_person(struct domain *d, const struct actor *who, const struct apply_person *in,
    struct apply_says *why, struct err *e)
{
	struct person_checked checked = { .name = STR_NONE };
	struct apply_edit x = { .d = d,
		.who = who,
		.step = "person",
		.change = change_person,
		.in = &checked };
	struct apply_file f;
	enum rc rc = load_for(d, who, APPLY_PERSON, &f, e);

	why->n = 0;
	if (rc != RC_OK)
		return rc;
	check_person(d, &f, in, &checked, why);
	return why->n > 0 ? says_invalid(why, e) : apply_edit_run(&x, e);
}

/* ---- card ---- */

struct card_checked {
	const struct nik *nik; /* NULL: stays */
	str reason;
	bool keep_photo;
};

static enum rc
change_card(struct apply_edit *x, struct db *tx, struct err *e)
{
	const struct card_checked *in = x->in;
	struct row_application *p = &x->app;
	str digits;
	enum rc rc;

	if (in->nik != NULL && apply_edit_open(x, "nik")) {
		digits = str_from_z(in->nik->digits);
		p->nik_box = vault_seal(
		    x->d->vault, x->d->a, apply_nik_context(x->d->a, p->id), digits);
		p->nik_mac = vault_mac(x->d->vault, x->d->a, STR("nik"), digits);
	}
	if (in->reason.n > 0)
		p->warning_reason = in->reason;
	rc = put_person(x, tx, APPLY_LETTER, e);
	if (rc == RC_OK && in->nik != NULL)
		rc = apply_edit_fixed(x, tx, "nik", e);
	if (rc == RC_OK && in->keep_photo && p->card_tries >= APPLY_CARD_TRIES) {
		rc = q_application_set_card(tx,
		    &(struct q_application_set_card_in){ .id = p->id,
			.version = p->version + 1,
			.hints = p->card_hints,
			.tries = p->card_tries,
			.accepted = 1,
			.now_s = domain_now(x->d) },
		    e);
		if (rc == RC_OK)
			rc = apply_edit_fixed(x, tx, "ektp", e);
	}
	return rc;
}

enum rc
apply_set_card(struct domain *d, const struct actor *who, const struct apply_card *in,
    struct apply_says *why, struct err *e)
{
	struct card_checked checked = { .keep_photo = in->keep_photo };
	struct apply_edit x = {
		.d = d, .who = who, .step = "card", .change = change_card, .in = &checked
	};
	struct apply_file f;
	struct nik nik;
	struct say say;
	enum rc rc = load_for(d, who, APPLY_CARD, &f, e);

	why->n = 0;
	if (rc != RC_OK)
		return rc;
	if (apply_may_edit_item(&f, "nik")) {
		if (ident_nik(d->a, in->nik, today_of(d), &nik, &say) != RC_OK)
			add_say(why, "nik", say);
		else
			checked.nik = &nik;
	}
	if (str_trim(in->reason).n > 0 &&
	    ident_line(d->a, in->reason, 500, N_("Tulis alasannya."), &checked.reason,
		&say) != RC_OK)
		add_say(why, "reason", say);
	return why->n > 0 ? says_invalid(why, e) : apply_edit_run(&x, e);
}

static const char not_open[] = N_("Bagian ini sudah terkirim dan tidak dapat diubah.");

/* The document of an item that is still open; what the office has looked at stays as an older version. */
static enum rc
take_document(struct apply_edit *x, struct db *tx, const char *item, struct err *e)
{
	if (!apply_edit_open(x, item))
		return err_set(e, RC_CONFLICT, not_open, "%s not open", item);
	x->document->erase_old = str_eq_z(x->app.state, "draft");
	return document_take_tx(x->document, tx, e);
}

static enum rc
change_photo(struct apply_edit *x, struct db *tx, struct err *e)
{
	const struct document_taken *taken = &x->document->out;
	enum rc rc = take_document(x, tx, "ektp", e);

	if (rc != RC_OK)
		return rc;
	rc = q_application_set_card(tx,
	    &(struct q_application_set_card_in){ .id = x->app.id,
		.version = x->app.version,
		.hints = taken->hints,
		.tries = taken->hints != 0 ? x->app.card_tries + 1 : x->app.card_tries,
		.accepted = 0,
		.now_s = domain_now(x->d) },
	    e);
	if (rc == RC_OK && taken->hints == 0)
		rc = apply_edit_fixed(x, tx, "ektp", e);
	return rc;
}

enum rc
apply_take_card(struct domain *d, const struct actor *who, struct vault_stage *stage,
    str filename, struct err *e)
{
	struct document_owner owner = { "application", who->application };
	struct document_taking t = { .d = d, .who = who };
	struct apply_edit x = { .d = d,
		.who = who,
		.step = "photo",
		.change = change_photo,
		.document = &t };
	struct apply_file f;
	enum rc rc = load_for(d, who, APPLY_CARD, &f, e);

	if (rc == RC_OK && !apply_may_edit_item(&f, "ektp"))
		rc = err_set(e, RC_CONFLICT, not_open, "ektp not open");
	if (rc != RC_OK) {
		vault_discard(stage);
		return rc;
	}
	rc = document_prepare(&t, &owner, DOC_EKTP, stage, filename, e);
	if (rc == RC_OK)
		rc = apply_edit_run(&x, e);
	if (rc == RC_OK)
		document_kept(&t);
	return rc;
}

/* ---- letter ---- */

struct letter_checked {
	str number, signer, date; /* p NULL: stays */
	str document;             /* p NULL: stays */
};

static enum rc
change_letter(struct apply_edit *x, struct db *tx, struct err *e)
{
	static const char *const items[] = { "letter_number", "letter_date",
		"letter_signer" };
	const struct letter_checked *in = x->in;
	const struct row_application *p = &x->app;
	enum rc rc;

	rc = q_application_set_letter(tx,
	    &(struct q_application_set_letter_in){ .id = p->id,
		.version = p->version,
		.letter_number = in->number.p != NULL ? in->number : p->letter_number,
		.letter_date = in->date.p != NULL ? in->date : p->letter_date,
		.letter_signer = in->signer.p != NULL ? in->signer : p->letter_signer,
		.letter_document =
		    in->document.p != NULL ? in->document : p->letter_document,
		.step = p->step > APPLY_STATEMENT ? p->step : APPLY_STATEMENT,
		.now_s = domain_now(x->d) },
	    e);
	for (size_t i = 0; rc == RC_OK && in->number.p != NULL && i < ARRAY_LEN(items);
	     i++)
		rc = apply_edit_fixed(x, tx, items[i], e);
	if (rc == RC_OK && in->document.p != NULL)
		rc = apply_edit_fixed(x, tx, "letter", e);
	return rc;
}

enum rc
apply_collective_letters(struct domain *d, const struct row_application *app,
    struct collective_usables *out, struct err *e)
{
	return collective_usable(d, app->nip, app->office, out, e);
}

static void
check_letter(struct domain *d, const struct apply_file *f, const struct apply_letter *in,
    struct letter_checked *out, struct apply_says *why)
{
	struct say say;

	out->number = f->app.letter_number;
	out->signer = f->app.letter_signer;
	out->date = f->app.letter_date;
	if (open_item(f, "letter_number") &&
	    ident_line(d->a, in->number, 80, N_("Isi nomor surat."), &out->number,
		&say) != RC_OK)
		add_say(why, "letter_number", say);
	if (open_item(f, "letter_date")) {
		if (in->has_date &&
		    ident_letter_date(in->date, today_of(d), &say) != RC_OK)
			add_say(why, "letter_date", say);
		else if (!in->has_date)
			add_say(why, "letter_date",
			    (struct say){ .id = N_("Isi tanggal surat.") });
		else
			out->date = date_iso(d->a, in->date);
	}
	if (open_item(f, "letter_signer") &&
	    ident_line(d->a, in->signer, 120, N_("Isi pejabat penanda tangan."),
		&out->signer, &say) != RC_OK)
		add_say(why, "letter_signer", say);
}

enum rc
apply_set_letter(struct domain *d, const struct actor *who, const struct apply_letter *in,
    struct apply_says *why, struct err *e)
{
	struct letter_checked checked = { .document = STR_NONE };
	struct apply_edit x = { .d = d,
		.who = who,
		.step = "letter",
		.change = change_letter,
		.in = &checked };
	struct apply_file f;
	enum rc rc = load_for(d, who, APPLY_LETTER, &f, e);

	why->n = 0;
	if (rc != RC_OK)
		return rc;
	check_letter(d, &f, in, &checked, why);
	return why->n > 0 ? says_invalid(why, e) : apply_edit_run(&x, e);
}

static enum rc
change_letter_file(struct apply_edit *x, struct db *tx, struct err *e)
{
	const struct letter_checked checked = { .document = x->document->out.row.id };
	enum rc rc = take_document(x, tx, "letter", e);

	x->in = &checked;
	if (rc == RC_OK)
		rc = change_letter(x, tx, e);
	x->in = NULL;
	return rc;
}

enum rc
apply_take_letter(struct domain *d, const struct actor *who, struct vault_stage *stage,
    str filename, struct err *e)
{
	struct document_owner owner = { "application", who->application };
	struct document_taking t = { .d = d, .who = who };
	struct apply_edit x = { .d = d,
		.who = who,
		.step = "letter file",
		.change = change_letter_file,
		.document = &t };
	struct apply_file f;
	enum rc rc = load_for(d, who, APPLY_LETTER, &f, e);

	if (rc == RC_OK && !open_item(&f, "letter"))
		rc = err_set(e, RC_CONFLICT, not_open, "letter not open");
	if (rc != RC_OK) {
		vault_discard(stage);
		return rc;
	}
	rc = document_prepare(&t, &owner, DOC_LETTER, stage, filename, e);
	if (rc == RC_OK)
		rc = apply_edit_run(&x, e);
	if (rc == RC_OK)
		document_kept(&t);
	return rc;
}

/* The copy of a collective letter and what stands in its head. */
struct letter_copied {
	struct letter_checked head;
	const struct row_document *row;
};

static enum rc
change_collective(struct apply_edit *x, struct db *tx, struct err *e)
{
	const struct letter_copied *in = x->in;
	str erased; /* its file goes with the sweep */
	enum rc rc = RC_OK;

	if (!apply_edit_open(x, "letter"))
		return err_set(e, RC_CONFLICT, not_open, "letter not open");
	/* a draft keeps one letter; what the office has looked at stays as an older version */
	if (str_eq_z(x->app.state, "draft"))
		rc = document_replace_tx(x->d, tx, in->row, &erased, e);
	if (rc == RC_OK)
		rc = document_record_tx(x->d, tx, in->row, e);
	x->in = &in->head;
	if (rc == RC_OK)
		rc = change_letter(x, tx, e);
	x->in = in; /* the function may run again */
	return rc;
}

static enum rc
copy_collective(struct domain *d, const struct actor *who,
    const struct collective_usable *from, struct row_document *out, struct err *e)
{
	struct document_owner owner = { "application", who->application };
	struct row_document scan;
	str bytes, name;
	enum rc rc = q_document_by_id(d->db, from->row.signed_document, &scan, e);

	if (rc == RC_OK)
		rc = document_bytes(d, &scan, &bytes, e);
	if (rc != RC_OK)
		return rc;
	name = str_fmt(d->a, "Surat kolektif %.*s.pdf", STR_ARG(from->letter.number));
	rc = document_store(d, &owner, DOC_LETTER, bytes, name, out, e);
	out->pages = scan.pages;
	return rc;
}

enum rc
apply_take_collective(
    struct domain *d, const struct actor *who, str collective, struct err *e)
{
	struct row_document row;
	struct letter_copied copied = { .row = &row };
	struct apply_edit x = { .d = d,
		.who = who,
		.step = "collective letter",
		.change = change_collective,
		.in = &copied };
	struct collective_usables all;
	struct apply_file f;
	size_t i;
	enum rc rc = load_for(d, who, APPLY_LETTER, &f, e);

	if (rc == RC_OK && !open_item(&f, "letter"))
		return err_set(e, RC_CONFLICT, not_open, "letter not open");
	if (rc == RC_OK)
		rc = apply_collective_letters(d, &f.app, &all, e);
	if (rc != RC_OK)
		return rc;
	for (i = 0; i < all.n && !str_eq(all.at[i].row.id, collective); i++)
		;
	if (i == all.n)
		return err_set(e, RC_INVALID, N_("Pilih berkas surat rekomendasi."),
		    "not a letter of this person");
	rc = copy_collective(d, who, &all.at[i], &row, e);
	if (rc != RC_OK)
		return rc;
	copied.head = (struct letter_checked){ .number = all.at[i].letter.number,
		.signer = str_fmt(d->a, "Kepala %.*s", STR_ARG(f.office.name)),
		.date = date_iso(d->a,
		    time_civil(all.at[i].letter.created_s, zone_parse(f.office.zone))
			.date),
		.document = row.id };
	return apply_edit_run(&x, e);
}

/* ---- statement ---- */

static enum rc
change_statement(struct apply_edit *x, struct db *tx, struct err *e)
{
	const str *read_sha256 = x->in;
	int64_t now = domain_now(x->d);
	struct letter_edit_mark now_in_force;
	enum rc rc = letter_edit_mark(x->d, tx, APPLY_STATEMENT_KIND, &now_in_force, e);

	if (rc == RC_OK && !str_eq(*read_sha256, now_in_force.sha256))
		return err_set(e, RC_INVALID,
		    N_("Teks pernyataan baru saja diubah. Baca teks yang baru, lalu setujui."),
		    "another text of the statement");
	if (rc == RC_OK)
		rc = q_application_set_agreed(tx,
		    &(struct q_application_set_agreed_in){ .id = x->app.id,
			.version = x->app.version,
			.statement_version = now_in_force.version,
			.statement_sha256 = now_in_force.sha256,
			.agreed_s = now,
			.step = APPLY_CHECK,
			.now_s = now },
		    e);
	return rc != RC_OK ? rc : apply_edit_fixed(x, tx, "statement", e);
}

enum rc
apply_set_statement(struct domain *d, const struct actor *who, str sha256, struct err *e)
{
	struct apply_edit x = { .d = d,
		.who = who,
		.step = "statement",
		.change = change_statement,
		.in = &sha256 };
	struct apply_file f;
	enum rc rc = load_for(d, who, APPLY_STATEMENT, &f, e);

	return rc != RC_OK ? rc : apply_edit_run(&x, e);
}
