/*
 * document.h - personal documents: taken in (inspected, re-encoded, encrypted), listed, opened.
 *
 * A document belongs to one noun ("application", "candidacy"). Pictures are stored as re-encoded by
 * the inspector, PDFs as sent once they were found harmless. Every opening by somebody else than the
 * owner is an event that the owner can see.
 */
#ifndef DOMAIN_DOCUMENT_H
#define DOMAIN_DOCUMENT_H

#include "domain/domain.h"
#include "vault/inspect.h"

enum document_kind { DOC_IMAGE, DOC_PDF };

enum document_class {
#define DOC(id, text, label, kind, use) id,
#include "model/documents.def"
	DOC__COUNT
};

const char *document_class_text(enum document_class c);
/* Indonesian label, for i18n_tr. */
const char *document_class_label(enum document_class c);
/* -1 when unknown. */
int document_class_parse(str text);
/* Made by the system, not sent by a person. */
bool document_class_is_ours(enum document_class c);

struct document_owner {
	const char *noun;
	str id;
};

struct document_taken {
	struct row_document row;
	unsigned hints; /* enum inspect_hint: advice on a picture, 0 for a PDF */
};

/*
 * Take a finished upload into the file of `owner` as its current document of that class. Always
 * consumes `stage`. With `erase_old` an earlier one of the class is erased (a draft's correction);
 * otherwise it stays as an older version. RC_INVALID: the inspector's or the type's sentence.
 */
MUST_USE enum rc document_take(struct domain *d, const struct actor *who,
    const struct document_owner *owner, enum document_class c, struct vault_stage *stage,
    str filename, bool erase_old, struct document_taken *out, struct err *e);

/*
 * The same in steps, for whom the document is one change among others: begin with d, who and erase_old
 * set and the rest zero. document_prepare() looks at the upload and keeps its bytes; document_take_tx()
 * writes its row in the caller's transaction, which may run again; document_kept() removes the file
 * that was replaced, after it. What a transaction refused after document_prepare() is an orphan that
 * the sweep removes.
 */
struct document_taking {
	struct domain *d;
	const struct actor *who;
	bool
	    erase_old; /* as for document_take; what is under a legal hold stays nevertheless */
	struct document_taken out;
	int64_t first_pages; /* of two: where the second begins, less one */
	const char *scan;    /* NULL: the scanner was not asked */
	str erased;          /* which document; p NULL: none */
};
MUST_USE enum rc document_prepare(struct document_taking *t,
    const struct document_owner *owner, enum document_class c, struct vault_stage *stage,
    str filename, struct err *e);
/* Two PDFs that the inspector makes one of: the pages of the first, then those of the second. */
MUST_USE enum rc document_prepare_two(struct document_taking *t,
    const struct document_owner *owner, enum document_class c,
    struct vault_stage *const stages[2], str filename, struct err *e);
MUST_USE enum rc document_take_tx(
    struct document_taking *t, struct db *tx, struct err *e);
void document_kept(struct document_taking *t);
/* Erase the current document of the owner and class of `by`, unless it is under a legal hold. */
MUST_USE enum rc document_replace_tx(struct domain *d, struct db *tx,
    const struct row_document *by, str *out_erased, struct err *e);
/* More of a file's name is not kept. */
#define DOCUMENT_NAME_BYTES 120

/* A document made by ourselves (a letter): stored durably now, recorded by document_record_tx. */
MUST_USE enum rc document_store(struct domain *d, const struct document_owner *owner,
    enum document_class c, str bytes, str name, struct row_document *out, struct err *e);
MUST_USE enum rc document_record_tx(
    struct domain *d, struct db *tx, const struct row_document *row, struct err *e);
/* Several that were made for one owner at once: one event names them all. */
MUST_USE enum rc document_record_all_tx(struct domain *d, struct db *tx,
    const struct row_document *const *rows, size_t n, struct err *e);

/* The current (newest kept) document of that class; RC_NOT_FOUND. */
MUST_USE enum rc document_current(struct domain *d, const struct document_owner *owner,
    enum document_class c, struct row_document *out, struct err *e);
/* All kept documents of the owner, newest first. */
MUST_USE enum rc document_list(struct domain *d, const struct document_owner *owner,
    struct row_document_list *out, struct err *e);
/*
 * Open a document for `who`: scope of its owner is checked (RC_NOT_FOUND otherwise), the opening is
 * recorded (doc_view and audit; at most once in ten minutes per viewer and document; not for the
 * owner himself). `reason` is required from auditors: RC_INVALID without.
 */
MUST_USE enum rc document_open(struct domain *d, const struct actor *who, str id,
    str reason, struct row_document *out, struct err *e);
/*
 * The stored bytes instead of pictures: as document_open for the owner himself and for what the system
 * made (document_class_is_ours). What somebody else sent needs a reason, from everybody and each time:
 * without one *out_ask is true and nothing is opened; with one a view and the event document.download
 * are recorded, never left out.
 */
MUST_USE enum rc document_original(struct domain *d, const struct actor *who, str id,
    str reason, struct row_document *out, bool *out_ask, struct err *e);
/* The bytes of an opened document. */
MUST_USE enum rc document_bytes(
    struct domain *d, const struct row_document *row, str *out, struct err *e);
/* One page of an opened document as a JPEG (a picture has one page). Heavy. */
MUST_USE enum rc document_page(struct domain *d, const struct row_document *row, int page,
    int dpi, str *out_jpeg, struct err *e);
/*
 * The same for somebody else than its owner with his name and the time, in `zone`, written across
 * it; the owner sees it plain.
 */
MUST_USE enum rc document_page_marked(struct domain *d, const struct actor *who,
    const struct row_document *row, int page, int dpi, enum zone zone, str *out_jpeg,
    struct err *e);

#endif
