/* document.c - personal documents. */
#include "domain/document.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/rnd.h"
#include "base/utf8.h"
#include "domain/application.h"
#include "domain/audit_case.h"
#include "domain/candidacy.h"
#include "domain/document_scan.h"
#include "domain/office_rules.h"
#include "domain/record.h"

#define VIEW_QUIET_S 600

static const struct {
	const char *text, *label;
	enum document_kind kind;
	enum inspect_use use;
} classes[DOC__COUNT] = {
#define DOC(id, text, label, kind, use) [id] = { text, label, kind, use },
#include "model/documents.def"
};

const char *
document_class_text(enum document_class c)
{
	return classes[c].text;
}

const char *
document_class_label(enum document_class c)
{
	return classes[c].label;
}

int
document_class_parse(str text)
{
	for (int c = 0; c < DOC__COUNT; c++)
		if (str_eq_z(text, classes[c].text))
			return c;
	return -1;
}

bool
document_class_is_ours(enum document_class c)
{
	switch (c) {
	case DOC_GEN_RECOMMENDATION:
	case DOC_GEN_STATEMENT:
	case DOC_GEN_COLLECTIVE:
	case DOC_RECEIPT:
	case DOC_MINUTES:
	case DOC_DESTRUCTION:
	case DOC_ACTIVATION:
		return true;
	case DOC_EKTP:
	case DOC_PHOTO:
	case DOC_APPOINTMENT:
	case DOC_LETTER:
	case DOC_COUNTER_PHOTO:
	case DOC_SIGNED_RECOMMENDATION:
	case DOC_SIGNED_STATEMENT:
	case DOC_COLLECTIVE:
	case DOC__COUNT:
	default:
		return false;
	}
}

static const char *
type_text(enum document_kind kind)
{
	return kind == DOC_IMAGE ? "image/jpeg" : "application/pdf";
}

static void
fill_row(struct domain *d, const struct document_owner *owner, enum document_class c,
    const struct vault_doc *doc, str name, str by, struct row_document *row)
{
	*row = (struct row_document){ .id = doc->id,
		.noun = str_from_z(owner->noun),
		.noun_id = owner->id,
		.class = str_from_z(classes[c].text),
		.state = STR("kept"),
		.type = str_from_z(type_text(classes[c].kind)),
		.bytes = doc->bytes,
		.sha256 = doc->sha256,
		.key_box = doc->key_box,
		.pages = row->pages,
		.width = row->width,
		.height = row->height,
		.name = name,
		.created_s = domain_now(d),
		.created_by = by,
		.erased_s = SQL_NULL_INT,
		.parent = STR_NONE };
}

static enum rc
audit_document(struct domain *d, struct db *tx, const struct actor *who,
    const char *action, const struct row_document *row, str reason, struct err *e)
{
	struct buf detail;
	struct json j;

	buf_init(&detail, d->a, 256);
	json_begin(&j, &detail);
	json_text(&j, "class", row->class);
	json_text(&j, "sha256", row->sha256);
	json_text(&j, "owner",
	    str_fmt(d->a, "%.*s/%.*s", STR_ARG(row->noun), STR_ARG(row->noun_id)));
	if (reason.n > 0)
		json_text(&j, "reason", reason);
	json_end(&j);
	return audit_add(d, tx, who, action,
	    str_fmt(d->a, "document/%.*s", STR_ARG(row->id)), STR_NONE, buf_get(&detail),
	    e);
}

