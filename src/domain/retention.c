/* retention.c - what is due, destroyed case by case, and the record of it. */
#include "domain/retention.h"

#include "base/log.h"
#include "base/rnd.h"
#include "domain/document.h"
#include "domain/ident.h"
#include "domain/letters_issue.h"
#include "domain/record.h"
#include "domain/retention_forget.h"

#define DAY           ((int64_t)86400)
#define BATCH         50 /* cases of one class, state and round */
#define LEFTOVER_DAYS 30 /* that the answer to a request stays */

#define RECEIPT "bukti-pemusnahan"

/* ---- one case ---- */

static bool
is_identity(str class)
{
	return str_eq_z(class, "ektp") || str_eq_z(class, "photo") ||
	       str_eq_z(class, "counter_photo");
}

static enum rc
check_hold(struct db *tx, const struct retention_case *c, struct err *e)
{
	struct row_legal_hold hold;
	enum rc rc = q_legal_hold_open(tx, str_from_z(c->noun), c->id, &hold, e);

	if (rc == RC_NOT_FOUND)
		return RC_OK;
	return rc != RC_OK
		   ? rc
		   : err_set(e, RC_CONFLICT,
			 N_("Berkas ini sedang ditahan untuk kepentingan hukum dan tidak "
			    "boleh dimusnahkan."),
			 "legal hold");
}

/* Erase the keys; a line of each goes into the record. */
static enum rc
erase_all(struct domain *d, struct db *tx, const struct retention_case *c,
    struct buf *lines, struct retention_done *out, struct err *e)
{
	struct row_document_list docs;
	enum rc rc = q_documents_of(tx, str_from_z(c->noun), c->id, &docs, e);

	if (rc != RC_OK)
		return rc;
	out->ids = ARENA_ARRAY(d->a, docs.n + 1, str);
	for (size_t i = 0; rc == RC_OK && i < docs.n; i++) {
		const struct row_document *doc = &docs.at[i];

		if (!c->all && !is_identity(doc->class))
			continue;
		rc = q_document_erase(tx, doc->id, domain_now(d), e);
		out->ids[out->n++] = doc->id;
		buf_fmt(lines, "%.*s\t%lld\t%.*s\n", STR_ARG(doc->class),
		    (long long)doc->created_s, STR_ARG(doc->sha256));
	}
	return rc;
}

/* The receipt is numbered with the act; it is drawn when somebody first asks for it. */
static enum rc
number_receipt(
    struct domain *d, struct db *tx, const struct row_destruction *row, struct err *e)
{
	struct row_office office;
	enum rc rc = q_office_by_code(tx, row->office, &office, e);

	if (rc != RC_OK)
		return rc;
	return letters_number_tx(d, tx,
	    &(struct letters_ahead){ .office = &office,
		.kind = RECEIPT,
		.type = LETTERS_MINUTES,
		.noun = "destruction",
		.noun_id = row->id,
		.data_hash =
		    vault_mac(d->vault, d->a, STR("destruction"), row->documents) },
	    e);
}

enum rc
retention_destroy_tx(struct domain *d, struct db *tx, const struct actor *who,
    const struct retention_case *c, struct retention_done *out, struct err *e)
{
	struct row_destruction row = { .id = rnd_id(d->a),
		.noun = str_from_z(c->noun),
		.noun_id = c->id,
		.number = c->number,
		.office = c->office,
		.basis = str_from_z(c->basis),
		.at_s = domain_now(d),
		.by_account = who->account };
	struct buf lines;
	enum rc rc = check_hold(tx, c, e);

	*out = (struct retention_done){ .destruction = STR_NONE };
	buf_init(&lines, d->a, 512);
	if (rc == RC_OK)
		rc = erase_all(d, tx, c, &lines, out, e);
	if (rc != RC_OK || (out->n == 0 && !c->all))
		return rc;
	row.n = (int64_t)out->n;
	row.documents = buf_get(&lines);
	rc = q_destruction_insert(tx, &row, e);
	if (rc == RC_OK)
		rc = number_receipt(d, tx, &row, e);
	if (rc == RC_OK && c->all)
		rc = forget_case_tx(d, tx, c, e);
	if (rc == RC_OK)
		rc = audit_add(d, tx, who, "document.destroyed",
		    str_fmt(d->a, "%s/%.*s", c->noun, STR_ARG(c->id)), c->office,
		    str_fmt(d->a, "{\"basis\":\"%s\",\"destruction\":\"%.*s\",\"n\":%zu}",
			c->basis, STR_ARG(row.id), out->n),
		    e);
	out->destruction = row.id;
	return rc;
}

