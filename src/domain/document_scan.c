/* document_scan.c - the virus scanner's word on PDFs. */
#include "domain/document_scan.h"

#include "base/json.h"
#include "base/log.h"
#include "domain/document.h"
#include "domain/record.h"
#include "vault/scan.h"

#define BATCH 20

static struct scan_result
ask(struct domain *d, str bytes)
{
	struct scan_result r = scan_bytes(
	    str_z(d->a, d->conf->scan_socket), (int)d->conf->scan_s * 1000, bytes);

	if (r.verdict == SCAN_NONE)
		log_line(LOG_WARN_, "scan", "why=\"%s\"", r.name);
	return r;
}

static str
detail(struct domain *d, str class, const char *signature)
{
	struct buf b;
	struct json j;

	buf_init(&b, d->a, 256);
	json_begin(&j, &b);
	json_text(&j, "class", class);
	json_text(&j, "signature", str_from_z(signature));
	json_end(&j);
	return buf_get(&b);
}

struct found_args {
	struct domain *d;
	const struct actor *who;
	str class;
	const char *signature;
};

static enum rc
found_in_write(struct db *tx, void *arg, struct err *e)
{
	struct found_args *p = arg;

	return audit_add(p->d, tx, p->who, "document.virus", STR("document/-"), STR_NONE,
	    detail(p->d, p->class, p->signature), e);
}

enum rc
document_scan_new(struct domain *d, const struct actor *who, str bytes, str class,
    const char **out_state, struct err *e)
{
	struct found_args p = { .d = d, .who = who, .class = class };
	struct scan_result r;
	enum rc rc;

	*out_state = NULL;
	if (d->conf->scan_socket.n == 0)
		return RC_OK;
	r = ask(d, bytes);
	*out_state = r.verdict == SCAN_CLEAN ? "clean" : "waiting";
	if (r.verdict != SCAN_FOUND)
		return RC_OK;
	p.signature = r.name;
	rc = store_write(d->store, d->a, found_in_write, &p, e);
	return rc != RC_OK
		   ? rc
		   : err_set(e, RC_INVALID,
			 N_("Berkas mengandung virus atau makro dan sudah kami hapus."),
			 "clamd found something");
}

enum rc
document_scan_state(
    struct domain *d, str document, enum document_scan *out, struct err *e)
{
	struct row_document_scan row;
	enum rc rc = q_document_scan_get(d->db, document, &row, e);

	*out = SCAN_OFF;
	if (rc == RC_OK)
		*out = str_eq(row.state, STR("waiting")) ? SCAN_WAITING
		       : str_eq(row.state, STR("clean")) ? SCAN_PASSED
							 : SCAN_VIRUS;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
document_scan_check(struct domain *d, str document, struct err *e)
{
	enum document_scan state;
	enum rc rc = document_scan_state(d, document, &state, e);

	if (rc != RC_OK || state == SCAN_OFF || state == SCAN_PASSED)
		return rc;
	if (state == SCAN_VIRUS)
		return err_set(e, RC_NOT_FOUND,
		    N_("Berkas mengandung virus atau makro dan sudah kami hapus."),
		    "found in quarantine");
	return err_set(e, RC_UNAVAILABLE,
	    N_("Berkas ini belum dipindai, jadi belum dapat diunduh. Coba lagi sebentar."),
	    "no verdict yet");
}

/* ---- asking again ---- */

struct verdict_args {
	struct domain *d;
	const struct row_document *doc;
	const struct scan_result *r;
};

static enum rc
verdict_in_write(struct db *tx, void *arg, struct err *e)
{
	struct verdict_args *p = arg;
	bool found = p->r->verdict == SCAN_FOUND;
	struct actor us = actor_system("pemindai");
	int64_t now = domain_now(p->d);
	enum rc rc =
	    q_document_scan_set(tx, p->doc->id, found ? STR("found") : STR("clean"), now,
		found ? str_from_z(p->r->name) : STR_NONE, e);

	if (rc != RC_OK || !found)
		return rc;
	rc = q_document_erase(tx, p->doc->id, now, e);
	return rc != RC_OK ? rc
			   : audit_add(p->d, tx, &us, "document.virus",
				 str_fmt(p->d->a, "document/%.*s", STR_ARG(p->doc->id)),
				 STR_NONE, detail(p->d, p->doc->class, p->r->name), e);
}

static enum rc
later_in_write(struct db *tx, void *arg, struct err *e)
{
	struct verdict_args *p = arg;

	return q_document_scan_later(tx, p->doc->id, domain_now(p->d), e);
}

/* One document; *out_answered: the scanner said something, whatever it was. */
static enum rc
ask_again(struct domain *d, str id, bool *out_answered, struct err *e)
{
	struct row_document doc;
	struct scan_result r = { .verdict = SCAN_CLEAN };
	struct verdict_args p = { d, &doc, &r };
	str bytes;
	enum rc rc = q_document_by_id(d->db, id, &doc, e);

	*out_answered = true;
	if (rc == RC_OK && str_eq(doc.state, STR("erased")))
		return store_write(d->store, d->a, verdict_in_write, &p, e);
	if (rc != RC_OK)
		return rc;
	r.verdict = SCAN_NONE;
	if (document_bytes(d, &doc, &bytes, e) != RC_OK) {
		log_line(
		    LOG_WARN_, "scan", "document=%.*s why=\"%s\"", STR_ARG(id), e->why);
	} else {
		r = ask(d, bytes);
		*out_answered = r.answered;
	}
	if (r.verdict ==
	    SCAN_NONE) /* what is too large or damaged keeps nobody waiting */
		return store_write(d->store, d->a, later_in_write, &p, e);
	rc = store_write(d->store, d->a, verdict_in_write, &p, e);
	if (rc == RC_OK && r.verdict == SCAN_FOUND)
		rc = vault_destroy(d->vault, doc.id, e);
	return rc;
}

enum rc
document_scan_waiting(struct domain *d, struct err *e)
{
	struct row_document_scan_list l;
	bool more = true;
	enum rc rc;

	if (d->conf->scan_socket.n == 0)
		return RC_OK;
	rc = q_document_scan_waiting(d->db, BATCH, &l, e);
	for (size_t i = 0; rc == RC_OK && more && i < l.n; i++)
		rc = ask_again(d, l.at[i].document, &more, e);
	if (rc == RC_CONFLICT) /* erased, or a verdict came, a moment ago */
		rc = RC_OK;
	return rc;
}