enum rc
document_replace_tx(struct domain *d, struct db *tx, const struct row_document *by,
    str *out_erased, struct err *e)
{
	struct row_document old = { .id = STR_NONE };
	struct row_legal_hold hold;
	enum rc rc = q_legal_hold_open(tx, by->noun, by->noun_id, &hold, e);

	*out_erased = STR_NONE;
	if (rc != RC_NOT_FOUND)
		return rc;
	rc = q_document_current(tx, by->noun, by->noun_id, by->class, &old, e);
	if (rc == RC_OK)
		rc = q_document_erase(tx, old.id, domain_now(d), e);
	if (rc == RC_OK)
		*out_erased = old.id;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
document_take_tx(struct document_taking *t, struct db *tx, struct err *e)
{
	struct domain *d = t->d;
	enum rc rc = RC_OK;

	t->erased = STR_NONE;
	if (t->erase_old)
		rc = document_replace_tx(d, tx, &t->out.row, &t->erased, e);
	if (rc == RC_OK)
		rc = q_document_insert(tx, &t->out.row, e);
	if (rc == RC_OK && t->scan != NULL)
		rc = q_document_scan_insert(tx,
		    &(struct row_document_scan){ .document = t->out.row.id,
			.state = str_from_z(t->scan),
			.at_s = domain_now(d),
			.signature = STR_NONE },
		    e);
	return rc != RC_OK ? rc
			   : audit_document(d, tx, t->who, "document.take", &t->out.row,
				 STR_NONE, e);
}

/* Look at an upload with the inspector: fills pages, size, hints; for pictures the new bytes. */
static enum rc
look(struct domain *d, enum document_class c, str bytes, enum file_type type,
    struct document_taken *out, str *out_new, struct err *e)
{
	struct inspect_image image;
	struct inspect_pdf pdf;
	enum rc rc;

	out->row.pages = out->row.width = out->row.height = SQL_NULL_INT;
	if (classes[c].kind == DOC_PDF) {
		if (type != FILE_PDF)
			return err_set(
			    e, RC_INVALID, N_("Berkas harus PDF."), "not a PDF");
		rc = inspect_pdf(d->inspector, d->a, bytes, &pdf, e);
		if (rc == RC_OK)
			out->row.pages = pdf.pages;
		return rc;
	}
	if (type != FILE_JPEG && type != FILE_PNG)
		return err_set(e, RC_INVALID,
		    N_("Berkas ini bukan JPG atau PNG. Bila dari iPhone, ubah setelan kamera ke "
		       "\"Paling Kompatibel\"."),
		    "not a picture");
	rc = inspect_image(d->inspector, d->a, bytes, classes[c].use, &image, e);
	if (rc != RC_OK)
		return rc;
	*out_new = image.jpeg;
	out->hints = image.hints;
	out->row.pages = 1;
	out->row.width = image.jpeg_width;
	out->row.height = image.jpeg_height;
	return RC_OK;
}

static void
fill_taken(struct document_taking *t, const struct document_owner *owner,
    enum document_class c, const struct vault_doc *doc, str filename)
{
	fill_row(t->d, owner, c, doc, utf8_head(filename, DOCUMENT_NAME_BYTES),
	    t->who->account.p != NULL ? t->who->account : STR("applicant"), &t->out.row);
}

enum rc
document_prepare(struct document_taking *t, const struct document_owner *owner,
    enum document_class c, struct vault_stage *stage, str filename, struct err *e)
{
	struct domain *d = t->d;
	str bytes, made = STR_NONE;
	struct vault_doc doc = { .id = STR_NONE };
	enum rc rc = vault_stage_read(stage, d->a, &bytes, e);

	if (rc == RC_OK)
		rc = look(d, c, bytes, vault_stage_type(stage), &t->out, &made, e);
	if (rc == RC_OK && classes[c].kind == DOC_PDF)
		rc = document_scan_new(
		    d, t->who, bytes, str_from_z(classes[c].text), &t->scan, e);
	if (rc == RC_OK && made.p != NULL)
		rc = vault_put(d->vault, d->a, made, &doc, e);
	else if (rc == RC_OK)
		rc = vault_commit(stage, d->a, &doc, e);
	if (rc != RC_OK || made.p != NULL)
		vault_discard(stage); /* not committed: the stage is still ours */
	if (rc == RC_OK)
		fill_taken(t, owner, c, &doc, filename);
	return rc;
}

enum rc
document_prepare_two(struct document_taking *t, const struct document_owner *owner,
    enum document_class c, struct vault_stage *const stages[2], str filename,
    struct err *e)
{
	struct domain *d = t->d;
	struct vault_doc doc = { .id = STR_NONE };
	struct inspect_merged merged;
	str bytes[2];
	enum rc rc = RC_OK;

	BUG_ON(classes[c].kind != DOC_PDF);
	for (int i = 0; i < 2 && rc == RC_OK; i++)
		rc = vault_stage_read(stages[i], d->a, &bytes[i], e);
	if (rc == RC_OK)
		rc = inspect_merge(d->inspector, d->a, bytes[0], bytes[1], &merged, e);
	if (rc == RC_OK)
		rc = document_scan_new(
		    d, t->who, merged.pdf, str_from_z(classes[c].text), &t->scan, e);
	if (rc == RC_OK)
		rc = vault_put(d->vault, d->a, merged.pdf, &doc, e);
	for (int i = 0; i < 2; i++)
		vault_discard(stages[i]);
	if (rc != RC_OK)
		return rc;
	t->out.row.pages = merged.pages;
	t->out.row.width = t->out.row.height = SQL_NULL_INT;
	t->first_pages = merged.first_pages;
	fill_taken(t, owner, c, &doc, filename);
	return RC_OK;
}

void
document_kept(struct document_taking *t)
{
	struct err e;

	if (t->erased.p != NULL && vault_destroy(t->d->vault, t->erased, &e) != RC_OK)
		log_line(LOG_WARN_, "document", "file stays for the sweep: %s", e.why);
}

static enum rc
take_in_write(struct db *tx, void *arg, struct err *e)
{
	return document_take_tx(arg, tx, e);
}

enum rc
document_take(struct domain *d, const struct actor *who,
    const struct document_owner *owner, enum document_class c, struct vault_stage *stage,
    str filename, bool erase_old, struct document_taken *out, struct err *e)
{
	struct document_taking t = { .d = d, .who = who, .erase_old = erase_old };
	enum rc rc = document_prepare(&t, owner, c, stage, filename, e);

	if (rc == RC_OK)
		rc = store_write(d->store, d->a, take_in_write, &t, e);
	if (rc != RC_OK)
		return rc; /* the file is an orphan; the sweep removes it */
	document_kept(&t);
	*out = t.out;
	return RC_OK;
}

enum rc
document_store(struct domain *d, const struct document_owner *owner,
    enum document_class c, str bytes, str name, struct row_document *out, struct err *e)
{
	struct vault_doc doc = { .id = STR_NONE };
	enum rc rc = vault_put(d->vault, d->a, bytes, &doc, e);

	if (rc != RC_OK)
		return rc;
	out->pages = out->width = out->height = SQL_NULL_INT;
	fill_row(d, owner, c, &doc, name, STR("system"), out);
	return RC_OK;
}

enum rc
document_record_tx(
    struct domain *d, struct db *tx, const struct row_document *row, struct err *e)
{
	struct actor us = actor_system("letters");
	enum rc rc = q_document_insert(tx, row, e);

	return rc != RC_OK
		   ? rc
		   : audit_document(d, tx, &us, "document.make", row, STR_NONE, e);
}

enum rc
document_record_all_tx(struct domain *d, struct db *tx,
    const struct row_document *const *rows, size_t n, struct err *e)
{
	struct actor us = actor_system("letters");
	struct buf detail;
	struct json all;

	BUG_ON(n == 0);
	buf_init(&detail, d->a, 256);
	json_begin(&all, &detail);
	for (size_t i = 0; i < n; i++) {
		enum rc rc = q_document_insert(tx, rows[i], e);
		struct buf one;
		struct json j;

		if (rc != RC_OK)
			return rc;
		buf_init(&one, d->a, 128);
		json_begin(&j, &one);
		json_text(&j, "class", rows[i]->class);
		json_text(&j, "sha256", rows[i]->sha256);
		json_end(&j);
		json_raw(&all,
		    str_z(d->a, str_fmt(d->a, "document/%.*s", STR_ARG(rows[i]->id))),
		    buf_get(&one));
	}
	json_end(&all);
	return audit_add(d, tx, &us, "document.make",
	    str_fmt(d->a, "%.*s/%.*s", STR_ARG(rows[0]->noun), STR_ARG(rows[0]->noun_id)),
	    STR_NONE, buf_get(&detail), e);
}

enum rc
document_current(struct domain *d, const struct document_owner *owner,
    enum document_class c, struct row_document *out, struct err *e)
{
	return q_document_current(d->db, str_from_z(owner->noun), owner->id,
	    str_from_z(classes[c].text), out, e);
}

enum rc
document_list(struct domain *d, const struct document_owner *owner,
    struct row_document_list *out, struct err *e)
{
	return q_documents_of(d->db, str_from_z(owner->noun), owner->id, out, e);
}

/* Reach of a document is that of the file it lies in. */
static enum rc
owner_scope(
    struct domain *d, const struct row_document *row, struct scope *out, struct err *e)
{
	struct row_application app;
	struct row_candidacy cand;
	struct row_collective letter;
	enum rc rc;

	if (str_eq(row->noun, STR("application"))) {
		rc = q_application_by_id(d->db, row->noun_id, &app, e);
		if (rc == RC_OK)
			*out = application_scope(&app);
		return rc;
	}
	if (str_eq(row->noun, STR("candidacy"))) {
		rc = q_candidacy_by_id(d->db, row->noun_id, &cand, e);
		if (rc == RC_OK)
			*out = candidacy_scope(&cand);
		return rc;
	}
	if (str_eq(row->noun, STR("collective"))) {
		rc = q_collective_by_id(d->db, row->noun_id, &letter, e);
		if (rc == RC_OK)
			*out = (struct scope){ .office = letter.office };
		return rc;
	}
	return err_set(
	    e, RC_NOT_FOUND, N_("Dokumen tidak ditemukan."), "document of unknown noun");
}

struct open_args {
	struct domain *d;
	const struct actor *who;
	const struct row_document *row;
	const char *event;
	str viewer, reason;
	int64_t quiet_s; /* no event so soon after the last; 0: always one */
};

static enum rc
open_in_write(struct db *tx, void *arg, struct err *e)
{
	struct open_args *p = arg;
	int64_t now = domain_now(p->d);
	struct row_doc_view last;
	enum rc rc = q_document_lock(tx, p->row->id, e);

	if (rc == RC_CONFLICT)
		return err_set(e, RC_NOT_FOUND, N_("Dokumen ini sudah dihapus."),
		    "erased meanwhile");
	if (rc == RC_OK &&
	    p->quiet_s >
		0) { /* two pages of it that are asked for at once are one opening */
		rc = q_doc_view_last(tx, p->row->id, p->viewer, &last, e);
		if (rc == RC_OK && now - last.at_s < p->quiet_s)
			return RC_OK;
		rc = rc == RC_NOT_FOUND ? RC_OK : rc;
	}
	if (rc != RC_OK)
		return rc;
	rc = q_doc_view_insert(tx,
	    &(struct row_doc_view){ .id = rnd_id(p->d->a),
		.document = p->row->id,
		.viewer = p->viewer,
		.at_s = now,
		.reason = p->reason },
	    e);
	return rc != RC_OK
		   ? rc
		   : audit_document(p->d, tx, p->who, p->event, p->row, p->reason, e);
}

/* Who records people or offices has no business with their papers (DESIGN 4). */
static enum rc
check_reader(const struct actor *who, const struct row_document *row, struct err *e)
{
	unsigned readers = R_OPIP | R_KEPALA | R_VERIFIER | R_AUDITOR;

	if (!str_eq(row->noun, STR("application")))
		readers |= R_OFFICE_ADMIN;
	if (who->roles & readers)
		return RC_OK;
	return err_set(e, RC_NOT_FOUND,
	    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
	    "not a reader of documents");
}

/* The card of an application, before it was compared: see office_rules.h. */
static enum rc
check_card(struct domain *d, const struct actor *who, const struct row_document *row,
    struct err *e)
{
	struct row_application app;
	enum rc rc;

	if (!str_eq_z(row->noun, "application") || !str_eq_z(row->class, "ektp"))
		return RC_OK;
	rc = q_application_by_id(d->db, row->noun_id, &app, e);
	if (rc != RC_OK || !office_card_hidden(d, who, &app))
		return rc;
	return err_set(e, RC_DENIED,
	    N_("Gambar e-KTP ini terbuka bagi pemeriksa berkas, dan di loket sesudah NIK diketik dari kartu asli."),
	    "card before the NIK was typed");
}

/* A kept document within his reach, and whether it is his own. */
static enum rc
find_readable(struct domain *d, const struct actor *who, str id, struct row_document *out,
    bool *out_own, struct err *e)
{
	struct scope scope;
	enum rc rc = q_document_by_id(d->db, id, out, e);

	if (rc == RC_OK && !str_eq(out->state, STR("kept")))
		return err_set(
		    e, RC_NOT_FOUND, N_("Dokumen ini sudah dihapus."), "erased");
	if (rc == RC_OK)
		rc = owner_scope(d, out, &scope, e);
	if (rc == RC_OK)
		rc = scope_check(who, &scope, e);
	if (rc != RC_OK)
		return rc;
	*out_own = scope_is_own(who, &scope);
	if (*out_own)
		return RC_OK;
	rc = check_reader(who, out, e);
	return rc != RC_OK ? rc : check_card(d, who, out, e);
}

enum rc
document_open(struct domain *d, const struct actor *who, str id, str reason,
    struct row_document *out, struct err *e)
{
	struct open_args p = { d, who, out, "document.open", who->account, reason,
		VIEW_QUIET_S };
	struct row_doc_view last;
	bool own = false;
	enum rc rc = find_readable(d, who, id, out, &own, e);

	if (rc != RC_OK || own)
		return rc;
	rc = q_doc_view_last(d->db, id, p.viewer, &last, e);
	if (rc == RC_OK && domain_now(d) - last.at_s < VIEW_QUIET_S)
		return RC_OK;
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	if (who->roles & R_AUDITOR && str_trim(reason).n == 0) {
		/* given once for the whole case file */
		rc = audit_case_reason(d, who,
		    str_fmt(d->a, "%.*s/%.*s", STR_ARG(out->noun), STR_ARG(out->noun_id)),
		    &p.reason, e);
		if (rc != RC_OK)
			return rc;
	}
	if (who->roles & R_AUDITOR && str_trim(p.reason).n == 0)
		return err_set(e, RC_INVALID, N_("Tulis alasan membuka dokumen ini."),
		    "auditor without reason");
	return store_write(d->store, d->a, open_in_write, &p, e);
}

enum rc
document_original(struct domain *d, const struct actor *who, str id, str reason,
    struct row_document *out, bool *out_ask, struct err *e)
{
	struct open_args p = { d, who, out, "document.download", who->account,
		str_squeeze(d->a, reason), 0 };
	bool own = false;
	int class;
	enum rc rc = find_readable(d, who, id, out, &own, e);

	*out_ask = false;
	if (rc != RC_OK || own)
		return rc;
	class = document_class_parse(out->class);
	if (class >= 0 && document_class_is_ours((enum document_class) class))
		return document_open(d, who, id, reason, out, e);
	*out_ask = p.reason.n == 0;
	return *out_ask ? RC_OK : store_write(d->store, d->a, open_in_write, &p, e);
}

enum rc
document_bytes(struct domain *d, const struct row_document *row, str *out, struct err *e)
{
	return vault_read(
	    d->vault, d->a, row->id, row->key_box, LIMIT_FILE_BYTES, out, e);
}

enum rc
document_page_marked(struct domain *d, const struct actor *who,
    const struct row_document *row, int page, int dpi, enum zone zone, str *out_jpeg,
    struct err *e)
{
	struct scope scope;
	str plain, mark;
	enum rc rc = document_page(d, row, page, dpi, &plain, e);

	if (rc == RC_OK)
		rc = owner_scope(d, row, &scope, e);
	if (rc != RC_OK)
		return rc;
	if (scope_is_own(who, &scope)) {
		*out_jpeg = plain;
		return RC_OK;
	}
	/* to the minute: a page that is loaded again is the same picture */
	mark = str_fmt(d->a, "%.*s · %.*s", STR_ARG(who->name),
	    STR_ARG(time_long(d->a, domain_now(d), zone, d->lang)));
	return inspect_mark(d->inspector, d->a, plain, mark, out_jpeg, e);
}

enum rc
document_page(struct domain *d, const struct row_document *row, int page, int dpi,
    str *out_jpeg, struct err *e)
{
	struct inspect_page made;
	str bytes;
	enum rc rc = document_bytes(d, row, &bytes, e);

	if (rc != RC_OK)
		return rc;
	if (str_eq(row->type, STR("image/jpeg"))) {
		*out_jpeg = bytes;
		return RC_OK;
	}
	rc = inspect_pdf_page(d->inspector, d->a, bytes, page, dpi, &made, e);
	if (rc == RC_OK)
		*out_jpeg = made.jpeg;
	return rc;
}