void
retention_remove_files(struct domain *d, const struct retention_done *done)
{
	struct err e;

	for (size_t i = 0; i < done->n; i++)
		if (vault_destroy(d->vault, done->ids[i], &e) != RC_OK)
			log_line(LOG_WARN_, "retention", "file stays for the sweep: %s",
			    e.why);
}

/* ---- what is due ---- */

struct due {
	struct domain *d;
	struct retention_case c;
	struct retention_done done;
};

static enum rc
due_tx(struct db *tx, void *arg, struct err *e)
{
	struct due *x = arg;
	struct actor us = actor_system("retention");

	return retention_destroy_tx(x->d, tx, &us, &x->c, &x->done, e);
}

static enum rc
destroy_due(struct domain *d, const struct retention_case *c, int64_t *n, struct err *e)
{
	struct due x = { .d = d, .c = *c };
	enum rc rc = store_write(d->store, d->a, due_tx, &x, e);

	if (rc == RC_CONFLICT)
		return RC_OK; /* a hold was set a moment ago */
	if (rc != RC_OK)
		return rc;
	retention_remove_files(d, &x.done);
	*n += x.done.destruction.p != NULL;
	return RC_OK;
}

struct class_rule {
	const char *basis;
	int64_t days;
	bool all;
};

static enum rc
run_applications(struct domain *d, const struct class_rule *r, const char *state,
    int64_t *n, struct err *e)
{
	struct row_retention_due_applications_list due;
	int64_t before = domain_now(d) - r->days * DAY;
	enum rc rc = q_retention_due_applications(d->db,
	    &(struct q_retention_due_applications_in){
		str_from_z(state), before, r->all ? before : INT64_MAX, !r->all, BATCH },
	    &due, e);

	for (size_t i = 0; rc == RC_OK && i < due.n; i++)
		rc = destroy_due(d,
		    &(struct retention_case){ "application", due.at[i].id,
			due.at[i].number, due.at[i].office, r->basis, r->all },
		    n, e);
	return rc;
}

static enum rc
run_candidacies(struct domain *d, const struct class_rule *r, const char *state,
    int64_t *n, struct err *e)
{
	struct row_retention_due_candidacies_list due;
	int64_t before = domain_now(d) - r->days * DAY;
	enum rc rc = q_retention_due_candidacies(d->db,
	    &(struct q_retention_due_candidacies_in){
		str_from_z(state), before, r->all ? before : INT64_MAX, !r->all, BATCH },
	    &due, e);

	for (size_t i = 0; rc == RC_OK && i < due.n; i++)
		rc = destroy_due(d,
		    &(struct retention_case){ "candidacy", due.at[i].id, due.at[i].number,
			due.at[i].office, r->basis, r->all },
		    n, e);
	return rc;
}

/* ---- collective letters, certificates, and what an answer left ---- */

static enum rc
run_collectives(struct domain *d, int64_t *n, struct err *e)
{
	int64_t before = domain_now(d) - d->conf->retention_case_days * DAY;
	struct row_retention_due_collectives_list due;
	enum rc rc = q_retention_due_collectives(d->db, before, BATCH, &due, e);

	for (size_t i = 0; rc == RC_OK && i < due.n; i++) {
		struct retention_case c = { "collective", due.at[i].id, due.at[i].id,
			due.at[i].office, "case", true };
		struct row_letter_list letters;

		rc = q_letter_of_noun(d->db, STR("collective"), c.id, &letters, e);
		if (rc == RC_OK && letters.n > 0)
			c.number = letters.at[0].number;
		if (rc == RC_OK)
			rc = destroy_due(d, &c, n, e);
	}
	return rc;
}

struct record_due {
	struct domain *d;
	const struct row_retention_due_records *r;
};

static enum rc
record_tx(struct db *tx, void *arg, struct err *e)
{
	const struct record_due *x = arg;
	struct domain *d = x->d;
	struct actor us = actor_system("retention");
	struct row_destruction row = { .id = rnd_id(d->a),
		.noun = STR("certificate"),
		.noun_id = x->r->serial,
		.number = x->r->number,
		.office = x->r->office,
		.basis = STR("record"),
		.documents = STR(""),
		.at_s = domain_now(d),
		.by_account = us.account };
	enum rc rc = q_destruction_insert(tx, &row, e);

	if (rc == RC_OK)
		rc = number_receipt(d, tx, &row, e);
	if (rc == RC_OK)
		rc = forget_certificate_tx(tx, x->r->serial, x->r->application, e);
	if (rc == RC_OK)
		rc = audit_add(d, tx, &us, "certificate.forgotten",
		    str_fmt(d->a, "certificate/%.*s", STR_ARG(x->r->serial)),
		    x->r->office,
		    str_fmt(d->a, "{\"destruction\":\"%.*s\"}", STR_ARG(row.id)), e);
	return rc;
}

/* The case may still be kept then, never the other way round: its time is over with the register's. */
static enum rc
run_records(struct domain *d, int64_t *n, struct err *e)
{
	static const char *const states[] = { "expired", "revoked", "superseded" };
	int64_t days = d->conf->retention_record_days > d->conf->retention_case_days
			   ? d->conf->retention_record_days
			   : d->conf->retention_case_days;
	struct row_retention_due_records_list due;
	enum rc rc = RC_OK;

	for (size_t s = 0; rc == RC_OK && s < ARRAY_LEN(states); s++) {
		rc = q_retention_due_records(d->db, str_from_z(states[s]),
		    domain_now(d) - days * DAY, BATCH, &due, e);
		for (size_t i = 0; rc == RC_OK && i < due.n; i++) {
			struct record_due x = { d, &due.at[i] };

			rc = store_write(d->store, d->a, record_tx, &x, e);
			*n += rc == RC_OK;
		}
	}
	return rc;
}

static enum rc
leftovers_tx(struct db *tx, void *arg, struct err *e)
{
	const struct row_retention_leftovers *x = arg;

	return forget_leftovers_tx(
	    tx, str_eq_z(x->noun, "application") ? "application" : "candidacy", x->id, e);
}

/* The answer to a request stands for a while. */
static enum rc
run_leftovers(struct domain *d, struct err *e)
{
	struct row_retention_leftovers_list due;
	enum rc rc =
	    q_retention_leftovers(d->db, domain_now(d) - LEFTOVER_DAYS * DAY, &due, e);

	for (size_t i = 0; rc == RC_OK && i < due.n; i++) {
		struct row_retention_leftovers one = due.at[i];

		rc = store_write(d->store, d->a, leftovers_tx, &one, e);
	}
	return rc;
}

enum rc
retention_run(struct domain *d, int64_t *out_n, struct err *e)
{
	static const char *const applications[] = { "issued", "refused", "withdrawn",
		"lapsed" };
	static const char *const candidacies[] = { "granted", "refused", "closed" };
	const struct class_rule rules[] = {
		{ "identity", d->conf->retention_identity_days, false },
		{ "case", d->conf->retention_case_days, true },
	};
	enum rc rc = RC_OK;

	*out_n = 0;
	for (size_t r = 0; r < ARRAY_LEN(rules); r++) {
		for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(applications); i++)
			rc = run_applications(d, &rules[r], applications[i], out_n, e);
		for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(candidacies); i++)
			rc = run_candidacies(d, &rules[r], candidacies[i], out_n, e);
	}
	if (rc == RC_OK)
		rc = run_collectives(d, out_n, e);
	if (rc == RC_OK)
		rc = run_records(d, out_n, e);
	return rc == RC_OK ? run_leftovers(d, e) : rc;
}

enum rc
retention_job(struct domain *d, struct err *e)
{
	int64_t n = 0;
	enum rc rc = retention_run(d, &n, e);

	if (rc == RC_OK && n > 0)
		log_line(LOG_INFO_, "retention", "cases=%lld", (long long)n);
	return rc;
}

/* ---- the record ---- */

enum rc
retention_list(struct domain *d, int64_t before_s, str before_id, int64_t n,
    struct row_destruction_list *out, struct err *e)
{
	return q_destruction_list(d->db, before_s, before_id, n, out, e);
}

const char *
retention_basis_label(str basis)
{
	if (str_eq_z(basis, "identity"))
		return N_("Masa simpan gambar identitas berakhir");
	if (str_eq_z(basis, "case"))
		return N_("Masa simpan berkas berakhir");
	if (str_eq_z(basis, "record"))
		return N_("Masa simpan catatan sertifikat berakhir");
	return N_("Permintaan pemilik data");
}

/* Who the case was about, while that is still known: for the receipt. */
static enum rc
person_of(struct domain *d, const struct row_destruction *row, str *name, str *nip,
    struct err *e)
{
	struct row_application app;
	struct row_candidacy cand;
	enum rc rc;

	if (str_eq_z(row->noun, "application")) {
		rc = q_application_by_id(d->db, row->noun_id, &app, e);
		if (rc == RC_OK) {
			*name = app.name;
			*nip = app.nip;
		}
		return rc;
	}
	if (!str_eq_z(row->noun, "candidacy"))
		return RC_OK;
	rc = q_candidacy_by_id(d->db, row->noun_id, &cand, e);
	if (rc == RC_OK) {
		*name = cand.name;
		*nip = cand.nip;
	}
	return rc;
}

/* The lines of the record as rows of the letter's table. */
static struct letter_rows
rows_of(struct domain *d, const struct row_destruction *row, enum zone z)
{
	static const char *const columns[] = { "label", "made", "sha256" };
	str *cells = ARENA_ARRAY(d->a, (size_t)row->n * ARRAY_LEN(columns) + 1, str);
	str rest = row->documents;
	size_t n = 0;

	for (; rest.n > 0 && n < (size_t)row->n; n++) {
		str line = str_cut(&rest, '\n'), class = str_cut(&line, '\t'),
		    made = str_cut(&line, '\t');
		str *cell = cells + n * ARRAY_LEN(columns);
		int c = document_class_parse(class);
		struct err ignored;
		int64_t made_s;

		cell[0] = c < 0
			      ? class
			      : str_from_z(document_class_label((enum document_class)c));
		cell[1] = str_int64(made, &made_s, &ignored) == RC_OK
			      ? date_long(d->a, time_civil(made_s, z).date, LANG_ID)
			      : made;
		cell[2] = line;
	}
	return (struct letter_rows){ "items", columns, ARRAY_LEN(columns), cells, n };
}

static enum rc
draw_receipt(struct domain *d, const struct row_destruction *row,
    const struct row_letter *letter, struct letter_pdf *out, struct err *e)
{
	str name = STR_NONE, nip = STR_NONE;
	struct row_office office;
	enum rc rc = person_of(d, row, &name, &nip, e);
	enum zone z;

	if (rc == RC_OK)
		rc = q_office_by_code(d->db, row->office, &office, e);
	if (rc != RC_OK)
		return rc;
	z = zone_parse(office.zone);
	struct letter_rows rows = rows_of(d, row, z);
	const struct letter_field fields[] = {
		{ "destroyed", time_long(d->a, row->at_s, z, LANG_ID) },
		{ "count", letter_count(d->a, row->n) },
		{ "case_number", row->number },
		{ "name", name },
		{ "nip", nip.n > 0 ? ident_nip_spaced(d->a, nip) : STR_NONE },
		{ "reason", str_from_z(retention_basis_label(row->basis)) },
	};
	const struct letters_text text = { .kind = RECEIPT,
		.office = &office,
		.fields = fields,
		.n_fields = ARRAY_LEN(fields),
		.rows = &rows,
		.number = letter->number,
		.at_s = letter->created_s,
		.check_url = letters_check_url(d->a, d->conf, letter->check_code),
		.check_code = letters_code_shown(d->a, letter->check_code) };

	return letters_draw(d, &text, out, e);
}

struct receipt {
	struct domain *d;
	struct row_letter letter;
	struct row_document doc;
	struct letter_pdf pdf;
};

static enum rc
keep_receipt(struct db *tx, void *arg, struct err *e)
{
	struct receipt *x = arg;
	enum rc rc = document_record_tx(x->d, tx, &x->doc, e);

	return rc == RC_OK ? q_letter_set_document(tx, x->letter.id, x->doc.id,
				 x->pdf.version, x->pdf.template_sha256, e)
			   : rc;
}

/* Drawn once, then kept: who has a copy can have it compared at /cek. */
static enum rc
make_receipt(struct receipt *x, const struct row_destruction *row, struct err *e)
{
	struct domain *d = x->d;
	struct document_owner owner = { "destruction", row->id };
	enum rc rc = draw_receipt(d, row, &x->letter, &x->pdf, e);

	if (rc == RC_OK)
		rc = document_store(d, &owner, DOC_DESTRUCTION, x->pdf.bytes,
		    str_fmt(d->a, "Bukti pemusnahan %.*s.pdf", STR_ARG(row->number)),
		    &x->doc, e);
	if (rc != RC_OK)
		return rc;
	x->doc.pages = (int64_t)x->pdf.pages;
	rc = store_write(d->store, d->a, keep_receipt, x, e);
	if (rc != RC_CONFLICT && rc != RC_NOT_FOUND)
		return rc;
	/* somebody asked for it at the same time and was faster: his is the one */
	rc = vault_destroy(d->vault, x->doc.id, e);
	if (rc == RC_OK)
		rc = q_letter_current(
		    d->db, STR("destruction"), row->id, STR(RECEIPT), &x->letter, e);
	return rc == RC_OK ? q_document_by_id(d->db, x->letter.document, &x->doc, e) : rc;
}

enum rc
retention_receipt(struct domain *d, str id, struct row_destruction *out_row, str *out_pdf,
    struct err *e)
{
	struct receipt x = { .d = d };
	enum rc rc = q_destruction_by_id(d->db, id, out_row, e);

	if (rc == RC_OK)
		rc = q_letter_current(
		    d->db, STR("destruction"), id, STR(RECEIPT), &x.letter, e);
	if (rc != RC_OK)
		return rc;
	rc = x.letter.document.p != NULL
		 ? q_document_by_id(d->db, x.letter.document, &x.doc, e)
		 : make_receipt(&x, out_row, e);
	return rc == RC_OK ? document_bytes(d, &x.doc, out_pdf, e) : rc;
}

/* Name of the person whose data it was. */
enum rc
retention_person(
    struct domain *d, const struct row_destruction *row, str *out_name, struct err *e)
{
	str nip;

	*out_name = STR_NONE;
	return person_of(d, row, out_name, &nip, e);
}
